// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What decides when ``solve(_:settings:progress:)`` stops and how much of the machine it uses.
///
/// Tolerances are relative to the scale of the program's own numbers: 100 stands for its largest
/// right-hand side and 64 for its typical cost, so that the defaults mean about 3e-4 MW and
/// 1e-7 EUR/MWh for a large market.
package struct SolverSettings: Sendable {
  /// |primal − dual objective| / (1 + |primal objective|); the dual objective is the least value of
  /// the Lagrangian over all bounds.
  package var relativeGap = 1e-8
  /// The gap to go on to while each step still gains: the last digits of a price in an hour that is
  /// nearly degenerate need it, and it costs few iterations.
  package var aimedGap = 1e-10
  /// Largest violation of a row, over the largest right-hand side.
  package var primalTolerance = 3e-9
  /// Largest stationarity error of a column that has no bounds or a marked slope, over the typical
  /// cost; that of the others is in the gap.
  package var dualTolerance = 1e-9
  package var method = SolverMethod.automatic
  /// Of the interior point method.
  package var iterationLimit = 200
  /// Whether the result carries a ``WarmStart`` for a neighbouring program.
  package var keepsWarmStart = false
  /// Mean product of a slack and its multiplier below which a point is kept as a warm start, over
  /// the typical cost times a hundredth of the largest right-hand side.
  package var warmStartComplementarity = 1.0
  /// Whether balance duals that are not unique go to the middle of their intervals, stage by stage,
  /// state duals as they are. See ``UniquePoint``.
  package var midpointOfDualFace = true
  package var timeLimitSeconds = Double.infinity
  /// Worker threads. The answer has the same bytes for any number.
  package var threads = ProcessInfo.processInfo.activeProcessorCount
  /// Which instructions the innermost loops use. The answer has the same bytes with any of them.
  package var kernels = Kernels.best

  package init() {}

  /// For small programs of which only the columns are read, solved many at a time.
  package static var columnsOnly: SolverSettings {
    var settings = SolverSettings()
    settings.midpointOfDualFace = false
    settings.threads = 1
    return settings
  }
}

/// How a program is solved.
package enum SolverMethod: Sendable {
  /// The hour simplex where it fits, else the interior point method.
  case automatic
  case interiorPoint
}

/// One line of the solver's log, and what a progress report sees. All numbers are in the
/// program's own units.
package struct SolverProgress: Sendable, Equatable {
  package var iteration: Int
  package var primalObjective: Double
  package var dualObjective: Double
  package var relativeGap: Double
  /// Largest violation of a balance, network row or state row.
  package var primalResidual: Double
  /// Largest violation of a stationarity condition.
  package var dualResidual: Double
  /// Mean product of a slack and its multiplier.
  package var complementarity: Double
  /// Fraction of the last primal and dual step taken; 0 before the first.
  package var primalStep: Double
  package var dualStep: Double
}

/// The outcome of a solve with what travels beside it.
package struct SolveResult: Sendable {
  package var outcome: Outcome
  package var statistics: SolveStatistics
  package var log: [SolverProgress]
  /// Where a neighbouring program may start; only if the settings ask for it.
  package var warmStart: WarmStart?

  package init(
    outcome: Outcome, statistics: SolveStatistics, log: [SolverProgress],
    warmStart: WarmStart? = nil
  ) {
    self.outcome = outcome
    self.statistics = statistics
    self.log = log
    self.warmStart = warmStart
  }
}
