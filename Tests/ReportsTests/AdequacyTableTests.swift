// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import Reports
import TestSupport
import Testing

/// Tables of Monte Carlo years whose every figure can be counted: no outages, two climate years.
@Suite("adequacy tables")
struct AdequacyTableTests {
  /// A plant of 100 MW in A and one of 200 MW in B, nothing between them. In the second climate year
  /// all loads are half as large.
  private func result() throws -> (MonteCarloResult, AdequacyYear) {
    var small = SmallSystem(hours: 6)
    let a = small.addZone("A", loadMW: [90, 120, 150, 100, 110, 50])
    let b = small.addZone("B", loadMW: [100])
    small.addUnit("a", in: a, megawatts: 100, cost: 1)
    small.addUnit("b", in: b, megawatts: 200, cost: 1)
    var half = small.system
    for row in half.demand.indices { half.demand[row].annualTWh /= 2 }
    let years = try [(1, small.system), (2, half)].map { number, system in
      try AdequacyYear(
        climateYear: number, system: system, series: small.series, domainOfHour: [])
    }
    var options = MonteCarloOptions()
    options.network = .ntc
    options.samples = 2
    return (
      try monteCarloAdequacy(
        system: small.system, years: years, schedule: nil, options: options), years[0]
    )
  }

  /// Shortages come from an interior point: to 1e-3 MW of what is counted.
  private func rows(_ table: CSVText) -> [[String]] {
    String(decoding: table.bytes, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func expectRow(
    _ row: [String], _ words: [String], _ numbers: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(Array(row.prefix(words.count)) == words, sourceLocation: sourceLocation)
    let found = row.dropFirst(words.count).map { Double($0) ?? .nan }
    #expect(found.count == numbers.count, sourceLocation: sourceLocation)
    for (value, wanted) in zip(found, numbers) {
      #expect(abs(value - wanted) <= 1e-3, "\(row)", sourceLocation: sourceLocation)
    }
  }

  @Test("events with their first hour")
  func events() throws {
    let (result, year) = try result()
    let table = rows(
      adequacyEventsTable(result.nodes + [result.system], axis: year.inputs.axis))
    #expect(
      table[0] == [
        "zone", "climate_year", "sample", "start", "duration_h", "energy_mwh", "depth_mw",
      ])
    #expect(table.count == 9)
    var next = 1
    for zone in ["A", "all zones"] {
      for sample in ["0", "1"] {
        expectRow(table[next], [zone, "1", sample, "2030-01-01T01:00:00Z"], [2, 70, 50])
        expectRow(table[next + 1], [zone, "1", sample, "2030-01-01T04:00:00Z"], [1, 10, 10])
        next += 2
      }
    }
  }

  @Test("years")
  func years() throws {
    let table = rows(adequacyYearsTable(try result().0.nodes))
    #expect(
      table[0] == [
        "zone", "climate_year", "sample", "short_hours", "short_days", "ens_mwh", "events",
        "longest_event_h", "largest_shortage_mw",
      ])
    #expect(table.count == 9)
    expectRow(table[1], ["A"], [1, 0, 3, 1, 80, 2, 2, 50])
    expectRow(table[4], ["A"], [2, 1, 0, 0, 0, 0, 0, 0])
    expectRow(table[5], ["B"], [1, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test("zones with errors, tails, events and the parts of the variance")
  func zones() throws {
    let node = try result().0.nodes[0]
    let table = rows(adequacyZonesTable([AdequacyZone(node)], network: "isolated"))
    #expect(table[0] == AdequacyTable.zones.schema.columns.map(\.name))
    let cells = Dictionary(uniqueKeysWithValues: zip(table[0], table[1]))
    // Two climate years of 80 and 0 MWh: mean 40, its error 80 / 2, variance between them 3200.
    let load = (620.0 + 310) / 2
    let wanted: [(String, Double)] = [
      ("sample_count", 2), ("load_mwh", load), ("lole_h_per_yr", 1.5),
      ("lole_h_per_yr_standard_error", 1.5), ("eens_mwh_per_yr", 40),
      ("eens_mwh_per_yr_standard_error", 40), ("neens_ppm", 40e6 / load),
      ("lolp_hour", 1.5 / 6), ("lolp_year", 0.5), ("lolf_per_yr", 1), ("mean_duration_h", 1.5),
      ("mean_depth_mw", 30), ("longest_event_h", 2), ("largest_shortage_mw", 50),
      ("short_h_p50", 0), ("short_h_p95", 3), ("ens_mwh_p50", 0), ("ens_mwh_p95", 80),
      ("ens_mwh_cvar95", 80), ("eens_below_threshold_mwh_per_yr", 0),
      ("eens_before_sharing_mwh_per_yr", 40), ("lole_variance_between_climate_years", 4.5),
      ("lole_variance_within_climate_years", 0), ("eens_variance_between_climate_years", 3200),
      ("eens_variance_within_climate_years", 0), ("eens_outage_standard_error", 0),
    ]
    for (name, value) in wanted {
      expectClose(
        try #require(cells[name].flatMap(Double.init), "\(name)"), value, absolute: 0.05,
        relative: 1e-4, name)
    }
    #expect(cells["perfect_mw_to_standard"] == "" && cells["lole_standard_h"] == "")
    #expect(cells["zone"] == "A" && cells["network"] == "isolated")
  }

  @Test("exact figures leave the cells of Monte Carlo years empty")
  func exact() {
    let zone = AdequacyZone(
      name: "A", hours: 10, loadMWh: 100, lole: .exact(2), loleAtTenTimesThreshold: .exact(1),
      loleDays: .exact(1), eens: .exact(5), normalisedEENS: .exact(50_000), lolf: nil,
      meanDuration: nil)
    let table = rows(adequacyZonesTable([zone], network: "isolated"))
    let cells = Dictionary(uniqueKeysWithValues: zip(table[0], table[1]))
    #expect(cells["lolp_hour"] == "0.2" && cells["eens_mwh_per_yr"] == "5.0")
    for column in AdequacyTable.zones.schema.columns where cells[column.name] == "" {
      #expect(column.mayBeEmpty, "\(column.name)")
    }
    #expect(cells["ens_mwh_p95"] == "" && cells["eens_before_sharing_mwh_per_yr"] == "")
  }

  @Test("one declaration is header and documentation", arguments: AdequacyTable.allCases)
  func schema(table: AdequacyTable) {
    let schema = table.schema
    #expect(schema.fileName == "\(table.rawValue).csv")
    #expect(Set(schema.columns.map(\.name)).count == schema.columns.count)
    for column in schema.columns {
      #expect(!column.meaning.isEmpty)
      let isMeasured = ["_mwh", "_mw", "_h"].contains { column.name.hasSuffix($0) }
      #expect(!isMeasured || !column.unit.isEmpty, "\(column.name) has a unit in its name alone")
    }
    #expect(schema.text.hasPrefix("results/\(table.rawValue).csv (written): "))
  }

  @Test("an error that is not known is an empty cell and a question mark")
  func unknownError() {
    let single = Estimate(mean: 2.5, standardError: .infinity, sampleCount: 1)
    #expect("\(single)" == "2.5±?")
    #expect(single.json.text.contains("\"standard_error\": null"))
  }

  /// Columns stand apart whatever their figures; what draws found of next to nothing is `<0.001`.
  @Test("a summary of tiny and of long figures can be read")
  func tinyFigures() {
    func zone(_ name: String, _ mean: Double, _ error: Double) -> AdequacyZone {
      let figure = Estimate(mean: mean, standardError: error, sampleCount: 8)
      return AdequacyZone(
        name: name, hours: 8760, loadMWh: 1e6, lole: figure, loleAtTenTimesThreshold: figure,
        loleDays: figure, eens: figure, normalisedEENS: figure, lolf: figure, meanDuration: nil)
    }
    func summary(_ zones: [AdequacyZone]) -> [[String]] {
      AdequacySummary(
        title: "case", method: "monte-carlo", network: "ntc", thresholdMW: 0.001, zones: zones,
        system: nil, notes: []
      ).text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }
    let lines = summary([
      zone("A", 9.6e-7, 8.1e-7), zone("B", 123456.789, 1.7e-9), zone("C", 0, 0),
      zone("D", 0.0008, 0.0012), zone("E", 4e-9, .infinity),
    ])
    func cells(_ name: String) -> [String]? { lines.first { $0.first == name } }
    #expect(cells("A") == ["A"] + [String](repeating: "<0.001", count: 5) + ["-"])
    #expect(
      cells("B")
        == ["B"] + [String](repeating: "123456.7890000000±0.0000000017", count: 5) + ["-"])
    #expect(cells("C") == ["C", "0", "0", "0", "0", "0", "-"])
    #expect(cells("D")?[1] == "0.0008±0.0012")
    #expect(cells("E")?[1] == "<0.001±?")
    #expect(Estimate.exact(1e-9).shown == "1e-09", "exact figures are known to the last digit")
  }
}
