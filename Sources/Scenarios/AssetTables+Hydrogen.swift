// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// Tables of hydrogen, and of limits on fuels and carbon dioxide.
let hydrogenTables: [AssetTable] = [
  captureNetworkTable, hydrogenNodeTable, electrolyserTable, contractTable, pipelineTable,
  cavernTable, terminalTable, reformerTable, fuelBudgetTable, emissionCapTable,
]

private let captureNetworkTable = AssetTableDeclaration<CaptureNetwork>(
  name: "capture_networks", records: \.captureNetworks, rowName: { $1.name },
  provenance: \CaptureNetwork.provenance, moved: { network, _ in network },
  place: \RowMap.captureNetworks,
  attributes: [
    .number("capacity_t_per_h", "t/h", .notNegative, \.tonnesPerHour),
    .optional("annual_t", "t/yr", .notNegative, \.tonnesPerYear),
    .number("price_eur_per_t", "EUR/t", .notNegative, \.priceEURPerTonne),
  ]
).table()

private let hydrogenNodeTable = AssetTableDeclaration<HydrogenNode>(
  name: "hydrogen_nodes", records: \.hydrogenNodes, rowName: { $0.zones[$1.zone].name },
  zones: { [$1.zone] }, provenance: \HydrogenNode.provenance, moved: { moved($0, \.zone, $1) },
  attributes: [
    .number("annual_twh", "TWh", .notNegative, \.annualTWh),
    .profile("profile", \.profile),
    .number("unserved_eur_per_mwh", "EUR/MWh", .positive, \.unservedEURPerMWh),
    .number("linepack_mwh", "MWh", .notNegative, \.linepackMWh),
  ]
).table()

private let electrolyserTable = AssetTableDeclaration<Electrolyser>(
  name: "electrolysers", records: \.electrolysers, rowName: { $1.name },
  zones: { [$1.powerZone, $1.hydrogenNode] }, technology: { $0.rule.rawValue },
  provenance: \Electrolyser.provenance,
  moved: { movedEnds($0, \.powerZone, \.hydrogenNode, $1) }, place: \RowMap.electrolysers,
  attributes: [
    .number("installed_mwe", "MW", .notNegative, \.installedMW),
    .number("efficiency", "", .positiveShare, \.efficiency),
    .number("min_load", "", .share, \.minimumLoadShare),
    .number("forced_outage_rate", "", .share, \.forcedOutageRate),
    .profile("commitment", \.commitmentProfile),
    .number("vom_eur_per_mwh", "EUR/MWh", .any, \.variableCostEURPerMWh),
    .choice("rule", \.rule),
    .number("price_exemption_eur_per_mwh", "EUR/MWh", .any, \.priceExemptionEURPerMWh),
  ]
).table()

private let contractTable = AssetTableDeclaration<RenewableContract>(
  name: "renewable_contracts", records: \.renewableContracts,
  rowName: { "\($0.electrolysers[$1.electrolyser].name) \($0.renewables[$1.renewable].name)" },
  zones: { [$0.electrolysers[$1.electrolyser].powerZone] },
  provenance: \RenewableContract.provenance,
  moved: { contract, map in
    guard let electrolyser = map.electrolysers[contract.electrolyser.index],
      let renewable = map.renewables[contract.renewable.index]
    else { return nil }
    var result = contract
    (result.electrolyser, result.renewable) = (electrolyser, renewable)
    return result
  },
  attributes: [.number("contracted_mw", "MW", .positive, \.contractedMW)]
).table()

private let pipelineTable = AssetTableDeclaration<Pipeline>(
  name: "pipelines", records: \.pipelines, hasDatesOfService: true, rowName: { $1.name },
  zones: { [$1.from, $1.to] }, technology: { $0.state.rawValue },
  provenance: \Pipeline.provenance,
  moved: { pipeline, map in
    guard var result = movedEnds(pipeline, \.from, \.to, map) else { return nil }
    result.compressorZone = pipeline.compressorZone.flatMap { map.zones[$0.index] }
    return result
  },
  attributes: [
    .number("length_km", "km", .notNegative, \.lengthKM),
    .number("p_max_forward_mw", "MW", .notNegative, \.maximumForwardMW),
    .number("p_max_backward_mw", "MW", .notNegative, \.maximumBackwardMW),
    .number(
      "compressor_mwe_per_mw_per_1000km", "1/1000 km", .notNegative, \.compressorSharePer1000KM),
    .number("entry_tariff_eur_per_mw_a", "EUR/MW/yr", .notNegative, \.entryTariffEURPerMWYear),
    .number("exit_tariff_eur_per_mw_a", "EUR/MW/yr", .notNegative, \.exitTariffEURPerMWYear),
    .number("booked_share", "", .share, \.bookedShare),
    .number("capex_eur_per_km", "EUR/km", .notNegative, \.investmentEURPerKM),
  ], joinsZones: true
).table()

private let cavernTable = AssetTableDeclaration<Cavern>(
  name: "caverns", records: \.caverns, rowName: { $1.name }, zones: { [$1.hydrogenNode] },
  technology: { $0.kind }, provenance: \Cavern.provenance,
  moved: { moved($0, \.hydrogenNode, $1) },
  attributes: [
    .number("working_mwh", "MWh", .notNegative, \.workingMWh),
    .number("inject_mw", "MW", .notNegative, \.injectMW),
    .number("withdraw_mw", "MW", .notNegative, \.withdrawMW),
    .number("inject_efficiency", "", .positiveShare, \.injectEfficiency),
    .number("withdraw_efficiency", "", .positiveShare, \.withdrawEfficiency),
    .optional("cycles_per_year", "1/yr", .notNegative, \.cyclesPerYear),
    .number("start_level", "", .share, \.startLevelShare).notAnAmount,
    .choice("end_rule", \.endRule),
    .number("end_value_eur_per_mwh", "EUR/MWh", .any, \.endValueEURPerMWh),
  ]
).table()

private let terminalTable = AssetTableDeclaration<Terminal>(
  name: "terminals", records: \.terminals, rowName: { $1.name }, zones: { [$1.hydrogenNode] },
  technology: { $0.carrier }, provenance: \Terminal.provenance,
  moved: { terminal, map in
    guard var result = moved(terminal, \.hydrogenNode, map) else { return nil }
    result.powerZone = terminal.powerZone.flatMap { map.zones[$0.index] }
    return result
  },
  attributes: [
    .optional("throughput_twh", "TWh/yr", .notNegative, \.throughputTWh),
    .number("electricity_mwh_per_mwh", "", .notNegative, \.electricityShare),
  ]
).table()

private let reformerTable = AssetTableDeclaration<Reformer>(
  name: "reformers", records: \.reformers, rowName: { $1.name }, zones: { [$1.hydrogenNode] },
  technology: { $0.technology }, fuel: { $0.fuels[$1.fuel].name },
  provenance: \Reformer.provenance,
  moved: { reformer, map in
    guard let fuel = map.fuels[reformer.fuel.index],
      var result = moved(reformer, \.hydrogenNode, map)
    else { return nil }
    result.fuel = fuel
    result.captureNetwork = reformer.captureNetwork.flatMap { map.captureNetworks[$0.index] }
    return result
  },
  attributes: [
    .number("installed_mw", "MW", .notNegative, \.installedMW),
    .number("efficiency", "", .positiveShare, \.efficiency),
    .number("vom_eur_per_mwh", "EUR/MWh", .any, \.variableCostEURPerMWh),
    .number("must_run", "", .share, \.mustRunShare),
    .number("capture_share", "", .share, \.captureShare),
  ]
).table()

private let fuelBudgetTable = AssetTableDeclaration<FuelBudget>(
  name: "fuel_budgets", records: \.fuelBudgets, rowName: { $1.name },
  fuel: { $0.fuels[$1.fuel].name }, provenance: \FuelBudget.provenance,
  moved: { budget, map in
    guard let fuel = map.fuels[budget.fuel.index], let scope = moved(budget.scope, map) else {
      return nil
    }
    var result = budget
    (result.fuel, result.scope) = (fuel, scope)
    return result
  },
  attributes: [
    .choice("period", \.period), .number("energy_gwh", "GWh", .notNegative, \.energyGWh),
  ]
).table()

private let emissionCapTable = AssetTableDeclaration<EmissionCap>(
  name: "emission_caps", records: \.emissionCaps, rowName: { $1.name },
  provenance: \EmissionCap.provenance,
  moved: { cap, map in
    guard let scope = moved(cap.scope, map) else { return nil }
    var result = cap
    result.scope = scope
    return result
  },
  attributes: [.number("emissions_t", "t/yr", .notNegative, \.tonnesPerYear)]
).table()

private func moved(_ scope: LimitScope, _ map: RowMap) -> LimitScope? {
  guard case .zone(let zone) = scope else { return scope }
  return map.zones[zone.index].map { .zone($0) }
}
