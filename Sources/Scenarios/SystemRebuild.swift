// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// A row by the names that users see.
package struct AssetName: Hashable, Sendable, CustomStringConvertible {
  package var table: String
  package var row: String

  package init(table: String, row: String) {
    self.table = table
    self.row = row
  }

  package var description: String { "\(row) of \(table)" }
}

extension EnergySystem {
  /// The system without some rows.
  ///
  /// - Parameter removed: rows by table name.
  /// - Returns: the system, and the rows that are gone because they refer to one of those. Injection
  ///   weights, shift keys, monitored branches and listed outages go with what they describe.
  func removing(_ removed: [String: Set<Int>]) -> (system: EnergySystem, alsoGone: [AssetName]) {
    var result = self
    var map = RowMap()
    var gone: [AssetName] = []
    for table in assetTables { table.clear(&result) }
    for table in assetTables {
      for row in 0..<table.count(self) {
        if removed[table.name]?.contains(row) == true {
          map.skip(table.name)
        } else if table.append(self, row, &result, &map) == nil && !table.isPartOfOther {
          gone.append(AssetName(table: table.name, row: table.rowName(self, row)))
        }
      }
    }
    let biddingZones = Set(result.zones.map(\.biddingZone))
    for constraint in result.externalConstraints.filter({ !biddingZones.contains($0.biddingZone) })
    {
      gone.append(
        AssetName(
          table: "external_constraints",
          row: "\(constraint.biddingZone) \(constraint.scope.rawValue)"))
    }
    result.externalConstraints.removeAll { !biddingZones.contains($0.biddingZone) }
    result.grid.moveDetails(from: grid, map, links: Set(result.dcLinks.map(\.name)))
    return (result, gone)
  }
}

extension RowMap {
  /// Notes that the next row of a table is not in the new system.
  fileprivate mutating func skip(_ table: String) {
    switch table {
    case "zones": zones.append(nil)
    case "fuels": fuels.append(nil)
    case "buses": buses.append(nil)
    case "branches": branches.append(nil)
    case "renewables": renewables.append(nil)
    case "electrolysers": electrolysers.append(nil)
    case "capture_networks": captureNetworks.append(nil)
    case "terminals": terminals.append(nil)
    default: break
    }
  }
}

extension Grid {
  /// Takes over what describes zones, buses, branches and links that are still there.
  fileprivate mutating func moveDetails(from old: Grid, _ map: RowMap, links: Set<String>) {
    injectionWeights = old.injectionWeights.compactMap { weight in
      guard let zone = map.zones[weight.zone.index], let bus = map.buses[weight.bus.index],
        !weight.injection.hasPrefix("dc:") || links.contains(String(weight.injection.dropFirst(3)))
      else { return nil }
      return InjectionWeight(
        injection: weight.injection, zone: zone, bus: bus, weight: weight.weight)
    }
    shiftKeyWeights = old.shiftKeyWeights.compactMap { weight in
      guard let zone = map.zones[weight.zone.index], let bus = map.buses[weight.bus.index] else {
        return nil
      }
      return ShiftKeyWeight(zone: zone, bus: bus, weight: weight.weight)
    }
    monitoredBranches = old.monitoredBranches.compactMap { map.branches[$0.index] }
    listedOutages = old.listedOutages.compactMap { outage in
      let branches = outage.branches.compactMap { map.branches[$0.index] }
      return branches.isEmpty ? nil : ListedOutage(name: outage.name, branches: branches)
    }
  }
}
