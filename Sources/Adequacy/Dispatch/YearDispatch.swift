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
/// least of the year. Two things are checked and not assumed: that the stores left by a window can
/// be full again where the first pass has them full, else the window grows; and that stores that
/// nothing recharges (reservoirs) hold out, else the year is solved whole.
package final class YearDispatch {
  /// MW over all nodes above which an hour of a window counts as short: below is the rounding of an
  /// interior point.
  static let shortMW = 1e-3
  /// Share of a store's energy that it may lack and count as full.
  static let fullness = 1e-9
  /// The same of what an interior point leaves.
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
    var levels = startLevels(year)
    for t in 0..<year.year.hourCount {
      trace.note(levels, before: t)
      let outcome = try pass(t, year, &levels)
      if outcome.solved { result.networkHours += 1 }
      trace.needsStores[t] = outcome.usesStores || outcome.shortage > HourDispatch.dust
      trace.isShort[t] = outcome.shortage > HourDispatch.dust
      trace.isFull[t] = isFull(levels, after: t, year.year)
    }
    var drawn = [Double](repeating: 0, count: stores.count)
    var next = 0
    while let first = trace.isShort[next...].firstIndex(of: true) {
      let window = try solveWindow(around: first, year, trace, &result)
      // What reservoirs gave beyond the first pass is missing later on.
      for s in stores.indices where !stores[s].isRechargeable && !stores[s].isDailyBudget {
        let end = window.hours.upperBound
        drawn[s] += trace.levels(before: end, s) - window.levels[window.hours.count - 1, s]
        if trace.least(of: s, from: end) - drawn[s] < 0 {
          try solveWhole(year, &result)
          return result
        }
      }
      add(window, to: &result)
      next = window.hours.upperBound
    }
    return result
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
        reason: "the network holds no exchange at all in hour \(t) ("
          + year.year.inputs.axis.timestamp(at: t) + ")")
    }
    return outcome
  }

  private func solveWindow(
    around first: Int, _ year: SampledYear, _ trace: FirstPass, _ result: inout YearShortages
  ) throws -> ShortageWindow {
    let start = trace.isFull[..<first].lastIndex(of: true).map { $0 + 1 } ?? 0
    var end = trace.windowEnd(from: first)
    while true {
      guard
        let window = try ShortageWindow(
          start..<end, of: year, startLevels: trace.levels(before: start), network: network,
          rule: rule)
      else { throw unsolved(start..<end, year) }
      if try canBeFull(after: window, year, trace) { return window }
      end = trace.windowEnd(from: trace.nextFull(from: end - 1) + 1)
    }
  }

  /// Whether stores as a window leaves them are full again by the time the first pass has them full.
  private func canBeFull(
    after window: ShortageWindow, _ year: SampledYear, _ trace: FirstPass
  ) throws -> Bool {
    let end = window.hours.upperBound
    let full = trace.nextFull(from: end - 1)
    // After the last hour nothing is needed any more.
    guard end < year.year.hourCount, full < year.year.hourCount else { return true }
    var levels = stores.indices.map { window.levels[window.hours.count - 1, $0] }
    var t = end
    while t <= full {
      let outcome = try pass(t, year, &levels)
      if outcome.usesStores || outcome.shortage > HourDispatch.dust { return false }
      t += 1
    }
    return isFull(levels, after: full, year.year, within: Self.solvedFullness)
  }

  private func add(_ window: ShortageWindow, to result: inout YearShortages) {
    result.windows += 1
    result.windowHours += window.hours.count
    result.gapMWh += window.gapMWh
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
    before = []
    before.reserveCapacity(hours * stores.count)
  }

  mutating func note(_ levels: [Double], before t: Int) { before += levels }

  func levels(before t: Int) -> [Double] { Array(before[t * count..<(t + 1) * count]) }

  func levels(before t: Int, _ s: Int) -> Double {
    before[min(t * count, before.count - count) + s]
  }

  func least(of s: Int, from t: Int) -> Double {
    var least = Double.infinity
    for hour in stride(from: t, to: isShort.count, by: 1) {
      least = min(least, before[hour * count + s])
    }
    return least
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
