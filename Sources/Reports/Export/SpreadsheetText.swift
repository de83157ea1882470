// SPDX-License-Identifier: Apache-2.0

/// A name as a spreadsheet is to show it and never to compute it.
///
/// Spreadsheets take a cell that begins with one of `= + - @`, a tab or a carriage return for a
/// formula; an apostrophe before it makes it text. Only tables made for other programs have it:
/// those in `results/` keep every name as it is.
package func spreadsheetText(_ text: String) -> String {
  guard let first = text.utf8.first, formulaStarts.contains(first) else { return text }
  return "'" + text
}

private let formulaStarts: Set<UInt8> = Set("=+-@\t\r".utf8)

extension OutputTableSchema.Column {
  /// A cell as it is written for a spreadsheet: what stands among numbers and is none is text.
  func spreadsheetCell(_ text: String) -> String {
    isNumber && Double(text) != nil ? text : spreadsheetText(text)
  }
}
