// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// How far a Monte Carlo run is.
package struct MonteCarloProgress: Sendable {
  /// Monte Carlo years dispatched, and how many there will be as far as the errors so far tell.
  package let done: Int
  package let expected: Int
  private let finished: FinishedYears

  init(done: Int, expected: Int, finished: FinishedYears) {
    self.done = done
    self.expected = max(done, expected)
    self.finished = finished
  }

  /// `120 of 350, LOLE h/yr BE 2.4±0.3, FR 1.1±0.2`.
  package var words: String {
    let zones = largestLOLE(Self.listedZones).map { "\($0.name) \($0.lole)" }
    return "\(done) of \(expected)"
      + (zones.isEmpty ? ", none short" : ", LOLE h/yr " + zones.joined(separator: ", "))
  }

  private static let listedZones = 3

  /// LOLE, h/yr, of the nodes with the largest, largest first, from the years dispatched so far. For
  /// display: it depends on which years were fastest. Costs a pass over them.
  package func largestLOLE(_ count: Int) -> [(name: String, lole: Estimate)] {
    finished.largestLOLE(count)
  }
}

/// Short hours by node of the years dispatched so far.
final class FinishedYears: Sendable {
  private let names: [String]
  /// By climate year and node, in the order in which years were dispatched.
  private let shortHours: Mutex<[[[Double]]]>

  init(names: [String], climateYears: Int) {
    self.names = names
    shortHours = Mutex(
      [[[Double]]](repeating: names.map { _ in [] }, count: climateYears))
  }

  func add(climateYear: Int, shortHours hours: [Int]) {
    shortHours.withLock { all in
      for (node, value) in hours.enumerated() { all[climateYear][node].append(Double(value)) }
    }
  }

  func largestLOLE(_ count: Int) -> [(name: String, lole: Estimate)] {
    let all = shortHours.withLock { $0 }.filter { !$0[0].isEmpty }
    guard !all.isEmpty else { return [] }
    let estimates = names.indices.map { node in
      var runs: [Range<Int>] = []
      for year in all {
        let first = runs.last?.upperBound ?? 0
        runs.append(first..<first + year[node].count)
      }
      return TwoLevelEstimate(all.flatMap { $0[node] }, climateYears: runs).estimate
    }
    let order = names.indices.sorted {
      (estimates[$1].mean, $0) < (estimates[$0].mean, $1)
    }
    return order.prefix(count).filter { estimates[$0].mean > 0 }
      .map { (names[$0], estimates[$0]) }
  }
}
