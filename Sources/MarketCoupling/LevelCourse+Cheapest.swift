// SPDX-License-Identifier: Apache-2.0

/// Of all courses that rounding allows, the one whose levels cost least.
///
/// A level that is on a bound in one hour and on the other one some hours later has to come there
/// within the rounding of the hours between. Where no course keeps a bound, the level is the nearest
/// to it.
extension LevelCourse {
  /// The levels at the ends of all units of time, from a level that is known.
  ///
  /// - Parameter costs: of each unit of the level at the end of each unit of time, EUR per MWh or
  ///   unit of the budget. Of equal courses it is the one near to that without rounding.
  /// - Complexity: linear in the units of time where few costs change their sign.
  func cheapestLevels(from start: Double, costs: [Double]) -> [Double] {
    cheapest(from: start, endingAt: nil, costs).levels
  }

  /// The same for a level that ends where it begins: with the level before the first unit, which is
  /// the cheapest too.
  func cheapestCyclicLevels(costs: [Double]) -> (start: Double, levels: [Double]) {
    guard let lowest = lower.last, let highest = upper.last else { return (0, []) }
    var range = startRange(lowest, highest)
    let first = closingStart(in: range)
    let base = cheapest(from: first, endingAt: first, costs)
    var best = (start: first, levels: base.levels)
    guard base.isClosed(at: first) else { return best }
    func excess(_ levels: [Double]) -> Double {
      costs.indices.reduce(0) { $0 + costs[$1] * (levels[$1] - base.levels[$1]) }
    }
    // The cost is convex in the start, so that it can be halved in.
    var least = 0.0
    for _ in 0..<halvings where range.upper - range.lower > levelAccuracy {
      let start = (range.lower + range.upper) / 2
      let step = levelAccuracy / 2
      let here = cheapest(from: start, endingAt: start, costs)
      guard here.isClosed(at: start) else {
        if start < first { range.lower = start } else { range.upper = start }
        continue
      }
      let cost = excess(here.levels)
      if cost < least {
        least = cost
        best = (start, here.levels)
      }
      let next = cheapest(from: start + step, endingAt: start + step, costs)
      if next.isClosed(at: start + step), excess(next.levels) < cost {
        range.lower = start
      } else {
        range.upper = start
      }
    }
    return best
  }

  private struct Cheapest {
    var levels: [Double]
    /// Of the last level.
    var reached: Range

    func isClosed(at start: Double) -> Bool {
      reached.lower - levelAccuracy <= start && start <= reached.upper + levelAccuracy
    }
  }

  private func cheapest(
    from start: Double, endingAt end: Double?, _ costs: [Double]
  ) -> Cheapest {
    var levels = plainLevels(from: start)
    var at = Range(lower: start, upper: start)
    var cost = CourseCost(start: start)
    let reached = flows.indices.map { t in
      let least = retention[t] * at.lower + flows[t] - rounding
      let most = retention[t] * at.upper + flows[t] + rounding
      at = Range(
        lower: min(max(least, lower[t]), most), upper: max(min(most, upper[t]), least))
      cost.carry(retention: retention[t], flow: flows[t], rounding: rounding)
      cost.keep(from: at.lower, to: at.upper)
      cost.add(cost: costs[t])
      let cheapest = cost.cheapest
      levels[t] = min(max(levels[t], cheapest.lower), cheapest.upper)
      return at
    }
    return Cheapest(
      levels: course(through: reached, near: levels, endingNear: end ?? levels.last ?? start),
      reached: at)
  }
}
