// SPDX-License-Identifier: Apache-2.0

/// When a Monte Carlo run has enough samples per climate year.
///
/// The run goes by rounds whose ends depend on nothing but this rule; draws are keyed by sample, so
/// a run that stops and is continued gives the numbers of one that never stopped.
package struct StoppingRule: Hashable, Sendable {
  package enum Growth: Hashable, Sendable {
    /// Each round doubles the samples there are.
    case doubling
    /// Each round adds as many as the first.
    case fixed
  }

  package enum Decision: Hashable, Sendable {
    /// Go on until there are so many samples per climate year.
    case sample(upTo: Int)
    /// Every estimate has the error asked for.
    case reached
    /// The largest number of samples is there; `worst` is the largest relative error left,
    /// infinite where an estimate is 0.
    case exhausted(worst: Double)
    /// More samples cannot help: the error comes from the number of climate years.
    case limitedByClimateYears(worst: Double)
  }

  /// Standard error over mean that every estimate must reach.
  package var relativeError: Double
  package var firstRound: Int
  package var growth: Growth
  /// Samples per climate year at most.
  package var maximumSamples: Int

  package init(
    relativeError: Double, firstRound: Int, growth: Growth = .doubling, maximumSamples: Int
  ) {
    precondition(relativeError > 0 && firstRound > 0 && maximumSamples >= firstRound)
    self.relativeError = relativeError
    self.firstRound = firstRound
    self.growth = growth
    self.maximumSamples = maximumSamples
  }

  /// What to do with so many samples per climate year, whole rounds, behind `estimates`.
  package func decide(samples: Int, estimates: [TwoLevelEstimate]) -> Decision {
    guard samples > 0, !estimates.isEmpty else { return .sample(upTo: firstRound) }
    let worst = estimates.map { $0.estimate.relativeError ?? .infinity }.max() ?? 0
    if worst <= relativeError { return .reached }
    if estimates.contains(where: isLimitedByClimate) { return .limitedByClimateYears(worst: worst) }
    if samples >= maximumSamples { return .exhausted(worst: worst) }
    return .sample(upTo: min(maximumSamples, nextEnd(after: samples)))
  }

  /// Ends of the rounds: first, and then twice as many or so many more each time.
  private func nextEnd(after samples: Int) -> Int {
    var end = firstRound
    while end <= samples { end += growth == .doubling ? end : firstRound }
    return end
  }

  /// Whether the outages are known as well as asked, and the climate years alone leave more.
  private func isLimitedByClimate(_ value: TwoLevelEstimate) -> Bool {
    guard let between = value.betweenVariance, let outages = value.outageStandardError,
      value.mean != 0
    else { return false }
    let allowed = relativeError * value.mean.magnitude
    return outages <= allowed && (between / Double(value.climateYears)).squareRoot() > allowed
  }
}
