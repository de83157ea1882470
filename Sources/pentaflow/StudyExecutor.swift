// SPDX-License-Identifier: Apache-2.0
import Adequacy
import CapacityCalculation
import Flexibility
import GridModel
import InputFiles
import MarketCoupling
import Quantities
import Reports
import Scenarios
import Studies

/// Makes the runs of a study with what the single commands are made of.
final class StudyExecutor {
  let study: Study
  let caseFiles: [FileDigest]
  /// Where runs leave their folders; nil for none.
  var folder: OutputFolder?
  /// Digest of the tables of each run that has some, by its folder.
  private(set) var digests: [String: String] = [:]
  private let timeline: SystemTimeline
  private let casePath: String
  private let threads: Int
  private let progress: ProgressLine
  private let talk: TalkOptions
  /// The system of the last run; the next often needs the same.
  private var last: (scenario: String, year: Int, system: EnergySystem)?
  private var place = (run: "", done: 0, count: 1)

  init(
    study: Study, timeline: SystemTimeline, casePath: String, threads: Int, progress: ProgressLine
  ) throws {
    self.study = study
    self.timeline = timeline
    self.casePath = casePath
    self.threads = threads
    self.progress = progress
    talk = try TalkOptions.parse(["--quiet"])
    caseFiles = try SeriesOptions.parse([]).inputFiles(caseFolder: casePath)
  }

  func begin(_ run: StudyRun, done: Int, of count: Int) {
    place = ("run \(run.number) of \(count), \(run.folder.dropFirst(5))", done, count)
    report(0, "")
  }

  private func report(_ share: Double, _ detail: @autoclosure () -> String) {
    progress.report(
      place.run, share: (Double(place.done) + share) / Double(max(1, place.count)),
      detail: detail())
  }

  func execute(_ run: StudyRun) throws -> RunReport {
    let system = try system(of: run)
    let options = study.options(of: run.scenario)
    switch study.kind {
    case .coupling: return try coupling(run, system, options)
    case .adequacy: return try adequacy(run, system, options)
    case .flexibility: return try flexibility(run, system, options)
    }
  }

  private func system(of run: StudyRun) throws -> EnergySystem {
    if let last, last.scenario == run.scenario, last.year == run.year { return last.system }
    guard let lineage = study.book.lineage(of: run.scenario) else {
      preconditionFailure("scenario \(run.scenario) was checked")
    }
    let system = try timeline.system(of: lineage, in: run.year).system
    last = (run.scenario, run.year, system)
    return system
  }

  /// The case's climate, or its series, as the options of a run have it.
  private func seriesOptions(_ options: RunOptions, climateYear: Int?) throws -> SeriesOptions {
    var series = try SeriesOptions.parse([])
    series.seed = options.climateSeed
    series.climateYear = climateYear
    return series
  }

  private func inputs(
    _ system: EnergySystem, _ options: RunOptions, climateYear: Int?,
    climateYears: ClimateYearList? = nil
  ) throws -> RunInputs {
    try RunInputs(
      casePath: casePath, system: system,
      seriesOptions: try seriesOptions(options, climateYear: climateYear),
      climateYears: climateYears, files: caseFiles, talk: talk)
  }

  private func couplingOptions(_ options: RunOptions, axis: TimeAxis) throws -> CouplingOptions {
    var coupling = CouplingOptions()
    coupling.network = options.network ?? coupling.network
    coupling.capacity = try capacitySettings(options)
    coupling.solver.threads = threads
    coupling.range = try study.horizon?.units(of: axis)
    return coupling
  }

  private func capacitySettings(_ options: RunOptions) throws -> CapacitySettings {
    var capacity = try CapacityOptions.parse([])
    capacity.minRam = options.minimumRAM
    return capacity.settings
  }

  /// What the manifest of a run says of it.
  private func members(_ run: StudyRun, _ options: RunOptions) -> [JSONText.Member] {
    [
      .init("study", .string(study.name)), .init("scenario", .string(run.scenario)),
      .init(
        "stands_on",
        .array((study.book.lineage(of: run.scenario) ?? []).dropLast().map { .string($0.name) })),
      .init("climate_year", run.climateYear.map { .integer($0) } ?? .null),
      .init("sample", run.sample.map { .integer($0) } ?? .null),
    ] + options.given.map { .init($0.name, .string($0.value)) }
  }

  // MARK: - Coupling

  private func coupling(
    _ run: StudyRun, _ system: EnergySystem, _ options: RunOptions
  ) throws -> RunReport {
    var clock = StageClock()
    let inputs = try inputs(system, options, climateYear: run.climateYear)
    let coupled = try couple(
      inputs, options,
      outages: try run.sample.map {
        try drawnOutages(
          system: system, series: inputs.series, climateYear: run.climateYear ?? 1, sample: $0,
          seed: options.outageSeed ?? MonteCarloOptions().seed)
      })
    clock.end("couple")
    let reported = ReportedRun(result: coupled.result, system: system)
    var files: [FileDigest] = []
    if let folder, study.outputs != .summary {
      var manifest = inputs.manifest(of: "run", options: members(run, options))
      manifest.facts = coupled.facts
      let place = "runs/\(run.folder)/"
      if coupled.result.status.hasResult {
        let tables =
          study.outputs == .hourly ? ResultTable.allCases : ResultTable.allCases.filter(\.isAnnual)
        files = try folder.write(tables, of: reported, into: place + "results/")
      }
      let json = manifest.json(
        of: coupled.result, files: files, execution: clock.execution(threads: threads))
      try finish(run, manifest: json, files: files)
    }
    return coupled.result.report(of: run, figures: reported.studyFigures)
  }

  private func couple(
    _ inputs: RunInputs, _ options: RunOptions, outages: DrawnOutages? = nil
  ) throws -> CouplingRun {
    try MarketCoupling.couple(
      system: inputs.system, series: inputs.series,
      options: try couplingOptions(options, axis: inputs.series.axis), outages: outages
    ) { self.report($0.share, $0.detail) }
  }

  private func finish(_ run: StudyRun, manifest: JSONText, files: [FileDigest]) throws {
    guard let folder else { return }
    if !files.isEmpty { digests[run.folder] = combinedSHA256(files) }
    try Interruption.step {
      try folder.write(
        Array(manifest.text.utf8), to: "runs/\(run.folder)/" + OutputFolder.manifestName)
    }
  }

  // MARK: - Adequacy

  private func adequacy(
    _ run: StudyRun, _ system: EnergySystem, _ options: RunOptions
  ) throws -> RunReport {
    var clock = StageClock()
    let climateYears = options.climateYears.map { ClimateYearList(years: $0) }
    var inputs = try inputs(system, options, climateYear: nil, climateYears: climateYears)
    var sampling = try SamplingOptions.parse([])
    sampling.climateYears = climateYears
    sampling.samples = options.samples ?? sampling.samples
    sampling.outageSeed = options.outageSeed ?? sampling.outageSeed
    sampling.sharing = options.sharingRule ?? sampling.sharing
    sampling.storageRule = options.storageRule ?? sampling.storageRule
    sampling.threads = threads
    let network = options.network.flatMap { AdequacyNetwork(rawValue: $0.rawValue) }
    let monteCarlo = sampling.options(network: network, for: system)
    let holdsReserves = !(options.usesReserves ?? false)
    let preparation = YearPreparation(
      caseOptions: try CaseOptions.parse([casePath]),
      seriesOptions: try seriesOptions(options, climateYear: nil), sampling: sampling, talk: talk,
      options: monteCarlo, plansMaintenance: true, holdsReserves: holdsReserves,
      capacity: try capacitySettings(options))
    let (years, schedule) = try preparation.years(&inputs, progress: progress, clock: &clock)
    let result = try monteCarloAdequacy(
      system: system, years: years, schedule: schedule, options: monteCarlo)
    clock.end("dispatch")
    let summary = AdequacySummary(
      result, system: system, options: monteCarlo, years: years, plansMaintenance: true,
      holdsReserves: holdsReserves,
      climate: inputs.syntheticClimateWords(years: years.count, seed: options.climateSeed))
    if let folder, study.outputs != .summary {
      var manifest = inputs.manifest(of: "run", options: members(run, options))
      manifest.facts = summary.facts
      let axis = years[0].inputs.axis
      let nodes = result.nodes + (result.nodes.count > 1 ? [result.system] : [])
      let files = try folder.write(
        monteCarloTables(summary, nodes: nodes, axis: axis), into: "runs/\(run.folder)/results/")
      let json = manifest.json(
        of: summary, firstUnit: axis.timestamp(at: 0), unitCount: axis.count,
        unitHours: axis.stepHours, files: files, execution: clock.execution(threads: threads))
      try finish(run, manifest: json, files: files)
    }
    return RunReport(run: run, ending: .optimal, zones: summary.studyFigures)
  }

  // MARK: - Flexibility

  private func flexibility(
    _ run: StudyRun, _ system: EnergySystem, _ options: RunOptions
  ) throws -> RunReport {
    var clock = StageClock()
    var years: [AssessedYear] = []
    var worst = RunReport(run: run, ending: .optimal)
    var first: RunInputs?
    for climateYear in options.climateYears.map({ $0.map { $0 } }) ?? [nil] as [Int?] {
      let inputs = try inputs(system, options, climateYear: climateYear)
      first = first ?? inputs
      let coupled = try couple(inputs, options).result
      let report = coupled.report(of: run, figures: [])
      guard coupled.status.hasResult else { return report }
      worst = worst.worse(report)
      let range = try study.horizon?.units(of: inputs.series.axis) ?? 0..<inputs.series.axis.count
      let market = try MarketInputs(system: system, series: inputs.series, range: range)
      years.append(
        AssessedYear(
          climateYear: climateYear,
          assessment: try FlexibilityAssessment(
            system: system, inputs: market, dispatch: Dispatch(coupled))))
    }
    clock.end("assess")
    let report = FlexibilityReport(years: years, options: FlexibilityOptions())
    if let folder, study.outputs != .summary, let first {
      let tables = FlexibilityTable.allCases.compactMap { table in
        table.csv(of: report).map { OutputTable(table.schema, $0) }
      }
      let files = try folder.write(tables, into: "runs/\(run.folder)/results/")
      let json = first.manifest(of: "run", options: members(run, options)).json(
        over: years[0].assessment.axis, notes: report.notes, files: files,
        execution: clock.execution(threads: threads))
      try finish(run, manifest: json, files: files)
    }
    worst.zones = years.map(\.assessment).studyFigures
    return worst
  }
}

extension CouplingResult {
  fileprivate func report(of run: StudyRun, figures: @autoclosure () -> [ZoneFigures]) -> RunReport
  {
    let words = status.explanation.joined(separator: "; ")
    switch status {
    case .infeasible: return RunReport(run: run, ending: .infeasible(words))
    case .optimal, .inaccurate:
      return RunReport(
        run: run, ending: status == .optimal ? .optimal : .inaccurate(words), zones: figures(),
        relativeGap: certificate.relativeGap, primalResidualMW: certificate.primalResidual,
        dualResidualEURPerMWh: certificate.dualResidual)
    }
  }
}

extension RunReport {
  /// The worse ending of two, and the larger residuals.
  fileprivate func worse(_ other: RunReport) -> RunReport {
    var result = self
    if other.ending != .optimal { result.ending = other.ending }
    func larger(_ a: Double?, _ b: Double?) -> Double? {
      [a, b].compactMap { $0 }.max { $0.magnitude < $1.magnitude }
    }
    result.relativeGap = larger(relativeGap, other.relativeGap)
    result.primalResidualMW = larger(primalResidualMW, other.primalResidualMW)
    result.dualResidualEURPerMWh = larger(dualResidualEURPerMWh, other.dualResidualEURPerMWh)
    return result
  }
}

extension Horizon {
  /// The hours of the horizon on an axis; 29 February of other years is 1 March.
  fileprivate func units(of axis: TimeAxis) throws -> Range<Int> {
    let year = Int(axis.timestamp(at: 0).prefix(4)) ?? 0
    func time(_ day: Day) -> TimeArgument? {
      func text(_ month: Int, _ day: Int) -> String {
        "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
      }
      return TimeArgument(argument: text(day.month, day.day))
        ?? TimeArgument(argument: text(day.month + 1, 1))
    }
    return try pentaflow.units(of: axis, from: time(from), to: to.flatMap { time($0) })
  }
}

/// The words for an error that ends a run but not its study; nil for faults of the tool.
func words(for error: any Error) -> String? {
  switch error {
  case let error as CouplingError: error.problems.joined(separator: "; ")
  case let error as ExactAdequacyError: error.problems.joined(separator: "; ")
  case let error as OutageDataError:
    error.entries.map { "\($0.asset): \($0.fault.words)" }.joined(separator: "; ")
  case let error as DispatchError: "\(error)"
  case let error as FlexibilityError: error.problems.joined(separator: "; ")
  case let error as InputErrors: error.errors.map(\.message).joined(separator: "; ")
  case let error as UsageError: error.message
  default: nil
  }
}
