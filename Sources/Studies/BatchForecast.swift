// SPDX-License-Identifier: Apache-2.0

/// How long the runs of a batch still take, from what they have told of themselves; runs may differ.
///
/// A run at work that has done a share w of itself in t seconds still takes t (1 - w) / w. One that
/// waits takes the mean of those that are known: at work, or done beside as many others. With n at
/// work the batch still takes
///
///     max(longest rest of a run at work, (sum of rests + waiting mean) / n)
///
/// Times are seconds since any moment, the same for all.
package struct BatchForecast: Sendable {
  private struct RunAtWork {
    var began: Double
    var share = 0.0
    /// The most runs that were at work beside it, itself included.
    var width: Int
  }

  /// Shares below it say little: a run reads its inputs before it can know.
  private static let leastShare = 0.03

  private var atWork: [String: RunAtWork] = [:]
  private var done: [(seconds: Double, width: Int)] = []

  package init() {}

  package mutating func began(_ run: String, at now: Double) {
    atWork[run] = RunAtWork(began: now, width: 0)
    let count = atWork.count
    atWork = atWork.mapValues { other in
      var other = other
      other.width = max(other.width, count)
      return other
    }
  }

  /// - Parameter share: of the time of a run, 0 to 1.
  package mutating func report(_ run: String, share: Double) {
    atWork[run]?.share = min(max(share, 0), 1)
  }

  package mutating func ended(_ run: String, at now: Double) {
    guard let ended = atWork.removeValue(forKey: run) else { return }
    done.append((max(0, now - ended.began), ended.width))
  }

  /// Nil while too little is known.
  ///
  /// - Parameter waiting: runs that are not begun.
  package func secondsLeft(waiting: Int, at now: Double) -> Double? {
    let runs = atWork.values.map { run in
      let elapsed = max(0, now - run.began)
      let whole = run.share >= Self.leastShare ? elapsed / run.share : nil
      return (elapsed: elapsed, whole: whole)
    }
    let alike = done.filter { $0.width == atWork.count }.map(\.seconds)
    var known = alike + runs.compactMap(\.whole)
    if known.isEmpty { known = done.map(\.seconds) }
    // In one order, so that the same events give the same sum.
    known.sort()
    let isGuessed = waiting > 0 || runs.contains { $0.whole == nil }
    guard !known.isEmpty || !isGuessed else { return nil }
    let mean = known.reduce(0, +) / Double(max(1, known.count))
    let rests = runs.map { max(0, ($0.whole ?? mean) - $0.elapsed) }.sorted()
    let work = rests.reduce(0, +) + Double(max(0, waiting)) * mean
    return max(rests.last ?? 0, work / Double(max(1, atWork.count)))
  }
}
