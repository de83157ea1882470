// SPDX-License-Identifier: Apache-2.0
import GridModel

/// A table of a case whose cells have been read against its schema.
struct CaseTable {
  let schema: TableSchema
  let csv: CSVTable
  /// Row after row, the cells in the schema's column order.
  private(set) var rows: [[Cell]] = []
  private let csvColumns: [Int?]

  enum Cell: Hashable {
    case text(String)
    case number(Double)
    case integer(Int)
    case flag(Bool)
    case empty
    /// Wrong, and already reported.
    case invalid
  }

  /// Reads header and cells; adds what is wrong to `errors`.
  init(_ csv: CSVTable, schema: TableSchema, errors: inout [InputError]) {
    self.csv = csv
    self.schema = schema
    var columns = [Int?](repeating: nil, count: schema.columns.count)
    var headerErrors: [InputError] = []
    func report(_ column: Int, _ message: String, _ fix: String) {
      let place = csv.headerPosition(column: column)
      headerErrors.append(
        InputError(
          file: csv.file, line: place.line, column: place.column, message: message, fix: fix))
    }
    for (position, name) in csv.header.enumerated() {
      guard let column = schema.column(name) else {
        report(
          position, "table \(schema.name) has no column \(name.isEmpty ? "without a name" : name)",
          suggestion(for: name, among: schema.columns.map(\.name), called: "columns"))
        continue
      }
      if columns[column] != nil {
        report(position, "column \(name) is given twice", "keep one of the two")
      }
      columns[column] = columns[column] ?? position
    }
    for (column, position) in zip(schema.columns, columns)
    where position == nil && !column.mayBeAbsent {
      report(0, "column \(column.name) is missing", "add \(column.name): \(column.meaningWithUnit)")
    }
    errors += headerErrors
    csvColumns = columns
    rows.reserveCapacity(csv.rowCount)
    for row in 0..<csv.rowCount {
      rows.append(schema.columns.indices.map { cell(row: row, column: $0, errors: &errors) })
    }
  }

  subscript(row: Int, column: String) -> Cell {
    guard let index = schema.column(column) else {
      preconditionFailure("table \(schema.name) has no column \(column)")
    }
    return rows[row][index]
  }

  /// Text of a cell; empty where there is none.
  func text(_ row: Int, _ column: String) -> String {
    if case .text(let value) = self[row, column] { return value }
    return ""
  }

  func optionalText(_ row: Int, _ column: String) -> String? {
    if case .text(let value) = self[row, column] { return value }
    return nil
  }

  func number(_ row: Int, _ column: String) -> Double { optionalNumber(row, column) ?? 0 }

  func optionalNumber(_ row: Int, _ column: String) -> Double? {
    if case .number(let value) = self[row, column] { return value }
    return nil
  }

  func integer(_ row: Int, _ column: String) -> Int { optionalInteger(row, column) ?? 0 }

  func optionalInteger(_ row: Int, _ column: String) -> Int? {
    if case .integer(let value) = self[row, column] { return value }
    return nil
  }

  func flag(_ row: Int, _ column: String) -> Bool { self[row, column] == .flag(true) }

  func optionalDay(_ row: Int, _ column: String) -> DayOfYear? {
    optionalText(row, column).flatMap(dayOfYear)
  }

  /// A fault of one cell, in the place where it stands (or of the row, where the column is absent).
  func error(_ row: Int, _ column: String, _ message: String, fix: String) -> InputError {
    let place = place(row, column)
    return InputError(
      file: csv.file, line: place.line, column: place.column, message: message, fix: fix)
  }

  func warning(_ row: Int, _ column: String, _ message: String) -> InputWarning {
    let place = place(row, column)
    return InputWarning(file: csv.file, line: place.line, column: place.column, message: message)
  }

  private func place(_ row: Int, _ column: String) -> (line: Int, column: Int) {
    guard let position = schema.column(column).flatMap({ csvColumns[$0] }) else {
      return (csv.line(ofRow: row), 1)
    }
    return csv.position(row: row, column: position)
  }

  private func cell(row: Int, column index: Int, errors: inout [InputError]) -> Cell {
    let column = schema.columns[index]
    // A row of a wrong length is already reported; its name still counts.
    if csv.isRagged(row: row) {
      return index == 0 && csvColumns[0] == 0 ? .text(csv.text(row: row, column: 0)) : .invalid
    }
    guard let position = csvColumns[index] else { return column.mayBeAbsent ? .empty : .invalid }
    if csv.isEmpty(row: row, column: position) {
      if column.mayBeEmpty { return .empty }
      errors.append(
        error(
          row, column.name, "column \(column.name) is empty",
          fix: "give the \(column.meaningWithUnit)"))
      return .invalid
    }
    switch column.kind {
    case .monthAndDay:
      let text = csv.text(row: row, column: position)
      if dayOfYear(text) != nil { return .text(text) }
      errors.append(notOfType(row, position, column, "a day of the year", "10-01"))
      return .invalid
    case .text, .reference, .injection:
      return .text(csv.text(row: row, column: position))
    case .number(let range):
      guard let value = csv.number(row: row, column: position) else {
        errors.append(notOfType(row, position, column, "a number", "1234.5, with a point"))
        return .invalid
      }
      if range.contains(value) { return .number(value) }
      errors.append(outside(row, position, column, range.words))
      return .invalid
    case .integer(let range):
      guard let value = csv.integer(row: row, column: position) else {
        errors.append(notOfType(row, position, column, "a whole number", "\(range.lowerBound)"))
        return .invalid
      }
      if range.contains(value) { return .integer(value) }
      errors.append(
        outside(row, position, column, "from \(range.lowerBound) to \(range.upperBound)"))
      return .invalid
    case .yesNo:
      let text = csv.text(row: row, column: position)
      if text == "yes" || text == "no" { return .flag(text == "yes") }
      errors.append(notOneOf(row, position, column, ["yes", "no"]))
      return .invalid
    case .choice(let values):
      let text = csv.text(row: row, column: position)
      if values.contains(text) { return .text(text) }
      errors.append(notOneOf(row, position, column, values))
      return .invalid
    }
  }

  private func notOfType(
    _ row: Int, _ position: Int, _ column: ColumnSchema, _ type: String, _ example: String
  ) -> InputError {
    error(
      row, column.name,
      "\(column.name) is \"\(csv.writtenText(row: row, column: position))\", which is not \(type)",
      fix: "write the \(column.meaningWithUnit) as \(type) such as \(example)")
  }

  private func outside(
    _ row: Int, _ position: Int, _ column: ColumnSchema, _ range: String
  ) -> InputError {
    error(
      row, column.name,
      "\(column.name) is \(csv.text(row: row, column: position)); it must be \(range)",
      fix: "correct the \(column.meaningWithUnit)")
  }

  private func notOneOf(
    _ row: Int, _ position: Int, _ column: ColumnSchema, _ values: [String]
  ) -> InputError {
    let text = csv.text(row: row, column: position)
    return error(
      row, column.name,
      "\(column.name) is \"\(text)\", which is not one of \(values.joined(separator: ", "))",
      fix: nearestName(to: text, in: values).map { "did you mean \($0)?" }
        ?? "choose one of \(values.joined(separator: ", "))")
  }
}

/// `02-29` as the 29th of February; nil where there is no such day in any year.
private func dayOfYear(_ text: String) -> DayOfYear? {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
  let daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  guard parts.count == 2, let month = parts[0], let day = parts[1],
    daysOfMonth.indices.contains(month - 1), 1...daysOfMonth[month - 1] ~= day
  else { return nil }
  return DayOfYear(month: month, day: day)
}
