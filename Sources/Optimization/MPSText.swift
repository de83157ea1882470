// SPDX-License-Identifier: Apache-2.0

/// Writes a program in free MPS format, piece by piece, for any other solver.
///
/// Names are made of the kind, the stage `t` and the position in the program's own list, all from
/// 0, so that values and duals of another solver's solution find their place:
///
/// | name | row or column |
/// |---|---|
/// | `B_t_n` | balance `n` in stage `t`, equal to its demand |
/// | `N_t_k` | network row `k`, at most its limit; left out where it is switched off |
/// | `S_t_s` | state `s`, equal to its inflow (in stage 0 with what is kept of the initial level) |
/// | `x_t_j` | stage column `j` |
/// | `q_t_i` | network column `i` |
/// | `e_t_s` | level of state `s` at the end of stage `t` |
///
/// The objective `cost` is minimised and has no constant. Numbers are written so that reading them
/// gives the same double. Curvature stands in `QUADOBJ` as the diagonal of the Hessian.
///
/// The dual of a row in a solver that reports the derivative of the objective by the right-hand side
/// is this project's `y` and `π`, and minus its `μ`.
///
/// - Parameters:
///   - name: of the model; spaces become underscores.
///   - write: takes the next bytes; the buffer is reused after it returns.
package func mpsText(
  of program: StagedProgram, name: String, to write: (UnsafeBufferPointer<UInt8>) throws -> Void
) rethrows {
  var text = TextBuffer()
  text.line("NAME", name.isEmpty ? "program" : String(name.map { $0.isWhitespace ? "_" : $0 }))
  try writeRows(of: program, &text, write)
  try writeColumns(of: program, &text, write)
  try writeRightHandSides(of: program, &text, write)
  try writeBounds(of: program, &text, write)
  try writeCurvature(of: program, &text, write)
  text.line("ENDATA")
  try text.flush(to: write)
}

private typealias Sink = (UnsafeBufferPointer<UInt8>) throws -> Void

private func writeRows(
  of program: StagedProgram, _ text: inout TextBuffer, _ write: Sink
) rethrows {
  text.line("ROWS")
  text.line(" N", "cost")
  for t in 0..<program.stageCount {
    for n in program.balanceNames.indices { text.line(" E", .balance(t, n)) }
    for k in program.networkRowNames.indices where program.networkLimit[t, k].isFinite {
      text.line(" L", .networkRow(t, k))
    }
    for s in program.states.indices { text.line(" E", .state(t, s)) }
    try text.flushIfFull(to: write)
  }
}

private func writeColumns(
  of program: StagedProgram, _ text: inout TextBuffer, _ write: Sink
) rethrows {
  text.line("COLUMNS")
  for t in 0..<program.stageCount {
    for (j, column) in program.columns.enumerated() {
      let name = MPSName.column(t, j)
      text.costEntry(name, program.cost[t, j])
      for entry in column.balance where entry.value != 0 {
        text.entry(name, .balance(t, entry.row), entry.value)
      }
      for entry in column.state where entry.value != 0 {
        text.entry(name, .state(t, entry.row), -entry.value)
      }
    }
    for (i, column) in program.networkColumns.enumerated() {
      let name = MPSName.networkColumn(t, i)
      text.costEntry(name, program.networkCost[t, i])
      for entry in column.balance where entry.value != 0 {
        text.entry(name, .balance(t, entry.row), entry.value)
      }
      guard !program.networkMatrices.isEmpty else { continue }
      let matrix = program.networkMatrices[program.networkMatrixOfStage[t]]
      for k in program.networkRowNames.indices where program.networkLimit[t, k].isFinite {
        if matrix[k, i] != 0 { text.entry(name, .networkRow(t, k), matrix[k, i]) }
      }
    }
    let isLast = t == program.stageCount - 1
    for (s, state) in program.states.enumerated() {
      let name = MPSName.level(t, s)
      text.costEntry(name, isLast ? -state.endValue : 0)
      text.entry(name, .state(t, s), 1)
      if !isLast, program.retention[t + 1, s] != 0 {
        text.entry(name, .state(t + 1, s), -program.retention[t + 1, s])
      }
    }
    try text.flushIfFull(to: write)
  }
}

private func writeRightHandSides(
  of program: StagedProgram, _ text: inout TextBuffer, _ write: Sink
) rethrows {
  text.line("RHS")
  for t in 0..<program.stageCount {
    for n in program.balanceNames.indices {
      text.rightHandSide(.balance(t, n), program.demand[t, n])
    }
    for k in program.networkRowNames.indices where program.networkLimit[t, k].isFinite {
      text.rightHandSide(.networkRow(t, k), program.networkLimit[t, k])
    }
    for (s, state) in program.states.enumerated() {
      let kept = t == 0 ? program.retention[t, s] * state.initialLevel : 0
      text.rightHandSide(.state(t, s), program.inflow[t, s] + kept)
    }
    try text.flushIfFull(to: write)
  }
}

private func writeBounds(
  of program: StagedProgram, _ text: inout TextBuffer, _ write: Sink
) rethrows {
  text.line("BOUNDS")
  for t in 0..<program.stageCount {
    for j in program.columns.indices {
      text.bounds(.column(t, j), program.lower[t, j], program.upper[t, j])
    }
    for i in program.networkColumns.indices {
      text.bounds(.networkColumn(t, i), program.networkLower[t, i], program.networkUpper[t, i])
    }
    for s in program.states.indices {
      text.bounds(.level(t, s), program.levelLower[t, s], program.levelUpper[t, s])
    }
    try text.flushIfFull(to: write)
  }
}

private func writeCurvature(
  of program: StagedProgram, _ text: inout TextBuffer, _ write: Sink
) rethrows {
  let isLinear =
    program.curvature.values.allSatisfy { $0 == 0 }
    && program.networkCurvature.values.allSatisfy { $0 == 0 }
  guard !isLinear else { return }
  text.line("QUADOBJ")
  for t in 0..<program.stageCount {
    for j in program.columns.indices where program.curvature[t, j] != 0 {
      text.entry(.column(t, j), .column(t, j), program.curvature[t, j])
    }
    for i in program.networkColumns.indices where program.networkCurvature[t, i] != 0 {
      text.entry(.networkColumn(t, i), .networkColumn(t, i), program.networkCurvature[t, i])
    }
    try text.flushIfFull(to: write)
  }
}

private enum MPSName {
  case balance(Int, Int)
  case networkRow(Int, Int)
  case state(Int, Int)
  case column(Int, Int)
  case networkColumn(Int, Int)
  case level(Int, Int)

  var parts: (kind: UInt8, stage: Int, item: Int) {
    switch self {
    case .balance(let t, let n): (UInt8(ascii: "B"), t, n)
    case .networkRow(let t, let k): (UInt8(ascii: "N"), t, k)
    case .state(let t, let s): (UInt8(ascii: "S"), t, s)
    case .column(let t, let j): (UInt8(ascii: "x"), t, j)
    case .networkColumn(let t, let i): (UInt8(ascii: "q"), t, i)
    case .level(let t, let s): (UInt8(ascii: "e"), t, s)
    }
  }
}

/// Bytes on their way out.
private struct TextBuffer {
  private static let size = 1 << 16
  private var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(2 * Self.size) }

  mutating func flushIfFull(to write: Sink) rethrows {
    if bytes.count >= Self.size { try flush(to: write) }
  }

  mutating func flush(to write: Sink) rethrows {
    try bytes.withUnsafeBufferPointer(write)
    bytes.removeAll(keepingCapacity: true)
  }

  mutating func line(_ first: String, _ second: String = "") {
    bytes.append(contentsOf: first.utf8)
    if !second.isEmpty {
      space()
      bytes.append(contentsOf: second.utf8)
    }
    end()
  }

  mutating func line(_ kind: String, _ name: MPSName) {
    bytes.append(contentsOf: kind.utf8)
    space()
    append(name)
    end()
  }

  mutating func entry(_ column: MPSName, _ row: MPSName, _ value: Double) {
    space()
    append(column)
    space()
    append(row)
    number(value)
  }

  /// Written even where it is 0: a column needs one entry to exist.
  mutating func costEntry(_ column: MPSName, _ value: Double) {
    space()
    append(column)
    bytes.append(contentsOf: " cost".utf8)
    number(value)
  }

  mutating func rightHandSide(_ row: MPSName, _ value: Double) {
    guard value != 0 else { return }
    bytes.append(contentsOf: " rhs ".utf8)
    append(row)
    number(value)
  }

  mutating func bounds(_ column: MPSName, _ lower: Double, _ upper: Double) {
    if lower == upper {
      bound("FX", column, lower)
    } else if lower == -.infinity && upper == .infinity {
      bound("FR", column, nil)
    } else {
      if lower == -.infinity {
        bound("MI", column, nil)
      } else if lower != 0 {
        bound("LO", column, lower)
      }
      if upper < .infinity { bound("UP", column, upper) }
    }
  }

  private mutating func bound(_ kind: String, _ column: MPSName, _ value: Double?) {
    space()
    bytes.append(contentsOf: kind.utf8)
    bytes.append(contentsOf: " bound ".utf8)
    append(column)
    if let value { number(value) } else { end() }
  }

  private mutating func append(_ name: MPSName) {
    let parts = name.parts
    bytes.append(parts.kind)
    bytes.append(UInt8(ascii: "_"))
    append(parts.stage)
    bytes.append(UInt8(ascii: "_"))
    append(parts.item)
  }

  private mutating func append(_ count: Int) {
    if count >= 10 { append(count / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(count % 10))
  }

  /// The shortest decimal that reads back as the same double, and the end of the line.
  private mutating func number(_ value: Double) {
    space()
    bytes.append(contentsOf: value.description.utf8)
    end()
  }

  private mutating func space() { bytes.append(UInt8(ascii: " ")) }
  private mutating func end() { bytes.append(UInt8(ascii: "\n")) }
}
