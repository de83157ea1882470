// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

// Rules that the rows of a case keep, for rows that scenarios insert.

/// Of new rows, before the patch's own is written.
let blankOrigin = Provenance(source: "", quality: .assumption)

func zoneObjections(_ zone: Zone) -> [RowObjection] {
  var found: [RowObjection] = []
  if (zone.carrier == .hydrogen) != (zone.kind == .hydrogen) {
    found.append(
      RowObjection(
        column: "kind",
        message: "zone \(zone.name) has carrier \(zone.carrier.rawValue) and kind "
          + zone.kind.rawValue, fix: "give carrier and kind hydrogen both, or neither"))
  } else if zone.carrier == .hydrogen, zone.isFlowBased {
    found.append(
      RowObjection(
        column: "flow_based", message: "hydrogen zone \(zone.name) has flow_based yes",
        fix: "write no: hubs are bidding zones of electricity"))
  }
  if zone.priceFloorEURPerMWh >= zone.priceCapEURPerMWh {
    found.append(
      RowObjection(
        column: "price_floor_eur_per_mwh",
        message: "zone \(zone.name) has price floor \(shortest(zone.priceFloorEURPerMWh)), not "
          + "below its cap \(shortest(zone.priceCapEURPerMWh))", fix: "give a floor below the cap"))
  }
  return found
}

/// - Parameters:
///   - what: what joins them, with its name.
///   - kind: of what is joined: `zone`, `bus`, `node`.
///   - name: of the first end.
func endsObjection<Entry>(
  _ what: String, _ kind: String, _ from: Row<Entry>, _ to: Row<Entry>, _ name: String,
  columns: (from: String, to: String)
) -> [RowObjection] {
  guard from == to else { return [] }
  return [
    RowObjection(
      column: columns.from, message: "\(what) joins \(kind) \(name) to itself",
      fix: "give two different \(kind == "bus" ? "buses" : "\(kind)s") in columns "
        + "\(columns.from) and \(columns.to)")
  ]
}

func linkObjections(_ link: DCLink, _ system: EnergySystem) -> [RowObjection] {
  endsObjection(
    "link \(link.name)", "zone", link.from, link.to, system.zones[link.from].name,
    columns: ("from_zone", "to_zone"))
    + repairObjection(link.name, link.forcedOutageRate, link.meanTimeToRepairHours)
    + priceLimitObjection(link.from, link.to, system)
}

func borderObjections(_ border: Border, _ system: EnergySystem) -> [RowObjection] {
  let names = (system.zones[border.from].name, system.zones[border.to].name)
  var found = endsObjection(
    "the border", "zone", border.from, border.to, names.0, columns: ("from_zone", "to_zone"))
  if system.borders.contains(where: { $0.from == border.to && $0.to == border.from }) {
    found.append(
      RowObjection(
        column: "from_zone",
        message: "the border of \(names.0) and \(names.1) is there already, the other way round",
        fix: "set its p_max_forward_mw and p_max_backward_mw instead"))
  }
  return found + priceLimitObjection(border.from, border.to, system)
}

/// Coupled zones must share cap and floor; otherwise least cost would shed the load of the zone with
/// the lower cap first.
private func priceLimitObjection(
  _ from: Row<Zone>, _ to: Row<Zone>, _ system: EnergySystem
) -> [RowObjection] {
  let limits: [(KeyPath<Zone, Double>, String)] = [
    (\.priceCapEURPerMWh, "price cap"), (\.priceFloorEURPerMWh, "price floor"),
  ]
  return limits.compactMap { path, words in
    let (a, b) = (system.zones[from], system.zones[to])
    guard a[keyPath: path] != b[keyPath: path] else { return nil }
    return RowObjection(
      column: "to_zone",
      message: "zone \(b.name) has \(words) \(shortest(b[keyPath: path])), but zone \(a.name), "
        + "coupled with it, has \(shortest(a[keyPath: path]))",
      fix: "give coupled zones the same \(words)")
  }
}

/// An outage that takes no time has no place in a forced outage rate.
func repairObjection(_ name: String, _ rate: Double, _ hours: Double) -> [RowObjection] {
  guard rate > 0, hours == 0 else { return [] }
  return [
    RowObjection(
      column: "mttr_h",
      message: "\(name) has forced outage rate \(shortest(rate)) and a mean time to repair of 0 h",
      fix: "give mttr_h above 0, or a forced outage rate of 0")
  ]
}

func fleetObjections(_ fleet: RenewableFleet) -> [RowObjection] {
  guard fleet.profile == nil, fleet.meanCapacityFactor == nil else { return [] }
  return [
    RowObjection(
      column: "capacity_factor",
      message: "\(fleet.name) has neither a profile nor a capacity factor",
      fix: "give an hourly variable in profile, or the flat value in capacity_factor")
  ]
}

func endValueObjection(_ name: String, _ rule: EndRule, _ stated: Set<String>) -> [RowObjection] {
  guard rule == .valued, stated.contains("end_rule"), !stated.contains("end_value_eur_per_mwh")
  else { return [] }
  return [
    RowObjection(
      column: "end_rule", message: "\(name) has end_rule valued, but no value",
      fix: "give end_value_eur_per_mwh, or end_rule fixed")
  ]
}

func constraintObjections(
  _ constraint: ExternalConstraint, _ system: EnergySystem
) -> [RowObjection] {
  var found: [RowObjection] = []
  let known = system.zones.map(\.biddingZone).reduce(into: [String]()) { names, name in
    if !names.contains(name) { names.append(name) }
  }
  if !known.contains(constraint.biddingZone) {
    found.append(
      RowObjection(
        column: "bidding_zone", message: "there is no bidding zone \(constraint.biddingZone)",
        fix: suggestion(for: constraint.biddingZone, among: known, called: "bidding zones")))
  }
  if let low = constraint.minimumMW, let high = constraint.maximumMW, low > high {
    found.append(
      RowObjection(
        column: "min_mw", message: "min_mw \(shortest(low)) is above max_mw \(shortest(high))",
        fix: "give limits in order"))
  }
  return found
}

/// Contracts are with fleets near the electrolyser, and not with more of them than there is.
///
/// Source: Commission Delegated Regulation (EU) 2023/1184, Article 7, first paragraph.
func contractObjections(
  _ contract: RenewableContract, _ system: EnergySystem
) -> [RowObjection] {
  let electrolyser = system.electrolysers[contract.electrolyser.index]
  let fleet = system.renewables[contract.renewable.index]
  var found: [RowObjection] = []
  let own = system.zones[electrolyser.powerZone]
  let other = system.zones[fleet.zone]
  let isNextTo = system.dcLinks.contains { link in
    (link.from == fleet.zone && system.zones[link.to].biddingZone == own.biddingZone)
      || (link.to == fleet.zone && system.zones[link.from].biddingZone == own.biddingZone)
  }
  if own.biddingZone != other.biddingZone, other.kind != .offshoreHub || !isNextTo {
    found.append(
      RowObjection(
        column: "renewable",
        message: "\(fleet.name) stands in \(other.name), which is neither in bidding zone "
          + "\(own.biddingZone) of \(electrolyser.name) nor a hub with a cable to it",
        fix: "contract a fleet of \(own.biddingZone) or of a hub next to it"))
  }
  let sum = system.renewableContracts.filter { $0.renewable == contract.renewable }
    .reduce(0) { $0 + $1.contractedMW }
  let rounding = 1e-6
  if sum > fleet.installedMW * (1 + rounding) {
    found.append(
      RowObjection(
        column: "contracted_mw",
        message: "contracts for \(fleet.name) sum to \(shortest(sum)) MW of "
          + "\(shortest(fleet.installedMW)) MW", fix: "lower contracted_mw"))
  }
  return found
}

/// A day on which a budget begins needs one on which it ends.
func budgetObjections(_ budget: FuelBudget) -> [RowObjection] {
  guard (budget.firstDay == nil) != (budget.lastDay == nil) else { return [] }
  let (given, missing) =
    budget.lastDay == nil ? ("from_date", "to_date") : ("to_date", "from_date")
  return [
    RowObjection(
      column: given, message: "\(budget.name) has a \(given), but no \(missing)",
      fix: "give both, or neither for the whole year")
  ]
}
