// SPDX-License-Identifier: Apache-2.0
import Optimization

/// What a stated solution leaves in the constraints of its problem, what it costs, and how far that
/// is from the least possible, all from the problem's own numbers.
package struct SolutionCheck: Sendable {
  /// The families that the problem has, in the order of ``ConstraintFamily``.
  package var families: [FamilyResidual]
  /// Of the stated dispatch, from the costs of the case.
  package var costEUR: Double
  /// What is left in the rows, valued at the prices behind the bound. Where all families hold the
  /// rounding of the tables explains it, and it is added to the cost before the gap is taken.
  package var residualEUR: Double
  /// The part of the cost that comes from the slopes by which ties are shared
  /// (``CouplingOptions/slopeEURPerMWh``); 0 where cost and bound are those of the problem without.
  package var slopeEUR: Double
  /// Nothing that meets all constraints costs less.
  package var lowerBoundEUR: Double
  package var tolerances: CheckTolerances

  /// Whether every family is within the tolerances.
  package var rowsHold: Bool { families.allSatisfy(\.isWithin) }

  /// Cost and rounding above the lower bound; nil where rows fail, for then it says nothing.
  package var excessEUR: Double? { rowsHold ? costEUR + residualEUR - lowerBoundEUR : nil }

  /// (cost + rounding − lower bound) / (1 + |cost|); nil where rows fail.
  package var relativeGap: Double? { excessEUR.map { $0 / (1 + abs(costEUR)) } }

  /// Nil where rows fail.
  package var isGapWithin: Bool? { relativeGap.map { $0.magnitude <= tolerances.relativeGap } }

  /// Whether every family and the gap are within the tolerances.
  package var passes: Bool { isGapWithin == true }
}

/// From when on a check fails.
package struct CheckTolerances: Sendable {
  /// Beside what the rounding of the tables explains. MW or MWh.
  package var residualMW = CertificateLimits.primalResidualMW
  package var relativeGap = CertificateLimits.relativeGap

  /// Half of the last decimal that tables have: how far each figure may be off. MW or MWh.
  package static let roundingMW = 0.0005

  package init() {}
}

package enum ConstraintFamily: String, CaseIterable, Sendable {
  case balance
  case netPosition = "net_position"
  case netPositionSum = "net_position_sum"
  case externalConstraint = "external_constraint"
  case supply
  case link
  case cnec
  case storagePower = "storage_power"
  case storageLevel = "storage_level"
  case storageBalance = "storage_balance"
  case budget
  case hydrogenBalance = "hydrogen_balance"
  case hydrogenProcess = "hydrogen_process"
  case hydrogenStorage = "hydrogen_storage"

  package var words: String { rawValue.split(separator: "_").joined(separator: " ") }

  package var unit: String {
    switch self {
    case .storageLevel, .storageBalance, .hydrogenStorage: "MWh"
    case .budget: "MWh or t"
    default: "MW"
    }
  }
}

/// The worst of a family of constraints: the place that is furthest beyond what is allowed there.
package struct FamilyResidual: Sendable, Equatable {
  package var family: ConstraintFamily
  /// Never negative: 0 where the constraint holds with room to spare.
  package var amount = 0.0
  /// Tolerance and rounding of the figures that stand in the constraint.
  package var allowed: Double
  /// What it is in words: zone, asset, direction. Empty where nothing is violated.
  package var place = ""
  /// Row of the time axis; nil where nothing is violated.
  package var unit: Int?
  /// `2030-01-31T05:00:00Z` of that unit.
  package var time = ""
  /// Constraints, over all units of time, that are violated by more than is allowed.
  package var violationCount = 0

  package var isWithin: Bool { amount <= allowed }
}

extension CouplingProblem {
  /// Checks a solution against the problem.
  ///
  /// Slopes share ties in a problem of ours; another model knows nothing of them. So a dispatch whose
  /// gap is too large with them is judged by the problem without: its cost against its bound.
  ///
  /// - Parameters:
  ///   - prices: those that prove the lower bound: the solution's own or ours. Whatever they are, the
  ///     bound holds; prices far from the market's only make it low.
  ///   - areOurs: of this problem, with its slopes. The bound without them then follows from a solve
  ///     without them.
  ///   - zoneNames: by row of the zones of the system.
  package func check(
    _ stated: StatedSolution, prices: StatedPrices, areOurs: Bool, zoneNames: [String],
    tolerances: CheckTolerances = CheckTolerances(), settings: SolverSettings
  ) -> SolutionCheck {
    let check = oneCheck(stated, prices, zoneNames, tolerances, settings)
    guard check.isGapWithin == false, check.slopeEUR > 0 else { return check }
    var problem = self
    problem.program = program.withoutCurvature
    let other = problem.oneCheck(
      stated, areOurs ? nil : prices, zoneNames, tolerances, settings)
    return other.passes ? other : check
  }

  /// - Parameter prices: nil where all of them are to be found.
  private func oneCheck(
    _ stated: StatedSolution, _ prices: StatedPrices?, _ zoneNames: [String],
    _ tolerances: CheckTolerances, _ settings: SolverSettings
  ) -> SolutionCheck {
    let layout = solutionLayout(zoneNames: zoneNames)
    let given = duals(from: prices)
    let bound = program.bestBound(from: given.point, knowing: given.known, settings: settings)
    let figures = supplyFigures(layout)
    let rounding = SolutionRounding(self, stated, figures)
    let point = self.point(
      of: stated, layout, figures, rounding, duals: bound.duals, settings: settings)
    let audit = SolutionAudit(
      self, stated, layout, point, zoneNames, tolerances, rounding, figures)
    audit.run()
    let cost = program.objective(at: point)
    var taken = program.takingBounds(point)
    putCheapestLevels(notIn: stated, rounding, flowsOf: point, at: &taken)
    let valued = program.lagrangian(at: taken)
    return SolutionCheck(
      families: audit.families, costEUR: cost, residualEUR: valued - cost,
      slopeEUR: program.slopeCost(at: point), lowerBoundEUR: bound.lowerBound,
      tolerances: tolerances)
  }

  private func duals(from prices: StatedPrices?) -> (point: StagedPoint, known: KnownDuals) {
    var point = StagedPoint(zeroOf: program)
    var known = KnownDuals(
      balances: program.balanceNames.map { _ in false }, network: prices?.shadowPrices != nil)
    guard let prices else { return (point, known) }
    let hours = inputs.axis.stepHours
    let nodes = inputs.nodes.indices
    for t in inputs.axis.indices {
      if network == .copperplate {
        let sum = nodes.reduce(0) { $0 + prices.zones[t, $1] }
        point.balanceDuals[t, 0] = hours * sum / Double(nodes.count)
      } else {
        for node in nodes { point.balanceDuals[t, node] = hours * prices.zones[t, node] }
      }
      if let hydrogen = prices.hydrogen {
        for node in inputs.processes.nodes.indices {
          point.balanceDuals[t, firstHydrogenBalance + node] = hours * hydrogen[t, node]
        }
      }
      if let shadowPrices = prices.shadowPrices {
        for k in program.networkRowNames.indices {
          point.networkDuals[t, k] = hours * max(0, shadowPrices[t, k])
        }
      }
    }
    for row in 0..<(network == .copperplate ? 1 : nodes.count) { known.balances[row] = true }
    if prices.hydrogen != nil {
      for node in inputs.processes.nodes.indices {
        known.balances[firstHydrogenBalance + node] = true
      }
    }
    return (point, known)
  }
}

extension StagedProgram {
  /// The point with every figure that rounding may have taken off its bound back on it.
  fileprivate func takingBounds(_ point: StagedPoint) -> StagedPoint {
    func taken(_ value: Double, _ lower: Double, _ upper: Double) -> Double {
      // A figure that ends in a five is off by all of it, and by the digits of its number.
      let most = CheckTolerances.roundingMW * (1 + 1e-6)
      if abs(value - lower) <= most { return lower }
      return abs(value - upper) <= most ? upper : value
    }
    var result = point
    for t in 0..<stageCount {
      for j in columns.indices {
        result.columns[t, j] = taken(point.columns[t, j], lower[t, j], upper[t, j])
      }
      for i in networkColumns.indices {
        result.network[t, i] = taken(point.network[t, i], networkLower[t, i], networkUpper[t, i])
      }
      for s in states.indices {
        result.levels[t, s] = taken(point.levels[t, s], levelLower[t, s], levelUpper[t, s])
      }
    }
    return result
  }

  /// The program without the part of its objective that is square in the columns.
  fileprivate var withoutCurvature: StagedProgram {
    var result = self
    result.curvature = StageTable(
      constant: [Double](repeating: 0, count: columns.count), stageCount: stageCount)
    result.networkCurvature = StageTable(
      constant: [Double](repeating: 0, count: networkColumns.count), stageCount: stageCount)
    return result
  }

  /// The part of the objective that is square in the columns.
  func slopeCost(at point: StagedPoint) -> Double {
    var cost = 0.0
    for t in 0..<stageCount {
      for j in columns.indices {
        cost += curvature[t, j] * point.columns[t, j] * point.columns[t, j] / 2
      }
      for i in networkColumns.indices {
        cost += networkCurvature[t, i] * point.network[t, i] * point.network[t, i] / 2
      }
    }
    return cost
  }

  /// The objective with what is left in the rows valued at the duals. The margin of a network row
  /// counts where rounding may have made it.
  fileprivate func lagrangian(at point: StagedPoint) -> Double {
    var value = objective(at: point)
    for t in 0..<stageCount {
      for (n, residual) in balanceResiduals(stage: t, at: point).enumerated() {
        value -= point.balanceDuals[t, n] * residual
      }
      for (s, residual) in stateResiduals(stage: t, at: point).enumerated() {
        value -= point.stateDuals[t, s] * residual
      }
      for (k, overload) in overloads(stage: t, at: point).enumerated() {
        guard let overload, point.networkDuals[t, k] > 0 else { continue }
        if overload >= -CheckTolerances.roundingMW * factorSum(stage: t, row: k) {
          value += point.networkDuals[t, k] * overload
        }
      }
    }
    return value
  }

  /// `Σ_i |P_ki|`.
  func factorSum(stage t: Int, row k: Int) -> Double {
    guard !networkMatrices.isEmpty else { return 0 }
    let matrix = networkMatrices[networkMatrixOfStage[t]]
    return networkColumns.indices.reduce(0) { $0 + abs(matrix[k, $1]) }
  }
}
