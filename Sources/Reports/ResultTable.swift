// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization

/// The tables of `results/`, one CSV file each; units stand in the headers, times are UTC starts.
package enum ResultTable: String, CaseIterable, Sendable {
  case zonesHourly = "zones_hourly"
  case supplyHourly = "supply_hourly"
  case linksHourly = "links_hourly"
  case cnecsHourly = "cnecs_hourly"
  case storagesHourly = "storages_hourly"
  case zonesAnnual = "zones_annual"
  case generationAnnual = "generation_annual"
  case bordersAnnual = "borders_annual"
  case cnecsAnnual = "cnecs_annual"
  case welfare
  case hubsAnnual = "hubs_annual"

  package var fileName: String { rawValue + ".csv" }

  /// Whether it has sums over all hours of a run.
  package var isAnnual: Bool {
    switch self {
    case .zonesHourly, .supplyHourly, .linksHourly, .cnecsHourly, .storagesHourly: false
    case .zonesAnnual, .generationAnnual, .bordersAnnual, .cnecsAnnual, .welfare, .hubsAnnual: true
    }
  }

  package func csv(of run: ReportedRun) -> CSVText {
    switch self {
    case .zonesHourly: run.zonesHourly()
    case .supplyHourly: run.supplyHourly()
    case .linksHourly: run.linksHourly()
    case .cnecsHourly: run.cnecsHourly()
    case .storagesHourly: run.storagesHourly()
    case .zonesAnnual: run.zonesAnnual()
    case .generationAnnual: run.generationAnnual()
    case .bordersAnnual: run.bordersAnnual()
    case .cnecsAnnual: run.cnecsAnnual()
    case .welfare: run.welfareTable()
    case .hubsAnnual: run.hubsAnnual()
    }
  }
}

/// A coupled run with what its tables need beside the market's own figures.
package struct ReportedRun: Sendable {
  package var result: CouplingResult
  /// The system that was coupled; rows of supply steps refer to its zones.
  package var system: EnergySystem

  package init(result: CouplingResult, system: EnergySystem) {
    self.result = result
    self.system = system
  }

  var zones: [Zone] { system.zones }

  var units: Range<Int> { 0..<result.axis.count }
  var hours: Double { result.axis.stepHours }

  /// `2030-01-31T05:00:00Z` of every unit, made once per table.
  var timestamps: [String] { units.map { result.axis.timestamp(at: $0) } }

  func steps(atNode node: Int, _ kinds: Set<SupplyKind>) -> [Int] {
    result.steps.indices.filter {
      result.steps[$0].node == node && kinds.contains(result.steps[$0].kind)
    }
  }
}

extension StageTable {
  /// Sum over some items of a stage.
  func sum(_ stage: Int, _ items: [Int]) -> Double {
    var total = 0.0
    for item in items { total += self[stage, item] }
    return total
  }
}

/// Kinds of supply that count as generation.
let generatingKinds = Set(SupplyKind.allCases).subtracting([
  .demandResponse, .lostLoad, .dumped,
])

/// A shadow price below this is noise of the solver: the row does not bind. EUR/MWh per MW.
package let bindingShadowPriceEURPerMWh = 0.001

/// A smaller flow is 0.000 in the tables: the link carries nothing. MW.
let listedFlowMW = 0.0005

/// A link within this share of its limit counts as full.
let fullLinkShare = 0.999

/// Rows of `cnecs_hourly` that do not bind are listed from this share of their margin on.
let listedCNECLoadShare = 0.99
