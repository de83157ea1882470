// SPDX-License-Identifier: Apache-2.0
import GridModel

extension CaseTables {
  /// Reports rows that contradict themselves, each row on its own.
  mutating func checkRows() {
    checkZones()
    checkServiceYears()
    checkEnds(of: "branches", "branch", from: "from_bus", to: "to_bus", what: "bus")
    checkEnds(of: "dc_links", "link", from: "from_zone", to: "to_zone", what: "zone")
    checkEnds(of: "borders", nil, from: "from_zone", to: "to_zone", what: "zone")
    checkProfiles()
    checkRepairs()
    checkLimits()
    checkHydrogenRows()
    warnAboutDemand()
  }

  private mutating func checkZones() {
    guard let zones = self["zones"] else { return }
    for row in zones.rows.indices {
      let name = zones.text(row, "zone")
      let isHydrogen = zones.text(row, "carrier") == "hydrogen"
      if !zones.text(row, "carrier").isEmpty && !zones.text(row, "kind").isEmpty
        && isHydrogen != (zones.text(row, "kind") == "hydrogen")
      {
        errors.append(
          zones.error(
            row, "kind",
            "zone \(name) has carrier \(zones.text(row, "carrier")) and kind "
              + zones.text(row, "kind"),
            fix: "give carrier and kind hydrogen both, or neither"))
      }
      if let cap = zones.optionalNumber(row, "price_cap_eur_per_mwh"),
        let floor = zones.optionalNumber(row, "price_floor_eur_per_mwh"), floor >= cap
      {
        errors.append(
          zones.error(
            row, "price_floor_eur_per_mwh",
            "zone \(name) has price floor \(shortest(floor)), not below its cap \(shortest(cap))",
            fix: "give a floor below the cap"))
      }
    }
  }

  private mutating func checkServiceYears() {
    for name in ["zones", "branches", "dc_links", "pipelines"] {
      guard let table = self[name] else { continue }
      for row in table.rows.indices {
        guard let first = table.optionalInteger(row, "first_year"),
          let last = table.optionalInteger(row, "last_year"), first > last
        else { continue }
        errors.append(
          table.error(
            row, "first_year", "first_year \(first) is after last_year \(last)",
            fix: "give years in order, or leave one empty"))
      }
    }
  }

  mutating func checkEnds(
    of name: String, _ key: String?, from: String, to: String, what: String
  ) {
    guard let table = self[name] else { return }
    for row in table.rows.indices {
      guard case .text(let end) = table[row, from], table[row, from] == table[row, to]
      else { continue }
      let subject = key.map { "\($0) \(table.text(row, $0))" } ?? "the border"
      errors.append(
        table.error(
          row, from, "\(subject) joins \(what) \(end) to itself",
          fix: "give two different \(what == "bus" ? "buses" : "\(what)s") in columns "
            + "\(from) and \(to)"))
    }
  }

  private mutating func checkProfiles() {
    if let fleets = self["renewables"] {
      for row in fleets.rows.indices
      where fleets[row, "profile"] == .empty && fleets[row, "capacity_factor"] == .empty {
        errors.append(
          fleets.error(
            row, "capacity_factor",
            "\(fleets.text(row, "renewable")) has neither a profile nor a capacity factor",
            fix: "give an hourly variable in profile, or the flat value in capacity_factor"))
      }
    }
    checkEndValues(of: "storages", "storage")
  }

  /// A level with end rule `valued` needs a value.
  mutating func checkEndValues(of name: String, _ key: String) {
    guard let table = self[name] else { return }
    for row in table.rows.indices
    where table.text(row, "end_rule") == "valued" && table[row, "end_value_eur_per_mwh"] == .empty {
      errors.append(
        table.error(
          row, "end_value_eur_per_mwh",
          "\(table.text(row, key)) has end_rule valued, but no value",
          fix: "give end_value_eur_per_mwh, or end_rule fixed"))
    }
  }

  /// An outage that takes no time has no place in a forced outage rate.
  private mutating func checkRepairs() {
    for (name, key) in [
      ("generating_units", "unit"), ("dc_links", "link"), ("storages", "storage"),
    ] {
      guard let table = self[name] else { continue }
      for row in table.rows.indices {
        guard let rate = table.optionalNumber(row, "forced_outage_rate"), rate > 0 else { continue }
        let given: String
        switch table[row, "mttr_h"] {
        case .number(0): given = "a mean time to repair of 0 h"
        case .empty: given = "no mean time to repair"
        default: continue
        }
        errors.append(
          table.error(
            row, "mttr_h",
            "\(table.text(row, key)) has forced outage rate \(shortest(rate)) and \(given)",
            fix: "give mttr_h above 0, or a forced outage rate of 0"))
      }
    }
  }

  private mutating func checkLimits() {
    guard let table = self["external_constraints"] else { return }
    for row in table.rows.indices {
      guard let low = table.optionalNumber(row, "min_mw"),
        let high = table.optionalNumber(row, "max_mw"), low > high
      else { continue }
      errors.append(
        table.error(
          row, "min_mw", "min_mw \(shortest(low)) is above max_mw \(shortest(high))",
          fix: "give limits in order"))
    }
  }

  private mutating func warnAboutDemand() {
    guard let demand = self["demand"] else { return }
    let hours = 8760.0
    for row in demand.rows.indices {
      guard let energy = demand.optionalNumber(row, "annual_twh"),
        let peak = demand.optionalNumber(row, "peak_mw")
      else { continue }
      let mean = energy * 1e6 / hours
      if peak < mean {
        warnings.append(
          demand.warning(
            row, "peak_mw",
            "peak \(shortest(peak)) MW of zone \(demand.text(row, "zone")) is below its mean of "
              + "\(shortest(mean.rounded())) MW"))
      }
    }
  }
}
