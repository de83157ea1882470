// SPDX-License-Identifier: Apache-2.0

/// `text` as it stands in an HTML text or a quoted attribute: nothing in it is markup.
package func escapedHTML(_ text: String) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case _ where isUnfit(scalar): result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// JSON as it stands inside a `<script>` element: nothing in it ends the element, begins a comment
/// or breaks a line. Outside of strings JSON has none of these characters.
package func scriptSafeJSON(_ json: String) -> String {
  var result = ""
  result.reserveCapacity(json.utf8.count)
  for scalar in json.unicodeScalars {
    switch scalar {
    case "<": result += "\\u003c"
    case ">": result += "\\u003e"
    case "&": result += "\\u0026"
    case "\u{2028}": result += "\\u2028"
    case "\u{2029}": result += "\\u2029"
    case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{7F}":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Characters that HTML does not allow, and those that turn the direction of writing around, with
/// which a name could pass for another.
private func isUnfit(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A, 0x0D: false
  case 0x00..<0x20, 0x7F..<0xA0: true
  case 0x2028...0x202E, 0x2066...0x2069: true
  case 0xFFFE, 0xFFFF: true
  default: false
  }
}

/// `value` with `decimals` places and thin spaces between thousands: 8 736.5; a dash where it does
/// not exist.
package func groupedNumber(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite else { return "–" }
  let text = fixed(value.magnitude, decimals)
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  var grouped = ""
  for (place, digit) in parts[0].enumerated() {
    if place > 0 && (parts[0].count - place) % 3 == 0 { grouped += "\u{2009}" }
    grouped.append(digit)
  }
  if parts.count > 1 { grouped += "." + parts[1] }
  let isZero = !text.contains { $0 != "0" && $0 != "." }
  return (value < 0 && !isZero ? "\u{2212}" : "") + grouped
}
