// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Climate
import GridModel
import InputFiles
import Quantities
import Reports

extension CalendarPolicy: ExpressibleByArgument {}

/// Where hourly weather and load come from.
struct SeriesOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder with hourly series (load_mw.csv, cf_solar.csv.gz ...) instead of the case's climate; "
        + "without either, the case's own folder series is read. For --climate-years a folder of "
        + "climate years: 1985/load_mw.csv ...",
      valueName: "dir"), completion: .directory)
  var series: String?

  @Option(
    help: ArgumentHelp(
      "How series of another year are mapped: keep_hours, drop_29_feb or align_weekday.",
      valueName: "policy"))
  var calendar: CalendarPolicy?

  @Option(help: "Seed of the synthetic climate, 1 where none is given.")
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Which synthetic climate year, from 1 on, at the level drawn for it. Where none is given: the "
        + "weather of year 1 at the mean level of all years.", valueName: "n"))
  var climateYear: Int?

  func validate() throws {
    if series != nil && drawsClimate {
      throw ValidationError(
        "--seed and --climate-year draw from the case's climate; --series takes its place, so give "
          + "one or the other")
    }
    if let climateYear, climateYear < 1 { throw ValidationError("--climate-year starts at 1") }
  }

  private var drawsClimate: Bool { seed != nil || climateYear != nil }

  private func usesClimate(of caseFolder: String) -> Bool {
    series == nil && hasClimate(at: caseFolder)
  }

  /// The folder of hourly series to read: the one given, or that of a case without a climate.
  private func seriesFolder(of caseFolder: String) -> String? {
    if let series { return series }
    let own = caseFolder + "/series"
    return !hasClimate(at: caseFolder) && LocalDisk().isFolder(own) ? own : nil
  }

  /// The series of the whole target year, and the warnings of the reader.
  func load(
    for system: EnergySystem, at caseFolder: String
  ) throws -> (series: HourlySeries, warnings: [InputWarning]) {
    if let folder = seriesFolder(of: caseFolder) {
      if drawsClimate {
        throw noClimate(caseFolder, instead: "load and weather are those of \(folder)")
      }
      return try readSeries(
        folder: folder, year: system.year, policy: calendar, needed: system.neededSeries)
    }
    if calendar != nil {
      throw UsageError(
        message: "--calendar maps hourly series, and none are read here",
        fix: "leave it out, or give --series")
    }
    let axis = TimeAxis(hoursOfYear: system.year)
    if usesClimate(of: caseFolder) {
      let parameters = try loadClimate(at: caseFolder)
      return (
        syntheticYear(
          parameters: parameters, axis: axis, seed: seed ?? defaultSeed,
          climateYear: climateYear ?? defaultClimateYear,
          level: climateYear == nil ? .mean : .drawn), []
      )
    }
    if drawsClimate {
      throw noClimate(caseFolder, instead: "load and weather are then the same in every hour")
    }
    return (flatSeries(for: system, axis: axis), [])
  }

  /// The climate years there are: real ones where `--series` is a folder of years, else synthetic.
  func climateYears(for system: EnergySystem, at caseFolder: String) throws -> ClimateYears {
    if climateYear != nil {
      throw UsageError(
        message: "--climate-years and --climate-year are both given", fix: "leave one of them out")
    }
    if let series {
      return try ClimateYears(
        folder: series, targetYear: system.year, policy: calendar, needed: system.neededSeries)
    }
    guard hasClimate(at: caseFolder) else {
      throw UsageError(
        message: "--climate-years draws from a climate, and \(caseFolder) has none",
        fix: "leave it out, or give --series with a sub-folder per climate year")
    }
    return ClimateYears(
      parameters: try loadClimate(at: caseFolder), seed: seed ?? defaultSeed,
      targetYear: system.year, columns: Set(system.neededSeries))
  }

  private func noClimate(_ caseFolder: String, instead: String) -> UsageError {
    UsageError(
      message: "drawn weather (--seed, --climate-year) needs a climate, and \(caseFolder) has none",
      fix: "leave them out: \(instead)")
  }

  /// The same in every hour, for small cases without weather.
  private func flatSeries(for system: EnergySystem, axis: TimeAxis) -> HourlySeries {
    var series = HourlySeries(
      axis: axis,
      origin: "flat: the case has neither a climate nor series, and no --series was given")
    for key in system.neededSeries {
      series[key.variable, key.column] = [Double](repeating: 1, count: axis.count)
    }
    return series
  }

  /// What the manifest says of them.
  func members(caseFolder: String, origin: String) -> [JSONText.Member] {
    let isDrawn = usesClimate(of: caseFolder)
    return [
      .init("series", .optional(seriesFolder(of: caseFolder))),
      .init("calendar", .optional(calendar?.rawValue)),
      .init("seed", isDrawn ? .string("\(seed ?? defaultSeed)") : .null),
      .init("climate_year", isDrawn ? .integer(climateYear ?? defaultClimateYear) : .null),
      .init("series_origin", .string(origin)),
    ]
  }

  /// The synthetic climate year that is drawn; nil where none is.
  func climateYearInUse(at caseFolder: String) -> Int? {
    usesClimate(of: caseFolder) ? climateYear ?? defaultClimateYear : nil
  }

  /// Every file that was read.
  ///
  /// - Parameter climateYears: those taken from sub-folders of `--series`; none without it.
  func inputFiles(caseFolder: String, climateYears: [Int] = []) throws -> [FileDigest] {
    var files = try digests(ofTablesIn: caseFolder)
    if let series, !climateYears.isEmpty {
      for year in climateYears { files += try digests(ofTablesIn: "\(series)/\(year)") }
    } else if let folder = seriesFolder(of: caseFolder) {
      files += try digests(ofTablesIn: folder)
    } else if usesClimate(of: caseFolder) {
      files += try digests(ofTablesIn: caseFolder + "/" + climateFolderName)
    }
    return files
  }
}

private let defaultSeed: UInt64 = 1
private let defaultClimateYear = 1

/// Digests of the tables in a folder, sorted by name.
func digests(ofTablesIn folder: String) throws -> [FileDigest] {
  do {
    return try LocalDisk().entries(of: folder)
      .filter { $0.hasSuffix(".csv") || $0.hasSuffix(".csv.gz") }
      .map { try digest(ofFile: folder + "/" + $0) }
  } catch let error as FileSystemError {
    throw OutputError.failed(error)
  }
}

func digest(ofFile path: String) throws -> FileDigest {
  do {
    return FileDigest(name: path, bytes: try LocalDisk().read(path))
  } catch {
    throw OutputError.failed(error)
  }
}
