// SPDX-License-Identifier: Apache-2.0
import GridModel

extension CaseTables {
  /// Reports rows with the same key and names that no row of the table referred to has.
  mutating func checkKeysAndReferences() {
    for schema in caseSchema {
      guard let table = self[schema.name] else { continue }
      checkKeys(of: table)
      for column in schema.columns {
        switch column.kind {
        case .reference(let target): checkReferences(of: table, column, to: target)
        case .injection: checkInjections(of: table, column)
        default: continue
        }
      }
    }
    checkBiddingZones()
    checkFuelYears(of: "generating_units")
  }

  private mutating func checkKeys(of table: CaseTable) {
    var firstRow: [[CaseTable.Cell]: Int] = [:]
    for row in table.rows.indices {
      let key = table.schema.key.map { table[row, $0] }
      if key.contains(.invalid) { continue }
      guard let first = firstRow[key] else {
        firstRow[key] = row
        continue
      }
      let parts = table.schema.key.map { "\($0) \(words(of: table[row, $0]))" }
      errors.append(
        table.error(
          row, table.schema.key[0],
          "\(parts.joined(separator: ", ")) is given twice, first in line "
            + "\(table.csv.line(ofRow: first))",
          fix: "keep one of the two rows"))
    }
  }

  private func words(of cell: CaseTable.Cell) -> String {
    switch cell {
    case .text(let value): value
    case .integer(let value): String(value)
    case .number(let value): shortest(value)
    case .flag(let value): value ? "yes" : "no"
    case .empty, .invalid: ""
    }
  }

  private mutating func checkReferences(
    of table: CaseTable, _ column: ColumnSchema, to target: String
  ) {
    guard let targetTable = self[target] else {
      reportMissing(target, neededBy: table, column)
      return
    }
    let known = names(in: targetTable)
    let set = Set(known)
    for row in table.rows.indices {
      guard case .text(let name) = table[row, column.name], !set.contains(name) else { continue }
      errors.append(
        table.error(
          row, column.name, "\(column.name) \(name) is not in \(target).csv",
          fix: suggestion(for: name, among: known, called: "names there")))
    }
  }

  /// Once for the column, and not at all where the file itself is already reported.
  private mutating func reportMissing(
    _ target: String, neededBy table: CaseTable, _ column: ColumnSchema
  ) {
    let isReported = errors.contains { $0.file == path(target) }
    let first = table.rows.indices.first { table.optionalText($0, column.name) != nil }
    guard !isReported, let first else { return }
    errors.append(
      table.error(
        first, column.name,
        "\(column.name) \(table.text(first, column.name)) needs the table \(target).csv",
        fix: "add \(target).csv"))
  }

  private mutating func checkInjections(of table: CaseTable, _ column: ColumnSchema) {
    let links = self["dc_links"].map(names(in:)) ?? []
    for row in table.rows.indices {
      guard case .text(let name) = table[row, column.name], !injectionGroups.contains(name)
      else { continue }
      if name.hasPrefix("dc:") {
        let link = String(name.dropFirst(3))
        if !links.contains(link) {
          errors.append(
            table.error(
              row, column.name, "link \(link) is not in dc_links.csv",
              fix: suggestion(for: link, among: links, called: "links")))
        }
      } else {
        errors.append(
          table.error(
            row, column.name,
            "injection \(name) is neither a technology group nor dc: and a link",
            fix: suggestion(for: name, among: injectionGroups, called: "groups")))
      }
    }
  }

  private mutating func checkBiddingZones() {
    guard let table = self["external_constraints"], let zones = self["zones"] else { return }
    var known: [String] = []
    for row in zones.rows.indices {
      let name = zones.text(row, "bidding_zone")
      if !known.contains(name) { known.append(name) }
    }
    for row in table.rows.indices {
      guard case .text(let name) = table[row, "bidding_zone"], !known.contains(name)
      else { continue }
      errors.append(
        table.error(
          row, "bidding_zone", "bidding_zone \(name) is not in zones.csv",
          fix: suggestion(for: name, among: known, called: "bidding zones")))
    }
  }

  /// The fuel of a row must be priced in the row's own target year.
  mutating func checkFuelYears(of name: String) {
    guard let units = self[name], let fuels = self["fuels"] else { return }
    let names = Set(names(in: fuels))
    let priced = Set(
      fuels.rows.indices.map { [fuels[$0, "fuel"], fuels[$0, "year"]] })
    var reported: Set<[CaseTable.Cell]> = []
    for row in units.rows.indices {
      let pair = [units[row, "fuel"], units[row, "year"]]
      guard names.contains(units.text(row, "fuel")), case .integer(let year) = pair[1],
        !priced.contains(pair), reported.insert(pair).inserted
      else { continue }
      errors.append(
        units.error(
          row, "fuel", "fuel \(units.text(row, "fuel")) has no price in \(year)",
          fix: "add a row with year \(year) to fuels.csv"))
    }
  }

  /// The names that the first column of a table gives, each once, in order.
  func names(in table: CaseTable) -> [String] {
    var seen: Set<String> = []
    return table.rows.indices.map { table.text($0, table.schema.columns[0].name) }
      .filter { !$0.isEmpty && seen.insert($0).inserted }
  }
}
