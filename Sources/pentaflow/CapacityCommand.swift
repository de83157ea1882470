// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import InputFiles
import MarketCoupling
import Reports

struct CapacityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capacity",
    abstract: "Computes the flow-based domains of a case from its grid.",
    discussion: """
      A base case is solved under commercial capacities first; around it margins are computed for
      every class of hours (season, day type, wind level) that lies between --from and --to, and
      rows that bound nothing are removed. Printed are the size of each domain before and after,
      the lowest and highest net position of every hub, and the share of CNECs whose margin is the
      minimum.

        pentaflow capacity grids/penta --year 2030 --from 2030-01-14 --to 2030-01-21 \\
          --out domains

      --out writes one CSV file per class, with the column names of the published final domains;
      `pentaflow couple --domain` reads them.
      """)

  @OptionGroup var caseOptions: CaseOptions

  @Option(help: ArgumentHelp("First hour, UTC: 2030-01-14 or 2030-01-14T06:00.", valueName: "time"))
  var from: TimeArgument?

  @Option(help: ArgumentHelp("First hour that is left out.", valueName: "time"))
  var to: TimeArgument?

  @OptionGroup var capacity: CapacityOptions
  @OptionGroup var seriesOptions: SeriesOptions

  @Option(help: ArgumentHelp("Folder for the domains.", valueName: "dir"), completion: .directory)
  var out: String?

  @Flag(help: "Replace finished domains at --out.")
  var force = false

  @Flag(help: "Write only rows that are left after presolve.")
  var presolvedOnly = false

  @Option(help: "Worker threads; the results are the same bytes for any number.")
  var threads = Host.processorCount

  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  func run() throws {
    if let out { try OutputFolder.check(out, replacing: force) }
    let progress = ProgressLine(isQuiet: talk.quiet)
    let (system, warnings) = try readCase(at: caseOptions.caseFolder, year: caseOptions.year)
    let (series, seriesWarnings) = try seriesOptions.load(for: system, at: caseOptions.caseFolder)
    for warning in warnings + seriesWarnings { talk.say("\(warning)") }
    var options = CouplingOptions()
    options.range = try units(of: series.axis, from: from, to: to)
    options.capacity = capacity.settings
    options.solver.threads = threads
    let run = try calculateCapacity(system: system, series: series, options: options) {
      progress.report($0.stage.rawValue, share: $0.share, detail: $0.detail)
    }
    progress.end()
    let json = capacityJSON(of: run, caseName: system.name, year: system.year)
    if let out { try write(run, manifest: json, to: out) }
    if talk.json {
      Talk.printData(json.text)
    } else {
      for (index, domain) in run.domains.enumerated() {
        let hours = run.domainOfUnit.count { $0 == index }
        let title = "\(system.name) \(system.year), \(domain.name): \(hours) hours"
        Talk.printData(domain.report?.text(title: title) ?? title + "\n")
      }
      if let out { Talk.printData("domains: \(out)\n") }
    }
    if run.baseCase.status != .optimal {
      Talk.say("the base case has no proven optimum: \(run.baseCase.status.word)")
      throw ExitStatus.notOptimal
    }
  }

  private func capacityJSON(of run: CapacityRun, caseName: String, year: Int) -> JSONText {
    .object([
      .init("case", .string(caseName)), .init("year", .integer(year)),
      .init("min_ram", .number(capacity.minRam)),
      .init("out", .optional(out)),
      .init(
        "domains",
        .array(
          run.domains.enumerated().map { index, domain in
            .object([
              .init("name", .string(domain.name)),
              .init("units", .integer(run.domainOfUnit.count { $0 == index })),
              .init("report", domain.report?.json ?? .null),
            ])
          })),
    ])
  }

  private func write(_ run: CapacityRun, manifest: JSONText, to out: String) throws {
    let folder = try Interruption.protecting { try OutputFolder(at: out, replacing: force) }
    defer { Interruption.release() }
    do {
      for domain in run.domains {
        try Interruption.step {
          try folder.write(
            Array(domain.domain.text(onlyPresolved: presolvedOnly).utf8), to: domain.name + ".csv")
        }
      }
      try Interruption.step {
        try folder.finish(manifest: Array(manifest.text.utf8))
        Interruption.release()
      }
    } catch {
      try? folder.discard()
      throw error
    }
  }
}
