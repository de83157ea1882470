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
    let count = sampled.year.hourCount
    isolated = []
    var isAnyShort = [Bool](repeating: false, count: count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { missing in
      for balance in balances.dropLast() {
        balance.fill(missing, with: sampled)
        var own = CoarseShortage()
        for t in 0..<count where missing[t] > 0 {
          own.energyNotServedMWh += missing[t] * hours
          guard missing[t] > thresholdMW else { continue }
          own.shortHours += hours
          isAnyShort[t] = true
        }
        isolated.append(own)
        together.energyNotServedMWh += own.energyNotServedMWh
      }
      balances[balances.count - 1].fill(missing, with: sampled)
      for t in 0..<count where missing[t] > 0 {
        copperplate.energyNotServedMWh += missing[t] * hours
        if missing[t] > thresholdMW { copperplate.shortHours += hours }
      }
    }
    together.shortHours = Double(isAnyShort.count { $0 }) * hours
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
  private func startLevels(_ year: AdequacyYear) -> [Double] {
    stores.map {
      $0 < network.storageCount ? year.inputs.startLevels[$0] : network.stores[$0].energyMWh
    }
  }

  /// Writes the MW not served in each hour.
  func fill(_ missing: UnsafeMutableBufferPointer<Double>, with sampled: SampledYear) {
    let year = sampled.year
    let count = year.nodeCount
    missing.initialize(repeating: 0)
    year.load.withUnsafeBufferPointer { load in
      sampled.surplus.withUnsafeBufferPointer { surplus in
        for node in nodes {
          var at = node
          for t in missing.indices {
            missing[t] += surplus[at]
            at += count
          }
        }
        if !stores.isEmpty {
          var levels = startLevels(year)
          for t in missing.indices { missing[t] = useStores(missing[t], t, sampled, &levels) }
        }
        for t in missing.indices where missing[t] != 0 {
          let lacking = max(0, -missing[t])
          missing[t] =
            lacking == 0
            ? 0 : min(lacking, nodes.reduce(0) { $0 + load[t * count + $1] })
        }
      }
    }
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
