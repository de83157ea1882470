// SPDX-License-Identifier: Apache-2.0
import GridModel

extension Patcher {
  /// Takes rows away; refuses where others refer to them, unless those may go too.
  mutating func remove(_ found: [(table: AssetTable, rows: [Int])], cascade: Bool) {
    let removed = Dictionary(
      uniqueKeysWithValues: found.map { ($0.table.name, Set($0.rows)) })
    let (system, gone) = result.system.removing(removed)
    if !gone.isEmpty && !cascade {
      return report(
        .operation, "\(counted(gone)) refer to what the patch removes",
        "write remove: cascade to take them out too")
    }
    if !gone.isEmpty { result.notes.append("\(words) also removes \(counted(gone))") }
    result.system = system
    hasChanged = true
  }

  /// Gives rows the figures they had so many years earlier.
  mutating func delay(
    _ found: [(table: AssetTable, rows: [Int])], years: Int, attribute name: String?
  ) {
    guard years > 0 else {
      return report(.value, "delay is \(years) years", "give a whole number of years above 0")
    }
    guard let earlier = timeline.system(in: year - years) else {
      let first = timeline.collectedYears.first.map(String.init) ?? "nothing"
      return report(
        .value, "a delay of \(years) years needs the system of \(year - years)",
        "the case begins in \(first): give a shorter delay, or years in which the patch counts")
    }
    if let name, let table = found.first(where: { $0.table.attribute(name) == nil })?.table {
      return report(
        .attribute, "\(table.name) has no figure \(name) to change",
        suggestion(for: name, among: table.attributes.map(\.name), called: "figures"))
    }
    var gone: [String: Set<Int>] = [:]
    for (table, rows) in found {
      let before = table.rowsByName(in: earlier)
      for row in rows {
        if let old = before[table.rowName(result.system, row)] {
          take(table, name, from: earlier, row: old, to: row)
        } else if name == nil {
          gone[table.name, default: []].insert(row)
        }
      }
      if name == nil { bringBack(table, from: earlier) }
    }
    guard !gone.isEmpty else { return }
    let (system, alsoGone) = result.system.removing(gone)
    result.system = system
    hasChanged = true
    if !alsoGone.isEmpty {
      result.notes.append("\(words) also removes \(counted(alsoGone)), not there without them")
    }
  }

  private mutating func take(
    _ table: AssetTable, _ name: String?, from earlier: EnergySystem, row old: Int, to row: Int
  ) {
    for attribute in table.attributes
    where name == attribute.name || (name == nil && attribute.isAmount) {
      write(
        attribute.read(earlier, old), to: attribute, of: row, in: table,
        origin: delayedOrigin(table.provenance(earlier, old)))
    }
  }

  /// Rows that have gone since: what retires later is still there.
  private mutating func bringBack(_ table: AssetTable, from earlier: EnergySystem) {
    let there = table.rowsByName(in: result.system)
    var map = RowMap(from: earlier, to: result.system)
    for old in table.rows(patch.selector, in: earlier)
    where there[table.rowName(earlier, old)] == nil {
      guard let row = table.append(earlier, old, &result.system, &map) else { continue }
      hasChanged = true
      if let origin = table.provenance(earlier, old) {
        let origin = delayedOrigin(origin)
        table.setProvenance(&result.system, row, origin)
        listSource(of: origin)
      }
    }
  }

  /// What the patch states, or the figure's own source, used for another year.
  private func delayedOrigin(_ own: Provenance?) -> Provenance {
    guard patch.source == nil, patch.quality == nil, own != nil else { return origin }
    return Provenance(source: origin.source, quality: .assumption)
  }

  private var words: String { "patch \(number + 1) of \(scenario.name)" }

  /// `12 rows of generating_units and 1 row of dc_links (Seabed)`.
  private func counted(_ names: [AssetName]) -> String {
    let parts = assetTables.compactMap { table -> String? in
      let rows = names.filter { $0.table == table.name }.map(\.row)
      guard !rows.isEmpty else { return nil }
      let shown = 3
      let more = rows.count > shown ? " ..." : ""
      return "\(rows.count) row\(rows.count == 1 ? "" : "s") of \(table.name) "
        + "(\(rows.prefix(shown).joined(separator: ", "))\(more))"
    }
    return parts.joined(separator: ", ")
  }
}
