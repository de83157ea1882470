// SPDX-License-Identifier: Apache-2.0

extension PolyhedronFrame {
  /// Rows among `indices` that include every row the others do not imply; those that a ray did
  /// not clearly show to matter are doubtful.
  ///
  /// A growing set of rows known to matter is all that a linear program ever sees: it asks how far
  /// a new row can be pushed. If beyond its bound, the ray from the origin to that point leaves
  /// the polyhedron through a row that matters and is not in the set yet.
  ///
  /// Source: K. L. Clarkson, "More Output-Sensitive Geometric Algorithms", FOCS 1994, section 2.
  func rayShootingCandidates(_ indices: [Int]) -> (found: [Int], doubtful: [Int]) {
    var search = RayShooting(self, indices)
    for axis in 0..<dimension {
      for sign in [1.0, -1.0] {
        search.shoot((0..<dimension).map { $0 == axis ? sign : 0 })
      }
    }
    for position in indices.indices { search.decide(position) }
    return (search.found.map { indices[$0] }, search.doubtful.map { indices[$0] })
  }
}

private struct RayShooting {
  /// Row `p` divided by its slack: the polyhedron is `{y : points_p · y ≤ 1}`.
  private var points: [Double] = []
  private let dimension: Int
  private let count: Int
  private(set) var found: [Int] = []
  private(set) var doubtful: [Int] = []
  private var isFound: [Bool]
  private var solver: PolyhedronSolver

  /// Finer than what finally counts as needed, so that no needed row is lost here.
  private static let beyond = 1e-11
  /// A row that a ray meets first by more than this share of the way surely matters.
  private static let clearLead = 1e-6

  init(_ frame: PolyhedronFrame, _ indices: [Int]) {
    dimension = frame.dimension
    count = indices.count
    points.reserveCapacity(count * dimension)
    for index in indices {
      for value in frame.normal(index) { points.append(value / frame.slacks[index]) }
    }
    isFound = [Bool](repeating: false, count: indices.count)
    solver = PolyhedronSolver(Polyhedron(dimension: dimension))
  }

  /// Adds row `position` or rows that matter until those found imply it.
  mutating func decide(_ position: Int) {
    let row = Array(points[position * dimension..<(position + 1) * dimension])
    while !isFound[position] {
      let target: [Double]
      switch solver.maximize(row) {
      case .optimal(let optimum):
        if optimum.value <= 1 + Self.beyond { return }
        target = optimum.point
      case .unbounded(let ray): target = ray
      case .infeasible, .stopped:
        // The origin is feasible: this is rounding, so keep the row for the last test.
        add(position, isDoubtful: true)
        return
      }
      // Rounding may return a row that is known already; then the last test decides.
      if !shoot(target) { add(position, isDoubtful: true) }
    }
  }

  /// Finds the row through which the ray leaves; false if there is none or it is known.
  ///
  /// Rows that the ray meets together are told apart as if it started a little aside, along the
  /// first axis, by still less along the second, and so on.
  @discardableResult
  mutating func shoot(_ direction: [Double]) -> Bool {
    let n = dimension
    var best: Int?
    var bestProduct = 0.0
    var secondProduct = 0.0
    points.withUnsafeBufferPointer { points in
      direction.withUnsafeBufferPointer { direction in
        guard let base = points.baseAddress, let direction = direction.baseAddress else { return }
        for position in 0..<count {
          let product = dot(base + position * n, direction, n)
          if product <= 0 { continue }
          if product < bestProduct * (1 - 1e-12) {
            secondProduct = max(secondProduct, product)
            continue
          }
          if let rival = best, product <= bestProduct * (1 + 1e-12),
            !Self.isAhead(base + position * n, base + rival * n, n)
          {
            secondProduct = max(secondProduct, product)
            continue
          }
          secondProduct = bestProduct
          best = position
          bestProduct = product
        }
      }
    }
    guard let best, !isFound[best] else { return false }
    add(best, isDoubtful: bestProduct <= secondProduct * (1 + Self.clearLead))
    return true
  }

  private static func isAhead(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ n: Int
  ) -> Bool {
    for k in 0..<n where (a[k] - b[k]).magnitude > 1e-12 * max(a[k].magnitude, b[k].magnitude) {
      return a[k] > b[k]
    }
    return false
  }

  private mutating func add(_ position: Int, isDoubtful: Bool) {
    isFound[position] = true
    found.append(position)
    if isDoubtful { doubtful.append(position) }
    solver.append(row: points[position * dimension..<(position + 1) * dimension], bound: 1)
  }
}
