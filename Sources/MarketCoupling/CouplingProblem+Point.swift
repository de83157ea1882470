// SPDX-License-Identifier: Apache-2.0
import Optimization

extension CouplingProblem {
  /// The point of the program that a solution states, with the duals of `duals`.
  ///
  /// - Supply that is stated by technology, and demand response by zone, is put on its steps in the
  ///   cheapest way that gives the sum; what a step draws from other balances and budgets counts at
  ///   the duals. A sum beyond all bounds leaves the rest on one step, where it is a violation.
  /// - Net positions within the flow-based region that are not stated are the whole net positions
  ///   less what leaves on other links; levels that are not stated follow from the flows.
  func point(
    of stated: StatedSolution, _ layout: SolutionLayout, duals: StagedPoint
  ) -> StagedPoint {
    var point = duals
    point.columns = StageTable(
      stageCount: program.stageCount, itemCount: program.columns.count)
    point.network = StageTable(
      stageCount: program.stageCount, itemCount: program.networkColumns.count)
    point.levels = StageTable(stageCount: program.stageCount, itemCount: program.states.count)
    let zoneSteps = stepsByNode
    for t in inputs.axis.indices {
      for (g, group) in layout.supply.enumerated() {
        put(stated.supply[t, g], on: group.steps, stage: t, at: &point)
      }
      for node in inputs.nodes.indices {
        let steps = zoneSteps[node]
        put(stated.demandResponse[t, node], on: steps.response, stage: t, at: &point)
        put(stated.energyNotServed[t, node], on: steps.lost, stage: t, at: &point)
        put(stated.dumped[t, node], on: steps.dumped, stage: t, at: &point)
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
    putLevels(stated, at: &point)
    return point
  }

  /// Columns of the net positions that are limited.
  var firstLimit: Int { firstSpill + inputs.storages.count }

  var stepsByNode: [(response: [Int], lost: [Int], dumped: [Int])] {
    inputs.nodes.indices.map { node in
      func steps(_ kind: SupplyKind) -> [Int] {
        inputs.steps.indices.filter {
          inputs.steps[$0].node == node && inputs.steps[$0].kind == kind
        }
      }
      return (steps(.demandResponse), steps(.lostLoad), steps(.dumped))
    }
  }

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

  private func putLevels(_ stated: StatedSolution, at point: inout StagedPoint) {
    let budgets = inputs.storages.count..<firstProcessState
    for s in 0..<firstProcessState + inputs.processes.states.count {
      let own: [Double] = inputs.axis.indices.map { t in
        if s < budgets.lowerBound { return stated.levels[t, s] }
        return s < budgets.upperBound ? .nan : stated.processLevels[t, s - firstProcessState]
      }
      let isStated = !own.contains { $0.isNaN }
      let isCyclic = cyclic.states.firstIndex(of: s)
      let flows = isStated ? [] : stateFlows(s, at: point)
      var start = program.states[s].initialLevel
      if isCyclic != nil {
        start = isStated ? own.last ?? 0 : cyclicStart(of: s, flows)
      }
      let levels = isStated ? own : self.levels(of: s, from: start, flows)
      for t in inputs.axis.indices { point.levels[t, s] = levels[t] }
      if let isCyclic {
        cyclic.set(start: start, end: levels.last ?? start, of: isCyclic, at: &point)
      }
    }
  }

  /// Whether the level of a state follows from the flows, because it is not stated.
  func isComputed(state s: Int, _ stated: StatedSolution) -> Bool {
    if s < inputs.storages.count {
      return inputs.axis.indices.contains { stated.levels[$0, s].isNaN }
    }
    let own = s - firstProcessState
    // Day budgets are in no table; what carries a cyclic level through is not a level of its own.
    guard inputs.processes.states.indices.contains(own) else { return s < firstProcessState }
    return inputs.axis.indices.contains { stated.processLevels[$0, own].isNaN }
  }

  /// What columns and inflow add to a state in each stage.
  private func stateFlows(_ s: Int, at point: StagedPoint) -> [Double] {
    let end = firstProcess + inputs.processes.processes.count
    let entries = (0..<end).flatMap { j in
      program.columns[j].state.filter { $0.row == s }.map { (column: j, value: $0.value) }
    }
    return inputs.axis.indices.map { t in
      entries.reduce(program.inflow[t, s]) { $0 + $1.value * point.columns[t, $1.column] }
    }
  }

  private func levels(of s: Int, from start: Double, _ flows: [Double]) -> [Double] {
    var level = start
    return inputs.axis.indices.map { t in
      level = program.retention[t, s] * level + flows[t]
      return level
    }
  }

  /// The level that comes back after all stages; where every level does, the least that keeps all
  /// levels above zero.
  private func cyclicStart(of s: Int, _ flows: [Double]) -> Double {
    let fromZero = levels(of: s, from: 0, flows)
    let kept = inputs.axis.indices.reduce(1.0) { $0 * program.retention[$1, s] }
    return kept < 1 ? (fromZero.last ?? 0) / (1 - kept) : max(0, -(fromZero.min() ?? 0))
  }

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

  /// Of one more unit, with what it draws from hydrogen and budgets.
  private func cost(ofStep j: Int, stage t: Int, duals: StagedPoint) -> Double {
    var cost = program.cost[t, j]
    for entry in program.columns[j].balance where entry.row >= firstHydrogenBalance {
      cost -= entry.value * duals.balanceDuals[t, entry.row]
    }
    for entry in program.columns[j].state {
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
