// SPDX-License-Identifier: Apache-2.0
import Reports
import TestSupport
import Testing

@Suite("texts of exports")
struct ExportTextTests {
  @Test(
    "GWh become EJ without rounding",
    arguments: [
      ("27.360", "0.000098496"), ("-12.960", "-0.000046656"), ("0.000", "0"),
      ("1", "0.0000036"), ("8760123.457", "31.5364444452"), ("-0.001", "-0.0000000036"),
    ])
  func conversion(gigawattHours: String, exajoules: String) throws {
    let value = try #require(ExactDecimal(gigawattHours))
    #expect(value.multiplied(by: ExactDecimal(36, places: 7))?.text == exajoules)
  }

  @Test("sums of tables are exact, and beyond 64 bits there are none")
  func sums() throws {
    let tenth = try #require(ExactDecimal("0.1"))
    let sum = try #require(ExactDecimal("0.200")?.adding(tenth))
    #expect(sum.text == "0.3")
    let large = try #require(ExactDecimal("9000000000000000000"))
    #expect(large.adding(large) == nil)
    #expect(large.adding(tenth) == nil)
    #expect(large.multiplied(by: large) == nil)
  }

  @Test("what is no plain decimal is none", arguments: ["", "1e5", "1,5", "nan", "1.2.3", "1.-2"])
  func noDecimal(text: String) {
    #expect(ExactDecimal(text) == nil)
  }

  @Test("columns of numbers hold numbers, and headers begin with the declared columns")
  func columns() {
    for table in ResultTable.allCases {
      let lines = String(decoding: table.csv(of: TwoZones.run).bytes, as: UTF8.self)
        .split(separator: "\n").map { line in
          line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
      #expect(lines[0].starts(with: table.schema.columns.map(\.name)), "\(table)")
      for line in lines.dropFirst() where line.count == lines[0].count {
        for (column, cell) in zip(table.schema.columns, line) where column.isNumber {
          #expect(cell.isEmpty ? column.mayBeEmpty : Double(cell) != nil, "\(table) \(column.name)")
        }
      }
    }
  }
}
