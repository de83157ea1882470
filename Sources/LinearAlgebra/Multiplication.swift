// SPDX-License-Identifier: Apache-2.0
import CLAPACK

extension Matrix {
  /// The product of two matrices. Complexity: O(rows · columns · inner).
  package static func * (a: Matrix, b: Matrix) -> Matrix {
    precondition(
      a.columnCount == b.rowCount,
      "\(a.rowCount) x \(a.columnCount) times \(b.rowCount) x \(b.columnCount)")
    BLASRuntime.prepare()
    var result = Matrix(rows: a.rowCount, columns: b.columnCount)
    guard a.rowCount > 0, b.columnCount > 0, a.columnCount > 0 else { return result }
    cblas_dgemm(
      CblasColMajor, CblasNoTrans, CblasNoTrans, Int32(a.rowCount), Int32(b.columnCount),
      Int32(a.columnCount), 1, a.values, Int32(a.rowCount), b.values, Int32(b.rowCount), 0,
      &result.values, Int32(result.rowCount))
    return result
  }

  package static func * (a: Matrix, x: [Double]) -> [Double] {
    (a * Matrix(rows: x.count, columns: 1, values: x)).values
  }
}
