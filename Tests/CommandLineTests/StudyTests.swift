// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import TestSupport
import Testing

/// Four nodes: 200 MW of load in A, 400 MW in C. G1 (1000 MW at 5 EUR/MWh) serves all of it without
/// limits; without G1 it is G3 (700 MW at 15 EUR/MWh).
private let fourNodes = """
  study: four nodes
  description: What is G1 worth?
  case: grids/four-node
  kind: coupling
  years: 2030
  horizon: {from: 01-01, to: 01-02}
  options: {network: copperplate}
  quick: {scenarios: [base]}
  scenarios:
    - name: base
    - name: without G1
      patches:
        - select: {table: generating_units, asset: G1}
          remove: yes

  """

@Suite("studies")
struct StudyTests {
  private func rows(_ folder: String, _ table: String) throws -> [[String: String]] {
    let text = try String(contentsOfFile: "\(folder)/results/\(table).csv", encoding: .utf8)
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  private func figure(_ rows: [[String: String]], _ column: String, _ zone: String) -> [Double?] {
    rows.filter { $0["zone"] == zone }.map { Double($0[column] ?? "") }
  }

  @Test("runs side by side, and their differences")
  func comparison() throws {
    let folder = try TemporaryFolder()
    try folder.write(fourNodes, to: "study.yaml")
    let out = folder.path + "/out"
    let outcome = try Tool.run("run", folder.path + "/study.yaml", "--out", out, "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let json = try jsonObject(outcome.output)
    #expect((json["runs"] as? [String: Int])?["optimal"] == 2)
    let worst = try #require(json["worst_certificate"] as? [String: Double])
    #expect(try #require(worst["relative_gap"]) <= 1e-7)
    let runs = try rows(out, "study_runs")
    #expect(runs.map { $0["zone"] ?? "" } == ["all", "A", "B", "C", "all", "A", "B", "C"])
    // 24 h x 600 MW at 5 and at 15 EUR/MWh.
    for (found, expected) in zip(figure(runs, "supply_cost_meur", "all"), [0.072, 0.216]) {
      expectClose(try #require(found), expected, absolute: 1e-6)
    }
    for (found, expected) in zip(figure(runs, "mean_price_eur_per_mwh", "C"), [5.0, 15]) {
      expectClose(try #require(found), expected, absolute: 1e-3)
    }
    // What load pays is 0.072 million EUR for G1, which earns nothing: the price is its cost.
    for (found, expected) in zip(figure(runs, "load_payment_meur", "all"), [0.072, 0.216]) {
      expectClose(try #require(found), expected, absolute: 1e-4)
    }
    let differences = try rows(out, "study_differences")
    #expect(differences.map { $0["scenario"] ?? "" } == .init(repeating: "without G1", count: 4))
    expectClose(
      try #require(figure(differences, "supply_cost_meur", "all")[0]), 0.144, absolute: 1e-6)
    expectClose(
      try #require(figure(differences, "net_export_gwh", "A")[0]), -14.4, absolute: 1e-3)
    #expect(
      try LocalDisk().entries(of: out + "/runs") == [
        "0001-base-2030", "0002-without-g1-2030",
      ])
    #expect(
      try LocalDisk().entries(of: out + "/runs/0001-base-2030/results").contains(
        "zones_annual.csv"))
    let manifest = try jsonObject(
      String(decoding: try LocalDisk().read(out + "/manifest.json"), as: UTF8.self))
    #expect(manifest["result_sha256"] as? String == json["result_sha256"] as? String)
    #expect((manifest["runs"] as? [[String: Any]])?.count == 2)
  }

  @Test("the same bytes for any number of threads; quick runs what it names")
  func threads() throws {
    let folder = try TemporaryFolder()
    try folder.write(fourNodes, to: "study.yaml")
    let digests = try [1, 2].map { threads in
      let outcome = try Tool.run(
        "run", folder.path + "/study.yaml", "--out", "\(folder.path)/out\(threads)", "--threads",
        "\(threads)", "--json")
      return try jsonObject(outcome.output)["result_sha256"] as? String
    }
    #expect(digests[0] != nil)
    #expect(digests[0] == digests[1])
    let quick = try Tool.run("run", folder.path + "/study.yaml", "--quick", "--json")
    #expect((try jsonObject(quick.output)["runs"] as? [String: Int])?["optimal"] == 1)
  }

  @Test("a run that cannot be made is a row with its reason, and the batch goes on")
  func failedRun() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      fourNodes + """
          - name: drawn weather
            options: {climate_years: 2}
          - name: after it

        """, to: "study.yaml")
    let out = folder.path + "/out"
    let outcome = try Tool.run("run", folder.path + "/study.yaml", "--out", out, "--json")
    #expect(outcome.status == 1)
    let counts = try #require(try jsonObject(outcome.output)["runs"] as? [String: Int])
    #expect(counts == ["optimal": 3, "infeasible": 0, "inaccurate": 0, "failed": 1])
    let failed = try rows(out, "study_runs").filter { $0["status"] == "failed" }
    #expect(failed.map { $0["scenario"] ?? "" } == ["drawn weather"])
    #expect(
      failed[0]["reason"]
        == "\"--seed and --climate-year draw from a climate")
  }

  @Test("faults are said before the first run")
  func faults() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      fourNodes.replacing("asset: G1", with: "asset: G9"), to: "study.yaml")
    let outcome = try Tool.run("run", folder.path + "/study.yaml", "--out", folder.path + "/out")
    #expect(outcome.status == 65)
    #expect(
      outcome.errors == """
        \(folder.path)/study.yaml:13:50: error: no row of generating_units has asset G9
          fix: did you mean G1?

        """)
    #expect(folder.entries == ["study.yaml"])
  }

  @Test("adequacy and flexibility studies")
  func otherKinds() throws {
    let folder = try TemporaryFolder()
    let scenarios = """
      scenarios:
        - name: base
        - name: more load
          patches:
            - select: {table: demand}
              scale: {annual_twh: 1.1, peak_mw: 1.1}

      """
    try folder.write(
      """
      study: rts
      case: grids/rts79
      kind: adequacy
      years: 1979
      options: {network: copperplate, samples: 20, outage_seed: 1}

      """ + scenarios, to: "adequacy.yaml")
    let adequacy = try Tool.run("run", folder.path + "/adequacy.yaml", "--json")
    #expect(adequacy.status == 0, "\(adequacy.errors)")
    let entries = try #require(
      try jsonObject(adequacy.output)["scenarios"] as? [[String: Any]])
    let lole = entries.map {
      ($0["means"] as? [String: Any])?["lole_h_per_yr"] as? Double ?? -1
    }
    #expect(lole[0] > 0)
    #expect(lole[1] > lole[0])
    // The same draws as those of the command.
    let command = try Tool.run(
      "adequacy", "grids/rts79", "--method", "monte-carlo", "--network", "copperplate",
      "--samples", "20", "--outage-seed", "1", "--json")
    let zones = try #require(
      try jsonObject(command.output)["zones"] as? [String: [String: Any]])
    let same = (zones["RTS"]?["lole_h_per_yr"] as? [String: Any])?["mean"] as? Double
    #expect(same == lole[0])
    try folder.write(
      fourNodes.replacing("kind: coupling", with: "kind: flexibility"), to: "needs.yaml")
    let needs = try Tool.run("run", folder.path + "/needs.yaml", "--json")
    #expect(needs.status == 0, "\(needs.errors)")
    let flat = try #require(
      try jsonObject(needs.output)["scenarios"] as? [[String: Any]])
    // Load is the same in every hour.
    #expect((flat[0]["means"] as? [String: Double])?["need_day_gwh"] == 0)
  }
}

@Suite("scenarios on the command line")
struct ScenarioCommandTests {
  private func study() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(fourNodes, to: "study.yaml")
    return folder
  }

  @Test("two scenarios side by side")
  func difference() throws {
    let folder = try study()
    let outcome = try Tool.run(
      "scenario", "diff", folder.path + "/study.yaml:base", ":without G1")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.output == """
        from \(folder.path)/study.yaml:base in 2030 to \(folder.path)/study.yaml:without G1 in 2030

        sums that change
        table             where  what    before  after  change  unit
        generating_units  A      node_1    1000   0.00   -1000  MW

        figures that change
        table             row  figure  before  after  unit  source          quality
        generating_units  G1   row     there   none         fbmc_four_node  read

        """)
  }

  @Test("a scenario beside the case, with sources; one table of it")
  func show() throws {
    let folder = try study()
    let outcome = try Tool.run(
      "scenario", "show", "grids/four-node", "--scenario", folder.path + "/study.yaml", "--name",
      "without G1", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let json = try jsonObject(outcome.output)
    let system = try #require(json["system"] as? [String: [[String: Any]]])
    #expect(system["generating_units"]?.count == 3)
    #expect(system["generating_units"]?[0]["source"] as? String == "fbmc_four_node")
    let table = try Tool.run(
      "scenario", "show", "grids/four-node", "--scenario", folder.path + "/study.yaml", "--name",
      "without G1", "--table", "demand")
    #expect(table.output.hasPrefix("row  annual_twh  peak_mw  source"))
    let unknown = try Tool.run(
      "scenario", "show", "grids/four-node", "--scenario", folder.path + "/study.yaml", "--name",
      "without g1")
    #expect(unknown.status == 64)
    #expect(
      unknown.errors == "error: there is no scenario without g1\n  fix: did you mean without G1?\n")
  }
}

@Suite("templates")
struct TemplateTests {
  @Test("a template becomes a folder of its own")
  func makesFolder() throws {
    let folder = try TemporaryFolder()
    let made = try Tool.run("init", folder.path + "/crisis", "--template", "crisis-pentex")
    #expect(made.status == 0, "\(made.errors)")
    #expect(
      try LocalDisk().entries(of: folder.path + "/crisis") == ["README.md", "study.yaml"])
    let again = try Tool.run("init", folder.path + "/crisis", "--template", "crisis-pentex")
    #expect(again.status == 64)
    #expect(
      again.errors == """
        error: \(folder.path)/crisis is not empty
          fix: give a folder that is not there

        """)
    let unknown = try Tool.run("init", folder.path + "/other", "--template", "crisis-pentx")
    #expect(
      unknown.errors
        == "error: there is no template crisis-pentx\n  fix: did you mean crisis-pentex?\n")
  }

  @Test("every template says its question")
  func list() throws {
    let outcome = try Tool.run("init", "--list", "--json")
    let text = outcome.output
    let entries = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: String]])
    #expect(entries.count >= 6)
    #expect(entries.allSatisfy { $0["question"]?.hasSuffix("?") == true })
  }
}
