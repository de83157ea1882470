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
    casePath = caseOptions.caseFolder
    let (system, caseWarnings) = try readCase(at: casePath, year: caseOptions.year)
    let climate = try climateYears.map {
      _ in try seriesOptions.climateYears(for: system, at: caseOptions.caseFolder)
    }
    if let climate, let years = climate.years {
      // Reading a year that there is not says so.
      for year in climateYears?.years ?? [] where !years.contains(year) {
        _ = try climate.series(climateYear: year)
      }
    }
    self.climate = climate
    let (series, seriesWarnings) =
      if let climate, let first = climateYears?.years.first, seriesOptions.series != nil {
        (try climate.series(climateYear: first), [])
      } else {
        try seriesOptions.load(for: system, at: casePath)
      }
    for warning in caseWarnings + seriesWarnings { talk.say("\(warning)") }
    self.system = system
    self.series = series
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
    casePath: String, system: EnergySystem, seriesOptions: SeriesOptions, files: [FileDigest],
    talk: TalkOptions
  ) throws {
    let (series, warnings) = try seriesOptions.load(for: system, at: casePath)
    for warning in warnings { talk.say("\(warning)") }
    self.casePath = casePath
    self.system = system
    self.series = series
    self.files = files
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
