// SPDX-License-Identifier: Apache-2.0

/// A mean made sharper by quantities whose mean is known exactly and that go along with it.
///
/// With `d[j]` the deviation of control `j` from its known mean,
///
///     mean = average(y - sum b[j] d[j]),   b: least squares of y on d over the same sample
///
/// The fit costs a bias of order 1 / sample count, below the standard error by a factor of the
/// root of it; that error is enlarged for the fitted coefficients.
///
/// Source: S. Lavenberg, P. Welch, "A perspective on the use of control variables to increase the
/// efficiency of Monte Carlo simulations", Management Science 27 (1981), pp. 322-335.
package struct ControlVariateEstimate: Hashable, Sendable {
  /// With the controls.
  package var controlled: TwoLevelEstimate
  /// The average of the values alone.
  package var plain: TwoLevelEstimate
  /// `b`, one per control; 0 where a control says nothing beyond the ones before it.
  package var coefficients: [Double]
  /// Variance of a single value over that of a controlled one: how many times fewer draws do.
  /// Infinite where the controls say everything; with several climate years, of the variance
  /// within climate years.
  package var varianceRatio: Double

  /// A control with less than this share of its variance outside the ones before it is one of them
  /// again.
  private static let dependence = 1e-10

  /// - Parameters:
  ///   - values: one per draw (Monte Carlo year or hour), those of a climate year together.
  ///   - deviations: by control and draw, the control less its exact mean in that climate year.
  ///   - climateYears: runs of `values`; a single run if nil.
  package init(values: [Double], deviations: [[Double]], climateYears: [Range<Int>]? = nil) {
    precondition(deviations.allSatisfy { $0.count == values.count }, "controls of other length")
    precondition(values.count > deviations.count + 1, "\(values.count) draws are too few")
    let runs = climateYears ?? [values.indices]
    let fit = Self.leastSquares(values, deviations, runs)
    var adjusted = values
    for (control, slope) in zip(deviations, fit.coefficients) where slope != 0 {
      for index in adjusted.indices { adjusted[index] -= slope * control[index] }
    }
    coefficients = fit.coefficients
    controlled = TwoLevelEstimate(adjusted, climateYears: runs, fittedParameters: fit.rank)
    plain = TwoLevelEstimate(values, climateYears: runs)
    let left = Self.sumOfSquares(Self.centred(adjusted, runs))
    let all = Self.sumOfSquares(Self.centred(values, runs))
    varianceRatio = all == 0 ? 1 : left > all * 1e-24 ? all / left : .infinity
  }

  /// Modified Gram-Schmidt on the controls, centred within climate years.
  private static func leastSquares(
    _ values: [Double], _ controls: [[Double]], _ runs: [Range<Int>]
  ) -> (coefficients: [Double], rank: Int) {
    let count = controls.count
    var basis = controls.map { centred($0, runs) }
    var upper = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var slopes = [Double](repeating: 0, count: count)
    var isUsed = [Bool](repeating: false, count: count)
    var rest = centred(values, runs)
    for j in 0..<count {
      let before = sumOfSquares(basis[j])
      for i in 0..<j where isUsed[i] {
        upper[i][j] = dot(basis[i], basis[j]) / sumOfSquares(basis[i])
        subtract(upper[i][j], basis[i], from: &basis[j])
      }
      let square = sumOfSquares(basis[j])
      guard square > dependence * before, square > 0 else { continue }
      isUsed[j] = true
      slopes[j] = dot(basis[j], rest) / square
      subtract(slopes[j], basis[j], from: &rest)
    }
    return (solve(upper, slopes, isUsed), isUsed.count { $0 })
  }

  /// Coefficients of the controls from those of their orthogonal parts.
  private static func solve(
    _ upper: [[Double]], _ slopes: [Double], _ isUsed: [Bool]
  ) -> [Double] {
    var result = slopes
    for j in slopes.indices.reversed() where isUsed[j] {
      for k in (j + 1)..<max(j + 1, slopes.count) where isUsed[k] {
        result[j] -= upper[j][k] * result[k]
      }
    }
    return result
  }

  private static func centred(_ values: [Double], _ runs: [Range<Int>]) -> [Double] {
    var result = values
    for run in runs {
      let mean = values[run].reduce(0, +) / Double(run.count)
      for index in run { result[index] -= mean }
    }
    return result
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  private static func sumOfSquares(_ a: [Double]) -> Double { dot(a, a) }

  private static func subtract(_ factor: Double, _ a: [Double], from b: inout [Double]) {
    for index in a.indices { b[index] -= factor * a[index] }
  }
}
