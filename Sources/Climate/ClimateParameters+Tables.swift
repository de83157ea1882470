// SPDX-License-Identifier: Apache-2.0
import GridModel

/// A table of climate parameters as text: a header and rows of as many cells.
package struct ClimateTable: Sendable {
  package var name: String
  package var header: [String]
  package var rows: [[String]]

  package init(name: String, header: [String], rows: [[String]]) {
    self.name = name
    self.header = header
    self.rows = rows
  }
}

/// One fault of the tables; `row` counts data rows from 0 and is nil for faults of a whole table.
package struct ClimateTableError: Hashable, Sendable {
  package var table: String
  package var row: Int?
  package var column: String?
  package var message: String
  package var fix: String

  package init(table: String, row: Int?, column: String?, message: String, fix: String) {
    self.table = table
    self.row = row
    self.column = column
    self.message = message
    self.fix = fix
  }
}

/// Everything wrong with the tables.
package struct ClimateTableErrors: Error, Hashable, Sendable {
  package var errors: [ClimateTableError]
}

extension ClimateParameters {
  /// The tables a climate folder holds, by name.
  package static let tableNames = [
    "factors", "wind", "solar", "solar_clear", "water", "temperature", "load", "load_shape",
  ]

  /// Tables that a climate folder may hold: without them years differ by their hours alone, and
  /// load answers to cold as in the fitted year.
  package static let optionalTableNames = ["between_years", "thermosensitivity"]

  /// Reads the parameters from their tables, given in any order.
  package init(tables: [ClimateTable]) throws(ClimateTableErrors) {
    var reader = ClimateTableReader(tables: tables)
    let parameters = reader.parameters()
    guard reader.errors.isEmpty else { throw ClimateTableErrors(errors: reader.errors) }
    self = parameters
  }
}

/// Walks over the tables and collects faults; unreadable numbers count as 0 until it ends.
private struct ClimateTableReader {
  let tables: [ClimateTable]
  var errors: [ClimateTableError] = []
  private var sources: Set<String> = []
  private let months = (1...12).map { "month_" + twoDigits($0) }
  private let hours = (0..<24).map { "hour_" + twoDigits($0) }

  init(tables: [ClimateTable]) { self.tables = tables }

  mutating func parameters() -> ClimateParameters {
    let factors = readFactors()
    let clear = readShapes("solar_clear", kinds: [""])
    let shapes = readShapes("load_shape", kinds: ["working", "weekend"])
    var result = ClimateParameters(
      windSynoptic: factor("wind_synoptic", factors), windRegime: factor("wind_regime", factors),
      cloud: factor("cloud", factors), waterFactor: factor("water", factors),
      temperatureFactor: factor("temperature", factors), loadNoise: factor("load", factors),
      wind: [], solar: [], water: [], temperatures: [], loads: [], sources: [])
    each("wind") { reader, row in
      result.wind.append(
        .init(
          variable: row.text("variable", &reader), column: row.text("column", &reader),
          place: row.place(&reader), mean: row.number("mean", &reader),
          shift: row.number("shift", &reader), months: row.numbers(reader.months, &reader),
          hours: row.numbers(reader.hours, &reader), quantiles: row.rising(&reader)))
    }
    each("solar") { reader, row in
      let column = row.text("column", &reader)
      result.solar.append(
        .init(
          column: column, place: row.place(&reader), mean: row.number("mean", &reader),
          level: row.number("level", &reader), cloudSigma: row.number("cloud_sigma", &reader),
          cloudMonths: row.numbers(reader.months, &reader),
          clear: reader.shape(clear, column, "", of: row, in: "solar_clear")))
    }
    each("water") { reader, row in
      result.water.append(
        .init(
          variable: row.text("variable", &reader), column: row.text("column", &reader),
          place: row.place(&reader), mean: row.number("mean", &reader),
          shift: row.number("shift", &reader), sigma: row.number("sigma", &reader),
          months: row.numbers(reader.months, &reader)))
    }
    each("temperature") { reader, row in
      result.temperatures.append(
        .init(
          column: row.text("column", &reader), place: row.place(&reader),
          sigmaC: row.number("sigma_c", &reader), months: row.numbers(reader.months, &reader)))
    }
    each("load") { reader, row in
      let column = row.text("column", &reader)
      if !result.temperatures.contains(where: { $0.column == column }) {
        reader.report(
          row.table, row: row.index, column: "column",
          "column \(column) has no temperature", fix: "add it to temperature.csv")
      }
      result.loads.append(
        .init(
          column: column, place: row.place(&reader), meanMW: row.number("mean_mw", &reader),
          heatingSharePerK: row.number("heating_share_per_k", &reader),
          noiseSigma: row.number("noise_sigma", &reader),
          working: reader.shape(shapes, column, "working", of: row, in: "load_shape"),
          weekend: reader.shape(shapes, column, "weekend", of: row, in: "load_shape")))
    }
    readSpread(into: &result)
    result.sources = sources.sorted()
    return result
  }

  // MARK: - Optional tables

  private mutating func readSpread(into result: inout ClimateParameters) {
    let fittedSources = sources
    if has("between_years") {
      checkHeader(
        "between_years",
        known: [
          "variable", "column", "factor", "length_km", "low", "high", "years",
          "standard_deviation", "correlation_with_cold",
        ])
      each("between_years") { reader, row in
        let key = HourlySeries.Key(
          variable: row.text("variable", &reader), column: row.text("column", &reader))
        if result.place(of: key) == nil {
          reader.report(
            row.table, row: row.index, column: "column",
            "there is no \(key.variable) of \(key.column) in this climate",
            fix: "name a variable and column of the other tables")
        } else if result.betweenYears.contains(where: { $0.key == key }) {
          reader.report(
            row.table, row: row.index, column: "column",
            "\(key.variable) of \(key.column) is given twice", fix: "keep one of the rows")
        }
        row.checkRange(&reader)
        result.betweenYears.append(
          .init(
            key: key, factor: row.text("factor", &reader),
            lengthKM: row.positive("length_km", &reader),
            standardDeviation: row.positive("standard_deviation", &reader),
            correlationWithCold: row.correlation("correlation_with_cold", &reader)))
      }
    }
    if has("thermosensitivity") {
      checkHeader(
        "thermosensitivity", known: ["column", "mw_per_c", "limit_c", "mean_load_mw"])
      each("thermosensitivity") { reader, row in
        let column = row.text("column", &reader)
        if !result.loads.contains(where: { $0.column == column }) {
          reader.report(
            row.table, row: row.index, column: "column", "there is no load of \(column)",
            fix: "name a column of load.csv")
        } else if result.thermosensitivity.contains(where: { $0.column == column }) {
          reader.report(
            row.table, row: row.index, column: "column", "column \(column) is given twice",
            fix: "keep one of the rows")
        }
        result.thermosensitivity.append(
          .init(
            column: column, megawattsPerK: row.positive("mw_per_c", &reader),
            limitC: row.number("limit_c", &reader),
            meanLoadMW: row.positive("mean_load_mw", &reader)))
      }
    }
    sources = fittedSources
  }

  private func has(_ table: String) -> Bool { tables.contains { $0.name == table } }

  private mutating func checkHeader(_ table: String, known: [String]) {
    let known = known + ["source", "source_year", "licence", "quality", "note"]
    for column in tables.first(where: { $0.name == table })?.header ?? []
    where !known.contains(column) {
      report(
        table, row: nil, column: nil, "column \(column) is not known",
        fix: "the columns are \(known.joined(separator: ", "))")
    }
  }

  // MARK: - Tables

  private mutating func each(
    _ table: String, _ body: (inout Self, ClimateRow) -> Void
  ) {
    guard let found = tables.first(where: { $0.name == table }) else {
      report(
        table, row: nil, column: nil, "table \(table) is missing",
        fix: "write it with pentaflow climate fit")
      return
    }
    for index in found.rows.indices {
      let row = ClimateRow(
        table: table, index: index, header: found.header, cells: found.rows[index])
      sources.insert(row.text("source", &self))
      body(&self, row)
    }
  }

  private mutating func readFactors() -> [(String, ClimateParameters.Factor)] {
    var result: [(String, ClimateParameters.Factor)] = []
    each("factors") { reader, row in
      result.append(
        (
          row.text("factor", &reader),
          .init(
            timeConstantHours: row.positive("time_constant_h", &reader),
            lengthKM: row.positive("length_km", &reader),
            varianceShare: row.number("variance_share", &reader))
        ))
    }
    return result
  }

  private mutating func factor(
    _ name: String, _ factors: [(String, ClimateParameters.Factor)]
  ) -> ClimateParameters.Factor {
    if let found = factors.first(where: { $0.0 == name }) { return found.1 }
    report("factors", row: nil, column: "factor", "factor \(name) is missing", fix: "add its row")
    return .init(timeConstantHours: 1, lengthKM: 1, varianceShare: 1)
  }

  /// Hour-by-month tables, keyed by column and kind of day.
  private mutating func readShapes(_ table: String, kinds: [String]) -> [String: [[Double]]] {
    var result: [String: [[Double]]] = [:]
    each(table) { reader, row in
      let kind = kinds == [""] ? "" : row.text("day", &reader)
      guard let month = Int(exactly: row.number("month", &reader)), (1...12).contains(month),
        kinds.contains(kind)
      else {
        reader.report(
          table, row: row.index, column: "month",
          "month \(row.text("month", &reader)), day \(kind.isEmpty ? "any" : kind)",
          fix: "give months 1 to 12" + (kinds == [""] ? "" : " and day working or weekend"))
        return
      }
      let key = row.text("column", &reader) + "/" + kind
      var shape =
        result[key] ?? [[Double]](repeating: [Double](repeating: .nan, count: 12), count: 24)
      for (hour, value) in row.numbers(reader.hours, &reader).enumerated() {
        shape[hour][month - 1] = value
      }
      result[key] = shape
    }
    return result
  }

  private mutating func shape(
    _ shapes: [String: [[Double]]], _ column: String, _ kind: String, of row: ClimateRow,
    in table: String
  ) -> [[Double]] {
    let shape = shapes[column + "/" + kind] ?? []
    if shape.isEmpty || shape.contains(where: { $0.contains(where: \.isNaN) }) {
      report(
        row.table, row: row.index, column: "column",
        "column \(column) needs 12 months" + (kind.isEmpty ? "" : " of \(kind) days")
          + " in \(table)",
        fix: "add the missing rows to \(table).csv")
    }
    return shape
  }

  mutating func report(
    _ table: String, row: Int?, column: String?, _ message: String, fix: String
  ) {
    let error = ClimateTableError(
      table: table, row: row, column: column, message: message, fix: fix)
    // A missing column is met once per row.
    if !errors.contains(error) { errors.append(error) }
  }
}

/// One row, read cell by cell; faults go to the reader.
private struct ClimateRow {
  let table: String
  let index: Int
  let header: [String]
  let cells: [String]

  func text(_ column: String, _ reader: inout ClimateTableReader) -> String {
    guard let position = header.firstIndex(of: column) else {
      reader.report(
        table, row: nil, column: nil, "column \(column) is missing", fix: "add the column")
      return ""
    }
    return cells[position]
  }

  func number(_ column: String, _ reader: inout ClimateTableReader) -> Double {
    let cell = text(column, &reader)
    guard let value = Double(cell), value.isFinite else {
      reader.report(
        table, row: index, column: column, "\(column) is \"\(cell)\"", fix: "give a number")
      return 0
    }
    return value
  }

  func positive(_ column: String, _ reader: inout ClimateTableReader) -> Double {
    let value = number(column, &reader)
    if value <= 0 {
      reader.report(
        table, row: index, column: column, "\(column) is \(value)", fix: "give a positive number")
      return 1
    }
    return value
  }

  func correlation(_ column: String, _ reader: inout ClimateTableReader) -> Double {
    let value = number(column, &reader)
    if value.magnitude > 1 {
      reader.report(
        table, row: index, column: column, "\(column) is \(value)",
        fix: "give a number from -1 to 1")
      return 0
    }
    return value
  }

  /// The range that a standard deviation was derived from: all of it or nothing.
  func checkRange(_ reader: inout ClimateTableReader) {
    let columns = ["low", "high", "years"]
    let cells = columns.map { text($0, &reader) }
    if cells.allSatisfy(\.isEmpty) { return }
    let values = columns.map { number($0, &reader) }
    if values[0] >= values[1] || values[2] < 2 {
      reader.report(
        table, row: index, column: "low",
        "the range is \(values[0]) to \(values[1]) in \(values[2]) years",
        fix: "give low below high and at least 2 years, or leave all three empty")
    }
  }

  func numbers(_ columns: [String], _ reader: inout ClimateTableReader) -> [Double] {
    columns.map { number($0, &reader) }
  }

  func place(_ reader: inout ClimateTableReader) -> Place {
    Place(latitude: number("lat", &reader), longitude: number("lon", &reader))
  }

  func rising(_ reader: inout ClimateTableReader) -> [Double] {
    let columns = ClimateParameters.quantileProbabilities.map {
      "quantile_" + String("\($0)".dropFirst(2))
    }
    let values = numbers(columns, &reader)
    if zip(values, values.dropFirst()).contains(where: { $0 > $1 }) {
      reader.report(
        table, row: index, column: columns[0], "the quantiles do not rise",
        fix: "give them in rising order")
    }
    return values
  }
}

private func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
