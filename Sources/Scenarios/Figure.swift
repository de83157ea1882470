// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// The value of one attribute of one row.
package enum Figure: Hashable, Sendable, CustomStringConvertible {
  case number(Double)
  case word(String)
  /// The row has no value there.
  case none

  package var number: Double? { if case .number(let value) = self { value } else { nil } }

  package var description: String {
    switch self {
    case .number(let value): shortest(value)
    case .word(let word): word
    case .none: "none"
    }
  }
}

/// A figure of the rows of one table that a patch can change. Its name is that of the column of the
/// case table.
package struct Attribute: Sendable {
  package enum Kind: Sendable, Equatable {
    case number(NumberRange)
    case integer(ClosedRange<Int>)
    case choice([String])
    /// An hourly variable, or a column of one: changed by `swap`, to one that the case uses.
    case profile
    case text
    /// The name of a row of that table.
    case reference(String)
    /// A day of any year, `10-01`.
    case monthAndDay
  }

  package let name: String
  /// As in the column's name; empty for numbers without one.
  package let unit: String
  package let kind: Kind
  package let mayBeEmpty: Bool
  /// Whether `add`, `scale`, `cap` and `delay` mean something.
  package let isAmount: Bool
  /// What a reference may name; nil for other kinds.
  let target: ReferenceTarget?
  let read: @Sendable (EnergySystem, Int) -> Figure
  let write: @Sendable (inout EnergySystem, Int, Figure) -> Void

  /// Whether the figures of several rows add up to one of all of them.
  package var addsUp: Bool { ["MW", "MWh", "TWh"].contains(unit) }
}

/// The rows that a reference may name.
struct ReferenceTarget: Sendable {
  var table: String
  /// For messages: `a zone of electricity`.
  var words: String
  var count: @Sendable (EnergySystem) -> Int
  var name: @Sendable (EnergySystem, Int) -> String
  var isAllowed: @Sendable (EnergySystem, Int) -> Bool

  func row(named name: String, in system: EnergySystem) -> Int? {
    (0..<count(system)).first { self.name(system, $0) == name }
  }

  func allowedNames(in system: EnergySystem) -> [String] {
    (0..<count(system)).filter { isAllowed(system, $0) }.map { name(system, $0) }
  }

  static func zones(
    _ words: String, where isAllowed: @escaping @Sendable (Zone) -> Bool
  ) -> ReferenceTarget {
    ReferenceTarget(
      table: "zones", words: words, count: { $0.zones.count }, name: { $0.zones[$1].name },
      isAllowed: { isAllowed($0.zones[$1]) })
  }

  static let electricityZones = zones("a zone of electricity") { $0.carrier == .electricity }
  static let hydrogenZones = zones("a zone of hydrogen") { $0.carrier == .hydrogen }
  static let onshoreZones = zones("a zone of kind onshore") { $0.kind == .onshore }
  static let hubZones = zones("a zone of kind offshore_hub") { $0.kind == .offshoreHub }
  static let fuels = rows("fuels", "a fuel", \.fuels, \.name)
  static let buses = rows("buses", "a bus", \.grid.buses, \.name)
  static let captureNetworks = rows(
    "capture_networks", "a capture network", \.captureNetworks, \.name)
  static let electrolysers = rows("electrolysers", "an electrolyser", \.electrolysers, \.name)
  static let renewables = rows("renewables", "a fleet", \.renewables, \.name)
  static let terminals = rows("terminals", "a terminal", \.terminals, \.name)

  private static func rows<Entry>(
    _ table: String, _ words: String, _ rows: KeyPath<EnergySystem, [Entry]> & Sendable,
    _ name: KeyPath<Entry, String> & Sendable
  ) -> ReferenceTarget {
    ReferenceTarget(
      table: table, words: words, count: { $0[keyPath: rows].count },
      name: { $0[keyPath: rows][$1][keyPath: name] }, isAllowed: { _, _ in true })
  }
}

/// A reference of a record: the row that it has, and how it gets another.
struct RecordReference<Record>: Sendable {
  var target: ReferenceTarget
  var get: @Sendable (Record) -> Int?
  var set: @Sendable (inout Record, Int?) -> Void
}

/// An attribute of a record, before it is tied to the table of the system that holds the records.
struct RecordAttribute<Record>: Sendable {
  var name: String
  var unit: String
  var kind: Attribute.Kind
  var mayBeEmpty = false
  var isAmount = true
  var read: @Sendable (Record) -> Figure
  var write: @Sendable (inout Record, Figure) -> Void
  /// Whether a new row need not state it, where it tells rows apart.
  var hasDefault = false
  /// In place of `read` and `write`.
  var reference: RecordReference<Record>?

  /// A number with a range.
  static func number(
    _ name: String, _ unit: String, _ range: NumberRange,
    _ path: WritableKeyPath<Record, Double> & Sendable
  ) -> Self {
    Self(
      name: name, unit: unit, kind: .number(range), read: { .number($0[keyPath: path]) },
      write: { record, figure in
        if let value = figure.number { record[keyPath: path] = value }
      })
  }

  /// A number that may be missing.
  static func optional(
    _ name: String, _ unit: String, _ range: NumberRange,
    _ path: WritableKeyPath<Record, Double?> & Sendable
  ) -> Self {
    Self(
      name: name, unit: unit, kind: .number(range), mayBeEmpty: true,
      read: { $0[keyPath: path].map { .number($0) } ?? .none },
      write: { $0[keyPath: path] = $1.number })
  }

  static func integer(
    _ name: String, _ range: ClosedRange<Int>, _ path: WritableKeyPath<Record, Int> & Sendable
  ) -> Self {
    Self(
      name: name, unit: "", kind: .integer(range), isAmount: false,
      read: { .number(Double($0[keyPath: path])) },
      write: { record, figure in
        if let value = figure.number { record[keyPath: path] = Int(value) }
      })
  }

  static func flag(_ name: String, _ path: WritableKeyPath<Record, Bool> & Sendable) -> Self {
    Self(
      name: name, unit: "", kind: .choice(["yes", "no"]), isAmount: false,
      read: { .word($0[keyPath: path] ? "yes" : "no") },
      write: { $0[keyPath: path] = $1 == .word("yes") })
  }

  static func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
    _ name: String, _ path: WritableKeyPath<Record, Choice> & Sendable
  ) -> Self {
    Self(
      name: name, unit: "", kind: .choice(Choice.allCases.map(\.rawValue)), isAmount: false,
      read: { .word($0[keyPath: path].rawValue) },
      write: { record, figure in
        if case .word(let word) = figure, let value = Choice(rawValue: word) {
          record[keyPath: path] = value
        }
      })
  }

  static func profile(
    _ name: String, _ path: WritableKeyPath<Record, String?> & Sendable
  ) -> Self {
    Self(
      name: name, unit: "", kind: .profile, mayBeEmpty: true, isAmount: false,
      read: { $0[keyPath: path].map { .word($0) } ?? .none },
      write: { record, figure in
        if case .word(let word) = figure { record[keyPath: path] = word }
      })
  }

  static func profileColumn(
    _ name: String, _ path: WritableKeyPath<Record, String> & Sendable
  ) -> Self {
    Self(
      name: name, unit: "", kind: .profile, isAmount: false,
      read: { .word($0[keyPath: path]) },
      write: { record, figure in
        if case .word(let word) = figure { record[keyPath: path] = word }
      })
  }

  static func text(_ name: String, _ path: WritableKeyPath<Record, String> & Sendable) -> Self {
    Self(
      name: name, unit: "", kind: .text, isAmount: false, read: { .word($0[keyPath: path]) },
      write: { record, figure in
        if case .word(let word) = figure { record[keyPath: path] = word }
      })
  }

  static func choice(
    _ name: String, among words: [String], _ path: WritableKeyPath<Record, String> & Sendable
  ) -> Self {
    var result = text(name, path)
    result.kind = .choice(words)
    return result
  }

  static func reference<Target>(
    _ name: String, _ target: ReferenceTarget,
    _ path: WritableKeyPath<Record, Row<Target>> & Sendable
  ) -> Self {
    let reference = RecordReference<Record>(
      target: target, get: { $0[keyPath: path].index },
      set: { record, row in if let row { record[keyPath: path] = Row(row) } })
    return Self(name, to: reference, mayBeEmpty: false)
  }

  static func optionalReference<Target>(
    _ name: String, _ target: ReferenceTarget,
    _ path: WritableKeyPath<Record, Row<Target>?> & Sendable
  ) -> Self {
    let reference = RecordReference<Record>(
      target: target, get: { $0[keyPath: path]?.index },
      set: { record, row in record[keyPath: path] = row.map { Row($0) } })
    return Self(name, to: reference, mayBeEmpty: true)
  }

  static func day(
    _ name: String, _ path: WritableKeyPath<Record, DayOfYear?> & Sendable
  ) -> Self {
    Self(
      name: name, unit: "", kind: .monthAndDay, mayBeEmpty: true, isAmount: false,
      read: { $0[keyPath: path].map { .word($0.text) } ?? .none },
      write: { record, figure in
        if case .word(let word) = figure {
          record[keyPath: path] = DayOfYear(text: word)
        } else {
          record[keyPath: path] = nil
        }
      })
  }

  /// The same attribute, which a new row need not state.
  var withDefault: Self {
    var result = self
    result.hasDefault = true
    return result
  }

  /// The same attribute, for which `add`, `scale`, `cap` and `delay` mean nothing.
  var notAnAmount: Self {
    var result = self
    result.isAmount = false
    return result
  }
}

extension RecordAttribute {
  fileprivate init(_ name: String, to reference: RecordReference<Record>, mayBeEmpty: Bool) {
    self.init(
      name: name, unit: "", kind: .reference(reference.target.table), mayBeEmpty: mayBeEmpty,
      isAmount: false, read: { _ in .none }, write: { _, _ in }, reference: reference)
  }
}

extension DayOfYear {
  /// `10-01`; nil for a day that no year has.
  init?(text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    let daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard text.utf8.count == 5, parts.count == 2, let month = parts[0], let day = parts[1],
      daysOfMonth.indices.contains(month - 1), 1...daysOfMonth[month - 1] ~= day
    else { return nil }
    self.init(month: month, day: day)
  }

  var text: String {
    func digits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return digits(month) + "-" + digits(day)
  }
}
