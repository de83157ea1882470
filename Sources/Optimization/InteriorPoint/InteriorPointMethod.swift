// SPDX-License-Identifier: Apache-2.0

/// A primal-dual interior point method with predictor and corrector on a program in lanes.
///
/// Separate primal and dual steps, centring by the cube of the affine step's success, and a
/// corrector that is redone more cautiously where its step came out short. Memory is allocated by
/// the initialiser; the loop itself allocates nothing but a line of the log.
///
/// Source: S. Mehrotra, "On the Implementation of a Primal-Dual Interior Point Method",
/// SIAM J. Optimization 2 (1992), no. 4, pp. 575–601.
final class InteriorPointMethod {
  /// Below this mean product (scaled) directions lose their meaning.
  static let smallestComplementarity = 1e-12
  /// Steps below this share twice over are no progress.
  static let shortStep = 0.1
  static let longestWaitForProgress = 25
  /// The same once the tolerances are met and only the aimed gap is not.
  static let longestWaitPastOptimal = 4
  /// Directions are refined below this relative gap,
  static let lateGap = 1e-2
  /// at most so often,
  static let mostRefinements = 2
  /// until they leave this share of the tolerances.
  static let errorShare = 0.1
  /// Points this near to done are kept, in multiples of the tolerances.
  static let worthKeeping = 1e4

  let program: LaneProgram
  let settings: SolverSettings
  let pool: WorkPool
  let point: LanePoint
  let best: LanePoint
  let recursion: StateRecursion
  let kernel: StageKernel

  private let pointSums: UnsafeMutablePointer<PointSums>
  private let directionSums: UnsafeMutablePointer<DirectionSums>
  private let directionErrors: UnsafeMutablePointer<DirectionErrors>
  private let arena = Arena()
  /// Bounds that exist.
  private let pairCount: Double

  private(set) var log: [SolverProgress] = []
  private(set) var factorizations = 0
  /// Whether the point is near enough to the optimum for rounding to matter.
  private var isLate = false

  /// How a run ended and whether ``best`` holds its best point rather than ``point``.
  struct Ending {
    var reason: StopReason?
    var bestIsKept: Bool
    /// Of the best point, in multiples of the tolerance.
    var primalExcess: Double
  }

  init(_ program: LaneProgram, settings: SolverSettings) {
    self.program = program
    self.settings = settings
    pool = WorkPool(threads: settings.threads)
    point = LanePoint(program.shape)
    best = LanePoint(program.shape)
    recursion = StateRecursion(program)
    kernel = StageKernel(
      program: program, point: point, recursion: recursion, workers: pool.threads)
    pointSums = arena.allocate(PointSums.self, program.shape.groups, PointSums())
    directionSums = arena.allocate(DirectionSums.self, program.shape.groups, DirectionSums())
    directionErrors = arena.allocate(
      DirectionErrors.self, program.shape.groups, DirectionErrors())
    StartingPoint(program: program, point: point).place()
    var count = 0.0
    for v in 0..<program.shape.groups * program.shape.items {
      for lane in 0..<laneCount {
        if point.lowerDual[v][lane] > 0 { count += 1 }
        if point.upperDual[v][lane] > 0 { count += 1 }
      }
    }
    pairCount = count
    log.reserveCapacity(settings.iterationLimit + 1)
  }

  func run(since start: ContinuousClock.Instant, progress: ((SolverProgress) -> Void)?) -> Ending {
    var primalStep = 0.0
    var dualStep = 0.0
    var bestExcess = Double.infinity
    var bestPrimal = Double.infinity
    var bestIteration = 0
    var bestIsKept = false
    var iteration = 0
    let aimedExcess = min(1, settings.aimedGap / settings.relativeGap)
    func ending(_ reason: StopReason?, keeping: Bool, _ primalExcess: Double) -> Ending {
      Ending(reason: reason, bestIsKept: keeping, primalExcess: primalExcess)
    }

    while true {
      let sums = evaluateAndFactor()
      let line = record(iteration, sums, primalStep, dualStep)
      log.append(line)
      progress?(line)
      let excess = excess(line)
      if excess.worst <= aimedExcess { return ending(nil, keeping: false, excess.primal) }
      guard excess.worst.isFinite else {
        return ending(bestExcess <= 1 ? nil : .numerics, keeping: bestIsKept, bestPrimal)
      }
      if excess.worst < bestExcess {
        bestExcess = excess.worst
        bestPrimal = excess.primal
        bestIteration = iteration
        bestIsKept = bestExcess < Self.worthKeeping
        if bestIsKept { best.copy(from: point) }
      }
      let scaledComplementarity = line.complementarity / program.scale.objective
      if let reason = reasonToStop(
        iteration, since: start, wait: iteration - bestIteration, isOptimal: bestExcess <= 1,
        scaledComplementarity)
      {
        return ending(bestExcess <= 1 ? nil : reason, keeping: bestIsKept, bestPrimal)
      }

      isLate = line.relativeGap < Self.lateGap
      recursion.factor(pool)
      factorizations += 1
      let direction = findDirection(complementarity: scaledComplementarity)
      (primalStep, dualStep) = stepLengths(direction)
      advance(primalStep, dualStep)
      iteration += 1
    }
  }

  // MARK: Steps of the method

  private func evaluateAndFactor() -> PointSums {
    let kernel = kernel
    nonisolated(unsafe) let output = pointSums
    pool.run(pieces: program.shape.groups) { worker, g in
      output[g] = kernel.evaluate(group: g, worker: worker)
      kernel.factor(group: g, worker: worker)
      kernel.condense(group: g, worker: worker, for: .affine)
    }
    var total = PointSums()
    for g in 0..<program.shape.groups {
      let part = output[g]
      total.primalObjective += part.primalObjective
      total.dualObjective += part.dualObjective
      total.complementarity += part.complementarity
      total.primalResidual = largest(total.primalResidual, part.primalResidual)
      total.dualResidual = largest(total.dualResidual, part.dualResidual)
    }
    return total
  }

  /// The affine direction, then the corrected one.
  private func findDirection(complementarity mu: Double) -> DirectionSums {
    let affine = recover(.affine)
    let a = fullStep(affine.primalBlock)
    let b = fullStep(affine.dualBlock)
    guard pairCount > 0 else {
      aim(center: 0, secondOrder: 0)
      return affine
    }
    let reached =
      (affine.product + b * affine.dualChange + a * affine.primalChange + a * b * affine.bilinear)
      / pairCount
    let share = mu > 0 ? reached / mu : 0
    var sigma = min(max(share * share * share, 1e-8), 1)
    aim(center: sigma * mu, secondOrder: 1)
    var direction = correct()
    let affineLength = min(a, b)
    var length = shortest(direction)
    guard length < Self.shortStep else { return direction }

    // One badly scaled product can spoil the corrector of a whole year: first weigh the
    // second-order term by the affine step's success, then leave it out and centre.
    if length < 0.5 * affineLength {
      affineAgain()
      aim(center: sigma * mu, secondOrder: a * b)
      direction = correct()
      length = shortest(direction)
      if length >= Self.shortStep { return direction }
    }
    affineAgain()
    sigma = max(sigma, 0.5)
    aim(center: sigma * mu, secondOrder: 0)
    return correct()
  }

  private func stepLengths(_ direction: DirectionSums) -> (primal: Double, dual: Double) {
    let length = shortest(direction)
    let fraction = 0.9 + 0.0995 * length
    var primal = min(1, fraction / max(direction.primalBlock, 1e-300))
    var dual = min(1, fraction / max(direction.dualBlock, 1e-300))
    // Unequal steps put back a part of the curvature's share of the reduced costs.
    let putBack = direction.curvatureShift * abs(primal - dual)
    if putBack > Self.tolerableShift {
      primal = min(primal, dual)
      dual = primal
    }
    return (primal, dual)
  }

  /// In scaled prices.
  static let tolerableShift = 0.05 * ProgramScale.typicalPrice

  // MARK: Passes over the groups

  /// The direction to the present targets, with the last factors.
  private func recover(_ aim: Aim) -> DirectionSums {
    recursion.solve(pool)
    let kernel = kernel
    let refines = aim == .targets && isLate
    nonisolated(unsafe) let output = directionSums
    pool.run(pieces: program.shape.groups) { worker, g in
      kernel.recover(group: g, worker: worker, for: aim)
      if !refines { output[g] = kernel.measure(group: g, for: aim) }
    }
    if refines {
      refine()
      pool.run(pieces: program.shape.groups) { _, g in
        output[g] = kernel.measure(group: g, for: aim)
      }
    }
    var total = DirectionSums()
    for g in 0..<program.shape.groups {
      let part = output[g]
      total.primalBlock = largest(total.primalBlock, part.primalBlock)
      total.dualBlock = largest(total.dualBlock, part.dualBlock)
      total.product += part.product
      total.dualChange += part.dualChange
      total.primalChange += part.primalChange
      total.bilinear += part.bilinear
      total.curvatureShift = largest(total.curvatureShift, part.curvatureShift)
    }
    return total
  }

  /// Solves again for what the direction leaves of the linear equations: late in the run, where
  /// weights span twenty powers of ten, one solve loses megawatts.
  private func refine() {
    let kernel = kernel
    nonisolated(unsafe) let output = directionErrors
    for _ in 0..<Self.mostRefinements {
      pool.run(pieces: program.shape.groups) { _, g in
        output[g] = kernel.findErrors(group: g, for: .targets)
      }
      var total = DirectionErrors()
      for g in 0..<program.shape.groups {
        total.primal = largest(total.primal, output[g].primal)
        total.dual = largest(total.dual, output[g].dual)
      }
      let isAccurate =
        total.primal <= Self.errorShare * settings.primalTolerance * ProgramScale.largestQuantity
        && total.dual <= Self.errorShare * settings.dualTolerance * ProgramScale.typicalPrice
      if isAccurate { return }
      pool.run(pieces: program.shape.groups) { worker, g in
        kernel.condense(group: g, worker: worker, for: .refinement)
      }
      recursion.solve(pool)
      pool.run(pieces: program.shape.groups) { worker, g in
        kernel.recover(group: g, worker: worker, for: .refinement)
      }
    }
  }

  private func affineAgain() {
    let kernel = kernel
    pool.run(pieces: program.shape.groups) { worker, g in
      kernel.condense(group: g, worker: worker, for: .affine)
    }
    _ = recover(.affine)
  }

  private func aim(center: Double, secondOrder: Double) {
    let kernel = kernel
    pool.run(pieces: program.shape.groups) { worker, g in
      kernel.aim(group: g, center: center, secondOrder: secondOrder)
      kernel.condense(group: g, worker: worker, for: .targets)
    }
  }

  private func correct() -> DirectionSums { recover(.targets) }

  private func advance(_ primalStep: Double, _ dualStep: Double) {
    let kernel = kernel
    pool.run(pieces: program.shape.groups) { _, g in
      kernel.advance(group: g, primalStep: primalStep, dualStep: dualStep)
    }
  }

  // MARK: Judgement

  private func record(
    _ iteration: Int, _ sums: PointSums, _ primalStep: Double, _ dualStep: Double
  ) -> SolverProgress {
    let scale = program.scale
    let primal = (sums.primalObjective + program.constant) * scale.objective
    let dual = (sums.dualObjective + program.constant) * scale.objective
    return SolverProgress(
      iteration: iteration, primalObjective: primal, dualObjective: dual,
      relativeGap: abs(primal - dual) / (1 + abs(primal)),
      primalResidual: sums.primalResidual * scale.quantity,
      dualResidual: sums.dualResidual * scale.price,
      complementarity: pairCount > 0
        ? sums.complementarity / pairCount * scale.objective : 0,
      primalStep: primalStep, dualStep: dualStep)
  }

  /// Distances from optimal, in multiples of the tolerances; where all are met only the gap counts.
  private func excess(_ line: SolverProgress) -> (worst: Double, primal: Double) {
    let scale = program.scale
    let primal =
      line.primalResidual
      / (settings.primalTolerance * ProgramScale.largestQuantity * scale.quantity)
    let dual =
      line.dualResidual / (settings.dualTolerance * ProgramScale.typicalPrice * scale.price)
    let gap = line.relativeGap / settings.relativeGap
    let rows = largest(primal, dual)
    return (rows <= 1 && gap <= 1 ? gap : largest(rows, gap), primal)
  }

  private func reasonToStop(
    _ iteration: Int, since start: ContinuousClock.Instant, wait: Int, isOptimal: Bool,
    _ complementarity: Double
  ) -> StopReason? {
    if iteration >= settings.iterationLimit { return .iterationLimit }
    if start.secondsSince > settings.timeLimitSeconds { return .timeLimit }
    if wait >= (isOptimal ? Self.longestWaitPastOptimal : Self.longestWaitForProgress) {
      return .slowProgress
    }
    if pairCount > 0, complementarity < Self.smallestComplementarity { return .numerics }
    return nil
  }

  private func fullStep(_ block: Double) -> Double { min(1, 1 / max(block, 1e-300)) }

  private func shortest(_ direction: DirectionSums) -> Double {
    min(fullStep(direction.primalBlock), fullStep(direction.dualBlock))
  }

  /// The larger of two; not a number if either is.
  private func largest(_ a: Double, _ b: Double) -> Double { a > b || a.isNaN ? a : b }
}

extension ContinuousClock.Instant {
  /// Wall seconds from this instant to now.
  var secondsSince: Double {
    let parts = duration(to: .now).components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}
