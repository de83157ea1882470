// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

@Suite("multilevel estimate")
struct MultilevelEstimateTests {
  private func uniform(_ level: UInt64, _ draw: Int, _ replication: Int = 0) -> Double {
    var generator = SeededGenerator(
      seed: level << 56 ^ UInt64(replication) << 28 ^ UInt64(draw) &* 0x9E37_79B9_7F4A_7C15)
    _ = generator.next()
    return generator.uniform(0...1)
  }

  @Test("means, variances and cost of two levels by hand")
  func byHand() {
    let estimate = MultilevelEstimate(
      exact: 100,
      levels: [
        MultilevelLevel(name: "coarse", cost: 1) { [1, 2, 3, 6][$0] },
        MultilevelLevel(name: "fine", cost: 10) { [0.5, -0.5][$0] },
      ], draws: [4, 2])
    #expect(estimate.levels.map(\.mean) == [3, 0])
    expectClose(estimate.levels.map(\.variance), [14.0 / 3, 0.5], relative: 1e-14)
    #expect(estimate.estimate.mean == 103)
    expectClose(
      estimate.samplingVariance, 14.0 / 12 + 0.25, relative: 1e-14)
    // Draws of 3 and of 0.5 from their means once more.
    expectClose(
      estimate.estimate.standardError,
      (14.0 / 12 + 0.25 + 9.0 / 16 + 0.25 / 4).squareRoot(), relative: 1e-14)
    // Squares of 4, 1, 0, 9: 14² / 98.
    expectClose(estimate.levels.map(\.effectiveDraws), [2, 2], relative: 1e-14)
    #expect(estimate.warning != nil)
    #expect(estimate.cost == 24)
    expectClose(
      estimate.varianceRatio(plainVariance: 5, plainCost: 10), 5 / 2.4 / (14.0 / 12 + 0.25),
      relative: 1e-14)
  }

  /// Variances 4 and 1 at costs 1 and 4: twice sqrt(v c) = 2, so n = 4 * (2, 0.5) / error².
  @Test("the allocation follows variance over cost")
  func allocation() {
    let spread: @Sendable (Double) -> @Sendable (Int) -> Double = { size in
      { $0 % 2 == 0 ? size : -size }
    }
    // 1,001 draws of ±s with an even number of pairs: variance close to s².
    let estimate = MultilevelEstimate(
      levels: [
        MultilevelLevel(name: "coarse", cost: 1, difference: spread(2)),
        MultilevelLevel(name: "fine", cost: 4, difference: spread(1)),
      ], draws: [100_000, 100_000])
    let draws = estimate.optimalDraws(standardError: 0.1)
    expectClose(draws.map(Double.init), [800, 200], absolute: 1)
    // The variance is met, and no other split of the cost does better.
    func variance(_ n: [Double]) -> Double { 4 / n[0] + 1 / n[1] }
    expectClose(variance([800, 200]), 0.01, relative: 1e-12)
    for shift in [-100.0, -20, 20, 100] {
      #expect(variance([800 + 4 * shift, 200 - shift]) > 0.01)
    }
    expectClose(
      estimate.optimalDraws(cost: 1600).map(Double.init), [800, 200], absolute: 1)
  }

  @Test("a level without variance keeps two draws")
  func constant() {
    let estimate = MultilevelEstimate(
      levels: [MultilevelLevel(name: "same", cost: 1) { _ in 3 }], draws: [5])
    #expect(estimate.optimalDraws(standardError: 0.01) == [2])
    #expect(estimate.estimate.standardError == 0)
  }

  /// Fine model u², coarse model u of a uniform u: mean 1 / 3.
  @Test("unbiased beside plain Monte Carlo, with the error it states")
  func unbiased() {
    let replications = 2_000
    var (sum, squares, stated) = (0.0, 0.0, 0.0)
    for replication in 0..<replications {
      let estimate = MultilevelEstimate(
        levels: [
          MultilevelLevel(name: "coarse", cost: 1) { self.uniform(0, $0, replication) },
          MultilevelLevel(name: "fine", cost: 5) {
            let u = self.uniform(1, $0, replication)
            return u * u - u
          },
        ], draws: [60, 20])
      let error = estimate.estimate.mean - 1.0 / 3
      sum += error
      squares += error * error
      stated += estimate.samplingVariance
    }
    let count = Double(replications)
    expectClose(
      sum / count, 0, absolute: 3 * (squares / count / count).squareRoot(), "bias")
    // 1/12 over 60 and 1/30 - 1/36 over 20.
    let variance = 1.0 / 720 + (1.0 / 30 - 1.0 / 36) / 20
    expectClose(squares / count, variance, relative: 3 * (2 / count).squareRoot(), "variance")
    expectClose(stated / count, variance, relative: 0.02, "stated variance")
  }
}
