// SPDX-License-Identifier: Apache-2.0

/// `value` with a fixed number of decimals.
package func fixed(_ value: Double, _ decimals: Int) -> String {
  var cell = CSVText(header: [])
  let start = cell.bytes.count
  cell.add(value, decimals: decimals)
  let text = String(decoding: cell.bytes[start...], as: UTF8.self)
  return text.isEmpty ? "-" : text
}

/// Two significant digits and a power of ten, `3.1e-9`; `inf` and `nan` where there are none.
package func scientific(_ value: Double) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : "\(value)" }
  guard value != 0 else { return "0" }
  var exponent = 0
  var digits = value.magnitude
  while digits >= 9.95 {
    digits /= 10
    exponent += 1
  }
  while digits < 0.995 {
    digits *= 10
    exponent -= 1
  }
  return (value < 0 ? "-" : "") + fixed(digits, 1) + "e\(exponent)"
}

/// `text` filled with spaces on the right, never cut.
package func leftAligned(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

/// `text` filled with spaces on the left, never cut.
package func rightAligned(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}
