// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import Studies
import Synchronization

/// How far a study has come: on standard error for people, in a log for tools.
final class BatchProgress: Sendable {
  private struct State {
    var runs: Int
    var done = 0
    var found = 0
    /// Share of each run at work, by its folder.
    var atWork: [String: Double] = [:]
    var forecast = BatchForecast()
    var worstResidualMW: Double?
    var lole: (sum: Double, count: Int) = (0, 0)
    var counts: [String: Int] = [:]
    var isClosed = false
  }
  private let state: Mutex<State>
  /// Only used with the state's lock held.
  nonisolated(unsafe) private let line: ProgressLine
  private let talk: TalkOptions
  private let log: ProgressLog?
  private let lolePlace: Int?

  init(runs: Int, kind: StudyKind, talk: TalkOptions, log: ProgressLog?) {
    state = Mutex(State(runs: runs))
    line = ProgressLine(isQuiet: talk.quiet)
    self.talk = talk
    self.log = log
    lolePlace = kind.columns.firstIndex { $0.name == "lole_h_per_yr" }
  }

  /// Runs that are made, those found included.
  var done: Int { state.withLock { $0.done } }
  var found: Int { state.withLock { $0.found } }

  func observe(_ event: BatchEvent) {
    state.withLock { state in
      switch event {
      case .found(let report):
        state.found += 1
        add(report, to: &state)
      case .damaged(let run, let words):
        line.end()
        Talk.say("\(words); the run is made again")
        log?.add("damaged", members(run.run) + [.init("reason", .string(words))])
      case .began(let run):
        state.atWork[run.folder] = 0
        state.forecast.began(run.folder, at: line.elapsedSeconds)
        log?.add("began", members(run.run))
        say(run, detail: { "" }, state)
      case .made(let report, let seconds):
        state.atWork[report.run.folder] = nil
        state.forecast.ended(report.run.folder, at: line.elapsedSeconds)
        add(report, to: &state)
        log?.add(
          "made",
          members(report.run) + [
            .init("status", .string(report.ending.word)),
            .init("reason", .string(report.ending.reason)),
            .init("wall_s", .number((seconds * 1000).rounded() / 1000)),
            .init("done", .integer(state.done)), .init("of", .integer(state.runs)),
            .init("worst_residual_mw", state.worstResidualMW.map { .number($0) } ?? .null),
            .init("peak_memory_mb", .number(Host.peakMemoryMB)),
          ])
      }
    }
  }

  private func members(_ run: StudyRun) -> [JSONText.Member] {
    [.init("run", .integer(run.number)), .init("folder", .string(run.folder))]
  }

  private func add(_ report: RunReport, to state: inout State) {
    state.done += 1
    state.counts[report.ending.word, default: 0] += 1
    let residuals = [state.worstResidualMW, report.primalResidualMW?.magnitude].compactMap { $0 }
    state.worstResidualMW = residuals.max()
    if let place = lolePlace, let all = report.zones.first, all.values[place].isFinite {
      state.lole = (state.lole.sum + all.values[place], state.lole.count + 1)
    }
  }

  /// A run at work has come so far.
  func report(_ run: PlannedRun, share: Double, detail: () -> String) {
    state.withLock { state in
      state.atWork[run.folder] = min(max(share, 0), 1)
      state.forecast.report(run.folder, share: share)
      say(run, detail: detail, state)
    }
  }

  private func say(_ run: PlannedRun, detail: () -> String, _ state: State) {
    guard !state.isClosed else { return }
    // Runs that were found took no time.
    let share =
      (Double(state.done - state.found) + state.atWork.values.sorted().reduce(0, +))
      / Double(max(1, state.runs - state.found))
    let isAlone = state.atWork.count <= 1
    line.report(
      isAlone
        ? "run \(run.run.number) of \(state.runs), \(run.folder.dropFirst(5))"
        : "\(state.done) of \(state.runs) runs done, \(state.atWork.count) at work", share: share,
      secondsLeft: state.forecast.secondsLeft(
        waiting: state.runs - state.done - state.atWork.count, at: line.elapsedSeconds),
      detail: ([isAlone ? detail() : ""] + soFar(state)).filter { !$0.isEmpty }.joined(
        separator: "; "))
  }

  private func soFar(_ state: State) -> [String] {
    var words: [String] = []
    if let worst = state.worstResidualMW {
      words.append("worst residual \(scientific(worst)) MW so far")
    }
    if state.lole.count > 0 {
      words.append("LOLE \(fixed(state.lole.sum / Double(state.lole.count), 3)) h/yr so far")
    }
    return words
  }

  /// Clears the line; nothing more is said.
  func end() {
    state.withLock { state in
      line.end()
      state.isClosed = true
    }
  }

  /// Marks the end of the work in the log.
  func log(_ event: String, _ members: [JSONText.Member] = []) { log?.add(event, members) }
}
