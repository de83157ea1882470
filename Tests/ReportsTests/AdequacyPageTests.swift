// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import Testing

/// Four Monte Carlo years (two climate years, two samples): A is short for two hours in one of them
/// and for one in another, B for one hour together with A.
private let tables = [
  "adequacy_zones": """
  zone,sample_count,load_mwh,lole_h_per_yr,lole_h_per_yr_standard_error,eens_mwh_per_yr,eens_mwh_per_yr_standard_error,lole_upper_bound_h_per_yr,lole_standard_h
  A,2,1000,0.75,0.25,30,10,,3
  B,2,1000,0.25,0.25,5,5,,
  all zones,2,2000,0.75,0.25,35,12,,
  """,
  "adequacy_years": """
  zone,climate_year,sample,short_hours,ens_mwh
  all zones,1,0,2,120
  all zones,2,0,0,0
  all zones,1,1,1,20
  all zones,2,1,0,0
  """,
  "adequacy_events": """
  zone,climate_year,sample,start,duration_h
  A,1,0,2030-01-31T23:00:00Z,2
  A,1,1,2030-01-31T23:00:00Z,1
  B,1,0,2030-01-31T23:00:00Z,1
  """,
]

private func result(climateYears: Int = 2) throws -> FinishedResult {
  let manifest = """
    {"command": "adequacy", "case": "made", "year": 2030, "unit_count": 8760,
     "facts": {"monte_carlo_years": 4}}
    """
  return FinishedResult(
    name: "out/made", manifest: try ResultManifest(json: Array(manifest.utf8)),
    table: { name in
      tables[name].map { text in
        let count = name == "adequacy_zones" ? ",\(climateYears)," : ",2,"
        return TableOfTexts(text.replacing(",2,", with: count))
      }
    })
}

@Suite("report of adequacy")
struct AdequacyPageTests {
  private let page: ReportPage

  init() throws { page = try reportPage(of: result()) }

  @Test("errors of a few climate years are said to be poorly known")
  func fewYears() throws {
    let words = "about nineteen times in twenty"
    let few = try page.html(vegaBundle: "")
    #expect(few.contains("2 of them are too few to know these errors well"))
    #expect(!few.contains(words))
    let many = try reportPage(of: result(climateYears: 10)).html(vegaBundle: "")
    #expect(many.contains(words) && !many.contains("too few"))
  }

  @Test("scarcity hour by day: the share of years in which an hour is short")
  func scarcity() throws {
    let rows = try parsed("scarcity", page).rows.filter { $0["zone"] as? String == "A" }
    #expect(rows.map { $0["day"] as? String } == ["2030-01-31", "2030-02-01"])
    let shares = rows.compactMap { $0["share"] as? [Double] }
    #expect(shares.map(\.count) == [24, 24])
    // Both years at 23 h, one at 0 h of the next day.
    #expect(shares.first?.last == 50 && shares.last?.first == 25)
    #expect(shares.joined().reduce(0, +) == 75)
  }

  @Test("LOLE and EENS converge to their means, sample by sample")
  func convergence() throws {
    let hours = try #require(try parsed("convergence-lole", page).rows.first)
    #expect(hours["years"] as? [Double] == [2, 4])
    #expect(hours["mean"] as? [Double] == [1, 0.75])
    let energy = try #require(try parsed("convergence", page).rows.first)
    #expect(energy["mean"] as? [Double] == [60, 35])
    let layers = try parsed("convergence-lole", page).spec["layer"] as? [[String: Any]]
    let band = ((layers?.first?["data"] as? [String: Any])?["values"] as? [[String: Double]])?.first
    #expect(band == ["low": 0.260009, "high": 1.239991])
  }

  @Test("zones short together, as shares of the hours of the row's zone")
  func simultaneity() throws {
    let plot = try parsed("simultaneity", page)
    #expect(try plot.row("zone", "A")["share"] as? [Double] == [100, 33.33])
    #expect(try plot.row("zone", "B")["share"] as? [Double] == [100, 100])
  }

  @Test("bars of LOLE and EENS end in their 95 % intervals")
  func intervals() throws {
    let lole = try parsed("lole", page).row("zone", "A")
    #expect(lole["low"] as? Double == 0.26 && lole["high"] as? Double == 1.24)
    let eens = try parsed("eens", page).row("zone", "B")
    #expect(eens["low"] as? Double == 0 && eens["high"] as? Double == 14.8)
  }

  @Test("a study shows LOLE and EENS of each scenario with their intervals")
  func study() throws {
    let manifest = """
      {"command": "run", "study": "made", "kind": "adequacy", "reference": "base", "runs":
       [{"run": 1, "folder": "1", "scenario": "base", "year": 2030, "status": "optimal"}]}
      """
    let runs = TableOfTexts(
      """
      run,scenario,year,status,reason,zone,lole_h_per_yr,lole_standard_error_h_per_yr,eens_mwh_per_yr,eens_standard_error_mwh_per_yr
      1,base,2030,optimal,,all,3,0.5,100,10
      1,base,2030,optimal,,A,2,0.25,90,100
      """)
    let page = try reportPage(
      of: FinishedResult(
        name: "out/made", manifest: try ResultManifest(json: Array(manifest.utf8)),
        table: { $0 == "study_runs" ? runs : nil }))
    let lole = try parsed("lole-by-scenario", page).rows
    #expect(lole.map { $0["zone"] as? String } == ["all", "A"])
    #expect(lole.map { $0["low"] as? Double } == [2.02, 1.51])
    let eens = try parsed("eens-by-scenario", page).rows
    #expect(eens.map { $0["mean"] as? Double } == [100, 90])
    #expect(eens.map { $0["low"] as? Double } == [80.4004, 0])
    #expect(eens.map { $0["high"] as? Double } == [119.5996, 285.9964])
  }
}
