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
    #expect(estimate.varianceRatio == .infinity)
  }

  /// Least squares by hand: d = -1, 0, 1, 2 (mean 0.5), y = 1, 0, 3, 4: slope 6 / 5, mean
  /// 2 - 1.2 * 0.5; squares 10 in all, 2.8 left.
  @Test("one control by hand")
  func byHand() {
    let estimate = ControlVariateEstimate(values: [1, 0, 3, 4], deviations: [[-1, 0, 1, 2]])
    expectClose(estimate.coefficients, [1.2], relative: 1e-14)
    expectClose(estimate.controlled.mean, 1.4, relative: 1e-14)
    expectClose(estimate.varianceRatio, 10 / 2.8, relative: 1e-13)
    #expect(estimate.plain.mean == 2)
    // One degree of freedom less than three.
    expectClose(
      estimate.controlled.estimate.standardError, (2.8 / 2 / 4).squareRoot(),
      relative: 1e-13)
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
    #expect(estimate.varianceRatio > 300)
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
      stated +=
        estimate.controlled.estimate.standardError * estimate.controlled.estimate.standardError
      plain += estimate.plain.estimate.standardError * estimate.plain.estimate.standardError
    }
    let count = Double(replications)
    let spread = (squares / count).squareRoot()
    expectClose(sum / count, 0, absolute: 3 * spread / count.squareRoot(), "bias")
    expectClose(stated, squares, relative: 3 * (2 / count).squareRoot(), "stated variance")
    #expect(squares < 0.8 * plain)
  }

  private func square(_ value: Double) -> Double { value * value }
}
