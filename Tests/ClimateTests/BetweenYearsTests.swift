// SPDX-License-Identifier: Apache-2.0
import Climate
import GridModel
import Quantities
import TestSupport
import Testing

@Suite("levels between years")
struct BetweenYearsTests {
  static let axis = TimeAxis(hoursOfYear: 2030)

  private func column(_ variable: String, _ column: String) -> HourlySeries.Key {
    HourlySeries.Key(variable: variable, column: column)
  }

  @Test("over 200 years every row has its standard deviation and a mean of 1, or of 0 degrees")
  func standardDeviations() throws {
    let parameters = try ShippedParameters.parameters()
    let climate = SyntheticClimate(parameters: parameters, axis: Self.axis, columns: [])
    let years = 200
    let levels = (1...years).map { climate.levels(climateYear: $0, seed: 1) }
    #expect(parameters.betweenYears.count == 145)
    for row in parameters.betweenYears {
      let values = try levels.map { try #require($0[row.key]) }
      let mean = values.reduce(0, +) / Double(years)
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(years - 1)
      let expected = row.key.variable == "temperature_c" ? 0.0 : 1.0
      // Four standard errors each; 145 rows of five factors are looked at.
      let s = row.standardDeviation
      expectClose(mean, expected, absolute: 4 * s / Double(years).squareRoot(), "\(row.key) mean")
      expectClose(
        square.squareRoot(), s, absolute: 4 * s / Double(2 * years - 2).squareRoot(),
        "\(row.key) standard deviation")
    }
  }

  @Test("the hours of a year have the level drawn for it")
  func hoursHaveTheLevel() throws {
    let parameters = try ShippedParameters.parameters()
    let climate = SyntheticClimate(parameters: parameters, axis: Self.axis)
    for year in [3, 8] {
      let series = climate.year(year, seed: 1)
      let levels = climate.levels(climateYear: year, seed: 1)
      #expect(series.origin.hasPrefix("synthetic climate, not a forecast: climate year \(year)"))
      func check(_ variable: String, _ name: String, _ mean: Double) throws {
        let values = try #require(series[variable, name])
        let level = try #require(levels[column(variable, name)])
        let found = values.reduce(0, +) / Double(values.count)
        expectClose(found, level * mean, relative: 2e-4, "\(variable) \(name), year \(year)")
        #expect(series.annualFactor(variable, name) == level)
      }
      for wind in parameters.wind { try check(wind.variable, wind.column, wind.mean) }
      for solar in parameters.solar { try check("cf_solar", solar.column, solar.mean) }
      for water in parameters.water { try check(water.variable, water.column, water.mean) }
      for load in parameters.loads { try check("load_mw", load.column, load.meanMW) }
    }
  }

  @Test("December to February have the winter drawn, summer is left alone")
  func winters() throws {
    var parameters = try ShippedParameters.parameters()
    let key = column("temperature_c", "FR")
    let drawn = SyntheticClimate(parameters: parameters, axis: Self.axis, columns: [key])
    parameters.betweenYears = []
    let plain = SyntheticClimate(parameters: parameters, axis: Self.axis, columns: [key])
    let winter = (0..<8760).filter { [12, 1, 2].contains(Self.axis.date(at: $0).month) }
    let summer = (0..<8760).filter { (6...8).contains(Self.axis.date(at: $0).month) }
    // The same hours without and with the winters of two years: they differ by what was drawn.
    var shifts: [Double] = []
    for year in [1, 2] {
      let with = try #require(drawn.year(year, seed: 1)["temperature_c", "FR"])
      let without = try #require(plain.year(year, seed: 1)["temperature_c", "FR"])
      #expect(summer.allSatisfy { with[$0] == without[$0] })
      let level = try #require(drawn.levels(climateYear: year, seed: 1)[key])
      let mean = winter.reduce(0) { $0 + with[$1] } / Double(winter.count)
      shifts.append(mean - level)
    }
    // What is left is the long-term mean of the winter, the same in both years.
    expectClose(shifts[0], shifts[1], absolute: 1e-9, "mean winter")
    #expect(shifts[0] > 3 && shifts[0] < 7, "\(shifts[0])")
  }

  @Test("neighbours share a year more than distant countries; cold winters have high loads")
  func correlations() throws {
    let climate = SyntheticClimate(
      parameters: try ShippedParameters.parameters(), axis: Self.axis, columns: [])
    let levels = (1...400).map { climate.levels(climateYear: $0, seed: 3) }
    func r(_ a: HourlySeries.Key, _ b: HourlySeries.Key) throws -> Double {
      correlation(
        try levels.map { try #require($0[a]) }, try levels.map { try #require($0[b]) })
    }
    let near = try r(column("cf_wind_onshore", "DE"), column("cf_wind_onshore", "NL"))
    let far = try r(column("cf_wind_onshore", "DE"), column("cf_wind_onshore", "PT"))
    #expect(near > 0.8 && far < 0.2, "\(near), \(far)")
    // 0.8 by the table; the standard error of 400 years is 0.02.
    expectClose(
      try r(column("load_mw", "FR"), column("temperature_c", "FR")), -0.8, absolute: 0.06,
      "load and winter")
    #expect(try r(column("inflow_hdam_pu", "CH"), column("cf_hydro_ror", "CH")) > 0.99)
    #expect(try r(column("cf_solar", "DE"), column("cf_wind_onshore", "DE")).magnitude < 0.15)
  }

  @Test("a year is the same whatever years were drawn before, and whatever columns are asked for")
  func keyed() throws {
    let parameters = try ShippedParameters.parameters()
    let key = column("load_mw", "FR")
    let few = SyntheticClimate(parameters: parameters, axis: Self.axis, columns: [key])
    for year in 1...3 { _ = few.year(year, seed: 1) }
    let first = few.year(4, seed: 1)
    let whole = SyntheticClimate(parameters: parameters, axis: Self.axis).year(4, seed: 1)
    #expect(first["load_mw", "FR"] == whole["load_mw", "FR"])
    #expect(first.keys == [key])
    #expect(few.year(4, seed: 2)["load_mw", "FR"] != first["load_mw", "FR"])
  }

  @Test("the reference year is at the mean of all years")
  func referenceYear() throws {
    let climate = SyntheticClimate(
      parameters: try ShippedParameters.parameters(), axis: Self.axis,
      columns: [column("load_mw", "FR")])
    let reference = climate.year(1, seed: 1, level: .mean)
    #expect(reference.annualFactors.isEmpty)
    #expect(reference.annualFactor("load_mw", "FR") == 1)
    #expect(reference["load_mw", "FR"] != climate.year(1, seed: 1)["load_mw", "FR"])
  }

  @Test("a degree of cold raises the French load by what is published")
  func thermosensitivity() throws {
    var parameters = try ShippedParameters.parameters()
    for index in parameters.loads.indices { parameters.loads[index].noiseSigma = 0 }
    let response = try #require(parameters.thermosensitivity.first { $0.column == "FR" })
    #expect(response.megawattsPerK == 2400)
    let climate = SyntheticClimate(
      parameters: parameters, axis: Self.axis,
      columns: [column("load_mw", "FR"), column("temperature_c", "FR")])
    let series = climate.year(5, seed: 1)
    let load = try #require(series["load_mw", "FR"])
    let temperature = try #require(series["temperature_c", "FR"])
    // Working evenings of January, when shape and mean temperature hardly change.
    let hours = (0..<31 * 24).filter {
      Self.axis.hourOfDay(at: $0) == 18 && Self.axis.date(at: $0).isoWeekday < 6
    }
    let x = hours.map { temperature[$0] }
    let y = hours.map { load[$0] }
    let meanX = x.reduce(0, +) / Double(x.count)
    let meanY = y.reduce(0, +) / Double(y.count)
    let slope =
      zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
      / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let mean = load.reduce(0, +) / Double(load.count)
    expectClose(slope, -2400 * mean / response.meanLoadMW, relative: 0.1, "MW per degree")
  }

  @Test("cold spells of days are possible: one winter in twenty is below zero for three days")
  func coldSpells() throws {
    let table = coldSpellTable(
      parameters: try ShippedParameters.parameters(), columns: ["FR"],
      years: Tier.isSoak ? 200 : 60, seed: 1, axis: Self.axis)
    let row = try #require(table.rows.first)
    func value(_ name: String) throws -> Double {
      let column = try #require(table.header.firstIndex(of: name))
      return try #require(Double(row[column]))
    }
    #expect(try value("coldest_3_days_c_1_in_20") < 0)
    #expect(try value("coldest_3_days_c_1_in_20") <= value("coldest_3_days_c_1_in_10"))
    #expect(try value("peak_mw_1_in_20") > 1.05 * value("peak_mw_median"))
  }

  @Test("the coldest mean of consecutive values", arguments: [(2, 1.5), (3, 2.0), (9, 18.0 / 5)])
  func coldest(units: Int, expected: Double) {
    expectClose(
      coldestMean(of: [5, 3, 2, 1, 7], units: units), expected, absolute: 1e-12, "\(units)")
  }
}
