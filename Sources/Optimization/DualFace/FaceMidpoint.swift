// SPDX-License-Identifier: Apache-2.0

/// What the second stage comes to in one stage of the program.
enum FaceMidpoint {
  /// The balance duals of the stage are unique.
  case unique
  /// What to add to the duals, by unknown of the face.
  case change([Double])
  /// Rounding kept the interval or the nearest point from being found.
  case unsettled

  /// Intervals narrower than this share of the typical price are points.
  private static let narrowest = 1e-8
  /// Weight of the squared network duals beside that of the squared distances from the midpoints.
  /// It shares out what the balance duals leave open (equal rows), and is too small to move them.
  private static let rowWeight = 1e-9

  /// The point of the face nearest to the midpoints of the intervals of its balance duals.
  ///
  /// The midpoints of two balances need not belong to one point of the face: of two zones with a
  /// link between them at its bound, both may have wide intervals, but only prices in the right
  /// order are optimal together. So the point with the least sum of squared distances is taken; of
  /// those, the one with the least sum of squared network duals. It is unique. An interval without
  /// upper (lower) end counts as its lower (upper) end, one without any as the present dual.
  init(of face: inout StageFace, rowDuals: (Int) -> Double, typicalPrice: Double) {
    let polyhedron = face.polyhedron()
    var solver = PolyhedronSolver(polyhedron)
    var targets: [(move: [Double], change: Double)] = []
    var isWide = false
    for unknown in face.unknownOfBalance where unknown >= 0 {
      let move = Array(face.move(of: unknown))
      guard move.contains(where: { abs($0) > StageFace.smallestMove }) else { continue }
      guard let above = Self.end(&solver, move), let below = Self.end(&solver, move.map { -$0 })
      else {
        self = .unsettled
        return
      }
      if above + below > Self.narrowest * typicalPrice { isWide = true }
      targets.append((move, Self.middle(below: below, above: above)))
    }
    guard isWide else {
      self = .unique
      return
    }
    for unknown in face.unknownOfRow.indices where face.unknownOfRow[unknown] >= 0 {
      let root = Self.rowWeight.squareRoot()
      let move = face.move(of: face.unknownOfRow[unknown]).map { root * $0 }
      targets.append((move, -root * rowDuals(unknown)))
    }
    guard let weights = Self.nearest(to: targets, in: polyhedron) else {
      self = .unsettled
      return
    }
    self = .change(
      (0..<face.unknownCount).map { unknown in
        zip(face.move(of: unknown), weights).reduce(0) { $0 + $1.0 * $1.1 }
      })
  }

  /// How far a dual can move in one direction; nil where rounding hides it.
  private static func end(_ solver: inout PolyhedronSolver, _ move: [Double]) -> Double? {
    switch solver.maximize(move) {
    case .optimal(let optimum): max(0, optimum.value)
    case .unbounded: .infinity
    case .infeasible, .stopped: nil
    }
  }

  private static func middle(below: Double, above: Double) -> Double {
    switch (below.isFinite, above.isFinite) {
    case (true, true): 0.5 * (above - below)
    case (true, false): -below
    case (false, true): above
    case (false, false): 0
    }
  }

  /// The `w` of the polyhedron with the least `Σ (move · w − change)²`.
  ///
  /// With `Σ move moveᵀ = L Lᵀ` this is the point `Lᵀ w` nearest to `L⁻¹ Σ move change`.
  private static func nearest(
    to targets: [(move: [Double], change: Double)], in polyhedron: Polyhedron
  ) -> [Double]? {
    let n = polyhedron.dimension
    var squares = [Double](repeating: 0, count: n * n)
    var aim = [Double](repeating: 0, count: n)
    for target in targets {
      for i in 0..<n {
        aim[i] += target.move[i] * target.change
        for j in 0...i { squares[i * n + j] += target.move[i] * target.move[j] }
      }
    }
    guard let root = Triangle(rootOf: squares, order: n) else { return nil }
    var image = Polyhedron(dimension: n)
    image.reserve(polyhedron.rowCount)
    for row in 0..<polyhedron.rowCount {
      var normal = Array(polyhedron.normal(row))
      root.solve(&normal)
      image.append(row: normal, bound: polyhedron.offsets[row])
    }
    root.solve(&aim)
    guard var point = NearestPoint.find(in: image, near: aim) else { return nil }
    root.solveTransposed(&point)
    return point
  }
}

/// A lower triangle `L`, row by row.
private struct Triangle {
  private let order: Int
  private var entries: [Double]

  /// `L` with `L Lᵀ` the matrix whose lower triangle is given; nil where that is not positive.
  init?(rootOf squares: [Double], order n: Int) {
    order = n
    entries = squares
    for i in 0..<n {
      for j in 0...i {
        var sum = entries[i * n + j]
        for k in 0..<j { sum -= entries[i * n + k] * entries[j * n + k] }
        if i == j {
          guard sum > 0 else { return nil }
          entries[i * n + i] = sum.squareRoot()
        } else {
          entries[i * n + j] = sum / entries[j * n + j]
        }
      }
    }
  }

  /// `x ← L⁻¹ x`.
  func solve(_ x: inout [Double]) {
    for i in 0..<order {
      for k in 0..<i { x[i] -= entries[i * order + k] * x[k] }
      x[i] /= entries[i * order + i]
    }
  }

  /// `x ← L⁻ᵀ x`.
  func solveTransposed(_ x: inout [Double]) {
    for i in (0..<order).reversed() {
      for k in i + 1..<max(order, i + 1) { x[i] -= entries[k * order + i] * x[k] }
      x[i] /= entries[i * order + i]
    }
  }
}
