// SPDX-License-Identifier: Apache-2.0

extension LanePoint {
  /// The point in the program's own units and bounds.
  func values(of program: StagedProgram, _ lanes: LaneProgram) -> StagedPoint {
    let shape = lanes.shape
    let quantity = lanes.scale.quantity
    let price = lanes.scale.price
    let stages = shape.stages
    var result = StagedPoint(
      columns: StageTable(stageCount: stages, itemCount: shape.columns),
      network: StageTable(stageCount: stages, itemCount: shape.network),
      levels: StageTable(stageCount: stages, itemCount: shape.states),
      balanceDuals: StageTable(stageCount: stages, itemCount: shape.balances),
      networkDuals: StageTable(stageCount: stages, itemCount: shape.rows),
      stateDuals: StageTable(stageCount: stages, itemCount: shape.states))

    /// From the nearer bound, so that a small distance keeps its digits.
    func boxed(_ at: Int, _ lane: Int, _ lower: Double, _ upper: Double) -> Double {
      guard lowerDual[at][lane] > 0 else { return lower }
      let below = lowerSlack[at][lane] * quantity
      let above = upperSlack[at][lane] * quantity
      return min(max(below <= above ? lower + below : upper - above, lower), upper)
    }
    for t in 0..<stages {
      let g = t / laneCount
      let lane = t % laneCount
      let items = g * shape.items
      for j in 0..<shape.columns {
        result.columns[t, j] = boxed(items + j, lane, program.lower[t, j], program.upper[t, j])
      }
      for s in 0..<shape.states {
        result.levels[t, s] = boxed(
          items + shape.levelOffset + s, lane, program.levelLower[t, s], program.levelUpper[t, s])
        result.stateDuals[t, s] = stateDual[g * shape.states + s][lane] * price
      }
      for i in 0..<shape.network {
        let value = network[g * shape.network + i][lane] * quantity
        result.network[t, i] = min(
          max(value, program.networkLower[t, i]), program.networkUpper[t, i])
      }
      for n in 0..<shape.balances {
        result.balanceDuals[t, n] = balanceDual[g * shape.balances + n][lane] * price
      }
      for k in 0..<shape.rows {
        result.networkDuals[t, k] = lowerDual[items + shape.rowOffset + k][lane] * price
      }
    }
    return result
  }
}
