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
