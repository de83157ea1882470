// SPDX-License-Identifier: Apache-2.0
import Adequacy
import Climate
import TestSupport
import Testing

@Suite("errors over climate years and samples")
struct TwoLevelEstimateTests {
  /// Means 2 and 6; 2 within each of two degrees of freedom; MSB = 2 (4 + 4) = 16.
  @Test("two climate years of two samples by hand")
  func byHand() throws {
    let value = TwoLevelEstimate([1, 3, 5, 7], climateYears: [0..<2, 2..<4])
    #expect(value.estimate == Estimate(mean: 4, standardError: 2, sampleCount: 2))
    #expect(value.withinVariance == 2)
    #expect(value.betweenVariance == 7)
    #expect(value.outageStandardError == 0.5.squareRoot())
    #expect(value.climateShare == 7.0 / 9)
    #expect(value.climateYears == 2)
    #expect(value.monteCarloYears == 4)
  }

  /// The samples are 1 from the means of their climate years: a quarter of it squared is added.
  @Test("the largest deviation counted twice by hand")
  func largestTwice() throws {
    let value = TwoLevelEstimate(
      [1, 3, 5, 7], climateYears: [0..<2, 2..<4], countsLargestTwice: true)
    #expect(value.mean == 4 && value.withinVariance == 2)
    expectClose(value.estimate.standardError, 4.0625.squareRoot(), relative: 1e-15)
    expectClose(
      try #require(value.outageStandardError), 0.5625.squareRoot(), relative: 1e-15)
  }

  @Test("unequal numbers of samples by hand")
  func unbalanced() {
    // Means 0 and 4 of one and three samples: mean 3; MSB = 9 + 3 = 12; n0 = 4 - 10 / 4 = 1.5.
    let value = TwoLevelEstimate([0, 3, 4, 5], climateYears: [0..<1, 1..<4])
    #expect(value.mean == 3)
    #expect(value.withinVariance == 1)
    expectClose(value.betweenVariance ?? .nan, 11 / 1.5, relative: 1e-15)
    // 2 ((0.25 * 3)² + (0.75 * 1)²)
    expectClose(value.estimate.standardError, 2.25.squareRoot(), relative: 1e-15)
    #expect(value.outageStandardError == nil)
  }

  @Test("one climate year has the error of independent samples, which the deviation is not")
  func singleClimateYear() {
    let value = TwoLevelEstimate([1, 2, 3, 4, 5], climateYears: [0..<5])
    #expect(value.estimate == Estimate(mean: 3, standardError: 0.5.squareRoot(), sampleCount: 5))
    #expect(value.withinVariance == 2.5)
    #expect(value.betweenVariance == nil)
    #expect(value.climateShare == nil)
  }

  @Test("one sample per climate year leaves the split unknown and the error right")
  func singleSamples() {
    let value = TwoLevelEstimate([1, 2, 3, 4, 5], climateYears: (0..<5).map { $0..<$0 + 1 })
    #expect(value.estimate == Estimate(mean: 3, standardError: 0.5.squareRoot(), sampleCount: 5))
    #expect(value.withinVariance == nil)
    #expect(value.betweenVariance == nil)
    #expect(value.outageStandardError == nil)
  }

  @Test("samples that differ less between climate years than within give no negative variance")
  func negativeVariance() {
    let value = TwoLevelEstimate([0, 10, 1, 9], climateYears: [0..<2, 2..<4])
    #expect(value.betweenVariance == 0)
    #expect(value.climateShare == 0)
  }

  @Test("a single Monte Carlo year knows nothing of its error")
  func singleYear() {
    #expect(TwoLevelEstimate([2], climateYears: [0..<1]).estimate.standardError == .infinity)
  }

  /// Climate effect of variance 4, outages of variance 9: the mean of 8 years of 5 samples has the
  /// variance 4 / 8 + 9 / 40, of which samples taken as independent would show 13 / 40.
  @Test("the error of a mean is that of means drawn again and again")
  func coverage() throws {
    let replications = 4_000
    var means: [Double] = []
    var errors = 0.0
    var between = 0.0
    var within = 0.0
    var outages = 0.0
    for replication in 0..<replications {
      let normals = RandomStream(seed: 6, climateYear: replication, name: "x").normals(count: 48)
      let values: [Double] = (0..<40).map { index in
        let climate = normals[40 + index / 5]
        return 2 * climate + 3 * normals[index]
      }
      let runs: [Range<Int>] = (0..<8).map { 5 * $0..<5 * $0 + 5 }
      let estimate = TwoLevelEstimate(values, climateYears: runs)
      means.append(estimate.mean)
      errors += estimate.estimate.standardError * estimate.estimate.standardError
      between += try #require(estimate.betweenVariance)
      within += try #require(estimate.withinVariance)
      let outage = try #require(estimate.outageStandardError)
      outages += outage * outage
    }
    let count = Double(replications)
    let spread: Double = means.reduce(0) { $0 + $1 * $1 } / count
    // Variances of sums of squares of normals: 2 v² / degrees of freedom.
    func check(_ variance: Double, _ expected: Double, freedom: Double, _ what: String) {
      let error = expected * (2 / freedom).squareRoot()
      expectClose(variance, expected, absolute: 3 * error, what)
    }
    check(spread, 0.725, freedom: count, "means")
    check(errors / count, 0.725, freedom: 7 * count, "standard error")
    check(within / count, 9, freedom: 32 * count, "within")
    check(outages / count, 9.0 / 40, freedom: 32 * count, "outages")
    // (MSB - within) / 5, MSB of mean 29 with 7 degrees of freedom; cut at 0 in few draws.
    expectClose(between / count, 4, absolute: 0.15, "between")
  }
}
