// SPDX-License-Identifier: Apache-2.0
import GridModel

extension CaseTables {
  /// Reports rows of hydrogen and of limits that contradict themselves or name the wrong carrier.
  mutating func checkHydrogenRows() {
    checkCarriers()
    checkEnds(of: "pipelines", "pipeline", from: "from_node", to: "to_node", what: "node")
    checkEndValues(of: "caverns", "cavern")
    checkFuelYears(of: "reformers")
    checkFuelYears(of: "fuel_budgets")
    for name in ["fuel_budgets", "emission_caps"] { checkScopes(of: name) }
    checkBudgetDays()
  }

  /// Reports what does not fit together between the rows of hydrogen that count in `year`.
  mutating func checkHydrogenYear(_ year: Int) {
    checkContracts(in: year)
    warnAboutTurbines(in: year)
    warnAboutTerminals(in: year)
  }

  /// Electricity and hydrogen have zones of their own.
  private mutating func checkCarriers() {
    guard let zones = self["zones"] else { return }
    var carrierOf: [String: String] = [:]
    // A zone that contradicts itself is reported as such.
    for row in zones.rows.indices
    where (zones.text(row, "carrier") == "hydrogen") == (zones.text(row, "kind") == "hydrogen") {
      carrierOf[zones.text(row, "zone")] = zones.text(row, "carrier")
    }
    for (name, column, carrier) in carriersOfColumns {
      guard let table = self[name] else { continue }
      for row in table.rows.indices {
        guard let zone = table.optionalText(row, column), let own = carrierOf[zone], own != carrier,
          !own.isEmpty
        else { continue }
        errors.append(
          table.error(
            row, column, "\(column) \(zone) is a zone of \(own), not of \(carrier)",
            fix: name == "demand"
              ? "give its demand in hydrogen_nodes.csv" : "name a zone of \(carrier)"))
      }
    }
  }

  /// A limit counts a zone, a country or all zones.
  private mutating func checkScopes(of name: String) {
    guard let table = self[name], let zones = self["zones"] else { return }
    var countries: [String] = []
    for row in zones.rows.indices where !countries.contains(zones.text(row, "country")) {
      countries.append(zones.text(row, "country"))
    }
    for row in table.rows.indices {
      guard let country = table.optionalText(row, "country") else { continue }
      if let zone = table.optionalText(row, "zone") {
        errors.append(
          table.error(
            row, "country", "both zone \(zone) and country \(country) are given",
            fix: "give one of the two, or none for all zones"))
      } else if !countries.contains(country) {
        errors.append(
          table.error(
            row, "country", "country \(country) is not in zones.csv",
            fix: suggestion(for: country, among: countries, called: "countries there")))
      }
    }
  }

  /// A day on which a budget begins needs one on which it ends.
  private mutating func checkBudgetDays() {
    guard let table = self["fuel_budgets"] else { return }
    for row in table.rows.indices {
      let given = ["from_date", "to_date"].filter { table[row, $0] != .empty }
      guard given.count == 1 else { continue }
      let missing = given[0] == "from_date" ? "to_date" : "from_date"
      errors.append(
        table.error(
          row, given[0], "\(table.text(row, "budget")) has a \(given[0]), but no \(missing)",
          fix: "give both, or neither for the whole year"))
    }
  }

  /// Rules of matching rest on contracts: with fleets near the electrolyser, and not with more of
  /// them than there is.
  private mutating func checkContracts(in year: Int) {
    let matched = electrolysers(in: year)
    var contracted: [String: Double] = [:]
    var withContract: Set<String> = []
    if let contracts = self["renewable_contracts"] {
      let fleets = self["renewables"]
      var fleetRow: [String: Int] = [:]
      for row in rows(of: "renewables", in: year) {
        fleetRow[fleets!.text(row, "renewable")] = row
      }
      for row in rows(of: "renewable_contracts", in: year) {
        let electrolyser = contracts.text(row, "electrolyser")
        let renewable = contracts.text(row, "renewable")
        withContract.insert(electrolyser)
        guard let fleets, let fleet = fleetRow[renewable] else {
          if names(inTable: "renewables").contains(renewable) {
            errors.append(
              contracts.error(
                row, "renewable", "renewable \(renewable) has no row for \(year)",
                fix: "add the fleet for \(year) to renewables.csv, or drop the contract"))
          }
          continue
        }
        if let zone = matched[electrolyser]?.zone {
          reportDistance(
            contracts, row, from: zone, to: fleets.text(fleet, "zone"), in: year)
        }
        contracted[renewable, default: 0] += contracts.number(row, "contracted_mw")
        let installed = fleets.number(fleet, "installed_mw")
        let rounding = 1e-6
        if let sum = contracted[renewable], sum > installed * (1 + rounding) {
          errors.append(
            contracts.error(
              row, "contracted_mw",
              "contracts for \(renewable) sum to \(shortest(sum)) MW of \(shortest(installed)) MW",
              fix: "lower contracted_mw"))
        }
      }
    }
    guard let table = self["electrolysers"] else { return }
    for row in rows(of: "electrolysers", in: year) {
      let name = table.text(row, "electrolyser")
      let rule = table.text(row, "rule")
      guard ["monthly", "hourly"].contains(rule), !withContract.contains(name),
        table.number(row, "installed_mwe") > 0
      else { continue }
      errors.append(
        table.error(
          row, "rule", "\(name) has rule \(rule), but no contract in \(year)",
          fix: "add a row for it to renewable_contracts.csv, or give rule none"))
    }
  }

  private func names(inTable name: String) -> [String] { self[name].map(names(in:)) ?? [] }

  private func electrolysers(in year: Int) -> [String: (zone: String, row: Int)] {
    guard let table = self["electrolysers"] else { return [:] }
    var result: [String: (zone: String, row: Int)] = [:]
    for row in rows(of: "electrolysers", in: year) {
      result[table.text(row, "electrolyser")] = (table.text(row, "power_zone"), row)
    }
    return result
  }

  /// The fleet must stand in the bidding zone of the electrolyser, or at a hub that a cable joins
  /// to it.
  ///
  /// Source: Commission Delegated Regulation (EU) 2023/1184, Article 7, first paragraph.
  private mutating func reportDistance(
    _ contracts: CaseTable, _ row: Int, from zone: String, to other: String, in year: Int
  ) {
    guard let zones = self["zones"] else { return }
    var biddingZone: [String: String] = [:]
    var kind: [String: String] = [:]
    for row in zones.rows.indices {
      biddingZone[zones.text(row, "zone")] = zones.text(row, "bidding_zone")
      kind[zones.text(row, "zone")] = zones.text(row, "kind")
    }
    guard let own = biddingZone[zone], let theirs = biddingZone[other], own != theirs else {
      return
    }
    if kind[other] == "offshore_hub", let links = self["dc_links"] {
      for row in rows(of: "dc_links", in: year) {
        let ends = [links.text(row, "from_zone"), links.text(row, "to_zone")]
        if ends.contains(other), ends.contains(where: { biddingZone[$0] == own }) { return }
      }
    }
    errors.append(
      contracts.error(
        row, "renewable",
        "\(contracts.text(row, "renewable")) stands in \(other), which is neither in bidding zone "
          + "\(own) of \(contracts.text(row, "electrolyser")) nor a hub with a cable to it",
        fix: "contract a fleet of \(own) or of a hub next to it"))
  }

  private mutating func warnAboutTurbines(in year: Int) {
    guard let units = self["generating_units"], let zones = self["zones"] else { return }
    let present = Set(rows(of: "zones", in: year).map { zones.text($0, "zone") })
    for row in rows(of: "generating_units", in: year) {
      guard let node = units.optionalText(row, "hydrogen_node"), !present.contains(node) else {
        continue
      }
      warnings.append(
        units.warning(
          row, "hydrogen_node",
          "node \(node) does not exist in \(year); \(units.text(row, "unit")) buys its fuel"))
    }
  }

  private mutating func warnAboutTerminals(in year: Int) {
    guard let terminals = self["terminals"] else { return }
    let bands = self["terminal_bands"]
    let named = Set(
      rows(of: "terminal_bands", in: year).map { bands?.text($0, "terminal") ?? "" })
    for row in rows(of: "terminals", in: year)
    where !named.contains(terminals.text(row, "terminal")) {
      warnings.append(
        terminals.warning(
          row, "terminal",
          "\(terminals.text(row, "terminal")) has no bands in \(year) and sends out nothing"))
    }
  }
}

/// Which carrier a column's zones must have.
private let carriersOfColumns: [(table: String, column: String, carrier: String)] =
  [
    "demand", "generating_units", "renewables", "storages", "demand_response", "reserves", "buses",
  ].map { ($0, "zone", "electricity") }
  + ["borders", "dc_links"].flatMap {
    [($0, "from_zone", "electricity"), ($0, "to_zone", "electricity")]
  }
  + [
    ("electrolysers", "power_zone", "electricity"),
    ("pipelines", "compressor_zone", "electricity"), ("terminals", "power_zone", "electricity"),
    ("hydrogen_nodes", "node", "hydrogen"), ("pipelines", "from_node", "hydrogen"),
    ("pipelines", "to_node", "hydrogen"),
  ]
  + ["electrolysers", "caverns", "terminals", "reformers", "generating_units"].map {
    ($0, "hydrogen_node", "hydrogen")
  }
