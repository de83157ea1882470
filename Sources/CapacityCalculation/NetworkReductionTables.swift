// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel

extension DerivedGrid {
  /// Text of `buses.csv`.
  package var busesCSV: String {
    var lines = ["bus,zone,lat,lon,v_nom_kv"]
    for bus in grid.buses {
      lines.append(
        csvLine([
          spreadsheetText(bus.name), spreadsheetText(zoneNames[bus.zone.index]),
          decimal(bus.latitude, places: 4),
          decimal(bus.longitude, places: 4), decimal(bus.nominalKV, places: 0),
        ]))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text of `branches.csv`; reactances carry eight significant digits, which changes no flow by
  /// more than a millionth.
  package var branchesCSV: String {
    var lines = [
      "branch,from_bus,to_bus,circuits,length_km,r_ohm,x_ohm,v_nom_kv,imax_a,tap,phase_shift_deg,"
        + "kind,first_year,last_year"
    ]
    for branch in grid.branches {
      lines.append(
        csvLine([
          spreadsheetText(branch.name), spreadsheetText(grid.buses[branch.from].name),
          spreadsheetText(grid.buses[branch.to].name),
          String(branch.circuits), decimal(branch.lengthKM, places: 3),
          significant(branch.resistanceOhm), significant(branch.reactanceOhm),
          decimal(branch.nominalKV, places: 0),
          branch.maximumCurrentA.map { decimal($0, places: 0) } ?? "", "1", "0",
          branch.kind.rawValue, branch.firstYear.map(String.init) ?? "",
          branch.lastYear.map(String.init) ?? "",
        ]))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text of `injection_weights.csv`; the printed weights of one injection of a zone sum to 1.
  package var injectionWeightsCSV: String {
    var lines = ["injection,zone,bus,weight"]
    var start = 0
    let weights = grid.injectionWeights
    while start < weights.count {
      var end = start
      while end < weights.count && weights[end].injection == weights[start].injection
        && weights[end].zone == weights[start].zone
      { end += 1 }
      let rows = weights[start..<end]
      for (row, parts) in zip(rows, wholeParts(rows.map(\.weight))) where parts > 0 {
        lines.append(
          csvLine([
            spreadsheetText(row.injection), spreadsheetText(zoneNames[row.zone.index]),
            spreadsheetText(grid.buses[row.bus].name),
            decimal(Double(parts) / partsPerWhole, places: 9),
          ]))
      }
      start = end
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Weights are printed as whole billionths.
private let partsPerWhole = 1e9

/// Whole billionths nearest to the shares that sum to one billion exactly: rounded down, and what
/// is left goes to the largest remainders.
private func wholeParts(_ shares: [Double]) -> [Int] {
  let exact = shares.map { $0 * partsPerWhole }
  var parts = exact.map { Int($0.rounded(.down)) }
  let missing = Int(partsPerWhole) - parts.reduce(0, +)
  let byRemainder = shares.indices.sorted {
    let (a, b) = (exact[$0] - Double(parts[$0]), exact[$1] - Double(parts[$1]))
    return a != b ? a > b : $0 < $1
  }
  for index in byRemainder.prefix(max(0, missing)) { parts[index] += 1 }
  return parts
}

/// A fixed number of decimals, without trailing zeros.
private func decimal(_ value: Double, places: Int) -> String {
  trimmed(String(format: "%.\(places)f", value))
}

/// Eight significant digits, plain notation.
private func significant(_ value: Double) -> String {
  guard value != 0 else { return "0" }
  let exponent = Int(log10(abs(value)).rounded(.down))
  return trimmed(String(format: "%.\(max(0, 7 - exponent))f", value))
}

private func trimmed(_ text: String) -> String {
  guard text.contains(".") else { return text }
  var text = text
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return text == "-0" ? "0" : text
}

/// One line of RFC 4180 text.
private func csvLine(_ cells: [String]) -> String {
  cells.map { cell in
    cell.contains(",") || cell.contains("\"")
      ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
  }.joined(separator: ",")
}
