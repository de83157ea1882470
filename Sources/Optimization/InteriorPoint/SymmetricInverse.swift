// SPDX-License-Identifier: Apache-2.0

/// Inverse of one symmetric positive definite matrix of up to a hundred or so rows.
enum SymmetricInverse {
  /// A pivot below this share of the diagonal it started from has lost all its digits; its row is
  /// given up by a pivot that keeps the row's dual where it is.
  static let smallestPivotShare = 1e-14
  static let abandonedPivot = 1e40

  /// Overwrites `matrix` (row by row, `registers` registers per row, padding zero) by its inverse.
  ///
  /// Symmetric sweeps on the lower triangle: half the work of Gauss-Jordan, in place, and all of it
  /// on whole rows. After all sweeps the triangle holds minus the inverse. `scratch` has room for
  /// two rows.
  static func invert(
    _ matrix: LanePointer, _ order: Int, _ registers: Int, _ scratch: LanePointer
  ) {
    let entries = matrix.doubles
    let stride = registers * laneCount
    let pivotRow = scratch
    let pivots = scratch.doubles
    let starts = (scratch + registers).doubles
    for j in 0..<stride { pivots[j] = 0 }
    for k in 0..<order { starts[k] = entries[k * stride + k] }
    for k in 0..<order {
      // Row k of the symmetric matrix: the stored row up to the diagonal, then column k.
      let row = entries + k * stride
      for j in 0..<k { pivots[j] = row[j] }
      for i in k..<order { pivots[i] = entries[i * stride + k] }
      var pivot = pivots[k]
      if !(pivot > smallestPivotShare * starts[k]) { pivot = abandonedPivot * (starts[k] + 1e-20) }
      let reciprocal = 1 / pivot
      pivots[k] = 0
      for i in 0..<k {
        subtract(pivots[i] * reciprocal, pivotRow, from: matrix + i * registers, diagonal: i)
      }
      for i in k + 1..<order {
        let factor = pivots[i] * reciprocal
        subtract(factor, pivotRow, from: matrix + i * registers, diagonal: i)
        entries[i * stride + k] = factor
      }
      for j in 0..<k { row[j] = pivots[j] * reciprocal }
      row[k] = -reciprocal
    }
    for i in 0..<order {
      for j in 0...i {
        let value = -entries[i * stride + j]
        entries[i * stride + j] = value
        entries[j * stride + i] = value
      }
    }
  }

  /// `row -= factor · pivotRow` up to the register of the diagonal.
  @inline(__always)
  private static func subtract(
    _ factor: Double, _ pivotRow: LanePointer, from row: LanePointer, diagonal: Int
  ) {
    for r in 0...diagonal / laneCount { row[r] -= factor * pivotRow[r] }
  }
}
