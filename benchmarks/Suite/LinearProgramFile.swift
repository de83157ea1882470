// SPDX-License-Identifier: Apache-2.0
import Optimization

/// A program without curvature as one sparse linear program, column by column, for other solvers.
///
/// Columns stage by stage: stage columns, network columns, levels. Rows stage by stage: balances,
/// network rows that are switched on, states. Column `j` has the entries `starts[j]..<starts[j + 1]`
/// of `rows` and `values`.
struct LinearProgramFile {
  private(set) var size: ProgramSize
  private var file: ArrayFile

  init(of program: StagedProgram) {
    var builder = Builder(program)
    for t in 0..<program.stageCount { builder.addStage(t) }
    size = ProgramSize(
      stages: program.stageCount, columns: builder.cost.count, rows: builder.rowLower.count,
      nonzeros: builder.values.count)
    file = ArrayFile(facts: [
      "stages": size.stages, "columns": size.columns, "rows": size.rows,
      "nonzeros": size.nonzeros, "states": program.states.count,
    ])
    file.add("cost", builder.cost)
    file.add("lower", builder.lower)
    file.add("upper", builder.upper)
    file.add("row_lower", builder.rowLower)
    file.add("row_upper", builder.rowUpper)
    file.add("starts", builder.starts)
    file.add("rows", builder.rows)
    file.add("values", builder.values)
  }

  func write(to path: String) throws { try file.write(to: path) }
}

private struct Builder {
  let program: StagedProgram
  var cost: [Double] = []
  var lower: [Double] = []
  var upper: [Double] = []
  var rowLower: [Double] = []
  var rowUpper: [Double] = []
  var starts = [0]
  var rows: [Int] = []
  var values: [Double] = []
  private var networkRow: [Int?] = []

  init(_ program: StagedProgram) {
    precondition(
      (program.curvature.values + program.networkCurvature.values).allSatisfy { $0 == 0 },
      "a program with curvature is no linear program")
    self.program = program
  }

  private var balances: Int { program.balanceNames.count }

  mutating func addStage(_ t: Int) {
    let first = rowLower.count
    addRows(t, first: first)
    let states = rowLower.count - program.states.count
    for (j, column) in program.columns.enumerated() {
      for entry in column.balance { add(first + entry.row, entry.value) }
      for entry in column.state { add(states + entry.row, -entry.value) }
      close(program.cost[t, j], program.lower[t, j], program.upper[t, j])
    }
    for (i, column) in program.networkColumns.enumerated() {
      for entry in column.balance { add(first + entry.row, entry.value) }
      let matrix = program.networkMatrices[program.networkMatrixOfStage[t]]
      for (k, row) in networkRow.enumerated() {
        if let row { add(row, matrix[k, i]) }
      }
      close(program.networkCost[t, i], program.networkLower[t, i], program.networkUpper[t, i])
    }
    let isLast = t == program.stageCount - 1
    let nextStates = isLast ? 0 : firstState(after: t)
    for (s, state) in program.states.enumerated() {
      add(states + s, 1)
      if !isLast { add(nextStates + s, -program.retention[t + 1, s]) }
      close(isLast ? -state.endValue : 0, program.levelLower[t, s], program.levelUpper[t, s])
    }
  }

  /// First state row of the stage after `t`, whose rows follow those there are.
  private func firstState(after t: Int) -> Int {
    let active = program.networkRowNames.indices.count { program.networkLimit[t + 1, $0].isFinite }
    return rowLower.count + balances + active
  }

  private mutating func addRows(_ t: Int, first: Int) {
    for n in 0..<balances { addRow(program.demand[t, n], program.demand[t, n]) }
    networkRow = program.networkRowNames.indices.map { k in
      let limit = program.networkLimit[t, k]
      guard limit.isFinite else { return nil }
      addRow(-.infinity, limit)
      return rowLower.count - 1
    }
    for (s, state) in program.states.enumerated() {
      let kept = t == 0 ? program.retention[t, s] * state.initialLevel : 0
      addRow(program.inflow[t, s] + kept, program.inflow[t, s] + kept)
    }
  }

  private mutating func addRow(_ low: Double, _ high: Double) {
    rowLower.append(low)
    rowUpper.append(high)
  }

  private mutating func add(_ row: Int, _ value: Double) {
    guard value != 0 else { return }
    rows.append(row)
    values.append(value)
  }

  private mutating func close(_ cost: Double, _ lower: Double, _ upper: Double) {
    self.cost.append(cost)
    self.lower.append(lower)
    self.upper.append(upper)
    starts.append(rows.count)
  }
}
