// SPDX-License-Identifier: Apache-2.0

/// The assignments `mpc.<field> = <literal>` of a MATPOWER case file.
///
/// Understands the function line, comments, continuation lines, numbers, strings, matrices and
/// cell arrays of literals. It never evaluates: any other statement or expression is an error.
struct MatpowerText {
  /// Name after `function mpc =`.
  private(set) var name = ""
  private(set) var fields: [String: Value] = [:]

  enum Value {
    case number(Double, byte: Int)
    case string(String, byte: Int)
    case matrix([MatrixRow], byte: Int)
    /// Cell arrays hold names only; they are checked for shape and left out.
    case cell
  }

  struct MatrixRow {
    var values: [Double]
    /// Where each value starts.
    var bytes: [Int]
  }

  private let bytes: [UInt8]
  private let file: String
  private var position = 0

  init(bytes: [UInt8], file: String) throws(InputErrors) {
    self.bytes = bytes
    self.file = file
    skipBlank()
    if word(at: position) == "function" { try readFunctionLine() }
    while true {
      skipBlank()
      if position >= bytes.count { return }
      try readStatement()
    }
  }

  /// A fault at a byte of the text.
  func error(_ byte: Int, _ message: String, fix: String) -> InputError {
    var line = 1
    var column = 1
    for position in 0..<min(byte, bytes.count) {
      if bytes[position] == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if bytes[position] & 0xC0 != 0x80 {
        column += 1
      }
    }
    return InputError(file: file, line: line, column: column, message: message, fix: fix)
  }

  private func fail(_ byte: Int, _ message: String, fix: String) -> InputErrors {
    InputErrors([error(byte, message, fix: fix)])
  }

  private func notEvaluated(_ byte: Int) -> InputErrors {
    fail(
      byte, "\"\(restOfLine(from: byte))\" would have to be evaluated",
      fix: "give plain numbers: let MATPOWER load the case and save it with savecase")
  }

  private mutating func readFunctionLine() throws(InputErrors) {
    let start = position
    position += "function".utf8.count
    skipSpaces()
    guard word(at: position) == "mpc" else {
      throw fail(
        start, "\"\(restOfLine(from: start))\" is not the function line of a version 2 case",
        fix: "convert the case to version 2, which starts with function mpc = <name>")
    }
    position += 3
    skipSpaces()
    guard skip("=") else { throw notEvaluated(start) }
    skipSpaces()
    name = word(at: position)
    position += name.utf8.count
  }

  private mutating func readStatement() throws(InputErrors) {
    let start = position
    let first = word(at: position)
    if first == "end" || first == "return" || first == "endfunction" {
      position += first.utf8.count
      return
    }
    guard first == "mpc" else { throw notEvaluated(start) }
    position += 3
    guard skip(".") else { throw notEvaluated(start) }
    let field = word(at: position)
    position += field.utf8.count
    skipSpaces()
    guard !field.isEmpty, skip("=") else { throw notEvaluated(start) }
    skipSpaces()
    guard fields[field] == nil else {
      throw fail(start, "mpc.\(field) is given twice", fix: "keep one of the two")
    }
    fields[field] = try readValue()
    skipSpaces()
    guard skip(";") || isAtLineEnd else { throw notEvaluated(start) }
  }

  private mutating func readValue() throws(InputErrors) -> Value {
    let start = position
    switch byteHere {
    case UInt8(ascii: "["): return .matrix(try readMatrix(), byte: start)
    case UInt8(ascii: "{"):
      try skipCell()
      return .cell
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try readString(), byte: start)
    default: return .number(try readNumber(), byte: start)
    }
  }

  private mutating func readMatrix() throws(InputErrors) -> [MatrixRow] {
    let start = position
    position += 1
    var rows: [MatrixRow] = []
    var row = MatrixRow(values: [], bytes: [])
    func finishRow() {
      if !row.values.isEmpty { rows.append(row) }
      row = MatrixRow(values: [], bytes: [])
    }
    while true {
      skipSpaces()
      switch byteHere {
      case nil: throw fail(start, "the matrix never ends", fix: "close it with ]")
      case UInt8(ascii: "]"):
        position += 1
        finishRow()
        return rows
      case UInt8(ascii: ";"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        position += 1
        finishRow()
      case UInt8(ascii: ","):
        position += 1
      case UInt8(ascii: "%"):
        skipLine()
      default:
        row.bytes.append(position)
        row.values.append(try readNumber())
      }
    }
  }

  /// A number that ends where a separator follows, so that no expression is read by halves.
  private mutating func readNumber() throws(InputErrors) -> Double {
    let start = position
    while let byte = byteHere, !" \t\r\n,;]}%".utf8.contains(byte) { position += 1 }
    if let value = parseNumber(bytes, start..<position) { return value }
    switch String(decoding: bytes[start..<position], as: UTF8.self).lowercased() {
    case "inf", "+inf": return .infinity
    case "-inf": return -.infinity
    default: throw notEvaluated(start)
    }
  }

  private mutating func readString() throws(InputErrors) -> String {
    let start = position
    let quote = bytes[position]
    position += 1
    while let byte = byteHere, byte != quote, byte != UInt8(ascii: "\n") { position += 1 }
    guard byteHere == quote else {
      throw fail(start, "the text never ends", fix: "close it with a quote in the same line")
    }
    position += 1
    return String(decoding: bytes[(start + 1)..<(position - 1)], as: UTF8.self)
  }

  private mutating func skipCell() throws(InputErrors) {
    let start = position
    position += 1
    while let byte = byteHere {
      switch byte {
      case UInt8(ascii: "}"):
        position += 1
        return
      case UInt8(ascii: "'"), UInt8(ascii: "\""): _ = try readString()
      case UInt8(ascii: "%"): skipLine()
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): throw notEvaluated(position)
      default: position += 1
      }
    }
    throw fail(start, "the cell array never ends", fix: "close it with }")
  }

  private var byteHere: UInt8? { position < bytes.count ? bytes[position] : nil }

  private var isAtLineEnd: Bool {
    byteHere == nil || byteHere == UInt8(ascii: "\n") || byteHere == UInt8(ascii: "\r")
      || byteHere == UInt8(ascii: "%")
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard byteHere == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Spaces, tabs and continuations (`...` to the end of the line).
  private mutating func skipSpaces() {
    while let byte = byteHere {
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
        position += 1
      } else if bytes[position...].starts(with: "...".utf8) {
        skipLine()
        position += 1
      } else {
        return
      }
    }
  }

  /// To the line feed that ends the line.
  private mutating func skipLine() {
    while let byte = byteHere, byte != UInt8(ascii: "\n") { position += 1 }
  }

  /// Everything between statements: blank lines, stray separators, comments, block comments.
  private mutating func skipBlank() {
    while let byte = byteHere {
      if " \t\r\n;,".utf8.contains(byte) {
        position += 1
      } else if byte == UInt8(ascii: "%") {
        let isBlock = restOfLine(from: position) == "%{"
        skipLine()
        while isBlock, byteHere != nil {
          position += 1
          let line = restOfLine(from: position)
          skipLine()
          if line == "%}" { break }
        }
      } else {
        return
      }
    }
  }

  private func word(at start: Int) -> String {
    var end = start
    while end < bytes.count,
      bytes[end] == UInt8(ascii: "_") || Character(Unicode.Scalar(bytes[end])).isASCIIAlphanumeric
    { end += 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The line from a byte on, without spaces at its ends, cut where it gets long.
  private func restOfLine(from start: Int) -> String {
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    var text = bytes[start..<end]
    let isBlank: (UInt8) -> Bool = { " \t\r".utf8.contains($0) }
    while let last = text.last, isBlank(last) { text.removeLast() }
    while let first = text.first, isBlank(first) { text.removeFirst() }
    let longest = 40
    return text.count <= longest
      ? String(decoding: text, as: UTF8.self)
      : String(decoding: text.prefix(longest), as: UTF8.self) + "..."
  }
}

extension Character {
  fileprivate var isASCIIAlphanumeric: Bool { isASCII && (isLetter || isNumber) }
}
