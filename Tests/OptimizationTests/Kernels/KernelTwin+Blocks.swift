// SPDX-License-Identifier: Apache-2.0

/// A square matrix of one stage in whole registers: rows of the order rounded up to a multiple of
/// four, of `registers` times eight numbers; what pads it is 0.
struct TwinBlock: Equatable {
  let order: Int
  let registers: Int
  var values: [Double]

  var rows: Int { (order + 3) / 4 * 4 }
  var stride: Int { registers * 8 }

  init(order: Int, registers: Int) {
    self.order = order
    self.registers = registers
    values = [Double](repeating: 0, count: (order + 3) / 4 * 4 * registers * 8)
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * stride + column] }
    set { values[row * stride + column] = newValue }
  }
}

extension KernelTwin {
  /// Pivots that are swept at once.
  private static let tile = 4

  /// The lower triangle of a stage as a block.
  static func blockUnpack(_ triangle: [Double], into block: TwinBlock) -> TwinBlock {
    var block = block
    for i in 0..<block.order {
      for j in 0...i { block[i, j] = triangle[triangleIndex(i, j)] }
    }
    return block
  }

  /// The upper triangle from the lower one, and zeros around.
  static func blockMirror(_ block: TwinBlock) -> TwinBlock {
    var result = TwinBlock(order: block.order, registers: block.registers)
    for i in 0..<block.order {
      for j in 0..<block.order { result[i, j] = block[max(i, j), min(i, j)] }
    }
    return result
  }

  /// `Σ_j F_ij S_ij` for each row: eight chains, joined 4 apart and then in pairs.
  static func blockRowProducts(_ first: TwinBlock, _ second: TwinBlock) -> [Double] {
    (0..<first.order).map { i in
      var chains = [Double](repeating: 0, count: 8)
      for j in 0..<first.stride {
        chains[j % 8] = fused(first[i, j], second[i, j], chains[j % 8])
      }
      let sums = (0..<4).map { chains[$0] + chains[$0 + 4] }
      return (sums[0] + sums[1]) + (sums[2] + sums[3])
    }
  }

  /// The inverse of a symmetric positive definite block from its lower triangle, by sweeps.
  ///
  /// Sweeping the pivots K of a symmetric matrix replaces `A_KK` by `−A_KK⁻¹`, `A_iK` by
  /// `A_iK A_KK⁻¹` and the rest by `A_ij − A_iK A_KK⁻¹ A_Kj`; after all sweeps stands minus the
  /// inverse. The block is swept in whole tiles; pivots of the padding count as 1.
  static func blockInvert(_ block: TwinBlock) -> TwinBlock {
    var a = block
    let starts = (0..<a.rows).map { $0 < a.order ? a[$0, $0] : 1 }
    for first in stride(from: 0, to: a.rows, by: tile) { sweepTile(first, starts, &a) }
    for i in 0..<a.order {
      for j in 0...i { a[i, j] = -a[i, j] }
    }
    return blockMirror(a)
  }

  /// Sweeps the pivots `first ..< first + 4` of the lower triangle.
  private static func sweepTile(_ first: Int, _ starts: [Double], _ a: inout TwinBlock) {
    let pivots = first..<first + tile
    /// Rows of the pivots in full, and the pivots swept among themselves.
    let panel = pivots.map { c in (0..<a.rows).map { j in a[max(c, j), min(c, j)] } }
    var d = pivots.map { c in pivots.map { panel[c - first][$0] } }
    for c in 0..<tile where first + c >= a.order { d[c][c] = 1 }
    for k in 0..<tile { sweepPivot(k, &d, start: starts[first + k]) }
    let swept = (0..<tile).map { c in
      (0..<a.rows).map { j in
        let sum = -d[c][0] * panel[0][j]
        return (1..<tile).reduce(sum) { fused(-d[c][$1], panel[$1][j], $0) }
      }
    }
    for i in 0..<a.rows where !pivots.contains(i) {
      for j in 0...i where !pivots.contains(j) {
        a[i, j] = (0..<tile).reduce(a[i, j]) { fused(-swept[$1][i], panel[$1][j], $0) }
      }
    }
    for c in 0..<tile {
      for j in 0..<first { a[first + c, j] = swept[c][j] }
      for j in 0...c { a[first + c, first + j] = d[c][j] }
      for i in pivots.upperBound..<max(a.rows, pivots.upperBound) { a[i, first + c] = swept[c][i] }
    }
  }

  /// Sweeps pivot k of a full symmetric matrix. A pivot that has lost all digits of the diagonal
  /// `start` it began with becomes huge: its row of the inverse is 0.
  private static func sweepPivot(_ k: Int, _ d: inout [[Double]], start: Double) {
    let line = d[k]
    let pivot = line[k] > 1e-14 * start ? line[k] : 1e40 * (start + 1e-20)
    let reciprocal = 1 / pivot
    for i in d.indices where i != k {
      let share = line[i] * reciprocal
      for j in d.indices { d[i][j] = fused(-share, line[j], d[i][j]) }
      d[i][k] = share
    }
    d[k] = line.map { $0 * reciprocal }
    d[k][k] = -reciprocal
  }

  /// `block_ij −= s_i Y_ij s_j` of the lower triangle.
  static func blockLink(inverse: TwinBlock, side: [Double], _ block: TwinBlock) -> TwinBlock {
    var result = block
    for i in 0..<block.order {
      for j in 0...i {
        result[i, j] = fused(-side[i] * inverse[i, j], side[j], block[i, j])
      }
    }
    return result
  }

  /// `block x` of a symmetric block, in whole registers, in two chains over its rows.
  static func blockMultiply(_ block: TwinBlock, _ x: [Double]) -> [Double] {
    (0..<block.stride).map { i in
      var chains = [0.0, 0.0]
      for j in 0..<block.order { chains[j % 2] = fused(x[j], block[j, i], chains[j % 2]) }
      return chains[0] + chains[1]
    }
  }
}
