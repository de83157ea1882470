// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite("adequacy command, Monte Carlo")
struct MonteCarloCommandTests {
  private static let tables = ["adequacy_events", "adequacy_years", "adequacy_zones"]

  /// The tables of a run of the reliability test system, and its other words.
  private func run(
    _ out: String, _ options: String..., case folder: String = "grids/rts79"
  ) throws -> (outcome: Tool.Outcome, tables: [String: String], manifest: [String: Any]) {
    let outcome = try Tool.run(
      ["adequacy", folder, "--method", "monte-carlo", "--out", out] + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    var tables: [String: String] = [:]
    for table in Self.tables {
      tables[table] = try String(
        contentsOfFile: "\(out)/results/\(table).csv", encoding: .utf8)
    }
    let manifest = try jsonObject(String(contentsOfFile: out + "/manifest.json", encoding: .utf8))
    return (outcome, tables, manifest)
  }

  @Test("rounds to a target error have the tables of a run of as many samples, for any threads")
  func rounds() throws {
    let folder = try TemporaryFolder()
    let goal = ["--target-error", "30%", "--target-index", "lole", "--samples", "4"]
    let target = { (name: String, threads: String) in
      try run(
        folder.path + "/" + name, goal[0], goal[1], goal[2], goal[3], goal[4], goal[5],
        "--most-samples", "256", "--threads", threads)
    }
    let one = try target("one", "1")
    let two = try target("two", "2")
    let facts = try #require(one.manifest["facts"] as? [String: Any])
    let rounds = try #require(facts["rounds"] as? [[String: Any]])
    let errors = rounds.compactMap { $0["relative_error"] as? Double }
    let samples = try #require(facts["samples"] as? Int)
    #expect(facts["ending"] as? String == "reached")
    #expect(rounds.map { $0["samples"] as? Int }.first == 4 && rounds.count > 1)
    #expect(errors.last! <= 0.3 && errors.dropLast().allSatisfy { $0 > 0.3 })
    let asked = (one.manifest["options"] as? [String: Any])?["target"] as? [String: Any]
    #expect(asked?["relative_error"] as? Double == 0.3 && asked?["index"] as? String == "lole")
    #expect(
      one.outcome.output.contains("note: \(rounds.count) rounds of samples up to 4, "),
      "\(one.outcome.output)")
    #expect(one.outcome.output.contains(" of LOLE, asked for 30.00 %\n"))
    let given = try run(folder.path + "/given", "--samples", "\(samples)")
    for table in Self.tables {
      #expect(one.tables[table] == two.tables[table], "\(table)")
      #expect(one.tables[table] == given.tables[table], "\(table)")
    }
    #expect(
      one.manifest["result_sha256"] as? String == given.manifest["result_sha256"] as? String)
  }

  @Test("as JSON: estimates of zones, tails and what ended the run")
  func json() throws {
    let outcome = try Tool.run(
      "adequacy", "grids/rts79", "--method", "monte-carlo", "--samples", "6", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let object = try jsonObject(outcome.output)
    let facts = object["facts"] as? [String: Any]
    #expect(facts?["ending"] as? String == "given" && facts?["samples"] as? Int == 6)
    let zone = (object["zones"] as? [String: Any])?["RTS"] as? [String: Any]
    for index in ["lole_h_per_yr", "eens_mwh_per_yr", "ens_mwh_p95", "ens_mwh_cvar95"] {
      let estimate = zone?[index] as? [String: Any]
      #expect(estimate?["sample_count"] as? Int == 6, "\(index)")
      #expect((estimate?["mean"] as? Double ?? -1) >= 0, "\(index)")
    }
    #expect(zone?["eens_variance_within_climate_years"] as? Double != nil)
    #expect(zone?["eens_with_out_of_market_mwh_per_yr"] is NSNull)
  }

  /// With the tie of 300 MW each area lacks less than on its own.
  @Test("isolated zones are those of the network without its ties, by name")
  func isolated() throws {
    let folder = try TemporaryFolder()
    func eens(_ network: String) throws -> [Double] {
      let found = try run(
        folder.path + "/" + network, "--network", network, "--samples", "40",
        case: "grids/rts79-two-area")
      let options = try #require(found.manifest["options"] as? [String: Any])
      #expect(options["network"] as? String == network)
      let rows = found.tables["adequacy_zones"]!.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      let column = try #require(rows[0].firstIndex(of: "eens_mwh_per_yr"))
      return rows.dropFirst().compactMap { Double($0[column]) }
    }
    let alone = try eens("isolated")
    let joined = try eens("ntc")
    #expect(alone.count == 3 && joined.count == 3)
    #expect(abs(alone[0] + alone[1] - alone[2]) <= 1e-6 * alone[2])
    #expect(joined[2] < 0.9 * alone[2])
  }

  @Test("every event is a run of short hours of its year")
  func events() throws {
    let folder = try TemporaryFolder()
    let tables = try run(folder.path + "/out", "--samples", "12").tables
    func rows(_ table: String) -> [[String]] {
      tables[table]!.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    }
    let events = rows("adequacy_events")
    #expect(events.count > 5)
    for year in rows("adequacy_years") {
      let own = events.filter { $0[0] == year[0] && $0[1] == year[1] && $0[2] == year[2] }
      #expect(Double(own.count) == Double(year[6]))
      let hours = own.compactMap { Double($0[4]) }
      expectClose(hours.reduce(0, +), Double(year[3])!, absolute: 1e-9, "hours")
      #expect(hours.max() ?? 0 == Double(year[7]))
      #expect(own.compactMap { Double($0[6]) }.max() ?? 0 == Double(year[8]))
    }
    #expect(events.allSatisfy { $0[3].hasPrefix("1979-") && $0[3].hasSuffix(":00:00Z") })
  }

  @Test(
    "wrong options are 64",
    arguments: [
      ["--target-error", "0"], ["--target-error", "150%"], ["--target-error", "five"],
      ["--target-error", "5%", "--most-samples", "3"], ["--target-zone", "RTS"],
      ["--target-error", "5%", "--target-zone", "RST"], ["--samples", "0"],
      ["--load-sigma", "0.05"], ["--without-storage"],
    ])
  func wrongOptions(options: [String]) throws {
    let outcome = try Tool.run(["adequacy", "grids/rts79", "--method", "monte-carlo"] + options)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test(
    "options of the other method are 64, each by name",
    arguments: [
      (["--samples", "20"], "--samples"), (["--climate-years", "1...3"], "--climate-years"),
      (["--sharing", "least_cost", "--domain", "x"], "--sharing, --domain"),
      (["--target-error", "5%"], "--target-error"),
    ])
  func optionsOfTheOtherMethod(options: [String], named: String) throws {
    let outcome = try Tool.run(["adequacy", "grids/rts79", "--method", "exact"] + options)
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(
      outcome.errors.contains("the exact method does not use \(named)\n"), "\(outcome.errors)")
  }

  @Test("real climate years: each at its own level")
  func realClimateYears() throws {
    let folder = try smallCase()
    for (year, level) in [(1985, 1.0), (1986, 3.0)] {
      let path = "\(folder.path)/years/\(year)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try folder.write(
        hourlyLoad(year, hours: 8760) { level * (100 + Double($0 % 24)) },
        to: "years/\(year)/load_mw.csv")
    }
    let options = ["--series", folder.path + "/years", "--calendar", "keep_hours"]
    let out = folder.path + "/out"
    let outcome = try Tool.run(
      [
        "adequacy", folder.path, "--method", "monte-carlo", "--samples", "3", "--climate-years",
        "1985,1986", "--out", out,
      ] + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try String(contentsOfFile: out + "/results/adequacy_years.csv", encoding: .utf8)
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    let notServed = { (year: Substring) in
      rows.filter { $0[1] == year }.reduce(0) { $0 + (Double($1[4]) ?? .nan) }
    }
    #expect(rows.count == 6)
    #expect(notServed("1986") > notServed("1985"), "\(rows)")
    let both = try Tool.run(
      ["adequacy", folder.path, "--method", "monte-carlo", "--climate-years", "1985,1987"] + options
    )
    #expect(both.status == 65)
    #expect(both.errors.contains("there is no climate year 1987"), "\(both.errors)")
  }

  /// A copy of the six-bus case, whose load series is written as plain text.
  private func smallCase(
    year: Int = 1979, hours: Int = 8736, dropping dropped: Int? = nil,
    changes: [String: (String) -> String] = [:]
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["zones", "demand", "fuels", "sources", "generating_units"] {
      let text = try String(
        contentsOfFile: ProjectFolder.path("grids/rbts/\(name).csv"), encoding: .utf8)
      let changed = changes[name]?(text) ?? text
      #expect(changes[name] == nil || changed != text)
      try folder.write(changed, to: "\(name).csv")
    }
    if let storages = changes["storages"] { try folder.write(storages(""), to: "storages.csv") }
    try FileManager.default.createDirectory(
      atPath: folder.path + "/series", withIntermediateDirectories: false)
    try folder.write(
      hourlyLoad(year, hours: hours, dropping: dropped) { Double(100 + $0 % 24) },
      to: "series/load_mw.csv")
    return folder
  }

  /// A file of hourly load from the start of a year on.
  private func hourlyLoad(
    _ year: Int, hours: Int, dropping dropped: Int? = nil, _ megawatts: (Int) -> Double
  ) -> String {
    let format = ISO8601DateFormatter()
    let start = format.date(from: "\(year)-01-01T00:00:00Z")!
    let lines = (0..<hours).filter { $0 != dropped }.map {
      "\(format.string(from: start + 3600 * Double($0))),\(megawatts($0))"
    }
    return (["time,RBTS"] + lines).joined(separator: "\n") + "\n"
  }

  private func expectRefused(
    _ folder: TemporaryFolder, options: [String] = [], _ wanted: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let out = folder.path + "/out"
    let outcome = try Tool.run(
      ["adequacy", folder.path, "--method", "monte-carlo", "--samples", "1", "--out", out]
        + options)
    #expect(outcome.status == 65, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
    #expect(!FileManager.default.fileExists(atPath: out), sourceLocation: sourceLocation)
    let said = outcome.errors.replacingOccurrences(of: folder.path + "/", with: "")
    for words in wanted { #expect(said.contains(words), "\(said)", sourceLocation: sourceLocation) }
  }

  @Test("wrong units and storages: every fault with file, line, value and fix")
  func wrongUnits() throws {
    let storages = { (_: String) in
      """
      storage,zone,kind,injection,year,charge_mw,discharge_mw,energy_mwh,charge_efficiency,\
      discharge_efficiency,standing_loss_per_h,annual_inflow_twh,inflow_profile,start_level,\
      end_rule,end_value_eur_per_mwh,forced_outage_rate,mttr_h,source,quality
      lake,RTBS,pumped_closed,hydro,1979,10,10,60,0.9,0.9,0,0,,0.5,fixed,,-0.1,20,rbts,assumption
      pond,RBTS,pumped_closed,hydro,1979,10,10,60,0.9,0.9,0,0,,0.5,fixed,,0.1,0,rbts,assumption

      """
    }
    let units = { (text: String) in
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      lines[1] = lines[1].replacingOccurrences(of: ",0.03,", with: ",-0.03,")
      lines[2] = lines[2].replacingOccurrences(of: ",45.15463918,", with: ",0,")
      lines[3] = lines[3].replacingOccurrences(of: ",RBTS,", with: ",RTBS,")
      return lines.joined(separator: "\n")
    }
    try expectRefused(
      try smallCase(changes: ["generating_units": units, "storages": storages]),
      [
        "generating_units.csv:2:", "forced_outage_rate is -0.03; it must be from 0 to 1",
        "generating_units.csv:3:", "and a mean time to repair of 0 h\n  fix: give mttr_h above 0",
        "generating_units.csv:4:", "RTBS", "storages.csv:2:", "forced_outage_rate is -0.1",
        "storages.csv:3:", "pond has forced outage rate 0.1 and a mean time to repair of 0 h",
      ])
  }

  @Test("outages shorter than the step of an hour are refused by name, all of them")
  func shortRepairs() throws {
    let units = { (text: String) in
      text.replacingOccurrences(of: ",45.15463918,", with: ",0.5,")
    }
    try expectRefused(
      try smallCase(changes: ["generating_units": units]),
      [
        "plant1_40_1: mean time to repair 0.5 h", "plant1_40_2: mean time to repair 0.5 h",
        "give at least 1 h",
      ])
  }

  @Test("series that do not fit the year: missing hours, too short, of a leap year")
  func wrongSeries() throws {
    try expectRefused(
      try smallCase(dropping: 100),
      [
        "series/load_mw.csv:102:1: error: 1 hour is missing after 1979-01-05T03:00:00Z\n"
          + "  fix: give every hour of the year once, in order"
      ])
    try expectRefused(
      try smallCase(hours: 100),
      [
        "series/load_mw.csv:1:1: error: the hours are 1979-01-01T00:00:00Z to "
          + "1979-01-05T03:00:00Z (100), which is not a year\n  fix: start at the first of January"
      ])
    let leap = try smallCase(year: 1980, hours: 8784)
    try expectRefused(
      leap,
      [
        "series/load_mw.csv:1:1: error: the series is of 1980, the target year is 1979\n"
          + "  fix: choose how the calendar is mapped: keep_hours, drop_29_feb, align_weekday"
      ])
    let mapped = try Tool.run(
      "adequacy", leap.path, "--method", "monte-carlo", "--samples", "1", "--calendar",
      "drop_29_feb")
    #expect(mapped.status == 0, "\(mapped.errors)")
  }

  @Test("a domain with an unknown zone is refused")
  func wrongDomain() throws {
    let folder = try TemporaryFolder()
    let domains = folder.path + "/domains"
    #expect(try Tool.run("capacity", "grids/four-node", "--out", domains).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: domains)
      .filter { $0.hasSuffix(".csv") }
    #expect(!names.isEmpty)
    let run = { (out: String) in
      try Tool.run(
        "adequacy", "grids/four-node", "--method", "monte-carlo", "--network", "flow_based",
        "--samples", "1", "--domain", domains, "--out", folder.path + "/" + out)
    }
    let sound = try run("sound")
    #expect(sound.status == 0, "\(sound.errors)")
    for name in names {
      let text = try String(contentsOfFile: domains + "/" + name, encoding: .utf8)
      let changed = text.replacingOccurrences(of: "Ptdf_B", with: "Ptdf_X")
      #expect(changed != text, "\(text.prefix(200))")
      try folder.write(changed, to: "domains/" + name)
    }
    let outcome = try run("out")
    #expect(outcome.status == 65, "\(outcome.errors)")
    #expect(outcome.errors.contains("the domain has a hub X, but the case has neither"))
    #expect(outcome.output.isEmpty)
    #expect(!folder.entries.contains("out"))
  }

  @Test("without any shortage the run prints the upper bound on LOLE that it supports")
  func neverShort() throws {
    let folder = try smallCase(changes: [
      "generating_units": {
        $0.replacingOccurrences(of: ",0.03,", with: ",0,")
          .replacingOccurrences(of: ",0.02,", with: ",0,")
          .replacingOccurrences(of: ",0.025,", with: ",0,")
          .replacingOccurrences(of: ",0.015,", with: ",0,")
          .replacingOccurrences(of: ",0.01,", with: ",0,")
      }
    ])
    let outcome = try Tool.run(
      "adequacy", folder.path, "--method", "monte-carlo", "--samples", "10", "--out",
      folder.path + "/out")
    #expect(outcome.status == 0, "\(outcome.errors)")
    // 1 - 0.05^(1/10) = 25.89 % of years, times 8736 h.
    #expect(
      outcome.output.contains(
        "note: no hour of any zone was short: with 95 % confidence at most 25.89 % of years are short, "
          + "so LOLE is at most 2261.4 h/yr"), "\(outcome.output)")
    let zones = try String(
      contentsOfFile: folder.path + "/out/results/adequacy_zones.csv", encoding: .utf8
    ).split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let column = try #require(zones[0].firstIndex(of: "lole_upper_bound_h_per_yr"))
    expectClose(
      try #require(Double(zones[1][column])), 8736 * (1 - exp(log(0.05) / 10)), relative: 1e-12)
  }
}
