// SPDX-License-Identifier: Apache-2.0

extension StageTable {
  /// The same numbers with a row for each stage.
  package var byStage: StageTable {
    guard !varies else { return self }
    var result = StageTable(stageCount: stageCount, itemCount: itemCount)
    for t in 0..<stageCount {
      for item in 0..<itemCount { result[t, item] = self[t, item] }
    }
    return result
  }

  package func row(_ stage: Int) -> [Double] { (0..<itemCount).map { self[stage, $0] } }
}
