// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite("adequacy command")
struct AdequacyCommandTests {
  private static func mean(_ zone: Any?, _ index: String) -> Double? {
    let estimate = (zone as? [String: Any])?[index] as? [String: Any]
    guard estimate?["standard_error"] as? Double == 0, estimate?["sample_count"] as? Int == 0
    else { return nil }
    return estimate?["mean"] as? Double
  }

  /// Source: published.json of the case.
  @Test("RTS-79 in one command, as JSON and as tables")
  func rts79() throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/rts"
    let outcome = try Tool.run(
      "adequacy", "grids/rts79", "--method", "exact", "--out", out, "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let json = try jsonObject(outcome.output)
    let zone = (json["zones"] as? [String: Any])?["RTS"]
    expectClose(
      try #require(Self.mean(zone, "lole_h_per_yr")), 9.394175, relative: 1e-6, "LOLE h/yr")
    expectClose(
      try #require(Self.mean(zone, "lole_d_per_yr")), 1.368863, relative: 1e-6, "LOLE d/yr")
    expectClose(
      try #require(Self.mean(zone, "eens_mwh_per_yr")), 1176.2985, relative: 1e-6, "EENS")
    #expect(json["threshold_mw"] as? Double == 0.001)
    #expect(json["network"] as? String == "isolated")

    let table = try String(contentsOfFile: out + "/results/adequacy_zones.csv", encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(table.count == 2 && table[0].count == table[1].count)
    let lole = try #require(table[0].firstIndex(of: "lole_h_per_yr"))
    #expect(Double(table[1][lole]) == Self.mean(zone, "lole_h_per_yr"))
    let hourly = try String(contentsOfFile: out + "/results/adequacy_hourly.csv", encoding: .utf8)
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(hourly.count == 8736)
    expectClose(
      hourly.reduce(0) { $0 + (Double($1[2]) ?? .nan) }, 9.394175, relative: 1e-6, "sum of LOLP")
    let manifest = try jsonObject(String(contentsOfFile: out + "/manifest.json", encoding: .utf8))
    #expect(manifest["command"] as? String == "adequacy")
    #expect(manifest["result_sha256"] as? String == json["result_sha256"] as? String)
    #expect(manifest["method"] as? String == "exact")

    let again = try Tool.run("adequacy", "grids/rts79", "--method", "exact", "--out", out)
    #expect(again.status == 64)
  }

  @Test("the summary of the two-area case")
  func twoAreas() throws {
    let outcome = try Tool.run("adequacy", "grids/rts79-two-area", "--method", "exact")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      outcome.output.hasPrefix(
        "rts79-two-area 1979, exact, zones joined, no load shed for the other, 8736 hours from "
          + "1979-01-01T00:00:00Z\n\nzone "), "\(outcome.output)")
    #expect(lines.contains { $0.hasPrefix("A ") && $0.contains("1.10251") })
    #expect(lines.contains { $0.hasPrefix("all zones ") && $0.contains("2.03923") })
    #expect(lines.contains("note: planned maintenance of 64 units is left out"))
    #expect(lines.contains { $0.hasPrefix("an hour is short above 0.001 MW; above 0.01 MW") })
    let alone = try Tool.run(
      "adequacy", "grids/rts79-two-area", "--method", "exact", "--network", "isolated")
    #expect(alone.output.contains("9.39418"))
  }

  /// Source of the figures: exact convolution by an independent script, seven classes of the load.
  @Test("an uncertain load and maintenance raise the loss of load")
  func options() throws {
    func indices(_ options: String...) throws -> (lole: Double, eens: Double) {
      let outcome = try Tool.run(["adequacy", "grids/rts79", "--json"] + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let zones = try jsonObject(outcome.output)["zones"] as? [String: Any]
      return (
        try #require(Self.mean(zones?["RTS"], "lole_h_per_yr")),
        try #require(Self.mean(zones?["RTS"], "eens_mwh_per_yr"))
      )
    }
    let uncertain = try indices("--load-sigma", "0.05")
    expectClose(uncertain.lole, 13.55451, relative: 1e-6, "LOLE")
    expectClose(uncertain.eens, 1842.64706, relative: 1e-6, "EENS")
    let plain = try indices("--maintenance", "none")
    let maintained = try indices("--maintenance", "levelised")
    expectClose(plain.lole, 9.394175, relative: 1e-6, "LOLE")
    #expect(maintained.lole > plain.lole)
  }

  @Test(
    "wrong options are 64",
    arguments: [
      ["--method", "guess"], ["--load-sigma", "0.5"],
      ["--load-sigma", "0.05", "--load-steps", "4"],
      ["--network", "flow_based"],
    ])
  func wrongOptions(options: [String]) throws {
    let outcome = try Tool.run(["adequacy", "grids/rts79"] + options)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test("storages are refused by name")
  func storages() throws {
    let outcome = try Tool.run("adequacy", "grids/penta", "--year", "2030", "--method", "exact")
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("storages depend on the hours before"))
    #expect(outcome.output.isEmpty)
  }

  @Test("bad input is 65 with file and line, all of it, and nothing is written")
  func badInput() throws {
    let folder = try TemporaryFolder()
    for name in ["zones", "demand", "fuels", "sources", "generating_units"] {
      try FileManager.default.copyItem(
        atPath: ProjectFolder.path("grids/rbts/\(name).csv"), toPath: "\(folder.path)/\(name).csv")
    }
    let units = try String(
      contentsOfFile: "\(folder.path)/generating_units.csv", encoding: .utf8
    ).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var broken = units
    broken[1] = broken[1].replacingOccurrences(of: ",0.03,", with: ",-0.03,")
    broken[2] = broken[2].replacingOccurrences(of: ",45.15463918,", with: ",0,")
    broken[3] = broken[3].replacingOccurrences(of: ",RBTS,", with: ",RTBS,")
    #expect(zip(units, broken).count { $0 != $1 } == 3)
    try folder.write(broken.joined(separator: "\n"), to: "generating_units.csv")
    let out = folder.path + "/out"
    let outcome = try Tool.run("adequacy", folder.path, "--method", "exact", "--out", out)
    #expect(outcome.status == 65)
    #expect(outcome.output.isEmpty)
    for (line, what) in [
      (2, "forced_outage_rate is -0.03"), (3, "a mean time to repair of 0 h"), (4, "RTBS"),
    ] {
      #expect(
        outcome.errors.split(separator: "\n").contains {
          $0.contains("generating_units.csv:\(line):") && $0.contains(what)
        }, "\(outcome.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: out))
  }
}
