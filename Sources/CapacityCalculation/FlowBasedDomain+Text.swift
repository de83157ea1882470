// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// The columns of a domain as text, by the names of the published final domains; beside them one
/// column `Ptdf_<HUB>` per hub. All numbers in MW but the target, a share of `Fmax`.
package enum DomainColumn: String, CaseIterable, Sendable {
  case id = "Id"
  case time = "DateTimeUtc"
  case element = "CneName"
  case elementCode = "CneEic"
  case direction = "Direction"
  case contingency = "ContName"
  case isPresolved = "Presolved"
  case ram = "Ram"
  case fmax = "Fmax"
  case frm = "Frm"
  case fref = "Fref"
  case f0Core = "F0core"
  case f0All = "Fall"
  case fuaf = "Fuaf"
  case amr = "Amr"
  case minRAMTarget = "MinRamTarget"

  package static let factorPrefix = "Ptdf_"

  /// A row without a limit has this for its margin.
  package static let unlimited = "inf"

  /// Other names in use, in lower case.
  private var otherNames: [String] {
    switch self {
    case .time: ["time"]
    case .f0Core: ["fcore"]
    case .f0All: ["f0all"]
    default: []
    }
  }

  /// The column of a header, capitals aside; nil where it is none of these.
  package static func named(_ header: String) -> DomainColumn? {
    let name = header.lowercased()
    return allCases.first { $0.rawValue.lowercased() == name || $0.otherNames.contains(name) }
  }

  /// Where a row keeps the number of this column; nil for text.
  package var number: WritableKeyPath<DomainRow, Double>? {
    switch self {
    case .id, .time, .element, .elementCode, .direction, .contingency, .isPresolved: nil
    case .ram: \.ram
    case .fmax: \.fmax
    case .frm: \.frm
    case .fref: \.fref
    case .f0Core: \.f0Core
    case .f0All: \.f0All
    case .fuaf: \.fuaf
    case .amr: \.amr
    case .minRAMTarget: \.minRAMTarget
    }
  }
}

extension FlowBasedDomain {
  /// The domain as text: one row per line, cells separated by semicolons, numbers exact.
  package func text(onlyPresolved: Bool = false) -> String {
    DomainSeries(self).text(onlyPresolved: onlyPresolved)
  }
}

extension DomainSeries {
  /// The domains as one text, with a time column where the entries have times.
  ///
  /// Numbers take the shortest form that reads back as the same number; one that does not exist
  /// (`fmax` of an external constraint) is an empty cell.
  package func text(onlyPresolved: Bool = false) -> String {
    let hasTimes = entries.contains { $0.startSeconds != nil }
    let columns = DomainColumn.allCases.filter {
      $0 != .elementCode && ($0 != .time || hasTimes)
    }
    let header = columns.map(\.rawValue) + hubs.map { DomainColumn.factorPrefix + $0 }
    var text = header.map(cell).joined(separator: ";") + "\n"
    for entry in entries {
      precondition(entry.domain.hubs == hubs, "hubs \(entry.domain.hubs) after \(hubs)")
      let time = entry.startSeconds.map { TimeAxis(startSeconds: $0, count: 1).timestamp(at: 0) }
      for row in entry.domain.rows where row.isPresolved || !onlyPresolved {
        for column in columns { text += row.cell(column, time: time ?? "") + ";" }
        text += row.ptdf.map(numberCell).joined(separator: ";") + "\n"
      }
    }
    return text
  }
}

extension DomainRow {
  fileprivate func cell(_ column: DomainColumn, time: String) -> String {
    if let number = column.number { return numberCell(self[keyPath: number]) }
    return switch column {
    case .id: CapacityCalculation.cell(id)
    case .time: time
    case .element: CapacityCalculation.cell(element)
    case .direction: CapacityCalculation.cell(direction)
    case .contingency: CapacityCalculation.cell(contingency)
    case .isPresolved: isPresolved ? "true" : "false"
    default: ""
    }
  }
}

private func numberCell(_ value: Double) -> String {
  if value == .infinity { return DomainColumn.unlimited }
  return value.isFinite ? value.description : ""
}

/// The text as no spreadsheet computes it, in double quotes if it would read differently without.
private func cell(_ plainText: String) -> String {
  let text = spreadsheetText(plainText)
  let special = text.utf8.contains { [";", "\"", "\n", "\r"].contains(UnicodeScalar($0)) }
  let isPadded = text.first?.isWhitespace ?? false || text.last?.isWhitespace ?? false
  guard special || isPadded else { return text }
  return "\""
    + text.split(separator: "\"", omittingEmptySubsequences: false)
    .joined(separator: "\"\"") + "\""
}
