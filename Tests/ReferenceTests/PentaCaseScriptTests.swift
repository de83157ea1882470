// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite(
  "scripts of the Penta case",
  .enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"),
  .enabled(if: PythonScript.isAvailable, "there is no python3"))
struct PentaCaseScriptTests {
  static let tables = [
    "sources", "zones", "demand", "generating_units", "renewables", "storages", "demand_response",
    "reserves", "fuels", "borders", "dc_links", "hubs", "hydrogen_nodes", "electrolysers",
    "renewable_contracts", "pipelines", "caverns", "terminals", "terminal_bands", "reformers",
    "capture_networks", "derive/totals",
  ]

  @Test("the tables are what the script compiles, byte for byte")
  func tablesAreReproduced() throws {
    try withScratchFolder { scratch in
      try PythonScript.run(
        "grids/penta/derive/compile_tables.py",
        [DataFolder.path("penta-case-draft"), "--out", scratch])
      for table in Self.tables {
        let made = try contents(scratch + "/\(table).csv")
        let shipped = try contents(ProjectFolder.path("grids/penta/\(table).csv"))
        #expect(made == shipped, "\(table).csv")
      }
    }
  }

  @Test("a year between two collected ones is interpolated and says so")
  func interpolation() throws {
    try withScratchFolder { scratch in
      try PythonScript.run(
        "grids/penta/derive/compile_tables.py",
        [DataFolder.path("penta-case-draft"), "--years", "2026,2028,2030", "--out", scratch])
      var solar: [Int: Double] = [:]
      for line in try contents(scratch + "/renewables.csv").split(separator: "\n") {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard cells[0] == "DE_solar", let year = Int(cells[4]) else { continue }
        solar[year] = Double(cells[5])
        if year == 2028 { #expect(cells[11] == "derived") }
      }
      let low = try #require(solar[2026])
      let high = try #require(solar[2030])
      expectClose(try #require(solar[2028]), (low + high) / 2, absolute: 0.1, "DE sun 2028")
    }
  }

  @Test("without hydrogen the power side is the same")
  func withoutHydrogen() throws {
    try withScratchFolder { scratch in
      try PythonScript.run(
        "grids/penta/derive/compile_tables.py",
        [DataFolder.path("penta-case-draft"), "--hydrogen-from", "0", "--out", scratch])
      for table in ["hydrogen_nodes", "electrolysers", "pipelines"] {
        #expect(!FileManager.default.fileExists(atPath: "\(scratch)/\(table).csv"), "\(table)")
      }
      for table in ["demand", "renewables", "storages", "fuels", "borders", "dc_links"] {
        let made = try contents(scratch + "/\(table).csv")
        let shipped = try contents(ProjectFolder.path("grids/penta/\(table).csv"))
        #expect(made == shipped, "\(table).csv")
      }
      let zones = try contents(scratch + "/zones.csv").split(separator: "\n")
      let shipped = try contents(ProjectFolder.path("grids/penta/zones.csv")).split(separator: "\n")
      #expect(zones == shipped.filter { !$0.contains(",hydrogen,hydrogen,") })
      #expect(zones.count < shipped.count)
    }
  }

  @Test("splitting the demand of a country between two nodes keeps its sum")
  func demandOfTwoNodes() throws {
    let rows = try contents(ProjectFolder.path("grids/penta/hydrogen_nodes.csv"))
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    // Figures of the collection: Germany needs 150 TWh in 2035 and 250 TWh in 2040.
    for (year, total) in [("2035", 150.0), ("2040", 250.0)] {
      let parts = rows.filter { $0[0].hasPrefix("H2_DE") && $0[1] == year }
      #expect(parts.map { String($0[0]) } == ["H2_DE", "H2_DE_LOCAL"])
      expectClose(parts.reduce(0) { $0 + Double($1[2])! }, total, absolute: 0.01, "DE \(year)")
    }
  }

  private func contents(_ file: String) throws -> String {
    try String(contentsOfFile: file, encoding: .utf8)
  }
}

private func withScratchFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "pentaflow-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

/// Runs a script of the project with the python3 of the machine.
enum PythonScript {
  static var isAvailable: Bool {
    (try? execute(["--version"]))?.status == 0
  }

  static func run(_ script: String, _ arguments: [String]) throws {
    let result = try execute(["-B", ProjectFolder.path(script)] + arguments)
    #expect(result.status == 0, "\(script): \(result.message)")
  }

  private static func execute(_ arguments: [String]) throws -> (status: Int32, message: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let message = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: message, as: UTF8.self))
  }
}
