// SPDX-License-Identifier: Apache-2.0
import Foundation
import Optimization
import Quantities

/// An electrolyser with a minimum load and no profile of commitment.
package struct UncommittedElectrolyser: Hashable, Sendable {
  /// Its process, and the one of exempt hours where it is under a rule.
  package var processes: [Int]
  package var minimumMW: Double
}

extension ProcessInputs {
  /// The same with electrolysers committed by rounding: where one draws at least half of its minimum
  /// in `result` it must draw the minimum, and elsewhere it stands still.
  ///
  /// Without this, a minimum load without profile is left aside: the program is linear, and a
  /// choice between nothing and a minimum is not.
  ///
  /// - Returns: also the electrolyser-units that were raised and those that were stopped.
  func committing(
    after result: ProcessResult
  ) -> (inputs: ProcessInputs, raised: Int, stopped: Int) {
    var inputs = self
    var raised = 0
    var stopped = 0
    for electrolyser in uncommitted {
      for t in 0..<upper.stageCount {
        let drawn = electrolyser.processes.reduce(0) { $0 + result.activity[t, $1] }
        let isCommitted = drawn >= electrolyser.minimumMW / 2
        let smallestToldMW = 1e-3
        if drawn < electrolyser.minimumMW - smallestToldMW {
          if isCommitted { raised += 1 } else if drawn > smallestToldMW { stopped += 1 }
        }
        for process in electrolyser.processes {
          let bound = isCommitted ? upper[t, process] : 0
          inputs.upper[t, process] = bound
          inputs.lower[t, process] = min(bound, electrolyser.minimumMW)
        }
      }
    }
    return (inputs, raised, stopped)
  }
}

/// Solves once more with electrolysers committed by rounding, where some have a minimum load and no
/// profile.
func commitElectrolysers(
  of inputs: MarketInputs, result: inout CouplingResult,
  solve: (MarketInputs) throws(CouplingError) -> CouplingResult
) throws(CouplingError) {
  guard !inputs.processes.uncommitted.isEmpty, result.status == .optimal else { return }
  var committed = inputs
  let rounding = inputs.processes.committing(after: result.processes)
  committed.processes = rounding.inputs
  let before = result
  result = try solve(committed)
  let rise = String(format: "%.0f", result.objectiveEUR - before.objectiveEUR)
  result.notes +=
    before.notes.filter { !result.notes.contains($0) } + [
      "electrolysers with a minimum load: \(rounding.raised) units of time raised to it, "
        + "\(rounding.stopped) stopped; the cost rose by \(rise) EUR"
    ]
}
