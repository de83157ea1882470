// SPDX-License-Identifier: Apache-2.0

/// One climate year with one outage pattern.
package struct MonteCarloYear: Hashable, Comparable, Sendable {
  package var climateYear: Int
  /// Number of the outage pattern, counted from 0 or 1 as the caller likes.
  package var sample: Int

  package init(climateYear: Int, sample: Int) {
    self.climateYear = climateYear
    self.sample = sample
  }

  /// All samples of a climate year before the next climate year.
  package static func < (a: Self, b: Self) -> Bool {
    (a.climateYear, a.sample) < (b.climateYear, b.sample)
  }
}
