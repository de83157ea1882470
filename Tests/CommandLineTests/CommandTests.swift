// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@Suite("commands")
struct CommandTests {
  @Test(
    "help of every command has an example",
    arguments: [
      "couple", "capacity", "explain", "validate", "schema", "doctor",
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
    for command in ["couple", "capacity", "explain", "validate", "schema", "doctor"] {
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
    for table in ["sources", "zones", "branches", "storages"] {
      #expect(all.contains("\(table).csv"))
    }
  }

  @Test("doctor names the linear-algebra kernel and the libraries")
  func doctor() throws {
    let outcome = try Tool.run("doctor", "--json")
    #expect(outcome.status == 0)
    let object = try jsonObject(outcome.output)
    for name in ["blas_kernel", "netcdf", "threads", "processor"] {
      #expect((object[name] as? String)?.isEmpty == false, "\(name)")
    }
  }
}
