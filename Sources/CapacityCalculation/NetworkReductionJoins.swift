// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra

/// Two border buses of a neighbour that become one.
struct NeighbourJoin: Hashable {
  var first: Int
  var second: Int
}

extension FullGrid {
  /// The joins that bring each neighbour down to the number of buses allowed, each time the one
  /// that changes zone-to-zone factors of kept circuits of the detailed zones least.
  func neighbourJoins(
    retained: [Int], zonalAngles: Matrix, solver: AngleSolver, settings: NetworkReductionSettings
  ) -> [NeighbourJoin] {
    let isKept = Set(retained)
    let watched = circuits.filter { circuit in
      [circuit.from, circuit.to].allSatisfy { bus in
        isKept.contains(bus) && zoneOfBus[bus].map { settings.zones[$0].isDetailed } ?? false
      }
    }
    return settings.zones.indices.filter { !settings.zones[$0].isDetailed }.flatMap { zone in
      let members = retained.filter { zoneOfBus[$0] == zone }
      guard members.count > settings.mostBusesPerNeighbour else { return [NeighbourJoin]() }
      var search = JoinSearch(
        members: members, grid: self, zonalAngles: zonalAngles, solver: solver)
      return (settings.mostBusesPerNeighbour..<members.count).map { _ in
        search.join(watching: watched)
      }
    }
  }
}

/// Joins buses one pair at a time.
///
/// With `X` the angles per unit of injection, joining `i` and `j` drives a current `(θ_i - θ_j) / x`
/// between them, `d = X (e_i - e_j)`, `x = d_i - d_j`, and every angle moves with it:
///
///     X' = X - d dᵀ / x
private struct JoinSearch {
  /// Buses not yet joined to an earlier one.
  private var members: [Int]
  /// Bus × original member: columns of `X`.
  private var response: Matrix
  /// Bus × zone: angles per MW of net position.
  private var zonalAngles: Matrix
  private let columnOfMember: [Int: Int]

  init(members: [Int], grid: FullGrid, zonalAngles: Matrix, solver: AngleSolver) {
    self.members = members
    self.zonalAngles = zonalAngles
    var unit = Matrix(rows: grid.buses.count, columns: members.count)
    for (column, bus) in members.enumerated() { unit[bus, column] = 1 }
    response = solver.angles(of: unit)
    columnOfMember = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1, $0) })
  }

  mutating func join(watching circuits: [FullGrid.Circuit]) -> NeighbourJoin {
    var best: (join: NeighbourJoin, harm: Double)?
    for (position, first) in members.enumerated() {
      for second in members.dropFirst(position + 1) {
        let harm = harm(first, second, circuits)
        if harm < best?.harm ?? .infinity {
          best = (NeighbourJoin(first: first, second: second), harm)
        }
      }
    }
    guard let best else { preconditionFailure("fewer than two buses to join") }
    apply(best.join)
    return best.join
  }

  /// `d` at every bus.
  private func angleShift(_ first: Int, _ second: Int) -> [Double] {
    let (i, j) = (columnOfMember[first]!, columnOfMember[second]!)
    return (0..<response.rowCount).map { response[$0, i] - response[$0, j] }
  }

  /// Largest change of a zone-to-zone factor of a watched circuit.
  private func harm(_ first: Int, _ second: Int, _ circuits: [FullGrid.Circuit]) -> Double {
    let shift = angleShift(first, second)
    let reactance = shift[first] - shift[second]
    let differences = (0..<zonalAngles.columnCount).map {
      zonalAngles[first, $0] - zonalAngles[second, $0]
    }
    let flow = circuits.reduce(0) {
      max($0, $1.susceptancePerUnit * abs(shift[$1.from] - shift[$1.to]))
    }
    return flow * largestDifference(differences) / reactance
  }

  private mutating func apply(_ join: NeighbourJoin) {
    let shift = angleShift(join.first, join.second)
    let reactance = shift[join.first] - shift[join.second]
    for column in 0..<zonalAngles.columnCount {
      let current =
        (zonalAngles[join.first, column] - zonalAngles[join.second, column]) / reactance
      for bus in shift.indices { zonalAngles[bus, column] -= shift[bus] * current }
    }
    for member in columnOfMember.keys.sorted() {
      let column = columnOfMember[member]!
      let current = shift[member] / reactance
      for bus in shift.indices { response[bus, column] -= shift[bus] * current }
    }
    members.removeAll { $0 == join.second }
  }
}
