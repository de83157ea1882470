// SPDX-License-Identifier: Apache-2.0
import GridModel

/// A chosen assumption: what it stands on, and the changes it makes, in their order.
package struct Scenario: Sendable {
  package var name: String
  /// The scenario that it stands on; nil for the case as it is.
  package var base: String?
  package var description: String
  package var patches: [Patch]
  package var options: RunOptions
  package var place: TextPlace?
  package var basePlace: TextPlace?

  package init(
    name: String, base: String? = nil, description: String = "", patches: [Patch] = [],
    options: RunOptions = RunOptions(), place: TextPlace? = nil, basePlace: TextPlace? = nil
  ) {
    self.name = name
    self.base = base
    self.description = description
    self.patches = patches
    self.options = options
    self.place = place
    self.basePlace = basePlace
  }
}

/// Where something stands in a file; the first line and character are 1.
package struct TextPlace: Hashable, Comparable, Sendable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (a: Self, b: Self) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// One change of the rows that a selector finds.
package struct Patch: Sendable {
  package var selector: RowSelector
  package var operation: PatchOperation
  /// Whether a figure is meant for each row or for all of them together; must be said where a
  /// figure that adds up meets several rows.
  package var over: PatchScope?
  /// Target years in which the patch counts; empty for all.
  package var years: [Int]
  /// Where the new figures come from; nil for the scenario itself.
  package var source: SourceRecord?
  /// Of the new figures; nil for `read` with a source and `assumption` without one.
  package var quality: Quality?
  /// Where its parts stand in the file it was read from.
  package var places: [PatchPart: TextPlace]

  package init(
    _ selector: RowSelector, _ operation: PatchOperation, over: PatchScope? = nil,
    years: [Int] = [], source: SourceRecord? = nil, quality: Quality? = nil,
    places: [PatchPart: TextPlace] = [:]
  ) {
    self.selector = selector
    self.operation = operation
    self.over = over
    self.years = years
    self.source = source
    self.quality = quality
    self.places = places
  }

  func counts(in year: Int) -> Bool { years.isEmpty || years.contains(year) }

  func place(of part: PatchPart) -> TextPlace? { places[part] ?? places[.whole] }
}

/// A part of a patch that a message can point at.
package enum PatchPart: Hashable, Sendable {
  case whole
  case table
  case selector(SelectorKey)
  case operation
  case attribute
  case value
  /// The value of a column of a new row.
  case column(String)
  case years
}

package enum PatchScope: String, CaseIterable, Sendable {
  case each
  /// The rows together, each in proportion to what it has (the same for all where all have none).
  case total
}

/// What is done to the rows found.
package enum PatchOperation: Hashable, Sendable {
  case set(attribute: String, PatchValue)
  case add(attribute: String, PatchValue)
  case scale(attribute: String, PatchValue)
  /// No more than the value.
  case cap(attribute: String, PatchValue)
  /// Another hourly profile.
  case swap(attribute: String, String)
  /// The figures of so many years earlier; without an attribute all amounts, and whether a row
  /// exists at all.
  case delay(years: Int, attribute: String?)
  /// Takes the rows away; with `cascade` also rows that refer to them.
  case remove(cascade: Bool)
  /// A new row of the selector's table.
  case insert(InsertedRow)

  package var name: String {
    switch self {
    case .set: "set"
    case .add: "add"
    case .scale: "scale"
    case .cap: "cap"
    case .swap: "swap"
    case .delay: "delay"
    case .remove: "remove"
    case .insert: "insert"
    }
  }

  var attribute: String? {
    switch self {
    case .set(let attribute, _), .add(let attribute, _), .scale(let attribute, _),
      .cap(let attribute, _), .swap(let attribute, _):
      attribute
    case .delay(_, let attribute): attribute
    case .remove, .insert: nil
    }
  }
}

/// A row to be, by the columns of the case table.
package struct InsertedRow: Hashable, Sendable {
  package struct Column: Hashable, Sendable {
    package var name: String
    package var value: PatchValue
    /// As it is written.
    package var text: String

    package init(name: String, value: PatchValue, text: String) {
      self.name = name
      self.value = value
      self.text = text
    }
  }
  /// The row that it copies where it states nothing; nil for the defaults of its kind.
  package var like: String?
  package var columns: [Column]

  package init(like: String? = nil, columns: [Column]) {
    self.like = like
    self.columns = columns
  }
}

/// A value as it is written: a number with the unit it has there (empty for the attribute's own),
/// or a word.
package enum PatchValue: Hashable, Sendable, CustomStringConvertible {
  case number(Double, unit: String)
  case word(String)

  package var description: String {
    switch self {
    case .number(let number, ""): shortest(number)
    case .number(let number, let unit): "\(shortest(number)) \(unit)"
    case .word(let word): word
    }
  }
}
