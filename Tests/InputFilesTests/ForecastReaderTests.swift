// SPDX-License-Identifier: Apache-2.0
import Flexibility
import InputFiles
import TestSupport
import Testing

@Suite("forecasts")
struct ForecastReaderTests {
  private let whole = [
    "load_forecast_mw.csv": "time,A,B\n2029-12-31T23:00,10,20\n2030-01-01T00:00,11,21\n",
    "load_actual_mw.csv": "time,A,B\n2029-12-31T23:00,12,20\n2030-01-01T00:00,10,22\n",
    "solar_forecast_mw.csv": "time,B\n2029-12-31T23:00,1\n2030-01-01T00:00,2\n",
    "solar_actual_mw.csv": "time,B\n2029-12-31T23:00,0\n2030-01-01T00:00,3\n",
    "installed.csv": "bidding_zone,technology,installed_mw\nB,solar,40\n",
  ]

  private func faults(_ changes: [String: String?]) throws -> [String] {
    var files = whole
    for (name, text) in changes { files[name] = text }
    let folder = try TemporaryFolder(files: files)
    let errors = #expect(throws: InputErrors.self) { try readForecasts(folder: folder.path) }
    return (errors?.errors ?? []).map { "\($0)".replacing(folder.path, with: "past") }
  }

  @Test("over the turn of a year, each zone with its fleets")
  func read() throws {
    let folder = try TemporaryFolder(files: whole)
    let series = try readForecasts(folder: folder.path)
    #expect(series.axis.count == 2)
    #expect(series.axis.timestamp(at: 0) == "2029-12-31T23:00:00Z")
    #expect(series.zones.map(\.name) == ["A", "B"])
    #expect(series.zones[0].loadForecast == [10, 11] && series.zones[0].loadActual == [12, 10])
    #expect(series.zones[0].renewables.isEmpty)
    let sun = try #require(series.zones[1].renewables.first)
    #expect(sun.technology == "solar" && sun.installedMW == 40)
    #expect(sun.forecast == [1, 2] && sun.actual == [0, 3])
  }

  @Test("a missing hour")
  func missingHour() throws {
    let text = "time,A,B\n2029-12-31T23:00,12,20\n2030-01-01T01:00,10,22\n"
    #expect(
      try faults(["load_actual_mw.csv": text]) == [
        "past/load_actual_mw.csv:3:1: error: 1 hour is missing after 2029-12-31T23:00:00Z\n"
          + "  fix: give every hour of the year once, in order"
      ])
  }

  @Test("other hours, a missing partner, a missing column and no power, all at once")
  func everything() throws {
    #expect(
      try faults([
        "load_actual_mw.csv": "time,A\n2029-12-31T23:00,12\n",
        "solar_actual_mw.csv": nil as String?, "notes.csv": "a\n",
      ]) == [
        "past/load_actual_mw.csv:1:1: error: column B is missing\n"
          + "  fix: load_forecast_mw has it; add it",
        "past/load_forecast_mw.csv:1:1: error: 2 hours from 2029-12-31T23:00:00Z, but "
          + "past/load_actual_mw.csv has 1 from 2029-12-31T23:00:00Z\n"
          + "  fix: give all series the same hours",
        "past/notes.csv:1:1: error: the file is neither a forecast nor what came true\n"
          + "  fix: name it <technology>_forecast_mw.csv or <technology>_actual_mw.csv",
        "past/solar_actual_mw.csv:1:1: error: the series is missing, but solar_forecast_mw is there\n"
          + "  fix: add the file",
        "past/solar_forecast_mw.csv:1:1: error: 2 hours from 2029-12-31T23:00:00Z, but "
          + "past/load_actual_mw.csv has 1 from 2029-12-31T23:00:00Z\n"
          + "  fix: give all series the same hours",
      ])
    #expect(
      try faults(["installed.csv": "bidding_zone,technology,installed_mw\nB,wind,40\n"]) == [
        "past/installed.csv:1:1: error: no power is given for solar of B\n"
          + "  fix: add a row B,solar,<MW>"
      ])
    #expect(
      try faults(["installed.csv": "bidding_zone,technology,installed_mw\nB,solar,0\n"]).contains(
        "past/installed.csv:2:9: error: installed_mw is \"0\", not a power above 0\n"
          + "  fix: give the MW that stood behind the hours"))
  }
}
