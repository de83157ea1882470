// SPDX-License-Identifier: Apache-2.0
import Flexibility
import MarketCoupling
import Reports
import TestSupport
import Testing

@Suite("tables of flexibility")
struct FlexibilityTableTests {
  /// Twelve hours at 0 and twelve at 10 MW: a daily need of 60 MWh, one rise of 10 MW.
  private func report(years: Int = 1) throws -> FlexibilityReport {
    var small = SmallSystem(hours: 24)
    let zone = small.addZone("A", loadMW: (0..<24).map { $0 < 12 ? 0 : 10 })
    small.addUnit("gas", in: zone, megawatts: 20, cost: 50)
    let inputs = try MarketInputs(system: small.system, series: small.series, range: 0..<24)
    let assessment = try FlexibilityAssessment(system: small.system, inputs: inputs)
    return FlexibilityReport(
      years: (1...years).map {
        AssessedYear(climateYear: years > 1 ? $0 : nil, assessment: assessment)
      }, options: FlexibilityOptions())
  }

  private func lines(_ table: FlexibilityTable, _ report: FlexibilityReport) -> [String] {
    String(decoding: table.csv(of: report)?.bytes ?? [], as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  @Test("needs of each zone and of the region")
  func needs() throws {
    #expect(
      lines(.needs, try report()) == [
        "climate_year,bidding_zone,time_zone,need,need_mwh,residual_load_mwh,load_mwh",
        ",A,UTC,day,60.0,120.000,120.000", ",A,UTC,week,0.0,120.000,120.000",
        ",A,UTC,year,0.0,120.000,120.000", ",region,UTC,day,60.0,120.000,120.000",
        ",region,UTC,week,0.0,120.000,120.000", ",region,UTC,year,0.0,120.000,120.000",
      ])
  }

  @Test("ramps in both directions, positive, each with its percentiles")
  func ramping() throws {
    let rows = lines(.ramping, try report())
    #expect(
      rows[0]
        == "climate_year,bidding_zone,hours,direction,largest_mw,p0.1_mw,p1_mw,p5_mw,p50_mw,p95_mw,"
        + "p99_mw,p99.9_mw,event_count,mean_event_h,longest_event_h,mean_interval_h")
    #expect(rows[1].hasPrefix(",A,1,up,10.000,0.000,0.000,0.000,0.000,0.000,"))
    #expect(rows[1].hasSuffix(",1,1.00,1.00,"))
    #expect(rows[2].hasPrefix(",A,1,down,0.000,"))
    #expect(rows.count == 1 + 2 * 3 * 2)
  }

  @Test("what is not known is not written, and uncovered needs have tables of their own")
  func absent() throws {
    let report = try report()
    for table in [
      FlexibilityTable.contributions, .uncovered, .rampingUncovered, .shortTerm,
      .shortTermUncovered, .renewables, .renewablesUncovered, .renewablesProfile, .absorbing,
      .percentiles,
    ] {
      #expect(table.csv(of: report) == nil, "\(table)")
    }
    for table in FlexibilityTable.allCases where table.rawValue.hasSuffix("needs") {
      #expect(!table.schema.columns.contains { $0.name.contains("uncovered") }, "\(table)")
    }
  }

  @Test("percentiles over climate years")
  func percentiles() throws {
    let rows = lines(.percentiles, try report(years: 3))
    #expect(rows[0] == "bidding_zone,quantity,climate_years,p5,p50,p95")
    #expect(rows[1] == "A,need_day_mwh,3,60.000,60.000,60.000")
    #expect(rows.contains("region,ramp_8h_up_mw,3,10.000,10.000,10.000"))
  }

  @Test("every column of every table is documented")
  func schema() {
    for table in FlexibilityTable.allCases {
      #expect(table.schema.fileName == "\(table.rawValue).csv")
      #expect(Set(table.schema.columns.map(\.name)).count == table.schema.columns.count)
      for column in table.schema.columns { #expect(!column.meaning.isEmpty) }
      #expect(table.schema.text.hasPrefix("results/\(table.rawValue).csv (written): "))
    }
  }

  @Test("the summary keeps whole and uncovered needs apart")
  func summary() throws {
    let text = try report().text(title: "small")
    #expect(text.hasPrefix("small\nwhole needs"))
    #expect(!text.contains("uncovered  "), "no run, nothing uncovered")
    #expect(text.contains("note: no coupled run is given"))
  }
}
