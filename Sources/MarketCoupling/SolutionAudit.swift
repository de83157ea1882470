// SPDX-License-Identifier: Apache-2.0
import Foundation
import Optimization

/// Goes through all constraints of a problem at a stated point and keeps the worst of each family.
final class SolutionAudit {
  private let problem: CouplingProblem
  private let stated: StatedSolution
  private let layout: SolutionLayout
  private let point: StagedPoint
  private let zoneNames: [String]
  private let tolerance: Double
  private var worst: [ConstraintFamily: FamilyResidual] = [:]

  private let rounding: SolutionRounding
  private let paths: [PathColumn]
  /// Of those that the case has no step for.
  private let figuresWithoutStep: [SupplyFigure]

  init(
    _ problem: CouplingProblem, _ stated: StatedSolution, _ layout: SolutionLayout,
    _ point: StagedPoint, _ zoneNames: [String], _ tolerances: CheckTolerances,
    _ rounding: SolutionRounding, _ figures: [SupplyFigure]
  ) {
    self.problem = problem
    self.stated = stated
    self.layout = layout
    self.point = point
    self.zoneNames = zoneNames
    tolerance = tolerances.residualMW
    self.rounding = rounding
    paths = problem.pathColumns
    figuresWithoutStep = figures.filter(\.steps.isEmpty)
  }

  /// Of the families that the problem has.
  var families: [FamilyResidual] {
    ConstraintFamily.allCases.compactMap { worst[$0] }
  }

  func run() {
    let netPositions = problem.netPositions(at: point)
    for t in 0..<problem.program.stageCount {
      checkBalances(t)
      checkNetPositions(t, netPositions)
      checkSupply(t)
      checkLinks(t)
      checkCNECs(t)
      checkStorages(t)
      checkProcesses(t)
      checkStates(t)
    }
    checkCyclicEnds()
  }

  /// Takes note of a constraint; a figure that is not a number is the worst of all.
  private func see(
    _ family: ConstraintFamily, _ t: Int, _ violation: Double, rounding: Double,
    _ place: @autoclosure () -> String
  ) {
    let allowed = tolerance + rounding
    let amount = violation.isNaN ? .infinity : max(0, violation)
    var entry = worst[family] ?? FamilyResidual(family: family, allowed: allowed)
    if amount > allowed { entry.violationCount += 1 }
    if amount > 0, entry.unit == nil || amount - allowed > entry.amount - entry.allowed {
      entry.amount = amount
      entry.allowed = allowed
      entry.place = place()
      entry.unit = t
      entry.time = problem.inputs.axis.timestamp(at: t)
    }
    worst[family] = entry
  }

  /// The same for a value between two bounds.
  private func see(
    _ family: ConstraintFamily, _ t: Int, _ value: Double, _ lower: Double, _ upper: Double,
    rounding: Double = CheckTolerances.roundingMW, _ place: @autoclosure () -> String
  ) {
    see(family, t, max(lower - value, value - upper), rounding: rounding, place())
  }

  /// The same for a column of the stage.
  private func seeColumn(
    _ family: ConstraintFamily, _ t: Int, _ column: Int,
    rounding: Double = CheckTolerances.roundingMW, _ what: @autoclosure () -> String
  ) {
    let program = problem.program
    let value = point.columns[t, column]
    let lower = program.lower[t, column]
    let upper = program.upper[t, column]
    see(
      family, t, value, lower, upper, rounding: rounding,
      bound(what(), value, lower, upper, unit: family.unit))
  }

  // MARK: - Families

  private func checkBalances(_ t: Int) {
    var residuals = problem.program.balanceResiduals(stage: t, at: point)
    if let reference = problem.layout.referenceHub, let node = problem.layout.nodeOfHub[reference] {
      // The program has minus the sum of the others here; the zone's own figure is what is stated.
      residuals[problem.layout.borderRow(node)] -= problem.hubSum(stage: t, stated, at: point)
    }
    for (n, residual) in residuals.enumerated() {
      let isHydrogen = n >= problem.firstHydrogenBalance
      see(
        isHydrogen ? .hydrogenBalance : .balance, t, abs(residual), rounding: rounding.balances[n],
        "\(problem.program.balanceNames[n]): "
          + (residual > 0 ? "more is supplied than used" : "less is supplied than used"))
    }
  }

  private func checkNetPositions(_ t: Int, _ computed: StageTable) {
    let figure = CheckTolerances.roundingMW
    for (node, name) in layout.nodes.enumerated() {
      let own = computed[t, node]
      let row = problem.network == .copperplate ? 0 : node
      see(
        .netPosition, t, abs(stated.netPositions[t, node] - own),
        rounding: figure + rounding.balances[row],
        "\(name): stated \(megawatts(stated.netPositions[t, node])), but supply less use is "
          + megawatts(own))
    }
    for limit in problem.layout.netPositionLimits {
      see(
        .externalConstraint, t, stated.netPositions[t, limit.node],
        limit.minimumMW ?? -.infinity, limit.maximumMW ?? .infinity,
        "net position of \(layout.nodes[limit.node])")
    }
    guard problem.layout.referenceHub != nil else { return }
    let sum = problem.hubSum(stage: t, stated, at: point)
    see(
      .netPositionSum, t, abs(sum), rounding: figure * Double(problem.layout.hubs.count),
      "net positions within the flow-based region sum up to \(megawatts(sum))")
  }

  private func checkSupply(_ t: Int) {
    for (j, step) in problem.inputs.steps.enumerated() {
      seeColumn(.supply, t, j, "\(step.technology) in \(zoneNames[step.zone.index])")
    }
    // It stands in no column.
    for figure in figuresWithoutStep {
      let value = figure.value(in: stated, stage: t)
      if value != 0 { see(.supply, t, value, 0, 0, bound(figure.words(layout), value, 0, 0)) }
    }
  }

  /// Each direction on its own: two large flows against each other make a small one.
  private func checkLinks(_ t: Int) {
    for (l, link) in layout.links.enumerated() {
      let flow = stated.flows[t, l]
      let limit = max(0, limit(of: link, t))
      see(.link, t, flow, 0, limit, bound(link.name, flow, 0, limit))
    }
  }

  private func limit(of link: SolutionLayout.Link, _ t: Int) -> Double {
    let program = problem.program
    let column = paths[link.path].column
    return switch (paths[link.path].isNetworkColumn, link.sign > 0) {
    case (false, true): program.upper[t, column]
    case (false, false): -program.lower[t, column]
    case (true, true): program.networkUpper[t, column]
    case (true, false): -program.networkLower[t, column]
    }
  }

  private func checkCNECs(_ t: Int) {
    for (k, overload) in problem.program.overloads(stage: t, at: point).enumerated() {
      guard let overload else { continue }
      see(
        .cnec, t, overload,
        rounding: CheckTolerances.roundingMW * problem.program.factorSum(stage: t, row: k),
        "\(problem.rowName(k, at: t)): loaded beyond its margin of "
          + megawatts(problem.program.networkLimit[t, k]))
    }
  }

  private func checkStorages(_ t: Int) {
    for (s, name) in layout.storages.enumerated() {
      seeColumn(.storagePower, t, problem.firstCharge + s, "charging of \(name)")
      seeColumn(.storagePower, t, problem.firstDischarge + s, "discharging of \(name)")
      seeColumn(.storagePower, t, problem.firstSpill + s, "spilling of \(name)")
    }
  }

  private func checkProcesses(_ t: Int) {
    for (p, name) in layout.processes.enumerated() {
      seeColumn(.hydrogenProcess, t, problem.firstProcess + p, name)
    }
  }

  private func checkStates(_ t: Int) {
    let program = problem.program
    let residuals = program.stateResiduals(stage: t, at: point)
    for s in program.states.indices {
      let own = problem.cyclic.stateCarried(by: s, of: program) ?? s
      let families = families(ofState: own)
      let name = program.states[own].name
      let amount = String(format: "%+.3f", residuals[s])
      see(
        families.row, t, abs(residuals[s]),
        rounding: rounding.states[s] + 2 * rounding.levels[s],
        s == own
          ? "\(name): \(amount) of the level is not from its flows"
          : "\(name): does not end at the level it begins with")
      guard s == own else { continue }
      let level = point.levels[t, s]
      see(
        families.level, t, level, program.levelLower[t, s], program.levelUpper[t, s],
        rounding: rounding.levels[s],
        bound(
          "level of \(name)", level, program.levelLower[t, s], program.levelUpper[t, s],
          unit: families.level.unit))
    }
  }

  /// Bounds of the levels at which cyclic states end: in the program these are columns.
  private func checkCyclicEnds() {
    let t = problem.program.stageCount - 1
    for (index, s) in problem.cyclic.states.enumerated() {
      seeColumn(
        families(ofState: s).level, t, problem.firstCyclicEnd + index,
        rounding: rounding.levels[s],
        "level of \(problem.program.states[s].name) at the end")
    }
  }

  private func families(
    ofState s: Int
  ) -> (row: ConstraintFamily, level: ConstraintFamily) {
    if s < problem.inputs.storages.count { return (.storageBalance, .storageLevel) }
    let own = s - problem.firstProcessState
    let states = problem.inputs.processes.states
    guard states.indices.contains(own), states[own].kind == .store else {
      return (.budget, .budget)
    }
    return (.hydrogenStorage, .hydrogenStorage)
  }
}

private func megawatts(_ value: Double) -> String { String(format: "%.3f MW", value) }

/// `nuclear in FR: 1200.000 MW, at most 1000.000 MW`.
private func bound(
  _ what: String, _ value: Double, _ lower: Double, _ upper: Double, unit: String = "MW"
) -> String {
  let limit = value > upper ? upper : lower
  return what
    + String(format: ": %.3f ", value) + unit + (value > upper ? ", at most " : ", at least ")
    + String(format: "%.3f ", limit) + unit
}
