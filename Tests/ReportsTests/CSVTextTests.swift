// SPDX-License-Identifier: Apache-2.0
import Reports
import TestSupport
import Testing

@Suite("CSV text")
struct CSVTextTests {
  private func cell(_ add: (inout CSVText) -> Void) -> String {
    var table = CSVText(header: ["x"])
    add(&table)
    return String(String(decoding: table.bytes, as: UTF8.self).dropFirst(2))
  }

  @Test(
    "fixed decimals",
    arguments: [
      (0.0, 3, "0.000"), (-0.0001, 3, "0.000"), (-0.0005, 3, "-0.001"), (1234.5678, 3, "1234.568"),
      (-1.5, 0, "-2"), (99.999999, 5, "100.00000"), (0.00001, 5, "0.00001"),
      (1e12, 2, "1000000000000.00"),
      (123_456_789_012.25, 2, "123456789012.25"),
    ])
  func fixedDecimals(value: Double, decimals: Int, text: String) {
    #expect(cell { $0.add(value, decimals: decimals) } == text)
  }

  @Test("numbers too large for fixed decimals keep their exact form")
  func largeNumbers() {
    #expect(cell { $0.add(1.5e17, decimals: 3) } == "1.5e+17")
  }

  @Test(
    "what is not a finite number is an empty cell",
    arguments: [
      Double.nan, .infinity, -.infinity,
    ])
  func notFinite(value: Double) {
    #expect(cell { $0.add(value, decimals: 3) } == "")
    #expect(cell { $0.addExact(value) } == "")
  }

  @Test("rounded cells stay within half a unit of the last place")
  func rounding() throws {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<1000 {
      let value = generator.uniform(-1e6...1e6)
      let text = cell { $0.add(value, decimals: 3) }
      expectClose(try #require(Double(text)), value, absolute: 0.0005000001, text)
    }
  }

  @Test("exact cells read back as the same number")
  func exact() throws {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<1000 {
      let value = generator.uniform(-1...1)
      #expect(Double(cell { $0.addExact(value) }) == value)
    }
  }

  @Test("a spreadsheet computes no text, and numbers are left alone")
  func formulas() {
    for (text, written) in [
      ("=1+1", "'=1+1"), ("-", "'-"), ("'=x", "''=x"), ("\tx", "'\tx"), ("\rx", "\"'\rx\""),
      ("=\"a\",b", "\"'=\"\"a\"\",b\""), (" x", "\" x\""), ("x\t", "\"x\t\""), ("", ""),
      ("1-1", "1-1"),
    ] {
      #expect(cell { $0.add(text) } == written)
    }
    for number in ["-1", "-0.5", "-1.5e-07", "12"] {
      #expect(cell { $0.add(numberOrText: number) } == number)
      #expect(cell { $0.add(Double(number) ?? .nan, decimals: 9) }.first != "'")
    }
    for text in ["+1", "-inf", "-x", "=1"] {
      #expect(cell { $0.add(numberOrText: text) } == "'" + text)
    }
    #expect(
      String(decoding: CSVText(header: ["=a_mw", "b"]).bytes, as: UTF8.self) == "'=a_mw,b\n")
  }

  @Test("rows, quotes and integers")
  func rows() {
    var table = CSVText(header: ["name", "count"])
    table.add("a,b")
    table.add(12)
    table.endRow()
    table.add("say \"yes\"")
    table.add(-7)
    table.endRow()
    table.addEmpty()
    table.add(0)
    table.endRow()
    #expect(
      String(decoding: table.bytes, as: UTF8.self)
        == "name,count\n\"a,b\",12\n\"say \"\"yes\"\"\",-7\n,0\n")
  }
}
