// SPDX-License-Identifier: Apache-2.0
import GridModel
import InputFiles
import Quantities
import TestSupport
import Testing

@Suite("hourly series")
struct SeriesLoaderTests {
  /// A year of hours with the hour's number in column FR and its half in DE.
  private func year(_ year: Int, hours: Int? = nil) -> [String] {
    let axis = TimeAxis(hoursOfYear: year)
    return ["time,FR,DE"]
      + (0..<(hours ?? axis.count)).map {
        "\(axis.timestamp(at: $0).dropLast(4)),\($0),\(Double($0) / 2)"
      }
  }

  private func messages(
    _ files: [String: [String]], year: Int = 2018, policy: CalendarPolicy? = nil,
    needed: [HourlySeries.Key] = []
  ) throws -> String {
    let folder = try TemporaryFolder(
      files: files.mapValues { $0.joined(separator: "\n") + "\n" })
    let errors = #expect(throws: InputErrors.self) {
      try loadSeries(folder: folder.path, year: year, policy: policy, needed: needed)
    }
    return (errors?.description ?? "").replacing(folder.path, with: "series")
  }

  @Test("a year of its own needs no policy", arguments: [8736, 8760])
  func sameYear(hours: Int) throws {
    let folder = try TemporaryFolder(
      files: ["load_mw.csv": year(2018, hours: hours).joined(separator: "\r\n")])
    let series = try loadSeries(folder: folder.path, year: 2018)
    #expect(series.axis == TimeAxis(startSeconds: series.axis.startSeconds, count: hours))
    #expect(series.axis.timestamp(at: 0) == "2018-01-01T00:00:00Z")
    #expect(series["load_mw", "FR"]?[17] == 17)
    #expect(series["load_mw", "DE"]?[17] == 8.5)
    #expect(series.keys.count == 2)
  }

  @Test("another year is mapped by the policy asked for, and the origin says so")
  func mapped() throws {
    let folder = try TemporaryFolder(
      files: ["cf_solar.csv": year(2016).joined(separator: "\n")])
    let series = try loadSeries(folder: folder.path, year: 2018, policy: .drop29February)
    #expect(series.axis == TimeAxis(hoursOfYear: 2018))
    #expect(series["cf_solar", "FR"]?[59 * 24] == Double(60 * 24))
    #expect(series.origin == folder.path + ", year 2016 mapped to 2018 by drop_29_feb")
  }

  @Test("another year without a policy is refused")
  func noPolicy() throws {
    #expect(
      try messages(["load_mw.csv": year(2016)]) == """
        series/load_mw.csv:1:1: error: the series is of 2016, the target year is 2018
          fix: choose how the calendar is mapped: keep_hours, drop_29_feb, align_weekday
        """)
  }

  @Test("hours that are missing, repeated, unordered or no hours are named")
  func brokenTime() throws {
    var lines = year(2018)
    lines[5] = lines[4]  // hour 4 becomes hour 3 again, then hour 4 is missing
    lines[11] = lines[1]
    #expect(
      try messages(["load_mw.csv": lines]) == """
        series/load_mw.csv:6:1: error: hour 2018-01-01T03:00:00Z is given twice
          fix: give every hour of the year once, in order
        series/load_mw.csv:7:1: error: 1 hour is missing after 2018-01-01T03:00:00Z
          fix: give every hour of the year once, in order
        series/load_mw.csv:12:1: error: time goes back from 2018-01-01T09:00:00Z to \
        2018-01-01T00:00:00Z
          fix: give every hour of the year once, in order
        series/load_mw.csv:13:1: error: 10 hours are missing after 2018-01-01T00:00:00Z
          fix: give every hour of the year once, in order
        """)
    #expect(
      try messages(["load_mw.csv": ["time,FR", "2018-01-01T00:00Z,1", "2018-01-01T00:15Z,1"]])
        == """
        series/load_mw.csv:3:1: error: the step after 2018-01-01T00:00:00Z is 15 minutes, not an hour
          fix: give hourly means
        """)
    #expect(
      try messages(["load_mw.csv": ["time,FR", "2018-02-29T00:00Z,1"]]) == """
        series/load_mw.csv:2:1: error: time is "2018-02-29T00:00Z", which is not a time in UTC
          fix: write the start of the hour as 2030-01-31T05:00Z
        """)
    #expect(
      try messages(["load_mw.csv": ["time,FR", "2018-01-01T00:00+01:00,1"]]).contains(
        "which is not a time in UTC"))
    #expect(
      try messages(["load_mw.csv": ["hour,FR", "0,1"]]) == """
        series/load_mw.csv:1:1: error: the first column is "hour", not time
          fix: give the start of each hour (UTC) in a first column called time
        """)
  }

  @Test("a part of a year is refused")
  func partOfYear() throws {
    #expect(
      try messages(["load_mw.csv": year(2018, hours: 48)]) == """
        series/load_mw.csv:1:1: error: the hours are 2018-01-01T00:00:00Z to \
        2018-01-02T23:00:00Z (48), which is not a year
          fix: start at the first of January, 00:00 UTC, and give 8736 or 8760 hours
        """)
  }

  @Test("files of different hours are refused")
  func differentHours() throws {
    #expect(
      try messages(["cf_solar.csv": year(2018, hours: 8736), "load_mw.csv": year(2018)]) == """
        series/load_mw.csv:1:1: error: the hours are 2018-01-01T00:00:00Z to \
        2018-12-31T23:00:00Z (8760), but those of series/cf_solar.csv are 2018-01-01T00:00:00Z to \
        2018-12-30T23:00:00Z (8736)
          fix: give all series the same hours
        """)
  }

  @Test("gaps matter in the columns that are needed, and only there")
  func gaps() throws {
    var lines = year(2018)
    lines[3] = "2018-01-01T02:00,,1"
    lines[4] = "2018-01-01T03:00,NaN,1"
    lines[9] = "2018-01-01T08:00,,1"
    let folder = try TemporaryFolder(files: ["load_mw.csv": lines.joined(separator: "\n")])
    let (series, warnings) = try readSeries(
      folder: folder.path, year: 2018, needed: [.init(variable: "load_mw", column: "DE")])
    #expect(series["load_mw", "FR"] == nil)
    #expect(series["load_mw", "DE"]?[2] == 1)
    #expect(
      warnings.map { $0.description.replacing(folder.path, with: "series") } == [
        "series/load_mw.csv:1:6: warning: column FR has 3 empty cells and is left out"
      ])
    #expect(
      try messages(
        ["load_mw.csv": lines],
        needed: [
          .init(variable: "load_mw", column: "FR"), .init(variable: "load_mw", column: "DEU"),
          .init(variable: "cf_solar", column: "FR"),
        ]) == """
          series/cf_solar.csv:1:1: error: the series is missing
            fix: add the file, with a column FR
          series/load_mw.csv:1:1: error: column DEU is missing
            fix: did you mean DE?
          series/load_mw.csv:4:18: error: column FR has no value in 2 hours from here
            fix: give a number for every hour
          series/load_mw.csv:10:18: error: column FR has no value in this hour
            fix: give a number for every hour
          """)
  }

  @Test("words among numbers are refused in any column")
  func words() throws {
    var lines = year(2018)
    lines[3] = "2018-01-01T02:00,much,1"
    #expect(
      try messages(["load_mw.csv": lines]) == """
        series/load_mw.csv:4:18: error: "much" in column FR is not a number
          fix: write a number such as 1234.5, with a point
        """)
  }

  @Test("a damaged gzip file is named")
  func damaged() throws {
    #expect(
      try messages(["load_mw.csv.gz": ["this is no gzip file"]]) == """
        series/load_mw.csv.gz:1:1: error: not a whole gzip file
          fix: compress it again with gzip, or give the plain file without .gz
        """)
  }

  @Test("the same variable twice is refused")
  func twice() throws {
    #expect(
      try messages(["load_mw.csv": year(2018), "load_mw.csv.gz": ["-"]]) == """
        series/load_mw.csv.gz:1:1: error: load_mw is also given in load_mw.csv
          fix: keep one of the two files
        """)
  }

  @Test(
    "the real series of 2016",
    .enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"))
  func real2016() throws {
    let folder = DataFolder.path("penta-real/series2016")
    let needed = ["AT", "BE", "CH", "DE", "FR", "LU", "NL"].map {
      HourlySeries.Key(variable: "load_mw", column: $0)
    }
    let series = try loadSeries(folder: folder, year: 2016, needed: needed)
    #expect(series.axis == TimeAxis(hoursOfYear: 2016))
    // Annual loads that the compilers of the series state, in TWh.
    for (country, energy) in [("DE", 481.0), ("FR", 478), ("NL", 114), ("BE", 87), ("AT", 63)] {
      let load = try #require(series["load_mw", country])
      expectClose(load.reduce(0, +) / 1e6, energy, absolute: 0.5, country)
    }
    #expect(series["cf_hydro_ror", "NL"] == nil)
    let moved = try loadSeries(folder: folder, year: 2030, policy: .alignWeekday, needed: needed)
    #expect(moved.axis == TimeAxis(hoursOfYear: 2030))
  }
}
