// SPDX-License-Identifier: Apache-2.0
import Adequacy
import ArgumentParser
import GridModel
import InputFiles
import Quantities
import Reports

/// Whether units are in planned maintenance.
enum MaintenanceChoice: String, CaseIterable, ExpressibleByArgument {
  case none
  case levelised
}

struct ExactMethodOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "none, or levelised: the days of planned_days are laid where each zone misses them least. "
        + "Without it, exact: none; monte-carlo: levelised.", valueName: "plan"))
  var maintenance: MaintenanceChoice?

  @Option(
    help: ArgumentHelp(
      "Standard deviation of the load forecast, share of the load; all hours err together.",
      valueName: "share"))
  var loadSigma: Double?

  @Option(
    help: ArgumentHelp("Classes of the load forecast's error, an odd number.", valueName: "n"))
  var loadSteps = 7

  @Flag(help: "Leave storages and demand response out; indices are then upper bounds.")
  var withoutStorage = false

  @Flag(help: "Use reserves before load is shed; without this they are held back.")
  var useReserves = false

  func validate() throws {
    if let loadSigma { try check { _ = try LoadUncertainty(sigma: loadSigma, steps: loadSteps) } }
  }

  private func check(_ body: () throws -> Void) throws {
    do { try body() } catch let error as ExactAdequacyError {
      throw ValidationError(error.description)
    }
  }

  /// Throws where an option is given that means nothing to Monte Carlo.
  func checkMonteCarlo() throws {
    if loadSigma != nil {
      throw ValidationError("--load-sigma goes with --method exact; climate years vary the load")
    }
    if withoutStorage {
      throw ValidationError("--without-storage goes with --method exact; stores are dispatched")
    }
  }

  func options(network: ExactNetwork?) throws -> ExactOptions {
    var options = ExactOptions()
    options.network = network
    options.plansMaintenance = (maintenance ?? .none) == .levelised
    options.leavesOutStorage = withoutStorage
    options.holdsReserves = !useReserves
    options.settings.loadUncertainty = try loadSigma.map {
      try LoadUncertainty(sigma: $0, steps: loadSteps)
    }
    return options
  }

  /// What the manifest says of them.
  var members: [JSONText.Member] {
    [
      .init("maintenance", .string((maintenance ?? .none).rawValue)),
      .init("load_sigma", loadSigma.map { .number($0) } ?? .null),
      .init("load_steps", loadSigma == nil ? .null : .integer(loadSteps)),
      .init("without_storage", .bool(withoutStorage)),
      .init("use_reserves", .bool(useReserves)),
    ]
  }
}

extension AdequacyCommand {
  func runExact() throws {
    let strays = sampling.given + (targeting.targetError == nil ? [] : ["--target-error"])
    if !strays.isEmpty {
      throw UsageError(
        message: "the exact method does not use \(strays.joined(separator: ", "))",
        fix: "give --method monte-carlo, or leave \(strays.count == 1 ? "it" : "them") out")
    }
    let progress = ProgressLine(isQuiet: talk.quiet)
    var clock = StageClock()
    let options = try exact.options(network: network.map { try $0.exact() })
    let inputs = try RunInputs(caseOptions, seriesOptions, talk: talk)
    let hourly = try ExactInputs(system: inputs.system, series: inputs.series)
    clock.end("read")
    progress.report("adding up outages", share: 0.1, detail: "")
    let result = try exactAdequacy(of: inputs.system, inputs: hourly, options: options)
    clock.end("exact")
    var summary = AdequacySummary(
      result, system: inputs.system, axis: hourly.axis, thresholdMW: options.settings.thresholdMW)
    if inputs.series.isSynthetic { summary.notes.insert(inputs.series.origin, at: 0) }
    let manifest = inputs.manifest(
      of: "adequacy",
      options: [
        .init("method", .string(method.rawValue)),
        .init("network", .string(result.network.rawValue)),
      ] + exact.members
        + seriesOptions.members(
          caseFolder: caseOptions.caseFolder, origin: inputs.series.origin))
    let digest = try write(
      [
        OutputTable(
          AdequacyTable.zones.schema, adequacyZonesTable(summary.rows, network: summary.network)),
        OutputTable(
          AdequacyTable.hourly.schema,
          adequacyHourlyTable(
            result.areas.map { (name: $0.name, hours: $0.hours) }, axis: hourly.axis)),
      ], summary: summary, axis: hourly.axis, manifest: manifest, threads: 1, clock: &clock)
    progress.end()
    try print(summary, digest: digest, wallSeconds: clock.wallSeconds)
  }
}

extension AdequacySummary {
  init(
    _ result: ExactAdequacyResult, system: EnergySystem, axis: TimeAxis, thresholdMW: Double
  ) {
    self.init(
      title: "\(system.name) \(system.year), exact, \(result.network.words), "
        + "\(axis.count) hours from \(axis.timestamp(at: 0))",
      method: AdequacyMethod.exact.rawValue, network: result.network.rawValue,
      thresholdMW: thresholdMW,
      zones: result.areas.map {
        AdequacyZone(
          name: $0.name, $0.indices, loleStandardHours: $0.loleStandardHours,
          perfectMWToStandard: $0.perfectMWToStandard)
      },
      system: result.system.map { AdequacyZone(name: allZonesName, $0) }, notes: result.notes)
  }
}

extension ExactNetwork {
  fileprivate var words: String {
    switch self {
    case .isolated: "each zone on its own"
    case .ntc: "zones joined, no load shed for the other"
    case .copperplate: "all zones as one"
    }
  }
}
