// SPDX-License-Identifier: Apache-2.0
import GridModel

/// One figure that differs between two systems, or a row that only one of them has.
package struct FigureChange: Hashable, Sendable {
  package var table: String
  package var row: String
  /// Nil where the row as a whole came or went.
  package var attribute: String?
  package var unit: String
  package var before: Figure
  package var after: Figure
  /// Of the figure after; of the one before where the row went; nil where the table has none.
  package var provenance: Provenance?

  package init(
    table: String, row: String, attribute: String?, unit: String, before: Figure, after: Figure,
    provenance: Provenance?
  ) {
    self.table = table
    self.row = row
    self.attribute = attribute
    self.unit = unit
    self.before = before
    self.after = after
    self.provenance = provenance
  }
}

/// What tells a figure from all others of a system.
package struct FigureKey: Hashable, Sendable {
  package var table: String
  package var row: String
  package var attribute: String

  package init(table: String, row: String, attribute: String) {
    self.table = table
    self.row = row
    self.attribute = attribute
  }
}

/// How one system differs from another.
package struct SystemDifference: Sendable {
  /// In the order of tables, then rows before and rows that came, then attributes.
  package private(set) var changes: [FigureChange] = []

  /// - Parameter origins: provenance of single figures of `new`, where it is not that of their rows.
  package init(
    from old: EnergySystem, to new: EnergySystem, origins: [FigureKey: Provenance] = [:]
  ) {
    for table in assetTables { compare(table, old, new, origins) }
  }

  private mutating func compare(
    _ table: AssetTable, _ old: EnergySystem, _ new: EnergySystem,
    _ origins: [FigureKey: Provenance]
  ) {
    let rowsAfter = table.rowsByName(in: new)
    let rowsBefore = table.rowsByName(in: old)
    for (before, name) in table.rowNames(in: old).enumerated() {
      guard let after = rowsAfter[name] else {
        changes.append(
          FigureChange(
            table: table.name, row: name, attribute: nil, unit: "", before: .word("there"),
            after: .none, provenance: table.provenance(old, before)))
        continue
      }
      for attribute in table.attributes {
        let (from, to) = (attribute.read(old, before), attribute.read(new, after))
        guard from != to else { continue }
        let key = FigureKey(table: table.name, row: name, attribute: attribute.name)
        changes.append(
          FigureChange(
            table: table.name, row: name, attribute: attribute.name, unit: attribute.unit,
            before: from, after: to, provenance: origins[key] ?? table.provenance(new, after)))
      }
    }
    for (after, name) in table.rowNames(in: new).enumerated() where rowsBefore[name] == nil {
      changes.append(
        FigureChange(
          table: table.name, row: name, attribute: nil, unit: "", before: .none,
          after: .word("there"), provenance: table.provenance(new, after)))
    }
  }
}

/// Power, energy or circuits of a system by group, such as a zone and technology.
package struct GroupedAmount: Hashable, Sendable {
  package var table: String
  package var group: String
  package var technology: String
  package var unit: String
  package var before: Double
  package var after: Double

  package var change: Double { after - before }
}

extension SystemDifference {
  /// Sums of both systems by zone and technology (links and branches: by the zones at their ends)
  /// that differ.
  package static func groupedAmounts(
    from old: EnergySystem, to new: EnergySystem
  ) -> [GroupedAmount] {
    let before = amounts(of: old)
    let after = amounts(of: new)
    var places: [AmountKey: Int] = [:]
    var found: [GroupedAmount] = []
    for (key, value, isAfter) in before.map({ ($0.0, $0.1, false) })
      + after.map({ ($0.0, $0.1, true) })
    {
      let place = places[key] ?? found.count
      if place == found.count {
        places[key] = place
        found.append(
          GroupedAmount(
            table: key.table, group: key.group, technology: key.technology, unit: key.unit,
            before: 0, after: 0))
      }
      if isAfter { found[place].after += value } else { found[place].before += value }
    }
    // Sums in another order may differ in the last digit.
    return found.filter { $0.change.magnitude > 1e-9 * max($0.before, $0.after) }
      .enumerated().sorted { ($0.1.tablePlace, $0.0) < ($1.1.tablePlace, $1.0) }.map(\.1)
  }

  private struct AmountKey: Hashable {
    var table: String
    var group: String
    var technology: String
    var unit: String
  }

  private static func amounts(of system: EnergySystem) -> [(AmountKey, Double)] {
    var result: [(AmountKey, Double)] = []
    for table in assetTables {
      guard let measure = measures[table.name], let attribute = table.attribute(measure.attribute)
      else { continue }
      for row in 0..<table.count(system) {
        let technology = table.names(.technology, system, row).first ?? measure.words
        if table.name == "branches" && technology == BranchKind.equivalent.rawValue { continue }
        let zones = table.names(.zone, system, row)
        let group =
          zones.count == 2 && zones[0] == zones[1] ? zones[0] : zones.joined(separator: "-")
        result.append(
          (
            AmountKey(
              table: table.name, group: table.name == "fuels" ? table.rowName(system, row) : group,
              technology: technology, unit: measure.unit),
            attribute.read(system, row).number ?? 0
          ))
      }
    }
    return result
  }

  /// What is summed, by table.
  private static let measures: [String: (attribute: String, words: String, unit: String)] = [
    "demand": ("annual_twh", "demand", "TWh"), "generating_units": ("installed_mw", "", "MW"),
    "renewables": ("installed_mw", "", "MW"), "storages": ("discharge_mw", "", "MW"),
    "demand_response": ("mw", "demand response", "MW"), "reserves": ("mw", "", "MW"),
    "borders": ("p_max_forward_mw", "border, forward", "MW"),
    "dc_links": ("p_max_forward_mw", "", "MW"), "branches": ("circuits", "", "circuits"),
  ]
}

extension GroupedAmount {
  fileprivate var tablePlace: Int { assetTables.firstIndex { $0.name == table } ?? 0 }
}
