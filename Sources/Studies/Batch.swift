// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// What a batch may use of the machine.
package struct BatchLimits: Sendable {
  /// Over all runs at work.
  package var threads: Int
  /// Infinite for no limit.
  package var memoryMB: Double
  /// Memory that the process uses now, and the most it has used so far. MB.
  package var usedMemoryMB: @Sendable () -> Double
  package var peakMemoryMB: @Sendable () -> Double

  package init(
    threads: Int, memoryMB: Double = .infinity,
    usedMemoryMB: @escaping @Sendable () -> Double = { 0 },
    peakMemoryMB: @escaping @Sendable () -> Double = { 0 }
  ) {
    self.threads = threads
    self.memoryMB = memoryMB
    self.usedMemoryMB = usedMemoryMB
    self.peakMemoryMB = peakMemoryMB
  }
}

/// What happens in a batch, for those who watch it.
package enum BatchEvent: Sendable {
  /// The store has it already.
  case found(RunReport)
  /// What the store has of it cannot be used, so it is made again.
  case damaged(PlannedRun, String)
  case began(PlannedRun)
  case made(RunReport, seconds: Double)
}

/// Makes the runs that a store does not have yet.
///
/// Runs with larger loads come first, so that no long one is left to end alone on the threads that it
/// was given beside others. The first run gets all threads and shows how much memory one takes; then
/// as many runs as threads and memory allow are made at once, which uses processors better than many
/// threads in one run. Results do not depend on it.
package struct Batch: Sendable {
  package var runs: [PlannedRun]
  /// What each run costs beside the others, in any unit; equal loads keep the order of the runs.
  package var loads: [Double]
  package var store: any ResultStore
  package var limits: BatchLimits
  /// The words for an error of a run, which is then its ending; nil ends the batch with the error.
  package var describe: @Sendable (any Error) -> String?
  package var observe: @Sendable (BatchEvent) -> Void
  /// Makes one run with so many threads, and writes its files to the store.
  package var execute: @Sendable (PlannedRun, _ threads: Int) throws -> RunReport

  package init(
    runs: [PlannedRun], loads: [Double]? = nil, store: any ResultStore, limits: BatchLimits,
    describe: @escaping @Sendable (any Error) -> String?,
    observe: @escaping @Sendable (BatchEvent) -> Void = { _ in },
    execute: @escaping @Sendable (PlannedRun, _ threads: Int) throws -> RunReport
  ) {
    self.runs = runs
    self.loads = loads ?? runs.map { _ in 1 }
    self.store = store
    self.limits = limits
    self.describe = describe
    self.observe = observe
    self.execute = execute
  }

  /// What every run came to, in the order of the runs.
  ///
  /// - Throws: errors of the store, and errors of runs that there are no words for; runs completed
  ///   before are kept.
  package func make() throws -> [RunReport] {
    let state = BatchState(
      reports: try runs.map { try found($0) }, order: runsByLoad(loads))
    if let first = state.next() {
      let before = limits.usedMemoryMB()
      state.keep(try make(runs[first], threads: limits.threads), at: first)
      state.noteMemory(ofRunMB: limits.peakMemoryMB() - before)
      makeRest(state, baseMemoryMB: before)
    }
    return try state.finished()
  }

  private func found(_ run: PlannedRun) throws -> RunReport? {
    switch try store.verify(run) {
    case .missing, .other: return nil
    case .damaged(let words):
      observe(.damaged(run, words))
      return nil
    // What made it fail may have passed: a file that could not be read, a disk that was full.
    case .made(let report) where report.ending.isFailure: return nil
    case .made(let report):
      observe(.found(report))
      return report
    }
  }

  private func makeRest(_ state: BatchState, baseMemoryMB: Double) {
    let room = (limits.memoryMB - limits.usedMemoryMB()) / max(state.memoryPerRunMB, 1)
    let workers = min(limits.threads, state.waiting, room < 1 ? 1 : Int(min(room, 1e6)))
    guard workers > 1 else { return work(state, workers: 1, baseMemoryMB: baseMemoryMB) }
    let group = DispatchGroup()
    for _ in 0..<workers {
      group.enter()
      let thread = Thread {
        work(state, workers: workers, baseMemoryMB: baseMemoryMB)
        group.leave()
      }
      thread.stackSize = 16 << 20
      thread.start()
    }
    group.wait()
  }

  /// Makes runs until none is waiting, one has ended the batch, or memory has room only for the
  /// others at work.
  private func work(_ state: BatchState, workers: Int, baseMemoryMB: Double) {
    while let (index, atWork) = state.take(of: workers) {
      do {
        let threads = max(1, limits.threads / max(1, min(workers, atWork)))
        state.keep(try make(runs[index], threads: threads), at: index)
      } catch {
        state.fail(error)
        return
      }
      // A later run may take more than the first: another year, a drier winter.
      state.noteMemory(ofRunMB: (limits.peakMemoryMB() - baseMemoryMB) / Double(workers))
      let needed = limits.usedMemoryMB() + state.memoryPerRunMB
      if needed > limits.memoryMB, state.retire() { return }
    }
  }

  private func make(_ run: PlannedRun, threads: Int) throws -> RunReport {
    observe(.began(run))
    let started = Date()
    try store.begin(run)
    var report: RunReport
    do {
      report = try execute(run, threads)
    } catch {
      guard let words = describe(error) else { throw error }
      report = RunReport(run: run.run, ending: .failed(words))
      try store.begin(run)
    }
    try store.complete(run, with: report)
    observe(.made(report, seconds: Date().timeIntervalSince(started)))
    return report
  }
}

/// Places of runs in the order in which a batch begins them.
package func runsByLoad(_ loads: [Double]) -> [Int] {
  loads.indices.sorted { (loads[$1], $0) < (loads[$0], $1) }
}

/// What the workers of a batch share.
private final class BatchState: Sendable {
  private struct State {
    var reports: [RunReport?]
    var waiting: [Int]
    var atWork = 0
    var memoryPerRunMB = 0.0
    var error: (any Error)?
  }
  private let state: Mutex<State>

  init(reports: [RunReport?], order: [Int]) {
    let waiting = order.filter { reports[$0] == nil }
    state = Mutex(State(reports: reports, waiting: waiting.reversed()))
  }

  var waiting: Int { state.withLock { $0.waiting.count } }

  /// The most that one run has taken so far.
  var memoryPerRunMB: Double { state.withLock { $0.memoryPerRunMB } }

  func noteMemory(ofRunMB memory: Double) {
    state.withLock { $0.memoryPerRunMB = max($0.memoryPerRunMB, memory) }
  }

  /// The first run that is waiting.
  func next() -> Int? { state.withLock { $0.waiting.popLast() } }

  /// The next run, and how many runs share the threads with it.
  func take(of workers: Int) -> (index: Int, atWork: Int)? {
    state.withLock { state in
      guard state.error == nil, let index = state.waiting.popLast() else { return nil }
      state.atWork += 1
      return (index, min(workers, state.atWork + state.waiting.count))
    }
  }

  func keep(_ report: RunReport, at index: Int) {
    state.withLock {
      $0.reports[index] = report
      $0.atWork = max(0, $0.atWork - 1)
    }
  }

  /// Whether others are at work, so that one may stop.
  func retire() -> Bool { state.withLock { $0.atWork > 0 } }

  func fail(_ error: any Error) {
    state.withLock {
      $0.error = $0.error ?? error
      $0.atWork -= 1
    }
  }

  func finished() throws -> [RunReport] {
    try state.withLock { state in
      if let error = state.error { throw error }
      return state.reports.map { report in
        guard let report else { preconditionFailure("a run was neither made nor ended the batch") }
        return report
      }
    }
  }
}
