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

  /// The same numbers with more items behind them, and a row for each stage.
  func appending(_ row: [Double]) -> StageTable {
    var result = StageTable(stageCount: stageCount, itemCount: itemCount + row.count)
    for t in 0..<stageCount {
      for item in 0..<itemCount { result[t, item] = self[t, item] }
      for (item, value) in row.enumerated() { result[t, itemCount + item] = value }
    }
    return result
  }

  /// The same numbers of some items alone.
  func keeping(_ items: [Int]) -> StageTable {
    guard varies else {
      return StageTable(constant: items.map { values[$0] }, stageCount: stageCount)
    }
    var result = StageTable(stageCount: stageCount, itemCount: items.count)
    for t in 0..<stageCount {
      for (place, item) in items.enumerated() { result[t, place] = self[t, item] }
    }
    return result
  }
}
