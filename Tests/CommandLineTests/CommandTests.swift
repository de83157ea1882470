// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite("commands")
struct CommandTests {
  @Test(
    "help of every command has an example",
    arguments: [
      "couple", "check", "capacity", "adequacy", "capacity-value", "flexibility", "explain",
      "report", "export", "validate", "schema", "bench", "doctor",
    ])
  func help(command: String) throws {
    let outcome = try Tool.run(command, "--help")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("  pentaflow \(command) "), "\(outcome.output)")
    #expect(outcome.output.contains("USAGE: pentaflow \(command)"))
  }

  @Test("the tool's own help names every command")
  func ownHelp() throws {
    let outcome = try Tool.run("--help")
    #expect(outcome.status == 0)
    for command in [
      "couple", "check", "capacity", "adequacy", "capacity-value", "flexibility", "explain",
      "report", "export", "validate", "schema", "bench", "doctor",
    ] {
      #expect(outcome.output.contains("\n  \(command) "))
    }
  }

  @Test("completions for the shells", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let outcome = try Tool.run("--generate-completion-script", shell)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("validate"))
  }

  @Test(
    "wrong usage is 64, with talk on standard error only",
    arguments: [
      ["--no-such-option"], ["no-such-command"], ["validate"],
      ["validate", "grids/four-node", "--year", "soon"], ["schema", "--table", "zone"],
    ])
  func wrongUsage(arguments: [String]) throws {
    let outcome = try Tool.run(arguments)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.lowercased().contains("error: "))
  }

  @Test(
    "data that cannot be written is 75", arguments: ["schema", "validate grids/four-node --json"])
  func fullOutput(command: String) throws {
    let outcome = try Tool.runInShell("exec \"$0\" \(command) > /dev/full")
    #expect(outcome.status == 75)
    #expect(
      outcome.errors.hasPrefix("error: cannot write to standard output: No space left on device\n"))
  }

  @Test("a reader that goes away is no error to speak of")
  func closedPipe() throws {
    let outcome = try Tool.runInShell("\"$0\" schema | head -n 1")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
  }

  @Test("a sound case is said to be sound")
  func validate() throws {
    let outcome = try Tool.run("validate", "grids/four-node")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.output
        == "four-node, 2030: no fault found\n"
        + "  3 zones, 4 buses, 4 branches, 4 generating_units, 1 fuels\n")
    #expect(outcome.errors.isEmpty)
  }

  @Test("the same as JSON")
  func validateJSON() throws {
    let outcome = try Tool.run("validate", "grids/four-node", "--json")
    let object = try jsonObject(outcome.output)
    #expect(object["case"] as? String == "four-node")
    #expect((object["rows"] as? [String: Any])?["buses"] as? Int == 4)
  }

  @Test("a mistyped command is 64 and names the nearest")
  func mistypedCommand() throws {
    let outcome = try Tool.run("coupel", "grids/four-node")
    #expect(outcome.status == 64)
    #expect(outcome.errors == "error: there is no command coupel\n  fix: did you mean couple?\n")
  }

  @Test("without --year every year of a case is checked")
  func validateEveryYear() throws {
    let outcome = try Tool.run("validate", "grids/penta")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let heads = outcome.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }
    #expect(heads.count == 6)
    for (head, year) in zip(heads, [2016, 2026, 2030, 2035, 2040, 2050]) {
      #expect(head == "penta, \(year): no fault found")
    }
    let json = try jsonObject(Tool.run("validate", "grids/penta", "--json", "--quiet").output)
    let years = try #require(json["years"] as? [[String: Any]])
    #expect(years.count == heads.count)
    #expect(years[0]["year"] as? Int == 2016)
    #expect(years[0]["provenance"] == nil)
    let one = try Tool.run("validate", "grids/penta", "--year", "2030")
    #expect(one.output.split(separator: "\n").count == 2)
  }

  @Test("a fault of one year alone is found without --year, each fault once")
  func faultOfOneYear() throws {
    let folder = try TemporaryFolder()
    for name in ["zones", "demand", "fuels", "generating_units", "sources"] {
      try FileManager.default.copyItem(
        atPath: ProjectFolder.path("grids/four-node/\(name).csv"),
        toPath: "\(folder.path)/\(name).csv")
    }
    func append(_ text: String, to name: String) throws {
      let old = try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
      try folder.write(old + text, to: name)
    }
    try append("A,2035,1,150,,own,assumption\n", to: "demand.csv")
    #expect(try Tool.run("validate", folder.path).status == 0)
    try append(
      "D,D,D,electricity,onshore,yes,D,1,UTC,10000,3000,-500,,0,0,2035,,,own,read\n",
      to: "zones.csv")
    let outcome = try Tool.run("validate", folder.path)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("zones.csv:5:"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count { $0.contains("error: ") } == 1)
    #expect(try Tool.run("validate", folder.path, "--year", "2030").status == 0)
    try append(
      "E,E,E,electricity,onshore,maybe,E,1,UTC,10000,4000,-500,,0,0,,,,own,read\n",
      to: "zones.csv")
    let both = try Tool.run("validate", folder.path)
    #expect(both.errors.split(separator: "\n").count { $0.contains("error: ") } >= 1)
    #expect(!both.errors.contains("several target years"))
  }

  @Test("provenance in GW and TWh by quality")
  func provenance() throws {
    let outcome = try Tool.run("validate", "grids/four-node", "--provenance")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let columns = outcome.output.split(separator: "\n").dropFirst(2).map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(
      columns == [
        "table total read derived assumption",
        "demand 0.600 GW 0.000 (0.0 %) 0.600 (100.0 %) 0.000 (0.0 %)",
        "demand 5.256 TWh 0.000 (0.0 %) 5.256 (100.0 %) 0.000 (0.0 %)",
        "generating_units 3.000 GW 3.000 (100.0 %) 0.000 (0.0 %) 0.000 (0.0 %)",
        "all 3.600 GW 3.000 (83.3 %) 0.600 (16.7 %) 0.000 (0.0 %)",
        "all 5.256 TWh 0.000 (0.0 %) 5.256 (100.0 %) 0.000 (0.0 %)",
      ])
    let json = try jsonObject(
      Tool.run("validate", "grids/four-node", "--provenance", "--json").output)
    let shares = try #require(json["provenance"] as? [[String: Any]])
    let units = try #require(shares.first { $0["table"] as? String == "generating_units" })
    #expect(units["unit"] as? String == "GW")
    #expect(units["total"] as? Double == 3)
    #expect((units["shares"] as? [String: Double])?["read"] == 1)
  }

  @Test("every fault of a case, and 65")
  func wrongInput() throws {
    let folder = try TemporaryFolder()
    try folder.write("zone,country\nA,XX\n", to: "zones.csv")
    let outcome = try Tool.run("validate", folder.path, "--year", "2030")
    #expect(outcome.status == 65)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("\(folder.path)/zones.csv:1:1: error: "))
    #expect(outcome.errors.contains("fix: "))
  }

  @Test("a year that the case does not have")
  func missingYear() throws {
    let outcome = try Tool.run("validate", "grids/four-node", "--year", "1999")
    #expect(outcome.status == 65)
    #expect(
      outcome.errors
        == "grids/four-node/demand.csv:1:1: error: year 1999 is not in the table\n"
        + "  fix: the only year is 2030\n")
  }

  @Test("the schema lists every table of the reader")
  func schema() throws {
    let outcome = try Tool.run("schema", "--table", "reserves")
    #expect(outcome.status == 0)
    #expect(
      outcome.output.hasPrefix(
        "reserves.csv: Capacity that a zone keeps back.\n  one row per zone, product\n"))
    let all = try Tool.run("schema").output
    for table in [
      "sources", "zones", "branches", "storages", "results/adequacy_zones",
      "results/adequacy_hourly",
    ] {
      #expect(all.contains("\(table).csv"))
    }
    let results = try Tool.run("schema", "--table", "adequacy_zones", "--json")
    #expect(results.status == 0)
    #expect(results.output.contains("\"lole_h_per_yr_standard_error\""))
  }

  @Test("doctor names the linear-algebra kernel and the libraries")
  func doctor() throws {
    let outcome = try Tool.run("doctor", "--json")
    #expect(outcome.status == 0)
    let object = try jsonObject(outcome.output)
    for name in ["blas_kernel", "netcdf", "sqlite", "threads", "processor"] {
      #expect((object[name] as? String)?.isEmpty == false, "\(name)")
    }
  }
}
