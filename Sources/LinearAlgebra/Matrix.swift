// SPDX-License-Identifier: Apache-2.0

/// A dense matrix of doubles, stored column by column.
package struct Matrix: Equatable, Sendable {
  package let rowCount: Int
  package let columnCount: Int
  /// Entry (i, j) stands at `j * rowCount + i`.
  package var values: [Double]

  package init(rows: Int, columns: Int, repeating value: Double = 0) {
    rowCount = rows
    columnCount = columns
    values = [Double](repeating: value, count: rows * columns)
  }

  package init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "\(values.count) values for \(rows) x \(columns)")
    rowCount = rows
    columnCount = columns
    self.values = values
  }

  /// A matrix from its rows, all of one length.
  package init(rowVectors: [[Double]]) {
    let columns = rowVectors.first?.count ?? 0
    self.init(rows: rowVectors.count, columns: columns)
    for (i, row) in rowVectors.enumerated() {
      precondition(row.count == columns, "row \(i) has \(row.count) entries, not \(columns)")
      for (j, value) in row.enumerated() { self[i, j] = value }
    }
  }

  package static func identity(_ order: Int) -> Matrix {
    var result = Matrix(rows: order, columns: order)
    for i in 0..<order { result[i, i] = 1 }
    return result
  }

  @inlinable
  package subscript(row: Int, column: Int) -> Double {
    get { values[column * rowCount + row] }
    set { values[column * rowCount + row] = newValue }
  }

  package func row(_ i: Int) -> [Double] { (0..<columnCount).map { self[i, $0] } }

  package func column(_ j: Int) -> [Double] {
    Array(values[j * rowCount..<(j + 1) * rowCount])
  }

  package var transposed: Matrix {
    var result = Matrix(rows: columnCount, columns: rowCount)
    for j in 0..<columnCount {
      for i in 0..<rowCount { result[j, i] = self[i, j] }
    }
    return result
  }

  /// The largest absolute entry; 0 for an empty matrix.
  package var largestMagnitude: Double { values.reduce(0) { max($0, abs($1)) } }

  package static func + (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, scale: 1) }
  package static func - (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, scale: -1) }

  private func combined(with other: Matrix, scale: Double) -> Matrix {
    precondition(
      rowCount == other.rowCount && columnCount == other.columnCount,
      "\(rowCount) x \(columnCount) against \(other.rowCount) x \(other.columnCount)")
    var result = self
    for i in values.indices { result.values[i] += scale * other.values[i] }
    return result
  }
}
