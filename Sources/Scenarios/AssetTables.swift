// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import Quantities

/// The tables that scenarios change; a table stands after those that its rows refer to.
package let assetTables: [AssetTable] =
  [zoneTable, fuelTable, busTable, branchTable, demandTable, renewableTable]
  + hydrogenTables + [
    generatingUnitTable, storageTable, demandResponseTable, reserveTable, borderTable, dcLinkTable,
    hubTable, externalConstraintTable,
  ]

/// Technology groups that injection weights spread over the grid, as in the case tables.
private let injectionWords = [loadInjection] + plantInjectionGroups

private let zoneTable = AssetTableDeclaration<Zone>(
  name: "zones", records: \.zones, hasDatesOfService: true,
  rowName: { $1.name },
  zones: { system, zone in
    system.zones.firstIndex { $0.name == zone.name }.map { [Row($0)] } ?? []
  },
  technology: { $0.kind.rawValue },
  moved: { zone, _ in zone }, place: \RowMap.zones,
  attributes: [
    .text("bidding_zone", \.biddingZone),
    .flag("flow_based", \.isFlowBased),
    .number("series_share", "", .share, \.seriesShare).notAnAmount,
    .number("voll_eur_per_mwh", "EUR/MWh", .positive, \.vollEURPerMWh),
    .number("price_cap_eur_per_mwh", "EUR/MWh", .positive, \.priceCapEURPerMWh),
    .number("price_floor_eur_per_mwh", "EUR/MWh", .any, \.priceFloorEURPerMWh),
    .optional("lole_standard_h", "h/yr", .notNegative, \.loleStandardHours),
  ],
  blank: { Zone(name: "", country: "", biddingZone: "", isFlowBased: false) },
  identity: [
    .text("zone", \.name),
    .text("country", \.country),
    .choice("carrier", \.carrier),
    .choice("kind", \.kind),
    .text("series_column", \.seriesColumn),
    .text("time_zone", \.timeZone).withDefault,
    .number("lat", "degrees", NumberRange(-90, 90), \.latitude).withDefault,
    .number("lon", "degrees", NumberRange(-180, 180), \.longitude).withDefault,
  ],
  required: ["bidding_zone"],
  objections: { _, zone, _ in zoneObjections(zone) }
).table()

private let fuelTable = AssetTableDeclaration<Fuel>(
  name: "fuels", records: \.fuels, rowName: { $1.name }, fuel: { $1.name },
  provenance: \Fuel.provenance, moved: { fuel, _ in fuel }, place: \RowMap.fuels,
  attributes: [
    .number("price_eur_per_mwh", "EUR/MWh", .notNegative, \.priceEURPerMWh),
    .number("co2_t_per_mwh", "t/MWh", .notNegative, \.co2TonnesPerMWh),
    .number("co2_price_eur_per_t", "EUR/t", .notNegative, \.co2PriceEURPerTonne),
  ],
  blank: {
    Fuel(
      name: "", priceEURPerMWh: 0, co2TonnesPerMWh: 0, co2PriceEURPerTonne: 0,
      provenance: blankOrigin)
  },
  identity: [
    .text("fuel", \.name)
  ],
  required: ["price_eur_per_mwh", "co2_t_per_mwh", "co2_price_eur_per_t"]
).table()

private let busTable = AssetTableDeclaration<Bus>(
  name: "buses", records: \.grid.buses, hasDatesOfService: true, rowName: { $1.name },
  zones: { [$1.zone] },
  moved: { bus, map in
    guard let zone = map.zones[bus.zone.index] else { return nil }
    var result = bus
    result.zone = zone
    return result
  }, place: \RowMap.buses, attributes: [],
  blank: { Bus(name: "", zone: Row(0)) },
  identity: [
    .text("bus", \.name),
    .reference("zone", .electricityZones, \.zone),
    .number("lat", "degrees", NumberRange(-90, 90), \.latitude),
    .number("lon", "degrees", NumberRange(-180, 180), \.longitude),
    .number("v_nom_kv", "kV", .positive, \.nominalKV),
  ]
).table()

private let branchTable = AssetTableDeclaration<Branch>(
  name: "branches", records: \.grid.branches, hasDatesOfService: true, rowName: { $1.name },
  zones: { [$0.grid.buses[$1.from].zone, $0.grid.buses[$1.to].zone] },
  technology: { $0.kind.rawValue },
  moved: { branch, map in
    guard let from = map.buses[branch.from.index], let to = map.buses[branch.to.index] else {
      return nil
    }
    var result = branch
    (result.from, result.to) = (from, to)
    return result
  }, place: \RowMap.branches,
  attributes: [
    .integer("circuits", 1...100, \.circuits),
    .number("length_km", "km", .notNegative, \.lengthKM),
    .number("r_ohm", "ohm", .any, \.resistanceOhm),
    .number("x_ohm", "ohm", .notZero, \.reactanceOhm),
    .optional("imax_a", "A", .positive, \.maximumCurrentA),
    .number("tap", "", .positive, \.tap).notAnAmount,
    .number("phase_shift_deg", "degrees", NumberRange(-180, 180), \.phaseShiftDegrees),
  ], joinsZones: true,
  blank: { Branch(name: "", from: Row(0), to: Row(0), reactanceOhm: 1) },
  identity: [
    .text("branch", \.name),
    .reference("from_bus", .buses, \.from),
    .reference("to_bus", .buses, \.to),
    .number("v_nom_kv", "kV", .positive, \.nominalKV),
    .choice("kind", \.kind),
  ],
  required: ["length_km", "x_ohm"],
  objections: { system, branch, _ in
    endsObjection(
      "branch \(branch.name)", "bus", branch.from, branch.to,
      system.grid.buses[branch.from].name, columns: ("from_bus", "to_bus"))
  }
).table()

private let demandTable = AssetTableDeclaration<ZoneDemand>(
  name: "demand", records: \.demand, rowName: { $0.zones[$1.zone].name }, zones: { [$1.zone] },
  provenance: \ZoneDemand.provenance, moved: { moved($0, \.zone, $1) },
  attributes: [
    .number("annual_twh", "TWh", .notNegative, \.annualTWh),
    .number("peak_mw", "MW", .notNegative, \.peakMW),
  ],
  blank: { ZoneDemand(zone: Row(0), annualTWh: 0, peakMW: 0, provenance: blankOrigin) },
  identity: [
    .reference("zone", .electricityZones, \.zone)
  ],
  required: ["annual_twh", "peak_mw"]
).table()

private let generatingUnitTable = AssetTableDeclaration<GeneratingUnit>(
  name: "generating_units", records: \.generatingUnits, rowName: { $1.name },
  zones: { [$1.zone] }, technology: { $0.technology }, fuel: { $0.fuels[$1.fuel].name },
  provenance: \GeneratingUnit.provenance,
  moved: { unit, map in
    guard let fuel = map.fuels[unit.fuel.index], var result = moved(unit, \.zone, map) else {
      return nil
    }
    result.fuel = fuel
    result.hydrogenNode = unit.hydrogenNode.flatMap { map.zones[$0.index] }
    result.captureNetwork = unit.captureNetwork.flatMap { map.captureNetworks[$0.index] }
    // Without its hydrogen the plant cannot run.
    return unit.hydrogenNode != nil && result.hydrogenNode == nil ? nil : result
  },
  attributes: [
    .number("installed_mw", "MW", .notNegative, \.installedMW),
    .number("efficiency", "", .positiveShare, \.efficiency),
    .reference("fuel", .fuels, \.fuel),
    .optionalReference("hydrogen_node", .hydrogenZones, \.hydrogenNode),
    .optionalReference("capture_network", .captureNetworks, \.captureNetwork),
    .number("vom_eur_per_mwh", "EUR/MWh", .any, \.variableCostEURPerMWh),
    .number("min_stable", "", .share, \.minimumStableShare),
    .number("must_run", "", .share, \.mustRunShare),
    .number("forced_outage_rate", "", .share, \.forcedOutageRate),
    .number("mttr_h", "h", .notNegative, \.meanTimeToRepairHours),
    .number("planned_days", "days/yr", NumberRange(0, 366), \.plannedOutageDays),
    .flag("out_of_market", \.isOutOfMarket),
    .number("capture_share", "", .share, \.captureShare),
  ],
  blank: {
    GeneratingUnit(
      name: "", zone: Row(0), technology: "", injection: "", installedMW: 0, efficiency: 1,
      fuel: Row(0), provenance: blankOrigin)
  },
  identity: [
    .text("unit", \.name),
    .reference("zone", .electricityZones, \.zone),
    .text("technology", \.technology),
    .choice("injection", among: injectionWords, \.injection),
  ],
  required: ["installed_mw", "efficiency", "fuel"],
  objections: { _, unit, _ in
    repairObjection(unit.name, unit.forcedOutageRate, unit.meanTimeToRepairHours)
  }
).table()

private let renewableTable = AssetTableDeclaration<RenewableFleet>(
  name: "renewables", records: \.renewables, rowName: { $1.name }, zones: { [$1.zone] },
  technology: { $0.technology }, provenance: \RenewableFleet.provenance,
  moved: { moved($0, \.zone, $1) }, place: \RowMap.renewables,
  attributes: [
    .number("installed_mw", "MW", .notNegative, \.installedMW),
    .profile("profile", \.profile),
    .profileColumn("profile_column", \.profileColumn),
    .optional("capacity_factor", "", .share, \.meanCapacityFactor),
    .number("curtailment_cost_eur_per_mwh", "EUR/MWh", .any, \.curtailmentCostEURPerMWh),
  ],
  blank: {
    RenewableFleet(
      name: "", zone: Row(0), technology: "", injection: "", installedMW: 0, profile: nil,
      profileColumn: "", provenance: blankOrigin)
  },
  identity: [
    .text("renewable", \.name),
    .reference("zone", .electricityZones, \.zone),
    .text("technology", \.technology),
    .choice("injection", among: injectionWords, \.injection),
  ],
  required: ["installed_mw"],
  objections: { _, fleet, _ in fleetObjections(fleet) }
).table()

private let storageTable = AssetTableDeclaration<Storage>(
  name: "storages", records: \.storages, rowName: { $1.name }, zones: { [$1.zone] },
  technology: { $0.kind }, provenance: \Storage.provenance, moved: { moved($0, \.zone, $1) },
  attributes: [
    .number("charge_mw", "MW", .notNegative, \.chargeMW),
    .number("discharge_mw", "MW", .notNegative, \.dischargeMW),
    .number("energy_mwh", "MWh", .notNegative, \.energyMWh),
    .number("charge_efficiency", "", .positiveShare, \.chargeEfficiency),
    .number("discharge_efficiency", "", .positiveShare, \.dischargeEfficiency),
    .number("standing_loss_per_h", "1/h", .share, \.standingLossPerHour),
    .number("annual_inflow_twh", "TWh", .notNegative, \.annualInflowTWh),
    .profile("inflow_profile", \.inflowProfile),
    .number("start_level", "", .share, \.startLevelShare).notAnAmount,
    .choice("end_rule", \.endRule),
    .number("end_value_eur_per_mwh", "EUR/MWh", .any, \.endValueEURPerMWh),
    .number("forced_outage_rate", "", .share, \.forcedOutageRate),
    .number("mttr_h", "h", .notNegative, \.meanTimeToRepairHours),
  ],
  blank: {
    Storage(
      name: "", zone: Row(0), kind: "", chargeMW: 0, dischargeMW: 0, energyMWh: 0,
      provenance: blankOrigin)
  },
  identity: [
    .text("storage", \.name),
    .reference("zone", .electricityZones, \.zone),
    .choice("kind", among: ["battery", "pumped_closed", "pumped_open", "reservoir"], \.kind),
    .choice("injection", among: injectionWords, \.injection),
  ],
  required: ["charge_mw", "discharge_mw", "energy_mwh"],
  objections: { _, storage, stated in
    repairObjection(storage.name, storage.forcedOutageRate, storage.meanTimeToRepairHours)
      + endValueObjection(storage.name, storage.endRule, stated)
  }
).table()

private let demandResponseTable = AssetTableDeclaration<DemandResponseBlock>(
  name: "demand_response", records: \.demandResponse, rowName: { $1.name }, zones: { [$1.zone] },
  provenance: \DemandResponseBlock.provenance, moved: { moved($0, \.zone, $1) },
  attributes: [
    .number("mw", "MW", .notNegative, \.powerMW),
    .number("price_eur_per_mwh", "EUR/MWh", .any, \.priceEURPerMWh),
    .number("max_h_per_day", "h", NumberRange(0, 24), \.maximumHoursPerDay),
  ],
  blank: {
    DemandResponseBlock(
      name: "", zone: Row(0), powerMW: 0, priceEURPerMWh: 0, provenance: blankOrigin)
  },
  identity: [
    .text("block", \.name),
    .reference("zone", .electricityZones, \.zone),
  ],
  required: ["mw", "price_eur_per_mwh"]
).table()

private let reserveTable = AssetTableDeclaration<Reserve>(
  name: "reserves", records: \.reserves, rowName: { "\($0.zones[$1.zone].name) \($1.product)" },
  zones: { [$1.zone] }, technology: { $0.product }, provenance: \Reserve.provenance,
  moved: { moved($0, \.zone, $1) },
  attributes: [.number("mw", "MW", .notNegative, \.powerMW)],
  blank: { Reserve(zone: Row(0), product: "", powerMW: 0, provenance: blankOrigin) },
  identity: [
    .reference("zone", .electricityZones, \.zone),
    .text("product", \.product),
  ],
  required: ["mw"]
).table()

private let borderTable = AssetTableDeclaration<Border>(
  name: "borders", records: \.borders,
  rowName: { "\($0.zones[$1.from].name)-\($0.zones[$1.to].name)" },
  zones: { [$1.from, $1.to] }, provenance: \Border.provenance,
  moved: { movedEnds($0, \.from, \.to, $1) },
  attributes: [
    .number("p_max_forward_mw", "MW", .notNegative, \.maximumForwardMW),
    .number("p_max_backward_mw", "MW", .notNegative, \.maximumBackwardMW),
  ], joinsZones: true,
  blank: {
    Border(
      from: Row(0), to: Row(0), maximumForwardMW: 0, maximumBackwardMW: 0, provenance: blankOrigin)
  },
  identity: [
    .reference("from_zone", .electricityZones, \.from),
    .reference("to_zone", .electricityZones, \.to),
  ],
  required: ["p_max_forward_mw", "p_max_backward_mw"],
  objections: { system, border, _ in borderObjections(border, system) }
).table()

private let dcLinkTable = AssetTableDeclaration<DCLink>(
  name: "dc_links", records: \.dcLinks, hasDatesOfService: true, rowName: { $1.name },
  zones: { [$1.from, $1.to] }, technology: { $0.model.rawValue }, provenance: \DCLink.provenance,
  moved: { movedEnds($0, \.from, \.to, $1) },
  attributes: [
    .number("p_max_forward_mw", "MW", .notNegative, \.maximumForwardMW),
    .number("p_max_backward_mw", "MW", .notNegative, \.maximumBackwardMW),
    .number("loss", "", .share, \.loss),
    .integer("poles", 1...20, \.poles),
    .number("forced_outage_rate", "", .share, \.forcedOutageRate),
    .number("mttr_h", "h", .notNegative, \.meanTimeToRepairHours),
    .choice("model", \.model),
  ], joinsZones: true,
  blank: {
    DCLink(
      name: "", from: Row(0), to: Row(0), maximumForwardMW: 0, maximumBackwardMW: 0,
      provenance: blankOrigin)
  },
  identity: [
    .text("link", \.name),
    .reference("from_zone", .electricityZones, \.from),
    .reference("to_zone", .electricityZones, \.to),
  ],
  required: ["p_max_forward_mw", "p_max_backward_mw"],
  objections: { system, link, _ in linkObjections(link, system) }
).table()

private let hubTable = AssetTableDeclaration<OffshoreHub>(
  name: "hubs", records: \.hubs, hasDatesOfService: true,
  rowName: { $0.zones[$1.zone].name }, zones: { [$1.zone, $1.homeZone] },
  technology: { $0.market.rawValue }, provenance: \OffshoreHub.provenance,
  moved: { movedEnds($0, \.zone, \.homeZone, $1) },
  attributes: [
    .reference("home_zone", .onshoreZones, \.homeZone),
    .choice("market", \.market),
    .flag("access_guarantee", \.hasAccessGuarantee),
    .optional("area_km2", "km2", .positive, \.areaKM2),
    .optional("wake_factor", "", .positiveShare, \.wakeFactor),
    .number("overplanting", "", NumberRange(1, 2), \.overplanting),
  ],
  blank: {
    OffshoreHub(
      zone: Row(0), homeZone: Row(0), market: .offshoreBiddingZone, provenance: blankOrigin)
  },
  identity: [.reference("hub", .hubZones, \.zone)],
  required: ["home_zone", "market"]
).table()

private let externalConstraintTable = AssetTableDeclaration<ExternalConstraint>(
  name: "external_constraints", records: \.externalConstraints, hasDatesOfService: true,
  rowName: { "\($1.biddingZone) \($1.scope.rawValue)" },
  zones: { system, constraint in
    system.zones.rows.filter { system.zones[$0].biddingZone == constraint.biddingZone }
  },
  moved: { constraint, _ in constraint },
  attributes: [
    .optional("min_mw", "MW", .any, \.minimumMW), .optional("max_mw", "MW", .any, \.maximumMW),
  ],
  blank: { ExternalConstraint(biddingZone: "", minimumMW: nil, maximumMW: nil, scope: .all) },
  identity: [
    .text("bidding_zone", \.biddingZone),
    .choice("scope", \.scope),
  ],
  objections: { system, constraint, _ in constraintObjections(constraint, system) }
).table()

/// The record with its zone looked up.
@Sendable func moved<Record>(
  _ record: Record, _ zone: WritableKeyPath<Record, Row<Zone>>, _ map: RowMap
) -> Record? {
  guard let row = map.zones[record[keyPath: zone].index] else { return nil }
  var result = record
  result[keyPath: zone] = row
  return result
}

/// The record with its two zones looked up.
func movedEnds<Record>(
  _ record: Record, _ from: WritableKeyPath<Record, Row<Zone>>,
  _ to: WritableKeyPath<Record, Row<Zone>>, _ map: RowMap
) -> Record? {
  moved(record, from, map).flatMap { moved($0, to, map) }
}
