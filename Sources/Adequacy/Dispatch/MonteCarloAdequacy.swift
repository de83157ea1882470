// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities
import Synchronization

/// How the Monte Carlo years of a system are dispatched.
package struct MonteCarloOptions: Sendable {
  package var network = NetworkModel.flowBased
  package var sharing = SharingRule.curtailmentSharing
  package var storage = StorageRule.earliest
  /// Outage patterns of each climate year.
  package var samples = 10
  /// Of the outages; the climate has its own.
  package var seed: UInt64 = 1
  package var threads = 1
  /// Hours above this are short, MW.
  package var threshold = ShortageThreshold.interiorPoint

  package init() {}
}

/// One node over all Monte Carlo years.
package struct NodeAdequacy: Sendable {
  package var name: String
  package var table: MonteCarloTable
  package var indices: AdequacyIndices
  /// Energy not served as the least total left it, before it was shared, MWh/yr.
  package var eensBeforeSharing: TwoLevelEstimate
}

/// What Monte Carlo years of one system come to.
package struct MonteCarloResult: Sendable {
  package var nodes: [NodeAdequacy]
  /// All nodes together: an hour is short if any of them is.
  package var system: NodeAdequacy
  package var monteCarloYears: Int
  /// Hours over all Monte Carlo years, and those that were solved in windows with their stores.
  package var hours: Int
  package var windowHours: Int
  package var windows: Int
  package var networkHours: Int
  /// Monte Carlo years that had to be solved whole.
  package var wholeYears: Int
  /// What the energy not served may be above the least, MWh over all Monte Carlo years.
  package var gapMWh: Double
}

/// Energy not served in the Monte Carlo years of a system, at least cost to nobody but those who are
/// short: supply is free, energy not served is what is minimised.
///
/// Years are dispatched in any order on several threads and merged in the order of climate years and
/// samples: the result has the same bytes for any number of threads, and merging runs over parts of
/// the samples gives what one run over all gives.
///
/// - Throws: ``OutageDataError``, ``CouplingError``, ``DispatchError``.
package func monteCarloAdequacy(
  system: EnergySystem, years: [AdequacyYear], schedule: DomainSchedule?,
  options: MonteCarloOptions, firstSample: Int = 0,
  progress: (@Sendable (_ done: Int, _ of: Int) -> Void)? = nil
) throws -> MonteCarloResult {
  precondition(!years.isEmpty && options.samples > 0, "\(years.count) years")
  let network = ShortageNetwork(
    system: system, inputs: years[0].inputs, model: options.network, schedule: schedule)
  let draws = try OutageDraws(
    seed: options.seed, system: system, year: years[0], network: network)
  let run = try MonteCarloRun(
    network: network, years: years, draws: draws, options: options, firstSample: firstSample)
  return try run.result(progress: progress)
}

/// One Monte Carlo year after sharing.
private struct DispatchedYear: Sendable {
  /// By node, then all together.
  var shortages: [AnnualShortage]
  var beforeSharing: [Double]
  var dispatch: YearShortages
}

private struct MonteCarloRun {
  let network: ShortageNetwork
  let years: [AdequacyYear]
  let draws: OutageDraws
  let options: MonteCarloOptions
  let firstSample: Int
  private let dispatchers: [YearDispatch]

  init(
    network: ShortageNetwork, years: [AdequacyYear], draws: OutageDraws,
    options: MonteCarloOptions, firstSample: Int
  ) throws(CouplingError) {
    self.network = network
    self.years = years
    self.draws = draws
    self.options = options
    self.firstSample = firstSample
    let largest = Self.largest(years)
    var dispatchers: [YearDispatch] = []
    for _ in 0..<max(1, options.threads) {
      dispatchers.append(
        try YearDispatch(
          network, axis: years[0].inputs.axis, largest: largest, rule: options.storage))
    }
    self.dispatchers = dispatchers
  }

  /// More than any hour has to place, MW by node.
  private static func largest(_ years: [AdequacyYear]) -> [Double] {
    var result = [Double](repeating: 1, count: years[0].nodeCount)
    for year in years {
      let installed = year.installedMW
      for t in 0..<year.hourCount {
        for n in result.indices {
          let at = t * result.count + n
          result[n] = max(
            result[n], year.load[at], year.firmSurplus[at] + year.load[at] + installed[n])
        }
      }
    }
    return result
  }

  func result(progress: (@Sendable (Int, Int) -> Void)?) throws -> MonteCarloResult {
    let keys = years.indices.flatMap { year in
      (0..<options.samples).map { (year: year, sample: firstSample + $0) }
    }
    let outcomes = Mutex([Result<DispatchedYear, any Error>?](repeating: nil, count: keys.count))
    let done = Atomic(0)
    nonisolated(unsafe) let run = self
    WorkPool(threads: options.threads).run(pieces: keys.count) { worker, piece in
      let outcome = Result { try run.dispatched(keys[piece].year, keys[piece].sample, worker) }
      outcomes.withLock { $0[piece] = outcome }
      let count = done.wrappingAdd(1, ordering: .relaxed).newValue
      progress?(count, keys.count)
    }
    return try merged(outcomes.withLock { $0 }.map { try $0!.get() })
  }

  private func dispatched(_ year: Int, _ sample: Int, _ worker: Int) throws -> DispatchedYear {
    let sampled = draws.sampled(years[year], sample: sample)
    let dispatch = try dispatchers[worker].screened(sampled)
    let shared = try sharedHours(dispatch, sampled)
    let nodes = network.nodeCount
    let energy = years[year].loadMWhByNode
    let hours = years[year].hourCount
    var tallies = (0...nodes).map { n in
      ShortageTally(
        threshold: options.threshold, hours: hours,
        loadMWh: n < nodes ? energy[n] : energy.reduce(0, +))
    }
    var before = [Double](repeating: 0, count: nodes + 1)
    for (hour, shortage) in zip(dispatch.hours, shared) {
      for n in 0..<nodes {
        tallies[n].add(hour: hour.hour, energyNotServedMW: shortage[n])
        before[n] += hour.shortage[n]
      }
      tallies[nodes].add(hour: hour.hour, energyNotServedMW: shortage.reduce(0, +))
      before[nodes] += hour.shortage.reduce(0, +)
    }
    return DispatchedYear(
      shortages: tallies.map { $0.finished() }, beforeSharing: before, dispatch: dispatch)
  }

  /// MW by short hour and node under the sharing rule, with stores used as they were.
  private func sharedHours(
    _ dispatch: YearShortages, _ sampled: SampledYear
  ) throws -> [[Double]] {
    let nodes = network.nodeCount
    let hours = dispatch.hours.map { hour in
      let at = hour.hour * nodes
      return SharedHour(
        kind: sampled.year.domainOfHour[hour.hour],
        balance: (0..<nodes).map { sampled.surplus[at + $0] + hour.storeSupply[$0] },
        load: (0..<nodes).map { sampled.year.load[at + $0] },
        cableShare: sampled.cableShare.map { $0.isEmpty ? 1 : $0[hour.hour] })
    }
    guard let shared = try share(hours, over: network, rule: options.sharing) else {
      throw DispatchError(
        sample: dispatch.sample, reason: "the shortages of \(hours.count) hours were not shared")
    }
    return shared
  }

  private func merged(_ outcomes: [DispatchedYear]) throws -> MonteCarloResult {
    let nodes = network.nodeCount
    func adequacy(_ n: Int, _ name: String) throws -> NodeAdequacy {
      let table = try MonteCarloTable(
        outcomes.map {
          MonteCarloTable.Entry(year: $0.dispatch.sample, shortage: $0.shortages[n])
        })
      let before = zip(outcomes, outcomes.map(\.dispatch.sample))
        .sorted { $0.1 < $1.1 }.map { $0.0.beforeSharing[n] }
      return NodeAdequacy(
        name: name, table: table, indices: AdequacyIndices(table),
        eensBeforeSharing: TwoLevelEstimate(before, climateYears: table.climateYears))
    }
    return MonteCarloResult(
      nodes: try (0..<nodes).map { try adequacy($0, network.nodeNames[$0]) },
      system: try adequacy(nodes, "all zones"), monteCarloYears: outcomes.count,
      hours: outcomes.count * years[0].hourCount,
      windowHours: outcomes.reduce(0) { $0 + $1.dispatch.windowHours },
      windows: outcomes.reduce(0) { $0 + $1.dispatch.windows },
      networkHours: outcomes.reduce(0) { $0 + $1.dispatch.networkHours },
      wholeYears: outcomes.count { $0.dispatch.isWholeYear },
      gapMWh: outcomes.reduce(0) { $0 + $1.dispatch.gapMWh })
  }
}

extension AdequacyYear {
  /// Thermal MW by node that no outage takes away.
  fileprivate var installedMW: [Double] {
    var result = [Double](repeating: 0, count: nodeCount)
    for fleet in fleets { result[fleet.node] += fleet.installedMW }
    return result
  }

  /// MWh of load over the year by node.
  fileprivate var loadMWhByNode: [Double] {
    var result = [Double](repeating: 0, count: nodeCount)
    for t in 0..<hourCount {
      for n in 0..<nodeCount { result[n] += load[t * nodeCount + n] * inputs.axis.stepHours }
    }
    return result
  }
}
