// SPDX-License-Identifier: Apache-2.0
import GridModel

/// A map of a study file: the reader takes its keys from here and refuses all others, and
/// `pentaflow schema study` prints it for editors.
package struct StudyMap: Sendable {
  package struct Key: Sendable {
    package let name: String
    package let value: StudyValue
    /// With its unit, where it has one.
    package let meaning: String
    package let isRequired: Bool
    /// As it is written in the file; empty where the values speak for themselves.
    package let example: String

    init(
      _ name: String, _ value: StudyValue, _ meaning: String, isRequired: Bool = false,
      example: String = ""
    ) {
      self.name = name
      self.value = value
      self.meaning = meaning
      self.isRequired = isRequired
      self.example = example
    }
  }

  /// One word, unlike that of every other map.
  package let name: String
  package let meaning: String
  package let keys: [Key]
  /// Exactly one of these keys must be there; empty for no such rule.
  package let oneOf: [String]

  init(_ name: String, _ meaning: String, oneOf: [String] = [], _ keys: [Key]) {
    self.name = name
    self.meaning = meaning
    self.oneOf = oneOf
    self.keys = keys
  }

  package var keyNames: [String] { keys.map(\.name) }

  /// This map and all below it, each once, in the order in which they are met.
  package var withPartsBelow: [StudyMap] {
    var found: [StudyMap] = []
    collect(into: &found)
    return found
  }

  private func collect(into found: inout [StudyMap]) {
    if found.contains(where: { $0.name == name }) { return }
    found.append(self)
    for key in keys {
      for map in key.value.maps { map.collect(into: &found) }
    }
  }
}

/// What a key of a study file can hold.
package indirect enum StudyValue: Sendable {
  case text
  /// These letters.
  case word(String)
  case choice([String])
  case number(NumberRange)
  case integer(ClosedRange<Int>)
  /// A whole number of 64 bits.
  case seed
  /// `yes` or `no`.
  case flag
  /// Month and day: `01-14`.
  case day
  /// A number from 0 to 1, or `10 %`.
  case share
  /// A number with or without a unit, or a word.
  case amount
  /// A number with or without a unit.
  case quantity
  /// Whole numbers: one, a list, or ranges as `1...5`.
  case integers(ClosedRange<Int>)
  /// One text, or a list of them.
  case names
  case map(StudyMap)
  case list(StudyValue)
  /// A list, or one entry of it alone.
  case oneOrMore(StudyValue)
  /// A map whose keys are known, with what is said of each.
  case figures([(name: String, meaning: String)])
  /// A map with a value for each of some target years.
  case byYear(StudyValue)
  /// A map with a value for each of some names.
  case byName(StudyValue)
  case either([StudyValue])
  /// A text of this form, a regular expression.
  case matching(String)

  fileprivate var maps: [StudyMap] {
    switch self {
    case .map(let map): [map]
    case .list(let value), .oneOrMore(let value), .byYear(let value), .byName(let value):
      value.maps
    case .either(let values): values.flatMap(\.maps)
    default: []
    }
  }
}

extension YAMLValues {
  /// - Parameter what: what the map is, for messages: `a patch`.
  mutating func map(_ node: YAMLNode, _ what: String, _ map: StudyMap) -> YAMLMap? {
    self.map(node, what, keys: map.keyNames)
  }
}
