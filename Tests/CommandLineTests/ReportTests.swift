// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

private let bundle = ProjectFolder.path(".charts/vega-bundle.js")
private let hasBundle = FileManager.default.fileExists(atPath: bundle)
private let hasBrowser = hasBundle && Browser.path != nil

@Suite("reports")
struct ReportTests {
  /// Writes a result folder of texts.
  private func write(
    _ tables: [String: String], manifest: String, to folder: TemporaryFolder
  ) throws {
    for name in ["results", "domains"] {
      try FileManager.default.createDirectory(
        atPath: folder.path + "/" + name, withIntermediateDirectories: true)
    }
    try folder.write(manifest, to: "manifest.json")
    for (name, text) in tables { try folder.write(text, to: "results/\(name).csv") }
    try folder.write(TinyResultText.winter, to: "domains/winter.csv")
  }

  private func tinyFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try write(TinyResultText.tables, manifest: TinyResultText.manifest, to: folder)
    return folder
  }

  @Test("a page is written beside the tables and told", .enabled(if: hasBundle))
  func pageIsWritten() throws {
    let folder = try tinyFolder()
    let outcome = try Tool.run("report", folder.path)
    #expect(outcome.status == 0)
    #expect(outcome.output == "report: \(folder.path)/report.html\n")
    #expect(outcome.errors.hasPrefix("13 charts, 0 left out for want of data, "))
    let again = try Tool.run("report", folder.path, "--out", folder.path + "/b.html", "--json")
    let json = try jsonObject(again.output)
    #expect((json["charts"] as? [String])?.count == 13)
    let files = try ["report.html", "b.html"].map {
      try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + $0))
    }
    #expect(files[0] == files[1])
    #expect(json["bytes"] as? Int == files[1].count)
  }

  @Test("without the library of the charts, the command that fetches it is told")
  func withoutBundle() throws {
    let folder = try tinyFolder()
    let outcome = try Tool.run(
      "report", folder.path, environment: ["PENTAFLOW_VEGA": folder.path + "/none.js"])
    #expect(outcome.status == 64)
    #expect(
      outcome.errors == """
        error: the library that draws the charts is not found at \(folder.path)/none.js
          fix: run .ci/setup charts in the folder of pentaflow, or set PENTAFLOW_VEGA to the file

        """)
  }

  @Test("what is no result is told", .enabled(if: hasBundle))
  func notAResult() throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run("report", folder.path)
    #expect(outcome.status == 64)
    #expect(
      outcome.errors == """
        error: \(folder.path) is not a finished result: it has no manifest.json
          fix: give the folder that --out named

        """)
    try folder.write("{", to: "manifest.json")
    let broken = try Tool.run("report", folder.path)
    #expect(broken.status == 65)
    #expect(broken.errors.contains("manifest.json:1:1: error: not a manifest of pentaflow"))
    try folder.write("{\"command\": \"capacity\"}", to: "manifest.json")
    let capacity = try Tool.run("report", folder.path)
    #expect(capacity.status == 65)
    #expect(capacity.errors.contains("there is no report of a result of pentaflow capacity"))
  }

  @Test("one run of a study has the page of a run", .enabled(if: hasBundle))
  func runOfStudy() throws {
    let study = ProjectFolder.path("notebooks-export/sample/result")
    let folder = try TemporaryFolder()
    let page = folder.path + "/run.html"
    let report = try Tool.run("report", study, "--run", "2", "--out", page, "--json")
    #expect(report.status == 0, "\(report.errors)")
    let charts = try #require(try jsonObject(report.output)["charts"] as? [String])
    #expect(charts.contains("price-duration") && !charts.contains("scenarios"))
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains(", scenario without unit 1</p>"))
    // The same page as that of the run's folder.
    let direct = try Tool.run(
      "report", study + "/runs/0002-without-unit-1-2030", "--out", folder.path + "/b.html")
    #expect(direct.status == 0, "\(direct.errors)")
    #expect(try String(contentsOfFile: folder.path + "/b.html", encoding: .utf8) == html)
  }

  @Test("a run that is not there is told", .enabled(if: hasBundle))
  func noSuchRun() throws {
    let study = ProjectFolder.path("notebooks-export/sample/result")
    let missing = try Tool.run("report", study, "--run", "7")
    #expect(missing.status == 64)
    #expect(
      missing.errors == """
        error: \(study) has no run 7, but 2 others
          fix: give a number out of the column run of \(study)/results/study_runs.csv

        """)
    let folder = try tinyFolder()
    let single = try Tool.run("report", folder.path, "--run", "1")
    #expect(single.status == 64)
    #expect(
      single.errors == """
        error: \(folder.path) has no runs to choose from
          fix: leave --run out: it is for studies

        """)
    try folder.write(
      """
      {"command": "run", "runs": [{"run": 1, "folder": "0001-base-2030", "scenario": "base",
        "year": 2030, "status": "optimal"}]}
      """, to: "manifest.json")
    let unkept = try Tool.run("report", folder.path, "--run", "1")
    #expect(unkept.status == 64)
    #expect(unkept.errors.hasPrefix("error: \(folder.path) keeps no tables of run 1\n  fix: "))
  }

  @Test("a run is compared with the same run of another study, never with all of it")
  func comparedRun() throws {
    let study = ProjectFolder.path("notebooks-export/sample/result")
    let run = study + "/runs/0002-without-unit-1-2030"
    let folder = try TemporaryFolder()
    // Charts are not drawn here, so that anything stands for their library.
    try folder.write("// none", to: "charts.js")
    let page = folder.path + "/page.html"
    func report(_ words: String...) throws -> Tool.Outcome {
      try Tool.run(
        ["report", "--out", page, "--json"] + words,
        environment: ["PENTAFLOW_VEGA": folder.path + "/charts.js"])
    }
    for other in [study, run] {
      let outcome = try report(study, "--run", "2", "--compare", other)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let charts = try #require(try jsonObject(outcome.output)["charts"] as? [String])
      #expect(charts.contains("zone-differences") && charts.contains("price-comparison"))
      #expect(
        try String(contentsOfFile: page, encoding: .utf8).contains(", compared with \(run)</p>"))
    }
    for (one, other) in [(study, run), (run, study)] {
      let outcome = try report(one, "--compare", other)
      #expect(outcome.status == 64)
      #expect(
        outcome.errors == """
          error: of \(one) and \(other) one is a study, the other no study
            fix: compare two studies, or choose a run with --run

          """)
    }
    try folder.write(
      """
      {"command": "run", "runs": [{"run": 2, "folder": "0002-base-2035", "scenario": "base",
        "year": 2035, "status": "optimal"}]}
      """, to: "manifest.json")
    let missing = try report(study, "--run", "2", "--compare", folder.path)
    #expect(missing.status == 64)
    #expect(
      missing.errors == """
        error: \(folder.path) has no run of the same scenario, year, climate year and sample as run \
        2 of \(study)
          fix: give the folder of the run to compare with, below \(folder.path)/runs

        """)
  }

  // MARK: in a browser

  /// Opens a report as its readers do: every chart has marks, the console is empty. Pictures are
  /// kept in out/screenshots.
  @discardableResult
  private func look(
    at file: String, charts: [String], picture name: String? = nil, height: Int = 3000
  ) throws -> Browser.Visit {
    let visit = try Browser.visit(file, fragment: "tables")
    #expect(visit.console.isEmpty, "\(visit.console.prefix(3))")
    #expect(visit.document.contains("data-charts=\"\(charts.count)\""))
    var found: [String] = []
    for figure in visit.elements.components(separatedBy: "<figure id=\"").dropFirst() {
      let text = figure.components(separatedBy: "</figure>")[0]
      let id = String(text.prefix { $0 != "\"" })
      found.append(id)
      #expect(text.contains("data-plot=\"drawn\""), "\(id)")
      // Groups of marks that hold at least one.
      let marks = text.components(separatedBy: " role-mark").dropFirst().filter { group in
        group.drop { $0 != ">" }.dropFirst().prefix(3) != "</g"
      }
      #expect(!marks.isEmpty, "\(id) is empty")
      #expect(text.contains("<tbody><tr><td"), "\(id) has no table")
    }
    #expect(found == charts)
    guard let name else { return visit }
    let folder = ProjectFolder.path("out/screenshots")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Browser.picture(of: file, to: "\(folder)/\(name).png", height: height)
    return visit
  }

  @Test(
    "a coupled week end in the browser: every chart drawn, nothing on the console",
    .enabled(if: hasBrowser, "no Chromium or no library of charts: run .ci/setup test"))
  func coupledRun() throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/out"
    let run = try Tool.run(
      "couple", "grids/penta", "--year", "2040", "--from", "2040-01-14", "--to", "2040-01-16",
      "--out", out)
    #expect(run.status == 0, "\(run.errors)")
    let report = try Tool.run("report", out, "--json")
    #expect(report.status == 0, "\(report.errors)")
    let charts = try #require(try jsonObject(report.output)["charts"] as? [String])
    #expect(charts.contains("domain") && charts.contains("hydrogen"))
    try look(at: out + "/report.html", charts: charts, picture: "couple", height: 9000)
    let size = try #require(try jsonObject(report.output)["bytes"] as? Int)
    #expect(size < 5_000_000)
  }

  @Test(
    "a study in the browser",
    .enabled(if: hasBrowser, "no Chromium or no library of charts: run .ci/setup test"))
  func study() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      study: <b>nodes</b>
      case: grids/four-node
      kind: coupling
      years: 2030
      horizon: {from: 01-01, to: 01-02}
      outputs: hourly
      options: {network: copperplate}
      scenarios:
        - name: base
        - name: "</script><script>document.title = 'pwned'</script>"
          patches:
            - select: {table: generating_units, asset: G1}
              remove: yes

      """, to: "study.yaml")
    let out = folder.path + "/out"
    let run = try Tool.run("run", folder.path + "/study.yaml", "--out", out)
    #expect(run.status == 0, "\(run.errors)")
    let report = try Tool.run("report", out, "--json")
    #expect(report.status == 0, "\(report.errors)")
    let visit = try look(
      at: out + "/report.html",
      charts: [
        "scenarios", "differences", "zone-matrix", "waterfall", "scenario-supply",
        "scenario-prices", "gaps", "stage-times",
      ], picture: "study", height: 5000)
    #expect(visit.document.contains("<title>Study &lt;b&gt;nodes&lt;/b&gt;</title>"))
  }

  @Test(
    "shared costs and tariff accounts of a study in the browser",
    .enabled(if: hasBrowser, "no Chromium or no library of charts: run .ci/setup test"))
  func accountsOfStudy() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      study: nodes
      case: grids/four-node
      kind: coupling
      years: 2030
      horizon: {from: 01-01, to: 01-02}
      options: {network: copperplate}
      scenarios:
        - name: base
      cost_sharing:
        threshold: 10 %
        interest: 4 %
        life_years: 25
        projects:
          - name: "</script><script>document.title = 'pwned'</script>"
            without:
              - select: {table: generating_units, asset: G1}
                remove: yes
            investment_meur: 1
            operation_meur_per_a: 0
      tariff_account:
        from: 2025
        to: 2030
        interest: 4 %
        investment_meur: {2025: 100}
        life_years: 40
        operation_share: 1 %
        capacity_mw: {2025: 5000}
        tariff_eur_per_mw_a: 2500
        variants:
          - {name: "<img src=x onerror=alert(1)>", booked_share: {2025: 10 %}}
          - {name: all booked, booked_share: {2025: 100 %}}

      """, to: "study.yaml")
    let out = folder.path + "/out"
    let run = try Tool.run("run", folder.path + "/study.yaml", "--out", out)
    #expect(run.status == 0, "\(run.errors)")
    let report = try Tool.run("report", out, "--json")
    #expect(report.status == 0, "\(report.errors)")
    let charts = try #require(try jsonObject(report.output)["charts"] as? [String])
    let accounts = ["cost-shares", "project-gains", "tariff-balances", "tariff-flows"]
    #expect(accounts.allSatisfy { charts.contains($0) })
    let visit = try look(at: out + "/report.html", charts: charts)
    #expect(visit.document.contains("<title>Study nodes</title>"))
    #expect(!visit.elements.contains("<img"))
    let tariff = try Tool.run("tariff", folder.path + "/study.yaml", "--out", out + "-tariff")
    #expect(tariff.status == 0, "\(tariff.errors)")
    #expect(try Tool.run("report", out + "-tariff").status == 0)
    try look(at: out + "-tariff/report.html", charts: ["tariff-balances", "tariff-flows"])
  }

  @Test(
    "an exact adequacy result in the browser",
    .enabled(if: hasBrowser, "no Chromium or no library of charts: run .ci/setup test"))
  func adequacy() throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/out"
    let run = try Tool.run("adequacy", "grids/rts79", "--method", "exact", "--out", out)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Tool.run("report", out).status == 0)
    let visit = try look(
      at: out + "/report.html", charts: ["lole", "eens", "lolp", "stage-times"],
      picture: "adequacy")
    #expect(visit.document.contains("9.394 h/yr"))
  }

  @Test(
    "hostile names are inert in the browser",
    .enabled(if: hasBrowser, "no Chromium or no library of charts: run .ci/setup test"))
  func hostileNames() throws {
    let folder = try TemporaryFolder()
    // A copy of zone B for every name that a CSV file can hold.
    let names = HostileNames.all.filter { !$0.contains("\u{0}") }
    let tables = TinyResultText.tables.mapValues { text in
      text.split(separator: "\n").flatMap { line -> [String] in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        guard cells.contains("B") else { return [String(line)] }
        return [String(line)]
          + names.map { name in
            let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
            return cells.map { $0 == "B" ? quoted : String($0) }.joined(separator: ",")
          }
      }.joined(separator: "\n") + "\n"
    }
    let title = "</title><script>document.title='pwned'</script>"
    try write(
      tables, manifest: TinyResultText.manifest.replacing("\"tiny\"", with: "\"\(title)\""),
      to: folder)
    let report = try Tool.run("report", folder.path, "--json")
    #expect(report.status == 0, "\(report.errors)")
    let charts = try #require(try jsonObject(report.output)["charts"] as? [String])
    #expect(charts.count == 13)
    let visit = try look(
      at: folder.path + "/report.html", charts: charts)
    #expect(visit.document.contains("<title>Market coupling of &lt;/title&gt;&lt;script&gt;"))
    let elements = visit.elements
    for element in ["<img", "<b>", "<textarea", "<h1>x"] {
      #expect(!elements.contains(element), "\(element)")
    }
    #expect(elements.components(separatedBy: "<h1").count == 2)
    #expect(elements.components(separatedBy: "<style").count == 2)
    // Every name stands in a table as it was given.
    for name in names where !name.contains("\u{202E}") && !name.contains("\u{FEFF}") {
      let escaped = name.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        .replacing(">", with: "&gt;")
      #expect(elements.contains("<td>\(escaped)</td>"), "\(name)")
    }
  }
}
