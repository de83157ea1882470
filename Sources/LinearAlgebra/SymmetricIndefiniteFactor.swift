// SPDX-License-Identifier: Apache-2.0
import CLAPACK

/// The factorisation `A = L D Lᵀ` of a symmetric matrix of any sign (Bunch and Kaufman pivoting).
package struct SymmetricIndefiniteFactor: Sendable {
  private var factor: Matrix
  private var pivots: [Int32]

  /// - Throws: ``FactorizationError/singular(pivot:)``
  /// - Complexity: O(n³ / 3); only the lower triangle is read.
  package init(_ matrix: Matrix) throws(FactorizationError) {
    precondition(matrix.rowCount == matrix.columnCount, "not square")
    BLASRuntime.prepare()
    factor = matrix
    pivots = [Int32](repeating: 0, count: matrix.rowCount)
    let order = Int32(matrix.rowCount)
    guard order > 0 else { return }
    var best = [0.0]
    _ = LAPACKE_dsytrf_work(
      LAPACK_COL_MAJOR, lower, order, &factor.values, order, &pivots, &best, -1)
    var work = [Double](repeating: 0, count: max(1, Int(best[0])))
    let info = LAPACKE_dsytrf_work(
      LAPACK_COL_MAJOR, lower, order, &factor.values, order, &pivots, &work, Int32(work.count))
    precondition(info >= 0, "argument \(-info) of the symmetric factorisation")
    if info > 0 { throw .singular(pivot: Int(info) - 1) }
  }

  package func solve(_ rightHandSides: Matrix) -> Matrix {
    precondition(rightHandSides.rowCount == factor.rowCount, "row counts differ")
    var solution = rightHandSides
    let order = Int32(factor.rowCount)
    guard order > 0, solution.columnCount > 0 else { return solution }
    let info = LAPACKE_dsytrs_work(
      LAPACK_COL_MAJOR, lower, order, Int32(solution.columnCount), factor.values, order, pivots,
      &solution.values, order)
    precondition(info == 0, "argument \(-info) of the symmetric solve")
    return solution
  }

  package func solve(_ rightHandSide: [Double]) -> [Double] {
    solve(Matrix(rows: rightHandSide.count, columns: 1, values: rightHandSide)).values
  }
}

private let lower = CChar(UInt8(ascii: "L"))
