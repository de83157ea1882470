// SPDX-License-Identifier: Apache-2.0
import CKernels
import TestSupport
import Testing

/// Kernels on matrices in lanes: the bytes of their twins in every instruction set.
@Suite("kernels of matrices in lanes")
struct MatrixKernelTests {
  private static let shapes = [(0, 0), (1, 0), (1, 1), (2, 3), (3, 2), (6, 1), (7, 9), (12, 31)]
  private static let orders = [0, 1, 2, 3, 4, 5, 7, 8, 13]

  @Test("multiply")
  func multiply() {
    for (columns, rows) in Self.shapes {
      for set in KernelSet.all {
        var random = SeededGenerator(seed: UInt64(rows))
        let what = "\(set.name), \(columns) x \(rows)"
        let matrix = random.field(columns * rows)
        let byRow = random.field(rows)
        let byColumn = random.field(columns)

        let out = byColumn.copy()
        set.kernels.multiply(
          columns, rows, matrix.pointer, byRow.pointer, -1, out.pointer)
        expectSame(
          out,
          {
            KernelTwin.multiply(
              matrix[$0], rows: rows, by: byRow[$0], sign: -1, into: byColumn[$0])
          }, what)

        let transposed = byRow.copy()
        set.kernels.multiply_transposed(
          columns, rows, matrix.pointer, byColumn.pointer, -1, transposed.pointer)
        expectSame(
          transposed,
          {
            KernelTwin.multiplyTransposed(
              matrix[$0], rows: rows, by: byColumn[$0], sign: -1, into: byRow[$0])
          }, what)
      }
    }
  }

  @Test("factors of the network")
  func factorNetwork() {
    for (columns, rows) in Self.shapes {
      for set in KernelSet.all {
        var random = SeededGenerator(seed: UInt64(rows))
        let network = NetworkFields(columns: columns, rows: rows, &random)
        let triangle = network.factor(set.kernels)
        expectSame(
          triangle,
          {
            KernelTwin.factorNetwork(
              network.factors[$0], rows: rows, rowWeight: network.rowWeight[$0],
              diagonal: network.diagonal[$0], moves: network.moves[$0])
          }, "\(set.name), \(columns) x \(rows)")
      }
    }
  }

  @Test("factor, solve and invert")
  func factorAndSolve() {
    for order in Self.orders {
      for set in KernelSet.all {
        var random = SeededGenerator(seed: UInt64(order))
        let what = "\(set.name), order \(order)"
        let matrix = PositiveDefinite.field(order, &random)
        let factor = matrix.copy()
        set.kernels.factor(order, factor.pointer)
        expectSame(factor, { KernelTwin.factor(order: order, matrix[$0]) }, what)

        let right = random.field(order)
        let solution = right.copy()
        set.kernels.solve_forward(order, factor.pointer, solution.pointer)
        expectSame(solution, { KernelTwin.solveForward(factor[$0], right[$0]) }, what)
        let half = solution.copy()
        set.kernels.solve_backward(order, factor.pointer, solution.pointer)
        expectSame(solution, { KernelTwin.solveBackward(factor[$0], half[$0]) }, what)

        let scratch = LaneField(marked: order * ((order + 3) / 4 * 4))
        let inverse = LaneField(marked: order * order)
        set.kernels.invert(order, factor.pointer, scratch.pointer, inverse.pointer)
        expectSame(inverse, { KernelTwin.invert(order: order, factor[$0]) }, what)
        #expect(scratch.isIntactAround, "\(what): scratch")
      }
    }
  }

  @Test("a pivot that rounding leaves nothing of keeps a share")
  func lostPivot() {
    // The third row is the sum of the first two.
    let matrix = LaneField(6) { item, _ in [4, 1, 3, 5, 4, 9][item] }
    for set in KernelSet.all {
      let factor = matrix.copy()
      set.kernels.factor(3, factor.pointer)
      expectSame(factor, { KernelTwin.factor(order: 3, matrix[$0]) }, set.name)
      for lane in 0..<laneCount { #expect(factor[lane][5].isFinite && factor[lane][5] > 0) }
    }
  }

  @Test("products of rows")
  func addGram() {
    for (count, length) in [(0, 3), (1, 0), (1, 1), (2, 5), (3, 4), (6, 7)] {
      for set in KernelSet.all {
        var random = SeededGenerator(seed: UInt64(length))
        let matrix = random.field(count * length)
        let rows = (0..<count).map { 2 * $0 + 1 }
        let triangle = random.field((2 * count + 1) * (count + 1))
        let result = triangle.copy()
        set.kernels.add_gram(count, length, matrix.pointer, rows, result.pointer)
        expectSame(
          result,
          { lane in
            var expected = triangle[lane]
            KernelTwin.addGram(matrix[lane], length: length, rows: rows, &expected)
            return expected
          }, "\(set.name), \(count) of length \(length)")
      }
    }
  }

  @Test("elimination of the balances")
  func eliminate() {
    for (states, order) in [(0, 2), (1, 1), (3, 2), (5, 7), (9, 4)] {
      for set in KernelSet.all {
        var random = SeededGenerator(seed: UInt64(states))
        let coupling = CouplingFields(states: states, order: order, &random)
        let inverse = random.field(order * order)
        let block = coupling.eliminate(inverse, set.kernels)
        expectSame(
          block,
          {
            KernelTwin.eliminate(
              order: order, coupling: coupling[$0], inverse: inverse[$0])
          }, "\(set.name), \(states) states")
      }
    }
  }
}

/// Network factors with weights of every size; some columns do not move.
struct NetworkFields {
  let columns: Int
  let rows: Int
  let factors: LaneField
  let rowWeight: LaneField
  let diagonal: LaneField
  let moves: LaneField

  init(columns: Int, rows: Int, _ random: inout SeededGenerator) {
    self.columns = columns
    self.rows = rows
    factors = random.field(columns * rows, -3...0)
    rowWeight = LaneField(
      values: (0..<rows * laneCount).map { _ in
        random.int(0...5) == 0 ? 0 : random.power(-12...14)
      })
    diagonal = LaneField(values: (0..<columns * laneCount).map { _ in random.power(-12...14) })
    moves = LaneField(
      values: (0..<columns * laneCount).map { _ in random.int(0...4) == 0 ? 0 : 1 })
  }

  func factor(_ kernels: ck_kernels) -> LaneField {
    let root = LaneField(marked: rows)
    let matrix = LaneField(marked: columns * rows)
    let triangle = LaneField(marked: columns * (columns + 1) / 2)
    kernels.factor_network(
      columns, rows, factors.pointer, rowWeight.pointer, diagonal.pointer, moves.pointer,
      root.pointer, matrix.pointer, triangle.pointer)
    #expect(root.isIntactAround && matrix.isIntactAround)
    return triangle
  }
}

/// Columns of C, each with some rows, and values in lanes.
struct CouplingFields {
  let order: Int
  let rows: [[Int]]
  let values: LaneField

  init(states: Int, order: Int, _ random: inout SeededGenerator) {
    self.order = order
    rows = (0..<states).map { _ in
      Array((0..<order).shuffled(using: &random).prefix(random.int(0...order)).sorted())
    }
    values = random.field(rows.joined().count)
  }

  /// Entries of each column in one stage.
  subscript(lane: Int) -> [[TwinColumn.Entry]] {
    var numbers = values[lane][...]
    return rows.map { $0.map { TwinColumn.Entry(row: $0, value: numbers.removeFirst()) } }
  }

  func eliminate(_ inverse: LaneField, _ kernels: ck_kernels) -> LaneField {
    let block = LaneField(marked: rows.count * (rows.count + 1) / 2)
    let starts = rows.reduce(into: [0]) { $0.append($0.last! + $1.count) }
    kernels.eliminate(
      rows.count, order, starts, Array(rows.joined()), values.pointer, inverse.pointer,
      block.pointer)
    return block
  }
}

enum PositiveDefinite {
  /// The lower triangle of `B Bᵀ / order + I / 2` with B uniform between −1 and 1, packed.
  static func triangle(_ order: Int, _ random: inout SeededGenerator) -> [Double] {
    let b = (0..<order * order).map { _ in random.uniform(-1...1) }
    var result: [Double] = []
    for i in 0..<order {
      for j in 0...i {
        let sum = (0..<order).reduce(0.0) { $0 + b[i * order + $1] * b[j * order + $1] }
        result.append(sum / Double(order) + (i == j ? 0.5 : 0))
      }
    }
    return result
  }

  /// One of them in each lane.
  static func field(_ order: Int, _ random: inout SeededGenerator) -> LaneField {
    let lanes = (0..<laneCount).map { _ in triangle(order, &random) }
    return LaneField(order * (order + 1) / 2) { lanes[$1][$0] }
  }
}
