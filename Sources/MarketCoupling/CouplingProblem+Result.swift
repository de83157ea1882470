// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra
import Optimization
import Quantities

extension CouplingProblem {
  /// The market's reading of a point of the program.
  func result(
    at point: StagedPoint, status: RunStatus, certificate: Certificate,
    statistics: SolveStatistics, notes: [String]
  ) -> CouplingResult {
    let columns = ColumnReader(problem: self, point: point)
    let hubs = columns.hubTables()
    let links = columns.linkTables()
    return CouplingResult(
      axis: inputs.axis, network: network, nodes: inputs.nodes, steps: inputs.steps,
      links: links.records, storages: inputs.storages, hubs: layout.hubs,
      cnecs: union?.rows ?? [], cnecsOfDomain: union?.namesakes ?? [],
      domainOfUnit: domainOfUnit, netPositionLimits: layout.netPositionLimits,
      prices: columns.prices(), hubPrices: hubs.prices,
      loads: inputs.loads, zoneLoads: inputs.zoneLoads, netPositions: netPositions(at: point),
      hubNetPositions: hubs.netPositions,
      supply: columns.table(from: 0, count: inputs.steps.count),
      availability: inputs.availability, flows: links.flows, linkLimits: links.limits,
      charge: columns.table(from: firstCharge, count: inputs.storages.count),
      discharge: columns.table(from: firstDischarge, count: inputs.storages.count),
      spill: columns.table(from: firstSpill, count: inputs.storages.count),
      levels: columns.levels(), storageValues: columns.storageValues(), cnecLoads: hubs.rowLoads,
      cnecMargins: program.networkLimit, shadowPrices: columns.shadowPrices(),
      objectiveEUR: certificate.primalObjective,
      slopeShareOfObjective: columns.slopeCost() / max(certificate.primalObjective.magnitude, 1),
      status: status, certificate: certificate, statistics: statistics,
      notes: notes + columns.simultaneousUseNotes(links), processes: processResult(at: point))
  }

  /// Generation and discharge less load, charging and what processes draw.
  func netPositions(at point: StagedPoint) -> StageTable {
    var result = StageTable(stageCount: inputs.axis.count, itemCount: inputs.nodes.count)
    for t in 0..<inputs.axis.count {
      for node in inputs.nodes.indices { result[t, node] = -inputs.loads[t, node] }
      for (j, step) in inputs.steps.enumerated() {
        result[t, step.node] += (step.kind == .dumped ? -1 : 1) * point.columns[t, j]
      }
      for (s, storage) in inputs.storages.enumerated() {
        result[t, storage.node] +=
          point.columns[t, firstDischarge + s] - point.columns[t, firstCharge + s]
      }
      for p in inputs.processes.processes.indices {
        for entry in inputs.processes.powerEntries(of: p) {
          result[t, entry.node] += entry.factor * point.columns[t, firstProcess + p]
        }
      }
    }
    return result
  }
}

/// Reads market quantities out of the columns and duals of a point.
private struct ColumnReader {
  let problem: CouplingProblem
  let point: StagedPoint

  private var program: StagedProgram { problem.program }
  private var inputs: MarketInputs { problem.inputs }
  private var layout: NetworkLayout { problem.layout }
  private var units: Range<Int> { 0..<inputs.axis.count }
  private var hours: Double { inputs.axis.stepHours }

  func table(from first: Int, count: Int) -> StageTable {
    table(itemCount: count) { t, i in point.columns[t, first + i] }
  }

  func prices() -> StageTable {
    table(itemCount: inputs.nodes.count) { t, node in
      point.balanceDuals[t, problem.network == .copperplate ? 0 : node] / hours
    }
  }

  func shadowPrices() -> StageTable {
    table(itemCount: program.networkRowNames.count) { t, k in point.networkDuals[t, k] / hours }
  }

  func levels() -> StageTable {
    var result = table(itemCount: inputs.storages.count) { t, s in point.levels[t, s] }
    let last = units.upperBound - 1
    for (index, s) in problem.cyclic.states.enumerated() where s < inputs.storages.count {
      result[last, s] = problem.cyclic.level(index, stage: last, at: point)
    }
    return result
  }

  /// One more stored MWh saves what one more MWh of inflow would.
  func storageValues() -> StageTable {
    table(itemCount: inputs.storages.count) { t, s in -point.stateDuals[t, s] }
  }

  func hubTables() -> (netPositions: StageTable, prices: StageTable, rowLoads: StageTable) {
    let hubCount = layout.hubs.count
    let rowCount = program.networkRowNames.count
    var netPositions = StageTable(stageCount: units.count, itemCount: hubCount)
    var prices = StageTable(stageCount: units.count, itemCount: hubCount)
    var loads = StageTable(stageCount: units.count, itemCount: rowCount)
    guard let union = problem.union, let reference = layout.referenceHub,
      let referenceNode = layout.nodeOfHub[reference]
    else { return (netPositions, prices, loads) }
    let free = layout.freeHubs
    for t in units {
      for (i, hub) in free.enumerated() { netPositions[t, hub] = point.network[t, i] }
      for (p, path) in layout.hubPaths.enumerated() {
        for entry in layout.hubEntries(of: path) {
          netPositions[t, entry.hub] += entry.value * point.network[t, free.count + p]
        }
      }
      var others = 0.0
      for hub in 0..<hubCount where hub != reference { others += netPositions[t, hub] }
      netPositions[t, reference] = -others

      let referenceRow = layout.borderRow(referenceNode)
      let factors = union.matrices[union.matrixOfDomain[problem.domainOfUnit[t]]]
      for hub in 0..<hubCount {
        var price = point.balanceDuals[t, referenceRow]
        for k in 0..<rowCount where point.networkDuals[t, k] != 0 {
          price -= point.networkDuals[t, k] * (factors[k, hub] - factors[k, reference])
        }
        prices[t, hub] = price / hours
      }
      for k in 0..<rowCount {
        var load = 0.0
        for hub in 0..<hubCount { load += factors[k, hub] * netPositions[t, hub] }
        loads[t, k] = load
      }
    }
    return (netPositions, prices, loads)
  }

  /// Every path as one or two one-way links.
  func linkTables() -> (records: [MarketLink], flows: StageTable, limits: StageTable) {
    var records: [MarketLink] = []
    var sources: [(path: NetworkLayout.Path, column: Int, isPlain: Bool, sign: Double)] = []
    func add(_ path: NetworkLayout.Path, column: Int, isPlain: Bool) {
      if path.upperMW > 0 {
        records.append(
          MarketLink(
            name: path.name, from: path.from, to: path.to, kind: path.kind, loss: path.loss,
            hubAtFrom: path.hubAtFrom, hubAtTo: path.hubAtTo))
        sources.append((path, column, isPlain, 1))
      }
      if path.lowerMW < 0 {
        records.append(
          MarketLink(
            name: path.name + MarketLink.backwardSuffix, from: path.to, to: path.from,
            kind: path.kind, loss: path.loss, hubAtFrom: path.hubAtTo, hubAtTo: path.hubAtFrom))
        sources.append((path, column, isPlain, -1))
      }
    }
    for (l, path) in layout.plainPaths.enumerated() {
      add(path, column: problem.firstPath + l, isPlain: true)
    }
    for (p, path) in layout.hubPaths.enumerated() {
      add(path, column: layout.freeHubs.count + p, isPlain: false)
    }
    let flows = table(itemCount: records.count) { t, l in
      let source = sources[l]
      let value =
        source.isPlain ? point.columns[t, source.column] : point.network[t, source.column]
      return max(0, source.sign * value)
    }
    let limits = table(itemCount: records.count) { t, l in
      let column = sources[l].column
      switch (sources[l].isPlain, sources[l].sign > 0) {
      case (true, true): return program.upper[t, column]
      case (true, false): return -program.lower[t, column]
      case (false, true): return program.networkUpper[t, column]
      case (false, false): return -program.networkLower[t, column]
      }
    }
    return (records, flows, limits)
  }

  /// Storages that charge and discharge, and cables that carry both ways, in one unit: a way to burn
  /// energy at negative prices.
  func simultaneousUseNotes(
    _ links: (records: [MarketLink], flows: StageTable, limits: StageTable)
  ) -> [String] {
    let charge = table(from: problem.firstCharge, count: inputs.storages.count)
    let discharge = table(from: problem.firstDischarge, count: inputs.storages.count)
    let storageUse = inputs.storages.indices.map { s in
      (
        name: inputs.storages[s].name,
        count: units.count { min(charge[$0, s], discharge[$0, s]) > smallestToldPowerMW }
      )
    }
    let cableUse = links.records.indices.compactMap { forward -> (name: String, count: Int)? in
      let name = links.records[forward].name
      guard let backward = links.records.firstIndex(where: { $0.name == "\(name)_backward" })
      else { return nil }
      return (
        name,
        units.count {
          min(links.flows[$0, forward], links.flows[$0, backward]) > smallestToldPowerMW
        }
      )
    }
    return [
      simultaneousUse(storageUse, "charging and discharging at once"),
      simultaneousUse(cableUse, "flow in both directions at once"),
    ].compactMap { $0 }
  }

  /// EUR of the objective that come from slopes.
  func slopeCost() -> Double { program.slopeCost(at: point) }

  private func table(itemCount: Int, _ value: (Int, Int) -> Double) -> StageTable {
    var result = StageTable(stageCount: units.count, itemCount: itemCount)
    for t in units {
      for i in 0..<itemCount { result.values[t * itemCount + i] = value(t, i) }
    }
    return result
  }
}

/// What lies below is the accuracy of the solver.
private let smallestToldPowerMW = 1.0

/// `flow in both directions at once, in units of time: A 3, B 1`; nil where nothing does so.
private func simultaneousUse(_ use: [(name: String, count: Int)], _ what: String) -> String? {
  let parts = use.filter { $0.count > 0 }.map { "\($0.name) \($0.count)" }
  return parts.isEmpty ? nil : "\(what), in units of time: \(parts.joined(separator: ", "))"
}
