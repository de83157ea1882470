// SPDX-License-Identifier: Apache-2.0

/// What all hours of a program without states share, laid out for ``HourSimplex``.
///
/// Columns that touch one balance are steps of that zone's supply curve: `a x` at the price `c / a`
/// between two bounds. A curve is one variable with a convex, piecewise linear cost, so the simplex
/// sees zones, not suppliers. Columns that touch several balances are links, the same as elsewhere.
///
/// Variables are numbered curves first, then links, network columns and slacks of network rows.
struct HourShape {
  let balances: Int
  let links: Int
  let networkColumns: Int
  let networkRows: Int
  /// Rows of a matrix column in memory, a multiple of the lanes.
  let paddedNetworkRows: Int

  /// First step of each curve, and the end of the last.
  let curveStart: IndexPointer
  let stepColumn: IndexPointer
  let stepCoefficient: DoublePointer

  let linkColumn: IndexPointer
  let linkEntries: PairedColumns
  let networkEntries: PairedColumns
  /// Columns that touch no balance.
  let idleColumn: IndexPointer
  let idleColumns: Int

  /// Network matrices column by column, one after the other.
  let matrices: DoublePointer
  let matrixOfStage: IndexPointer
  /// One over the length of each network row, matrix after matrix; 0 for an empty row.
  let rowWeight: DoublePointer

  var firstLink: Int { balances }
  var firstNetworkColumn: Int { balances + links }
  var firstSlack: Int { balances + links + networkColumns }
  var variables: Int { firstSlack + networkRows }
  /// Most rows of a working basis: active network rows are independent in the network columns, and
  /// one more comes in before another leaves.
  var mostRows: Int { balances + networkColumns + 1 }
  var steps: Int { curveStart[balances] }

  init(_ program: StagedProgram, in arena: Arena) {
    balances = program.balanceNames.count
    networkColumns = program.networkColumns.count
    networkRows = program.networkRowNames.count
    paddedNetworkRows = (networkRows + laneCount - 1) / laneCount * laneCount

    let merged = program.columns.map { mergedEntries($0.balance) }
    let linkIndices = merged.indices.filter { merged[$0].count > 1 }
    let idle = merged.indices.filter { merged[$0].isEmpty }
    links = linkIndices.count
    linkColumn = arena.indices(linkIndices)
    linkEntries = PairedColumns(linkIndices.map { merged[$0] }, in: arena)
    idleColumns = idle.count
    idleColumn = arena.indices(idle)
    networkEntries = PairedColumns(
      program.networkColumns.map { mergedEntries($0.balance) }, in: arena)

    var curves = [[(column: Int, coefficient: Double)]](repeating: [], count: balances)
    for (j, entries) in merged.enumerated() where entries.count == 1 {
      curves[entries[0].row].append((j, entries[0].value))
    }
    var starts = [0]
    for curve in curves { starts.append(starts[starts.count - 1] + curve.count) }
    curveStart = arena.indices(starts)
    stepColumn = arena.indices(curves.flatMap { $0.map(\.column) })
    stepCoefficient = arena.values(curves.flatMap { $0.map(\.coefficient) })

    matrixOfStage = arena.indices(
      program.networkMatrices.isEmpty
        ? [Int](repeating: 0, count: program.stageCount) : program.networkMatrixOfStage)
    let count = max(program.networkMatrices.count, 1)
    matrices = arena.doubles(count * networkColumns * paddedNetworkRows)
    rowWeight = arena.doubles(count * networkRows)
    for (index, matrix) in program.networkMatrices.enumerated() {
      for k in 0..<networkRows {
        var squares = 0.0
        for i in 0..<networkColumns {
          matrices[(index * networkColumns + i) * paddedNetworkRows + k] = matrix[k, i]
          squares += matrix[k, i] * matrix[k, i]
        }
        rowWeight[index * networkRows + k] = squares > 0 ? 1 / squares.squareRoot() : 0
      }
    }
  }
}

/// Sparse columns, most of which have one or two entries.
struct PairedColumns {
  /// The first two entries of each column; value 0 stands for none.
  let pairRow: IndexPointer
  let pairValue: DoublePointer
  /// The others: first of each column, and the end of the last.
  let start: IndexPointer
  let row: IndexPointer
  let value: DoublePointer

  init(_ columns: [[Coefficient]], in arena: Arena) {
    let pairs = columns.flatMap { column in
      (0..<2).map { $0 < column.count ? column[$0] : Coefficient(row: 0, value: 0) }
    }
    pairRow = arena.indices(pairs.map(\.row))
    pairValue = arena.values(pairs.map(\.value))
    let others = columns.map { $0.dropFirst(2) }
    var starts = [0]
    for column in others { starts.append(starts[starts.count - 1] + column.count) }
    start = arena.indices(starts)
    row = arena.indices(others.flatMap { $0.map(\.row) })
    value = arena.values(others.flatMap { $0.map(\.value) })
  }

  /// `columnᵀ vector`.
  @inline(__always)
  func product(_ column: Int, _ vector: DoublePointer) -> Double {
    let pair = 2 * column
    var sum =
      pairValue[pair] * vector[pairRow[pair]] + pairValue[pair + 1] * vector[pairRow[pair + 1]]
    for entry in start[column]..<start[column + 1] { sum += value[entry] * vector[row[entry]] }
    return sum
  }

  /// `vector += factor · column`, entry by entry at a stride.
  @inline(__always)
  func add(_ column: Int, times factor: Double, to vector: DoublePointer, stride: Int = 1) {
    for pair in 2 * column..<2 * column + 2 {
      vector[pairRow[pair] * stride] += factor * pairValue[pair]
    }
    for entry in start[column]..<start[column + 1] {
      vector[row[entry] * stride] += factor * value[entry]
    }
  }
}

/// The same entries by row, each row once, without zeros.
private func mergedEntries(_ entries: [Coefficient]) -> [Coefficient] {
  var result: [Coefficient] = []
  for entry in entries.sorted(by: { $0.row < $1.row }) {
    if let last = result.last, last.row == entry.row {
      result[result.count - 1].value += entry.value
    } else {
      result.append(entry)
    }
  }
  return result.filter { $0.value != 0 }
}
