// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities
import Synchronization

/// Energy not served in the Monte Carlo years of a system, at least cost to nobody but those who are
/// short: supply is free, energy not served is what is minimised.
///
/// Years are dispatched in any order on several threads and merged in the order of climate years and
/// samples: the result has the same bytes for any number of threads, and merging runs over parts of
/// the samples gives what one run over all gives. With an error to reach, rounds of samples over all
/// climate years follow each other as ``StoppingRule`` says; but for ``MonteCarloResult/rounds`` the
/// result is that of a run with the final number of samples given.
///
/// - Precondition: the zones of the target are nodes of the network.
/// - Throws: ``OutageDataError``, ``CouplingError``, ``DispatchError``.
package func monteCarloAdequacy(
  system: EnergySystem, years: [AdequacyYear], schedule: DomainSchedule?,
  options: MonteCarloOptions, firstSample: Int = 0,
  progress: (@Sendable (MonteCarloProgress) -> Void)? = nil
) throws -> MonteCarloResult {
  precondition(!years.isEmpty && options.samples > 0, "\(years.count) years")
  let system = options.isolatesZones ? system.withoutExchange : system
  let network = ShortageNetwork(
    system: system, inputs: years[0].inputs,
    model: options.isolatesZones ? .ntc : options.network,
    schedule: options.isolatesZones ? nil : schedule)
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
  var events: [[ShortageEvent]]
  var beforeSharing: [Double]
  /// By node, then all together, with units out of the market; empty where there are none.
  var withOutOfMarket: [AnnualShortage]
  /// Without its hours, which the shortages sum up.
  var dispatch: YearShortages
}

private struct MonteCarloRun {
  let network: ShortageNetwork
  let years: [AdequacyYear]
  let draws: OutageDraws
  let options: MonteCarloOptions
  let firstSample: Int
  private let dispatchers: [YearDispatch]
  private let loadMWhByNode: [[Double]]

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
    loadMWhByNode = years.map(\.loadMWhByNode)
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

  // MARK: Rounds

  func result(progress: (@Sendable (MonteCarloProgress) -> Void)?) throws -> MonteCarloResult {
    let finished = FinishedYears(names: network.nodeNames, climateYears: years.count)
    var outcomes: [DispatchedYear] = []
    var rounds: [MonteCarloRounds.Round] = []
    var end = options.samples
    while true {
      outcomes += try round(
        (rounds.last?.samples ?? 0)..<end,
        expected: expectedSamples(after: rounds.last, atLeast: end),
        finished, progress)
      outcomes.sort { $0.dispatch.sample < $1.dispatch.sample }
      let estimates = targetEstimates(outcomes)
      rounds.append(
        .init(
          samples: end,
          relativeError: estimates?.map { $0.estimate.relativeError ?? .infinity }.max()))
      switch decision(samples: end, estimates) {
      case .goOn(let next): end = next
      case .end(let ending):
        return try merged(outcomes, rounds: MonteCarloRounds(rounds: rounds, ending: ending))
      }
    }
  }

  private enum Decision {
    case goOn(upTo: Int)
    case end(MonteCarloRounds.Ending)
  }

  private func decision(samples: Int, _ estimates: [TwoLevelEstimate]?) -> Decision {
    guard let target = options.target, let estimates else { return .end(.given) }
    let rule = StoppingRule(
      relativeError: target.relativeError, firstRound: options.samples,
      maximumSamples: max(options.samples, target.mostSamples))
    return switch rule.decide(samples: samples, estimates: estimates) {
    case .sample(let next): .goOn(upTo: next)
    case .reached: .end(.reached)
    case .exhausted: .end(.mostSamples)
    case .limitedByClimateYears: .end(.climateYears)
    }
  }

  /// Of the index that is to be known, by the nodes for which; nil without a target.
  private func targetEstimates(_ outcomes: [DispatchedYear]) -> [TwoLevelEstimate]? {
    guard let target = options.target else { return nil }
    let rows = target.zones.map { name in
      guard let row = network.nodeNames.firstIndex(of: name) else {
        preconditionFailure("target for \(name), which is no node")
      }
      return row
    }
    return (rows.isEmpty ? [network.nodeCount] : rows).map { n in
      let table = MonteCarloTable(
        sorted: outcomes.map { .init(year: $0.dispatch.sample, shortage: $0.shortages[n]) })
      return TwoLevelEstimate(
        table.entries.map {
          switch target.index {
          case .eens: $0.shortage.energyNotServedMWh
          case .lole: Double($0.shortage.shortHours)
          }
        }, climateYears: table.climateYears)
    }
  }

  /// Samples per climate year that the error after a round lets expect: it falls with their root.
  private func expectedSamples(after round: MonteCarloRounds.Round?, atLeast end: Int) -> Int {
    guard let target = options.target, let round, let error = round.relativeError else {
      return end
    }
    let most = max(options.samples, target.mostSamples)
    let ratio = error / target.relativeError
    let needed = Double(round.samples) * ratio * ratio
    return max(end, needed < Double(most) ? Int(needed.rounded(.up)) : most)
  }

  /// Dispatches samples of all climate years.
  private func round(
    _ samples: Range<Int>, expected: Int, _ finished: FinishedYears,
    _ progress: (@Sendable (MonteCarloProgress) -> Void)?
  ) throws -> [DispatchedYear] {
    let keys = years.indices.flatMap { year in
      samples.map { (year: year, sample: firstSample + $0) }
    }
    let outcomes = Mutex([Result<DispatchedYear, any Error>?](repeating: nil, count: keys.count))
    let done = Atomic(years.count * samples.lowerBound)
    let all = years.count * expected
    let nodes = network.nodeCount
    nonisolated(unsafe) let run = self
    WorkPool(threads: options.threads).run(pieces: keys.count) { worker, piece in
      let key = keys[piece]
      let outcome = Result { try run.dispatched(key.year, key.sample, worker) }
      outcomes.withLock { $0[piece] = outcome }
      let count = done.wrappingAdd(1, ordering: .relaxed).newValue
      guard let progress, case .success(let year) = outcome else { return }
      finished.add(
        climateYear: key.year, shortHours: year.shortages.prefix(nodes).map(\.shortHours))
      progress(MonteCarloProgress(done: count, expected: all, finished: finished))
    }
    return try outcomes.withLock { $0 }.map { try $0!.get() }
  }

  // MARK: One Monte Carlo year

  private func dispatched(_ year: Int, _ sample: Int, _ worker: Int) throws -> DispatchedYear {
    let sampled = draws.sampled(years[year], sample: sample)
    let dispatch = try dispatchers[worker].screened(sampled)
    let shared = try sharedHours(dispatch, sampled)
    let nodes = network.nodeCount
    let energy = loadMWhByNode[year]
    let hours = years[year].hourCount
    func emptyTallies(listsEvents: Bool) -> [ShortageTally] {
      (0...nodes).map { n in
        ShortageTally(
          threshold: options.threshold, hours: hours,
          loadMWh: n < nodes ? energy[n] : energy.reduce(0, +), listsEvents: listsEvents)
      }
    }
    var tallies = emptyTallies(listsEvents: true)
    var after = sampled.outOfMarket.isEmpty ? [] : emptyTallies(listsEvents: false)
    var before = [Double](repeating: 0, count: nodes + 1)
    for (hour, shortage) in zip(dispatch.hours, shared) {
      for n in 0..<nodes {
        tallies[n].add(hour: hour.hour, energyNotServedMW: shortage[n])
        before[n] += hour.shortage[n]
      }
      tallies[nodes].add(hour: hour.hour, energyNotServedMW: shortage.reduce(0, +))
      if !after.isEmpty { add(hour.hour, shortage, lessOutOfMarket: sampled, to: &after) }
      before[nodes] += hour.shortage.reduce(0, +)
    }
    var rest = dispatch
    rest.hours = []
    return DispatchedYear(
      shortages: tallies.map { $0.finished() }, events: tallies.map { $0.events() },
      beforeSharing: before, withOutOfMarket: after.map { $0.finished() }, dispatch: rest)
  }

  /// Units out of the market serve what the market and the sharing rule left unserved in their own
  /// node, and no other.
  private func add(
    _ hour: Int, _ shortage: [Double], lessOutOfMarket sampled: SampledYear,
    to tallies: inout [ShortageTally]
  ) {
    var left = 0.0
    for n in shortage.indices {
      let missing = max(0, shortage[n] - sampled.outOfMarket[hour * shortage.count + n])
      tallies[n].add(hour: hour, energyNotServedMW: missing)
      left += missing
    }
    tallies[shortage.count].add(hour: hour, energyNotServedMW: left)
  }

  /// MW by short hour and node under the sharing rule, with stores used as they were.
  private func sharedHours(
    _ dispatch: YearShortages, _ sampled: SampledYear
  ) throws -> [[Double]] {
    let hours = dispatch.sharedHours(sampled)
    guard let shared = try share(hours, over: network, rule: options.sharing) else {
      throw DispatchError(
        sample: dispatch.sample, reason: "the shortages of \(hours.count) hours were not shared")
    }
    return shared
  }

  // MARK: All of them

  private func table(
    _ outcomes: [DispatchedYear], _ shortage: (DispatchedYear) -> AnnualShortage
  ) throws -> MonteCarloTable {
    try MonteCarloTable(outcomes.map { .init(year: $0.dispatch.sample, shortage: shortage($0)) })
  }

  /// - Parameter outcomes: in order of climate year and sample.
  private func merged(
    _ outcomes: [DispatchedYear], rounds: MonteCarloRounds
  ) throws -> MonteCarloResult {
    let nodes = network.nodeCount
    let hasOutOfMarket = outcomes.contains { !$0.withOutOfMarket.isEmpty }
    func adequacy(_ n: Int, _ name: String) throws -> NodeAdequacy {
      let table = try self.table(outcomes) { $0.shortages[n] }
      return NodeAdequacy(
        name: name, table: table, indices: AdequacyIndices(table),
        events: outcomes.flatMap { outcome in
          outcome.events[n].map { MonteCarloEvent(year: outcome.dispatch.sample, event: $0) }
        },
        eensBeforeSharing: TwoLevelEstimate(
          outcomes.map { $0.beforeSharing[n] }, climateYears: table.climateYears),
        withOutOfMarket: hasOutOfMarket
          ? AdequacyIndices(try self.table(outcomes) { $0.withOutOfMarket[n] }) : nil)
    }
    return MonteCarloResult(
      nodes: try (0..<nodes).map { try adequacy($0, network.nodeNames[$0]) },
      system: try adequacy(nodes, "all zones"), rounds: rounds,
      monteCarloYears: outcomes.count,
      hours: outcomes.count * years[0].hourCount,
      windowHours: outcomes.reduce(0) { $0 + $1.dispatch.windowHours },
      windows: outcomes.reduce(0) { $0 + $1.dispatch.windows },
      networkHours: outcomes.reduce(0) { $0 + $1.dispatch.networkHours },
      wholeYears: outcomes.count { $0.dispatch.isWholeYear },
      gapMWh: outcomes.reduce(0) { $0 + $1.dispatch.gapMWh },
      unsettledWindows: outcomes.reduce(0) { $0 + $1.dispatch.unsettledWindows })
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
