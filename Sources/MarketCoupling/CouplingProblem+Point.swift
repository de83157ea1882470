// SPDX-License-Identifier: Apache-2.0
import Optimization

extension CouplingProblem {
  /// The point of the program that a solution states, with the duals of `duals`.
  ///
  /// - Supply that is stated by technology, and demand response by zone, is put on its steps in the
  ///   cheapest way that gives the sum: hour by hour, or where a step draws on a budget over all hours
  ///   at once, within the budgets if any split is. What a step draws from other balances counts at
  ///   the duals. A sum beyond all bounds leaves the rest on one step, where it is a violation.
  /// - Net positions within the flow-based region that are not stated are the whole net positions
  ///   less what leaves on other links; levels that are not stated follow from the flows, within
  ///   their rounding.
  func point(
    of stated: StatedSolution, _ layout: SolutionLayout, _ figures: [SupplyFigure],
    _ rounding: SolutionRounding, duals: StagedPoint, settings: SolverSettings
  ) -> StagedPoint {
    var point = duals
    point.columns = StageTable(
      stageCount: program.stageCount, itemCount: program.columns.count)
    point.network = StageTable(
      stageCount: program.stageCount, itemCount: program.networkColumns.count)
    point.levels = StageTable(stageCount: program.stageCount, itemCount: program.states.count)
    for t in inputs.axis.indices {
      for figure in figures {
        put(figure.value(in: stated, stage: t), on: figure.steps, stage: t, at: &point)
      }
      for s in inputs.storages.indices {
        point.columns[t, firstCharge + s] = stated.charge[t, s]
        point.columns[t, firstDischarge + s] = stated.discharge[t, s]
        point.columns[t, firstSpill + s] = stated.spill[t, s]
      }
      for (l, limit) in self.layout.netPositionLimits.enumerated() {
        point.columns[t, firstLimit + l] = stated.netPositions[t, limit.node]
      }
      for p in layout.processes.indices {
        point.columns[t, firstProcess + p] = stated.activity[t, p]
      }
    }
    putFlows(stated, layout, at: &point)
    putNetPositions(stated, at: &point)
    putJointly(figures, stated, rounding, settings, at: &point)
    putLevels(stated, rounding, at: &point)
    return point
  }

  /// Columns of the net positions that are limited.
  var firstLimit: Int { firstSpill + inputs.storages.count }

  private func putFlows(
    _ stated: StatedSolution, _ layout: SolutionLayout, at point: inout StagedPoint
  ) {
    let paths = pathColumns
    for (l, link) in layout.links.enumerated() {
      let path = paths[link.path]
      for t in inputs.axis.indices {
        let flow = link.sign * stated.flows[t, l]
        if path.isNetworkColumn {
          point.network[t, path.column] += flow
        } else {
          point.columns[t, path.column] += flow
        }
      }
    }
  }

  private func putNetPositions(_ stated: StatedSolution, at point: inout StagedPoint) {
    guard layout.referenceHub != nil else { return }
    for t in inputs.axis.indices {
      for (i, hub) in layout.freeHubs.enumerated() {
        guard let node = layout.nodeOfHub[hub] else { continue }
        point.network[t, i] = regionalNetPosition(of: node, stage: t, stated, at: point)
      }
    }
  }

  /// Export of a node within the flow-based region, MW: as stated, or what is left of the whole.
  func regionalNetPosition(
    of node: Int, stage t: Int, _ stated: StatedSolution, at point: StagedPoint
  ) -> Double {
    let own = stated.flowBasedNetPositions[t, node]
    guard own.isNaN else { return own }
    var rest = stated.netPositions[t, node]
    let row = layout.borderRow(node)
    for (l, path) in layout.plainPaths.enumerated() {
      for entry in layout.plainBalance(of: path) where entry.row == row {
        rest += entry.value * point.columns[t, firstPath + l]
      }
    }
    for (p, path) in layout.hubPaths.enumerated() {
      for entry in layout.ownBalance(of: path) where entry.row == row {
        rest += entry.value * point.network[t, layout.freeHubs.count + p]
      }
    }
    return rest
  }

  /// What the net positions of all hubs sum up to, MW; 0 where they fit together.
  func hubSum(stage t: Int, _ stated: StatedSolution, at point: StagedPoint) -> Double {
    guard let reference = layout.referenceHub, let node = layout.nodeOfHub[reference] else {
      return 0
    }
    var sum = regionalNetPosition(of: node, stage: t, stated, at: point)
    for i in layout.freeHubs.indices { sum += point.network[t, i] }
    for (p, path) in layout.hubPaths.enumerated() {
      for entry in layout.hubEntries(of: path) {
        sum += entry.value * point.network[t, layout.freeHubs.count + p]
      }
    }
    return sum
  }

  // MARK: - Levels

  private func putLevels(
    _ stated: StatedSolution, _ rounding: SolutionRounding, at point: inout StagedPoint
  ) {
    for s in 0..<firstProcessState + inputs.processes.states.count {
      let isCyclic = cyclic.states.firstIndex(of: s)
      var start = program.states[s].initialLevel
      let levels: [Double]
      if let own = statedLevels(of: s, stated) {
        levels = own
        start = own.last ?? start
      } else {
        let course = course(of: s, rounding, at: point)
        if isCyclic == nil {
          levels = course.levels(from: start)
        } else {
          (start, levels) = course.cyclicLevels()
        }
      }
      for t in inputs.axis.indices { point.levels[t, s] = levels[t] }
      if let isCyclic {
        cyclic.set(start: start, end: levels.last ?? start, of: isCyclic, at: &point)
      }
    }
  }

  /// Puts levels that are not stated where they cost least at the duals of `point`, of all courses
  /// that the flows of `point` and their rounding allow.
  func putCheapestLevels(
    notIn stated: StatedSolution, _ rounding: SolutionRounding, flowsOf point: StagedPoint,
    at valued: inout StagedPoint
  ) {
    for s in 0..<firstProcessState + inputs.processes.states.count
    where isComputed(state: s, stated) {
      let course = course(of: s, rounding, at: point)
      var costs = inputs.axis.indices.map {
        program.linearReducedCost(stage: $0, level: s, point)
      }
      let isCyclic = cyclic.states.firstIndex(of: s)
      var start = program.states[s].initialLevel
      let levels: [Double]
      if isCyclic == nil {
        levels = course.cheapestLevels(from: start, costs: costs)
      } else {
        // The last level is the one before the first unit of time.
        costs[costs.count - 1] += program.retention[0, s] * point.stateDuals[0, s]
        (start, levels) = course.cheapestCyclicLevels(costs: costs)
      }
      for t in inputs.axis.indices { valued.levels[t, s] = levels[t] }
      if let isCyclic {
        cyclic.set(start: start, end: levels.last ?? start, of: isCyclic, at: &valued)
      }
    }
  }

  /// As stated, by unit of time; nil where the level follows from the flows.
  func statedLevels(of s: Int, _ stated: StatedSolution) -> [Double]? {
    guard !isComputed(state: s, stated) else { return nil }
    return inputs.axis.indices.map { t in
      s < inputs.storages.count
        ? stated.levels[t, s] : stated.processLevels[t, s - firstProcessState]
    }
  }

  /// Whether the level of a state follows from the flows, because it is not stated.
  func isComputed(state s: Int, _ stated: StatedSolution) -> Bool {
    if s < inputs.storages.count {
      return inputs.axis.indices.contains { stated.levels[$0, s].isNaN }
    }
    // Day budgets are in no table.
    guard s >= firstProcessState else { return true }
    return inputs.axis.indices.contains { stated.processLevels[$0, s - firstProcessState].isNaN }
  }

  /// What columns and inflow add to a state in each stage.
  func stateFlows(_ s: Int, at point: StagedPoint) -> [Double] {
    let end = firstProcess + inputs.processes.processes.count
    let entries = (0..<end).flatMap { j in
      program.columns[j].state.filter { $0.row == s }.map { (column: j, value: $0.value) }
    }
    return inputs.axis.indices.map { t in
      entries.reduce(program.inflow[t, s]) { $0 + $1.value * point.columns[t, $1.column] }
    }
  }

  private func course(
    of s: Int, _ rounding: SolutionRounding, at point: StagedPoint
  ) -> LevelCourse {
    let units = inputs.axis.indices
    var lower = units.map { program.levelLower[$0, s] }
    var upper = units.map { program.levelUpper[$0, s] }
    if let index = cyclic.states.firstIndex(of: s), let last = units.last {
      // In the program the last level has been taken out.
      let end = firstCyclicEnd + index
      lower[last] = program.lower[last, end]
      upper[last] = program.upper[last, end]
    }
    return LevelCourse(
      retention: units.map { program.retention[$0, s] }, flows: stateFlows(s, at: point),
      lower: lower, upper: upper, rounding: rounding.states[s])
  }

  /// Columns of the levels at which cyclic states begin, and at which they end.
  var firstCyclicStart: Int { firstProcess + inputs.processes.processes.count }
  var firstCyclicEnd: Int { firstCyclicStart + cyclic.states.count }

  // MARK: - Supply steps

  /// Puts a sum on some steps at least cost.
  private func put(
    _ total: Double, on steps: [Int], stage t: Int, at point: inout StagedPoint
  ) {
    if steps.count == 1 {
      point.columns[t, steps[0]] = total
    } else if !steps.isEmpty {
      let parts = cheapestSplit(
        of: total,
        among: steps.map { j in
          SplitStep(
            cost: cost(ofStep: j, stage: t, duals: point), curvature: program.curvature[t, j],
            lower: program.lower[t, j], upper: program.upper[t, j])
        })
      for (j, part) in zip(steps, parts) { point.columns[t, j] = part }
    }
  }

  /// Of one more unit, with what it draws from hydrogen and, if they count, budgets.
  func cost(
    ofStep j: Int, stage t: Int, duals: StagedPoint, countsStates: Bool = true
  ) -> Double {
    var cost = program.cost[t, j]
    for entry in program.columns[j].balance where entry.row >= firstHydrogenBalance {
      cost -= entry.value * duals.balanceDuals[t, entry.row]
    }
    for entry in program.columns[j].state where countsStates {
      cost += entry.value * duals.stateDuals[t, entry.row]
    }
    return cost
  }
}

/// A block with cost `cost · x + ½ curvature · x²` between two bounds.
package struct SplitStep {
  package var cost: Double
  package var curvature: Double
  package var lower: Double
  package var upper: Double

  package init(cost: Double, curvature: Double, lower: Double, upper: Double) {
    self.cost = cost
    self.curvature = curvature
    self.lower = lower
    self.upper = upper
  }

  /// What it gives at a price; at its own cost the least or the most.
  func output(at price: Double, isMost: Bool) -> Double {
    if curvature > 0 { return min(max((price - cost) / curvature, lower), upper) }
    return price > cost || (isMost && price == cost) ? upper : lower
  }
}

/// The parts with sum `total` and the least cost; a total beyond all bounds leaves the rest on the
/// last step.
///
/// As a function of the price, output is linear between the prices where a step leaves a bound; the
/// total is met there, or in a jump at one of them.
package func cheapestSplit(of total: Double, among steps: [SplitStep]) -> [Double] {
  func outputs(_ price: Double, isMost: Bool) -> [Double] {
    steps.map { $0.output(at: price, isMost: isMost) }
  }
  func sum(_ parts: [Double]) -> Double { parts.reduce(0, +) }
  func beyond(_ bounds: [Double]) -> [Double] {
    var parts = bounds
    parts[parts.count - 1] += total - sum(bounds)
    return parts
  }
  let lowest = steps.map(\.lower)
  let highest = steps.map(\.upper)
  if total <= sum(lowest) { return beyond(lowest) }
  if total >= sum(highest) { return beyond(highest) }
  let prices = Set(
    steps.flatMap { [$0.cost + $0.curvature * $0.lower, $0.cost + $0.curvature * $0.upper] }
  ).sorted()
  var first = 0
  var last = prices.count - 1
  while first < last {
    let middle = (first + last) / 2
    if sum(outputs(prices[middle], isMost: true)) >= total {
      last = middle
    } else {
      first = middle + 1
    }
  }
  let before = first == 0 ? lowest : outputs(prices[first - 1], isMost: true)
  let least = outputs(prices[first], isMost: false)
  let most = outputs(prices[first], isMost: true)
  let (low, high) = total <= sum(least) ? (before, least) : (least, most)
  let width = sum(high) - sum(low)
  let share = width > 0 ? (total - sum(low)) / width : 0
  return zip(low, high).map { $0 + share * ($1 - $0) }
}
