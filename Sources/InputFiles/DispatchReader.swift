// SPDX-License-Identifier: Apache-2.0
import Flexibility
import MarketCoupling
import Quantities

/// A finished result of `pentaflow couple`: the hours of its tables and what is read from them.
package struct ResultTables: Sendable {
  private let zones: CSVTable
  private let supply: CSVTable
  private let storages: CSVTable
  private let borders: CSVTable
  /// Hours of the result.
  package let axis: TimeAxis

  /// Reads the tables of `folder`; what stands in their cells is looked at later.
  ///
  /// - Throws: every table that is missing or is not a table of hours.
  package init(folder: String) throws(InputErrors) {
    var errors: [InputError] = []
    var tables: [CSVTable] = []
    for name in ["zones_hourly", "supply_hourly", "storages_hourly", "borders_annual"] {
      let file = "\(folder)/results/\(name).csv"
      do {
        let bytes = try readBytes(of: file)
        if let table = CSVTable(bytes: bytes, file: file, errors: &errors) { tables.append(table) }
      } catch {
        errors += error.errors.map { fault in
          var fault = fault
          fault.fix = "give a folder that `pentaflow couple --out` wrote"
          return fault
        }
      }
    }
    guard errors.isEmpty, tables.count == 4 else { throw InputErrors(errors) }
    (zones, supply, storages, borders) = (tables[0], tables[1], tables[2], tables[3])
    guard let axis = Self.axis(of: zones) else {
      throw InputErrors([
        InputError(
          file: zones.file, line: 1, column: 1, message: "the table has no hours to read",
          fix: "give the folder of a run that has a result")
      ])
    }
    self.axis = axis
  }

  /// From the first time to the last; whether every hour is between them is looked at later.
  private static func axis(of table: CSVTable) -> TimeAxis? {
    guard table.rowCount > 0, table.header.first == "time",
      let first = parseHour(table.bytes, table.range(row: 0, column: 0)),
      let last = parseHour(table.bytes, table.range(row: table.rowCount - 1, column: 0)),
      last >= first
    else { return nil }
    let hours = (last - first) / SeriesFile.secondsPerHour + 1
    return TimeAxis(startSeconds: first, count: hours)
  }

  /// Every file that is read.
  package var files: [String] { [zones, supply, storages, borders].map(\.file) }

  /// Where the hours of the result are among those of a year; nil where they are not.
  package func range(in year: TimeAxis) -> Range<Int>? {
    let offset = axis.startSeconds - year.startSeconds
    guard year.stepSeconds == axis.stepSeconds, offset >= 0, offset % axis.stepSeconds == 0 else {
      return nil
    }
    let first = offset / axis.stepSeconds
    return first + axis.count <= year.count ? first..<first + axis.count : nil
  }

  /// What the run did, for the units of `inputs`, which must be those of ``axis``.
  ///
  /// - Parameter zoneNames: by row of the zones of the system.
  /// - Throws: every row that is not where it belongs and every cell that is not a number.
  package func dispatch(
    for inputs: MarketInputs, zoneNames: [String]
  ) throws(InputErrors) -> Dispatch {
    precondition(inputs.axis == axis, "\(inputs.axis), \(axis)")
    var errors: [InputError] = []
    let names = inputs.nodes.map(\.name)
    var byZone = HourlyRows(zones, items: names, itemColumn: "bidding_zone", axis: axis)
    let columns = [
      "demand_response_mw", "energy_not_served_mw", "dumped_mw", "net_position_mw",
    ].map { byZone.values($0, errors: &errors) }
    let flowBased = byZone.optionalValues("flow_based_net_position_mw", errors: &errors)
    var byStorage = HourlyRows(
      storages, items: inputs.storages.map(\.name), itemColumn: "storage", axis: axis)
    let charge = byStorage.values("charge_mw", errors: &errors)
    let discharge = byStorage.values("discharge_mw", errors: &errors)
    let levels = byStorage.values("level_mwh", errors: &errors)
    let supplies = supply(for: inputs, zoneNames: zoneNames, errors: &errors)
    guard errors.isEmpty else { throw InputErrors(errors) }
    return Dispatch(
      nodes: names.indices.map { n in
        Dispatch.Node(
          supply: supplies[n], demandResponse: columns[0][n], energyNotServed: columns[1][n],
          dumped: columns[2][n], netPosition: columns[3][n], flowBasedNetPosition: flowBased[n])
      },
      charge: charge, discharge: discharge, levels: levels,
      hasLinks: borders.rowCount > 0 || flowBased.contains { $0 != nil })
  }

  /// Generation by bidding zone and technology.
  private func supply(
    for inputs: MarketInputs, zoneNames: [String], errors: inout [InputError]
  ) -> [[String: [Double]]] {
    // Zones with supply stand in the order of the system's zones.
    let supplied = zoneNames.indices.filter { zone in
      inputs.steps.contains {
        $0.zone.index == zone && ($0.kind == .thermal || $0.kind == .renewable)
      }
    }
    var rows = HourlyRows(
      supply, items: supplied.map { zoneNames[$0] }, itemColumn: "zone", axis: axis)
    var result = [[String: [Double]]](repeating: [:], count: inputs.nodes.count)
    for column in supply.header.dropFirst(3) where column.hasSuffix("_mw") {
      let technology = String(column.dropLast(3))
      let values = rows.optionalValues(column, errors: &errors)
      for (zone, output) in zip(supplied, values) {
        guard let output, let node = inputs.nodeOfZone[zone] else { continue }
        if var sum = result[node].removeValue(forKey: technology) {
          for t in sum.indices { sum[t] += output[t] }
          result[node][technology] = sum
        } else {
          result[node][technology] = output
        }
      }
    }
    return result
  }
}

/// A table with one row per hour and item, hour after hour, items in a known order.
private struct HourlyRows {
  private let table: CSVTable
  private let items: [String]
  private let axis: TimeAxis
  private let itemColumn: String
  private var isChecked = false
  private var isWhole = false

  init(_ table: CSVTable, items: [String], itemColumn: String, axis: TimeAxis) {
    self.table = table
    self.items = items
    self.itemColumn = itemColumn
    self.axis = axis
  }

  /// Values of a column by item; every cell is a number.
  mutating func values(_ name: String, errors: inout [InputError]) -> [[Double]] {
    let zeros = [Double](repeating: 0, count: axis.count)
    return read(name, mayBeEmpty: false, errors: &errors).map { $0 ?? zeros }
  }

  /// The same, nil for an item without a value in any hour.
  mutating func optionalValues(_ name: String, errors: inout [InputError]) -> [[Double]?] {
    read(name, mayBeEmpty: true, errors: &errors)
  }

  private mutating func read(
    _ name: String, mayBeEmpty: Bool, errors: inout [InputError]
  ) -> [[Double]?] {
    let nothing = [[Double]?](repeating: nil, count: items.count)
    if !isChecked {
      isChecked = true
      isWhole = check(&errors)
    }
    guard isWhole, !items.isEmpty else { return nothing }
    guard let column = table.header.firstIndex(of: name) else {
      report(
        &errors, row: nil, column: 0, "column \(name) is missing",
        fix: "give a result of this version of pentaflow")
      return nothing
    }
    var result = nothing
    for item in items.indices {
      if mayBeEmpty && table.isEmpty(row: item, column: column) { continue }
      var values: [Double] = []
      values.reserveCapacity(axis.count)
      for t in 0..<axis.count {
        let row = t * items.count + item
        guard let value = table.number(row: row, column: column) else {
          report(
            &errors, row: row, column: column,
            "\"\(table.writtenText(row: row, column: column))\" in column \(name) is not a number",
            fix: "give the table as `pentaflow couple` wrote it")
          return nothing
        }
        values.append(value)
      }
      result[item] = values
    }
    return result
  }

  /// Whether every row is that of the hour and item that belong there.
  private func check(_ errors: inout [InputError]) -> Bool {
    guard table.header.first == "time",
      let column = table.header.firstIndex(of: itemColumn)
    else {
      report(
        &errors, row: nil, column: 0, "columns time and \(itemColumn) are missing",
        fix: "give the table as `pentaflow couple` wrote it")
      return false
    }
    for row in 0..<min(table.rowCount, axis.count * items.count) {
      let t = row / items.count
      let item = items[row % items.count]
      let seconds = parseHour(table.bytes, table.range(row: row, column: 0))
      if seconds == axis.seconds(at: t), table.text(row: row, column: column) == item { continue }
      report(
        &errors, row: row, column: 0,
        "expected \(axis.timestamp(at: t)) of \(item), found "
          + "\(table.text(row: row, column: 0)) of \(table.text(row: row, column: column))",
        fix: "give a whole result of this case: every hour once, in order, every \(itemColumn)")
      return false
    }
    guard table.rowCount == axis.count * items.count else {
      report(
        &errors, row: nil, column: 0,
        "\(table.rowCount) rows, expected \(axis.count) hours of \(items.count) rows each",
        fix: "give a whole result of this case: every hour once, in order, every \(itemColumn)")
      return false
    }
    return true
  }

  private func report(
    _ errors: inout [InputError], row: Int?, column: Int, _ message: String, fix: String
  ) {
    let place = row.map { table.position(row: $0, column: column) } ?? (line: 1, column: 1)
    errors.append(
      InputError(
        file: table.file, line: place.line, column: place.column, message: message, fix: fix))
  }
}
