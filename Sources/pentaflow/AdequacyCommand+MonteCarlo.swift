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

extension AdequacyCommand {
  func runMonteCarlo() throws {
    try exact.checkMonteCarlo()
    let progress = ProgressLine(isQuiet: talk.quiet)
    var clock = StageClock()
    var inputs = try RunInputs(caseOptions, seriesOptions, talk: talk)
    var options = MonteCarloOptions()
    options.network = try network.map { try $0.sampled() } ?? defaultNetwork(inputs.system)
    options.sharing = sampling.sharing
    options.storage = sampling.storageRule
    options.samples = sampling.samples
    options.target = try target(in: inputs.system)
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
    ) { line.report($0) }
    clock.end("dispatch")
    let summary = AdequacySummary(
      result, system: inputs.system, options: options, years: years,
      plansMaintenance: plansMaintenance, holdsReserves: !exact.useReserves)
    var manifest = inputs.manifest(
      of: "adequacy",
      options: [
        .init("method", .string(method.rawValue)),
        .init("network", .string(options.network.rawValue)),
        .init("maintenance", .string(plansMaintenance ? "levelised" : "none")),
        .init("use_reserves", .bool(exact.useReserves)),
      ] + sampling.members
        + seriesOptions.members(
          caseFolder: caseOptions.caseFolder, origin: inputs.series.origin))
    manifest.facts = summary.facts
    let axis = years[0].inputs.axis
    let nodes = result.nodes + (result.nodes.count > 1 ? [result.system] : [])
    let digest = try write(
      [
        OutputTable(
          AdequacyTable.zones.schema, adequacyZonesTable(summary.rows, network: summary.network)),
        OutputTable(AdequacyTable.years.schema, adequacyYearsTable(nodes)),
        OutputTable(AdequacyTable.events.schema, adequacyEventsTable(nodes, axis: axis)),
      ], summary: summary, axis: axis, manifest: manifest, threads: sampling.threads,
      clock: &clock)
    progress.end()
    try print(summary, digest: digest, wallSeconds: clock.wallSeconds)
  }

  private func target(in system: EnergySystem) throws -> ErrorTarget? {
    let known = Set(system.zones.filter { $0.carrier == .electricity }.map(\.biddingZone))
    for zone in sampling.targetZone where !known.contains(zone) {
      throw UsageError(
        message: "--target-zone \(zone) is not a bidding zone of the case",
        fix: "choose one of \(known.sorted().joined(separator: ", "))")
    }
    return sampling.target
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
    let holdsReserves = !exact.useReserves
    let found = Mutex([Result<AdequacyYear, any Error>?](repeating: nil, count: numbers.count))
    WorkPool(threads: options.threads).run(pieces: numbers.count) { _, piece in
      let year = Result {
        let series = try source?.series(climateYear: numbers[piece]) ?? given
        return try AdequacyYear(
          climateYear: numbers[piece], system: system, series: series,
          domainOfHour: try domainOfHour(system, series, classNames),
          plansMaintenance: plansMaintenance, holdsReserves: holdsReserves)
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

  func report(_ run: MonteCarloProgress) {
    line.withLock { _ in
      progress.report(
        "Monte Carlo years", share: Double(run.done) / Double(run.expected), detail: run.words)
    }
  }
}
