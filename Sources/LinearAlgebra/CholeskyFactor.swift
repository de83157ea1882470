// SPDX-License-Identifier: Apache-2.0
import CLAPACK

/// The factor `L` of a symmetric positive definite matrix `A = L Lᵀ`.
package struct CholeskyFactor: Sendable {
  private(set) var factor: Matrix

  /// - Throws: ``FactorizationError/notPositiveDefinite(pivot:)``
  /// - Complexity: O(n³ / 3); only the lower triangle is read.
  package init(_ matrix: Matrix) throws(FactorizationError) {
    precondition(matrix.rowCount == matrix.columnCount, "not square")
    BLASRuntime.prepare()
    factor = matrix
    let order = Int32(matrix.rowCount)
    guard order > 0 else { return }
    let info = LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, lower, order, &factor.values, order)
    precondition(info >= 0, "argument \(-info) of the Cholesky factorisation")
    if info > 0 { throw .notPositiveDefinite(pivot: Int(info) - 1) }
  }

  package func solve(_ rightHandSides: Matrix) -> Matrix {
    precondition(rightHandSides.rowCount == factor.rowCount, "row counts differ")
    var solution = rightHandSides
    let order = Int32(factor.rowCount)
    guard order > 0, solution.columnCount > 0 else { return solution }
    let info = LAPACKE_dpotrs_work(
      LAPACK_COL_MAJOR, lower, order, Int32(solution.columnCount), factor.values, order,
      &solution.values, order)
    precondition(info == 0, "argument \(-info) of the Cholesky solve")
    return solution
  }

  package func solve(_ rightHandSide: [Double]) -> [Double] {
    solve(Matrix(rows: rightHandSide.count, columns: 1, values: rightHandSide)).values
  }
}

private let lower = CChar(UInt8(ascii: "L"))
