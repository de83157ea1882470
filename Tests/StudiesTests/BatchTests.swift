// SPDX-License-Identifier: Apache-2.0
import GridModel
import Scenarios
import Studies
import Synchronization
import TestSupport
import Testing

@Suite("a batch of runs")
struct BatchTests {
  private struct Broken: Error {}
  private let columns = [
    StudyColumn("price", unit: "EUR/MWh", "mean"),
    StudyColumn("error", unit: "EUR/MWh", isCompared: false, "of the mean"),
  ]

  private var study: Study {
    var options = RunOptions()
    options.climateYears = [1, 2]
    return Study(
      name: "test", casePath: "case", kind: .coupling, years: [2030], options: options,
      book: ScenarioBook([
        Scenario(name: "base"), Scenario(name: "dear"), Scenario(name: "broken"),
      ]), scenarios: ["base", "dear", "broken"], reference: "base")
  }

  private var runs: [PlannedRun] {
    study.runs.map { PlannedRun(run: $0, key: study.definition(of: $0, caseFiles: [])) }
  }

  /// Prices 40 and 50 in the base, 10 and 20 more in the dear scenario.
  private static func report(_ run: StudyRun) throws -> RunReport {
    if run.scenario == "broken" { throw Broken() }
    let climateYear = Double(run.climateYear ?? 0)
    let price = 30 + 10 * climateYear + (run.scenario == "dear" ? 10 * climateYear : 0)
    return RunReport(
      run: run, ending: .optimal, zones: [ZoneFigures(zone: allZones, values: [price, 1])])
  }

  private func batch(
    _ store: any ResultStore, limits: BatchLimits = BatchLimits(threads: 1),
    loads: [Double]? = nil, describesErrors: Bool = true,
    observe: @escaping @Sendable (BatchEvent) -> Void = { _ in },
    before: @escaping @Sendable (PlannedRun, Int) -> Void = { _, _ in }
  ) -> Batch {
    Batch(
      runs: runs, loads: loads, store: store, limits: limits,
      describe: { describesErrors && $0 is Broken ? "no dispatch" : nil }, observe: observe,
      execute: { run, threads in
        before(run, threads)
        try store.write([1, 2, 3], to: "table", of: run)
        return try Self.report(run.run)
      })
  }

  private func result(_ store: any ResultStore = MemoryStore()) throws -> StudyResult {
    StudyResult(
      reference: study.reference, columns: columns, reports: try batch(store).make())
  }

  @Test("a run that fails is a row with its reason, and the others go on")
  func failures() throws {
    let result = try result()
    #expect(result.reports.count == 6)
    #expect(result.count(of: "optimal") == 4)
    #expect(result.count(of: "failed") == 2)
    #expect(result.reports[4].ending.reason == "no dispatch")
    #expect(result.reports[4].zones.isEmpty)
  }

  @Test("an error without words ends the batch; runs made before are kept")
  func unknownErrors() throws {
    let store = MemoryStore()
    #expect(throws: Broken.self) { try batch(store, describesErrors: false).make() }
    #expect(store.list() == runs[..<4].map(\.folder))
  }

  @Test("each run is compared with the reference of its own climate year")
  func differences() throws {
    let result = try result()
    #expect(result.counterpart(of: result.reports[0]) == nil)
    let differences = try result.reports[2...3].map { report in
      try #require(result.differences(of: report))[0].values
    }
    #expect(differences.map { $0[0] } == [10, 20])
    #expect(differences.allSatisfy { $0[1].isNaN })
    #expect(result.differences(of: result.reports[4]) == nil)
  }

  @Test("means over climate years")
  func means() throws {
    let means = try result().means
    #expect(means.map(\.scenario) == ["base", "dear", "broken"])
    #expect(means.map { $0.mean(0) } == [45, 60, nil])
    #expect(means.map { $0.difference(0) } == [nil, 15, nil])
    #expect(means.map(\.withFigures) == [2, 2, 0])
  }

  @Test(
    "reports come in the order of the runs, however many are made at once", arguments: [1, 2, 5])
  func parallel(threads: Int) throws {
    let made = Mutex<[String]>([])
    let most = Mutex((atWork: 0, most: 0))
    let reports = try batch(
      MemoryStore(), limits: BatchLimits(threads: threads),
      before: { run, _ in
        let isFirst = made.withLock {
          $0.append(run.folder)
          return $0.count == 1
        }
        most.withLock { $0 = ($0.atWork + 1, max($0.most, $0.atWork + 1)) }
        waitAMoment()
        // On a busy machine the others may come late.
        for _ in 0..<1000 where !isFirst && most.withLock({ $0.most }) < threads { waitAMoment() }
        most.withLock { $0.atWork -= 1 }
      }
    ).make()
    #expect(reports.map(\.run) == study.runs)
    #expect(made.withLock { $0.sorted() } == runs.map(\.folder))
    #expect(most.withLock { $0.most } == threads)
  }

  @Test("the first run has all threads; those made at once share them")
  func threadsOfRuns() throws {
    let threads = Mutex<[Int]>([])
    _ = try batch(
      MemoryStore(), limits: BatchLimits(threads: 4),
      before: { _, count in
        threads.withLock { $0.append(count) }
        waitAMoment()
      }
    ).make()
    let given = threads.withLock { $0 }
    #expect(given.first == 4)
    #expect(given[1...4] == [1, 1, 1, 1])
  }

  @Test("larger runs are made before smaller ones, and reports keep the order of the runs")
  func largestFirst() throws {
    let made = Mutex<[String]>([])
    let reports = try batch(
      MemoryStore(), loads: [1, 5, 1, 9, 5, 1],
      before: { run, _ in made.withLock { $0.append(run.folder) } }
    ).make()
    #expect(made.withLock { $0 } == [3, 1, 4, 0, 2, 5].map { runs[$0].folder })
    #expect(reports.map(\.run) == study.runs)
    let inOrder = try batch(MemoryStore()).make()
    #expect(reports.map(\.ending) == inOrder.map(\.ending))
    func values(_ reports: [RunReport]) -> [[[Double]]] { reports.map { $0.zones.map(\.values) } }
    #expect(values(reports) == values(inOrder))
  }

  @Test("memory limits how many runs are made at once", arguments: [(2500.0, 1), (3500.0, 2)])
  func memory(limitMB: Double, expected: Int) throws {
    // 1000 MB before the first run, which takes 1000 MB more while it is made.
    let most = Mutex((atWork: 0, most: 0))
    _ = try batch(
      MemoryStore(),
      limits: BatchLimits(
        threads: 4, memoryMB: limitMB, usedMemoryMB: { 1000 }, peakMemoryMB: { 2000 }),
      before: { _, _ in
        most.withLock { $0 = ($0.atWork + 1, max($0.most, $0.atWork + 1)) }
        waitAMoment()
        most.withLock { $0.atWork -= 1 }
      }
    ).make()
    #expect(most.withLock { $0.most } == expected)
  }

  @Test(
    "a store that fails at any step ends the batch, and a second one goes on", arguments: 0..<24)
  func storeFails(step: Int) throws {
    let store = FaultyStore()
    store.fail(afterSteps: step)
    // Six runs, each begun, written and completed; the two that fail are begun twice.
    let steps = 20
    if step < steps {
      #expect(throws: FaultyStore.Fault.self) { try batch(store).make() }
    } else {
      _ = try batch(store).make()
    }
    store.fail(afterSteps: nil)
    let kept = try store.list()
    let made = Mutex<[String]>([])
    let reports = try batch(store, before: { run, _ in made.withLock { $0.append(run.folder) } })
      .make()
    // What failed is tried again.
    let expected = runs.filter { !kept.contains($0.folder) || $0.run.scenario == "broken" }
    #expect(made.withLock { $0 } == expected.map(\.folder))
    #expect(reports.map(\.ending) == (try batch(MemoryStore()).make()).map(\.ending))
    #expect(reports.map(\.run) == study.runs)
  }

  @Test("what a store has damaged, of other inputs or as failed, is made again")
  func damaged() throws {
    let store = FaultyStore()
    _ = try batch(store).make()
    store.damage(runs[1])
    let events = Mutex<[String]>([])
    _ = try batch(
      store,
      observe: { event in
        events.withLock { events in
          switch event {
          case .found(let report): events.append("found \(report.run.number)")
          case .damaged(let run, let words): events.append("\(words) \(run.run.number)")
          case .began(let run): events.append("began \(run.run.number)")
          case .made(let report, _): events.append("made \(report.run.number)")
          }
        }
      }
    ).make()
    #expect(
      events.withLock { $0 } == [
        "found 1", "damaged 2", "found 3", "found 4", "began 2", "made 2", "began 5", "made 5",
        "began 6", "made 6",
      ])
  }
}

/// Long enough that runs made at once meet.
private func waitAMoment() {
  let clock = ContinuousClock()
  let end = clock.now + .milliseconds(30)
  while clock.now < end {}
}

/// A store in memory with its files, on which every step after a given number fails.
private final class FaultyStore: ResultStore {
  struct Fault: Error {}
  private struct Entry {
    var key: String
    var files: [String: [UInt8]] = [:]
    var report: RunReport?
    var isDamaged = false
  }
  private struct State {
    var begun: [String: Entry] = [:]
    var made: [String: Entry] = [:]
    var stepsLeft: Int?
  }
  private let state = Mutex(State())

  func fail(afterSteps count: Int?) { state.withLock { $0.stepsLeft = count } }

  func damage(_ run: PlannedRun) { state.withLock { $0.made[run.folder]?.isDamaged = true } }

  private func step(_ change: (inout State) -> Void) throws {
    try state.withLock { state in
      if let left = state.stepsLeft {
        state.stepsLeft = left - 1
        if left <= 0 { throw Fault() }
      }
      change(&state)
    }
  }

  func begin(_ run: PlannedRun) throws {
    try step { $0.begun[run.folder] = Entry(key: run.key) }
  }

  func write(_ bytes: [UInt8], to name: String, of run: PlannedRun) throws {
    try step { $0.begun[run.folder]?.files[name] = bytes }
  }

  func complete(_ run: PlannedRun, with report: RunReport) throws {
    try step { state in
      guard var entry = state.begun.removeValue(forKey: run.folder) else { return }
      entry.report = report
      state.made[run.folder] = entry
    }
  }

  func verify(_ run: PlannedRun) -> StoredRun {
    guard let entry = state.withLock({ $0.made[run.folder] }), let report = entry.report else {
      return .missing
    }
    if entry.isDamaged { return .damaged("damaged") }
    return entry.key == run.key ? .made(report) : .other
  }

  func list() throws -> [String] { state.withLock { $0.made.keys.sorted() } }
}
