// SPDX-License-Identifier: Apache-2.0
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

  /// Reads the case and its series, and says the readers' warnings.
  init(_ caseOptions: CaseOptions, _ seriesOptions: SeriesOptions, talk: TalkOptions) throws {
    casePath = caseOptions.caseFolder
    let (system, caseWarnings) = try readCase(at: casePath, year: caseOptions.year)
    let (series, seriesWarnings) = try seriesOptions.load(for: system, at: casePath)
    for warning in caseWarnings + seriesWarnings { talk.say("\(warning)") }
    self.system = system
    self.series = series
    files = try seriesOptions.inputFiles(caseFolder: casePath)
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
