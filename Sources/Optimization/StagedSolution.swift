// SPDX-License-Identifier: Apache-2.0

/// Primal and dual values of a ``StagedProgram``, stage by stage, in the program's own units.
package struct StagedPoint: Sendable {
  /// `x`, stage × column.
  package var columns: StageTable
  /// `q`, stage × network column.
  package var network: StageTable
  /// `e` at the end of each stage, stage × state.
  package var levels: StageTable
  /// `y`, stage × balance row.
  package var balanceDuals: StageTable
  /// `μ ≥ 0`, stage × network row; 0 where the row is switched off.
  package var networkDuals: StageTable
  /// `π`, stage × state.
  package var stateDuals: StageTable

  package init(
    columns: StageTable, network: StageTable, levels: StageTable, balanceDuals: StageTable,
    networkDuals: StageTable, stateDuals: StageTable
  ) {
    self.columns = columns
    self.network = network
    self.levels = levels
    self.balanceDuals = balanceDuals
    self.networkDuals = networkDuals
    self.stateDuals = stateDuals
  }
}

extension StagedPoint {
  /// Every value 0.
  package init(zeroOf program: StagedProgram) {
    func zeros(_ count: Int) -> StageTable {
      StageTable(stageCount: program.stageCount, itemCount: count)
    }
    self.init(
      columns: zeros(program.columns.count), network: zeros(program.networkColumns.count),
      levels: zeros(program.states.count), balanceDuals: zeros(program.balanceNames.count),
      networkDuals: zeros(program.networkRowNames.count), stateDuals: zeros(program.states.count))
  }
}

/// What solving a program came to. An infeasible program is an answer, not an error.
package enum Outcome: Sendable {
  case optimal(StagedPoint)
  /// Proven without feasible point: the relaxation that violates the rows least, and its size.
  case infeasible(Infeasibility)
  case stopped(StopReason, best: StagedPoint)
}

package enum StopReason: String, Sendable {
  case iterationLimit
  case timeLimit
  case slowProgress
  case numerics
}

/// Which rows of an infeasible program must give way, and by how much.
package struct Infeasibility: Sendable {
  package struct Violation: Hashable, Sendable {
    package enum Row: Hashable, Sendable {
      case balance(Int)
      case network(Int)
      case state(Int)
    }
    package var stage: Int
    package var row: Row
    /// Signed: what has to be added to the right-hand side.
    package var amount: Double
  }
  /// The largest violations of the least relaxation, largest first.
  package var violations: [Violation]
  package var totalViolation: Double
  /// The point of the least relaxation; its duals are the weights of the certificate.
  package var relaxed: StagedPoint
  /// Proof on the program's own rows that nothing meets them all.
  package var certificate: InfeasibilityCertificate
}

/// How a solve went; travels beside the outcome.
package struct SolveStatistics: Sendable {
  package var iterations: Int
  package var factorizations: Int
  package var wallSeconds: Double
  /// Stages whose balance duals were not unique; 0 where that was not looked for.
  package var openStages = 0
  /// Those of them that kept the duals of the interior point.
  package var keptStages = 0
  /// Wall seconds of ``wallSeconds`` that the balance duals took after the optimum was found.
  package var dualFaceSeconds = 0.0

  package init(iterations: Int, factorizations: Int, wallSeconds: Double) {
    self.iterations = iterations
    self.factorizations = factorizations
    self.wallSeconds = wallSeconds
  }
}
