// SPDX-License-Identifier: Apache-2.0
import Adequacy
import Foundation
import GridModel
import InputFiles
import TestSupport
import Testing

/// Exact indices of the shipped test systems. Where a test names no other source, figures are exact
/// convolutions or enumerations by an independent script; those of one area are the 9.394 h/yr,
/// 1.36886 d/yr and 1176 MWh/yr of R. Allan, R. Billinton, N. Abdel-Gawad, IEEE Trans. Power Systems 1
/// (1986), no. 4. All to the digits given.
@Suite("exact adequacy: reference systems")
struct ExactAdequacyReferenceTests {
  private struct Case {
    let system: EnergySystem
    let inputs: ExactInputs

    init(_ name: String) throws {
      system = try loadCase(at: ProjectFolder.path("grids/\(name)"))
      inputs = try ExactInputs(
        system: system,
        series: loadSeries(folder: ProjectFolder.path("grids/\(name)/series"), year: system.year))
    }

    func result(_ options: ExactOptions = ExactOptions()) throws -> ExactAdequacyResult {
      try exactAdequacy(of: system, inputs: inputs, options: options)
    }

    func units(inZone zone: Int = 0) throws -> [OutageUnit] {
      try system.generatingUnits.filter { $0.zone.index == zone }.map {
        try OutageUnit(
          name: $0.name, installedMW: $0.installedMW, forcedOutageRate: $0.forcedOutageRate,
          meanTimeToRepairHours: $0.meanTimeToRepairHours)
      }
    }
  }

  /// The RTS units with a load of another peak.
  private static func rts(peakMW: Double = 2850) throws -> ExactArea {
    let rts = try Case("rts79")
    return try ExactArea(
      name: "RTS", units: rts.units(), loadMW: rts.inputs.loadMW[0].map { $0 * peakMW / 2850 })
  }

  @Test("RTS-79: LOLE by hours and days, EENS")
  func rts79() throws {
    let result = try Case("rts79").result()
    let indices = try #require(result.areas.first).indices
    expectClose(indices.lole.mean, 9.394175, relative: 1e-6, "LOLE h/yr")
    expectClose(indices.loleDays.mean, 1.368863, relative: 1e-6, "LOLE d/yr")
    expectClose(indices.eens.mean, 1176.2985, relative: 1e-6, "EENS MWh/yr")
    expectClose(indices.normalisedEENS.mean, 76.897, absolute: 5e-4, "ppm")
    #expect(indices.hours == 8736)
    #expect(result.notes == ["planned maintenance of 32 units is left out"])
  }

  @Test("RTS-79: frequency and duration, generation part and load part")
  func frequency() throws {
    let indices = try Self.rts().indices()
    let lolf = try #require(indices.lolf)
    expectClose(lolf.byOutages, 0.347423, absolute: 5e-7, "by outages")
    expectClose(lolf.byLoad, 1.672252, absolute: 5e-7, "by load")
    expectClose(lolf.total.mean, 2.019675, relative: 1e-6, "LOLF")
    expectClose(try #require(indices.meanDuration).mean, 4.6513, absolute: 5e-5, "duration")
    expectClose(indices.lole.mean, 9.394175, relative: 1e-6, "LOLE")
    expectClose(indices.eens.mean, 1176.2985, relative: 1e-6, "EENS")
  }

  @Test(
    "RTS-79 at other peaks",
    arguments: [
      (2450.0, 0.482252, 0.075866, 45.6954), (3050.0, 31.204412, 4.351896, 4405.1149),
    ])
  func peaks(peak: Double, lole: Double, days: Double, eens: Double) throws {
    let indices = try Self.rts(peakMW: peak).indices()
    expectClose(indices.lole.mean, lole, absolute: 5e-7, relative: 1e-6, "LOLE h/yr")
    expectClose(indices.loleDays.mean, days, absolute: 5e-7, relative: 1e-6, "LOLE d/yr")
    expectClose(indices.eens.mean, eens, absolute: 5e-5, relative: 1e-6, "EENS MWh/yr")
  }

  @Test("RTS-79: load equal to the available power decides 0.02 h, and is served")
  func ties() throws {
    let area = try Self.rts()
    let table = try CapacityOutageTable(units: area.units)
    let orEqual = area.loadMW.reduce(0) {
      $0 + table.lossOfLoadProbability(ofLoad: $1, threshold: -1e-4)
    }
    expectClose(orEqual, 9.418253, relative: 1e-6, "with equal load short")
  }

  @Test("RBTS")
  func rbts() throws {
    let rbts = try Case("rbts")
    let indices = try #require(try rbts.result().areas.first).indices
    expectClose(indices.lole.mean, 1.091560, relative: 1e-6, "LOLE h/yr")
    expectClose(indices.loleDays.mean, 0.146946, absolute: 5e-7, "LOLE d/yr")
    expectClose(indices.eens.mean, 9.861351, relative: 1e-6, "EENS MWh/yr")
    let lower = try ExactArea(
      name: "RBTS", units: rbts.units(), loadMW: rbts.inputs.loadMW[0].map { $0 * 170 / 185 }
    ).indices()
    expectClose(lower.lole.mean, 0.254782, absolute: 5e-7, "LOLE at 170 MW")
    expectClose(lower.eens.mean, 2.187256, relative: 1e-6, "EENS at 170 MW")
  }

  @Test(
    "two areas, every tie",
    arguments: [
      (0.0, 9.394175, 1176.2985, 18.622562), (100, 4.497744, 527.4990, 8.829700),
      (200, 2.145952, 241.7185, 4.126115), (300, 1.102509, 124.3087, 2.039230),
      (500, 0.537251, 65.7955, 0.908713), (1000, 0.475222, 60.4533, 0.784656),
    ])
  func twoAreas(tie: Double, lole: Double, eens: Double, any: Double) throws {
    let area = try Self.rts()
    let indices = try ExactAreaPair(
      area, area, tie: ExactTie(forwardMW: tie, backwardMW: tie)
    ).indices()
    for found in [indices.first, indices.second] {
      expectClose(found.lole.mean, lole, absolute: 5e-7, relative: 1e-6, "LOLE one area")
      expectClose(found.eens.mean, eens, absolute: 5e-5, relative: 1e-6, "EENS one area")
    }
    expectClose(indices.system.lole.mean, any, absolute: 5e-7, relative: 1e-6, "LOLE any area")
    let both = indices.first.lole.mean + indices.second.lole.mean - indices.system.lole.mean
    expectClose(both, 0.165789, absolute: 1e-6, "hours in which both are short")
  }

  @Test("the two-area case as shipped has its tie, and its published figures")
  func twoAreaCase() throws {
    let result = try Case("rts79-two-area").result()
    #expect(result.network == .ntc && result.areas.map(\.name) == ["A", "B"])
    for area in result.areas {
      expectClose(area.indices.lole.mean, 1.102509, relative: 1e-6, "LOLE one area")
      expectClose(area.indices.eens.mean, 124.3087, relative: 1e-6, "EENS one area")
    }
    expectClose(try #require(result.system).lole.mean, 2.039230, relative: 1e-6, "any area")
  }

  @Test("copperplate of two and of three copies")
  func copperplate() throws {
    let area = try Self.rts()
    let two = try ExactArea.copperplate([area, area], name: "two").indices()
    expectClose(two.eens.mean, 120.9066, relative: 1e-6, "EENS of two")
    let three = try ExactArea.copperplate([area, area, area], name: "three").indices()
    expectClose(three.lole.mean, 0.138914, absolute: 5e-7, relative: 1e-6, "LOLE of three")
    expectClose(three.eens.mean, 24.26026, absolute: 5e-6, relative: 1e-6, "EENS of three")
  }

  @Test(
    "capacity value of one added unit",
    arguments: [
      (50.0, 0.01, [6.51089, 49.1, 49.7, 49.394, 49.392, 49.40]),
      (100.0, 0.04, [4.59082, 93.8, 94.7, 94.237, 94.100, 94.20]),
      (400.0, 0.12, [1.40035, 260.6, 237.7, 247.967, 224.986, 242.97]),
    ])
  func capacityValue(megawatts: Double, outageRate: Double, expected: [Double]) throws {
    let area = try Self.rts()
    let unit = try OutageUnit(
      name: "added", installedMW: megawatts, forcedOutageRate: outageRate,
      meanTimeToRepairHours: 50)
    expectClose(try area.adding(unit).indices().lole.mean, expected[0], absolute: 5e-6, "LOLE")
    let onLOLE = try #require(try area.capacityValue(of: unit, on: .lole))
    expectClose(onLOLE.elccMW, expected[1], absolute: 0.1, "ELCC on LOLE")
    expectClose(onLOLE.efcMW, expected[2], absolute: 0.1, "EFC on LOLE")
    let onEENS = try #require(try area.capacityValue(of: unit, on: .eens))
    expectClose(onEENS.elccMW, expected[3], absolute: 1e-3, "ELCC on EENS")
    expectClose(onEENS.efcMW, expected[4], absolute: 1e-3, "EFC on EENS")
    let slope = try #require(area.garverSlopeMW())
    expectClose(slope, 135.1109, absolute: 1e-3, "Garver's slope")
    expectClose(
      garverELCC(installedMW: megawatts, forcedOutageRate: outageRate, slopeMW: slope),
      expected[5], absolute: 6e-3, "Garver")
  }

  @Test(
    "the tables of rbts and rts79-two-area are what their scripts make, byte for byte",
    .enabled(if: PythonScript.isAvailable, "there is no python3"),
    arguments: ["rbts", "rts79-two-area"])
  func tablesAreReproduced(name: String) throws {
    let scratch = try TemporaryFolder()
    var arguments = ["--out", scratch.path]
    if name == "rts79-two-area" { arguments += ["--rts79", ProjectFolder.path("grids/rts79")] }
    try PythonScript.run("grids/\(name)/derive/compile_tables.py", arguments)
    let shipped = try FileManager.default.contentsOfDirectory(
      atPath: ProjectFolder.path("grids/\(name)")
    ).filter { $0.hasSuffix(".csv") }
    #expect(shipped.count >= 5)
    for table in shipped {
      #expect(
        try String(contentsOfFile: scratch.path + "/" + table, encoding: .utf8)
          == String(contentsOfFile: ProjectFolder.path("grids/\(name)/\(table)"), encoding: .utf8),
        "\(table)")
    }
    let system = try loadCase(at: ProjectFolder.path("grids/\(name)"))
    let made = try loadSeries(folder: scratch.path + "/series", year: system.year)
    let kept = try loadSeries(
      folder: ProjectFolder.path("grids/\(name)/series"), year: system.year)
    for key in system.neededSeries {
      #expect(made[key.variable, key.column] == kept[key.variable, key.column])
    }
  }
}
