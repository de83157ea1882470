// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization
import Synchronization

/// Models of a system that need no network program: sums of power, hour by hour.
package enum CoarseModel: String, CaseIterable, Sendable {
  /// Each zone on its own, no imports.
  case isolated
  /// All zones as one.
  case copperplate
}

/// What is short in one Monte Carlo year of a coarse model.
package struct CoarseShortage: Hashable, Sendable {
  /// Hours above the threshold.
  package var shortHours = 0.0
  package var energyNotServedMWh = 0.0
}

/// Shortages of Monte Carlo years in the coarse models, draw by draw.
package struct CoarseShortages: Sendable {
  /// In order of climate years and samples.
  package var years: [MonteCarloYear]
  /// By node and draw: each node on its own.
  package var isolated: [[CoarseShortage]]
  /// All nodes, each on its own: an hour is short if any of them is.
  package var isolatedTogether: [CoarseShortage]
  package var copperplate: [CoarseShortage]
}

/// Dispatches Monte Carlo years in both coarse models, with the draws that ``monteCarloAdequacy``
/// makes for the same samples.
///
/// Stores are used as in a first pass: what is left over charges them, what lacks they give, those
/// that last longest first. Links and their outages play no part. The result has the same bytes for
/// any number of threads.
///
/// - Throws: ``OutageDataError``.
package func coarseShortages(
  _ study: SampledStudy, firstSample: Int, samples: Int
) throws -> CoarseShortages {
  let keys = study.years.indices.flatMap { year in
    (0..<samples).map { (year: year, sample: firstSample + $0) }
  }
  let draws = try OutageDraws(
    seed: study.options.seed, system: study.system, year: study.years[0], network: study.network)
  let nodes = study.network.nodeCount
  let balances =
    (0..<nodes).map { CoarseBalance(nodes: [$0], network: study.network) }
    + [CoarseBalance(nodes: Array(0..<nodes), network: study.network)]
  let outcomes = Mutex([CoarseYear?](repeating: nil, count: keys.count))
  WorkPool(threads: study.options.threads).run(pieces: keys.count) { _, piece in
    let sampled = draws.sampled(study.years[keys[piece].year], sample: keys[piece].sample)
    let year = CoarseYear(
      sampled, balances: balances, thresholdMW: study.options.threshold.megawatts)
    outcomes.withLock { $0[piece] = year }
  }
  let all = outcomes.withLock { $0.map { $0! } }
  return CoarseShortages(
    years: keys.map {
      MonteCarloYear(climateYear: study.years[$0.year].climateYear, sample: $0.sample)
    },
    isolated: (0..<nodes).map { n in all.map { $0.isolated[n] } },
    isolatedTogether: all.map(\.together), copperplate: all.map(\.copperplate))
}

/// One Monte Carlo year in all coarse models.
private struct CoarseYear: Sendable {
  var isolated: [CoarseShortage]
  var together = CoarseShortage()
  var copperplate = CoarseShortage()

  /// - Parameter balances: of each node, then of all.
  init(_ sampled: SampledYear, balances: [CoarseBalance], thresholdMW: Double) {
    let hours = sampled.year.inputs.axis.stepHours
    let nodes = balances.count - 1
    isolated = [CoarseShortage](repeating: CoarseShortage(), count: nodes)
    var levels = balances.map { $0.startLevels(sampled.year) }
    func add(_ missing: Double, to shortage: inout CoarseShortage) {
      shortage.energyNotServedMWh += missing * hours
      if missing > thresholdMW { shortage.shortHours += hours }
    }
    for t in 0..<sampled.year.hourCount {
      var isAnyShort = false
      for n in 0..<nodes {
        let missing = balances[n].missingMW(t, sampled, &levels[n])
        guard missing > 0 else { continue }
        add(missing, to: &isolated[n])
        together.energyNotServedMWh += missing * hours
        if missing > thresholdMW { isAnyShort = true }
      }
      if isAnyShort { together.shortHours += hours }
      let missing = balances[nodes].missingMW(t, sampled, &levels[nodes])
      if missing > 0 { add(missing, to: &copperplate) }
    }
  }
}

/// Nodes without limits between them, with their stores.
private struct CoarseBalance: Sendable {
  private let nodes: [Int]
  /// Rows of the network's stores; those that last longest first.
  private let stores: [Int]
  private let network: ShortageNetwork

  init(nodes: [Int], network: ShortageNetwork) {
    self.nodes = nodes
    self.network = network
    stores = network.stores.indices.filter { nodes.contains(network.stores[$0].node) }
      .sorted { a, b in
        let left = network.stores[a].duration
        let right = network.stores[b].duration
        return left == right ? a < b : left > right
      }
  }

  /// MWh in the stores before the first hour.
  func startLevels(_ year: AdequacyYear) -> [Double] {
    stores.map {
      $0 < network.storageCount ? year.inputs.startLevels[$0] : network.stores[$0].energyMWh
    }
  }

  /// MW not served in hour `t`; moves the levels of the stores.
  func missingMW(_ t: Int, _ sampled: SampledYear, _ levels: inout [Double]) -> Double {
    let year = sampled.year
    let first = t * year.nodeCount
    var balance = 0.0
    var load = 0.0
    for n in nodes {
      balance += sampled.surplus[first + n]
      load += year.load[first + n]
    }
    if !stores.isEmpty { balance = useStores(balance, t, sampled, &levels) }
    return min(max(0, -balance), load)
  }

  /// What is left over or lacking after charging or discharging, MW.
  private func useStores(
    _ balance: Double, _ t: Int, _ sampled: SampledYear, _ levels: inout [Double]
  ) -> Double {
    let year = sampled.year
    let hours = year.inputs.axis.stepHours
    var left = balance
    for (place, s) in stores.enumerated() {
      let store = network.stores[s]
      if store.isDailyBudget {
        if year.isDayStart(t) { levels[place] = store.energyMWh }
      } else {
        levels[place] = min(
          store.energyMWh, levels[place] * store.retention + year.inputs.inflow[t, s] * hours)
      }
      let share = sampled.storeShare[s].isEmpty ? 1 : sampled.storeShare[s][t]
      if left > 0 {
        let room = max(0, store.energyMWh - levels[place]) / (store.chargeEfficiency * hours)
        let power = min(left, store.chargeMW * share, room)
        levels[place] += power * store.chargeEfficiency * hours
        left -= power
      } else if left < 0 {
        let power = min(
          -left, store.dischargeMW * share, levels[place] * store.dischargeEfficiency / hours)
        levels[place] -= power * hours / store.dischargeEfficiency
        left += power
      }
    }
    return left
  }
}

extension EnergyStore {
  /// Hours at full power from full to empty.
  fileprivate var duration: Double { energyMWh / max(dischargeMW, 1e-9) }
}
