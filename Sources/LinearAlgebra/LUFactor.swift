// SPDX-License-Identifier: Apache-2.0
import CLAPACK

/// The factorisation `P A = L U` of a square matrix with row pivoting.
package struct LUFactor: Sendable {
  private var factor: Matrix
  private var pivots: [Int32]

  /// - Throws: ``FactorizationError/singular(pivot:)``
  /// - Complexity: O(2 n³ / 3)
  package init(_ matrix: Matrix) throws(FactorizationError) {
    precondition(matrix.rowCount == matrix.columnCount, "not square")
    BLASRuntime.prepare()
    factor = matrix
    pivots = [Int32](repeating: 0, count: matrix.rowCount)
    let order = Int32(matrix.rowCount)
    guard order > 0 else { return }
    let info = LAPACKE_dgetrf_work(
      LAPACK_COL_MAJOR, order, order, &factor.values, order, &pivots)
    precondition(info >= 0, "argument \(-info) of the LU factorisation")
    if info > 0 { throw .singular(pivot: Int(info) - 1) }
  }

  package func solve(_ rightHandSides: Matrix) -> Matrix {
    precondition(rightHandSides.rowCount == factor.rowCount, "row counts differ")
    var solution = rightHandSides
    let order = Int32(factor.rowCount)
    guard order > 0, solution.columnCount > 0 else { return solution }
    let info = LAPACKE_dgetrs_work(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), order, Int32(solution.columnCount),
      factor.values, order, pivots, &solution.values, order)
    precondition(info == 0, "argument \(-info) of the LU solve")
    return solution
  }

  package func solve(_ rightHandSide: [Double]) -> [Double] {
    solve(Matrix(rows: rightHandSide.count, columns: 1, values: rightHandSide)).values
  }
}
