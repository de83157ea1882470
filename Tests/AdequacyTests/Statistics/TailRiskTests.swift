// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

@Suite("quantiles, tails and ratios")
struct TailRiskTests {
  private func annual(_ values: [Double]) -> AnnualValues {
    AnnualValues(values, climateYears: [values.indices])
  }

  @Test("quantiles are values of the sample, whatever its order")
  func quantiles() {
    let ten = annual([7, 3, 10, 1, 9, 2, 8, 4, 6, 5])
    #expect(ten.quantile(0.5).mean == 5)
    #expect(ten.quantile(0.51).mean == 6)
    #expect(ten.quantile(0.95).mean == 10)
    #expect(annual((1...20).map(Double.init)).quantile(0.95).mean == 19)
    #expect(ten.quantile(0).mean == 1)
    #expect(ten.quantile(1).mean == 10)
  }

  /// Values 1/n, 2/n ... are a uniform distribution: the error of the median is 0.5 / sqrt(n).
  @Test("the error of a quantile needs no distribution")
  func quantileError() {
    let uniform = annual((1...10_000).map { Double($0) / 10_000 })
    expectClose(uniform.quantile(0.5).standardError, 0.005, absolute: 1e-4)
    expectClose(
      uniform.quantile(0.9).standardError, (0.09 / 10_000).squareRoot(), absolute: 1e-4)
  }

  @Test("the tail mean takes a share of the years at the quantile")
  func conditionalValueAtRisk() {
    let ten = annual((1...10).map(Double.init))
    // 2.5 of 10 years: 10, 9 and half of 8.
    expectClose(ten.conditionalValueAtRisk(0.75).mean, (10 + 9 + 0.5 * 8) / 2.5, relative: 1e-14)
    expectClose(ten.conditionalValueAtRisk(0.8).mean, 9.5, relative: 1e-14)
    expectClose(ten.conditionalValueAtRisk(0.99).mean, 10, relative: 1e-14)
    expectClose(ten.conditionalValueAtRisk(0).mean, 5.5, relative: 1e-14)
    // Ties at the quantile: 4 years of 6, three at 2 and one at 8.
    let ties = annual([0, 2, 2, 8, 2, 0])
    expectClose(ties.conditionalValueAtRisk(0.5).mean, (8 + 2 * 2) / 3, relative: 1e-14)
    // Positive years are fewer than the tail: zeros fill it.
    expectClose(annual([0, 0, 0, 6]).conditionalValueAtRisk(0.5).mean, 3, relative: 1e-14)
  }

  /// For a uniform distribution on 0 to 1 and level 0.8, max(0, x - 0.8) has the mean 0.02 and the
  /// mean square 0.2³ / 3.
  @Test("the error of a tail mean")
  func tailError() {
    let uniform = annual((1...10_000).map { Double($0) / 10_000 })
    let expected = ((0.008 / 3 - 0.0004) / 10_000).squareRoot() / 0.2
    expectClose(uniform.conditionalValueAtRisk(0.8).standardError, expected, relative: 1e-3)
  }

  @Test("a ratio is mean over mean")
  func ratios() throws {
    let hours = annual([0, 6, 2, 0])
    let ratio = try #require(hours.ratio(over: [0, 1, 1, 0]))
    #expect(ratio.mean == 4)
    // Influences 0, 4, -4, 0: variance 32 / 3, over 4.
    expectClose(ratio.standardError, (32.0 / 12).squareRoot(), relative: 1e-14)
    #expect(hours.ratio(over: [0, 0, 0, 0]) == nil)
  }
}
