// SPDX-License-Identifier: Apache-2.0
import GridModel

/// A table as comma-separated text, built row by row: RFC 4180 quotes, LF line ends, UTF-8.
///
/// The same values give the same bytes on every machine. A number that is not finite is an empty
/// cell: it means "does not exist here" (the margin of a row that is off, the mean of nothing). No
/// text is one that a spreadsheet computes; numbers are never touched.
package struct CSVText: Sendable {
  package private(set) var bytes: [UInt8] = []
  private var isRowStart = true
  private var headerLength = 0

  package init(header: [String], reservingBytes byteCount: Int = 0) {
    bytes.reserveCapacity(byteCount)
    for name in header { add(name) }
    endRow()
    headerLength = bytes.count
  }

  /// Adds all rows of a table with the same header.
  package mutating func addRows(of other: CSVText) {
    precondition(bytes.starts(with: other.bytes[..<other.headerLength]), "headers differ")
    bytes += other.bytes[other.headerLength...]
  }

  /// A name or other text, made inert by ``spreadsheetText(_:)``.
  package mutating func add(_ text: String) { append(spreadsheetText(text)) }

  /// A number that is text already, as it stands; what is none is added as text.
  package mutating func add(numberOrText text: String) {
    let isNumber = text.utf8.first != UInt8(ascii: "+") && Double(text)?.isFinite ?? false
    if isNumber { append(text) } else { add(text) }
  }

  private mutating func append(_ text: String) {
    separate()
    let utf8 = text.utf8
    let isPlain = utf8.allSatisfy { byte in
      byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\n")
        && byte != UInt8(ascii: "\r")
    }
    // Spaces around a cell belong to it only within quotes.
    if isPlain && !isSpace(utf8.first) && !isSpace(utf8.last) {
      bytes.append(contentsOf: utf8)
    } else {
      bytes.append(UInt8(ascii: "\""))
      for byte in utf8 {
        if byte == UInt8(ascii: "\"") { bytes.append(byte) }
        bytes.append(byte)
      }
      bytes.append(UInt8(ascii: "\""))
    }
  }

  package mutating func add(_ integer: Int) {
    separate()
    appendDigits(integer)
  }

  /// `value` rounded to `decimals` places, at most 9; halves go away from zero.
  package mutating func add(_ value: Double, decimals: Int) {
    separate()
    guard value.isFinite else { return }
    let scale = powersOfTen[decimals]
    let scaled = (value.magnitude * Double(scale)).rounded()
    guard scaled < 9e15 else {  // beyond exact integers the shortest form says all there is
      bytes.append(contentsOf: value.description.utf8)
      return
    }
    let whole = Int(scaled)
    if value < 0 && whole != 0 { bytes.append(UInt8(ascii: "-")) }
    appendDigits(whole / scale)
    guard decimals > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    var rest = whole % scale
    var place = scale / 10
    while place > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(rest / place))
      rest %= place
      place /= 10
    }
  }

  /// The shortest decimal that reads back as the same number.
  package mutating func addExact(_ value: Double) {
    separate()
    if value.isFinite { bytes.append(contentsOf: (value == 0 ? 0 : value).description.utf8) }
  }

  package mutating func addEmpty() { separate() }

  package mutating func endRow() {
    bytes.append(UInt8(ascii: "\n"))
    isRowStart = true
  }

  /// The rows since the last call, for files that are written piece by piece.
  mutating func takeBytes() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  private func isSpace(_ byte: UInt8?) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  private mutating func separate() {
    if !isRowStart { bytes.append(UInt8(ascii: ",")) }
    isRowStart = false
  }

  private mutating func appendDigits(_ integer: Int) {
    if integer < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = integer.magnitude
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }
}

private let powersOfTen = [
  1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
]

/// Decimal places of the result tables; half a unit of the last place is far below what a
/// certificate allows.
enum Decimals {
  static let power = 3
  static let price = 5
  static let energyMWh = 3
  static let euros = 2
  static let hours = 2
}
