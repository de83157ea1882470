// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Reports
import Studies

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Says how far a study has come, and whether all that is there is whole.",
    discussion: """
      Every file is read and held against its hash; nothing else counts. Exit status 6 where one does
      not match.

        pentaflow init crisis --template crisis-pentex
        pentaflow run crisis/study.yaml --quick --out crisis/out
        pentaflow status crisis/out
      """)

  @Argument(help: "The folder given as --out.", completion: .directory)
  var folder: String

  @Flag(help: "Print as JSON.")
  var json = false

  func run() throws {
    let study = StudyFolder(folder)
    let plan = try study.requirePlan()
    let isFinished = if case .finished = study.state { true } else { false }
    let found = StudyInspection(study, plan)
    let damage = found.damage + (isFinished ? study.faultsOfResult : [])
    let isWhole = damage.isEmpty && found.conflicts.isEmpty
    let state = !isWhole ? "damaged" : isFinished ? "finished" : "unfinished"
    let counts = RunEnding.words.map { word in
      (word, found.runs.count { $0.report?.ending.word == word })
    }
    if json {
      try Talk.printData(
        JSONText.object([
          .init("study", .string(plan.study)), .init("state", .string(state)),
          .init("runs", .integer(plan.runs.count)), .init("made", .integer(found.made)),
          .init("endings", .object(counts.map { .init($0, .integer($1)) })),
          .init("shards", .integer(plan.shards)),
          .init("damage", .array(damage.map { .string($0) })),
          .init("conflicts", .array(found.conflicts.map { .string($0) })),
        ]).text)
    } else {
      var lines = [
        "\(plan.study): \(state), \(found.made) of \(counted(plan.runs.count, "run")) made"
      ]
      lines += counts.filter { $0.1 > 0 }.map { "  \($0.1) \($0.0)" }
      if plan.shards > 1 && !isFinished {
        lines += (0..<plan.shards).map { shard in
          let runs = found.runs.filter { $0.entry.shard == shard }
          return "  shard \(shard): \(runs.count { $0.report != nil }) of \(runs.count)"
        }
      }
      lines += (damage + found.conflicts).map { "  \($0)" }
      if !isFinished {
        lines.append(
          "next: "
            + (plan.shards == 1
              ? "pentaflow resume \(folder)"
              : found.made < plan.runs.count
                ? "the missing shards, then pentaflow merge \(folder)"
                : "pentaflow merge \(folder)"))
      } else if !isWhole {
        lines.append("next: pentaflow resume \(folder) makes what is damaged again")
      }
      try Talk.printData(lines.joined(separator: "\n") + "\n")
    }
    if !isWhole { throw ExitStatus.integrity }
  }
}

extension StudyFolder {
  /// - Throws: where there is no study.
  func requirePlan() throws -> StudyPlan {
    switch state {
    case .unfinished(let plan), .finished(let plan?): return plan
    case .damaged: try sayDamagedPlan(path)
    case .absent, .foreign, .finished(nil):
      throw UsageError(
        message: "\(path) holds no study",
        fix: "give a folder that pentaflow run or plan wrote with --out")
    }
  }
}
