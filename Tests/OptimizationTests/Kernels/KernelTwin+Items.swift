// SPDX-License-Identifier: Apache-2.0
import CKernels

/// The kernels of `CKernels` once more in plain Swift, for one stage, that is one lane.
///
/// They show the formulas, and the tests hold every instruction set to their bytes: so they take
/// sums in the kernels' order and fuse a product with a sum where the kernels do.
enum KernelTwin {}

/// The slacks of one item to its bounds and their multipliers. A side without a bound has slack 1
/// and multiplier 0; a fixed item has that on both sides.
struct TwinItem: Equatable {
  var lowerSlack = 1.0
  var upperSlack = 1.0
  var lowerDual = 0.0
  var upperDual = 0.0

  var hasLower: Bool { lowerDual > 0 }
  var hasUpper: Bool { upperDual > 0 }
}

/// a b + c with one rounding.
func fused(_ a: Double, _ b: Double, _ c: Double) -> Double { c.addingProduct(a, b) }

/// Products of slack and multiplier that a step aims at, and reciprocals of the slacks.
struct TwinAims {
  var lowerTarget: Double
  var upperTarget: Double
  var lowerReciprocal: Double
  var upperReciprocal: Double

  /// `target = center − second_order · d · Δz` with the affine changes `Δz_l = −a (1 + d / l)` and
  /// `Δz_u = −b (1 − d / u)` of the multipliers a, b.
  init(_ item: TwinItem, affine d: Double, _ targets: ck_targets) {
    let reciprocal = 1 / (item.lowerSlack * item.upperSlack)
    lowerReciprocal = item.upperSlack * reciprocal
    upperReciprocal = item.lowerSlack * reciprocal
    let scaled = targets.second_order * d
    lowerTarget = fused(scaled * item.lowerDual, fused(d, lowerReciprocal, 1), targets.center)
    upperTarget = fused(-(scaled * item.upperDual), fused(-d, upperReciprocal, 1), targets.center)
  }
}

extension KernelTwin {
  /// Items whose quotients are compared before one division; a new batch begins with its result.
  private static let batch = 32

  /// `l += α d`, `u −= α d`, `a += β ((target_l − a d) / l − a)`, `b += β ((target_u + b d) / u − b)`
  /// where there is a bound.
  static func advance(
    _ item: TwinItem, affine: Double, step d: Double, _ targets: ck_targets, primal: Double,
    dual: Double
  ) -> TwinItem {
    let aims = TwinAims(item, affine: affine, targets)
    let a = item.lowerDual
    let b = item.upperDual
    let lowerChange = fused(fused(-a, d, aims.lowerTarget), aims.lowerReciprocal, -a)
    let upperChange = fused(fused(b, d, aims.upperTarget), aims.upperReciprocal, -b)
    var moved = item
    if item.hasLower {
      moved.lowerSlack = fused(primal, d, item.lowerSlack)
      moved.lowerDual = fused(dual, lowerChange, a)
    }
    if item.hasUpper {
      moved.upperSlack = fused(-primal, d, item.upperSlack)
      moved.upperDual = fused(dual, upperChange, b)
    }
    return moved
  }

  /// Slack and multiplier of a row that is switched on, moved along their own steps.
  static func advanceRow(
    slack: Double, dual: Double, step: Double, dualStep: Double, primal: Double,
    dualLength: Double
  ) -> (slack: Double, dual: Double) {
    guard dual > 0 else { return (slack, dual) }
    return (fused(primal, step, slack), fused(dualLength, dualStep, dual))
  }

  /// `1 / (a / l + b / u + proximal + curvature)`, multiplied through by `l u`; 0 for fixed items.
  static func weigh(_ item: TwinItem, curvature: Double?, proximal: Double) -> Double {
    guard item.hasLower else { return 0 }
    let product = item.lowerSlack * item.upperSlack
    let extra = proximal + (curvature ?? 0)
    let ofUpper = fused(item.upperDual, item.lowerSlack, extra * product)
    return product / fused(item.lowerDual, item.upperSlack, ofUpper)
  }

  /// What the affine step `d` says of a stage: the sums, updated, and by item what a unit of center
  /// and of second order adds to the pull.
  ///
  /// A full step leaves the shares `1 + d / l` and `1 − d / u` of the multipliers' loss.
  static func measureAffine(_ items: [TwinItem], step: [Double], _ sums: [Double])
    -> (sums: [Double], perCenter: [Double], perSecondOrder: [Double])
  {
    var sums = sums
    var perCenter: [Double] = []
    var perSecondOrder: [Double] = []
    for (item, d) in zip(items, step) {
      let reciprocal = 1 / (item.lowerSlack * item.upperSlack)
      let lowerReciprocal = item.hasLower ? item.upperSlack * reciprocal : 0
      let upperReciprocal = item.hasUpper ? item.lowerSlack * reciprocal : 0
      let lowerUsed = -(d * lowerReciprocal)
      let upperUsed = d * upperReciprocal
      let lowerDualUsed = 1 - lowerUsed
      let upperDualUsed = 1 - upperUsed
      sums[0] = larger(sums[0], larger(lowerUsed, upperUsed))
      sums[1] = larger(
        sums[1], larger(item.hasLower ? lowerDualUsed : 0, item.hasUpper ? upperDualUsed : 0))
      let lowerChange = -(item.lowerDual * lowerDualUsed)
      let upperChange = -(item.upperDual * upperDualUsed)
      let (l, u, a, b) = (item.lowerSlack, item.upperSlack, item.lowerDual, item.upperDual)
      sums[2] = fused(l, a, fused(u, b, sums[2]))
      sums[3] = fused(l, lowerChange, fused(u, upperChange, sums[3]))
      sums[4] = fused(d, a - b, sums[4])
      sums[5] = fused(d, lowerChange - upperChange, sums[5])
      perCenter.append(lowerReciprocal - upperReciprocal)
      perSecondOrder.append(
        -(d * fused(lowerChange, lowerReciprocal, upperChange * upperReciprocal)))
    }
    return (sums, perCenter, perSecondOrder)
  }

  /// The largest of `−d / l`, `d / u` in sums[0] and of `−Δa / a`, `−Δb / b` in sums[1].
  static func measure(
    _ items: [TwinItem], affine: [Double], step: [Double], _ targets: ck_targets, _ sums: [Double]
  ) -> [Double] {
    var primal = sums[0]
    var dual = sums[1]
    for first in stride(from: 0, to: items.count, by: batch) {
      var most = LargestQuotient(dual)
      var ofUpper = LargestQuotient(0)
      for i in first..<min(first + batch, items.count) {
        let item = items[i]
        let d = step[i]
        let aims = TwinAims(item, affine: affine[i], targets)
        let a = item.lowerDual
        let b = item.upperDual
        primal = larger(primal, item.hasLower ? -(d * aims.lowerReciprocal) : 0)
        primal = larger(primal, item.hasUpper ? d * aims.upperReciprocal : 0)
        if item.hasLower {
          most.raise(
            to: fused(fused(a, d, -aims.lowerTarget), aims.lowerReciprocal, a), over: a)
        }
        if item.hasUpper {
          ofUpper.raise(
            to: fused(fused(-b, d, -aims.upperTarget), aims.upperReciprocal, b), over: b)
        }
      }
      most.raise(to: ofUpper)
      dual = most.value
    }
    return [primal, dual]
  }

  /// The largest `|first · second|`, or `most` if that is larger.
  static func largestProduct(_ first: [Double], _ second: [Double], _ most: Double) -> Double {
    zip(first, second).reduce(most) { larger($0, ($1.0 * $1.1).magnitude) }
  }

  /// The largest `−Δs / s` in sums[0] and `−Δz / z` in sums[1] over rows that are switched on.
  static func measureRows(
    slack: [Double], dual: [Double], step: [Double], dualStep: [Double], _ sums: [Double]
  ) -> [Double] {
    var used = LargestQuotient(sums[0])
    var most = LargestQuotient(sums[1])
    for k in slack.indices where dual[k] > 0 {
      used.raise(to: -step[k], over: slack[k])
      most.raise(to: -dualStep[k], over: dual[k])
    }
    return [used.value, most.value]
  }

  /// `gradient + target_l / l − target_u / u`.
  static func aim(_ item: TwinItem, affine: Double, gradient: Double, _ targets: ck_targets)
    -> Double
  {
    let aims = TwinAims(item, affine: affine, targets)
    let lower = item.hasLower ? aims.lowerTarget * aims.lowerReciprocal : 0
    let upper = item.hasUpper ? aims.upperTarget * aims.upperReciprocal : 0
    return gradient + (lower - upper)
  }

  /// Steps of a row's slack and multiplier, where `left` is what the network columns' steps leave of
  /// its residual:
  ///
  ///     Δz = (target − z (s + left)) / (s + softness z)      Δs = left + softness Δz
  static func aimRow(
    slack: Double, dual: Double, affine: Double, left: Double, _ targets: ck_targets,
    softness: Double
  ) -> (slack: Double, dual: Double) {
    guard dual > 0 else { return (left, 0) }
    let target = fused(
      targets.second_order * affine * dual, fused(affine, 1 / slack, 1), targets.center)
    let change = fused(-dual, slack + left, target) / fused(softness, dual, slack)
    return (fused(softness, change, left), change)
  }

  static func larger(_ a: Double, _ b: Double) -> Double { a > b ? a : b }
  static func smaller(_ a: Double, _ b: Double) -> Double { a < b ? a : b }
}

/// The largest of some quotients, found by cross multiplication and divided once.
private struct LargestQuotient {
  private var top: Double
  private var bottom = 1.0

  init(_ value: Double) { top = value }

  mutating func raise(to other: Double, over denominator: Double) {
    guard fused(-top, denominator, other * bottom) > 0 else { return }
    top = other
    bottom = denominator
  }

  mutating func raise(to other: LargestQuotient) { raise(to: other.top, over: other.bottom) }

  var value: Double { top / bottom }
}
