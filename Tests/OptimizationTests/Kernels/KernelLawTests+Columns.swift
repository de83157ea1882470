// SPDX-License-Identifier: Apache-2.0
import CKernels
import TestSupport
import Testing

extension KernelLawTests {
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
}
