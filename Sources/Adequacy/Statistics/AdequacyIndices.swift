// SPDX-License-Identifier: Apache-2.0

/// Indices of one zone from its Monte Carlo years. Per year of the simulated horizon: 8,736 hours
/// are not 8,760.
package struct AdequacyIndices: Hashable, Sendable {
  /// Loss of load expectation, h/yr: hours above the threshold.
  package var lole: TwoLevelEstimate
  /// Days per year with at least one short hour.
  package var loleDays: TwoLevelEstimate
  /// The same above ten times the threshold: equal where no solver's dust decides.
  package var loleAtTenTimes: TwoLevelEstimate
  /// Expected energy not served, MWh/yr, of all hours.
  package var eens: TwoLevelEstimate
  /// Of which in hours not above the threshold.
  package var energyBelowThreshold: TwoLevelEstimate
  /// Probability that an hour is short: LOLE over the hours of the year.
  package var hourlyLOLP: Estimate
  /// Probability that a year has at least one short hour.
  package var annualLOLP: TwoLevelEstimate
  /// EENS over annual load, millionths.
  package var normalisedEENS: Estimate?
  /// Events per year (loss of load frequency).
  package var eventsPerYear: TwoLevelEstimate
  /// Short hours per event, h; nil without events.
  package var eventDurationHours: Estimate?
  /// Mean over events of their largest hourly shortage, MW; nil without events.
  package var eventDepthMW: Estimate?
  package var largestShortageMW: Double
  package var longestEventHours: Int
  package var medianShortHours: Estimate
  package var shortHoursP95: Estimate
  package var medianEnergyNotServed: Estimate
  package var energyNotServedP95: Estimate
  /// Mean annual energy not served of the worst share of years, MWh; see `tailLevel`.
  package var energyNotServedCVaR: Estimate
  package var tailLevel: Double
  /// What the run says about LOLE where it has no short hour; nil where it has one.
  package var zeroShortageBound: ZeroShortageBound?

  package static let partsPerMillion = 1e6

  /// - Precondition: the table is not empty.
  package init(_ table: MonteCarloTable, tailLevel: Double = 0.95, confidence: Double = 0.95) {
    let runs = table.climateYears
    func annual(_ value: (AnnualShortage) -> Double) -> AnnualValues {
      AnnualValues(table.entries.map { value($0.shortage) }, climateYears: runs)
    }
    let hours = annual { Double($0.shortHours) }
    let energy = annual(\.energyNotServedMWh)
    let events = annual { Double($0.events) }
    let load = annual(\.loadMWh)
    lole = hours.mean
    loleDays = annual { Double($0.shortDays) }.mean
    loleAtTenTimes = annual { Double($0.shortHoursAtTenTimes) }.mean
    eens = energy.mean
    energyBelowThreshold = annual(\.energyBelowThresholdMWh).mean
    hourlyLOLP =
      hours.ratio(over: annual { Double($0.hours) }.values) ?? Estimate.exact(0)
    annualLOLP = annual { $0.shortHours > 0 ? 1 : 0 }.mean
    normalisedEENS = energy.ratio(over: load.values.map { $0 / Self.partsPerMillion })
    eventsPerYear = events.mean
    eventDurationHours = hours.ratio(over: events.values)
    eventDepthMW = annual(\.eventDepthsMW).ratio(over: events.values)
    largestShortageMW = table.entries.map(\.shortage.largestShortageMW).max() ?? 0
    longestEventHours = table.entries.map(\.shortage.longestEventHours).max() ?? 0
    medianShortHours = hours.quantile(0.5)
    shortHoursP95 = hours.quantile(0.95)
    medianEnergyNotServed = energy.quantile(0.5)
    energyNotServedP95 = energy.quantile(0.95)
    energyNotServedCVaR = energy.conditionalValueAtRisk(tailLevel)
    self.tailLevel = tailLevel
    zeroShortageBound =
      lole.mean > 0
      ? nil
      : ZeroShortageBound(
        climateYears: runs.count, monteCarloYears: table.entries.count,
        hours: table.entries.map(\.shortage.hours).max() ?? 0, confidence: confidence)
  }
}
