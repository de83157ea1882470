// SPDX-License-Identifier: Apache-2.0
import Flexibility

/// An assessment of one climate year, for the tables.
package struct AssessedYear: Sendable {
  /// Number of the synthetic climate year; nil where load and weather are read or flat.
  package var climateYear: Int?
  package var assessment: FlexibilityAssessment

  package init(climateYear: Int?, assessment: FlexibilityAssessment) {
    self.climateYear = climateYear
    self.assessment = assessment
  }
}

/// Assessments of one case over all climate years asked for.
package struct FlexibilityReport: Sendable {
  package var years: [AssessedYear]
  package var options: FlexibilityOptions

  package init(years: [AssessedYear], options: FlexibilityOptions) {
    self.years = years
    self.options = options
  }
}

/// The tables of `pentaflow flexibility`. Whole needs and what is left uncovered of them never share
/// a table.
package enum FlexibilityTable: String, CaseIterable, Sendable {
  case needs = "flexibility_needs"
  case contributions = "flexibility_contributions"
  case uncovered = "flexibility_uncovered"
  case cooperation = "flexibility_cooperation"
  case ramping = "ramping_needs"
  case rampingUncovered = "ramping_uncovered"
  case shortTerm = "short_term_needs"
  case shortTermUncovered = "short_term_uncovered"
  case renewables = "renewable_integration"
  case renewablesUncovered = "renewable_integration_uncovered"
  case renewablesProfile = "renewable_integration_profile"
  case absorbing = "renewable_integration_storage"
  case percentiles = "flexibility_percentiles"

  package var fileName: String { schema.fileName }

  /// Empty where the input has nothing for it: it is then not written.
  package func csv(of report: FlexibilityReport) -> CSVText? {
    var table = CSVText(header: schema.header)
    let empty = table.bytes.count
    switch self {
    case .percentiles: report.addPercentiles(to: &table)
    default:
      for year in report.years {
        switch self {
        case .needs: year.addNeeds(to: &table)
        case .contributions: year.addContributions(to: &table)
        case .uncovered: year.addUncovered(to: &table)
        case .cooperation: year.addCooperation(to: &table)
        case .ramping: year.addRamping(to: &table)
        case .rampingUncovered: year.addRampingUncovered(to: &table)
        case .shortTerm: year.addShortTerm(to: &table)
        case .shortTermUncovered: year.addShortTermUncovered(to: &table)
        case .renewables: year.addRenewables(to: &table)
        case .renewablesUncovered:
          year.addRenewablesUncovered(to: &table, target: report.options.renewableTarget)
        case .renewablesProfile: year.addRenewablesProfile(to: &table)
        case .absorbing: year.addAbsorbing(to: &table)
        case .percentiles: break
        }
      }
    }
    return table.bytes.count > empty ? table : nil
  }

  package var schema: OutputTableSchema {
    OutputTableSchema(rawValue, meaning, columns)
  }

  private var meaning: String {
    switch self {
    case .needs:
      "needs of residual load on three time scales: half its absolute deviation from its mean"
    case .contributions:
      "who meets the needs: outputs above their own mean while residual load is above its; the rows "
        + "of a zone and need sum to the need"
    case .uncovered:
      "the part of the needs that only lost load, spilled energy and dumped must-run power meet"
    case .cooperation: "needs of the region under a copperplate beside the sum of its zones' needs"
    case .ramping: "changes of residual load over 1, 3 and 8 hours"
    case .rampingUncovered:
      "ramps against the margins that the coupled run leaves in the hour in which they begin"
    case .shortTerm:
      "reserve power that forecast errors ask for, scaled to the target year, split by speed: the "
        + "automatic part is the same percentile of first differences"
    case .shortTermUncovered:
      "forecast errors and largest outage against the margins of every hour of the coupled run"
    case .renewables: "renewable energy that could be had, was curtailed and was integrated"
    case .renewablesUncovered: "renewable energy missing to the target of --renewable-target"
    case .renewablesProfile: "the same by local month and hour of the day, all technologies"
    case .absorbing:
      "smallest loss-free storage that takes up a share of the curtailed energy and gives it to the "
        + "residual load of later hours"
    case .percentiles: "5th, 50th and 95th percentile over the climate years"
    }
  }

  private var columns: [OutputTableSchema.Column] {
    let year = OutputTableSchema.Column(
      "climate_year", mayBeEmpty: true,
      "number of the synthetic climate year; empty for read or flat series")
    let zone = OutputTableSchema.Column(
      "bidding_zone", "bidding zone; region for all zones of the region under a copperplate")
    let zoneAlone = OutputTableSchema.Column("bidding_zone", "bidding zone")
    let need = OutputTableSchema.Column(
      "need",
      "day: hours against their day; week: days against their week; year: seasons "
        + "against the year"
    )
    let direction = OutputTableSchema.Column(
      "direction", "up: more supply or less load is needed; down: the reverse")
    let ramp = OutputTableSchema.Column("hours", unit: "h", "length of the ramp")
    switch self {
    case .needs:
      return [
        year, zone, .init("time_zone", "clock of its local days"), need,
        .init("need_mwh", unit: "MWh", "whole need"),
        .init("residual_load_mwh", unit: "MWh", "residual load"),
        .init("load_mwh", unit: "MWh", "load"),
      ]
    case .contributions:
      return [
        year, zone, need,
        .init(
          "kind",
          ProviderKind.allCases.map(\.rawValue).joined(separator: " | ")
            + "; rounding is what the run's tables leave open"
        ),
        .init("technology", "technology, kind of storage, or the kind again"),
        .init(
          "contribution_mwh", unit: "MWh",
          "part of the need that it meets; negative where it adds to it"),
      ]
    case .uncovered:
      return [
        year, zone, need, .init("lost_load_mwh", unit: "MWh", "met by load that is lost"),
        .init("spilled_energy_mwh", unit: "MWh", "met by curtailed renewable energy"),
        .init("dumped_mwh", unit: "MWh", "met by must-run energy that nobody uses"),
        .init("uncovered_need_mwh", unit: "MWh", "sum of the three"),
      ]
    case .cooperation:
      return [
        year, .init("time_zone", "clock used for all of them"), need,
        .init("sum_of_zones_mwh", unit: "MWh", "sum of the zones' needs in this calendar"),
        .init("region_mwh", unit: "MWh", "need of the zones together"),
        .init("benefit_mwh", unit: "MWh", "the difference: what netting saves"),
      ]
    case .ramping:
      return [
        year, zone, ramp, direction,
        .init("largest_mw", unit: "MW", "largest change in this direction, positive"),
      ]
        + rampPercentiles.map {
          .init(percentileColumn($0), unit: "MW", "percentile of the change in this direction")
        }
        + [
          .init(
            "event_count",
            "runs of hours with ramps of at least the \(fixed(rampEventPercentile, 0))th percentile"
          ),
          .init("mean_event_h", unit: "h", mayBeEmpty: true, "mean duration of an event"),
          .init("longest_event_h", unit: "h", "longest event"),
          .init(
            "mean_interval_h", unit: "h", mayBeEmpty: true,
            "mean time from the end of an event to the start of the next"),
        ]
    case .rampingUncovered:
      return [
        year, zoneAlone, ramp, direction,
        .init(
          "smallest_own_margin_mw", unit: "MW",
          "smallest margin of units, storage and demand response"),
        .init(
          "largest_uncovered_own_mw", unit: "MW",
          "largest max(0, ramp − margin) with units, storage and demand response"),
        .init("uncovered_own_h", unit: "h", "hours in which something is left open so"),
        .init("mean_event_own_h", unit: "h", mayBeEmpty: true, "mean duration of such an event"),
        .init(
          "largest_uncovered_mw", unit: "MW", mayBeEmpty: true,
          "the same with free interconnector capacity too; empty under copperplate"),
        .init(
          "uncovered_h", unit: "h", mayBeEmpty: true, "hours in which something is left open so"),
        .init("mean_event_h", unit: "h", mayBeEmpty: true, "mean duration of such an event"),
        .init(
          "mean_interval_h", unit: "h", mayBeEmpty: true,
          "mean time from one such event to the next"),
      ]
    case .shortTerm:
      return [
        year, zoneAlone, .init("slice", "all | season | hour | renewables"),
        .init(
          "slice_value", "season, local hour, or third of the hours by forecast renewable power"),
        .init("data_hours", unit: "h", "hours of forecasts behind it"), direction,
        .init(
          "forecast_need_mw", unit: "MW", "99.9th percentile of the error (down: negative 0.1th)"),
        .init("afrr_mw", unit: "MW", "its fast part, by first differences"),
        .init("mfrr_mw", unit: "MW", "the rest"),
        .init(
          "fcr_mw", unit: "MW", mayBeEmpty: true,
          "requirement of the case's reserves table; not part of the need"),
        .init(
          "largest_outage_mw", unit: "MW", mayBeEmpty: true,
          "largest generating unit or cable pole; for all hours"),
        .init(
          "need_mw", unit: "MW", mayBeEmpty: true, "forecast need and largest outage; for all hours"
        ),
      ]
    case .shortTermUncovered:
      return [
        year, zoneAlone, direction,
        .init(
          "smallest_own_margin_mw", unit: "MW", "smallest margin without exchange over all hours"),
        .init(
          "largest_uncovered_own_mw", unit: "MW", "largest max(0, need − margin) without exchange"),
        .init("uncovered_own_h", unit: "h", "hours in which something is left open so"),
        .init(
          "largest_uncovered_mw", unit: "MW", mayBeEmpty: true,
          "the same with free interconnector capacity too"),
        .init(
          "uncovered_h", unit: "h", mayBeEmpty: true, "hours in which something is left open so"),
      ]
    case .renewables:
      return [
        year, zoneAlone, .init("technology", "technology; all for their sum"),
        .init("potential_mwh", unit: "MWh", "energy that could be had"),
        .init(
          "curtailed_mwh", unit: "MWh", mayBeEmpty: true,
          "energy that was not taken; empty without --result"),
        .init(
          "integrated_mwh", unit: "MWh", mayBeEmpty: true, "the difference; empty without --result"),
        .init("curtailed_share", mayBeEmpty: true, "curtailed over potential"),
      ]
    case .renewablesUncovered:
      return [
        year, zoneAlone, .init("target_share_of_load", "integrated energy aimed at, share of load"),
        .init("target_mwh", unit: "MWh", "the same"),
        .init("uncovered_mwh", unit: "MWh", "max(0, target − integrated)"),
      ]
    case .renewablesProfile:
      return [
        year, zoneAlone, .init("slice", "month | hour"),
        .init("slice_value", "local month 1 to 12, or local hour of the day 0 to 23"),
        .init("potential_mwh", unit: "MWh", "energy that could be had"),
        .init("curtailed_mwh", unit: "MWh", "energy that was not taken"),
        .init("integrated_mwh", unit: "MWh", "the difference"),
      ]
    case .absorbing:
      return [
        year, zoneAlone, .init("absorbed_share", "share of the curtailed energy to be taken up"),
        .init("energy_to_power_h", unit: "h", "class: hours at full power"),
        .init("power_mw", unit: "MW", "least power"),
        .init("energy_mwh", unit: "MWh", "power × class"),
        .init("absorbed_mwh", unit: "MWh", "energy taken from curtailment"),
        .init("shifted_mwh", unit: "MWh", "energy given to later hours"),
      ]
    case .percentiles:
      return [
        zone, .init("quantity", "need_day_mwh, ramp_1h_up_mw, curtailed_mwh ..."),
        .init("climate_years", "number of climate years behind it"), .init("p5", "5th percentile"),
        .init("p50", "median"), .init("p95", "95th percentile"),
      ]
    }
  }
}

/// `p0.1_mw`, `p99_mw`.
private func percentileColumn(_ percent: Double) -> String {
  "p" + fixed(percent, percent == percent.rounded() ? 0 : 1) + "_mw"
}

/// Name of the row of all zones together.
private let regionName = "region"

extension AssessedYear {
  /// Residual-load needs of each zone, then of the region.
  private var allNeeds: [(name: String, needs: ResidualLoadNeeds)] {
    assessment.zones.map { ($0.name, $0.needs) } + [(regionName, assessment.region.needs)]
  }

  private func start(_ table: inout CSVText, _ zone: String) {
    if let climateYear { table.add(climateYear) } else { table.addEmpty() }
    table.add(zone)
  }

  func addNeeds(to table: inout CSVText) {
    for (zone, needs) in allNeeds {
      for (period, need) in zip(NeedPeriod.allCases, needs.needsMWh) {
        start(&table, zone)
        table.add(needs.timeZone)
        table.add(period.rawValue)
        table.addExact(need)
        table.add(needs.residualLoadMWh, decimals: Decimals.energyMWh)
        table.add(needs.loadMWh, decimals: Decimals.energyMWh)
        table.endRow()
      }
    }
  }

  func addContributions(to table: inout CSVText) {
    for (zone, needs) in allNeeds {
      for (place, period) in NeedPeriod.allCases.enumerated() {
        for contribution in needs.contributions {
          start(&table, zone)
          table.add(period.rawValue)
          table.add(contribution.kind.rawValue)
          table.add(contribution.technology)
          table.addExact(contribution.energiesMWh[place])
          table.endRow()
        }
      }
    }
  }

  func addUncovered(to table: inout CSVText) {
    for (zone, needs) in allNeeds {
      guard let uncovered = needs.uncoveredMWh else { continue }
      for (place, period) in NeedPeriod.allCases.enumerated() {
        start(&table, zone)
        table.add(period.rawValue)
        for kind in [ProviderKind.lostLoad, .spilledEnergy, .dumped] {
          let members = needs.contributions.filter { $0.kind == kind }
          table.add(
            members.reduce(0) { $0 + $1.energiesMWh[place] }, decimals: Decimals.energyMWh)
        }
        table.add(uncovered[place], decimals: Decimals.energyMWh)
        table.endRow()
      }
    }
  }

  func addCooperation(to table: inout CSVText) {
    let region = assessment.region
    for (place, period) in NeedPeriod.allCases.enumerated() {
      if let climateYear { table.add(climateYear) } else { table.addEmpty() }
      table.add(region.needs.timeZone)
      table.add(period.rawValue)
      for energy in [
        region.sumOfZonesMWh[place], region.needs.needsMWh[place],
        region.sumOfZonesMWh[place] - region.needs.needsMWh[place],
      ] {
        table.add(energy, decimals: Decimals.energyMWh)
      }
      table.endRow()
    }
  }

  func addRamping(to table: inout CSVText) {
    let step = assessment.axis.stepHours
    for (zone, needs) in allNeeds {
      for ramps in needs.ramping {
        for direction in Direction.allCases {
          let isUp = direction == .up
          start(&table, zone)
          table.add(Double(ramps.units) * step, decimals: 0)
          table.add(direction.rawValue)
          table.add(isUp ? ramps.largestUp : -ramps.largestDown, decimals: Decimals.power)
          // The mirror of a percentile of rises is that of falls.
          let percentiles = isUp ? ramps.percentiles : ramps.percentiles.reversed().map { -$0 }
          for value in percentiles { table.add(value, decimals: Decimals.power) }
          let events = isUp ? ramps.eventsUp : ramps.eventsDown
          table.add(events.count)
          table.add(events.meanDuration * step, decimals: Decimals.hours)
          table.add(Double(events.longest) * step, decimals: Decimals.hours)
          table.add(events.meanInterval * step, decimals: Decimals.hours)
          table.endRow()
        }
      }
    }
  }

  func addRampingUncovered(to table: inout CSVText) {
    let step = assessment.axis.stepHours
    for zone in assessment.zones {
      for cover in zone.rampingCover {
        for (direction, open) in [(Direction.up, cover.up), (.down, cover.down)] {
          start(&table, zone.name)
          table.add(Double(cover.units) * step, decimals: 0)
          table.add(direction.rawValue)
          table.add(open.smallestOwnMargin, decimals: Decimals.power)
          table.add(open.largestOwn, decimals: Decimals.power)
          table.add(Double(open.eventsOwn.markedUnits) * step, decimals: Decimals.hours)
          table.add(open.eventsOwn.meanDuration * step, decimals: Decimals.hours)
          table.add(open.largest ?? .nan, decimals: Decimals.power)
          let events = open.events
          table.add(events.map { Double($0.markedUnits) * step } ?? .nan, decimals: Decimals.hours)
          table.add((events?.meanDuration ?? .nan) * step, decimals: Decimals.hours)
          table.add((events?.meanInterval ?? .nan) * step, decimals: Decimals.hours)
          table.endRow()
        }
      }
    }
  }

  func addShortTerm(to table: inout CSVText) {
    for zone in assessment.zones {
      guard let short = zone.shortTerm else { continue }
      for slice in short.needs.slices {
        for direction in Direction.allCases {
          let isUp = direction == .up
          start(&table, zone.name)
          table.add(slice.kind.rawValue)
          table.add(slice.name)
          table.add(slice.hours)
          table.add(direction.rawValue)
          for power in [
            isUp ? slice.upMW : slice.downMW, isUp ? slice.automaticUpMW : slice.automaticDownMW,
            isUp ? slice.manualUpMW : slice.manualDownMW,
          ] {
            table.add(power, decimals: Decimals.power)
          }
          let isWhole = slice.kind == .all
          table.add(isWhole ? short.fcrMW ?? .nan : .nan, decimals: Decimals.power)
          table.add(
            isWhole ? (isUp ? short.outageUpMW : short.outageDownMW) : .nan,
            decimals: Decimals.power)
          table.add(isWhole ? (isUp ? short.upMW : short.downMW) : .nan, decimals: Decimals.power)
          table.endRow()
        }
      }
    }
  }

  func addShortTermUncovered(to table: inout CSVText) {
    let step = assessment.axis.stepHours
    for zone in assessment.zones {
      guard let short = zone.shortTerm, let up = short.up, let down = short.down else { continue }
      for (direction, open) in [(Direction.up, up), (.down, down)] {
        start(&table, zone.name)
        table.add(direction.rawValue)
        table.add(open.smallestOwnMargin, decimals: Decimals.power)
        table.add(open.largestOwn, decimals: Decimals.power)
        table.add(Double(open.eventsOwn.markedUnits) * step, decimals: Decimals.hours)
        table.add(open.largest ?? .nan, decimals: Decimals.power)
        table.add(
          open.events.map { Double($0.markedUnits) * step } ?? .nan, decimals: Decimals.hours)
        table.endRow()
      }
    }
  }

  func addRenewables(to table: inout CSVText) {
    for zone in assessment.zones {
      guard let renewables = zone.renewables else { continue }
      for (technology, energy) in renewables.byTechnology + [("all", renewables.total)] {
        start(&table, zone.name)
        table.add(technology)
        table.add(energy.potentialMWh, decimals: Decimals.energyMWh)
        let isKnown = assessment.hasDispatch
        table.add(isKnown ? energy.curtailedMWh : .nan, decimals: Decimals.energyMWh)
        table.add(isKnown ? energy.integratedMWh : .nan, decimals: Decimals.energyMWh)
        table.add(isKnown ? energy.curtailedShare : .nan, decimals: 6)
        table.endRow()
      }
    }
  }

  func addRenewablesUncovered(to table: inout CSVText, target: Double?) {
    guard let target, assessment.hasDispatch else { return }
    for zone in assessment.zones {
      guard let renewables = zone.renewables else { continue }
      start(&table, zone.name)
      table.addExact(target)
      table.add(target * renewables.loadMWh, decimals: Decimals.energyMWh)
      table.add(
        renewables.uncoveredMWh(targetShareOfLoad: target), decimals: Decimals.energyMWh)
      table.endRow()
    }
  }

  func addRenewablesProfile(to table: inout CSVText) {
    guard assessment.hasDispatch else { return }
    for zone in assessment.zones {
      guard let renewables = zone.renewables else { continue }
      let months = renewables.byMonth.enumerated().map { ("month", $0 + 1, $1) }
      let hours = renewables.byHour.enumerated().map { ("hour", $0, $1) }
      for (slice, value, energy) in months + hours {
        start(&table, zone.name)
        table.add(slice)
        table.add(value)
        for energyMWh in [energy.potentialMWh, energy.curtailedMWh, energy.integratedMWh] {
          table.add(energyMWh, decimals: Decimals.energyMWh)
        }
        table.endRow()
      }
    }
  }

  func addAbsorbing(to table: inout CSVText) {
    for zone in assessment.zones {
      for (share, hours, storage) in zone.renewables?.absorbing ?? [] {
        start(&table, zone.name)
        table.addExact(share)
        table.add(hours, decimals: 0)
        for value in [
          storage.powerMW, storage.energyMWh, storage.absorbedMWh, storage.shiftedMWh,
        ] {
          table.add(value, decimals: Decimals.power)
        }
        table.endRow()
      }
    }
  }

  /// The figures of one year that percentiles are taken of: zone, quantity, value.
  fileprivate var figures: [(zone: String, quantity: String, value: Double)] {
    var figures: [(String, String, Double)] = []
    for (zone, needs) in allNeeds {
      for (period, need) in zip(NeedPeriod.allCases, needs.needsMWh) {
        figures.append((zone, "need_\(period.rawValue)_mwh", need))
      }
      for ramps in needs.ramping {
        let hours = fixed(Double(ramps.units) * assessment.axis.stepHours, 0)
        figures.append((zone, "ramp_\(hours)h_up_mw", ramps.largestUp))
        figures.append((zone, "ramp_\(hours)h_down_mw", -ramps.largestDown))
      }
      if let renewables = assessment.zones.first(where: { $0.name == zone })?.renewables {
        figures.append((zone, "potential_mwh", renewables.total.potentialMWh))
        guard assessment.hasDispatch else { continue }
        figures.append((zone, "curtailed_mwh", renewables.total.curtailedMWh))
        figures.append((zone, "integrated_mwh", renewables.total.integratedMWh))
      }
    }
    return figures
  }
}

extension FlexibilityReport {
  /// Percentiles of one figure over the climate years.
  struct Spread {
    var zone: String
    var quantity: String
    /// 5th, 50th and 95th.
    var percentiles: [Double]
  }

  /// Empty of one climate year: it has no percentiles.
  var spreads: [Spread] {
    guard years.count > 1 else { return [] }
    let figures = years.map(\.figures)
    return figures[0].enumerated().map { place, figure in
      let values = SortedValues(figures.map { $0[place].value })
      return Spread(
        zone: figure.zone, quantity: figure.quantity,
        percentiles: [5, 50, 95].map { values.percentile($0) })
    }
  }

  fileprivate func addPercentiles(to table: inout CSVText) {
    for spread in spreads {
      table.add(spread.zone)
      table.add(spread.quantity)
      table.add(years.count)
      for value in spread.percentiles { table.add(value, decimals: Decimals.energyMWh) }
      table.endRow()
    }
  }
}
