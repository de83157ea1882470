// SPDX-License-Identifier: Apache-2.0
import Adequacy
import Foundation
import Quantities
import Reports
import Scenarios
import Studies

/// What one run takes, as far as a trial on this machine shows.
struct RunEstimate {
  var seconds: Double
  /// At its peak, beyond what the study itself takes.
  var memoryMB: Double
  /// Part of it that stays with the process when the run has ended: the system of that run, which
  /// the next one may need.
  var keptMemoryMB: Double
  /// Of the study itself.
  var baseMemoryMB: Double
  /// How it was measured.
  var words: String

  /// The peak of a batch in MB:
  ///
  ///     base + run                        one run after the other
  ///     base + kept + runs at once × run  side by side
  ///
  /// A run counts with all that it made. Side by side, runs of other scenarios make systems of their
  /// own while that of an earlier run is still kept.
  func peakMemoryMB(runsAtOnce count: Int) -> Double {
    baseMemoryMB + (count > 1 ? keptMemoryMB : 0) + Double(count) * memoryMB
  }
}

/// What a study takes, from a trial of parts of its first run.
struct DryRun {
  var session: StudySession
  var threads: Int
  var memoryLimitMB = mostMemoryMB

  func run(_ talk: TalkOptions, out: String?) throws {
    let estimate = try estimate()
    let count = session.runs.count
    let made = try out.map { try runsMade(in: $0) } ?? 0
    let left = count - made
    let atOnce = runsAtOnce(estimate, of: left)
    let seconds = estimate.seconds * Double(left)
    let memoryMB = estimate.peakMemoryMB(runsAtOnce: atOnce)
    if talk.json {
      return try Talk.printData(
        JSONText.object([
          .init("study", .string(session.study.name)),
          .init("kind", .string(session.study.kind.rawValue)), .init("runs", .integer(count)),
          .init("made", .integer(made)), .init("threads", .integer(threads)),
          .init("s_per_run", .number(rounded(estimate.seconds))),
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
      \(pentaflow.words(forSeconds: estimate.seconds)) a run
      expected memory: about \(memoryMB < 1000 ? "\(fixed(memoryMB, 0)) MB" : "\(fixed(memoryMB / 1000, 1)) GB")
      measured on this machine: \(estimate.words)

      """)
    if let sampling = study.sampling {
      try Talk.printData(sampling.text(of: study.scenarios))
    }
  }

  private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  private func runsMade(in out: String) throws -> Int {
    let folder = StudyFolder(out)
    switch folder.state {
    case .unfinished(let plan), .finished(let plan?):
      let made = StudyInspection(folder, plan).runs.filter { $0.report != nil }.map(\.entry.key)
      return session.runs.count { made.contains($0.key) }
    case .absent, .foreign, .damaged, .finished(nil): return 0
    }
  }

  /// As many as the batch would make at once.
  private func runsAtOnce(_ estimate: RunEstimate, of left: Int) -> Int {
    let used = estimate.baseMemoryMB + estimate.keptMemoryMB
    let room = (memoryLimitMB - used) / max(estimate.memoryMB, 1)
    return max(1, min(threads, left - 1, Int(min(max(room, 1), 1e6))))
  }

  func estimate() throws -> RunEstimate {
    switch session.study.kind {
    case .coupling, .flexibility: try estimateByDays()
    case .adequacy: try estimateBySamples()
    }
  }

  // MARK: - Trials

  private struct Trial {
    var seconds: Double
    var memoryMB: Double
    var keptMB: Double
  }

  /// Makes a run with all its tables, which are thrown away.
  ///
  /// - Parameter base: memory in use before the first trial; what stays from one trial to the next
  ///   counts as taken by each. MB.
  private func trial(
    horizon: Horizon?, options: RunOptions? = nil, beyond base: Double
  ) throws -> Trial {
    var executor = try StudyExecutor(
      session.inputs, threads: threads, sink: RunSink(store: MemoryStore(), run: session.runs[0]),
      progress: { _, _ in })
    executor.horizon = horizon
    executor.options = options
    Host.resetPeakMemory()
    let started = Date()
    _ = try executor.execute(session.runs[0].run)
    let seconds = Date().timeIntervalSince(started)
    let peak = max(0, Host.peakMemoryMB - base)
    return Trial(
      seconds: seconds, memoryMB: peak,
      keptMB: min(max(0, Host.residentMemoryMB() - base), peak))
  }

  /// Runs of a day and of a week; longer ones take as much more as the week takes than the day.
  private func estimateByDays() throws -> RunEstimate {
    let run = session.runs[0].run
    let axis = TimeAxis(hoursOfYear: run.year)
    let range = try session.study.horizon?.units(of: axis) ?? 0..<axis.count
    let days = Double(range.count) / 24
    let base = Host.residentMemoryMB()
    guard days > Double(longTrialDays) else {
      let whole = try trial(horizon: session.study.horizon, beyond: base)
      return RunEstimate(
        seconds: whole.seconds, memoryMB: whole.memoryMB, keptMemoryMB: whole.keptMB,
        baseMemoryMB: base,
        words: "the whole first run in \(fixed(whole.seconds, 1)) s")
    }
    let short = try trial(horizon: horizon(days: 1, from: range.lowerBound, on: axis), beyond: base)
    let long = try trial(
      horizon: horizon(days: longTrialDays, from: range.lowerBound, on: axis), beyond: base)
    func extrapolated(_ value: KeyPath<Trial, Double>) -> Double {
      let perDay = max(0, long[keyPath: value] - short[keyPath: value]) / Double(longTrialDays - 1)
      return long[keyPath: value] + perDay * (days - Double(longTrialDays))
    }
    return RunEstimate(
      seconds: extrapolated(\.seconds), memoryMB: extrapolated(\.memoryMB),
      keptMemoryMB: extrapolated(\.keptMB), baseMemoryMB: base,
      words:
        "the first run for 1 day in \(fixed(short.seconds, 1)) s and for \(longTrialDays) days "
        + "in \(fixed(long.seconds, 1)) s; it has \(fixed(days, 0)) days")
  }

  private func horizon(days: Int, from unit: Int, on axis: TimeAxis) -> Horizon {
    func day(_ unit: Int) -> Horizon.Day {
      let text = axis.timestamp(at: unit)
      return Horizon.Day(
        month: Int(text.dropFirst(5).prefix(2)) ?? 1, day: Int(text.dropFirst(8).prefix(2)) ?? 1)
    }
    let first = min(unit, axis.count - 24 * days)
    let end = first + 24 * days
    return Horizon(from: day(first), to: end < axis.count ? day(end) : nil)
  }

  /// One climate year with one sample, one with several, and, where there are more years, two.
  private func estimateBySamples() throws -> RunEstimate {
    let run = session.runs[0].run
    let given = session.study.options(of: run.scenario)
    let years = given.climateYears ?? []
    let count = Double(max(1, years.count))
    let samples = Double(given.samples ?? MonteCarloOptions().samples)
    let base = Host.residentMemoryMB()
    func trial(years used: Int, samples: Int) throws -> Trial {
      var options = given
      options.climateYears = given.climateYears.map { Array($0.prefix(used)) }
      options.samples = samples
      return try self.trial(horizon: nil, options: options, beyond: base)
    }
    let one = try trial(years: 1, samples: 1)
    let several = try trial(years: 1, samples: 1 + trialSamples)
    let two = years.count > 1 ? try trial(years: 2, samples: 1) : one
    func extrapolated(_ value: KeyPath<Trial, Double>, perSample: Bool) -> Double {
      let bySample =
        perSample
        ? max(0, several[keyPath: value] - one[keyPath: value]) / Double(trialSamples) : 0
      let byYear = max(0, two[keyPath: value] - one[keyPath: value] - bySample)
      return one[keyPath: value] + byYear * (count - 1) + bySample * (count * samples - 1)
    }
    return RunEstimate(
      seconds: extrapolated(\.seconds, perSample: true),
      memoryMB: extrapolated(\.memoryMB, perSample: false),
      keptMemoryMB: extrapolated(\.keptMB, perSample: false), baseMemoryMB: base,
      words: "the first run for one climate year with 1 sample in \(fixed(one.seconds, 1)) s and "
        + "with \(1 + trialSamples) in \(fixed(several.seconds, 1)) s; it has \(fixed(count, 0)) "
        + "climate years with \(fixed(samples, 0)) samples")
  }
}

private let longTrialDays = 7
private let trialSamples = 4
