// SPDX-License-Identifier: Apache-2.0
import Adequacy
import Foundation
import MarketCoupling
import Synchronization

/// How far an adequacy run has come, as a share of its time. Several threads may tell it.
///
/// How long Monte Carlo years take is known from those that are done. From the first on the share is
///
///     t / (t + left),   left = d (expected - done) / done
///
/// with t the seconds since the start and d those since the first Monte Carlo year was begun. Before
/// that, shares are a guess.
final class AdequacyProgress: Sendable {
  typealias Report = @Sendable (_ what: String, _ share: Double, _ detail: () -> String) -> Void

  /// Guessed shares of what comes before Monte Carlo years; a climate year of the Penta case takes
  /// about as long to draw as six of its samples to dispatch.
  private static let shareOfCapacity = 0.3
  private static let shareOfClimate = 0.35

  private let report: Report
  private let started = Date()
  private let dispatchStarted = Mutex<Date?>(nil)
  /// Share at which the climate years begin.
  private let climateBegin = Mutex(0.0)
  private let climateDone = Atomic(0)

  /// - Parameter report: called on any thread, also on several at once.
  init(_ report: @escaping Report) { self.report = report }

  convenience init(_ line: ProgressLine) {
    let shared = SharedProgressLine(line)
    self.init { shared.report($0, share: $1, detail: $2) }
  }

  /// A step of the base case or of the capacity calculation.
  func calculating(_ step: CouplingProgress) {
    climateBegin.withLock { $0 = Self.shareOfCapacity }
    report(step.stage.rawValue, Self.shareOfCapacity * step.share) { step.detail }
  }

  /// One more climate year is read or drawn.
  func madeClimateYear(of count: Int) {
    let done = climateDone.wrappingAdd(1, ordering: .relaxed).newValue
    let begin = climateBegin.withLock { $0 }
    report("climate years", begin + Self.shareOfClimate * Double(done) / Double(count)) {
      "\(done) of \(count)"
    }
  }

  /// Monte Carlo years begin.
  func beginDispatch() { dispatchStarted.withLock { $0 = Date() } }

  func dispatched(_ run: MonteCarloProgress) {
    let now = Date()
    let dispatch = now.timeIntervalSince(dispatchStarted.withLock { $0 } ?? started)
    let passed = now.timeIntervalSince(started)
    let left = dispatch * Double(run.expected - run.done) / Double(max(1, run.done))
    report("Monte Carlo years", passed + left > 0 ? passed / (passed + left) : 0) { run.words }
  }
}

/// A progress line that several threads may write.
final class SharedProgressLine: Sendable {
  private let lock = Mutex(())
  /// Only used with the lock held.
  nonisolated(unsafe) private let line: ProgressLine

  init(_ line: ProgressLine) { self.line = line }

  func report(_ what: String, share: Double, detail: () -> String) {
    lock.withLock { _ in line.report(what, share: share, detail: detail()) }
  }
}
