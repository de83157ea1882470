// SPDX-License-Identifier: Apache-2.0
import Climate
import GridModel
import InputFiles
import MarketCoupling
import Optimization
import Quantities
import Reports

/// What a run starts from, with the digests of the files as they were read.
struct RunInputs {
  var casePath: String
  var system: EnergySystem
  var series: HourlySeries
  var files: [FileDigest]
  /// Where climate years come from; nil where `series` is the only one.
  var climate: ClimateYears?

  /// Reads the case and its series, and says the readers' warnings.
  ///
  /// - Parameter climateYears: those that are asked for; nil for the one of the series options.
  init(
    _ caseOptions: CaseOptions, _ seriesOptions: SeriesOptions,
    climateYears: ClimateYearList? = nil, talk: TalkOptions
  ) throws {
    let casePath = caseOptions.caseFolder
    let (system, warnings) = try readCase(at: casePath, year: caseOptions.year)
    for warning in warnings { talk.say("\(warning)") }
    try self.init(
      casePath: casePath, system: system, seriesOptions: seriesOptions, climateYears: climateYears,
      files: [], talk: talk)
    files = try seriesOptions.inputFiles(
      caseFolder: casePath, climateYears: climateYears?.years ?? [])
  }

  /// Where the weather of all climate years is from, if it is drawn: no forecast. Nil for real years.
  func syntheticClimateWords(years: Int, seed: UInt64?) -> String? {
    guard climate?.years == nil, series.isSynthetic else { return nil }
    guard climate != nil else { return series.origin }
    return "\(HourlySeries.syntheticLabel): \(counted(years, "climate year")), "
      + "seed \(seed ?? 1), level of each year drawn"
  }

  /// A system at hand, with its series; `files` are those that it was read from.
  init(
    casePath: String, system: EnergySystem, seriesOptions: SeriesOptions,
    climateYears: ClimateYearList? = nil, files: [FileDigest], talk: TalkOptions
  ) throws {
    self.casePath = casePath
    self.system = system
    self.files = files
    climate = try climateYears.map { asked in
      let climate = try seriesOptions.climateYears(for: system, at: casePath)
      // Reading a year that there is not says so.
      let known = climate.years ?? asked.years
      for year in asked.years where !known.contains(year) {
        _ = try climate.series(climateYear: year)
      }
      return climate
    }
    if let climate, let first = climateYears?.years.first, seriesOptions.series != nil {
      series = try climate.series(climateYear: first)
      return
    }
    let (series, warnings) = try seriesOptions.load(for: system, at: casePath)
    for warning in warnings { talk.say("\(warning)") }
    self.series = series
  }

  /// The manifest as far as it is known before the run.
  func manifest(of command: String, options: [JSONText.Member]) -> Manifest {
    Manifest(
      version: pentaflowVersion, command: command, caseName: system.name, casePath: casePath,
      year: system.year, inputs: files, options: options,
      provenance: system.provenanceShares.map(\.json), facts: [])
  }
}

extension SolverSettings {
  /// What the manifest says of them; threads are a matter of the machine.
  var json: JSONText {
    .object([
      .init("relative_gap", .number(relativeGap)), .init("aimed_gap", .number(aimedGap)),
      .init("primal_tolerance", .number(primalTolerance)),
      .init("dual_tolerance", .number(dualTolerance)),
      .init("iteration_limit", .integer(iterationLimit)),
      .init("time_limit_s", .number(timeLimitSeconds)),
    ])
  }
}
