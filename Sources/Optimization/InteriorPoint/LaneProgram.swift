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

  /// By column.
  let cost: LaneTable
  let curvature: LaneTable
  /// Distance of the bounds; 0 for fixed, +∞ without an upper bound.
  let width: LaneTable
  /// By state: distance of the bounds, and minus the value of a level after the last stage.
  let levelWidth: LaneTable
  let endCost: LanePointer
  /// By network column: cost, curvature, bounds (possibly infinite), and 1 where it may move, 0
  /// where its bounds are equal.
  let networkCost: LaneTable
  let networkCurvature: LaneTable
  let networkLower: LaneTable
  let networkUpper: LaneTable
  let networkMoves: LaneTable
  /// By balance.
  let demand: LaneTable
  /// By network row: the limit, 0 where it is switched off, and 1 where it is switched on.
  let limit: LaneTable
  let rowIsOn: LaneTable
  /// By state: right-hand side, and what is kept of the previous level (0 in the first stage, whose
  /// initial level is in the right-hand side).
  let inflow: LaneTable
  let retention: LaneTable
  /// Distinct matrices and the one of each stage.
  let networkMatrices: [Matrix]
  let networkMatrixOfStage: [Int]

  private let noEndCost: LanePointer
  private let arena = Arena()

  init(_ program: StagedProgram) {
    let shape = ProgramShape(of: program)
    let scale = ProgramScale(of: program)
    self.shape = shape
    self.scale = scale
    hasCurvature =
      program.curvature.values.contains { $0 != 0 }
      || program.networkCurvature.values.contains { $0 != 0 }
    let quantity = 1 / scale.quantity
    let price = 1 / scale.price
    // Of ½ d x² with x in caller's units: d in scaled units.
    let slope = scale.quantity / scale.price
    let arena = arena
    func table(
      _ items: Int, mattersWhenInert: Bool = true, _ value: (Int, Int) -> Double
    ) -> LaneTable {
      LaneTable(shape, items: items, mattersWhenInert: mattersWhenInert, arena, value)
    }
    func shifted(_ t: Int, _ j: Int) -> Double {
      program.cost[t, j] + program.curvature[t, j] * program.lower[t, j]
    }
    cost = table(shape.columns, mattersWhenInert: false) { t, j in shifted(t, j) * price }
    curvature = table(hasCurvature ? shape.columns : 0, mattersWhenInert: false) {
      program.curvature[$0, $1] * slope
    }
    width = table(shape.columns) { t, j in
      (program.upper[t, j] - program.lower[t, j]) * quantity
    }
    levelWidth = table(shape.states) { t, s in
      (program.levelUpper[t, s] - program.levelLower[t, s]) * quantity
    }
    networkCost = table(shape.network, mattersWhenInert: false) {
      program.networkCost[$0, $1] * price
    }
    networkCurvature = table(shape.network, mattersWhenInert: false) {
      program.networkCurvature[$0, $1] * slope
    }
    networkLower = table(shape.network) { program.networkLower[$0, $1] * quantity }
    networkUpper = table(shape.network) { program.networkUpper[$0, $1] * quantity }
    networkMoves = table(shape.network) {
      program.networkUpper[$0, $1] > program.networkLower[$0, $1] ? 1 : 0
    }
    limit = table(shape.rows) { t, k in
      program.networkLimit[t, k].isFinite ? program.networkLimit[t, k] * quantity : 0
    }
    rowIsOn = table(shape.rows) { program.networkLimit[$0, $1].isFinite ? 1 : 0 }
    retention = table(shape.states) { t, s in t == 0 ? 0 : program.retention[t, s] }

    // What the lower bounds supply leaves the right-hand sides.
    var demands = [Double](repeating: 0, count: shape.balances)
    demand = LaneTable(shape, items: shape.balances, arena) { t in
      for n in 0..<shape.balances { demands[n] = program.demand[t, n] * quantity }
      for j in 0..<shape.columns where program.lower[t, j] != 0 {
        for p in shape.balance.start[j]..<shape.balance.start[j + 1] {
          demands[shape.balance.row[p]] -=
            shape.balance.value[p] * program.lower[t, j] * quantity
        }
      }
      return demands
    }
    var inflows = [Double](repeating: 0, count: shape.states)
    inflow = LaneTable(shape, items: shape.states, arena) { t in
      for s in 0..<shape.states {
        let previous = t == 0 ? program.states[s].initialLevel : program.levelLower[t - 1, s]
        let start = program.inflow[t, s] - program.levelLower[t, s]
        inflows[s] = (start + program.retention[t, s] * previous) * quantity
      }
      for j in 0..<shape.columns where program.lower[t, j] != 0 {
        for p in shape.state.start[j]..<shape.state.start[j + 1] {
          inflows[shape.state.row[p]] += shape.state.value[p] * program.lower[t, j] * quantity
        }
      }
      return inflows
    }

    constant = Self.objectiveOfLowerBounds(program) / scale.objective
    noEndCost = arena.lanes(shape.states)
    endCost = arena.lanes(shape.states)
    for s in 0..<shape.states {
      endCost[s][(shape.stages - 1) % laneCount] = -program.states[s].endValue * price
    }
    networkMatrices = program.networkMatrices
    networkMatrixOfStage = program.networkMatrixOfStage
  }

  /// Cost of the levels of a group: only what is left after the last stage has a value.
  func levelCost(_ group: Int) -> LanePointer {
    group + 1 == shape.groups ? endCost : noEndCost
  }

  private static func objectiveOfLowerBounds(_ program: StagedProgram) -> Double {
    var sum = 0.0
    for t in 0..<program.stageCount {
      for j in program.columns.indices where program.lower[t, j] != 0 {
        let lower = program.lower[t, j]
        sum += program.cost[t, j] * lower + 0.5 * program.curvature[t, j] * lower * lower
      }
    }
    let last = program.stageCount - 1
    for (s, state) in program.states.enumerated() {
      sum -= state.endValue * program.levelLower[last, s]
    }
    return sum
  }

  /// The matrix of each lane of a group; none without a network.
  func matrices(ofGroup g: Int) -> [Int] {
    guard !networkMatrices.isEmpty else { return [] }
    return (0..<laneCount).map { lane in
      networkMatrixOfStage[min(g * laneCount + lane, shape.stages - 1)]
    }
  }
}

/// Numbers by stage and item in lanes; one group for all where they do not change over the stages.
struct LaneTable: Sendable {
  nonisolated(unsafe) private let values: LanePointer
  /// Registers from one group to the next; 0 where all share one.
  private let step: Int

  /// Registers of a group, item by item.
  @inline(__always)
  subscript(group: Int) -> LanePointer { values + group * step }

  /// From values by stage and item. Inert stages beyond the last are 0, or anything where
  /// `mattersWhenInert` is false.
  init(
    _ shape: ProgramShape, items: Int, mattersWhenInert: Bool, _ arena: Arena,
    _ value: (_ stage: Int, _ item: Int) -> Double
  ) {
    let hasInert = mattersWhenInert && shape.stages % laneCount != 0
    let varies =
      hasInert
      || (0..<items).contains { item in
        let first = value(0, item)
        return (1..<max(1, shape.stages)).contains { value($0, item) != first }
      }
    guard varies else {
      values = arena.lanes(items)
      step = 0
      for item in 0..<items { values[item] = Lanes(all: value(0, item)) }
      return
    }
    values = arena.lanes(shape.groups * items)
    step = items
    for t in 0..<shape.stages {
      let row = values + t / laneCount * items
      for item in 0..<items { row[item][t % laneCount] = value(t, item) }
    }
  }

  /// From whole rows, stage by stage; inert stages are 0.
  init(_ shape: ProgramShape, items: Int, _ arena: Arena, row: (_ stage: Int) -> [Double]) {
    values = arena.lanes(shape.groups * items)
    step = items
    for t in 0..<shape.stages {
      let numbers = row(t)
      let target = values + t / laneCount * items
      for item in 0..<items { target[item][t % laneCount] = numbers[item] }
    }
  }
}
