// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CapacityCalculation
import InputFiles
import MarketCoupling
import Optimization
import Reports

/// Whose prices prove the lower bound.
enum BoundChoice: String, ExpressibleByArgument, CaseIterable {
  case solution
  case ours
}

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks another model's solution of a case: constraints, cost, distance to optimum.",
    discussion: """
      Reads dispatch, net positions, flows, storages and (optional) prices from the tables that
      `pentaflow couple --out` writes, so that a result folder is itself a solution. Nothing the
      other model says of itself is believed: residuals, cost and bound are computed from the case.

        pentaflow couple grids/four-node --to 2030-01-02 --out out/four-node-day
        pentaflow check grids/four-node --to 2030-01-02 --solution out/four-node-day

      For a run of a study, as `pentaflow run` makes it, the study file stands for the case folder;
      hours, network, climate and options are then those of the study:

        pentaflow init crisis --template crisis-pentex
        pentaflow run crisis/study.yaml --quick --out crisis/out
        pentaflow check crisis/study.yaml --quick --scenario "cold spell" \\
          --solution crisis/out/runs/0002-cold-spell-2030-c1

      --year, --climate-year and --sample choose among several runs of the scenario.

      The lower bound follows from the solution's prices: it holds whatever they are, and poor
      prices only make it low. Where the gap fails on them, or the solution has none, a solve of our
      own is made and the higher bound judges, with a note. --bound solution makes no such solve,
      --bound ours always. Where a constraint fails the gap is not judged.

      With --network flow_based and no --domain the domains are computed from the case, its base
      case being solved again; give the file that the other model used with --domain where it had
      its own. A result of `pentaflow couple` has its domains, and with them the check takes about
      half the time:

        pentaflow check grids/four-node --to 2030-01-02 \\
          --solution out/four-node-day --domain out/four-node-day/domains

      The exit status is 2 where a constraint or the gap is beyond its tolerance, 65 where a table
      is wrong. The tables and tolerances: notebooks-export/check.md.
      """)

  @OptionGroup var caseOptions: CaseOptions
  @OptionGroup var studyRun: StudyRunOptions

  @Option(
    help: ArgumentHelp(
      "Folder of the solution: its tables, or a folder results with them.", valueName: "dir"),
    completion: .directory)
  var solution: String

  @Option(
    help: ArgumentHelp(
      "Whose prices prove the lower bound (default: the solution's; where the gap fails on them, or "
        + "there are none, ours too).",
      valueName: "source"))
  var bound: BoundChoice?

  @Option(
    help: ArgumentHelp(
      "Largest violation of a constraint, beside the rounding of the tables, MW or MWh.",
      valueName: "mw"))
  var toleranceMw = CheckTolerances().residualMW

  @Option(help: ArgumentHelp("Largest relative gap.", valueName: "share"))
  var toleranceGap = CheckTolerances().relativeGap

  @OptionGroup var market: MarketOptions
  @OptionGroup var talk: TalkOptions

  func validate() throws {
    for (name, value) in [("--tolerance-mw", toleranceMw), ("--tolerance-gap", toleranceGap)] {
      if !(value >= 0 && value.isFinite) {
        throw ValidationError("\(name) is \(value); give a number from 0 on")
      }
    }
  }

  func run() throws {
    try checkSolutionFolder(solution)
    let progress = ProgressLine(isQuiet: talk.quiet)
    let clock = StageClock()
    let market = try CheckedMarket(
      market, caseOptions, studyRun, talk: talk, progress: progress)
    let zoneNames = market.inputs.system.zones.map(\.name)
    var (problem, own) = try market.problem(isSolved: bound == .ours)
    let stated = try readSolution(
      folder: solution, layout: problem.solutionLayout(zoneNames: zoneNames))
    if stated.prices == nil {
      if bound == .solution { throw noPrices }
      if own == nil { (problem, own) = try market.problem(isSolved: true) }
    }
    let usesOurs = bound == .ours || stated.prices == nil
    guard let prices = usesOurs ? own.map({ StatedPrices(of: $0) }) : stated.prices else {
      preconditionFailure("no prices, and no solve of our own")
    }
    progress.report("check", share: 0.98, detail: "")
    func check(_ prices: StatedPrices, areOurs: Bool) -> SolutionCheck {
      problem.check(
        stated, prices: prices, areOurs: areOurs, zoneNames: zoneNames, tolerances: tolerances,
        settings: market.options.solver)
    }
    let first = check(prices, areOurs: usesOurs)
    var summary = CheckSummary(
      title: "\(solution) against \(market.name), \(market.options.network.words)",
      check: first, boundSource: usesOurs ? .ours : .solution,
      notes: boundNotes(stated, problem.solutionLayout(zoneNames: zoneNames)) + stated.notes)
    // A dear dispatch or poor prices: our own solve tells. Below the bound nothing else can help.
    if bound == nil, !usesOurs, first.isGapWithin == false, let excess = first.excessEUR, excess > 0
    {
      if own == nil { own = try market.problem(isSolved: true).own }
      if let own { summary.judge(by: check(StatedPrices(of: own), areOurs: true)) }
    }
    progress.end()
    try Talk.printData(
      talk.json
        ? summary.json(solution: solution, wallSeconds: clock.wallSeconds).text : summary.text)
    if !summary.check.passes { throw ExitStatus.regression }
  }

  /// Which prices the solution does not give, and where those that prove the bound are from.
  private func boundNotes(_ stated: StatedSolution, _ layout: SolutionLayout) -> [String] {
    guard bound != .ours else { return [] }
    guard let prices = stated.prices else {
      return [
        "the solution has no prices (price_eur_per_mwh): the lower bound is from a solve of our own"
      ]
    }
    return [
      (prices.shadowPrices == nil, "shadow prices of CNECs (cnecs_hourly)"),
      (
        prices.hydrogen == nil && !layout.hydrogenNodes.isEmpty,
        "prices of hydrogen (hydrogen_hourly)"
      ),
    ].filter(\.0).map {
      "the solution has no \($0.1): those in the lower bound are ours, the best beside its prices"
    }
  }

  private var tolerances: CheckTolerances {
    var tolerances = CheckTolerances()
    tolerances.residualMW = toleranceMw
    tolerances.relativeGap = toleranceGap
    return tolerances
  }

  private var noPrices: UsageError {
    UsageError(
      message: "--bound solution, but \(solution) has no prices",
      fix: "give price_eur_per_mwh in zones_hourly.csv, or leave --bound out")
  }
}

/// The market problem that a solution is of.
private struct CheckedMarket {
  let name: String
  let inputs: RunInputs
  let options: CouplingOptions
  private let schedule: DomainSchedule?
  private let outages: DrawnOutages?
  private let talk: TalkOptions
  private let progress: ProgressLine

  init(
    _ market: MarketOptions, _ caseOptions: CaseOptions, _ studyRun: StudyRunOptions,
    talk: TalkOptions, progress: ProgressLine
  ) throws {
    self.talk = talk
    self.progress = progress
    if let studied = try studyRun.market(caseOptions, market, talk: talk) {
      (name, inputs, options) = (studied.name, studied.inputs, studied.options)
      (schedule, outages) = (nil, studied.outages)
      return
    }
    var inputs = try market.inputs(caseOptions, talk: talk)
    options = try market.couplingOptions(axis: inputs.series.axis)
    schedule = try market.schedule(for: options, inputs: &inputs, talk: talk)
    outages = try market.outages(inputs)
    name = "\(inputs.system.name) \(inputs.system.year)"
    self.inputs = inputs
  }

  /// The problem and, where it is asked for or the problem itself follows from it, our own result.
  ///
  /// - Throws: ``ExitStatus/notOptimal`` where a solve of our own finds no optimum.
  func problem(isSolved: Bool) throws -> (problem: CouplingProblem, own: CouplingResult?) {
    if !isSolved, !options.commitsElectrolysers {
      let problem = try couplingProblem(
        system: inputs.system, series: inputs.series, options: options, schedule: schedule,
        outages: outages, progress: report)
      if !problem.followsFromSolve { return (problem, nil) }
    }
    let run = try couple(
      system: inputs.system, series: inputs.series, options: options, schedule: schedule,
      outages: outages, progress: report)
    guard run.result.status == .optimal, let problem = run.problem else {
      progress.end()
      let words = ["error: our own solve has no optimum:"] + run.result.status.explanation
      Talk.say(words.joined(separator: "\n  "))
      throw ExitStatus.notOptimal
    }
    return (problem, run.result)
  }

  private func report(_ step: CouplingProgress) {
    progress.report(step.stage.rawValue, share: step.share, detail: step.detail)
  }
}
