// SPDX-License-Identifier: Apache-2.0
import CKernels
import TestSupport
import Testing

/// What the kernels are for, against independent arithmetic. All sets give the bytes of the twins,
/// so one set stands for all.
@Suite("laws of the kernels")
struct KernelLawTests {
  private let kernels = KernelSet.best.kernels
  private static let rounding = Double.ulpOfOne

  // MARK: Matrices

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

  // MARK: Items

  @Test("measure: the largest of the naive quotients")
  func measure() {
    let targets = ck_targets(center: 0.3, second_order: 0.5)
    for count in [1, 10, 40, 100] {
      var random = SeededGenerator(seed: UInt64(count))
      let items = Self.moderateItems(count, &random)
      let affine = random.field(count, -2...0)
      let step = random.field(count, -2...0)
      let sums = LaneField(2) { _, _ in 0 }
      kernels.measure(
        count, items.pointers, affine.pointer, step.pointer, targets, sums.pointer)
      for lane in 0..<laneCount {
        var primal = 0.0
        var dual = 0.0
        for (i, item) in items[lane].enumerated() {
          let d = step[lane][i]
          let changes = Self.dualChanges(item, affine: affine[lane][i], step: d, targets)
          if item.hasLower {
            primal = max(primal, -d / item.lowerSlack)
            dual = max(dual, -changes.lower / item.lowerDual)
          }
          if item.hasUpper {
            primal = max(primal, d / item.upperSlack)
            dual = max(dual, -changes.upper / item.upperDual)
          }
        }
        expectClose(sums[lane][0], primal, relative: 1e-14, "primal share, \(count)")
        expectClose(sums[lane][1], dual, absolute: 1e-12, relative: 1e-12, "dual share, \(count)")
      }
    }
  }

  @Test("measure of the affine step: its quotients, and complementarity along it")
  func measureAffine() {
    for count in [1, 10, 40] {
      var random = SeededGenerator(seed: UInt64(count))
      let items = Self.moderateItems(count, &random)
      let step = random.field(count, -2...0)
      let sums = LaneField(6) { _, _ in 0 }
      let perCenter = LaneField(marked: count)
      let perSecondOrder = LaneField(marked: count)
      kernels.measure_affine(
        count, items.pointers, step.pointer, sums.pointer, perCenter.pointer,
        perSecondOrder.pointer)
      for lane in 0..<laneCount {
        let (alpha, beta) = (0.6, 0.8)
        var primal = 0.0
        var dual = 0.0
        var reached = 0.0
        for (item, d) in zip(items[lane], step[lane]) {
          let changes = Self.dualChanges(item, affine: 0, step: d, ck_targets())
          if item.hasLower {
            primal = max(primal, -d / item.lowerSlack)
            dual = max(dual, -changes.lower / item.lowerDual)
            reached += (item.lowerSlack + alpha * d) * (item.lowerDual + beta * changes.lower)
          }
          if item.hasUpper {
            primal = max(primal, d / item.upperSlack)
            dual = max(dual, -changes.upper / item.upperDual)
            reached += (item.upperSlack - alpha * d) * (item.upperDual + beta * changes.upper)
          }
        }
        let s = sums[lane]
        let size = Double(count) * 100
        expectClose(s[0], primal, relative: 1e-13, "primal share")
        expectClose(s[1], dual, absolute: 1e-12, relative: 1e-12, "dual share")
        expectClose(
          s[2] + beta * s[3] + alpha * s[4] + alpha * beta * s[5], reached,
          absolute: 1e-13 * size, "complementarity")
      }
    }
  }

  @Test("what targets add to the pull is what the affine measure says per unit")
  func pullOfTargets() {
    let count = 40
    var random = SeededGenerator(seed: 8)
    let items = Self.moderateItems(count, &random)
    let affine = random.field(count, -2...0)
    let zero = LaneField(count) { _, _ in 0 }
    let sums = LaneField(6) { _, _ in 0 }
    let perCenter = LaneField(marked: count)
    let perSecondOrder = LaneField(marked: count)
    let pull = LaneField(marked: count)
    kernels.measure_affine(
      count, items.pointers, affine.pointer, sums.pointer, perCenter.pointer,
      perSecondOrder.pointer)
    kernels.aim(
      count, items.pointers, affine.pointer, zero.pointer,
      ck_targets(center: 0.3, second_order: 0.7), pull.pointer)
    for lane in 0..<laneCount {
      for i in 0..<count {
        expectClose(
          pull[lane][i], 0.3 * perCenter[lane][i] + 0.7 * perSecondOrder[lane][i],
          absolute: 1e-9, relative: 1e-12, "item \(i)")
      }
    }
  }

  @Test("a full step meets the targets to first order, and 1 / weight is the pull's slope")
  func advance() {
    let count = 40
    let targets = ck_targets(center: 0.3, second_order: 0)
    var random = SeededGenerator(seed: 9)
    let items = Self.moderateItems(count, &random)
    let step = random.field(count, -2...0)
    let zero = LaneField(count) { _, _ in 0 }
    let moved = items.copy()
    kernels.advance(count, moved.pointers, zero.pointer, step.pointer, targets, 1, 1)
    let weight = LaneField(marked: count)
    kernels.weigh(count, items.pointers, nil, 0, weight.pointer)
    let pull = LaneField(marked: count)
    kernels.aim(count, items.pointers, zero.pointer, zero.pointer, targets, pull.pointer)
    for lane in 0..<laneCount {
      for (i, (old, new)) in zip(items[lane], moved[lane]).enumerated() {
        let d = step[lane][i]
        if old.hasLower {
          expectClose(old.lowerSlack * new.lowerDual + old.lowerDual * d, 0.3, absolute: 1e-10)
          expectClose(new.lowerSlack, old.lowerSlack + d, relative: 1e-15)
        }
        if old.hasUpper {
          expectClose(old.upperSlack * new.upperDual - old.upperDual * d, 0.3, absolute: 1e-10)
          expectClose(new.upperSlack, old.upperSlack - d, relative: 1e-15)
        }
        if !old.hasLower { #expect(new == old && weight[lane][i] == 0) }
        guard old.hasLower else { continue }
        // New multipliers are the pull less the step over the weight.
        expectClose(
          new.lowerDual - new.upperDual, pull[lane][i] - d / weight[lane][i], absolute: 1e-9,
          relative: 1e-12, "item \(i)")
      }
    }
  }

  // MARK: Columns

  @Test("the dual objective is the least of the Lagrangian over a grid", arguments: [true, false])
  func dualObjective(hasCurvature: Bool) {
    var random = SeededGenerator(seed: 11)
    let intervals = 1000
    for _ in 0..<10 {
      let fields = ColumnFields.random(1, &random, asOneRun: false)
      var view = fields.view
      let items = random.items(1)
      let cost = random.field(1, 0...1)
      let curvature = LaneField(values: (0..<laneCount).map { _ in random.uniform(0...2) })
      let width = LaneField(values: (0..<laneCount).map { _ in random.uniform(0...20) })
      let y = random.field(fields.balances, 0...1)
      let pi = random.field(fields.states, 0...1)
      let balance = random.field(fields.balances)
      let state = random.field(fields.states)
      let gradient = LaneField(marked: 1)
      let sums = LaneField(6) { _, _ in 0 }
      kernels.evaluate(
        &view, items.pointers, cost.pointer, hasCurvature ? curvature.pointer : nil,
        width.pointer, 0, y.pointer, pi.pointer, balance.pointer, state.pointer, gradient.pointer,
        sums.pointer)
      let column = fields.columns[0]
      for lane in 0..<laneCount {
        let d = hasCurvature ? curvature[lane][0] : 0
        let revenue = column.balance.reduce(0) { $0 + $1.value * y[lane][$1.row] }
        let water = column.state.reduce(0) { $0 + $1.value * pi[lane][$1.row] }
        let interval = width[lane][0] / Double(intervals)
        let least = (0...intervals).map { n in
          let x = Double(n) * interval
          return (cost[lane][0] - revenue + water) * x + 0.5 * d * x * x
        }.min()!
        let found = sums[lane][1]
        #expect(found <= least + 1e-9, "\(found) is above \(least)")
        // The grid is at most half an interval off the least point.
        #expect(found >= least - d * interval * interval / 8 - 1e-9, "\(found) below \(least)")
      }
    }
  }

  @Test("gather is the transpose of scatter, and the normal matrix is both in turn")
  func adjoint() {
    var random = SeededGenerator(seed: 12)
    let count = 60
    let fields = ColumnFields.random(count, &random, asOneRun: false)
    var view = fields.view
    let pull = random.field(count, 0...1)
    let weight = LaneField(values: (0..<count * laneCount).map { _ in random.uniform(0.1...2) })
    let dy = random.field(fields.balances, 0...1)
    let dpi = random.field(fields.states, 0...1)
    let noState = LaneField(fields.states) { _, _ in 0 }
    let balance = LaneField(fields.balances) { _, _ in 0 }
    let state = LaneField(fields.states) { _, _ in 0 }
    let step = LaneField(marked: count)
    kernels.scatter(&view, weight.pointer, pull.pointer, balance.pointer, state.pointer)
    kernels.gather(&view, weight.pointer, nil, dy.pointer, dpi.pointer, step.pointer)
    func dot(_ a: LaneField, _ b: LaneField, _ lane: Int) -> Double {
      zip(a[lane], b[lane]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for lane in 0..<laneCount {
      expectClose(
        -dot(balance, dy, lane) - dot(state, dpi, lane), dot(pull, step, lane), absolute: 1e-9,
        "lane \(lane)")
    }

    let triangle = LaneField(fields.balances * (fields.balances + 1) / 2) { _, _ in 0 }
    let product = LaneField(fields.balances) { _, _ in 0 }
    kernels.normal(&view, weight.pointer, triangle.pointer)
    kernels.gather(&view, weight.pointer, nil, dy.pointer, noState.pointer, step.pointer)
    kernels.scatter(&view, nil, step.pointer, product.pointer, state.pointer)
    for lane in 0..<laneCount {
      let matrix = Self.full(triangle[lane], fields.balances)
      for n in 0..<fields.balances {
        let sum = zip(matrix[n], dy[lane]).reduce(0) { $0 + $1.0 * $1.1 }
        expectClose(-product[lane][n], sum, absolute: 1e-9, "balance \(n)")
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

  /// Slacks and multipliers of moderate size, so that naive formulas keep their digits.
  private static func moderateItems(_ count: Int, _ random: inout SeededGenerator) -> ItemFields {
    let items = (0..<count * laneCount).map { _ in
      var item = random.item(allowsUpperAlone: false)
      if item.hasLower {
        item.lowerSlack = random.uniform(0.1...10)
        item.lowerDual = random.uniform(0.1...10)
      }
      if item.hasUpper {
        item.upperSlack = random.uniform(0.1...10)
        item.upperDual = random.uniform(0.1...10)
      }
      if !item.hasLower { item = TwinItem() }
      return item
    }
    return ItemFields(count) { items[$0 * laneCount + $1] }
  }

  /// Changes of the multipliers from `l Δa + a d = target − l a` and `u Δb − b d = target − u b`.
  private static func dualChanges(
    _ item: TwinItem, affine d0: Double, step d: Double, _ targets: ck_targets
  ) -> (lower: Double, upper: Double) {
    let (l, u, a, b) = (item.lowerSlack, item.upperSlack, item.lowerDual, item.upperDual)
    let lowerTarget = targets.center - targets.second_order * d0 * -(a + a * d0 / l)
    let upperTarget = targets.center - targets.second_order * -d0 * -(b - b * d0 / u)
    return ((lowerTarget - a * d) / l - a, (upperTarget + b * d) / u - b)
  }

  private static func full(_ triangle: [Double], _ order: Int) -> [[Double]] {
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
