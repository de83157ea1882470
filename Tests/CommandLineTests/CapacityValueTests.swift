// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite("capacity-value command")
struct CapacityValueCommandTests {
  /// The Penta case with more load than it was made for, so that something is short.
  private func shortCase(in folder: TemporaryFolder) throws -> String {
    let path = folder.path + "/penta"
    try FileManager.default.copyItem(atPath: ProjectFolder.path("grids/penta"), toPath: path)
    let demand = try String(contentsOfFile: path + "/demand.csv", encoding: .utf8)
    let lines = demand.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var cells = line.split(separator: ",", maxSplits: 3, omittingEmptySubsequences: false)
        .map(String.init)
      if cells.count == 4, let energy = Double(cells[2]) { cells[2] = "\(energy * 1.12)" }
      return cells.joined(separator: ",")
    }
    try lines.joined(separator: "\n").write(
      toFile: path + "/demand.csv", atomically: true, encoding: .utf8)
    return path
  }

  private func rows(_ file: String) throws -> [[String: String]] {
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return lines.dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      #expect(cells.count == header.count)
      return Dictionary(uniqueKeysWithValues: zip(header, cells))
    }
  }

  @Test("values and imports of the Penta case with more load")
  func penta() throws {
    let folder = try TemporaryFolder()
    let path = try shortCase(in: folder)
    func run(threads: Int) throws -> (json: [String: Any], out: String) {
      let out = "\(folder.path)/out\(threads)"
      let outcome = try Tool.run(
        "capacity-value", path, "--year", "2030", "--network", "ntc", "--climate-years", "1",
        "--samples", "1", "--only", "values", "--only", "imports", "--zone", "SEM", "--technology",
        "battery", "--share", "marginal", "--threads", "\(threads)", "--out", out, "--json",
        "--quiet")
      #expect(outcome.status == 0, "\(outcome.errors)")
      return (try jsonObject(outcome.output), out)
    }
    let one = try run(threads: 2)
    #expect(one.json["result_sha256"] as? String != nil)
    if Tier.isSoak {
      let other = try run(threads: 1)
      #expect(one.json["result_sha256"] as? String == other.json["result_sha256"] as? String)
    }

    let values = try rows(one.out + "/results/capacity_values.csv")
    #expect(values.map { $0["technology"] } == ["battery"])
    for value in values {
      let power = try #require(Double(value["power_mw"] ?? ""))
      let efc = try #require(Double(value["efc_mw"] ?? ""))
      let elcc = try #require(Double(value["elcc_mw"] ?? ""))
      #expect(efc > 0 && efc <= power && elcc > 0 && elcc <= power, "\(value)")
      let without = try #require(Double(value["index_without"] ?? ""))
      #expect(without > (Double(value["index_with"] ?? "") ?? .nan))
    }
    let imports = try rows(one.out + "/results/scarcity_imports.csv")
    let short = Set(
      imports.filter { (Double($0["scarcity_h_per_yr"] ?? "") ?? 0) > 0 }.map { $0["zone"]! })
    #expect(!short.isEmpty, "nothing is short: the test would show nothing")
    for zone in short {
      let own = imports.filter { $0["zone"] == zone }
      func sum(_ rows: [[String: String]]) -> Double {
        rows.reduce(0) { $0 + (Double($1["import_mw"] ?? "") ?? .nan) }
      }
      expectClose(
        sum(own.filter { $0["border"] != "all" }), sum(own.filter { $0["border"] == "all" }),
        absolute: 1, "borders of \(zone)")
    }
    let manifest = try jsonObject(
      String(contentsOfFile: one.out + "/manifest.json", encoding: .utf8))
    #expect(manifest["command"] as? String == "capacity-value")
    let options = manifest["options"] as? [String: Any]
    #expect(options?["measure"] as? String == "eens" && options?["increment"] as? String == "100.0")
    #expect((manifest["facts"] as? [String: Any])?["monte_carlo_years"] as? Int == 1)
  }

  @Test("firm power of two areas, alone and together, in words")
  func needs() throws {
    let outcome = try Tool.run(
      "capacity-value", "grids/rts79-two-area", "--samples", "20", "--maintenance", "none",
      "--only", "needs", "--lole-standard", "1", "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.output.hasPrefix(
        "rts79-two-area 1979, capacity value, ntc, 1 climate years x 20 samples\n"))
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("A ") } && lines.contains { $0.hasPrefix("B ") })
    let total = try #require(lines.first { $0.hasPrefix("all zones ") })
    let numbers = total.split(separator: " ").compactMap { Double($0) }
    #expect(numbers.count == 2 && numbers[1] <= numbers[0] && numbers[0] > 0, "\(total)")
    #expect(outcome.output.contains("note: joint need: zones above their standard rise together"))
  }

  @Test(
    "wrong names and options are 64, with what would be right",
    arguments: [
      (["--zone", "RTSS"], "did you mean RTS?"), (["--technology", "nuclaer"], "nuclear"),
      (["--increment", "-5"], "--increment"), (["--tolerance", "0"], "above 0 MW"),
      (["--only", "something"], "values"), (["--network", "zonal"], "isolated"),
    ])
  func wrongOptions(options: [String], words: String) throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/out"
    let outcome = try Tool.run(
      ["capacity-value", "grids/rts79", "--samples", "1", "--out", out] + options)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.output.isEmpty && !FileManager.default.fileExists(atPath: out))
  }

  @Test("the tables are documented")
  func schema() throws {
    for table in ["capacity_values", "scarcity_imports", "firm_capacity_needs"] {
      let outcome = try Tool.run("schema", "--table", table)
      #expect(outcome.status == 0)
      #expect(outcome.output.hasPrefix("results/\(table).csv (written): "))
    }
  }
}
