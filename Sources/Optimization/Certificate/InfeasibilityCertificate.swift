// SPDX-License-Identifier: Apache-2.0

/// A proof that no point within the bounds meets all rows of a program, found on the original,
/// unscaled data by code that shares nothing with the solver.
///
/// Every row is weighed with its dual (network rows with `μ ≥ 0`) and all are added up. For a
/// feasible point the sum of the weighted left-hand sides is at least that of the right-hand sides;
/// if even the best point within the bounds falls short of it, there is no feasible point (lemma of
/// Farkas). The best point is found for each variable on its own. All rounding is bounded from
/// above and taken off; see ``FarkasSum``.
package struct InfeasibilityCertificate: Sendable, Equatable {
  /// By how much the best attainable sum of weighted rows falls short of the weighted right-hand
  /// sides, rounding taken off. With weights of at most 1 for every unit of a row, that is also the
  /// least by which all rows together must be violated.
  package var shortfall: Double
  /// What was taken off for rounding.
  package var allowance: Double

  package init(shortfall: Double, allowance: Double) {
    self.shortfall = shortfall
    self.allowance = allowance
  }

  package var isProof: Bool { shortfall > 0 }

  /// Weighs the rows with the duals of a point; its primal values play no part.
  ///
  /// - Complexity: one pass over the tables; for stages with network columns that nothing bounds,
  ///   the cube of their number on top.
  package static func compute(
    for program: StagedProgram, weights point: StagedPoint
  ) -> InfeasibilityCertificate {
    var sum = FarkasSum(program: program, weights: point)
    for t in 0..<program.stageCount { sum.addStage(t) }
    return InfeasibilityCertificate(
      shortfall: sum.value - sum.allowance, allowance: sum.allowance)
  }
}

extension StagedPoint {
  /// The same with negligible and negative `μ` set to 0 and the slopes of network columns that nothing bounds brought
  /// to 0 but for rounding, by the smallest number of weights in each stage.
  func asWeights(for program: StagedProgram) -> StagedPoint {
    var clipped = self
    for i in clipped.networkDuals.values.indices {
      let dual = clipped.networkDuals.values[i]
      clipped.networkDuals.values[i] = dual > WeightCorrection.smallestWeight ? dual : 0
    }
    var result = clipped
    var sum = FarkasSum(program: program, weights: clipped)
    for t in 0..<program.stageCount {
      sum.addNetworkColumns(t)
      let slopes = sum.unboundedSlopes
      guard let correction = WeightCorrection(program, t, slopes.map(\.column), clipped) else {
        continue
      }
      let changes = correction.changes(undoing: slopes.map(\.value))
      for (row, change) in zip(correction.rows, changes) {
        switch row {
        case .balance(let n): result.balanceDuals[t, n] += change
        case .network(let k):
          result.networkDuals[t, k] = max(result.networkDuals[t, k] + change, 0)
        }
      }
    }
    return result
  }
}
