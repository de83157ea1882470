// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Reports
import Studies

struct ResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Goes on with a study that was interrupted.",
    discussion: """
      Makes the runs that are missing or damaged and finishes the study as `pentaflow run` would have:
      the results are the same bytes. A finished study is checked, and repaired where it is damaged.

        pentaflow init crisis --template crisis-pentex
        pentaflow run crisis/study.yaml --quick --out crisis/out
        pentaflow resume crisis/out
      """)

  @Argument(help: "The folder given as --out.", completion: .directory)
  var folder: String

  @OptionGroup var limits: LimitOptions

  @OptionGroup var talk: TalkOptions

  func run() throws {
    let study = StudyFolder(absolutePath(folder))
    let plan = try study.requirePlan()
    guard plan.shards == 1 || isFinished(study) else {
      throw UsageError(
        message: "\(folder) is divided into \(plan.shards) shards",
        fix: "run the missing ones again (pentaflow status \(folder)), then pentaflow merge "
          + folder)
    }
    limits.startClock()
    let lock = try FolderLock.taken(study.path)
    let words = "pentaflow resume \(folder) goes on"
    Interruption.setFarewell { words }
    try plan.enterWorkingFolder()
    var clock = StageClock()
    let session = try StudySession(resuming: study, plan, talk: talk)
    clock.end("read")
    if isFinished(study) {
      let found = StudyInspection(study, plan)
      let faults = found.damage + found.conflicts + study.faultsOfResult
      let reports = found.runs.compactMap(\.report)
      if faults.isEmpty, reports.count == plan.runs.count,
        !reports.contains(where: \.ending.isFailure)
      {
        talk.say("\(folder) is finished, and whole")
        lock.remove()
        return try printSummary(
          session.summary(reports), out: folder, digest: study.tablesDigest, clock: clock,
          talk: talk)
      }
      for fault in study.faultsOfResult { talk.say("\(fault); it is made again") }
      try Interruption.step { try study.withdrawResult() }
    }
    try finishStudy(
      session, study, pools: study.pools, before: [], clock, limits, talk, out: folder)
    lock.remove()
  }

  private func isFinished(_ folder: StudyFolder) -> Bool {
    if case .finished = folder.state { true } else { false }
  }
}

extension StudyPlan {
  /// Relative paths are meant from where the study was begun.
  ///
  /// - Throws: where that folder is no longer there.
  func enterWorkingFolder() throws {
    guard FileManager.default.changeCurrentDirectoryPath(workingFolder) else {
      throw UsageError(
        message: "the study was begun in \(workingFolder), which cannot be entered",
        fix: "bring the folder back, or run the study again with --reuse")
    }
  }
}

/// A path that stays the same when the current folder changes.
func absolutePath(_ path: String) -> String {
  path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}
