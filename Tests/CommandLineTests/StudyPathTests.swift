// SPDX-License-Identifier: Apache-2.0
import Foundation
import Quantities
import Reports
import TestSupport
import Testing

@Suite("paths in studies")
struct StudyPathTests {
  private let files = FileManager.default

  /// A study of `name` in a folder of its own; the case is copied to `cases` under the parent.
  private final class Setup {
    let folder: TemporaryFolder
    var study: String { folder.path + "/studies/study.yaml" }

    init(case name: String) throws {
      folder = try TemporaryFolder()
      for name in ["studies", "cases"] {
        try FileManager.default.createDirectory(
          atPath: folder.path + "/" + name, withIntermediateDirectories: true)
      }
      try FileManager.default.copyItem(
        atPath: ProjectFolder.path("grids/four-node"), toPath: folder.path + "/cases/own")
      try folder.write(
        """
        study: paths
        kind: coupling
        case: \(name.replacing("FOLDER", with: folder.path))
        years: 2030
        horizon: {from: 01-01, to: 01-02}
        options: {network: copperplate}
        scenarios: [{name: base}]

        """, to: "studies/study.yaml")
    }

    /// What is said of the study, without the folder.
    func words(_ command: String...) throws -> (status: Int32, errors: String) {
      let outcome = try Tool.run(command + [study])
      let real = URL(fileURLWithPath: folder.path).resolvingSymlinksInPath().path
      return (
        outcome.status,
        outcome.errors.replacing(real + "/", with: "").replacing(folder.path + "/", with: "")
      )
    }
  }

  @Test("a case that is named by an absolute path is refused")
  func absolute() throws {
    let (status, errors) = try Setup(case: "FOLDER/cases/own").words("run", "--quiet")
    #expect(status == 65)
    #expect(
      errors == """
        studies/study.yaml:3:7: error: case is cases/own, an absolute path
          fix: name it from the study file or the current folder on, or one that comes with \
        pentaflow: grids/penta

        """)
  }

  @Test("a case that dots lead to is refused", arguments: ["../cases/own", "x/../../cases/own"])
  func dots(name: String) throws {
    let setup = try Setup(case: name)
    try files.createDirectory(
      atPath: setup.folder.path + "/studies/x", withIntermediateDirectories: true)
    let (status, errors) = try setup.words("run", "--quiet")
    #expect(status == 65)
    #expect(
      errors == """
        studies/study.yaml:3:7: error: case is \(name), which leads out of the folder of the study
          fix: put the study beside the case, or into it, and leave .. out

        """)
  }

  @Test("a study inside its case names it by dots")
  func inside() throws {
    let setup = try Setup(case: "..")
    let own = setup.folder.path + "/cases/own/studies"
    try files.createDirectory(atPath: own, withIntermediateDirectories: true)
    try files.moveItem(atPath: setup.study, toPath: own + "/study.yaml")
    let outcome = try Tool.run("run", own + "/study.yaml", "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test("a case that is a link out of the study's folder is refused")
  func link() throws {
    let setup = try Setup(case: "own")
    try files.createSymbolicLink(
      atPath: setup.folder.path + "/studies/own",
      withDestinationPath: setup.folder.path + "/cases/own")
    for command in [["run", "--quiet"], ["scenario", "diff", setup.study + ":base"]] {
      let outcome = try Tool.run(command + [setup.study])
      #expect(outcome.status == 65, "\(command)")
      #expect(
        outcome.errors.hasPrefix("\(setup.study):3:7: error: case is own, a link to /"),
        "\(outcome.errors)")
      #expect(outcome.errors.contains("fix: put the case itself there"))
    }
  }

  @Test("tables and series that are links out of the case are refused, all said at once")
  func linkedTables() throws {
    let setup = try Setup(case: "own")
    let (studies, own) = (setup.folder.path + "/studies", setup.folder.path + "/studies/own")
    try files.moveItem(atPath: setup.folder.path + "/cases/own", toPath: own)
    for name in ["fuels.csv", "series"] {
      try? files.moveItem(atPath: own + "/" + name, toPath: setup.folder.path + "/" + name)
      try files.createSymbolicLink(atPath: own + "/" + name, withDestinationPath: "../../" + name)
    }
    // A link that stays inside is a matter of the case alone.
    try files.createSymbolicLink(atPath: own + "/more.md", withDestinationPath: "README.md")
    let (status, errors) = try setup.words("run", "--quiet")
    #expect(status == 65)
    #expect(
      errors == """
        studies/study.yaml:3:7: error: case is own, but its fuels.csv is a link to fuels.csv, \
        outside the case
          fix: put the file itself there
        studies/study.yaml:3:7: error: case is own, but its series is a link to ../../series, \
        outside the case
          fix: put the file itself there

        """)
    #expect(files.fileExists(atPath: studies))
  }

  @Test(
    "tables and profiles of patches are names, not paths",
    arguments: [
      ("{select: {table: ../../zones}, remove: yes}", "there is no table ../../zones"),
      ("{select: {table: /etc/passwd}, remove: yes}", "there is no table /etc/passwd"),
      (
        "{select: {table: zones}, swap: {series_column: ../../load}}",
        "study.yaml:7:"
      ),
    ])
  func patches(patch: String, message: String) throws {
    let setup = try Setup(case: "grids/four-node")
    let text = try String(contentsOfFile: setup.study, encoding: .utf8)
    try setup.folder.write(
      text.replacing("{name: base}", with: "{name: base, patches: [\(patch)]}"),
      to: "studies/study.yaml")
    let outcome = try Tool.run("run", setup.study, "--quiet")
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test("profiles of a case are names of its series, not paths")
  func profiles() throws {
    let setup = try Setup(case: "own")
    let (root, own) = (setup.folder.path, setup.folder.path + "/studies/own")
    try files.moveItem(atPath: root + "/cases/own", toPath: own)
    for folder in [own + "/series", root + "/studies/secret"] {
      try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }
    let series =
      "time,A,B,C\n"
      + (0..<365).flatMap { day in
        let date = CivilDate(
          daysSince1970: CivilDate(year: 2030, month: 1, day: 1).daysSince1970 + day)
        return (0..<24).map { "\(date)T\($0 < 10 ? "0" : "")\($0):00Z,1,1,1\n" }
      }.joined()
    try setup.folder.write(series, to: "studies/own/series/load_mw.csv")
    try setup.folder.write(series, to: "studies/secret/wind.csv")
    for profile in ["../../secret/wind", root + "/studies/secret/wind"] {
      try setup.folder.write(
        """
        renewable,zone,technology,injection,year,installed_mw,profile,profile_column,\
        capacity_factor,curtailment_cost_eur_per_mwh,source,quality
        W,A,wind,load,2030,10,\(profile),A,,0,own,assumption

        """, to: "studies/own/renewables.csv")
      let outcome = try Tool.run("run", setup.study, "--quiet")
      #expect(outcome.status == 1)
      #expect(
        outcome.output.contains("run 1, 0001-base-2030: failed: the series is missing\n"),
        "\(outcome.output)\(outcome.errors)")
    }
    // The same series under a name of the case.
    try files.moveItem(atPath: root + "/studies/secret/wind.csv", toPath: own + "/series/wind.csv")
    let table = own + "/renewables.csv"
    let text = try String(contentsOfFile: table, encoding: .utf8)
    try setup.folder.write(
      text.replacing(root + "/studies/secret/wind", with: "wind"), to: "studies/own/renewables.csv")
    let outcome = try Tool.run("run", setup.study, "--quiet")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test("a manifest names nothing outside its result")
  func manifest() throws {
    let setup = try Setup(case: "grids/four-node")
    let out = setup.folder.path + "/out"
    #expect(try Tool.run("run", setup.study, "--quiet", "--out", out).status == 0)
    let manifest = try String(contentsOfFile: out + "/manifest.json", encoding: .utf8)
    let seal = try String(contentsOfFile: out + "/SHA256SUMS", encoding: .utf8)
    for name in ["../../other", "/etc", ".."] {
      // Sealed anew: hashes prove nothing about who wrote a result.
      let forged = manifest.replacing("\"0001-base-2030\"", with: "\"\(name)\"")
      try setup.folder.write(forged, to: "out/manifest.json")
      try setup.folder.write(
        seal.replacing(
          SHA256.hexDigest(of: Array(manifest.utf8)), with: SHA256.hexDigest(of: Array(forged.utf8))
        ),
        to: "out/SHA256SUMS")
      let outcome = try Tool.run("export", out, "--to", "csv")
      #expect(outcome.status == 65)
      #expect(
        outcome.errors == """
          \(out)/manifest.json:1:1: error: "\(name)" is no name of a run or a domain of this result
            fix: make the result again

          """)
    }
  }

  @Test("results may go through a link")
  func output() throws {
    let setup = try Setup(case: "grids/four-node")
    let root = setup.folder.path
    try files.createDirectory(atPath: root + "/disk", withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: root + "/link", withDestinationPath: root + "/disk")
    let outcome = try Tool.run("run", setup.study, "--quiet", "--out", root + "/link/out")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(files.fileExists(atPath: root + "/disk/out/manifest.json"))
  }
}
