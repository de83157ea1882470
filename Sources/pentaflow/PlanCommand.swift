// SPDX-License-Identifier: Apache-2.0
import Adequacy
import ArgumentParser
import Foundation
import Reports
import Studies

extension BatchEngine: ExpressibleByArgument {}

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Divides a study among machines, and writes the files that run it there.",
    discussion: """
      Every shard makes its own runs with the same command line, which can be repeated at will, and
      writes only below its own folder; the merge holds all of it against its hashes and gives the same
      bytes as one machine. Time and memory of a shard are taken from trials of its runs, with
      room to spare, unless they are given.

        pentaflow init crisis --template crisis-pentex
        pentaflow plan crisis/study.yaml --quick --shards 2 --emit bash \\
          --time 1h --mem 4GB --out crisis/cluster
        sh crisis/cluster/jobs/run.sh
      """)

  @Argument(help: "The study file.", completion: .file(extensions: ["yaml"]))
  var study: String

  @Flag(help: "Take the settings of the file's block quick.")
  var quick = false

  @Option(help: ArgumentHelp("How many shards; no more than there are runs.", valueName: "n"))
  var shards: Int

  @Option(
    help: ArgumentHelp(
      "What runs them: \(BatchEngine.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "engine"))
  var emit: BatchEngine

  @Option(
    help: ArgumentHelp("The study's folder, seen by all machines.", valueName: "dir"),
    completion: .directory)
  var out: String

  @Flag(help: "Replace a finished result at --out.")
  var force = false

  @Option(help: "Threads of each shard.")
  var threads = Host.processorCount

  @Option(help: ArgumentHelp("Memory of each shard, as 4GB.", valueName: "memory"))
  var mem: MemoryArgument?

  @Option(help: ArgumentHelp("Time of each shard, as 2h.", valueName: "time"))
  var time: DurationArgument?

  @OptionGroup var talk: TalkOptions

  func validate() throws {
    try checkThreads(threads)
    if shards < 1 { throw ValidationError("--shards must be at least 1") }
  }

  func run() throws {
    let folder = StudyFolder(out)
    try checkOutput(folder)
    let session = try StudySession(file: study, isQuick: quick, talk: talk)
    let loads = session.runs.map { session.study.load(of: $0.run) }
    let plan = session.plan(shards: shards, loads: loads)
    let (memoryMB, minutes) = try needs(session, plan)
    let locks = try folder.takeLocks()
    try checkOutput(folder)
    try folder.begin(plan, studyFile: session.studyBytes) { try Interruption.step($0) }
    let jobs = JobFiles(
      study: plan.study, shards: plan.shards, workingFolder: plan.workingFolder,
      program: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      studyFile: study, out: out, isQuick: quick, threads: threads, memoryMB: memoryMB,
      minutes: minutes, version: pentaflowVersion)
    let files = jobs.files(for: emit)
    try Interruption.step { try folder.write(files) }
    locks.remove()
    try say(plan, jobs, files)
  }

  private func checkOutput(_ folder: StudyFolder) throws {
    switch folder.state {
    case .foreign: throw OutputError.occupied(path: out, isResult: false)
    case .finished(let plan):
      if !force { throw OutputError.occupied(path: out, isResult: true) }
      if plan == nil { throw UsageError.resultOfAnotherCommand(out) }
    case .damaged: try sayDamagedPlan(out)
    case .absent, .unfinished: break
    }
  }

  private func say(
    _ plan: StudyPlan, _ jobs: JobFiles, _ files: [(name: String, text: String)]
  ) throws {
    let counts = (0..<plan.shards).map { shard in plan.runs.count { $0.shard == shard } }
    if talk.json {
      return try Talk.printData(
        JSONText.object([
          .init("out", .string(out)), .init("runs", .integer(plan.runs.count)),
          .init("shards", .array(counts.map { .integer($0) })),
          .init("memory_mb", .integer(jobs.memoryMB)), .init("minutes", .integer(jobs.minutes)),
          .init("files", .array(files.map { .string("\(out)/\($0.name)") })),
          .init("next", .string(jobs.command(for: emit))),
        ]).text)
    }
    try Talk.printData(
      """
      \(plan.study): \(counted(plan.runs.count, "run")) in \(counted(plan.shards, "shard")), \
      \(counts.min() ?? 0) to \(counts.max() ?? 0) each
      each shard: \(counted(threads, "thread")), \(jobs.memoryMB) MB, \(jobs.minutes) min
      next: \(jobs.command(for: emit))

      """)
  }

  /// Memory and time of a shard, as given or from a trial.
  private func needs(
    _ session: StudySession, _ plan: StudyPlan
  ) throws -> (memoryMB: Int, minutes: Int) {
    var memoryMB = mem?.megabytes ?? 0
    var seconds = time?.seconds ?? 0
    if mem == nil || time == nil {
      let progress = ProgressLine(isQuiet: talk.quiet)
      var trials = RunTrials(session, threads: threads, progress: progress)
      let estimate = try trials.estimate()
      progress.end()
      if mem == nil {
        // As many runs at once as threads, should memory allow.
        memoryMB = roomToSpare * (estimate.baseMemoryMB + Double(threads) * estimate.memoryMB)
      }
      if time == nil {
        let longest =
          (0..<plan.shards).map { shard in
            zip(plan.runs, estimate.secondsOfRun).reduce(0) {
              $0 + ($1.0.shard == shard ? $1.1 : 0)
            }
          }.max() ?? 0
        seconds = roomToSpare * longest + startSeconds
      }
    }
    return (max(500, Int(memoryMB.rounded(.up))), max(1, Int((seconds / 60).rounded(.up))))
  }
}

/// Trials are short and machines differ.
private let roomToSpare = 2.0
/// Reading the case, on a slow disk.
private let startSeconds = 300.0

extension Study {
  /// What a run costs beside others of the study.
  func load(of run: StudyRun) -> Double {
    let options = options(of: run)
    let years = Double(options.climateYears?.count ?? 1)
    return kind == .adequacy
      ? years * Double(options.samples ?? MonteCarloOptions().samples) : years
  }
}
