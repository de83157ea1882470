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

extension SamplingOptions {
  /// - Parameter network: as asked for; nil takes what fits the case.
  func options(network: AdequacyNetwork?, for system: EnergySystem) -> MonteCarloOptions {
    var options = MonteCarloOptions()
    options.network = network?.sampled ?? Self.defaultNetwork(system)
    options.isolatesZones = network == .isolated
    options.sharing = sharing
    options.storage = storageRule
    options.samples = samples
    options.seed = outageSeed
    options.threads = threads
    return options
  }

  private static func defaultNetwork(_ system: EnergySystem) -> NetworkModel {
    let zones = Set(system.zones.filter(\.isFlowBased).map(\.biddingZone))
    return zones.count > 1 && !system.grid.branches.isEmpty ? .flowBased : .ntc
  }
}

/// Makes ready what Monte Carlo years are dispatched on.
struct YearPreparation {
  var caseOptions: CaseOptions
  var seriesOptions: SeriesOptions
  var sampling: SamplingOptions
  var talk: TalkOptions
  var options: MonteCarloOptions
  var plansMaintenance: Bool
  var holdsReserves = true
  var capacity = CapacitySettings()

  /// Climate years and, with flow-based coupling, the domains they share.
  func years(
    _ inputs: inout RunInputs, progress: AdequacyProgress, clock: inout StageClock
  ) throws -> (years: [AdequacyYear], schedule: DomainSchedule?) {
    let domains = try namedDomains(&inputs, progress: progress)
    clock.end("capacity")
    let years = try preparedYears(domains.map(\.name), inputs, progress: progress)
    clock.end("climate")
    let schedule =
      domains.isEmpty
      ? nil
      : try DomainSchedule(
        domains: domains.map(\.domain), names: domains.map(\.name), domainOfUnit: [])
    return (years, schedule)
  }

  /// The domains of the classes of hours, given or computed; none without flow-based coupling.
  private func namedDomains(
    _ inputs: inout RunInputs, progress: AdequacyProgress
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
    coupling.capacity = capacity
    return try calculateCapacity(
      system: inputs.system, series: inputs.series, options: coupling
    ) { progress.calculating($0) }.domains
  }

  /// The climate years with the domain of each of their hours.
  private func preparedYears(
    _ classNames: [String], _ inputs: RunInputs, progress: AdequacyProgress
  ) throws -> [AdequacyYear] {
    let system = inputs.system
    let given = inputs.series
    let numbers = sampling.climateYears?.years ?? [seriesOptions.climateYear ?? 1]
    let source = inputs.climate
    let (plansMaintenance, holdsReserves) = (plansMaintenance, holdsReserves)
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
      progress.madeClimateYear(of: numbers.count)
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
