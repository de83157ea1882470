// SPDX-License-Identifier: Apache-2.0
import Climate
import GridModel
import Quantities
import TestSupport
import Testing

@Suite("fit of the climate")
struct ClimateFitTests {
  /// Sites of the shipped parameters.
  private func sites(_ parameters: ClimateParameters) -> [ClimateFitSettings.Site] {
    parameters.loads.map { load in
      ClimateFitSettings.Site(
        column: load.column, place: load.place,
        offshore: parameters.wind.first {
          $0.column == load.column && $0.variable == "cf_wind_offshore"
        }?.place, isOpenCountry: ["BE", "DE", "FR", "NL", "DK", "GB", "PL"].contains(load.column))
    }
  }

  @Test("parameters that a year was drawn from are found again in it")
  func drawnParametersAreFound() throws {
    let parameters = try ShippedParameters.parameters()
    let year = syntheticYear(
      parameters: parameters, axis: TimeAxis(hoursOfYear: 2030), seed: 4, climateYear: 1)
    let tables = fitClimate(
      year,
      settings: ClimateFitSettings(
        sites: sites(parameters), targetMeans: [:], source: "drawn"))
    #expect(Set(tables.map(\.name)) == Set(ClimateParameters.tableNames))
    let found = try ClimateParameters(tables: tables)
    #expect(found.sources == ["drawn", "own_assumption"])
    #expect(found.wind.count == parameters.wind.count)
    #expect(found.water.count == parameters.water.count)
    for (load, original) in zip(found.loads, parameters.loads) {
      #expect(load.column == original.column)
      expectClose(load.meanMW, original.meanMW, relative: 0.02, "mean load \(load.column)")
    }
    // France answers to cold more than its load varies otherwise.
    let france = try #require(found.loads.first { $0.column == "FR" })
    expectClose(france.heatingSharePerK, 0.0254, absolute: 0.006, "FR, share per degree")
    for (temperature, original) in zip(found.temperatures, parameters.temperatures) {
      expectClose(
        temperature.sigmaC, original.sigmaC, relative: 0.25, "sigma \(temperature.column)")
      // A month has about ten independent spells of weather; the mean of three months, thirty.
      for month in 0..<12 {
        expectClose(
          temperature.months[month], original.months[month], absolute: 2.5,
          "\(temperature.column) month \(month + 1)")
      }
    }
    expectClose(
      found.temperatureFactor.timeConstantHours, parameters.temperatureFactor.timeConstantHours,
      relative: 0.35, "hours of temperature")
  }

  @Test("what one column cannot say is an assumption, and is marked as one")
  func oneColumn() throws {
    let parameters = try ShippedParameters.parameters()
    var year = HourlySeries(axis: TimeAxis(hoursOfYear: 2030), origin: "test")
    let drawn = syntheticYear(
      parameters: parameters, axis: year.axis, seed: 4, climateYear: 1)
    for variable in ["load_mw", "temperature_c", "cf_solar", "cf_wind_onshore"] {
      year[variable, "FR"] = drawn[variable, "FR"]
    }
    let tables = fitClimate(
      year,
      settings: ClimateFitSettings(
        sites: sites(parameters), targetMeans: [.init(variable: "cf_solar", column: "FR"): 0.2],
        source: "drawn"))
    let factors = try #require(tables.first { $0.name == "factors" })
    #expect(factors.rows.count == 6)
    #expect(factors.rows.allSatisfy { $0.last == "assumption" })
    let found = try ClimateParameters(tables: tables)
    #expect(found.solar.map(\.mean) == [0.2])
    #expect(found.water.isEmpty)
  }

  @Test("statistics of a series counted by hand")
  func statistics() {
    let statistics = SeriesStatistics([1, 2, 3, 4, 5])
    expectClose(statistics.mean, 3, absolute: 1e-12, "mean")
    expectClose(statistics.standardDeviation, 2.0.squareRoot(), absolute: 1e-12, "deviation")
    expectClose(
      statistics.quantiles, [1.04, 1.4, 3, 4.6, 4.96], absolute: 1e-12, "quantiles")
    expectClose(statistics.autocorrelations[0], 1, absolute: 1e-12, "lag of an hour")
    expectClose(statistics.ramps, [1, 1, 3, 3], absolute: 1e-12, "ramps")
  }
}
