// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import LinearAlgebra
import Optimization
import Quantities

/// Prices, net positions, flows and shadow prices of one coupled run, per hour of energy.
///
/// All tables are market time unit × item. Power in MW, prices in EUR/MWh, levels in MWh.
/// Net positions are positive for export.
package struct CouplingResult: Sendable {
  package var axis: TimeAxis
  package var network: NetworkModel
  package var nodes: [BalanceNode]
  package var steps: [SupplyStep]
  package var links: [MarketLink]
  package var storages: [StorageUnit]
  /// Hubs of the flow-based domain: bidding zones first, then virtual hubs; empty without one.
  package var hubs: [String]
  /// The union of the domains' presolved rows; empty without a domain. What row `k` is in a time
  /// unit, and its factors there, say ``cnec(_:at:)``.
  package var cnecs: [DomainRow]
  /// Rows by domain and place in `cnecs`, where domains have factors of their own; else empty.
  package var cnecsOfDomain: [[DomainRow]] = []
  /// Row of `cnecsOfDomain` for each time unit; not read where that is empty.
  package var domainOfUnit: [Int] = []
  /// Limits on net positions over all borders. Where one binds, the price of the node differs from
  /// that of its hub, which is the price at its borders.
  package var netPositionLimits: [NetPositionLimit] = []

  /// Price of each node: what one more MWh of load there costs.
  package var prices: StageTable
  /// Price of each hub of the domain, virtual hubs included: that of its node but for a limit on the
  /// node's net position over all borders.
  package var hubPrices: StageTable
  package var loads: StageTable
  /// Load of each zone (a bidding zone may hold several).
  package var zoneLoads: StageTable
  /// Export of each node over all its borders.
  package var netPositions: StageTable
  /// Net position of each hub within the flow-based region.
  package var hubNetPositions: StageTable
  /// Power of each supply step, and what it could have given.
  package var supply: StageTable
  package var availability: StageTable
  /// Flow of each one-way link at its sending end, never negative.
  package var flows: StageTable
  package var linkLimits: StageTable
  package var charge: StageTable
  package var discharge: StageTable
  package var spill: StageTable
  /// Level at the end of each unit.
  package var levels: StageTable
  /// Value of one more stored MWh.
  package var storageValues: StageTable
  /// Flow-based load of each row (`Σ PTDF NP`), its margin (+∞ where the row is off) and the
  /// welfare gained per MW of margin.
  package var cnecLoads: StageTable
  package var cnecMargins: StageTable
  package var shadowPrices: StageTable

  package var objectiveEUR: Double
  /// Share of the objective that comes from the slopes that make the outcome unique.
  package var slopeShareOfObjective: Double
  package var status: RunStatus
  package var certificate: Certificate
  package var statistics: SolveStatistics
  /// Things a reader must know, in sentences.
  package var notes: [String]
  /// Hydrogen, conversions and budgets.
  package var processes: ProcessResult
}

extension CouplingResult {
  /// The domain's row behind row `k` of `cnecs` in time unit `t`, with the factors of that unit.
  package func cnec(_ k: Int, at t: Int) -> DomainRow {
    guard !cnecsOfDomain.isEmpty else { return cnecs[k] }
    let rows = cnecsOfDomain[domainOfUnit[t]]
    // A place beyond the domain's rows is off: its margin is infinite.
    return k < rows.count ? rows[k] : cnecs[k]
  }
}

package enum NetworkModel: String, CaseIterable, Sendable {
  case flowBased = "flow_based"
  case ntc
  case copperplate
}

package enum RunStatus: Sendable, Equatable {
  case optimal
  /// No feasible point; the words say which balance, storage or CNEC, where, when, by how much.
  case infeasible(words: [String])
  /// Not solved to the accuracy asked for.
  case inaccurate(reason: String)
}

/// A balance of the coupling problem: one bidding zone.
package struct BalanceNode: Hashable, Sendable {
  package var name: String
  package var zones: [Row<Zone>]
  package var isFlowBased: Bool
}

package enum SupplyKind: String, CaseIterable, Sendable {
  case thermal
  case renewable
  case demandResponse = "demand_response"
  case lostLoad = "lost_load"
  /// Must-run energy that nobody can use, taken away at the price floor; its power counts as
  /// consumption.
  case dumped
}

/// A block of supply at one node with one cost.
package struct SupplyStep: Hashable, Sendable {
  package var name: String
  package var node: Int
  package var zone: Row<Zone>
  package var kind: SupplyKind
  package var technology: String
  package var injection: String
  package var fuel: String?
  package var costEURPerMWh: Double
  package var emissionsTonnesPerMWh: Double
}

package enum LinkKind: String, Sendable {
  case border
  case dcCable = "dc_cable"
}

/// One direction of a border or cable.
package struct MarketLink: Hashable, Sendable {
  /// Ends the name of the direction against that of the case.
  package static let backwardSuffix = "_backward"

  package var name: String
  package var from: Int
  package var to: Int
  package var kind: LinkKind
  package var loss: Double
  /// Virtual hubs at its ends, rows of ``CouplingResult/hubs``; nil where the end is a balance.
  package var hubAtFrom: Int?
  package var hubAtTo: Int?
}

package struct StorageUnit: Hashable, Sendable {
  package var name: String
  package var node: Int
  package var zone: Row<Zone>
  package var kind: String
  package var injection: String
  package var energyMWh: Double
}
