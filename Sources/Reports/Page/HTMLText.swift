// SPDX-License-Identifier: Apache-2.0

/// `text` as it stands in an HTML text or a quoted attribute: nothing in it is markup.
package func escapedHTML(_ text: String) -> String {
  text.replacingScalars { scalar in
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "'": "&#39;"
    default: isUnfit(scalar) ? "\u{FFFD}" : nil
    }
  }
}

/// JSON as it stands inside a `<script>` element: nothing in it ends the element, begins a comment
/// or breaks a line. Outside of strings JSON has none of these characters.
package func scriptSafeJSON(_ json: String) -> String {
  json.replacingScalars { scalar in
    switch scalar {
    case "<", ">", "&", "\u{7F}", "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}":
      escapedInJSON(scalar)
    default: nil
    }
  }
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
