// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities

/// What an offshore hub earned and for whom, over a run.
package struct HubAccounts: Sendable, Equatable {
  package var hub: String
  package var homeZone: String
  package var market: HubMarket
  package var availableMWh = 0.0
  package var producedMWh = 0.0
  /// Mean price of the wind sold, EUR/MWh; NaN where none was.
  package var receivedPriceEURPerMWh: Double {
    producedMWh > 0 ? windRevenueEUR / producedMWh : .nan
  }
  /// Owners of the wind farms, before what the guarantee pays them.
  package var windRevenueEUR = 0.0
  /// Owners of storages at the hub.
  package var storageRevenueEUR = 0.0
  /// Owners of the cables that meet at the hub: the rents of both directions. A cable between two
  /// hubs stands in the accounts of both.
  package var congestionRentEUR = 0.0
  /// Energy carried from and to the hub, at the hub.
  package var exportMWh = 0.0
  package var importMWh = 0.0
  /// Wind that the cables could carry as built, but that found no way out at a positive price of the
  /// home zone: capacity was on outage or withheld by the flow-based domain. Hours, energy, and its
  /// value at that price.
  package var shortfallHours = 0.0
  package var shortfallMWh = 0.0
  package var shortfallValueEUR = 0.0
  /// Paid to the wind farms from congestion income: the value of the shortfall, where the hub has an
  /// access guarantee.
  package var guaranteePaymentEUR = 0.0

  package var curtailedMWh: Double { availableMWh - producedMWh }
}

extension HubAccounts {
  /// Accounts of the hubs of a system that a result has, in the order of the system.
  ///
  /// The guaranteed export is the capacity of the cables from the hub as the system has them; wind
  /// beyond it is the owners' own choice.
  package static func all(of result: CouplingResult, in system: EnergySystem) -> [HubAccounts] {
    let prices = result.settlementPrices(in: system)
    return system.hubs.compactMap { hub in
      guard let node = result.nodeIndex(of: hub.zone), let home = result.nodeIndex(of: hub.homeZone)
      else {
        return nil
      }
      var accounts = HubAccounts(
        hub: system.zones[hub.zone].name, homeZone: system.zones[hub.homeZone].name,
        market: hub.market)
      let guaranteedMW = system.exportCapacityMW(of: hub.zone)
      for t in 0..<result.axis.count {
        accounts.book(
          result, at: t, node: node, homePrice: result.prices[t, home], prices: prices,
          guaranteedMW: guaranteedMW)
      }
      accounts.guaranteePaymentEUR = hub.hasAccessGuarantee ? accounts.shortfallValueEUR : 0
      return accounts
    }
  }

  private mutating func book(
    _ result: CouplingResult, at t: Int, node: Int, homePrice: Double, prices: StageTable,
    guaranteedMW: Double
  ) {
    let hours = result.axis.stepHours
    var windMW = 0.0
    var soldMW = 0.0
    for (j, step) in result.steps.enumerated() where step.node == node && step.kind == .renewable {
      windMW += result.availability[t, j]
      soldMW += result.supply[t, j]
      windRevenueEUR += result.supply[t, j] * prices[t, node] * hours
    }
    availableMWh += windMW * hours
    producedMWh += soldMW * hours
    for (s, storage) in result.storages.enumerated() where storage.node == node {
      storageRevenueEUR +=
        (result.discharge[t, s] - result.charge[t, s]) * prices[t, node] * hours
    }
    for (l, link) in result.links.enumerated() where link.from == node || link.to == node {
      congestionRentEUR += result.linkRentEUR(at: t, link: l, settledAt: prices)
      if link.from == node {
        exportMWh += result.flows[t, l] * hours
      } else {
        importMWh += result.flows[t, l] * (1 - link.loss) * hours
      }
    }
    let shortfallMW = min(windMW, guaranteedMW) - soldMW
    guard shortfallMW > leastShortfallMW, homePrice > 0 else { return }
    shortfallHours += hours
    shortfallMWh += shortfallMW * hours
    shortfallValueEUR += shortfallMW * homePrice * hours
  }
}

extension EnergySystem {
  /// MW that the cables of a hub zone can carry away from it.
  fileprivate func exportCapacityMW(of hub: Row<Zone>) -> Double {
    dcLinks.reduce(0) {
      $0 + ($1.from == hub ? $1.maximumForwardMW : $1.to == hub ? $1.maximumBackwardMW : 0)
    }
  }
}

/// Smaller shortfalls are below the accuracy of the interior point.
private let leastShortfallMW = 1.0
