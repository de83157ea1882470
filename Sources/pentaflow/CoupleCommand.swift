// SPDX-License-Identifier: Apache-2.0
import Adequacy
import ArgumentParser
import CapacityCalculation
import Climate
import GridModel
import InputFiles
import MarketCoupling
import Quantities
import Reports

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

        pentaflow couple grids/penta --year 2030 \\
          --from 2030-01-14 --to 2030-01-21 --out out/week --export-mps week.mps

      A day in quarter hours: series, which are hourly, hold their value for four of them.

        pentaflow couple grids/four-node --year 2030 --time-unit 15min \\
          --from 2030-01-15 --to 2030-01-16

      One Monte Carlo year with prices, the outages being those of sample 3 of `pentaflow adequacy`:

        pentaflow couple grids/penta --year 2030 --climate-year 1 \\
          --outage-sample 3

      Reserves of the case are then held back in every hour, as they are there: of each bidding zone
      the dearest thermal power above must-run, and what is missing is added to its load.
      --use-reserves leaves them to the market; --hold-reserves holds them back in any run.

      The exit status is 1 where no optimum exists or the certificate fails.
      """)

  @OptionGroup var caseOptions: CaseOptions

  @OptionGroup var market: MarketOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      "Write the same problem for another solver (free MPS format).", valueName: "file"),
    completion: .file(extensions: ["mps"]))
  var exportMps: String?

  @OptionGroup var talk: TalkOptions

  func run() throws {
    try output.check()
    if let exportMps { try checkMPS(exportMps) }
    let progress = ProgressLine(isQuiet: talk.quiet)
    var clock = StageClock()
    var inputs = try market.inputs(caseOptions, talk: talk)
    let options = try market.couplingOptions(axis: inputs.series.axis)
    let schedule = try market.schedule(for: options, inputs: &inputs, talk: talk)
    var manifest = inputs.manifest(
      of: "couple",
      options: market.members(of: options, in: caseOptions, origin: inputs.series.origin))
    let outages = try market.outages(inputs)
    clock.end("read")
    let run = try couple(
      system: inputs.system, series: inputs.series, options: options, schedule: schedule,
      outages: outages
    ) { step in
      clock.enter(step.stage.rawValue)
      progress.report(step.stage.rawValue, share: step.share, detail: step.detail)
    }
    clock.end("couple")
    let reported = ReportedRun(result: run.result, system: inputs.system)
    manifest.facts = run.facts
    let digest = try write(
      reported, seriesOrigin: inputs.series.origin, domains: run.domains, manifest: manifest,
      clock: &clock, progress: progress)
    if let exportMps {
      progress.report("writing \(exportMps)", share: 0.99, detail: "")
      try writeMPS(of: run.program, name: inputs.system.name, to: exportMps)
    }
    progress.end()
    if exportMps != nil, run.result.network != market.network {
      talk.say("the exported problem is the base case, for no domain can stand around it")
    }
    var summary = RunSummary(
      of: reported,
      title: "\(inputs.system.name) \(inputs.system.year), \(market.network.words), "
        + "\(run.result.axis.count) \(market.timeUnit.units) from \(run.result.axis.timestamp(at: 0))"
    )
    if inputs.series.isSynthetic { summary.notes.append(inputs.series.origin) }
    try print(summary, digest: digest, wallSeconds: clock.wallSeconds)
    if run.result.status != .optimal { throw ExitStatus.notOptimal }
  }

  /// Writes the result folder where one is asked for. A run without a feasible point has no
  /// tables: its manifest says why.
  ///
  /// - Returns: the digest over all result tables; nil where none are written.
  private func write(
    _ run: ReportedRun, seriesOrigin: String, domains: [NamedDomain], manifest: Manifest,
    clock: inout StageClock, progress: ProgressLine
  ) throws -> String? {
    guard let out = output.out else { return nil }
    var tables: [FileDigest] = []
    try writeFolder(at: out, replacing: output.force) { folder in
      if run.result.status.hasResult {
        tables = try folder.write(run, seriesOrigin: seriesOrigin, progress: progress)
      }
      _ = try folder.write(domains, into: "domains/")
      clock.end("write")
      let json = manifest.json(
        of: run.result, files: tables, execution: clock.execution(threads: market.threads))
      let entries = try ResultManifest(json: Array(json.text.utf8)).entries
      try Interruption.step { try folder.write(entries.certificates, to: certificatesName) }
      return json
    }
    return tables.isEmpty ? nil : combinedSHA256(tables)
  }

  private func print(_ summary: RunSummary, digest: String?, wallSeconds: Double) throws {
    guard !talk.json else {
      return try Talk.printData(
        summary.json(out: output.out, resultSHA256: digest, wallSeconds: wallSeconds).text)
    }
    try Talk.printData(summary.text)
    switch (output.out, summary.status.hasResult) {
    case (let out?, true): try Talk.printData("results: \(out)/results\n")
    case (let out?, false): try Talk.printData("manifest: \(out)/\(OutputFolder.manifestName)\n")
    case (nil, true): try Talk.printData("results: not written (see --out)\n")
    case (nil, false): break
    }
  }
}
