// SPDX-License-Identifier: Apache-2.0
import GridModel
import TestSupport
import Testing

@Suite("texts of spreadsheets")
struct SpreadsheetTextTests {
  @Test("a spreadsheet computes no text, and every text comes back")
  func roundTrip() {
    let more = ["", "A", "1-1", " =1", "'", "''", "'a", "-", "\tx", "\rx", "\r\nx", "=\u{301}"]
    for name in HostileNames.all + more {
      for text in ["", "'", "''"].map({ $0 + name }) {
        let cell = spreadsheetText(text)
        if let first = cell.unicodeScalars.first {
          #expect(!"=+-@\t\r".unicodeScalars.contains(first), "\(text)")
        }
        #expect(textOfSpreadsheet(cell) == text)
      }
    }
  }

  @Test("only what would be computed gets an apostrophe")
  func apostrophes() {
    for name in ["=1+1", "@SUM(A1)", "+1", "-1", "-", "\tx", "\rx", "'=1", "''-"] {
      #expect(spreadsheetText(name) == "'" + name)
    }
    for name in ["", "A", "1-1", " =1", "'a", "'", "' onmouseover='alert(1)"] {
      #expect(spreadsheetText(name) == name)
      #expect(textOfSpreadsheet(name) == name)
    }
    #expect(textOfSpreadsheet("=x") == "=x")
  }
}
