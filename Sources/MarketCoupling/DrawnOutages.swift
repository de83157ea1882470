// SPDX-License-Identifier: Apache-2.0
import GridModel
import Optimization

/// What forced outages leave of a system's assets in every time unit of its series.
package struct DrawnOutages: Sendable {
  /// MW of each thermal step by its row in ``MarketInputs/steps``, planned outages taken off.
  package var thermalMW: [Int: [Double]]
  /// Share of its capacity that is there, by row of ``EnergySystem/dcLinks`` and of
  /// ``EnergySystem/storages``; assets that never fail are left out.
  package var cableShare: [Int: [Double]]
  package var storageShare: [Int: [Double]]

  package init(
    thermalMW: [Int: [Double]], cableShare: [Int: [Double]], storageShare: [Int: [Double]]
  ) {
    self.thermalMW = thermalMW
    self.cableShare = cableShare
    self.storageShare = storageShare
  }
}

extension MarketInputs {
  /// With the outages of the units `range` in place of the mean availability; a unit that must run
  /// does so with the same share of what is there.
  func applying(_ outages: DrawnOutages, over range: Range<Int>) -> MarketInputs {
    var result = self
    result.availability = availability.byStage
    result.mustRun = mustRun.byStage
    for (j, megawatts) in outages.thermalMW {
      for (t, unit) in range.enumerated() {
        let mean = availability[t, j]
        result.availability[t, j] = megawatts[unit]
        result.mustRun[t, j] = mean > 0 ? mustRun[t, j] / mean * megawatts[unit] : 0
      }
    }
    return result
  }
}

extension CouplingProblem {
  /// Takes outages of cables and storages off the bounds of the program.
  mutating func apply(
    _ outages: DrawnOutages, over range: Range<Int>, in system: EnergySystem
  ) {
    let first = range.lowerBound
    for path in pathColumns {
      guard let row = system.cableRow(of: path), let share = outages.cableShare[row] else {
        continue
      }
      program.limit(path) { share[first + $0] }
    }
    for (s, row) in inputs.storageRows.enumerated() {
      guard let share = outages.storageShare[row] else { continue }
      for t in 0..<range.count {
        program.upper[t, firstCharge + s] *= share[first + t]
        program.upper[t, firstDischarge + s] *= share[first + t]
      }
    }
  }
}

extension StagedProgram {
  /// Leaves a path the given share of its capacity in each stage.
  package mutating func limit(_ path: PathColumn, to share: (Int) -> Double) {
    if path.isNetworkColumn {
      networkLower = networkLower.byStage
      networkUpper = networkUpper.byStage
    }
    for t in 0..<stageCount {
      let share = share(t)
      if path.isNetworkColumn {
        networkLower[t, path.column] = share * path.lowerMW
        networkUpper[t, path.column] = share * path.upperMW
      } else {
        lower[t, path.column] = share * path.lowerMW
        upper[t, path.column] = share * path.upperMW
      }
    }
  }
}
