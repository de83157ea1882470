// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import Foundation
import GridModel
import Optimization
import Quantities

/// A coupled run with everything a reader may ask about it.
package struct CouplingRun: Sendable {
  package var result: CouplingResult
  /// The program as solved, for export and further checks. Where the base case has no dispatch it is
  /// that of the base case, as `result.network` says.
  package var program: StagedProgram
  /// The problem behind it; nil where the base case has no dispatch.
  package var problem: CouplingProblem?
  /// The first solve with commercial capacities; nil where none was needed.
  package var baseCase: CouplingResult?
  package var domains: [NamedDomain]
  /// Row of `domains` for each time unit; empty without domains.
  package var domainOfUnit: [Int]
  package var log: [SolverProgress]
  /// Passes of a run whose electrolysers are under a rule of matching; empty without one.
  package var renewableHydrogenPasses: [RenewableHydrogenPass] = []
}

/// A domain with the class of time units it stands for.
package struct NamedDomain: Sendable {
  package var name: String
  package var domain: FlowBasedDomain
  /// Nil for a domain that was given.
  package var report: CapacityReport?

  package init(name: String, domain: FlowBasedDomain, report: CapacityReport? = nil) {
    self.name = name
    self.domain = domain
    self.report = report
  }
}

/// Couples the markets of a system over the time units of the series (or a part of them).
///
/// Flow-based without a given domain: a first solve with commercial capacities gives the base
/// case of every class of time units, capacity calculation gives one domain per class, and the
/// markets are coupled under them.
///
/// - Parameter outages: forced outages in place of the mean availability. The base case and its
///   domains, made days ahead, know neither them nor reserves held back.
/// - Throws: ``CouplingError`` where figures are missing or contradict each other. A problem
///   without optimum is not an error: see ``CouplingResult/status``. It is the answer also where the
///   base case has no dispatch, or a domain around it holds no net positions.
package func couple(
  system: EnergySystem, series: HourlySeries, options: CouplingOptions,
  schedule given: DomainSchedule? = nil, outages: DrawnOutages? = nil,
  progress: ((CouplingProgress) -> Void)? = nil
) throws(CouplingError) -> CouplingRun {
  let setup: MarketSetup
  switch try MarketSetup.prepare(
    system: system, series: series, options: options, schedule: given, outages: outages,
    progress: progress)
  {
  case .ready(let ready): setup = ready
  case .noBaseCase(let capacity, let words):
    var result = capacity.baseCase
    result.status = .infeasible(words: noBaseCaseWords(words))
    return CouplingRun(
      result: result, program: capacity.program, problem: nil, baseCase: capacity.baseCase,
      domains: [], domainOfUnit: [], log: [])
  }
  var problem = try setup.problem(setup.inputs)
  let firstShare = setup.baseCase == nil ? 0 : 0.5
  var (result, log) =
    setup.contradictions.isEmpty
    ? solved(problem, options: options) {
      progress?(
        CouplingProgress(
          stage: .marketCoupling, share: firstShare + (0.98 - firstShare) * $0, detail: $1))
    } : (problem.unsolved(because: setup.contradictions), [])
  var lastInputs = setup.inputs
  func solvedAgain(_ inputs: MarketInputs) throws(CouplingError) -> CouplingResult {
    lastInputs = inputs
    problem = try setup.problem(inputs)
    let answer = solved(problem, options: options) {
      progress?(
        CouplingProgress(
          stage: .renewableHydrogen, share: 0.98, detail: "\(Int(100 * $0)) %, \($1)"))
    }
    log = answer.1
    return answer.0
  }
  let passes = try repeatWithExemptions(
    from: setup.inputs, result: &result, system: system, settings: options.renewableHydrogen,
    solve: solvedAgain)
  if options.commitsElectrolysers {
    try commitElectrolysers(of: lastInputs, result: &result, solve: solvedAgain)
  }
  result.notes += setup.notes
  return CouplingRun(
    result: result, program: problem.program, problem: problem, baseCase: setup.baseCase,
    domains: setup.domains, domainOfUnit: setup.schedule?.domainOfUnit ?? [], log: log,
    renewableHydrogenPasses: passes)
}

/// The problem that ``couple(system:series:options:schedule:outages:progress:)`` would solve, as it
/// is before rules of renewable hydrogen and commitment of electrolysers change it.
///
/// - Throws: as that does, and where it would find that there is no base case or no net position.
package func couplingProblem(
  system: EnergySystem, series: HourlySeries, options: CouplingOptions,
  schedule: DomainSchedule? = nil, outages: DrawnOutages? = nil,
  progress: ((CouplingProgress) -> Void)? = nil
) throws(CouplingError) -> CouplingProblem {
  switch try MarketSetup.prepare(
    system: system, series: series, options: options, schedule: schedule, outages: outages,
    progress: progress)
  {
  case .noBaseCase(_, let words): throw CouplingError(noBaseCaseWords(words))
  case .ready(let setup):
    if !setup.contradictions.isEmpty { throw CouplingError(setup.contradictions) }
    return try setup.problem(setup.inputs)
  }
}

private func noBaseCaseWords(_ words: [String]) -> [String] {
  ["the base case, with commercial capacities, has no dispatch:"] + words
}

/// What stands before the market is solved: its inputs, and the domains around the base case.
private struct MarketSetup {
  enum Preparation {
    case ready(MarketSetup)
    case noBaseCase(CapacityRun, words: [String])
  }

  let system: EnergySystem
  let options: CouplingOptions
  let range: Range<Int>
  let isPartOfYear: Bool
  let outages: DrawnOutages?
  /// With outages, less the reserves that are held back.
  var inputs: MarketInputs
  var held = HeldReserves()
  var baseCase: CouplingResult?
  var domains: [NamedDomain] = []
  var schedule: DomainSchedule?

  static func prepare(
    system: EnergySystem, series: HourlySeries, options: CouplingOptions,
    schedule given: DomainSchedule?, outages: DrawnOutages?,
    progress: ((CouplingProgress) -> Void)?
  ) throws(CouplingError) -> Preparation {
    let range = options.range ?? 0..<series.axis.count
    let inputs = try MarketInputs(system: system, series: series, range: range)
    var setup = MarketSetup(
      system: system, options: options, range: range,
      isPartOfYear: range.count < series.axis.count, outages: outages, inputs: inputs,
      schedule: given)
    if options.network == .flowBased, given == nil {
      let classes = try DomainClasses(
        system: system, series: series, range: range, inputs: inputs)
      let capacity = try calculateCapacity(
        system: system, inputs: inputs, classes: classes, options: options
      ) {
        progress?(CouplingProgress(stage: $0.stage, share: 0.5 * $0.share, detail: $0.detail))
      }
      if case .infeasible(let words) = capacity.baseCase.status {
        return .noBaseCase(capacity, words: words)
      }
      setup.baseCase = capacity.baseCase
      setup.domains = capacity.domains
      setup.schedule = try DomainSchedule(
        domains: capacity.domains.map(\.domain), domainOfUnit: capacity.domainOfUnit)
    } else if let given {
      setup.domains = given.domains.enumerated().map {
        NamedDomain(
          name: given.names?[$0.offset] ?? "given_\($0.offset + 1)", domain: $0.element)
      }
    }
    if let outages { setup.inputs = inputs.applying(outages, over: range) }
    if options.holdsReserves { setup.held = setup.inputs.holdReserves(of: system) }
    return .ready(setup)
  }

  /// What keeps domains from holding any net position, in words.
  var contradictions: [String] {
    emptyDomainWords(domains, domainOfUnit: schedule?.domainOfUnit ?? [], axis: inputs.axis)
  }

  func problem(_ inputs: MarketInputs) throws(CouplingError) -> CouplingProblem {
    var problem = try validProblem(
      system: system, inputs: inputs, network: options.network, schedule: schedule,
      options: options)
    if let outages {
      problem.apply(outages, over: range, in: system)
      problem.limitHomeMarkets(in: system)
    }
    return problem
  }

  /// What a reader must know of the result.
  var notes: [String] {
    var notes = domainNotes(domains)
    if held.powerMW > 0 { notes.append(held.words) }
    if isPartOfYear {
      notes.append(
        "a part of the year stands alone: "
          + (baseCase == nil ? "" : "the base case is its own, and ")
          + "storages begin and end it where even use of the year's inflow would have them")
    }
    if case .inaccurate(let reason)? = baseCase?.status {
      notes.append("the base case is not proven optimal: \(reason)")
    }
    return notes
  }
}

/// The flow-based domains of a system and the base case they stand around.
package struct CapacityRun: Sendable {
  package var baseCase: CouplingResult
  /// That of the base case.
  package var program: StagedProgram
  /// None where the base case has no dispatch.
  package var domains: [NamedDomain]
  /// Row of `domains` for each time unit.
  package var domainOfUnit: [Int]
}

/// The first half of a flow-based run alone: a solve with commercial capacities, then one domain
/// for every class of time units.
///
/// - Throws: as ``couple(system:series:options:schedule:progress:)``.
package func calculateCapacity(
  system: EnergySystem, series: HourlySeries, options: CouplingOptions,
  progress: ((CouplingProgress) -> Void)? = nil
) throws(CouplingError) -> CapacityRun {
  let range = options.range ?? 0..<series.axis.count
  let inputs = try MarketInputs(system: system, series: series, range: range)
  return try calculateCapacity(
    system: system, inputs: inputs,
    classes: try DomainClasses(system: system, series: series, range: range, inputs: inputs),
    options: options, progress: progress)
}

private func calculateCapacity(
  system: EnergySystem, inputs: MarketInputs, classes: DomainClasses, options: CouplingOptions,
  progress: ((CouplingProgress) -> Void)?
) throws(CouplingError) -> CapacityRun {
  // The base case of a part of the year is that of the same part, so that a week stands alone.
  let problem = try validProblem(
    system: system, inputs: inputs, network: .ntc, schedule: nil, options: options)
  let (base, _) = solved(problem, options: options) {
    progress?(CouplingProgress(stage: .baseCase, share: 0.9 * $0, detail: $1))
  }
  if case .infeasible = base.status {
    return CapacityRun(baseCase: base, program: problem.program, domains: [], domainOfUnit: [])
  }
  progress?(CouplingProgress(stage: .capacityCalculation, share: 0.9, detail: ""))
  let domains = try classDomains(
    system: system, base: base, classes: classes, settings: options.capacity)
  return CapacityRun(
    baseCase: base, program: problem.program, domains: domains,
    domainOfUnit: classes.classOfUnit)
}

private func validProblem(
  system: EnergySystem, inputs: MarketInputs, network: NetworkModel, schedule: DomainSchedule?,
  options: CouplingOptions
) throws(CouplingError) -> CouplingProblem {
  var problem = try CouplingProblem(
    system: system, inputs: inputs, network: network, schedule: schedule,
    slopeEURPerMWh: options.slopeEURPerMWh)
  problem.limitHomeMarkets(in: system)
  let invalid = problem.program.validate()
  if !invalid.isEmpty { throw CouplingError(invalid.map(\.description)) }
  return problem
}

/// Solves the problem and reads the answer.
private func solved(
  _ problem: CouplingProblem, options: CouplingOptions, progress: (Double, String) -> Void
) -> (CouplingResult, [SolverProgress]) {
  let solved = withoutActuallyEscaping(progress) { report in
    solve(problem.program, settings: options.solver) { step in
      report(
        convergenceShare(step),
        "iteration \(step.iteration), gap \(scientific(step.relativeGap)), "
          + "residual \(scientific(step.primalResidual)) MW")
    }
  }
  let point: StagedPoint
  var status: RunStatus
  switch solved.outcome {
  case .optimal(let optimum):
    point = optimum
    status = .optimal
  case .stopped(let reason, let best):
    point = best
    status = .inaccurate(reason: "the solver stopped: \(reason.rawValue)")
  case .infeasible(let infeasibility):
    point = infeasibility.relaxed
    status = .infeasible(words: problem.words(for: infeasibility))
  }
  // The proof decides, not the solver: its own targets are tighter than what a result needs.
  let certificate = Certificate.compute(for: problem.program, at: point)
  let failure = certificateFailure(certificate, hours: problem.inputs.axis.stepHours)
  switch (status, failure) {
  case (.infeasible, _): break
  case (.optimal, let failure?): status = .inaccurate(reason: failure)
  case (.inaccurate(let reason), let failure?):
    status = .inaccurate(reason: "\(reason); \(failure)")
  case (_, nil): status = .optimal
  }
  let result = problem.result(
    at: point, status: status, certificate: certificate, statistics: solved.statistics,
    notes: problem.inputs.notes)
  return (result, solved.log)
}

extension CouplingProblem {
  /// The answer to a problem that has none for reasons known before it is solved.
  fileprivate func unsolved(because words: [String]) -> CouplingResult {
    let point = StagedPoint(zeroOf: program)
    return result(
      at: point, status: .infeasible(words: words),
      certificate: Certificate.compute(for: program, at: point),
      statistics: SolveStatistics(iterations: 0, factorizations: 0, wallSeconds: 0),
      notes: inputs.notes)
  }
}

private func certificateFailure(_ certificate: Certificate, hours: Double) -> String? {
  if !(certificate.relativeGap.magnitude <= CertificateLimits.relativeGap) {
    return "relative gap \(scientific(certificate.relativeGap)) is above "
      + scientific(CertificateLimits.relativeGap)
  }
  if !(certificate.primalResidual <= CertificateLimits.primalResidualMW) {
    return "primal residual \(scientific(certificate.primalResidual)) MW at "
      + certificate.worstPrimal
  }
  if !(certificate.dualResidual <= CertificateLimits.dualResidualEURPerMWh * hours) {
    return "dual residual \(scientific(certificate.dualResidual)) EUR/MWh at "
      + certificate.worstDual
  }
  return nil
}

/// How far an interior-point solve has come: the gap falls from about 1 to its target.
private func convergenceShare(_ step: SolverProgress) -> Double {
  let gap = max(min(step.relativeGap.magnitude, 1), 1e-9)
  return min(1, max(0, -log10(gap) / 8))
}

/// Two significant digits, as in `3.1e-09`.
private func scientific(_ value: Double) -> String { String(format: "%.1e", value) }
