// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra
import Optimization

/// Puts a small ``StagedProgram`` together column by column; numbers given once hold in all stages.
package struct ProgramBuilder {
  private let stages: Int
  private var balances: [String] = []
  private var demands: [[Double]] = []
  private var columns: [StageColumn] = []
  private var columnRows: [[[Double]]] = []
  private var network: [NetworkColumn] = []
  private var networkRows: [[[Double]]] = []
  private var rows: [String] = []
  private var factors: [[Double]] = []
  private var limits: [[Double]] = []
  private var states: [StageState] = []
  private var stateRows: [[[Double]]] = []

  package init(stages: Int) { self.stages = stages }

  private func spread(_ values: [Double]) -> [Double] {
    precondition(values.count == 1 || values.count == stages)
    return values.count == 1 ? [Double](repeating: values[0], count: stages) : values
  }

  @discardableResult
  package mutating func balance(_ name: String, demand: [Double]) -> Int {
    balances.append(name)
    demands.append(spread(demand))
    return balances.count - 1
  }

  @discardableResult
  package mutating func column(
    _ name: String, balance: [Int: Double] = [:], state: [Int: Double] = [:], cost: [Double] = [0],
    curvature: [Double] = [0], lower: [Double] = [0], upper: [Double]
  ) -> Int {
    columns.append(
      StageColumn(name: name, balance: Self.entries(balance), state: Self.entries(state)))
    columnRows.append([cost, curvature, lower, upper].map(spread))
    return columns.count - 1
  }

  @discardableResult
  package mutating func networkColumn(
    _ name: String, balance: [Int: Double], cost: [Double] = [0], curvature: [Double] = [0],
    lower: [Double] = [-.infinity], upper: [Double] = [.infinity]
  ) -> Int {
    network.append(NetworkColumn(name: name, balance: Self.entries(balance)))
    networkRows.append([cost, curvature, lower, upper].map(spread))
    return network.count - 1
  }

  /// `factors` by network column, in their order; missing ones are 0.
  package mutating func networkRow(_ name: String, factors: [Double], limit: [Double]) {
    rows.append(name)
    self.factors.append(factors)
    limits.append(spread(limit))
  }

  @discardableResult
  package mutating func state(
    _ name: String, initial: Double, endValue: Double = 0, retention: [Double] = [1],
    inflow: [Double] = [0], lower: [Double] = [0], upper: [Double]
  ) -> Int {
    states.append(StageState(name: name, initialLevel: initial, endValue: endValue))
    stateRows.append([retention, inflow, lower, upper].map(spread))
    return states.count - 1
  }

  package func build() -> StagedProgram {
    var matrix = Matrix(rows: rows.count, columns: network.count)
    for (k, row) in factors.enumerated() {
      for (i, value) in row.enumerated() { matrix[k, i] = value }
    }
    return StagedProgram(
      stageCount: stages, balanceNames: balances, columns: columns, networkColumns: network,
      networkRowNames: rows, states: states,
      cost: table(columnRows.map { $0[0] }), curvature: table(columnRows.map { $0[1] }),
      lower: table(columnRows.map { $0[2] }), upper: table(columnRows.map { $0[3] }),
      networkCost: table(networkRows.map { $0[0] }),
      networkCurvature: table(networkRows.map { $0[1] }),
      networkLower: table(networkRows.map { $0[2] }),
      networkUpper: table(networkRows.map { $0[3] }), demand: table(demands),
      networkMatrices: [matrix], networkMatrixOfStage: [Int](repeating: 0, count: stages),
      networkLimit: table(limits), retention: table(stateRows.map { $0[0] }),
      inflow: table(stateRows.map { $0[1] }), levelLower: table(stateRows.map { $0[2] }),
      levelUpper: table(stateRows.map { $0[3] }))
  }

  private func table(_ byItem: [[Double]]) -> StageTable {
    var result = StageTable(stageCount: stages, itemCount: byItem.count)
    for (item, values) in byItem.enumerated() {
      for (t, value) in values.enumerated() { result[t, item] = value }
    }
    return result
  }

  private static func entries(_ values: [Int: Double]) -> [Coefficient] {
    values.sorted { $0.key < $1.key }.map { Coefficient(row: $0.key, value: $0.value) }
  }
}
