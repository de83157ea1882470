// SPDX-License-Identifier: Apache-2.0
import Accounts
import MarketCoupling

extension ReportedRun {
  /// One row per offshore hub that has a row of its own in the case.
  func hubsAnnual() -> CSVText {
    var table = CSVText(header: ResultTable.hubsAnnual.schema.header)
    for hub in HubAccounts.all(of: result, in: system) {
      table.add(hub.hub)
      table.add(hub.homeZone)
      table.add(hub.market.rawValue)
      for energy in [hub.availableMWh, hub.producedMWh, hub.curtailedMWh] {
        table.add(energy / 1000, decimals: Decimals.energyMWh)
      }
      table.add(hub.receivedPriceEURPerMWh, decimals: Decimals.price)
      for euros in [hub.windRevenueEUR, hub.storageRevenueEUR, hub.congestionRentEUR] {
        table.add(euros, decimals: Decimals.euros)
      }
      table.add(hub.exportMWh / 1000, decimals: Decimals.energyMWh)
      table.add(hub.importMWh / 1000, decimals: Decimals.energyMWh)
      table.add(hub.shortfallHours, decimals: Decimals.hours)
      table.add(hub.shortfallMWh, decimals: Decimals.energyMWh)
      table.add(hub.shortfallValueEUR, decimals: Decimals.euros)
      table.add(hub.guaranteePaymentEUR, decimals: Decimals.euros)
      table.endRow()
    }
    return table
  }
}
