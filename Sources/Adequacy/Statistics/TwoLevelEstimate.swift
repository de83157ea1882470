// SPDX-License-Identifier: Apache-2.0

/// The mean over Monte Carlo years, with its error split into climate years and outages.
///
/// One-way random effects, `x[y, s] = mean + climate[y] + outages[y, s]`: samples of one climate
/// year share its weather, so many samples do not make many independent years. With `K` climate
/// years of `n[y]` samples, `N` in all, and `m[y]` the mean of climate year `y`,
///
///     mean              = sum n[y] m[y] / N
///     standard error²   = K / (K - 1) sum (n[y] / N)² (m[y] - mean)²
///     within variance   = sum (x[y, s] - m[y])² / (N - K)
///     between variance  = max(0, (MSB - within variance) / n0)
///
/// with MSB = sum n[y] (m[y] - mean)² / (K - 1) and n0 = (N - sum n[y]² / N) / (K - 1). With equal
/// `n` the standard error is the deviation of the climate years' means over sqrt(K).
///
/// Source: S. Searle, G. Casella, C. McCulloch, "Variance Components", Wiley 1992, section 3.6
/// (analysis of variance, unbalanced data).
package struct TwoLevelEstimate: Hashable, Sendable {
  /// With the error of the mean over all possible climate years; with a single climate year, over
  /// the outages in it. Its sample count is that of what it takes as independent: climate years,
  /// or the samples of the single one.
  package var estimate: Estimate
  /// Standard error of the mean over outages alone, these climate years held fixed; nil where
  /// some climate year has a single sample.
  package var outageStandardError: Double?
  /// Variance between climate years, in squared units; nil with a single one or where it cannot be
  /// told from that of outages.
  package var betweenVariance: Double?
  /// Variance of samples within a climate year; nil where no climate year has two.
  package var withinVariance: Double?
  package var climateYears: Int
  package var monteCarloYears: Int

  package var mean: Double { estimate.mean }

  /// Share of the variance of one Monte Carlo year that comes from the climate; nil if unknown.
  package var climateShare: Double? {
    guard let betweenVariance, let withinVariance else { return nil }
    let total = betweenVariance + withinVariance
    return total > 0 ? betweenVariance / total : nil
  }

  /// - Parameters:
  ///   - values: one per Monte Carlo year, those of a climate year next to each other.
  ///   - climateYears: their runs, which cover `values` in order.
  ///   - fittedParameters: numbers fitted to the same values (coefficients of controls); the errors
  ///     grow by what they cost in degrees of freedom.
  package init(
    _ values: [Double], climateYears runs: [Range<Int>], fittedParameters: Int = 0
  ) {
    precondition(!values.isEmpty, "no Monte Carlo years")
    precondition(runs.map(\.count).reduce(0, +) == values.count, "runs do not cover the values")
    let groups = runs.map { Group(values[$0]) }
    let count = Double(values.count)
    let mean = groups.reduce(0) { $0 + $1.count * $1.mean } / count
    let freedom = Freedom(groups: groups.count, values: values.count, fitted: fittedParameters)
    let squaresWithin = groups.reduce(0) { $0 + $1.squares }
    withinVariance = freedom.within > 0 ? squaresWithin / freedom.within : nil
    outageStandardError = Self.outageError(groups, count: count, freedom: freedom)
    betweenVariance = withinVariance.flatMap {
      Self.between(groups, mean: mean, count: count, within: $0)
    }
    self.climateYears = groups.count
    monteCarloYears = values.count
    let climateError = groups.count > 1 ? Self.climateError(groups, mean, count, freedom) : nil
    estimate = Estimate(
      mean: mean, standardError: climateError ?? outageStandardError ?? .infinity,
      sampleCount: groups.count > 1 ? groups.count : values.count)
  }

  /// Mean and sum of squared deviations of one climate year.
  private struct Group {
    var count: Double
    var mean: Double
    var squares: Double

    init(_ values: ArraySlice<Double>) {
      count = Double(values.count)
      let mean = values.reduce(0, +) / count
      self.mean = mean
      squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
  }

  private struct Freedom {
    var within: Double
    /// Factor on squared errors for fitted parameters.
    var penalty: Double

    init(groups: Int, values: Int, fitted: Int) {
      within = Double(values - groups - fitted)
      let without = Double(values - groups)
      penalty = within > 0 ? without / within : 1
    }
  }

  private static func outageError(_ groups: [Group], count: Double, freedom: Freedom) -> Double? {
    guard groups.allSatisfy({ $0.count > 1 }), freedom.within > 0 else { return nil }
    let square = groups.reduce(0) {
      let share = $1.count / count
      return $0 + share * share * $1.squares / ($1.count - 1) / $1.count
    }
    return (square * freedom.penalty).squareRoot()
  }

  private static func climateError(
    _ groups: [Group], _ mean: Double, _ count: Double, _ freedom: Freedom
  ) -> Double {
    let size = Double(groups.count)
    let square = groups.reduce(0) {
      let part = $1.count / count * ($1.mean - mean)
      return $0 + part * part
    }
    return (square * size / (size - 1) * freedom.penalty).squareRoot()
  }

  private static func between(
    _ groups: [Group], mean: Double, count: Double, within: Double
  ) -> Double? {
    guard groups.count > 1 else { return nil }
    let degrees = Double(groups.count - 1)
    let meanSquare =
      groups.reduce(0) { $0 + $1.count * ($1.mean - mean) * ($1.mean - mean) } / degrees
    let size = (count - groups.reduce(0) { $0 + $1.count * $1.count } / count) / degrees
    return max(0, (meanSquare - within) / size)
  }
}
