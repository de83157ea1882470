// SPDX-License-Identifier: Apache-2.0

/// A table of a network extract: only the columns needed, looked up by name.
struct NetworkExtractTable {
  private let csv: CSVTable
  private var columns: [String: Int] = [:]

  var rows: Range<Int> { 0..<csv.rowCount }

  /// Reads a file; what is wrong with it goes to `errors`, and nil is returned where it cannot be
  /// used at all.
  init?(file: String, columns needed: [String], errors: inout [InputError]) {
    let bytes: [UInt8]
    do {
      bytes = try readBytes(of: file)
    } catch {
      errors += error.errors
      return nil
    }
    guard let csv = CSVTable(bytes: bytes, file: file, errors: &errors) else { return nil }
    self.csv = csv
    for name in needed {
      guard let column = csv.header.firstIndex(of: name) else {
        errors.append(
          InputError(
            file: file, line: 1, column: 1, message: "there is no column \(name)",
            fix: "give the columns \(needed.joined(separator: ", "))"))
        continue
      }
      columns[name] = column
    }
    if columns.count < needed.count { return nil }
  }

  func text(_ row: Int, _ column: String) -> String {
    csv.text(row: row, column: columns[column]!)
  }

  /// A whole number; decimals of whole value count (`2.0`).
  func integer(_ row: Int, _ column: String, errors: inout [InputError]) -> Int {
    let value = number(row, column, errors: &errors)
    guard let whole = Int(exactly: value) else {
      errors.append(error(row, column, fix: "give a whole number"))
      return 0
    }
    return whole
  }

  /// Nil where the cell is empty.
  func optionalInteger(_ row: Int, _ column: String, errors: inout [InputError]) -> Int? {
    csv.isEmpty(row: row, column: columns[column]!)
      ? nil : integer(row, column, errors: &errors)
  }

  func number(_ row: Int, _ column: String, errors: inout [InputError]) -> Double {
    guard let value = csv.number(row: row, column: columns[column]!) else {
      errors.append(error(row, column, fix: "give a number"))
      return 0
    }
    return value
  }

  /// Nil where the cell is empty.
  func optionalNumber(_ row: Int, _ column: String, errors: inout [InputError]) -> Double? {
    csv.isEmpty(row: row, column: columns[column]!)
      ? nil : number(row, column, errors: &errors)
  }

  private func error(_ row: Int, _ column: String, fix: String) -> InputError {
    let place = csv.position(row: row, column: columns[column]!)
    return InputError(
      file: csv.file, line: place.line, column: place.column,
      message: "\(column) is \"\(text(row, column))\"", fix: fix)
  }
}
