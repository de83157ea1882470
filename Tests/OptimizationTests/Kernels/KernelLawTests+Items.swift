// SPDX-License-Identifier: Apache-2.0
import CKernels
import TestSupport
import Testing

extension KernelLawTests {
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
}
