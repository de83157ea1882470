// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports

/// How far a command has come, with the time left, on standard error.
///
/// A terminal gets one line that is written again; a file or pipe gets a line every ten seconds.
/// Nothing is said in the first two seconds.
final class ProgressLine {
  private let isQuiet: Bool
  private let started = Date()
  private var lastSaid = Date.distantPast
  private var hasOpenLine = false

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  var elapsedSeconds: Double { Date().timeIntervalSince(started) }

  /// The time left is what a share of the whole leaves.
  ///
  /// - Parameters:
  ///   - share: rough share of the whole that is done, 0 to 1.
  ///   - detail: made only where the line is written.
  func report(_ what: String, share: Double, detail: @autoclosure () -> String) {
    let done = min(max(share, 0), 1)
    let left = done > 0.02 ? elapsedSeconds * (1 - done) / done : nil
    report(what, share: done, secondsLeft: left, detail: detail())
  }

  /// - Parameters:
  ///   - share: as above; it need not go with the time.
  ///   - secondsLeft: nil where it is not known.
  ///   - detail: made only where the line is written.
  func report(
    _ what: String, share: Double, secondsLeft: @autoclosure () -> Double?,
    detail: @autoclosure () -> String
  ) {
    let pause = Talk.isTerminal ? 0.2 : 10
    guard !isQuiet, elapsedSeconds >= 2, Date().timeIntervalSince(lastSaid) >= pause else { return }
    lastSaid = Date()
    let done = min(max(share, 0), 1)
    var line = "\(rightAligned(fixed(100 * done, 0), 3)) %  \(what)"
    let detail = detail()
    if !detail.isEmpty { line += ": \(detail)" }
    line += "; \(words(forSeconds: elapsedSeconds)) so far"
    if done < 1, let left = secondsLeft() { line += ", about \(words(forSeconds: left)) left" }
    if Talk.isTerminal {
      Talk.write("\r\u{1B}[2K" + line)
      hasOpenLine = true
    } else {
      Talk.say(line)
    }
  }

  /// Clears the line, so that what follows stands on its own.
  func end() {
    if hasOpenLine { Talk.write("\r\u{1B}[2K") }
    hasOpenLine = false
  }
}

/// `45 s`, `3 min 20 s`, `2 h 5 min`.
func words(forSeconds seconds: Double) -> String {
  let whole = Int(seconds.rounded())
  if whole < 60 { return "\(whole) s" }
  if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
  return "\(whole / 3600) h \(whole / 60 % 60) min"
}
