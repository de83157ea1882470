// SPDX-License-Identifier: Apache-2.0
import MarketCoupling

/// Who pays and who earns, so that the sums close on the objective.
///
/// From the balance of every bidding zone and hydrogen zone, times its price and summed over zones
/// and time:
///
///     payments of load  =  cost of supply + surplus of supply + surplus of storages + rents
///     cost of supply    =  objective − rest
///
/// Load not served counts as served by a supplier at the price cap, demand response as a supplier
/// at its own price: both are costs of supply. `rest` is what the objective holds beside supply
/// costs: the slopes that make the outcome unique, and minus the value of energy left in storages
/// whose end level is valued.
///
/// A hydrogen zone's supply is what reformers, terminals and demand not served bring. Electrolysers
/// stand apart as `conversions`: their surplus is hydrogen sold less electricity bought. Turbines
/// buy their hydrogen: it lowers the surplus of supply in their bidding zone. Pipelines earn a rent.
/// What a plant pays for a scarce budget of fuel or carbon dioxide stays in its surplus.
package struct Welfare: Sendable, Equatable {
  package struct ZoneAccounts: Sendable, Equatable {
    package var biddingZone: String
    package var loadPaymentEUR = 0.0
    package var supplyCostEUR = 0.0
    package var supplySurplusEUR = 0.0
    package var storageSurplusEUR = 0.0
    /// Value at this zone's price of what it exports; negative for a payer.
    package var netExportValueEUR = 0.0
  }

  package var zones: [ZoneAccounts]
  /// The same of every hydrogen zone, and of the electrolysers; empty without hydrogen.
  package var hydrogenZones: [ZoneAccounts] = []
  package var conversions = ZoneAccounts(biddingZone: "conversions")
  package var pipelineRentEUR = 0.0
  /// `Σ_k μ_k RAM_k`, and what limits on net positions over all borders earn there.
  package var flowBasedRentEUR: Double
  /// All rents less the flow-based region's; links with virtual hubs pay it for what they use.
  package var linkRentEUR: Double
  package var objectiveEUR: Double

  package var congestionRentEUR: Double { flowBasedRentEUR + linkRentEUR + pipelineRentEUR }
  package var restEUR: Double {
    objectiveEUR - (zones + hydrogenZones).reduce(0) { $0 + $1.supplyCostEUR }
      - conversions.supplyCostEUR
  }
}

extension ReportedRun {
  package func welfare() -> Welfare {
    var accounts = result.nodes.map { Welfare.ZoneAccounts(biddingZone: $0.name) }
    var flowBasedRent = 0.0
    for t in units {
      for n in accounts.indices {
        let price = result.prices[t, n] * hours
        accounts[n].loadPaymentEUR += price * result.loads[t, n]
        accounts[n].netExportValueEUR += price * result.netPositions[t, n]
      }
      for (j, step) in result.steps.enumerated() {
        let power = result.supply[t, j] * (step.kind == .dumped ? -1 : 1)
        accounts[step.node].supplyCostEUR += power * step.costEURPerMWh * hours
        accounts[step.node].supplySurplusEUR +=
          power
          * (result.prices[t, step.node] - step.costEURPerMWh
            - result.hydrogenCostEURPerMWh(at: t, step: j)) * hours
      }
      for (s, storage) in result.storages.enumerated() {
        accounts[storage.node].storageSurplusEUR +=
          (result.discharge[t, s] - result.charge[t, s]) * result.prices[t, storage.node] * hours
      }
      flowBasedRent += result.flowBasedRentEUR(at: t)
    }
    let allRents = -accounts.reduce(0) { $0 + $1.netExportValueEUR }
    var welfare = Welfare(
      zones: accounts, flowBasedRentEUR: flowBasedRent, linkRentEUR: allRents - flowBasedRent,
      objectiveEUR: result.objectiveEUR)
    addHydrogen(to: &welfare)
    return welfare
  }

  private func addHydrogen(to welfare: inout Welfare) {
    let joined = result.processes
    welfare.hydrogenZones = joined.nodes.map { Welfare.ZoneAccounts(biddingZone: $0.name) }
    for t in units {
      for n in joined.nodes.indices {
        welfare.hydrogenZones[n].loadPaymentEUR +=
          joined.prices[t, n] * joined.loads[t, n] * hours
      }
      for (p, process) in joined.processes.enumerated() {
        let surplus = result.processSurplusEUR(at: t, process: p)
        let cost = joined.activity[t, p] * process.costEURPerMWh * hours
        switch process.kind {
        case .pipeline: welfare.pipelineRentEUR += surplus
        case .electrolyser:
          welfare.conversions.supplySurplusEUR += surplus
          welfare.conversions.supplyCostEUR += cost
        case .injection, .withdrawal, .reformer, .terminal, .unserved, .vented:
          guard case .hydrogen(let node)? = process.entries.first?.place else { continue }
          if process.kind == .injection || process.kind == .withdrawal {
            welfare.hydrogenZones[node].storageSurplusEUR += surplus
          } else {
            welfare.hydrogenZones[node].supplySurplusEUR += surplus
            welfare.hydrogenZones[node].supplyCostEUR += cost
          }
        }
      }
    }
  }

  func welfareTable() -> CSVText {
    let welfare = welfare()
    var table = CSVText(header: [
      "account", "load_payment_eur", "supply_cost_eur", "supply_surplus_eur",
      "storage_surplus_eur", "congestion_rent_eur", "rest_eur", "objective_eur",
    ])
    func addRow(_ account: String, _ values: [Double]) {
      table.add(account)
      for value in values { table.add(value, decimals: Decimals.euros) }
      table.endRow()
    }
    var total = Welfare.ZoneAccounts(biddingZone: "total")
    let hydrogen =
      welfare.hydrogenZones.isEmpty ? [] : welfare.hydrogenZones + [welfare.conversions]
    for zone in welfare.zones + hydrogen {
      addRow(
        zone.biddingZone,
        [
          zone.loadPaymentEUR, zone.supplyCostEUR, zone.supplySurplusEUR, zone.storageSurplusEUR,
          .nan, .nan, .nan,
        ])
      total.loadPaymentEUR += zone.loadPaymentEUR
      total.supplyCostEUR += zone.supplyCostEUR
      total.supplySurplusEUR += zone.supplySurplusEUR
      total.storageSurplusEUR += zone.storageSurplusEUR
    }
    let blank = [Double](repeating: .nan, count: 4)
    addRow("flow_based_region", blank + [welfare.flowBasedRentEUR, .nan, .nan])
    addRow("links", blank + [welfare.linkRentEUR, .nan, .nan])
    if !welfare.hydrogenZones.isEmpty {
      addRow("pipelines", blank + [welfare.pipelineRentEUR, .nan, .nan])
    }
    addRow(
      "total",
      [
        total.loadPaymentEUR, total.supplyCostEUR, total.supplySurplusEUR,
        total.storageSurplusEUR, welfare.congestionRentEUR, welfare.restEUR, welfare.objectiveEUR,
      ])
    return table
  }
}
