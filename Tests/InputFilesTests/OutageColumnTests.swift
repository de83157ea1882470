// SPDX-License-Identifier: Apache-2.0
import InputFiles
import TestSupport
import Testing

@Suite("columns of outages and of the out-of-market reserve")
struct OutageColumnTests {
  /// The small case with columns added to one table: header and value of each row.
  private func folder(
    _ table: String, columns: String, rows: [String]
  ) throws -> TemporaryFolder {
    var files = SmallCase.files
    var lines = files[table]!.split(separator: "\n").map(String.init)
    #expect(lines.count == rows.count + 1)
    lines[0] += "," + columns
    for row in rows.indices { lines[row + 1] += "," + rows[row] }
    files[table] = lines.joined(separator: "\n") + "\n"
    return try TemporaryFolder(files: files)
  }

  private func messages(_ folder: TemporaryFolder) -> String {
    let errors = #expect(throws: InputErrors.self) { try readCase(at: folder.path, year: 2030) }
    return (errors?.description ?? "").replacing(folder.path, with: "case")
  }

  @Test("without the columns nothing fails and nothing is out of the market")
  func absent() throws {
    let folder = try TemporaryFolder(files: SmallCase.files)
    let (system, _) = try readCase(at: folder.path, year: 2030)
    #expect(system.storages.allSatisfy { $0.forcedOutageRate == 0 })
    #expect(system.generatingUnits.allSatisfy { !$0.isOutOfMarket })
  }

  @Test("outages of storages are read")
  func storages() throws {
    let folder = try folder(
      "storages.csv", columns: "forced_outage_rate,mttr_h", rows: ["0.02,30", "0.05,48"])
    let storage = try readCase(at: folder.path, year: 2030).0.storages[0]
    #expect(storage.forcedOutageRate == 0.05 && storage.meanTimeToRepairHours == 48)
  }

  @Test("units out of the market are read")
  func outOfMarket() throws {
    let folder = try folder(
      "generating_units.csv", columns: "out_of_market", rows: ["no", "yes", "", "no"])
    let units = try readCase(at: folder.path, year: 2030).0.generatingUnits
    #expect(units.map(\.isOutOfMarket) == [true, false])
  }

  @Test("wrong outages of storages are named, all of them")
  func wrongStorages() throws {
    let folder = try folder(
      "storages.csv", columns: "forced_outage_rate,mttr_h", rows: ["-0.02,30", "0.05,0"])
    #expect(
      messages(folder) == """
        case/storages.csv:2:93: error: forced_outage_rate is -0.02; it must be from 0 to 1
          fix: correct the share of time in forced outage
        case/storages.csv:3:98: error: FR_hydro has forced outage rate 0.05 and a mean time to \
        repair of 0 h
          fix: give mttr_h above 0, or a forced outage rate of 0
        """)
    let empty = try self.folder(
      "storages.csv", columns: "forced_outage_rate", rows: ["0.02", "0"])
    #expect(
      messages(empty).hasPrefix(
        "case/storages.csv:2:1: error: FR_hydro has forced outage rate 0.02 and no mean time to "
          + "repair\n"))
  }

  @Test("a word that is neither yes nor no")
  func wrongWord() throws {
    let folder = try folder(
      "generating_units.csv", columns: "out_of_market", rows: ["no", "maybe", "no", "no"])
    #expect(messages(folder).contains("out_of_market is \"maybe\", which is not one of yes, no"))
  }
}
