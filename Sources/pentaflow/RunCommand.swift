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
      A study names a case, scenarios (or a grid of levers), target years, climate years and samples,
      and what each run is: a coupling, an adequacy or a flexibility assessment. Everything wrong with
      the file is said before the first run, with line and column.

        pentaflow init crisis --template crisis-pentex
        pentaflow run crisis/study.yaml --quick --out crisis/out

      A run without an optimum is a row with its reason; the others go on, and the exit status is 1.
      --out gets the tables study_runs and study_differences, and a folder for each run below runs.
      """)

  @Argument(help: "The study file.", completion: .file(extensions: ["yaml"]))
  var study: String

  @Flag(help: "Take the settings of the file's block quick.")
  var quick = false

  @OptionGroup var output: OutputOptions

  @Option(help: "Worker threads; the results are the same bytes for any number.")
  var threads = Host.processorCount

  @OptionGroup var talk: TalkOptions

  func validate() throws { try checkThreads(threads) }

  func run() throws {
    try output.check()
    let progress = ProgressLine(isQuiet: talk.quiet)
    var clock = StageClock()
    var casePath = ""
    let (plan, timeline) = try readStudy(study, isQuick: quick) { name throws(InputErrors) in
      casePath = ShippedFiles.casePath(name, namedIn: folder(of: study))
      let (timeline, warnings) = try readTimeline(of: casePath)
      for warning in warnings { talk.say("\(warning)") }
      return timeline
    }
    clock.end("read")
    let executor = try StudyExecutor(
      study: plan, timeline: timeline, casePath: casePath, threads: threads, progress: progress)
    guard let out = output.out else {
      return try finish(
        plan, try execute(executor, progress), digest: nil, clock: clock, progress: progress)
    }
    var result: StudyResult?
    var files: [FileDigest] = []
    try writeFolder(at: out, replacing: output.force) { folder in
      executor.folder = folder
      let made = try execute(executor, progress)
      result = made
      clock.end("runs")
      files = try folder.write(StudyTable.allCases.map { $0.output(made, kind: plan.kind) })
      clock.end("write")
      return StudyManifest(
        version: pentaflowVersion, study: plan, studyFile: try digest(ofFile: study),
        isQuick: quick, casePath: casePath, inputs: executor.caseFiles, result: made,
        runDigests: executor.digests
      ).json(files: files, execution: clock.execution(threads: threads))
    }
    guard let result else { return }
    try finish(
      plan, result, digest: combinedSHA256(files), clock: clock, progress: progress)
  }

  private func execute(_ executor: StudyExecutor, _ progress: ProgressLine) throws -> StudyResult {
    try batch(
      executor.study, columns: executor.study.kind.columns,
      progress: { run, done, count in executor.begin(run, done: done, of: count) },
      describe: { words(for: $0) }, execute: { try executor.execute($0) })
  }

  private func finish(
    _ plan: Study, _ result: StudyResult, digest: String?, clock: StageClock,
    progress: ProgressLine
  ) throws {
    progress.end()
    let summary = StudySummary(
      title: "\(plan.name): \(plan.kind.rawValue), \(result.reports.count) runs"
        + (quick ? ", quick" : ""), kind: plan.kind, result: result)
    if talk.json {
      try Talk.printData(
        summary.json(out: output.out, resultSHA256: digest, wallSeconds: clock.wallSeconds).text)
    } else {
      try Talk.printData(summary.text)
      try Talk.printData(
        output.out.map { "results: \($0)/results\n" } ?? "results: not written (see --out)\n")
    }
    if !summary.isAllOptimal { throw ExitStatus.notOptimal }
  }
}
