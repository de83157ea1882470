// SPDX-License-Identifier: Apache-2.0
import Optimization
import Quantities

/// Hydrogen, conversions and budgets of one coupled run. All tables are market time unit × item.
package struct ProcessResult: Sendable {
  package var nodes: [HydrogenBalance]
  package var processes: [Process]
  package var states: [ProcessState]
  /// Supply steps that draw hydrogen.
  package var draws: [ProcessInputs.StepDraw]
  package var uses: [ProcessInputs.StepUse]
  /// EUR/MWh (lower heating value): what one more MWh of demand costs at each node.
  package var prices: StageTable
  /// MW of demand, unit × node.
  package var loads: StageTable
  /// MW of each process, and the most it could have had.
  package var activity: StageTable
  package var limits: StageTable
  /// Level of each store and what is left of each budget, at the end of the unit. MWh or tonnes.
  package var levels: StageTable
  /// What one more unit of the level would save: the value of stored hydrogen, the shadow price of
  /// a budget. EUR per MWh or tonne.
  package var values: StageTable

  /// Nothing of it.
  package init(stageCount: Int) {
    let none = StageTable(constant: [], stageCount: stageCount)
    nodes = []
    processes = []
    states = []
    draws = []
    uses = []
    prices = none
    loads = none
    activity = none
    limits = none
    levels = none
    values = none
  }

  package var isEmpty: Bool { nodes.isEmpty && processes.isEmpty && states.isEmpty }

  /// What a process gives (positive) or takes at a balance. MW.
  package func power(of process: Int, at place: BalancePlace, unit t: Int) -> Double {
    processes[process].entries.reduce(0) {
      $0 + ($1.place == place ? $1.factor * activity[t, process] : 0)
    }
  }
}

extension CouplingProblem {
  /// The reading of a point that concerns processes.
  func processResult(at point: StagedPoint) -> ProcessResult {
    let joined = inputs.processes
    var result = ProcessResult(stageCount: inputs.axis.count)
    guard !joined.isEmpty else { return result }
    result.nodes = joined.nodes
    result.processes = joined.processes
    result.states = joined.states
    result.draws = joined.draws
    result.uses = joined.uses
    result.loads = joined.loads
    result.limits = joined.upper
    let hours = inputs.axis.stepHours
    result.prices = table(joined.nodes.count) { t, n in
      point.balanceDuals[t, firstHydrogenBalance + n] / hours
    }
    result.activity = table(joined.processes.count) { t, p in point.columns[t, firstProcess + p] }
    result.values = table(joined.states.count) { t, s in
      -point.stateDuals[t, firstProcessState + s]
    }
    result.levels = table(joined.states.count) { t, s in point.levels[t, firstProcessState + s] }
    let last = inputs.axis.count - 1
    for (index, state) in cyclic.states.enumerated() where state >= firstProcessState {
      result.levels[last, state - firstProcessState] = cyclic.level(index, stage: last, at: point)
    }
    return result
  }

  private func table(_ itemCount: Int, _ value: (Int, Int) -> Double) -> StageTable {
    var result = StageTable(stageCount: inputs.axis.count, itemCount: itemCount)
    for t in 0..<inputs.axis.count {
      for item in 0..<itemCount { result[t, item] = value(t, item) }
    }
    return result
  }
}
