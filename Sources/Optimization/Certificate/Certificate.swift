// SPDX-License-Identifier: Apache-2.0

/// How far a point is from solving a ``StagedProgram``, found on the original, unscaled data by
/// code that shares nothing with the solver.
package struct Certificate: Sendable, Equatable {
  /// Objective of the primal values.
  package var primalObjective: Double
  /// A lower bound on the optimum that the duals alone prove, whatever the primal values are.
  package var safeLowerBound: Double
  /// (primal objective − safe lower bound) / (1 + |primal objective|).
  package var relativeGap: Double
  /// Largest violation of a row or bound, in the units of the rows (MW, MWh), and where.
  package var primalResidual: Double
  package var worstPrimal: String
  /// Largest reduced cost that no bound explains, in objective units per unit, and where.
  package var dualResidual: Double
  package var worstDual: String
  /// Largest product of a slack and its multiplier, in objective units, and where.
  package var complementarity: Double
  package var worstComplementarity: String

  package init(
    primalObjective: Double, safeLowerBound: Double, relativeGap: Double, primalResidual: Double,
    worstPrimal: String, dualResidual: Double, worstDual: String, complementarity: Double,
    worstComplementarity: String
  ) {
    self.primalObjective = primalObjective
    self.safeLowerBound = safeLowerBound
    self.relativeGap = relativeGap
    self.primalResidual = primalResidual
    self.worstPrimal = worstPrimal
    self.dualResidual = dualResidual
    self.worstDual = worstDual
    self.complementarity = complementarity
    self.worstComplementarity = worstComplementarity
  }
}
