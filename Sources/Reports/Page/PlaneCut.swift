// SPDX-License-Identifier: Apache-2.0

/// A polygon in the plane, cut down line by line.
///
/// Method: I. Sutherland, G. Hodgman, "Reentrant Polygon Clipping", Communications of the ACM 17
/// (1974), no. 1, pp. 32-42; for convex polygons it is exact.
package struct PlaneCut {
  package struct Point: Equatable, Sendable {
    package var x: Double
    package var y: Double
  }

  /// Corners in order around the polygon; none when nothing is left.
  package private(set) var corners: [Point]

  package init(x: ClosedRange<Double>, y: ClosedRange<Double>) {
    corners = [
      Point(x: x.lowerBound, y: y.lowerBound), Point(x: x.upperBound, y: y.lowerBound),
      Point(x: x.upperBound, y: y.upperBound), Point(x: x.lowerBound, y: y.upperBound),
    ]
  }

  /// Keeps the part where `a` x + `b` y is at most `limit`.
  package mutating func keep(a: Double, b: Double, limit: Double) {
    var kept: [Point] = []
    for (place, point) in corners.enumerated() {
      let next = corners[(place + 1) % corners.count]
      let here = a * point.x + b * point.y - limit
      let there = a * next.x + b * next.y - limit
      if here <= 0 { kept.append(point) }
      if (here < 0 && there > 0) || (here > 0 && there < 0) {
        let share = here / (here - there)
        kept.append(
          Point(x: point.x + share * (next.x - point.x), y: point.y + share * (next.y - point.y)))
      }
    }
    corners = kept
  }

  /// The part of the line `a` x + `b` y = `limit` inside the polygon; nil where it passes by.
  package func chord(a: Double, b: Double, limit: Double) -> (Point, Point)? {
    var ends: [Point] = []
    for (place, point) in corners.enumerated() {
      let next = corners[(place + 1) % corners.count]
      let here = a * point.x + b * point.y - limit
      let there = a * next.x + b * next.y - limit
      guard (here <= 0) != (there <= 0) else { continue }
      let share = here / (here - there)
      ends.append(
        Point(x: point.x + share * (next.x - point.x), y: point.y + share * (next.y - point.y)))
    }
    return ends.count >= 2 ? (ends[0], ends[1]) : nil
  }
}
