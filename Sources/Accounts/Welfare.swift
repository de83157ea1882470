// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities

/// Who gains what from a coupled run, so that the sums close. EUR over the run.
///
/// With prices `P`, the balance of every node, times its price and summed over nodes and time, is
///
///     payments of served load = cost of supply + surplus of supply + surplus of storages + rents
///
/// and with the value of lost load `V` and the payments for emissions `C`, which are part of the
/// cost of supply but only change hands:
///
///     consumers + suppliers + storages + congestion rents + C
///         = Σ V × served load − (cost of supply − C) = welfare
///
/// Both sides are summed on their own; ``residualEUR`` is their difference. Demand response counts
/// as supply at its own price; load that is not served has no value and no payment.
///
/// Hydrogen zones have accounts of the same kind, with the price of unserved hydrogen for `V`:
/// reformers and terminals supply them. Electrolysers stand apart as conversions, in the zone whose
/// electricity they draw; turbines buy their hydrogen. Pipelines earn a rent. What a plant pays for a
/// scarce budget of fuel or carbon dioxide stays in its surplus.
package struct Welfare: Sendable, Equatable {
  package struct ZoneAccounts: Sendable, Equatable {
    package var zone: String
    package var biddingZone: String
    package var country: String
    /// `Σ P × served load`.
    package var loadPaymentEUR = 0.0
    /// `Σ (V − P) × served load`.
    package var consumerSurplusEUR = 0.0
    package var supplyCostEUR = 0.0
    package var supplySurplusEUR = 0.0
    package var storageSurplusEUR = 0.0
    /// Electrolysers: hydrogen sold less electricity bought and own cost.
    package var conversionSurplusEUR = 0.0
    /// Paid for emission rights, part of `supplyCostEUR`.
    package var emissionPaymentEUR = 0.0
    /// Carbon dioxide of what its plants and reformers burn, as far as it is not captured.
    package var emissionsTonnes = 0.0
    /// What load not served costs at the price cap: in the objective, in no account.
    package var unservedCostEUR = 0.0
    /// `Σ V × served load` less the cost of supply without payments for emissions.
    package var welfareEUR = 0.0
    /// Half of the rents of its links and pipelines, and its part of the flow-based region's.
    package var congestionRentEUR = 0.0

    /// What its people, firms, network operators and treasury gain together.
    package var benefitEUR: Double {
      consumerSurplusEUR + supplySurplusEUR + storageSurplusEUR + conversionSurplusEUR
        + congestionRentEUR + emissionPaymentEUR
    }
  }

  /// In the order of the system.
  package var zones: [ZoneAccounts]
  /// `Σ_k μ_k RAM_k`, and what limits on net positions over all borders earn there.
  package var flowBasedRentEUR: Double
  /// All rents less the flow-based region's; links with virtual hubs pay it for what they use.
  package var linkRentEUR: Double
  package var pipelineRentEUR: Double
  package var objectiveEUR: Double

  /// Of electricity and hydrogen.
  package var congestionRentEUR: Double { flowBasedRentEUR + linkRentEUR + pipelineRentEUR }
  package var welfareEUR: Double { zones.reduce(0) { $0 + $1.welfareEUR } }
  /// Surpluses, rents and payments for emissions less welfare; 0 but for rounding and what the
  /// balances of the run are off.
  package var residualEUR: Double {
    zones.reduce(0) {
      $0 + $1.consumerSurplusEUR + $1.supplySurplusEUR + $1.storageSurplusEUR
        + $1.conversionSurplusEUR + $1.emissionPaymentEUR
    } + congestionRentEUR - welfareEUR
  }
  /// What the objective holds beside costs of supply and of load not served: the slopes that make
  /// the outcome unique, and minus the value of energy left in storages whose end is valued.
  package var restEUR: Double {
    objectiveEUR - zones.reduce(0) { $0 + $1.supplyCostEUR + $1.unservedCostEUR }
  }

  package init(of result: CouplingResult, in system: EnergySystem) {
    let book = WelfareBook(result: result, system: system)
    zones = book.zones()
    let rents = book.rents()
    flowBasedRentEUR = rents.flowBased
    linkRentEUR = rents.all - rents.flowBased
    objectiveEUR = result.objectiveEUR
    let income = CongestionIncome(of: result, in: system)
    pipelineRentEUR = income.assets.filter { $0.kind == .pipeline }.reduce(0) { $0 + $1.rentEUR }
    for z in zones.indices { zones[z].congestionRentEUR = income.zones[z] }
  }
}

/// Adds up the accounts of a run.
private struct WelfareBook {
  let result: CouplingResult
  let system: EnergySystem
  let prices: StageTable
  let hours: Double

  init(result: CouplingResult, system: EnergySystem) {
    self.result = result
    self.system = system
    prices = result.settlementPrices(in: system)
    hours = result.axis.stepHours
  }

  private var units: Range<Int> { 0..<result.axis.count }

  func zones() -> [Welfare.ZoneAccounts] {
    var accounts = system.zones.map {
      Welfare.ZoneAccounts(zone: $0.name, biddingZone: $0.biddingZone, country: $0.country)
    }
    for (n, node) in result.nodes.enumerated() {
      for zone in node.zones { bookLoad(of: zone, node: n, into: &accounts[zone.index]) }
    }
    for (j, step) in result.steps.enumerated() {
      bookSupply(j, step, into: &accounts[step.zone.index])
    }
    for (s, storage) in result.storages.enumerated() {
      for t in units {
        accounts[storage.zone.index].storageSurplusEUR +=
          (result.discharge[t, s] - result.charge[t, s]) * prices[t, storage.node] * hours
      }
    }
    bookHydrogen(into: &accounts)
    return accounts
  }

  /// All load as if it were served; what is not is taken off with the supply steps.
  private func bookLoad(
    of zone: Row<Zone>, node: Int, into account: inout Welfare.ZoneAccounts
  ) {
    let value = system.zones[zone].vollEURPerMWh
    for t in units {
      let energy = result.zoneLoads[t, zone.index] * hours
      account.loadPaymentEUR += prices[t, node] * energy
      account.consumerSurplusEUR += (value - prices[t, node]) * energy
      account.welfareEUR += value * energy
    }
  }

  private func bookSupply(
    _ j: Int, _ step: SupplyStep, into account: inout Welfare.ZoneAccounts
  ) {
    let sign = step.kind == .dumped ? -1.0 : 1
    let value = system.zones[step.zone].vollEURPerMWh
    let emissionPrice = emissionPrice(of: step)
    for t in units {
      let energy = sign * result.supply[t, j] * hours
      let price = prices[t, step.node]
      if step.kind == .lostLoad {
        account.loadPaymentEUR -= price * energy
        account.consumerSurplusEUR -= (value - price) * energy
        account.welfareEUR -= value * energy
        account.unservedCostEUR += step.costEURPerMWh * energy
        continue
      }
      account.emissionsTonnes += energy * step.emissionsTonnesPerMWh
      let emissions = energy * step.emissionsTonnesPerMWh * emissionPrice
      account.supplyCostEUR += energy * step.costEURPerMWh
      account.supplySurplusEUR +=
        energy * (price - step.costEURPerMWh - result.hydrogenCostEURPerMWh(at: t, step: j))
      account.emissionPaymentEUR += emissions
      account.welfareEUR -= energy * step.costEURPerMWh - emissions
    }
  }

  private func emissionPrice(of step: SupplyStep) -> Double {
    guard let name = step.fuel else { return 0 }
    return system.fuels.first { $0.name == name }?.co2PriceEURPerTonne ?? 0
  }

  /// All rents: minus the value of what the nodes export; of it those of the flow-based region.
  func rents() -> (all: Double, flowBased: Double) {
    var all = 0.0
    var flowBased = 0.0
    for t in units {
      for n in result.nodes.indices { all -= prices[t, n] * result.netPositions[t, n] * hours }
      flowBased += result.flowBasedRentEUR(at: t)
    }
    return (all, flowBased)
  }

  // MARK: - Hydrogen

  private func bookHydrogen(into accounts: inout [Welfare.ZoneAccounts]) {
    let hydrogen = result.processes
    for (n, node) in hydrogen.nodes.enumerated() {
      let value = hydrogenValue(of: node.zone)
      for t in units {
        let energy = hydrogen.loads[t, n] * hours
        let price = hydrogen.prices[t, n]
        accounts[node.zone.index].loadPaymentEUR += price * energy
        accounts[node.zone.index].consumerSurplusEUR += (value - price) * energy
        accounts[node.zone.index].welfareEUR += value * energy
      }
    }
    for (p, process) in hydrogen.processes.enumerated() {
      guard let zone = process.entries.first?.zone, process.kind != .pipeline else { continue }
      book(p, process, into: &accounts[zone.index])
    }
  }

  private func book(_ p: Int, _ process: Process, into account: inout Welfare.ZoneAccounts) {
    let emissionPrice = emissionPrice(of: process)
    for t in units {
      let energy = result.processes.activity[t, p] * hours
      let margin = result.marginEURPerMWh(at: t, process, settledAt: prices)
      let cost = process.costEURPerMWh * energy
      if process.kind == .unserved, let zone = process.entries.first?.zone {
        let value = hydrogenValue(of: zone)
        account.loadPaymentEUR -= margin * energy
        account.consumerSurplusEUR -= (value - margin) * energy
        account.welfareEUR -= value * energy
        account.unservedCostEUR += cost
        continue
      }
      account.emissionsTonnes += process.emissionsTonnesPerMWh * energy
      let emissions = process.emissionsTonnesPerMWh * emissionPrice * energy
      account.supplyCostEUR += cost
      account.emissionPaymentEUR += emissions
      account.welfareEUR -= cost - emissions
      let surplus = margin * energy - cost
      switch process.kind {
      case .electrolyser: account.conversionSurplusEUR += surplus
      case .injection, .withdrawal: account.storageSurplusEUR += surplus
      case .reformer, .terminal, .vented, .unserved, .pipeline: account.supplySurplusEUR += surplus
      }
    }
  }

  private func hydrogenValue(of zone: Row<Zone>) -> Double {
    system.hydrogenNodes.first { $0.zone == zone }?.unservedEURPerMWh
      ?? system.zones[zone].vollEURPerMWh
  }

  private func emissionPrice(of process: Process) -> Double {
    guard process.kind == .reformer,
      let reformer = system.reformers.first(where: { $0.name == process.asset })
    else { return 0 }
    return system.fuels[reformer.fuel].co2PriceEURPerTonne
  }
}
