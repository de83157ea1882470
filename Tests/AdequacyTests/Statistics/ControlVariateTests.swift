// SPDX-License-Identifier: Apache-2.0
import Adequacy
import Climate
import Foundation
import TestSupport
import Testing

@Suite("control variates")
struct ControlVariateTests {
  private func normals(_ name: String, _ count: Int, replication: Int = 0) -> [Double] {
    RandomStream(seed: 5, climateYear: replication, name: name).normals(count: count)
  }

  @Test("values that follow their controls are known without error")
  func linear() {
    let a = normals("a", 50)
    let b = normals("b", 50)
    let values = zip(a, b).map { 7 + 2 * $0 - 3 * $1 }
    let estimate = ControlVariateEstimate(values: values, deviations: [a, b])
    expectClose(estimate.controlled.mean, 7, relative: 1e-12)
    expectClose(estimate.coefficients, [2, -3], relative: 1e-12)
    #expect(estimate.controlled.estimate.standardError < 1e-12)
    #expect(estimate.varianceRatio.value == .infinity)
  }

  /// d = -1, 0, 1, 2 and y = 1, 0, 3, 4. Slopes of the other three draws: 2, 1, 8 / 7, 1; what is
  /// left of the four: 3, 0, 13 / 7, 2, with a mean of 12 / 7 and deviations of 9, -12, 1, 2
  /// sevenths, whose squares are 230 / 49 of 10 in all and whose fourth powers are 27314 / 2401.
  @Test("one control by hand")
  func byHand() {
    let estimate = ControlVariateEstimate(values: [1, 0, 3, 4], deviations: [[-1, 0, 1, 2]])
    expectClose(estimate.coefficients, [9.0 / 7], relative: 1e-14)
    expectClose(estimate.controlled.mean, 12.0 / 7, relative: 1e-14)
    expectClose(estimate.varianceRatio.value, 490.0 / 230, relative: 1e-13)
    #expect(estimate.plain.mean == 2)
    // Three degrees of freedom for four draws; 12 / 7 farthest from the mean.
    expectClose(
      estimate.controlled.estimate.standardError,
      (230.0 / 49 / 3 / 4 + square(12.0 / 7 / 4)).squareRoot(), relative: 1e-13)
    expectClose(estimate.effectiveDraws, 230.0 * 230 / 27314, relative: 1e-13)
    #expect(
      estimate.warning
        == "the error rests on few Monte Carlo years (as many as 1.9 equal ones) and may be too "
        + "small: draw more samples")
  }

  /// Ratios without each of three draws: (4 + 1) / 2, (1 + 1) / 2, (1 + 4) / 2, mean 2; the sum of
  /// squares about it is 1.5, two thirds of which are the variance.
  @Test("a variance ratio and its jackknife by hand")
  func ratioByHand() {
    let ratio = VarianceRatio([1, -2, 1], over: [1, -1, 1], climateYears: [0..<3])
    expectClose(ratio.value, 2, relative: 1e-15)
    expectClose(ratio.standardError, 1, relative: 1e-14)
    // Two climate years: without the first 1, without the second 5 / 2.
    let byYear = VarianceRatio([1, -2, 1], over: [1, -1, 1], climateYears: [0..<2, 2..<3])
    expectClose(byYear.standardError, 0.75, relative: 1e-14)
  }

  @Test("a control that repeats others or is constant changes nothing")
  func dependentControls() {
    let a = normals("a", 200)
    let b = normals("b", 200)
    let values = zip(a, normals("noise", 200)).map { $0 + $1 }
    let both = ControlVariateEstimate(values: values, deviations: [a, b])
    let sum = zip(a, b).map { $0 - 2 * $1 }
    let zero = [Double](repeating: 0, count: 200)
    let more = ControlVariateEstimate(values: values, deviations: [a, zero, b, sum, a])
    #expect(more.controlled == both.controlled)
    #expect(more.coefficients == [both.coefficients[0], 0, both.coefficients[1], 0, 0])
  }

  @Test("controls of known mean in each climate year leave the variance between them")
  func climateYears() throws {
    let d = normals("d", 40)
    let noise = normals("noise", 40)
    let values: [Double] = (0..<40).map { index in
      let climate = Double(index / 10) * 5
      return climate + 3 * d[index] + 0.1 * noise[index]
    }
    let runs = (0..<4).map { 10 * $0..<10 * $0 + 10 }
    let estimate = ControlVariateEstimate(values: values, deviations: [d], climateYears: runs)
    #expect(estimate.varianceRatio.value > 300)
    // Deviation of 0, 5, 10, 15 over the root of 4.
    expectClose(
      estimate.controlled.estimate.standardError, (125.0 / 3 / 4).squareRoot(), relative: 0.02)
    expectClose(
      try #require(estimate.controlled.outageStandardError), 0.1 / 40.0.squareRoot(),
      relative: 0.35)
  }

  /// E max(0, x - 1) of a normal x of mean 0.
  private func meanExcess(deviation: Double) -> Double {
    let z = 1 / deviation
    return deviation * exp(-z * z / 2) / (2 * Double.pi).squareRoot() - erfc(z / 2.0.squareRoot())
      / 2
  }

  /// y = max(0, a + b sqrt(1.25) - 1), controls max(0, a - 1) and a², means in closed form.
  @Test("unbiased beside plain Monte Carlo, with the error it states")
  func unbiased() {
    let draws = 400
    let replications = 2_000
    let excess = meanExcess(deviation: 1)
    let exact = meanExcess(deviation: 1.5)
    var (sum, squares, stated, plain) = (0.0, 0.0, 0.0, 0.0)
    for replication in 0..<replications {
      let a = normals("a", draws, replication: replication)
      let b = normals("b", draws, replication: replication)
      let values: [Double] = zip(a, b).map { max(0, $0 + 1.25.squareRoot() * $1 - 1) }
      let estimate = ControlVariateEstimate(
        values: values, deviations: [a.map { max(0, $0 - 1) - excess }, a.map { $0 * $0 - 1 }])
      let error = estimate.controlled.mean - exact
      sum += error
      squares += error * error
      stated += (estimate.controlled.withinVariance ?? 0) / Double(draws)
      plain += (estimate.plain.withinVariance ?? 0) / Double(draws)
    }
    let count = Double(replications)
    let spread = (squares / count).squareRoot()
    expectClose(sum / count, 0, absolute: 3 * spread / count.squareRoot(), "bias")
    expectClose(stated, squares, relative: 3 * (2 / count).squareRoot(), "stated variance")
    #expect(squares < 0.8 * plain)
  }

  /// y = z⁴ of a normal z, control z²: with coefficients fitted to all 20 draws the mean is 0.44 too
  /// low.
  @Test("no bias from the fit where values are skewed and draws few")
  func skewed() {
    let replications = 4_000
    var (sum, squares) = (0.0, 0.0)
    for replication in 0..<replications {
      let control = normals("z", 20, replication: replication).map { $0 * $0 }
      let estimate = ControlVariateEstimate(
        values: control.map { $0 * $0 }, deviations: [control.map { $0 - 1 }])
      let error = estimate.controlled.mean - 3
      sum += error
      squares += error * error
    }
    let count = Double(replications)
    let spread = (squares / count).squareRoot() / count.squareRoot()
    #expect(spread < 0.03)
    expectClose(sum / count, 0, absolute: 3 * spread)
  }

  /// What the control leaves over is 0 but for events of exponential size, one in `interval` draws.
  private func eventErrors(interval: Double) -> (covered: Double, warned: Double) {
    let replications = 400
    var (covered, warned) = (0.0, 0.0)
    for replication in 0..<replications {
      let control = normals("control", 1_000, replication: replication)
      let first = normals("first", 1_000, replication: replication)
      let second = normals("second", 1_000, replication: replication)
      let chance = normals("chance", 1_000, replication: replication)
      let values: [Double] = (0..<1_000).map { draw in
        let isEvent = erfc(chance[draw] / 2.0.squareRoot()) / 2 < 1 / interval
        // Half the sum of two squared normals is exponential.
        let size = (square(first[draw]) + square(second[draw])) / 2
        return control[draw] + (isEvent ? size : 0)
      }
      let estimate = ControlVariateEstimate(values: values, deviations: [control])
      let error = estimate.controlled.mean - 1 / interval
      if error.magnitude < 2 * estimate.controlled.estimate.standardError { covered += 1 }
      if estimate.warning != nil { warned += 1 }
    }
    return (covered / Double(replications), warned / Double(replications))
  }

  @Test("two errors hold the mean nineteen times in twenty, or too few events are reported")
  func rareEvents() {
    let enough = eventErrors(interval: 4)
    let sampling = 3 * (0.95 * 0.05 / 400).squareRoot()
    #expect(enough.covered > 0.95 - sampling && enough.warned < 0.2, "\(enough)")
    let few = eventErrors(interval: 200)
    #expect(few.warned > 0.95 && few.covered > 0.8, "\(few)")
  }

  private func square(_ value: Double) -> Double { value * value }
}
