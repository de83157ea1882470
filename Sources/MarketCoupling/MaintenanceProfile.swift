// SPDX-License-Identifier: Apache-2.0

/// Planned maintenance of a zone, laid into the weeks where it is missed least.
enum MaintenanceProfile {
  /// No week may have more than this share of a zone's thermal capacity in planned outage.
  static let largestWeeklyShare = 0.4

  /// The share of the planned-outage volume (MW weeks) that falls into each week.
  ///
  /// Levels the weekly need: with `need[w]` the highest residual load of week `w` and `volume` the
  /// MW weeks to place, the outage of a week is `min(cap, max(0, level − need[w]))`, with the one
  /// `level` that places the whole volume. Shares sum to 1 (0 everywhere without volume).
  ///
  /// - Parameters:
  ///   - need: highest residual load per week, MW.
  ///   - volume: MW weeks of planned outage in all weeks together.
  ///   - capacity: thermal capacity of the zone, MW.
  static func weeklyShares(need: [Double], volume: Double, capacity: Double) -> [Double] {
    guard volume > 0, let lowest = need.min(), let highest = need.max() else {
      return [Double](repeating: 0, count: need.count)
    }
    let cap = max(largestWeeklyShare * capacity, volume / Double(need.count))
    func placed(at level: Double) -> Double {
      need.reduce(0) { $0 + min(cap, max(0, level - $1)) }
    }
    var low = lowest
    var high = highest + cap
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if placed(at: middle) < volume { low = middle } else { high = middle }
    }
    let outages = need.map { min(cap, max(0, high - $0)) }
    let total = outages.reduce(0, +)
    return outages.map { $0 / total }
  }
}
