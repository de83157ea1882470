// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization

/// A technology of a bidding zone: what a capacity value is asked of.
package struct CapacityResource: Sendable {
  /// A part of it with its installed power.
  struct Part: Hashable, Sendable {
    var row: Int
    var installedMW: Double
  }

  package let zone: String
  package let technology: String
  let node: Int
  /// Rows of ``AdequacyYear/fleets``.
  let fleets: [Part]
  /// Rows of ``MarketInputs/steps`` that give what they have in every hour.
  let steps: [Part]
  /// Rows of ``ShortageNetwork/stores``.
  let stores: [Part]

  /// MW: of stores what they discharge.
  package var installedMW: Double {
    (fleets + steps + stores).reduce(0) { $0 + $1.installedMW }
  }
}

extension CapacityResource {
  /// All technologies with installed power, zone by zone in the order of the nodes, names in order.
  ///
  /// Storages go by their kind; demand response is one technology.
  package static func all(of system: EnergySystem, in year: AdequacyYear) -> [CapacityResource] {
    let parts = parts(of: system, in: year)
    return year.inputs.nodes.enumerated().flatMap { node, balance in
      Set(parts.filter { $0.node == node }.map(\.technology)).sorted().compactMap { technology in
        let own = parts.filter { $0.node == node && $0.technology == technology }
        func rows(_ kind: PartKind) -> [Part] {
          own.filter { $0.kind == kind && $0.part.installedMW > 0 }.map(\.part)
        }
        let resource = CapacityResource(
          zone: balance.name, technology: technology, node: node, fleets: rows(.fleet),
          steps: rows(.step), stores: rows(.store))
        return resource.installedMW > 0 ? resource : nil
      }
    }
  }

  private enum PartKind { case fleet, step, store }

  private static func parts(
    of system: EnergySystem, in year: AdequacyYear
  ) -> [(kind: PartKind, node: Int, technology: String, part: Part)] {
    let inputs = year.inputs
    let thermal = inputs.steps.filter { $0.kind == .thermal }
    let fleets = zip(thermal, year.fleets.indices).map { step, row in
      (
        kind: PartKind.fleet, node: step.node, technology: step.technology,
        part: Part(row: row, installedMW: year.fleets[row].installedMW)
      )
    }
    var installed: [String: Double] = [:]
    for fleet in system.renewables { installed[fleet.name, default: 0] += fleet.installedMW }
    for block in system.demandResponse { installed[block.name, default: 0] += block.powerMW }
    let limited = inputs.dailyBudgets.map(\.step)
    let steps = inputs.steps.indices.filter {
      [.renewable, .demandResponse].contains(inputs.steps[$0].kind) && !limited.contains($0)
    }.map { j in
      let step = inputs.steps[j]
      return (
        kind: PartKind.step, node: step.node, technology: step.technology,
        part: Part(row: j, installedMW: installed[step.name] ?? 0)
      )
    }
    let storages = inputs.storages.enumerated().map { s, unit in
      (
        kind: PartKind.store, node: unit.node, technology: unit.kind,
        part: Part(row: s, installedMW: system.storages[inputs.storageRows[s]].dischargeMW)
      )
    }
    let budgets = inputs.dailyBudgets.enumerated().map { b, budget in
      let step = inputs.steps[budget.step]
      return (
        kind: PartKind.store, node: step.node, technology: step.technology,
        part: Part(
          row: inputs.storages.count + b, installedMW: inputs.availability[0, budget.step])
      )
    }
    return fleets + steps + storages + budgets
  }
}
