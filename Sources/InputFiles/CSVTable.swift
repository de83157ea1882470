// SPDX-License-Identifier: Apache-2.0
import GridModel

/// A file of comma-separated values, split but not yet read: each cell knows its place.
///
/// Follows RFC 4180: cells may stand in double quotes, where commas and line ends mean nothing and
/// `""` is one quote. LF and CRLF, a UTF-8 byte order mark, blank lines and spaces around cells are
/// tolerated. An apostrophe that keeps a spreadsheet from computing a text is not part of it.
package struct CSVTable: Sendable {
  package let file: String
  package private(set) var header: [String] = []
  let bytes: [UInt8]
  private var fields: [Field] = []
  /// Per data row: its first field, the byte where it starts, and its line.
  private var rows: [RowStart] = []
  private var headerFields: [Field] = []

  private struct Field {
    var start: Int
    var end: Int
    var isQuoted: Bool
  }

  private struct RowStart {
    var firstField: Int
    var byte: Int
    var line: Int
    var isRagged: Bool
  }

  package enum Separator: Sendable {
    case comma
    /// A semicolon where the header has one, else a comma.
    case commaOrSemicolon
  }

  package var rowCount: Int { rows.count }

  /// Splits `bytes`; adds what is wrong to `errors`. Nil where there is no header to go by.
  package init?(
    bytes: [UInt8], file: String, separator: Separator = .comma, errors: inout [InputError]
  ) {
    self.bytes = bytes
    self.file = file
    var splitter = Splitter(bytes: bytes, file: file, separator: separator)
    guard let first = splitter.nextRow(errors: &errors) else {
      errors.append(
        InputError(
          file: file, line: 1, column: 1, message: "the file is empty",
          fix: "give a header line with the column names"))
      return nil
    }
    headerFields = first.fields
    header = first.fields.map { text(of: $0) }
    if separator == .comma, header.count == 1, header[0].contains(";") {
      errors.append(
        InputError(
          file: file, line: first.line, column: 1, message: "columns are separated by semicolons",
          fix: "separate columns by commas and write decimals with a point"))
      return nil
    }
    fields.reserveCapacity(bytes.count / 8)
    var faultsBefore = errors.count
    while let row = splitter.nextRow(errors: &errors) {
      let isRagged = row.fields.count != header.count
      if isRagged && errors.count == faultsBefore {  // a broken quote also makes a wrong length
        errors.append(
          InputError(
            file: file, line: row.line, column: 1,
            message: "the row has \(row.fields.count) cells, the header has \(header.count)",
            fix: "give one cell per column; put cells that contain a comma in double quotes"))
      }
      rows.append(
        RowStart(firstField: fields.count, byte: row.start, line: row.line, isRagged: isRagged))
      fields.append(contentsOf: row.fields.prefix(header.count))
      let end = row.fields.last?.end ?? row.start
      for _ in 0..<max(0, header.count - row.fields.count) {
        fields.append(Field(start: end, end: end, isQuoted: false))
      }
      faultsBefore = errors.count
    }
    reportInvalidText(errors: &errors)
  }

  /// Text of a cell, without quotes, surrounding spaces and the apostrophe of
  /// ``spreadsheetText(_:)``.
  package func text(row: Int, column: Int) -> String {
    text(of: fields[rows[row].firstField + column])
  }

  /// Text of a cell that should have been a number, for messages: its apostrophe included.
  package func writtenText(row: Int, column: Int) -> String {
    writtenText(of: fields[rows[row].firstField + column])
  }

  package func isEmpty(row: Int, column: Int) -> Bool {
    let field = fields[rows[row].firstField + column]
    return field.start == field.end
  }

  /// The number in a cell; nil where it is none.
  package func number(row: Int, column: Int) -> Double? {
    let field = fields[rows[row].firstField + column]
    return parseNumber(bytes, field.start..<field.end)
  }

  package func integer(row: Int, column: Int) -> Int? {
    let field = fields[rows[row].firstField + column]
    return parseInteger(bytes, field.start..<field.end)
  }

  /// Byte range of a cell, without quotes and surrounding spaces.
  func range(row: Int, column: Int) -> Range<Int> {
    let field = fields[rows[row].firstField + column]
    return field.start..<field.end
  }

  /// Line and character where a cell starts.
  package func position(row: Int, column: Int) -> (line: Int, column: Int) {
    let start = rows[row]
    return place(of: fields[start.firstField + column], from: start.byte, line: start.line)
  }

  /// Line and character where a column name starts.
  package func headerPosition(column: Int) -> (line: Int, column: Int) {
    place(of: headerFields[column], from: byteOrderMark(bytes), line: 1)
  }

  package func line(ofRow row: Int) -> Int { rows[row].line }

  /// Whether a row has too few or too many cells, which is reported; cells it lacks read as empty.
  package func isRagged(row: Int) -> Bool { rows[row].isRagged }

  private func place(of field: Field, from byte: Int, line: Int) -> (line: Int, column: Int) {
    var line = line
    var column = 1
    for position in byte..<(field.isQuoted ? field.start - 1 : field.start) {
      if bytes[position] == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if bytes[position] & 0xC0 != 0x80 {  // one per character, not per byte of UTF-8
        column += 1
      }
    }
    return (line, column)
  }

  private func text(of field: Field) -> String { textOfSpreadsheet(writtenText(of: field)) }

  private func writtenText(of field: Field) -> String {
    let raw = bytes[field.start..<field.end]
    guard field.isQuoted && raw.contains(UInt8(ascii: "\"")) else {
      return String(decoding: raw, as: UTF8.self)
    }
    var plain: [UInt8] = []
    var isSecondQuote = false
    for byte in raw {
      isSecondQuote = byte == UInt8(ascii: "\"") && !isSecondQuote
      if !isSecondQuote { plain.append(byte) }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  private func reportInvalidText(errors: inout [InputError]) {
    guard bytes.contains(where: { $0 >= 0x80 }), String(validating: bytes, as: UTF8.self) == nil
    else { return }
    for row in rows.indices {
      for column in header.indices {
        let range = range(row: row, column: column)
        if String(validating: bytes[range], as: UTF8.self) == nil {
          let place = position(row: row, column: column)
          errors.append(
            InputError(
              file: file, line: place.line, column: place.column, message: "not UTF-8 text",
              fix: "save the file as UTF-8"))
          return
        }
      }
    }
    errors.append(
      InputError(
        file: file, line: 1, column: 1, message: "not UTF-8 text", fix: "save the file as UTF-8"))
  }

  /// Walks over the bytes row by row.
  private struct Splitter {
    let bytes: [UInt8]
    let file: String
    let separator: UInt8
    var position: Int
    var line = 1

    init(bytes: [UInt8], file: String, separator: Separator) {
      self.bytes = bytes
      self.file = file
      position = byteOrderMark(bytes)
      let headerEnd = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let hasSemicolon = bytes[..<headerEnd].contains(UInt8(ascii: ";"))
      self.separator =
        separator == .commaOrSemicolon && hasSemicolon ? UInt8(ascii: ";") : UInt8(ascii: ",")
    }

    /// The fields of the next row that is not blank; nil at the end of the file.
    mutating func nextRow(
      errors: inout [InputError]
    ) -> (fields: [Field], start: Int, line: Int)? {
      while position < bytes.count {
        let start = position
        let startLine = line
        let fields = splitRow(errors: &errors)
        let isBlank = fields.count == 1 && fields[0].start == fields[0].end && !fields[0].isQuoted
        if !isBlank { return (fields, start, startLine) }
      }
      return nil
    }

    private mutating func splitRow(errors: inout [InputError]) -> [Field] {
      var fields: [Field] = []
      while true {
        while position < bytes.count && isSpace(bytes[position]) { position += 1 }
        let field =
          position < bytes.count && bytes[position] == UInt8(ascii: "\"")
          ? quotedField(errors: &errors) : plainField()
        fields.append(field)
        if position >= bytes.count { return fields }
        let byte = bytes[position]
        position += 1
        if byte == UInt8(ascii: "\n") {
          line += 1
          return fields
        }
      }
    }

    /// Leaves `position` at the separator or line feed that ends the field.
    private mutating func plainField() -> Field {
      let start = position
      while position < bytes.count && bytes[position] != separator
        && bytes[position] != UInt8(ascii: "\n")
      { position += 1 }
      var end = position
      while end > start
        && (isSpace(bytes[end - 1])
          || (bytes[end - 1] == UInt8(ascii: "\r") && end == position))
      { end -= 1 }
      return Field(start: start, end: end, isQuoted: false)
    }

    private mutating func quotedField(errors: inout [InputError]) -> Field {
      let quote = position
      let quoteLine = line
      position += 1
      let start = position
      while position < bytes.count {
        if bytes[position] == UInt8(ascii: "\n") { line += 1 }
        if bytes[position] == UInt8(ascii: "\"") {
          guard position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "\"") else {
            break
          }
          position += 1
        }
        position += 1
      }
      let end = min(position, bytes.count)
      let column = column(of: quote)
      guard position < bytes.count else {
        errors.append(
          InputError(
            file: file, line: quoteLine, column: column, message: "the quoted cell never ends",
            fix: "close it with a double quote; write \"\" for a quote within it"))
        return Field(start: start, end: end, isQuoted: true)
      }
      position += 1
      let rest = plainField()
      if rest.start < rest.end {
        errors.append(
          InputError(
            file: file, line: quoteLine, column: column, message: "text follows the closing quote",
            fix: "put the whole cell in double quotes; write \"\" for a quote within it"))
      }
      return Field(start: start, end: end, isQuoted: true)
    }

    private func column(of byte: Int) -> Int {
      var start = byte
      while start > byteOrderMark(bytes) && bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
      return bytes[start..<byte].count { $0 & 0xC0 != 0x80 } + 1
    }

    private func isSpace(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
  }
}

/// Length of the UTF-8 byte order mark at the start, 3 or 0.
private func byteOrderMark(_ bytes: [UInt8]) -> Int {
  bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
}
