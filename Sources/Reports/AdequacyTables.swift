// SPDX-License-Identifier: Apache-2.0
import Adequacy
import Quantities

/// Columns of a result table, as `pentaflow schema` prints them.
package struct ResultTableSchema: Sendable {
  package struct Column: Sendable {
    package var name: String
    package var unit: String
    package var meaning: String
    /// Whether a cell may be empty: the figure does not exist there.
    package var mayBeEmpty: Bool
  }
  package var name: String
  package var meaning: String
  package var columns: [Column]
}

/// The tables of `results/` that `pentaflow adequacy` writes.
package enum AdequacyTable: String, CaseIterable, Sendable {
  case zones = "adequacy_zones"
  case hourly = "adequacy_hourly"
  case years = "adequacy_years"

  package var fileName: String { rawValue + ".csv" }

  package var schema: ResultTableSchema {
    switch self {
    case .zones:
      ResultTableSchema(
        name: rawValue,
        meaning: "Adequacy of each zone over the hours of the run; standard errors are 0 where the "
          + "figure is exact.", columns: zoneColumns.map(\.column))
    case .hourly:
      ResultTableSchema(
        name: rawValue, meaning: "Risk of each hour and zone.", columns: hourlyColumns)
    case .years:
      ResultTableSchema(
        name: rawValue, meaning: "What each Monte Carlo year and zone came to.",
        columns: yearColumns.map(\.column))
    }
  }
}

/// Adequacy of one zone, or of all.
package struct AdequacyZone: Sendable {
  package var name: String
  package var hours: Double
  package var loadMWh: Double
  /// Hours short of more than the threshold, and of more than ten times as much; h/yr.
  package var lole: Estimate
  package var loleAtTenTimesThreshold: Estimate
  package var loleDays: Estimate
  package var eens: Estimate
  package var normalisedEENS: Estimate
  /// Nil where events are not counted, and the duration also where there are none.
  package var lolf: Estimate?
  package var meanDuration: Estimate?
  package var loleStandardHours: Double?
  package var perfectMWToStandard: Double?

  package init(
    name: String, hours: Double, loadMWh: Double, lole: Estimate,
    loleAtTenTimesThreshold: Estimate, loleDays: Estimate, eens: Estimate,
    normalisedEENS: Estimate, lolf: Estimate?, meanDuration: Estimate?,
    loleStandardHours: Double? = nil, perfectMWToStandard: Double? = nil
  ) {
    self.name = name
    self.hours = hours
    self.loadMWh = loadMWh
    self.lole = lole
    self.loleAtTenTimesThreshold = loleAtTenTimesThreshold
    self.loleDays = loleDays
    self.eens = eens
    self.normalisedEENS = normalisedEENS
    self.lolf = lolf
    self.meanDuration = meanDuration
    self.loleStandardHours = loleStandardHours
    self.perfectMWToStandard = perfectMWToStandard
  }

  /// Of Monte Carlo years.
  package init(_ node: NodeAdequacy, loleStandardHours: Double? = nil) {
    let indices = node.indices
    let count = Double(node.table.entries.count)
    func mean(_ value: (AnnualShortage) -> Double) -> Double {
      node.table.entries.reduce(0) { $0 + value($1.shortage) } / count
    }
    self.init(
      name: node.name, hours: mean { Double($0.hours) }, loadMWh: mean(\.loadMWh),
      lole: indices.lole.estimate, loleAtTenTimesThreshold: indices.loleAtTenTimes.estimate,
      loleDays: indices.loleDays.estimate, eens: indices.eens.estimate,
      normalisedEENS: indices.normalisedEENS ?? .exact(0),
      lolf: indices.eventsPerYear.estimate, meanDuration: indices.eventDurationHours,
      loleStandardHours: loleStandardHours)
  }

  package init(
    name: String, _ indices: ExactIndices, loleStandardHours: Double? = nil,
    perfectMWToStandard: Double? = nil
  ) {
    self.init(
      name: name, hours: indices.hours, loadMWh: indices.loadMWh, lole: indices.lole,
      loleAtTenTimesThreshold: indices.loleAtTenTimesThreshold, loleDays: indices.loleDays,
      eens: indices.eens, normalisedEENS: indices.normalisedEENS, lolf: indices.lolf?.total,
      meanDuration: indices.meanDuration, loleStandardHours: loleStandardHours,
      perfectMWToStandard: perfectMWToStandard)
  }
}

/// Name of the row that stands for all zones together.
package let allZonesName = "all zones"

private enum ZoneCell {
  case text(String)
  case number(Double?)
}

private struct ZoneColumn {
  var column: ResultTableSchema.Column
  var value: @Sendable (AdequacyZone, String) -> ZoneCell

  init(
    _ name: String, unit: String = "", mayBeEmpty: Bool = false, _ meaning: String,
    _ value: @escaping @Sendable (AdequacyZone, String) -> ZoneCell
  ) {
    column = .init(name: name, unit: unit, meaning: meaning, mayBeEmpty: mayBeEmpty)
    self.value = value
  }
}

/// A column with the mean and one with the standard error.
private func estimates(
  _ name: String, unit: String, mayBeEmpty: Bool = false, _ meaning: String,
  _ value: @escaping @Sendable (AdequacyZone) -> Estimate?
) -> [ZoneColumn] {
  [
    ZoneColumn(name, unit: unit, mayBeEmpty: mayBeEmpty, meaning) { zone, _ in
      .number(value(zone)?.mean)
    },
    ZoneColumn(
      name + "_standard_error", unit: unit, mayBeEmpty: mayBeEmpty, "standard error of \(name)"
    ) { zone, _ in .number(value(zone)?.standardError) },
  ]
}

private let zoneColumns: [ZoneColumn] =
  [
    ZoneColumn("zone", "bidding zone, or all zones") { zone, _ in .text(zone.name) },
    ZoneColumn("network", "what may flow between zones") { _, network in .text(network) },
    ZoneColumn("hours", unit: "h", "hours of the run, which all figures are sums over") {
      zone, _ in .number(zone.hours)
    },
    ZoneColumn("load_mwh", unit: "MWh", "load of those hours") { zone, _ in
      .number(zone.loadMWh)
    },
    ZoneColumn("sample_count", "independent draws; 0 where figures are exact") { zone, _ in
      .number(Double(zone.lole.sampleCount))
    },
  ]
  + estimates(
    "lole_h_per_yr", unit: "h/yr", "loss of load expectation: hours short above the threshold"
  ) { $0.lole }
  + estimates(
    "lole_at_ten_times_threshold_h_per_yr", unit: "h/yr", "the same above ten times the threshold"
  ) { $0.loleAtTenTimesThreshold }
  + estimates("lole_d_per_yr", unit: "d/yr", "days whose worst hour is short") { $0.loleDays }
  + estimates("eens_mwh_per_yr", unit: "MWh/yr", "expected energy not served") { $0.eens }
  + estimates("neens_ppm", unit: "ppm", "expected energy not served per million of load") {
    $0.normalisedEENS
  }
  + estimates(
    "lolf_per_yr", unit: "1/yr", mayBeEmpty: true, "loss of load events in continuous time"
  ) { $0.lolf }
  + estimates(
    "mean_duration_h", unit: "h", mayBeEmpty: true, "mean length of an event; empty without events"
  ) { $0.meanDuration }
  + [
    ZoneColumn("lole_standard_h", unit: "h/yr", mayBeEmpty: true, "reliability standard") {
      zone, _ in .number(zone.loleStandardHours)
    },
    ZoneColumn(
      "perfect_mw_to_standard", unit: "MW", mayBeEmpty: true,
      "power that never fails with which the zone alone meets it; negative: to spare"
    ) { zone, _ in .number(zone.perfectMWToStandard) },
  ]

private let hourlyColumns: [ResultTableSchema.Column] = [
  .init(name: "time", unit: "", meaning: "start of the hour, UTC", mayBeEmpty: false),
  .init(name: "zone", unit: "", meaning: "bidding zone, or all zones", mayBeEmpty: false),
  .init(
    name: "lolp", unit: "1", meaning: "probability that the hour is short", mayBeEmpty: false),
  .init(
    name: "expected_ens_mw", unit: "MW", meaning: "expected power not served", mayBeEmpty: false),
]

private struct YearColumn {
  var column: ResultTableSchema.Column
  var value: @Sendable (MonteCarloTable.Entry) -> Double

  init(
    _ name: String, unit: String = "", _ meaning: String,
    _ value: @escaping @Sendable (MonteCarloTable.Entry) -> Double
  ) {
    column = .init(name: name, unit: unit, meaning: meaning, mayBeEmpty: false)
    self.value = value
  }
}

/// Columns of `adequacy_years` before and after the zone.
private let yearColumns: [YearColumn] = [
  YearColumn("climate_year", "number of the climate year") { Double($0.year.climateYear) },
  YearColumn("sample", "number of the outage pattern, from 0") { Double($0.year.sample) },
  YearColumn("short_hours", unit: "h", "hours short above the threshold") {
    Double($0.shortage.shortHours)
  },
  YearColumn("short_days", unit: "d", "days with a short hour") { Double($0.shortage.shortDays) },
  YearColumn("ens_mwh", unit: "MWh", "energy not served") { $0.shortage.energyNotServedMWh },
  YearColumn("events", "runs of short hours") { Double($0.shortage.events) },
  YearColumn("longest_event_h", unit: "h", "longest of them") {
    Double($0.shortage.longestEventHours)
  },
  YearColumn("largest_shortage_mw", unit: "MW", "largest shortage of an hour") {
    $0.shortage.largestShortageMW
  },
]

/// `adequacy_years`, zone after zone.
package func adequacyYearsTable(_ zones: [NodeAdequacy]) -> CSVText {
  var table = CSVText(header: ["zone"] + yearColumns.map(\.column.name))
  for zone in zones {
    for entry in zone.table.entries {
      table.add(zone.name)
      for column in yearColumns { table.addExact(column.value(entry)) }
      table.endRow()
    }
  }
  return table
}

/// `adequacy_zones`: figures to the last digit, so that they can be compared.
package func adequacyZonesTable(_ zones: [AdequacyZone], network: String) -> CSVText {
  var table = CSVText(header: zoneColumns.map(\.column.name))
  for zone in zones {
    for column in zoneColumns {
      switch column.value(zone, network) {
      case .text(let text): table.add(text)
      case .number(let number): table.addExact(number ?? .nan)
      }
    }
    table.endRow()
  }
  return table
}

/// `adequacy_hourly`, zone after zone.
package func adequacyHourlyTable(
  _ zones: [(name: String, hours: ExactHours)], axis: TimeAxis
) -> CSVText {
  var table = CSVText(header: hourlyColumns.map(\.name))
  let times = (0..<axis.count).map { axis.timestamp(at: $0) }
  for zone in zones {
    for (hour, time) in times.enumerated() {
      table.add(time)
      table.add(zone.name)
      table.addExact(zone.hours.lossOfLoadProbability[hour])
      table.addExact(zone.hours.shortageMW[hour])
      table.endRow()
    }
  }
  return table
}
