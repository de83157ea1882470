// SPDX-License-Identifier: Apache-2.0
import Flexibility

extension FlexibilityReport {
  /// The main figures for a terminal: whole needs in one block, what is uncovered in another.
  package func text(title: String) -> String {
    var lines = [title]
    for year in years {
      if let climateYear = year.climateYear { lines.append("climate year \(climateYear)") }
      lines += year.needLines + year.uncoveredLines
    }
    for note in notes { lines.append("note: \(note)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What a reader must know, each once.
  package var notes: [String] {
    var notes: [String] = []
    for note in years.flatMap(\.assessment.notes) where !notes.contains(note) {
      notes.append(note)
    }
    return notes
  }

  /// The members that the command prints for programs, beside what it adds of its own.
  package var json: [JSONText.Member] {
    return [
      .init(
        "climate_years",
        .array(
          years.map { year in
            .object([
              .init("climate_year", year.climateYear.map { .integer($0) } ?? .null),
              .init(
                "zones",
                .object(
                  year.assessment.zones.map { .init($0.name, .object($0.members)) })),
              .init("region", .object(year.assessment.region.members)),
            ])
          }))
    ] + (years.count > 1 ? [.init("percentiles", percentiles)] : [])
      + [.init("notes", .array(notes.map { .string($0) }))]
  }

  /// By zone and quantity.
  private var percentiles: JSONText {
    let spreads = spreads
    var zones: [String] = []
    for spread in spreads where !zones.contains(spread.zone) { zones.append(spread.zone) }
    return .object(
      zones.map { zone in
        .init(
          zone,
          .object(
            spreads.filter { $0.zone == zone }.map { spread in
              .init(
                spread.quantity,
                .object(
                  zip(["p5", "p50", "p95"], spread.percentiles).map { .init($0, .number($1)) }))
            }))
      })
  }
}

extension AssessedYear {
  fileprivate var needLines: [String] {
    var lines = [
      leftAligned("whole needs", nameWidth) + rightAligned("day GWh", 11)
        + rightAligned("week GWh", 11) + rightAligned("year GWh", 11)
        + rightAligned("1 h up MW", 11) + rightAligned("1 h down MW", 13)
    ]
    let rows = assessment.zones.map { ($0.name, $0.needs) } + [("region", assessment.region.needs)]
    for (name, needs) in rows {
      let energies = needs.needsMWh.map { rightAligned(fixed($0 / 1000, 1), 11) }.joined()
      let ramp = needs.ramping.first
      lines.append(
        leftAligned(name, nameWidth) + energies
          + rightAligned(fixed(ramp?.largestUp ?? .nan, 0), 11)
          + rightAligned(fixed(-(ramp?.largestDown ?? .nan), 0), 13))
    }
    let benefit = zip(assessment.region.sumOfZonesMWh, assessment.region.needs.needsMWh).map {
      rightAligned(fixed(($0 - $1) / 1000, 1), 11)
    }
    lines.append(leftAligned("saved by netting", nameWidth) + benefit.joined())
    return lines
  }

  fileprivate var uncoveredLines: [String] {
    guard assessment.hasDispatch else { return [] }
    var lines = [
      leftAligned("uncovered", nameWidth) + rightAligned("day GWh", 11)
        + rightAligned("week GWh", 11) + rightAligned("year GWh", 11)
        + rightAligned("1 h up MW", 11) + rightAligned("1 h down MW", 13)
    ]
    for zone in assessment.zones {
      guard let uncovered = zone.needs.uncoveredMWh else { continue }
      let cover = zone.rampingCover.first
      lines.append(
        leftAligned(zone.name, nameWidth)
          + uncovered.map { rightAligned(fixed($0 / 1000, 1), 11) }.joined()
          + rightAligned(fixed(cover?.up.largestOwn ?? .nan, 0), 11)
          + rightAligned(fixed(cover?.down.largestOwn ?? .nan, 0), 13))
    }
    return lines
  }
}

private let nameWidth = 18

extension ZoneFlexibility {
  fileprivate var members: [JSONText.Member] {
    var members = needs.members
    if let cover = rampingCover.first {
      members.append(.init("uncovered_own_ramp_1h_up_mw", .number(cover.up.largestOwn)))
      members.append(.init("uncovered_own_ramp_1h_down_mw", .number(cover.down.largestOwn)))
    }
    if let renewables, needs.uncoveredMWh != nil {
      members.append(.init("renewable_potential_mwh", .number(renewables.total.potentialMWh)))
      members.append(.init("renewable_curtailed_mwh", .number(renewables.total.curtailedMWh)))
    }
    if let shortTerm {
      members.append(.init("short_term_need_up_mw", .number(shortTerm.upMW)))
      members.append(.init("short_term_need_down_mw", .number(shortTerm.downMW)))
    }
    return members
  }
}

extension RegionFlexibility {
  fileprivate var members: [JSONText.Member] {
    needs.members + [
      .init("bidding_zones", .array(zones.map { .string($0) })),
      .init(
        "sum_of_zones_mwh",
        .object(
          zip(NeedPeriod.allCases, sumOfZonesMWh).map { .init($0.rawValue, .number($1)) })),
    ]
  }
}

extension ResidualLoadNeeds {
  fileprivate var members: [JSONText.Member] {
    func energies(_ values: [Double]) -> JSONText {
      .object(zip(NeedPeriod.allCases, values).map { .init($0.rawValue, .number($1)) })
    }
    return [
      .init("load_mwh", .number(loadMWh)), .init("residual_load_mwh", .number(residualLoadMWh)),
      .init("need_mwh", energies(needsMWh)),
      .init("uncovered_need_mwh", uncoveredMWh.map(energies) ?? .null),
      .init("largest_ramp_1h_up_mw", .number(ramping.first?.largestUp ?? .nan)),
      .init("largest_ramp_1h_down_mw", .number(-(ramping.first?.largestDown ?? .nan))),
    ]
  }
}
