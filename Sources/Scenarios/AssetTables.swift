// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// The tables that scenarios change; a table stands after those that its rows refer to.
package let assetTables: [AssetTable] =
  [zoneTable, fuelTable, busTable, branchTable, demandTable, renewableTable]
  + hydrogenTables + [
    generatingUnitTable, storageTable, demandResponseTable, reserveTable, borderTable, dcLinkTable,
    externalConstraintTable,
  ]

private let zoneTable = AssetTableDeclaration<Zone>(
  name: "zones", records: \.zones, hasDatesOfService: true,
  rowName: { $1.name },
  zones: { system, zone in
    system.zones.firstIndex { $0.name == zone.name }.map { [Row($0)] } ?? []
  },
  technology: { $0.kind.rawValue },
  moved: { zone, _ in zone }, place: \RowMap.zones,
  attributes: [
    .flag("flow_based", \.isFlowBased),
    .number("series_share", "", .share, \.seriesShare).notAnAmount,
    .number("voll_eur_per_mwh", "EUR/MWh", .positive, \.vollEURPerMWh),
    .number("price_cap_eur_per_mwh", "EUR/MWh", .positive, \.priceCapEURPerMWh),
    .number("price_floor_eur_per_mwh", "EUR/MWh", .any, \.priceFloorEURPerMWh),
    .optional("lole_standard_h", "h/yr", .notNegative, \.loleStandardHours),
  ]
).table()

private let fuelTable = AssetTableDeclaration<Fuel>(
  name: "fuels", records: \.fuels, rowName: { $1.name }, fuel: { $1.name },
  provenance: \Fuel.provenance, moved: { fuel, _ in fuel }, place: \RowMap.fuels,
  attributes: [
    .number("price_eur_per_mwh", "EUR/MWh", .notNegative, \.priceEURPerMWh),
    .number("co2_t_per_mwh", "t/MWh", .notNegative, \.co2TonnesPerMWh),
    .number("co2_price_eur_per_t", "EUR/t", .notNegative, \.co2PriceEURPerTonne),
  ]
).table()

private let busTable = AssetTableDeclaration<Bus>(
  name: "buses", records: \.grid.buses, hasDatesOfService: true, rowName: { $1.name },
  zones: { [$1.zone] },
  moved: { bus, map in
    guard let zone = map.zones[bus.zone.index] else { return nil }
    var result = bus
    result.zone = zone
    return result
  }, place: \RowMap.buses, attributes: []
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
  ], joinsZones: true
).table()

private let demandTable = AssetTableDeclaration<ZoneDemand>(
  name: "demand", records: \.demand, rowName: { $0.zones[$1.zone].name }, zones: { [$1.zone] },
  provenance: \ZoneDemand.provenance, moved: { moved($0, \.zone, $1) },
  attributes: [
    .number("annual_twh", "TWh", .notNegative, \.annualTWh),
    .number("peak_mw", "MW", .notNegative, \.peakMW),
  ]
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
    .number("vom_eur_per_mwh", "EUR/MWh", .any, \.variableCostEURPerMWh),
    .number("min_stable", "", .share, \.minimumStableShare),
    .number("must_run", "", .share, \.mustRunShare),
    .number("forced_outage_rate", "", .share, \.forcedOutageRate),
    .number("mttr_h", "h", .notNegative, \.meanTimeToRepairHours),
    .number("planned_days", "days/yr", NumberRange(0, 366), \.plannedOutageDays),
    .flag("out_of_market", \.isOutOfMarket),
    .number("capture_share", "", .share, \.captureShare),
  ]
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
  ]
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
  ]
).table()

private let demandResponseTable = AssetTableDeclaration<DemandResponseBlock>(
  name: "demand_response", records: \.demandResponse, rowName: { $1.name }, zones: { [$1.zone] },
  provenance: \DemandResponseBlock.provenance, moved: { moved($0, \.zone, $1) },
  attributes: [
    .number("mw", "MW", .notNegative, \.powerMW),
    .number("price_eur_per_mwh", "EUR/MWh", .any, \.priceEURPerMWh),
    .number("max_h_per_day", "h", NumberRange(0, 24), \.maximumHoursPerDay),
  ]
).table()

private let reserveTable = AssetTableDeclaration<Reserve>(
  name: "reserves", records: \.reserves, rowName: { "\($0.zones[$1.zone].name) \($1.product)" },
  zones: { [$1.zone] }, technology: { $0.product }, provenance: \Reserve.provenance,
  moved: { moved($0, \.zone, $1) },
  attributes: [.number("mw", "MW", .notNegative, \.powerMW)]
).table()

private let borderTable = AssetTableDeclaration<Border>(
  name: "borders", records: \.borders,
  rowName: { "\($0.zones[$1.from].name)-\($0.zones[$1.to].name)" },
  zones: { [$1.from, $1.to] }, provenance: \Border.provenance,
  moved: { movedEnds($0, \.from, \.to, $1) },
  attributes: [
    .number("p_max_forward_mw", "MW", .notNegative, \.maximumForwardMW),
    .number("p_max_backward_mw", "MW", .notNegative, \.maximumBackwardMW),
  ], joinsZones: true
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
  ], joinsZones: true
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
  ]
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
