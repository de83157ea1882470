// SPDX-License-Identifier: Apache-2.0
import CLAPACK

extension CholeskyFactor {
  /// The inverse of the factorised matrix, both triangles filled.
  ///
  /// - Complexity: O(2 n³ / 3), a third of solving for the n unit vectors.
  package func inverse() -> Matrix {
    var result = factor
    let order = Int32(factor.rowCount)
    guard order > 0 else { return result }
    let info = LAPACKE_dpotri_work(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), order, &result.values, order)
    precondition(info == 0, "argument or zero pivot \(info) of the Cholesky inverse")
    for j in 0..<result.columnCount {
      for i in 0..<j { result[i, j] = result[j, i] }
    }
    return result
  }
}
