// SPDX-License-Identifier: Apache-2.0
import Optimization

/// A staged program as text in the free MPS format, for any other solver.
///
/// Rows: `b.` balances, `n.` network rows (only where they are on), `s.` states. Columns: `x.`
/// stage columns, `q.` network columns, `e.` levels. Each name ends in the number of its stage. The
/// quadratic part stands in a `QUADOBJ` section (diagonal entries, the objective takes half of
/// them); a program without one is a plain LP.
package struct MPSFile {
  private let program: StagedProgram
  private let names: Names
  private var buffer: [UInt8] = []
  private let emit: ([UInt8]) throws -> Void

  /// Unique names without spaces, made once: the format separates fields by spaces.
  private struct Names {
    var balances: [String]
    var columns: [String]
    var networkColumns: [String]
    var networkRows: [String]
    var states: [String]

    init(_ program: StagedProgram) {
      balances = Self.plain(program.balanceNames, "b.")
      columns = Self.plain(program.columns.map(\.name), "x.")
      networkColumns = Self.plain(program.networkColumns.map(\.name), "q.")
      networkRows = Self.plain(program.networkRowNames, "n.")
      states = Self.plain(program.states.map(\.name), "")
    }

    private static func plain(_ names: [String], _ prefix: String) -> [String] {
      var used: Set<String> = []
      return names.enumerated().map { index, name in
        var plain = prefix + String(name.map { $0.isWhitespace ? "_" : $0 })
        if !used.insert(plain).inserted {
          plain += "#\(index)"
          used.insert(plain)
        }
        return plain + "."
      }
    }
  }

  /// Hands the text to `emit` piece by piece.
  package static func write(
    _ program: StagedProgram, name: String, to emit: @escaping ([UInt8]) throws -> Void
  ) throws {
    var file = MPSFile(program: program, names: Names(program), emit: emit)
    try file.line("NAME \(name.map { $0.isWhitespace ? "_" : String($0) }.joined())")
    try file.writeRows()
    try file.writeColumns()
    try file.writeRightHandSides()
    try file.writeBounds()
    try file.writeQuadraticPart()
    try file.line("ENDATA")
    try file.flush()
  }

  private var stages: Range<Int> { 0..<program.stageCount }

  private func isOn(_ row: Int, _ t: Int) -> Bool { program.networkLimit[t, row] < .infinity }

  private mutating func writeRows() throws {
    try line("ROWS")
    try line(" N cost")
    for t in stages {
      for name in names.balances { try line(" E \(name)\(t)") }
      for (k, name) in names.networkRows.enumerated() where isOn(k, t) {
        try line(" L \(name)\(t)")
      }
      for name in names.states { try line(" E s.\(name)\(t)") }
    }
  }

  private mutating func writeColumns() throws {
    try line("COLUMNS")
    for t in stages {
      for (j, column) in program.columns.enumerated() {
        let name = " \(names.columns[j])\(t)"
        try line("\(name) cost \(program.cost[t, j])")
        for entry in column.balance {
          try line("\(name) \(names.balances[entry.row])\(t) \(entry.value)")
        }
        for entry in column.state {
          try line("\(name) s.\(names.states[entry.row])\(t) \(-entry.value)")
        }
      }
      let matrix =
        program.networkMatrices.isEmpty
        ? nil : program.networkMatrices[program.networkMatrixOfStage[t]]
      for (i, column) in program.networkColumns.enumerated() {
        let name = " \(names.networkColumns[i])\(t)"
        try line("\(name) cost \(program.networkCost[t, i])")
        for entry in column.balance {
          try line("\(name) \(names.balances[entry.row])\(t) \(entry.value)")
        }
        guard let matrix else { continue }
        for k in program.networkRowNames.indices where isOn(k, t) && matrix[k, i] != 0 {
          try line("\(name) \(names.networkRows[k])\(t) \(matrix[k, i])")
        }
      }
      for (s, state) in program.states.enumerated() {
        let name = " e.\(names.states[s])\(t)"
        try line("\(name) s.\(names.states[s])\(t) 1")
        if t + 1 < program.stageCount {
          try line("\(name) s.\(names.states[s])\(t + 1) \(-program.retention[t + 1, s])")
        } else if state.endValue != 0 {
          try line("\(name) cost \(-state.endValue)")
        }
      }
    }
  }

  private mutating func writeRightHandSides() throws {
    try line("RHS")
    for t in stages {
      for (n, name) in names.balances.enumerated() where program.demand[t, n] != 0 {
        try line(" rhs \(name)\(t) \(program.demand[t, n])")
      }
      for (k, name) in names.networkRows.enumerated()
      where isOn(k, t) && program.networkLimit[t, k] != 0 {
        try line(" rhs \(name)\(t) \(program.networkLimit[t, k])")
      }
      for (s, state) in program.states.enumerated() {
        let carried = t == 0 ? program.retention[0, s] * state.initialLevel : 0
        let value = program.inflow[t, s] + carried
        if value != 0 { try line(" rhs s.\(names.states[s])\(t) \(value)") }
      }
    }
  }

  private mutating func writeBounds() throws {
    try line("BOUNDS")
    for t in stages {
      for (j, name) in names.columns.enumerated() {
        try writeBounds(program.lower[t, j], program.upper[t, j], of: "\(name)\(t)")
      }
      for (i, name) in names.networkColumns.enumerated() {
        try writeBounds(program.networkLower[t, i], program.networkUpper[t, i], of: "\(name)\(t)")
      }
      for (s, name) in names.states.enumerated() {
        try writeBounds(program.levelLower[t, s], program.levelUpper[t, s], of: "e.\(name)\(t)")
      }
    }
  }

  private mutating func writeBounds(_ lower: Double, _ upper: Double, of name: String) throws {
    if lower == upper { return try line(" FX bound \(name) \(lower)") }
    if lower == -.infinity && upper == .infinity { return try line(" FR bound \(name)") }
    if lower == -.infinity {
      try line(" MI bound \(name)")
    } else if lower != 0 || upper < 0 {
      try line(" LO bound \(name) \(lower)")
    }
    if upper < .infinity { try line(" UP bound \(name) \(upper)") }
  }

  private mutating func writeQuadraticPart() throws {
    let curvatures = program.curvature.values + program.networkCurvature.values
    guard curvatures.contains(where: { $0 != 0 }) else { return }
    try line("QUADOBJ")
    for t in stages {
      for (j, name) in names.columns.enumerated() where program.curvature[t, j] != 0 {
        try line(" \(name)\(t) \(name)\(t) \(program.curvature[t, j])")
      }
      for (i, name) in names.networkColumns.enumerated()
      where program.networkCurvature[t, i] != 0 {
        try line(" \(name)\(t) \(name)\(t) \(program.networkCurvature[t, i])")
      }
    }
  }

  private mutating func line(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= pieceSize { try flush() }
  }

  private mutating func flush() throws {
    try emit(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Bytes handed on at a time.
private let pieceSize = 1 << 22
