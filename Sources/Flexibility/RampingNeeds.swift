// SPDX-License-Identifier: Apache-2.0

/// Changes of residual load over a number of time units, MW.
///
/// A ramp belongs to the unit in which it begins; those that would end after the last unit are not
/// there.
package struct RampingNeeds: Sendable {
  package let units: Int
  /// `RL[t + units] − RL[t]`, by first unit.
  package let ramps: [Double]
  package let largestUp: Double
  /// The largest fall, not positive unless residual load always rises.
  package let largestDown: Double
  /// In the order of ``rampPercentiles``.
  package let percentiles: [Double]
  /// Ramps of at least the percentile ``rampEventPercentile``, and falls of at least its mirror.
  package let eventsUp: EventStatistics
  package let eventsDown: EventStatistics

  package init(residualLoad: [Double], units: Int) {
    precondition(units > 0 && residualLoad.count > units, "\(residualLoad.count) units, \(units)")
    self.units = units
    ramps = (0..<residualLoad.count - units).map { residualLoad[$0 + units] - residualLoad[$0] }
    let sorted = SortedValues(ramps)
    largestUp = sorted.percentile(100)
    largestDown = sorted.percentile(0)
    percentiles = rampPercentiles.map { sorted.percentile($0) }
    let high = sorted.percentile(rampEventPercentile)
    let low = sorted.percentile(100 - rampEventPercentile)
    eventsUp = EventStatistics(ramps.map { $0 >= high && $0 > 0 })
    eventsDown = EventStatistics(ramps.map { $0 <= low && $0 < 0 })
  }
}

package let rampPercentiles = [0.1, 1, 5, 50, 95, 99, 99.9]
package let rampEventPercentile = 99.0

/// Unbroken runs of marked time units, in units.
package struct EventStatistics: Equatable, Sendable {
  package var count = 0
  package var markedUnits = 0
  package var longest = 0
  /// Mean length; NaN without events.
  package var meanDuration: Double { count > 0 ? Double(markedUnits) / Double(count) : .nan }
  /// Mean of the unmarked units from the end of one event to the start of the next; NaN of fewer
  /// than two events.
  package private(set) var meanInterval = Double.nan

  package init(_ marks: [Bool]) {
    var length = 0
    var first: Int?
    var last = 0
    for (t, isMarked) in marks.enumerated() {
      guard isMarked else {
        length = 0
        continue
      }
      if length == 0 { count += 1 }
      length += 1
      longest = max(longest, length)
      markedUnits += 1
      first = first ?? t
      last = t
    }
    guard count > 1, let first else { return }
    meanInterval = Double(last - first + 1 - markedUnits) / Double(count - 1)
  }
}
