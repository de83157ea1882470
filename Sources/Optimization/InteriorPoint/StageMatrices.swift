// SPDX-License-Identifier: Apache-2.0

/// The dense matrices of the stages of a group: network factors `P`, the factors of
/// `H = D + Pᵀ Θ P` and of `M = A Θ⁻¹ Aᵀ + N H⁻¹ Nᵀ`.
///
/// ``LaneMatrices`` keeps eight stages in the lanes of registers, for the usual sizes;
/// ``LargeMatrices`` takes one stage after the other to LAPACK.
protocol StageMatrices: AnyObject, Sendable {
  /// `columns[i] += sign · Σ_k P_ki · rows[k]`.
  func multiply(group: Int, rows: LanePointer, sign: Double, into columns: LanePointer)
  /// `rows[k] += sign · Σ_i P_ki · columns[i]`.
  func multiplyTransposed(group: Int, columns: LanePointer, sign: Double, into rows: LanePointer)

  /// Where the kernels add `A Θ⁻¹ Aᵀ` for the factorization to come, prepared; nil where that is done
  /// here.
  func normalMatrix(group: Int) -> LanePointer?
  /// Factors `H` and `M` from the weights of the items: `Θ⁻¹` of columns, `D` of network columns,
  /// `Θ` of network rows.
  func factor(group: Int, weight: LanePointer, worker: Int)
  /// Overwrites `vector` by `H⁻¹ vector`.
  func solveNetwork(group: Int, _ vector: LanePointer)
  /// Overwrites `vector` by `M⁻¹ vector`.
  func solveBalances(group: Int, _ vector: LanePointer)
  /// `M⁻¹` in full; valid until the worker's next call.
  func inverseOfBalances(group: Int, worker: Int) -> LanePointer
}

extension ProgramShape {
  /// Above this many entries the matrices of a stage no longer fit the caches eight at a time.
  static let mostLaneEntries = 20_000

  var isLarge: Bool {
    max(network * rows, network * network, balances * balances) > Self.mostLaneEntries
  }
}
