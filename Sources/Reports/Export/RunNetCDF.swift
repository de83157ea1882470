// SPDX-License-Identifier: Apache-2.0

/// The hourly tables of one run as a NetCDF-4 file after the CF conventions: run × time × item.
///
/// Made of the CSV tables, so that values are equal to theirs. A row that a table does not list is
/// 0 where the table says that it then carries nothing, else not a number.
struct RunNetCDF {
  let run: ExportSource.Run
  private let result: FinishedResult
  /// Starts of the time units, and their places.
  private let times: [String]
  private let placeOfTime: [String: Int]

  /// Nil where the run has no hourly tables.
  init?(_ run: ExportSource.Run, _ result: FinishedResult) throws {
    for name in ["zones_hourly", "adequacy_hourly"] {
      guard let frame = try result.frame(name, "time") else { continue }
      self.run = run
      self.result = result
      times = frame.names("time").names
      placeOfTime = Dictionary(uniqueKeysWithValues: zip(times, times.indices))
      return
    }
    return nil
  }

  func bytes(title: String) throws -> [UInt8] {
    let file = try NetCDFFile.titled(title)
    let dimensions = [try addRun(to: file), try addTime(to: file)]
    for schema in runSchemas where schema.columns.first?.name == "time" {
      guard let frame = try result.frame(schema.name, needed: schema.columns.map(\.name)),
        frame.rowCount > 0
      else { continue }
      try add(frame, schema, after: dimensions, to: file)
    }
    return try file.finish()
  }

  private func addRun(to file: borrowing NetCDFFile) throws -> NetCDFFile.Dimension {
    let dimension = try file.addDimension("run", length: 1)
    try file.addLabels("run", dimension, [run.entry.folder])
    try file.addLabels("scenario", dimension, [run.entry.scenario])
    try file.addNumbers(
      "year", [dimension], units: "1", meaning: "target year", [Double(run.entry.year)])
    return dimension
  }

  private func addTime(to file: borrowing NetCDFFile) throws -> NetCDFFile.Dimension {
    try file.addTime(
      from: times.first ?? "", count: times.count, stepHours: result.manifest.unitHours ?? 1)
  }

  /// Adds a table of time and item, item being its first name; further names tell of the item.
  ///
  /// Columns of bidding zones keep their names, all others have their item's before them; and so has
  /// a column of bidding zones that reads like one of another item: `storage_charge_mw`.
  private func add(
    _ frame: ResultFrame, _ schema: OutputTableSchema, after dimensions: [NetCDFFile.Dimension],
    to file: borrowing NetCDFFile
  ) throws {
    let names = schema.columns.dropFirst().filter { !$0.isNumber }
    guard let item = names.first?.name else { return }
    let items = frame.names(item)
    let rows = try rowPlaces(frame, items: items)
    // Two tables may tell of the same items; each has a dimension of its own.
    let isZone = schema.name == ResultTable.zonesHourly.rawValue
    let others = isZone ? hourlyItems.filter { $0 != item } : []
    func variable(_ column: String) -> String {
      let isPlain = isZone && !others.contains { column.hasPrefix($0 + "_") }
      return isPlain ? column : item + "_" + column
    }
    let dimension = try file.addDimension(item, length: items.names.count)
    try file.addLabels(item, dimension, items.names)
    for column in names.dropFirst() {
      let texts = frame.texts(column.name)
      let labels = items.names.indices.map { item in
        items.rows.firstIndex(of: item).map { texts[$0] } ?? ""
      }
      try file.addLabels(variable(column.name), dimension, labels)
    }
    let coordinates = ["scenario", "year"] + names.dropFirst().map { variable($0.name) }
    func add(
      _ name: String, unit: String, _ meaning: String, _ dimensions: [NetCDFFile.Dimension],
      _ values: [Double]
    ) throws {
      try file.addNumbers(
        name, dimensions, units: unit.isEmpty ? "1" : unit, meaning: meaning,
        attributes: [("coordinates", coordinates.joined(separator: " "))], values)
    }
    for column in schema.columns where column.isNumber {
      let filler = flowsOfUnlistedRows.contains("\(schema.name).\(column.name)") ? 0 : Double.nan
      var values = [Double](repeating: filler, count: times.count * items.names.count)
      for (place, value) in zip(rows, try frame.numbers(column.name)) { values[place] = value }
      try add(
        variable(column.name), unit: column.unit, column.meaning, dimensions + [dimension], values)
    }
    guard schema.name == ResultTable.supplyHourly.rawValue else { return }
    let technologies = frame.header.filter { $0.hasSuffix("_mw") }
    guard !technologies.isEmpty else { return }
    let technology = try file.addDimension("technology", length: technologies.count)
    try file.addLabels("technology", technology, technologies.map { String($0.dropLast(3)) })
    var values = [Double](
      repeating: .nan, count: times.count * items.names.count * technologies.count)
    for (place, column) in technologies.enumerated() {
      for (row, value) in zip(rows, try frame.numbers(column)) {
        values[row * technologies.count + place] = value
      }
    }
    try add(
      "supply_mw", unit: "MW", "power supplied", dimensions + [dimension, technology], values)
  }

  /// Where each row of a table stands among times and items.
  private func rowPlaces(_ frame: ResultFrame, items: NamedRows) throws -> [Int] {
    try zip(frame.texts("time"), items.rows).map { time, item in
      guard let place = placeOfTime[time] else {
        throw ExportError(
          message: "results/\(frame.name).csv has the time '\(time)', which the run has not",
          fix: "the table was changed after it was written; make the result again")
      }
      return place * items.names.count + item
    }
  }
}

/// What the hourly tables of a run are about.
private let hourlyItems: [String] = runSchemas.filter { $0.columns.first?.name == "time" }
  .compactMap { schema in schema.columns.dropFirst().first { !$0.isNumber }?.name }

/// Figures that are 0 in a unit in which the table does not list the row.
private let flowsOfUnlistedRows: Set<String> = [
  "links_hourly.flow_mw", "links_hourly.congestion_rent_eur",
  "cnecs_hourly.shadow_price_eur_per_mwh", "cnecs_hourly.congestion_rent_eur",
  "processes_hourly.activity_mw", "processes_hourly.electricity_mw",
  "processes_hourly.surplus_eur",
]

extension ExportSource {
  /// Writes one file per run with hourly tables.
  ///
  /// - Returns: the names of the files.
  package func writeNetCDF(
    into folder: OutputFolder, step: WritingStep
  ) throws -> [String] {
    var names: [String] = []
    for run in runs {
      guard let result = run.result, let hourly = try RunNetCDF(run, result) else { continue }
      let bytes = try hourly.bytes(
        title: "Hourly results of \(name): \(run.entry.scenario), \(run.entry.year)")
      let file = run.fileName + ".nc"
      try step { try folder.write(bytes, to: file) }
      names.append(file)
    }
    if names.isEmpty { try needTable("zones_hourly", for: "a NetCDF file") }
    return names
  }
}
