// SPDX-License-Identifier: Apache-2.0

/// A mean made sharper by quantities whose mean is known exactly and that go along with it.
///
/// With `d[j]` the deviation of control `j` from its known mean,
///
///     mean = average(y - sum b[j] d[j])
///
/// The coefficients of a draw are the least squares of `y` on `d` over the other draws, those of its
/// own fold left out: they do not depend on the draw, so that `E[b d] = 0` and the mean is unbiased
/// for any sample. (Fitted to all draws, the energy of rare deep events pulls the coefficients to
/// itself, and the mean of a thousand years comes out low.) The standard errors are those of
/// ``TwoLevelEstimate`` with its largest deviation counted twice.
///
/// Sources: S. Lavenberg, P. Welch, "A perspective on the use of control variables to increase the
/// efficiency of Monte Carlo simulations", Management Science 27 (1981), pp. 322-335; A. Avramidis,
/// J. Wilson, "A splitting scheme for control variates", Operations Research Letters 14 (1993),
/// pp. 187-198.
package struct ControlVariateEstimate: Hashable, Sendable {
  /// With the controls.
  package var controlled: TwoLevelEstimate
  /// The average of the values alone, its error of the same kind.
  package var plain: TwoLevelEstimate
  /// `b`, one per control, on average over the draws; 0 where a control says nothing beyond the
  /// ones before it.
  package var coefficients: [Double]
  /// Variance of a single value over that of a controlled one, within climate years: how many
  /// times fewer draws do. Infinite where the controls say everything.
  package var varianceRatio: VarianceRatio
  /// How many draws carry the variance of the controlled values: `(sum r²)² / sum r⁴` of their
  /// deviations `r`, which is the number of draws if all are as far out.
  package var effectiveDraws: Double

  /// Parts of the sample; each has coefficients from the others.
  private static let folds = 10
  /// A control with less than this share of its variance outside the ones before it is one of them
  /// again.
  private static let dependence = 1e-10

  /// - Parameters:
  ///   - values: one per draw (Monte Carlo year or hour), those of a climate year together.
  ///   - deviations: by control and draw, the control less its exact mean in that climate year.
  ///   - climateYears: runs of `values`; a single run if nil.
  package init(values: [Double], deviations: [[Double]], climateYears: [Range<Int>]? = nil) {
    precondition(deviations.allSatisfy { $0.count == values.count }, "controls of other length")
    precondition(values.count > deviations.count + 2, "\(values.count) draws are too few")
    let runs = climateYears ?? [values.indices]
    var adjusted = values
    coefficients = [Double](repeating: 0, count: deviations.count)
    for fold in Self.split(runs) {
      let fitted = Self.leastSquares(
        fold.others.flatMap { $0.map { values[$0] } },
        deviations.map { control in fold.others.flatMap { $0.map { control[$0] } } },
        Self.runs(of: fold.others))
      for (j, slope) in fitted.enumerated() where slope != 0 {
        for draw in fold.draws { adjusted[draw] -= slope * deviations[j][draw] }
        coefficients[j] += slope * Double(fold.draws.count) / Double(values.count)
      }
    }
    controlled = TwoLevelEstimate(adjusted, climateYears: runs, countsLargestTwice: true)
    plain = TwoLevelEstimate(values, climateYears: runs, countsLargestTwice: true)
    let left = Self.centred(adjusted, runs)
    varianceRatio = VarianceRatio(Self.centred(values, runs), over: left, climateYears: runs)
    effectiveDraws = Self.effectiveDraws(left)
  }

  /// What is to be said of the error; nil where enough draws carry it.
  package var warning: String? { fewDrawsWarning(effectiveDraws) }

  static func effectiveDraws(_ deviations: [Double]) -> Double {
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    let fourth = deviations.reduce(0) { $0 + $1 * $1 * $1 * $1 }
    return fourth > 0 ? squares * squares / fourth : Double(deviations.count)
  }

  // MARK: Folds

  /// The draws of a fold, and all others by climate year. Folds go by the place of a draw in its
  /// climate year.
  private static func split(_ runs: [Range<Int>]) -> [(draws: [Int], others: [[Int]])] {
    let count = min(folds, runs.map(\.count).max() ?? 0)
    return (0..<count).map { fold in
      (
        draws: runs.flatMap { run in run.filter { ($0 - run.lowerBound) % count == fold } },
        others: runs.map { run in run.filter { ($0 - run.lowerBound) % count != fold } }
      )
    }
  }

  /// Where lists lie once they are put behind each other; none is empty.
  private static func runs(of lists: [[Int]]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for list in lists where !list.isEmpty {
      let first = result.last?.upperBound ?? 0
      result.append(first..<first + list.count)
    }
    return result
  }

  // MARK: Least squares

  /// Modified Gram-Schmidt on the controls, centred within climate years.
  static func leastSquares(
    _ values: [Double], _ controls: [[Double]], _ runs: [Range<Int>]
  ) -> [Double] {
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
    return solve(upper, slopes, isUsed)
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

  static func centred(_ values: [Double], _ runs: [Range<Int>]) -> [Double] {
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
