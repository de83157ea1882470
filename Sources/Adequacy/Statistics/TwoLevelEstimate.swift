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
  ///   - countsLargestTwice: whether both errors are those of a sample in which the Monte Carlo
  ///     year farthest from the mean of its climate year, by `e`, had occurred once more: `(e / N)²`
  ///     is added to their squares. It is nothing where many years carry the variance, and keeps
  ///     the error of a sample whose variance comes from a few deep events from being too small
  ///     where chance left some out.
  package init(
    _ values: [Double], climateYears runs: [Range<Int>], countsLargestTwice: Bool = false
  ) {
    precondition(!values.isEmpty, "no Monte Carlo years")
    precondition(runs.map(\.count).reduce(0, +) == values.count, "runs do not cover the values")
    let groups = runs.map { Group(values[$0]) }
    let count = Double(values.count)
    let mean = groups.reduce(0) { $0 + $1.count * $1.mean } / count
    let freedom = Double(values.count - groups.count)
    let squaresWithin = groups.reduce(0) { $0 + $1.squares }
    withinVariance = freedom > 0 ? squaresWithin / freedom : nil
    let once = countsLargestTwice ? (groups.map(\.largest).max() ?? 0) / count : 0
    outageStandardError = Self.outageError(groups, count: count).map {
      ($0 * $0 + once * once).squareRoot()
    }
    betweenVariance = withinVariance.flatMap {
      Self.between(groups, mean: mean, count: count, within: $0)
    }
    self.climateYears = groups.count
    monteCarloYears = values.count
    let climateError =
      groups.count > 1
      ? (Self.climateSquare(groups, mean, count) + once * once).squareRoot() : nil
    estimate = Estimate(
      mean: mean, standardError: climateError ?? outageStandardError ?? .infinity,
      sampleCount: groups.count > 1 ? groups.count : values.count)
  }

  /// Mean, sum of squared deviations and largest deviation of one climate year.
  private struct Group {
    var count: Double
    var mean: Double
    var squares: Double
    var largest: Double

    init(_ values: ArraySlice<Double>) {
      count = Double(values.count)
      let mean = values.reduce(0, +) / count
      self.mean = mean
      squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      largest = values.reduce(0) { max($0, ($1 - mean).magnitude) }
    }
  }

  private static func outageError(_ groups: [Group], count: Double) -> Double? {
    guard groups.allSatisfy({ $0.count > 1 }) else { return nil }
    let square = groups.reduce(0) {
      let share = $1.count / count
      return $0 + share * share * $1.squares / ($1.count - 1) / $1.count
    }
    return square.squareRoot()
  }

  private static func climateSquare(_ groups: [Group], _ mean: Double, _ count: Double) -> Double {
    let size = Double(groups.count)
    let square = groups.reduce(0) {
      let part = $1.count / count * ($1.mean - mean)
      return $0 + part * part
    }
    return square * size / (size - 1)
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
