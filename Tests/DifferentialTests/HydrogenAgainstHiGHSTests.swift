// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

/// Random systems of electricity and hydrogen, exported as linear programs and solved by HiGHS dual
/// simplex: the same cost, and prices of both carriers equal or inside the interval of optimal
/// duals.
@Suite(
  "Hydrogen against HiGHS",
  .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"), .serialized)
struct HydrogenAgainstHiGHSTests {
  @Test("random weeks of both carriers")
  func weeks() throws {
    var prices = 0
    var outside = 0
    for seed in UInt64(0)..<(Tier.isSoak ? 20 : 2) {
      let random = RandomHydrogenSystem(seed: seed, hours: 168)
      var options = CouplingOptions()
      options.network = .ntc
      options.slopeEURPerMWh = 0
      let run = try couple(system: random.system, series: random.series, options: options)
      #expect(run.result.status == .optimal, "seed \(seed): \(run.result.status)")
      let judgement = try HiGHSJudge.judge(
        prices: run.balanceDuals, of: run.program, relative: 1e-6, absolute: 1e-4)
      report(
        figure: "hydrogen against HiGHS, seed \(seed): cost "
          + "\(abs(run.result.objectiveEUR / judgement.objective - 1)) relative, "
          + "\(judgement.prices) prices, \(judgement.intervals) judged by their interval, "
          + "\(judgement.outside) outside; \(run.renewableHydrogenPasses.count) passes")
      expectClose(
        run.result.objectiveEUR, judgement.objective, relative: 1e-7, "cost of seed \(seed)")
      prices += judgement.prices
      outside += judgement.outside
    }
    #expect(Double(outside) <= 0.001 * Double(prices), "\(outside) of \(prices)")
  }
}
