// SPDX-License-Identifier: Apache-2.0
import Adequacy

/// A figure of a zone: the columns of `adequacy_zones` and the members in JSON are made of the same
/// list.
struct ZoneFigure: Sendable {
  enum Value: Sendable {
    case text(@Sendable (AdequacyZone, _ network: String) -> String)
    case number(@Sendable (AdequacyZone) -> Double?)
    case estimate(@Sendable (AdequacyZone) -> Estimate?)
  }

  var column: OutputTableSchema.Column
  var value: Value

  init(
    _ name: String, unit: String = "", mayBeEmpty: Bool = false, _ meaning: String, _ value: Value
  ) {
    column = .init(name, unit: unit, mayBeEmpty: mayBeEmpty, meaning)
    self.value = value
  }

  /// A figure that Monte Carlo years have and exact indices have not.
  static func sampled(
    _ name: String, unit: String = "", _ meaning: String,
    _ value: @escaping @Sendable (NodeAdequacy) -> Estimate?
  ) -> ZoneFigure {
    ZoneFigure(
      name, unit: unit, mayBeEmpty: true, meaning + "; Monte Carlo only",
      .estimate { $0.sampled.flatMap(value) })
  }

  static func sampledNumber(
    _ name: String, unit: String = "", _ meaning: String,
    _ value: @escaping @Sendable (NodeAdequacy) -> Double?
  ) -> ZoneFigure {
    ZoneFigure(
      name, unit: unit, mayBeEmpty: true, meaning + "; Monte Carlo only",
      .number { $0.sampled.flatMap(value) })
  }

  /// An estimate has a column with the mean and one with the standard error.
  var columns: [OutputTableSchema.Column] {
    guard case .estimate = value else { return [column] }
    return [
      column,
      .init(
        column.name + "_standard_error", unit: column.unit, mayBeEmpty: true,
        "standard error of \(column.name); empty where the draws do not tell it"),
    ]
  }

  func add(_ zone: AdequacyZone, network: String, to table: inout CSVText) {
    switch value {
    case .text(let text): table.add(text(zone, network))
    case .number(let number): table.addExact(number(zone) ?? .nan)
    case .estimate(let estimate):
      let found = estimate(zone)
      table.addExact(found?.mean ?? .nan)
      table.addExact(found?.standardError ?? .nan)
    }
  }

  /// Nil for what identifies the row.
  func json(_ zone: AdequacyZone) -> JSONText.Member? {
    switch value {
    case .text: nil
    case .number(let number):
      .init(column.name, number(zone).map { .number($0) } ?? .null)
    case .estimate(let estimate): .init(column.name, estimate(zone)?.json ?? .null)
    }
  }
}

let zoneColumns: [ZoneFigure] =
  [
    ZoneFigure("zone", zoneNameColumn.meaning, .text { zone, _ in zone.name }),
    ZoneFigure("network", "what may flow between zones", .text { $1 }),
    ZoneFigure(
      "hours", unit: "h", "hours of the run, which all figures are sums over", .number { $0.hours }),
    ZoneFigure(
      "load_mwh", unit: "MWh", "load of those hours; mean of the years", .number { $0.loadMWh }),
    ZoneFigure(
      "sample_count", "independent draws behind standard errors; 0 where figures are exact",
      .number { Double($0.lole.sampleCount) }),
    ZoneFigure(
      "lole_h_per_yr", unit: "h/yr", "loss of load expectation: hours short above the threshold",
      .estimate { $0.lole }),
    ZoneFigure(
      "lole_at_ten_times_threshold_h_per_yr", unit: "h/yr",
      "the same above ten times the threshold",
      .estimate { $0.loleAtTenTimesThreshold }),
    ZoneFigure(
      "lole_d_per_yr", unit: "d/yr",
      "days; exact: sum over days of the largest hourly probability to be short (the daily index), "
        + "Monte Carlo: days with a short hour, which are at least as many",
      .estimate { $0.loleDays }),
    ZoneFigure(
      "eens_mwh_per_yr", unit: "MWh/yr", "expected energy not served", .estimate { $0.eens }),
    ZoneFigure(
      "neens_ppm", unit: "ppm", "expected energy not served per million of load",
      .estimate { $0.normalisedEENS }),
    ZoneFigure(
      "lolp_hour", unit: "1", "probability that an hour is short: LOLE over hours",
      .estimate { $0.hourlyLOLP }),
    ZoneFigure(
      "lolf_per_yr", unit: "1/yr", mayBeEmpty: true,
      "loss of load events; exact: in continuous time, Monte Carlo: runs of short hours",
      .estimate { $0.lolf }),
    ZoneFigure(
      "mean_duration_h", unit: "h", mayBeEmpty: true,
      "mean length of an event; empty without events", .estimate { $0.meanDuration }),
  ] + sampledFigures + [
    ZoneFigure(
      "lole_standard_h", unit: "h/yr", mayBeEmpty: true, "reliability standard",
      .number { $0.loleStandardHours }),
    ZoneFigure(
      "perfect_mw_to_standard", unit: "MW", mayBeEmpty: true,
      "power that never fails with which the zone alone meets it; negative: to spare; exact only",
      .number { $0.perfectMWToStandard }),
  ]

private let sampledFigures: [ZoneFigure] =
  [
    .sampled("mean_depth_mw", unit: "MW", "mean over events of their largest hour") {
      $0.indices.eventDepthMW
    },
    .sampledNumber("longest_event_h", unit: "h", "longest event of all years") {
      Double($0.indices.longestEventHours)
    },
    .sampledNumber("largest_shortage_mw", unit: "MW", "largest hour of all years") {
      $0.indices.largestShortageMW
    },
    .sampled("lolp_year", unit: "1", "probability that a year has a short hour") {
      $0.indices.annualLOLP.estimate
    },
    .sampledNumber(
      "lole_upper_bound_h_per_yr", unit: "h/yr",
      "where no hour was short: LOLE that 95 % confidence does not exclude, a short year taken to be "
        + "short in all its hours"
    ) { $0.indices.zeroShortageBound?.lole() },
    .sampled("short_h_p50", unit: "h", "median over years of their short hours") {
      $0.indices.medianShortHours
    },
    .sampled("short_h_p95", unit: "h", "95th percentile over years of their short hours") {
      $0.indices.shortHoursP95
    },
    .sampled("ens_mwh_p50", unit: "MWh", "median over years of their energy not served") {
      $0.indices.medianEnergyNotServed
    },
    .sampled("ens_mwh_p95", unit: "MWh", "95th percentile over years of their energy not served") {
      $0.indices.energyNotServedP95
    },
    .sampled(
      "ens_mwh_cvar95", unit: "MWh", "mean energy not served of the worst 5 % of years"
    ) { $0.indices.energyNotServedCVaR },
    .sampled(
      "eens_below_threshold_mwh_per_yr", unit: "MWh/yr",
      "part of EENS in hours that do not count as short"
    ) { $0.indices.energyBelowThreshold.estimate },
    .sampled(
      "eens_before_sharing_mwh_per_yr", unit: "MWh/yr",
      "EENS as the least total leaves it, before the sharing rule"
    ) { $0.eensBeforeSharing.estimate },
    .sampled(
      "lole_with_out_of_market_h_per_yr", unit: "h/yr",
      "LOLE with units out of the market used after the market; empty without such units"
    ) { $0.withOutOfMarket?.lole.estimate },
    .sampled(
      "eens_with_out_of_market_mwh_per_yr", unit: "MWh/yr", "EENS in the same way"
    ) { $0.withOutOfMarket?.eens.estimate },
  ]
  + variances("lole", unit: "h/yr", "short hours", \.lole)
  + variances("eens", unit: "MWh/yr", "energy not served", \.eens)

/// Where the variance of annual values comes from.
private func variances(
  _ name: String, unit: String, _ what: String,
  _ value: @escaping @Sendable (AdequacyIndices) -> TwoLevelEstimate
) -> [ZoneFigure] {
  let square = "(\(unit))2"
  return [
    .sampledNumber(
      name + "_variance_between_climate_years", unit: square,
      "variance of annual \(what) between climate years"
    ) { value($0.indices).betweenVariance },
    .sampledNumber(
      name + "_variance_within_climate_years", unit: square,
      "variance of annual \(what) between samples of one climate year"
    ) { value($0.indices).withinVariance },
    .sampledNumber(
      name + "_outage_standard_error", unit: unit,
      "standard error of the mean with the climate years held fixed"
    ) { value($0.indices).outageStandardError },
  ]
}
