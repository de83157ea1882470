// SPDX-License-Identifier: Apache-2.0

/// A JSON value whose members keep the order in which they were given, so that equal values are
/// equal bytes.
package indirect enum JSONText: Sendable, Equatable {
  case object([Member])
  case array([JSONText])
  case string(String)
  /// Numbers that are not finite become null: JSON has no word for them.
  case number(Double)
  case integer(Int)
  case bool(Bool)
  case null

  package struct Member: Sendable, Equatable {
    package var name: String
    package var value: JSONText

    package init(_ name: String, _ value: JSONText) {
      self.name = name
      self.value = value
    }
  }

  package static func optional(_ value: String?) -> JSONText { value.map { .string($0) } ?? .null }
  package static func optional(_ value: Int?) -> JSONText { value.map { .integer($0) } ?? .null }
  package static func optional(_ value: Double?) -> JSONText { value.map { .number($0) } ?? .null }

  /// The text with two spaces of indentation, ending in a line feed.
  package var text: String {
    var result = ""
    append(to: &result, indentation: "")
    return result + "\n"
  }

  /// The text on one line, without a line feed.
  package var line: String {
    switch self {
    case .object(let members):
      "{" + members.map { quoted($0.name) + ": " + $0.value.line }.joined(separator: ", ") + "}"
    case .array(let values): "[" + values.map(\.line).joined(separator: ", ") + "]"
    default: String(text.dropLast())
    }
  }

  private func append(to text: inout String, indentation: String) {
    let inner = indentation + "  "
    switch self {
    case .object(let members):
      guard !members.isEmpty else {
        text += "{}"
        return
      }
      text += "{"
      for (index, member) in members.enumerated() {
        text += (index == 0 ? "\n" : ",\n") + inner + quoted(member.name) + ": "
        member.value.append(to: &text, indentation: inner)
      }
      text += "\n" + indentation + "}"
    case .array(let values):
      guard !values.isEmpty else {
        text += "[]"
        return
      }
      text += "["
      for (index, value) in values.enumerated() {
        text += (index == 0 ? "\n" : ",\n") + inner
        value.append(to: &text, indentation: inner)
      }
      text += "\n" + indentation + "]"
    case .string(let value): text += quoted(value)
    case .number(let value): text += value.isFinite ? "\(value)" : "null"
    case .integer(let value): text += "\(value)"
    case .bool(let value): text += value ? "true" : "false"
    case .null: text += "null"
    }
  }
}

private func quoted(_ text: String) -> String {
  let escaped = text.replacingScalars { scalar in
    switch scalar {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: scalar.value < 0x20 ? escapedInJSON(scalar) : nil
    }
  }
  return "\"" + escaped + "\""
}

/// A character of the basic plane by its number: `\u2028`.
func escapedInJSON(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16)
  return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
}

extension String {
  /// The text with some characters replaced; nil keeps one.
  func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    result.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      if let text = replacement(scalar) {
        result += text
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
