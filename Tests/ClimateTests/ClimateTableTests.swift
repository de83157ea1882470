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

  @Test("levels between years and the answer to cold are read strictly")
  func optionalTables() throws {
    let count = ClimateParameters.tableNames.count
    let found = try faults { tables in
      tables[count].rows[0][1] = "XX"  // column
      tables[count].rows[1][7] = "-0.1"  // standard deviation
      tables[count].rows[2][4] = "0.9"  // low, above high
      tables[count].rows[3] = tables[count].rows[4]
      tables[count].header[13] = "remark"
      tables[count + 1].rows[0][1] = "many"
      tables[count + 1].rows[1][0] = "XX"
    }
    #expect(found.contains { $0.message == "there is no cf_wind_onshore of XX in this climate" })
    #expect(found.contains { $0.message == "standard_deviation is -0.1" && $0.row == 1 })
    #expect(found.contains { $0.message.hasPrefix("the range is 0.9 to ") && $0.row == 2 })
    #expect(found.contains { $0.message.hasSuffix(" is given twice") && $0.row == 4 })
    #expect(found.contains { $0.message == "column remark is not known" })
    #expect(found.contains { $0.message == "mw_per_c is \"many\"" })
    #expect(found.contains { $0.message == "there is no load of XX" })
  }

  @Test("standard deviations follow from the ranges they were read from")
  func deviationsFollowFromRanges() throws {
    let tables = try ShippedParameters.tables()
    let table = try #require(tables.first { $0.name == "between_years" })
    // Mean range of as many normal numbers, in standard deviations.
    let rangeOfNormals = [3: 1.693, 30: 4.086, 36: 4.233]
    let means = ["AT": 1.9, "CH": 19.7, "DE": 1.0, "FR": 17.2]
    var squares: [String: [Double]] = [:]
    var pooled: [String: Double] = [:]
    for row in table.rows where !row[4].isEmpty {
      let low = try #require(Double(row[4]))
      let high = try #require(Double(row[5]))
      let years = try #require(Int(row[6]))
      let written = try #require(Double(row[7]))
      let range = try #require(rangeOfNormals[years])
      let deviation = (high - low) / range
      switch row[0] {
      case "temperature_c": expectClose(written, deviation, absolute: 6e-5, "\(row[1])")
      case "inflow_hdam_pu", "inflow_hphs_pu":
        let mean = try #require(means[row[1]])
        expectClose(written, deviation / mean, absolute: 6e-5, "\(row[1])")
      case "load_mw", "cf_hydro_ror":
        expectClose(written, deviation / ((low + high) / 2), absolute: 6e-5, "\(row[1])")
      default:
        let share = deviation / ((low + high) / 2)
        squares[row[0], default: []].append(share * share)
        pooled[row[0]] = written
      }
    }
    #expect(pooled.count == 3)
    for (variable, values) in squares {
      let mean = values.reduce(0, +) / Double(values.count)
      expectClose(try #require(pooled[variable]), mean.squareRoot(), absolute: 6e-5, variable)
    }
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
