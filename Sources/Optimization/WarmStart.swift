// SPDX-License-Identifier: Apache-2.0

/// A point on the way to the optimum of one program, from which a neighbouring one may start:
/// another scenario, another climate year.
///
/// The optimum itself is a bad start for an interior point method: it presses against its bounds.
/// This is the first point whose complementarity has fallen below
/// ``SolverSettings/warmStartComplementarity``; the next program takes its duals and values, keeps
/// them off its own bounds, and centres every box anew.
package struct WarmStart: Sendable {
  let point: LanePoint
  let shape: ProgramShape
  let scale: ProgramScale
  /// Mean product of a slack and its multiplier, scaled.
  let complementarity: Double

  /// Whether a program has the same numbers of stages, rows and columns, so that this may start it.
  package func fits(_ program: StagedProgram) -> Bool {
    shape.stages == program.stageCount && shape.balances == program.balanceNames.count
      && shape.columns == program.columns.count && shape.states == program.states.count
      && shape.network == program.networkColumns.count
      && shape.rows == program.networkRowNames.count
  }
}
