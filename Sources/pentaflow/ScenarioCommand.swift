// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import GridModel
import InputFiles
import Reports
import Scenarios

struct ScenarioCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenario",
    abstract: "Shows scenarios: the system they make, and how two of them differ.",
    subcommands: [Show.self, Diff.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Prints a scenario beside what it stands on, with the source of every figure.",
      discussion: """
        The file is a study, or has scenarios alone.

          pentaflow init crisis --template crisis-pentex
          pentaflow scenario show grids/penta --scenario crisis/study.yaml \\
            --name "cold spell" --year 2030

        --table prints every row of one table; --json all rows of all tables, each with its source.
        """)

    @OptionGroup var caseOptions: CaseOptions

    @Option(
      help: ArgumentHelp("File with the scenario.", valueName: "file"),
      completion: .file(extensions: ["yaml"]))
    var scenario: String

    @Option(help: "Name of the scenario; needed where the file has several.")
    var name: String?

    @Option(help: ArgumentHelp("Print the rows of this table.", valueName: "table"))
    var table: String?

    @OptionGroup var talk: TalkOptions

    func run() throws {
      let timeline = try readTimeline(
        ShippedFiles.casePath(caseOptions.caseFolder, namedIn: "."), talk)
      let file = try readScenarios(scenario)
      let names = file.book.scenarios.map(\.name)
      let chosen = name ?? (names.count == 1 ? names[0] : "")
      let side = ScenarioSide(
        timeline: timeline, file: file,
        year: try targetYear(caseOptions.year, of: timeline, option: "--year"))
      let patched = try side.system(of: chosen)
      let base = file.book.scenario(named: chosen)?.base
      let before = try base.map { try side.system(of: $0).system } ?? side.plain()
      let comparison = ScenarioComparison(
        title: "\(chosen) beside \(base ?? "the case"), \(patched.system.year)", old: before,
        new: patched, oldOptions: side.options(of: base), newOptions: side.options(of: chosen))
      if talk.json {
        return try Talk.printData(
          JSONText.object(
            [
              .init("scenario", .string(chosen)), .init("base", .optional(base)),
              .init("year", .integer(patched.system.year)),
            ] + comparison.json + [.init("system", patched.json)]
          ).text)
      }
      if let table { return try Talk.printData(patched.rowsText(of: try assetTable(table))) }
      try Talk.printData(comparison.text + "\nthe system\n" + patched.system.provenanceShares.text)
    }

    private func assetTable(_ name: String) throws -> AssetTable {
      if let found = assetTables.first(where: { $0.name == name }) { return found }
      throw UsageError(
        message: "there is no table \(name)",
        fix: suggestion(for: name, among: assetTables.map(\.name), called: "tables"))
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff",
      abstract: "Prints how two scenarios, or two years of a case, differ.",
      discussion: """
        Each side is PATH:SCENARIO@YEAR; a path is a case folder (which has no scenarios) or a study
        file. What the second leaves out is that of the first.

          pentaflow scenario diff grids/penta@2026 @2030
          pentaflow init crisis --template crisis-pentex
          pentaflow scenario diff crisis/study.yaml:base@2030 ":cold spell"
        """)

    @Argument(help: "What to begin from: grids/penta@2026.")
    var from: String

    @Argument(help: "What to compare with it: @2030.")
    var to: String

    @OptionGroup var talk: TalkOptions

    func run() throws {
      let first = SideReference(from)
      let second = SideReference(to).completed(by: first)
      let old = try first.read(talk)
      let new = second.path == first.path ? old : try second.read(talk)
      let oldSide = try old.at(first.year)
      let newSide = try new.at(second.year)
      let (a, b) = (
        try oldSide.system(ofOptional: first.scenario),
        try newSide.system(ofOptional: second.scenario)
      )
      let comparison = ScenarioComparison(
        title: "from \(first.words(a.system.year)) to \(second.words(b.system.year))",
        old: a.system, new: b, oldOptions: oldSide.options(of: first.scenario),
        newOptions: newSide.options(of: second.scenario))
      guard talk.json else { return try Talk.printData(comparison.text) }
      try Talk.printData(
        JSONText.object(
          [.init("from", .string(from)), .init("to", .string(to))] + comparison.json
        ).text)
    }
  }
}

/// `PATH:SCENARIO@YEAR`, parts of which may be missing.
private struct SideReference {
  var path = ""
  var scenario: String?
  var year: Int?

  init(_ text: String) {
    var rest = Substring(text)
    if let at = rest.lastIndex(of: "@"), let year = Int(rest[rest.index(after: at)...]) {
      self.year = year
      rest = rest[..<at]
    }
    if let colon = rest.firstIndex(of: ":") {
      scenario = String(rest[rest.index(after: colon)...])
      rest = rest[..<colon]
    }
    path = String(rest)
  }

  func completed(by other: SideReference) -> SideReference {
    var result = self
    if path.isEmpty { result.path = other.path }
    if path.isEmpty && scenario == nil { result.scenario = other.scenario }
    result.year = year ?? other.year
    return result
  }

  func words(_ year: Int) -> String { "\(path)\(scenario.map { ":" + $0 } ?? "") in \(year)" }

  /// Reads the case, and the scenarios where the path is a file.
  func read(_ talk: TalkOptions) throws -> ReadSide {
    let folder = ShippedFiles.casePath(path, namedIn: ".")
    if LocalDisk().isFolder(folder) {
      return ReadSide(timeline: try readTimeline(folder, talk), file: nil)
    }
    let file = try readScenarios(path)
    guard let name = file.casePath else {
      throw UsageError(message: "\(path) does not say its case", fix: "add case: grids/penta to it")
    }
    try file.check(StudyPaths.refusals(ofCase: name, namedBy: path))
    let casePath = ShippedFiles.casePath(name, namedIn: pentaflow.folder(of: path))
    return ReadSide(timeline: try readTimeline(casePath, talk), file: file)
  }
}

private struct ReadSide {
  var timeline: SystemTimeline
  var file: StudyFile?

  func at(_ year: Int?) throws -> ScenarioSide {
    ScenarioSide(
      timeline: timeline, file: file,
      year: try targetYear(
        year ?? file?.study?.years.first, of: timeline, option: "@YEAR"))
  }
}

/// Scenarios of a file on a case in one year.
private struct ScenarioSide {
  var timeline: SystemTimeline
  var file: StudyFile?
  var year: Int

  func system(ofOptional name: String?) throws -> PatchedSystem {
    guard let name else { return PatchedSystem(system: try plain()) }
    return try system(of: name)
  }

  /// - Throws: that there is no such scenario; what is wrong with its patches.
  func system(of name: String) throws -> PatchedSystem {
    guard let file, let lineage = file.book.lineage(of: name) else {
      throw UsageError(
        message: name.isEmpty ? "the file has several scenarios" : "there is no scenario \(name)",
        fix: suggestion(
          for: name, among: file?.book.scenarios.map(\.name) ?? [], called: "scenarios"))
    }
    do {
      return try timeline.system(of: lineage, in: year)
    } catch {
      throw InputErrors(inputErrors(error.faults, in: file.path))
    }
  }

  func plain() throws -> EnergySystem {
    guard let system = timeline.system(in: year) else {
      preconditionFailure("year \(year) was checked")
    }
    return system
  }

  func options(of name: String?) -> RunOptions {
    let lineage = name.flatMap { file?.book.lineage(of: $0) } ?? []
    return lineage.reversed().reduce(RunOptions()) { $0.completed(by: $1.options) }
      .completed(by: file?.options ?? RunOptions())
  }
}

/// Reads a case at all its years and says the reader's warnings.
private func readTimeline(_ casePath: String, _ talk: TalkOptions) throws -> SystemTimeline {
  let (timeline, warnings) = try readTimeline(of: casePath)
  for warning in warnings { talk.say("\(warning)") }
  return timeline
}

/// The year asked for, or the only one there is.
private func targetYear(
  _ wanted: Int?, of timeline: SystemTimeline, option: String
) throws -> Int {
  let years = timeline.collectedYears
  let listed = years.map(String.init).joined(separator: ", ")
  guard let wanted else {
    if years.count == 1 { return years[0] }
    throw UsageError(
      message: "the case has several target years", fix: "choose one of \(listed) with \(option)")
  }
  guard timeline.range?.contains(wanted) == true else {
    throw UsageError(
      message: "the case has no figures for \(wanted)",
      fix: "its years are \(listed), and those between them")
  }
  return wanted
}
