// SPDX-License-Identifier: Apache-2.0
import Climate
import GridModel
import InputFiles
import Quantities
import TestSupport
import Testing

@Suite(
  "climate of the Penta case against the series of 2016",
  .enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"))
struct PentaClimateTests {
  static let folder = ProjectFolder.path("grids/penta")
  static let seriesFolder = DataFolder.path("penta-real/series2016")

  @Test("the tables are what the fit gives, cell by cell")
  func tablesAreReproduced() throws {
    let system = try readCase(at: Self.folder, year: 2030).system
    let inputs = try readClimateFitInputs(
      seriesFolder: Self.seriesFolder, caseFolder: Self.folder, needed: system.neededSeries)
    let tables = fitClimate(
      inputs.series,
      settings: ClimateFitSettings(
        sites: inputs.sites, targetMeans: meanAvailabilities(of: system),
        source: "dispa_set_b30cc1a"))
    #expect(Set(tables.map(\.name)) == Set(ClimateParameters.tableNames))
    for table in tables {
      let shipped = try String(
        contentsOfFile: Self.folder + "/climate/\(table.name).csv", encoding: .utf8)
      let made = ([table.header] + table.rows).map { $0.joined(separator: ",") + "\n" }.joined()
      #expect(made == shipped, "\(table.name).csv")
    }
  }

  @Test("drawn years are like the real one where CLIMATE.md says so")
  func comparison() throws {
    let parameters = try loadClimate(at: Self.folder)
    let real = try readSeries(folder: Self.seriesFolder, year: nil).series
    let keys = ["load_mw", "temperature_c", "cf_wind_onshore"].map {
      HourlySeries.Key(variable: $0, column: "FR")
    }
    let climate = SyntheticClimate(
      parameters: parameters, axis: real.axis, columns: Set(keys))
    let drawn = (1...10).map { climate.year($0, seed: 1) }
    func both(_ variable: String) throws -> (real: SeriesStatistics, drawn: SeriesStatistics) {
      (
        SeriesStatistics(try #require(real[variable, "FR"])),
        SeriesStatistics(
          meanOf: try drawn.map { SeriesStatistics(try #require($0[variable, "FR"])) })
      )
    }
    let load = try both("load_mw")
    expectClose(load.drawn.mean, load.real.mean, relative: 0.02, "mean load")
    expectClose(
      load.drawn.standardDeviation, load.real.standardDeviation, relative: 0.25, "spread of load")
    expectClose(
      load.drawn.autocorrelations[2], load.real.autocorrelations[2], absolute: 0.15,
      "load a week apart")
    func spreadOfDays(_ series: HourlySeries) throws -> Double {
      let hourly = try #require(series["temperature_c", "FR"])
      return SeriesStatistics(
        stride(from: 0, to: hourly.count - 23, by: 24).map { day in
          hourly[day..<day + 24].reduce(0, +) / 24
        }
      ).standardDeviation
    }
    let drawnDays = try drawn.map(spreadOfDays).reduce(0, +) / Double(drawn.count)
    let realDays = try spreadOfDays(real)
    report(figure: "FR, days' mean temperature: \(drawnDays) °C drawn, \(realDays) °C in 2016")
    // Drawn temperatures have no daily cycle: load answers to the mean of the day.
    expectClose(drawnDays, realDays, relative: 0.1, "spread of the day's temperature")
    let wind = try both("cf_wind_onshore")
    expectClose(
      wind.drawn.autocorrelations[0], wind.real.autocorrelations[0], absolute: 0.08,
      "wind an hour apart")
  }
}
