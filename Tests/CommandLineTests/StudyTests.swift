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
        == "\"drawn weather (--seed")
  }

  @Test("an infeasible run is a row that says what leaves no room, and when")
  func infeasibleRun() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      fourNodes.replacing("copperplate", with: "flow_based") + """
          - name: a small line
            options: {min_ram: 0}
            patches:
              - select: {table: branches, asset: 1-2}
                scale: {imax_a: 0.1}

        """, to: "study.yaml")
    let out = folder.path + "/out"
    let outcome = try Tool.run("run", folder.path + "/study.yaml", "--out", out)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("runs: 2 optimal, 1 infeasible\n"))
    let row = try #require(try rows(out, "study_runs").last { $0["scenario"] == "a small line" })
    #expect(row["status"] == "infeasible")
    let reason = row["reason"] ?? ""
    #expect(reason.hasPrefix("the flow-based domain of winter_"), "\(reason)")
    #expect(
      reason.contains(
        " of 24 time units from 2030-01-01T00:00:00Z on) is empty: no net positions meet 1-2 / outage of 2-4 (RAM -155 MW) "
          + "and 1-2 / outage of 3-1 (RAM -155 MW)"), "\(reason)")
    #expect(outcome.output.contains("a-small-line-2030: infeasible: \(reason)\n"))
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

@Suite("accounts of a study")
struct StudyAccountTests {
  private func table(_ folder: String, _ name: String) throws -> [[String: String]] {
    let text = try String(contentsOfFile: "\(folder)/results/\(name).csv", encoding: .utf8)
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  /// G1 lowers the price of 600 MW from 15 to 5 EUR/MWh: 200 MW in A gain 48,000 EUR a day, 400 MW
  /// in C 96,000, which is 17.52 and 35.04 million EUR a year. Over one year without interest: C has
  /// two thirds of the gains; A is below a threshold of 40 %. B has no load. The cost of 30 is C's.
  @Test("who gains from a project, and who pays")
  func costSharing() throws {
    let folder = try TemporaryFolder()
    try copyCase(to: folder)
    try folder.write(
      fourNodes.replacing("case: grids/four-node", with: "case: case").replacing(
        """
          - name: without G1
            patches:
              - select: {table: generating_units, asset: G1}
                remove: yes

        """,
        with: """
          cost_sharing:
            threshold: 40 %
            interest: 0
            life_years: 1
            projects:
              - name: G1
                without:
                  - select: {table: generating_units, asset: G1}
                    remove: yes
                investment_meur: 30
                shares: {A: 0.5, B: 0.5}

          """), to: "study.yaml")
    let out = folder.path + "/out"
    let outcome = try Tool.run("run", folder.path + "/study.yaml", "--out", out)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("below 40.0 % of all gains: A"), "\(outcome.output)")
    let gains = try table(out, "cost_sharing_gains").filter { $0["method"] == "toot" }
    #expect(gains.map { $0["country"] ?? "" } == ["A", "B", "C"])
    for (row, expected) in zip(gains, [17.52, 0, 35.04]) {
      expectClose(
        try #require(Double(row["gain_meur_per_a"] ?? "")), expected, absolute: 1e-3,
        row["country"] ?? "")
    }
    let shares = try table(out, "cost_sharing_shares").filter { $0["method"] == "pint" }
    #expect(shares.count == 9)
    let byGain = shares.filter { $0["key"] == "gain" }
    #expect(byGain.map { $0["is_significant"] ?? "" } == ["no", "no", "yes"])
    for (key, expected) in [("gain", [0.0, 0, 30]), ("agreed", [15, 15, 0])] {
      let payments = shares.filter { $0["key"] == key }
        .compactMap { Double($0["payment_meur"] ?? "") }
      expectClose(payments, expected, absolute: 1e-3, key)
    }
    let runs = try table(out, "study_runs")
    #expect(Set(runs.compactMap { $0["scenario"] }) == ["base", "no project"])
    #expect(try !table(out, "cost_sharing_rents").contains { $0["rent_with_meur_per_a"] == nil })
  }

  /// The four nodes with a country for each zone, below `case`.
  private func copyCase(to folder: TemporaryFolder) throws {
    let disk = LocalDisk()
    let source = ProjectFolder.path("grids/four-node")
    try disk.makeFolder(folder.path + "/case")
    for name in try disk.entries(of: source) where name.hasSuffix(".csv") {
      var text = String(decoding: try disk.read(source + "/" + name), as: UTF8.self)
      if name == "zones.csv" {
        for zone in ["A", "B", "C"] {
          text = text.replacing("\n\(zone),Four-node,", with: "\n\(zone),\(zone),")
        }
      }
      try folder.write(text, to: "case/" + name)
    }
  }

  /// 1 million EUR over 2 years without interest, 100 MW of which a half and then all is booked.
  @Test("tariff accounts without runs, and beside them")
  func tariff() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      fourNodes + """
        tariff_account:
          from: 2030
          to: 2031
          interest: 0 %
          investment_meur: {2030: 1}
          life_years: 2
          capacity_mw: 100
          booked_share: {2030: 50 %, 2031: 100 %}
          variants:
            - {name: given, tariff_eur_per_mw_a: 8000}
            - {name: even, tariff_eur_per_mw_a: levelised}

        """, to: "study.yaml")
    let out = folder.path + "/out"
    let outcome = try Tool.run("tariff", folder.path + "/study.yaml", "--out", out)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.output == """
        tariff account to 2031, million EUR
             account  first tariff EUR/MW/yr  even tariff EUR/MW/yr  revenue  cost  deepest debt  in year  even from  balance
        (1)  given                      8000                   6667        1     1             0     2030       2031        0
        (2)  even                       6667                   6667        1     1             0     2030       2031        0

        balance at the end of the year, million EUR
        year   (1)   (2)
        2030  -0.1  -0.2
        2031   0.2   0.0
        results: \(out)/results

        """)
    let rows = try table(out, "tariff_account")
    #expect(
      rows.map { $0["balance_meur"] ?? "" } == ["-0.100000", "0.200000", "-0.166667", "0.000000"])
    #expect(rows.map { $0["variant"] ?? "" } == ["given", "given", "even", "even"])
    let run = try Tool.run("run", folder.path + "/study.yaml", "--quick", "--json")
    let accounts = try #require(
      try jsonObject(run.output)["tariff_accounts"] as? [[String: Any]])
    #expect(accounts.count == 2)
  }

  @Test("a study without accounts says so")
  func noAccount() throws {
    let folder = try TemporaryFolder()
    try folder.write(fourNodes, to: "study.yaml")
    let outcome = try Tool.run("tariff", folder.path + "/study.yaml")
    #expect(outcome.status == 64)
    #expect(
      outcome.errors == """
        error: \(folder.path)/study.yaml has no block tariff_account
          fix: add one: see STUDY.md beside the templates

        """)
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
