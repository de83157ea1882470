// SPDX-License-Identifier: Apache-2.0
import CKernels

/// Matrices of eight stages at once, one in each lane.
final class LaneMatrices: StageMatrices, @unchecked Sendable {
  let program: LaneProgram
  let shape: ProgramShape
  let kernels: ck_kernels

  /// Distinct matrices in lanes, column by column, and the one of each group.
  private let factors: LanePointer
  private let factorsOfGroup: IndexPointer
  /// Triangular factors of `H` and `M` by group.
  private let networkFactor: LanePointer
  private let balanceFactor: LanePointer
  private let scratch: [Scratch]
  private let arena = Arena()

  init(_ program: LaneProgram, kernels: Kernels, workers: Int) {
    self.program = program
    self.kernels = kernels.table.pointee
    let shape = program.shape
    self.shape = shape
    networkFactor = arena.lanes(shape.groups * TriangularLanes.size(shape.network))
    balanceFactor = arena.lanes(shape.groups * TriangularLanes.size(shape.balances))
    scratch = (0..<workers).map { _ in Scratch(shape) }

    // One copy in lanes for each combination of eight matrices that occurs.
    var known: [[Int]: Int] = [:]
    var combinations: [[Int]] = []
    factorsOfGroup = arena.indices(
      (0..<shape.groups).map { g in
        let combination = program.matrices(ofGroup: g)
        if let index = known[combination] { return index }
        known[combination] = combinations.count
        combinations.append(combination)
        return combinations.count - 1
      })
    let size = shape.network * shape.rows
    factors = arena.lanes(combinations.count * size)
    for (index, combination) in combinations.enumerated() {
      for (lane, matrix) in combination.enumerated() {
        for i in 0..<shape.network {
          for k in 0..<shape.rows {
            factors[index * size + i * shape.rows + k][lane] =
              program.networkMatrices[matrix][k, i]
          }
        }
      }
    }
  }

  private struct Scratch {
    /// Square roots and matrix of the QR factorization, column by column.
    let root: LanePointer
    let scaledFactors: LanePointer
    /// `N R⁻¹`, row by row.
    let touched: LanePointer
    let triangle: LanePointer
    let inverse: LanePointer
    private let arena = Arena()

    init(_ shape: ProgramShape) {
      root = arena.lanes(shape.rows)
      scaledFactors = arena.lanes(shape.network * shape.rows)
      touched = arena.lanes(shape.touchedCount * shape.network)
      triangle = arena.lanes(shape.balances * ((shape.balances + 3) / 4 * 4))
      inverse = arena.lanes(shape.balances * shape.balances)
    }
  }

  @inline(__always)
  private func factors(_ group: Int) -> LanePointer {
    factors + factorsOfGroup[group] * shape.network * shape.rows
  }

  @inline(__always)
  private func networkFactor(_ group: Int) -> LanePointer {
    networkFactor + group * TriangularLanes.size(shape.network)
  }

  @inline(__always)
  private func balanceFactor(_ group: Int) -> LanePointer {
    balanceFactor + group * TriangularLanes.size(shape.balances)
  }

  func multiply(group g: Int, rows: LanePointer, sign: Double, into columns: LanePointer) {
    kernels.multiply(shape.network, shape.rows, factors(g), rows, sign, columns)
  }

  func multiplyTransposed(
    group g: Int, columns: LanePointer, sign: Double, into rows: LanePointer
  ) {
    kernels.multiply_transposed(shape.network, shape.rows, factors(g), columns, sign, rows)
  }

  func normalMatrix(group g: Int) -> LanePointer? {
    let matrix = balanceFactor(g)
    matrix.update(repeating: .zero, count: TriangularLanes.size(shape.balances))
    for n in 0..<shape.balances {
      matrix[n * (n + 1) / 2 + n] = Lanes(all: StageKernel.balanceWeight)
    }
    return matrix
  }

  /// `H = Rᵀ R` by Householder reflections of `[√D; √Θ P]`: forming `H` itself would lose half of
  /// the digits, and they are needed where a binding row's `Θ` is 10¹⁷ times `D`.
  func factor(group g: Int, weight: LanePointer, worker: Int) {
    let work = scratch[worker]
    if shape.network > 0 {
      kernels.factor_network(
        shape.network, shape.rows, factors(g), weight + shape.rowOffset,
        weight + shape.networkOffset, program.networkMoves[g], work.root, work.scaledFactors,
        networkFactor(g))
    }
    let matrix = balanceFactor(g)
    // N H⁻¹ Nᵀ = W Wᵀ with the rows of W solving Rᵀ w = n.
    for a in 0..<shape.touchedCount {
      let w = work.touched + a * shape.network
      for i in 0..<shape.network {
        w[i] = shape.touchedRows[a * shape.network + i] * program.networkMoves[g][i]
      }
      kernels.solve_forward(shape.network, networkFactor(g), w)
    }
    kernels.add_gram(shape.touchedCount, shape.network, work.touched, shape.touched, matrix)
    kernels.factor(shape.balances, matrix)
  }

  func solveNetwork(group g: Int, _ vector: LanePointer) {
    kernels.solve_forward(shape.network, networkFactor(g), vector)
    kernels.solve_backward(shape.network, networkFactor(g), vector)
  }

  func solveBalances(group g: Int, _ vector: LanePointer) {
    kernels.solve_forward(shape.balances, balanceFactor(g), vector)
    kernels.solve_backward(shape.balances, balanceFactor(g), vector)
  }

  func inverseOfBalances(group g: Int, worker: Int) -> LanePointer {
    let work = scratch[worker]
    kernels.invert(shape.balances, balanceFactor(g), work.triangle, work.inverse)
    return work.inverse
  }
}
