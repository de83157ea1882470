// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization
import Quantities

/// An hour in which energy is not served, before any sharing between nodes.
package struct ShortHour: Sendable {
  package var hour: Int
  /// MW by node: what stores give less what they take.
  package var storeSupply: [Double]
  /// MW by node, as the program of least shortage left it.
  package var shortage: [Double]
}

/// The least energy not served of one Monte Carlo year.
package struct YearShortages: Sendable {
  package var sample: MonteCarloYear
  package var hours: [ShortHour] = []
  /// Hours in windows that were solved as one program with their stores.
  package var windowHours = 0
  package var windows = 0
  /// Hours for which the network was solved on its own.
  package var networkHours = 0
  /// Whether the year was solved whole, for stores that nothing fills again came to their end.
  package var isWholeYear = false
  /// Sum over the windows of what the energy not served may be above the least, MWh.
  package var gapMWh = 0.0
  /// Short windows in which the split between nodes is one of several, for the solver found no answer
  /// to which of them is the even one.
  package var unsettledWindows = 0
}

extension YearShortages {
  /// The short hours as a sharing rule sees them, stores used as they were.
  package func sharedHours(_ sampled: SampledYear) -> [SharedHour] {
    let nodes = sampled.year.nodeCount
    return hours.map { hour in
      let at = hour.hour * nodes
      return SharedHour(
        kind: sampled.year.domainOfHour[hour.hour],
        balance: (0..<nodes).map { sampled.surplus[at + $0] + hour.storeSupply[$0] },
        load: (0..<nodes).map { sampled.year.load[at + $0] },
        cableShare: sampled.cableShare.map { $0.isEmpty ? 1 : $0[hour.hour] })
    }
  }
}

/// Why a Monte Carlo year has no answer.
package struct DispatchError: Error, Equatable, Sendable, CustomStringConvertible {
  package var sample: MonteCarloYear
  package var reason: String

  package var description: String {
    "climate year \(sample.climateYear), sample \(sample.sample): \(reason)"
  }
}

/// Finds the least energy not served of a Monte Carlo year, and solves only what can be short.
///
/// A first pass goes through the year hour by hour, fills the stores with what is left over and uses
/// them where an hour would be short. It is one feasible way, so wherever it leaves nothing unserved
/// nothing need be. Around each hour in which it does, a window is cut out: back to the last hour
/// after which every store that can be recharged was full, and forward to the last hour that needs
/// stores before they are full again. Starting full is the best a window can hope for, and it can
/// always be had, so windows do not depend on each other and the least over all of them is the
/// least of the year.
///
/// Two things are checked and not assumed. Where stores as a window leaves them are needed before
/// they are full again, the window grows forward. And stores that nothing recharges
/// (reservoirs) start a window as the hours before have left them: if one comes to its end in a
/// window that is short, the window begins again at the last hour with that one full as well, or
/// with the year, and takes in the windows on the way.
package final class YearDispatch {
  /// MW over all nodes above which an hour of a window counts as short: below is the rounding of an
  /// interior point.
  static let shortMW = 1e-3
  /// Share of a store's energy that it may lack and count as full.
  static let fullness = 1e-9
  /// The same of what an interior point leaves, and the share at which a store has come to its end.
  static let solvedFullness = 1e-6

  private let network: ShortageNetwork
  private let rule: StorageRule
  private let hourly: HourDispatch
  private let hours: Double

  package init(
    _ network: ShortageNetwork, axis: TimeAxis, largest: [Double], rule: StorageRule
  ) throws(CouplingError) {
    self.network = network
    self.rule = rule
    hours = axis.stepHours
    hourly = try HourDispatch(network, axis: axis, largest: largest)
  }

  private var stores: [EnergyStore] { network.stores }

  // MARK: The whole year in one program

  /// The same without any screening: one program over all hours.
  package func unscreened(_ year: SampledYear) throws -> YearShortages {
    var result = YearShortages(sample: year.sample)
    try solveWhole(year, &result)
    return result
  }

  private func solveWhole(_ year: SampledYear, _ result: inout YearShortages) throws {
    let all = 0..<year.year.hourCount
    guard
      let window = try ShortageWindow(
        all, of: year, startLevels: startLevels(year), network: network, rule: rule)
    else { throw unsolved(all, year) }
    result = YearShortages(sample: year.sample)
    result.isWholeYear = true
    add(window, to: &result)
  }

  // MARK: Screened

  package func screened(_ year: SampledYear) throws -> YearShortages {
    hourly.restart()
    var result = YearShortages(sample: year.sample)
    var trace = FirstPass(year, stores: stores)
    try continueFirstPass(&trace, from: 0, levels: startLevels(year), year, &result)
    var windows: [ShortageWindow] = []
    var next = 0
    while let first = trace.isShort[next...].firstIndex(of: true) {
      let window = try solveWindow(around: first, year, trace, before: &windows)
      next = window.hours.upperBound
      if trace.differs(from: window.lastLevels, at: next, stores) {
        try continueFirstPass(&trace, from: next, levels: window.lastLevels, year, &result)
      }
      windows.append(window)
    }
    for window in windows { add(window, to: &result) }
    result.isWholeYear = windows.contains { $0.hours.count == year.year.hourCount }
    return result
  }

  /// The first pass from hour `start` on.
  private func continueFirstPass(
    _ trace: inout FirstPass, from start: Int, levels: [Double], _ year: SampledYear,
    _ result: inout YearShortages
  ) throws {
    var levels = levels
    for t in start..<year.year.hourCount {
      trace.note(levels, before: t)
      let outcome = try pass(t, year, &levels)
      if outcome.solved { result.networkHours += 1 }
      trace.needsStores[t] = outcome.usesStores || outcome.shortage > HourDispatch.dust
      trace.isShort[t] = outcome.shortage > HourDispatch.dust
      trace.isFull[t] = isFull(levels, after: t, year.year)
    }
  }

  /// One hour of the first pass: losses, inflow, dispatch.
  private func pass(
    _ t: Int, _ year: SampledYear, _ levels: inout [Double]
  ) throws -> HourDispatch.Outcome {
    let isDayStart = year.year.isDayStart(t)
    for (s, store) in stores.enumerated() {
      if store.isDailyBudget {
        if isDayStart { levels[s] = store.energyMWh }
      } else {
        levels[s] = min(
          store.energyMWh, levels[s] * store.retention + year.year.inputs.inflow[t, s] * hours)
      }
    }
    guard let outcome = hourly.dispatch(t, of: year, levels: &levels) else {
      throw DispatchError(
        sample: year.sample,
        reason: "no dispatch was found, not even without exchange, in hour \(t) ("
          + year.year.inputs.axis.timestamp(at: t) + ")")
    }
    return outcome
  }

  /// - Parameter windows: those before; one that the new window takes in is removed.
  private func solveWindow(
    around first: Int, _ year: SampledYear, _ trace: FirstPass,
    before windows: inout [ShortageWindow]
  ) throws -> ShortageWindow {
    var start = trace.isFull[..<first].lastIndex(of: true).map { $0 + 1 } ?? 0
    var end = trace.windowEnd(from: first)
    while true {
      while let last = windows.last, start < last.hours.upperBound {
        start = min(start, last.hours.lowerBound)
        windows.removeLast()
      }
      let window = try solveWindow(from: start, to: end, year, trace)
      end = window.hours.upperBound
      let exhausted = exhaustedReservoirs(window)
      if start == 0 || exhausted.isEmpty { return window }
      let earlier = trace.startWithFull(exhausted, stores, before: start)
      if earlier == start { return window }
      start = earlier
    }
  }

  /// Reservoirs at their end in some hour of a window that is short, more of whose water would help.
  private func exhaustedReservoirs(_ window: ShortageWindow) -> [Int] {
    guard isShort(window) else { return [] }
    return stores.indices.filter { s in
      let store = stores[s]
      guard !store.isRechargeable, !store.isDailyBudget, store.dischargeMW > 0 else { return false }
      return (0..<window.hours.count).contains {
        window.levels[$0, s] <= Self.solvedFullness * store.energyMWh
      }
    }
  }

  private func isShort(_ window: ShortageWindow) -> Bool {
    (0..<window.hours.count).contains { window.shortage.row($0).reduce(0, +) > Self.shortMW }
  }

  private func solveWindow(
    from start: Int, to first: Int, _ year: SampledYear, _ trace: FirstPass
  ) throws -> ShortageWindow {
    var end = first
    while true {
      guard
        let window = try ShortageWindow(
          start..<end, of: year, startLevels: trace.levels(before: start), network: network,
          rule: rule)
      else { throw unsolved(start..<end, year) }
      guard let need = try lastNeedBeforeFull(after: window, year) else { return window }
      end = need + 1
    }
  }

  /// The last hour after a window that needs stores before they are full again, as the first pass
  /// would go on from where the window leaves them; nil if there is none.
  private func lastNeedBeforeFull(after window: ShortageWindow, _ year: SampledYear) throws -> Int?
  {
    var levels = window.lastLevels
    var last: Int?
    for t in window.hours.upperBound..<year.year.hourCount {
      if isFull(levels, after: t - 1, year.year, within: Self.solvedFullness) { break }
      let outcome = try pass(t, year, &levels)
      if outcome.usesStores || outcome.shortage > HourDispatch.dust { last = t }
    }
    return last
  }

  private func add(_ window: ShortageWindow, to result: inout YearShortages) {
    result.windows += 1
    result.windowHours += window.hours.count
    result.gapMWh += window.gapMWh
    if !window.isSettled { result.unsettledWindows += 1 }
    for (i, t) in window.hours.enumerated() {
      let shortage = window.shortage.row(i)
      if shortage.reduce(0, +) > Self.shortMW {
        result.hours.append(
          ShortHour(hour: t, storeSupply: window.storeSupply.row(i), shortage: shortage))
      }
    }
  }

  /// Whether every store that is expected to be full again is full after hour `t`.
  private func isFull(
    _ levels: [Double], after t: Int, _ year: AdequacyYear, within share: Double = fullness
  ) -> Bool {
    let endsDay = t + 1 == year.hourCount || year.isDayStart(t + 1)
    return stores.indices.allSatisfy { s in
      let store = stores[s]
      if store.isDailyBudget {
        return endsDay || levels[s] >= store.energyMWh * (1 - share)
      }
      return !store.isRechargeable || levels[s] >= store.energyMWh * (1 - share)
    }
  }

  private func startLevels(_ year: SampledYear) -> [Double] {
    year.year.inputs.startLevels
      + stores[network.storageCount...].map(\.energyMWh)
  }

  private func unsolved(_ hours: Range<Int>, _ year: SampledYear) -> DispatchError {
    DispatchError(
      sample: year.sample,
      reason: "the program of hours \(hours.lowerBound) to \(hours.upperBound - 1) was not solved")
  }
}

/// What the first pass met, hour by hour.
private struct FirstPass {
  var isShort: [Bool]
  var needsStores: [Bool]
  /// After the hour.
  var isFull: [Bool]
  /// MWh before the hour, hour × store.
  private var before: [Double]
  private let count: Int

  init(_ year: SampledYear, stores: [EnergyStore]) {
    let hours = year.year.hourCount
    isShort = [Bool](repeating: false, count: hours)
    needsStores = isShort
    isFull = isShort
    count = stores.count
    before = [Double](repeating: 0, count: hours * stores.count)
  }

  mutating func note(_ levels: [Double], before t: Int) {
    for s in 0..<count { before[t * count + s] = levels[s] }
  }

  func levels(before t: Int) -> [Double] { Array(before[t * count..<(t + 1) * count]) }

  /// Whether a reservoir has another level before hour `t`; never after the last.
  func differs(from levels: [Double], at t: Int, _ stores: [EnergyStore]) -> Bool {
    guard t < isShort.count else { return false }
    return stores.indices.contains { s in
      !stores[s].isRechargeable && !stores[s].isDailyBudget
        && abs(before[t * count + s] - levels[s])
          > YearDispatch.solvedFullness * stores[s].energyMWh
    }
  }

  /// The last hour up to `start` before which the given reservoirs are full, and all that can be
  /// recharged; 0 if there is none.
  func startWithFull(_ reservoirs: [Int], _ stores: [EnergyStore], before start: Int) -> Int {
    (1..<start + 1).last { t in
      isFull[t - 1]
        && reservoirs.allSatisfy {
          before[t * count + $0] >= stores[$0].energyMWh * (1 - YearDispatch.fullness)
        }
    } ?? 0
  }

  /// First hour from `t` on after which stores are full; the number of hours if there is none.
  func nextFull(from t: Int) -> Int {
    guard t < isFull.count else { return isFull.count }
    return isFull[t...].firstIndex(of: true) ?? isFull.count
  }

  /// After the last hour that needs stores before they are full again.
  func windowEnd(from t: Int) -> Int {
    guard t < isShort.count else { return isShort.count }
    let full = nextFull(from: t)
    let last = min(full, isShort.count - 1)
    return (needsStores[t...last].lastIndex(of: true) ?? t) + 1
  }
}
