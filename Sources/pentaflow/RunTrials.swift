// SPDX-License-Identifier: Apache-2.0
import Adequacy
import Foundation
import Quantities
import Reports
import Scenarios
import Studies

/// What the runs of a study take, as far as trials on this machine show.
struct StudyEstimate {
  /// By run, in their order, with all threads. s.
  var secondsOfRun: [Double]
  /// The same with fewer.
  var timeOfRun: [RunSeconds]
  /// Of one run at its peak, beyond what the study itself takes.
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

/// Tries parts of runs, and says what whole ones take.
///
/// One run is tried at several sizes, which shows how time and memory grow; the other scenarios and
/// years are tried at a small one of them, which shows how they differ from it.
///
/// No trial is begun that is expected to end after ``mostSecondsOfTrials``, but for those of one run
/// that any estimate needs. One that is begun is ended: for adequacy it is a Monte Carlo year at
/// least, which takes longer than that of the first run where much is short.
struct RunTrials {
  let session: StudySession
  /// Those that an estimate is wanted of.
  let runs: [PlannedRun]
  let threads: Int
  private let line: SharedProgressLine
  /// In use before the first trial. MB.
  private let baseMB: Double
  /// Trials made, and how many there will be at most.
  private var (tried, expected) = (0, 1)
  /// By all trials. s.
  private var spent = 0.0

  /// - Parameter runs: at least one; all of the study unless given.
  init(
    _ session: StudySession, runs: [PlannedRun]? = nil, threads: Int, progress: ProgressLine
  ) {
    self.session = session
    self.runs = runs ?? session.runs
    self.threads = threads
    line = SharedProgressLine(progress)
    baseMB = Host.residentMemoryMB()
  }

  mutating func estimate() throws -> StudyEstimate {
    let subjects = subjects
    expected = subjects.count + mostTrialsOfOneRun
    var secondsOfSubject = [Double?](repeating: nil, count: subjects.count)
    var secondsOnOneThread = secondsOfSubject
    var others = spread(over: subjects.count)[...]
    // A run that cannot be made shows nothing of the others, and takes next to no time.
    var growth: RunGrowth?
    while growth == nil, let subject = others.popFirst() {
      let run = runs[subjects[subject][0]]
      do {
        growth =
          session.study.kind == .adequacy ? try growthBySamples(run) : try growthByDays(run)
        secondsOfSubject[subject] = growth?.secondsOfRun
        secondsOnOneThread[subject] = growth?.secondsOnOneThread
      } catch {
        guard words(for: error) != nil else { throw error }
        if others.isEmpty { throw error }
        secondsOfSubject[subject] = 0
        secondsOnOneThread[subject] = 0
      }
    }
    guard let growth else { preconditionFailure("a study has runs") }
    var memoryMB = growth.memoryMB
    // Were all runs like the one that was tried.
    let whole = growth.secondsOfRun * Double(runs.count)
    let most = spent + max(shareForOthers * whole, leastSecondsForOthers)
    var longestProbe = growth.secondsOfProbe
    while spent < most, spent + longestProbe <= mostSecondsOfTrials,
      let subject = others.popFirst()
    {
      let run = runs[subjects[subject][0]]
      do {
        let probe = try trial(of: run, growth.probe(run))
        secondsOfSubject[subject] = growth.seconds(probe, run, threads)
        secondsOnOneThread[subject] = growth.seconds(probe, run, 1)
        memoryMB = max(memoryMB, probe.memoryMB)
        longestProbe = max(longestProbe, probe.seconds)
      } catch {
        guard words(for: error) != nil else { throw error }
        secondsOfSubject[subject] = 0
        secondsOnOneThread[subject] = 0
      }
    }
    let secondsOfRun = seconds(of: subjects, secondsOfSubject)
    let timeOfRun = zip(seconds(of: subjects, secondsOnOneThread), secondsOfRun).map {
      RunSeconds(onOneThread: $0, on: threads, $1)
    }
    return StudyEstimate(
      secondsOfRun: secondsOfRun, timeOfRun: timeOfRun, memoryMB: memoryMB,
      keptMemoryMB: growth.keptMB, baseMemoryMB: baseMB,
      words: growth.words + otherWords(secondsOfSubject))
  }

  /// Places of the runs that are the same but for climate year and sample, in the order of the first.
  private var subjects: [[Int]] {
    var places: [String: Int] = [:]
    var found: [[Int]] = []
    for (place, run) in runs.enumerated() {
      let name = "\(run.run.year) \(run.run.scenario)"
      if let known = places[name] {
        found[known].append(place)
      } else {
        places[name] = found.count
        found.append([place])
      }
    }
    return found
  }

  /// Those that were not tried take what the others take on average.
  private func seconds(of subjects: [[Int]], _ tried: [Double?]) -> [Double] {
    let known = tried.compactMap { $0 }
    let mean = known.reduce(0, +) / Double(max(1, known.count))
    var seconds = [Double](repeating: mean, count: runs.count)
    for (places, value) in zip(subjects, tried) {
      for place in places { seconds[place] = value ?? mean }
    }
    return seconds
  }

  private func otherWords(_ tried: [Double?]) -> String {
    guard tried.count > 1 else { return "" }
    let known = tried.count { $0 != nil }
    return "; \(known == tried.count ? "all" : "\(known) of") \(tried.count) scenarios and years "
      + "tried"
  }

  // MARK: - One trial

  private struct Part {
    var horizon: Horizon?
    var options: RunOptions?
  }

  fileprivate struct Trial {
    var seconds: Double
    /// Of an adequacy run, by stage.
    var stages: [String: Double]
    var memoryMB: Double
    var keptMB: Double
  }

  /// What the trials of one run show.
  private struct RunGrowth {
    /// Of the run that was tried.
    var secondsOfRun: Double
    var secondsOnOneThread: Double
    var memoryMB: Double
    var keptMB: Double
    var words: String
    /// What is tried of other runs.
    var probe: (PlannedRun) -> Part
    /// That the run took which was tried.
    var secondsOfProbe: Double
    /// What a whole run takes on so many threads of which that part was tried.
    var seconds: (Trial, PlannedRun, _ threads: Int) -> Double
  }

  /// Makes a part of a run with all its tables, which are thrown away. What stays from one trial to
  /// the next counts as taken by each.
  private mutating func trial(
    of run: PlannedRun, _ part: Part, threads: Int? = nil
  ) throws -> Trial {
    let (line, expected, number) = (line, max(expected, tried + 1), tried)
    tried += 1
    var executor = try StudyExecutor(
      session.inputs, threads: threads ?? self.threads,
      sink: RunSink(store: MemoryStore(), run: run),
      progress: { share, detail in
        line.report(
          "trial \(number + 1), part of \(run.folder)",
          share: (Double(number) + share) / Double(expected), detail: detail)
      })
    executor.horizon = part.horizon
    executor.options = part.options
    var stages: [String: Double] = [:]
    executor.observeStages = { made in for stage in made { stages[stage.name] = stage.seconds } }
    session.inputs.forgetSystem()
    Host.resetPeakMemory()
    let started = Date()
    // Also where it fails.
    defer { spent += Date().timeIntervalSince(started) }
    _ = try executor.execute(run.run)
    let seconds = Date().timeIntervalSince(started)
    let peak = max(0, Host.peakMemoryMB - baseMB)
    return Trial(
      seconds: seconds, stages: stages, memoryMB: peak,
      keptMB: min(max(0, Host.residentMemoryMB() - baseMB), peak))
  }

  // MARK: - Couplings

  /// Runs of a day, a week and, where these are quick, of more; whole runs take as much more as the
  /// longest takes than the one before. Other runs take as much more as they do for the probe.
  private mutating func growthByDays(_ run: PlannedRun) throws -> RunGrowth {
    let axis = TimeAxis(hoursOfYear: run.run.year)
    // How well threads share the work of one coupling is not measured.
    let all = Double(threads)
    func onThreads(_ count: Int, _ seconds: Double) -> Double { seconds * all / Double(count) }
    let horizon = session.study.horizon
    let range = try horizon?.units(of: axis) ?? 0..<axis.count
    let days = Double(range.count) / 24
    func part(_ length: Int) -> Part {
      Part(horizon: pentaflow.horizon(ofDays: length, from: range.lowerBound, on: axis))
    }
    // The first reads files that later ones find in memory.
    _ = try trial(of: run, days > 1 ? part(1) : Part(horizon: horizon))
    let lengths = trialDays.filter { Double($0) < days }
    guard lengths.count > 1 else {
      let whole = try trial(of: run, Part(horizon: horizon))
      return RunGrowth(
        secondsOfRun: whole.seconds, secondsOnOneThread: Double(threads) * whole.seconds,
        memoryMB: whole.memoryMB, keptMB: whole.keptMB,
        words: "the whole of one run in \(fixed(whole.seconds, 1)) s",
        probe: { _ in Part(horizon: horizon) }, secondsOfProbe: whole.seconds,
        seconds: { trial, _, count in onThreads(count, trial.seconds) })
    }
    var trials: [(days: Int, trial: Trial)] = []
    for length in lengths {
      // As much longer as it has more days, at worst; two sizes are needed.
      if trials.count > 1, let (days, last) = trials.last,
        spent + last.seconds * Double(length) / Double(days) > mostSecondsOfTrials
      {
        break
      }
      trials.append((length, try trial(of: run, part(length))))
      if trials.count > 1, trials[trials.count - 1].trial.seconds > longTrialSeconds { break }
    }
    let (short, long) = (trials[trials.count - 2], trials[trials.count - 1])
    func extrapolated(_ value: KeyPath<Trial, Double>) -> Double {
      let more = max(0, long.trial[keyPath: value] - short.trial[keyPath: value])
      return long.trial[keyPath: value]
        + more / Double(long.days - short.days) * (days - Double(long.days))
    }
    let whole = extrapolated(\.seconds)
    // A day where a week takes long.
    let probed = trials[trials[1].trial.seconds > longTrialSeconds ? 0 : 1]
    return RunGrowth(
      secondsOfRun: whole, secondsOnOneThread: Double(threads) * whole,
      memoryMB: extrapolated(\.memoryMB), keptMB: extrapolated(\.keptMB),
      words: "one run for \(counted(short.days, "day")) in \(fixed(short.trial.seconds, 1)) s and "
        + "for \(long.days) days in \(fixed(long.trial.seconds, 1)) s; it has \(fixed(days, 0)) "
        + "days",
      probe: { _ in part(probed.days) },
      secondsOfProbe: probed.trial.seconds,
      seconds: { trial, _, count in
        onThreads(count, whole * trial.seconds / max(probed.trial.seconds, 1e-3))
      })
  }

  // MARK: - Adequacy

  /// One climate year with one sample; the same with several samples, where that is quick; and, for
  /// memory, two climate years. With y climate years of s samples on n threads a run takes
  ///
  ///     rest + climate ceil(y / n) + setup + sample s y / n
  private mutating func growthBySamples(_ run: PlannedRun) throws -> RunGrowth {
    let study = session.study
    func part(_ run: PlannedRun, years: Int = 1, samples: Int = 1) -> Part {
      var options = study.options(of: run.run.scenario)
      options.climateYears = options.climateYears.map { Array($0.prefix(years)) }
      options.samples = samples
      return Part(options: options)
    }
    func size(_ run: PlannedRun) -> (years: Double, samples: Double) {
      let options = study.options(of: run.run.scenario)
      return (
        Double(max(1, options.climateYears?.count ?? 1)),
        Double(options.samples ?? MonteCarloOptions().samples)
      )
    }
    let (years, samples) = size(run)
    let one = try trial(of: run, part(run))
    let most = Int(runs.map { size($0).samples }.max() ?? samples)
    var (more, several): (Int, Trial?) = (0, nil)
    var isEnough = one.dispatch >= longTrialSeconds
    while !isEnough, more < most - 1 {
      let next = min(max(moreSamples, moreSamples * more), most - 1)
      // Every sample like the first, all of which was thought to be its dispatch; on one thread.
      let ofSample = (several ?? one).dispatch / Double(1 + more)
      let rest = (several ?? one).seconds - (several ?? one).dispatch
      if spent + rest + ofSample * Double(1 + next) > mostSecondsOfTrials { break }
      more = next
      let made = try trial(of: run, part(run, samples: 1 + more), threads: 1)
      // Where all before the samples takes long, it is not done over and over.
      isEnough = made.dispatch >= enoughSeconds || made.seconds > costlyTrialSeconds
      several = made
    }
    let sample =
      several.map { max(0, $0.dispatch - one.dispatch) / Double(more) } ?? one.dispatch
    let hasTime = spent + 2 * one.seconds <= mostSecondsOfTrials
    let two = years > 1 && hasTime ? try trial(of: run, part(run, years: 2)) : one
    let setup = max(0, one.dispatch - sample)
    func seconds(_ probe: Trial, _ run: PlannedRun, _ count: Int) -> Double {
      let (years, samples) = size(run)
      let threads = Double(count)
      // The one sample of a scenario that is short of power takes as much more.
      let ofSample = max(sample, probe.dispatch - setup)
      return probe.seconds - probe.dispatch - probe.climate
        + probe.climate * (years / threads).rounded(.up) + setup
        + ofSample * max(1, samples * years / threads)
    }
    func grown(_ value: KeyPath<Trial, Double>) -> Double {
      let perYear = max(0, two[keyPath: value] - one[keyPath: value])
      return one[keyPath: value] + perYear * (years - 1)
    }
    return RunGrowth(
      secondsOfRun: seconds(one, run, threads), secondsOnOneThread: seconds(one, run, 1),
      memoryMB: grown(\.memoryMB), keptMB: grown(\.keptMB),
      words: "one run for one climate year with 1 sample in \(fixed(one.seconds, 1)) s"
        + (several.map { " and with \(1 + more) in \(fixed($0.seconds, 1)) s" } ?? "")
        + "; it has \(counted(Int(years), "climate year")) with "
        + counted(Int(samples), "sample")
        + (years > 1 && !hasTime ? "; memory is that of one climate year" : ""),
      probe: { part($0) }, secondsOfProbe: one.seconds, seconds: seconds)
  }
}

extension RunTrials.Trial {
  fileprivate var climate: Double { stages["climate"] ?? 0 }
  fileprivate var dispatch: Double { stages["dispatch"] ?? 0 }
}

/// So many days of an axis from a unit on, or the last ones.
private func horizon(ofDays days: Int, from unit: Int, on axis: TimeAxis) -> Horizon {
  func day(_ unit: Int) -> Horizon.Day {
    let text = axis.timestamp(at: unit)
    return Horizon.Day(
      month: Int(text.dropFirst(5).prefix(2)) ?? 1, day: Int(text.dropFirst(8).prefix(2)) ?? 1)
  }
  let first = min(unit, axis.count - 24 * days)
  let end = first + 24 * days
  return Horizon(from: day(first), to: end < axis.count ? day(end) : nil)
}

/// Places below a count, each once, so that the first few of them are spread over all; 0 first.
private func spread(over count: Int) -> [Int] {
  func commonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : commonDivisor(b, a % b) }
  var step = max(1, Int(0.618 * Double(count)))
  while commonDivisor(step, count) > 1 { step += 1 }
  return (0..<count).map { $0 * step % count }
}

/// Days of the trials of one run.
private let trialDays = [1, 7, 28, 91]
/// Samples more than one, and how many times more when these take next to no time.
private let moreSamples = 4
/// Samples that took so long tell what one takes. s.
private let enoughSeconds = 0.5
/// A longer trial follows only one that took less. s.
private let longTrialSeconds = 3.0
/// With the one that is thrown away.
private let mostTrialsOfOneRun = 6
/// A trial that took so long is not made again with more samples. s.
private let costlyTrialSeconds = 10.0
/// For trials of other scenarios and years: a share of what all runs take, and the least in s.
private let shareForOthers = 0.2
private let leastSecondsForOthers = 5.0
/// All trials together. s.
private let mostSecondsOfTrials = 25.0
