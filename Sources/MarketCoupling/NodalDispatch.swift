// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import LinearAlgebra
import Optimization
import Quantities

/// Least-cost dispatch of one hour with every bus its own zone: the linear (DC) optimal power flow.
///
///     min   Σ_g c_g p_g + ½ d_g p_g²
///     s.t.  Σ_g p_g + Σ_l a_ln f_l − NP_n = load_n    for each bus n; the slack's NP is −Σ of the others
///           lower_k ≤ Σ_n H_kn NP_n + s_k ≤ upper_k   for each limited circuit k
///
/// with the distribution factors `H` to the slack and the flows `s` that phase shifts alone drive.
package struct NodalDispatch: Sendable {
  package let network: DCNetwork
  /// Factors to the first bus, which is the slack.
  package let ptdf: NodalPTDF
  /// Load and shunt conductance at nominal voltage, one per bus.
  package let loadMW: [Double]
  package let supplies: [NodalSupply]
  package let links: [NodalLink]
  /// One per circuit of the network.
  package let flowLimits: [ClosedRange<Double>]

  /// - Throws: ``DCNetworkError`` where the network has no unique angles.
  package init(
    network: DCNetwork, loadMW: [Double], supplies: [NodalSupply], links: [NodalLink] = [],
    flowLimits: [ClosedRange<Double>]
  ) throws(DCNetworkError) {
    precondition(
      loadMW.count == network.busCount && flowLimits.count == network.circuits.count,
      "\(loadMW.count) loads, \(flowLimits.count) limits")
    self.network = network
    ptdf = try NodalPTDF(network)
    self.loadMW = loadMW
    self.supplies = supplies
    self.links = links
    self.flowLimits = flowLimits
  }

  /// Cost that no decision changes; add it to the program's objective.
  package var constantCost: Double {
    supplies.reduce(0) { sum, supply in
      sum + supply.fixedCost + (supply.isFixed ? supply.cost(at: supply.minimumMW) : 0)
    }
  }

  /// The program of one stage: balances in the order of the buses, network columns in the order of
  /// the buses without the first.
  package func program() -> StagedProgram {
    let buses = network.busCount
    let moving = supplies.filter { !$0.isFixed }
    var demand = loadMW
    for supply in supplies where supply.isFixed { demand[supply.bus] -= supply.minimumMW }
    let columns =
      moving.map {
        StageColumn(name: $0.name, balance: [Coefficient(row: $0.bus, value: 1)])
      }
      + links.map {
        StageColumn(
          name: $0.name,
          balance: [Coefficient(row: $0.from, value: -1), Coefficient(row: $0.to, value: 1)])
      }
    let netPositions = (1..<max(1, buses)).map {
      NetworkColumn(
        name: "net position of \(network.busNames[$0])",
        balance: [Coefficient(row: $0, value: -1), Coefficient(row: 0, value: 1)])
    }
    let rows = limitRows()
    var matrix = Matrix(rows: rows.count, columns: netPositions.count)
    for (k, row) in rows.enumerated() {
      for bus in 1..<max(1, buses) {
        matrix[k, bus - 1] = row.direction * ptdf.factors[row.circuit, bus]
      }
    }
    let none = [Double](repeating: 0, count: netPositions.count)
    func constant(_ row: [Double]) -> StageTable { StageTable(constant: row, stageCount: 1) }
    return StagedProgram(
      stageCount: 1, balanceNames: network.busNames.map { "balance of \($0)" }, columns: columns,
      networkColumns: netPositions, networkRowNames: rows.map(\.name), states: [],
      cost: constant(moving.map(\.cost) + links.map { _ in 0 }),
      curvature: constant(moving.map(\.curvature) + links.map { _ in 0 }),
      lower: constant(moving.map(\.minimumMW) + links.map(\.minimumMW)),
      upper: constant(moving.map(\.maximumMW) + links.map(\.maximumMW)),
      networkCost: constant(none), networkCurvature: constant(none),
      networkLower: constant(none.map { _ in -.infinity }),
      networkUpper: constant(none.map { _ in .infinity }), demand: constant(demand),
      networkMatrices: [matrix], networkMatrixOfStage: [0],
      networkLimit: constant(rows.map(\.limitMW)), retention: constant([]), inflow: constant([]),
      levelLower: constant([]), levelUpper: constant([]))
  }

  private struct LimitRow {
    var circuit: Int
    /// +1 for the flow from `from` to `to`, -1 for the opposite.
    var direction: Double
    var limitMW: Double
    var name: String
  }

  private func limitRows() -> [LimitRow] {
    let shiftFlows = ptdf.phaseShiftFlows(in: network)
    var rows: [LimitRow] = []
    for (index, limits) in flowLimits.enumerated() {
      let name = network.circuits[index].name
      if limits.upperBound < .infinity {
        rows.append(
          LimitRow(
            circuit: index, direction: 1, limitMW: limits.upperBound - shiftFlows[index],
            name: "\(name) direct"))
      }
      if limits.lowerBound > -.infinity {
        rows.append(
          LimitRow(
            circuit: index, direction: -1, limitMW: shiftFlows[index] - limits.lowerBound,
            name: "\(name) opposite"))
      }
    }
    return rows
  }
}

/// Generation at a bus, or one piece of its cost curve.
package struct NodalSupply: Hashable, Sendable {
  package var name: String
  package var bus: Int
  package var minimumMW: Double
  package var maximumMW: Double
  /// Cost per MWh at zero output, and its rise per MW.
  package var cost: Double
  package var curvature: Double
  /// Cost per hour whatever the output.
  package var fixedCost: Double

  package init(
    name: String, bus: Int, minimumMW: Double, maximumMW: Double, cost: Double,
    curvature: Double = 0, fixedCost: Double = 0
  ) {
    self.name = name
    self.bus = bus
    self.minimumMW = minimumMW
    self.maximumMW = maximumMW
    self.cost = cost
    self.curvature = curvature
    self.fixedCost = fixedCost
  }

  var isFixed: Bool { minimumMW == maximumMW }

  /// Cost per hour without the fixed part.
  func cost(at outputMW: Double) -> Double { outputMW * (cost + curvature * outputMW / 2) }
}

/// A lossless direct-current line between two buses; positive from `from` to `to`.
package struct NodalLink: Hashable, Sendable {
  package var name: String
  package var from: Int
  package var to: Int
  package var minimumMW: Double
  package var maximumMW: Double

  package init(name: String, from: Int, to: Int, minimumMW: Double, maximumMW: Double) {
    self.name = name
    self.from = from
    self.to = to
    self.minimumMW = minimumMW
    self.maximumMW = maximumMW
  }
}
