// SPDX-License-Identifier: Apache-2.0

/// Shortages of one zone by Monte Carlo year, in order of climate year and sample: every figure is
/// made from it, so that any split of the years over runs or threads gives the same bytes.
package struct MonteCarloTable: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package var year: MonteCarloYear
    package var shortage: AnnualShortage

    package init(year: MonteCarloYear, shortage: AnnualShortage) {
      self.year = year
      self.shortage = shortage
    }
  }

  package let entries: [Entry]

  /// For entries in strictly rising order of their years.
  init(sorted entries: [Entry]) { self.entries = entries }

  /// Brings entries of one or several runs into order.
  ///
  /// - Throws: ``RepeatedMonteCarloYears`` where a Monte Carlo year occurs more than once.
  package init(_ entries: some Sequence<Entry>) throws(RepeatedMonteCarloYears) {
    self.entries = entries.sorted { $0.year < $1.year }
    let repeated = zip(self.entries, self.entries.dropFirst())
      .filter { $0.year == $1.year }.map { $0.0.year }
    if !repeated.isEmpty { throw RepeatedMonteCarloYears(years: repeated) }
  }

  package init(merging parts: [MonteCarloTable]) throws(RepeatedMonteCarloYears) {
    try self.init(parts.flatMap(\.entries))
  }

  /// Runs of entries of one climate year each.
  package var climateYears: [Range<Int>] {
    var runs: [Range<Int>] = []
    var first = 0
    for index in entries.indices {
      let isLast = index + 1 == entries.count
      if isLast || entries[index + 1].year.climateYear != entries[first].year.climateYear {
        runs.append(first..<index + 1)
        first = index + 1
      }
    }
    return runs
  }
}

/// Parts of a Monte Carlo run that overlap.
package struct RepeatedMonteCarloYears: Error, Equatable, CustomStringConvertible {
  package var years: [MonteCarloYear]

  package var description: String {
    let first = years.prefix(3).map { "climate year \($0.climateYear) sample \($0.sample)" }
    let more = years.count > 3 ? " and \(years.count - 3) more" : ""
    return "Monte Carlo years occur more than once: \(first.joined(separator: ", "))\(more); "
      + "give each part samples of its own"
  }
}
