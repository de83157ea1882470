// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import Foundation
import GridModel
import InputFiles
import Quantities
import TestSupport
import Testing

/// The IEEE Reliability Test System of 1979 as shipped, against what its sources publish.
@Suite("RTS-79 case")
struct RTS79Tests {
  private struct Published: Decodable {
    struct Adequacy: Decodable {
      var loleHPerYear: Double
      var eensMwhPerYear: Double
      var annualEnergyGwh: Double
    }
    var adequacy: Adequacy
  }

  /// Exact convolution of the units' outages, in steps of 1 MW.
  ///
  /// Source of the figures: published.json of the case.
  @Test("loss of load and energy not served are those of the 1986 paper")
  func adequacy() throws {
    let system = try loadCase(at: ProjectFolder.path("grids/rts79"))
    let series = try loadSeries(folder: ProjectFolder.path("grids/rts79/series"), year: 1979)
    let load = try #require(series["load_mw", "RTS"])
    var probability = [1.0]  // by available MW
    for unit in system.generatingUnits {
      let size = Int(unit.installedMW)
      var next = [Double](repeating: 0, count: probability.count + size)
      for (available, share) in probability.enumerated() {
        next[available] += share * unit.forcedOutageRate
        next[available + size] += share * (1 - unit.forcedOutageRate)
      }
      probability = next
    }
    var hoursShort = 0.0
    var energyNotServed = 0.0
    for demand in load {
      for (available, share) in probability.enumerated() {
        let missing = demand - Double(available)
        if missing <= 0 { break }
        hoursShort += share
        energyNotServed += share * missing
      }
    }
    let data = try Data(
      contentsOf: URL(fileURLWithPath: ProjectFolder.path("grids/rts79/published.json")))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let published = try decoder.decode(Published.self, from: data).adequacy
    expectClose(hoursShort, published.loleHPerYear, absolute: 5e-6, "LOLE h/yr")
    expectClose(energyNotServed, published.eensMwhPerYear, absolute: 0.5, "EENS MWh/yr")
    expectClose(load.reduce(0, +) / 1000, published.annualEnergyGwh, absolute: 0.5, "GWh")
  }

  /// The reliability data that the units come from move the hours of summer; the paper does not.
  @Test(
    "load: hours of the published tables as they follow one another",
    arguments: [("rts79", "RTS"), ("rts79-two-area", "A"), ("rts79-two-area", "B")])
  func load(name: String, column: String) throws {
    let series = try loadSeries(folder: ProjectFolder.path("grids/\(name)/series"), year: 1979)
    expectClose(
      try #require(series["load_mw", column]), RTS79Load.hourlyMW, absolute: 1e-6, "MW")
  }

  @Test(
    "the network is that of the published optimal power flow case",
    .enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"),
    arguments: SusceptanceConvention.allCases)
  func network(convention: SusceptanceConvention) throws {
    let shipped = try loadCase(at: ProjectFolder.path("grids/rts79")).grid
    let data = try loadMatpowerCase(
      at: DataFolder.path("pglib-opf/pglib_opf_case24_ieee_rts.m"))
    let published = data.nodalGrid
    let shippedPTDF = try NodalPTDF(DCNetwork(grid: shipped, convention: convention))
    let publishedPTDF = try NodalPTDF(DCNetwork(grid: published, convention: convention))
    expectClose(
      shippedPTDF.factors.values, publishedPTDF.factors.values, absolute: 1e-8, "PTDF")
    for (branch, source) in zip(shipped.branches, data.branches) {
      expectClose(
        try #require(maximumFlowMW(of: branch)), source.ratingMVA, relative: 1e-10, branch.name)
    }
    let load = shipped.injectionWeights.filter { $0.injection == "load" }
    for weight in load {
      expectClose(weight.weight * 2850, data.buses[weight.bus.index].loadMW, absolute: 1e-6)
    }
  }

  @Test(
    "the tables are what the script compiles, byte for byte",
    .enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"),
    .enabled(if: PythonScript.isAvailable, "there is no python3"))
  func tablesAreReproduced() throws {
    let scratch = try TemporaryFolder()
    try PythonScript.run(
      "grids/rts79/derive/compile_tables.py",
      [
        DataFolder.path("ieee-rts79-reliability"), DataFolder.path("rts-gmlc"),
        DataFolder.path("pglib-opf/pglib_opf_case24_ieee_rts.m"), "--out", scratch.path,
      ])
    for table in [
      "sources", "zones", "demand", "buses", "branches", "injection_weights", "generating_units",
      "fuels",
    ] {
      let made = try String(contentsOfFile: scratch.path + "/\(table).csv", encoding: .utf8)
      let shipped = try String(
        contentsOfFile: ProjectFolder.path("grids/rts79/\(table).csv"), encoding: .utf8)
      #expect(made == shipped, "\(table).csv")
    }
    let made = try loadSeries(folder: scratch.path + "/series", year: 1979)
    let shipped = try loadSeries(folder: ProjectFolder.path("grids/rts79/series"), year: 1979)
    #expect(made["load_mw", "RTS"] == shipped["load_mw", "RTS"])
  }
}
