// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// Circuits that are lost together. Of a branch with several circuits the last ones are lost, so
/// that the first, which stands for all of them when it is watched, remains.
package struct Contingency: Hashable, Sendable {
  package struct Loss: Hashable, Sendable {
    package var branch: Row<Branch>
    package var circuits: Int

    package init(branch: Row<Branch>, circuits: Int) {
      self.branch = branch
      self.circuits = circuits
    }
  }
  package var name: String
  package var losses: [Loss]

  package init(name: String, losses: [Loss]) {
    self.name = name
    self.losses = losses
  }

  /// Positions of the lost circuits in the network.
  package func lostCircuits(in network: DCNetwork) -> [Int] {
    losses.flatMap { network.circuits(of: $0.branch).suffix($0.circuits) }
  }

  /// The outages of the case, or by rule every single circuit of the ties and of the internal lines
  /// at 380 kV, and of every monitored branch; with `doubleCircuits`, also two circuits of one
  /// branch. Equivalent branches of a reduced grid are never lost.
  package static func candidates(
    in grid: Grid, monitored: [Row<Branch>], doubleCircuits: Bool
  ) -> [Contingency] {
    guard grid.listedOutages.isEmpty else {
      return grid.listedOutages.map { outage in
        Contingency(
          name: outage.name,
          losses: outage.branches.map { Loss(branch: $0, circuits: 1) })
      }
    }
    let watched = Set(monitored)
    var result: [Contingency] = []
    for row in grid.branches.rows {
      let branch = grid.branches[row]
      let isMainLine = branch.kind == .line && branch.nominalKV >= highestVoltageKV
      guard branch.kind == .tie || isMainLine || watched.contains(row),
        branch.kind != .equivalent
      else { continue }
      result.append(
        Contingency(name: branch.name, losses: [Loss(branch: row, circuits: 1)]))
      if doubleCircuits, branch.circuits > 1 {
        result.append(
          Contingency(
            name: "\(branch.name) two circuits", losses: [Loss(branch: row, circuits: 2)]))
      }
    }
    return result
  }
}

/// From here on a line belongs to the highest voltage level ("380 kV").
let highestVoltageKV = 300.0
