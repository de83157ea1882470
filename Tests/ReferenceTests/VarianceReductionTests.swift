// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

/// What control variates and levels are worth on RTS-79 twice, against the exact ratios.
@Suite("variance reduction on two areas")
struct VarianceReductionTests {
  private static let draws = Tier.isSoak ? 6_000_000 : 600_000
  private static let hours = 8736.0
  private static let blocks = 50

  /// The exact ratios agree with those of 6e7 sampled states that an independent program printed
  /// (isolated alone 7.7, 2.6, 1.6, 1.2; copperplate alone 1.3, 1.6, 2.7, 27; both 9.2, 4.0, 4.2,
  /// 29), within the error of sampling the last ones.
  @Test("control variates with exact means", arguments: TwoAreaExact.all)
  func controlVariates(exact: TwoAreaExact) throws {
    let model = try TwoAreaSampling()
    var generator = SeededGenerator(seed: UInt64(exact.tieMW))
    var values: [Double] = []
    var isolated: [Double] = []
    var copperplate: [Double] = []
    for _ in 0..<Self.draws {
      let draw = model.draw(tieMW: exact.tieMW, &generator)
      values.append(draw.connected)
      isolated.append(draw.isolated - TwoAreaExact.isolatedEENS / Self.hours)
      copperplate.append(draw.copperplate - TwoAreaExact.copperplateEENS / Self.hours)
    }
    let controls = [[isolated], [copperplate], [isolated, copperplate]]
    for (deviations, expected) in zip(controls, exact.ratios) {
      let estimate = ControlVariateEstimate(values: values, deviations: deviations)
      let mean = estimate.controlled.estimate
      expectClose(
        mean.mean * Self.hours, exact.eens, absolute: 3 * mean.standardError * Self.hours, "EENS")
      let ratio = try blockedRatio(values, deviations, estimate)
      expectClose(estimate.varianceRatio, ratio.mean, relative: 1e-3, "ratio by blocks")
      // The ratio is skewed to the right: its inverse is the better behaved.
      let error = 3 * ratio.standardError / (ratio.mean * ratio.mean)
      expectClose(1 / estimate.varianceRatio, 1 / expected, absolute: error, "variance ratio")
      #expect(error < 0.5 / expected)
    }
    let plain = ControlVariateEstimate(values: values, deviations: [isolated]).plain.estimate
    expectClose(
      plain.mean * Self.hours, exact.eens, absolute: 3 * plain.standardError * Self.hours, "plain")
  }

  /// The ratio of the two variances with its error, from blocks of draws and pooled coefficients.
  private func blockedRatio(
    _ values: [Double], _ deviations: [[Double]], _ estimate: ControlVariateEstimate
  ) throws -> Estimate {
    let size = values.count / Self.blocks
    var plain = [Double](repeating: 0, count: Self.blocks)
    var controlled = plain
    for index in values.indices {
      var adjusted = values[index] - estimate.controlled.mean
      for (slope, control) in zip(estimate.coefficients, deviations) {
        adjusted -= slope * control[index]
      }
      let deviation = values[index] - estimate.plain.mean
      plain[index / size] += deviation * deviation
      controlled[index / size] += adjusted * adjusted
    }
    return try #require(
      AnnualValues(plain, climateYears: [plain.indices]).ratio(over: controlled))
  }

  /// A copperplate costs 1, the tie 10 and the difference of both 11. With a tie of 500 MW the
  /// copperplate is a good coarse model, isolated areas are a poor one. The best split of cost has
  /// variance (sum of sqrt(v c))² / cost.
  @Test("levels pay with a good coarse model, and with its exact mean more")
  func levels() throws {
    let exact = try #require(TwoAreaExact.all.last)
    let good = ratio(
      coarse: TwoAreaExact.copperplateVariance, difference: exact.varianceLessCopperplate,
      of: exact.variance)
    let poor = ratio(
      coarse: TwoAreaExact.isolatedVariance, difference: exact.varianceLessIsolated,
      of: exact.variance)
    expectClose(good, 3.89, absolute: 0.01)
    #expect(poor < 0.2)
    try checkLevels(exact, expected: good, hasExactCoarse: false)
    try checkLevels(
      exact, expected: 10 * exact.variance / (11 * exact.varianceLessCopperplate),
      hasExactCoarse: true)
  }

  private func ratio(coarse: Double, difference: Double, of plain: Double) -> Double {
    let price = coarse.squareRoot() + (11 * difference).squareRoot()
    return 10 * plain / (price * price)
  }

  /// Replications with draws of their own: mean of means against the exact figure, and plain
  /// variance over stated variance against the exact ratio.
  private func checkLevels(_ exact: TwoAreaExact, expected: Double, hasExactCoarse: Bool) throws {
    let model = try TwoAreaSampling()
    let variances = [TwoAreaExact.copperplateVariance, exact.varianceLessCopperplate]
    let split = [variances[0].squareRoot(), (variances[1] / 11).squareRoot()]
    let draws = [Self.draws / 40, Int(Double(Self.draws / 40) * split[1] / split[0])]
    var means: [Double] = []
    var plain: [Double] = []
    var squares: [Double] = []
    for replication in 0..<20 {
      let levels = [
        MultilevelLevel(name: "copperplate", cost: 1) { draw in
          sample(model, exact.tieMW, 2 * replication, draw).copperplate
        },
        MultilevelLevel(name: "tie", cost: 11) { draw in
          let value = sample(model, exact.tieMW, 2 * replication + 1, draw)
          return value.connected - value.copperplate
        },
      ]
      let estimate =
        hasExactCoarse
        ? MultilevelEstimate(
          exact: TwoAreaExact.copperplateEENS / Self.hours, levels: [levels[1]], draws: [draws[1]])
        : MultilevelEstimate(levels: levels, draws: draws)
      means.append(estimate.estimate.mean * Self.hours)
      plain.append(exact.variance / (estimate.cost / 10))
      squares.append(estimate.estimate.standardError * estimate.estimate.standardError)
    }
    let mean = AnnualValues(means, climateYears: [means.indices]).mean.estimate
    expectClose(mean.mean, exact.eens, absolute: 3 * mean.standardError, "EENS")
    let ratio = try #require(
      AnnualValues(plain, climateYears: [plain.indices]).ratio(over: squares))
    let error = ratio.standardError / (ratio.mean * ratio.mean)
    // The error of 20 skewed squares is itself rough: Student's quantile of 19 for three sigma.
    expectClose(1 / ratio.mean, 1 / expected, absolute: 3.4 * spread(squares, plain), "ratio")
    #expect(error < 0.3 / expected)
  }

  /// Standard error of mean(a) / mean(b) with constant b.
  private func spread(_ a: [Double], _ b: [Double]) -> Double {
    AnnualValues(a, climateYears: [a.indices]).ratio(over: b)?.standardError ?? 0
  }
}

private func sample(
  _ model: TwoAreaSampling, _ tieMW: Double, _ stream: Int, _ draw: Int
) -> TwoAreaSampling.Draw {
  var generator = SeededGenerator(
    seed: UInt64(stream) << 40 ^ UInt64(draw) &* 0xD134_2543_DE82_EF95)
  return model.draw(tieMW: tieMW, &generator)
}
