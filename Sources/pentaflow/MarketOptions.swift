// SPDX-License-Identifier: Apache-2.0
import Adequacy
import ArgumentParser
import CapacityCalculation
import InputFiles
import MarketCoupling
import Quantities
import Reports
import Studies

extension NetworkModel: ExpressibleByArgument {}

/// What becomes of balancing reserves in the market.
enum ReserveUse: String, EnumerableFlag {
  case holdReserves
  case useReserves
}

/// Which market problem of a case is meant: hours, network, domains, series, outages.
struct MarketOptions: ParsableArguments {
  @Option(help: ArgumentHelp("First hour, UTC: 2030-01-14 or 2030-01-14T06:00.", valueName: "time"))
  var from: TimeArgument?

  @Option(help: ArgumentHelp("First hour that is left out.", valueName: "time"))
  var to: TimeArgument?

  @Option(
    help: ArgumentHelp(
      "Length of the market time unit: 1h or 15min, where each quarter of an hour has the load and "
        + "weather of its hour.", valueName: "unit"))
  var timeUnit = TimeUnit.hour

  @Option(
    help: ArgumentHelp("flow_based, ntc or copperplate.", valueName: "model"))
  var network = NetworkModel.flowBased

  @Option(
    help: ArgumentHelp(
      "Flow-based domains to use: a file (one for every hour, or one by hour with DateTimeUtc), or "
        + "the folder that `pentaflow capacity` wrote.",
      valueName: "path"), completion: .file(extensions: ["csv"]))
  var domain: String?

  @OptionGroup var capacity: CapacityOptions
  @OptionGroup var seriesOptions: SeriesOptions

  @Option(
    help: ArgumentHelp(
      "Draw forced outages: those that `pentaflow adequacy` draws for this sample of the climate "
        + "year. Without it units have their mean availability.", valueName: "n"))
  var outageSample: Int?

  @Option(help: ArgumentHelp("Seed of the outages; the climate has --seed.", valueName: "n"))
  var outageSeed = MonteCarloOptions().seed

  @Flag(
    help: ArgumentHelp(
      "Hold the reserves of the case back from the market, or leave them to it. Without either they "
        + "are held back with --outage-sample alone."))
  var reserves: ReserveUse?

  @Option(
    help: ArgumentHelp(
      "EUR/MWh from one bound of a column to the other; shares ties. 0 for the pure LP.",
      valueName: "x"))
  var slope = CouplingOptions().slopeEURPerMWh

  @Flag(
    help: ArgumentHelp(
      "Hold minimum loads of electrolysers without a profile of commitment: round, solve again."))
  var commitElectrolysers = false

  @Option(help: "Worker threads; the results are the same bytes for any number.")
  var threads = Host.processorCount

  func validate() throws {
    try checkThreads(threads)
    if !(0...largestSlopeEURPerMWh).contains(slope) {
      throw ValidationError(
        "--slope is a number from 0 to \(largestSlopeEURPerMWh) EUR/MWh: it is there to share ties, "
          + "and a larger one moves most prices")
    }
    if let outageSample, outageSample < 0 {
      throw ValidationError("--outage-sample is \(outageSample); samples start at 0")
    }
    if outageSample != nil && timeUnit != .hour {
      throw ValidationError("--outage-sample draws outages by the hour: leave --time-unit out")
    }
    if domain != nil && network != .flowBased {
      throw ValidationError("--domain goes with --network flow_based")
    }
    if capacity.minRam != nil && !computesDomains {
      throw ValidationError(
        "--min-ram is for margins that are computed: "
          + (domain != nil
            ? "those of --domain stand in its file"
            : "--network \(network.rawValue) has none"))
    }
  }

  /// Whether flow-based domains are computed from the grid.
  private var computesDomains: Bool { network == .flowBased && domain == nil }

  /// The case with its series by market time unit.
  func inputs(_ caseOptions: CaseOptions, talk: TalkOptions) throws -> RunInputs {
    var inputs = try RunInputs(caseOptions, seriesOptions, talk: talk)
    inputs.series = inputs.series.divided(into: timeUnit.perHour)
    return inputs
  }

  func couplingOptions(axis: TimeAxis) throws -> CouplingOptions {
    var options = CouplingOptions()
    options.network = network
    options.range = try units(of: axis, from: from, to: to)
    options.slopeEURPerMWh = slope
    options.holdsReserves = reserves.map { $0 == .holdReserves } ?? (outageSample != nil)
    options.capacity = capacity.settings
    options.commitsElectrolysers = commitElectrolysers
    options.solver.threads = threads
    return options
  }

  /// The outages that are drawn, where any are.
  func outages(_ inputs: RunInputs) throws -> DrawnOutages? {
    try outageSample.map {
      try drawnOutages(
        system: inputs.system, series: inputs.series,
        climateYear: seriesOptions.climateYear ?? 1, sample: $0, seed: outageSeed)
    }
  }

  /// Reads the domains that are given; their files count among the inputs.
  func schedule(
    for options: CouplingOptions, inputs: inout RunInputs, talk: TalkOptions
  ) throws -> DomainSchedule? {
    guard let path = domain else { return nil }
    let axis = inputs.series.axis
    let range = options.range ?? 0..<axis.count
    guard LocalDisk().isFolder(path) else {
      return try DomainSchedule(
        readDomainFile(path, inputs: &inputs, talk: talk), over: axis.slice(range))
    }
    let classes = try DomainClasses(system: inputs.system, series: inputs.series, range: range)
    let files = try domainFiles(in: path)
    let missing = classes.names.filter { !files.contains($0) }
    if !missing.isEmpty {
      throw CouplingError([
        "\(path) has no domain for hours of class \(missing.joined(separator: ", ")); it has "
          + (files.isEmpty ? "none" : files.joined(separator: ", "))
      ])
    }
    var domains: [FlowBasedDomain] = []
    for name in classes.names {
      let file = "\(path)/\(name).csv"
      let entries = try readDomainFile(file, inputs: &inputs, talk: talk).entries
      guard entries.count == 1 else {
        throw CouplingError([
          "\(file) holds \(entries.count) domains; in a folder each class of hours has one file "
            + "with one domain"
        ])
      }
      domains.append(entries[0].domain)
    }
    return try DomainSchedule(
      domains: domains, names: classes.names, domainOfUnit: classes.classOfUnit)
  }

  /// Names of the domains in a folder, sorted.
  private func domainFiles(in folder: String) throws -> [String] {
    do {
      return try LocalDisk().entries(of: folder).filter { $0.hasSuffix(".csv") }
        .map { String($0.dropLast(".csv".count)) }
    } catch {
      throw OutputError.failed(error)
    }
  }

  private func readDomainFile(
    _ file: String, inputs: inout RunInputs, talk: TalkOptions
  ) throws -> DomainSeries {
    let (series, warnings) = try readDomains(file)
    for warning in warnings { talk.say("\(warning)") }
    inputs.files.append(try digest(ofFile: file))
    return series
  }

  /// What the manifest says of the options.
  func members(
    of options: CouplingOptions, in caseOptions: CaseOptions, origin: String
  ) -> [JSONText.Member] {
    [
      .init("network", .string(network.rawValue)), .init("from", .optional(from?.text)),
      .init("to", .optional(to?.text)), .init("time_unit", .string(timeUnit.rawValue)),
      .init("domain", .optional(domain)),
      .init("capacity", computesDomains ? options.capacity.json : .null),
      .init("outage_sample", outageSample.map { .integer($0) } ?? .null),
      .init("outage_seed", outageSample == nil ? .null : .string("\(outageSeed)")),
      .init("hold_reserves", .bool(options.holdsReserves)),
      .init("commit_electrolysers", .bool(commitElectrolysers)),
      .init("slope_eur_per_mwh", .number(slope)), .init("solver", options.solver.json),
    ] + seriesOptions.members(caseFolder: caseOptions.caseFolder, origin: origin)
  }
}

/// A column's cost rises by the slope from one bound to the other, and the price with it where the
/// column sets it. EUR/MWh.
///
/// This keeps out what moves prices everywhere; it is no bound on how far a price moves. Costs of
/// several columns add up over links and storages, and where a price is nearly free within an
/// interval even a small slope can choose another place in it.
private let largestSlopeEURPerMWh = 0.01

extension TimeUnit: ExpressibleByArgument {
  /// With or without a blank: `15min`.
  public init?(argument: String) {
    guard
      let unit = Self.allCases.first(where: {
        $0.rawValue.filter { $0 != " " } == argument.filter { $0 != " " }
      })
    else { return nil }
    self = unit
  }

  public var defaultValueDescription: String { rawValue.filter { $0 != " " } }

  public static var allValueStrings: [String] { allCases.map(\.defaultValueDescription) }

  /// For titles: `96 quarter hours`.
  var units: String {
    switch self {
    case .hour: "hours"
    case .quarterHour: "quarter hours"
    }
  }
}
