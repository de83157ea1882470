// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities
import Synchronization

/// What one Monte Carlo year of a changed system lacks.
package struct YearRisk: Hashable, Sendable {
  /// MWh and hours above the threshold: the least total over all nodes, before sharing.
  package var energyMWh = 0.0
  package var shortHours = 0
  /// The same by node after sharing; empty where not asked for.
  package var nodeEnergyMWh: [Double] = []
  package var nodeShortHours: [Int] = []
}

/// The Monte Carlo years of a system, dispatched again and again with changes of the system: same
/// climate, same draws, so that differences are those of the change.
///
/// Safe for one caller at a time; it works on several threads itself, and what it returns does not
/// depend on their number.
package final class CapacityStudy {
  package let system: EnergySystem
  package let years: [AdequacyYear]
  package let options: MonteCarloOptions
  /// Monte Carlo years dispatched so far, over all changes.
  package internal(set) var dispatchedYears = 0
  package var progress: (@Sendable (_ dispatchedYears: Int) -> Void)?

  private let schedule: DomainSchedule?
  private let keys: [(year: Int, sample: Int)]
  /// Outcomes of changes of firm power and load: several resources of a zone ask for the same.
  private var known: [PlainChange: [YearRisk]] = [:]

  private struct PlainChange: Hashable {
    var firmMW: [Double]
    var loadMW: [Double]
    var sharing: Bool
  }

  /// - Precondition: `years` are of `system`, each climate year once.
  package init(
    system: EnergySystem, years: [AdequacyYear], schedule: DomainSchedule?,
    options: MonteCarloOptions, firstSample: Int = 0
  ) {
    precondition(!years.isEmpty && options.samples > 0, "\(years.count) years")
    self.system = options.isolatesZones ? system.withoutExchange : system
    self.years = years
    self.schedule = schedule
    self.options = options
    keys = years.indices.flatMap { year in
      (0..<options.samples).map { (year: year, sample: firstSample + $0) }
    }
  }

  /// Whether no zone can give to another.
  fileprivate var isIsolated: Bool {
    system.borders.isEmpty && system.dcLinks.isEmpty && options.network == .ntc
  }

  /// The same years with every zone on its own.
  package func isolated() -> CapacityStudy {
    var options = options
    options.network = .ntc
    let years = years.map { year in
      var year = year
      year.domainOfHour = [Int](repeating: 0, count: year.hourCount)
      return year
    }
    let study = CapacityStudy(
      system: system.withoutExchange, years: years, schedule: nil, options: options,
      firstSample: keys[0].sample)
    study.progress = progress
    return study
  }

  package var nodeNames: [String] { years[0].inputs.nodes.map(\.name) }
  package var nodeCount: Int { years[0].nodeCount }
  package var monteCarloYears: Int { keys.count }
  package var unchanged: CapacityChange { CapacityChange(nodes: nodeCount) }
  package var resources: [CapacityResource] { CapacityResource.all(of: system, in: years[0]) }

  /// Runs of Monte Carlo years of one climate year.
  package var climateYears: [Range<Int>] {
    years.indices.map { $0 * options.samples..<($0 + 1) * options.samples }
  }

  // MARK: Dispatch

  /// What each Monte Carlo year lacks with a change, in order of climate years and samples.
  ///
  /// - Parameters:
  ///   - worse: of a change with no more supply and no less load in any hour: years without
  ///     shortage there need no dispatch here.
  ///   - sharing: whether the shortages are shared, for figures by node.
  package func risks(
    _ change: CapacityChange, worse: [YearRisk]? = nil, sharing: Bool = false
  ) throws -> [YearRisk] {
    let isPlain = change.removed.isEmpty && change.added.isEmpty
    let key = PlainChange(
      firmMW: change.firmMW, loadMW: change.loadMW, sharing: sharing)
    if isPlain, let known = known[key] { return known }
    let nodes = sharing ? nodeCount : 0
    let none = YearRisk(
      nodeEnergyMWh: [Double](repeating: 0, count: nodes),
      nodeShortHours: [Int](repeating: 0, count: nodes))
    let threshold = options.threshold
    let risks = try perYear(change, worse: worse, otherwise: none) { dispatched in
      try Self.risk(dispatched, threshold: threshold, sharing: sharing)
    }
    if isPlain { known[key] = risks }
    return risks
  }

  /// `value` of each dispatched Monte Carlo year, and `otherwise` where `worse` shows that nothing is
  /// short.
  func perYear<Value: Sendable>(
    _ change: CapacityChange, worse: [YearRisk]? = nil, otherwise: Value,
    _ value: @Sendable (DispatchedChange) throws -> Value
  ) throws -> [Value] {
    let changed = try ChangedSystem(self, change, schedule: schedule)
    let active = keys.indices.filter { place in worse.map { $0[place].energyMWh > 0 } ?? true }
    let found = Mutex([Result<Value, any Error>?](repeating: nil, count: active.count))
    let done = Atomic(0)
    let before = dispatchedYears
    let progress = progress
    nonisolated(unsafe) let system = changed
    let keys = keys
    WorkPool(threads: options.threads).run(pieces: active.count) { worker, piece in
      let key = keys[active[piece]]
      let outcome = Result { try value(try system.dispatched(key.year, key.sample, worker)) }
      found.withLock { $0[piece] = outcome }
      progress?(before + done.wrappingAdd(1, ordering: .relaxed).newValue)
    }
    dispatchedYears += active.count
    var result = [Value](repeating: otherwise, count: keys.count)
    for (place, outcome) in zip(active, found.withLock { $0 }) {
      result[place] = try outcome!.get()
    }
    return result
  }

  private static func risk(
    _ dispatched: DispatchedChange, threshold: ShortageThreshold, sharing: Bool
  ) throws -> YearRisk {
    let step = dispatched.sampled.year.inputs.axis.stepHours
    var risk = YearRisk()
    for hour in dispatched.shortages.hours {
      let missing = hour.shortage.reduce(0, +)
      risk.energyMWh += missing * step
      if missing > threshold.megawatts { risk.shortHours += 1 }
    }
    guard sharing else { return risk }
    risk.nodeEnergyMWh = [Double](repeating: 0, count: dispatched.nodeCount)
    risk.nodeShortHours = [Int](repeating: 0, count: dispatched.nodeCount)
    for shortage in try dispatched.shared() {
      for (n, missing) in shortage.enumerated() where missing > 0 {
        risk.nodeEnergyMWh[n] += missing * step
        if missing > threshold.megawatts { risk.nodeShortHours[n] += 1 }
      }
    }
    return risk
  }
}

/// A changed system, ready to dispatch Monte Carlo years.
private struct ChangedSystem {
  private let study: CapacityStudy
  private let change: CapacityChange
  private let network: ShortageNetwork
  private let draws: OutageDraws
  private let dispatchers: [YearDispatch]

  init(_ study: CapacityStudy, _ change: CapacityChange, schedule: DomainSchedule?) throws {
    self.study = study
    self.change = change
    let system = change.applied(to: study.system, study.years[0])
    let first = change.applied(to: study.years[0], unitCount: study.system.generatingUnits.count)
    let network = ShortageNetwork(
      system: system, inputs: first.inputs, model: study.options.network, schedule: schedule)
    self.network = network
    draws = try OutageDraws(
      seed: study.options.seed, system: system, year: first, network: network)
    let largest = zip(Self.largest(study.years), change.largestAddedMW).map { $0 + $1 }
    var dispatchers: [YearDispatch] = []
    for _ in 0..<max(1, study.options.threads) {
      dispatchers.append(
        try YearDispatch(
          network, axis: first.inputs.axis, largest: largest, rule: study.options.storage))
    }
    self.dispatchers = dispatchers
  }

  /// More than any hour has to place, MW by node.
  private static func largest(_ years: [AdequacyYear]) -> [Double] {
    var installed = [Double](repeating: 0, count: years[0].nodeCount)
    for fleet in years[0].fleets { installed[fleet.node] += fleet.installedMW }
    var result = [Double](repeating: 1, count: years[0].nodeCount)
    for year in years {
      for t in 0..<year.hourCount {
        for n in result.indices {
          let at = t * result.count + n
          let load = year.load[at]
          result[n] = max(result[n], load, year.firmSurplus[at] + load + installed[n])
        }
      }
    }
    return result
  }

  func dispatched(_ year: Int, _ sample: Int, _ worker: Int) throws -> DispatchedChange {
    let changed = change.applied(
      to: study.years[year], unitCount: study.system.generatingUnits.count)
    let sampled = draws.sampled(changed, sample: sample)
    return DispatchedChange(
      network: network, sampled: sampled, shortages: try dispatchers[worker].screened(sampled),
      rule: study.isIsolated ? nil : study.options.sharing)
  }
}

/// One Monte Carlo year of a changed system, dispatched but not shared.
struct DispatchedChange {
  let network: ShortageNetwork
  let sampled: SampledYear
  let shortages: YearShortages
  /// Nil where there is nothing to share.
  let rule: SharingRule?

  var nodeCount: Int { network.nodeCount }

  /// The short hours, stores used as they were.
  var hours: [SharedHour] { shortages.sharedHours(sampled) }

  /// MW by short hour and node under the sharing rule.
  func shared() throws -> [[Double]] {
    guard let rule else { return shortages.hours.map(\.shortage) }
    let hours = hours
    guard let shared = try share(hours, over: network, rule: rule) else {
      throw DispatchError(
        sample: shortages.sample, reason: "the shortages of \(hours.count) hours were not shared")
    }
    return shared
  }
}

extension EnergySystem {
  /// The same system with every bidding zone on its own.
  package var withoutExchange: EnergySystem {
    var alone = self
    alone.borders = []
    alone.dcLinks = []
    alone.externalConstraints = []
    return alone
  }
}
