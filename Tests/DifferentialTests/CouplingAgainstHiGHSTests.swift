// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

/// The coupling problem of the Penta case, exported as a pure linear program and solved by HiGHS
/// dual simplex: the same cost, and prices equal or inside the interval of optimal duals.
@Suite(
  "Coupling against HiGHS",
  .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"), .serialized)
struct CouplingAgainstHiGHSTests {
  struct Season: Sendable, CustomTestStringConvertible {
    var name: String
    var firstDay: Int
    var testDescription: String { name }
  }

  static let seasons = [
    Season(name: "winter", firstDay: 14), Season(name: "spring", firstDay: 105),
    Season(name: "summer", firstDay: 196), Season(name: "autumn", firstDay: 287),
  ]
  private static let year = Result { try PentaYear(2030) }

  /// A week at full size, two days in the fast tier.
  @Test("weeks of the year", arguments: seasons, NetworkModel.allCases)
  func week(season: Season, network: NetworkModel) throws {
    let days = Tier.isSoak ? 7 : 2
    let first = season.firstDay * 24
    try judge(network: network, range: first..<first + days * 24)
  }

  @Test("a quarter", .enabled(if: Tier.isSoak, "only at full size"))
  func quarter() throws { try judge(network: .flowBased, range: 0..<2184) }

  private func judge(network: NetworkModel, range: Range<Int>) throws {
    var options = CouplingOptions()
    options.network = network
    options.range = range
    options.slopeEURPerMWh = 0
    let year = try Self.year.get()
    let run = try couple(system: year.system, series: year.series, options: options)
    #expect(run.result.status == .optimal)
    let judgement = try HiGHSJudge.judge(
      prices: run.balanceDuals, of: run.program, relative: 1e-5, absolute: 1e-3)
    let away = abs(run.result.objectiveEUR / judgement.objective - 1)
    report(
      figure: "against HiGHS, \(network.rawValue), \(range.count) h from "
        + "\(run.result.axis.timestamp(at: 0)): cost \(away) relative, \(judgement.prices) prices, "
        + "\(judgement.intervals) judged by their interval, \(judgement.outside) outside")
    expectClose(run.result.objectiveEUR, judgement.objective, relative: 1e-7, "objective")
    #expect(judgement.prices == range.count * run.program.balanceNames.count)
    #expect(
      Double(judgement.outside) <= 0.001 * Double(judgement.prices), "\(judgement.examples)")
  }
}
