// SPDX-License-Identifier: Apache-2.0

/// Solves a staged program.
///
/// The outcome is optimal only where objective gap and residuals are within the settings'
/// tolerances; a program without a feasible point is reported with the least relaxation of its
/// rows; anything else is ``Outcome/stopped(_:best:)`` with the reason.
///
/// Balance duals that the optimum leaves open are taken from the middle of their intervals
/// (``SolverSettings/midpointOfDualFace``).
///
/// The answer has the same bytes for any number of threads.
///
/// - Precondition: ``StagedProgram/validate()`` finds nothing.
package func solve(
  _ program: StagedProgram, settings: SolverSettings = SolverSettings(),
  progress: ((SolverProgress) -> Void)? = nil
) -> SolveResult {
  let problems = program.validate()
  precondition(problems.isEmpty, problems.map(\.description).joined(separator: "\n"))
  let start = ContinuousClock.now
  let attempt = Attempt(program, settings: settings, since: start, progress: progress)
  var statistics = attempt.statistics
  var outcome: Outcome
  if let reason = attempt.reason {
    outcome = .stopped(reason, best: attempt.point)
    if attempt.rowsAreViolated, reason != .timeLimit {
      let relaxation = leastRelaxation(of: program, settings: settings, since: start)
      statistics.iterations += relaxation.statistics.iterations
      statistics.factorizations += relaxation.statistics.factorizations
      if let infeasibility = relaxation.infeasibility { outcome = .infeasible(infeasibility) }
    }
  } else {
    outcome = .optimal(
      settings.midpointOfDualFace
        ? withUniqueDuals(program, attempt.point, settings: settings, &statistics) : attempt.point)
  }
  statistics.wallSeconds = start.secondsSince
  return SolveResult(outcome: outcome, statistics: statistics, log: attempt.log)
}

/// The point with the balance duals of ``UniquePoint``.
private func withUniqueDuals(
  _ program: StagedProgram, _ point: StagedPoint, settings: SolverSettings,
  _ statistics: inout SolveStatistics
) -> StagedPoint {
  let start = ContinuousClock.now
  let unique = UniquePoint(program, at: point, settings: settings)
  statistics.openStages = unique.openStages
  statistics.keptStages = unique.keptStages
  statistics.dualFaceSeconds = start.secondsSince
  return unique.point
}

/// One run of the interior point method on one program.
struct Attempt {
  /// Rows that stay violated by this many times the tolerance may have no feasible point; less is
  /// lost accuracy, and no relaxation is looked for.
  static let smallestInfeasibleExcess = 1000.0
  /// Nil where all tolerances are met.
  let reason: StopReason?
  let point: StagedPoint
  /// Whether the best point still violates rows by more than the tolerance.
  let rowsAreViolated: Bool
  let statistics: SolveStatistics
  let log: [SolverProgress]

  init(
    _ program: StagedProgram, settings: SolverSettings, since start: ContinuousClock.Instant,
    progress: ((SolverProgress) -> Void)? = nil
  ) {
    let lanes = LaneProgram(program)
    let method = InteriorPointMethod(lanes, settings: settings)
    let ending = method.run(since: start, progress: progress)
    let best = ending.bestIsKept ? method.best : method.point
    reason = ending.reason
    point = best.values(of: program, lanes)
    rowsAreViolated = ending.reason != nil && ending.primalExcess > Self.smallestInfeasibleExcess
    statistics = SolveStatistics(
      iterations: method.log.count - 1, factorizations: method.factorizations,
      wallSeconds: start.secondsSince)
    log = method.log
  }
}
