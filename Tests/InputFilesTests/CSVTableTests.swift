// SPDX-License-Identifier: Apache-2.0
import InputFiles
import TestSupport
import Testing

@Suite("comma-separated values")
struct CSVTableTests {
  private func table(_ text: String, errors: inout [InputError]) throws -> CSVTable {
    try #require(CSVTable(bytes: Array(text.utf8), file: "t.csv", errors: &errors))
  }

  @Test("quotes, line ends, a byte order mark, blank lines and spaces")
  func dialects() throws {
    var errors: [InputError] = []
    let csv = try table(
      "\u{FEFF}name, note ,x\r\n\r\n\"a, b\",\"say \"\"hi\"\"\", 1.5 \r\nü,\"two\nlines\",-2e3",
      errors: &errors)
    #expect(errors.isEmpty)
    #expect(csv.header == ["name", "note", "x"])
    #expect(csv.rowCount == 2)
    #expect(csv.text(row: 0, column: 0) == "a, b")
    #expect(csv.text(row: 0, column: 1) == "say \"hi\"")
    #expect(csv.number(row: 0, column: 2) == 1.5)
    #expect(csv.text(row: 1, column: 1) == "two\nlines")
    #expect(csv.number(row: 1, column: 2) == -2000)
  }

  @Test("an apostrophe before what a spreadsheet would compute is no part of a text")
  func apostrophes() throws {
    var errors: [InputError] = []
    let csv = try table(
      "'=a,''-b,\"'@\"\"c\"\"\",'d\n=a,'-5,'\tx,\"' =\"\n-5,+1,',''\n", errors: &errors)
    #expect(errors.isEmpty)
    #expect(csv.header == ["=a", "'-b", "@\"c\"", "'d"])
    let texts = (0..<2).map { row in (0..<4).map { csv.text(row: row, column: $0) } }
    #expect(texts == [["=a", "-5", "\tx", "' ="], ["-5", "+1", "'", "''"]])
    // A number has none.
    #expect(csv.number(row: 1, column: 0) == -5)
    #expect(csv.number(row: 0, column: 1) == nil)
    #expect(csv.writtenText(row: 0, column: 1) == "'-5")
  }

  @Test("places count characters, not bytes, and lines within quotes")
  func places() throws {
    var errors: [InputError] = []
    let csv = try table("a,b,c\n\nü,\"x\ny\",z\n1,2,3\n", errors: &errors)
    #expect(csv.position(row: 0, column: 0) == (3, 1))
    #expect(csv.position(row: 0, column: 1) == (3, 3))
    #expect(csv.position(row: 0, column: 2) == (4, 4))
    #expect(csv.position(row: 1, column: 1) == (5, 3))
    #expect(csv.headerPosition(column: 2) == (1, 5))
  }

  @Test("semicolons only where they are allowed")
  func semicolons() throws {
    var errors: [InputError] = []
    let bytes = Array("a;b\n1;2\n".utf8)
    let csv = try #require(
      CSVTable(bytes: bytes, file: "t.csv", separator: .commaOrSemicolon, errors: &errors))
    #expect(csv.header == ["a", "b"])
    #expect(csv.number(row: 0, column: 1) == 2)
    #expect(errors.isEmpty)
    #expect(CSVTable(bytes: bytes, file: "t.csv", errors: &errors) == nil)
    #expect(errors.map(\.message) == ["columns are separated by semicolons"])
  }

  @Test(
    "numbers are read to the last bit",
    arguments: [
      "0", "-0.0", "1", "+7", ".5", "5.", "0.1", "123456789012345", "9007199254740993",
      "0.30000000000000004", "1e22", "1e-22", "1.7976931348623157e308", "4.9e-324", "6110.4",
      "721.6878364870322", "0.000001", "12345678901234567890",
    ])
  func numbers(_ text: String) throws {
    var errors: [InputError] = []
    let csv = try table("x\n\(text)\n", errors: &errors)
    let value = try #require(csv.number(row: 0, column: 0))
    #expect(value.bitPattern == Double(text)?.bitPattern ?? 0)
  }

  @Test("random numbers of up to 19 digits are read to the last bit")
  func randomNumbers() throws {
    var generator = SeededGenerator(seed: 7)
    let texts = (0..<3000).map { _ in
      let digits = UInt64.random(in: 0...UInt64(Int64.max), using: &generator)
      return "\(digits >> Int.random(in: 0...40, using: &generator))"
        + "e\(Int.random(in: -30...30, using: &generator))"
    }
    var errors: [InputError] = []
    let csv = try table("x\n" + texts.joined(separator: "\n"), errors: &errors)
    for (row, text) in texts.enumerated() {
      #expect(csv.number(row: row, column: 0) == Double(text), "\(text)")
    }
  }

  @Test(
    "what is not a plain number is none",
    arguments: ["nan", "inf", "0x10", "1,5", "1e", "e5", "-", ".", "1 2", "1.2.3", "1e999"])
  func notNumbers(_ text: String) throws {
    var errors: [InputError] = []
    let csv = try table("x\n\"\(text)\"\n", errors: &errors)
    #expect(csv.number(row: 0, column: 0) == nil)
  }

  @Test("text that is not UTF-8 has its place")
  func invalidText() throws {
    var errors: [InputError] = []
    let bytes = Array("a,b\n1,2\n3,".utf8) + [0xFC, 0x0A]
    _ = CSVTable(bytes: bytes, file: "t.csv", errors: &errors)
    #expect(
      errors.map(\.description) == [
        "t.csv:3:3: error: not UTF-8 text\n  fix: save the file as UTF-8"
      ])
  }

  @Test("ten megabytes take less than a second")
  func speed() throws {
    let row = (0..<24).map { "\($0 * 37).25" }.joined(separator: ",")
    let rows = Tier.isSoak ? 80_000 : 8_000
    let text =
      "time" + (0..<24).map { ",c\($0)" }.joined() + "\n"
      + String(repeating: "2030-01-01T00:00Z,\(row)\n", count: rows)
    var errors: [InputError] = []
    let clock = ContinuousClock()
    var sum = 0.0
    let elapsed = try clock.measure {
      let csv = try table(text, errors: &errors)
      #expect(csv.rowCount == rows)
      for row in 0..<csv.rowCount {
        for column in 1..<25 { sum += csv.number(row: row, column: column) ?? .nan }
      }
    }
    expectClose(sum, Double(rows) * (276 * 37 + 6), relative: 1e-12)
    #expect(elapsed < .seconds(1), "\(text.utf8.count) bytes in \(elapsed)")
  }
}
