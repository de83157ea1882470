// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra
import Optimization

/// A program as an array file, so that a process of its own can solve it under a counter of
/// instructions without first making it. Names become numbers.
package enum ProgramFile {
  /// All tables of a program by name.
  static let tables: [(String, WritableKeyPath<StagedProgram, StageTable> & Sendable)] = [
    ("cost", \.cost), ("curvature", \.curvature), ("lower", \.lower), ("upper", \.upper),
    ("network_cost", \.networkCost), ("network_curvature", \.networkCurvature),
    ("network_lower", \.networkLower), ("network_upper", \.networkUpper), ("demand", \.demand),
    ("network_limit", \.networkLimit), ("retention", \.retention), ("inflow", \.inflow),
    ("level_lower", \.levelLower), ("level_upper", \.levelUpper),
  ]

  package static func write(_ program: StagedProgram, to path: String) throws {
    var file = ArrayFile(facts: [
      "stages": program.stageCount, "balances": program.balanceNames.count,
      "columns": program.columns.count, "network_columns": program.networkColumns.count,
      "network_rows": program.networkRowNames.count, "states": program.states.count,
      "matrices": program.networkMatrices.count,
    ])
    func add(_ name: String, _ columns: [[Coefficient]]) {
      file.add(name + "_counts", columns.map(\.count))
      file.add(name + "_rows", columns.flatMap { $0.map(\.row) })
      file.add(name + "_values", columns.flatMap { $0.map(\.value) })
    }
    add("balance", program.columns.map(\.balance))
    add("state", program.columns.map(\.state))
    add("network", program.networkColumns.map(\.balance))
    file.add("initial_level", program.states.map(\.initialLevel))
    file.add("end_value", program.states.map(\.endValue))
    for (name, path) in tables { file.add(name, program[keyPath: path].values) }
    file.add("varies", tables.map { program[keyPath: $0.1].varies ? 1 : 0 })
    file.add("factors", program.networkMatrices.flatMap { values(of: $0) })
    file.add("matrix_of_stage", program.networkMatrixOfStage)
    try file.write(to: path)
  }

  package static func read(_ path: String) throws -> StagedProgram {
    let file = try ArrayFile(contentsOf: path)
    let stages = try file.fact("stages")
    let balance = try lists(file, "balance")
    let state = try lists(file, "state")
    let levels = try file.numbers("initial_level")
    let endValues = try file.numbers("end_value")
    let networkRows = try file.fact("network_rows")
    let networkColumns = try lists(file, "network")
    let empty = StageTable(constant: [], stageCount: stages)
    var program = StagedProgram(
      stageCount: stages, balanceNames: names("balance", try file.fact("balances")),
      columns: balance.indices.map {
        StageColumn(name: "column_\($0)", balance: balance[$0], state: state[$0])
      },
      networkColumns: networkColumns.enumerated().map {
        NetworkColumn(name: "network_column_\($0)", balance: $1)
      },
      networkRowNames: names("network_row", networkRows),
      states: levels.indices.map {
        StageState(name: "state_\($0)", initialLevel: levels[$0], endValue: endValues[$0])
      },
      cost: empty, curvature: empty, lower: empty, upper: empty, networkCost: empty,
      networkCurvature: empty, networkLower: empty, networkUpper: empty, demand: empty,
      networkMatrices: try matrices(file, rows: networkRows, columns: networkColumns.count),
      networkMatrixOfStage: try file.integers("matrix_of_stage"), networkLimit: empty,
      retention: empty, inflow: empty, levelLower: empty, levelUpper: empty)
    let varies = try file.integers("varies")
    for (index, (name, path)) in tables.enumerated() {
      let values = try file.numbers(name)
      if varies[index] == 1 {
        var table = StageTable(stageCount: stages, itemCount: values.count / stages)
        table.values = values
        program[keyPath: path] = table
      } else {
        program[keyPath: path] = StageTable(constant: values, stageCount: stages)
      }
    }
    return program
  }

  private static func names(_ kind: String, _ count: Int) -> [String] {
    (0..<count).map { "\(kind)_\($0)" }
  }

  private static func lists(_ file: ArrayFile, _ name: String) throws -> [[Coefficient]] {
    let rows = try file.integers(name + "_rows")
    let values = try file.numbers(name + "_values")
    var position = 0
    return try file.integers(name + "_counts").map { count in
      defer { position += count }
      return (position..<position + count).map { Coefficient(row: rows[$0], value: values[$0]) }
    }
  }

  private static func values(of matrix: Matrix) -> [Double] {
    (0..<matrix.rowCount).flatMap { row in
      (0..<matrix.columnCount).map { matrix[row, $0] }
    }
  }

  private static func matrices(
    _ file: ArrayFile, rows: Int, columns: Int
  ) throws -> [Matrix] {
    let values = try file.numbers("factors")
    return try (0..<file.fact("matrices")).map { index in
      var matrix = Matrix(rows: rows, columns: columns)
      for row in 0..<rows {
        for column in 0..<columns {
          matrix[row, column] = values[(index * rows + row) * columns + column]
        }
      }
      return matrix
    }
  }
}
