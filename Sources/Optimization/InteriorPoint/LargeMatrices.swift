// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra

/// Matrices of stages too large for the lanes: each stage goes through LAPACK on its own.
final class LargeMatrices: StageMatrices, @unchecked Sendable {
  let program: LaneProgram
  let shape: ProgramShape
  /// Distinct network matrices, row × network column, column by column.
  private let factors: [DenseBlock]
  /// By stage: `R` with `H = Rᵀ R` in the upper triangle, and the lower Cholesky factor of `M`.
  private let networkFactor: [DenseBlock]
  private let balanceFactor: [DenseBlock]
  private let scratch: [Scratch]

  private struct Scratch {
    /// `[√D; √Θ P]`, and what the factorization needs.
    let stacked: DenseBlock
    /// `R⁻ᵀ Nᵀ`, network column × touched balance.
    let touched: DenseBlock
    let gram: DenseBlock
    let inverse: LanePointer
    let arena = Arena()

    init(_ shape: ProgramShape) {
      stacked = DenseBlock(rows: shape.network + shape.rows, columns: shape.network)
      touched = DenseBlock(rows: shape.network, columns: shape.touchedCount)
      gram = DenseBlock(rows: shape.touchedCount, columns: shape.touchedCount)
      inverse = arena.lanes(shape.states > 0 ? shape.balances * shape.balances : 0)
    }
  }

  init(_ program: LaneProgram, workers: Int) {
    self.program = program
    let shape = program.shape
    self.shape = shape
    factors = program.networkMatrices.map { DenseBlock($0) }
    networkFactor = (0..<shape.stages).map { _ in
      DenseBlock(rows: shape.network, columns: shape.network)
    }
    balanceFactor = (0..<shape.stages).map { _ in
      DenseBlock(rows: shape.balances, columns: shape.balances)
    }
    scratch = (0..<workers).map { _ in Scratch(shape) }
  }

  /// Calls `body` with each stage of a group and its lane.
  @inline(__always)
  private func eachStage(_ g: Int, _ body: (_ stage: Int, _ lane: Int) -> Void) {
    for lane in 0..<min(laneCount, shape.stages - g * laneCount) {
      body(g * laneCount + lane, lane)
    }
  }

  private func factors(_ stage: Int) -> DenseBlock? {
    factors.isEmpty ? nil : factors[program.networkMatrixOfStage[stage]]
  }

  func multiply(group g: Int, rows: LanePointer, sign: Double, into columns: LanePointer) {
    eachStage(g) { t, lane in
      factors(t)?.addTransposedProduct(
        rows.doubles + lane, stride: laneCount, scale: sign, to: columns.doubles + lane)
    }
  }

  func multiplyTransposed(
    group g: Int, columns: LanePointer, sign: Double, into rows: LanePointer
  ) {
    eachStage(g) { t, lane in
      factors(t)?.addProduct(
        columns.doubles + lane, stride: laneCount, scale: sign, to: rows.doubles + lane)
    }
  }

  func normalMatrix(group g: Int) -> LanePointer? { nil }

  func factor(group g: Int, weight: LanePointer, worker: Int) {
    eachStage(g) { t, lane in
      factorNetwork(g, t, lane, weight, scratch[worker])
      factorBalances(t, lane, weight, scratch[worker])
    }
  }

  /// By Householder reflections, as in the lanes.
  private func factorNetwork(
    _ g: Int, _ t: Int, _ lane: Int, _ weight: LanePointer, _ work: Scratch
  ) {
    let network = shape.network
    guard network > 0 else { return }
    let stacked = work.stacked
    let factors = factors(t)
    for i in 0..<network {
      let moves = program.networkMoves[g][i][lane] > 0
      let column = stacked.column(i)
      column.update(repeating: 0, count: stacked.rows)
      column[i] = moves ? weight[shape.networkOffset + i][lane].squareRoot() : 1
      guard moves, let from = factors?.column(i) else { continue }
      for k in 0..<shape.rows {
        column[network + k] = weight[shape.rowOffset + k][lane].squareRoot() * from[k]
      }
    }
    stacked.reduceToUpperTriangle()
    let result = networkFactor[t]
    for i in 0..<network {
      result.column(i).update(repeating: 0, count: network)
      result.column(i).update(from: stacked.column(i), count: i + 1)
    }
  }

  private func factorBalances(_ t: Int, _ lane: Int, _ weight: LanePointer, _ work: Scratch) {
    let matrix = balanceFactor[t]
    let order = shape.balances
    matrix.values.update(repeating: 0, count: order * order)
    for n in 0..<order { matrix.column(n)[n] = StageKernel.balanceWeight }
    for j in 0..<shape.columns {
      for p in shape.balance.start[j]..<shape.balance.start[j + 1] {
        let scaled = shape.balance.value[p] * weight[j][lane]
        for q in shape.balance.start[j]...p {
          matrix.column(shape.balance.row[q])[shape.balance.row[p]] +=
            shape.balance.value[q] * scaled
        }
      }
    }
    if shape.network > 0 {
      // Wᵀ = R⁻ᵀ Nᵀ, and W Wᵀ = N H⁻¹ Nᵀ.
      let g = t / laneCount
      for a in 0..<shape.touchedCount {
        for i in 0..<shape.network {
          work.touched.column(a)[i] =
            shape.touchedRows[a * shape.network + i] * program.networkMoves[g][i][lane]
        }
      }
      networkFactor[t].solveUpperTransposed(work.touched)
      work.touched.writeGram(to: work.gram)
      for a in 0..<shape.touchedCount {
        for b in a..<shape.touchedCount {
          matrix.column(shape.touched[a])[shape.touched[b]] += work.gram.column(a)[b]
        }
      }
    }
    matrix.factorCholesky(smallestPivotShare: 1e-15)
  }

  func solveNetwork(group g: Int, _ vector: LanePointer) {
    guard shape.network > 0 else { return }
    eachStage(g) { t, lane in
      networkFactor[t].solve(.upperTransposed, vector.doubles + lane, stride: laneCount)
      networkFactor[t].solve(.upper, vector.doubles + lane, stride: laneCount)
    }
  }

  func solveBalances(group g: Int, _ vector: LanePointer) {
    eachStage(g) { t, lane in
      balanceFactor[t].solve(.lower, vector.doubles + lane, stride: laneCount)
      balanceFactor[t].solve(.lowerTransposed, vector.doubles + lane, stride: laneCount)
    }
  }

  func inverseOfBalances(group g: Int, worker: Int) -> LanePointer {
    let inverse = scratch[worker].inverse
    let order = shape.balances
    inverse.update(repeating: .zero, count: order * order)
    for n in 0..<order {
      let column = inverse + n * order
      column[n] = Lanes(all: 1)
      solveBalances(group: g, column)
    }
    return inverse
  }
}
