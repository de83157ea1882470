// SPDX-License-Identifier: Apache-2.0

/// Quantiles, tail means and ratios of annual values, with errors that respect climate years.
///
/// Each is written as a mean over Monte Carlo years of what one year contributes (its influence),
/// so that ``TwoLevelEstimate`` gives the error.
package struct AnnualValues: Sendable {
  package let values: [Double]
  package let climateYears: [Range<Int>]
  private let sorted: [Double]

  package init(_ values: [Double], climateYears: [Range<Int>]) {
    precondition(!values.isEmpty, "no Monte Carlo years")
    self.values = values
    self.climateYears = climateYears
    sorted = values.sorted()
  }

  package var mean: TwoLevelEstimate { TwoLevelEstimate(values, climateYears: climateYears) }

  /// The smallest value that at least the share `level` of years does not exceed.
  ///
  /// Its error is half the distance between the values one standard error of that share further
  /// down and up, which needs no assumption on the distribution; at the ends of the sample it
  /// understates.
  package func quantile(_ level: Double) -> Estimate {
    let value = sorted[rank(of: level)]
    let share = TwoLevelEstimate(
      values.map { $0 <= value ? 1 : 0 }, climateYears: climateYears)
    let error = share.estimate.standardError
    let low = sorted[rank(of: level - error)]
    let high = sorted[rank(of: level + error)]
    return Estimate(
      mean: value, standardError: (high - low) / 2, sampleCount: share.estimate.sampleCount)
  }

  /// Mean of the worst share `1 - level` of years (conditional value at risk).
  ///
  ///     CVaR = q + mean(max(0, x - q)) / (1 - level),   q = quantile(level)
  ///
  /// Years at the quantile itself count with just the weight that fills the share: with 10 years
  /// and level 0.75, the two largest in full and the third by half. With 43 % of years at 0 and
  /// level 0.2, all positive years are in it and zeros fill the rest.
  ///
  /// Source: R. Rockafellar, S. Uryasev, "Conditional value-at-risk for general loss
  /// distributions", J. Banking & Finance 26 (2002), pp. 1443-1471, theorem 10.
  package func conditionalValueAtRisk(_ level: Double) -> Estimate {
    let quantile = sorted[rank(of: level)]
    let influence = values.map { quantile + max(0, $0 - quantile) / (1 - level) }
    return TwoLevelEstimate(influence, climateYears: climateYears).estimate
  }

  /// Mean over mean (h per event, MWh per MWh of load): not the mean of ratios, in which years
  /// with few events would weigh as much as others. Nil where the denominator is 0 in all years.
  package func ratio(over denominator: [Double]) -> Estimate? {
    precondition(denominator.count == values.count, "\(denominator.count) for \(values.count)")
    let below = denominator.reduce(0, +) / Double(denominator.count)
    guard below != 0 else { return nil }
    let ratio = values.reduce(0, +) / Double(values.count) / below
    let influence = zip(values, denominator).map { ($0 - ratio * $1) / below }
    let error = TwoLevelEstimate(influence, climateYears: climateYears).estimate
    return Estimate(
      mean: ratio, standardError: error.standardError, sampleCount: error.sampleCount)
  }

  private func rank(of level: Double) -> Int {
    // An error that is not known, as with one year, reaches beyond both ends.
    let level = min(1, max(0, level))
    // Rounding must not push 0.95 * 20 above 19.
    let position = (level * Double(sorted.count) - 1e-9).rounded(.up)
    return min(sorted.count - 1, max(0, Int(position) - 1))
  }
}
