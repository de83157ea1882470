// SPDX-License-Identifier: Apache-2.0
import Adequacy
import ArgumentParser
import CapacityCalculation
import GridModel
import InputFiles
import MarketCoupling
import Optimization
import Quantities
import Reports
import Synchronization

extension SharingRule: ExpressibleByArgument {}
extension StorageRule: ExpressibleByArgument {}

struct SamplingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Synthetic climate years, such as 1...35 or 1,4,7; without it the one of --climate-year.",
      valueName: "list"))
  var climateYears: ClimateYearList?

  @Option(help: ArgumentHelp("Outage patterns of each climate year.", valueName: "n"))
  var samples = MonteCarloOptions().samples

  @Option(
    help: ArgumentHelp(
      "Number of the first outage pattern: parts of a run can be drawn apart.", valueName: "n"))
  var firstSample = 0

  @Option(help: ArgumentHelp("Seed of the outages; the climate has --seed.", valueName: "n"))
  var outageSeed = MonteCarloOptions().seed

  @Option(
    help: ArgumentHelp(
      "Who goes short: least_cost, local_matching, curtailment_sharing, "
        + "curtailment_sharing_by_load or equal_ratio.", valueName: "rule"))
  var sharing = MonteCarloOptions().sharing

  @Option(
    help: ArgumentHelp(
      "When stored energy is used: earliest, fewest_hours or perfect_foresight.",
      valueName: "rule"))
  var storageRule = MonteCarloOptions().storage

  @Option(
    help: ArgumentHelp(
      "Flow-based domains: the folder that `pentaflow capacity` wrote; computed without it.",
      valueName: "dir"), completion: .directory)
  var domain: String?

  @Option(help: "Worker threads; the results are the same bytes for any number.")
  var threads = Host.processorCount

  func validate() throws {
    try checkThreads(threads)
    if !(1...1_000_000).contains(samples) { throw ValidationError("--samples starts at 1") }
    if firstSample < 0 { throw ValidationError("--first-sample starts at 0") }
  }

  /// What the manifest says of them; threads are a matter of the machine.
  var members: [JSONText.Member] {
    [
      .init(
        "climate_years", climateYears.map { .array($0.years.map { .integer($0) }) } ?? .null),
      .init("samples", .integer(samples)), .init("first_sample", .integer(firstSample)),
      .init("outage_seed", .string("\(outageSeed)")),
      .init("sharing_rule", .string(sharing.rawValue)),
      .init("storage_rule", .string(storageRule.rawValue)), .init("domain", .optional(domain)),
    ]
  }
}

extension AdequacyCommand {
  func runMonteCarlo() throws {
    let progress = ProgressLine(isQuiet: talk.quiet)
    var clock = StageClock()
    var inputs = try RunInputs(caseOptions, seriesOptions, talk: talk)
    var options = MonteCarloOptions()
    options.network = try network.map { try $0.sampled() } ?? defaultNetwork(inputs.system)
    options.sharing = sampling.sharing
    options.storage = sampling.storageRule
    options.samples = sampling.samples
    options.seed = sampling.outageSeed
    options.threads = sampling.threads
    clock.end("read")
    let domains = try namedDomains(options, &inputs, progress: progress)
    clock.end("capacity")
    let years = try preparedYears(domains.map(\.name), &inputs, options, progress: progress)
    clock.end("climate")
    let schedule =
      domains.isEmpty
      ? nil
      : try DomainSchedule(
        domains: domains.map(\.domain), names: domains.map(\.name), domainOfUnit: [])
    let line = SharedProgress(progress)
    let result = try monteCarloAdequacy(
      system: inputs.system, years: years, schedule: schedule, options: options,
      firstSample: sampling.firstSample
    ) { done, all in line.report(done: done, of: all) }
    clock.end("dispatch")
    let summary = AdequacySummary(
      result, system: inputs.system, options: options, years: years,
      plansMaintenance: plansMaintenance)
    var manifest = inputs.manifest(
      of: "adequacy",
      options: [
        .init("method", .string(method.rawValue)),
        .init("network", .string(options.network.rawValue)),
        .init("maintenance", .string(plansMaintenance ? "levelised" : "none")),
      ] + sampling.members
        + seriesOptions.members(
          caseFolder: caseOptions.caseFolder, origin: inputs.series.origin))
    manifest.facts = result.facts
    let digest = try write(
      result, summary: summary, axis: years[0].inputs.axis, manifest: manifest, clock: &clock)
    progress.end()
    try print(summary, digest: digest, wallSeconds: clock.wallSeconds)
  }

  private var plansMaintenance: Bool { (exact.maintenance ?? .levelised) == .levelised }

  private func defaultNetwork(_ system: EnergySystem) -> NetworkModel {
    let zones = Set(system.zones.filter(\.isFlowBased).map(\.biddingZone))
    return zones.count > 1 && !system.grid.branches.isEmpty ? .flowBased : .ntc
  }

  /// The domains of the classes of hours, given or computed; none without flow-based coupling.
  private func namedDomains(
    _ options: MonteCarloOptions, _ inputs: inout RunInputs, progress: ProgressLine
  ) throws -> [NamedDomain] {
    guard options.network == .flowBased else {
      if sampling.domain != nil {
        throw UsageError(
          message: "--domain goes with --network flow_based", fix: "leave one of them out")
      }
      return []
    }
    if let folder = sampling.domain {
      let names = try LocalDisk().entries(of: folder).filter { $0.hasSuffix(".csv") }.sorted()
      return try names.map { name in
        let file = folder + "/" + name
        let (series, warnings) = try readDomains(file)
        for warning in warnings { talk.say("\(warning)") }
        guard series.entries.count == 1 else {
          throw CouplingError([
            "\(file) holds \(series.entries.count) domains; each class of hours has one"
          ])
        }
        inputs.files.append(try digest(ofFile: file))
        return NamedDomain(
          name: String(name.dropLast(".csv".count)), domain: series.entries[0].domain, report: nil)
      }
    }
    var coupling = CouplingOptions()
    coupling.solver.threads = options.threads
    return try calculateCapacity(
      system: inputs.system, series: inputs.series, options: coupling
    ) { progress.report($0.stage.rawValue, share: 0.4 * $0.share, detail: $0.detail) }.domains
  }

  /// The climate years with the domain of each of their hours.
  private func preparedYears(
    _ classNames: [String], _ inputs: inout RunInputs, _ options: MonteCarloOptions,
    progress: ProgressLine
  ) throws -> [AdequacyYear] {
    let system = inputs.system
    let given = inputs.series
    let numbers = sampling.climateYears?.years ?? [seriesOptions.climateYear ?? 1]
    var climate: ClimateYears?
    if sampling.climateYears != nil {
      guard hasClimate(at: caseOptions.caseFolder) else {
        throw UsageError(
          message: "--climate-years draws from a climate, and \(caseOptions.caseFolder) has none",
          fix: "leave it out")
      }
      climate = ClimateYears(
        parameters: try loadClimate(at: caseOptions.caseFolder), seed: seriesOptions.seed ?? 1,
        targetYear: system.year, columns: Set(system.neededSeries))
    }
    let source = climate
    let plansMaintenance = plansMaintenance
    let found = Mutex([Result<AdequacyYear, any Error>?](repeating: nil, count: numbers.count))
    WorkPool(threads: options.threads).run(pieces: numbers.count) { _, piece in
      let year = Result {
        let series = try source?.series(climateYear: numbers[piece]) ?? given
        return try AdequacyYear(
          climateYear: numbers[piece], system: system, series: series,
          domainOfHour: try domainOfHour(system, series, classNames),
          plansMaintenance: plansMaintenance)
      }
      found.withLock { $0[piece] = year }
    }
    return try found.withLock { $0 }.map { try $0!.get() }
  }
}

/// Row of the class's domain for each hour; empty without domains.
private func domainOfHour(
  _ system: EnergySystem, _ series: HourlySeries, _ classNames: [String]
) throws -> [Int] {
  guard !classNames.isEmpty else { return [] }
  let classes = try DomainClasses(system: system, series: series, range: 0..<series.axis.count)
  let missing = classes.names.filter { !classNames.contains($0) }
  if !missing.isEmpty {
    throw CouplingError(["there is no domain for hours of class \(missing.joined(separator: ", "))"]
    )
  }
  let rows = classes.names.map { classNames.firstIndex(of: $0)! }
  return classes.classOfUnit.map { rows[$0] }
}

/// A progress line that several threads may write.
private final class SharedProgress: Sendable {
  private let line: Mutex<Void>
  nonisolated(unsafe) private let progress: ProgressLine

  init(_ progress: ProgressLine) {
    self.progress = progress
    line = Mutex(())
  }

  func report(done: Int, of all: Int) {
    line.withLock { _ in
      progress.report(
        "Monte Carlo years", share: Double(done) / Double(all), detail: "\(done) of \(all)")
    }
  }
}

extension AdequacyCommand {
  /// - Returns: the digest over all result tables; nil where none are written.
  private func write(
    _ result: MonteCarloResult, summary: AdequacySummary, axis: TimeAxis, manifest: Manifest,
    clock: inout StageClock
  ) throws -> String? {
    guard let out = output.out else { return nil }
    let zones = summary.zones + (summary.system.map { [$0] } ?? [])
    let tables = [
      (AdequacyTable.zones, adequacyZonesTable(zones, network: summary.network).bytes),
      (AdequacyTable.years, adequacyYearsTable(result.nodes + [result.system]).bytes),
    ]
    let files = tables.map { FileDigest(name: $0.0.fileName, bytes: $0.1) }
    try writeFolder(at: out, replacing: output.force) { folder in
      for (table, bytes) in tables {
        try Interruption.step { try folder.write(bytes, to: "results/" + table.fileName) }
      }
      clock.end("write")
      return manifest.json(
        of: summary, firstUnit: axis.timestamp(at: 0), unitCount: axis.count,
        unitHours: axis.stepHours, files: files,
        execution: clock.execution(threads: sampling.threads))
    }
    return combinedSHA256(files)
  }
}

extension AdequacySummary {
  init(
    _ result: MonteCarloResult, system: EnergySystem, options: MonteCarloOptions,
    years: [AdequacyYear], plansMaintenance: Bool
  ) {
    var notes = [
      "sharing between zones: \(options.sharing.rawValue), \(options.sharing.words)",
      "stores: \(options.storage.rawValue), \(options.storage.words)",
      plansMaintenance
        ? "planned outages levelised on residual load, the same in all samples"
        : "no planned outages",
      "energy not served before sharing: \(result.system.eensBeforeSharing.estimate) MWh/yr",
      "\(result.monteCarloYears) Monte Carlo years; \(result.windowHours) of \(result.hours) hours "
        + "solved in \(result.windows) windows, the rest screened out",
    ]
    if result.wholeYears > 0 {
      notes.append(
        "\(result.wholeYears) Monte Carlo years were solved whole: reservoirs came to their end")
    }
    if let bound = result.system.indices.zeroShortageBound {
      notes.append(
        "no hour was short: with \(fixed(100 * bound.confidence, 0)) % confidence at most "
          + "\(fixed(100 * bound.shortYearProbability, 2)) % of years are short at all, and LOLE is at "
          + "most that share of a short year's hours")
    }
    let standards = Dictionary(
      grouping: system.zones, by: \.biddingZone
    ).compactMapValues { $0.compactMap(\.loleStandardHours).min() }
    self.init(
      title: "\(system.name) \(system.year), Monte Carlo, \(options.network.rawValue), "
        + "\(years.count) climate years x \(options.samples) samples",
      method: AdequacyMethod.monteCarlo.rawValue, network: options.network.rawValue,
      thresholdMW: options.threshold.megawatts,
      zones: result.nodes.map { AdequacyZone($0, loleStandardHours: standards[$0.name]) },
      system: result.nodes.count > 1 ? AdequacyZone(result.system) : nil,
      notes: notes + (years[0].inputs.notes))
  }
}

extension MonteCarloResult {
  /// What the manifest says of the run.
  fileprivate var facts: [JSONText.Member] {
    [
      .init("monte_carlo_years", .integer(monteCarloYears)), .init("hours", .integer(hours)),
      .init("window_hours", .integer(windowHours)), .init("windows", .integer(windows)),
      .init("network_hours", .integer(networkHours)), .init("whole_years", .integer(wholeYears)),
      .init("gap_mwh", .number(gapMWh)),
    ]
  }
}
