// SPDX-License-Identifier: Apache-2.0
import GridModel

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
  }

  package let name: String
  /// As in the column's name; empty for numbers without one.
  package let unit: String
  package let kind: Kind
  package let mayBeEmpty: Bool
  /// Whether `add`, `scale`, `cap` and `delay` mean something.
  package let isAmount: Bool
  let read: @Sendable (EnergySystem, Int) -> Figure
  let write: @Sendable (inout EnergySystem, Int, Figure) -> Void

  /// Whether the figures of several rows add up to one of all of them.
  package var addsUp: Bool { ["MW", "MWh", "TWh"].contains(unit) }
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

  /// The same attribute, for which `add`, `scale`, `cap` and `delay` mean nothing.
  var notAnAmount: Self {
    var result = self
    result.isAmount = false
    return result
  }
}
