// SPDX-License-Identifier: Apache-2.0
import Optimization

/// How far the rounding of the tables may take each row of a problem off, MW or MWh: every figure by
/// ``CheckTolerances/roundingMW``.
struct SolutionRounding {
  /// By balance row and by state.
  private(set) var balances: [Double]
  private(set) var states: [Double]
  /// Of levels, unit × state: of a level that follows from the flows, all that came before.
  private(set) var levels: StageTable
  /// By column: one figure, and for the ends of cyclic levels what their level may be off.
  private(set) var columns: [Double]

  init(_ problem: CouplingProblem, _ stated: StatedSolution, _ layout: SolutionLayout) {
    let program = problem.program
    let shares = problem.figureShares(layout)
    let figure = CheckTolerances.roundingMW
    balances = [Double](repeating: 0, count: program.balanceNames.count)
    states = [Double](repeating: 0, count: program.states.count)
    for (j, column) in program.columns.enumerated() {
      for entry in column.balance { balances[entry.row] += abs(entry.value) * shares[j] * figure }
      for entry in column.state { states[entry.row] += abs(entry.value) * shares[j] * figure }
    }
    for column in program.networkColumns {
      for entry in column.balance { balances[entry.row] += abs(entry.value) * figure }
    }
    levels = StageTable(
      stageCount: program.stageCount, itemCount: program.states.count, repeating: figure)
    columns = program.columns.map { _ in figure }
    for s in program.states.indices where problem.isComputed(state: s, stated) {
      var sum = 0.0
      var kept = 1.0
      for t in 0..<program.stageCount {
        kept *= program.retention[t, s]
        sum = program.retention[t, s] * sum + states[s]
        levels[t, s] = sum
      }
      if let index = problem.cyclic.states.firstIndex(of: s) {
        spread(kept < 1 ? sum / (1 - kept) : sum, index, s, of: problem)
      }
    }
  }

  /// The start of a cyclic level follows from all its flows, and every other level from the start.
  private mutating func spread(
    _ rounding: Double, _ index: Int, _ state: Int, of problem: CouplingProblem
  ) {
    let count = problem.cyclic.states.count
    let carried = problem.program.states.count - count + index
    let first = problem.program.columns.count - 2 * count + index
    for t in 0..<problem.program.stageCount {
      levels[t, state] = rounding
      levels[t, carried] = rounding
    }
    columns[first] = rounding
    columns[first + count] = rounding
  }
}

extension CouplingProblem {
  /// By column: its share in the figure of the tables that it comes from.
  fileprivate func figureShares(_ layout: SolutionLayout) -> [Double] {
    var shares = [Double](repeating: 1, count: program.columns.count)
    var members = layout.supply.map(\.steps)
    for node in inputs.nodes.indices {
      members.append(
        inputs.steps.indices.filter {
          inputs.steps[$0].node == node && inputs.steps[$0].kind == .demandResponse
        })
    }
    for steps in members {
      for j in steps { shares[j] = 1 / Double(steps.count) }
    }
    return shares
  }
}
