// SPDX-License-Identifier: Apache-2.0
import Optimization

extension CouplingProblem {
  /// Splits figures whose steps draw on budgets over all units of time at once.
  ///
  /// The cheapest split of one hour may use up the budget that another hour needs. Steps draw on
  /// states that are budgets of energy, fuel or emissions, none of which is cyclic; all that is in no
  /// such figure is taken from `point`, as are the figures in units of time in which their sum
  /// leaves no choice.
  ///
  /// - Complexity: a staged program for each set of figures that share budgets, over those of its
  ///   budget periods in which there is a choice.
  func putJointly(
    _ figures: [SupplyFigure], _ stated: StatedSolution, _ rounding: SolutionRounding,
    _ settings: SolverSettings, at point: inout StagedPoint
  ) {
    for part in partsSharingStates(figures) {
      guard let split = JointSplit(part, of: self, stated, rounding, at: point) else { continue }
      split.put(settings, at: &point)
    }
  }

  /// Figures of several steps that draw on states, put together where they share one.
  private func partsSharingStates(
    _ figures: [SupplyFigure]
  ) -> [(figures: [SupplyFigure], states: [Int])] {
    var parts: [(figures: [SupplyFigure], states: [Int])] = []
    for figure in figures where figure.steps.count > 1 {
      var merged = (
        figures: [figure],
        states: figure.steps.flatMap { program.columns[$0].state.map(\.row) }
      )
      guard !merged.states.isEmpty else { continue }
      for index in parts.indices.reversed()
      where parts[index].states.contains(where: merged.states.contains) {
        let part = parts.remove(at: index)
        merged = (part.figures + merged.figures, part.states + merged.states)
      }
      merged.states = Set(merged.states).sorted()
      parts.append(merged)
    }
    return parts
  }
}

/// The cheapest split of figures that share budgets, as a program of its own.
///
/// Columns: the steps; for each state what its budget gives beyond itself and what it takes, at a
/// penalty that no split is worth, so that a sum that breaks every budget breaks them by little; and
/// what rounding may have made of a level, at the dual of the state, or it would send the last
/// kilowatt-hours to a dear step. Balances: the figures. Everything else that moves a state stands in
/// its inflow.
private struct JointSplit {
  private let problem: CouplingProblem
  private let figures: [SupplyFigure]
  /// Rows of the whole problem.
  private let states: [Int]
  /// Units of time of the whole problem.
  private let stages: [Int]
  /// By stage of the split and figure.
  private let isFree: [[Bool]]
  private let program: StagedProgram

  private var whole: StagedProgram { problem.program }

  /// Nil where there is no choice in any unit of time.
  init?(
    _ part: (figures: [SupplyFigure], states: [Int]), of problem: CouplingProblem,
    _ stated: StatedSolution, _ rounding: SolutionRounding, at point: StagedPoint
  ) {
    let (figures, states) = part
    let whole = problem.program
    func hasChoice(_ figure: SupplyFigure, _ t: Int) -> Bool {
      guard figure.steps.count(where: { whole.upper[t, $0] > whole.lower[t, $0] }) > 1 else {
        return false
      }
      let total = figure.value(in: stated, stage: t)
      let least = figure.steps.reduce(0) { $0 + whole.lower[t, $1] }
      let most = figure.steps.reduce(0) { $0 + whole.upper[t, $1] }
      return total > least + smallestRoomMW && total < most - smallestRoomMW
    }
    let free = problem.inputs.axis.indices.map { t in figures.map { hasChoice($0, t) } }
    let stages = Self.periods(of: states, in: whole).filter { period in
      period.contains { free[$0].contains(true) }
    }.flatMap { Array($0) }
    guard !stages.isEmpty else { return nil }
    self.problem = problem
    self.figures = figures
    self.states = states
    self.stages = stages
    isFree = stages.map { free[$0] }
    program = SplitAssembly(
      problem: problem, stated: stated, rounding: rounding, point: point, figures: figures,
      states: states, stages: stages, isFree: isFree
    ).program()
  }

  /// Ranges of units of time over which no level is carried from one to the next.
  private static func periods(of states: [Int], in program: StagedProgram) -> [Range<Int>] {
    let starts = (0..<program.stageCount).filter { t in
      t == 0 || states.allSatisfy { program.retention[t, $0] == 0 }
    }
    return zip(starts, starts.dropFirst() + [program.stageCount]).map { $0..<$1 }
  }

  /// Leaves the point as it is where the program has no answer.
  func put(_ settings: SolverSettings, at point: inout StagedPoint) {
    guard program.validate().isEmpty else { return }
    var settings = settings
    settings.midpointOfDualFace = false
    // Only its columns are read, and the last digits take many iterations.
    settings.aimedGap = settings.relativeGap
    let split: StagedPoint
    switch solve(program, settings: settings).outcome {
    case .optimal(let found): split = found
    case .stopped(_, let best): split = best
    case .infeasible: return
    }
    for (place, t) in stages.enumerated() {
      var column = 0
      for (f, figure) in figures.enumerated() {
        defer { column += figure.steps.count }
        guard isFree[place][f] else { continue }
        let total = figure.steps.reduce(0) { $0 + point.columns[t, $1] }
        var rest = total
        for (i, j) in figure.steps.enumerated() {
          let value = split.columns[place, column + i]
          point.columns[t, j] = min(max(value, whole.lower[t, j]), whole.upper[t, j])
          rest -= point.columns[t, j]
        }
        // What the solver's accuracy leaves goes where there is room.
        for j in figure.steps {
          let room =
            whole.lower[t, j] - point.columns[t, j]...whole.upper[t, j] - point.columns[t, j]
          let moved = min(max(rest, room.lowerBound), room.upperBound)
          point.columns[t, j] += moved
          rest -= moved
        }
      }
    }
  }
}

/// A sum nearer than this to all bounds leaves no choice.
private let smallestRoomMW = 1e-6

/// Builds the program of a ``JointSplit``.
private struct SplitAssembly {
  let problem: CouplingProblem
  let stated: StatedSolution
  let rounding: SolutionRounding
  let point: StagedPoint
  let figures: [SupplyFigure]
  let states: [Int]
  let stages: [Int]
  let isFree: [[Bool]]

  private var whole: StagedProgram { problem.program }
  private var steps: [Int] { figures.flatMap(\.steps) }

  /// What a step adds to a state of the split.
  private func draw(_ j: Int, _ s: Int) -> Double {
    whole.columns[j].state.reduce(0) { $0 + ($1.row == states[s] ? $1.value : 0) }
  }

  func program() -> StagedProgram {
    let count = stages.count
    let steps = steps
    let levels = states.map { problem.statedLevels(of: $0, stated) }
    let flows = states.map { problem.stateFlows($0, at: point) }
    let firstMore = steps.count
    let firstLess = firstMore + states.count
    let firstRounded = firstLess + states.count
    let firstFiller = firstRounded + states.count
    let columnCount = firstFiller + figures.count
    var cost = StageTable(stageCount: count, itemCount: columnCount)
    var curvature = cost
    var lower = cost
    var upper = cost
    var demand = StageTable(stageCount: count, itemCount: figures.count)
    var retention = StageTable(stageCount: count, itemCount: states.count)
    var inflow = retention
    var levelLower = retention
    var levelUpper = retention

    for (p, t) in stages.enumerated() {
      var column = 0
      for (f, figure) in figures.enumerated() {
        if isFree[p][f] { demand[p, f] = figure.value(in: stated, stage: t) }
        // A balance of nothing needs a column that can move.
        lower[p, firstFiller + f] = isFree[p][f] ? 0 : -1
        upper[p, firstFiller + f] = isFree[p][f] ? 0 : 1
        for j in figure.steps {
          if isFree[p][f] {
            cost[p, column] = problem.cost(ofStep: j, stage: t, duals: point, countsStates: false)
            curvature[p, column] = whole.curvature[t, j]
            lower[p, column] = whole.lower[t, j]
            upper[p, column] = whole.upper[t, j]
          }
          column += 1
        }
      }
      for (s, state) in states.enumerated() {
        retention[p, s] = whole.retention[t, state]
        inflow[p, s] = flows[s][t]
        levelLower[p, s] = levels[s]?[t] ?? whole.levelLower[t, state]
        levelUpper[p, s] = levels[s]?[t] ?? whole.levelUpper[t, state]
        // What the steps may draw, and what they drew in the flows.
        var most = 0.0
        for (i, j) in steps.enumerated() where upper[p, i] > 0 || lower[p, i] < 0 {
          inflow[p, s] -= draw(j, s) * point.columns[t, j]
          most += abs(draw(j, s)) * max(abs(lower[p, i]), abs(upper[p, i]))
        }
        var before = whole.states[state].initialLevel...whole.states[state].initialLevel
        if p > 0 { before = levelLower[p - 1, s]...levelUpper[p - 1, s] }
        let least = retention[p, s] * before.lowerBound + inflow[p, s] - most
        let largest = retention[p, s] * before.upperBound + inflow[p, s] + most
        upper[p, firstMore + s] = max(0, levelLower[p, s] - least)
        upper[p, firstLess + s] = max(0, largest - levelUpper[p, s])
        let rounded = usedRounding * (rounding.states[state] + 2 * rounding.levels[state])
        lower[p, firstRounded + s] = -rounded
        upper[p, firstRounded + s] = rounded
        cost[p, firstRounded + s] = -point.stateDuals[t, state]
      }
    }
    let penalties = penalties(cost, curvature, upper)
    for p in stages.indices {
      for s in states.indices {
        cost[p, firstMore + s] = penalties[s]
        cost[p, firstLess + s] = penalties[s]
      }
    }
    let none = StageTable(constant: [], stageCount: count)
    return StagedProgram(
      stageCount: count, balanceNames: figures.indices.map { "figure \($0)" },
      columns: columns(steps), networkColumns: [], networkRowNames: [],
      states: states.map { state in
        var record = whole.states[state]
        // What is left is worth something at the end of the axis alone.
        if stages.last != whole.stageCount - 1 { record.endValue = 0 }
        return record
      }, cost: cost, curvature: curvature, lower: lower, upper: upper, networkCost: none,
      networkCurvature: none, networkLower: none, networkUpper: none, demand: demand,
      networkMatrices: [], networkMatrixOfStage: [], networkLimit: none, retention: retention,
      inflow: inflow, levelLower: levelLower, levelUpper: levelUpper)
  }

  private func columns(_ steps: [Int]) -> [StageColumn] {
    func ofStates(_ what: String, _ value: Double) -> [StageColumn] {
      states.indices.map {
        StageColumn(
          name: "\(what) \($0)", balance: [], state: [Coefficient(row: $0, value: value)])
      }
    }
    let own = figures.enumerated().flatMap { f, figure in
      figure.steps.map { j in
        StageColumn(
          name: "step \(j)", balance: [Coefficient(row: f, value: 1)],
          state: states.indices.compactMap { s in
            draw(j, s) == 0 ? nil : Coefficient(row: s, value: draw(j, s))
          })
      }
    }
    return own + ofStates("more", 1) + ofStates("less", -1) + ofStates("rounded", 1)
      + figures.indices.map {
        StageColumn(name: "filler \($0)", balance: [Coefficient(row: $0, value: 1)])
      }
  }

  /// By state, per unit: well above what a unit of it saves by moving output between two steps of a
  /// figure, and above its value.
  private func penalties(
    _ cost: StageTable, _ curvature: StageTable, _ upper: StageTable
  ) -> [Double] {
    var penalties = states.map { state in
      stages.reduce(1.0) { max($0, abs(point.stateDuals[$1, state])) }
    }
    let ranges = steps.indices.map { i in
      stages.indices.reduce(into: (least: Double.infinity, most: -Double.infinity)) { range, p in
        guard upper[p, i] > 0 else { return }
        range.least = min(range.least, cost[p, i])
        range.most = max(range.most, cost[p, i] + curvature[p, i] * upper[p, i])
      }
    }
    var first = 0
    for figure in figures {
      let members = first..<first + figure.steps.count
      first = members.upperBound
      for i in members {
        for k in members where k > i {
          let spread = max(ranges[i].most - ranges[k].least, ranges[k].most - ranges[i].least)
          guard spread.isFinite else { continue }
          for s in states.indices {
            let (own, other) = (draw(steps[i], s), draw(steps[k], s))
            let difference = abs(own - other)
            guard difference > smallestShare * max(abs(own), abs(other)) else { continue }
            penalties[s] = max(penalties[s], spread / difference)
          }
        }
      }
    }
    return penalties.map { penaltyFactor * $0 }
  }
}

/// A hair less than all, for the accuracy of the solver.
private let usedRounding = 0.99
/// Steps whose draws differ by less are no way to save a budget.
private let smallestShare = 1e-6
/// For what budgets that share steps are worth together.
private let penaltyFactor = 10.0
