// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import InputFiles
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

/// The year 2016 of the Penta case, flow-based with the real series, against published statistics.
@Suite(
  "validation year 2016",
  .enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"),
  .enabled(if: PythonScript.isAvailable, "there is no python3"), .serialized)
struct Validation2016Tests {
  private static let inputs = Result { try Inputs2016() }

  @Test("the series made by the script hold the consumption of every zone")
  func consumption() throws {
    let inputs = try Self.inputs.get()
    for demand in inputs.system.demand {
      let zone = inputs.system.zones[demand.zone]
      let load = try #require(inputs.series["load_mw", zone.seriesColumn], "\(zone.name)")
      // The case states its demand to 0.01 TWh.
      expectClose(
        load.reduce(0, +) / 1e6 * zone.seriesShare, demand.annualTWh, absolute: 0.006,
        "TWh of \(zone.name)")
    }
  }

  /// From 11 January, 11 April, 11 July and 10 October.
  @Test(
    "weeks of the year: optimal, and the signs of the net exports", arguments: [10, 101, 192, 283])
  func week(firstDay: Int) throws {
    let balance = try solved(range: firstDay * 24..<(firstDay + 7) * 24)
    checkSigns(balance.netExportTWh)
  }

  /// The whole table of the case's README, so that it stays what the product gives.
  @Test("the whole year", .enabled(if: Tier.isSoak, "only at full size"))
  func year() throws {
    let balance = try solved(range: nil)
    checkSigns(balance.netExportTWh)
    let table = try ReadmeTable()
    let published = try publishedTWh()
    for zone in ReadmeTable.zones {
      for quantity in ReadmeTable.fuelQuantities {
        let energy = balance.energyTWh[zone]?[quantity] ?? 0
        let statistic = try #require(published[zone]?[quantity])
        #expect(
          isWithinBand(energy, statistic) != explainedGaps.contains([zone, quantity]),
          "\(quantity) of \(zone) is \(energy), published \(statistic)")
        expectClose(
          try #require(table.result[zone]?[quantity]), energy, absolute: 0.06,
          "README: \(quantity) of \(zone)")
      }
      expectClose(
        try #require(table.result[zone]?["net_export_twh"]),
        try #require(balance.netExportTWh[zone]), absolute: 0.06, "README: net export of \(zone)")
      expectClose(
        try #require(table.result[zone]?["mean_price_eur_per_mwh"]),
        try #require(balance.meanPrice[zone]), absolute: 0.06, "README: mean price of \(zone)")
    }
  }

  private func solved(range: Range<Int>?) throws -> ZoneBalance {
    let inputs = try Self.inputs.get()
    var options = CouplingOptions()
    options.range = range
    let result = try couple(system: inputs.system, series: inputs.series, options: options).result
    #expect(result.status == .optimal)
    #expect(result.certificate.relativeGap <= CertificateLimits.relativeGap)
    let balance = ZoneBalance(of: result, in: inputs.system)
    // A second way to the net position of DE-LU, which holds two zones.
    for (n, node) in result.nodes.enumerated() {
      let position = (0..<result.axis.count).reduce(0) { $0 + result.netPositions[$1, n] } / 1e6
      let zones = node.zones.map { balance.netExportTWh[inputs.system.zones[$0].name] ?? 0 }
      expectClose(
        zones.reduce(0, +), position * result.axis.stepHours, absolute: 1e-4, "balance \(node.name)"
      )
    }
    return balance
  }
}

/// What the README of the case says about 2016, without a solve.
@Suite("table of the validation year")
struct Validation2016TableTests {
  @Test("published columns are those of published.json")
  func publishedColumns() throws {
    let table = try ReadmeTable()
    let published = try publishedTWh()
    for zone in ReadmeTable.zones {
      for quantity in ReadmeTable.fuelQuantities + ["net_export_twh", "mean_price_eur_per_mwh"] {
        expectClose(
          try #require(table.published[zone]?[quantity]),
          try #require(published[zone]?[quantity]), absolute: 0.051, "\(quantity) of \(zone)")
      }
    }
  }

  @Test("exporters export, importers import, and only explained gaps pass 25 %")
  func bands() throws {
    let table = try ReadmeTable()
    for zone in ReadmeTable.zones {
      let result = try #require(table.result[zone])
      let published = try #require(table.published[zone])
      for quantity in ReadmeTable.fuelQuantities {
        let isInside = isWithinBand(
          try #require(result[quantity]), try #require(published[quantity]))
        #expect(isInside != explainedGaps.contains([zone, quantity]), "\(quantity) of \(zone)")
      }
      let isExporter = exporters.contains(zone)
      #expect((try #require(result["net_export_twh"]) > 0) == isExporter, "\(zone)")
      #expect((try #require(published["net_export_twh"]) > 0) == isExporter, "\(zone)")
    }
  }
}

/// Net exporters and importers of 2016.
private let exporters = ["DE", "FR"]
private let importers = ["BE", "LU", "NL"]

/// Energies more than 25 % away from the statistic, explained in the README of the case. One that
/// comes inside fails the test, so that the README does not go stale.
private let explainedGaps: Set<[String]> = [["FR", "coal_and_lignite_twh"]]

private func isWithinBand(_ energy: Double, _ statistic: Double) -> Bool {
  (energy - statistic).magnitude <= 0.25 * statistic
}

private func checkSigns(
  _ netExportTWh: [String: Double], sourceLocation: SourceLocation = #_sourceLocation
) {
  for zone in exporters + importers {
    let export = netExportTWh[zone] ?? 0
    #expect(
      exporters.contains(zone) ? export > 0 : export < 0, "\(zone) exports \(export) TWh",
      sourceLocation: sourceLocation)
  }
}

/// Figures of 2016 in published.json by zone and quantity.
private func publishedTWh() throws -> [String: [String: Double]] {
  let file = ProjectFolder.path("grids/penta/published.json")
  let all = try JSONDecoder().decode(
    PublishedFigures.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
  return all.figures.filter { $0.year == 2016 }.reduce(into: [:]) {
    $0[$1.zone, default: [:]][$1.quantity] = $1.value
  }
}

/// The case of 2016 with the series that derive/series_2016.py makes of the public ones.
private struct Inputs2016 {
  var system: EnergySystem
  var series: HourlySeries

  init() throws {
    system = try loadCase(at: ProjectFolder.path("grids/penta"), year: 2016)
    let folder = try TemporaryFolder()
    try PythonScript.run(
      "grids/penta/derive/series_2016.py",
      [DataFolder.path("penta-real/series2016"), folder.path])
    series = try loadSeries(folder: folder.path, year: 2016, needed: system.neededSeries)
  }
}

/// Energy by fuel and net export of every zone, also where zones share a balance. TWh.
private struct ZoneBalance {
  /// Zone, then quantity as in published.json.
  var energyTWh: [String: [String: Double]] = [:]
  /// Generation and discharge less load and charging.
  var netExportTWh: [String: Double] = [:]
  /// EUR/MWh, by zone.
  var meanPrice: [String: Double] = [:]

  init(of result: CouplingResult, in system: EnergySystem) {
    let units = 0..<result.axis.count
    let terawattHours = result.axis.stepHours / 1e6
    func sum(_ table: StageTable, _ item: Int) -> Double {
      units.reduce(0) { $0 + table[$1, item] } * terawattHours
    }
    for (j, step) in result.steps.enumerated() {
      let zone = system.zones[step.zone].name
      let energy = sum(result.supply, j)
      netExportTWh[zone, default: 0] += step.kind == .dumped ? -energy : energy
      guard step.kind == .thermal, let fuel = step.fuel, let quantity = Self.quantities[fuel] else {
        continue
      }
      energyTWh[zone, default: [:]][quantity, default: 0] += energy
    }
    for (s, storage) in result.storages.enumerated() {
      netExportTWh[system.zones[storage.zone].name, default: 0] +=
        sum(result.discharge, s) - sum(result.charge, s)
    }
    for (z, zone) in system.zones.enumerated() {
      netExportTWh[zone.name, default: 0] -= sum(result.zoneLoads, z)
    }
    for (n, node) in result.nodes.enumerated() {
      for zone in node.zones {
        meanPrice[system.zones[zone].name] =
          units.reduce(0) { $0 + result.prices[$1, n] } / Double(units.count)
      }
    }
  }

  private static let quantities = [
    "uranium": "nuclear_twh", "hard_coal": "coal_and_lignite_twh",
    "lignite": "coal_and_lignite_twh", "natural_gas": "gas_twh",
  ]
}

/// The table of 2016 in the README of the case: zone, then quantity as in published.json.
private struct ReadmeTable {
  static let zones = ["DE", "FR", "BE", "NL"]
  static let fuelQuantities = ["nuclear_twh", "coal_and_lignite_twh", "gas_twh"]
  private static let rows = [
    "nuclear": "nuclear_twh", "coal, lignite": "coal_and_lignite_twh", "gas": "gas_twh",
    "net export": "net_export_twh", "mean price": "mean_price_eur_per_mwh",
  ]
  var result: [String: [String: Double]] = [:]
  var published: [String: [String: Double]] = [:]

  init() throws {
    let text = try String(
      contentsOfFile: ProjectFolder.path("grids/penta/README.md"), encoding: .utf8)
    let heading = try #require(text.range(of: "\n## Validation year 2016\n"))
    let section = text[heading.upperBound...].components(separatedBy: "\n## ")[0]
    let lines = section.split(separator: "\n").filter { $0.hasPrefix("|") }.map {
      $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let header = try #require(lines.first).dropFirst()
    #expect(Array(header) == Self.zones.flatMap { [$0, "published"] })
    for line in lines.dropFirst(2) {
      let quantity = try #require(Self.rows[line[0]], "row \(line[0])")
      let figures = try line.dropFirst().map { try #require(Double($0), "\($0)") }
      try #require(figures.count == 2 * Self.zones.count, "row \(line[0])")
      for (z, zone) in Self.zones.enumerated() {
        result[zone, default: [:]][quantity] = figures[2 * z]
        published[zone, default: [:]][quantity] = figures[2 * z + 1]
      }
    }
    #expect(lines.count == 2 + Self.rows.count)
  }
}
