// SPDX-License-Identifier: Apache-2.0
import Climate
import GridModel
import Quantities
import TestSupport
import Testing

@Suite("synthetic years")
struct SyntheticYearTests {
  static let axis = TimeAxis(hoursOfYear: 2030)

  static func year(_ climateYear: Int, seed: UInt64 = 1) throws -> HourlySeries {
    syntheticYear(
      parameters: try ShippedParameters.parameters(), axis: axis, seed: seed,
      climateYear: climateYear)
  }

  @Test("equal arguments give equal bytes, another year or seed other ones")
  func determinism() throws {
    let first = try Self.year(1)
    let second = try Self.year(1)
    #expect(first.keys == second.keys)
    for key in first.keys {
      #expect(first[key.variable, key.column] == second[key.variable, key.column], "\(key)")
    }
    #expect(try Self.year(2)["load_mw", "DE"] != first["load_mw", "DE"])
    #expect(try Self.year(1, seed: 2)["load_mw", "DE"] != first["load_mw", "DE"])
  }

  @Test("a further column leaves the others as they were")
  func columnsAreIndependent() throws {
    var parameters = try ShippedParameters.parameters()
    let axis = TimeAxis(hoursOfYear: 2030).slice(0..<500)
    let before = syntheticYear(parameters: parameters, axis: axis, seed: 5, climateYear: 1)
    var wind = try #require(parameters.wind.first { $0.column == "DE" })
    wind.column = "new"
    wind.place = Place(latitude: 55, longitude: 7)
    parameters.wind.insert(wind, at: 0)
    parameters.loads.reverse()
    parameters.solar.removeLast()
    let after = syntheticYear(parameters: parameters, axis: axis, seed: 5, climateYear: 1)
    #expect(after["cf_wind_onshore", "new"] != after["cf_wind_onshore", "DE"])
    for key in before.keys {
      guard let values = after[key.variable, key.column] else { continue }
      #expect(values == before[key.variable, key.column], "\(key)")
    }
    #expect(after.keys.count == before.keys.count)  // one more, one fewer
  }

  @Test("every variable is there for every column, whole and within its bounds")
  func bounds() throws {
    let parameters = try ShippedParameters.parameters()
    let series = try Self.year(3)
    #expect(series.axis.count == 8760)
    #expect(series.origin.contains("synthetic climate, not a forecast"))
    for column in parameters.loads.map(\.column) {
      #expect(series["load_mw", column] != nil && series["cf_solar", column] != nil)
      #expect(series["cf_wind_onshore", column] != nil && series["temperature_c", column] != nil)
    }
    for key in series.keys {
      let values = try #require(series[key.variable, key.column])
      let highest = try #require(values.max())
      let lowest = try #require(values.min())
      #expect(values.allSatisfy { $0.isFinite }, "\(key)")
      if key.variable.hasPrefix("cf_") { #expect(lowest >= 0 && highest <= 1, "\(key)") }
      if key.variable == "load_mw" || key.variable.hasPrefix("inflow") {
        #expect(lowest > 0, "\(key)")
      }
      if key.variable == "temperature_c" { #expect(lowest > -45 && highest < 45, "\(key)") }
    }
  }

  @Test("leap years have 8,784 hours, quarters of an hour are possible")
  func calendars() throws {
    let parameters = try ShippedParameters.parameters()
    let leap = syntheticYear(
      parameters: parameters, axis: TimeAxis(hoursOfYear: 2028), seed: 1, climateYear: 1)
    #expect(leap["cf_solar", "DE"]?.count == 8784)
    let quarters = TimeAxis(startSeconds: Self.axis.startSeconds, stepSeconds: 900, count: 96)
    let day = syntheticYear(parameters: parameters, axis: quarters, seed: 1, climateYear: 1)
    #expect(day["load_mw", "FR"]?.count == 96)
  }

  @Test("over several years the means are those the parameters were set for")
  func annualMeans() throws {
    let parameters = try ShippedParameters.parameters()
    let years = try (1...(Tier.isSoak ? 30 : 6)).map { try Self.year($0) }
    func mean(_ variable: String, _ column: String) throws -> Double {
      let values = try years.map { try #require($0[variable, column]) }
      return values.reduce(0) { $0 + $1.reduce(0, +) } / Double(years.count * Self.axis.count)
    }
    // Wind that lasts a day gives a year some 200 independent draws: the mean of one column over
    // six years has a standard error of about 3 %, that of all columns far less.
    var sum = 0.0
    for wind in parameters.wind {
      let found = try mean(wind.variable, wind.column)
      expectClose(found, wind.mean, relative: 0.12, "\(wind.variable) \(wind.column)")
      sum += found / wind.mean
    }
    expectClose(sum / Double(parameters.wind.count), 1, absolute: 0.03, "wind, all columns")
    for solar in parameters.solar {
      expectClose(
        try mean("cf_solar", solar.column), solar.mean, relative: 0.04, "sun \(solar.column)")
    }
    for water in parameters.water {
      expectClose(
        try mean(water.variable, water.column), water.mean, relative: 0.15,
        "\(water.variable) \(water.column)")
    }
    for load in parameters.loads {
      expectClose(
        try mean("load_mw", load.column), load.meanMW, relative: 0.02, "load \(load.column)")
    }
  }

  @Test("weather correlates with distance")
  func spatialCorrelation() throws {
    let series = try Self.year(4)
    func r(_ variable: String, _ a: String, _ b: String) throws -> Double {
      correlation(try #require(series[variable, a]), try #require(series[variable, b]))
    }
    #expect(try r("cf_wind_onshore", "DE", "NL") > 0.5)
    #expect(try r("cf_wind_onshore", "BE", "NL") > 0.6)
    #expect(try r("cf_wind_onshore", "DE", "ES") < 0.3)
    #expect(try r("temperature_c", "DE", "FR") > 0.7)
    let onshore = try #require(series["cf_wind_onshore", "NL"])
    let offshore = try #require(series["cf_wind_offshore", "NL"])
    #expect(correlation(onshore, offshore) > 0.7)
  }

  @Test("wind lasts for hours, not for weeks")
  func persistence() throws {
    let values = try #require(try Self.year(1)["cf_wind_onshore", "DE"])
    #expect(correlation(Array(values.dropFirst()), Array(values.dropLast())) > 0.9)
    let week = 168
    let weekApart = correlation(Array(values.dropFirst(week)), Array(values.dropLast(week)))
    #expect(weekApart < 0.35)
  }

  @Test("load peaks on winter evenings and falls in cold-free nights; the sun sets")
  func shapes() throws {
    let series = try Self.year(1)
    let axis = Self.axis
    for country in ["DE", "FR", "BE", "NL"] {
      let load = try #require(series["load_mw", country])
      let peak = try #require(load.indices.max { load[$0] < load[$1] })
      #expect([11, 12, 1, 2, 3].contains(axis.date(at: peak).month), "\(country) peak month")
      let evening = mean(load, axis) { $0.month == 1 && $0.isoWeekday < 6 && $1 == 17 }
      let night = mean(load, axis) { $0.month == 7 && $0.isoWeekday >= 6 && $1 == 3 }
      #expect(evening > 1.3 * night, "\(country)")
    }
    let sun = try #require(series["cf_solar", "DE"])
    #expect(mean(sun, axis) { $1 == 0 && $0.month > 0 } == 0)
    #expect(mean(sun, axis) { $0.month == 6 && $1 == 11 } > 0.3)
  }

  @Test("a cold day raises the load")
  func thermosensitivity() throws {
    let series = try Self.year(1)
    let temperature = try #require(series["temperature_c", "FR"])
    let load = try #require(series["load_mw", "FR"])
    let january = (0..<31 * 24).filter {
      Self.axis.hourOfDay(at: $0) == 18 && Self.axis.date(at: $0).isoWeekday < 6
    }
    #expect(correlation(january.map { temperature[$0] }, january.map { load[$0] }) < -0.5)
  }

  private func mean(
    _ values: [Double], _ axis: TimeAxis, where test: (CivilDate, Int) -> Bool
  ) -> Double {
    let chosen = values.indices.filter { test(axis.date(at: $0), axis.hourOfDay(at: $0)) }
    return chosen.reduce(0) { $0 + values[$1] } / Double(chosen.count)
  }
}

func correlation(_ a: [Double], _ b: [Double]) -> Double {
  let meanA = a.reduce(0, +) / Double(a.count)
  let meanB = b.reduce(0, +) / Double(b.count)
  var product = 0.0
  var squareA = 0.0
  var squareB = 0.0
  for (x, y) in zip(a, b) {
    product += (x - meanA) * (y - meanB)
    squareA += (x - meanA) * (x - meanA)
    squareB += (y - meanB) * (y - meanB)
  }
  return product / (squareA * squareB).squareRoot()
}
