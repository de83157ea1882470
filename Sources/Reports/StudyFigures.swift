// SPDX-License-Identifier: Apache-2.0
import Accounts
import Adequacy
import Flexibility
import MarketCoupling
import Studies

extension StudyKind {
  /// Figures of every zone by which runs of this kind are compared.
  package var columns: [StudyColumn] {
    switch self {
    case .coupling: marketColumns.map(\.column)
    case .adequacy: adequacyColumns.map(\.column)
    case .flexibility: needColumns + providerColumns
    }
  }
}

extension ReportedRun {
  /// Figures of the run for a study, in the order of the columns of ``StudyKind/coupling``.
  package var studyFigures: [ZoneFigures] {
    let totals = zoneTotals()
    let welfare = welfare()
    let zones = zip(totals, result.nodes).map { totals, node in
      MarketZone(totals: totals, accounts: node.zones.map { welfare.zones[$0.index] })
    }
    let region = MarketRegion(zones: zones, welfare: welfare, hydrogen: hydrogenTotals())
    return [ZoneFigures(zone: allZones, values: marketColumns.map { $0.all(region) })]
      + zones.map { zone in
        ZoneFigures(zone: zone.totals.biddingZone, values: marketColumns.map { $0.one(zone) })
      }
  }
}

extension AdequacySummary {
  /// Figures for a study, in the order of the columns of ``StudyKind/adequacy``.
  package var studyFigures: [ZoneFigures] {
    let all = system ?? zones[0]
    return ([(allZones, all)] + zones.map { ($0.name, $0) }).map { name, zone in
      ZoneFigures(zone: name, values: adequacyColumns.map { $0.value(zone) })
    }
  }
}

extension [FlexibilityAssessment] {
  /// Means over climate years for a study, in the order of the columns of
  /// ``StudyKind/flexibility``; all zones together are the region, whose needs are net.
  package var studyFigures: [ZoneFigures] {
    let years = map { year in
      [(allZones, year.region.needs)] + year.zones.map { ($0.name, $0.needs) }
    }
    return years[0].indices.map { place in
      let values = years.map { $0[place].1.studyValues }
      return ZoneFigures(
        zone: years[0][place].0,
        values: values[0].indices.map { k in
          values.reduce(0) { $0 + $1[k] } / Double(values.count)
        })
    }
  }
}

private struct MarketZone {
  var totals: ZoneTotals
  /// Of the zones that make up the bidding zone.
  var accounts: [Welfare.ZoneAccounts]

  func sum(_ figure: (Welfare.ZoneAccounts) -> Double) -> Double {
    accounts.reduce(0) { $0 + figure($1) }
  }
}

/// All zones together.
private struct MarketRegion {
  var zones: [MarketZone]
  var welfare: Welfare
  /// By node; none where there is no hydrogen.
  var hydrogen: [ReportedRun.HydrogenTotals]

  /// NaN where there is no hydrogen.
  func hydrogen(_ figure: (ReportedRun.HydrogenTotals) -> Double) -> Double {
    hydrogen.isEmpty ? .nan : hydrogen.reduce(0) { $0 + figure($1) }
  }
}

/// A figure of the market: of one zone, and of all together.
private struct MarketColumn: Sendable {
  var column: StudyColumn
  var one: @Sendable (MarketZone) -> Double
  var all: @Sendable (MarketRegion) -> Double

  /// A figure whose sum over zones is that of all.
  static func sum(
    _ name: String, unit: String, _ meaning: String,
    _ one: @escaping @Sendable (MarketZone) -> Double
  ) -> Self {
    Self(
      column: StudyColumn(name, unit: unit, meaning), one: one,
      all: { region in region.zones.reduce(0) { $0 + one($1) } })
  }

  /// A figure of all zones together alone.
  static func total(
    _ name: String, unit: String, _ meaning: String,
    decimals: Int = 3, _ all: @escaping @Sendable (MarketRegion) -> Double
  ) -> Self {
    Self(
      column: StudyColumn(name, unit: unit, decimals: decimals, meaning), one: { _ in .nan },
      all: all)
  }
}

private let marketColumns: [MarketColumn] = [
  MarketColumn(
    column: StudyColumn(
      "mean_price_eur_per_mwh", unit: "EUR/MWh", decimals: 5,
      "mean price; of all zones the mean over zones"),
    one: { $0.totals.meanPriceEURPerMWh },
    all: { region in
      region.zones.reduce(0) { $0 + $1.totals.meanPriceEURPerMWh }
        / Double(max(1, region.zones.count))
    }),
  MarketColumn(
    column: StudyColumn(
      "load_weighted_price_eur_per_mwh", unit: "EUR/MWh", decimals: 5,
      "mean price weighted by load; of all zones by the load of all"),
    one: { $0.totals.loadWeightedPriceEURPerMWh },
    all: { region in
      let zones = region.zones.map(\.totals).filter { $0.loadMWh > 0 }
      return zones.reduce(0) { $0 + $1.loadWeightedPriceEURPerMWh * $1.loadMWh }
        / zones.reduce(0) { $0 + $1.loadMWh }
    }),
  .sum("load_gwh", unit: "GWh", "load") { $0.totals.loadMWh / 1e3 },
  .sum("generation_gwh", unit: "GWh", "generation") { $0.totals.generationMWh / 1e3 },
  .sum("net_export_gwh", unit: "GWh", "net position summed over time, export positive") {
    $0.totals.netExportMWh / 1e3
  },
  .sum("curtailed_gwh", unit: "GWh", "renewable energy not used") { $0.totals.curtailedMWh / 1e3 },
  .sum("demand_response_gwh", unit: "GWh", "load that stopped at its price") {
    $0.totals.demandResponseMWh / 1e3
  },
  .sum("energy_not_served_mwh", unit: "MWh", "load not served at the price cap") {
    $0.totals.energyNotServedMWh
  },
  .sum("emissions_kt_co2", unit: "kt", "carbon dioxide of generation") {
    $0.totals.emissionsTonnes / 1e3
  },
  .sum("supply_cost_meur", unit: "million EUR", "cost of supply, load not served at the cap") {
    $0.sum { $0.supplyCostEUR + $0.unservedCostEUR } / 1e6
  },
  .sum("load_payment_meur", unit: "million EUR", "what load pays") {
    $0.sum(\.loadPaymentEUR) / 1e6
  },
  .sum("supply_surplus_meur", unit: "million EUR", "what supply earns above its cost") {
    $0.sum(\.supplySurplusEUR) / 1e6
  },
  .sum("storage_surplus_meur", unit: "million EUR", "what storages earn") {
    $0.sum(\.storageSurplusEUR) / 1e6
  },
  .sum("consumer_surplus_meur", unit: "million EUR", "value of lost load less price, load served") {
    $0.sum(\.consumerSurplusEUR) / 1e6
  },
  .total(
    "welfare_meur", unit: "million EUR",
    "value of the load served less cost without payments for emissions; of all zones alone"
  ) { $0.welfare.welfareEUR / 1e6 },
  .total("congestion_rent_meur", unit: "million EUR", "rent of all borders; of all zones alone") {
    $0.welfare.congestionRentEUR / 1e6
  },
  .total("objective_meur", unit: "million EUR", "cost that the run minimised; of all zones alone") {
    $0.welfare.objectiveEUR / 1e6
  },
  .total(
    "hydrogen_price_eur_per_mwh", unit: "EUR/MWh",
    "what demand for hydrogen pays per MWh; empty without hydrogen, and of all nodes alone",
    decimals: 5
  ) { region in
    region.hydrogen { $0.demandMWh > 0 ? $0.loadWeightedPriceEURPerMWh * $0.demandMWh : 0 }
      / region.hydrogen(\.demandMWh)
  },
  .total(
    "electrolysis_gwh", unit: "GWh", "hydrogen made of electricity; of all nodes alone"
  ) { $0.hydrogen(\.electrolysisMWh) / 1e3 },
  .total(
    "hydrogen_not_served_mwh", unit: "MWh", "demand for hydrogen not met; of all nodes alone"
  ) { $0.hydrogen(\.unservedMWh) },
]

private let adequacyColumns: [(column: StudyColumn, value: @Sendable (AdequacyZone) -> Double)] = [
  (
    StudyColumn("lole_h_per_yr", unit: "h/yr", decimals: 6, "loss of load expectation"),
    { $0.lole.mean }
  ),
  (
    StudyColumn(
      "lole_standard_error_h_per_yr", unit: "h/yr", decimals: 6, isCompared: false,
      "standard error of lole_h_per_yr"), { $0.lole.standardError }
  ),
  (
    StudyColumn("eens_mwh_per_yr", unit: "MWh/yr", "expected energy not served"), { $0.eens.mean }
  ),
  (
    StudyColumn(
      "eens_standard_error_mwh_per_yr", unit: "MWh/yr", isCompared: false,
      "standard error of eens_mwh_per_yr"), { $0.eens.standardError }
  ),
  (
    StudyColumn(
      "lole_standard_h_per_yr", unit: "h/yr", isCompared: false,
      "reliability standard of the case"), { $0.loleStandardHours ?? .nan }
  ),
]

private let needs = zip(NeedPeriod.allCases, ["within days", "within weeks", "over the year"])
  .map { (period: $0, words: "flexibility need \($1)") }

private let needColumns: [StudyColumn] = needs.map { need in
  StudyColumn("need_\(need.period.rawValue)_gwh", unit: "GWh", need.words)
}

/// Providers of flexibility that are compared; the rest of a need is generation.
private let providers: [(name: String, words: String, kinds: Set<ProviderKind>)] = [
  ("storage", "met by storages", [.storage]),
  ("demand_response", "met by demand response", [.demandResponse]),
  ("net_import", "met by trade", [.netImport]),
  ("uncovered", "met by curtailment and lost load alone", [.lostLoad, .spilledEnergy, .dumped]),
]

private let providerColumns: [StudyColumn] = providers.flatMap { provider in
  needs.map { need in
    StudyColumn(
      "\(provider.name)_\(need.period.rawValue)_gwh", unit: "GWh",
      "part of the \(need.words) \(provider.words)")
  }
}

extension ResidualLoadNeeds {
  fileprivate var studyValues: [Double] {
    needsMWh.map { $0 / 1e3 }
      + providers.flatMap { provider in
        NeedPeriod.allCases.indices.map { period in
          contributions.filter { provider.kinds.contains($0.kind) }
            .reduce(0) { $0 + $1.energiesMWh[period] } / 1e3
        }
      }
  }
}
