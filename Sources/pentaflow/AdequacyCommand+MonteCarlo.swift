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
    let options = try sampling.options(network: network, for: inputs.system)
    clock.end("read")
    let preparation = YearPreparation(
      caseOptions: caseOptions, seriesOptions: seriesOptions, sampling: sampling, talk: talk,
      options: options, plansMaintenance: plansMaintenance)
    let (years, schedule) = try preparation.years(&inputs, progress: progress, clock: &clock)
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
