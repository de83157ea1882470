// SPDX-License-Identifier: Apache-2.0

extension StagedProgram {
  /// The program of some stages alone; there are no states.
  func picking(stages: [Int]) -> StagedProgram {
    precondition(states.isEmpty, "\(states.count) states link the stages")
    var result = self
    result.stageCount = stages.count
    for table in [
      \StagedProgram.cost, \.curvature, \.lower, \.upper, \.networkCost, \.networkCurvature,
      \.networkLower, \.networkUpper, \.demand, \.networkLimit, \.retention, \.inflow,
      \.levelLower, \.levelUpper,
    ] {
      result[keyPath: table] = self[keyPath: table].picking(stages: stages)
    }
    if networkMatrixOfStage.count == stageCount {
      result.networkMatrixOfStage = stages.map { networkMatrixOfStage[$0] }
    }
    return result
  }
}

extension StagedPoint {
  /// Takes the stages of `other`, in order, as the given stages of this point.
  mutating func put(_ other: StagedPoint, at stages: [Int]) {
    for table in [
      \StagedPoint.columns, \.network, \.balanceDuals, \.networkDuals,
    ] {
      for (from, to) in stages.enumerated() {
        for item in 0..<self[keyPath: table].itemCount {
          self[keyPath: table][to, item] = other[keyPath: table][from, item]
        }
      }
    }
  }
}

extension StageTable {
  fileprivate func picking(stages: [Int]) -> StageTable {
    guard varies else { return StageTable(constant: values, stageCount: stages.count) }
    var result = StageTable(stageCount: stages.count, itemCount: itemCount)
    for (to, from) in stages.enumerated() {
      for item in 0..<itemCount { result[to, item] = self[from, item] }
    }
    return result
  }
}
