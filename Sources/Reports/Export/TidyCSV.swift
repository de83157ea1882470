// SPDX-License-Identifier: Apache-2.0

/// Runs a step of writing; an interruption waits for its end.
package typealias WritingStep = (() throws -> Void) throws -> Void

/// Writes tables as CSV files into a folder, a megabyte at a time: tables of all runs together can
/// be larger than the memory.
struct TidyCSVSink: TidyTableSink {
  private let folder: OutputFolder
  private let step: WritingStep
  private(set) var schemas: [OutputTableSchema] = []
  private var file: StreamedFile?
  private var text = CSVText(header: [])

  init(into folder: OutputFolder, step: @escaping WritingStep) {
    self.folder = folder
    self.step = step
  }

  mutating func begin(_ schema: OutputTableSchema) throws {
    schemas.append(schema)
    let path = folder.temporaryPath + "/" + schema.fileName
    file = try failing { () throws(FileSystemError) in try StreamedFile(path) }
    text = CSVText(header: schema.header)
  }

  mutating func add(_ cells: [String]) throws {
    guard let schema = schemas.last else { return }
    for (column, cell) in zip(schema.columns, cells) {
      if column.mayHoldNumbers { text.add(numberOrText: cell) } else { text.add(cell) }
    }
    text.endRow()
    if text.bytes.count >= bytesPerPiece { try flush() }
  }

  mutating func end() throws {
    try flush()
    let file = file
    try step { try failing { () throws(FileSystemError) in try file?.finish() } }
    self.file = nil
  }

  private mutating func flush() throws {
    let bytes = text.takeBytes()
    let file = file
    try step {
      try bytes.withUnsafeBufferPointer { piece in
        try failing { () throws(FileSystemError) in try file?.write(piece) }
      }
    }
  }
}

private let bytesPerPiece = 1 << 20

extension ExportSource {
  /// Writes tidy tables, `tables.csv` and `schema.json` that explain them, and
  /// `certificates.jsonl`.
  ///
  /// - Returns: the names of the tables.
  package func writeCSV(
    into folder: OutputFolder, step: @escaping WritingStep
  ) throws -> [String] {
    var sink = TidyCSVSink(into: folder, step: step)
    try writeTables(to: &sink)
    let schemas = sink.schemas
    try step {
      try folder.write(columnTable(of: schemas).bytes, to: "tables.csv")
      try folder.write(
        Array(JSONText.array(schemas.map(\.json)).text.utf8), to: "schema.json")
      try folder.write(runs.map(\.entry).certificates, to: certificatesName)
    }
    return schemas.map(\.name)
  }
}

/// Every column of some tables, one row each.
let columnTableSchema = OutputTableSchema(
  "columns", "Every column of every table.",
  [
    .init("table", "table"), .init("column", "column"),
    .init("unit", mayBeEmpty: true, "unit; empty where there is none"),
    .init("type", "number or text"), .init("may_be_empty", "yes or no"),
    .init("meaning", "with sign"),
  ])

func columnRows(of schemas: [OutputTableSchema]) -> [[String]] {
  schemas.flatMap { schema in
    schema.columns.map { column in
      [
        schema.name, column.name, column.unit, column.isNumber ? "number" : "text",
        column.mayBeEmpty ? "yes" : "no", column.meaning,
      ]
    }
  }
}

private func columnTable(of schemas: [OutputTableSchema]) -> CSVText {
  var table = CSVText(header: columnTableSchema.header)
  for row in columnRows(of: schemas) {
    for cell in row { table.add(cell) }
    table.endRow()
  }
  return table
}
