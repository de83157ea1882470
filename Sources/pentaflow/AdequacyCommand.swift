// SPDX-License-Identifier: Apache-2.0
import Adequacy
import ArgumentParser
import MarketCoupling
import Quantities
import Reports

/// How indices are found.
enum AdequacyMethod: String, CaseIterable, ExpressibleByArgument {
  case exact
  case monteCarlo = "monte-carlo"
}

/// What may flow between zones.
enum AdequacyNetwork: String, CaseIterable, ExpressibleByArgument {
  case isolated
  case ntc
  case copperplate
  case flowBased = "flow_based"

  func exact() throws -> ExactNetwork {
    guard let network = ExactNetwork(rawValue: rawValue) else {
      throw ValidationError("--network \(rawValue) goes with --method monte-carlo")
    }
    return network
  }

  /// Isolated zones need a network in which nothing flows; see ``MonteCarloOptions/isolatesZones``.
  var sampled: NetworkModel {
    switch self {
    case .isolated, .ntc: .ntc
    case .copperplate: .copperplate
    case .flowBased: .flowBased
    }
  }
}

struct AdequacyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adequacy",
    abstract: "Tells whether supply is adequate: LOLE and EENS of each zone.",
    discussion: """
      The exact method has no sampling error. It adds up the outage states of all generating units of
      a bidding zone and holds the load of every hour against them:

        pentaflow adequacy grids/rts79 --method exact

      gives LOLE 9.394175 h/yr, 1.368863 d/yr and EENS 1176.30 MWh/yr of the reliability test system.
      Two bidding zones are solved with what joins them; more of them each on its own or as one
      (--network). Load equal to the available power is served. Figures are sums over the hours of
      the case, 8736 or 8760, and are not scaled from one to the other.

      Load has the shape of the series and the annual demand of the case as its energy. Storages and
      demand response cannot be counted exactly: a case that has them is refused unless
      --without-storage leaves them out.

        pentaflow adequacy grids/rts79-two-area --method exact \\
          --load-sigma 0.05 --out out/two-areas

      Monte Carlo draws climate years and outages, and dispatches each year hour by hour for the least
      energy not served, with stores and demand response; only what can be short is solved as a whole:

        pentaflow adequacy grids/penta --year 2030 --method monte-carlo \\
          --climate-years 1...35

      Reserves of the case are held back in every hour (--use-reserves gives them up first). Units
      with out_of_market yes are no part of the market: what they could serve of the energy not
      served in their own zone is reported apart.

      With --target-error it draws samples in rounds until the standard error is small enough:

        pentaflow adequacy grids/penta --year 2030 --method monte-carlo \\
          --climate-years 1...35 --target-error 5% --most-samples 80

      --out writes adequacy_zones.csv and, exact, adequacy_hourly.csv or, Monte Carlo,
      adequacy_years.csv and adequacy_events.csv; `pentaflow schema --table adequacy_zones` says what
      is in them.
      """)

  @OptionGroup var caseOptions: CaseOptions

  @Option(help: ArgumentHelp("How indices are found: exact or monte-carlo.", valueName: "method"))
  var method = AdequacyMethod.exact

  @Option(
    help: ArgumentHelp(
      "isolated, ntc, copperplate or flow_based. Without it, exact: ntc for two bidding zones and "
        + "isolated else; monte-carlo: flow_based where the case has flow-based zones, ntc else.",
      valueName: "model"))
  var network: AdequacyNetwork?

  @OptionGroup(title: "EXACT METHOD") var exact: ExactMethodOptions
  @OptionGroup(title: "MONTE CARLO") var sampling: SamplingOptions
  @OptionGroup(title: "ROUNDS OF SAMPLES") var targeting: TargetOptions
  @OptionGroup var seriesOptions: SeriesOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if let target = targeting.target, target.mostSamples < sampling.samples {
      throw ValidationError(
        "--most-samples is \(target.mostSamples); give at least the \(sampling.samples) of --samples"
      )
    }
  }

  func run() throws {
    try output.check()
    switch method {
    case .exact: try runExact()
    case .monteCarlo: try runMonteCarlo()
    }
  }

  /// Writes result tables and manifest, if the command is to.
  ///
  /// - Returns: the digest over all result tables; nil where none are written.
  func write(
    _ tables: @autoclosure () -> [OutputTable], summary: AdequacySummary, axis: TimeAxis,
    manifest: Manifest, threads: Int, clock: inout StageClock
  ) throws -> String? {
    guard let out = output.out else { return nil }
    let tables = tables()
    let files = tables.map(\.digest)
    try writeFolder(at: out, replacing: output.force) { folder in
      for table in tables {
        try Interruption.step {
          try folder.write(table.bytes, to: "results/" + table.schema.fileName)
        }
      }
      clock.end("write")
      return manifest.json(
        of: summary, firstUnit: axis.timestamp(at: 0), unitCount: axis.count,
        unitHours: axis.stepHours, files: files, execution: clock.execution(threads: threads))
    }
    return combinedSHA256(files)
  }

  func print(_ summary: AdequacySummary, digest: String?, wallSeconds: Double) throws {
    if talk.json {
      return try Talk.printData(
        summary.json(out: output.out, resultSHA256: digest, wallSeconds: wallSeconds).text)
    }
    try Talk.printData(summary.text)
    let place = output.out.map { $0 + "/results" } ?? "not written (see --out)"
    try Talk.printData("results: \(place)\n")
  }
}
