// SPDX-License-Identifier: Apache-2.0
import Adequacy
import ArgumentParser
import GridModel
import InputFiles
import MarketCoupling
import Reports
import Synchronization

extension CapacityMeasure: ExpressibleByArgument {}
extension CapacityScope: ExpressibleByArgument {}
extension CapacityShare: ExpressibleByArgument {}

/// What `pentaflow capacity-value` works out.
enum CapacityValuePart: String, CaseIterable, ExpressibleByArgument {
  case values
  case imports
  case needs
}

struct CapacityValueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capacity-value",
    abstract: "Tells what capacity is worth for adequacy: EFC, ELCC, imports, firm power needed.",
    discussion: """
      Monte Carlo years are dispatched as by `pentaflow adequacy --method monte-carlo`, again and
      again with a change of the system, on the same climate years and outages. So differences are
      those of the change.

      values: what each technology of each zone is worth, all of it (average) and a little more of it
      (marginal). EFC is the firm power in the same zone that does as much, ELCC the load that may be
      added with the technology there. De-rating factor is EFC over installed power.

        pentaflow capacity-value grids/penta --year 2030 --climate-years 1...5 \\
          --samples 4 --only values --zone BE --technology battery --increment 1%

      The index held level is the EENS of all zones before sharing, which depends on no sharing rule;
      --scope zone takes that of the zone itself after sharing, --measure lole takes hours: a step
      function of the MW, so that both ends of the value are given.

      imports: what each zone imports over each border in the hours in which it is short.

      needs: firm power with which each zone meets its reliability standard on its own, and with
      which all meet theirs together in the network. Zones above their standard rise together, each by
      the same share of its national need, until it meets it.

        pentaflow capacity-value grids/rts79-two-area --samples 200 \\
          --only needs --lole-standard 3

      A system in which nothing is short has no capacity value: the table says so. The work grows with
      climate years x samples x technologies; one dispatch of all years takes as long as `pentaflow
      adequacy`, a value some five of them. --out writes capacity_values.csv, scarcity_imports.csv and
      firm_capacity_needs.csv; `pentaflow schema --table capacity_values` says what is in them.
      """)

  @OptionGroup var caseOptions: CaseOptions

  @Option(help: ArgumentHelp("Only values, imports or needs; may be repeated.", valueName: "part"))
  var only: [CapacityValuePart] = []

  @Option(help: ArgumentHelp("Only resources of this zone; may be repeated.", valueName: "zone"))
  var zone: [String] = []

  @Option(help: ArgumentHelp("Only this technology; may be repeated.", valueName: "name"))
  var technology: [String] = []

  @Option(help: "Only marginal or only average values.")
  var share: CapacityShare?

  @Option(
    help: ArgumentHelp(
      "Power added for marginal values: MW, or a share of the installed power such as 1%.",
      valueName: "mw"))
  var increment = IncrementArgument.megawatts(CapacityValueOptions().incrementMW)

  @Option(help: "Index held level: eens or lole.")
  var measure = CapacityValueOptions().measure

  @Option(help: "Whose index: all_zones or zone.")
  var scope = CapacityValueOptions().scope

  @Option(help: ArgumentHelp("Values are searched to this many MW.", valueName: "mw"))
  var tolerance = CapacityValueOptions().toleranceMW

  @Option(
    help: ArgumentHelp("Standard of zones whose case gives none, h/yr; for needs.", valueName: "h"))
  var loleStandard: Double?

  @Option(
    help: ArgumentHelp(
      "isolated, ntc, copperplate or flow_based; without it flow_based where the case has flow-based "
        + "zones.",
      valueName: "model"))
  var network: AdequacyNetwork?

  @Option(
    help: ArgumentHelp(
      "Planned outages: none, or levelised on the residual load of each zone.", valueName: "plan"))
  var maintenance = MaintenanceChoice.levelised

  @OptionGroup(title: "MONTE CARLO") var sampling: SamplingOptions
  @OptionGroup var seriesOptions: SeriesOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if !(tolerance > 0 && tolerance.isFinite) {
      throw ValidationError("--tolerance must be above 0 MW")
    }
    if let loleStandard, !(loleStandard >= 0 && loleStandard.isFinite) {
      throw ValidationError("--lole-standard must be 0 h/yr or more")
    }
  }

  func run() throws {
    try output.check()
    let progress = ProgressLine(isQuiet: talk.quiet)
    var clock = StageClock()
    var inputs = try RunInputs(
      caseOptions, seriesOptions, climateYears: sampling.climateYears, talk: talk)
    let options = sampling.options(network: network, for: inputs.system)
    clock.end("read")
    let preparation = YearPreparation(
      caseOptions: caseOptions, seriesOptions: seriesOptions, sampling: sampling, talk: talk,
      options: options, plansMaintenance: maintenance == .levelised)
    let (years, schedule) = try preparation.years(
      &inputs, progress: AdequacyProgress(progress), clock: &clock)
    let study = CapacityStudy(
      system: inputs.system, years: years, schedule: schedule, options: options,
      firstSample: sampling.firstSample)
    var report = try report(study, progress: progress, clock: &clock)
    if let words = inputs.syntheticClimateWords(years: years.count, seed: seriesOptions.seed) {
      report.notes.insert(words, at: 0)
    }
    var manifest = inputs.manifest(
      of: "capacity-value",
      options: members(options)
        + seriesOptions.members(
          caseFolder: caseOptions.caseFolder, origin: inputs.series.origin))
    manifest.facts = [
      .init("monte_carlo_years", .integer(study.monteCarloYears)),
      .init("dispatched_years", .integer(study.dispatchedYears)),
    ]
    let digest = try write(report, study: study, manifest: manifest, clock: &clock)
    progress.end()
    try print(report, digest: digest, wallSeconds: clock.wallSeconds)
  }

  // MARK: Work

  private var parts: [CapacityValuePart] { only.isEmpty ? CapacityValuePart.allCases : only }

  private var valueOptions: CapacityValueOptions {
    var options = CapacityValueOptions()
    options.measure = measure
    options.scope = scope
    options.shares = share.map { [$0] } ?? CapacityShare.allCases
    options.toleranceMW = tolerance
    switch increment {
    case .megawatts(let power): options.incrementMW = power
    case .share(let share): options.incrementShare = share
    }
    return options
  }

  private func report(
    _ study: CapacityStudy, progress: ProgressLine, clock: inout StageClock
  ) throws -> CapacityValueReport {
    let resources = parts.contains(.values) ? try resources(of: study) : []
    let line = StudyProgress(
      progress, study: study, values: resources.count * valueOptions.shares.count,
      imports: parts.contains(.imports), needs: parts.contains(.needs))
    var report = CapacityValueReport(
      title: title(study), values: [], imports: [], needs: [], notes: notes(study))
    if parts.contains(.values) {
      report.values = try study.capacityValues(of: resources, options: valueOptions) { value in
        line.finished(value)
      }
      clock.end("values")
    }
    if parts.contains(.imports) {
      line.enter("imports at scarcity")
      report.imports = try study.scarcityImports()
      clock.end("imports")
    }
    if parts.contains(.needs) {
      line.enter("firm power needed")
      report.needs = try study.firmCapacityNeeds(
        toleranceMW: max(tolerance, 1), standardHours: loleStandard)
      clock.end("needs")
    }
    return report
  }

  private func resources(of study: CapacityStudy) throws -> [CapacityResource] {
    try checkNames(zone, "zone", known: study.nodeNames)
    let all = study.resources
    try checkNames(technology, "technology", known: Set(all.map(\.technology)).sorted())
    return all.filter {
      (zone.isEmpty || zone.contains($0.zone))
        && (technology.isEmpty || technology.contains($0.technology))
    }
  }

  private func checkNames(_ names: [String], _ what: String, known: [String]) throws {
    for name in names where !known.contains(name) {
      throw UsageError(
        message: "there is no \(what) \(name) in the case",
        fix: nearestName(to: name, in: known).map { "did you mean \($0)?" }
          ?? "choose one of \(known.joined(separator: ", "))")
    }
  }

  private func title(_ study: CapacityStudy) -> String {
    "\(study.system.name) \(study.system.year), capacity value, \(study.options.networkName), "
      + "\(study.years.count) climate years x \(study.options.samples) samples"
  }

  private func notes(_ study: CapacityStudy) -> [String] {
    var notes: [String] = []
    if parts.contains(.values) {
      notes.append(
        "values hold level the \(measure.words) of \(scope.words); marginal: \(increment.words) more"
      )
      notes.append(
        "a thermal increment is one new unit with outages of its own; firm power and added load are "
          + "constant and in the zone of the technology")
    }
    if parts.contains(.imports) {
      notes.append(
        "imports: means over hours in which the zone is short after import and sharing; by border the "
          + "exchange of least sum of flow squared over limit that leaves all shortages as shared")
    }
    if parts.contains(.needs) {
      notes.append(
        "joint need: zones above their standard rise together by the same share of their national "
          + "need, searched to 1/\(fixed(1 / CapacityStudy.jointStep, 0)) of it")
    }
    return notes + [
      "sharing between zones: \(study.options.sharing.rawValue), \(study.options.sharing.words)",
      "stores: \(study.options.storage.rawValue), \(study.options.storage.words)",
      maintenance == .levelised
        ? "planned outages levelised on residual load, the same in all systems"
        : "no planned outages",
    ] + study.years[0].inputs.notes
  }

  // MARK: Output

  private func members(_ options: MonteCarloOptions) -> [JSONText.Member] {
    [
      .init("parts", .array(parts.map { .string($0.rawValue) })),
      .init("zones", .array(zone.map { .string($0) })),
      .init("technologies", .array(technology.map { .string($0) })),
      .init("shares", .array(valueOptions.shares.map { .string($0.rawValue) })),
      .init("increment", .string(increment.text)), .init("measure", .string(measure.rawValue)),
      .init("scope", .string(scope.rawValue)), .init("tolerance_mw", .number(tolerance)),
      .init("lole_standard_h", loleStandard.map { .number($0) } ?? .null),
      .init("network", .string(options.networkName)),
      .init("maintenance", .string(maintenance.rawValue)),
    ] + sampling.members
  }

  /// - Returns: the digest over all tables; nil where none are written.
  private func write(
    _ report: CapacityValueReport, study: CapacityStudy, manifest: Manifest,
    clock: inout StageClock
  ) throws -> String? {
    guard let out = output.out else { return nil }
    var files: [FileDigest] = []
    try writeFolder(at: out, replacing: output.force) { folder in
      for table in CapacityValueTable.allCases {
        guard let bytes = table.csv(of: report)?.bytes else { continue }
        try Interruption.step { try folder.write(bytes, to: "results/" + table.fileName) }
        files.append(FileDigest(name: table.fileName, bytes: bytes))
      }
      clock.end("write")
      return manifest.json(
        over: study.years[0].inputs.axis, notes: report.notes, files: files,
        execution: clock.execution(threads: sampling.threads))
    }
    return combinedSHA256(files)
  }

  private func print(
    _ report: CapacityValueReport, digest: String?, wallSeconds: Double
  ) throws {
    guard !talk.json else {
      let tail: [JSONText.Member] = [
        .init("wall_s", .number(wallSeconds)), .init("out", .optional(output.out)),
        .init("result_sha256", .optional(digest)),
      ]
      return try Talk.printData(
        JSONText.object([.init("status", .string("done"))] + report.json + tail).text)
    }
    try Talk.printData(report.text)
    try Talk.printData(
      output.out.map { "results: \($0)/results\n" } ?? "results: not written (see --out)\n")
  }
}

/// `100` MW, or `1%` of the installed power.
enum IncrementArgument: ExpressibleByArgument {
  case megawatts(Double)
  case share(Double)

  init?(argument: String) {
    let isShare = argument.hasSuffix("%")
    guard let number = Double(isShare ? String(argument.dropLast()) : argument), number > 0,
      number.isFinite
    else { return nil }
    self = isShare ? .share(number / 100) : .megawatts(number)
  }

  var text: String {
    switch self {
    case .megawatts(let power): "\(power)"
    case .share(let share): "\(100 * share)%"
    }
  }

  var words: String {
    switch self {
    case .megawatts(let power): "\(power) MW"
    case .share(let share): "\(100 * share) % of the installed power"
    }
  }

  var defaultValueDescription: String { text }
}

extension CapacityMeasure {
  fileprivate var words: String {
    switch self {
    case .eens: "expected energy not served"
    case .lole: "loss of load expectation"
    }
  }
}

extension CapacityScope {
  fileprivate var words: String {
    switch self {
    case .allZones: "all zones, their least total before sharing"
    case .zone: "the zone after sharing"
    }
  }
}

/// A progress line for a study, written from several threads.
///
/// How many dispatches a search needs is not known before: the share done is a rough count of them.
private final class StudyProgress: Sendable {
  /// Dispatches of all years that a value and the needs take, about.
  private static let dispatchesOfValue = 6
  private static let dispatchesOfNeeds = 40

  private struct State: Sendable {
    var what = "capacity values"
    var values = 0
  }

  private let state = Mutex(State())
  private let allDispatches: Int
  private let yearsOfDispatch: Int
  private let values: Int
  nonisolated(unsafe) private let progress: ProgressLine

  init(
    _ progress: ProgressLine, study: CapacityStudy, values: Int, imports: Bool, needs: Bool
  ) {
    self.progress = progress
    self.values = values
    yearsOfDispatch = study.monteCarloYears
    allDispatches =
      values * Self.dispatchesOfValue + (imports ? 1 : 0) + (needs ? Self.dispatchesOfNeeds : 0)
    study.progress = { [self] years in report(years) }
  }

  func finished(_ value: ResourceCapacityValue) { state.withLock { $0.values += 1 } }

  func enter(_ what: String) { state.withLock { $0.what = what } }

  private func report(_ dispatchedYears: Int) {
    state.withLock { state in
      let all = Double(max(1, allDispatches) * yearsOfDispatch)
      progress.report(
        state.what, share: min(0.99, Double(dispatchedYears) / all),
        detail: "\(state.values) of \(values) values, \(dispatchedYears) years dispatched")
    }
  }
}
