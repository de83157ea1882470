// SPDX-License-Identifier: Apache-2.0

/// Solves a staged program.
///
/// The outcome is optimal only where objective gap and residuals are within the settings'
/// tolerances; a program proven to have no feasible point is reported with the least relaxation of
/// its rows and the proof; anything else is ``Outcome/stopped(_:best:)`` with the reason.
///
/// Linear programs without states are solved hour by hour with a dual simplex, whose point is a
/// vertex; its log has one line, and its iterations are pivots. All others go through the interior
/// point method.
/// Balance duals that the optimum leaves open are taken from the middle of their intervals
/// (``SolverSettings/midpointOfDualFace``).
///
/// The answer has the same bytes for any number of threads.
///
/// - Parameter warmStart: of a neighbouring program. It changes the way to the answer, not what
///   counts as one; should that way end nowhere, the program is solved again without it.
/// - Precondition: ``StagedProgram/validate()`` finds nothing, and the warm start fits.
package func solve(
  _ program: StagedProgram, settings: SolverSettings = SolverSettings(),
  from warmStart: WarmStart? = nil, progress: ((SolverProgress) -> Void)? = nil
) -> SolveResult {
  let problems = program.validate()
  precondition(problems.isEmpty, problems.map(\.description).joined(separator: "\n"))
  let start = ContinuousClock.now
  precondition(warmStart?.fits(program) ?? true, "the warm start is of another shape")
  let byHours =
    settings.method == .automatic && HourSolve.suits(program)
    ? solveByHours(program, settings: settings, since: start, progress: progress) : nil
  var result =
    byHours
    ?? solveByInteriorPoint(
      program, settings: settings, from: warmStart, since: start, progress: progress)
  if settings.midpointOfDualFace, case .optimal(let point) = result.outcome {
    let unique = withUniqueDuals(
      program, point, isVertex: byHours != nil, settings: settings, &result.statistics)
    result.outcome = .optimal(unique)
    result.statistics.wallSeconds = start.secondsSince
  }
  return result
}

/// The interior point method, and the least relaxation where it finds no feasible point.
func solveByInteriorPoint(
  _ program: StagedProgram, settings: SolverSettings, from warmStart: WarmStart? = nil,
  since start: ContinuousClock.Instant, progress: ((SolverProgress) -> Void)?
) -> SolveResult {
  var attempt = Attempt(
    program, settings: settings, from: warmStart, since: start, progress: progress)
  var statistics = attempt.statistics
  if warmStart != nil, let reason = attempt.reason, reason != .timeLimit {
    attempt = Attempt(program, settings: settings, since: start, progress: progress)
    statistics.iterations += attempt.statistics.iterations
    statistics.factorizations += attempt.statistics.factorizations
  }
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
    outcome = .optimal(attempt.point)
  }
  statistics.wallSeconds = start.secondsSince
  return SolveResult(
    outcome: outcome, statistics: statistics, log: attempt.log, warmStart: attempt.warmStart)
}

/// The point with the balance duals of ``UniquePoint``.
private func withUniqueDuals(
  _ program: StagedProgram, _ point: StagedPoint, isVertex: Bool, settings: SolverSettings,
  _ statistics: inout SolveStatistics
) -> StagedPoint {
  let start = ContinuousClock.now
  let unique = UniquePoint(program, at: point, isVertex: isVertex, settings: settings)
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
  let warmStart: WarmStart?

  init(
    _ program: StagedProgram, settings: SolverSettings, from start: WarmStart? = nil,
    since instant: ContinuousClock.Instant, progress: ((SolverProgress) -> Void)? = nil
  ) {
    let lanes = LaneProgram(program)
    let method = InteriorPointMethod(
      lanes, settings: settings, from: start, kernels: settings.kernels)
    let ending = method.run(since: instant, progress: progress)
    reason = ending.reason
    point = (method.best ?? LaneValues(lanes.shape)).point(of: program, lanes.scale)
    rowsAreViolated = ending.reason != nil && ending.primalExcess > Self.smallestInfeasibleExcess
    statistics = SolveStatistics(
      iterations: method.log.count - 1, factorizations: method.factorizations,
      wallSeconds: instant.secondsSince)
    log = method.log
    warmStart = method.warmStart
  }
}
