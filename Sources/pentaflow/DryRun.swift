// SPDX-License-Identifier: Apache-2.0
import Reports
import Studies

/// What a study takes, from trials of parts of its runs.
struct DryRun {
  var session: StudySession
  var threads: Int
  var memoryLimitMB = mostMemoryMB

  func run(_ talk: TalkOptions, out: String?) throws {
    let madeKeys = try out.map { try runsMade(in: $0) } ?? []
    let left = session.runs.filter { !madeKeys.contains($0.key) }
    let count = session.runs.count
    let made = count - left.count
    guard !left.isEmpty else { return try sayNothingIsLeft(talk) }
    let progress = ProgressLine(isQuiet: talk.quiet)
    var trials = RunTrials(session, runs: left, threads: threads, progress: progress)
    let estimate = try trials.estimate()
    progress.end()
    let atOnce = runsAtOnce(estimate, of: left.count)
    let order = runsByLoad(left.map { session.study.load(of: $0.run) })
    let seconds = batchSeconds(
      of: order.map { estimate.timeOfRun[$0] }, threads: threads, atOnce: atOnce)
    let memoryMB = estimate.peakMemoryMB(runsAtOnce: atOnce)
    let (shortest, longest) = (
      estimate.secondsOfRun.min() ?? 0, estimate.secondsOfRun.max() ?? 0
    )
    let mean = estimate.secondsOfRun.reduce(0, +) / Double(left.count)
    if talk.json {
      return try Talk.printData(
        JSONText.object([
          .init("study", .string(session.study.name)),
          .init("kind", .string(session.study.kind.rawValue)), .init("runs", .integer(count)),
          .init("made", .integer(made)), .init("threads", .integer(threads)),
          .init("s_per_run", .number(rounded(mean))),
          .init("longest_run_s", .number(rounded(longest))),
          .init("expected_s", .number(rounded(seconds))),
          .init("expected_memory_mb", .number(rounded(memoryMB))),
          .init("basis", .string(estimate.words)),
          .init("sampling", session.study.sampling?.json(of: session.study.scenarios) ?? .null),
        ]).text)
    }
    let study = session.study
    try Talk.printData(
      """
      \(study.name): \(study.kind.rawValue), \(counted(count, "run"))\(session.isQuick ? ", quick" : "")
      \(counted(study.scenarios.count, "scenario")), \(counted(study.years.count, "target year"))
      made already: \(made)
      expected time: about \(pentaflow.words(forSeconds: seconds)) with \(counted(threads, "thread")), \
      \(pentaflow.words(forSeconds: shortest)) to \(pentaflow.words(forSeconds: longest)) a run
      expected memory: about \(memoryMB < 1000 ? "\(fixed(memoryMB, 0)) MB" : "\(fixed(memoryMB / 1000, 1)) GB")
      measured on this machine: \(estimate.words)

      """)
    try printSampling()
  }

  private func sayNothingIsLeft(_ talk: TalkOptions) throws {
    let (study, count) = (session.study, session.runs.count)
    if talk.json {
      return try Talk.printData(
        JSONText.object([
          .init("study", .string(study.name)), .init("kind", .string(study.kind.rawValue)),
          .init("runs", .integer(count)), .init("made", .integer(count)),
          .init("threads", .integer(threads)), .init("s_per_run", .null),
          .init("longest_run_s", .null), .init("expected_s", .number(0)),
          .init("expected_memory_mb", .null), .init("basis", .string(nothingLeft)),
          .init("sampling", study.sampling?.json(of: study.scenarios) ?? .null),
        ]).text)
    }
    try Talk.printData(
      """
      \(study.name): \(study.kind.rawValue), \(counted(count, "run"))\(session.isQuick ? ", quick" : "")
      \(counted(study.scenarios.count, "scenario")), \(counted(study.years.count, "target year"))
      \(nothingLeft)

      """)
    try printSampling()
  }

  private func printSampling() throws {
    guard let sampling = session.study.sampling else { return }
    try Talk.printData(sampling.text(of: session.study.scenarios))
  }

  private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  /// Keys of the runs that are there.
  private func runsMade(in out: String) throws -> Set<String> {
    let folder = StudyFolder(out)
    switch folder.state {
    case .unfinished(let plan), .finished(let plan?):
      return Set(StudyInspection(folder, plan).runs.filter { $0.report != nil }.map(\.entry.key))
    case .absent, .foreign, .damaged, .finished(nil): return []
    }
  }

  /// As many as the batch would make at once.
  private func runsAtOnce(_ estimate: StudyEstimate, of left: Int) -> Int {
    let used = estimate.baseMemoryMB + estimate.keptMemoryMB
    let room = (memoryLimitMB - used) / max(estimate.memoryMB, 1)
    return max(1, min(threads, left - 1, Int(min(max(room, 1), 1e6))))
  }
}

private let nothingLeft = "every run is made already: there is nothing to do"
