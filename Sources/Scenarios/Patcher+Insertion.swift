// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import Quantities

extension Patcher {
  /// Appends a row with the columns that the patch states; those it leaves out are as in the row it
  /// is like, or the defaults of its kind.
  mutating func insert(_ new: InsertedRow) {
    guard let table = insertionTable() else { return }
    let faultsBefore = faults.count
    let like = new.like.flatMap { existingRow($0, of: table) }
    let figures = stated(new, in: table)
    if new.like == nil { reportMissing(in: table, figures) }
    guard faults.count == faultsBefore else { return }
    let before = Set(table.rowNames(in: result.system))
    let row = table.insert(&result.system, like, figures)
    let name = table.rowName(result.system, row)
    if before.contains(name) {
      return report(
        .operation, "\(table.name) has a row \(name) already",
        "give the new row another name, or set the figures of that one")
    }
    for objection in table.objections(result.system, row, Set(figures.keys)) {
      let place: PatchPart =
        patch.places[.column(objection.column)] == nil ? .operation : .column(objection.column)
      report(place, objection.message, objection.fix)
    }
    hasChanged = true
    for attribute in table.attributes where figures[attribute.name] != nil || like == nil {
      note(origin, of: attribute, row: row, in: table)
    }
    table.setProvenance(&result.system, row, origin)
    listSource(of: origin)
    spread(row, of: table, like: like)
  }

  private mutating func insertionTable() -> AssetTable? {
    let selector = patch.selector
    guard let table = assetTables.first(where: { $0.name == selector.table }) else {
      report(
        .table, "there is no table \(selector.table)",
        suggestion(for: selector.table, among: assetTables.map(\.name), called: "tables"))
      return nil
    }
    guard let term = selector.terms.first else { return table }
    report(
      .selector(term.key), "insert chooses no rows, but select has \(term.key.rawValue)",
      "leave it out: select: {table: \(table.name)}")
    return nil
  }

  private mutating func existingRow(_ name: String, of table: AssetTable) -> Int? {
    let names = table.rowNames(in: result.system)
    if let found = names.firstIndex(of: name) { return found }
    report(
      .column(likeColumn), "\(table.name) has no row \(name) to be like in \(year)",
      nearestName(to: name, in: names).map { "did you mean \($0)?" }
        ?? "name a row that is there then, or give the patch its years")
    return nil
  }

  private mutating func stated(_ new: InsertedRow, in table: AssetTable) -> [String: Figure] {
    var found: [String: Figure] = [:]
    let columns = table.identity + table.attributes
    for stated in new.columns {
      let isBoth = stated.name == bothDirections && table.attribute("p_max_forward_mw") != nil
      let names = isBoth ? ["p_max_forward_mw", "p_max_backward_mw"] : [stated.name]
      for name in names {
        guard let column = columns.first(where: { $0.name == name }) else {
          report(
            .column(stated.name), "\(table.name) has no column \(name)",
            suggestion(for: name, among: columns.map(\.name), called: "columns"))
          continue
        }
        found[name] = figure(stated, column, in: table)
      }
    }
    return found
  }

  /// Nil where the value does not fit the column, which is reported.
  private mutating func figure(
    _ stated: InsertedRow.Column, _ column: Attribute, in table: AssetTable
  ) -> Figure? {
    let part = PatchPart.column(stated.name)
    switch column.kind {
    case .number, .integer:
      guard let number = number(stated.value, column, "insert", at: part) else { return nil }
      if let words = column.kind.objection(to: number) {
        report(
          part,
          "\(column.name) is \(shortest(number))"
            + (column.unit.isEmpty ? "" : " \(column.unit)"), "it must be \(words)")
        return nil
      }
      return .number(number)
    case .profile:
      return isKnown(stated.text, column, table, at: part) ? .word(stated.text) : nil
    case .choice, .reference, .text, .monthAndDay: return word(stated.text, column, at: part)
    }
  }

  private mutating func reportMissing(in table: AssetTable, _ figures: [String: Figure]) {
    let stated = Set(patch.operation.insertedNames)
    let missing = table.required.filter {
      figures[$0] == nil && !stated.contains($0)
        && !($0.hasPrefix("p_max_") && stated.contains(bothDirections))
    }
    guard !missing.isEmpty else { return }
    report(
      .operation, "a new row of \(table.name) needs \(missing.joined(separator: ", "))",
      "add \(missing.count == 1 ? "it" : "them"), or like: the name of a row to copy")
  }

  // MARK: - Where it enters the grid

  /// In zones with buses every injection needs weights. Those of a new one are those of the row that
  /// it is like, or those of the zone's load, which is noted.
  private mutating func spread(_ row: Int, of table: AssetTable, like: Int?) {
    let system = result.system
    switch table.name {
    case "dc_links":
      let link = system.dcLinks[row]
      let injection = "dc:\(link.name)"
      for zone in [link.from, link.to] {
        let model = like.map { "dc:\(system.dcLinks[$0].name)" }
        addWeights(injection, in: zone, like: model, what: "link \(link.name)")
      }
    case "generating_units":
      let unit = system.generatingUnits[row]
      addWeights(unit.injection, in: unit.zone, like: nil, what: "injection \(unit.injection)")
    case "renewables":
      let fleet = system.renewables[row]
      addWeights(fleet.injection, in: fleet.zone, like: nil, what: "injection \(fleet.injection)")
    case "storages":
      let storage = system.storages[row]
      addWeights(
        storage.injection, in: storage.zone, like: nil, what: "injection \(storage.injection)")
    default: break
    }
  }

  private mutating func addWeights(
    _ injection: String, in zone: Row<Zone>, like model: String?, what: String
  ) {
    let grid = result.system.grid
    guard grid.buses.contains(where: { $0.zone == zone }),
      !grid.injectionWeights.contains(where: { $0.injection == injection && $0.zone == zone })
    else { return }
    func weights(_ name: String) -> [InjectionWeight] {
      grid.injectionWeights.filter { $0.injection == name && $0.zone == zone }
    }
    var found = model.map { weights($0) } ?? []
    if found.isEmpty {
      found = weights(loadInjection)
      let name = result.system.zones[zone].name
      result.notes.append("\(what) enters the grid of \(name) where its load does")
    }
    result.system.grid.injectionWeights += found.map {
      InjectionWeight(injection: injection, zone: zone, bus: $0.bus, weight: $0.weight)
    }
  }
}

/// Names the row that a new one copies.
package let likeColumn = "like"

extension PatchOperation {
  var insertedNames: [String] {
    if case .insert(let row) = self { row.columns.map(\.name) } else { [] }
  }
}
