// SPDX-License-Identifier: Apache-2.0
import MarketCoupling

/// Who pays and who earns, so that the sums close on the objective.
///
/// From the balance of every bidding zone, times its price and summed over zones and time:
///
///     payments of load  =  cost of supply + surplus of supply + surplus of storages + rents
///     cost of supply    =  objective − rest
///
/// Load not served counts as served by a supplier at the price cap, demand response as a supplier
/// at its own price: both are costs of supply. `rest` is what the objective holds beside supply
/// costs: the slopes that make the outcome unique, and minus the value of energy left in storages
/// whose end level is valued.
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
  /// `Σ_k μ_k RAM_k`, and what limits on net positions over all borders earn there.
  package var flowBasedRentEUR: Double
  /// All rents less the flow-based region's; links with virtual hubs pay it for what they use.
  package var linkRentEUR: Double
  package var objectiveEUR: Double

  package var congestionRentEUR: Double { flowBasedRentEUR + linkRentEUR }
  package var restEUR: Double { objectiveEUR - zones.reduce(0) { $0 + $1.supplyCostEUR } }
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
          power * (result.prices[t, step.node] - step.costEURPerMWh) * hours
      }
      for (s, storage) in result.storages.enumerated() {
        accounts[storage.node].storageSurplusEUR +=
          (result.discharge[t, s] - result.charge[t, s]) * result.prices[t, storage.node] * hours
      }
      flowBasedRent += result.flowBasedRentEUR(at: t)
    }
    let allRents = -accounts.reduce(0) { $0 + $1.netExportValueEUR }
    return Welfare(
      zones: accounts, flowBasedRentEUR: flowBasedRent, linkRentEUR: allRents - flowBasedRent,
      objectiveEUR: result.objectiveEUR)
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
    for zone in welfare.zones {
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
    addRow(
      "total",
      [
        total.loadPaymentEUR, total.supplyCostEUR, total.supplySurplusEUR,
        total.storageSurplusEUR, welfare.congestionRentEUR, welfare.restEUR, welfare.objectiveEUR,
      ])
    return table
  }
}
