// SPDX-License-Identifier: Apache-2.0

/// The course of a level that a solution does not state: it follows from flows, each of which
/// rounding may have taken off.
///
///     | e_t − ρ_t e_{t−1} − f_t | ≤ r
///
/// Of all courses that rounding allows it is one that keeps the bounds of the level wherever it can;
/// beside that it is near to the course without rounding. So no rounding explains a level that is
/// beyond its bounds.
struct LevelCourse {
  /// `ρ_t`, share of the level before.
  var retention: [Double]
  /// `f_t`, MWh or the unit of the budget.
  var flows: [Double]
  var lower: [Double]
  var upper: [Double]
  /// `r`.
  var rounding: Double

  /// Two levels, the lower one first.
  struct Range {
    var lower: Double
    var upper: Double

    func nearest(to value: Double) -> Double { min(max(value, lower), upper) }

    /// The part within others, which may be but touched; where there is none, the whole.
    func within(_ lower: Double, _ upper: Double) -> Range {
      if self.lower > upper + levelAccuracy || self.upper < lower - levelAccuracy { return self }
      return Range(
        lower: min(max(self.lower, lower), upper), upper: max(min(self.upper, upper), lower))
    }
  }

  /// The levels at the ends of all units of time, from a level that is known.
  func levels(from start: Double) -> [Double] {
    let plain = plainLevels(from: start)
    return levels(from: start, near: plain, endingNear: plain.last ?? start)
  }

  /// The same for a level that ends where it begins: with the level before the first unit.
  ///
  /// Where no course within the rounding comes back, start and end differ.
  func cyclicLevels() -> (start: Double, levels: [Double]) {
    guard let lowest = lower.last, let highest = upper.last else { return (0, []) }
    let start = closingStart(in: startRange(lowest, highest))
    return (start, levels(from: start, near: plainLevels(from: start), endingNear: start))
  }

  // MARK: - Courses

  func plainLevels(from start: Double) -> [Double] {
    var level = start
    return flows.indices.map { t in
      level = retention[t] * level + flows[t]
      return level
    }
  }

  /// What can be reached after a unit from what could be reached before it.
  private func reach(_ before: Range, _ t: Int) -> Range {
    Range(
      lower: retention[t] * before.lower + flows[t] - rounding,
      upper: retention[t] * before.upper + flows[t] + rounding
    ).within(lower[t], upper[t])
  }

  private func levels(
    from start: Double, near levels: [Double], endingNear end: Double
  ) -> [Double] {
    var at = Range(lower: start, upper: start)
    let reached = flows.indices.map { t in
      at = reach(at, t)
      return at
    }
    return course(through: reached, near: levels, endingNear: end)
  }

  /// The levels in the ranges that are reached one after the other, found from the end: each as near
  /// to the given one as the level after it allows.
  func course(
    through reached: [Range], near given: [Double], endingNear end: Double
  ) -> [Double] {
    guard var after = reached.indices.last else { return [] }
    var levels = given
    levels[after] = reached[after].nearest(to: end)
    while after > 0 {
      let before = after - 1
      var level = given[before]
      if retention[after] > 0 {
        let least = (levels[after] - flows[after] - rounding) / retention[after]
        let most = (levels[after] - flows[after] + rounding) / retention[after]
        level = min(max(level, least), most)
      }
      levels[before] = reached[before].nearest(to: level)
      after = before
    }
    return levels
  }

  // MARK: - Cyclic levels

  /// Share of the first level that is left at the end.
  private var kept: Double { retention.reduce(1, *) }

  /// The level that comes back without rounding; where every level does, the least that keeps all
  /// levels above zero.
  private var plainStart: Double {
    let fromZero = plainLevels(from: 0)
    let kept = kept
    return kept < 1 ? (fromZero.last ?? 0) / (1 - kept) : max(0, -(fromZero.min() ?? 0))
  }

  /// Levels that may come back, within the bounds of the last one.
  func startRange(_ lowest: Double, _ highest: Double) -> Range {
    let kept = kept
    var range = Range(lower: lowest, upper: highest)
    if kept < 1 {
      let sum = retention.reduce(0) { $1 * $0 + rounding } / (1 - kept)
      let start = plainStart
      range = Range(lower: start - sum, upper: start + sum).within(lowest, highest)
    }
    let viable = viableStart()
    return range.within(viable.lower, viable.upper)
  }

  /// Starts from which a course keeps all bounds, found from the end.
  private func viableStart() -> Range {
    var range = Range(lower: -.infinity, upper: .infinity)
    for t in flows.indices.reversed() {
      let inside = Range(lower: lower[t], upper: upper[t]).within(range.lower, range.upper)
      guard retention[t] > 0 else {
        range = Range(lower: -.infinity, upper: .infinity)
        continue
      }
      range = Range(
        lower: (inside.lower - flows[t] - rounding) / retention[t],
        upper: (inside.upper - flows[t] + rounding) / retention[t])
    }
    return range
  }

  /// A start to which a course comes back. What is reached in the end grows with the start, but no
  /// faster, so that it can be halved in.
  func closingStart(in range: Range) -> Double {
    var range = range
    var start = range.nearest(to: plainStart)
    for _ in 0..<halvings {
      var end = Range(lower: start, upper: start)
      for t in flows.indices { end = reach(end, t) }
      if end.lower > start {
        range.lower = start
      } else if end.upper < start {
        range.upper = start
      } else {
        return start
      }
      start = (range.lower + range.upper) / 2
    }
    return start
  }
}

/// Enough to bring a range of any level down to rounding of numbers.
let halvings = 60

/// MWh or unit of the budget; far below any rounding of tables.
let levelAccuracy = 1e-6
