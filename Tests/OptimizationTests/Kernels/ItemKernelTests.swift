// SPDX-License-Identifier: Apache-2.0
import CKernels
import TestSupport
import Testing

/// Kernels on items and rows: the bytes of their twins in every instruction set.
@Suite("kernels of items")
struct ItemKernelTests {
  /// None, one, around a batch of 32, and beyond two.
  private static let counts = [0, 1, 2, 7, 31, 32, 33, 64, 71]
  private static let targets = [
    ck_targets(center: 0, second_order: 0), ck_targets(center: 0.03, second_order: 1),
    ck_targets(center: 1e6, second_order: 0.37),
  ]

  @Test("advance")
  func advance() {
    for (count, targets, set) in Self.cases() {
      var random = SeededGenerator(seed: UInt64(count))
      let items = random.items(count)
      let affine = random.field(count, -6...6)
      let step = random.field(count, -6...6)
      let result = items.copy()
      set.kernels.advance(
        count, result.pointers, affine.pointer, step.pointer, targets, 0.7, 0.9)
      let expected = (0..<laneCount).map { lane in
        let (items, affine, step) = (items[lane], affine[lane], step[lane])
        return (0..<count).map {
          KernelTwin.advance(
            items[$0], affine: affine[$0], step: step[$0], targets, primal: 0.7, dual: 0.9)
        }
      }
      let what = "\(set.name), \(count)"
      expectSame(result.lowerSlack, { expected[$0].map(\.lowerSlack) }, what)
      expectSame(result.upperSlack, { expected[$0].map(\.upperSlack) }, what)
      expectSame(result.lowerDual, { expected[$0].map(\.lowerDual) }, what)
      expectSame(result.upperDual, { expected[$0].map(\.upperDual) }, what)
    }
  }

  @Test("rows: advance, aim, measure")
  func rows() {
    for (count, targets, set) in Self.cases() {
      var random = SeededGenerator(seed: UInt64(count))
      let slack = LaneField(values: (0..<count * 8).map { _ in random.power(-7...7) })
      let dual = LaneField(
        values: (0..<count * 8).map { _ in random.int(0...4) == 0 ? 0 : random.power(-7...7) })
      let affine = random.field(count, -6...6)
      let left = random.field(count, -6...6)
      let what = "\(set.name), \(count)"

      let step = left.copy()
      let dualStep = LaneField(marked: count)
      set.kernels.aim_rows(
        count, slack.pointer, dual.pointer, affine.pointer, targets, 1e-3, step.pointer,
        dualStep.pointer)
      func aimed(_ lane: Int) -> [(slack: Double, dual: Double)] {
        let (slack, dual, affine, left) = (slack[lane], dual[lane], affine[lane], left[lane])
        return (0..<count).map {
          KernelTwin.aimRow(
            slack: slack[$0], dual: dual[$0], affine: affine[$0], left: left[$0], targets,
            softness: 1e-3)
        }
      }
      expectSame(step, { aimed($0).map(\.slack) }, what)
      expectSame(dualStep, { aimed($0).map(\.dual) }, what)

      let start = LaneField(2) { item, lane in Double(item * lane) }
      let sums = start.copy()
      set.kernels.measure_rows(
        count, slack.pointer, dual.pointer, step.pointer, dualStep.pointer, sums.pointer)
      expectSame(
        sums,
        { lane in
          KernelTwin.measureRows(
            slack: slack[lane], dual: dual[lane], step: step[lane], dualStep: dualStep[lane],
            start[lane])
        }, what)

      let movedSlack = slack.copy()
      let movedDual = dual.copy()
      set.kernels.advance_rows(
        count, movedSlack.pointer, movedDual.pointer, step.pointer, dualStep.pointer, 0.7, 0.9)
      func moved(_ lane: Int) -> [(slack: Double, dual: Double)] {
        let (slack, dual, step) = (slack[lane], dual[lane], step[lane])
        let dualStep = dualStep[lane]
        return (0..<count).map {
          KernelTwin.advanceRow(
            slack: slack[$0], dual: dual[$0], step: step[$0], dualStep: dualStep[$0], primal: 0.7,
            dualLength: 0.9)
        }
      }
      expectSame(movedSlack, { moved($0).map(\.slack) }, what)
      expectSame(movedDual, { moved($0).map(\.dual) }, what)
    }
  }

  @Test("weigh", arguments: [true, false])
  func weigh(hasCurvature: Bool) {
    for (count, _, set) in Self.cases() {
      var random = SeededGenerator(seed: UInt64(count))
      let items = random.items(count)
      let curvature = LaneField(values: (0..<count * 8).map { _ in random.power(-12...2) })
      let weight = LaneField(marked: count)
      set.kernels.weigh(
        count, items.pointers, hasCurvature ? curvature.pointer : nil, 3e-6, weight.pointer)
      expectSame(
        weight,
        { lane in
          let (items, curvature) = (items[lane], curvature[lane])
          return (0..<count).map {
            KernelTwin.weigh(
              items[$0], curvature: hasCurvature ? curvature[$0] : nil, proximal: 3e-6)
          }
        }, "\(set.name), \(count)")
    }
  }

  @Test("measure of an affine step")
  func measureAffine() {
    for (count, _, set) in Self.cases() {
      var random = SeededGenerator(seed: UInt64(count))
      let items = random.items(count)
      let step = random.field(count, -6...6)
      let start = LaneField(6) { item, lane in Double(item * lane) }
      let sums = start.copy()
      let perCenter = LaneField(marked: count)
      let perSecondOrder = LaneField(marked: count)
      set.kernels.measure_affine(
        count, items.pointers, step.pointer, sums.pointer, perCenter.pointer,
        perSecondOrder.pointer)
      let expected = (0..<laneCount).map {
        KernelTwin.measureAffine(items[$0], step: step[$0], start[$0])
      }
      let what = "\(set.name), \(count)"
      expectSame(sums, { expected[$0].sums }, what)
      expectSame(perCenter, { expected[$0].perCenter }, what)
      expectSame(perSecondOrder, { expected[$0].perSecondOrder }, what)
    }
  }

  @Test("measure of a step, aim, largest product")
  func measureAndAim() {
    for (count, targets, set) in Self.cases() {
      var random = SeededGenerator(seed: UInt64(count))
      let items = random.items(count)
      let affine = random.field(count, -6...6)
      let step = random.field(count, -6...6)
      let what = "\(set.name), \(count)"

      let start = LaneField(2) { item, lane in Double(item * lane) }
      let sums = start.copy()
      set.kernels.measure(
        count, items.pointers, affine.pointer, step.pointer, targets, sums.pointer)
      expectSame(
        sums,
        { KernelTwin.measure(items[$0], affine: affine[$0], step: step[$0], targets, start[$0]) },
        what)

      let pull = LaneField(marked: count)
      set.kernels.aim(
        count, items.pointers, affine.pointer, step.pointer, targets, pull.pointer)
      expectSame(
        pull,
        { lane in
          let (items, affine, step) = (items[lane], affine[lane], step[lane])
          return (0..<count).map {
            KernelTwin.aim(items[$0], affine: affine[$0], gradient: step[$0], targets)
          }
        }, what)

      let most = LaneField(1) { _, lane in Double(lane) }
      set.kernels.largest_product(count, affine.pointer, step.pointer, most.pointer)
      expectSame(
        most, { [KernelTwin.largestProduct(affine[$0], step[$0], Double($0))] }, what)
    }
  }

  /// Which of them counts as largest depends on every rounding of the comparison.
  @Test("measure where quotients are equal but for rounding")
  func ties() {
    for count in Self.counts {
      var random = SeededGenerator(seed: UInt64(count))
      let slack = LaneField(values: (0..<count * 8).map { _ in random.power(-3...3) })
      let dual = LaneField(values: (0..<count * 8).map { _ in random.power(-3...3) })
      let step = LaneField(values: slack.values.map { -0.3 * $0 })
      let growth = LaneField(values: slack.values.map { 0.3 * $0 })
      let dualStep = LaneField(values: dual.values.map { -0.7 * $0 })
      let items = ItemFields(count) { i, lane in
        TwinItem(lowerSlack: slack[lane][i], lowerDual: dual[lane][i])
      }
      for set in KernelSet.all {
        let what = "\(set.name), \(count)"
        let sums = LaneField(2) { _, _ in 0 }
        set.kernels.measure_rows(
          count, slack.pointer, dual.pointer, step.pointer, dualStep.pointer, sums.pointer)
        expectSame(
          sums,
          {
            KernelTwin.measureRows(
              slack: slack[$0], dual: dual[$0], step: step[$0], dualStep: dualStep[$0], [0, 0])
          }, what)

        let ofItems = LaneField(2) { _, _ in 0 }
        set.kernels.measure(
          count, items.pointers, step.pointer, growth.pointer, ck_targets(), ofItems.pointer)
        expectSame(
          ofItems,
          {
            KernelTwin.measure(
              items[$0], affine: step[$0], step: growth[$0], ck_targets(), [0, 0])
          }, what)
      }
    }
  }

  private static func cases() -> [(Int, ck_targets, KernelSet)] {
    counts.flatMap { count in
      targets.flatMap { targets in KernelSet.all.map { (count, targets, $0) } }
    }
  }
}
