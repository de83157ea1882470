// SPDX-License-Identifier: Apache-2.0
import CNetCDF
import Foundation
import Reports
import TestSupport
import Testing

/// The HDF5 library beneath is not built for several threads: one test at a time.
@Suite("hourly NetCDF", .serialized)
struct HourlyNetCDFTests {
  private func bytes() throws -> [UInt8] { try TwoZones.run.hourlyNetCDF(title: "two zones") }

  /// Writes the two zones, hands the path to `body` and removes the file.
  private func withFile(_ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "pentaflow-\(UUID().uuidString).nc"
    defer { try? LocalDisk().remove(path) }
    try LocalDisk().write(try bytes(), to: path)
    try body(path)
  }

  private static func numbers(_ name: String, of file: Int32, count: Int) -> [Double] {
    var variable: Int32 = 0
    var values = [Double](repeating: .nan, count: count)
    #expect(nc_inq_varid(file, name, &variable) == NC_NOERR, "\(name)")
    #expect(nc_get_var_double(file, variable, &values) == NC_NOERR, "\(name)")
    return values
  }

  @Test("figures, names and units read back through the library")
  func readBack() throws {
    try withFile { path in
      var file: Int32 = 0
      #expect(nc_open(path, NC_NOWRITE, &file) == NC_NOERR)
      defer { nc_close(file) }
      func numbers(_ name: String, count: Int) -> [Double] {
        Self.numbers(name, of: file, count: count)
      }
      func attribute(_ name: String, of variableName: String) -> String {
        var variable: Int32 = 0
        var length = 0
        #expect(nc_inq_varid(file, variableName, &variable) == NC_NOERR)
        #expect(nc_inq_attlen(file, variable, name, &length) == NC_NOERR)
        var text = [CChar](repeating: 0, count: length)
        #expect(nc_get_att_text(file, variable, name, &text) == NC_NOERR)
        return String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
      let result = TwoZones.run.result
      #expect(numbers("price", count: 6) == result.prices.values)
      #expect(numbers("supply", count: 6) == result.supply.values)
      #expect(numbers("link_flow", count: 2) == result.flows.values)
      #expect(numbers("storage_level", count: 2) == result.levels.values)
      #expect(numbers("cnec_margin", count: 2) == [25, .infinity])
      #expect(numbers("time", count: 2) == [0, 1])
      #expect(numbers("time_bounds", count: 4) == [0, 1, 1, 2])
      #expect(attribute("units", of: "time") == "hours since 2030-01-01 12:00:00")
      #expect(attribute("units", of: "price") == "EUR/MWh")
      #expect(attribute("cell_methods", of: "price") == "time: mean")
    }
  }

  /// Exports a run from its tables, hands the open file to `body` and removes it.
  private func withExport(of run: ReportedRun, _ body: (Int32) throws -> Void) throws {
    var tables: [String: TableOfTexts] = [:]
    for table in ResultTable.allCases {
      tables[table.rawValue] = TableOfTexts(
        String(decoding: table.csv(of: run).bytes, as: UTF8.self))
    }
    for table in HydrogenTable.tables(of: run) {
      tables[table.schema.name] = TableOfTexts(String(decoding: table.bytes, as: UTF8.self))
    }
    let manifest = #"{"command": "couple", "case": "hand", "year": 2030, "unit_hours": 1}"#
    let read = tables
    let source = try ExportSource(
      FinishedResult(
        name: "out", manifest: try ResultManifest(json: Array(manifest.utf8)),
        table: { read[$0] }))
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let made = try OutputFolder(at: folder.path + "/netcdf", replacing: false)
    #expect(try source.writeNetCDF(into: made) { try $0() } == ["hand-2030.nc"])
    var file: Int32 = 0
    #expect(nc_open(made.temporaryPath + "/hand-2030.nc", NC_NOWRITE, &file) == NC_NOERR)
    defer { nc_close(file) }
    try body(file)
  }

  @Test("an export of a single coupling holds the columns of its tables, those of hydrogen too")
  func export() throws {
    let run = try HydrogenTableTests.run()
    try withExport(of: run) { file in
      func numbers(_ name: String, count: Int) -> [Double] {
        Self.numbers(name, of: file, count: count)
      }
      #expect(numbers("node_price_eur_per_mwh", count: 4) == [0, 90, 57.14286, 90])
      #expect(numbers("year", count: 1) == [2030])
      #expect(numbers("time", count: 2) == [0, 1])
      let zones = run.result.nodes.indices
      let prices = (0..<2).flatMap { t in zones.map { run.result.prices[t, $0] } }
      let written = numbers("price_eur_per_mwh", count: prices.count)
      for (written, exact) in zip(written, prices) { #expect(abs(written - exact) < 1e-5) }
      #expect(written.contains { $0 > 1 })
    }
  }

  /// Both tables have a `storage_charge_mw`: one by its name, one by its item.
  @Test("what storages do stands in an export once for each storage and once for each zone")
  func exportOfStorages() throws {
    var run = TwoZones.run
    // Names with commas are not for tables of texts.
    run.result.steps[1].technology = "oil"
    run.result.charge.values = [2, 0]
    run.result.discharge.values = [0, 3]
    let result = run.result
    try withExport(of: run) { file in
      let own = Self.numbers("storage_charge_mw", of: file, count: 2)
      #expect(own == result.charge.values)
      #expect(Self.numbers("storage_discharge_mw", of: file, count: 2) == result.discharge.values)
      let zones = result.nodes.count
      let byZone = Self.numbers("bidding_zone_storage_charge_mw", of: file, count: 2 * zones)
      let sums = (0..<2).map { t in byZone[t * zones..<(t + 1) * zones].reduce(0, +) }
      #expect(sums == own)
    }
  }

  @Test("the same run gives the same bytes")
  func sameBytes() throws {
    let first = try bytes()
    #expect(try bytes() == first)
  }

  @Test(
    "xarray decodes names and times",
    .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"))
  func xarray() throws {
    try withFile { path in
      let script = path + ".py"
      defer { try? LocalDisk().remove(script) }
      try """
      import sys, xarray
      with xarray.open_dataset(sys.argv[1]) as data:
          price = data["price"].sel(bidding_zone="B", time="2030-01-01T12:00")
          print(float(price), [str(z) for z in data["bidding_zone"].values], data.attrs["Conventions"])
          print(data["supply_technology"].values[1], str(data["time"].values[1])[:16])
      """.write(toFile: script, atomically: false, encoding: .utf8)
      #expect(
        try PythonJudge.run(script: script, arguments: [path]) == """
          45.0 ['A', 'B', 'C'] CF-1.10
          oil, heavy 2030-01-01T13:00

          """)
    }
  }
}
