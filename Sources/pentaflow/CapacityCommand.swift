// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import GridModel
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

        pentaflow capacity grids/penta --year 2030 \\
          --from 2030-01-14 --to 2030-01-21 --out domains

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
    try checkThreads(threads)
  }

  func run() throws {
    if let out { try OutputFolder.check(out, replacing: force) }
    let progress = ProgressLine(isQuiet: talk.quiet)
    var clock = StageClock()
    let inputs = try RunInputs(caseOptions, seriesOptions, talk: talk)
    var options = CouplingOptions()
    options.range = try units(of: inputs.series.axis, from: from, to: to)
    options.capacity = capacity.settings
    options.solver.threads = threads
    var manifest = inputs.manifest(
      of: "capacity", options: members(of: options, origin: inputs.series.origin))
    clock.end("read")
    let run = try calculateCapacity(system: inputs.system, series: inputs.series, options: options)
    { step in
      clock.enter(step.stage.rawValue)
      progress.report(step.stage.rawValue, share: step.share, detail: step.detail)
    }
    clock.end("capacity")
    manifest.facts =
      [.init("solved", .string("the base case: status, objective and certificate are its own"))]
      + run.facts
    try write(run, manifest: manifest, clock: &clock)
    progress.end()
    try print(run, of: inputs.system)
    if run.baseCase.status != .optimal {
      Talk.say("the base case has no proven optimum: \(run.baseCase.status.word)")
      for sentence in run.baseCase.status.explanation { Talk.say("  \(sentence)") }
      throw ExitStatus.notOptimal
    }
  }

  /// What the manifest says of the options.
  private func members(of options: CouplingOptions, origin: String) -> [JSONText.Member] {
    [
      .init("from", .optional(from?.text)), .init("to", .optional(to?.text)),
      .init("presolved_only", .bool(presolvedOnly)),
      .init("capacity", options.capacity.json),
      .init("slope_eur_per_mwh", .number(options.slopeEURPerMWh)),
      .init("solver", options.solver.json),
    ] + seriesOptions.members(caseFolder: caseOptions.caseFolder, origin: origin)
  }

  private func write(_ run: CapacityRun, manifest: Manifest, clock: inout StageClock) throws {
    guard let out else { return }
    try writeFolder(at: out, replacing: force) { folder in
      let files = try folder.write(run.domains, onlyPresolved: presolvedOnly)
      clock.end("write")
      return manifest.json(
        of: run.baseCase, files: files, execution: clock.execution(threads: threads))
    }
  }

  private func print(_ run: CapacityRun, of system: EnergySystem) throws {
    guard !talk.json else {
      return try Talk.printData(
        JSONText.object(
          [
            .init("case", .string(system.name)), .init("year", .integer(system.year)),
            .init("min_ram", .number(capacity.settings.minimumMargin?.share ?? 0)),
            .init("out", .optional(out)),
            .init("status", .string(run.baseCase.status.word)),
            .init("explanation", .array(run.baseCase.status.explanation.map { .string($0) })),
          ] + run.facts
        ).text)
    }
    for (index, domain) in run.domains.enumerated() {
      let hours = run.domainOfUnit.count { $0 == index }
      let title = "\(system.name) \(system.year), \(domain.name): \(hours) hours"
      try Talk.printData(domain.report?.text(title: title) ?? title + "\n")
    }
    if let out {
      try Talk.printData(
        run.domains.isEmpty
          ? "manifest: \(out)/\(OutputFolder.manifestName)\n" : "domains: \(out)\n")
    }
  }
}
