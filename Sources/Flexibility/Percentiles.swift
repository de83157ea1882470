// SPDX-License-Identifier: Apache-2.0

/// Values in rising order, for percentiles.
package struct SortedValues: Sendable {
  package let values: [Double]

  package init(_ values: [Double]) { self.values = values.sorted() }

  /// The value below which `percent` of 100 values lie, by linear interpolation between order
  /// statistics: position `(n − 1) percent / 100` from the smallest. NaN of no values.
  ///
  /// Source: R. Hyndman, Y. Fan, "Sample quantiles in statistical packages", The American
  /// Statistician 50 (1996), no. 4, pp. 361–365, definition 7.
  package func percentile(_ percent: Double) -> Double {
    precondition((0...100).contains(percent), "percentile \(percent)")
    guard let last = values.indices.last else { return .nan }
    let place = Double(last) * percent / 100
    let lower = Int(place)
    guard lower < last else { return values[last] }
    let share = place - Double(lower)
    return values[lower] + share * (values[lower + 1] - values[lower])
  }
}
