// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra
import Quantities

/// Where the counterpart of an injection is withdrawn.
package enum Slack: Hashable, Sendable {
  case bus(Row<Bus>)
  /// One weight per bus; scaled to sum to 1.
  case distributed([Double])
}

/// Flow on each circuit per MW injected at a bus and withdrawn at the slack.
///
/// With the susceptances `b`, the incidence `D` (+1 at `from`, -1 at `to`), the reference bus
/// removed and slack weights `w`,
///
///     H = diag(b) D X,   X = (Dᵀ diag(b) D)⁻¹,   H_w = H - (H w) 1ᵀ
///
/// Flows of a balanced injection are the same for every slack.
package struct NodalPTDF: Sendable {
  /// Circuit × bus.
  package internal(set) var factors: Matrix
  /// Share of each bus in the slack; sums to 1.
  package private(set) var slackWeights: [Double]

  /// - Throws: ``DCNetworkError/singular(bus:)``, only possible with negative reactances.
  /// - Complexity: O(buses³ + circuits · buses)
  package init(
    _ network: DCNetwork, slack: Slack = .bus(Row(0))
  ) throws(DCNetworkError) {
    factors = try Self.factorsToFirstBus(network)
    slackWeights = [Double](repeating: 0, count: network.busCount)
    if !slackWeights.isEmpty { slackWeights[0] = 1 }
    move(to: slack)
  }

  /// The same factors to another slack. Complexity: O(circuits · buses).
  package func moved(to slack: Slack) -> NodalPTDF {
    var result = self
    result.move(to: slack)
    return result
  }

  private mutating func move(to slack: Slack) {
    slackWeights = Self.weights(of: slack, busCount: factors.columnCount)
    let slackFlows = factors * slackWeights
    for bus in 0..<factors.columnCount {
      for circuit in 0..<factors.rowCount { factors[circuit, bus] -= slackFlows[circuit] }
    }
  }

  private static func weights(of slack: Slack, busCount: Int) -> [Double] {
    switch slack {
    case .bus(let bus):
      var weights = [Double](repeating: 0, count: busCount)
      if busCount > 0 { weights[bus.index] = 1 }
      return weights
    case .distributed(let weights):
      let sum = weights.reduce(0, +)
      precondition(
        weights.count == busCount && sum != 0, "\(weights.count) slack weights that sum to \(sum)")
      return weights.map { $0 / sum }
    }
  }

  private static func factorsToFirstBus(_ network: DCNetwork) throws(DCNetworkError) -> Matrix {
    let inverse = try reducedInverse(network)
    var factors = Matrix(rows: network.circuits.count, columns: network.busCount)
    for bus in 1..<max(1, network.busCount) {
      for (row, circuit) in network.circuits.enumerated() {
        let from = circuit.from.index
        let to = circuit.to.index
        let angleFrom = from == 0 ? 0 : inverse[from - 1, bus - 1]
        let angleTo = to == 0 ? 0 : inverse[to - 1, bus - 1]
        factors[row, bus] = circuit.susceptanceMWPerRad * (angleFrom - angleTo)
      }
    }
    return factors
  }

  /// Inverse of the susceptance matrix without its first row and column.
  private static func reducedInverse(_ network: DCNetwork) throws(DCNetworkError) -> Matrix {
    let order = max(0, network.busCount - 1)
    var reduced = Matrix(rows: order, columns: order)
    let full = network.susceptanceMatrix
    for j in 0..<order {
      for i in 0..<order { reduced[i, j] = full[i + 1, j + 1] }
    }
    do {
      if network.circuits.allSatisfy({ $0.susceptanceMWPerRad > 0 }) {
        return try CholeskyFactor(reduced).inverse()
      }
      return try SymmetricIndefiniteFactor(reduced).solve(Matrix.identity(order))
    } catch {
      let pivot =
        switch error {
        case .notPositiveDefinite(let pivot), .singular(let pivot): pivot
        }
      throw .singular(bus: network.busNames[pivot + 1])
    }
  }
}

extension DCNetwork {
  /// `Dᵀ diag(b) D`, bus × bus, MW/rad; each row sums to zero.
  package var susceptanceMatrix: Matrix {
    CapacityCalculation.susceptanceMatrix(
      busCount: busCount,
      branches: circuits.map { ($0.from.index, $0.to.index, $0.susceptanceMWPerRad) })
  }
}

extension NodalPTDF {
  /// Flows of nodal injections (MW, generation positive) with the phase shifts of the circuits:
  /// `H (p + Dᵀ b φ) - b φ`. What the injections do not balance, the slack does.
  package func flows(injectionsMW: [Double], in network: DCNetwork) -> [Double] {
    var injections = injectionsMW
    for circuit in network.circuits where circuit.phaseShiftRadians != 0 {
      let shiftFlow = circuit.susceptanceMWPerRad * circuit.phaseShiftRadians
      injections[circuit.from.index] += shiftFlow
      injections[circuit.to.index] -= shiftFlow
    }
    var flows = factors * injections
    for (row, circuit) in network.circuits.enumerated() where circuit.phaseShiftRadians != 0 {
      flows[row] -= circuit.susceptanceMWPerRad * circuit.phaseShiftRadians
    }
    return flows
  }

  /// Flows that the phase shifts alone drive, MW.
  package func phaseShiftFlows(in network: DCNetwork) -> [Double] {
    flows(injectionsMW: [Double](repeating: 0, count: factors.columnCount), in: network)
  }
}
