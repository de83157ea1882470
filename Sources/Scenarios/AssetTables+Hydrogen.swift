// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// Tables of hydrogen, and of limits on fuels and carbon dioxide.
let hydrogenTables: [AssetTable] = [
  captureNetworkTable, hydrogenNodeTable, electrolyserTable, contractTable, pipelineTable,
  cavernTable, terminalTable, terminalBandTable, reformerTable, fuelBudgetTable, emissionCapTable,
]

private let captureNetworkTable = AssetTableDeclaration<CaptureNetwork>(
  name: "capture_networks", records: \.captureNetworks, rowName: { $1.name },
  provenance: \CaptureNetwork.provenance, moved: { network, _ in network },
  place: \RowMap.captureNetworks,
  attributes: [
    .number("capacity_t_per_h", "t/h", .notNegative, \.tonnesPerHour),
    .optional("annual_t", "t/yr", .notNegative, \.tonnesPerYear),
    .number("price_eur_per_t", "EUR/t", .notNegative, \.priceEURPerTonne),
  ],
  blank: { CaptureNetwork(name: "", tonnesPerHour: 0, provenance: blankOrigin) },
  identity: [
    .text("network", \.name)
  ],
  required: ["capacity_t_per_h"]
).table()

private let hydrogenNodeTable = AssetTableDeclaration<HydrogenNode>(
  name: "hydrogen_nodes", records: \.hydrogenNodes, rowName: { $0.zones[$1.zone].name },
  zones: { [$1.zone] }, provenance: \HydrogenNode.provenance, moved: { moved($0, \.zone, $1) },
  attributes: [
    .number("annual_twh", "TWh", .notNegative, \.annualTWh),
    .profile("profile", \.profile),
    .number("unserved_eur_per_mwh", "EUR/MWh", .positive, \.unservedEURPerMWh),
    .number("linepack_mwh", "MWh", .notNegative, \.linepackMWh),
  ],
  blank: { HydrogenNode(zone: Row(0), annualTWh: 0, provenance: blankOrigin) },
  identity: [
    .reference("node", .hydrogenZones, \.zone)
  ],
  required: ["annual_twh"]
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
  ],
  blank: {
    Electrolyser(
      name: "", powerZone: Row(0), hydrogenNode: Row(0), installedMW: 0, efficiency: 1,
      provenance: blankOrigin)
  },
  identity: [
    .text("electrolyser", \.name),
    .reference("power_zone", .electricityZones, \.powerZone),
    .reference("hydrogen_node", .hydrogenZones, \.hydrogenNode),
  ],
  required: ["installed_mwe", "efficiency"]
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
  attributes: [.number("contracted_mw", "MW", .positive, \.contractedMW)],
  blank: {
    RenewableContract(
      electrolyser: Row(0), renewable: Row(0), contractedMW: 0, provenance: blankOrigin)
  },
  identity: [
    .reference("electrolyser", .electrolysers, \.electrolyser),
    .reference("renewable", .renewables, \.renewable),
  ],
  required: ["contracted_mw"],
  objections: { system, contract, _ in contractObjections(contract, system) }
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
    .number("diameter_inch", "inch", .positive, \.diameterInch),
    .choice("state", \.state),
    .flag("offshore", \.isOffshore),
    .number("p_max_forward_mw", "MW", .notNegative, \.maximumForwardMW),
    .number("p_max_backward_mw", "MW", .notNegative, \.maximumBackwardMW),
    .optionalReference("compressor_zone", .electricityZones, \.compressorZone),
    .number(
      "compressor_mwe_per_mw_per_1000km", "1/1000 km", .notNegative, \.compressorSharePer1000KM),
    .number("entry_tariff_eur_per_mw_a", "EUR/MW/yr", .notNegative, \.entryTariffEURPerMWYear),
    .number("exit_tariff_eur_per_mw_a", "EUR/MW/yr", .notNegative, \.exitTariffEURPerMWYear),
    .number("booked_share", "", .share, \.bookedShare),
    .number("capex_eur_per_km", "EUR/km", .notNegative, \.investmentEURPerKM),
    .number("life_years", "yr", .notNegative, \.lifeYears),
  ], joinsZones: true,
  blank: {
    Pipeline(
      name: "", from: Row(0), to: Row(0), maximumForwardMW: 0, maximumBackwardMW: 0,
      provenance: blankOrigin)
  },
  identity: [
    .text("pipeline", \.name),
    .reference("from_node", .hydrogenZones, \.from),
    .reference("to_node", .hydrogenZones, \.to),
  ],
  required: ["length_km", "p_max_forward_mw", "p_max_backward_mw"],
  objections: { system, line, _ in
    endsObjection(
      "pipeline \(line.name)", "node", line.from, line.to, system.zones[line.from].name,
      columns: ("from_node", "to_node"))
  }
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
  ],
  blank: {
    Cavern(
      name: "", hydrogenNode: Row(0), workingMWh: 0, injectMW: 0, withdrawMW: 0,
      provenance: blankOrigin)
  },
  identity: [
    .text("cavern", \.name),
    .reference("hydrogen_node", .hydrogenZones, \.hydrogenNode),
    .choice("kind", among: ["salt_cavern", "pore_storage", "tank"], \.kind).withDefault,
  ],
  required: ["working_mwh", "inject_mw", "withdraw_mw"],
  objections: { _, cavern, stated in endValueObjection(cavern.name, cavern.endRule, stated) }
).table()

private let terminalTable = AssetTableDeclaration<Terminal>(
  name: "terminals", records: \.terminals, rowName: { $1.name }, zones: { [$1.hydrogenNode] },
  technology: { $0.carrier }, provenance: \Terminal.provenance,
  moved: { terminal, map in
    guard var result = moved(terminal, \.hydrogenNode, map) else { return nil }
    result.powerZone = terminal.powerZone.flatMap { map.zones[$0.index] }
    // Bands are rows of their own table, which comes next.
    result.bands = []
    return result
  }, place: \RowMap.terminals,
  attributes: [
    .optional("throughput_twh", "TWh/yr", .notNegative, \.throughputTWh),
    .number("electricity_mwh_per_mwh", "", .notNegative, \.electricityShare),
    .optionalReference("power_zone", .electricityZones, \.powerZone),
  ],
  blank: { Terminal(name: "", hydrogenNode: Row(0), bands: [], provenance: blankOrigin) },
  identity: [
    .text("terminal", \.name),
    .reference("hydrogen_node", .hydrogenZones, \.hydrogenNode),
    .choice("carrier", among: ["ammonia", "liquid_hydrogen", "lohc", "pipeline"], \.carrier)
      .withDefault,
  ]
).table()

/// A block of a terminal's supply beside the terminal.
struct PlacedBand: Sendable {
  var terminal: Row<Terminal>
  var band: Terminal.Band
}

extension EnergySystem {
  /// Bands of all terminals as one table, terminal by terminal.
  var terminalBands: [PlacedBand] {
    get {
      terminals.enumerated().flatMap { place, terminal in
        terminal.bands.map { PlacedBand(terminal: Row(place), band: $0) }
      }
    }
    set {
      for place in terminals.indices {
        terminals[place].bands = newValue.filter { $0.terminal.index == place }.map(\.band)
      }
    }
  }
}

private let terminalBandTable = AssetTableDeclaration<PlacedBand>(
  name: "terminal_bands", records: \.terminalBands,
  rowName: { "\($0.terminals[$1.terminal].name) \($1.band.number)" },
  zones: { [$0.terminals[$1.terminal].hydrogenNode] },
  provenance: \PlacedBand.band.provenance,
  moved: { placed, map in
    map.terminals[placed.terminal.index].map { PlacedBand(terminal: $0, band: placed.band) }
  },
  attributes: [
    .number("mw", "MW", .notNegative, \.band.powerMW),
    .number("price_eur_per_mwh", "EUR/MWh", .any, \.band.priceEURPerMWh),
  ],
  blank: {
    PlacedBand(
      terminal: Row(0),
      band: Terminal.Band(number: 1, powerMW: 0, priceEURPerMWh: 0, provenance: blankOrigin))
  },
  identity: [
    .reference("terminal", .terminals, \.terminal), .integer("band", 1...20, \.band.number),
  ],
  required: ["mw", "price_eur_per_mwh"], isPartOfOther: true
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
    .reference("fuel", .fuels, \.fuel),
    .optionalReference("capture_network", .captureNetworks, \.captureNetwork),
    .number("vom_eur_per_mwh", "EUR/MWh", .any, \.variableCostEURPerMWh),
    .number("must_run", "", .share, \.mustRunShare),
    .number("capture_share", "", .share, \.captureShare),
  ],
  blank: {
    Reformer(
      name: "", hydrogenNode: Row(0), installedMW: 0, efficiency: 1, fuel: Row(0),
      provenance: blankOrigin)
  },
  identity: [
    .text("reformer", \.name),
    .reference("hydrogen_node", .hydrogenZones, \.hydrogenNode),
    .text("technology", \.technology).withDefault,
  ],
  required: ["installed_mw", "efficiency", "fuel"]
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
    .day("from_date", \.firstDay), .day("to_date", \.lastDay),
  ],
  blank: {
    FuelBudget(name: "", fuel: Row(0), period: .year, energyGWh: 0, provenance: blankOrigin)
  },
  identity: [
    .text("budget", \.name),
    .reference("fuel", .fuels, \.fuel),
    .scopeZone(\.scope),
    .scopeCountry(\.scope),
  ],
  required: ["period", "energy_gwh"],
  objections: { _, budget, _ in budgetObjections(budget) }
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
  attributes: [.number("emissions_t", "t/yr", .notNegative, \.tonnesPerYear)],
  blank: { EmissionCap(name: "", tonnesPerYear: 0, provenance: blankOrigin) },
  identity: [
    .text("cap", \.name),
    .scopeZone(\.scope),
    .scopeCountry(\.scope),
  ],
  required: ["emissions_t"]
).table()

extension RecordAttribute {
  /// Zone that a limit counts; empty for a country or all.
  fileprivate static func scopeZone(
    _ path: WritableKeyPath<Record, LimitScope> & Sendable
  ) -> Self {
    let reference = RecordReference<Record>(
      target: .zones("a zone") { _ in true },
      get: { if case .zone(let zone) = $0[keyPath: path] { zone.index } else { nil } },
      set: { record, row in if let row { record[keyPath: path] = .zone(Row(row)) } })
    return Self(
      name: "zone", unit: "", kind: .reference("zones"), mayBeEmpty: true, isAmount: false,
      read: { _ in .none }, write: { _, _ in }, reference: reference)
  }

  fileprivate static func scopeCountry(
    _ path: WritableKeyPath<Record, LimitScope> & Sendable
  ) -> Self {
    Self(
      name: "country", unit: "", kind: .text, mayBeEmpty: true, isAmount: false,
      read: { if case .country(let name) = $0[keyPath: path] { .word(name) } else { .none } },
      write: { record, figure in
        if case .word(let name) = figure { record[keyPath: path] = .country(name) }
      })
  }
}

private func moved(_ scope: LimitScope, _ map: RowMap) -> LimitScope? {
  guard case .zone(let zone) = scope else { return scope }
  return map.zones[zone.index].map { .zone($0) }
}
