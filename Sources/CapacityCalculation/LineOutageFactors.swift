// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra
import Quantities

/// An outage after which the remaining circuits no longer join all buses.
package struct IslandingOutage: Error, Equatable, Sendable, CustomStringConvertible {
  /// Names of the lost circuits.
  package var circuits: [String]
  /// Buses cut off from the largest part; empty where the grid stays in one piece but negative
  /// reactances leave it without a solution.
  package var separatedBuses: [String]

  package var description: String {
    let outage = "outage of \(circuits.joined(separator: " and "))"
    return separatedBuses.isEmpty
      ? "\(outage) leaves no unique power flow"
      : "\(outage) cuts off \(separatedBuses.joined(separator: ", "))"
  }
}

/// The shares of the flows of lost circuits that move onto the others.
///
/// With `h[l, c]` the flow on circuit `l` per MW sent from one end of circuit `c` to the other,
/// and `O` the lost circuits,
///
///     LODF[l, O] = h[l, O] (I - h[O, O])⁻¹   for l outside O,   LODF[O, O] = -I
///
/// Source: T. Güler, G. Gross, M. Liu, "Generalized Line Outage Distribution Factors",
/// IEEE Trans. Power Systems 22 (2007), no. 2, pp. 879–881.
package struct LineOutageFactors: Sendable {
  /// Positions of the lost circuits in the network.
  package let lost: [Int]
  /// Circuit × lost circuit.
  package let factors: Matrix

  /// - Throws: ``IslandingOutage``
  /// - Complexity: O(circuits · lost² + buses)
  package init(
    losing lost: [Int], ptdf: NodalPTDF, network: DCNetwork
  ) throws(IslandingOutage) {
    let separated = network.connectedParts(without: lost)
    guard separated.count <= 1 else {
      let main = separated.indices.max { separated[$0].count < separated[$1].count }
      let buses = separated.indices.filter { $0 != main }.flatMap { separated[$0] }
      throw IslandingOutage(
        circuits: lost.map { network.circuits[$0].name },
        separatedBuses: buses.map { network.busNames[$0.index] })
    }
    self.lost = lost
    let transfers = ptdf.endToEndFactors(of: lost, in: network)
    // (I - h[O, O])ᵀ xᵀ = h[l, O]ᵀ, one right-hand side per circuit.
    var remaining = Matrix.identity(lost.count)
    for i in lost.indices {
      for j in lost.indices { remaining[j, i] -= transfers[lost[i], j] }
    }
    let solved = (try? LUFactor(remaining))?.solve(transfers.transposed).transposed
    guard let solved, solved.largestMagnitude < Self.largestPlausibleFactor else {
      throw IslandingOutage(
        circuits: lost.map { network.circuits[$0].name }, separatedBuses: [])
    }
    factors = Self.markingLost(lost, in: solved)
  }

  /// Between positive reactances no factor exceeds 1. With negative ones they can, but one of this
  /// size is the rounding error of a singular system.
  private static let largestPlausibleFactor = 1e6

  private static func markingLost(_ lost: [Int], in factors: Matrix) -> Matrix {
    var result = factors
    for (i, circuit) in lost.enumerated() {
      for j in lost.indices { result[circuit, j] = i == j ? -1 : 0 }
    }
    return result
  }

  /// Rows of any flow sensitivity after the outage: `row_l + Σ_c LODF[l, c] row_c`; rows of lost
  /// circuits become zero.
  ///
  /// - Parameter sensitivities: circuit × anything (buses, hubs, injection classes, one flow).
  package func afterOutage(_ sensitivities: Matrix) -> Matrix {
    var lostRows = Matrix(rows: lost.count, columns: sensitivities.columnCount)
    for j in 0..<sensitivities.columnCount {
      for (i, circuit) in lost.enumerated() { lostRows[i, j] = sensitivities[circuit, j] }
    }
    return sensitivities + factors * lostRows
  }

  package func afterOutage(_ flows: [Double]) -> [Double] {
    afterOutage(Matrix(rows: flows.count, columns: 1, values: flows)).values
  }
}

extension NodalPTDF {
  /// Flow on every circuit per MW sent from `from` to `to` of each of the given circuits.
  package func endToEndFactors(of circuits: [Int], in network: DCNetwork) -> Matrix {
    var result = Matrix(rows: factors.rowCount, columns: circuits.count)
    for (column, circuit) in circuits.enumerated() {
      let from = network.circuits[circuit].from.index
      let to = network.circuits[circuit].to.index
      for row in 0..<factors.rowCount {
        result[row, column] = factors[row, from] - factors[row, to]
      }
    }
    return result
  }

  /// The factors after an outage, to the same slack; rows of lost circuits are zero.
  package func afterOutage(_ outage: LineOutageFactors) -> NodalPTDF {
    var result = self
    result.factors = outage.afterOutage(factors)
    return result
  }
}
