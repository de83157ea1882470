// SPDX-License-Identifier: Apache-2.0
import Optimization

/// The largest value of a linear function of balanced net positions in a domain.
package enum DomainExtreme: Sendable, Equatable {
  /// Value, net positions per hub (MW) and, for the rows that hold the value down, the gain per
  /// MW of `ram`.
  case finite(value: Double, netPositions: [Double], shadowPrices: [WeightedRow])
  case unbounded
  /// Rows that no balanced net positions meet together.
  case empty(conflictingRows: [Int])
  /// Rounding kept the linear program from ending.
  case stopped
}

/// Where net positions lie.
package struct DomainPosition: Sendable, Equatable {
  /// The largest excess of flow over `ram`, MW of flow; 0 inside.
  package var overshootMW: Double
  /// The row with the least slack; nil if there is none.
  package var worstRow: Int?
  /// Slack of that row, MW; negative outside.
  package var smallestSlackMW: Double
  /// Sum of the net positions, MW; a domain speaks of balanced ones only.
  package var imbalanceMW: Double

  package init(
    overshootMW: Double, worstRow: Int?, smallestSlackMW: Double, imbalanceMW: Double
  ) {
    self.overshootMW = overshootMW
    self.worstRow = worstRow
    self.smallestSlackMW = smallestSlackMW
    self.imbalanceMW = imbalanceMW
  }
}

extension FlowBasedDomain {
  /// How far the net positions (MW, one per hub) lie inside or outside the rows.
  package func position(of netPositions: [Double]) -> DomainPosition {
    precondition(netPositions.count == hubs.count, "\(netPositions.count) for \(hubs.count) hubs")
    var smallest = Double.infinity
    var worst: Int?
    for (index, row) in rows.enumerated() {
      var slack = row.ram
      for (factor, netPosition) in zip(row.ptdf, netPositions) { slack -= factor * netPosition }
      if slack < smallest {
        smallest = slack
        worst = index
      }
    }
    return DomainPosition(
      overshootMW: max(0, -smallest), worstRow: worst, smallestSlackMW: smallest,
      imbalanceMW: netPositions.reduce(0, +))
  }

  /// Whether balanced net positions meet every row to within a tolerance in MW of flow.
  package func contains(_ netPositions: [Double], toleranceMW: Double = 1e-6) -> Bool {
    let position = position(of: netPositions)
    return position.overshootMW <= toleranceMW && position.imbalanceMW.magnitude <= toleranceMW
  }

  /// The largest `direction · NP` over the balanced net positions of the domain.
  package func supportFunction(_ direction: [Double]) -> DomainExtreme {
    var search = DomainSearch(self)
    return search.largest(direction)
  }
}

/// Asks one domain for several extremes; each starts from the vertex of the one before.
package struct DomainSearch {
  private let hubCount: Int
  private let domainRows: [Int]
  private var solver: PolyhedronSolver

  package init(_ domain: FlowBasedDomain) {
    let rows = BalancedRows(domain)
    hubCount = domain.hubs.count
    domainRows = rows.domainRows
    solver = PolyhedronSolver(rows.polyhedron)
  }

  /// The largest `direction · NP`; the direction has one entry per hub.
  package mutating func largest(_ direction: [Double]) -> DomainExtreme {
    precondition(direction.count == hubCount, "\(direction.count) entries for \(hubCount) hubs")
    switch solver.maximize(BalancedRows.objective(direction)) {
    case .optimal(let optimum):
      return .finite(
        value: optimum.value,
        netPositions: BalancedRows.netPositions(optimum.point, hubCount: hubCount),
        shadowPrices: optimum.multipliers.map {
          WeightedRow(row: domainRows[$0.row], weight: $0.weight)
        })
    case .unbounded: return .unbounded
    case .infeasible(let certificate):
      return .empty(conflictingRows: certificate.map { domainRows[$0.row] }.sorted())
    case .stopped: return .stopped
    }
  }
}
