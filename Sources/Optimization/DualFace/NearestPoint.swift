// SPDX-License-Identifier: Apache-2.0

/// The point of `{x : A x ≤ b}` nearest to a given one, in few dimensions.
///
/// Starts at the given point and lets in the row that is violated most, one after the other; the
/// point is at all times the nearest of the rows let in so far, and a row whose multiplier falls to
/// zero on the way is let go again.
///
/// - Complexity: per row let in, O(rows × dimension + dimension³)
///
/// Source: D. Goldfarb, A. Idnani, "A Numerically Stable Dual Method for Solving Strictly Convex
/// Quadratic Programs", Mathematical Programming 27 (1983), pp. 1–33, with the unit matrix.
package struct NearestPoint {
  /// Violations within this share of the row's offset and terms are rounding.
  private static let feasibility = 1e-11
  /// So are those within this share of the point's size, to which its entries are known.
  private static let precision = 1e-15
  /// Row normals this near to the span of others depend on them.
  private static let independence = 1e-9
  private static let mostSteps = 2000

  private let polyhedron: Polyhedron
  private let dimension: Int
  private var point: [Double]
  private var active: [Int] = []
  private var multipliers: [Double] = []
  /// Orthonormal columns that span the active normals, and the triangle `R` of `normals = Q R`.
  private var spanned: [[Double]] = []
  private var triangle: [[Double]] = []

  private init(_ polyhedron: Polyhedron, from start: [Double]) {
    self.polyhedron = polyhedron
    dimension = polyhedron.dimension
    point = start
  }

  /// Nil where the polyhedron is empty or rounding keeps the steps from ending.
  package static func find(in polyhedron: Polyhedron, near start: [Double]) -> [Double]? {
    precondition(
      start.count == polyhedron.dimension,
      "\(start.count) entries for \(polyhedron.dimension) dimensions")
    var search = NearestPoint(polyhedron, from: start)
    for _ in 0..<mostSteps {
      guard let row = search.worstRow() else { return search.point }
      guard search.letIn(row) else { return nil }
    }
    return nil
  }

  private func violation(_ row: Int) -> Double {
    var sum = -polyhedron.offsets[row]
    for (a, x) in zip(polyhedron.normal(row), point) { sum += a * x }
    return sum
  }

  private func worstRow() -> Int? {
    let size = point.reduce(0) { max($0, abs($1)) }
    var worst = 0.0
    var worstRow: Int?
    for row in 0..<polyhedron.rowCount where !active.contains(row) {
      let miss = violation(row)
      guard miss > worst else { continue }
      let terms = zip(polyhedron.normal(row), point).reduce(abs(polyhedron.offsets[row])) {
        $0 + abs($1.0 * $1.1)
      }
      let rounding = Self.feasibility * terms + Self.precision * size
      if miss > rounding { (worst, worstRow) = (miss, row) }
    }
    return worstRow
  }

  /// Moves until the row is met, other rows dropping out where they would pull; false where no
  /// point meets the row and those let in before.
  private mutating func letIn(_ row: Int) -> Bool {
    let normal = Array(polyhedron.normal(row))
    var multiplier = 0.0
    while true {
      let (rest, rates) = split(normal)
      let length = rest.reduce(0) { $0 + $1 * $1 }
      var dropped: Int?
      var step = Double.infinity
      for i in rates.indices where rates[i] > Self.independence {
        let limit = multipliers[i] / rates[i]
        if limit < step { (step, dropped) = (limit, i) }
      }
      let isFree = length > Self.independence * Self.independence
      let full = isFree ? violation(row) / length : .infinity
      if isFree, full <= step {
        advance(row, by: full, along: rest, rates: rates, &multiplier)
        active.append(row)
        multipliers.append(multiplier)
        refactor()
        return true
      }
      guard let dropped else { return false }
      advance(row, by: step, along: isFree ? rest : nil, rates: rates, &multiplier)
      active.remove(at: dropped)
      multipliers.remove(at: dropped)
      refactor()
    }
  }

  private mutating func advance(
    _ row: Int, by step: Double, along rest: [Double]?, rates: [Double], _ multiplier: inout Double
  ) {
    if let rest {
      for k in 0..<dimension { point[k] -= step * rest[k] }
    }
    for i in rates.indices { multipliers[i] = max(0, multipliers[i] - step * rates[i]) }
    multiplier += step
  }

  /// The part of a normal outside the span of the active ones, and its weights on them inside.
  private func split(_ normal: [Double]) -> (rest: [Double], rates: [Double]) {
    var rest = normal
    var products = [Double](repeating: 0, count: active.count)
    // Twice, so that what is left is orthogonal to rounding.
    for _ in 0..<2 {
      for (i, column) in spanned.enumerated() {
        let share = zip(column, rest).reduce(0) { $0 + $1.0 * $1.1 }
        products[i] += share
        for k in 0..<dimension { rest[k] -= share * column[k] }
      }
    }
    var rates = products
    for i in rates.indices.reversed() {
      for j in i + 1..<rates.count { rates[i] -= triangle[j][i] * rates[j] }
      rates[i] /= triangle[i][i]
    }
    return (rest, rates)
  }

  /// Orthogonalises the active normals afresh.
  private mutating func refactor() {
    spanned = []
    triangle = []
    for row in active {
      var rest = Array(polyhedron.normal(row))
      var products = [Double](repeating: 0, count: spanned.count)
      for _ in 0..<2 {
        for (i, column) in spanned.enumerated() {
          let share = zip(column, rest).reduce(0) { $0 + $1.0 * $1.1 }
          products[i] += share
          for k in 0..<dimension { rest[k] -= share * column[k] }
        }
      }
      let length = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
      spanned.append(rest.map { $0 / length })
      triangle.append(products + [length])
    }
  }
}
