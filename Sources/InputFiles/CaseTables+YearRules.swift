// SPDX-License-Identifier: Apache-2.0
import GridModel

extension CaseTables {
  /// Reports what does not fit together between the rows that count in `year`.
  mutating func checkYear(_ year: Int) {
    checkWeights()
    checkBordersGivenTwice(in: year)
    checkPriceLimits(in: year)
    checkBiddingZones(in: year)
    checkHubs(in: year)
    checkInjectionsHaveWeights(in: year)
    warnAboutAbsentZones(in: year)
    warnAboutAbsentPlaces(in: year)
    checkHydrogenYear(year)
  }

  /// Zones that exist in the year.
  private func zones(in year: Int) -> Set<String> {
    guard let table = self["zones"] else { return [] }
    return Set(rows(of: "zones", in: year).map { table.text($0, "zone") })
  }

  /// Weights of one injection in one zone (of one zone, for shift keys) sum to 1.
  private mutating func checkWeights() {
    let tolerance = 1e-6  // weights are written with at least seven digits
    for (name, key) in [("injection_weights", ["injection", "zone"]), ("gsk", ["zone"])] {
      guard let table = self[name] else { continue }
      var groups: [[CaseTable.Cell]: (first: Int, sum: Double)] = [:]
      var order: [[CaseTable.Cell]] = []
      for row in table.rows.indices {
        let group = key.map { table[row, $0] }
        if groups[group] == nil { order.append(group) }
        // A weight that is no number is already reported; its group has no sum to compare.
        groups[group, default: (row, 0)].sum += table.optionalNumber(row, "weight") ?? .nan
      }
      for group in order {
        guard let (first, sum) = groups[group], (sum - 1).magnitude > tolerance else { continue }
        let words = key.map { "\($0) \(table.text(first, $0))" }.joined(separator: ", ")
        errors.append(
          table.error(
            first, "weight", "weights of \(words) sum to \(shortest(sum)), not 1",
            fix: "scale the rows of \(words) so that they sum to 1"))
      }
    }
  }

  private mutating func checkBordersGivenTwice(in year: Int) {
    guard let table = self["borders"] else { return }
    var first: [Set<String>: Int] = [:]
    for row in rows(of: "borders", in: year) {
      let ends: Set = [table.text(row, "from_zone"), table.text(row, "to_zone")]
      guard ends.count == 2, !ends.contains("") else { continue }
      guard let earlier = first[ends] else {
        first[ends] = row
        continue
      }
      // The same two zones in the same order are a duplicate key, which is reported as such.
      if table[earlier, "from_zone"] == table[row, "from_zone"] { continue }
      errors.append(
        table.error(
          row, "from_zone",
          "the border of \(table.text(row, "from_zone")) and \(table.text(row, "to_zone")) is given "
            + "in both directions, first in line \(table.csv.line(ofRow: earlier))",
          fix: "keep one row, with both p_max_forward_mw and p_max_backward_mw"))
    }
  }

  /// Zones that a bidding zone, a border, a link or the flow-based region couples must share cap
  /// and floor; otherwise least cost would shed the load of the zone with the lower cap first.
  private mutating func checkPriceLimits(in year: Int) {
    guard let table = self["zones"] else { return }
    let rowsInYear = rows(of: "zones", in: year)
      .filter { table.text($0, "carrier") == "electricity" }
    var coupled = DisjointSets(count: table.rows.count)
    var rowOfName: [String: Int] = [:]
    for row in rowsInYear { rowOfName[table.text(row, "zone")] = row }
    for (position, row) in rowsInYear.enumerated() {
      for earlier in rowsInYear[..<position] {
        let sharesBiddingZone = table[row, "bidding_zone"] == table[earlier, "bidding_zone"]
        let sharesRegion = table.flag(row, "flow_based") && table.flag(earlier, "flow_based")
        if sharesBiddingZone || sharesRegion { coupled.join(earlier, row) }
      }
    }
    for name in ["borders", "dc_links"] {
      guard let links = self[name] else { continue }
      for row in rows(of: name, in: year) {
        if let from = rowOfName[links.text(row, "from_zone")],
          let to = rowOfName[links.text(row, "to_zone")]
        {
          coupled.join(from, to)
        }
      }
    }
    for row in rowsInYear {
      let first = coupled.smallest(with: row)
      for (column, words) in [
        ("price_cap_eur_per_mwh", "price cap"), ("price_floor_eur_per_mwh", "price floor"),
      ] {
        guard let value = table.optionalNumber(row, column),
          let other = table.optionalNumber(first, column), value != other
        else { continue }
        errors.append(
          table.error(
            row, column,
            "zone \(table.text(row, "zone")) has \(words) \(shortest(value)), but zone "
              + "\(table.text(first, "zone")), coupled with it, has \(shortest(other))",
            fix: "give coupled zones the same \(words)"))
      }
    }
  }

  /// A bidding zone is one hub or none: its zones agree on `flow_based`.
  private mutating func checkBiddingZones(in year: Int) {
    guard let table = self["zones"] else { return }
    var first: [String: Int] = [:]
    for row in rows(of: "zones", in: year) where table.text(row, "carrier") == "electricity" {
      let biddingZone = table.text(row, "bidding_zone")
      guard let earlier = first[biddingZone] else {
        first[biddingZone] = row
        continue
      }
      guard case .flag(let value) = table[row, "flow_based"],
        case .flag(let other) = table[earlier, "flow_based"], value != other
      else { continue }
      errors.append(
        table.error(
          row, "flow_based",
          "zone \(table.text(row, "zone")) has flow_based \(value ? "yes" : "no"), but zone "
            + "\(table.text(earlier, "zone")) of the same bidding zone \(biddingZone) has "
            + (other ? "yes" : "no"),
          fix: "give all zones of \(biddingZone) the same flow_based"))
    }
  }

  /// Rows of the target year in zones that are not in service.
  private mutating func warnAboutAbsentZones(in year: Int) {
    let present = zones(in: year)
    for schema in caseSchema where schema.hasTargetYears {
      guard let table = self[schema.name] else { continue }
      for column in schema.columns where isPlace(column, of: schema) {
        for row in rows(of: schema.name, in: year) {
          let zone = table.text(row, column.name)
          if zone.isEmpty || present.contains(zone) { continue }
          warnings.append(
            table.warning(
              row, column.name,
              "zone \(zone) does not exist in \(year); the row is left out"))
        }
      }
    }
  }

  /// Whether a row falls away with the zone in that column.
  private func isPlace(_ column: ColumnSchema, of schema: TableSchema) -> Bool {
    switch column.name {
    case "zone", "from_zone", "to_zone", "node": true
    case "power_zone": schema.name == "electrolysers"
    // A turbine without its node buys its fuel.
    case "hydrogen_node": schema.name != "generating_units"
    default: false
    }
  }

  /// Links and parts of the grid that fall away with a zone.
  private mutating func warnAboutAbsentPlaces(in year: Int) {
    let present = zones(in: year)
    var zoneOfBus: [String: String] = [:]
    if let buses = self["buses"] {
      for row in buses.rows.indices {
        zoneOfBus[buses.text(row, "bus")] = buses.text(row, "zone")
      }
    }
    for (name, columns) in [
      ("dc_links", ["from_zone", "to_zone"]), ("pipelines", ["from_node", "to_node"]),
      ("buses", ["zone"]),
      ("branches", ["from_bus", "to_bus"]), ("injection_weights", ["zone"]), ("gsk", ["zone"]),
    ] {
      guard let table = self[name] else { continue }
      var absent: [(zone: String, first: Int, column: String, count: Int)] = []
      for row in rows(of: name, in: year) {
        for column in columns {
          let place = table.text(row, column)
          let zone = name == "branches" ? zoneOfBus[place] ?? "" : place
          if zone.isEmpty || present.contains(zone) { continue }
          if let known = absent.firstIndex(where: { $0.zone == zone }) {
            absent[known].count += 1
          } else {
            absent.append((zone, row, column, 1))
          }
          break
        }
      }
      for (zone, row, column, count) in absent {
        warnings.append(
          table.warning(
            row, column,
            "zone \(zone) does not exist in \(year); \(count) of its rows "
              + "\(count == 1 ? "is" : "are") left out"))
      }
    }
  }

  private mutating func checkHubs(in year: Int) {
    guard let table = self["zones"] else { return }
    var linked: Set<String> = []
    if let links = self["dc_links"] {
      for row in rows(of: "dc_links", in: year) {
        linked.insert(links.text(row, "from_zone"))
        linked.insert(links.text(row, "to_zone"))
      }
    }
    for row in rows(of: "zones", in: year)
    where table.text(row, "kind") == "offshore_hub" && !linked.contains(table.text(row, "zone")) {
      errors.append(
        table.error(
          row, "zone", "hub zone \(table.text(row, "zone")) has no link in \(year)",
          fix: "add a row for it to dc_links.csv, or let the zone start later"))
    }
  }

  /// Whatever injects in a zone with buses needs weights that say where.
  private mutating func checkInjectionsHaveWeights(in year: Int) {
    guard let buses = self["buses"] else { return }
    let meshed = Set(buses.rows.indices.map { buses.text($0, "zone") })
      .intersection(zones(in: year))
    var weighted: Set<[String]> = []
    if let weights = self["injection_weights"] {
      for row in weights.rows.indices {
        weighted.insert([weights.text(row, "injection"), weights.text(row, "zone")])
      }
    }
    func check(_ table: CaseTable, _ row: Int, column: String, injection: String, zone: String) {
      guard meshed.contains(zone), !injection.isEmpty,
        weighted.insert([injection, zone]).inserted
      else { return }
      errors.append(
        table.error(
          row, column, "injection \(injection) of zone \(zone) has no weights",
          fix: "add rows with injection \(injection) and zone \(zone) to injection_weights.csv"))
    }
    if let demand = self["demand"] {
      for row in rows(of: "demand", in: year) {
        check(
          demand, row, column: "zone", injection: "load", zone: demand.text(row, "zone"))
      }
    }
    for name in ["generating_units", "renewables", "storages"] {
      guard let table = self[name] else { continue }
      for row in rows(of: name, in: year) {
        check(
          table, row, column: "injection", injection: table.text(row, "injection"),
          zone: table.text(row, "zone"))
      }
    }
    for (name, column) in [
      ("electrolysers", "power_zone"), ("pipelines", "compressor_zone"),
      ("terminals", "power_zone"),
    ] {
      guard let table = self[name] else { continue }
      for row in rows(of: name, in: year) {
        check(table, row, column: column, injection: "load", zone: table.text(row, column))
      }
    }
    if let links = self["dc_links"] {
      for row in rows(of: "dc_links", in: year) {
        let injection = "dc:" + links.text(row, "link")
        for end in ["from_zone", "to_zone"] {
          check(links, row, column: end, injection: injection, zone: links.text(row, end))
        }
      }
    }
  }
}
