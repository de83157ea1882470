// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import MarketCoupling
import Optimization
import Quantities
import Reports

/// A result of two hours by hand: A sends what the one CNEC lets through to B, and 10 MW over a
/// lossy cable to C.
///
/// Hour 1: A makes 150 MW at 20, B 50 MW at 45 beside 0 MW of its lake; the CNEC (PTDF 0.5 and 0)
/// is full at 25 MW, so its shadow price is (45 − 20) / 0.5 = 50. C needs nothing. Hour 2: nothing
/// binds, A makes 210 MW, of which C gets 9.5 and lacks 20.5 at the cap of 4,000.
enum TwoZones {
  static var run: ReportedRun {
    var result = CouplingResult(
      axis: TimeAxis(hoursOfYear: 2030).slice(12..<14), network: .flowBased,
      nodes: zones.enumerated().map {
        BalanceNode(named: $1.name, zones: [Row($0)], isFlowBased: $1.isFlowBased)
      },
      steps: [
        step("A_gas", node: 0, .thermal, "gas", cost: 20, emissions: 0.4),
        step("B_oil", node: 1, .thermal, "oil, heavy", cost: 45, emissions: 0.7),
        step("C_lost", node: 2, .lostLoad, "lost_load", cost: 4000),
      ],
      links: [MarketLink(named: "A-C", from: 0, to: 2, kind: .dcCable, loss: 0.05)],
      storages: [StorageUnit(named: "B_lake", node: 1, zone: Row(1), energyMWh: 10)],
      hubs: ["A", "B"],
      cnecs: [
        DomainRow(
          id: "a-b|N|direct", element: "a-b", contingency: "c-d", ptdf: [0.5, 0], ram: 25)
      ],
      certificate: Certificate(
        primalObjective: 91_450, safeLowerBound: 91_449.9999, relativeGap: 1.1e-9,
        primalResidual: 2e-7, worstPrimal: "balance A", dualResidual: 3e-9, worstDual: "A_gas",
        complementarity: 1e-6, worstComplementarity: "A_gas"),
      statistics: SolveStatistics(iterations: 12, factorizations: 13, wallSeconds: 0.1))
    result.prices.values = [20, 45, 4000, 20, 20, 4000]
    result.loads.values = [100, 100, 0, 100, 100, 30]
    result.zoneLoads.values = result.loads.values
    result.netPositions.values = [50, -50, 0, 110, -100, -9.5]
    result.hubNetPositions.values = [50, -50, 100, -100]
    result.supply.values = [150, 50, 0, 210, 0, 20.5]
    result.availability.values = [300, 100, 100, 300, 100, 100]
    result.flows.values = [0, 10]
    result.linkLimits.values = [10, 10]
    result.levels.values = [5, 5]
    result.storageValues.values = [45, 45]
    result.cnecLoads.values = [25, 50]
    result.cnecMargins.values = [25, .infinity]
    result.shadowPrices.values = [50, 0]
    result.objectiveEUR = 150 * 20 + 50 * 45 + 210 * 20 + 20.5 * 4000
    result.notes = ["by hand"]
    var system = EnergySystem(name: "two zones", year: 2030)
    system.zones = zones
    return ReportedRun(result: result, system: system)
  }

  static let zones = [
    Zone(name: "A", country: "XX", biddingZone: "A"),
    Zone(name: "B", country: "XX", biddingZone: "B"),
    Zone(name: "C", country: "XX", biddingZone: "C", isFlowBased: false),
  ]

  private static func step(
    _ name: String, node: Int, _ kind: SupplyKind, _ technology: String, cost: Double,
    emissions: Double = 0
  ) -> SupplyStep {
    SupplyStep(
      named: name, node: node, zone: Row(node), kind: kind, technology: technology,
      costEURPerMWh: cost, emissionsTonnesPerMWh: emissions)
  }
}
