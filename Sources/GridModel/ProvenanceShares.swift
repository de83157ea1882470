// SPDX-License-Identifier: Apache-2.0

/// How much of a table's power or energy stands on figures of each quality.
public struct ProvenanceShare: Hashable, Sendable {
  public var table: String
  /// `GW` or `TWh`.
  public var unit: String
  public var total: Double
  /// Share of the total by quality, in the order of ``Quality/allCases``; zeros where the total is 0.
  public var shares: [Double]

  public func share(of quality: Quality) -> Double {
    zip(Quality.allCases, shares).first { $0.0 == quality }?.1 ?? 0
  }
}

extension [ProvenanceShare] {
  /// All power together and all energy together, as tables named `all`.
  public var totals: [ProvenanceShare] {
    ["GW", "TWh"].compactMap { unit in
      let entries = filter { $0.unit == unit }
      if entries.isEmpty { return nil }
      let total = entries.reduce(0) { $0 + $1.total }
      return ProvenanceShare(
        table: "all", unit: unit, total: total,
        shares: Quality.allCases.map { quality in
          let amount = entries.reduce(0) { $0 + $1.total * $1.share(of: quality) }
          return total == 0 ? 0 : amount / total
        })
    }
  }
}

extension EnergySystem {
  /// Share of gigawatts and terawatt-hours by quality, table by table; tables without rows are left
  /// out. Links and borders count with their larger direction.
  public var provenanceShares: [ProvenanceShare] {
    [
      shares("demand", "GW", demand, by: \.provenance) { $0.peakMW / 1000 },
      shares("demand", "TWh", demand, by: \.provenance) { $0.annualTWh },
      shares("generating_units", "GW", generatingUnits, by: \.provenance) { $0.installedMW / 1000 },
      shares("renewables", "GW", renewables, by: \.provenance) { $0.installedMW / 1000 },
      shares("storages", "GW", storages, by: \.provenance) { $0.dischargeMW / 1000 },
      shares("storages", "TWh", storages, by: \.provenance) { $0.energyMWh / 1e6 },
      shares("demand_response", "GW", demandResponse, by: \.provenance) { $0.powerMW / 1000 },
      shares("reserves", "GW", reserves, by: \.provenance) { $0.powerMW / 1000 },
      shares("borders", "GW", borders, by: \.provenance) {
        max($0.maximumForwardMW, $0.maximumBackwardMW) / 1000
      },
      shares("dc_links", "GW", dcLinks, by: \.provenance) {
        max($0.maximumForwardMW, $0.maximumBackwardMW) / 1000
      },
      shares("hydrogen_nodes", "TWh", hydrogenNodes, by: \.provenance) { $0.annualTWh },
      shares("electrolysers", "GW", electrolysers, by: \.provenance) { $0.installedMW / 1000 },
      shares("pipelines", "GW", pipelines, by: \.provenance) {
        max($0.maximumForwardMW, $0.maximumBackwardMW) / 1000
      },
      shares("caverns", "TWh", caverns, by: \.provenance) { $0.workingMWh / 1e6 },
      shares("terminal_bands", "GW", terminals.flatMap(\.bands), by: \.provenance) {
        $0.powerMW / 1000
      },
      shares("reformers", "GW", reformers, by: \.provenance) { $0.installedMW / 1000 },
    ].compactMap { $0 }
  }

  private func shares<Entry>(
    _ table: String, _ unit: String, _ entries: [Entry],
    by provenance: KeyPath<Entry, Provenance>, _ amount: (Entry) -> Double
  ) -> ProvenanceShare? {
    if entries.isEmpty { return nil }
    var amounts = [Double](repeating: 0, count: Quality.allCases.count)
    for entry in entries {
      guard let position = Quality.allCases.firstIndex(of: entry[keyPath: provenance].quality)
      else {
        continue
      }
      amounts[position] += amount(entry)
    }
    let total = amounts.reduce(0, +)
    return ProvenanceShare(
      table: table, unit: unit, total: total, shares: amounts.map { total == 0 ? 0 : $0 / total })
  }
}
