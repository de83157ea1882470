// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra

/// A program in scaled units with every lower bound of columns and levels moved to 0, laid out
/// group of eight stages by group, item by item, lane by lane.
///
/// A last group that is not full is padded with inert lanes: everything fixed at 0, no network row.
final class LaneProgram: @unchecked Sendable {
  let shape: ProgramShape
  let scale: ProgramScale
  /// Objective of the lower bounds, in scaled units.
  let constant: Double
  let hasCurvature: Bool

  /// By priced item.
  let cost: LanePointer
  /// By priced item; one register of zeros where the program is linear.
  let curvature: LanePointer
  /// By priced item: distance of the bounds; 0 for fixed, +∞ without an upper bound.
  let width: LanePointer
  /// By network column: bounds, possibly infinite.
  let networkLower: LanePointer
  let networkUpper: LanePointer
  /// By network column: 1 where it may move, 0 where its bounds are equal.
  let networkMoves: LanePointer
  /// By balance.
  let demand: LanePointer
  /// By network row; 0 where it is switched off.
  let limit: LanePointer
  /// By network row: 1 where it is switched on.
  let rowIsOn: LanePointer
  /// By state: right-hand side, and what is kept of the previous level (0 in the first stage, whose
  /// initial level is in the right-hand side).
  let inflow: LanePointer
  let retention: LanePointer
  /// Distinct matrices in lanes, column by column, and the one of each group.
  let factors: LanePointer
  let factorsOfGroup: IndexPointer

  private let arena = Arena()

  init(_ program: StagedProgram) {
    let shape = ProgramShape(of: program)
    let scale = ProgramScale(of: program)
    self.shape = shape
    self.scale = scale
    let groups = shape.groups
    let priced = shape.priced
    hasCurvature =
      program.curvature.values.contains { $0 != 0 }
      || program.networkCurvature.values.contains { $0 != 0 }

    cost = arena.lanes(groups * priced)
    curvature = arena.lanes(hasCurvature ? groups * priced : 1)
    width = arena.lanes(groups * priced)
    networkLower = arena.lanes(groups * shape.network)
    networkUpper = arena.lanes(groups * shape.network)
    networkMoves = arena.lanes(groups * shape.network)
    demand = arena.lanes(groups * shape.balances)
    limit = arena.lanes(groups * shape.rows)
    rowIsOn = arena.lanes(groups * shape.rows)
    inflow = arena.lanes(groups * shape.states)
    retention = arena.lanes(groups * shape.states)

    let quantity = 1 / scale.quantity
    let price = 1 / scale.price
    // Of ½ d x² with x in caller's units: d in scaled units.
    let slope = scale.quantity / scale.price
    var constant = 0.0
    for t in 0..<shape.stages {
      let g = t / laneCount
      let lane = t % laneCount
      for n in 0..<shape.balances {
        demand[g * shape.balances + n][lane] = program.demand[t, n] * quantity
      }
      for s in 0..<shape.states {
        let lower = program.levelLower[t, s]
        let previous = t == 0 ? program.states[s].initialLevel : program.levelLower[t - 1, s]
        let kept = program.retention[t, s]
        inflow[g * shape.states + s][lane] =
          (program.inflow[t, s] - lower + kept * previous) * quantity
        retention[g * shape.states + s][lane] = t == 0 ? 0 : kept
        let item = g * priced + shape.levelOffset + s
        width[item][lane] = (program.levelUpper[t, s] - lower) * quantity
        if t == shape.stages - 1 {
          cost[item][lane] = -program.states[s].endValue * price
          constant -= program.states[s].endValue * price * lower * quantity
        }
      }
      for j in 0..<shape.columns {
        let lower = program.lower[t, j]
        let d = program.curvature[t, j]
        let item = g * priced + j
        width[item][lane] = (program.upper[t, j] - lower) * quantity
        cost[item][lane] = (program.cost[t, j] + d * lower) * price
        if hasCurvature { curvature[item][lane] = d * slope }
        if lower != 0 {
          constant += (program.cost[t, j] * lower + 0.5 * d * lower * lower) * quantity * price
          for p in shape.balanceStart[j]..<shape.balanceStart[j + 1] {
            demand[g * shape.balances + shape.balanceRow[p]][lane] -=
              shape.balanceValue[p] * lower * quantity
          }
          for p in shape.stateStart[j]..<shape.stateStart[j + 1] {
            inflow[g * shape.states + shape.stateRow[p]][lane] +=
              shape.stateValue[p] * lower * quantity
          }
        }
      }
      for i in 0..<shape.network {
        let item = g * priced + shape.networkOffset + i
        let column = g * shape.network + i
        let lower = program.networkLower[t, i]
        let upper = program.networkUpper[t, i]
        networkLower[column][lane] = lower * quantity
        networkUpper[column][lane] = upper * quantity
        networkMoves[column][lane] = upper > lower ? 1 : 0
        width[item][lane] = (upper - lower) * quantity
        cost[item][lane] = program.networkCost[t, i] * price
        if hasCurvature { curvature[item][lane] = program.networkCurvature[t, i] * slope }
      }
      for k in 0..<shape.rows {
        let value = program.networkLimit[t, k]
        limit[g * shape.rows + k][lane] = value.isFinite ? value * quantity : 0
        rowIsOn[g * shape.rows + k][lane] = value.isFinite ? 1 : 0
      }
    }
    self.constant = constant

    // One copy in lanes for each combination of eight matrices that occurs.
    var known: [[Int]: Int] = [:]
    var combinations: [[Int]] = []
    factorsOfGroup = arena.indices(
      (0..<groups).map { g in
        let stages = (0..<laneCount).map { min(g * laneCount + $0, shape.stages - 1) }
        let combination =
          program.networkMatrices.isEmpty ? [] : stages.map { program.networkMatrixOfStage[$0] }
        if let index = known[combination] { return index }
        known[combination] = combinations.count
        combinations.append(combination)
        return combinations.count - 1
      })
    let size = shape.network * shape.rows
    factors = arena.lanes(combinations.count * size)
    for (index, combination) in combinations.enumerated() where size > 0 {
      for (lane, matrix) in combination.enumerated() {
        for i in 0..<shape.network {
          for k in 0..<shape.rows {
            factors[index * size + i * shape.rows + k][lane] = program.networkMatrices[matrix][k, i]
          }
        }
      }
    }
  }
}
