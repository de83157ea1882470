// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

extension SystemBuilder {
  /// Tables of hydrogen and of limits; zones, fuels, renewables and capture networks stand already.
  func addHydrogen(to system: inout EnergySystem) {
    system.hydrogenNodes = each("hydrogen_nodes") { table, row in
      guard let node = zone(table, row, "node") else { return nil }
      return HydrogenNode(
        zone: node, annualTWh: table.number(row, "annual_twh"),
        profile: table.optionalText(row, "profile"),
        unservedEURPerMWh: table.number(row, "unserved_eur_per_mwh"),
        linepackMWh: table.number(row, "linepack_mwh"), provenance: provenance(table, row))
    }
    system.electrolysers = electrolysers()
    system.renewableContracts = contracts(
      electrolysers: index(system.electrolysers, by: \.name),
      renewables: index(system.renewables, by: \.name))
    system.pipelines = pipelines()
    system.caverns = caverns()
    system.terminals = terminals()
    system.reformers = reformers()
    system.fuelBudgets = each("fuel_budgets") { table, row in
      guard let fuel = fuelRows[table.text(row, "fuel")], let scope = scope(table, row) else {
        return nil
      }
      return FuelBudget(
        name: table.text(row, "budget"), fuel: fuel, scope: scope,
        period: choice(table, row, "period"), energyGWh: table.number(row, "energy_gwh"),
        firstDay: table.optionalDay(row, "from_date"), lastDay: table.optionalDay(row, "to_date"),
        provenance: provenance(table, row))
    }
    system.emissionCaps = each("emission_caps") { table, row in
      guard let scope = scope(table, row) else { return nil }
      return EmissionCap(
        name: table.text(row, "cap"), scope: scope,
        tonnesPerYear: table.number(row, "emissions_t"), provenance: provenance(table, row))
    }
  }

  func captureNetworks() -> [CaptureNetwork] {
    each("capture_networks") { table, row in
      CaptureNetwork(
        name: table.text(row, "network"), tonnesPerHour: table.number(row, "capacity_t_per_h"),
        tonnesPerYear: table.optionalNumber(row, "annual_t"),
        priceEURPerTonne: table.number(row, "price_eur_per_t"),
        provenance: provenance(table, row))
    }
  }

  func captureNetwork(_ table: CaseTable, _ row: Int) -> Row<CaptureNetwork>? {
    table.optionalText(row, "capture_network").flatMap { captureRows[$0] }
  }

  /// Nil for a zone that does not exist in the year.
  private func scope(_ table: CaseTable, _ row: Int) -> LimitScope? {
    if table.optionalText(row, "zone") != nil {
      return zone(table, row).map { .zone($0) }
    }
    return table.optionalText(row, "country").map { .country($0) } ?? .all
  }

  private func electrolysers() -> [Electrolyser] {
    each("electrolysers") { table, row in
      guard let powerZone = zone(table, row, "power_zone"),
        let node = zone(table, row, "hydrogen_node")
      else { return nil }
      return Electrolyser(
        name: table.text(row, "electrolyser"), powerZone: powerZone, hydrogenNode: node,
        installedMW: table.number(row, "installed_mwe"),
        efficiency: table.number(row, "efficiency"),
        minimumLoadShare: table.number(row, "min_load"),
        forcedOutageRate: table.number(row, "forced_outage_rate"),
        commitmentProfile: table.optionalText(row, "commitment"),
        variableCostEURPerMWh: table.number(row, "vom_eur_per_mwh"),
        rule: choice(table, row, "rule"),
        priceExemptionEURPerMWh: table.optionalNumber(row, "price_exemption_eur_per_mwh")
          ?? Electrolyser.regulatedPriceExemptionEURPerMWh,
        provenance: provenance(table, row))
    }
  }

  private func contracts(
    electrolysers: [String: Row<Electrolyser>], renewables: [String: Row<RenewableFleet>]
  ) -> [RenewableContract] {
    each("renewable_contracts") { table, row in
      guard let electrolyser = electrolysers[table.text(row, "electrolyser")],
        let renewable = renewables[table.text(row, "renewable")]
      else { return nil }
      return RenewableContract(
        electrolyser: electrolyser, renewable: renewable,
        contractedMW: table.number(row, "contracted_mw"), provenance: provenance(table, row))
    }
  }

  private func pipelines() -> [Pipeline] {
    each("pipelines") { table, row in
      guard let from = zone(table, row, "from_node"), let to = zone(table, row, "to_node") else {
        return nil
      }
      return Pipeline(
        name: table.text(row, "pipeline"), from: from, to: to,
        lengthKM: table.number(row, "length_km"),
        diameterInch: table.number(row, "diameter_inch"), state: choice(table, row, "state"),
        isOffshore: table.flag(row, "offshore"),
        maximumForwardMW: table.number(row, "p_max_forward_mw"),
        maximumBackwardMW: table.number(row, "p_max_backward_mw"),
        compressorSharePer1000KM: table.number(row, "compressor_mwe_per_mw_per_1000km"),
        compressorZone: zone(table, row, "compressor_zone"),
        entryTariffEURPerMWYear: table.number(row, "entry_tariff_eur_per_mw_a"),
        exitTariffEURPerMWYear: table.number(row, "exit_tariff_eur_per_mw_a"),
        bookedShare: table.number(row, "booked_share"),
        investmentEURPerKM: table.number(row, "capex_eur_per_km"),
        lifeYears: table.number(row, "life_years"), provenance: provenance(table, row))
    }
  }

  private func caverns() -> [Cavern] {
    each("caverns") { table, row in
      guard let node = zone(table, row, "hydrogen_node") else { return nil }
      return Cavern(
        name: table.text(row, "cavern"), hydrogenNode: node, kind: table.text(row, "kind"),
        workingMWh: table.number(row, "working_mwh"), injectMW: table.number(row, "inject_mw"),
        withdrawMW: table.number(row, "withdraw_mw"),
        injectEfficiency: table.number(row, "inject_efficiency"),
        withdrawEfficiency: table.number(row, "withdraw_efficiency"),
        cyclesPerYear: table.optionalNumber(row, "cycles_per_year"),
        startLevelShare: table.number(row, "start_level"), endRule: choice(table, row, "end_rule"),
        endValueEURPerMWh: table.number(row, "end_value_eur_per_mwh"),
        provenance: provenance(table, row))
    }
  }

  private func terminals() -> [Terminal] {
    var bands: [String: [Terminal.Band]] = [:]
    for (terminal, band) in each(
      "terminal_bands",
      { table, row in
        (
          table.text(row, "terminal"),
          Terminal.Band(
            number: table.integer(row, "band"), powerMW: table.number(row, "mw"),
            priceEURPerMWh: table.number(row, "price_eur_per_mwh"),
            provenance: provenance(table, row))
        )
      })
    {
      bands[terminal, default: []].append(band)
    }
    return each("terminals") { table, row in
      guard let node = zone(table, row, "hydrogen_node") else { return nil }
      let name = table.text(row, "terminal")
      return Terminal(
        name: name, hydrogenNode: node, carrier: table.text(row, "carrier"),
        throughputTWh: table.optionalNumber(row, "throughput_twh"),
        electricityShare: table.number(row, "electricity_mwh_per_mwh"),
        powerZone: zone(table, row, "power_zone"),
        bands: (bands[name] ?? []).sorted { $0.number < $1.number },
        provenance: provenance(table, row))
    }
  }

  private func reformers() -> [Reformer] {
    each("reformers") { table, row in
      guard let node = zone(table, row, "hydrogen_node"),
        let fuel = fuelRows[table.text(row, "fuel")]
      else { return nil }
      return Reformer(
        name: table.text(row, "reformer"), hydrogenNode: node,
        technology: table.text(row, "technology"), installedMW: table.number(row, "installed_mw"),
        efficiency: table.number(row, "efficiency"), fuel: fuel,
        variableCostEURPerMWh: table.number(row, "vom_eur_per_mwh"),
        mustRunShare: table.number(row, "must_run"),
        captureShare: table.number(row, "capture_share"),
        captureNetwork: captureNetwork(table, row), provenance: provenance(table, row))
    }
  }
}
