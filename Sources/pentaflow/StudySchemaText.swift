// SPDX-License-Identifier: Apache-2.0
import GridModel
import InputFiles
import Reports

extension StudyMap {
  /// A JSON Schema of files with this map, for editors: every map below it is one of its `$defs`.
  var jsonSchema: JSONText {
    .object(
      [
        .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
        .init("title", .string(meaning)),
      ] + members + [
        .init(
          "$defs",
          .object(withPartsBelow.dropFirst().map { .init($0.name, .object($0.describedMembers)) }))
      ])
  }

  private var describedMembers: [JSONText.Member] {
    [.init("description", .string(meaning))] + members
  }

  private var members: [JSONText.Member] {
    let required = keys.filter(\.isRequired).map { JSONText.string($0.name) }
    var members: [JSONText.Member] = [
      .init("type", .string("object")),
      .init("properties", .object(keys.map { .init($0.name, $0.jsonSchema) })),
      .init("additionalProperties", .bool(false)),
    ]
    if !required.isEmpty { members.append(.init("required", .array(required))) }
    if !oneOf.isEmpty {
      let choices = oneOf.map {
        JSONText.object([.init("required", .array([.string($0)]))])
      }
      members.append(.init("oneOf", .array(choices)))
    }
    return members
  }
}

extension StudyMap.Key {
  fileprivate var jsonSchema: JSONText {
    var members: [JSONText.Member] = [.init("description", .string(meaning))]
    if !example.isEmpty {
      members[0] = .init("description", .string("\(meaning). For example \(name): \(example)"))
    }
    return .object(members + value.schema)
  }
}

extension StudyValue {
  private var schemaObject: JSONText { .object(schema) }

  /// What a value may be, as YAML 1.2 reads it: `yes` and `3 GW` are texts, `2030` is a number, and
  /// where a text is meant a number will do.
  fileprivate var schema: [JSONText.Member] {
    switch self {
    case .text: [types("string", "number", "boolean")]
    case .word("true"): [.init("const", .bool(true))]
    case .word(let word): [.init("const", .string(word))]
    case .choice(let words): [.init("enum", .array(words.map { .string($0) }))]
    case .number(let range): [types("number")] + range.limits
    case .integer(let range):
      [
        types("integer"), .init("minimum", .integer(range.lowerBound)),
        .init("maximum", .integer(range.upperBound)),
      ]
    case .seed: [types("integer"), .init("minimum", .integer(0))]
    case .flag:
      [.init("enum", .array([.string("yes"), .string("no"), .bool(true), .bool(false)]))]
    case .day: [types("string"), pattern("^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
    case .share:
      anyOf([
        .number(.share), .matching(#"^(100(\.0*)?|[0-9]{1,2}(\.[0-9]*)?) ?%$"#),
      ])
    case .amount: [types("string", "number", "boolean")]
    case .quantity: anyOf([.number(.any), .matching(quantityPattern)])
    case .integers(let range):
      StudyValue.oneOrMore(.either([.integer(range), .matching(#"^[0-9]+\.\.\.[0-9]+$"#)])).schema
    case .names: StudyValue.oneOrMore(.text).schema
    case .map(let map): [.init("$ref", .string("#/$defs/\(map.name)"))]
    case .list(let value): [types("array"), .init("items", value.schemaObject)]
    case .oneOrMore(let value): anyOf([.list(value), value])
    case .figures(let figures): known(figures)
    case .byYear(let value): named(value, keys: "^[0-9]{4}$")
    case .byName(let value): named(value, keys: nil)
    case .either(let values): anyOf(values)
    case .matching(let expression): [types("string"), pattern(expression)]
    }
  }

  private func types(_ names: String...) -> JSONText.Member {
    .init("type", names.count == 1 ? .string(names[0]) : .array(names.map { .string($0) }))
  }

  private func pattern(_ expression: String) -> JSONText.Member {
    .init("pattern", .string(expression))
  }

  private func anyOf(_ values: [StudyValue]) -> [JSONText.Member] {
    [.init("anyOf", .array(values.map(\.schemaObject)))]
  }

  private func known(_ figures: [(name: String, meaning: String)]) -> [JSONText.Member] {
    [
      types("object"),
      .init(
        "properties",
        .object(
          figures.map { name, meaning in
            .init(
              name,
              .object([.init("description", .string(meaning))] + StudyValue.amount.schema))
          })),
      .init("additionalProperties", .bool(false)), .init("minProperties", .integer(1)),
    ]
  }

  private func named(_ value: StudyValue, keys: String?) -> [JSONText.Member] {
    [
      types("object"), .init("minProperties", .integer(1)),
      .init("additionalProperties", value.schemaObject),
    ]
      + (keys.map { [.init("propertyNames", .object([pattern($0)]))] } ?? [])
  }
}

/// A number, then a unit that does not begin with a digit.
private let quantityPattern = #"^[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)? ?[^0-9 ].*$"#

extension NumberRange {
  /// Members of a schema that hold a number to the range.
  fileprivate var limits: [JSONText.Member] {
    var members: [JSONText.Member] = []
    if lower.isFinite {
      members.append(.init(excludesLower ? "exclusiveMinimum" : "minimum", .number(lower)))
    }
    if upper.isFinite { members.append(.init("maximum", .number(upper))) }
    if excludesZero {
      members.append(.init("not", .object([.init("const", .integer(0))])))
    }
    return members
  }
}
