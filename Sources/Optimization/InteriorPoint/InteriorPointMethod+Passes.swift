// SPDX-License-Identifier: Apache-2.0
import CKernels

/// What the passes find, group by group, so that sums have the same order for any number of threads.
final class SumsByGroup: @unchecked Sendable {
  let point: UnsafeMutablePointer<PointSums>
  let direction: UnsafeMutablePointer<DirectionSums>
  let errors: UnsafeMutablePointer<DirectionErrors>
  private let groups: Int
  private let arena = Arena()

  init(_ groups: Int) {
    self.groups = groups
    point = arena.allocate(PointSums.self, groups, PointSums())
    direction = arena.allocate(DirectionSums.self, groups, DirectionSums())
    errors = arena.allocate(DirectionErrors.self, groups, DirectionErrors())
  }

  func totalPoint() -> PointSums {
    var total = PointSums()
    for part in UnsafeBufferPointer(start: point, count: groups) {
      total.primalObjective += part.primalObjective
      total.dualObjective += part.dualObjective
      total.complementarity += part.complementarity
      total.primalResidual = largest(total.primalResidual, part.primalResidual)
      total.dualResidual = largest(total.dualResidual, part.dualResidual)
      total.drift = largest(total.drift, part.drift)
    }
    return total
  }

  func totalDirection() -> DirectionSums {
    var total = DirectionSums()
    for part in UnsafeBufferPointer(start: direction, count: groups) {
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

  func totalErrors() -> DirectionErrors {
    var total = DirectionErrors()
    for part in UnsafeBufferPointer(start: errors, count: groups) {
      total.primal = largest(total.primal, part.primal)
      total.dual = largest(total.dual, part.dual)
    }
    return total
  }
}

/// The passes over the groups. Each follows the recursion from both ends to the middle or back, and
/// does everything for a group while its numbers are in the cache.
extension InteriorPointMethod {
  /// Directions are refined below this relative gap,
  static let lateGap = 1e-2
  /// at most so often,
  static let mostRefinements = 2
  /// until they leave this share of the tolerances.
  static let errorShare = 0.1

  /// Moves the point along the last direction, if any; residuals, factors and the affine right-hand
  /// side there.
  func approach(along last: Step?) -> PointSums {
    let (kernel, recursion, sums) = (kernel, recursion, sums)
    if let last, program.shape.states > 0 {
      sweepInward { _, g, _ in kernel.advanceStates(group: g, along: last) }
    }
    sweepInward { worker, g, half in
      sums.point[g] = kernel.approach(group: g, worker: worker, along: last)
      recursion.factor(group: g, half: half, blocks: kernel.workspaces[worker].stageBlocks)
      kernel.condense(group: g, worker: worker, for: nil)
      recursion.solveInward(group: g, half: half)
    }
    return sums.totalPoint()
  }

  /// The direction to complementarity 0.
  func affineDirection() -> DirectionSums {
    let (kernel, recursion, sums) = (kernel, recursion, sums)
    recursion.solveMiddle()
    sweepOutward { worker, g, half in
      recursion.solveOutward(group: g, half: half)
      sums.direction[g] = kernel.recoverAffine(group: g, worker: worker)
    }
    return sums.totalDirection()
  }

  /// The direction to targets, with the last factors.
  func direction(to targets: ck_targets, refined: Bool) -> DirectionSums {
    let (kernel, recursion, sums) = (kernel, recursion, sums)
    sweepInward { worker, g, half in
      kernel.condense(group: g, worker: worker, for: targets)
      recursion.solveInward(group: g, half: half)
    }
    recursion.solveMiddle()
    sweepOutward { worker, g, half in
      recursion.solveOutward(group: g, half: half)
      sums.direction[g] = kernel.recover(group: g, worker: worker, for: targets)
    }
    if refined && refine(targets) {
      sweepOutward { worker, g, _ in
        sums.direction[g] = kernel.measure(group: g, worker: worker, for: targets)
      }
    }
    return sums.totalDirection()
  }

  /// Solves again for what the direction leaves of the linear equations; whether that changed it.
  private func refine(_ targets: ck_targets) -> Bool {
    let (kernel, recursion, sums) = (kernel, recursion, sums)
    for refinement in 0..<Self.mostRefinements {
      sweepInward { worker, g, _ in
        sums.errors[g] = kernel.findErrors(group: g, worker: worker, for: targets)
      }
      let errors = sums.totalErrors()
      let isAccurate =
        errors.primal <= Self.errorShare * settings.primalTolerance * ProgramScale.largestQuantity
        && errors.dual <= Self.errorShare * settings.dualTolerance * ProgramScale.typicalPrice
      if isAccurate { return refinement > 0 }
      sweepInward { worker, g, half in
        kernel.condenseError(group: g, worker: worker)
        recursion.solveInward(group: g, half: half)
      }
      recursion.solveMiddle()
      sweepOutward { worker, g, half in
        recursion.solveOutward(group: g, half: half)
        kernel.refine(group: g, worker: worker)
      }
    }
    return true
  }

  typealias GroupWork = @Sendable (_ worker: Int, _ group: Int, _ half: StateRecursion.Half) -> Void

  /// Every group once, each half from its outer end to the middle; without states in any order.
  private func sweepInward(_ body: GroupWork) { sweep({ $0.inward($1) }, body) }

  /// Every group once, each half from the middle to its outer end; without states in any order.
  private func sweepOutward(_ body: GroupWork) { sweep({ $0.outward($1) }, body) }

  private func sweep(
    _ groups: @Sendable (StateRecursion, StateRecursion.Half) -> StrideTo<Int>, _ body: GroupWork
  ) {
    guard program.shape.states > 0 else {
      return pool.run(pieces: program.shape.groups) { worker, g in body(worker, g, .late) }
    }
    let recursion = recursion
    pool.run(pieces: StateRecursion.Half.allCases.count) { _, piece in
      let half = StateRecursion.Half(rawValue: piece)!
      for g in groups(recursion, half) { body(piece, g, half) }
    }
  }
}
