// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite("results that were changed")
struct DamagedResultTests {
  /// A copy of the sample study, to be damaged.
  private func sample(_ folder: TemporaryFolder) throws -> String {
    let out = folder.path + "/out"
    try FileManager.default.copyItem(
      atPath: ProjectFolder.path("notebooks-export/sample/result"), toPath: out)
    return out
  }

  /// Changes one digit of the last figure of a file.
  private func damage(_ file: String) throws {
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let place = try #require(bytes.lastIndex { digits.contains($0) })
    bytes[place] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: file))
  }

  private func refusal(_ words: String) -> String {
    """
    error: \(words)
      fix: make the result again; pentaflow resume does it for a study

    """
  }

  /// Charts are not drawn here, so that anything stands for their library.
  private func report(_ folder: TemporaryFolder, _ words: String...) throws -> Tool.Outcome {
    try folder.write("// none", to: "charts.js")
    return try Tool.run(
      ["report", "--out", folder.path + "/page.html"] + words,
      environment: ["PENTAFLOW_VEGA": folder.path + "/charts.js"])
  }

  @Test(
    "a table of a study or of one of its runs that was changed is neither shown nor exported",
    arguments: ["results/study_runs.csv", "runs/0002-without-unit-1-2030/results/welfare.csv"])
  func changedTable(name: String) throws {
    let folder = try TemporaryFolder()
    let out = try sample(folder)
    let whole = try Tool.run("export", out, "--to", "csv", "--out", folder.path + "/whole")
    #expect(whole.status == 0, "\(whole.errors)")
    try damage(out + "/" + name)
    let export = try Tool.run("export", out, "--to", "csv", "--out", folder.path + "/export")
    #expect(export.status == 6)
    #expect(export.errors == refusal("\(out)/\(name) does not match its hash"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/export"))
    if name.hasPrefix("results/") {
      let report = try report(folder, out)
      #expect(report.status == 6)
      #expect(report.errors == refusal("\(out)/\(name) does not match its hash"))
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/page.html"))
    }
  }

  @Test("so is one beside no list of hashes, by its manifest, and one that is gone")
  func changedTableOfRun() throws {
    let folder = try TemporaryFolder()
    let run = try sample(folder) + "/runs/0001-base-2030"
    try FileManager.default.removeItem(atPath: run + "/SHA256SUMS")
    let table = run + "/results/zones_annual.csv"
    #expect(try report(folder, run).status == 0)
    try damage(table)
    #expect(try report(folder, run).errors == refusal("\(table) does not match its hash"))
    try FileManager.default.removeItem(atPath: table)
    #expect(try report(folder, run).errors == refusal("\(table) is missing"))
  }

  @Test("a manifest or a list of hashes that was changed is refused")
  func changedManifest() throws {
    let folder = try TemporaryFolder()
    let out = try sample(folder)
    try damage(out + "/manifest.json")
    #expect(
      try report(folder, out).errors == refusal("\(out)/manifest.json does not match its hash"))
    try folder.write("none\n", to: "out/SHA256SUMS")
    let listed = try report(folder, out)
    #expect(listed.status == 6)
    #expect(listed.errors == refusal("\(out)/SHA256SUMS is damaged"))
  }
}
