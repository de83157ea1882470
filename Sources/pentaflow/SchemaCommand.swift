// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import InputFiles
import Reports
import Scenarios
import Studies

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Lists tables and columns of cases and results, or prints a schema of study files.",
    discussion: """
      Printed from the declarations that the reader and the writer themselves use.

        pentaflow schema --table storages

      --levers lists what scenarios can change: figures of each table, and what its rows are chosen by.

        pentaflow schema --levers --table fuels

      With the word study it is a JSON Schema (draft 2020-12) of study files, by which editors complete
      and check them. Write it to a file, and begin a study with the line
      # yaml-language-server: $schema=study.schema.json

        pentaflow schema study > study.schema.json
      """)

  enum Document: String, CaseIterable, ExpressibleByArgument {
    case study
  }

  @Argument(help: "study: the JSON Schema of study files. Tables are listed without it.")
  var document: Document?

  @Option(help: "Only this table.")
  var table: String?

  @Flag(help: "List what the patches of a scenario can change.")
  var levers = false

  @Flag(help: "Print as JSON.")
  var json = false

  func validate() throws {
    if document != nil, table != nil || levers {
      throw ValidationError("--table and --levers are about tables: leave study out")
    }
  }

  func run() throws {
    if document == .study { return try Talk.printData(StudyMap.study.jsonSchema.text) }
    if levers { return try printLevers() }
    let tables = caseSchema.filter { table == nil || $0.name == table }
    let written = writtenTables.filter { table == nil || $0.name == table }
    guard !tables.isEmpty || !written.isEmpty else {
      let names = caseSchema.map(\.name) + writtenTables.map(\.name)
      throw UsageError(
        message: "there is no table \(table ?? "")",
        fix: "choose one of \(names.joined(separator: ", "))")
    }
    if json {
      try Talk.printData(
        JSONText.array(tables.map(\.json) + written.map(\.json)).text)
    } else {
      try Talk.printData(
        (tables.map(\.text) + written.map(\.text)).joined(separator: "\n"))
    }
  }
}

extension SchemaCommand {
  private func printLevers() throws {
    let tables = assetTables.filter { table == nil || $0.name == table }
    guard !tables.isEmpty else {
      throw UsageError(
        message: "scenarios know no table \(table ?? "")",
        fix: "choose one of \(assetTables.map(\.name).joined(separator: ", "))")
    }
    try Talk.printData(
      json
        ? JSONText.array(tables.map(\.json)).text
        : tables.map(\.text).joined(separator: "\n"))
  }
}

extension AssetTable {
  fileprivate var text: String {
    var lines = [
      name, "  chosen by \(keys.map(\.rawValue).joined(separator: ", "))",
      "  a new row needs \(required.joined(separator: ", "))",
    ]
    for column in identity {
      lines.append(
        "  " + leftAligned(column.name, 30) + leftAligned(column.unit, 9)
          + leftAligned(column.kind.words, 34) + "insert")
    }
    for attribute in attributes {
      let verbs =
        attribute.kind == .profile
        ? "swap" : attribute.isAmount ? "set, add, scale, cap, delay" : "set"
      lines.append(
        "  " + leftAligned(attribute.name, 30) + leftAligned(attribute.unit, 9)
          + leftAligned(attribute.kind.words, 34) + verbs)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  fileprivate var json: JSONText {
    .object([
      .init("table", .string(name)),
      .init("chosen_by", .array(keys.map { .string($0.rawValue) })),
      .init("needed_by_new_rows", .array(required.map { .string($0) })),
      .init(
        "columns_of_new_rows",
        .array(
          identity.map {
            .object([
              .init("name", .string($0.name)), .init("unit", .string($0.unit)),
              .init("values", .string($0.kind.words)),
            ])
          })),
      .init(
        "figures",
        .array(
          attributes.map {
            .object([
              .init("name", .string($0.name)), .init("unit", .string($0.unit)),
              .init("values", .string($0.kind.words)), .init("is_amount", .bool($0.isAmount)),
            ])
          })),
    ])
  }
}

extension Attribute.Kind {
  fileprivate var words: String {
    switch self {
    case .number(let range): range.words
    case .integer(let range): "integer from \(range.lowerBound) to \(range.upperBound)"
    case .choice(let words): words.joined(separator: " | ")
    case .profile: "a profile of the case"
    case .text: "text"
    case .reference(let table): "a row of \(table)"
    case .monthAndDay: "day of the year, as 10-01"
    }
  }
}

/// Tables of results with a declared schema.
private let writtenTables: [OutputTableSchema] =
  AdequacyTable.allCases.map(\.schema) + FlexibilityTable.allCases.map(\.schema)
  + CapacityValueTable.allCases.map(\.schema) + HydrogenTable.allCases.map(\.schema)
  + StudyKind.allCases.flatMap { kind in StudyTable.allCases.map { $0.schema(of: kind) } }
  + CostSharingTable.allCases.map(\.schema) + [
    tariffTableSchema, samplesTableSchema, FigureTable.schema,
  ]

extension TableSchema {
  fileprivate var text: String {
    var lines = ["\(name).csv\(isRequired ? " (required)" : ""): \(meaning)"]
    lines.append("  one row per \(key.joined(separator: ", "))")
    for column in columns {
      let mark = column.mayBeAbsent ? "??" : column.mayBeEmpty ? "? " : "  "
      lines.append(
        "  " + leftAligned(column.name + " ", 30) + mark + " "
          + "\(column.meaningWithUnit); \(column.kind.words)"
          + (column.isUsedByCouple ? "" : "; not used by couple"))
    }
    lines.append("  ?  the cell may be empty   ?? the column may be left out")
    return lines.joined(separator: "\n") + "\n"
  }

  fileprivate var json: JSONText {
    .object([
      .init("table", .string(name)), .init("meaning", .string(meaning)),
      .init("required", .bool(isRequired)), .init("key", .array(key.map { .string($0) })),
      .init(
        "columns",
        .array(
          columns.map { column in
            .object([
              .init("name", .string(column.name)), .init("meaning", .string(column.meaning)),
              .init("unit", .string(column.unit)), .init("values", .string(column.kind.words)),
              .init("used_by_couple", .bool(column.isUsedByCouple)),
              .init("may_be_empty", .bool(column.mayBeEmpty)),
              .init("may_be_absent", .bool(column.mayBeAbsent)),
            ])
          })),
    ])
  }
}

extension ColumnSchema.Kind {
  fileprivate var words: String {
    switch self {
    case .text: "text"
    case .number(let range): "number, \(range.words)"
    case .integer(let range): "integer from \(range.lowerBound) to \(range.upperBound)"
    case .yesNo: "yes or no"
    case .choice(let words): words.joined(separator: " | ")
    case .monthAndDay: "day of the year, as 10-01"
    case .reference(let table): "a row of \(table)"
    case .injection: (injectionGroups + ["dc:<link>"]).joined(separator: " | ")
    }
  }
}
