// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import TestSupport
import Testing

/// A study that kept no tables of its runs: one of a year, one of three days.
private let summaryManifest = """
  {"tool": "pentaflow", "version": "1.2", "command": "run", "study": "two", "kind": "coupling",
   "reference": "base", "result_sha256": "cd",
   "runs": [
     {"run": 1, "folder": "0001-base-2030", "scenario": "base", "year": 2030, "climate_year": null,
      "sample": null, "status": "optimal", "reason": "", "duration_h": 8760.0,
      "objective_eur": 1000000.0, "safe_lower_bound_eur": 999999.5, "relative_gap": 5e-07,
      "primal_residual_mw": 2e-06, "dual_residual_eur_per_mwh": 3e-09, "iterations": 17,
      "result_sha256": null},
     {"run": 2, "folder": "0002-days-2030", "scenario": "days", "year": 2030, "climate_year": null,
      "sample": null, "status": "infeasible", "reason": "balance of A", "duration_h": 72.0,
      "objective_eur": null, "iterations": 9, "result_sha256": null}]}
  """

private let summaryTables = [
  "study_runs": """
  run,scenario,year,zone,mean_price_eur_per_mwh,load_gwh
  1,base,2030,all,40.00,100.000
  2,days,2030,all,50.00,1.000
  """
]

/// A sends 100 MW into a cable that loses a twentieth, and 40 MW more over AC lines to B.
private let lossyTables = [
  "zones_hourly": """
  time,bidding_zone,price_eur_per_mwh,net_position_mw,load_mw,generation_mw,dumped_mw,\
  storage_charge_mw,storage_discharge_mw,demand_response_mw,energy_not_served_mw
  2030-01-01T00:00:00Z,A,20.00,140.000,60.000,200.000,0.000,0.000,0.000,0.000,0.000
  2030-01-01T00:00:00Z,B,30.00,-40.000,50.000,10.000,0.000,0.000,0.000,0.000,0.000
  2030-01-01T00:00:00Z,C,30.00,-95.000,95.000,0.000,0.000,0.000,0.000,0.000,0.000
  """,
  "links_hourly": """
  time,link,from_bidding_zone,to_bidding_zone,flow_mw
  2030-01-01T00:00:00Z,Cable,A,C,100.000
  """,
  "borders_annual": """
  link,from_bidding_zone,to_bidding_zone,flow_gwh,loss_share
  Cable,A,C,0.100,0.05
  """,
]

@Suite("exports of tables")
struct ExportTests {
  private func source(_ manifest: String, _ tables: [String: String]) throws -> ExportSource {
    try ExportSource(
      FinishedResult(
        name: "out", manifest: try ResultManifest(json: Array(manifest.utf8)),
        table: { tables[$0].map { TableOfTexts($0) } }))
  }

  /// The files that `body` writes into a folder of exports, by name.
  private func files(
    _ body: (OutputFolder) throws -> Void
  ) throws -> [String: String] {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let made = try OutputFolder(at: folder.path + "/export", replacing: false)
    try body(made)
    var files: [String: String] = [:]
    for name in try LocalDisk().entries(of: made.temporaryPath) {
      files[name] = String(
        decoding: try LocalDisk().read(made.temporaryPath + "/" + name), as: UTF8.self)
    }
    return files
  }

  @Test("sums of a whole year are per year, without tables of the runs too")
  func wholeYear() throws {
    let table = try source(summaryManifest, summaryTables).iamcTable(version: "1.2")
    #expect(
      String(decoding: table.csv.bytes, as: UTF8.self) == """
        model,scenario,region,variable,unit,2030
        pentaflow 1.2,base,all,Price|Secondary Energy|Electricity,EUR/MWh,40.00
        pentaflow 1.2,base,all,Final Energy|Electricity,EJ/yr,0.00036
        pentaflow 1.2,days,all,Price|Secondary Energy|Electricity,EUR/MWh,50.00
        pentaflow 1.2,days,all,Final Energy|Electricity,EJ,0.0000036

        """)
  }

  @Test("certificates of runs stand in the export where the study kept no tables of them")
  func certificates() throws {
    let source = try source(summaryManifest, [:])
    let files = try files { folder in
      _ = try source.writeCSV(into: folder) { try $0() }
    }
    #expect(
      files["runs.csv"] == """
        run,scenario,year,climate_year,sample,folder,status,reason,duration_h,objective_eur,\
        safe_lower_bound_eur,relative_gap,primal_residual_mw,dual_residual_eur_per_mwh,iterations,\
        result_sha256
        1,base,2030,,,0001-base-2030,optimal,,8760,1000000,999999.5,5e-07,2e-06,3e-09,17,
        2,days,2030,,,0002-days-2030,infeasible,balance of A,72,,,,,,9,

        """)
    let lines = try #require(files["certificates.jsonl"]).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].contains(#""relative_gap": 5e-07, "primal_residual_mw": 2e-06"#))
    #expect(lines[1].contains(#""status": "infeasible", "reason": "balance of A""#))
  }

  @Test("a link of PyPSA gives less than it takes by its losses, and AC lines have none of them")
  func losses() throws {
    let manifest = #"{"command": "couple", "case": "hand", "year": 2030, "unit_hours": 1}"#
    let source = try source(manifest, lossyTables)
    let files = try files { folder in
      _ = try source.writePyPSA(into: folder) { try $0() }
    }
    #expect(
      files["links.csv"] == """
        name,bus0,bus1,carrier,p_nom,p_min_pu,efficiency
        Cable,A,C,link,100.000,0,0.95
        A AC exchange,A,AC exchange,AC,40.000,-1,1
        B AC exchange,B,AC exchange,AC,40.000,-1,1

        """)
    #expect(
      files["links-p0.csv"] == """
        snapshot,Cable,A AC exchange,B AC exchange
        2030-01-01 00:00:00,100.000,40.000,-40.000

        """)
    #expect(
      files["links-p1.csv"] == """
        snapshot,Cable,A AC exchange,B AC exchange
        2030-01-01 00:00:00,-95.000,-40.000,40.000

        """)
  }

  @Test("a database says of which result it is") func origin() throws {
    let origin = try source(summaryManifest, [:]).origin
    #expect(origin.map(\.key) == ["command", "name", "version", "result_sha256"])
    #expect(origin.map(\.value) == ["run", "two", "1.2", "cd"])
  }
}
