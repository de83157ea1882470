// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import GridModel
import MarketCoupling
import Reports
import Studies

/// Which run of a study is meant, where a study file stands in the place of a case folder.
struct StudyRunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "With a study file: the scenario whose system and options are meant.", valueName: "name"))
  var scenario: String?

  @Option(
    help: ArgumentHelp(
      "With a study file: the outage sample, from 0 on, where the scenario draws several.",
      valueName: "n"))
  var sample: Int?

  @Flag(help: "With a study file: take the settings of its block quick.")
  var quick = false

  /// The market problem of a run, as `pentaflow run` makes it; nil where a case folder is given.
  ///
  /// - Throws: ``UsageError`` where the study has no such run or several, and for options of the
  ///   market that follow from the study.
  func market(
    _ caseOptions: CaseOptions, _ market: MarketOptions, talk: TalkOptions
  ) throws -> StudyMarket? {
    let path = caseOptions.givenFolder
    guard try isStudy(path, at: caseOptions.caseFolder) else { return nil }
    try refuseWhatTheStudySays()
    let (study, timeline, casePath) = try readStudyOnCase(path, isQuick: quick, talk)
    guard study.kind == .coupling else {
      throw UsageError(
        message: "\(path) is a study of kind \(study.kind.rawValue), whose runs have no dispatch",
        fix: "give a study of kind coupling")
    }
    let run = try run(
      of: study, at: path, year: caseOptions.year, climateYear: market.seriesOptions.climateYear)
    let inputs = try StudyInputs(study: study, timeline: timeline, casePath: casePath)
    return try StudyExecutor(inputs, threads: market.threads, sink: nil, progress: { _, _ in })
      .market(of: run)
  }

  private func isStudy(_ path: String, at folder: String) throws -> Bool {
    let choosesRun = scenario != nil || sample != nil || quick
    guard LocalDisk().isFolder(folder) else { return choosesRun || path.hasSuffix(".yaml") }
    if choosesRun {
      throw UsageError(
        message: "--scenario, --sample and --quick choose a run of a study, and \(path) is "
          + "a folder",
        fix: "give the study file, or leave them out")
    }
    return false
  }

  /// - Parameter arguments: of this process; a value alone does not say whether it was given.
  private func refuseWhatTheStudySays(_ arguments: [String] = CommandLine.arguments) throws {
    let given = Self.namesTheStudySays.filter { name in
      arguments.contains { $0 == name || $0.hasPrefix(name + "=") }
    }
    if given.isEmpty { return }
    throw UsageError(
      message: "\(given.joined(separator: ", ")) with a study, which says that itself",
      fix: given.contains("--outage-sample")
        ? "choose the outage sample with --sample, and leave out what else the study says"
        : "leave it out: hours, network, series and options are those of the study's run")
  }

  private static let namesTheStudySays = [
    "--from", "--to", "--time-unit", "--network", "--domain", "--min-ram", "--series",
    "--calendar", "--seed", "--outage-sample", "--outage-seed", "--hold-reserves",
    "--use-reserves", "--slope", "--commit-electrolysers",
  ]

  /// The one run that is meant; what leaves no choice need not be given.
  private func run(
    of study: Study, at path: String, year: Int?, climateYear: Int?
  ) throws -> StudyRun {
    let names = study.scenarios
    guard let scenario = scenario ?? (names.count == 1 ? names[0] : nil) else {
      throw UsageError(
        message: "\(path) has several scenarios",
        fix: "choose one with --scenario: \(listed(names))")
    }
    var runs = study.runs.filter { $0.scenario == scenario }
    if runs.isEmpty {
      throw UsageError(
        message: "there is no scenario \(scenario) in \(path)\(quick ? ", quick" : "")",
        fix: suggestion(for: scenario, among: names, called: "scenarios"))
    }
    runs = try narrowed(runs, by: "--year", to: year) { $0.year }
    runs = try narrowed(runs, by: "--climate-year", to: climateYear) { $0.climateYear }
    return try narrowed(runs, by: "--sample", to: sample) { $0.sample }[0]
  }

  /// The runs of a scenario with one value, that of an option or the only one there is.
  private func narrowed(
    _ runs: [StudyRun], by option: String, to wanted: Int?, _ value: (StudyRun) -> Int?
  ) throws -> [StudyRun] {
    let scenario = "scenario \(runs[0].scenario)"
    let known = Set(runs.compactMap(value)).sorted()
    guard !known.isEmpty else {
      guard let wanted else { return runs }
      throw UsageError(
        message: "\(option) is \(wanted), but \(scenario) has runs of none",
        fix: "leave it out, or give another scenario")
    }
    let choice = listed(known.map(String.init))
    guard let wanted = wanted ?? (known.count == 1 ? known[0] : nil) else {
      throw UsageError(
        message: "\(scenario) has several runs", fix: "choose one with \(option): \(choice)")
    }
    guard known.contains(wanted) else {
      throw UsageError(
        message: "\(scenario) has no run with \(option) \(wanted)",
        fix: known.count == 1 ? "the only one is \(choice)" : "choose one of \(choice)")
    }
    return runs.filter { value($0) == wanted }
  }

  private func listed(_ choices: [String]) -> String {
    let shown = 12
    return choices.prefix(shown).joined(separator: ", ")
      + (choices.count > shown ? " and \(choices.count - shown) more" : "")
  }
}

/// The market problem of a run of a study, and what it is called.
struct StudyMarket {
  var name: String
  var inputs: RunInputs
  var options: CouplingOptions
  var outages: DrawnOutages?
}

extension StudyExecutor {
  /// What a run of a study of couplings solves.
  func market(of run: StudyRun) throws -> StudyMarket {
    let options = study.options(of: run.scenario)
    let system = try self.inputs.system(of: run)
    let (inputs, outages) = try couplingInputs(run, system, options)
    let name =
      "study \(study.name), scenario \(run.scenario), \(run.year)"
      + (run.climateYear.map { ", climate year \($0)" } ?? "")
      + (run.sample.map { ", sample \($0)" } ?? "")
    return StudyMarket(
      name: name, inputs: inputs,
      options: try couplingOptions(options, axis: inputs.series.axis), outages: outages)
  }
}
