// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra

/// Rows of one stage whose weights can be changed so that the slopes of given network columns
/// vanish: independent ones, balances or network rows with a weight above 0.
///
/// The slope of column `i` is `−Σ_n a_ni y_n + Σ_k P_ki μ_k`; with `M` its coefficients in the chosen
/// rows, the change that makes the slopes `σ` vanish is `−M⁻¹ σ`. With an approximate inverse `R` and
/// `‖I − R M‖ ≤ ½` it is at most `2 ‖ |R| |σ| ‖` in the largest norm, whatever the rounding in `R`.
///
/// A column that is a combination of others, as one of two free links between the same balances,
/// needs no row of its own: its slope vanishes with theirs. It counts as one only where no rounding
/// took part in finding that out.
struct WeightCorrection {
  enum Row {
    case balance(Int)
    case network(Int)
  }

  /// Network rows that weigh less do not count; weights are of the size of 1.
  static let smallestWeight = 1e-8
  /// Pivots below this are rounding; coefficients are of the size of 1.
  private static let smallestPivot = 1e-9
  private static let largestInverseError = 0.5

  let rows: [Row]
  /// Positions in the given columns, one for each row.
  private let independent: [Int]
  /// `R`, row × independent column.
  private let inverse: Matrix

  /// Nil where the slopes cannot all vanish, or too nearly so to be sure.
  init?(_ program: StagedProgram, _ t: Int, _ columns: [Int], _ weights: StagedPoint) {
    guard !columns.isEmpty else { return nil }
    let (candidates, coefficients) = Self.candidates(program, t, columns, weights)
    var elimination = Elimination(coefficients, columns: columns.count)
    guard elimination.run(smallestPivot: Self.smallestPivot) else { return nil }
    let pivots = elimination.pivots
    rows = pivots.map { candidates[$0.row] }
    independent = pivots.map(\.column)
    var matrix = Matrix(rows: pivots.count, columns: pivots.count)
    for (i, column) in independent.enumerated() {
      for (r, pivot) in pivots.enumerated() { matrix[i, r] = coefficients[pivot.row][column] }
    }
    guard let factor = try? LUFactor(matrix) else { return nil }
    inverse = factor.solve(.identity(pivots.count))
    guard Self.inverseError(inverse, matrix) <= Self.largestInverseError else { return nil }
  }

  /// One change for each of ``rows``, from the slopes of all columns.
  func changes(undoing slopes: [Double]) -> [Double] {
    rows.indices.map { r in
      independent.enumerated().reduce(0) { $0 - inverse[r, $1.offset] * slopes[$1.element] }
    }
  }

  /// Bound on the change of any weight.
  func largestChange(undoing slopeSizes: [Double]) -> Double {
    let largest = rows.indices.reduce(0) { largest, r in
      max(
        largest,
        independent.enumerated().reduce(0) {
          $0 + abs(inverse[r, $1.offset]) * slopeSizes[$1.element]
        })
    }
    return 2 * largest
  }

  /// Rows that may be chosen and their coefficients in the slopes of the columns.
  private static func candidates(
    _ program: StagedProgram, _ t: Int, _ columns: [Int], _ weights: StagedPoint
  ) -> (rows: [Row], coefficients: [[Double]]) {
    var balances = [[Double]](
      repeating: [Double](repeating: 0, count: columns.count), count: program.balanceNames.count)
    for (i, column) in columns.enumerated() {
      for entry in program.networkColumns[column].balance { balances[entry.row][i] -= entry.value }
    }
    let network = program.networkRowNames.indices.filter {
      program.networkLimit[t, $0].isFinite && weights.networkDuals[t, $0] > 0
    }
    return (
      balances.indices.map { .balance($0) } + network.map { .network($0) },
      balances + network.map { k in columns.map { program.factor(t, k, $0) } }
    )
  }

  /// `‖I − R M‖`, largest row sum.
  private static func inverseError(_ inverse: Matrix, _ matrix: Matrix) -> Double {
    let size = matrix.rowCount
    var largest = 0.0
    for i in 0..<size {
      var row = 0.0
      for j in 0..<size {
        var entry = i == j ? 1.0 : 0
        for k in 0..<size { entry -= inverse[i, k] * matrix[k, j] }
        row += abs(entry)
      }
      guard !row.isNaN else { return .infinity }
      largest = max(largest, row)
    }
    return largest
  }
}

/// Gaussian elimination that takes the largest coefficient left, the first of equals.
private struct Elimination {
  private(set) var pivots: [(row: Int, column: Int)] = []
  private let columnCount: Int
  private var left: [[Double]]
  /// Whether every operation so far was free of rounding.
  private var isExact = true

  init(_ coefficients: [[Double]], columns: Int) {
    left = coefficients
    columnCount = columns
  }

  /// - Returns: false where a column without a pivot may be no combination of the others.
  mutating func run(smallestPivot: Double) -> Bool {
    while pivots.count < columnCount {
      var best = (row: 0, column: 0, size: 0.0)
      for (row, values) in left.enumerated() {
        for (column, value) in values.enumerated() where abs(value) > best.size {
          best = (row, column, abs(value))
        }
      }
      if best.size == 0 { return isExact }
      guard best.size > smallestPivot else { return false }
      eliminate(best.row, best.column)
      pivots.append((best.row, best.column))
    }
    return true
  }

  private mutating func eliminate(_ pivotRow: Int, _ pivotColumn: Int) {
    let pivot = left[pivotRow]
    for row in left.indices where left[row][pivotColumn] != 0 {
      let share = left[row][pivotColumn] / pivot[pivotColumn]
      for column in 0..<columnCount where pivot[column] != 0 {
        let before = left[row][column]
        let product = share * pivot[column]
        let after = before - product
        // The rounding of the product and of the difference, both found exactly.
        let part = before - after
        isExact =
          isExact && (-product).addingProduct(share, pivot[column]) == 0
          && (part - product) + (before - (after + part)) == 0
        left[row][column] = after
      }
      // Zero but for rounding, which has been noted.
      left[row][pivotColumn] = 0
    }
  }
}
