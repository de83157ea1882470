// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import GridModel
import InputFiles
import MarketCoupling
import Optimization
import Quantities
import Reports

extension NetworkModel: ExpressibleByArgument {}

struct CoupleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "couple",
    abstract: "Couples the markets of a case: prices, net positions, flows, shadow prices.",
    discussion: """
      One solve over all hours, storages included, under flow-based, NTC or no network limits.
      Every result has a certificate: how far it can be from the optimum, found from the original
      data by code that shares nothing with the solver.

        pentaflow couple grids/penta --year 2030 --out out/penta-2030

      One week, with its tables, and the same problem for another solver:

        pentaflow couple grids/penta --year 2030 --from 2030-01-14 --to 2030-01-21 \\
          --out out/week --export-mps week.mps

      The exit status is 1 where no optimum exists or the certificate fails.
      """)

  @OptionGroup var caseOptions: CaseOptions

  @Option(help: ArgumentHelp("First hour, UTC: 2030-01-14 or 2030-01-14T06:00.", valueName: "time"))
  var from: TimeArgument?

  @Option(help: ArgumentHelp("First hour that is left out.", valueName: "time"))
  var to: TimeArgument?

  @Option(
    help: ArgumentHelp("flow_based, ntc or copperplate.", valueName: "model"))
  var network = NetworkModel.flowBased

  @Option(
    help: ArgumentHelp(
      "Flow-based domain to use in every hour (the format of `pentaflow capacity`).",
      valueName: "file"), completion: .file(extensions: ["csv"]))
  var domain: String?

  @OptionGroup var capacity: CapacityOptions
  @OptionGroup var seriesOptions: SeriesOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      "Write the same problem for another solver (free MPS format).", valueName: "file"),
    completion: .file(extensions: ["mps"]))
  var exportMps: String?

  @Option(
    help: ArgumentHelp(
      "EUR/MWh from one bound of a column to the other; shares ties. 0 for the pure LP.",
      valueName: "x"))
  var slope = CouplingOptions().slopeEURPerMWh

  @Option(help: "Worker threads; the results are the same bytes for any number.")
  var threads = Host.processorCount

  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if threads < 1 { throw ValidationError("--threads must be at least 1") }
    if !(slope >= 0) { throw ValidationError("--slope must not be negative") }
    if domain != nil && network != .flowBased {
      throw ValidationError("--domain goes with --network flow_based")
    }
  }

  func run() throws {
    try output.check()
    let progress = ProgressLine(isQuiet: talk.quiet)
    var clock = StageClock()
    let (system, caseWarnings) = try readCase(at: caseOptions.caseFolder, year: caseOptions.year)
    let (series, seriesWarnings) = try seriesOptions.load(
      for: system, at: caseOptions.caseFolder)
    for warning in caseWarnings + seriesWarnings { talk.say("\(warning)") }
    var options = CouplingOptions()
    options.network = network
    options.range = try units(of: series.axis, from: from, to: to)
    options.slopeEURPerMWh = slope
    options.capacity = capacity.settings
    options.solver.threads = threads
    let schedule = try domain.map { file in
      let (domains, warnings) = try readDomains(file)
      for warning in warnings { talk.say("\(warning)") }
      return try DomainSchedule(
        domains, over: series.axis.slice(options.range ?? 0..<series.axis.count))
    }
    clock.end("read")

    let run = try couple(
      system: system, series: series, options: options, schedule: schedule
    ) { step in
      clock.enter(step.stage.rawValue)
      progress.report(step.stage.rawValue, share: step.share, detail: step.detail)
    }
    clock.end("couple")
    if let exportMps {
      try writeMPS(of: run.program, name: system.name, to: exportMps)
      clock.end("export")
    }
    let reported = ReportedRun(result: run.result, zones: system.zones)
    let manifest = Manifest(
      version: pentaflowVersion, caseName: system.name, casePath: caseOptions.caseFolder,
      year: system.year, inputs: try inputFiles(), options: optionMembers(origin: series.origin),
      provenance: system.provenanceShares.map(\.json), facts: run.facts)
    var digest: String?
    if let out = output.out {
      let writer = ResultWriter(out: out, replacing: output.force, progress: progress) {
        clock.end("write")
        return clock.execution(threads: threads)
      }
      digest = try writer.write(reported, domains: run.domains, manifest: manifest)
    }
    progress.end()
    let summary = RunSummary(
      of: reported,
      title: "\(system.name) \(system.year), \(network.words), "
        + "\(run.result.axis.count) hours from \(run.result.axis.timestamp(at: 0))")
    if talk.json {
      Talk.printData(
        summary.json(out: output.out, resultSHA256: digest, wallSeconds: clock.wallSeconds).text)
    } else {
      Talk.printData(summary.text)
      Talk.printData(
        output.out.map { "results: \($0)/results\n" } ?? "results: not written (see --out)\n")
    }
    if run.result.status != .optimal { throw ExitStatus.notOptimal }
  }
  private func inputFiles() throws -> [FileDigest] {
    var files = try seriesOptions.inputFiles(caseFolder: caseOptions.caseFolder)
    if let domain { files.append(try digest(ofFile: domain)) }
    return files
  }

  private func optionMembers(origin: String) -> [JSONText.Member] {
    [
      .init("network", .string(network.rawValue)), .init("from", .optional(from?.text)),
      .init("to", .optional(to?.text)), .init("domain", .optional(domain)),
      .init("min_ram", .number(capacity.minRam)), .init("slope_eur_per_mwh", .number(slope)),
    ] + seriesOptions.members(origin: origin)
  }
}

/// Writes a program for another solver.
private func writeMPS(of program: StagedProgram, name: String, to path: String) throws {
  do {
    let file = try StreamedFile(path)
    try mpsText(of: program, name: name) { try file.write($0) }
    try file.finish()
  } catch let error as FileSystemError {
    throw OutputError.failed(error)
  }
}
