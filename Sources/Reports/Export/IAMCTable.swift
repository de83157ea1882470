// SPDX-License-Identifier: Apache-2.0

/// Annual figures as the table of the Integrated Assessment Modeling Consortium: model, scenario,
/// region, variable, unit and one column per year.
///
/// Conversions are exact: 1 GWh is 3.6e-6 EJ, 1 kt is 0.001 Mt. A unit ends in `/yr` where the run
/// has all hours of its year. Names of variables: data templates of the consortium's AR6 scenario
/// database and of openENTRANCE; what neither has is named alike.
struct IAMCTable {
  /// How a column becomes a variable.
  struct Rule {
    var column: String
    var variable: String
    var unit: String
    /// Whether the figure is a sum over the run.
    var isSum = true
    /// What a figure of the column is multiplied by; nil where it stays as it is written.
    var factor: ExactDecimal?
  }

  private struct Key: Hashable {
    var scenario: String
    var region: String
    var variable: String
    var unit: String
    var climateYear: String
    var sample: String
  }

  private let model: String
  private var order: [Key] = []
  private var values: [Key: [Int: String]] = [:]

  init(model: String) { self.model = model }

  private mutating func add(
    _ value: String, _ variable: String, unit: String, region: String, run: ExportSource.Run
  ) {
    let key = Key(
      scenario: run.entry.scenario, region: region, variable: variable, unit: unit,
      climateYear: optionalText(run.entry.climateYear), sample: optionalText(run.entry.sample))
    if values[key] == nil { order.append(key) }
    values[key, default: [:]][run.entry.year] = value
  }

  /// Adds the figures that `rules` know of some rows of a table, each row a region.
  mutating func add(
    _ rules: [Rule], of frame: ResultFrame, rows: [(row: Int, region: String)],
    run: ExportSource.Run
  ) throws(ReportError) {
    let columns = rules.map { frame.header.contains($0.column) ? frame.texts($0.column) : nil }
    for (row, region) in rows {
      for (rule, texts) in zip(rules, columns) {
        guard let text = texts?[row], !text.isEmpty else { continue }
        guard let value = rule.value(text) else {
          throw .notANumber(table: frame.name, row: row, column: rule.column, text: text)
        }
        add(value, rule.variable, unit: rule.unit(of: run), region: region, run: run)
      }
    }
  }

  /// Adds energies of a region by variable, each with all variables above it.
  mutating func add(
    energies: [(variable: String, value: ExactDecimal)], region: String, run: ExportSource.Run
  ) throws {
    var sums: [(variable: String, value: ExactDecimal)] = []
    for (variable, value) in energies {
      if let place = sums.firstIndex(where: { $0.variable == variable }) {
        guard let sum = sums[place].value.adding(value) else { throw tooLarge(variable) }
        sums[place].value = sum
      } else {
        sums.append((variable, value))
      }
    }
    let unit = "EJ" + (run.isWholeYear ? "/yr" : "")
    for (variable, value) in sums {
      add(value.text, variable, unit: unit, region: region, run: run)
    }
  }

  /// The figures as they are added up to now; columns climate_year and sample only where runs have
  /// them.
  var csv: CSVText {
    let years = Set(values.values.flatMap(\.keys)).sorted()
    let hasClimateYears = order.contains { !$0.climateYear.isEmpty }
    let hasSamples = order.contains { !$0.sample.isEmpty }
    var table = CSVText(
      header: ["model", "scenario", "region", "variable", "unit"]
        + (hasClimateYears ? ["climate_year"] : []) + (hasSamples ? ["sample"] : [])
        + years.map { "\($0)" })
    for key in order {
      for text in [model, key.scenario, key.region, key.variable, key.unit] {
        table.add(text)
      }
      // pyam takes no empty cell in a column that tells rows apart.
      if hasClimateYears { table.add(key.climateYear.isEmpty ? "mean" : key.climateYear) }
      if hasSamples { table.add(key.sample.isEmpty ? "mean" : key.sample) }
      for year in years { table.add(numberOrText: values[key]?[year] ?? "") }
      table.endRow()
    }
    return table
  }
}

extension IAMCTable.Rule {
  /// Nil where the text is no decimal number.
  fileprivate func value(_ text: String) -> String? {
    guard let value = ExactDecimal(text) else { return nil }
    return factor.map { value.multiplied(by: $0)?.text } ?? text
  }

  fileprivate func unit(of run: ExportSource.Run) -> String {
    isSum && run.isWholeYear ? unit + "/yr" : unit
  }
}

private func tooLarge(_ variable: String) -> ExportError {
  ExportError(
    message: "the sum of \(variable) has more digits than a 64-bit integer",
    fix: "export to csv, which has the figures one by one")
}

extension ResultFrame {
  /// Every row with the region that a column names.
  fileprivate func regions(_ column: String) -> [(row: Int, region: String)] {
    texts(column).enumerated().map { (row: $0.offset, region: $0.element) }
  }

  fileprivate func decimal(
    _ column: String, row: Int, times factor: ExactDecimal
  ) throws(ReportError) -> ExactDecimal {
    let text = texts(column)[row]
    guard let value = ExactDecimal(text)?.multiplied(by: factor) else {
      throw .notANumber(table: name, row: row, column: column, text: text)
    }
    return value
  }
}

private let exajoulesPerGWh = ExactDecimal(36, places: 7)
private let exajoulesPerMWh = ExactDecimal(36, places: 10)
private let megatonnesPerKilotonne = ExactDecimal(1, places: 3)

private let electricity = "Secondary Energy|Electricity"
private let trade = "Trade|Secondary Energy|Electricity|Volume"

/// Columns of `zones_annual` and, by the same names, of `study_runs`.
private let zoneRules: [IAMCTable.Rule] = [
  .init(
    column: "mean_price_eur_per_mwh", variable: "Price|\(electricity)", unit: "EUR/MWh",
    isSum: false),
  .init(
    column: "load_weighted_price_eur_per_mwh", variable: "Price|\(electricity)|Load Weighted",
    unit: "EUR/MWh", isSum: false),
  .init(
    column: "load_gwh", variable: "Final Energy|Electricity", unit: "EJ", factor: exajoulesPerGWh),
  .init(column: "generation_gwh", variable: electricity, unit: "EJ", factor: exajoulesPerGWh),
  .init(
    column: "curtailed_gwh", variable: "\(electricity)|Curtailment", unit: "EJ",
    factor: exajoulesPerGWh),
  .init(column: "net_export_gwh", variable: trade, unit: "EJ", factor: exajoulesPerGWh),
  .init(
    column: "energy_not_served_mwh", variable: "Energy Not Served|Electricity", unit: "EJ",
    factor: exajoulesPerMWh),
  .init(
    column: "emissions_kt_co2", variable: "Emissions|CO2|Energy|Supply|Electricity", unit: "Mt CO2",
    factor: megatonnesPerKilotonne),
]

/// Columns of `adequacy_zones`, figures of a year whatever was simulated.
private let adequacyRules: [IAMCTable.Rule] = [
  .init(
    column: "lole_h_per_yr", variable: "Loss of Load Expectation|Electricity", unit: "h/yr",
    isSum: false),
  .init(
    column: "eens_mwh_per_yr", variable: "Expected Energy Not Served|Electricity", unit: "MWh/yr",
    isSum: false),
]

/// What follows `Secondary Energy|Electricity|` for technologies by how their names begin.
private let technologyNames: [(prefix: String, name: String)] = [
  ("nuclear", "Nuclear"), ("lignite", "Coal"), ("hard_coal", "Coal"), ("coal", "Coal"),
  ("ccgt_ccs", "Gas|w/ CCS"), ("ccgt", "Gas|w/o CCS"), ("ocgt", "Gas|w/o CCS"),
  ("gas", "Gas|w/o CCS"), ("h2_", "Hydrogen"), ("hydrogen", "Hydrogen"), ("heavy_oil", "Oil"),
  ("light_oil", "Oil"), ("oil", "Oil"), ("peat", "Peat"), ("biomass", "Biomass"),
  ("waste", "Waste"), ("geothermal", "Geothermal"), ("marine", "Ocean"),
  ("run_of_river", "Hydro|River"), ("reservoir", "Hydro|Reservoir"), ("hydro", "Hydro"),
  ("solar_thermal", "Solar|CSP"), ("solar", "Solar|PV"), ("wind_offshore", "Wind|Offshore"),
  ("wind_onshore", "Wind|Onshore"), ("wind", "Wind"),
]

/// The variable of a technology and all above it but that of all electricity.
private func variables(ofTechnology technology: String) -> [String] {
  let name =
    technologyNames.first { technology.hasPrefix($0.prefix) }?.name ?? "Other|\(technology)"
  let parts = name.split(separator: "|", maxSplits: 1).map(String.init)
  return parts.count == 1
    ? ["\(electricity)|\(name)"] : ["\(electricity)|\(parts[0])", "\(electricity)|\(name)"]
}

extension ExportSource {
  /// The table of annual figures, of zones, technologies and links.
  ///
  /// - Throws: where the result has none of them.
  package func iamcTable(version: String) throws -> (csv: CSVText, rows: Int) {
    var table = IAMCTable(model: "pentaflow \(version)")
    var hasZones = false
    for run in runs {
      guard let result = run.result else { continue }
      if let zones = try result.frame("zones_annual", "bidding_zone") {
        hasZones = true
        try table.add(zoneRules, of: zones, rows: zones.regions("bidding_zone"), run: run)
      }
      if let zones = try result.frame("adequacy_zones", "zone") {
        hasZones = true
        try table.add(adequacyRules, of: zones, rows: zones.regions("zone"), run: run)
      }
      try table.addGeneration(of: result, run: run)
      try table.addLinks(of: result, run: run)
    }
    if !hasZones { try addStudyRuns(to: &table) }
    let csv = table.csv
    guard table.rowCount > 0 else {
      throw ExportError(
        message: "the result has no annual figures of zones",
        fix: "give the folder of a run, a couple or an adequacy result")
    }
    return (csv, table.rowCount)
  }

  /// Figures of a study that kept no tables of its runs.
  private func addStudyRuns(to table: inout IAMCTable) throws {
    guard let frame = try result.frame("study_runs", "run", "zone") else { return }
    let numbers = frame.names("run")
    let zones = frame.texts("zone")
    let rows = Dictionary(grouping: 0..<frame.rowCount) { numbers.names[numbers.rows[$0]] }
    for run in runs {
      try table.add(
        zoneRules, of: frame,
        rows: (rows["\(run.entry.run)"] ?? []).map { ($0, zones[$0]) }, run: run)
    }
  }
}

extension IAMCTable {
  fileprivate var rowCount: Int { order.count }

  /// Generation by technology, zones of a bidding zone together.
  fileprivate mutating func addGeneration(
    of result: FinishedResult, run: ExportSource.Run
  ) throws {
    guard
      let frame = try result.frame(
        "generation_annual", "bidding_zone", "kind", "technology", "energy_gwh")
    else { return }
    let zones = frame.names("bidding_zone")
    let (kinds, technologies) = (frame.texts("kind"), frame.texts("technology"))
    for (zone, name) in zones.names.enumerated() {
      var energies: [(variable: String, value: ExactDecimal)] = []
      for row in 0..<frame.rowCount
      where zones.rows[row] == zone && ["thermal", "renewable"].contains(kinds[row]) {
        let energy = try frame.decimal("energy_gwh", row: row, times: exajoulesPerGWh)
        energies += variables(ofTechnology: technologies[row]).map { ($0, energy) }
      }
      try add(energies: energies, region: name, run: run)
    }
  }

  /// Energy sent over links, as the region `from>to`.
  fileprivate mutating func addLinks(of result: FinishedResult, run: ExportSource.Run) throws {
    guard
      let frame = try result.frame(
        "borders_annual", "from_bidding_zone", "to_bidding_zone", "flow_gwh")
    else { return }
    let (starts, ends) = (frame.texts("from_bidding_zone"), frame.texts("to_bidding_zone"))
    var order: [String] = []
    var energies: [String: [(variable: String, value: ExactDecimal)]] = [:]
    for row in 0..<frame.rowCount {
      let border = "\(starts[row])>\(ends[row])"
      if energies[border] == nil { order.append(border) }
      let energy = try frame.decimal("flow_gwh", row: row, times: exajoulesPerGWh)
      energies[border, default: []].append((trade, energy))
    }
    for border in order { try add(energies: energies[border] ?? [], region: border, run: run) }
  }
}
