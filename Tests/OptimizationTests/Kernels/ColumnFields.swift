// SPDX-License-Identifier: Apache-2.0
import CKernels
import TestSupport

/// Sparse columns in the form the kernels read, for as long as this lives.
final class ColumnFields {
  let columns: [TwinColumn]
  let balances: Int
  let states: Int
  private let indices: [UnsafeMutablePointer<Int>]
  private let values: [UnsafeMutablePointer<Double>]
  private let runs: UnsafeMutablePointer<ck_run>
  private let runCount: Int

  /// - Parameter asOneRun: all columns in one run of unequal columns instead of runs of equal ones.
  init(_ columns: [TwinColumn], balances: Int, states: Int, asOneRun: Bool) {
    self.columns = columns
    self.balances = balances
    self.states = states
    let lists = [columns.map(\.balance), columns.map(\.state)]
    indices = lists.flatMap { lists in
      [
        Self.copy(lists.reduce(into: [0]) { $0.append($0.last! + $1.count) }),
        Self.copy(lists.flatMap { $0.map(\.row) }),
      ]
    }
    values = lists.map { Self.copy($0.flatMap { $0.map(\.value) }) }
    let list = asOneRun ? Self.oneRun(columns) : Self.equalRuns(columns)
    runs = Self.copy(list)
    runCount = list.count
  }

  deinit {
    for pointer in indices { pointer.deallocate() }
    for pointer in values { pointer.deallocate() }
    runs.deallocate()
  }

  var view: ck_columns {
    ck_columns(
      run_count: runCount, runs: runs, balance_start: indices[0], balance_row: indices[1],
      state_start: indices[2], state_row: indices[3], balance_value: values[0],
      state_value: values[1])
  }

  /// Random columns: supply of one balance, links, storage, spill, conversion of several kinds and
  /// columns without any entry.
  static func random(_ count: Int, _ random: inout SeededGenerator, asOneRun: Bool)
    -> ColumnFields
  {
    let balances = 5
    let states = 3
    var columns: [TwinColumn] = []
    while columns.count < count {
      let patterns = [(1, 0), (2, 0), (1, 1), (0, 1), (0, 0), (3, 2), (5, 0)]
      let (ofBalances, ofStates) = patterns[random.int(0...6)]
      for _ in 0..<min(random.int(1...40), count - columns.count) {
        columns.append(
          TwinColumn(
            balance: entries(ofBalances, of: balances, &random),
            state: entries(ofStates, of: states, &random)))
      }
    }
    return ColumnFields(columns, balances: balances, states: states, asOneRun: asOneRun)
  }

  static func entries(_ count: Int, of rows: Int, _ random: inout SeededGenerator)
    -> [TwinColumn.Entry]
  {
    (0..<rows).shuffled(using: &random).prefix(count).sorted().map {
      TwinColumn.Entry(row: $0, value: random.uniform(-2...2))
    }
  }

  private static func equalRuns(_ columns: [TwinColumn]) -> [ck_run] {
    var runs: [ck_run] = []
    for (j, column) in columns.enumerated() {
      let (b, s) = (column.balance.count, column.state.count)
      if let last = runs.last, last.balance_entries == b, last.state_entries == s {
        runs[runs.count - 1].end = j + 1
      } else {
        runs.append(ck_run(first: j, end: j + 1, balance_entries: b, state_entries: s))
      }
    }
    return runs
  }

  private static func oneRun(_ columns: [TwinColumn]) -> [ck_run] {
    [ck_run(first: 0, end: columns.count, balance_entries: -1, state_entries: -1)]
  }

  private static func copy<Element>(_ list: [Element]) -> UnsafeMutablePointer<Element> {
    let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(list.count, 1))
    pointer.initialize(from: list, count: list.count)
    return pointer
  }
}
