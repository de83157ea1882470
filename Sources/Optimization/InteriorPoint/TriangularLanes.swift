// SPDX-License-Identifier: Apache-2.0

/// Lower triangular factors of eight matrices at once, packed row by row: entry (i, j) stands at
/// `i (i + 1) / 2 + j`, and the diagonal holds reciprocals.
enum TriangularLanes {
  static func size(_ order: Int) -> Int { order * (order + 1) / 2 }

  /// Overwrites `b` with `L⁻¹ b`.
  @inline(__always)
  static func solveForward(_ factor: LanePointer, _ order: Int, _ b: LanePointer) {
    var row = factor
    for i in 0..<order {
      var sum = b[i]
      for j in 0..<i { sum -= row[j] * b[j] }
      b[i] = sum * row[i]
      row += i + 1
    }
  }

  /// Overwrites `b` with `L⁻ᵀ b`.
  @inline(__always)
  static func solveBackward(_ factor: LanePointer, _ order: Int, _ b: LanePointer) {
    var i = order
    while i > 0 {
      i -= 1
      let row = factor + i * (i + 1) / 2
      let value = b[i] * row[i]
      b[i] = value
      for j in 0..<i { b[j] -= row[j] * value }
    }
  }

  /// Overwrites the packed lower triangle of a symmetric matrix with its Cholesky factor.
  ///
  /// A pivot that has lost all its digits is raised to `smallestPivotShare` of the diagonal it
  /// started from: the row depends on others, and its right-hand side decides nothing.
  static func factor(_ matrix: LanePointer, _ order: Int) {
    for i in 0..<order {
      let row = matrix + i * (i + 1) / 2
      let start = row[i]
      var pivot = start
      for j in 0..<i {
        let other = matrix + j * (j + 1) / 2
        var sum = row[j]
        for k in 0..<j { sum -= row[k] * other[k] }
        let value = sum * other[j]
        row[j] = value
        pivot -= value * value
      }
      row[i] = 1 / pivot.maximum(start * smallestPivotShare).squareRoots
    }
  }

  static let smallestPivotShare = 1e-15

  /// Overwrites a factor with its inverse, here with the true diagonal.
  static func invert(_ factor: LanePointer, _ order: Int) {
    for i in 0..<order {
      let row = factor + i * (i + 1) / 2
      let reciprocal = row[i]
      for j in 0..<i {
        // Row i of L times column j of the inverse found so far.
        var sum = row[j] * factor[j * (j + 1) / 2 + j]
        for k in j + 1..<i { sum += row[k] * factor[k * (k + 1) / 2 + j] }
        row[j] = -sum * reciprocal
      }
    }
  }
}
