// SPDX-License-Identifier: Apache-2.0

/// A text as a cell of a CSV file that a spreadsheet shows and never computes.
///
/// Spreadsheets take a cell that begins with one of `= + - @`, a tab or a carriage return for a
/// formula; an apostrophe before it makes it text. What begins with apostrophes and then one of
/// these gets one more, so that ``textOfSpreadsheet(_:)`` gives every text back as it was.
package func spreadsheetText(_ text: String) -> String {
  isFormula(text) ? "'" + text : text
}

/// The text of a cell: without the apostrophe that keeps a spreadsheet from computing it.
///
/// A cell without the apostrophe is its own text, `=x` as much as `'=x`: tables of others need none.
package func textOfSpreadsheet(_ cell: String) -> String {
  cell.utf8.first == apostrophe && isFormula(cell) ? String(cell.dropFirst()) : cell
}

private let apostrophe = UInt8(ascii: "'")

/// Whether a text would be computed, apostrophes at its start aside.
private func isFormula(_ text: String) -> Bool {
  guard let start = text.utf8.first(where: { $0 != apostrophe }) else { return false }
  return switch start {
  case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
    UInt8(ascii: "\t"), UInt8(ascii: "\r"):
    true
  default: false
  }
}
