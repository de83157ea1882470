// SPDX-License-Identifier: Apache-2.0
import CLAPACK

/// A matrix in memory of its own, column by column, that is worked on in place: for loops that
/// must not allocate. Users share it by reference and keep their accesses apart.
package final class DenseBlock: @unchecked Sendable {
  package let rows: Int
  package let columns: Int
  package let values: UnsafeMutablePointer<Double>
  private let reflectors: UnsafeMutablePointer<Double>
  private let workspace: UnsafeMutablePointer<Double>
  private static let panel = 64

  package enum Triangle {
    case lower, lowerTransposed, upper, upperTransposed
  }

  /// Zeros.
  package init(rows: Int, columns: Int) {
    BLASRuntime.prepare()
    self.rows = rows
    self.columns = columns
    values = .allocate(capacity: max(1, rows * columns))
    values.initialize(repeating: 0, count: max(1, rows * columns))
    reflectors = .allocate(capacity: max(1, columns))
    workspace = .allocate(capacity: max(1, columns * Self.panel))
  }

  package convenience init(_ matrix: Matrix) {
    self.init(rows: matrix.rowCount, columns: matrix.columnCount)
    for j in 0..<columns {
      for i in 0..<rows { column(j)[i] = matrix[i, j] }
    }
  }

  deinit {
    values.deallocate()
    reflectors.deallocate()
    workspace.deallocate()
  }

  package func column(_ j: Int) -> UnsafeMutablePointer<Double> { values + j * rows }

  /// `to += scale · A x`, entries of both vectors `stride` apart.
  package func addProduct(
    _ x: UnsafePointer<Double>, stride: Int, scale: Double, to: UnsafeMutablePointer<Double>
  ) {
    guard rows > 0, columns > 0 else { return }
    cblas_dgemv(
      CblasColMajor, CblasNoTrans, Int32(rows), Int32(columns), scale, values, Int32(rows), x,
      Int32(stride), 1, to, Int32(stride))
  }

  /// `to += scale · Aᵀ x`.
  package func addTransposedProduct(
    _ x: UnsafePointer<Double>, stride: Int, scale: Double, to: UnsafeMutablePointer<Double>
  ) {
    guard rows > 0, columns > 0 else { return }
    cblas_dgemv(
      CblasColMajor, CblasTrans, Int32(rows), Int32(columns), scale, values, Int32(rows), x,
      Int32(stride), 1, to, Int32(stride))
  }

  /// Leaves `R` of `A = Q R` in the upper triangle, by Householder reflections; rows ≥ columns.
  package func reduceToUpperTriangle() {
    let info = LAPACKE_dgeqrf_work(
      LAPACK_COL_MAJOR, Int32(rows), Int32(columns), values, Int32(rows), reflectors, workspace,
      Int32(columns * Self.panel))
    precondition(info == 0, "argument \(-info) of the QR factorisation")
  }

  /// Overwrites `block` by `R⁻ᵀ block` with the upper triangle of this one.
  package func solveUpperTransposed(_ block: DenseBlock) {
    guard block.columns > 0 else { return }
    cblas_dtrsm(
      CblasColMajor, CblasLeft, CblasUpper, CblasTrans, CblasNonUnit, Int32(block.rows),
      Int32(block.columns), 1, values, Int32(rows), block.values, Int32(block.rows))
  }

  /// Lower triangle of `Aᵀ A`.
  package func writeGram(to result: DenseBlock) {
    guard columns > 0 else { return }
    cblas_dsyrk(
      CblasColMajor, CblasLower, CblasTrans, Int32(columns), Int32(rows), 1, values, Int32(rows), 0,
      result.values, Int32(columns))
  }

  /// Replaces the lower triangle by its Cholesky factor. Where rounding leaves nothing of a pivot,
  /// every diagonal entry is first raised by a share of itself, ten times more at each attempt.
  package func factorCholesky(smallestPivotShare: Double) {
    var share = smallestPivotShare
    let copy = DenseBlock(rows: rows, columns: columns)
    copy.values.update(from: values, count: rows * columns)
    while true {
      let info = LAPACKE_dpotrf_work(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), Int32(rows), values, Int32(rows))
      precondition(info >= 0, "argument \(-info) of the Cholesky factorisation")
      // Numbers that are no numbers fail at any share; the method sees them in its residuals.
      if info == 0 || share > 1 { return }
      values.update(from: copy.values, count: rows * columns)
      for n in 0..<rows { column(n)[n] *= 1 + share }
      share *= 10
    }
  }

  /// Overwrites a vector by the solution with one triangle of this block.
  package func solve(_ triangle: Triangle, _ x: UnsafeMutablePointer<Double>, stride: Int) {
    let isLower = triangle == .lower || triangle == .lowerTransposed
    let isTransposed = triangle == .lowerTransposed || triangle == .upperTransposed
    cblas_dtrsv(
      CblasColMajor, isLower ? CblasLower : CblasUpper, isTransposed ? CblasTrans : CblasNoTrans,
      CblasNonUnit, Int32(rows), values, Int32(rows), x, Int32(stride))
  }
}
