// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities

package enum Direction: String, CaseIterable, Sendable {
  case up
  case down
}

/// Power that a dispatch leaves free in one bidding zone, MW by time unit, never negative.
///
/// - Units, up: what runs below its available power, and renewable power that is curtailed. Down:
///   dispatched power above must-run; renewables are not counted, for curtailing them is spilling.
/// - Storage and demand response: charging can stop and discharge rise, as far as power and the
///   level at the end of the unit allow for the hours asked for (and the other way round down).
///   Demand response up is what has not been called, down what has; its limits over a day are not
///   seen.
/// - Interconnectors: what is free on borders and cables whose limits stand in the case, whether or
///   not the neighbour has power to spare. Borders within a flow-based region have no limit of
///   their own and are not counted. Nil under copperplate.
package struct Margins: Sendable {
  package let units: [Double]
  package let storageAndResponse: [Double]
  package let interconnectors: [Double]?

  /// Without exchange.
  package func own(_ t: Int) -> Double { units[t] + storageAndResponse[t] }

  package init(units: [Double], storageAndResponse: [Double], interconnectors: [Double]?) {
    self.units = units
    self.storageAndResponse = storageAndResponse
    self.interconnectors = interconnectors
  }

  /// - Parameter hours: for how long the power must last.
  package init(
    _ direction: Direction, hours: Double, node: Int, balance: NodeBalance, dispatch: Dispatch,
    inputs: MarketInputs, system: EnergySystem
  ) {
    let range = balance.load.indices
    let acts = dispatch.nodes[node]
    let supply = sum(
      acts.supply.keys.sorted().compactMap { acts.supply[$0] }, count: range.count)
    let potential = sum(balance.potential.map(\.output), count: range.count)
    var thermalMost = [Double](repeating: 0, count: range.count)
    var responseMost = thermalMost
    for (j, step) in inputs.steps.enumerated() where step.node == node {
      if step.kind == .thermal {
        for t in range { thermalMost[t] += inputs.availability[t, j] }
      } else if step.kind == .demandResponse {
        for t in range { responseMost[t] += inputs.availability[t, j] }
      }
    }
    let mustRun = sum(balance.mustRun.map(\.output), count: range.count)
    let spilled = Self.spilled(balance, acts, count: range.count)
    units = range.map { t in
      switch direction {
      case .up: max(0, thermalMost[t] + potential[t] - supply[t])
      case .down: max(0, supply[t] - (potential[t] - spilled[t]) - mustRun[t])
      }
    }
    var flexible = range.map { t in
      direction == .up
        ? max(0, responseMost[t] - acts.demandResponse[t]) : acts.demandResponse[t]
    }
    for (s, unit) in inputs.storages.enumerated() where unit.node == node {
      let storage = system.storages[inputs.storageRows[s]]
      for t in range {
        let output = dispatch.discharge[s][t] - dispatch.charge[s][t]
        let level = dispatch.levels[s][t]
        flexible[t] +=
          direction == .up
          ? max(
            0,
            min(storage.dischargeMW, level * storage.dischargeEfficiency / hours) - output)
          : max(
            0,
            min(
              storage.chargeMW, (storage.energyMWh - level) / storage.chargeEfficiency / hours)
              + output)
      }
    }
    storageAndResponse = flexible
    interconnectors =
      dispatch.hasLinks
      ? Self.headroom(direction, node: node, dispatch: dispatch, inputs: inputs, system: system)
      : nil
  }

  private static func spilled(
    _ balance: NodeBalance, _ acts: Dispatch.Node, count: Int
  ) -> [Double] {
    var total = [Double](repeating: 0, count: count)
    for (technology, output) in balance.potential {
      guard !balance.mustRun.contains(where: { $0.technology == technology }),
        let supply = acts.supply[technology]
      else { continue }
      for t in total.indices { total[t] += output[t] - supply[t] }
    }
    return total
  }

  /// Import (export) capacity of the paths with limits of their own, less what they carry.
  private static func headroom(
    _ direction: Direction, node: Int, dispatch: Dispatch, inputs: MarketInputs,
    system: EnergySystem
  ) -> [Double] {
    func isInRegion(_ node: Int) -> Bool { dispatch.nodes[node].flowBasedNetPosition != nil }
    var capacity = 0.0
    func count(_ from: Row<Zone>, _ to: Row<Zone>, forward: Double, backward: Double) {
      guard let a = inputs.nodeOfZone[from.index], let b = inputs.nodeOfZone[to.index], a != b
      else { return }
      if b == node { capacity += direction == .up ? forward : backward }
      if a == node { capacity += direction == .up ? backward : forward }
    }
    for border in system.borders {
      guard let a = inputs.nodeOfZone[border.from.index],
        let b = inputs.nodeOfZone[border.to.index], !(isInRegion(a) && isInRegion(b))
      else { continue }
      count(
        border.from, border.to, forward: border.maximumForwardMW,
        backward: border.maximumBackwardMW)
    }
    for link in system.dcLinks {
      count(link.from, link.to, forward: link.maximumForwardMW, backward: link.maximumBackwardMW)
    }
    let acts = dispatch.nodes[node]
    return acts.netPosition.indices.map { t in
      let overLinks = acts.netPosition[t] - (acts.flowBasedNetPosition?[t] ?? 0)
      return max(0, capacity + (direction == .up ? overLinks : -overLinks))
    }
  }
}

/// What margins leave open of a need, MW by time unit.
package struct Uncovered: Sendable {
  /// Largest part of the need that margins without exchange, and all margins, leave open.
  package var largestOwn = 0.0
  package var largest: Double?
  /// Units in which something is left open.
  package var eventsOwn = EventStatistics([])
  package var events: EventStatistics?
  /// Smallest margin of all units.
  package var smallestOwnMargin = Double.infinity

  /// - Parameter need: positive part counts, by time unit; may be shorter than the margins.
  package init(need: [Double], margins: Margins) {
    var own = [Bool](repeating: false, count: need.count)
    var all = own
    var largestAll = 0.0
    for t in need.indices {
      let margin = margins.own(t)
      smallestOwnMargin = min(smallestOwnMargin, margin)
      let open = need[t] - margin
      if open > leastOpenMW {
        own[t] = true
        largestOwn = max(largestOwn, open)
      }
      guard let exchange = margins.interconnectors?[t], open - exchange > leastOpenMW else {
        continue
      }
      all[t] = true
      largestAll = max(largestAll, open - exchange)
    }
    eventsOwn = EventStatistics(own)
    guard margins.interconnectors != nil else { return }
    largest = largestAll
    events = EventStatistics(all)
  }
}

/// Less is rounding of the tables. MW.
private let leastOpenMW = 0.01
