// SPDX-License-Identifier: Apache-2.0
import Foundation
import Quantities
import Reports
import TestSupport
import Testing

@Suite("check")
struct CheckTests {
  @Test(
    "our own result passes, with its prices and with ours",
    arguments: ["flow_based", "ntc", "copperplate"], ["four-node", "with stores"])
  func ownResult(network: String, name: String) throws {
    let solved = try Solved(name, network: network)
    for bound in [[], ["--bound", "ours"]] {
      let outcome = try solved.check(bound + ["--json"])
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
      let json = try jsonObject(outcome.output)
      #expect(json["status"] as? String == "passed")
      #expect(json["bound_source"] as? String == (bound.isEmpty ? "solution" : "ours"))
      #expect(abs(try #require(json["relative_gap"] as? Double)) <= 1e-7)
      expectClose(
        try #require(json["cost_eur"] as? Double), solved.objectiveEUR, relative: 1e-5, "cost")
      let families = try #require(json["families"] as? [String: [String: Any]])
      #expect(families.values.allSatisfy { $0["passes"] as? Bool == true }, "\(families)")
      #expect((families["cnec"] != nil) == (network == "flow_based"))
      #expect((families["storage_level"] != nil) == (name == "with stores"))
    }
  }

  @Test("the text names families, cost, bound and verdict")
  func text() throws {
    let outcome = try Solved("four-node").check()
    #expect(outcome.status == 0)
    for words in [
      " against four-node 2030, flow-based\n", "net position sum", "cost of the dispatch",
      "EUR, from the prices of the solution\n", "passed: within all tolerances\n",
    ] {
      #expect(outcome.output.contains(words), "\(outcome.output)")
    }
  }

  @Test("one MW that is made in another zone breaks both balances")
  func movedSupply() throws {
    let solved = try Solved("four-node")
    try solved.change("supply_hourly", at: 5, "A", "node_1_mw") { $0 + 1 }
    try solved.change("supply_hourly", at: 5, "C", "node_4_mw") { $0 - 1 }
    let outcome = try solved.check(["--json"])
    let families = try solved.failedFamilies(in: outcome)
    let json = try jsonObject(outcome.output)
    for name in ["relative_gap", "gap_passes", "rounding_eur"] {
      #expect(json[name] is NSNull, "\(name)")
    }
    #expect(json["violations_eur"] is Double)
    let text = try solved.check().output
    #expect(text.contains("violations, valued     "), "\(text)")
    #expect(text.contains("relative gap           not judged: rows fail\n"), "\(text)")
    #expect(!text.contains("FAILED gap"), "\(text)")
    let balance = try #require(families["balance"])
    #expect(balance["time"] as? String == "2030-01-01T05:00:00Z")
    #expect(
      ["A: more is supplied than used", "C: less is supplied than used"].contains(
        try #require(balance["place"] as? String)))
    expectClose(try #require(balance["worst"] as? Double), 1, absolute: 1e-2, "MW")
    #expect(balance["violations"] as? Int == 2)
    #expect(families["cnec"] == nil)
  }

  @Test("one MW that is exported by another zone overloads the CNEC between them")
  func movedExport() throws {
    let solved = try Solved("four-node")
    for (zone, more) in [("A", 1.0), ("C", -1.0)] {
      try solved.change("supply_hourly", at: 5, zone, zone == "A" ? "node_1_mw" : "node_4_mw") {
        $0 + more
      }
      for column in ["net_position_mw", "flow_based_net_position_mw"] {
        try solved.change("zones_hourly", at: 5, zone, column) { $0 + more }
      }
    }
    let families = try solved.failedFamilies()
    #expect(families.keys.sorted() == ["cnec"])
    let cnec = try #require(families["cnec"])
    #expect((cnec["place"] as? String)?.hasPrefix("3-1|2-4|opposite: ") == true, "\(cnec)")
    #expect(cnec["time"] as? String == "2030-01-01T05:00:00Z")
    // 2/3 by the export of A and 1/3 by the import of C.
    expectClose(try #require(cnec["worst"] as? Double), 1, absolute: 1e-2, "MW")
  }

  @Test("a net position with the wrong sign is named with its zone and hour")
  func flippedSign() throws {
    let whole = try Solved("four-node")
    try whole.change("zones_hourly", at: 3, "B", "net_position_mw") { -$0 }
    let stated = try whole.failedFamilies()
    #expect(stated.keys.sorted() == ["net_position"])
    #expect(
      stated["net_position"]?["place"] as? String
        == "B: stated -180.000 MW, but supply less use is 180.000 MW")
    #expect(stated["net_position"]?["time"] as? String == "2030-01-01T03:00:00Z")

    let regional = try Solved("four-node")
    try regional.change("zones_hourly", at: 3, "B", "flow_based_net_position_mw") { -$0 }
    let families = try regional.failedFamilies()
    #expect(families["balance"]?["place"] as? String == "B: more is supplied than used")
    expectClose(
      try #require(families["balance"]?["worst"] as? Double), 360, absolute: 0.01, "balance")
    expectClose(
      try #require(families["net_position_sum"]?["worst"] as? Double), 360, absolute: 0.01, "sum")
    #expect(families["net_position_sum"]?["time"] as? String == "2030-01-01T03:00:00Z")
  }

  @Test("supply that is an hour late breaks the balances")
  func shiftedHour() throws {
    let solved = try Solved("with stores")
    try solved.shiftByAnHour("supply_hourly")
    let outcome = try solved.check()
    #expect(outcome.status == 2)
    #expect(outcome.output.contains("FAILED balance, 2030-01-0"), "\(outcome.output)")
  }

  @Test("a level that its flows do not give, and one above the store")
  func storages() throws {
    let solved = try Solved("with stores")
    try solved.change("storages_hourly", at: 7, "B1", "level_mwh") { $0 + 300 }
    let families = try solved.failedFamilies()
    #expect(families["storage_balance"]?["place"] as? String != nil)
    #expect(families["storage_level"]?["time"] as? String == "2030-01-01T07:00:00Z")
    #expect(
      (families["storage_level"]?["place"] as? String)?.hasPrefix("level of B1: ") == true)
    try solved.change("storages_hourly", at: 9, "B2", "charge_mw") { _ in 31 }
    #expect(
      try solved.failedFamilies()["storage_power"]?["place"] as? String
        == "charging of B2: 31.000 MW, at most 30.000 MW")
  }

  @Test("levels that are not given are computed from the flows")
  func computedLevels() throws {
    let solved = try Solved("with stores")
    try solved.dropColumn("storages_hourly", "level_mwh")
    let outcome = try solved.check()
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test("without prices our own solve proves the bound")
  func noPrices() throws {
    let solved = try Solved("four-node")
    try solved.dropColumn("zones_hourly", "price_eur_per_mwh")
    let outcome = try solved.check()
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("EUR, from our own solve\n"))
    #expect(
      outcome.output.contains(
        "note: the solution has no prices (price_eur_per_mwh): the lower bound is from a solve of "
          + "our own\n"))
    let refused = try solved.check(["--bound", "solution"])
    #expect(refused.status == 64)
    #expect(refused.errors.contains("has no prices\n  fix: give price_eur_per_mwh"))
  }

  @Test("shadow prices that are not given are found")
  func noShadowPrices() throws {
    let solved = try Solved("four-node")
    try FileManager.default.removeItem(atPath: solved.file("cnecs_hourly"))
    let json = try jsonObject(solved.check(["--json", "--tolerance-gap", "1e-5"]).output)
    #expect(json["status"] as? String == "passed", "\(json)")
    #expect(json["bound_source"] as? String == "solution")
    #expect(
      json["notes"] as? [String] == [
        "the solution has no shadow prices of CNECs (cnecs_hourly): those in the lower bound are "
          + "ours, the best beside its prices"
      ])
  }

  @Test("a solution of a domain without one of its CNECs overloads that CNEC")
  func ignoredCNEC() throws {
    let solved = try Solved("four-node")
    let domains = solved.out + "/domains"
    let name = try #require(try LocalDisk().entries(of: domains).first)
    let whole = domains + "/" + name
    let rows = try String(contentsOfFile: whole, encoding: .utf8).split(separator: "\n")
    // Neither the CNEC nor its twin without contingency.
    let fewer = rows.filter { !($0.hasPrefix("3-1|") && $0.contains("|opposite;")) }
    #expect(fewer.count < rows.count)
    try solved.folder.write(fewer.joined(separator: "\n") + "\n", to: "fewer.csv")
    let out = solved.folder.path + "/fewer"
    let run = try Tool.run(
      solved.problem(["couple", "--domain", solved.folder.path + "/fewer.csv", "--out", out]))
    #expect(run.status == 0, "\(run.errors)")
    let outcome = try Tool.run(
      solved.problem(["check", "--domain", whole, "--solution", out, "--json"]))
    #expect(outcome.status == 2, "\(outcome.errors)")
    let families = try solved.failedFamilies(in: outcome)
    #expect(families.keys.sorted() == ["cnec"])
    #expect((families["cnec"]?["place"] as? String)?.hasPrefix("3-1|") == true, "\(families)")
  }

  @Test("ten MW of a dearer unit cost what they cost, and nothing else is wrong")
  func suboptimal() throws {
    let solved = try Solved("four-node")
    try solved.change("supply_hourly", at: 7, "A", "node_1_mw") { $0 - 10 }
    try solved.change("supply_hourly", at: 7, "A", "node_2_mw") { $0 + 10 }
    let outcome = try solved.check(["--json"])
    #expect(outcome.status == 2)
    let json = try jsonObject(outcome.output)
    #expect(try solved.failedFamilies(in: outcome).isEmpty)
    let cost = try #require(json["cost_eur"] as? Double)
    let bound = try #require(json["lower_bound_eur"] as? Double)
    // Node 2 costs 70 EUR/MWh, node 1 costs 5.
    expectClose(cost - bound, 10 * (70 - 5), absolute: 0.1, "EUR above the least cost")
    expectClose(
      try #require(json["relative_gap"] as? Double), 650 / (1 + cost), relative: 1e-3, "gap")
    #expect(try solved.check().output.contains("FAILED gap: 65"))
  }

  /// The cheap unit of A, at 5 EUR/MWh, was dispatched as if it cost more: the result is dear where
  /// that moved it, and its prices are those of another market.
  @Test(
    "a dispatch with its own poor prices is judged by the optimum",
    arguments: [(60.0, false), (30.0, true)])
  func ownPoorPrices(cost: Double, isCheapest: Bool) throws {
    let solved = try Solved("four-node")
    let domains = solved.out + "/domains"
    let domain = domains + "/" + (try #require(try LocalDisk().entries(of: domains).first))
    let other = solved.folder.path + "/other"
    try FileManager.default.copyItem(
      atPath: ProjectFolder.path("grids/four-node"), toPath: other)
    let units = try String(contentsOfFile: other + "/generating_units.csv", encoding: .utf8)
    let dearer = units.replacing(",none,5,", with: ",none,\(cost),")
    #expect(dearer != units)
    try solved.folder.write(dearer, to: "other/generating_units.csv")
    let out = solved.folder.path + "/dear"
    let run = try Tool.run(
      "couple", other, "--to", "2030-01-02", "--domain", domain, "--out", out, "--json")
    #expect(run.status == 0, "\(run.errors)")
    let objective = try #require(try jsonObject(run.output)["objective_eur"] as? Double)
    let supply = try String(contentsOfFile: out + "/results/supply_hourly.csv", encoding: .utf8)
      .split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    let cheap = try #require(supply.first?.firstIndex(of: "node_1_mw"))
    let energy = supply.dropFirst().reduce(0) { $0 + (Double($1[cheap]) ?? 0) }
    // Objectives of both dispatches at the costs of the case.
    let gap = objective - (cost - 5) * energy - solved.objectiveEUR
    #expect(isCheapest ? gap.magnitude < 0.1 : gap > 100_000)

    func check(_ more: String...) throws -> Tool.Outcome {
      try Tool.run(solved.problem(["check", "--domain", domain, "--solution", out]) + more)
    }
    func figure(_ name: String, _ json: [String: Any]) throws -> Double {
      try #require(json[name] as? Double, "\(name)")
    }
    let outcome = try check("--json")
    #expect(outcome.status == (isCheapest ? 0 : 2), "\(outcome.output)\(outcome.errors)")
    let json = try jsonObject(outcome.output)
    #expect(json["bound_source"] as? String == "ours")
    let stated = try figure("gap_eur", json)
    expectClose(stated, gap, absolute: 0.1, "EUR to the optimum")
    expectClose(
      try figure("lower_bound_eur", json), solved.objectiveEUR, absolute: 0.1, "lower bound")

    let byItsPrices = try check("--json", "--bound", "solution")
    #expect(byItsPrices.status == 2, "\(byItsPrices.errors)")
    let low = try jsonObject(byItsPrices.output)
    #expect(low["bound_source"] as? String == "solution")
    #expect(low["lower_bound_eur"] as? Double == json["stated_lower_bound_eur"] as? Double)
    #expect(low["gap_eur"] as? Double == json["stated_gap_eur"] as? Double)
    let less = try figure("gap_eur", low) - stated
    #expect(less > 100_000)

    let text = try check().output
    for words in [
      "stated prices prove    ",
      "note: the stated prices are poor: the lower bound that they prove is \(fixed(less, 2)) EUR "
        + "lower; the gap is judged by that of our own solve\n",
      isCheapest
        ? "passed: within all tolerances\n"
        : "FAILED gap: \(fixed(stated, 2)) EUR to the optimum (dear dispatch)\n",
    ] {
      #expect(text.contains(words), "\(text)")
    }
  }

  // MARK: - Hydrogen

  @Test("our own result with hydrogen and a cap on emissions passes, and without its levels")
  func hydrogen() throws {
    let solved = try Solved("with hydrogen", network: "ntc")
    let outcome = try solved.check(["--json"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let families = try #require(
      try jsonObject(outcome.output)["families"] as? [String: [String: Any]])
    for name in ["hydrogen_balance", "hydrogen_process", "hydrogen_storage", "budget"] {
      #expect(families[name]?["passes"] as? Bool == true, "\(name)")
    }
    for table in ["levels_hourly", "hydrogen_hourly"] {
      try FileManager.default.removeItem(atPath: solved.file(table))
    }
    let without = try solved.check()
    #expect(without.status == 0, "\(without.output)\(without.errors)")
    #expect(
      without.output.contains(
        "note: the solution has no prices of hydrogen (hydrogen_hourly): those in the lower bound "
          + "are ours, the best beside its prices\n"))
  }

  /// An electrolyser makes 0.7 MW of each; a level that is changed fits neither the hour nor the next.
  @Test(
    "a changed figure of hydrogen or emissions fails by its family",
    arguments: [
      ("processes_hourly", "EL", "hydrogen_balance", 4.9),
      ("processes_hourly", "P", "hydrogen_balance", 7),
      ("levels_hourly", "CAV", "hydrogen_storage", 7),
      ("levels_hourly", "cap", "budget", 7),
    ])
  func changedHydrogen(table: String, item: String, family: String, worst: Double) throws {
    let solved = try Solved("with hydrogen", network: "ntc")
    let column = table == "levels_hourly" ? "left" : "activity_mw"
    try solved.change(table, at: 6, item, column) { $0 + 7 }
    let failed = try #require(try solved.failedFamilies()[family])
    let time = try #require(failed["time"] as? String)
    #expect(["2030-01-01T06:00:00Z", "2030-01-01T07:00:00Z"].contains(time), "\(failed)")
    expectClose(try #require(failed["worst"] as? Double), worst, absolute: 0.01, item)
  }

  // MARK: - Wrong input

  @Test("everything wrong with a table is said at once")
  func malformed() throws {
    let solved = try Solved("four-node")
    var rows = try solved.rows("zones_hourly")
    rows[4] = rows[4].replacingOccurrences(of: ",A,", with: ",Aa,")
    rows[8] = rows[7]
    let cells = rows[10].split(separator: ",", omittingEmptySubsequences: false)
    rows[10] = (cells[..<3] + ["nan"] + cells[4...]).joined(separator: ",")
    rows.removeLast()
    try solved.write(rows, "zones_hourly")
    let outcome = try solved.check()
    #expect(outcome.status == 65)
    for words in [
      ":5:22: error: there is no bidding zone Aa in the case\n  fix: did you mean A?",
      ":9:1: error: 2030-01-01T02:00:00Z of A stands in line 8 already",
      ":11:",
      "error: \"nan\" in column net_position_mw is no number",
      ":1:1: error: bidding zone C has no row in 1 of 24 hours, first 2030-01-01T23:00:00Z",
    ] {
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  @Test("a misspelled column gets the nearest name, a missing table its name")
  func wrongColumns() throws {
    let solved = try Solved("four-node")
    var rows = try solved.rows("zones_hourly")
    rows[0] = rows[0].replacingOccurrences(of: "net_position_mw,flow", with: "netposition_mw,flow")
    try solved.write(rows, "zones_hourly")
    rows = try solved.rows("supply_hourly")
    rows[0] = rows[0].replacingOccurrences(of: "node_4_mw", with: "lignite_mw")
    try solved.write(rows, "supply_hourly")
    let outcome = try solved.check()
    #expect(outcome.status == 65)
    for words in [
      "there is no column netposition_mw\n  fix: did you mean net_position_mw?",
      "supply_hourly.csv:1:1: error: column node_4_mw is missing",
      "error: the case has nothing for column lignite_mw",
    ] {
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
    try FileManager.default.removeItem(atPath: solved.file("supply_hourly"))
    #expect(
      try solved.check().errors.contains("supply_hourly.csv:1:1: error: the table is missing"))
  }

  @Test("a folder that is not there is one error, said before anything is solved")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "file")
    for (path, words) in [
      (folder.path + "/none", "there is no folder \(folder.path)/none\n"),
      (folder.path + "/file", "\(folder.path)/file is a file, not a folder\n"),
    ] {
      let outcome = try Tool.run(
        "check", "grids/four-node", "--to", "2030-01-02", "--solution", path)
      #expect(outcome.status == 65)
      #expect(
        outcome.errors.hasPrefix(
          "\(path):1:1: error: \(words)  fix: give the folder of the solution"),
        "\(outcome.errors)")
      #expect(outcome.errors.components(separatedBy: "error: ").count == 2, "\(outcome.errors)")
    }
  }

  @Test("hours that are not checked, and technologies that a zone has not")
  func wrongRows() throws {
    let solved = try Solved("four-node")
    let outcome = try Tool.run(
      "check", solved.caseFolder, "--to", "2030-01-01T12:00", "--solution", solved.out)
    #expect(outcome.status == 65)
    #expect(
      outcome.errors.contains(
        "2030-01-01T12:00:00Z is not an hour that is checked, nor are the hours of 35 more rows\n"
          + "  fix: the hours start from "
          + "2030-01-01T00:00:00Z to 2030-01-01T11:00:00Z; choose others with --from and --to"))
    try solved.change("supply_hourly", at: 0, "B", "node_1_mw") { _ in 7 }
    #expect(
      try solved.check().errors.contains(
        "B has no node_1 in the case, but 7.0 in column node_1_mw"))
  }
}

/// A case, and the result of `pentaflow couple` of one or two of its days, to be tampered with.
private final class Solved {
  let folder: TemporaryFolder
  let caseFolder: String
  let out: String
  let objectiveEUR: Double
  private let options: [String]

  init(_ name: String, network: String = "flow_based") throws {
    folder = try TemporaryFolder()
    let ownCase = folder.path + "/case"
    caseFolder = name == "four-node" ? "grids/four-node" : ownCase
    out = folder.path + "/run"
    options = [
      "--network", network, "--to", name == "four-node" ? "2030-01-02" : "2030-01-03",
    ]
    if name != "four-node" { try Self.writeCaseWithStores(to: ownCase) }
    if name == "with hydrogen" { try Self.addHydrogen(to: ownCase) }
    let run = try Tool.run(["couple", caseFolder] + options + ["--out", out, "--json"])
    #expect(run.status == 0, "\(run.errors)")
    objectiveEUR = try #require(try jsonObject(run.output)["objective_eur"] as? Double)
  }

  /// A command on the same hours and network.
  func problem(_ words: [String]) -> [String] {
    [words[0], caseFolder] + options + words.dropFirst()
  }

  func check(_ more: [String] = []) throws -> Tool.Outcome {
    try Tool.run(problem(["check", "--solution", out]) + more)
  }

  /// Families that fail, by name.
  func failedFamilies(in outcome: Tool.Outcome? = nil) throws -> [String: [String: Any]] {
    let outcome = try outcome ?? check(["--json"])
    #expect(outcome.status == 2, "\(outcome.errors)")
    let families = try jsonObject(outcome.output)["families"] as? [String: [String: Any]] ?? [:]
    return families.filter { $0.value["passes"] as? Bool == false }
  }

  // MARK: - Tables

  func file(_ table: String) -> String { "\(out)/results/\(table).csv" }

  func rows(_ table: String) throws -> [String] {
    try String(contentsOfFile: file(table), encoding: .utf8).split(separator: "\n").map(String.init)
  }

  func write(_ rows: [String], _ table: String) throws {
    try (rows.joined(separator: "\n") + "\n").write(
      toFile: file(table), atomically: false, encoding: .utf8)
  }

  private func cells(_ row: String) -> [String] {
    row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// Changes one number: that of the item in the second column, at an hour of the first of January.
  func change(
    _ table: String, at hour: Int, _ item: String, _ column: String,
    _ change: (Double) -> Double
  ) throws {
    var rows = try rows(table)
    let place = try #require(cells(rows[0]).firstIndex(of: column))
    let time = "2030-01-01T" + (hour < 10 ? "0" : "") + "\(hour):00:00Z"
    let row = try #require(rows.firstIndex { $0.hasPrefix("\(time),\(item),") })
    var changed = cells(rows[row])
    changed[place] = "\(change(Double(changed[place]) ?? 0))"
    rows[row] = changed.joined(separator: ",")
    try write(rows, table)
  }

  func dropColumn(_ table: String, _ column: String) throws {
    let rows = try rows(table)
    let place = try #require(cells(rows[0]).firstIndex(of: column))
    try write(
      rows.map { row in
        var cells = cells(row)
        cells.remove(at: place)
        return cells.joined(separator: ",")
      }, table)
  }

  /// Every hour gets the figures of the hour before, the first those of the last.
  func shiftByAnHour(_ table: String) throws {
    let rows = try rows(table)
    let body = rows.dropFirst().map { cells($0) }
    let perHour = body.count { $0[0] == body[0][0] }
    let shifted = body.indices.map { row in
      let from = (row - perHour + body.count) % body.count
      return (body[row][..<2] + body[from][2...]).joined(separator: ",")
    }
    try write([rows[0]] + shifted, table)
  }

  // MARK: - Case

  /// The four-node case with two stores and a load that changes from hour to hour.
  private static func writeCaseWithStores(to path: String) throws {
    try FileManager.default.copyItem(
      atPath: ProjectFolder.path("grids/four-node"), toPath: path)
    try FileManager.default.createDirectory(
      atPath: path + "/series", withIntermediateDirectories: false)
    try """
    storage,zone,kind,injection,year,charge_mw,discharge_mw,energy_mwh,charge_efficiency,\
    discharge_efficiency,standing_loss_per_h,annual_inflow_twh,inflow_profile,start_level,\
    end_rule,end_value_eur_per_mwh,source,quality
    B1,A,battery,load,2030,50,50,200,0.9,0.9,0,0,,0.5,fixed,,own,assumption
    B2,C,battery,load,2030,30,30,100,0.9,0.9,0.001,0,,0.5,cyclic,,own,assumption

    """.write(toFile: path + "/storages.csv", atomically: false, encoding: .utf8)
    var series = "time,A,B,C\n"
    let first = CivilDate(year: 2030, month: 1, day: 1).daysSince1970
    for day in 0..<365 {
      let name = CivilDate(daysSince1970: first + day).description
      for hour in 0..<24 {
        series += "\(name)T\(hour < 10 ? "0" : "")\(hour):00Z,"
        series += "\(200 + 3 * (hour * 7 % 24)),0,\(400 + 11 * (hour * 5 % 24))\n"
      }
    }
    try series.write(toFile: path + "/series/load_mw.csv", atomically: false, encoding: .utf8)
  }

  /// Two hydrogen zones with an electrolyser, a pipeline and a cavern, reforming of gas and a cap on
  /// its emissions.
  private static func addHydrogen(to path: String) throws {
    let tables = [
      "hydrogen_nodes": """
      node,year,annual_twh,profile,unserved_eur_per_mwh,linepack_mwh,source,quality
      HA,2030,0.2,,3000,0,own,assumption
      HB,2030,0.3,,3000,0,own,assumption

      """,
      "electrolysers": """
      electrolyser,power_zone,hydrogen_node,year,installed_mwe,efficiency,min_load,commitment,\
      rule,source,quality
      EL,A,HA,2030,200,0.7,0,,none,own,assumption

      """,
      "pipelines": """
      pipeline,from_node,to_node,length_km,diameter_inch,state,offshore,p_max_forward_mw,\
      p_max_backward_mw,compressor_mwe_per_mw_per_1000km,compressor_zone,first_year,last_year,\
      entry_tariff_eur_per_mw_a,source,quality
      P,HA,HB,300,36,repurposed,no,100,100,0,A,2030,,25000,own,assumption

      """,
      "caverns": """
      cavern,hydrogen_node,year,kind,working_mwh,inject_mw,withdraw_mw,inject_efficiency,\
      withdraw_efficiency,cycles_per_year,start_level,end_rule,end_value_eur_per_mwh,source,quality
      CAV,HA,2030,salt_cavern,2000,60,60,0.99,1,300,0.5,cyclic,,own,assumption

      """,
      "reformers": """
      reformer,hydrogen_node,year,technology,installed_mw,efficiency,fuel,vom_eur_per_mwh,\
      capture_share,capture_network,source,quality
      SMR,HB,2030,smr,100,0.75,methane,2,0,,own,assumption

      """,
      "emission_caps": """
      cap,year,zone,country,emissions_t,source,quality
      cap,2030,,,500000,own,assumption

      """,
    ]
    for (name, text) in tables {
      try text.write(toFile: "\(path)/\(name).csv", atomically: false, encoding: .utf8)
    }
    for (name, rows) in [
      ("fuels", "methane,2030,25,0.2,0,,own,assumption\n"),
      (
        "zones",
        """
        HA,Four-node,HA,hydrogen,hydrogen,no,A,1,UTC,3000,3000,0,,51,10,2030,,,own,assumption
        HB,Four-node,HB,hydrogen,hydrogen,no,B,1,UTC,3000,3000,0,,51,11,2030,,,own,assumption

        """
      ),
    ] {
      let file = "\(path)/\(name).csv"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try (text + rows).write(toFile: file, atomically: false, encoding: .utf8)
    }
  }
}
