// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite("pentaflow grid")
struct GridTests {
  @Test("derive needs a data folder")
  func noData() throws {
    let outcome = try Tool.run(
      "grid", "derive", "--case", "grids/penta", environment: ["PENTAFLOW_DATA": ""])
    #expect(outcome.status == 64)
    #expect(
      outcome.errors == """
        error: no data folder
          fix: give --data DIR or set PENTAFLOW_DATA

        """)
  }

  @Test(
    "a full disk is 75 and leaves the old tables; limits on file sizes stand for it",
    .enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"))
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: ProjectFolder.path("grids/penta/dc_links.csv"), toPath: folder.path + "/dc_links.csv")
    try folder.write("old", to: "buses.csv")
    // Blocks of 512 bytes: enough for the buses, too little for the branches.
    let outcome = try Tool.runInShell(
      "trap '' XFSZ; ulimit -f 60; exec \"$0\" grid derive --case '\(folder.path)'")
    #expect(outcome.status == 75, "\(outcome.errors)")
    #expect(outcome.errors.contains("branches.csv"), "\(outcome.errors)")
    #expect(folder.entries == ["buses.csv", "dc_links.csv"])
    #expect(try String(contentsOfFile: folder.path + "/buses.csv", encoding: .utf8) == "old")
  }

  @Test("derive names every file it cannot read")
  func missingFiles() throws {
    let outcome = try Tool.run(
      "grid", "derive", "--case", "grids/penta", "--data", "no-such-folder")
    #expect(outcome.status == 65)
    for file in ["buses.csv", "lines.csv", "transformers.csv", "powerplants.csv.gz"] {
      #expect(outcome.errors.contains("\(file):1:1: error: cannot read the file"), "\(file)")
    }
  }

  @Test(
    "derive writes the three tables and says what it did",
    .enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"))
  func derives() throws {
    let folder = try TemporaryFolder()
    let links = ProjectFolder.path("grids/penta/dc_links.csv")
    try FileManager.default.copyItem(atPath: links, toPath: folder.path + "/dc_links.csv")
    let outcome = try Tool.run("grid", "derive", "--case", folder.path)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("  DE-NL 8+0, 13585\n"))
    for name in ["buses.csv", "branches.csv", "injection_weights.csv"] {
      let text = try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
      let shipped = try String(
        contentsOfFile: ProjectFolder.path("grids/penta/\(name)"), encoding: .utf8)
      #expect(text.split(separator: "\n").count == shipped.split(separator: "\n").count)
    }
  }
}
