// SPDX-License-Identifier: Apache-2.0
import Accounts
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
import Synchronization

/// What all runs of a study are made from.
final class StudyInputs: Sendable {
  private struct SystemKey: Hashable {
    var scenario: String
    var year: Int
  }

  let study: Study
  let casePath: String
  let caseFiles: [FileDigest]
  private let timeline: SystemTimeline
  /// The system of the last run; the next often needs the same.
  private let last = Mutex<(key: SystemKey, system: EnergySystem)?>(nil)
  /// What each system stands on that was made so far.
  private let figuresMade = Mutex<[SystemKey: FigureTable]>([:])

  init(study: Study, timeline: SystemTimeline, casePath: String) throws {
    self.study = study
    self.timeline = timeline
    self.casePath = casePath
    caseFiles = try SeriesOptions.parse([]).inputFiles(caseFolder: casePath)
  }

  /// Digests of the case's files as they are now.
  func filesNow() throws -> [FileDigest] {
    try SeriesOptions.parse([]).inputFiles(caseFolder: casePath)
  }

  func system(of run: StudyRun) throws -> EnergySystem {
    let key = SystemKey(scenario: run.scenario, year: run.year)
    if let last = last.withLock({ $0 }), last.key == key { return last.system }
    let patched = try patched(key)
    last.withLock { $0 = (key, patched.system) }
    _ = figures(key, of: patched)
    return patched.system
  }

  /// Makes the next run make its system anew, as a run of another scenario does.
  func forgetSystem() { last.withLock { $0 = nil } }

  private func patched(_ key: SystemKey) throws -> PatchedSystem {
    guard let lineage = study.book.lineage(of: key.scenario) else {
      preconditionFailure("scenario \(key.scenario) was checked")
    }
    return try timeline.systemOfAnyYear(of: lineage, in: key.year)
  }

  /// What the scenarios stand on; systems that no run of this process needed are made for it.
  func figures() throws -> FigureTable {
    var table = FigureTable()
    for scenario in study.scenarios {
      for year in study.years {
        let key = SystemKey(scenario: scenario, year: year)
        let made = figuresMade.withLock { $0[key] }
        table.add(try made ?? figures(key, of: patched(key)))
      }
    }
    return table
  }

  private func figures(_ key: SystemKey, of patched: PatchedSystem) -> FigureTable {
    if let made = figuresMade.withLock({ $0[key] }) { return made }
    var table = FigureTable()
    if key.scenario == study.reference {
      table.addAll(patched, scenario: key.scenario, year: key.year)
    } else if let base = timeline.system(in: key.year) {
      table.addChanges(from: base, to: patched, scenario: key.scenario, year: key.year)
    }
    figuresMade.withLock { $0[key] = table }
    return table
  }
}

/// Ends a batch: runs made before are of the case as it was.
struct CaseHasChanged: Error, CustomStringConvertible {
  var casePath: String

  var description: String {
    "error: files of \(casePath) have changed while the study ran\n"
      + "  fix: run it again; runs that are no longer the same are made anew"
  }
}

/// Where a run leaves its tables.
struct RunSink: ResultSink {
  var store: any ResultStore
  var run: PlannedRun

  func write(_ bytes: [UInt8], to name: String) throws { try store.write(bytes, to: name, of: run) }
}

/// Makes a run of a study with what the single commands are made of.
struct StudyExecutor {
  let inputs: StudyInputs
  /// Part of every year; that of the study but for a trial.
  var horizon: Horizon?
  /// Instead of those of the study, for a trial.
  var options: RunOptions?
  /// Takes the seconds of an adequacy run by stage, for a trial.
  var observeStages: (([(name: String, seconds: Double)]) -> Void)?
  let threads: Int
  /// Nil where no tables are written.
  let sink: RunSink?
  /// Called on any thread.
  let progress: @Sendable (_ share: Double, _ detail: () -> String) -> Void
  private let talk: TalkOptions

  init(
    _ inputs: StudyInputs, threads: Int, sink: RunSink?,
    progress: @escaping @Sendable (_ share: Double, _ detail: () -> String) -> Void
  ) throws {
    self.inputs = inputs
    horizon = inputs.study.horizon
    self.threads = threads
    self.sink = inputs.study.outputs == .summary ? nil : sink
    self.progress = progress
    talk = try TalkOptions.parse(["--quiet"])
  }

  var study: Study { inputs.study }

  func execute(_ run: StudyRun) throws -> RunReport {
    let system = try inputs.system(of: run)
    let options = options ?? study.options(of: run.scenario)
    let report =
      switch study.kind {
      case .coupling: try coupling(run, system, options)
      case .adequacy: try adequacy(run, system, options)
      case .flexibility: try flexibility(run, system, options)
      }
    // Series are read by every run: what it is keyed by must be what it has read.
    guard try inputs.filesNow() == inputs.caseFiles else {
      throw CaseHasChanged(casePath: inputs.casePath)
    }
    return report
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
      casePath: inputs.casePath, system: system,
      seriesOptions: try seriesOptions(options, climateYear: climateYear),
      climateYears: climateYears, files: inputs.caseFiles, talk: talk)
  }

  func couplingOptions(_ options: RunOptions, axis: TimeAxis) throws -> CouplingOptions {
    var coupling = CouplingOptions()
    coupling.network = options.network ?? coupling.network
    coupling.capacity = try capacitySettings(options)
    coupling.solver.threads = threads
    coupling.range = try horizon?.units(of: axis)
    if options.hasRenewableExemptions == false { coupling.renewableHydrogen = .withoutExemptions }
    return coupling
  }

  private func capacitySettings(_ options: RunOptions) throws -> CapacitySettings {
    var capacity = try CapacityOptions.parse([])
    capacity.minRam = options.minimumRAM
    return capacity.settings
  }

  /// What the manifest of a run says of it.
  private func members(_ run: StudyRun) -> [JSONText.Member] {
    [
      .init("scenario", .string(run.scenario)),
      .init(
        "stands_on",
        .array((study.book.lineage(of: run.scenario) ?? []).dropLast().map { .string($0.name) })),
      .init("climate_year", run.climateYear.map { .integer($0) } ?? .null),
      .init("sample", run.sample.map { .integer($0) } ?? .null),
      .init("time_unit", .string(study.timeUnit.rawValue)),
    ] + study.options(of: run).given.map { .init($0.name, .string($0.value)) }
  }

  // MARK: - Coupling

  /// The series of a run by market time unit, and the outages that are drawn for it.
  func couplingInputs(
    _ run: StudyRun, _ system: EnergySystem, _ options: RunOptions
  ) throws -> (inputs: RunInputs, outages: DrawnOutages?) {
    var inputs = try inputs(system, options, climateYear: run.climateYear)
    inputs.series = inputs.series.divided(into: study.timeUnit.perHour)
    let outages = try run.sample.map {
      try drawnOutages(
        system: system, series: inputs.series, climateYear: run.climateYear ?? 1, sample: $0,
        seed: options.outageSeed ?? MonteCarloOptions().seed)
    }
    return (inputs, outages)
  }

  private func coupling(
    _ run: StudyRun, _ system: EnergySystem, _ options: RunOptions
  ) throws -> RunReport {
    var clock = StageClock()
    let (inputs, outages) = try couplingInputs(run, system, options)
    let coupled = try couple(inputs, options, outages: outages)
    clock.end("couple")
    let reported = ReportedRun(result: coupled.result, system: system)
    var files: [FileDigest] = []
    if let sink {
      var manifest = inputs.manifest(of: "run", options: members(run))
      manifest.facts = coupled.facts
      if coupled.result.status.hasResult {
        let isHourly = study.outputs == .hourly
        files = try sink.write(
          ResultTable.allCases.filter { isHourly || $0.isAnnual }, of: reported)
        let ofHydrogen = HydrogenTable.allCases.filter { isHourly || $0.isAnnual }
        files += try sink.write(HydrogenTable.tables(of: reported, ofHydrogen))
      }
      let json = manifest.json(
        of: coupled.result, files: files, execution: clock.execution(threads: threads))
      try sink.finish(manifest: json)
    }
    var report = coupled.result.report(of: run, figures: reported.studyFigures)
    if study.costSharing != nil, coupled.result.status == .optimal {
      report.accounts = YearlyAccounts(
        accounts: CountryAccounts(of: coupled.result, in: system),
        runsPerYear: Double(inputs.series.axis.count) / Double(coupled.result.axis.count))
    }
    return report
  }

  /// - Parameter part: which of the couplings of a run, from 0 on, and how many it has.
  private func couple(
    _ inputs: RunInputs, _ options: RunOptions, outages: DrawnOutages? = nil,
    part: (place: Int, of: Int) = (0, 1)
  ) throws -> CouplingRun {
    try MarketCoupling.couple(
      system: inputs.system, series: inputs.series,
      options: try couplingOptions(options, axis: inputs.series.axis), outages: outages
    ) { step in
      progress((Double(part.place) + step.share) / Double(part.of)) {
        (part.of > 1 ? "climate year \(part.place + 1) of \(part.of), " : "")
          + "\(step.stage.rawValue)" + (step.detail.isEmpty ? "" : ", \(step.detail)")
      }
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
      caseOptions: try CaseOptions.parse([inputs.casePath]),
      seriesOptions: try seriesOptions(options, climateYear: nil), sampling: sampling, talk: talk,
      options: monteCarlo, plansMaintenance: true, holdsReserves: holdsReserves,
      capacity: try capacitySettings(options))
    let line = AdequacyProgress { [progress] what, share, detail in
      progress(share) { "\(what) \(detail())" }
    }
    let (years, schedule) = try preparation.years(&inputs, progress: line, clock: &clock)
    line.beginDispatch()
    let result = try monteCarloAdequacy(
      system: system, years: years, schedule: schedule, options: monteCarlo
    ) { line.dispatched($0) }
    clock.end("dispatch")
    observeStages?(clock.stages)
    let summary = AdequacySummary(
      result, system: system, options: monteCarlo, years: years, plansMaintenance: true,
      holdsReserves: holdsReserves,
      climate: inputs.syntheticClimateWords(years: years.count, seed: options.climateSeed))
    if let sink {
      var manifest = inputs.manifest(of: "run", options: members(run))
      manifest.facts = summary.facts
      let axis = years[0].inputs.axis
      let nodes = result.nodes + (result.nodes.count > 1 ? [result.system] : [])
      let files = try sink.write(monteCarloTables(summary, nodes: nodes, axis: axis))
      let json = manifest.json(
        of: summary, firstUnit: axis.timestamp(at: 0), unitCount: axis.count,
        unitHours: axis.stepHours, files: files, execution: clock.execution(threads: threads))
      try sink.finish(manifest: json)
    }
    var report = RunReport(run: run, ending: .optimal, zones: summary.studyFigures)
    report.durationHours = years[0].inputs.axis.hours
    return report
  }

  // MARK: - Flexibility

  private func flexibility(
    _ run: StudyRun, _ system: EnergySystem, _ options: RunOptions
  ) throws -> RunReport {
    var clock = StageClock()
    var years: [AssessedYear] = []
    var worst = RunReport(run: run, ending: .optimal)
    var first: RunInputs?
    let climateYears = options.climateYears.map { $0.map { $0 } } ?? [nil] as [Int?]
    for (place, climateYear) in climateYears.enumerated() {
      let inputs = try inputs(system, options, climateYear: climateYear)
      first = first ?? inputs
      let coupled = try couple(inputs, options, part: (place, climateYears.count)).result
      let report = coupled.report(of: run, figures: [])
      guard coupled.status.hasResult else { return report }
      worst = worst.worse(report)
      let range = try horizon?.units(of: inputs.series.axis) ?? 0..<inputs.series.axis.count
      let market = try MarketInputs(system: system, series: inputs.series, range: range)
      years.append(
        AssessedYear(
          climateYear: climateYear,
          assessment: try FlexibilityAssessment(
            system: system, inputs: market, dispatch: Dispatch(coupled))))
    }
    clock.end("assess")
    let report = FlexibilityReport(years: years, options: FlexibilityOptions())
    if let sink, let first {
      let tables = FlexibilityTable.allCases.compactMap { table in
        table.csv(of: report).map { OutputTable(table.schema, $0) }
      }
      let files = try sink.write(tables)
      let json = first.manifest(of: "run", options: members(run)).json(
        over: years[0].assessment.axis, notes: report.notes, files: files,
        execution: clock.execution(threads: threads))
      try sink.finish(manifest: json)
    }
    worst.zones = years.map(\.assessment).studyFigures
    return worst
  }
}

extension RunSink {
  fileprivate func finish(manifest: JSONText) throws {
    try Interruption.step {
      try write(Array(manifest.text.utf8), to: OutputFolder.manifestName)
    }
  }
}

extension CouplingResult {
  fileprivate func report(of run: StudyRun, figures: @autoclosure () -> [ZoneFigures]) -> RunReport
  {
    let words = status.explanation.joined(separator: "; ")
    switch status {
    case .infeasible:
      var report = RunReport(run: run, ending: .infeasible(words))
      report.durationHours = axis.hours
      report.iterations = statistics.iterations
      return report
    case .optimal, .inaccurate:
      // Without a proof there are tables of the run, but no figures that others are compared with.
      let isProven = status == .optimal
      var report = RunReport(
        run: run, ending: isProven ? .optimal : .inaccurate(words),
        zones: isProven ? figures() : [],
        relativeGap: certificate.relativeGap, primalResidualMW: certificate.primalResidual,
        dualResidualEURPerMWh: certificate.dualResidual)
      report.objectiveEUR = objectiveEUR
      report.safeLowerBoundEUR = certificate.safeLowerBound
      report.iterations = statistics.iterations
      report.durationHours = axis.hours
      return report
    }
  }
}

extension TimeAxis {
  fileprivate var hours: Double { Double(count) * stepHours }
}

extension RunReport {
  /// The worse ending of two, the larger residuals, and the sums of costs and iterations.
  fileprivate func worse(_ other: RunReport) -> RunReport {
    var result = self
    if other.ending != .optimal { result.ending = other.ending }
    func larger(_ a: Double?, _ b: Double?) -> Double? {
      [a, b].compactMap { $0 }.max { $0.magnitude < $1.magnitude }
    }
    func sum<Number: Numeric>(_ a: Number?, _ b: Number?) -> Number? {
      a.map { $0 + (b ?? 0) } ?? b
    }
    result.objectiveEUR = sum(objectiveEUR, other.objectiveEUR)
    result.safeLowerBoundEUR = sum(safeLowerBoundEUR, other.safeLowerBoundEUR)
    result.iterations = sum(iterations, other.iterations)
    result.durationHours = other.durationHours ?? durationHours
    result.relativeGap = larger(relativeGap, other.relativeGap)
    result.primalResidualMW = larger(primalResidualMW, other.primalResidualMW)
    result.dualResidualEURPerMWh = larger(dualResidualEURPerMWh, other.dualResidualEURPerMWh)
    return result
  }
}

extension Horizon {
  /// The hours of the horizon on an axis; 29 February of other years is 1 March.
  func units(of axis: TimeAxis) throws -> Range<Int> {
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
