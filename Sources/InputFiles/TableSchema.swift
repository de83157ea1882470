// SPDX-License-Identifier: Apache-2.0
import GridModel

/// What a table of a case folder must look like: read by the loader, printed as documentation.
package struct TableSchema: Sendable {
  /// File name without `.csv`.
  package let name: String
  /// One sentence: what a row is.
  package let meaning: String
  package let columns: [ColumnSchema]
  /// Columns that together name a row; no two rows may agree in all of them.
  package let key: [String]
  package let isRequired: Bool

  init(
    _ name: String, _ meaning: String, key: [String], isRequired: Bool = false,
    provenance: Provenance = .required, _ columns: [ColumnSchema]
  ) {
    self.name = name
    self.meaning = meaning
    self.key = key
    self.isRequired = isRequired
    self.columns = columns + provenance.columns + [ColumnSchema.note]
  }

  package func column(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }

  /// Whether rows of several target years stand side by side.
  package var hasTargetYears: Bool { key.contains("year") }

  /// Whether rows say which source their figures have.
  enum Provenance {
    case required
    case optional
    case none

    var columns: [ColumnSchema] {
      switch self {
      case .required: [.source, .quality]
      case .optional: [.source.absentAllowed, .quality.absentAllowed]
      case .none: []
      }
    }
  }
}

/// One column of a table.
package struct ColumnSchema: Sendable {
  package enum Kind: Sendable {
    case text
    case number(NumberRange)
    case integer(ClosedRange<Int>)
    /// Written `yes` or `no`.
    case yesNo
    case choice([String])
    /// The first column of a row of that table.
    case reference(String)
    /// A technology group, or `dc:` and a link of `dc_links`.
    case injection
    /// A day of any year, written `10-01`.
    case monthAndDay
  }

  package let name: String
  package let kind: Kind
  /// As in the column's name; empty for numbers without one.
  package let unit: String
  package let meaning: String
  package private(set) var mayBeEmpty = false
  package private(set) var mayBeAbsent = false
  /// False for figures that are read and checked, but do not enter the coupling.
  package private(set) var isUsedByCouple = true

  init(_ name: String, _ kind: Kind, unit: String = "", _ meaning: String) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.meaning = meaning
  }

  /// The same column, whose cells may be empty.
  var emptyAllowed: ColumnSchema {
    var result = self
    result.mayBeEmpty = true
    return result
  }

  /// The same column, which a file may leave out (or leave empty).
  var absentAllowed: ColumnSchema {
    var result = emptyAllowed
    result.mayBeAbsent = true
    return result
  }

  /// The same column, whose figures do not enter the coupling.
  var notUsedByCouple: ColumnSchema {
    var result = self
    result.isUsedByCouple = false
    return result
  }

  static let source = ColumnSchema("source", .reference("sources"), "id of the source")
  static let quality = ColumnSchema(
    "quality", .choice(["read", "derived", "assumption"]),
    "whether the figure stands in the source, was computed from it, or is a judgement")
  static let note = ColumnSchema("note", .text, "free text").absentAllowed

  /// Meaning with unit, for messages: `reactance of one circuit (ohm)`.
  package var meaningWithUnit: String { unit.isEmpty ? meaning : "\(meaning) (\(unit))" }
}
