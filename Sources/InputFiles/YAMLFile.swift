// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import Scenarios
import Yams

/// A part of a YAML file that knows its place.
struct YAMLNode {
  private let node: Yams.Node
  let place: TextPlace

  /// Reads a file of one document; what is wrong with it as YAML is an error.
  init(file: String) throws(InputErrors) {
    let bytes = try readBytes(of: file)
    func fault(_ message: String, _ fix: String, _ place: TextPlace) -> InputErrors {
      InputErrors([
        InputError(
          file: file, line: place.line, column: place.column, message: message, fix: fix)
      ])
    }
    let start = TextPlace(line: 1, column: 1)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fault("the file is not UTF-8 text", "save it as UTF-8", start)
    }
    do {
      guard let root = try Yams.compose(yaml: text) else {
        throw fault("the file is empty", "write a study: see pentaflow init --list", start)
      }
      self.init(root)
    } catch let error as InputErrors {
      throw error
    } catch YamlError.duplicatedKeysInMapping(let names, let context) {
      throw fault(
        "\(names.sorted().joined(separator: ", ")) given twice in one map",
        "keep one of them; the first stands here",
        TextPlace(line: context.mark.line, column: context.mark.column))
    } catch let error as YamlError {
      let (place, message) = error.placeAndProblem
      throw fault(
        "not YAML: \(message)", "check indentation, colons and quotes there", place ?? start)
    } catch {
      throw fault("not YAML: \(error)", "check indentation, colons and quotes", start)
    }
  }

  private init(_ node: Yams.Node) {
    self.node = node
    let mark = node.mark
    place = TextPlace(line: mark?.line ?? 1, column: mark?.column ?? 1)
  }

  /// Nil for maps and lists, and for the empty value.
  var text: String? {
    guard case .scalar(let scalar) = node else { return nil }
    let isPlain = scalar.style == .plain || scalar.style == .any
    return isPlain && ["", "~", "null"].contains(scalar.string) ? nil : scalar.string
  }

  var list: [YAMLNode]? {
    guard case .sequence(let nodes) = node else { return nil }
    return nodes.map { YAMLNode($0) }
  }

  var members: [(key: YAMLNode, value: YAMLNode)]? {
    guard case .mapping(let mapping) = node else { return nil }
    return mapping.map { (YAMLNode($0.key), YAMLNode($0.value)) }
  }

  /// `a list`, `a map` ... for messages.
  var kindWords: String {
    switch node {
    case .scalar: text == nil ? "empty" : "\"\(text ?? "")\""
    case .mapping: "a map"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }
}

extension YamlError {
  fileprivate var placeAndProblem: (TextPlace?, String) {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (TextPlace(line: mark.line, column: mark.column), problem)
    case .reader(let problem, _, _, _): (nil, problem)
    default: (nil, "\(self)")
    }
  }
}

/// A map whose keys are known.
struct YAMLMap {
  let place: TextPlace
  private let members: [(key: YAMLNode, value: YAMLNode)]

  init(place: TextPlace, members: [(key: YAMLNode, value: YAMLNode)]) {
    self.place = place
    self.members = members
  }

  subscript(key: String) -> YAMLNode? { members.first { $0.key.text == key }?.value }

  func keyPlace(_ key: String) -> TextPlace? { members.first { $0.key.text == key }?.key.place }

  var keys: [String] { members.compactMap(\.key.text) }
}

/// Reads values of a YAML file and collects what is wrong with them.
struct YAMLValues {
  let file: String
  var errors: [InputError] = []

  mutating func report(_ place: TextPlace, _ message: String, _ fix: String) {
    errors.append(
      InputError(
        file: file, line: place.line, column: place.column, message: message, fix: fix))
  }

  /// - Parameter what: what has these keys, for messages: `a patch`.
  mutating func map(_ node: YAMLNode, _ what: String, keys: [String]) -> YAMLMap? {
    guard let members = node.members else {
      report(node.place, "\(what) is \(node.kindWords), not a map", "write \(keys[0]): ... there")
      return nil
    }
    for (key, _) in members {
      guard let name = key.text else {
        report(key.place, "a key of \(what) is \(key.kindWords)", "write a plain word")
        continue
      }
      if !keys.contains(name) {
        report(
          key.place, "\(what) has no key \(name)",
          suggestion(for: name, among: keys, called: "keys"))
      }
    }
    return YAMLMap(place: node.place, members: members)
  }

  mutating func required(_ map: YAMLMap, _ key: String, _ what: String, _ example: String)
    -> YAMLNode?
  {
    if let node = map[key] { return node }
    report(map.place, "\(what) has no \(key)", "add \(key): \(example)")
    return nil
  }

  mutating func text(_ node: YAMLNode, _ name: String) -> String? {
    if let text = node.text { return text }
    report(node.place, "\(name) is \(node.kindWords)", "write one word or text")
    return nil
  }

  mutating func number(_ node: YAMLNode, _ name: String, _ range: NumberRange) -> Double? {
    guard let text = text(node, name) else { return nil }
    guard let value = Double(text), value.isFinite else {
      report(node.place, "\(name) is \"\(text)\", which is not a number", "write it as 1234.5")
      return nil
    }
    guard range.contains(value) else {
      report(node.place, "\(name) is \(shortest(value))", "it must be \(range.words)")
      return nil
    }
    return value
  }

  mutating func integer<Value: FixedWidthInteger>(
    _ node: YAMLNode, _ name: String, _ range: ClosedRange<Value>
  ) -> Value? {
    guard let text = text(node, name) else { return nil }
    guard let value = Value(text) else {
      report(
        node.place, "\(name) is \"\(text)\", which is not a whole number", "write it as 2030")
      return nil
    }
    guard range.contains(value) else {
      report(
        node.place, "\(name) is \(value)",
        "it must be from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  mutating func flag(_ node: YAMLNode, _ name: String) -> Bool? {
    switch node.text {
    case "yes", "true": return true
    case "no", "false": return false
    default:
      report(node.place, "\(name) is \(node.kindWords)", "write yes or no")
      return nil
    }
  }

  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ node: YAMLNode, _ name: String
  ) -> Choice? {
    guard let text = text(node, name) else { return nil }
    if let value = Choice(rawValue: text) { return value }
    report(
      node.place, "\(name) is \(text)",
      suggestion(for: text, among: Choice.allCases.map(\.rawValue), called: "choices"))
    return nil
  }

  /// The entries of a list; one that stands alone is a list of one.
  func entries(_ node: YAMLNode) -> [YAMLNode] { node.list ?? [node] }

  mutating func names(_ node: YAMLNode, _ name: String) -> [String] {
    entries(node).compactMap { text($0, name) }
  }

  /// Whole numbers, also as `1...5`; each once.
  mutating func integers(_ node: YAMLNode, _ name: String, _ range: ClosedRange<Int>) -> [Int] {
    var values: [Int] = []
    if node.list?.isEmpty == true { report(node.place, "\(name) is empty", "give at least one") }
    for entry in entries(node) {
      let ends = (entry.text ?? "").components(separatedBy: "...").map { Int($0) }
      let found: [Int]
      if ends.count == 2, let first = ends[0], let last = ends[1] {
        guard first <= last, range.contains(first), range.contains(last) else {
          report(
            entry.place, "\(name) is \(first)...\(last)",
            "give a rising range from \(range.lowerBound) to \(range.upperBound)")
          continue
        }
        found = Array(first...last)
      } else {
        found = integer(entry, name, range).map { [$0] } ?? []
      }
      for value in found {
        if values.contains(value) {
          report(entry.place, "\(name) has \(value) twice", "give it once")
        } else {
          values.append(value)
        }
      }
    }
    return values
  }

  /// A number with or without a unit, or a word: `3 GW`, `120 %`, `0.8`, `cyclic`.
  mutating func amount(_ node: YAMLNode, _ name: String) -> PatchValue? {
    guard let text = text(node, name) else { return nil }
    var end = text.endIndex
    while end > text.startIndex {
      if let number = Double(text[..<end]), number.isFinite {
        return .number(number, unit: text[end...].trimmingCharacters(in: .whitespaces))
      }
      end = text.index(before: end)
    }
    return .word(text)
  }
}
