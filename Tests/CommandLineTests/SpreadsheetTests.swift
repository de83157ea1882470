// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import TestSupport
import Testing

/// A day of the four-node case with names that a spreadsheet would compute.
private final class FormulaCase {
  /// By their names in `grids/four-node`; in the case they stand as they are but for `4-3`.
  static let names = [
    "A": "=1+1", "B": "+B", "C": "-C (opposite)", "G1": "@SUM(A1)", "G2": "-1", "G3": "+1 outage",
    "1-2": "=HYPERLINK(\"http://x\";\"y\")", "2-4": "-", "4-3": "'=4-3", "3-1": "+3-1",
    "node_1": "=node_1", "node_3": "@node_3", "node_4": "-node_4",
  ]
  static let title = "=HYPERLINK(1) Choice made for this case"

  let folder: TemporaryFolder
  var path: String { folder.path + "/case" }
  var out: String { folder.path + "/out" }

  init() throws {
    folder = try TemporaryFolder()
    let source = ProjectFolder.path("grids/four-node")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    for table in try LocalDisk().entries(of: source) where table.hasSuffix(".csv") {
      let text = try String(contentsOfFile: source + "/" + table, encoding: .utf8)
      try folder.write(
        table == "sources.csv" ? Self.retitled(text) : Self.renamed(text), to: "case/" + table)
    }
  }

  private static func retitled(_ text: String) -> String {
    text.replacing("own,Choice made for this case", with: "own," + title)
  }

  private static func renamed(_ text: String) -> String {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let columns = lines[0].indices.filter {
      ["zone", "bidding_zone", "unit", "branch", "technology"].contains(lines[0][$0])
    }
    return lines.enumerated().map { number, cells in
      var cells = cells
      for column in columns where number > 0 {
        guard let name = names[cells[column]] else { continue }
        // What begins with an apostrophe itself needs one more.
        let text = name.hasPrefix("'") ? "'" + name : name
        cells[column] = "\"" + text.replacing("\"", with: "\"\"") + "\""
      }
      return cells.joined(separator: ",")
    }.joined(separator: "\n") + "\n"
  }

  func couple(_ more: String..., to out: String) throws {
    let run = try Tool.run(
      ["couple", path, "--year", "2030", "--to", "2030-01-02", "--out", out, "--quiet"] + more)
    #expect(run.status == 0, "\(run.errors)")
  }

  func check() throws -> Tool.Outcome {
    try Tool.run(
      "check", path, "--year", "2030", "--to", "2030-01-02", "--solution", out, "--json")
  }

  /// Two scenarios; the second lacks the generating unit `-1`.
  func runStudy(_ scenario: String) throws {
    try folder.write(
      """
      study: "=1+1"
      case: case
      kind: coupling
      years: 2030
      horizon: {from: 01-01, to: 01-02}
      outputs: hourly
      options: {network: flow_based}
      scenarios:
        - name: base
        - name: "\(scenario)"
          patches:
            - select: {table: generating_units, asset: "-1"}
              remove: yes

      """, to: "study.yaml")
    let run = try Tool.run("run", folder.path + "/study.yaml", "--out", out, "--quiet")
    #expect(run.status == 0, "\(run.errors)")
  }

  /// Holds every cell of every CSV file below a folder against what a spreadsheet would do.
  ///
  /// - Returns: the number of files.
  func inertFiles(below folder: String, _ names: [String]) throws -> Int {
    let seen = try PythonJudge.run(
      script: ProjectFolder.path("Tests/CommandLineTests/Scripts/check_cells.py"),
      arguments: [folder, ProjectFolder.path("notebooks-export/schema.json")] + names)
    return try #require(Int(seen.trimmingCharacters(in: .whitespacesAndNewlines)))
  }
}

@Suite("names that a spreadsheet would compute")
struct SpreadsheetTests {
  private static let names = FormulaCase.names

  @Test(
    "no cell of a coupling, of its domains and of its exports is computed",
    .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"))
  func coupling() throws {
    let made = try FormulaCase()
    try made.couple(to: made.out)
    for format in ["csv", "iamc", "pypsa"] {
      let export = try Tool.run("export", made.out, "--to", format)
      #expect(export.status == 0, "\(export.errors)")
    }
    let zones = ["A", "B", "C"].compactMap { Self.names[$0] }
    let branches = ["1-2", "2-4", "4-3", "3-1"].compactMap { Self.names[$0] }
    #expect(
      try made.inertFiles(below: made.out, zones + branches + ["=node_1_mw", "@node_3"]) > 30)
    #expect(try made.inertFiles(below: made.out + "/domains", branches) == 1)
    #expect(
      try made.inertFiles(below: made.out + "/export/pypsa", zones + ["=1+1 =node_1"]) > 10)
  }

  @Test(
    "no cell of a study, of its runs and of its exports is computed",
    .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"))
  func study() throws {
    let made = try FormulaCase()
    try made.runStudy("@'=without")
    for format in ["csv", "iamc", "pypsa"] {
      let export = try Tool.run("export", made.out, "--to", format)
      #expect(export.status == 0, "\(export.errors)")
    }
    let names = ["A", "B", "C", "G1", "G2", "G3"].compactMap { Self.names[$0] }
    #expect(try made.inertFiles(below: made.out, names + ["@'=without"]) > 60)
    // The figures of the case: units, branches and free text of its sources.
    let (results, figures) = (made.folder.path + "/figures", made.out + "/results/figures.csv")
    try FileManager.default.createDirectory(atPath: results, withIntermediateDirectories: false)
    try FileManager.default.copyItem(atPath: figures, toPath: results + "/figures.csv")
    #expect(try made.inertFiles(below: results, names + [FormulaCase.title]) == 1)
    // Numbers are left alone.
    let text = try String(contentsOfFile: figures, encoding: .utf8)
    #expect(text.contains(",price_floor_eur_per_mwh,-500,"))
  }

  @Test("what is written reads back with the true names")
  func readBack() throws {
    let made = try FormulaCase()
    try made.couple(to: made.out)
    let checked = try made.check()
    #expect(checked.status == 0, "\(checked.errors)")
    #expect(try jsonObject(checked.output)["status"] as? String == "passed")

    let explained = try Tool.run(
      "explain", made.out, "--price=-C (opposite)@2030-01-01T05:00", "--against==1+1", "--json")
    #expect(explained.status == 0, "\(explained.errors)")
    let json = try jsonObject(explained.output)
    #expect(json["zone"] as? String == "-C (opposite)")
    expectClose(
      try #require(json["spread_eur_per_mwh"] as? Double), 35, absolute: 1e-3, "spread")
    let terms = try #require(json["terms"] as? [[String: Any]])
    let words = try #require(terms.first?["words"] as? String)
    #expect(words.hasPrefix("+3-1 (opposite) / outage of -: shadow price "), "\(words)")
    #expect(words.contains("(PTDF of =1+1 less that of -C (opposite))"), "\(words)")

    // The domains stand for themselves, name by name: the same tables.
    let again = made.folder.path + "/again"
    try made.couple("--domain", made.out + "/domains", to: again)
    for table in ["zones_hourly", "cnecs_hourly", "cnecs_annual"] {
      let files = [made.out, again].map { "\($0)/results/\(table).csv" }
      #expect(try LocalDisk().read(files[0]) == LocalDisk().read(files[1]), "\(table)")
    }
  }

  @Test("tables of others need no apostrophe")
  func rawTables() throws {
    let made = try FormulaCase()
    try made.couple(to: made.out)
    for table in ["zones_hourly", "supply_hourly"] {
      let file = "\(made.out)/results/\(table).csv"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let raw = text.replacing("'", with: "")
      #expect(raw != text && raw.contains(",=1+1,"))
      try raw.write(toFile: file, atomically: false, encoding: .utf8)
    }
    let checked = try made.check()
    #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
  }

  @Test("reports show the true names, also of two studies side by side")
  func reports() throws {
    let made = try FormulaCase()
    try made.runStudy("=without")
    // Charts are not drawn here, so that anything stands for their library.
    try made.folder.write("// none", to: "charts.js")
    let page = made.folder.path + "/report.html"
    let folders = try [made.out] + runs(of: made.out)
    for words in folders.map({ [$0] }) + [[made.out, "--compare", made.out]] {
      let report = try Tool.run(
        ["report", "--out", page] + words,
        environment: ["PENTAFLOW_VEGA": made.folder.path + "/charts.js"])
      #expect(report.status == 0, "\(report.errors)")
      let html = try String(contentsOfFile: page, encoding: .utf8)
      #expect(html.contains("\"=1+1\""), "\(words)")
      for shown in ["'=1+1", "&#39;=1+1", "'=without", "&#39;=without"] {
        #expect(!html.contains(shown), "\(shown)")
      }
    }
  }

  private func runs(of study: String) throws -> [String] {
    try LocalDisk().entries(of: study + "/runs").filter { !$0.hasPrefix(".") }
      .map { "\(study)/runs/\($0)" }
  }
}
