// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import InputFiles
import Quantities
import Reports

/// Reads back the tables of a finished result.
struct ResultFolder {
  var path: String

  /// Everything the tables say of one hour.
  func snapshot(at time: TimeArgument) throws -> SpreadExplanation.Snapshot {
    let stamp = TimeAxis(startSeconds: time.seconds, count: 1).timestamp(at: 0)
    let zones = try table("zones_hourly").rows(at: stamp)
    guard !zones.isEmpty else {
      throw UsageError(
        message: "\(stamp) is not in \(path)", fix: "choose the start of an hour of the run")
    }
    let cnecTable = try table("cnecs_hourly")
    let hubs = cnecTable.header.filter { $0.hasPrefix(factorPrefix) }
    let labels = try cnecLabels()
    let flows = try table("links_hourly").rows(at: stamp)
    return SpreadExplanation.Snapshot(
      time: stamp,
      zones: zones.map {
        .init(name: $0.text("bidding_zone"), priceEURPerMWh: $0.number("price_eur_per_mwh"))
      },
      hubs: hubs.map { String($0.dropFirst(factorPrefix.count)) },
      links: try table("borders_annual").allRows.map { link in
        let flow = flows.first { $0.text("link") == link.text("link") }
        return .init(
          name: link.text("link"), from: link.text("from_bidding_zone"),
          to: link.text("to_bidding_zone"), flowMW: flow?.number("flow_mw") ?? 0,
          limitMW: flow?.number("limit_mw") ?? .nan)
      },
      cnecs: cnecTable.rows(at: stamp).map { row in
        .init(
          name: labels[row.text("cnec")] ?? row.text("cnec"), loadMW: row.number("load_mw"),
          marginMW: row.number("margin_mw"),
          shadowPriceEURPerMWh: row.number("shadow_price_eur_per_mwh"),
          factors: hubs.map { row.number($0) })
      })
  }

  private func cnecLabels() throws -> [String: String] {
    var labels: [String: String] = [:]
    for row in try table("cnecs_annual").allRows {
      let id = row.text("cnec")
      labels[id] = cnecLabel(
        id: id, element: row.text("element"), direction: row.text("direction"),
        contingency: row.text("contingency"))
    }
    return labels
  }

  private func table(_ name: String) throws -> ResultRows {
    let file = "\(path)/results/\(name).csv"
    var errors: [InputError] = []
    let table = CSVTable(bytes: try readBytes(of: file), file: file, errors: &errors)
    guard let table, errors.isEmpty else { throw InputErrors(errors) }
    return ResultRows(table: table)
  }
}

private let factorPrefix = "ptdf_"

/// Rows of a result table by column name.
private struct ResultRows {
  let table: CSVTable

  struct ResultRow {
    let table: CSVTable
    let row: Int

    func text(_ column: String) -> String {
      table.header.firstIndex(of: column).map { table.text(row: row, column: $0) } ?? ""
    }

    func number(_ column: String) -> Double {
      table.header.firstIndex(of: column).flatMap { table.number(row: row, column: $0) } ?? .nan
    }
  }

  var header: [String] { table.header }

  var allRows: [ResultRow] { (0..<table.rowCount).map { ResultRow(table: table, row: $0) } }

  /// Rows of one hour; the first column of hourly tables is the time.
  func rows(at timestamp: String) -> [ResultRow] {
    allRows.filter { table.text(row: $0.row, column: 0) == timestamp }
  }
}
