// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Names that a study file can hold.
private let hostileScenarios = HostileNames.all.filter { name in
  name.unicodeScalars.allSatisfy { (32..<127).contains($0.value) }
}

private func quotedForYAML(_ text: String) -> String {
  "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}

/// A day of four nodes, flow-based, with hourly tables.
private func studyText(_ scenarios: [String]) -> String {
  """
  study: "=sum of <b>nodes</b>"
  case: grids/four-node
  kind: coupling
  years: 2030
  horizon: {from: 01-01, to: 01-02}
  outputs: hourly
  options: {network: flow_based}
  scenarios:
    - name: base

  """
    + scenarios.map { name in
      """
        - name: \(quotedForYAML(name))
          patches: [{select: {table: demand}, scale: {annual_twh: 1.1, peak_mw: 1.1}}]

      """
    }.joined()
}

@Suite("exports", .serialized)
struct ExportTests {
  private static let formats = ["csv", "sqlite", "netcdf", "iamc", "pypsa", "notebook"]

  private func made(_ folder: TemporaryFolder, _ scenarios: [String]) throws -> String {
    try folder.write(studyText(scenarios), to: "study.yaml")
    let out = folder.path + "/out"
    let run = try Tool.run("run", folder.path + "/study.yaml", "--out", out, "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    return out
  }

  private func coupled(_ folder: TemporaryFolder) throws -> String {
    let out = folder.path + "/out"
    let run = try Tool.run(
      "couple", "grids/four-node", "--year", "2030", "--from", "2030-01-01", "--to", "2030-01-03",
      "--out", out, "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    return out
  }

  /// Exports to the usual place.
  private func export(_ out: String, to format: String) throws -> String {
    let outcome = try Tool.run("export", out, "--to", format, "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try #require(try jsonObject(outcome.output)["out"] as? String)
  }

  /// Exports, and holds what is read against the tables of the result.
  private func expectReadable(_ out: String, _ format: String, plots: Int = 6) throws {
    let path = try export(out, to: format)
    let seen = try PythonJudge.run(
      script: ProjectFolder.path("Tests/CommandLineTests/Scripts/check_export.py"),
      arguments: [format, out, path])
    #expect(!seen.isEmpty)
    if format == "notebook" { #expect(seen == "\(plots) plots\n") }
  }

  @Test(
    "a study with hostile names, read by its users' programs",
    .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"), arguments: formats)
  func study(format: String) throws {
    let folder = try TemporaryFolder()
    try expectReadable(try made(folder, hostileScenarios), format)
  }

  @Test(
    "a coupled run, read by its users' programs",
    .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"), arguments: formats)
  func run(format: String) throws {
    let folder = try TemporaryFolder()
    try expectReadable(try coupled(folder), format)
  }

  @Test(
    "an exact adequacy result, read by its users' programs",
    .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"),
    arguments: ["csv", "sqlite", "notebook"])
  func adequacy(format: String) throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/out"
    let run = try Tool.run(
      "adequacy", "grids/rts79", "--method", "exact", "--out", out, "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    try expectReadable(out, format, plots: 2)
  }

  @Test("the same result gives the same bytes", arguments: ["sqlite", "iamc", "notebook"])
  func sameBytes(format: String) throws {
    let folder = try TemporaryFolder()
    let out = try made(folder, ["more"])
    let files = try ["a", "b"].map { name in
      let path = folder.path + "/" + name
      #expect(try Tool.run("export", out, "--to", format, "--out", path).status == 0)
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }
    #expect(files[0] == files[1])
    #expect(files[0].count > 100)
  }

  @Test("a result holds the certificate of every run, and an export the same")
  func certificates() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      studyText(["more"]).replacing("outputs: hourly\n", with: "outputs: summary\n"),
      to: "study.yaml")
    let study = folder.path + "/study"
    #expect(try Tool.run("run", folder.path + "/study.yaml", "--out", study).status == 0)
    let seal = try String(contentsOfFile: study + "/SHA256SUMS", encoding: .utf8)
    #expect(seal.contains("  certificates.jsonl\n"))
    for (out, count) in [(study, 2), (try coupled(folder), 1)] {
      let text = try String(contentsOfFile: out + "/certificates.jsonl", encoding: .utf8)
      let lines = try text.split(separator: "\n").map { try jsonObject(String($0)) }
      #expect(lines.count == count)
      for line in lines {
        #expect(line["status"] as? String == "optimal")
        #expect(line["duration_h"] as? Double == (count == 1 ? 48 : 24))
        let cost = try #require(line["objective_eur"] as? Double)
        let bound = try #require(line["safe_lower_bound_eur"] as? Double)
        #expect(cost > 0 && abs(cost - bound) <= 1e-6 * cost)
        #expect(try #require(line["relative_gap"] as? Double).magnitude <= 1e-7)
        #expect(try #require(line["iterations"] as? Int) > 0)
      }
      let path = try export(out, to: "csv")
      #expect(
        try String(contentsOfFile: path + "/certificates.jsonl", encoding: .utf8) == text)
    }
  }

  @Test("the study's own files stay as they are, and it is still whole")
  func resultStays() throws {
    let folder = try TemporaryFolder()
    let out = try made(folder, ["more"])
    for format in Self.formats { _ = try export(out, to: format) }
    let status = try Tool.run("status", out, "--json")
    #expect(try jsonObject(status.output)["state"] as? String == "finished")
  }

  @Test("no name of a scenario stands in the notebook")
  func notebookHoldsNoNames() throws {
    let folder = try TemporaryFolder()
    let out = try made(folder, hostileScenarios)
    let path = folder.path + "/notebook.ipynb"
    #expect(try Tool.run("export", out, "--to", "notebook", "--out", path).status == 0)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for name in ["alert(1)", "=1+1", "=sum of", "pwned"] { #expect(!text.contains(name)) }
  }

  @Test("what is there is kept without --force", arguments: ["csv", "sqlite", "iamc"])
  func force(format: String) throws {
    let folder = try TemporaryFolder()
    let out = try coupled(folder)
    let path = try export(out, to: format)
    let again = try Tool.run("export", out, "--to", format)
    #expect(again.status == 64)
    #expect(
      again.errors
        == "error: \(path) holds a result already\n  fix: give another --out, or --force to "
        + "replace it\n")
    #expect(try Tool.run("export", out, "--to", format, "--force").status == 0)
    #expect(try Tool.run("export", out, "--to", format, "--out", folder.path).status == 64)
    #expect(
      !(try FileManager.default.contentsOfDirectory(atPath: out + "/export")).contains {
        $0.hasPrefix(".")
      })
  }

  @Test("what cannot be exported is told with what to do")
  func refused() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      studyText([]).replacing("outputs: hourly\n", with: ""), to: "study.yaml")
    let out = folder.path + "/out"
    #expect(try Tool.run("run", folder.path + "/study.yaml", "--out", out).status == 0)
    for format in ["netcdf", "pypsa"] {
      let outcome = try Tool.run("export", out, "--to", format)
      #expect(outcome.status == 65)
      #expect(outcome.errors.contains("error: no run has results/zones_hourly.csv, which "))
      #expect(
        outcome.errors.hasSuffix("fix: add `outputs: hourly` to the study and run it again\n"))
    }
    #expect(!FileManager.default.fileExists(atPath: out + "/export/netcdf"))
    #expect(try Tool.run("export", folder.path, "--to", "csv").status == 64)
    #expect(try Tool.run("export", out, "--to", "excel").status == 64)
  }

  /// A day of the Penta case, which has hydrogen and storages.
  @Test("a run of a study leaves all that a check reads, and its hours fit in one NetCDF file")
  func runWithHydrogen() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      study: hydrogen
      case: grids/penta
      kind: coupling
      years: 2040
      horizon: {from: 01-11, to: 01-12}
      outputs: hourly
      options: {climate_years: 1}
      scenarios:
        - name: base

      """, to: "study.yaml")
    let out = folder.path + "/out"
    let made = try Tool.run("run", folder.path + "/study.yaml", "--out", out, "--quiet")
    #expect(made.status == 0, "\(made.errors)")
    let check = try Tool.run(
      "check", "grids/penta", "--year", "2040", "--from", "2040-01-11", "--to", "2040-01-12",
      "--climate-year", "1", "--solution", out + "/runs/0001-base-2040-c1")
    #expect(check.status == 0, "\(check.output)\(check.errors)")
    #expect(check.output.contains("hydrogen balance"), "\(check.output)")
    let hours = try export(out, to: "netcdf") + "/0001-base-2040-c1.nc"
    #expect(FileManager.default.fileExists(atPath: hours))
  }
}

@Suite("notebooks-export is kept current")
struct NotebookContractTests {
  private let sample = ProjectFolder.path("notebooks-export/sample")

  @Test("the schema is that of the tool")
  func schema() throws {
    let written = try String(
      contentsOfFile: ProjectFolder.path("notebooks-export/schema.json"), encoding: .utf8)
    let outcome = try Tool.run("schema", "--results", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(written == outcome.output, "run notebooks-export/regenerate")
  }

  /// Tables of a study and of its runs, by path; not manifests, which say when and where.
  private func tables(_ out: String) throws -> [String: Data] {
    var tables: [String: Data] = [:]
    let files = FileManager.default.enumerator(atPath: out)
    while let name = files?.nextObject() as? String {
      guard name.hasSuffix(".csv"), !name.hasPrefix("export/") else { continue }
      tables[name] = try Data(contentsOf: URL(fileURLWithPath: out + "/" + name))
    }
    return tables
  }

  @Test("the sample study gives the tables that stand there, and the same notebook")
  func sampleStudy() throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/result"
    let run = try Tool.run("run", "notebooks-export/sample/study.yaml", "--out", out, "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let (made, kept) = (try tables(out), try tables(sample + "/result"))
    #expect(made.keys.sorted() == kept.keys.sorted())
    for (name, bytes) in made {
      #expect(kept[name] == bytes, "\(name): run notebooks-export/regenerate")
    }
    #expect(made.count > 10)
    let notebook = out + "/notebook.ipynb"
    #expect(try Tool.run("export", out, "--to", "notebook").status == 0)
    #expect(
      FileManager.default.contentsEqual(
        atPath: notebook, andPath: sample + "/result/notebook.ipynb"))
  }

  @Test("the sample is small")
  func size() throws {
    var bytes = 0
    let files = FileManager.default.enumerator(atPath: sample)
    while files?.nextObject() != nil {
      bytes += (files?.fileAttributes?[.size] as? NSNumber)?.intValue ?? 0
    }
    #expect((10_000..<1_000_000).contains(bytes))
  }
}
