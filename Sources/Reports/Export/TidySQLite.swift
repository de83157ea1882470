// SPDX-License-Identifier: Apache-2.0

/// Writes tables into a database, in one transaction.
struct TidySQLiteSink: TidyTableSink {
  private let file: SQLiteFile
  private let step: WritingStep
  private(set) var schemas: [OutputTableSchema] = []
  private var statement: SQLiteStatement?
  private var pending: [[SQLiteValue]] = []

  init(into file: SQLiteFile, step: @escaping WritingStep) {
    self.file = file
    self.step = step
  }

  mutating func begin(_ schema: OutputTableSchema) throws {
    schemas.append(schema)
    let columns = schema.columns.map { "\(quotedName($0.name)) \($0.sqliteType)" }
    let places = schema.columns.map { _ in "?" }
    try file.run("CREATE TABLE \(quotedName(schema.name)) (\(columns.joined(separator: ", ")))")
    statement = try file.prepare(
      "INSERT INTO \(quotedName(schema.name)) VALUES (\(places.joined(separator: ", ")))")
  }

  mutating func add(_ cells: [String]) throws {
    guard let schema = schemas.last else { return }
    pending.append(zip(schema.columns, cells).map { $0.sqliteValue($1) })
    if pending.count >= rowsPerPiece { try flush() }
  }

  mutating func end() throws {
    try flush()
    statement = nil
  }

  private mutating func flush() throws {
    let (file, statement, rows) = (file, statement, pending)
    pending.removeAll(keepingCapacity: true)
    guard let statement else { return }
    try step { for row in rows { try file.run(statement, row) } }
  }
}

/// So few that an interruption need not wait.
private let rowsPerPiece = 10_000

/// A name as SQL writes it: never taken for anything else.
private func quotedName(_ name: String) -> String {
  "\"" + name.replacing("\"", with: "\"\"") + "\""
}

extension OutputTableSchema.Column {
  fileprivate var sqliteType: String { isNumber ? "NUMERIC" : "TEXT" }

  /// An empty cell is NULL; what stands among numbers and is none stays text.
  fileprivate func sqliteValue(_ cell: String) -> SQLiteValue {
    if cell.isEmpty { return .null }
    guard isNumber else { return .text(cell) }
    if let integer = Int(cell) { return .integer(integer) }
    return Double(cell).map { .number($0) } ?? .text(cell)
  }
}

extension ExportSource {
  /// Writes every tidy table, `runs`, `result` and `columns` into a database.
  ///
  /// - Returns: the names of the tables.
  package func writeSQLite(
    into file: SQLiteFile, step: @escaping WritingStep
  ) throws -> [String] {
    var sink = TidySQLiteSink(into: file, step: step)
    try writeTables(to: &sink)
    try sink.begin(originTableSchema)
    for (key, value) in origin { try sink.add([key, value ?? ""]) }
    try sink.end()
    let schemas = sink.schemas + [columnTableSchema]
    try sink.begin(columnTableSchema)
    for row in columnRows(of: schemas) { try sink.add(row) }
    try sink.end()
    return schemas.map(\.name)
  }
}

private let originTableSchema = OutputTableSchema(
  "result", "The result that the database was made of.",
  [
    .init(
      "key", "command: that made it; name; version: of pentaflow; result_sha256: over its tables"),
    .init("value", mayBeEmpty: true, "empty where its manifest does not say"),
  ])
