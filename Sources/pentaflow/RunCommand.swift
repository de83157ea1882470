// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import InputFiles
import Reports
import Scenarios
import Studies

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Makes all runs of a study file and compares its scenarios.",
    discussion: """
      A study names a case, scenarios (a list, a grid of levers, or levers drawn by Latin hypercube
      sampling), target years, climate years and samples, and what each run is: a coupling, an adequacy or a flexibility assessment. Everything wrong with
      the file is said before the first run, with line and column.

        pentaflow init crisis --template crisis-pentex
        pentaflow run crisis/study.yaml --quick --dry-run
        pentaflow run crisis/study.yaml --quick --out crisis/out

      A run without an optimum is a row with its reason; the others go on, and the exit status is 1.
      --out gets the tables study_runs and study_differences, those of the blocks cost_sharing and
      tariff_account where the file has them, and a folder for each run below runs.
      Each run is kept as soon as it is made: after a crash, an interruption or --time-limit the same
      command, or `pentaflow resume DIR`, goes on. After a change of the study only the runs that
      change are made; with --force also in the folder of a finished study.
      """)

  @Argument(help: "The study file.", completion: .file(extensions: ["yaml"]))
  var study: String

  @Flag(help: "Take the settings of the file's block quick.")
  var quick = false

  @Flag(
    help: "Say how many runs there are, how long they take and with how much memory; make none.")
  var dryRun = false

  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      "Take runs that are the same from another study's folder.", valueName: "dir"),
    completion: .directory)
  var reuse: [String] = []

  @Flag(help: "Make every run anew, also those that --out has already.")
  var fresh = false

  @Option(
    help: ArgumentHelp(
      "Make only this shard, from 0 on, of the study that `pentaflow plan` divided at --out.",
      valueName: "k"))
  var shard: Int?

  @OptionGroup var limits: LimitOptions

  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if shard != nil, output.out == nil { throw ValidationError("--shard needs --out") }
    if shard != nil, fresh || output.force || !reuse.isEmpty {
      throw ValidationError("--shard goes neither with --fresh nor with --force or --reuse")
    }
  }

  func run() throws {
    if !dryRun { limits.startClock() }
    if !dryRun, shard == nil { try checkOutput() }
    var clock = StageClock()
    let session = try StudySession(file: study, isQuick: quick, talk: talk)
    clock.end("read")
    if dryRun {
      return try DryRun(
        session: session, threads: limits.threads, memoryLimitMB: limits.memoryMB
      ).run(talk, out: output.out)
    }
    guard let out = output.out else { return try runInMemory(session, clock) }
    let folder = StudyFolder(out)
    if let shard { return try runShard(shard, session, folder) }
    let locks = try folder.takeLocks()
    // Another process may have finished the study while this one read the case.
    try checkOutput()
    let before = ([folder] + reuse.map { StudyFolder($0) }).compactMap(\.plan)
    Interruption.setFarewell {
      folder.plan == nil
        ? "nothing unfinished was left behind" : "pentaflow resume \(out) goes on"
    }
    try folder.begin(session.plan(shards: 1), studyFile: session.studyBytes, isFresh: fresh) {
      try Interruption.step($0)
    }
    let pools = folder.pools + reuse.map { $0 + "/runs" }
    try finishStudy(session, folder, pools: pools, before: before, clock, limits, talk, out: out)
    locks.remove()
  }

  /// Throws where results cannot be put, before anything is read.
  private func checkOutput() throws {
    guard let out = output.out else { return }
    for pool in reuse where !LocalDisk().isFolder(pool + "/runs") {
      throw UsageError(message: "there are no runs in \(pool)", fix: "give the folder of a study")
    }
    switch StudyFolder(out).state {
    case .absent: break
    case .foreign: throw OutputError.occupied(path: out, isResult: false)
    case .finished(let plan):
      if !output.force { throw OutputError.occupied(path: out, isResult: true) }
      if plan == nil { throw UsageError.resultOfAnotherCommand(out) }
    case .damaged: try sayDamagedPlan(out)
    case .unfinished(let plan):
      if plan.shards > 1, !output.force {
        throw UsageError(
          message: "\(out) is divided into \(plan.shards) shards",
          fix: "make them with --shard, then pentaflow merge \(out); or give another --out, or "
            + "--force to make all runs here")
      }
    }
  }

  private func runInMemory(_ session: StudySession, _ clock: StageClock) throws {
    let progress = BatchProgress(
      runs: session.runs.count, kind: session.study.kind, talk: talk, log: nil)
    let reports = try StudyBatch(
      session: session, runs: session.runs, limits: limits, progress: progress
    ).make(in: MemoryStore(), writesTables: false)
    try printSummary(
      session.summary(reports), out: nil, digest: nil, clock: clock, talk: talk)
  }

  /// The plan that has the shard; nil where the study is merged already, which is said.
  private func divided(
    _ session: StudySession, _ folder: StudyFolder, _ shard: Int
  ) throws -> StudyPlan? {
    let state = folder.state
    if case .finished(let plan?) = state, plan.isSame(as: session.plan(of: plan)) {
      talk.say("\(folder.path) is merged already")
      return nil
    }
    guard case .unfinished(let plan) = state, plan.isSame(as: session.plan(of: plan)) else {
      throw UsageError(
        message: "\(folder.path) holds no plan of this study as it is now",
        fix: "pentaflow plan \(study) --shards N --emit ENGINE --out \(folder.path)")
    }
    guard (0..<plan.shards).contains(shard) else {
      throw UsageError(
        message: "there is no shard \(shard)", fix: "choose one from 0 to \(plan.shards - 1)")
    }
    return plan
  }

  private func runShard(_ shard: Int, _ session: StudySession, _ folder: StudyFolder) throws {
    // Before the lock, which makes the shard's folder, and again once nobody else can change it.
    guard try divided(session, folder, shard) != nil else { return }
    let root = folder.shardPath(shard)
    let lock = try FolderLock.taken(root)
    defer { lock.remove() }
    guard let plan = try divided(session, folder, shard) else { return }
    let runs = session.runs(of: shard, plan)
    let progress = BatchProgress(
      runs: runs.count, kind: session.study.kind, talk: talk,
      log: ProgressLog(folder.logPath(shard: shard)))
    let store = DiskStore(root: root, engine: try .current(), columns: session.columns)
    store.sayFarewell(
      progress, of: runs.count, next: "the same command goes on with shard \(shard)")
    try Interruption.step { try folder.unsealShard(shard) }
    _ = try store.take(runs, from: folder.pools) { try Interruption.step($0) }
    sayReasons(store.rerunReasons(runs, pools: folder.pools, plan: plan, before: []), talk)
    let reports = try StudyBatch(session: session, runs: runs, limits: limits, progress: progress)
      .make(in: store, writesTables: true)
    try Interruption.step { try folder.sealShard(shard, plan) }
    let counts = RunEnding.words.map { word in (word, reports.count { $0.ending.word == word }) }
    try Talk.printData(
      talk.json
        ? JSONText.object([
          .init("shard", .integer(shard)),
          .init("runs", .object(counts.map { .init($0, .integer($1)) })),
          .init("found", .integer(progress.found)),
        ]).text
        : "shard \(shard): \(counted(reports.count, "run")), "
          + counts.filter { $0.1 > 0 }.map { "\($1) \($0)" }.joined(separator: ", ") + "\n")
  }
}

extension StudySession {
  /// The plan that a folder would have for the same division among shards.
  func plan(of other: StudyPlan) -> StudyPlan {
    var plan = plan(shards: 1)
    plan.shards = other.shards
    if plan.runs.count == other.runs.count {
      for place in plan.runs.indices { plan.runs[place].shard = other.runs[place].shard }
    }
    return plan
  }
}

/// Makes what is left of a study, writes its tables and prints what it came to.
///
/// - Parameter before: plans of earlier runs, to say what has changed.
func finishStudy(
  _ session: StudySession, _ folder: StudyFolder, pools: [String], before: [StudyPlan],
  _ started: StageClock, _ limits: LimitOptions, _ talk: TalkOptions, out: String
) throws {
  var clock = started
  let engine = try Engine.current()
  let store = DiskStore(root: folder.path, engine: engine, columns: session.columns)
  let progress = BatchProgress(
    runs: session.runs.count, kind: session.study.kind, talk: talk,
    log: ProgressLog(folder.logPath(shard: nil)))
  store.sayFarewell(progress, of: session.runs.count, next: "pentaflow resume \(out) goes on")
  let taken = try store.take(session.runs, from: pools) { try Interruption.step($0) }
  if taken > 0 { talk.say("\(counted(taken, "run")) taken from an earlier output") }
  let plan = session.plan(shards: 1)
  sayReasons(
    store.rerunReasons(session.runs, pools: pools, plan: plan, before: before), talk)
  let reports = try StudyBatch(
    session: session, runs: session.runs, limits: limits, progress: progress
  ).make(in: store, writesTables: true)
  if progress.found > taken {
    talk.say("\(counted(progress.found - taken, "run")) of \(session.runs.count) made before")
  }
  clock.end("runs")
  let digest = try session.finish(
    folder, plan, reports, engines: [engine], clock: &clock, threads: limits.threads)
  Interruption.setFarewell(nil)
  progress.log("finished", [.init("result_sha256", .string(digest))])
  try printSummary(session.summary(reports), out: out, digest: digest, clock: clock, talk: talk)
}

private func sayReasons(_ reasons: [(reason: RerunReason, runs: Int)], _ talk: TalkOptions) {
  for (reason, runs) in reasons {
    talk.say("\(counted(runs, "run")) made anew: \(reason.words)")
  }
}

/// - Throws: ``ExitStatus/notOptimal`` where a run has no optimum.
func printSummary(
  _ summary: StudySummary, out: String?, digest: String?, clock: StageClock, talk: TalkOptions
) throws {
  if talk.json {
    try Talk.printData(
      summary.json(out: out, resultSHA256: digest, wallSeconds: clock.wallSeconds).text)
  } else {
    try Talk.printData(summary.text)
    try Talk.printData(
      out.map { "results: \($0)/results\n" } ?? "results: not written (see --out)\n")
  }
  if !summary.isAllOptimal { throw ExitStatus.notOptimal }
}

extension DiskStore {
  /// What an interruption does and says while runs of this store are made.
  func sayFarewell(_ progress: BatchProgress, of count: Int, next: String) {
    Interruption.setFarewell {
      for path in self.unfinished { try? LocalDisk().remove(path) }
      let made = (try? self.list().count) ?? 0
      progress.log("interrupted", [.init("made", .integer(made)), .init("of", .integer(count))])
      return "\(made) of \(counted(count, "run")) made are kept; \(next)"
    }
  }
}

extension FolderLock {
  /// - Throws: where another process works on the folder.
  static func taken(_ folder: String) throws -> FolderLock {
    guard let lock = try FolderLock(folder) else {
      Talk.say("error: another pentaflow works on \(folder)\n  fix: wait for its end")
      throw ExitStatus.limit
    }
    return lock
  }
}

/// Locks on a study's folder and on those of its shards.
struct StudyLocks {
  fileprivate var locks: [FolderLock]

  func remove() { for lock in locks { lock.remove() } }
}

extension StudyFolder {
  /// - Throws: where another process works on the study or on one of its shards.
  func takeLocks() throws -> StudyLocks {
    StudyLocks(locks: try ([path] + shardFolders).map { try FolderLock.taken($0) })
  }
}

extension UsageError {
  static func resultOfAnotherCommand(_ out: String) -> UsageError {
    UsageError(
      message: "\(out) holds the result of another command",
      fix: "give another --out, or remove the folder")
  }
}

/// - Throws: ``ExitStatus/integrity``.
func sayDamagedPlan(_ folder: String) throws -> Never {
  Talk.say(
    "error: \(folder)/\(StudyPlan.fileName) is damaged\n  fix: put it back from a copy, or give "
      + "another --out and take over the runs with --reuse \(folder)")
  throw ExitStatus.integrity
}
