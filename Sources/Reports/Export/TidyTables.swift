// SPDX-License-Identifier: Apache-2.0
import Studies

/// Takes tables, row by row; cells are those of the result's CSV files, character by character.
package protocol TidyTableSink {
  mutating func begin(_ schema: OutputTableSchema) throws
  /// - Parameter cells: in the order of the columns of the schema.
  mutating func add(_ cells: [String]) throws
  mutating func end() throws
}

extension ExportSource {
  /// Hands every table over all runs to `sink`, each row with the run that it is of: first `runs`,
  /// then tables of runs, then tables of the study. Tables that no run has are left out.
  func writeTables<Sink: TidyTableSink>(to sink: inout Sink) throws {
    try sink.begin(RunTable.schema)
    for run in runs { try sink.add(RunTable.cells(of: run)) }
    try sink.end()
    for table in runSchemas.flatMap(TidyTable.tables(of:)) {
      var isBegun = false
      let schema = table.schemaWithRun
      try forEachRun(with: table.source) { run, cells in
        if !isBegun { try sink.begin(schema) }
        isBegun = true
        try table.forEachRow(of: cells) { try sink.add(run.key + $0) }
      }
      if isBegun { try sink.end() }
    }
    guard isStudy else { return }
    let kind = result.manifest.kind.flatMap { StudyKind(rawValue: $0) }
    for schema in (kind.map(studySchemas(of:)) ?? []) + sharedStudySchemas {
      guard let cells = try result.table(schema.name) else { continue }
      try sink.begin(schema)
      try TidyTable(schema, of: schema.name).forEachRow(of: cells) { try sink.add($0) }
      try sink.end()
    }
  }
}

/// How a table of one run becomes a table with one figure of a kind per column.
struct TidyTable {
  /// Columns whose names hold a value: each cell becomes a row.
  struct Spread {
    /// What stands before and after the value in the column's name.
    var prefix: String
    var suffix: String

    func value(of column: String) -> String? {
      guard column.hasPrefix(prefix), column.hasSuffix(suffix) else { return nil }
      return String(column.dropFirst(prefix.count).dropLast(suffix.count))
    }
  }

  var schema: OutputTableSchema
  /// Name of the table it is made of.
  var source: String
  /// The last two columns of the schema are then the value and its figure.
  var spread: Spread?

  init(_ schema: OutputTableSchema, of source: String, spread: Spread? = nil) {
    self.schema = schema
    self.source = source
    self.spread = spread
  }

  static func tables(of schema: OutputTableSchema) -> [TidyTable] {
    switch schema.name {
    case ResultTable.supplyHourly.rawValue:
      let columns: [OutputTableSchema.Column] = [
        .init("technology", "technology"), .init("supply_mw", unit: "MW", "power supplied"),
      ]
      return [
        TidyTable(
          OutputTableSchema(
            schema.name, "Power of each technology of each zone in each unit.",
            schema.columns + columns),
          of: schema.name, spread: Spread(prefix: "", suffix: "_mw"))
      ]
    case ResultTable.cnecsHourly.rawValue:
      let columns: [OutputTableSchema.Column] = [
        .init("hub", "hub of the flow-based region"),
        .init("ptdf", "load in MW per MW of the hub's net position"),
      ]
      return [
        TidyTable(schema, of: schema.name),
        TidyTable(
          OutputTableSchema(
            "cnec_factors_hourly",
            "Factors by which net positions load the network elements of cnecs_hourly.",
            schema.columns.filter { ["time", "cnec"].contains($0.name) } + columns),
          of: schema.name, spread: Spread(prefix: "ptdf_", suffix: "")),
      ]
    default: return [TidyTable(schema, of: schema.name)]
    }
  }

  var schemaWithRun: OutputTableSchema {
    let named = Set(schema.columns.map(\.name))
    // A table of an assessment of several climate years names them itself, row by row.
    let key = runKeyColumns.map { column in
      var column = column
      if named.contains(column.name) { column.name = "run_" + column.name }
      return column
    }
    return OutputTableSchema(schema.name, schema.meaning, key + schema.columns)
  }

  func forEachRow(of table: any ReadTable, _ body: ([String]) throws -> Void) throws {
    let kept = spread == nil ? schema.columns : Array(schema.columns.dropLast(2))
    let places = try places(of: kept.map(\.name), in: table)
    let spreadColumns = spread.map { spread in
      table.header.enumerated().compactMap { place, name in
        places.contains(place) ? nil : spread.value(of: name).map { (place: place, value: $0) }
      }
    }
    for row in 0..<table.rowCount {
      let cells = places.map { table.text(row: row, column: $0) }
      guard let spreadColumns else {
        try body(cells)
        continue
      }
      for (place, value) in spreadColumns {
        let figure = table.text(row: row, column: place)
        if !figure.isEmpty { try body(cells + [value, figure]) }
      }
    }
  }

  private func places(of names: [String], in table: any ReadTable) throws(ReportError) -> [Int] {
    let places = names.map { table.header.firstIndex(of: $0) }
    let missing = zip(names, places).filter { $0.1 == nil }.map(\.0)
    if !missing.isEmpty { throw .missingColumns(table: source, columns: missing) }
    return places.compactMap { $0 }
  }
}

/// The runs of a result with the figures that prove each.
enum RunTable {
  static let schema = OutputTableSchema(
    "runs", "Every run, with its certificate.",
    runKeyColumns + [
      .init("folder", "folder of the run in the study, or case and year"),
      .init("status", "optimal, infeasible, inaccurate or failed; done for an assessment"),
      .init("reason", mayBeEmpty: true, "why it is not optimal"),
    ] + figures.map { .init($0.name, unit: $0.unit, mayBeEmpty: true, $0.meaning) } + [
      .init("result_sha256", mayBeEmpty: true, "digest over the tables of the run")
    ])

  private struct Figure {
    var name: String
    var unit: String
    var meaning: String
    var value: (RunEntry) -> Double?
  }

  private static var figures: [Figure] {
    [
      Figure(name: "duration_h", unit: "h", meaning: "time that it covers, of each climate year") {
        $0.durationH
      },
      Figure(name: "objective_eur", unit: "EUR", meaning: "cost that was minimised\(together)") {
        $0.objectiveEur
      },
      Figure(
        name: "safe_lower_bound_eur", unit: "EUR", meaning: "no solution can cost less\(together)"
      ) { $0.safeLowerBoundEur },
      Figure(
        name: "relative_gap", unit: "", meaning: "distance of the two, over the cost\(largest)"
      ) { $0.relativeGap },
      Figure(
        name: "primal_residual_mw", unit: "MW", meaning: "largest violation of a row\(largest)"
      ) { $0.primalResidualMw },
      Figure(
        name: "dual_residual_eur_per_mwh", unit: "EUR/MWh",
        meaning: "largest violation of a reduced cost\(largest)"
      ) { $0.dualResidualEurPerMwh },
      Figure(name: "iterations", unit: "", meaning: "iterations of the solver\(together)") {
        $0.iterations.map(Double.init)
      },
    ]
  }

  private static let together = "; the sum of several climate years in a run"
  private static let largest = "; the largest of several climate years in a run"

  static func cells(of run: ExportSource.Run) -> [String] {
    let entry = run.entry
    return run.key + [entry.folder, entry.status, entry.reason ?? ""]
      + figures.map { $0.value(entry).map { numberText($0) } ?? "" } + [entry.resultSha256 ?? ""]
  }

  /// The shortest decimal that reads back as the same number, whole numbers without a point.
  private static func numberText(_ value: Double) -> String {
    value.isFinite ? Int(exactly: value).map { "\($0)" } ?? "\(value)" : ""
  }
}
