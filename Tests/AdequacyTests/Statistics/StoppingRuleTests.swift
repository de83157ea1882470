// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

@Suite("stopping rule")
struct StoppingRuleTests {
  private func estimate(mean: Double, relative: Double) -> TwoLevelEstimate {
    // Two samples whose deviation gives the error asked for.
    let deviation = mean * relative
    return TwoLevelEstimate([mean - deviation, mean + deviation], climateYears: [0..<2])
  }

  private func rounds(_ growth: StoppingRule.Growth) -> [Int] {
    let rule = StoppingRule(
      relativeError: 0.01, firstRound: 10, growth: growth, maximumSamples: 70)
    var ends: [Int] = []
    while case .sample(let end) = rule.decide(
      samples: ends.last ?? 0, estimates: [estimate(mean: 1, relative: 0.5)])
    {
      ends.append(end)
    }
    return ends
  }

  @Test("rounds double or stay, up to the largest number")
  func ends() {
    #expect(rounds(.doubling) == [10, 20, 40, 70])
    #expect(rounds(.fixed) == [10, 20, 30, 40, 50, 60, 70])
  }

  @Test("all estimates must reach the error; one of 0 never does")
  func reached() {
    let rule = StoppingRule(relativeError: 0.05, firstRound: 8, maximumSamples: 16)
    let good = estimate(mean: 3, relative: 0.049)
    let poor = estimate(mean: 3, relative: 0.06)
    #expect(rule.decide(samples: 8, estimates: [good, good]) == .reached)
    #expect(rule.decide(samples: 8, estimates: [good, poor]) == .sample(upTo: 16))
    guard case .exhausted(let worst) = rule.decide(samples: 16, estimates: [good, poor]) else {
      Issue.record("not exhausted")
      return
    }
    expectClose(worst, 0.06, relative: 1e-9)
    let zero = TwoLevelEstimate([0, 0], climateYears: [0..<2])
    #expect(rule.decide(samples: 16, estimates: [zero]) == .exhausted(worst: .infinity))
    #expect(rule.decide(samples: 0, estimates: []) == .sample(upTo: 8))
  }

  /// Means 10 and 30 with outages of 0.1: climate years alone leave 50 %.
  @Test("says when only more climate years help")
  func climate() {
    let rule = StoppingRule(relativeError: 0.05, firstRound: 2, maximumSamples: 1000)
    let value = TwoLevelEstimate([9.9, 10.1, 29.9, 30.1], climateYears: [0..<2, 2..<4])
    guard case .limitedByClimateYears(let worst) = rule.decide(samples: 2, estimates: [value])
    else {
      Issue.record("not limited by climate years")
      return
    }
    expectClose(worst, 0.5, relative: 1e-9)
  }

  @Test("a run that stopped and went on has the bytes of one that did not")
  func continued() throws {
    let asset = OutageAsset(
      name: "a", capacity: .constant(10), forcedOutageRate: 0.1, meanTimeToRepairHours: 5)
    let zone = try SingleZoneSimulation(
      assets: [asset], residualLoadMW: [Double](repeating: 4, count: 500), seed: 2)
    let rule = StoppingRule(relativeError: 0.05, firstRound: 4, maximumSamples: 4096)
    var parts: [MonteCarloTable] = []
    var samples = 0
    var estimates: [TwoLevelEstimate] = []
    while case .sample(let end) = rule.decide(samples: samples, estimates: estimates) {
      parts.append(zone.run(samples: samples..<end))
      samples = end
      estimates = [AdequacyIndices(try MonteCarloTable(merging: parts)).lole]
    }
    #expect(rule.decide(samples: samples, estimates: estimates) == .reached)
    #expect(parts.count > 2)
    let merged = try MonteCarloTable(merging: parts.reversed())
    #expect(merged == zone.run(samples: 0..<samples))
    #expect(AdequacyIndices(merged) == AdequacyIndices(zone.run(samples: 0..<samples)))
  }
}
