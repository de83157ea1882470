// SPDX-License-Identifier: Apache-2.0
import CKernels

/// A primal-dual interior point method with predictor and corrector on a program in lanes.
///
/// Separate primal and dual steps, centring by the cube of the affine step's success, and a
/// corrector that is redone more cautiously where its step came out short. Memory is allocated by
/// the initialiser; the loop itself allocates nothing but a line of the log.
///
/// Source: S. Mehrotra, "On the Implementation of a Primal-Dual Interior Point Method",
/// SIAM J. Optimization 2 (1992), no. 4, pp. 575–601.
final class InteriorPointMethod {
  /// A step below this share is short: its corrector is redone.
  static let shortStep = 0.1
  static let smallestCentering = 1e-8
  /// Centring of the last resort.
  static let strongCentering = 0.5
  /// Largest change of a reduced cost by unequal steps under curvature, in scaled prices.
  static let tolerableShift = 0.05 * ProgramScale.typicalPrice

  let program: LaneProgram
  let settings: SolverSettings
  let pool: WorkPool
  let point: LanePoint
  /// The best point, once one was worth keeping; at the end the answer.
  private(set) var best: LaneValues?
  let recursion: StateRecursion
  let kernel: StageKernel
  let sums: SumsByGroup
  /// Bounds that exist.
  let pairCount: Double

  private(set) var log: [SolverProgress] = []
  private(set) var factorizations = 0
  /// Where a neighbouring program may start, once there is such a point.
  private(set) var warmStart: WarmStart?
  /// Whether directions are refined: rounding in one solve would cost more than the tolerances.
  private var refines = false
  private var lastDualResidual = 0.0

  init(
    _ program: LaneProgram, settings: SolverSettings, from start: WarmStart? = nil,
    kernels: Kernels = .best
  ) {
    self.program = program
    self.settings = settings
    pool = WorkPool(threads: settings.threads)
    point = LanePoint(program.shape)
    recursion = StateRecursion(program, kernels: kernels)
    let workers = max(pool.threads, StateRecursion.Half.allCases.count)
    let matrices: any StageMatrices =
      program.shape.isLarge
      ? LargeMatrices(program, workers: workers)
      : LaneMatrices(program, kernels: kernels, workers: workers)
    kernel = StageKernel(
      program: program, matrices: matrices, point: point, recursion: recursion, workers: workers,
      kernels: kernels)
    sums = SumsByGroup(program.shape.groups)
    StartingPoint(
      program: program, matrices: matrices, point: point, warmStart: start
    ).place()
    pairCount = point.pairCount(program.shape)
    log.reserveCapacity(settings.iterationLimit + 1)
  }

  func run(since start: ContinuousClock.Instant, progress: ((SolverProgress) -> Void)?) -> Ending {
    var termination = Termination(settings: settings, scale: program.scale, since: start)
    var step: Step?
    while true {
      let sums = approach(along: step)
      let line = record(sums, step)
      progress?(line)
      let ending = termination.check(line)
      if termination.isBestWorthKeeping || best == nil && ending != nil { keepBest() }
      if let ending { return ending }
      keepWarmPoint(line)

      factorMiddle()
      refines = refines || needsRefinement(sums, line)
      lastDualResidual = sums.dualResidual
      let affine = affineDirection()
      let (targets, direction) = correctedDirection(after: affine, sums.complementarity)
      step = stepLengths(direction, targets)
    }
  }

  // MARK: Steps of the method

  /// The direction corrected for the affine direction's second-order term.
  private func correctedDirection(after affine: DirectionSums, _ complementarity: Double)
    -> (ck_targets, DirectionSums)
  {
    guard pairCount > 0 else { return aim(center: 0, secondOrder: 0) }
    let mu = complementarity / pairCount
    let a = fullStep(affine.primalBlock)
    let b = fullStep(affine.dualBlock)
    let reached =
      (affine.product + b * affine.dualChange + a * affine.primalChange + a * b * affine.bilinear)
      / pairCount
    let share = mu > 0 ? reached / mu : 0
    let sigma = min(max(share * share * share, Self.smallestCentering), 1)
    let first = aim(center: sigma * mu, secondOrder: 1)
    let length = shortest(first.direction)
    if length >= Self.shortStep { return first }

    // One badly scaled product can spoil the corrector of a whole year: first weigh the
    // second-order term by the affine step's success, then leave it out and centre.
    if length < 0.5 * min(a, b) {
      let weighed = aim(center: sigma * mu, secondOrder: a * b)
      if shortest(weighed.direction) >= Self.shortStep { return weighed }
    }
    return aim(center: max(sigma, Self.strongCentering) * mu, secondOrder: 0)
  }

  private func aim(center: Double, secondOrder: Double)
    -> (targets: ck_targets, direction: DirectionSums)
  {
    let targets = ck_targets(center: center, second_order: secondOrder)
    return (targets, direction(to: targets, refined: refines))
  }

  private func stepLengths(_ direction: DirectionSums, _ targets: ck_targets) -> Step {
    let fraction = 0.9 + 0.0995 * shortest(direction)
    var primal = min(1, fraction / max(direction.primalBlock, 1e-300))
    var dual = min(1, fraction / max(direction.dualBlock, 1e-300))
    // Unequal steps put back a part of the curvature's share of the reduced costs.
    let putBack = direction.curvatureShift * abs(primal - dual)
    if putBack > Self.tolerableShift {
      primal = min(primal, dual)
      dual = primal
    }
    return Step(targets: targets, primal: primal, dual: dual)
  }

  private func factorMiddle() {
    recursion.factorMiddle()
    factorizations += 1
  }

  private func fullStep(_ block: Double) -> Double { min(1, 1 / max(block, 1e-300)) }

  private func shortest(_ direction: DirectionSums) -> Double {
    min(fullStep(direction.primalBlock), fullStep(direction.dualBlock))
  }

  // MARK: Judgement

  /// Late in the run weights span twenty powers of ten, and one solve may lose megawatts. What a
  /// step leaves of a residual beyond the share it should have is rounding.
  private func needsRefinement(_ sums: PointSums, _ line: SolverProgress) -> Bool {
    let dualDrift = sums.dualResidual - (1 - line.dualStep) * lastDualResidual
    let primalLimit = settings.primalTolerance * ProgramScale.largestQuantity
    let dualLimit = settings.dualTolerance * ProgramScale.typicalPrice
    return line.relativeGap < Self.lateGap
      && (sums.drift > Self.errorShare * primalLimit || dualDrift > Self.errorShare * dualLimit)
  }

  private func keepBest() {
    let values = best ?? LaneValues(program.shape)
    values.copy(from: point)
    best = values
  }

  private func keepWarmPoint(_ line: SolverProgress) {
    let complementarity = line.complementarity / program.scale.objective
    guard settings.keepsWarmStart, warmStart == nil,
      complementarity < settings.warmStartComplementarity
    else { return }
    let copy = LanePoint(program.shape)
    copy.copy(from: point, program.shape)
    warmStart = WarmStart(
      point: copy, shape: program.shape, scale: program.scale, complementarity: complementarity)
  }

  private func record(_ sums: PointSums, _ step: Step?) -> SolverProgress {
    let scale = program.scale
    let primal = (sums.primalObjective + program.constant) * scale.objective
    let dual = (sums.dualObjective + program.constant) * scale.objective
    let line = SolverProgress(
      iteration: log.count, primalObjective: primal, dualObjective: dual,
      relativeGap: abs(primal - dual) / (1 + abs(primal)),
      primalResidual: sums.primalResidual * scale.quantity,
      dualResidual: sums.dualResidual * scale.price,
      complementarity: pairCount > 0
        ? sums.complementarity / pairCount * scale.objective : 0,
      primalStep: step?.primal ?? 0, dualStep: step?.dual ?? 0)
    log.append(line)
    return line
  }
}
