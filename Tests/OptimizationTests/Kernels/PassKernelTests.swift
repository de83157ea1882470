// SPDX-License-Identifier: Apache-2.0
import CKernels
import TestSupport
import Testing

/// The kernels that do several steps of a pass at once: the bytes of the single steps.
@Suite("kernels of whole passes")
struct PassKernelTests {
  private static let proximal = 3e-6
  private static let markedSlope = 0.6

  /// Fields of one group of columns; every set draws the same ones.
  private struct Group {
    var fields: ColumnFields
    var items: ItemFields
    var cost: LaneField
    var curvature: LaneField?
    var width: LaneField
    var y: LaneField
    var pi: LaneField
    var affine: LaneField
    var step: LaneField
    var targets = ck_targets(center: 0.3, second_order: 0.8)
    var sums = LaneField(6) { Double($0 * $1) }

    init(_ count: Int, hasCurvature: Bool, asOneRun: Bool) {
      var random = SeededGenerator(seed: UInt64(count))
      fields = ColumnFields.random(count, &random, asOneRun: asOneRun)
      items = random.items(count)
      cost = random.field(count)
      curvature =
        hasCurvature
        ? LaneField(values: (0..<count * laneCount).map { _ in random.power(-6...1) }) : nil
      width = LaneField(values: (0..<count * laneCount).map { _ in random.power(-3...3) })
      y = random.field(fields.balances)
      pi = random.field(fields.states)
      affine = random.field(count)
      step = random.field(count)
    }

    func pass() -> ck_pass {
      ck_pass(
        point: items.pointers, cost: cost.pointer, curvature: curvature?.pointer,
        balance_dual: y.pointer, state_dual: pi.pointer, affine: affine.pointer,
        step: step.pointer, targets: targets, proximal: PassKernelTests.proximal,
        sums: sums.pointer)
    }
  }

  @Test("approach", arguments: [true, false], [true, false])
  func approach(hasCurvature: Bool, steps: Bool) {
    forEachCase(hasCurvature) { make, what, kernels in
      let (single, whole) = (make(), make())
      let count = single.fields.columns.count
      var view = single.fields.view
      let rows = { (single: single.fields.balances, states: single.fields.states) }()
      func results() -> (LaneField, LaneField, LaneField, LaneField, LaneField, LaneField) {
        (
          LaneField(rows.single) { Double($0 + $1) }, LaneField(rows.states) { Double($0 - $1) },
          LaneField(rows.single) { _, _ in 0 }, LaneField(rows.states) { _, _ in 0 },
          LaneField(marked: count),
          LaneField(rows.single * (rows.single + 1) / 2) { _, _ in 1e-12 }
        )
      }
      let (balance, state, right, rightState, weight, triangle) = results()
      let gradient = LaneField(marked: count)
      if steps {
        kernels.advance(
          count, single.items.pointers, single.affine.pointer, single.step.pointer,
          single.targets, 0.7, 0.9)
      }
      kernels.evaluate(
        &view, single.items.pointers, single.cost.pointer, single.curvature?.pointer,
        single.width.pointer, Self.markedSlope, single.y.pointer, single.pi.pointer,
        balance.pointer, state.pointer, gradient.pointer, single.sums.pointer)
      kernels.weigh(
        count, single.items.pointers, single.curvature?.pointer, Self.proximal, weight.pointer)
      kernels.scatter(
        &view, weight.pointer, gradient.pointer, right.pointer, rightState.pointer)
      kernels.normal(&view, weight.pointer, triangle.pointer)

      let all = results()
      var pass = whole.pass()
      var approach = ck_approach(
        steps: steps ? 1 : 0, primal_step: 0.7, dual_step: 0.9, width: whole.width.pointer,
        marked_slope: Self.markedSlope, balance: all.0.pointer, state: all.1.pointer,
        right_balance: all.2.pointer, right_state: all.3.pointer, weight: all.4.pointer,
        triangle: all.5.pointer)
      kernels.approach(&view, &pass, &approach)
      let pairs = [
        (all.0, balance), (all.1, state), (all.2, right), (all.3, rightState), (all.4, weight),
        (all.5, triangle), (whole.sums, single.sums),
        (whole.items.lowerSlack, single.items.lowerSlack),
        (whole.items.upperSlack, single.items.upperSlack),
        (whole.items.lowerDual, single.items.lowerDual),
        (whole.items.upperDual, single.items.upperDual),
      ]
      for (n, pair) in pairs.enumerated() {
        expectSame(pair.0, { pair.1[$0] }, "\(what), field \(n)")
      }
    }
  }

  @Test("affine", arguments: [true, false])
  func affine(hasCurvature: Bool) {
    forEachCase(hasCurvature) { make, what, kernels in
      let (single, whole) = (make(), make())
      let count = single.fields.columns.count
      var view = single.fields.view
      func rights() -> [LaneField] {
        (0..<4).map { n in
          LaneField(n % 2 == 0 ? single.fields.balances : single.fields.states) { Double($0 + $1) }
        }
      }
      let dy = LaneField(single.fields.balances) { Double($0) - 0.3 * Double($1) }
      let dpi = LaneField(single.fields.states) { 0.1 * Double($0) + Double($1) }
      let (gradient, weight) = (LaneField(marked: count), LaneField(marked: count))
      let (center, second) = (LaneField(marked: count), LaneField(marked: count))
      kernels.gradient(
        &view, single.items.lowerSlack.pointer, single.items.lowerDual.pointer,
        single.cost.pointer, single.curvature?.pointer, single.y.pointer, single.pi.pointer,
        gradient.pointer)
      kernels.weigh(
        count, single.items.pointers, single.curvature?.pointer, Self.proximal, weight.pointer)
      kernels.gather(
        &view, weight.pointer, gradient.pointer, dy.pointer, dpi.pointer, single.affine.pointer)
      kernels.measure_affine(
        count, single.items.pointers, single.affine.pointer, single.sums.pointer, center.pointer,
        second.pointer)
      let expected = rights()
      kernels.scatter(
        &view, weight.pointer, center.pointer, expected[0].pointer, expected[1].pointer)
      kernels.scatter(
        &view, weight.pointer, second.pointer, expected[2].pointer, expected[3].pointer)

      let found = rights()
      var pass = whole.pass()
      var affine = ck_affine(
        balance_step: dy.pointer, state_step: dpi.pointer, center_balance: found[0].pointer,
        center_state: found[1].pointer, second_balance: found[2].pointer,
        second_state: found[3].pointer)
      kernels.affine(&view, &pass, &affine)
      for (found, expected) in zip(found, expected) { expectSame(found, { expected[$0] }, what) }
      expectSame(whole.affine, { single.affine[$0] }, what)
      expectSame(whole.sums, { single.sums[$0] }, what)
    }
  }

  @Test("corrected", arguments: [true, false])
  func corrected(hasCurvature: Bool) {
    forEachCase(hasCurvature) { make, what, kernels in
      let (single, whole) = (make(), make())
      let count = single.fields.columns.count
      var view = single.fields.view
      let dy = LaneField(single.fields.balances) { Double($0) - 0.3 * Double($1) }
      let dpi = LaneField(single.fields.states) { 0.1 * Double($0) + Double($1) }
      let (gradient, weight) = (LaneField(marked: count), LaneField(marked: count))
      let pull = LaneField(marked: count)
      kernels.gradient(
        &view, single.items.lowerSlack.pointer, single.items.lowerDual.pointer,
        single.cost.pointer, single.curvature?.pointer, single.y.pointer, single.pi.pointer,
        gradient.pointer)
      kernels.weigh(
        count, single.items.pointers, single.curvature?.pointer, Self.proximal, weight.pointer)
      kernels.aim(
        count, single.items.pointers, single.affine.pointer, gradient.pointer, single.targets,
        pull.pointer)
      kernels.gather(
        &view, weight.pointer, pull.pointer, dy.pointer, dpi.pointer, single.step.pointer)
      var pass = whole.pass()
      kernels.corrected(&view, &pass, dy.pointer, dpi.pointer)
      expectSame(whole.step, { single.step[$0] }, what)
      // Batches are measured one after the other, so the quotient may be another with the same
      // value to rounding; the share of the slacks is the same.
      kernels.measure(
        count, single.items.pointers, single.affine.pointer, single.step.pointer, single.targets,
        single.sums.pointer)
      for lane in 0..<laneCount {
        #expect(whole.sums[lane][0] == single.sums[lane][0], "\(what), lane \(lane)")
        expectClose(whole.sums[lane][1], single.sums[lane][1], relative: 1e-12, what)
      }
    }
  }

  private func forEachCase(
    _ hasCurvature: Bool, _ body: (() -> Group, String, ck_kernels) -> Void
  ) {
    for count in [0, 1, 31, 33, 120] {
      for asOneRun in [true, false] {
        for set in KernelSet.all {
          body(
            { Group(count, hasCurvature: hasCurvature, asOneRun: asOneRun) },
            "\(set.name), \(count) columns, one run \(asOneRun)", set.kernels)
        }
      }
    }
  }
}
