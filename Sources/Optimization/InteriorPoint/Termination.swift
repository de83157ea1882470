// SPDX-License-Identifier: Apache-2.0

/// How a run ended.
struct Ending {
  /// Nil where all tolerances are met.
  var reason: StopReason?
  /// Of the best point, in multiples of the tolerance.
  var primalExcess: Double
}

/// Decides when the method stops, and which point was the best.
struct Termination {
  /// Below this mean product (scaled) directions lose their meaning.
  static let smallestComplementarity = 1e-12
  static let longestWaitForProgress = 25
  /// The same below ``smallestComplementarity``, where a point may still come nearer to the optimum
  /// by the same small step in every iteration.
  static let longestWaitWithoutComplementarity = 1
  /// The same once the tolerances are met and only the aimed gap is not.
  static let longestWaitPastOptimal = 4
  /// Points this near to done are kept, in multiples of the tolerances.
  static let worthKeeping = 1e4

  let settings: SolverSettings
  let scale: ProgramScale
  let start: ContinuousClock.Instant
  /// Whether the point just checked is the best so far and near enough to the optimum to be kept.
  private(set) var isBestWorthKeeping = false
  private var bestExcess = Double.infinity
  private var bestPrimal = Double.infinity
  private var bestIteration = 0

  init(settings: SolverSettings, scale: ProgramScale, since start: ContinuousClock.Instant) {
    self.settings = settings
    self.scale = scale
    self.start = start
  }

  /// Nil while the method should go on.
  mutating func check(_ line: SolverProgress) -> Ending? {
    let (worst, primal) = excess(line)
    isBestWorthKeeping = false
    if worst <= min(1, settings.aimedGap / settings.relativeGap) {
      isBestWorthKeeping = true
      return Ending(reason: nil, primalExcess: primal)
    }
    guard worst.isFinite else { return ending(.numerics) }
    if worst < bestExcess {
      bestExcess = worst
      bestPrimal = primal
      bestIteration = line.iteration
      isBestWorthKeeping = worst < Self.worthKeeping
    }
    return reasonToStop(line).map(ending)
  }

  private func ending(_ reason: StopReason) -> Ending {
    Ending(reason: bestExcess <= 1 ? nil : reason, primalExcess: bestPrimal)
  }

  /// Distances from optimal, in multiples of the tolerances; where all are met only the gap counts.
  private func excess(_ line: SolverProgress) -> (worst: Double, primal: Double) {
    let primal =
      line.primalResidual
      / (settings.primalTolerance * ProgramScale.largestQuantity * scale.quantity)
    let dual =
      line.dualResidual / (settings.dualTolerance * ProgramScale.typicalPrice * scale.price)
    let gap = line.relativeGap / settings.relativeGap
    let rows = largest(primal, dual)
    return (rows <= 1 && gap <= 1 ? gap : largest(rows, gap), primal)
  }

  private func reasonToStop(_ line: SolverProgress) -> StopReason? {
    if line.iteration >= settings.iterationLimit { return .iterationLimit }
    if start.secondsSince > settings.timeLimitSeconds { return .timeLimit }
    let wait = line.iteration - bestIteration
    let isOptimal = bestExcess <= 1
    if wait >= (isOptimal ? Self.longestWaitPastOptimal : Self.longestWaitForProgress) {
      return .slowProgress
    }
    if wait > Self.longestWaitWithoutComplementarity, line.complementarity > 0,
      line.complementarity < Self.smallestComplementarity * scale.objective
    {
      return .numerics
    }
    return nil
  }
}

/// The larger of two; not a number if either is.
func largest(_ a: Double, _ b: Double) -> Double { a > b || a.isNaN ? a : b }

extension ContinuousClock.Instant {
  /// Wall seconds from this instant to now.
  var secondsSince: Double {
    let parts = duration(to: .now).components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}
