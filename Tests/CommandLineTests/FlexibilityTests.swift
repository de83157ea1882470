// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import TestSupport
import Testing

@Suite("flexibility")
struct FlexibilityTests {
  /// Rows of a written table by column name.
  private func rows(_ folder: String, _ table: String) throws -> [[String: String]] {
    let text = try String(contentsOfFile: "\(folder)/results/\(table).csv", encoding: .utf8)
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  /// The figures of ReferenceTests, as shares of the load, which the case scales to its demand.
  @Test("RTS-79: needs in blocks of four weeks, UTC")
  func publishedSystem() throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/out"
    let outcome = try Tool.run(
      "flexibility", "grids/rts79", "--week", "seven_days", "--season", "28", "--out", out, "--json"
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    let json = try jsonObject(outcome.output)
    let year = try #require((json["climate_years"] as? [[String: Any]])?.first)
    let zone = try #require((year["zones"] as? [String: [String: Any]])?["RTS"])
    let needs = try #require(zone["need_mwh"] as? [String: Double])
    let scale = try #require(zone["load_mwh"] as? Double) / 15_297_074.714
    for (period, need) in [("day", 1_205_520.712), ("week", 694_673.569), ("year", 541_365.325)] {
      expectClose(try #require(needs[period]), need * scale, relative: 1e-9, period)
    }
    expectClose(
      try #require(zone["largest_ramp_1h_up_mw"] as? Double), 399 * scale, relative: 1e-9)
    expectClose(
      try #require(zone["largest_ramp_1h_down_mw"] as? Double), 384.75 * scale, relative: 1e-9)
    #expect(zone["uncovered_need_mwh"] is NSNull)
    #expect(
      try LocalDisk().entries(of: out + "/results") == [
        "flexibility_cooperation.csv", "flexibility_needs.csv", "ramping_needs.csv",
      ])
    let written = try rows(out, "flexibility_needs").first { $0["need"] == "day" }
    expectClose(
      try #require(Double(written?["need_mwh"] ?? "")), try #require(needs["day"]), relative: 1e-12)
    let manifest = try jsonObject(
      String(decoding: try LocalDisk().read(out + "/manifest.json"), as: UTF8.self))
    #expect(manifest["command"] as? String == "flexibility")
    #expect(manifest["result_sha256"] as? String == json["result_sha256"] as? String)
    #expect((manifest["options"] as? [String: Any])?["season"] as? String == "28")
  }

  @Test("a finished run: contributions sum to the need, uncovered stands apart")
  func finishedRun() throws {
    let folder = try TemporaryFolder()
    let run = folder.path + "/run"
    let out = folder.path + "/out"
    let coupled = try Tool.run(
      "couple", "grids/rts79", "--network", "ntc", "--to", "1979-01-15", "--out", run)
    #expect(coupled.status == 0, "\(coupled.errors)")
    let outcome = try Tool.run("flexibility", "grids/rts79", "--result", run, "--out", out)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.output.contains("needs are those of 336 of 8760 hours, not scaled to a year"))
    let contributions = try rows(out, "flexibility_contributions")
    var checked = 0
    for need in try rows(out, "flexibility_needs") {
      let parts = contributions.filter {
        $0["bidding_zone"] == need["bidding_zone"] && $0["need"] == need["need"]
      }
      #expect(parts.count > 3)
      let sum = parts.reduce(0) { $0 + (Double($1["contribution_mwh"] ?? "") ?? .nan) }
      let whole = try #require(Double(need["need_mwh"] ?? ""))
      expectClose(sum, whole, absolute: 1e-9 * max(whole, 1), "\(need)")
      checked += 1
    }
    #expect(checked == 6)
    #expect(contributions.contains { $0["technology"] == "coal_steam" })
    #expect(try rows(out, "flexibility_uncovered").count == 6)
    #expect(try rows(out, "ramping_uncovered").count == 6)
  }

  @Test("the same bytes again; a region of one zone is that zone")
  func sameBytes() throws {
    let folder = try TemporaryFolder()
    for name in ["one", "two"] {
      let outcome = try Tool.run(
        "flexibility", "grids/four-node", "--region", "A", "--out", "\(folder.path)/\(name)")
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    for file in try LocalDisk().entries(of: folder.path + "/one/results") {
      let one = try LocalDisk().read("\(folder.path)/one/results/\(file)")
      #expect(try LocalDisk().read("\(folder.path)/two/results/\(file)") == one)
    }
    let needs = try rows(folder.path + "/one", "flexibility_needs")
    let region = needs.filter { $0["bidding_zone"] == "region" }.compactMap { $0["load_mwh"] }
    #expect(region == needs.filter { $0["bidding_zone"] == "A" }.compactMap { $0["load_mwh"] })
  }

  @Test("climate years: a row for each, and percentiles over them")
  func climateYears() throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/out"
    let outcome = try Tool.run(
      "flexibility", "grids/penta", "--year", "2030", "--climate-years", "1...3", "--region",
      "BE,NL,FR,DE-LU", "--out", out, "--quiet", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let json = try jsonObject(outcome.output)
    let spreads = try #require(json["percentiles"] as? [String: [String: [String: Double]]])
    let needs = try rows(out, "flexibility_needs").filter {
      $0["bidding_zone"] == "BE" && $0["need"] == "day"
    }
    #expect(needs.compactMap { $0["climate_year"] } == ["1", "2", "3"])
    #expect(needs.allSatisfy { $0["time_zone"] == "Europe/Brussels" })
    let values = needs.compactMap { Double($0["need_mwh"] ?? "") }.sorted()
    let row = try #require(
      try rows(out, "flexibility_percentiles").first {
        $0["bidding_zone"] == "BE" && $0["quantity"] == "need_day_mwh"
      })
    expectClose(try #require(Double(row["p50"] ?? "")), values[1], absolute: 0.001)
    expectClose(
      try #require(Double(row["p5"] ?? "")), values[0] + 0.1 * (values[1] - values[0]),
      absolute: 0.001)
    for row in try rows(out, "flexibility_cooperation") {
      #expect(try #require(Double(row["benefit_mwh"] ?? "")) >= 0)
    }
    expectClose(
      try #require(spreads["BE"]?["need_day_mwh"]?["p50"]), values[1], relative: 1e-12)
    #expect((json["climate_years"] as? [[String: Any]])?.count == 3)
  }

  @Test("forecasts give short-term needs")
  func forecasts() throws {
    let folder = try TemporaryFolder()
    let past = folder.path + "/past"
    try FileManager.default.createDirectory(atPath: past, withIntermediateDirectories: true)
    let hours = (0..<24).map { "2028-02-29T\($0 < 10 ? "0" : "")\($0):00" }
    try folder.write(
      "time,A\n" + hours.map { "\($0),100\n" }.joined(), to: "past/load_forecast_mw.csv")
    try folder.write(
      "time,A\n" + hours.map { "\($0),110\n" }.joined(), to: "past/load_actual_mw.csv")
    let out = folder.path + "/out"
    let outcome = try Tool.run(
      "flexibility", "grids/four-node", "--forecasts", past, "--forecast-improvement", "0.5",
      "--out", out)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let row = try #require(try rows(out, "short_term_needs").first)
    // 200 MW of load for 110 MW, half the error of 10 MW; the largest unit has 1,000 MW.
    expectClose(try #require(Double(row["forecast_need_mw"] ?? "")), 9.091, absolute: 5e-4)
    expectClose(try #require(Double(row["need_mw"] ?? "")), 1009.091, absolute: 5e-4)
    #expect(row["afrr_mw"] == "0.000" && row["fcr_mw"] == "")
    #expect(outcome.output.contains("the methodology asks for two"))
  }

  @Test("wrong input: 65, nothing written, said on standard error")
  func wrongInput() throws {
    let folder = try TemporaryFolder()
    let run = folder.path + "/run"
    #expect(
      try Tool.run("couple", "grids/rts79", "--network", "ntc", "--to", "1979-01-03", "--out", run)
        .status == 0)
    func fails(_ arguments: [String], _ words: String) throws {
      let out = folder.path + "/out"
      let outcome = try Tool.run(["flexibility"] + arguments + ["--out", out])
      #expect(outcome.status == 65, "\(arguments): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: out))
    }
    try fails(
      ["grids/four-node", "--region", "A,X"],
      "error: there is no bidding zone X; the case has A, B, C"
    )
    try fails(
      ["grids/four-node", "--time-zone", "Mars"], "error: time zone Mars is not known; ")
    try fails(
      ["grids/rts79", "--result", folder.path + "/none"],
      "fix: give a folder that `pentaflow couple --out` wrote")
    try fails(
      ["grids/four-node", "--result", run], "are not in the series, which begin 2030-01-01")
    // The result loses an hour in the middle, then its tail.
    let table = run + "/results/zones_hourly.csv"
    var lines = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
    lines.remove(at: 5)
    try folder.write(lines.joined(separator: "\n") + "\n", to: "run/results/zones_hourly.csv")
    try fails(
      ["grids/rts79", "--result", run],
      "zones_hourly.csv:6:1: error: expected 1979-01-01T04:00:00Z of RTS, found "
        + "1979-01-01T05:00:00Z of RTS")
    // A leap year of hours for a year that has none, and no rule for it.
    let series = folder.path + "/series"
    try FileManager.default.createDirectory(atPath: series, withIntermediateDirectories: true)
    var text = "time,RTS\n"
    for day in 0..<366 {
      for hour in 0..<24 {
        let seconds = 1_830_297_600.0 + Double(day * 24 + hour) * 3600  // 2028-01-01
        text += Date(timeIntervalSince1970: seconds).formatted(.iso8601) + ",1000\n"
      }
    }
    try folder.write(text, to: "series/load_mw.csv")
    try fails(
      ["grids/rts79", "--series", series], "the series is of 2028, the target year is 1979")
  }

  @Test(
    "wrong usage: 64",
    arguments: [
      ["--climate-years", "0...3"], ["--climate-years", "3...1"], ["--climate-years", "1,1"],
      ["--season", "0"], ["--renewable-target", "0.5"], ["--forecast-improvement", "2"],
      ["--climate-years", "1...2", "--result", "x"], ["--week", "lunar"],
    ])
  func wrongUsage(arguments: [String]) throws {
    let outcome = try Tool.run(["flexibility", "grids/four-node"] + arguments)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test("the schema documents the tables that are written")
  func schema() throws {
    let outcome = try Tool.run("schema", "--table", "flexibility_contributions")
    #expect(outcome.status == 0)
    #expect(
      outcome.output.hasPrefix(
        "results/flexibility_contributions.csv (written): who meets the needs"))
    #expect(outcome.output.contains("\n  contribution_mwh  "))
    #expect(try Tool.run("schema").output.contains("results/ramping_uncovered.csv (written)"))
  }
}
