// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import Quantities

/// Turns checked tables into the system of one target year.
struct SystemBuilder {
  let tables: CaseTables
  let year: Int
  var zoneRows: [String: Row<Zone>] = [:]
  private var busRows: [String: Row<Bus>] = [:]
  var fuelRows: [String: Row<Fuel>] = [:]
  var captureRows: [String: Row<CaptureNetwork>] = [:]

  init(tables: CaseTables, year: Int) {
    self.tables = tables
    self.year = year
  }

  mutating func build() -> EnergySystem {
    // `.` and `..` are no names.
    let folder = URL(fileURLWithPath: tables.folder).standardizedFileURL
    var system = EnergySystem(name: folder.lastPathComponent, year: year)
    system.sources = each("sources") { table, row in
      SourceRecord(
        id: table.text(row, "source"), title: table.text(row, "title"),
        year: table.integer(row, "year"), licence: table.text(row, "licence"))
    }
    system.zones = zones()
    zoneRows = index(system.zones, by: \.name)
    system.grid = grid()
    system.fuels = fuels()
    fuelRows = index(system.fuels, by: \.name)
    system.captureNetworks = captureNetworks()
    captureRows = index(system.captureNetworks, by: \.name)
    system.demand = each("demand") { table, row in
      guard let zone = zone(table, row) else { return nil }
      return ZoneDemand(
        zone: zone, annualTWh: table.number(row, "annual_twh"),
        peakMW: table.number(row, "peak_mw"), provenance: provenance(table, row))
    }
    system.generatingUnits = generatingUnits()
    system.renewables = renewables(zones: system.zones)
    system.storages = storages()
    system.demandResponse = demandResponse()
    system.reserves = each("reserves") { table, row in
      guard let zone = zone(table, row) else { return nil }
      return Reserve(
        zone: zone, product: table.text(row, "product"), powerMW: table.number(row, "mw"),
        provenance: provenance(table, row))
    }
    system.borders = borders()
    system.dcLinks = dcLinks()
    system.hubs = hubs()
    system.externalConstraints = each("external_constraints") { table, row in
      ExternalConstraint(
        biddingZone: table.text(row, "bidding_zone"),
        minimumMW: table.optionalNumber(row, "min_mw"),
        maximumMW: table.optionalNumber(row, "max_mw"),
        scope: choice(table, row, "scope"))
    }
    addHydrogen(to: &system)
    return system
  }

  private func zones() -> [Zone] {
    each("zones") { table, row in
      Zone(
        name: table.text(row, "zone"), country: table.text(row, "country"),
        biddingZone: table.text(row, "bidding_zone"), carrier: choice(table, row, "carrier"),
        kind: choice(table, row, "kind"), isFlowBased: table.flag(row, "flow_based"),
        seriesColumn: table.text(row, "series_column"),
        seriesShare: table.number(row, "series_share"), timeZone: table.text(row, "time_zone"),
        vollEURPerMWh: table.number(row, "voll_eur_per_mwh"),
        priceCapEURPerMWh: table.number(row, "price_cap_eur_per_mwh"),
        priceFloorEURPerMWh: table.number(row, "price_floor_eur_per_mwh"),
        loleStandardHours: table.optionalNumber(row, "lole_standard_h"),
        latitude: table.number(row, "lat"), longitude: table.number(row, "lon"))
    }
  }

  private mutating func grid() -> Grid {
    var grid = Grid()
    grid.buses = each("buses") { table, row in
      guard let zone = zone(table, row) else { return nil }
      return Bus(
        name: table.text(row, "bus"), zone: zone, latitude: table.number(row, "lat"),
        longitude: table.number(row, "lon"), nominalKV: table.number(row, "v_nom_kv"))
    }
    busRows = index(grid.buses, by: \.name)
    grid.branches = each("branches") { table, row in
      guard let from = busRows[table.text(row, "from_bus")],
        let to = busRows[table.text(row, "to_bus")]
      else { return nil }
      return Branch(
        name: table.text(row, "branch"), from: from, to: to,
        circuits: table.integer(row, "circuits"), lengthKM: table.number(row, "length_km"),
        resistanceOhm: table.number(row, "r_ohm"), reactanceOhm: table.number(row, "x_ohm"),
        nominalKV: table.number(row, "v_nom_kv"),
        maximumCurrentA: table.optionalNumber(row, "imax_a"), tap: table.number(row, "tap"),
        phaseShiftDegrees: table.number(row, "phase_shift_deg"), kind: choice(table, row, "kind"),
        firstYear: table.optionalInteger(row, "first_year"),
        lastYear: table.optionalInteger(row, "last_year"))
    }
    let links = Set(serving("dc_links").map { "dc:" + $0 })
    grid.injectionWeights = each("injection_weights") { table, row in
      let injection = table.text(row, "injection")
      if injection.hasPrefix("dc:") && !links.contains(injection) { return nil }
      guard let zone = zone(table, row), let bus = busRows[table.text(row, "bus")] else {
        return nil
      }
      return InjectionWeight(
        injection: injection, zone: zone, bus: bus, weight: table.number(row, "weight"))
    }
    grid.shiftKeyWeights = each("gsk") { table, row in
      guard let zone = zone(table, row), let bus = busRows[table.text(row, "bus")] else {
        return nil
      }
      return ShiftKeyWeight(zone: zone, bus: bus, weight: table.number(row, "weight"))
    }
    let branchRows = index(grid.branches, by: \.name)
    grid.monitoredBranches = each("cnecs") { table, row in branchRows[table.text(row, "branch")] }
    for (name, branch) in each(
      "contingencies",
      { table, row in
        branchRows[table.text(row, "branch")].map { (table.text(row, "contingency"), $0) }
      })
    {
      if let known = grid.listedOutages.firstIndex(where: { $0.name == name }) {
        grid.listedOutages[known].branches.append(branch)
      } else {
        grid.listedOutages.append(ListedOutage(name: name, branches: [branch]))
      }
    }
    return grid
  }

  private func fuels() -> [Fuel] {
    each("fuels") { table, row in
      Fuel(
        name: table.text(row, "fuel"), priceEURPerMWh: table.number(row, "price_eur_per_mwh"),
        co2TonnesPerMWh: table.number(row, "co2_t_per_mwh"),
        co2PriceEURPerTonne: table.number(row, "co2_price_eur_per_t"),
        provenance: provenance(table, row))
    }
  }

  private func generatingUnits() -> [GeneratingUnit] {
    each("generating_units") { table, row in
      guard let zone = zone(table, row), let fuel = fuelRows[table.text(row, "fuel")] else {
        return nil
      }
      return GeneratingUnit(
        name: table.text(row, "unit"), zone: zone, technology: table.text(row, "technology"),
        injection: table.text(row, "injection"), installedMW: table.number(row, "installed_mw"),
        efficiency: table.number(row, "efficiency"), fuel: fuel,
        variableCostEURPerMWh: table.number(row, "vom_eur_per_mwh"),
        minimumStableShare: table.number(row, "min_stable"),
        mustRunShare: table.number(row, "must_run"),
        forcedOutageRate: table.number(row, "forced_outage_rate"),
        meanTimeToRepairHours: table.number(row, "mttr_h"),
        plannedOutageDays: table.number(row, "planned_days"),
        isOutOfMarket: table.flag(row, "out_of_market"),
        hydrogenNode: self.zone(table, row, "hydrogen_node"),
        captureShare: table.number(row, "capture_share"),
        captureNetwork: captureNetwork(table, row), provenance: provenance(table, row))
    }
  }

  private func renewables(zones: [Zone]) -> [RenewableFleet] {
    each("renewables") { table, row in
      guard let zone = zone(table, row) else { return nil }
      return RenewableFleet(
        name: table.text(row, "renewable"), zone: zone, technology: table.text(row, "technology"),
        injection: table.text(row, "injection"), installedMW: table.number(row, "installed_mw"),
        profile: table.optionalText(row, "profile"),
        profileColumn: table.optionalText(row, "profile_column") ?? zones[zone].seriesColumn,
        meanCapacityFactor: table.optionalNumber(row, "capacity_factor"),
        curtailmentCostEURPerMWh: table.number(row, "curtailment_cost_eur_per_mwh"),
        provenance: provenance(table, row))
    }
  }

  private func storages() -> [Storage] {
    each("storages") { table, row in
      guard let zone = zone(table, row) else { return nil }
      return Storage(
        name: table.text(row, "storage"), zone: zone, kind: table.text(row, "kind"),
        injection: table.text(row, "injection"), chargeMW: table.number(row, "charge_mw"),
        dischargeMW: table.number(row, "discharge_mw"), energyMWh: table.number(row, "energy_mwh"),
        chargeEfficiency: table.number(row, "charge_efficiency"),
        dischargeEfficiency: table.number(row, "discharge_efficiency"),
        standingLossPerHour: table.number(row, "standing_loss_per_h"),
        annualInflowTWh: table.number(row, "annual_inflow_twh"),
        inflowProfile: table.optionalText(row, "inflow_profile"),
        startLevelShare: table.number(row, "start_level"), endRule: choice(table, row, "end_rule"),
        endValueEURPerMWh: table.number(row, "end_value_eur_per_mwh"),
        forcedOutageRate: table.number(row, "forced_outage_rate"),
        meanTimeToRepairHours: table.number(row, "mttr_h"),
        provenance: provenance(table, row))
    }
  }

  private func demandResponse() -> [DemandResponseBlock] {
    each("demand_response") { table, row in
      guard let zone = zone(table, row) else { return nil }
      return DemandResponseBlock(
        name: table.text(row, "block"), zone: zone, powerMW: table.number(row, "mw"),
        priceEURPerMWh: table.number(row, "price_eur_per_mwh"),
        maximumHoursPerDay: table.number(row, "max_h_per_day"), provenance: provenance(table, row))
    }
  }

  private func borders() -> [Border] {
    each("borders") { table, row in
      guard let from = zone(table, row, "from_zone"), let to = zone(table, row, "to_zone") else {
        return nil
      }
      return Border(
        from: from, to: to, maximumForwardMW: table.number(row, "p_max_forward_mw"),
        maximumBackwardMW: table.number(row, "p_max_backward_mw"),
        provenance: provenance(table, row))
    }
  }

  private func dcLinks() -> [DCLink] {
    each("dc_links") { table, row in
      guard let from = zone(table, row, "from_zone"), let to = zone(table, row, "to_zone") else {
        return nil
      }
      return DCLink(
        name: table.text(row, "link"), from: from, to: to,
        maximumForwardMW: table.number(row, "p_max_forward_mw"),
        maximumBackwardMW: table.number(row, "p_max_backward_mw"), loss: table.number(row, "loss"),
        poles: table.integer(row, "poles"),
        forcedOutageRate: table.number(row, "forced_outage_rate"),
        meanTimeToRepairHours: table.number(row, "mttr_h"), model: choice(table, row, "model"),
        provenance: provenance(table, row))
    }
  }

  private func hubs() -> [OffshoreHub] {
    each("hubs") { table, row in
      guard let hub = zone(table, row, "hub"), let home = zone(table, row, "home_zone") else {
        return nil
      }
      return OffshoreHub(
        zone: hub, homeZone: home, market: choice(table, row, "market"),
        hasAccessGuarantee: table.flag(row, "access_guarantee"),
        areaKM2: table.optionalNumber(row, "area_km2"),
        wakeFactor: table.optionalNumber(row, "wake_factor"),
        overplanting: table.optionalNumber(row, "overplanting") ?? 1,
        provenance: provenance(table, row))
    }
  }

  /// What `make` makes of each row that counts in the year; rows that give nil are left out.
  func each<Entry>(
    _ name: String, _ make: (CaseTable, Int) -> Entry?
  ) -> [Entry] {
    guard let table = tables[name] else { return [] }
    return tables.rows(of: name, in: year).compactMap { make(table, $0) }
  }

  /// Names of the rows in service, by the table's first column.
  private func serving(_ name: String) -> [String] {
    each(name) { table, row in table.text(row, table.schema.columns[0].name) }
  }

  /// Nil where the zone does not exist in the year.
  func zone(_ table: CaseTable, _ row: Int, _ column: String = "zone") -> Row<Zone>? {
    zoneRows[table.text(row, column)]
  }

  func provenance(_ table: CaseTable, _ row: Int) -> Provenance {
    Provenance(source: table.text(row, "source"), quality: choice(table, row, "quality"))
  }

  /// The case of an enumeration that the schema restricts the cell to.
  func choice<Choice: RawRepresentable>(
    _ table: CaseTable, _ row: Int, _ column: String
  ) -> Choice where Choice.RawValue == String {
    guard let value = Choice(rawValue: table.text(row, column)) else {
      preconditionFailure("\(column) \(table.text(row, column)) passed its check")
    }
    return value
  }

  func index<Entry>(_ entries: [Entry], by name: KeyPath<Entry, String>) -> [String: Row<
    Entry
  >] {
    Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1[keyPath: name], Row($0)) })
  }
}
