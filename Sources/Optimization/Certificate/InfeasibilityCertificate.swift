// SPDX-License-Identifier: Apache-2.0

/// A proof that no point within the bounds meets all rows of a program, found on the original,
/// unscaled data by code that shares nothing with the solver.
///
/// Every row is weighed with its dual (network rows with `μ ≥ 0`) and all are added up. For a
/// feasible point the sum of the weighted left-hand sides is at least that of the right-hand sides;
/// if even the best point within the bounds falls short of it, there is no feasible point (lemma of
/// Farkas). The best point is found for each variable on its own, as in ``SafeLowerBound``: the
/// shortfall is that bound for a program whose costs are all 0, whose optimum would be 0.
package struct InfeasibilityCertificate: Sendable, Equatable {
  /// Rounding of the sums stays below this share of their terms.
  private static let rounding = 1e-11

  /// By how much the best attainable sum of weighted rows falls short of the weighted right-hand
  /// sides. With weights of at most 1 for every unit of a row, that is also the least by which all
  /// rows together must be violated.
  package var shortfall: Double
  /// Sum of the absolute weighted right-hand sides.
  package var termSum: Double

  package init(shortfall: Double, termSum: Double) {
    self.shortfall = shortfall
    self.termSum = termSum
  }

  /// Whether the shortfall is beyond rounding.
  package var isProof: Bool { shortfall > Self.rounding * termSum }

  /// Weighs the rows with the duals of a point; its primal values play no part.
  ///
  /// - Complexity: as ``SafeLowerBound``.
  package static func compute(
    for program: StagedProgram, weights point: StagedPoint
  ) -> InfeasibilityCertificate {
    let bound = SafeLowerBound(program: program.withoutCosts, point: point)
    return InfeasibilityCertificate(
      shortfall: bound.value(), termSum: program.sumOfWeightedTerms(point))
  }
}

extension StagedProgram {
  /// The same program with an objective of 0.
  fileprivate var withoutCosts: StagedProgram {
    var result = self
    func zeros(_ count: Int) -> StageTable {
      StageTable(constant: [Double](repeating: 0, count: count), stageCount: stageCount)
    }
    result.cost = zeros(columns.count)
    result.curvature = zeros(columns.count)
    result.networkCost = zeros(networkColumns.count)
    result.networkCurvature = zeros(networkColumns.count)
    for s in states.indices { result.states[s].endValue = 0 }
    return result
  }

  fileprivate func sumOfWeightedTerms(_ point: StagedPoint) -> Double {
    var total = 0.0
    for t in 0..<stageCount {
      for n in balanceNames.indices { total += abs(demand[t, n] * point.balanceDuals[t, n]) }
      for k in networkRowNames.indices where networkLimit[t, k].isFinite {
        total += abs(networkLimit[t, k]) * max(point.networkDuals[t, k], 0)
      }
      for s in states.indices {
        let before = t == 0 ? retention[t, s] * states[s].initialLevel : 0
        let level = max(abs(levelLower[t, s]), abs(levelUpper[t, s]))
        total += (abs(inflow[t, s]) + abs(before) + level) * abs(point.stateDuals[t, s])
      }
    }
    return total
  }
}
