// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities

extension CouplingResult {
  /// Price at which each node settles, EUR/MWh, unit × node: its own, but for hubs in their home
  /// market, whose wind is paid the price of the home zone.
  package func settlementPrices(in system: EnergySystem) -> StageTable {
    var prices = self.prices.byStage
    for hub in system.hubs where hub.market == .homeMarket {
      guard let node = nodeIndex(of: hub.zone), let home = nodeIndex(of: hub.homeZone) else {
        continue
      }
      for t in 0..<axis.count { prices[t, node] = self.prices[t, home] }
    }
    return prices
  }

  /// What one MWh of a process gives less what it takes, at the prices at which balances settle.
  func marginEURPerMWh(
    at t: Int, _ process: Process, settledAt prices: StageTable
  ) -> Double {
    process.entries.reduce(0) { sum, entry in
      switch entry.place {
      case .power(let node): sum + entry.factor * prices[t, node]
      case .hydrogen(let node): sum + entry.factor * processes.prices[t, node]
      }
    }
  }

  /// The balance that a zone is part of.
  package func nodeIndex(of zone: Row<Zone>) -> Int? {
    nodes.firstIndex { $0.zones.contains(zone) }
  }
}
