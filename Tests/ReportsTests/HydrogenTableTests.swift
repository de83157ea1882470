// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Quantities
import Reports
import Studies
import TestSupport
import Testing

/// Tables of the system that `HydrogenSystemTests` counts by hand.
@Suite("tables of hydrogen")
struct HydrogenTableTests {
  static func run() throws -> ReportedRun {
    let small = HandCountedHydrogen.system()
    var options = CouplingOptions()
    options.network = .ntc
    options.slopeEURPerMWh = 0
    let result = try couple(system: small.system, series: small.series, options: options).result
    return ReportedRun(result: result, system: small.system)
  }

  private func text(_ table: HydrogenTable) throws -> String {
    String(decoding: table.csv(of: try Self.run()).bytes, as: UTF8.self)
      .replacing("-0.000", with: "0.000")
  }

  @Test("the balance of every node") func nodesHourly() throws {
    let table = try text(.nodesHourly)
    #expect(
      table == """
        time,node,price_eur_per_mwh,demand_mw,electrolysis_mw,reforming_mw,terminal_import_mw,\
        pipeline_import_mw,withdrawal_mw,unserved_mw,injection_mw,turbines_mw,vented_mw
        2030-01-01T00:00:00Z,H1,0.00000,0.000,55.000,0.000,0.000,-30.000,0.000,0.000,25.000,0.000,0.000
        2030-01-01T00:00:00Z,H2,90.00000,35.000,0.000,5.000,0.000,30.000,0.000,0.000,0.000,0.000,0.000
        2030-01-01T01:00:00Z,H1,57.14286,0.000,10.000,0.000,0.000,-30.000,20.000,0.000,0.000,0.000,0.000
        2030-01-01T01:00:00Z,H2,90.00000,35.000,0.000,5.000,0.000,30.000,0.000,0.000,0.000,0.000,0.000

        """)
  }

  @Test("every process over the run") func processesAnnual() throws {
    let lines = try text(.processesAnnual).split(separator: "\n").map(String.init)
    #expect(lines.count == 7)
    #expect(
      lines.contains { $0.hasPrefix("pipeline,pipeline,pipeline,0.060,2.0") })
    #expect(lines.contains { $0.hasPrefix("electrolyser,electrolyser,electrolyser,0.093,") })
  }

  /// All demand, 2 × 35 MWh, pays 90; the electrolyser gives 55 and 10 MWh.
  @Test("hydrogen among the figures of a study") func studyFigures() throws {
    let all = try Self.run().studyFigures[0]
    let columns = StudyKind.coupling.columns.map(\.name)
    func figure(_ name: String) throws -> Double {
      all.values[try #require(columns.firstIndex(of: name))]
    }
    expectClose(try figure("hydrogen_price_eur_per_mwh"), 90, absolute: 1e-4, "EUR/MWh")
    expectClose(try figure("electrolysis_gwh"), 0.065, absolute: 1e-6, "GWh")
    expectClose(try figure("hydrogen_not_served_mwh"), 0, absolute: 1e-4, "MWh")
  }

  @Test("a store's level and value") func levels() throws {
    let table = try text(.levelsHourly)
    #expect(
      table.hasPrefix(
        """
        time,level,kind,unit,left,value_eur_per_unit
        2030-01-01T00:00:00Z,cavern,store,MWh,20.000,57.14286

        """))
  }

  /// Payments 12,000 + 8,000 + 6,300; costs 2,400 gas, 7,371.43 coal, 900 reformer; wind earns 60 × 40
  /// in the second hour, the cavern 20 × 57.14, cables 8,400, the pipeline 30 × 90 + 30 × 32.86.
  @Test("welfare closes on the objective and on payments") func welfare() throws {
    let welfare = try Self.run().welfare()
    let all = welfare.zones
    let payments = all.reduce(0) { $0 + $1.loadPaymentEUR }
    let cost = all.reduce(0) { $0 + $1.supplyCostEUR }
    let surplus = all.reduce(0) { $0 + $1.supplySurplusEUR + $1.conversionSurplusEUR }
    let stored = all.reduce(0) { $0 + $1.storageSurplusEUR }
    expectClose(payments, 26_300, absolute: 1e-3, "payments")
    expectClose(cost, 900 + 2400 + 40 * (170 + 10 / 0.7), absolute: 1e-3, "cost")
    expectClose(surplus, 2400, absolute: 1e-3, "surplus")
    expectClose(stored, 20 * 40 / 0.7, absolute: 1e-3, "cavern")
    expectClose(welfare.linkRentEUR, 8400, absolute: 1e-3, "cables")
    expectClose(welfare.pipelineRentEUR, 2700 + 30 * (90 - 40 / 0.7), absolute: 1e-3, "pipeline")
    expectClose(welfare.restEUR, 0, absolute: 1e-3, "rest")
    expectClose(
      payments, cost + surplus + stored + welfare.congestionRentEUR, relative: 1e-9, "closing")
  }

  @Test("money closes in random systems", arguments: 0..<3 as Range<UInt64>)
  func closing(seed: UInt64) throws {
    let random = RandomHydrogenSystem(seed: seed, hours: 48)
    var options = CouplingOptions()
    options.network = .ntc
    let result = try couple(system: random.system, series: random.series, options: options).result
    let welfare = ReportedRun(result: result, system: random.system).welfare()
    let all = welfare.zones
    let payments = all.reduce(0) { $0 + $1.loadPaymentEUR }
    let earned = all.reduce(welfare.congestionRentEUR) {
      $0 + $1.supplyCostEUR + $1.supplySurplusEUR + $1.storageSurplusEUR
        + $1.conversionSurplusEUR
    }
    expectClose(payments, earned, relative: 1e-6, "payments and earnings")
    #expect(welfare.residualEUR.magnitude <= 1e-6 * welfare.welfareEUR, "\(welfare.residualEUR)")
    let benefits = all.reduce(0) { $0 + $1.benefitEUR }
    expectClose(benefits, welfare.welfareEUR, relative: 1e-6, "benefits of the zones")
  }

  @Test("no tables without hydrogen") func none() throws {
    #expect(HydrogenTable.tables(of: TwoZones.run).isEmpty)
    #expect(try HydrogenTable.tables(of: Self.run()).count == HydrogenTable.allCases.count)
  }

  @Test("tables of the whole run are those without time") func annual() throws {
    let annual = HydrogenTable.allCases.filter(\.isAnnual)
    #expect(annual.count == 3)
    for table in HydrogenTable.allCases {
      #expect(table.isAnnual == (table.schema.columns.first?.name != "time"), "\(table)")
    }
    let written = try HydrogenTable.tables(of: Self.run(), annual)
    #expect(written.map(\.schema.name) == annual.map(\.rawValue))
  }
}
