// SPDX-License-Identifier: Apache-2.0
import CKernels
import TestSupport
import Testing

/// What the kernels are for, against independent arithmetic. All sets give the bytes of the twins,
/// so one set stands for all.
@Suite("laws of the kernels")
struct KernelLawTests {
  let kernels = KernelSet.best.kernels
  private static let rounding = Double.ulpOfOne

  @Test("what factor and solve find solves the equations")
  func solve() {
    for order in [1, 2, 5, 12, 40] {
      var random = SeededGenerator(seed: UInt64(order))
      let matrix = PositiveDefinite.field(order, &random)
      let right = random.field(order, 0...2)
      let factor = matrix.copy()
      let solution = right.copy()
      kernels.factor(order, factor.pointer)
      kernels.solve_forward(order, factor.pointer, solution.pointer)
      kernels.solve_backward(order, factor.pointer, solution.pointer)
      for lane in 0..<laneCount {
        let full = Self.full(matrix[lane], order)
        let x = solution[lane]
        for i in 0..<order {
          let terms = (0..<order).map { full[i][$0] * x[$0] } + [-right[lane][i]]
          let size = terms.reduce(0) { $0 + $1.magnitude }
          expectClose(
            terms.reduce(0, +), 0, absolute: 4 * Double(order) * Self.rounding * size,
            "residual \(i) of order \(order)")
        }
      }
    }
  }

  @Test("the inverse from the factor times the matrix is the identity")
  func invert() {
    for order in [1, 3, 4, 10, 37] {
      var random = SeededGenerator(seed: UInt64(order))
      let matrix = PositiveDefinite.field(order, &random)
      let factor = matrix.copy()
      let scratch = LaneField(marked: order * ((order + 3) / 4 * 4))
      let inverse = LaneField(marked: order * order)
      kernels.factor(order, factor.pointer)
      kernels.invert(order, factor.pointer, scratch.pointer, inverse.pointer)
      for lane in 0..<laneCount {
        let values = inverse[lane]
        expectIdentity(
          Self.product(
            Self.full(matrix[lane], order),
            (0..<order).map { Array(values[$0 * order..<($0 + 1) * order]) }), "order \(order)")
      }
    }
  }

  @Test("the inverse of a block times the block is the identity")
  func blockInvert() {
    for order in 1...70 {
      var random = SeededGenerator(seed: UInt64(order))
      let block = BlockKernelTests.block(order, 0, &random)
      let inverse = inverted(block)
      expectIdentity(
        Self.product(Self.rows(block), Self.rows(inverse)), "order \(order)")
    }
  }

  @Test("a block whose last state copies an earlier one: the inverse of the others, and nothing")
  func abandonedPivot() {
    for order in [2, 5, 9, 18, 40] {
      var random = SeededGenerator(seed: UInt64(order))
      var block = BlockKernelTests.block(order, 0, &random)
      let last = order - 1
      let copied = order / 3
      for j in 0..<last {
        block[last, j] = block[copied, j]
        block[j, last] = block[copied, j]
      }
      block[last, last] = block[copied, copied]
      let inverse = Self.rows(inverted(block))
      let others = Self.rows(block).dropLast().map { Array($0.dropLast()) }
      expectIdentity(
        Self.product(others, inverse.dropLast().map { Array($0.dropLast()) }), "order \(order)")
      for j in 0..<order {
        expectClose(inverse[last][j], 0, absolute: 1e-30, "entry \(j) of the copy")
      }
    }
  }

  @Test("Rᵀ R is D + Pᵀ Θ P, columns that do not move apart")
  func factorNetwork() {
    for (columns, rows) in [(1, 1), (4, 2), (5, 17), (12, 40)] {
      var random = SeededGenerator(seed: UInt64(rows))
      let network = NetworkFields(columns: columns, rows: rows, &random)
      let factor = network.factor(kernels)
      for lane in 0..<laneCount {
        let r = Self.unpackedFactor(factor[lane], columns)
        let moves = network.moves[lane]
        let expected = Self.weightedGram(network, lane)
        for i in 0..<columns {
          for j in 0...i {
            let sum = (0...j).reduce(0.0) { $0 + r[i][$1] * r[j][$1] }
            let size = (expected[i][i] * expected[j][j]).squareRoot()
            let isApart = moves[i] == 0 || moves[j] == 0
            expectClose(
              sum, isApart ? (i == j ? 1 : 0) : expected[i][j],
              absolute: isApart ? 1e-14 : 16 * Double(rows + columns) * Self.rounding * size,
              "entry \(i), \(j) of \(columns) x \(rows)")
          }
        }
      }
    }
  }

  @Test("elimination of the balances is −Cᵀ M⁻¹ C")
  func eliminate() {
    var random = SeededGenerator(seed: 5)
    let (states, order) = (7, 9)
    let coupling = CouplingFields(states: states, order: order, &random)
    let matrix = PositiveDefinite.field(order, &random)
    let factor = matrix.copy()
    let scratch = LaneField(marked: order * 12)
    let inverse = LaneField(marked: order * order)
    kernels.factor(order, factor.pointer)
    kernels.invert(order, factor.pointer, scratch.pointer, inverse.pointer)
    let block = coupling.eliminate(inverse, kernels)
    for lane in 0..<laneCount {
      for (s, entries) in coupling[lane].enumerated() {
        // M⁻¹ of one column by elimination, not by the inverse.
        var column = [Double](repeating: 0, count: order)
        for entry in entries { column[entry.row] = entry.value }
        let solved = Self.gauss(Self.full(matrix[lane], order), column)
        for (r, other) in coupling[lane][...s].enumerated() {
          let terms = other.map { -$0.value * solved[$0.row] }
          let size = terms.reduce(1e3) { $0 + $1.magnitude }
          expectClose(
            block[lane][s * (s + 1) / 2 + r], terms.reduce(0, +), absolute: 1e-12 * size,
            "states \(s), \(r)")
        }
      }
    }
  }

  // MARK: Independent arithmetic

  private func inverted(_ block: TwinBlock) -> TwinBlock {
    let field = LaneField(values: block.values)
    let scratch = LaneField(marked: 14 * block.registers + 2)
    kernels.block_invert(block.order, block.registers, field.pointer, scratch.pointer)
    var result = block
    result.values = field.values
    return result
  }

  private func expectIdentity(
    _ matrix: [[Double]], _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (i, row) in matrix.enumerated() {
      for (j, value) in row.enumerated() where (value - (i == j ? 1 : 0)).magnitude > 1e-10 {
        Issue.record("\(what): entry \(i), \(j) is \(value)", sourceLocation: sourceLocation)
        return
      }
      let isFinite = row.allSatisfy { $0.isFinite }
      #expect(isFinite, "\(what)", sourceLocation: sourceLocation)
    }
  }

  static func full(_ triangle: [Double], _ order: Int) -> [[Double]] {
    (0..<order).map { i in
      (0..<order).map { j in triangle[KernelTwin.triangleIndex(max(i, j), min(i, j))] }
    }
  }

  /// A triangular factor row by row with its diagonal itself.
  private static func unpackedFactor(_ triangle: [Double], _ order: Int) -> [[Double]] {
    (0..<order).map { i in
      (0...i).map { j in
        let entry = triangle[i * (i + 1) / 2 + j]
        return i == j ? 1 / entry : entry
      }
    }
  }

  private static func weightedGram(_ network: NetworkFields, _ lane: Int) -> [[Double]] {
    let factors = network.factors[lane]
    let weight = network.rowWeight[lane]
    let diagonal = network.diagonal[lane]
    func entry(_ i: Int, _ j: Int) -> Double {
      var sum = i == j ? diagonal[i] : 0
      for k in weight.indices {
        sum += weight[k] * factors[i * network.rows + k] * factors[j * network.rows + k]
      }
      return sum
    }
    let indices = 0..<network.columns
    return indices.map { i in indices.map { entry(i, $0) } }
  }

  private static func rows(_ block: TwinBlock) -> [[Double]] {
    (0..<block.order).map { i in (0..<block.order).map { block[i, $0] } }
  }

  private static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    a.map { row in
      var sums = [Double](repeating: 0, count: b.count)
      for (value, line) in zip(row, b) {
        for j in line.indices { sums[j] += value * line[j] }
      }
      return sums
    }
  }

  /// Elimination with the largest pivot of each column.
  private static func gauss(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var a = zip(matrix, right).map { $0 + [$1] }
    let order = a.count
    for k in 0..<order {
      let pivot = (k..<order).max { a[$0][k].magnitude < a[$1][k].magnitude }!
      a.swapAt(k, pivot)
      for i in 0..<order where i != k {
        let share = a[i][k] / a[k][k]
        for j in k...order { a[i][j] -= share * a[k][j] }
      }
    }
    return (0..<order).map { a[$0][order] / a[$0][$0] }
  }
}
