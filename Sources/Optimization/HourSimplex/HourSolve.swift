// SPDX-License-Identifier: Apache-2.0

/// Solves a program without states hour by hour with ``HourSimplex``.
///
/// The hours are cut into blocks of fixed length, each started from nothing, so that the answer has
/// the same bytes for any number of threads. Hours that do not come out optimal go through the
/// interior point method, all together; so does the whole program if any hour has no feasible
/// point, which finds the least relaxation.
struct HourSolve {
  /// Hours that share a chain of bases: a week.
  static let blockLength = 168
  /// Balances and network columns together. The cost of a pivot grows with their square; up to here
  /// the interior point method has been measured to be several times slower.
  static let mostRows = 90

  let point: StagedPoint
  /// Hours that are not optimal, in order.
  let unsolved: [Int]
  let hasInfeasibleHour: Bool
  /// Of the optimal hours together.
  let totals: BlockTotals

  /// Whether the hour simplex is made for this program.
  static func suits(_ program: StagedProgram) -> Bool {
    program.states.isEmpty
      && program.balanceNames.count + program.networkColumns.count <= mostRows
      && program.curvature.values.allSatisfy { $0 == 0 }
      && program.networkCurvature.values.allSatisfy { $0 == 0 }
  }

  init(_ program: StagedProgram, settings: SolverSettings, since start: ContinuousClock.Instant) {
    let arena = Arena()
    let shape = HourShape(program, in: arena)
    let tolerances = HourTolerances(for: program, settings: settings)
    let blocks = (program.stageCount + Self.blockLength - 1) / Self.blockLength
    let pool = WorkPool(threads: min(settings.threads, blocks))
    let endings = arena.allocate(
      HourSimplex.Ending.self, program.stageCount, HourSimplex.Ending.failed)
    let parts = arena.allocate(BlockTotals.self, blocks, BlockTotals())
    var point = StagedPoint(zeroOf: program)
    HourTables.with(program, &point) { tables in
      let empty = HourSimplex(shape, tables: tables, tolerances: tolerances, in: arena)
      let workers = arena.allocate(HourSimplex.self, pool.threads, empty)
      for worker in 1..<max(pool.threads, 1) {
        workers[worker] = HourSimplex(shape, tables: tables, tolerances: tolerances, in: arena)
      }
      nonisolated(unsafe) let simplexes = workers
      nonisolated(unsafe) let endings = endings
      nonisolated(unsafe) let parts = parts
      pool.run(pieces: blocks) { worker, block in
        guard start.secondsSince <= settings.timeLimitSeconds else { return }
        let first = block * Self.blockLength
        let hours = first..<min(first + Self.blockLength, program.stageCount)
        parts[block] = simplexes[worker].solve(hours, endings)
      }
    }
    self.point = point
    unsolved = (0..<program.stageCount).filter { endings[$0] != .optimal }
    hasInfeasibleHour = unsolved.contains { endings[$0] == .infeasible }
    var totals = BlockTotals()
    for block in 0..<blocks { totals.add(parts[block]) }
    self.totals = totals
  }
}

/// What the optimal hours of a block come to.
struct BlockTotals {
  var pivots = 0
  var factorizations = 0
  var objective = 0.0
  /// The least value of the Lagrangian at the duals.
  var bound = 0.0
  var largestResidual = 0.0

  mutating func add(_ other: BlockTotals) {
    pivots += other.pivots
    factorizations += other.factorizations
    objective += other.objective
    bound += other.bound
    largestResidual = max(largestResidual, other.largestResidual)
  }
}

extension HourSimplex {
  /// Solves consecutive hours from nothing.
  mutating func solve(_ hours: Range<Int>, _ endings: UnsafeMutablePointer<Ending>) -> BlockTotals {
    isFresh = true
    totals = BlockTotals()
    for t in hours { endings[t] = solve(stage: t) }
    return totals
  }
}

/// The hour simplex's answer; nil where some hour has no feasible point, which is for the interior
/// point method to explain.
func solveByHours(
  _ program: StagedProgram, settings: SolverSettings, since start: ContinuousClock.Instant,
  progress: ((SolverProgress) -> Void)?
) -> SolveResult? {
  let hours = HourSolve(program, settings: settings, since: start)
  if hours.hasInfeasibleHour { return nil }
  var point = hours.point
  var line = SolverProgress(hours.totals)
  var statistics = SolveStatistics(
    iterations: hours.totals.pivots, factorizations: hours.totals.factorizations, wallSeconds: 0)
  var reason: StopReason?
  if start.secondsSince > settings.timeLimitSeconds {
    reason = hours.unsolved.isEmpty ? nil : .timeLimit
  } else if !hours.unsolved.isEmpty {
    let rest = Attempt(program.picking(stages: hours.unsolved), settings: settings, since: start)
    if rest.rowsAreViolated { return nil }
    reason = rest.reason
    point.put(rest.point, at: hours.unsolved)
    if let last = rest.log.last { line.add(last) }
    statistics.iterations += rest.statistics.iterations
    statistics.factorizations += rest.statistics.factorizations
  }
  progress?(line)
  statistics.wallSeconds = start.secondsSince
  return SolveResult(
    outcome: reason.map { .stopped($0, best: point) } ?? .optimal(point), statistics: statistics,
    log: [line])
}

extension SolverProgress {
  /// The end of a run of the hour simplex.
  init(_ totals: BlockTotals) {
    self.init(
      iteration: totals.pivots, primalObjective: totals.objective, dualObjective: totals.bound,
      relativeGap: abs(totals.objective - totals.bound) / (1 + abs(totals.objective)),
      primalResidual: totals.largestResidual, dualResidual: 0, complementarity: 0, primalStep: 1,
      dualStep: 1)
  }

  /// Takes in the end of a run on further stages.
  mutating func add(_ other: SolverProgress) {
    iteration += other.iteration
    primalObjective += other.primalObjective
    dualObjective += other.dualObjective
    relativeGap = abs(primalObjective - dualObjective) / (1 + abs(primalObjective))
    primalResidual = max(primalResidual, other.primalResidual)
    dualResidual = max(dualResidual, other.dualResidual)
    complementarity = max(complementarity, other.complementarity)
  }
}
