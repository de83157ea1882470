// SPDX-License-Identifier: Apache-2.0

/// One thing wrong with a ``StagedProgram``.
package enum ProgramProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Table: String, Sendable {
    case cost, curvature, lower, upper, networkCost, networkCurvature, networkLower, networkUpper
    case demand, networkLimit, retention, inflow, levelLower, levelUpper
  }

  package enum Bound: String, Sendable {
    case lower, upper
  }

  case noStages
  case tableSize(Table, items: Int, stages: Int, expectedItems: Int, expectedStages: Int)
  case matrixSize(index: Int, rows: Int, columns: Int, expectedRows: Int, expectedColumns: Int)
  case matrixOfStage(stage: Int, index: Int, matrixCount: Int)
  case matrixStageCount(count: Int, expected: Int)
  case notANumber(Table, item: String, stage: Int)
  case notANumberInMatrix(index: Int, row: String, column: String)
  case stateNotANumber(String)
  case badCoefficient(column: String, row: Int)
  case infiniteBound(column: String, stage: Int)
  case rewardedInfiniteBound(column: String, stage: Int, bound: Bound, cost: Double)
  case crossedBounds(column: String, stage: Int, lower: Double, upper: Double)
  case negativeCurvature(column: String, stage: Int, value: Double)
  case negativeRetention(state: String, stage: Int, value: Double)
  case unboundedReward(column: String, stage: Int, cost: Double)
  case repeatedName(String)

  package var description: String {
    switch self {
    case .noStages: return "the program has no stage"
    case .tableSize(let table, let items, let stages, let expectedItems, let expectedStages):
      return "table \(table.rawValue) has \(items) items and \(stages) stages, not "
        + "\(expectedItems) and \(expectedStages)"
    case .matrixSize(let index, let rows, let columns, let expectedRows, let expectedColumns):
      return "network matrix \(index) is \(rows) x \(columns), not "
        + "\(expectedRows) x \(expectedColumns)"
    case .matrixOfStage(let stage, let index, let count):
      return "stage \(stage) uses network matrix \(index) of \(count)"
    case .matrixStageCount(let count, let expected):
      return "network matrices are given for \(count) stages, not \(expected)"
    case .notANumber(let table, let item, let stage):
      return "\(table.rawValue) of \(item) in stage \(stage) is not a finite number"
    case .notANumberInMatrix(let index, let row, let column):
      return "network matrix \(index) has no finite number at row \(row), column \(column)"
    case .stateNotANumber(let state):
      return "initial level or end value of \(state) is not a finite number"
    case .badCoefficient(let column, let row):
      return "column \(column) has a coefficient in row \(row) that is not a finite number, or "
        + "there is no such row"
    case .infiniteBound(let column, let stage):
      return "column \(column) has an infinite bound in stage \(stage)"
    case .rewardedInfiniteBound(let column, let stage, let bound, let cost):
      return "column \(column) in stage \(stage): cost \(cost) rewards its infinite "
        + "\(bound.rawValue) bound"
    case .crossedBounds(let column, let stage, let lower, let upper):
      return "column \(column) in stage \(stage): lower bound \(lower) above upper bound \(upper)"
    case .negativeCurvature(let column, let stage, let value):
      return "column \(column) in stage \(stage): curvature \(value) is negative"
    case .negativeRetention(let state, let stage, let value):
      return "state \(state) in stage \(stage): retention \(value) is negative"
    case .unboundedReward(let column, let stage, let cost):
      return "column \(column) in stage \(stage): cost \(cost) rewards an infinite bound, and "
        + "neither balance nor network row limits it"
    case .repeatedName(let name): return "name \(name) is used twice"
    }
  }
}

extension StagedProgram {
  /// Everything wrong with the program, in order of its parts; empty for a valid one.
  ///
  /// - Complexity: one pass over all tables.
  package func validate() -> [ProgramProblem] {
    guard stageCount > 0 else { return [.noStages] }
    var problems = sizeProblems() + nameProblems() + coefficientProblems()
    // Values can only be looked up in tables of the right size.
    guard problems.isEmpty else { return problems }
    problems += matrixProblems()
    problems += finiteProblems()
    problems += columnBoundProblems()
    problems += networkBoundProblems()
    for t in 0..<stageCount {
      for s in states.indices {
        let name = states[s].name
        let (lower, upper) = (levelLower[t, s], levelUpper[t, s])
        if lower.isInfinite || upper.isInfinite {
          problems.append(.infiniteBound(column: name, stage: t))
        } else if lower > upper {
          problems.append(.crossedBounds(column: name, stage: t, lower: lower, upper: upper))
        }
        if retention[t, s] < 0 {
          problems.append(.negativeRetention(state: name, stage: t, value: retention[t, s]))
        }
      }
    }
    return problems
  }

  private func sizeProblems() -> [ProgramProblem] {
    var problems: [ProgramProblem] = []
    func check(_ table: ProgramProblem.Table, _ values: StageTable, _ items: Int) {
      guard values.itemCount != items || values.stageCount != stageCount else { return }
      problems.append(
        .tableSize(
          table, items: values.itemCount, stages: values.stageCount, expectedItems: items,
          expectedStages: stageCount))
    }
    check(.cost, cost, columns.count)
    check(.curvature, curvature, columns.count)
    check(.lower, lower, columns.count)
    check(.upper, upper, columns.count)
    check(.networkCost, networkCost, networkColumns.count)
    check(.networkCurvature, networkCurvature, networkColumns.count)
    check(.networkLower, networkLower, networkColumns.count)
    check(.networkUpper, networkUpper, networkColumns.count)
    check(.demand, demand, balanceNames.count)
    check(.networkLimit, networkLimit, networkRowNames.count)
    check(.retention, retention, states.count)
    check(.inflow, inflow, states.count)
    check(.levelLower, levelLower, states.count)
    check(.levelUpper, levelUpper, states.count)
    for (index, matrix) in networkMatrices.enumerated()
    where matrix.rowCount != networkRowNames.count || matrix.columnCount != networkColumns.count {
      problems.append(
        .matrixSize(
          index: index, rows: matrix.rowCount, columns: matrix.columnCount,
          expectedRows: networkRowNames.count, expectedColumns: networkColumns.count))
    }
    if !networkRowNames.isEmpty && !networkColumns.isEmpty || !networkMatrices.isEmpty {
      if networkMatrixOfStage.count != stageCount {
        problems.append(.matrixStageCount(count: networkMatrixOfStage.count, expected: stageCount))
      }
      for (t, index) in networkMatrixOfStage.enumerated()
      where !networkMatrices.indices.contains(index) {
        problems.append(
          .matrixOfStage(stage: t, index: index, matrixCount: networkMatrices.count))
      }
    }
    return problems
  }

  private func nameProblems() -> [ProgramProblem] {
    var problems: [ProgramProblem] = []
    let lists = [
      balanceNames, columns.map(\.name) + networkColumns.map(\.name), networkRowNames,
      states.map(\.name),
    ]
    for names in lists {
      var seen: Set<String> = []
      for name in names where !seen.insert(name).inserted { problems.append(.repeatedName(name)) }
    }
    return problems
  }

  private func coefficientProblems() -> [ProgramProblem] {
    var problems: [ProgramProblem] = []
    func check(_ name: String, _ entries: [Coefficient], _ rows: Int) {
      for entry in entries where !entry.value.isFinite || !(0..<rows).contains(entry.row) {
        problems.append(.badCoefficient(column: name, row: entry.row))
      }
    }
    for column in columns {
      check(column.name, column.balance, balanceNames.count)
      check(column.name, column.state, states.count)
    }
    for column in networkColumns { check(column.name, column.balance, balanceNames.count) }
    return problems
  }

  private func matrixProblems() -> [ProgramProblem] {
    var problems: [ProgramProblem] = []
    for (index, matrix) in networkMatrices.enumerated() {
      for (at, value) in matrix.values.enumerated() where !value.isFinite {
        problems.append(
          .notANumberInMatrix(
            index: index, row: networkRowNames[at % matrix.rowCount],
            column: networkColumns[at / matrix.rowCount].name))
      }
    }
    return problems
  }

  /// Not-a-numbers everywhere; infinities where only finite numbers make sense.
  private func finiteProblems() -> [ProgramProblem] {
    var problems: [ProgramProblem] = []
    func check(
      _ table: ProgramProblem.Table, _ values: StageTable, _ names: [String],
      allows: (Double) -> Bool
    ) {
      for (at, value) in values.values.enumerated() where !allows(value) {
        problems.append(
          .notANumber(table, item: names[at % names.count], stage: at / names.count))
      }
    }
    let finite: (Double) -> Bool = { $0.isFinite }
    let number: (Double) -> Bool = { !$0.isNaN }
    let columnNames = columns.map(\.name)
    let networkNames = networkColumns.map(\.name)
    let stateNames = states.map(\.name)
    check(.cost, cost, columnNames, allows: finite)
    check(.curvature, curvature, columnNames, allows: finite)
    check(.lower, lower, columnNames, allows: number)
    check(.upper, upper, columnNames, allows: number)
    check(.networkCost, networkCost, networkNames, allows: finite)
    check(.networkCurvature, networkCurvature, networkNames, allows: finite)
    check(.networkLower, networkLower, networkNames, allows: { !$0.isNaN && $0 < .infinity })
    check(.networkUpper, networkUpper, networkNames, allows: { !$0.isNaN && $0 > -.infinity })
    check(.demand, demand, balanceNames, allows: finite)
    check(.networkLimit, networkLimit, networkRowNames, allows: { !$0.isNaN && $0 > -.infinity })
    check(.retention, retention, stateNames, allows: finite)
    check(.inflow, inflow, stateNames, allows: finite)
    check(.levelLower, levelLower, stateNames, allows: number)
    check(.levelUpper, levelUpper, stateNames, allows: number)
    for state in states where !state.initialLevel.isFinite || !state.endValue.isFinite {
      problems.append(.stateNotANumber(state.name))
    }
    return problems
  }

  private func columnBoundProblems() -> [ProgramProblem] {
    var problems: [ProgramProblem] = []
    for t in 0..<stageCount {
      for j in columns.indices {
        let (low, high) = (lower[t, j], upper[t, j])
        if high == .infinity, cost[t, j] < 0 {
          problems.append(
            .rewardedInfiniteBound(
              column: columns[j].name, stage: t, bound: .upper, cost: cost[t, j]))
        } else if low == -.infinity, cost[t, j] > 0 {
          problems.append(
            .rewardedInfiniteBound(
              column: columns[j].name, stage: t, bound: .lower, cost: cost[t, j]))
        } else if low.isInfinite || high.isInfinite {
          problems.append(.infiniteBound(column: columns[j].name, stage: t))
        } else if low > high {
          problems.append(
            .crossedBounds(column: columns[j].name, stage: t, lower: low, upper: high))
        }
        if curvature[t, j] < 0 {
          problems.append(
            .negativeCurvature(column: columns[j].name, stage: t, value: curvature[t, j]))
        }
      }
    }
    return problems
  }

  private func networkBoundProblems() -> [ProgramProblem] {
    var problems: [ProgramProblem] = []
    for t in 0..<stageCount {
      for i in networkColumns.indices {
        let name = networkColumns[i].name
        let (low, high) = (networkLower[t, i], networkUpper[t, i])
        if low > high {
          problems.append(.crossedBounds(column: name, stage: t, lower: low, upper: high))
        }
        if networkCurvature[t, i] < 0 {
          problems.append(
            .negativeCurvature(column: name, stage: t, value: networkCurvature[t, i]))
        }
        let price = networkCost[t, i]
        let rewards = (price < 0 && high == .infinity) || (price > 0 && low == -.infinity)
        if rewards, networkCurvature[t, i] == 0, networkColumns[i].balance.isEmpty {
          let matrix = networkMatrices.isEmpty ? nil : networkMatrices[networkMatrixOfStage[t]]
          let direction = price < 0 ? 1.0 : -1.0
          let isLimited = networkRowNames.indices.contains { k in
            networkLimit[t, k].isFinite && (matrix?[k, i] ?? 0) * direction > 0
          }
          if !isLimited { problems.append(.unboundedReward(column: name, stage: t, cost: price)) }
        }
      }
    }
    return problems
  }
}
