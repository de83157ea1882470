// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Reports
import Studies

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Makes one finished study of all its shards.",
    discussion: """
      Every file of every shard is held against its hash. Runs that are missing, there twice, made from
      other inputs, or made by different engines (version, program, kernels) are refused, all of them
      said at once, with exit status 6, and nothing is changed. The results are the same bytes as
      those of one machine.

        pentaflow init crisis --template crisis-pentex
        pentaflow plan crisis/study.yaml --quick --shards 2 --emit bash \\
          --time 1h --mem 4GB --out crisis/out
        pentaflow run crisis/study.yaml --quick --out crisis/out --shard 0
        pentaflow run crisis/study.yaml --quick --out crisis/out --shard 1
        pentaflow merge crisis/out
      """)

  @Argument(help: "The folder given as --out.", completion: .directory)
  var folder: String

  @Flag(help: "Accept shards that different engines made; their last digits may differ.")
  var allowMixedEngines = false

  @OptionGroup var talk: TalkOptions

  func run() throws {
    let study = StudyFolder(absolutePath(folder))
    let plan = try study.requirePlan()
    if case .finished = study.state { return try checkFinished(study, plan) }
    let locks = try study.takeLocks()
    var clock = StageClock()
    let found = StudyInspection(study, plan)
    let faults = faults(found)
    guard faults.isEmpty, let engine = found.engines.first else {
      Talk.say(faults.map { "error: \($0)" }.joined(separator: "\n"))
      Talk.say("  fix: run the shards named again; pentaflow status \(folder) shows what is there")
      throw ExitStatus.integrity
    }
    clock.end("verify")
    let local = absolutePath(folder)
    try plan.enterWorkingFolder()
    let session = try StudySession(resuming: StudyFolder(local), plan, talk: talk)
    clock.end("read")
    let words = "pentaflow merge \(folder) goes on"
    try Interruption.step {
      Interruption.setFarewell { words }
      try study.gather(plan)
    }
    let reports = found.runs.compactMap(\.report)
    let digest = try session.finish(
      study, plan, reports, engines: [engine] + found.engines.dropFirst(), clock: &clock,
      threads: 1)
    locks.remove()
    try printSummary(
      session.summary(reports), out: folder, digest: digest, clock: clock, talk: talk)
  }

  /// Merging again changes nothing, for engines that repeat jobs.
  private func checkFinished(_ study: StudyFolder, _ plan: StudyPlan) throws {
    let found = StudyInspection(study, plan)
    let faults = found.damage + found.conflicts + study.faultsOfResult
    guard faults.isEmpty else {
      Talk.say(faults.map { "error: \($0)" }.joined(separator: "\n"))
      Talk.say("  fix: pentaflow resume \(folder) makes what is damaged again")
      throw ExitStatus.integrity
    }
    talk.say("\(folder) is merged already, and whole")
    if !found.runs.allSatisfy({ $0.report?.ending == .optimal }) { throw ExitStatus.notOptimal }
  }

  private func faults(_ found: StudyInspection) -> [String] {
    var faults = found.damage + found.conflicts
    faults += found.missing.map { "run \($0.run), \($0.folder), of shard \($0.shard) is not made" }
    let engines = found.engines
    if engines.count > 1, !allowMixedEngines {
      faults.append(
        "shards were made by different engines: " + engines.map(\.words).joined(separator: "; "))
    } else if let maker = engines.first, !allowMixedEngines, let own = try? Engine.current(),
      own.programSHA256 != maker.programSHA256
    {
      faults.append(
        "shards were made by another program than this one: \(maker.words); merge with that one")
    }
    return faults
  }
}
