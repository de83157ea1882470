// SPDX-License-Identifier: Apache-2.0

/// Sizes and sparse structure of a program, the same in every stage.
///
/// The bounded *items* of a stage stand in one list: columns, levels, network columns, slacks of
/// network rows. The first three kinds are *priced*.
final class ProgramShape: @unchecked Sendable {
  let stages: Int
  let groups: Int
  let columns: Int
  let states: Int
  let network: Int
  let rows: Int
  let balances: Int

  /// States rounded up to whole registers; the leading dimension of the recursion's blocks.
  let paddedStates: Int

  var levelOffset: Int { columns }
  var networkOffset: Int { columns + states }
  var rowOffset: Int { columns + states + network }
  var priced: Int { columns + states + network }
  var items: Int { columns + states + network + rows }

  /// Entries of stage columns in balance rows, then in state rows, column by column.
  let balanceStart: IndexPointer
  let balanceRow: IndexPointer
  let balanceValue: DoublePointer
  let stateStart: IndexPointer
  let stateRow: IndexPointer
  let stateValue: DoublePointer

  /// Entries of network columns in balance rows.
  let networkStart: IndexPointer
  let networkRow: IndexPointer
  let networkValue: DoublePointer
  /// Balance rows that network columns touch, and their dense rows of coefficients.
  let touchedCount: Int
  let touched: IndexPointer
  let touchedRows: DoublePointer

  /// Coupling of balance `couplingRow` with a state: `C = A Θ⁻¹ Gᵀ`, entries state by state, each
  /// the sum over its terms of `value · weight[column]`.
  let couplingCount: Int
  let couplingStart: IndexPointer
  let couplingRow: IndexPointer
  let couplingTermStart: IndexPointer
  let couplingTermColumn: IndexPointer
  let couplingTermValue: DoublePointer

  /// `K = G Θ⁻¹ Gᵀ`: pairs of states (first ≥ second) with their terms.
  let statePairCount: Int
  let statePairFirst: IndexPointer
  let statePairSecond: IndexPointer
  let statePairTermStart: IndexPointer
  let statePairTermColumn: IndexPointer
  let statePairTermValue: DoublePointer

  private let arena = Arena()

  init(of program: StagedProgram) {
    stages = program.stageCount
    groups = (program.stageCount + laneCount - 1) / laneCount
    columns = program.columns.count
    states = program.states.count
    network = program.networkColumns.count
    rows = program.networkRowNames.count
    balances = program.balanceNames.count
    paddedStates = (states + laneCount - 1) / laneCount * laneCount

    let balance = program.columns.map { Self.merged($0.balance) }
    let state = program.columns.map { Self.merged($0.state) }
    let networkBalance = program.networkColumns.map { Self.merged($0.balance) }
    (balanceStart, balanceRow, balanceValue) = Self.packed(balance, arena)
    (stateStart, stateRow, stateValue) = Self.packed(state, arena)
    (networkStart, networkRow, networkValue) = Self.packed(networkBalance, arena)

    let isTouched = Set(networkBalance.joined().map(\.row))
    let touchedList = program.balanceNames.indices.filter { isTouched.contains($0) }
    var dense = [Double](repeating: 0, count: touchedList.count * network)
    for (i, entries) in networkBalance.enumerated() {
      for entry in entries {
        dense[touchedList.firstIndex(of: entry.row)! * network + i] = entry.value
      }
    }
    touchedCount = touchedList.count
    touched = arena.indices(touchedList)
    touchedRows = arena.values(dense)

    // Terms of C by (state, balance) and of K by (state, state), in that order.
    var coupling: [[Int: [(Int, Double)]]] = Array(repeating: [:], count: program.states.count)
    var pairs: [[Int: [(Int, Double)]]] = Array(repeating: [:], count: program.states.count)
    for j in program.columns.indices {
      for g in state[j] {
        for a in balance[j] { coupling[g.row][a.row, default: []].append((j, a.value * g.value)) }
        for other in state[j] where other.row <= g.row {
          pairs[g.row][other.row, default: []].append((j, other.value * g.value))
        }
      }
    }
    var couplingStarts = [0]
    var couplingRows: [Int] = []
    var couplingTerms = TermList()
    var firsts: [Int] = []
    var seconds: [Int] = []
    var pairTerms = TermList()
    for s in program.states.indices {
      for (row, terms) in coupling[s].sorted(by: { $0.key < $1.key }) {
        couplingRows.append(row)
        couplingTerms.append(terms)
      }
      couplingStarts.append(couplingRows.count)
      for (other, terms) in pairs[s].sorted(by: { $0.key < $1.key }) {
        firsts.append(s)
        seconds.append(other)
        pairTerms.append(terms)
      }
    }
    couplingCount = couplingRows.count
    couplingStart = arena.indices(couplingStarts)
    couplingRow = arena.indices(couplingRows)
    couplingTermStart = arena.indices(couplingTerms.starts)
    couplingTermColumn = arena.indices(couplingTerms.columns)
    couplingTermValue = arena.values(couplingTerms.values)
    statePairCount = firsts.count
    statePairFirst = arena.indices(firsts)
    statePairSecond = arena.indices(seconds)
    statePairTermStart = arena.indices(pairTerms.starts)
    statePairTermColumn = arena.indices(pairTerms.columns)
    statePairTermValue = arena.values(pairTerms.values)
  }

  /// Entries in order of rows, those of one row added up.
  private static func merged(_ entries: [Coefficient]) -> [Coefficient] {
    var result: [Coefficient] = []
    for entry in entries.sorted(by: { $0.row < $1.row }) where entry.value != 0 {
      if result.last?.row == entry.row {
        result[result.count - 1].value += entry.value
      } else {
        result.append(entry)
      }
    }
    return result
  }

  private static func packed(_ lists: [[Coefficient]], _ arena: Arena)
    -> (start: IndexPointer, row: IndexPointer, value: DoublePointer)
  {
    var starts = [0]
    for list in lists { starts.append(starts.last! + list.count) }
    let all = lists.flatMap { $0 }
    return (arena.indices(starts), arena.indices(all.map(\.row)), arena.values(all.map(\.value)))
  }

  private struct TermList {
    var starts = [0]
    var columns: [Int] = []
    var values: [Double] = []

    mutating func append(_ terms: [(Int, Double)]) {
      for (column, value) in terms {
        columns.append(column)
        values.append(value)
      }
      starts.append(columns.count)
    }
  }
}
