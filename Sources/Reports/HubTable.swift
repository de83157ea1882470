// SPDX-License-Identifier: Apache-2.0
import Accounts
import MarketCoupling

extension ReportedRun {
  /// One row per offshore hub that has a row of its own in the case.
  func hubsAnnual() -> CSVText {
    var table = CSVText(header: [
      "hub", "home_zone", "market", "wind_available_gwh", "wind_gwh", "curtailed_gwh",
      "received_price_eur_per_mwh", "wind_revenue_eur", "storage_revenue_eur",
      "congestion_rent_eur", "export_gwh", "import_gwh", "guarantee_shortfall_h",
      "guarantee_shortfall_mwh", "guarantee_shortfall_eur", "guarantee_payment_eur",
    ])
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
