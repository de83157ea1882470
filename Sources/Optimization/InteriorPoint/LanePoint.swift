// SPDX-License-Identifier: Apache-2.0
import CKernels

/// An interior point in lanes: the slacks of both bounds of every item with their multipliers, and
/// the free variables.
///
/// Both slacks are state of their own and move by the same step; `upper − value` is never
/// recomputed, which would lose the digits of a small slack. A side without a bound has slack 1 and
/// multiplier 0; a fixed item has that on both sides. So a side exists where its multiplier is
/// positive.
final class LanePoint: @unchecked Sendable {
  /// Slack to the lower and upper bound, by item. The slack of a network row is a lower one.
  let lowerSlack: LanePointer
  let upperSlack: LanePointer
  let lowerDual: LanePointer
  let upperDual: LanePointer
  /// By network column, in place (not relative to a bound).
  let network: LanePointer
  let balanceDual: LanePointer
  let stateDual: LanePointer

  private let arena = Arena()

  init(_ shape: ProgramShape) {
    let items = shape.groups * shape.items
    lowerSlack = arena.lanes(items)
    upperSlack = arena.lanes(items)
    lowerDual = arena.lanes(items)
    upperDual = arena.lanes(items)
    network = arena.lanes(shape.groups * shape.network)
    balanceDual = arena.lanes(shape.groups * shape.balances)
    stateDual = arena.lanes(shape.groups * shape.states)
  }

  /// The fields from item number `at` on.
  @inline(__always)
  func items(from at: Int) -> ck_items {
    ck_items(
      lower_slack: lowerSlack + at, upper_slack: upperSlack + at, lower_dual: lowerDual + at,
      upper_dual: upperDual + at)
  }

  func copy(from other: LanePoint, _ shape: ProgramShape) {
    let items = shape.groups * shape.items
    lowerSlack.update(from: other.lowerSlack, count: items)
    upperSlack.update(from: other.upperSlack, count: items)
    lowerDual.update(from: other.lowerDual, count: items)
    upperDual.update(from: other.upperDual, count: items)
    network.update(from: other.network, count: shape.groups * shape.network)
    balanceDual.update(from: other.balanceDual, count: shape.groups * shape.balances)
    stateDual.update(from: other.stateDual, count: shape.groups * shape.states)
  }
}

extension LanePoint {
  /// Bounds that exist.
  func pairCount(_ shape: ProgramShape) -> Double {
    var count = 0.0
    for v in 0..<shape.groups * shape.items {
      for lane in 0..<laneCount {
        if lowerDual[v][lane] > 0 { count += 1 }
        if upperDual[v][lane] > 0 { count += 1 }
      }
    }
    return count
  }
}
