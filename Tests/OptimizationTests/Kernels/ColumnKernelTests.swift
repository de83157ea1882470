// SPDX-License-Identifier: Apache-2.0
import CKernels
import TestSupport
import Testing

/// Kernels on sparse columns: the bytes of their twins in every instruction set.
@Suite("kernels of columns")
struct ColumnKernelTests {
  private static let counts = [0, 1, 31, 33, 120]

  @Test("evaluate and gradient", arguments: [true, false])
  func evaluate(hasCurvature: Bool) {
    forEachCase { fields, random, what, kernels in
      let count = fields.columns.count
      var view = fields.view
      let items = random.items(count)
      let cost = random.field(count)
      // Half of the columns are linear.
      let curvature = LaneField(
        values: (0..<count * laneCount).map { _ in
          random.int(0...1) == 0 ? 0 : random.power(-6...1)
        })
      let width = LaneField(values: (0..<count * laneCount).map { _ in random.power(-3...3) })
      let y = random.field(fields.balances)
      let pi = random.field(fields.states)
      let balance = random.field(fields.balances)
      let state = random.field(fields.states)
      let sums = LaneField(6) { Double($0 * $1) }
      let curvaturePointer = hasCurvature ? curvature.pointer : nil
      let expected = (0..<laneCount).map {
        KernelTwin.evaluate(
          fields.columns, items[$0], cost: cost[$0], curvature: hasCurvature ? curvature[$0] : nil,
          width: width[$0], markedSlope: 0.6, balanceDual: y[$0], stateDual: pi[$0],
          balance: balance[$0], state: state[$0], sums: sums[$0])
      }
      let gradient = LaneField(marked: count)
      kernels.evaluate(
        &view, items.pointers, cost.pointer, curvaturePointer, width.pointer, 0.6, y.pointer,
        pi.pointer, balance.pointer, state.pointer, gradient.pointer, sums.pointer)
      expectSame(balance, { expected[$0].balance }, what)
      expectSame(state, { expected[$0].state }, what)
      expectSame(gradient, { expected[$0].gradient }, what)
      expectSame(sums, { expected[$0].sums }, what)

      let alone = LaneField(marked: count)
      kernels.gradient(
        &view, items.lowerSlack.pointer, items.lowerDual.pointer, cost.pointer, curvaturePointer,
        y.pointer, pi.pointer, alone.pointer)
      expectSame(alone, { expected[$0].gradient }, "\(what), gradient alone")
      expectSame(
        alone,
        {
          KernelTwin.gradient(
            fields.columns, items[$0], cost: cost[$0],
            curvature: hasCurvature ? curvature[$0] : nil, balanceDual: y[$0], stateDual: pi[$0])
        }, "\(what), twins")
    }
  }

  @Test("scatter and gather", arguments: [true, false])
  func scatterAndGather(hasBoth: Bool) {
    forEachCase { fields, random, what, kernels in
      let count = fields.columns.count
      var view = fields.view
      let weight = LaneField(values: (0..<count * laneCount).map { _ in random.power(-12...14) })
      let pull = random.field(count, -6...6)
      let dy = random.field(fields.balances)
      let dpi = random.field(fields.states)
      let balance = random.field(fields.balances)
      let state = random.field(fields.states)
      let expected = (0..<laneCount).map { lane in
        var (a, b) = (balance[lane], state[lane])
        KernelTwin.scatter(
          fields.columns, weight: hasBoth ? weight[lane] : nil, pull: pull[lane], balance: &a,
          state: &b)
        return (balance: a, state: b)
      }
      kernels.scatter(
        &view, hasBoth ? weight.pointer : nil, pull.pointer, balance.pointer, state.pointer)
      expectSame(balance, { expected[$0].balance }, what)
      expectSame(state, { expected[$0].state }, what)

      let step = LaneField(marked: count)
      kernels.gather(
        &view, weight.pointer, hasBoth ? pull.pointer : nil, dy.pointer, dpi.pointer, step.pointer)
      expectSame(
        step,
        {
          KernelTwin.gather(
            fields.columns, weight: weight[$0], pull: hasBoth ? pull[$0] : nil,
            balanceStep: dy[$0], stateStep: dpi[$0])
        }, what)
    }
  }

  @Test("normal matrix and sums of weights")
  func normalAndTerms() {
    forEachCase { fields, random, what, kernels in
      let count = fields.columns.count
      var view = fields.view
      let weight = LaneField(values: (0..<count * laneCount).map { _ in random.power(-12...14) })
      let triangle = random.field(fields.balances * (fields.balances + 1) / 2)
      let expected = (0..<laneCount).map { lane in
        var result = triangle[lane]
        KernelTwin.normal(fields.columns, weight: weight[lane], &result)
        return result
      }
      kernels.normal(&view, weight.pointer, triangle.pointer)
      expectSame(triangle, { expected[$0] }, what)

      let lists = (0..<count / 2).map { _ in
        ColumnFields.entries(random.int(0...min(5, count)), of: count, &random)
      }
      let terms = ColumnFields(
        lists.map { TwinColumn(balance: $0) }, balances: count, states: 0, asOneRun: true)
      var sums = ck_terms(
        count: lists.count, start: terms.view.balance_start, column: terms.view.balance_row,
        value: terms.view.balance_value)
      let result = LaneField(marked: lists.count)
      kernels.terms(&sums, weight.pointer, result.pointer)
      expectSame(result, { KernelTwin.terms(lists, weight: weight[$0]) }, what)
    }
  }

  /// Columns in runs of equal ones and as one run; inputs are drawn anew, the same for each set.
  private func forEachCase(
    _ body: (ColumnFields, inout SeededGenerator, String, ck_kernels) -> Void
  ) {
    for count in Self.counts {
      for asOneRun in [true, false] {
        for set in KernelSet.all {
          var random = SeededGenerator(seed: UInt64(count))
          let fields = ColumnFields.random(count, &random, asOneRun: asOneRun)
          let what = "\(set.name), \(count) columns, one run \(asOneRun)"
          body(fields, &random, what, set.kernels)
        }
      }
    }
  }
}
