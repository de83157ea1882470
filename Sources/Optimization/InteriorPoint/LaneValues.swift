// SPDX-License-Identifier: Apache-2.0

/// What of a point goes into an answer: values and duals, without the slacks of both sides. A
/// quarter of the point's memory, so that the best point of a run can be kept beside the last.
final class LaneValues: @unchecked Sendable {
  /// By item: slack to the lower bound, or minus the slack to the upper one where that is nearer, so
  /// that a small distance keeps its digits; 0 for fixed items.
  private let distance: LanePointer
  private let network: LanePointer
  private let balanceDual: LanePointer
  private let stateDual: LanePointer
  private let rowDual: LanePointer
  private let shape: ProgramShape
  private let arena = Arena()

  init(_ shape: ProgramShape) {
    self.shape = shape
    distance = arena.lanes(shape.groups * shape.networkOffset)
    network = arena.lanes(shape.groups * shape.network)
    balanceDual = arena.lanes(shape.groups * shape.balances)
    stateDual = arena.lanes(shape.groups * shape.states)
    rowDual = arena.lanes(shape.groups * shape.rows)
  }

  func copy(from point: LanePoint) {
    for g in 0..<shape.groups {
      let items = g * shape.items
      for v in 0..<shape.networkOffset {
        let below = point.lowerSlack[items + v]
        let above = point.upperSlack[items + v]
        distance[g * shape.networkOffset + v] = below.replacing(with: -above, where: above .< below)
          .kept(where: point.lowerDual[items + v] .> .zero)
      }
      (rowDual + g * shape.rows).update(
        from: point.lowerDual + items + shape.rowOffset, count: shape.rows)
    }
    network.update(from: point.network, count: shape.groups * shape.network)
    balanceDual.update(from: point.balanceDual, count: shape.groups * shape.balances)
    stateDual.update(from: point.stateDual, count: shape.groups * shape.states)
  }

  /// The values in the program's own units and bounds.
  func point(of program: StagedProgram, _ scale: ProgramScale) -> StagedPoint {
    var result = StagedPoint(zeroOf: program)
    for t in 0..<shape.stages {
      let g = t / laneCount
      let lane = t % laneCount
      func boxed(_ item: Int, _ lower: Double, _ upper: Double) -> Double {
        let distance = distance[g * shape.networkOffset + item][lane] * scale.quantity
        return min(max(distance >= 0 ? lower + distance : upper + distance, lower), upper)
      }
      for j in 0..<shape.columns {
        result.columns[t, j] = boxed(j, program.lower[t, j], program.upper[t, j])
      }
      for s in 0..<shape.states {
        result.levels[t, s] = boxed(
          shape.levelOffset + s, program.levelLower[t, s], program.levelUpper[t, s])
        result.stateDuals[t, s] = stateDual[g * shape.states + s][lane] * scale.price
      }
      for i in 0..<shape.network {
        let value = network[g * shape.network + i][lane] * scale.quantity
        result.network[t, i] = min(
          max(value, program.networkLower[t, i]), program.networkUpper[t, i])
      }
      for n in 0..<shape.balances {
        result.balanceDuals[t, n] = balanceDual[g * shape.balances + n][lane] * scale.price
      }
      for k in 0..<shape.rows {
        result.networkDuals[t, k] = rowDual[g * shape.rows + k][lane] * scale.price
      }
    }
    return result
  }
}
