// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import InputFiles
import Reports
import Scenarios
import Studies

struct TariffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tariff",
    abstract: "Makes the tariff accounts of a study file, without its runs.",
    discussion: """
      The block tariff_account of a study says what a network costs, how much of it is booked and what
      a booking pays; the account carries what is missing in early years to later ones. With pipelines
      of the case there is one account for each scenario and variant.

        pentaflow init backbone --template h2-tariff
        pentaflow tariff backbone/study.yaml --out backbone/tariff

      `pentaflow run` makes the same accounts beside its runs. --out gets the table tariff_account.
      """)

  @Argument(help: "The study file.", completion: .file(extensions: ["yaml"]))
  var study: String

  @OptionGroup var output: OutputOptions

  @OptionGroup var talk: TalkOptions

  func run() throws {
    try output.check()
    var clock = StageClock()
    let (plan, timeline, casePath) = try readStudyOnCase(study, isQuick: false, talk)
    guard !plan.tariffAccounts.isEmpty else {
      throw UsageError(
        message: "\(study) has no block tariff_account",
        fix: "add one: see STUDY.md beside the templates")
    }
    clock.end("read")
    let summary = try tariffSummary(of: plan, on: timeline, file: study)
    clock.end("accounts")
    var resultDigest: String?
    if let out = output.out {
      try writeFolder(at: out, replacing: output.force) { folder in
        let files = try folder.write([summary.table])
        resultDigest = combinedSHA256(files)
        clock.end("write")
        return summary.manifest(
          version: pentaflowVersion, study: plan.name, studyFile: try digest(ofFile: study),
          casePath: casePath, inputs: try SeriesOptions.parse([]).inputFiles(caseFolder: casePath),
          files: files, execution: clock.execution(threads: 1))
      }
    }
    if talk.json {
      try Talk.printData(
        JSONText.object([
          .init("accounts", summary.json), .init("out", .optional(output.out)),
          .init("result_sha256", .optional(resultDigest)),
        ]).text)
    } else {
      try Talk.printData(
        summary.text
          + (output.out.map { "results: \($0)/results\n" }
            ?? "results: not written (see --out)\n"))
    }
  }
}

/// The tariff accounts of a study; what its patches do wrong in a year of an account has its place
/// in the file.
func tariffSummary(
  of study: Study, on timeline: SystemTimeline, file: String
) throws -> TariffSummary {
  do {
    let made = try study.tariffAccounts(on: timeline)
    var unbooked: [String] = []
    for plan in study.tariffAccounts {
      let scenarios: [String?] = plan.readsTheCase ? study.scenarios : [nil]
      for scenario in scenarios
      where !made.contains(where: { $0.variant == plan.name && $0.scenario == scenario }) {
        unbooked.append(
          [scenario, plan.name].compactMap { $0 }.filter { $0 != "" }
            .joined(separator: ", "))
      }
    }
    return TariffSummary(made, unbooked: unbooked)
  } catch {
    throw InputErrors(inputErrors(error.faults, in: file))
  }
}
