// SPDX-License-Identifier: Apache-2.0

extension FlowBasedDomain {
  /// Net positions of two hubs, MW.
  package struct PlanePoint: Sendable, Equatable {
    package var first: Double
    package var second: Double

    package init(first: Double, second: Double) {
      self.first = first
      self.second = second
    }
  }

  /// The corners of the domain seen along two hubs (all other net positions free but balanced),
  /// counter-clockwise; nil if the domain is empty or not bounded in this view.
  ///
  /// - Complexity: two linear programs per corner, warm-started.
  package func projection(onto first: Int, _ second: Int) -> [PlanePoint]? {
    var view = PlaneView(search: DomainSearch(self), hubCount: hubs.count, hubs: (first, second))
    var extremes: [PlanePoint] = []
    for (x, y) in [(1.0, 0.0), (0, 1), (-1, 0), (0, -1)] {
      guard let point = view.farthest(x, y) else { return nil }
      extremes.append(point)
    }
    view.size = extremes.reduce(0) { max($0, $1.first.magnitude, $1.second.magnitude) }
    var outline: [PlanePoint] = []
    for (index, start) in extremes.enumerated() {
      let end = extremes[(index + 1) % extremes.count]
      guard let middle = view.corners(between: start, and: end) else { return nil }
      outline += [start] + middle
    }
    return view.withoutPointsOnEdges(outline)
  }
}

private struct PlaneView {
  var search: DomainSearch
  let hubCount: Int
  let hubs: (first: Int, second: Int)
  /// The largest coordinate of the outline: what distances are measured against.
  var size = 0.0

  private var rounding: Double { 1e-9 * size }

  /// A point of the domain that lies farthest in a direction.
  mutating func farthest(_ x: Double, _ y: Double) -> FlowBasedDomain.PlanePoint? {
    var direction = [Double](repeating: 0, count: hubCount)
    direction[hubs.first] += x
    direction[hubs.second] += y
    guard case .finite(_, let netPositions, _) = search.largest(direction) else { return nil }
    return .init(first: netPositions[hubs.first], second: netPositions[hubs.second])
  }

  /// Corners strictly between two points of the outline, the second after the first.
  mutating func corners(
    between a: FlowBasedDomain.PlanePoint, and b: FlowBasedDomain.PlanePoint
  ) -> [FlowBasedDomain.PlanePoint]? {
    let (x, y) = (b.second - a.second, a.first - b.first)
    let length = max(x.magnitude, y.magnitude)
    guard length > rounding else { return [] }
    guard let found = farthest(x / length, y / length) else { return nil }
    let gain = ((found.first - a.first) * x + (found.second - a.second) * y) / length
    if gain <= rounding { return [] }
    guard let before = corners(between: a, and: found), let after = corners(between: found, and: b)
    else { return nil }
    return before + [found] + after
  }

  /// The outline without repeats and without points in the middle of an edge.
  func withoutPointsOnEdges(
    _ outline: [FlowBasedDomain.PlanePoint]
  ) -> [FlowBasedDomain.PlanePoint] {
    var points: [FlowBasedDomain.PlanePoint] = []
    for point in outline where !points.contains(where: { isSame($0, point) }) {
      points.append(point)
    }
    guard points.count > 2 else { return points }
    return points.indices.filter { k in
      let before = points[(k + points.count - 1) % points.count]
      let here = points[k]
      let after = points[(k + 1) % points.count]
      let (x, y) = (after.first - before.first, after.second - before.second)
      // Distance of the point from the line through its neighbours.
      let offset = (here.first - before.first) * y - (here.second - before.second) * x
      return offset.magnitude > rounding * max(x.magnitude, y.magnitude)
    }.map { points[$0] }
  }

  private func isSame(
    _ a: FlowBasedDomain.PlanePoint, _ b: FlowBasedDomain.PlanePoint
  ) -> Bool {
    max((a.first - b.first).magnitude, (a.second - b.second).magnitude) <= rounding
  }
}
