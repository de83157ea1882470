// SPDX-License-Identifier: Apache-2.0
import Climate
import TestSupport
import Testing

@Suite("climate parameter tables")
struct ClimateTableTests {
  private func faults(_ change: (inout [ClimateTable]) -> Void) throws -> [ClimateTableError] {
    var tables = try ShippedParameters.tables()
    change(&tables)
    do {
      _ = try ClimateParameters(tables: tables)
      return []
    } catch {
      return error.errors
    }
  }

  private func index(_ name: String) -> Int {
    ClimateParameters.tableNames.firstIndex(of: name)!
  }

  @Test("the shipped tables are read whole")
  func shipped() throws {
    let parameters = try ShippedParameters.parameters()
    #expect(parameters.loads.count == 21)
    #expect(parameters.wind.count == 30)
    #expect(parameters.sources.contains("dispa_set_b30cc1a"))
    #expect(parameters.solar.allSatisfy { $0.clear.count == 24 && $0.clear[0].count == 12 })
  }

  @Test("faults name table, row and column, all of them at once")
  func faultsAreComplete() throws {
    let found = try faults { tables in
      tables[index("wind")].rows[2][4] = "much"
      tables[index("factors")].rows[0][1] = "-3"
      tables[index("load_shape")].rows.removeFirst()
      tables.removeAll { $0.name == "temperature" }
    }
    #expect(
      found.contains(
        ClimateTableError(
          table: "wind", row: 2, column: "mean", message: "mean is \"much\"", fix: "give a number"
        )))
    #expect(
      found.contains(
        ClimateTableError(
          table: "factors", row: 0, column: "time_constant_h",
          message: "time_constant_h is -3.0", fix: "give a positive number")))
    #expect(
      found.contains { $0.message == "column AT needs 12 months of working days in load_shape" })
    #expect(found.contains { $0.message == "table temperature is missing" && $0.row == nil })
  }

  @Test("a month is a whole number from 1 to 12", arguments: ["1e30", "1.5", "13"])
  func month(_ text: String) throws {
    let found = try faults { tables in
      let shape = index("load_shape")
      let column = tables[shape].header.firstIndex(of: "month")!
      tables[shape].rows[0][column] = text
    }
    #expect(found.first?.message == "month \(text), day working")
  }

  @Test("quantiles must rise, columns must be there, once each")
  func quantilesAndColumns() throws {
    let falling = try faults { tables in
      let wind = index("wind")
      let column = tables[wind].header.firstIndex(of: "quantile_5")!
      tables[wind].rows[0][column] = "-99"
    }
    #expect(falling.map(\.message) == ["the quantiles do not rise"])
    let missing = try faults { tables in tables[index("solar")].header[4] = "strength" }
    #expect(missing.filter { $0.message == "column level is missing" }.count == 1)
  }
}
