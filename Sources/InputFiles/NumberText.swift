// SPDX-License-Identifier: Apache-2.0

/// The number that the whole of `bytes[range]` spells, correctly rounded; nil for anything else
/// (also for `nan`, `inf`, hexadecimal, a decimal comma).
///
/// Numbers of up to 15 digits and small exponents, nearly all of what files hold, are one exact
/// multiplication or division.
///
/// Source: W. Clinger, "How to read floating point numbers accurately", PLDI 1990, section 3.
func parseNumber(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
  var position = range.lowerBound
  let end = range.upperBound
  var isNegative = false
  if position < end, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
    isNegative = bytes[position] == UInt8(ascii: "-")
    position += 1
  }
  var mantissa: UInt64 = 0
  var digits = 0
  var significantDigits = 0
  var exponent = 0
  var isFraction = false
  while position < end {
    let byte = bytes[position]
    if byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
      digits += 1
      if mantissa != 0 || byte != UInt8(ascii: "0") { significantDigits += 1 }
      if significantDigits <= 19 { mantissa = mantissa &* 10 &+ UInt64(byte - UInt8(ascii: "0")) }
      if isFraction { exponent -= 1 }
    } else if byte == UInt8(ascii: ".") && !isFraction {
      isFraction = true
    } else {
      break
    }
    position += 1
  }
  guard digits > 0 else { return nil }
  if position < end {
    guard bytes[position] == UInt8(ascii: "e") || bytes[position] == UInt8(ascii: "E"),
      let written = parseInteger(bytes, position + 1..<end), written.magnitude < 10_000
    else { return nil }
    exponent += written
  }
  if significantDigits <= 15 && exponent.magnitude <= 22 {
    let power = exactPowersOfTen[Int(exponent.magnitude)]
    let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    return isNegative ? -value : value
  }
  return Double(String(decoding: bytes[range], as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
}

/// The integer that the whole of `bytes[range]` spells; nil for anything else.
func parseInteger(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
  var position = range.lowerBound
  var isNegative = false
  if position < range.upperBound,
    bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+")
  {
    isNegative = bytes[position] == UInt8(ascii: "-")
    position += 1
  }
  let digits = range.upperBound - position
  guard digits > 0 && digits <= 18 else { return nil }
  var value = 0
  while position < range.upperBound {
    let byte = bytes[position]
    guard byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") else { return nil }
    value = value * 10 + Int(byte - UInt8(ascii: "0"))
    position += 1
  }
  return isNegative ? -value : value
}

private let exactPowersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]
