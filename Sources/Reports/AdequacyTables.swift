// SPDX-License-Identifier: Apache-2.0
import Adequacy
import Quantities

/// The tables of `results/` that `pentaflow adequacy` writes.
package enum AdequacyTable: String, CaseIterable, Sendable {
  case zones = "adequacy_zones"
  case hourly = "adequacy_hourly"
  case years = "adequacy_years"
  case events = "adequacy_events"

  package var schema: OutputTableSchema {
    switch self {
    case .zones:
      OutputTableSchema(
        rawValue,
        "Adequacy of each zone over the hours of the run; standard errors are 0 where the figure is "
          + "exact.", zoneColumns.flatMap(\.columns))
    case .hourly: OutputTableSchema(rawValue, "Risk of each hour and zone.", hourlyColumns)
    case .years:
      OutputTableSchema(
        rawValue, "What each Monte Carlo year and zone came to.",
        [zoneNameColumn] + yearColumns.map(\.column))
    case .events:
      OutputTableSchema(
        rawValue,
        "Shortage events of all Monte Carlo years: runs of consecutive hours short above the "
          + "threshold.", eventColumns)
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
  /// What only Monte Carlo years tell; nil where figures are exact.
  package var sampled: NodeAdequacy?

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
    sampled = node
  }

  /// Probability that an hour is short.
  var hourlyLOLP: Estimate {
    guard hours > 0 else { return .exact(0) }
    return Estimate(
      mean: lole.mean / hours, standardError: lole.standardError / hours,
      sampleCount: lole.sampleCount)
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

let zoneNameColumn = OutputTableSchema.Column("zone", "bidding zone, or all zones")

private let hourlyColumns: [OutputTableSchema.Column] = [
  .init("time", "start of the hour, UTC"), zoneNameColumn,
  .init("lolp", unit: "1", "probability that the hour is short"),
  .init("expected_ens_mw", unit: "MW", "expected power not served"),
]

private let eventColumns: [OutputTableSchema.Column] = [
  zoneNameColumn, .init("climate_year", "number of the climate year"),
  .init("sample", "number of the outage pattern, from 0"),
  .init("start", "start of the first hour, UTC"),
  .init("duration_h", unit: "h", "short hours in a row"),
  .init("energy_mwh", unit: "MWh", "energy not served in them"),
  .init("depth_mw", unit: "MW", "largest hour"),
]

private struct YearColumn: Sendable {
  enum Value: Sendable {
    case count(@Sendable (MonteCarloTable.Entry) -> Int)
    case number(@Sendable (MonteCarloTable.Entry) -> Double)
  }

  var column: OutputTableSchema.Column
  var value: Value

  init(_ name: String, unit: String = "", _ meaning: String, _ value: Value) {
    column = .init(name, unit: unit, meaning)
    self.value = value
  }
}

/// Columns of `adequacy_years` after the zone.
private let yearColumns: [YearColumn] = [
  YearColumn("climate_year", "number of the climate year", .count { $0.year.climateYear }),
  YearColumn("sample", "number of the outage pattern, from 0", .count { $0.year.sample }),
  YearColumn(
    "short_hours", unit: "h", "hours short above the threshold", .count { $0.shortage.shortHours }),
  YearColumn("short_days", unit: "d", "days with a short hour", .count { $0.shortage.shortDays }),
  YearColumn(
    "ens_mwh", unit: "MWh", "energy not served", .number { $0.shortage.energyNotServedMWh }),
  YearColumn("events", "runs of short hours", .count { $0.shortage.events }),
  YearColumn(
    "longest_event_h", unit: "h", "longest of them", .count { $0.shortage.longestEventHours }),
  YearColumn(
    "largest_shortage_mw", unit: "MW", "largest shortage of an hour",
    .number { $0.shortage.largestShortageMW }),
]

/// `adequacy_years`, zone after zone.
package func adequacyYearsTable(_ zones: [NodeAdequacy]) -> CSVText {
  var table = CSVText(header: AdequacyTable.years.schema.header)
  for zone in zones {
    for entry in zone.table.entries {
      table.add(zone.name)
      for column in yearColumns {
        switch column.value {
        case .count(let count): table.add(count(entry))
        case .number(let number): table.addExact(number(entry))
        }
      }
      table.endRow()
    }
  }
  return table
}

/// `adequacy_zones`: figures to the last digit, so that they can be compared.
package func adequacyZonesTable(_ zones: [AdequacyZone], network: String) -> CSVText {
  var table = CSVText(header: AdequacyTable.zones.schema.header)
  for zone in zones {
    for column in zoneColumns { column.add(zone, network: network, to: &table) }
    table.endRow()
  }
  return table
}

/// `adequacy_events`, zone after zone; `axis` is that of every climate year.
package func adequacyEventsTable(_ zones: [NodeAdequacy], axis: TimeAxis) -> CSVText {
  var table = CSVText(header: AdequacyTable.events.schema.header)
  for zone in zones {
    for entry in zone.events {
      table.add(zone.name)
      table.add(entry.year.climateYear)
      table.add(entry.year.sample)
      table.add(axis.timestamp(at: entry.event.firstHour))
      table.addExact(Double(entry.event.hours) * axis.stepHours)
      table.addExact(entry.event.energyMWh)
      table.addExact(entry.event.depthMW)
      table.endRow()
    }
  }
  return table
}

/// `adequacy_hourly`, zone after zone.
package func adequacyHourlyTable(
  _ zones: [(name: String, hours: ExactHours)], axis: TimeAxis
) -> CSVText {
  var table = CSVText(header: AdequacyTable.hourly.schema.header)
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
