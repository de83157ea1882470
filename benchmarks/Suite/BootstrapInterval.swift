// SPDX-License-Identifier: Apache-2.0

/// Where the median of repeated measurements lies in 95 of 100 resamplings.
///
/// The resamplings are drawn from a fixed seed: the same measurements give the same interval.
///
/// Source: B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", Chapman & Hall 1993,
/// chapter 13 (percentile intervals).
package struct BootstrapInterval: Equatable, Sendable {
  static let resamplings = 1000
  static let coverage = 0.95
  static let seed: UInt64 = 20_300_101

  package let lower: Double
  package let upper: Double

  /// - Precondition: there is a measurement.
  package init(ofMedian values: [Double]) {
    precondition(!values.isEmpty, "an interval of no measurements")
    var generator = SplitMix(state: Self.seed)
    let medians = (0..<Self.resamplings).map { _ in
      values.indices.map { _ in values[Int(generator.next() % UInt64(values.count))] }.median!
    }.sorted()
    let tail = Int((1 - Self.coverage) / 2 * Double(Self.resamplings))
    lower = medians[tail]
    upper = medians[Self.resamplings - 1 - tail]
  }
}

/// Source: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014, figure 17.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
