// SPDX-License-Identifier: Apache-2.0
import Optimization

/// How far the rounding of the tables may take each row of a problem off, MW or MWh: every figure by
/// ``CheckTolerances/roundingMW``.
struct SolutionRounding {
  /// By balance row and by state. A figure that stands for several columns may be off in any one of
  /// them.
  private(set) var balances: [Double]
  private(set) var states: [Double]
  /// Of levels, by state: one figure where they are stated. Where they follow from the flows they
  /// are of our own choice, within what ``states`` allows (``LevelCourse``), and exact.
  private(set) var levels: [Double]
  /// Of levels, unit × state: how far they may be from what they were, all flows before together.
  /// Whoever takes a level for one at its bound goes by this; never more than a small share of the
  /// distance of its bounds.
  private(set) var doubts: StageTable
  /// By column, for the same: one figure, and for the ends of cyclic levels their doubt.
  private(set) var columns: [Double]

  init(_ problem: CouplingProblem, _ stated: StatedSolution, _ figures: [SupplyFigure]) {
    let program = problem.program
    let figure = CheckTolerances.roundingMW
    var balances = [Double](repeating: 0, count: program.balanceNames.count)
    var states = [Double](repeating: 0, count: program.states.count)
    for members in figures.map(\.steps)
      + (problem.firstPath..<problem.firstCyclicStart).map({ [$0] })
    {
      let columns = members.map { program.columns[$0] }
      for entry in Self.largest(columns.flatMap(\.balance)) {
        balances[entry.row] += entry.value * figure
      }
      for entry in Self.largest(columns.flatMap(\.state)) {
        states[entry.row] += entry.value * figure
      }
    }
    for column in program.networkColumns {
      for entry in column.balance { balances[entry.row] += abs(entry.value) * figure }
    }
    self.balances = balances
    self.states = states
    levels = program.states.indices.map { s in
      let own = problem.cyclic.stateCarried(by: s, of: program) ?? s
      return problem.isComputed(state: own, stated) ? 0 : figure
    }
    doubts = StageTable(
      stageCount: program.stageCount, itemCount: program.states.count, repeating: figure)
    columns = program.columns.map { _ in figure }
    for s in 0..<program.states.count - problem.cyclic.states.count where levels[s] == 0 {
      var sum = 0.0
      var kept = 1.0
      for t in 0..<program.stageCount {
        kept *= program.retention[t, s]
        sum = program.retention[t, s] * sum + states[s]
        doubts[t, s] = min(
          sum, largestDoubt * (program.levelUpper[t, s] - program.levelLower[t, s]))
      }
      guard let index = problem.cyclic.states.firstIndex(of: s) else { continue }
      // The start follows from all flows, and every level from the start.
      let end = problem.firstCyclicEnd + index
      let last = program.stageCount - 1
      let doubt = min(
        kept < 1 ? sum / (1 - kept) : sum,
        largestDoubt * (program.upper[last, end] - program.lower[last, end]))
      let carried = program.states.count - problem.cyclic.states.count + index
      for t in 0..<program.stageCount {
        doubts[t, s] = doubt
        doubts[t, carried] = doubt
      }
      columns[problem.firstCyclicStart + index] = doubt
      columns[end] = doubt
    }
  }

  /// The largest size of a coefficient in each row.
  private static func largest(_ entries: [Coefficient]) -> [Coefficient] {
    var result: [Coefficient] = []
    for entry in entries {
      if let known = result.firstIndex(where: { $0.row == entry.row }) {
        result[known].value = max(result[known].value, abs(entry.value))
      } else {
        result.append(Coefficient(row: entry.row, value: abs(entry.value)))
      }
    }
    return result
  }
}

/// Share of the distance of a level's bounds. Beyond it there is no telling a level that was at its
/// bound from one that was not.
private let largestDoubt = 0.01
