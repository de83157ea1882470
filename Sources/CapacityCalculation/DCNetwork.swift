// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra
import Quantities

/// How a branch becomes a susceptance in the linear power flow.
package enum SusceptanceConvention: String, CaseIterable, Sendable {
  /// `b = 1 / (x · tap)`, phase shifts act (the DC power flow of MATPOWER's manual, section 3.7).
  case reactanceOnly = "reactance_only"
  /// `b = x / (r² + x²)`, taps and phase shifts ignored (the DC formulation of PowerModels).
  case seriesImpedance = "series_impedance"
}

/// One circuit of a branch in the linear power flow.
package struct Circuit: Hashable, Sendable {
  package var branch: Row<Branch>
  /// 1 to ``GridModel/Branch/circuits``.
  package var number: Int
  package var from: Row<Bus>
  package var to: Row<Bus>
  /// Flow per angle difference, MW/rad: with ohms and kilovolts, `U² / x`. In per unit on 100 MVA
  /// it is a hundredth of that.
  package var susceptanceMWPerRad: Double
  /// Angle subtracted from the difference between `from` and `to`.
  package var phaseShiftRadians: Double
  /// Name of the branch, with the number where it has several circuits.
  package var name: String
}

/// The linear (DC) model of a connected grid: `flow = b (θ_from - θ_to - φ)`.
///
/// A branch with several circuits becomes that many equal rows, so that one of them can be lost or
/// watched alone.
package struct DCNetwork: Sendable {
  package let busNames: [String]
  package let circuits: [Circuit]
  /// The circuits of each branch are `circuits[firstCircuit[branch]..<firstCircuit[branch + 1]]`.
  private let firstCircuit: [Int]

  /// - Throws: ``DCNetworkError`` with every unusable branch, or with the islands.
  package init(
    grid: Grid, convention: SusceptanceConvention = .reactanceOnly
  ) throws(DCNetworkError) {
    let unusable = grid.branches.filter { $0.reactanceOhm == 0 || !$0.reactanceOhm.isFinite }
    guard unusable.isEmpty else { throw .zeroReactance(branches: unusable.map(\.name)) }
    var circuits: [Circuit] = []
    var first: [Int] = []
    for branch in grid.branches.rows {
      first.append(circuits.count)
      circuits.append(
        contentsOf: Self.circuits(of: grid.branches[branch], row: branch, convention: convention))
    }
    busNames = grid.buses.map(\.name)
    self.circuits = circuits
    firstCircuit = first + [circuits.count]
    let islands = connectedParts(without: [])
    guard islands.count <= 1 else {
      let main = islands.indices.max { islands[$0].count < islands[$1].count }
      let others = islands.indices.filter { $0 != main }
      throw .islands(busesOutside: others.map { islands[$0].map { grid.buses[$0].name } })
    }
  }

  package var busCount: Int { busNames.count }

  /// Positions in ``circuits`` of the circuits of a branch.
  package func circuits(of branch: Row<Branch>) -> Range<Int> {
    firstCircuit[branch.index]..<firstCircuit[branch.index + 1]
  }

  private static func circuits(
    of branch: Branch, row: Row<Branch>, convention: SusceptanceConvention
  ) -> [Circuit] {
    let voltageSquared = branch.nominalKV * branch.nominalKV
    let susceptance: Double
    let shift: Double
    switch convention {
    case .reactanceOnly:
      susceptance = voltageSquared / (branch.reactanceOhm * branch.tap)
      shift = branch.phaseShiftDegrees * .pi / 180
    case .seriesImpedance:
      let r = branch.resistanceOhm
      let x = branch.reactanceOhm
      susceptance = voltageSquared * x / (r * r + x * x)
      shift = 0
    }
    return (1...max(1, branch.circuits)).map { number in
      Circuit(
        branch: row, number: number, from: branch.from, to: branch.to,
        susceptanceMWPerRad: susceptance, phaseShiftRadians: shift,
        name: branch.circuits > 1 ? "\(branch.name) circuit \(number)" : branch.name)
    }
  }
}

/// A grid that has no linear power flow.
package enum DCNetworkError: Error, Equatable, Sendable {
  /// Branches whose reactance is zero (or not finite).
  case zeroReactance(branches: [String])
  /// Buses that no branch joins to the largest part of the grid, one list per island.
  case islands(busesOutside: [[String]])
  /// Negative reactances cancel the others around this bus: the angles have no unique solution.
  case singular(bus: String)
}

extension DCNetworkError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .zeroReactance(let branches):
      "branches without reactance: \(branches.joined(separator: ", "))"
    case .islands(let busesOutside):
      "the grid is not connected; islands beside the largest: "
        + busesOutside.map { "{\($0.joined(separator: ", "))}" }.joined(separator: ", ")
    case .singular(let bus):
      "the susceptance matrix is singular at bus \(bus): negative reactances cancel the others"
    }
  }
}
