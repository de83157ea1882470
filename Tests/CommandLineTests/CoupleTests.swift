// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import TestSupport
import Testing

@Suite("couple, capacity, explain")
struct CoupleTests {
  private let day = ["couple", "grids/four-node", "--to", "2030-01-02"]

  @Test("a day of the four-node case: tables, digest, JSON and exit status")
  func coupleWritesAResult() throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/run"
    let outcome = try Tool.run(day + ["--out", out, "--json"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    let json = try jsonObject(outcome.output)
    let certificate = try #require(json["certificate"] as? [String: Any])
    #expect(json["status"] as? String == "optimal")
    #expect(try #require(certificate["relative_gap"] as? Double) <= 1e-7)
    #expect(try #require(certificate["primal_residual_mw"] as? Double) <= 1e-3)
    #expect(try #require(certificate["dual_residual_eur_per_mwh"] as? Double) <= 1e-6)
    #expect(try #require(json["objective_eur"] as? Double) > 0)
    #expect(try #require(json["iterations"] as? Int) > 0)
    #expect(json["wall_s"] is Double)
    #expect(json["out"] as? String == out)

    let names = try LocalDisk().entries(of: out + "/results")
    for table in ResultTable.allCases { #expect(names.contains(table.fileName)) }
    #expect(names.contains("hourly.nc"))
    #expect(
      try LocalDisk().entries(of: out) == [
        "certificates.jsonl", "domains", "manifest.json", "results",
      ])
    let digests = try names.filter { $0.hasSuffix(".csv") }.map {
      FileDigest(name: $0, bytes: try LocalDisk().read(out + "/results/" + $0))
    }
    #expect(json["result_sha256"] as? String == combinedSHA256(digests))
    let manifest = try jsonObject(
      String(decoding: try LocalDisk().read(out + "/manifest.json"), as: UTF8.self))
    #expect(manifest["result_sha256"] as? String == combinedSHA256(digests))
    #expect((manifest["inputs"] as? [[String: Any]])?.count == 9)
    #expect(manifest["command"] as? String == "couple")
    let options = try #require(manifest["options"] as? [String: Any])
    let capacity = try #require(options["capacity"] as? [String: Any])
    #expect(capacity["min_ram"] as? Double == 0.7)
    #expect(capacity["reliability_margin_share"] as? Double == 0.1)
    let solver = try #require(options["solver"] as? [String: Any])
    #expect(solver["relative_gap"] as? Double == 1e-8)
    #expect(options["seed"] is NSNull)
    #expect(folder.entries == ["run"])
  }

  @Test("the same bytes with one thread and with two", arguments: ["flow_based", "ntc"])
  func sameBytes(network: String) throws {
    let folder = try TemporaryFolder()
    for threads in ["1", "2"] {
      let outcome = try Tool.run(
        day + ["--network", network, "--threads", threads, "--out", "\(folder.path)/\(threads)"])
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    for table in ResultTable.allCases {
      let one = try LocalDisk().read("\(folder.path)/1/results/\(table.fileName)")
      #expect(try LocalDisk().read("\(folder.path)/2/results/\(table.fileName)") == one)
    }
  }

  @Test("copperplate has one price; without --out nothing is written")
  func copperplate() throws {
    let outcome = try Tool.run(day + ["--network", "copperplate", "--json"])
    let json = try jsonObject(outcome.output)
    #expect(json["out"] is NSNull)
    #expect(json["result_sha256"] is NSNull)
    let zones = try #require(json["zones"] as? [String: [String: Any]])
    for zone in ["A", "B", "C"] {
      expectClose(
        try #require(zones[zone]?["mean_price_eur_per_mwh"] as? Double), 5, absolute: 0.01, zone)
    }
  }

  @Test("the summary says what there is to say")
  func summary() throws {
    let outcome = try Tool.run(day)
    #expect(outcome.status == 0)
    for words in [
      "four-node 2030, flow-based, 24 hours from 2030-01-01T00:00:00Z", "congestion rent: ",
      "most binding of ", "certificate: proven optimal", "results: not written (see --out)",
      "note: load and weather are the same in every hour "
        + "(flat: the case has neither a climate nor series, and no --series was given)\n",
    ] {
      #expect(outcome.output.contains(words), "\(outcome.output)")
    }
  }

  @Test("a result is replaced only with --force, and anything else never")
  func force() throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/run"
    #expect(try Tool.run(day + ["--out", out]).status == 0)
    let refused = try Tool.run(day + ["--out", out])
    #expect(refused.status == 64)
    #expect(
      refused.errors
        == "error: \(out) holds a result already\n"
        + "  fix: give another --out, or --force to replace it\n")
    #expect(try Tool.run(day + ["--out", out, "--force"]).status == 0)
    try folder.write("mine", to: "notes")
    let other = try Tool.run(day + ["--out", folder.path + "/notes", "--force"])
    #expect(other.status == 64)
    #expect(other.errors.contains("is not a result of pentaflow, so it is never replaced"))
    #expect(folder.entries == ["notes", "run"])
  }

  @Test("domains that capacity writes are domains that couple reads")
  func domainRoundTrip() throws {
    let folder = try TemporaryFolder()
    let domains = folder.path + "/domains"
    let capacity = try Tool.run(
      "capacity", "grids/four-node", "--to", "2030-01-02", "--out", domains)
    #expect(capacity.status == 0, "\(capacity.errors)")
    #expect(capacity.output.contains("rows, "))
    #expect(capacity.output.contains("margin set by the minimum: "))
    let files = try LocalDisk().entries(of: domains).filter { $0.hasSuffix(".csv") }
    #expect(files.count == 1)
    let manifest = try jsonObject(
      String(decoding: try LocalDisk().read(domains + "/manifest.json"), as: UTF8.self))
    #expect(manifest["command"] as? String == "capacity")
    #expect(manifest["version"] is String)
    #expect((manifest["inputs"] as? [[String: Any]])?.count == 9)
    #expect((manifest["results"] as? [[String: Any]])?.first?["name"] as? String == files[0])
    let options = try #require(manifest["options"] as? [String: Any])
    #expect(options["to"] as? String == "2030-01-02")
    #expect((options["capacity"] as? [String: Any])?["min_ram_floor"] as? Double == 0.2)
    let facts = try #require(manifest["facts"] as? [String: Any])
    #expect((facts["solved"] as? String)?.hasPrefix("the base case: ") == true)
    let given = try jsonObject(
      Tool.run(day + ["--domain", "\(domains)/\(files[0])", "--json"]).output)
    let computed = try jsonObject(Tool.run(day + ["--json"]).output)
    expectClose(
      try #require(given["objective_eur"] as? Double),
      try #require(computed["objective_eur"] as? Double), relative: 1e-9, "objective")
  }

  @Test("explain: the terms sum to the spread")
  func explain() throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/run"
    #expect(try Tool.run(day + ["--out", out]).status == 0)
    let outcome = try Tool.run(
      "explain", out, "--price", "C@2030-01-01T05:00", "--against", "A", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let json = try jsonObject(outcome.output)
    let spread = try #require(json["spread_eur_per_mwh"] as? Double)
    #expect(spread > 1)
    expectClose(
      try #require(json["sum_eur_per_mwh"] as? Double), spread, absolute: 1e-9, "sum of terms")
    let terms = try #require(json["terms"] as? [[String: Any]])
    #expect((terms.first?["words"] as? String)?.contains("shadow price") == true)
    let unknown = try Tool.run("explain", out, "--price", "X@2030-01-01T05:00")
    #expect(unknown.status == 64)
    #expect(
      unknown.errors
        == "error: there is no bidding zone X in \(out)\n  fix: choose from A, B, C\n")
  }

  /// Two CNECs, in another order and with other factors in each hour. Hour 1 lets A export
  /// 100 MW and B 200 MW, hour 2 the other way round; C makes the rest, so that prices are 5, 15
  /// and 40 in both, and `north` holds back A by 35 = 70 x 0.5 = 175 x 0.2, `south` B by 25.
  @Test("each hour is explained by its own factors where a domain file changes them")
  func factorsOfTheHour() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      DateTimeUtc;Id;CneName;Ram;Ptdf_A;Ptdf_B;Ptdf_C
      2030-01-01T00:00Z;n;north;50;0.5;0;0
      2030-01-01T00:00Z;s;south;100;0;0.5;0
      2030-01-01T01:00Z;s;south;25;0;0.25;0
      2030-01-01T01:00Z;n;north;40;0.2;0;0

      """, to: "domain.csv")
    let out = folder.path + "/run"
    let outcome = try Tool.run(
      "couple", "grids/four-node", "--to", "2030-01-01T02:00", "--domain",
      folder.path + "/domain.csv", "--slope", "0", "--out", out)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for (time, factors) in [("00:00", ["0.5", "0.5"]), ("01:00", ["0.2", "0.25"])] {
      for (zone, name, factor, contribution) in [
        ("A", "north", factors[0], 35.0), ("B", "south", factors[1], 25),
      ] {
        let json = try jsonObject(
          Tool.run(
            "explain", out, "--price", "C@2030-01-01T\(time)", "--against", zone, "--json"
          ).output)
        let terms = try #require(json["terms"] as? [[String: Any]])
        let words = try #require(terms.first?["words"] as? String)
        #expect(words.hasPrefix("\(name): shadow price "))
        #expect(words.contains(" EUR/MWh x \(factor)"), "\(words)")
        expectClose(
          try #require(terms.first?["contribution_eur_per_mwh"] as? Double), contribution,
          absolute: 1e-3, "\(name) at \(time)")
        // Without what the tables leave over, which would hide a wrong factor.
        let named = terms.filter { ($0["words"] as? String)?.contains("shadow price") == true }
          .reduce(0) { $0 + ($1["contribution_eur_per_mwh"] as? Double ?? .nan) }
        expectClose(
          named, try #require(json["spread_eur_per_mwh"] as? Double), absolute: 1e-3,
          "sum over CNECs")
      }
    }
    let annual = String(
      decoding: try LocalDisk().read(out + "/results/cnecs_annual.csv"), as: UTF8.self)
    let rows = annual.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.map { $0[0] } == ["n", "s"])
    #expect(rows.map { $0[1] } == ["north", "south"])
  }

  /// A can import no more than its load of 200 MW; the row wants 2,000 MW in hour 2. Its margin is
  /// the least to relax: 1 MW there is worth 2 MW of load in A.
  @Test("a run without a feasible point is 1, names the rows and writes no tables")
  func infeasible() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      DateTimeUtc;Id;CneName;Ram;Ptdf_A;Ptdf_B;Ptdf_C
      2030-01-01T00:00Z;wide;line;1000;0.5;0;0
      2030-01-01T01:00Z;wide;line;1000;0.25;0;0
      2030-01-01T01:00Z;beyond;line;-1000;0.5;0;0

      """, to: "domain.csv")
    let out = folder.path + "/run"
    let arguments = [
      "couple", "grids/four-node", "--to", "2030-01-01T02:00", "--domain",
      folder.path + "/domain.csv",
    ]
    let outcome = try Tool.run(arguments + ["--out", out])
    #expect(outcome.status == 1)
    #expect(
      outcome.output.hasPrefix(
        "four-node 2030, flow-based, 2 hours from 2030-01-01T00:00:00Z\n\n"
          + "NO RESULT: no dispatch meets every constraint.\n"
          + "  CNEC beyond at 2030-01-01T01:00:00Z: 900.0 MW more margin needed\n"),
      "\(outcome.output)")
    #expect(outcome.output.hasSuffix("\nmanifest: \(out)/manifest.json\n"))
    #expect(!outcome.output.contains("results"))
    #expect(try LocalDisk().entries(of: out) == ["certificates.jsonl", "domains", "manifest.json"])
    let manifest = try jsonObject(
      String(decoding: try LocalDisk().read(out + "/manifest.json"), as: UTF8.self))
    #expect(manifest["objective_eur"] is NSNull)
    #expect(manifest["result_sha256"] is NSNull)
    let json = try Tool.run(arguments + ["--json"])
    #expect(json.status == 1)
    let object = try jsonObject(json.output)
    #expect(object["status"] as? String == "infeasible")
    #expect(object["objective_eur"] is NSNull)
    #expect(object["zones"] == nil && object["congestion_rent_eur"] == nil)
    #expect(
      object["explanation"] as? [String] == [
        "CNEC beyond at 2030-01-01T01:00:00Z: 900.0 MW more margin needed"
      ])
  }

  /// Two hours of the Penta case: its domains hold no net positions without a minimum margin.
  @Test("an empty domain is named with the rows that leave no room, and the run is 1")
  func emptyDomain() throws {
    let outcome = try Tool.run(
      "couple", "grids/penta", "--year", "2030", "--to", "2030-01-01T02:00", "--min-ram", "0",
      "--json")
    #expect(outcome.status == 1, "\(outcome.errors)")
    let json = try jsonObject(outcome.output)
    #expect(json["status"] as? String == "infeasible")
    let words = try #require(json["explanation"] as? [String])
    #expect(!words.isEmpty)
    for sentence in words {
      #expect(sentence.hasPrefix("the flow-based domain of winter_"))
      #expect(sentence.contains(" of 2 time units from 2030-01-01T0"))
      #expect(sentence.contains("Z on) is empty: no net positions meet "))
      #expect(sentence.contains("(RAM -"))
    }
  }

  @Test("the folder that capacity writes gives the coupling that computes its domains itself")
  func domainFolder() throws {
    let folder = try TemporaryFolder()
    let days = ["grids/penta", "--year", "2030", "--from", "2030-01-18", "--to", "2030-01-20"]
    let written = try Tool.run(["capacity"] + days + ["--out", folder.path + "/domains"])
    #expect(written.status == 0, "\(written.errors)")
    #expect(
      try LocalDisk().entries(of: folder.path + "/domains").count { $0.hasSuffix(".csv") } > 1)
    let computed = try Tool.run(["couple"] + days + ["--json"])
    let given = try Tool.run(["couple"] + days + ["--domain", folder.path + "/domains", "--json"])
    #expect(given.status == 0, "\(given.errors)")
    let expected = try jsonObject(computed.output)
    let actual = try jsonObject(given.output)
    expectClose(
      try #require(actual["objective_eur"] as? Double),
      try #require(expected["objective_eur"] as? Double), relative: 1e-9, "cost")

    try LocalDisk().remove(folder.path + "/domains/winter_weekend_calm.csv")
    let incomplete = try Tool.run(
      ["couple"] + days + ["--domain", folder.path + "/domains", "--json"])
    #expect(incomplete.status == 65)
    #expect(
      incomplete.errors.contains("has no domain for hours of class winter_weekend_calm"),
      "\(incomplete.errors)")
  }

  @Test("a case without climate has the hours of its own series")
  func ownSeries() throws {
    let copper = ["couple", "grids/rts79", "--network", "copperplate", "--json"]
    let own = try Tool.run(copper + ["--to", "1979-01-03"])
    #expect(own.status == 0, "\(own.errors)")
    let given = try Tool.run(copper + ["--to", "1979-01-03", "--series", "grids/rts79/series"])
    let cost = try jsonObject(own.output)["objective_eur"] as? Double
    #expect(cost != nil)
    #expect(try jsonObject(given.output)["objective_eur"] as? Double == cost)
    #expect(try Tool.run(copper + ["--seed", "2"]).status == 64)
  }

  @Test("reserves are held back with an outage sample, or where that is asked for")
  func heldReserves() throws {
    let day = [
      "couple", "grids/penta", "--year", "2030", "--network", "ntc", "--from", "2030-01-14",
      "--to", "2030-01-15", "--json",
    ]
    func run(_ options: String...) throws -> (cost: Double, isHeld: Bool) {
      let outcome = try Tool.run(day + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let answer = try jsonObject(outcome.output)
      let notes = try #require(answer["notes"] as? [String])
      return (
        try #require(answer["objective_eur"] as? Double),
        notes.contains {
          $0.hasPrefix("reserves of ") && $0.contains(" are held back in every hour")
        }
      )
    }
    let plain = try run()
    let held = try run("--hold-reserves")
    let sample = try run("--outage-sample", "0")
    let used = try run("--outage-sample", "0", "--use-reserves")
    #expect(!plain.isHeld && held.isHeld && sample.isHeld && !used.isHeld)
    #expect(plain.cost < held.cost && used.cost < sample.cost)
    #expect(try Tool.run(day + ["--hold-reserves", "--use-reserves"]).status == 64)
  }

  @Test(
    "times that are not in the series, and wrong options, are 64",
    arguments: [
      ["--from", "2031-01-01"], ["--from", "2030-01-05", "--to", "2030-01-04"],
      ["--from", "2030-02-30"], ["--network", "zonal"], ["--min-ram", "2"], ["--threads", "0"],
      ["--threads", "9223372036854775807"],
      ["--domain", "x.csv", "--network", "ntc"], ["--calendar", "keep_hours"],
      ["--domain", "x.csv", "--min-ram", "0.5"], ["--network", "ntc", "--min-ram", "0.5"],
      ["--network", "copperplate", "--min-ram", "0"], ["--series", "x", "--seed", "2"],
      ["--series", "x", "--climate-year", "2"], ["--seed", "2"],
    ])
  func wrongOptions(options: [String]) throws {
    let outcome = try Tool.run(["couple", "grids/four-node"] + options)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test(
    "a slope that would move prices is 64, as is one that is no number",
    arguments: ["50", "0.0101", "inf", "nan", "-0.001"])
  func slope(value: String) throws {
    let outcome = try Tool.run(["couple", "grids/four-node", "--slope=\(value)"])
    #expect(outcome.status == 64)
    #expect(
      outcome.errors.hasPrefix(
        "Error: --slope is a number from 0 to 0.01 EUR/MWh: it is there to share ties, and a "
          + "larger one moves most prices\n"), "\(outcome.errors)")
  }

  @Test("a full disk is 75 and leaves nothing; limits on file sizes stand for it")
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    // Blocks of 512 bytes: enough for the domain, too little for hourly.nc.
    let outcome = try Tool.runInShell(
      "trap '' XFSZ; ulimit -f 40; exec \"$0\" \(day.joined(separator: " ")) "
        + "--out '\(folder.path)/run'")
    #expect(outcome.status == 75)
    #expect(outcome.errors.contains("/results/hourly.nc: File too large\n"), "\(outcome.errors)")
    #expect(folder.entries.isEmpty)
  }

  @Test("a path for the exported problem is tried before the work")
  func wrongExportPath() throws {
    let folder = try TemporaryFolder()
    for (path, words) in [
      ("\(folder.path)/none/x.mps", "cannot write \(folder.path)/none/x.mps: No such file"),
      (folder.path, "cannot replace \(folder.path): Is a directory"),
    ] {
      let outcome = try Tool.run(
        "couple", "no-such-case", "--export-mps", path, "--out", folder.path + "/run")
      #expect(outcome.status == 65)
      #expect(outcome.errors.hasPrefix("error: \(words)"), "\(outcome.errors)")
    }
  }

  @Test("results are kept where the exported problem cannot be written")
  func failedExport() throws {
    let folder = try TemporaryFolder()
    // Blocks of 512 bytes: enough for every result of a week, too little for its problem.
    let outcome = try Tool.runInShell(
      "trap '' XFSZ; ulimit -f 160; exec \"$0\" couple grids/four-node --to 2030-01-08 --network "
        + "ntc --out '\(folder.path)/run' --export-mps '\(folder.path)/week.mps'")
    #expect(outcome.status == 75, "\(outcome.errors)")
    #expect(outcome.errors.contains("week.mps: File too large"))
    #expect(folder.entries == ["run"])
    #expect(LocalDisk().exists(folder.path + "/run/manifest.json"))
  }

  /// The warning on the domain comes when the case has been read; from then on it may change.
  @Test("digests are those of the files as they were read")
  func digestsOfInputs() throws {
    let folder = try TemporaryFolder()
    let caseFolder = folder.path + "/case"
    try FileManager.default.copyItem(
      atPath: ProjectFolder.path("grids/four-node"), toPath: caseFolder)
    try folder.write(
      "Id;Ptdf_A;Ptdf_B;Ptdf_C;Ram;Colour\nx;0.5;0;0;100;red\n", to: "domain.csv")
    let process = Tool.process([
      "couple", caseFolder, "--domain", folder.path + "/domain.csv", "--out", folder.path + "/run",
    ])
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let warning = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
    try FileManager.default.removeItem(atPath: caseFolder)
    process.waitUntilExit()
    #expect(warning.contains("domain.csv:1:") && warning.contains("Colour"), "\(warning)")
    #expect(process.terminationStatus == 0)
    let manifest = try jsonObject(
      String(decoding: try LocalDisk().read(folder.path + "/run/manifest.json"), as: UTF8.self))
    let inputs = try #require(manifest["inputs"] as? [[String: Any]])
    #expect(inputs.count == 10)
    let buses = FileDigest(
      name: "", bytes: try LocalDisk().read(ProjectFolder.path("grids/four-node/buses.csv")))
    #expect(inputs.contains { $0["sha256"] as? String == buses.sha256 })
  }

  @Test("a malformed domain is 65 with every fault")
  func malformedDomain() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/domain.csv"
    try folder.write(
      "Id;Ptdf_A;Ptdf_B;Ram;Presolved\nx;0.5;zero;100;TRUE\nx;0.5;0;;perhaps\n", to: "domain.csv")
    let outcome = try Tool.run(day + ["--domain", file])
    #expect(outcome.status == 65)
    #expect(
      outcome.errors == """
        \(file):2:7: error: "zero" in column Ptdf_B is not a number
          fix: write a number such as 1234.5, with a point
        \(file):3:1: error: id x is given twice
          fix: give each row its own id
        \(file):3:9: error: the row has no Ram
          fix: give its margin in MW, or inf where nothing limits it
        \(file):3:10: error: Presolved is "perhaps"
          fix: write true or false

        """)
  }

  @Test(
    "another solver finds the same objective for the exported problem",
    .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"),
    arguments: ["flow_based", "ntc"], ["0", "0.001"])
  func exportedProblem(network: String, slope: String) throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/day.mps"
    let outcome = try Tool.run(
      day + ["--network", network, "--slope", slope, "--export-mps", file, "--json"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.hasPrefix("NAME four-node\nROWS\n N cost\n E B_0_0\n"))
    #expect(text.contains("\n x_23_0 B_23_0 1.0\n"))
    #expect(text.contains("QUADOBJ") == (slope != "0"))
    try folder.write(
      """
      import sys, highspy
      solver = highspy.Highs()
      solver.setOptionValue("output_flag", False)
      assert solver.readModel(sys.argv[1]) != highspy.HighsStatus.kError
      solver.run()
      assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
      print(repr(solver.getInfo().objective_function_value))
      """, to: "judge.py")
    let judged = try PythonJudge.run(script: folder.path + "/judge.py", arguments: [file])
    expectClose(
      try #require(jsonObject(outcome.output)["objective_eur"] as? Double),
      try #require(Double(judged.trimmingCharacters(in: .whitespacesAndNewlines))),
      relative: 1e-7, "objective")
    #expect(folder.entries == ["day.mps", "judge.py"])
  }
}
