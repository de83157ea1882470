// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite("pentaflow climate")
struct ClimateCommandTests {
  /// A made-up year of two zones: load follows the hour and the cold, wind and sun swing.
  private func series(hours: Int = 8760) throws -> TestSupport.TemporaryFolder {
    let start = 1_893_456_000  // 2030-01-01T00:00Z
    func file(_ value: (Double, Double) -> Double) -> String {
      "time,A,C\n"
        + (0..<hours).map { hour in
          let date = Date(timeIntervalSince1970: Double(start + hour * 3600))
          let time = ISO8601DateFormatter().string(from: date)
          let t = Double(hour)
          return "\(time),\(value(t, 0)),\(value(t, 40))\n"
        }.joined()
    }
    func temperature(_ t: Double, _ phase: Double) -> Double {
      10 - 9 * cos(2 * .pi * t / 8760) + 3 * sin(2 * .pi * (t + phase) / 331)
    }
    return try TestSupport.TemporaryFolder(files: [
      "temperature_c.csv": file { temperature($0, $1) },
      "load_mw.csv": file { t, phase in
        1000 + 200 * sin(2 * .pi * (t - 8) / 24) + 20 * max(0, 15 - temperature(t, phase))
      },
      "cf_wind_onshore.csv": file { t, phase in 0.4 + 0.3 * sin(2 * .pi * (t + phase) / 107) },
      "cf_solar.csv": file { t, _ in max(0, 0.7 * sin(2 * .pi * (t - 6) / 24)) },
    ])
  }

  /// The four-node case with places for the columns A and C.
  private func caseFolder(_ places: String) throws -> TestSupport.TemporaryFolder {
    let folder = try TestSupport.TemporaryFolder()
    let origin = ProjectFolder.path("grids/four-node")
    for name in try FileManager.default.contentsOfDirectory(atPath: origin)
    where name.hasSuffix(".csv") {
      try FileManager.default.copyItem(
        atPath: origin + "/" + name, toPath: folder.path + "/" + name)
    }
    try FileManager.default.createDirectory(
      atPath: folder.path + "/climate", withIntermediateDirectories: true)
    try folder.write(places, to: "climate/places.csv")
    return folder
  }

  private let places = """
    column,lat,lon,offshore_lat,offshore_lon,open_country
    A,50,5,,,yes
    C,51,9,,,yes

    """

  @Test("fit makes a climate that can be drawn from")
  func fit() throws {
    let series = try series()
    let caseFolder = try caseFolder(places)
    let outcome = try Tool.run(
      "climate", "fit", series.path, "--case", caseFolder.path, "--out",
      caseFolder.path + "/climate", "--source", "made_up", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("synthetic climate, not a forecast"))
    let load = try String(contentsOfFile: caseFolder.path + "/climate/load.csv", encoding: .utf8)
    let lines = load.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(
      lines[0].prefix(6) == [
        "column", "lat", "lon", "mean_mw", "heating_share_per_k",
        "noise_sigma",
      ])
    #expect(lines.map { $0[0] } == ["column", "A", "C"])
    #expect(lines[1][6] == "made_up")
    // 20 MW per degree were put in.
    let mean = try #require(Double(lines[1][3]))
    expectClose(try #require(Double(lines[1][4])) * mean, 20, relative: 0.05, "MW per degree")

    let shown = try Tool.run("climate", "show", caseFolder.path, "--years", "2", "--quiet")
    #expect(shown.status == 0, "\(shown.errors)")
    let beside = try Tool.run(
      "climate", "compare", caseFolder.path, series.path, "--years", "2", "--md", "--quiet")
    #expect(beside.status == 0, "\(beside.errors)")
    #expect(beside.output.contains("| load_mw | A | real | "), "\(beside.output)")
  }

  @Test("fit names every gap, and writes nothing")
  func faults() throws {
    let series = try series(hours: 8750)
    let caseFolder = try caseFolder(places)
    let out = caseFolder.path + "/fitted"
    let outcome = try Tool.run(
      "climate", "fit", series.path, "--case", caseFolder.path, "--out", out)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("which is not a year"), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test("show says that the climate is synthetic")
  func show() throws {
    let outcome = try Tool.run(
      "climate", "show", "grids/penta", "--year", "2030", "--columns", "FR", "--years", "2",
      "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("(synthetic climate, not a forecast)"))
    #expect(outcome.output.contains("coldest_3_days_c_1_in_20"))
    let unknown = try Tool.run("climate", "show", "grids/penta", "--columns", "FX")
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("the climate has no load of FX"))
  }
}
