// SPDX-License-Identifier: Apache-2.0
import Foundation
import Optimization
import TestSupport
import Testing

/// Random weeks of every size, exported as linear programs and solved by HiGHS dual simplex.
@Suite(
  "Random weeks against HiGHS",
  .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"), .serialized)
struct RandomWeeksAgainstHiGHSTests {
  private static let weeks: [RandomWeek] =
    Tier.isSoak
    ? (0..<200).map { RandomWeek(seed: $0) } : (0..<12).map { RandomWeek(seed: $0, isSmall: true) }

  /// The cost lies between the proven bound and the cost of our point with its residuals paid at
  /// the price cap; of all prices together at most one in a thousand lies neither at HiGHS's dual
  /// nor inside the interval of optimal duals, widened by max(1e-6 |P|, 1e-4 EUR/MWh).
  @Test("cost and prices")
  func costAndPrices() throws {
    var prices = 0
    var intervals = 0
    var outside = 0
    for week in Self.weeks {
      let program = week.program()
      guard case .optimal(let point) = solve(program).outcome else {
        Issue.record("\(week.name): not optimal")
        continue
      }
      let judgement = try HiGHSJudge.judge(
        prices: point.balanceDuals, of: program, relative: 1e-6, absolute: 1e-4)
      expectCost(judgement.objective, of: program, at: point, week.name)
      prices += judgement.prices
      intervals += judgement.intervals
      outside += judgement.outside
      if judgement.outside > 0 {
        report(figure: "\(week.name): outside \(judgement.outside), \(judgement.examples)")
      }
    }
    report(
      figure: "\(Self.weeks.count) random weeks against HiGHS: \(prices) prices, \(intervals) "
        + "differ from the vertex, \(outside) outside their interval")
    #expect(prices > 0)
    #expect(Double(outside) <= 0.001 * Double(prices))
  }

  private func expectCost(
    _ cost: Double, of program: StagedProgram, at point: StagedPoint, _ what: String
  ) {
    let certificate = Certificate.compute(for: program, at: point)
    let residuals = program.sumOfResiduals(at: point)
    // HiGHS meets its rows to 1e-9 and adds up a cost of ten digits.
    let rounding = 1e-12 * abs(cost) + 1e-6
    #expect(cost >= certificate.safeLowerBound - rounding, "\(what)")
    #expect(
      cost <= certificate.primalObjective + residuals * RandomWeek.priceCap + rounding, "\(what)")
  }

  /// Round weeks in which many prices are open: the midpoints lie in the intervals that HiGHS finds.
  @Test("midpoints of open prices", arguments: [UInt64(7)])
  func midpoints(seed: UInt64) throws {
    let week = RandomWeek(seed: seed, isSmall: true)
    let program = week.program()
    let result = solve(program)
    guard case .optimal(let point) = result.outcome else {
      Issue.record("\(week.name): not optimal")
      return
    }
    #expect(result.statistics.openStages > 0)
    let judgement = try HiGHSJudge.judge(
      prices: point.balanceDuals, of: program, relative: 1e-6, absolute: 1e-4)
    #expect(judgement.intervals > 0)
    #expect(judgement.outside == 0, "\(judgement.examples)")
  }
}

extension StagedProgram {
  /// What balances, network rows and states miss, all added up.
  fileprivate func sumOfResiduals(at point: StagedPoint) -> Double {
    var total = 0.0
    for t in 0..<stageCount {
      var balance = balanceNames.indices.map { -demand[t, $0] }
      var state = states.indices.map { s in
        let before = t == 0 ? states[s].initialLevel : point.levels[t - 1, s]
        return point.levels[t, s] - retention[t, s] * before - inflow[t, s]
      }
      for (j, column) in columns.enumerated() {
        for entry in column.balance { balance[entry.row] += entry.value * point.columns[t, j] }
        for entry in column.state { state[entry.row] -= entry.value * point.columns[t, j] }
      }
      for (i, column) in networkColumns.enumerated() {
        for entry in column.balance { balance[entry.row] += entry.value * point.network[t, i] }
      }
      total += balance.reduce(0) { $0 + abs($1) } + state.reduce(0) { $0 + abs($1) }
      for k in networkRowNames.indices where networkLimit[t, k].isFinite {
        var load = 0.0
        for i in networkColumns.indices {
          load += networkMatrices[networkMatrixOfStage[t]][k, i] * point.network[t, i]
        }
        total += max(0, load - networkLimit[t, k])
      }
    }
    return total
  }
}
