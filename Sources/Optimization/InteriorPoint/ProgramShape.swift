// SPDX-License-Identifier: Apache-2.0
import CKernels

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

  /// States rounded up to whole registers: the leading dimension of the recursion's blocks.
  let paddedStates: Int
  /// Registers of one block of the recursion; its rows come in fours.
  var blockRegisters: Int { (states + 3) / 4 * 4 * paddedStates / laneCount }

  var levelOffset: Int { columns }
  var networkOffset: Int { columns + states }
  var rowOffset: Int { columns + states + network }
  var priced: Int { columns + states + network }
  var items: Int { columns + states + network + rows }

  /// Entries of the stage columns in balance and state rows.
  let sparse: UnsafeMutablePointer<ck_columns>
  let balance: SparseColumns
  let state: SparseColumns
  /// Entries of the network columns in balance rows.
  let networkBalance: SparseColumns

  /// Balance rows that network columns touch, and their dense rows of coefficients.
  let touchedCount: Int
  let touched: IndexPointer
  let touchedRows: DoublePointer

  /// Coupling of a balance with a state, `C = A Θ⁻¹ Gᵀ`: entries of state `s` are
  /// `couplingStart[s] ..< couplingStart[s + 1]`, each a sum of column weights.
  let couplingStart: IndexPointer
  let couplingRow: IndexPointer
  let coupling: TermSums

  /// `K = G Θ⁻¹ Gᵀ`: pairs of states (first ≥ second), each a sum of column weights.
  let pairFirst: IndexPointer
  let pairSecond: IndexPointer
  let pairs: TermSums

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

    let balanceLists = program.columns.map { Self.merged($0.balance) }
    let stateLists = program.columns.map { Self.merged($0.state) }
    let networkLists = program.networkColumns.map { Self.merged($0.balance) }
    balance = SparseColumns(balanceLists, arena)
    state = SparseColumns(stateLists, arena)
    networkBalance = SparseColumns(networkLists, arena)
    sparse = Self.sparse(balance, state, count: columns, arena)

    let isTouched = Set(networkLists.joined().map(\.row))
    let touchedList = program.balanceNames.indices.filter { isTouched.contains($0) }
    touchedCount = touchedList.count
    touched = arena.indices(touchedList)
    touchedRows = arena.values(Self.dense(networkLists, rows: touchedList))

    let couplings = StateCouplings(balance: balanceLists, state: stateLists, states: states)
    couplingStart = arena.indices(couplings.starts)
    couplingRow = arena.indices(couplings.rows)
    coupling = TermSums(couplings.terms, arena)
    let statePairs = StatePairs(state: stateLists, states: states)
    pairFirst = arena.indices(statePairs.firsts)
    pairSecond = arena.indices(statePairs.seconds)
    pairs = TermSums(statePairs.terms, arena)
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

  /// The kernels' view, with columns of one pattern in runs.
  private static func sparse(
    _ balance: SparseColumns, _ state: SparseColumns, count: Int, _ arena: Arena
  ) -> UnsafeMutablePointer<ck_columns> {
    var runs: [ck_run] = []
    for j in 0..<count {
      let balances = balance.start[j + 1] - balance.start[j]
      let states = state.start[j + 1] - state.start[j]
      if let last = runs.last, last.balance_entries == balances, last.state_entries == states {
        runs[runs.count - 1].end = j + 1
      } else {
        runs.append(
          ck_run(first: j, end: j + 1, balance_entries: balances, state_entries: states))
      }
    }
    let list = arena.allocate(ck_run.self, runs.count, ck_run())
    for (i, run) in runs.enumerated() { list[i] = run }
    return arena.allocate(
      ck_columns.self, 1,
      ck_columns(
        run_count: runs.count, runs: list, balance_start: balance.start, balance_row: balance.row,
        state_start: state.start, state_row: state.row, balance_value: balance.value,
        state_value: state.value))
  }

  /// Row by row, the coefficients of every column.
  private static func dense(_ lists: [[Coefficient]], rows: [Int]) -> [Double] {
    var result = [Double](repeating: 0, count: rows.count * lists.count)
    for (i, entries) in lists.enumerated() {
      for entry in entries {
        result[rows.firstIndex(of: entry.row)! * lists.count + i] = entry.value
      }
    }
    return result
  }
}

/// Entries column by column: those of column `j` are `start[j] ..< start[j + 1]`.
struct SparseColumns {
  let start: IndexPointer
  let row: IndexPointer
  let value: DoublePointer

  init(_ lists: [[Coefficient]], _ arena: Arena) {
    var starts = [0]
    for list in lists { starts.append(starts.last! + list.count) }
    let all = lists.flatMap { $0 }
    start = arena.indices(starts)
    row = arena.indices(all.map(\.row))
    value = arena.values(all.map(\.value))
  }
}

/// Sums of column weights with coefficients, as the kernels see them.
struct TermSums {
  let terms: UnsafeMutablePointer<ck_terms>
  let count: Int

  init(_ sums: [[Coefficient]], _ arena: Arena) {
    count = sums.count
    // A term's row is the column whose weight it takes.
    let lists = SparseColumns(sums, arena)
    terms = arena.allocate(
      ck_terms.self, 1,
      ck_terms(count: sums.count, start: lists.start, column: lists.row, value: lists.value))
  }
}

/// Which balances each state is coupled with through the columns.
private struct StateCouplings {
  var starts = [0]
  var rows: [Int] = []
  var terms: [[Coefficient]] = []

  init(balance: [[Coefficient]], state: [[Coefficient]], states: Int) {
    var byState: [[Int: [Coefficient]]] = Array(repeating: [:], count: states)
    for j in balance.indices {
      for g in state[j] {
        for a in balance[j] {
          byState[g.row][a.row, default: []].append(
            Coefficient(row: j, value: a.value * g.value))
        }
      }
    }
    for entries in byState {
      for (row, sum) in entries.sorted(by: { $0.key < $1.key }) {
        rows.append(row)
        terms.append(sum)
      }
      starts.append(rows.count)
    }
  }
}

/// Which states a column moves together, each with itself included.
private struct StatePairs {
  var firsts: [Int] = []
  var seconds: [Int] = []
  var terms: [[Coefficient]] = []

  init(state: [[Coefficient]], states: Int) {
    var byState: [[Int: [Coefficient]]] = Array(repeating: [:], count: states)
    for j in state.indices {
      for g in state[j] {
        for other in state[j] where other.row <= g.row {
          byState[g.row][other.row, default: []].append(
            Coefficient(row: j, value: other.value * g.value))
        }
      }
    }
    for (first, entries) in byState.enumerated() {
      for (second, sum) in entries.sorted(by: { $0.key < $1.key }) {
        firsts.append(first)
        seconds.append(second)
        terms.append(sum)
      }
    }
  }
}
