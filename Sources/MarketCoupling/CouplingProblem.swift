// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import LinearAlgebra
import Optimization
import Quantities

/// The coupling problem of a system over a range of time units, as a ``StagedProgram`` and the way
/// back from its columns.
///
/// Column order: supply steps, plain paths, charging, discharging, spilling, limited net positions,
/// processes; states: storages, day-limited supply, those of processes; behind both what
/// ``CyclicStates`` adds. Balances: nodes, the borders of the nodes with a limited net position,
/// hydrogen nodes.
package struct CouplingProblem: Sendable {
  package internal(set) var program: StagedProgram
  let cyclic: CyclicStates
  let inputs: MarketInputs
  let layout: NetworkLayout
  let network: NetworkModel
  let union: RowUnion?
  let domainOfUnit: [Int]
  let firstPath: Int
  let firstCharge: Int
  let firstDischarge: Int
  let firstSpill: Int
  let firstProcess: Int
  let firstProcessState: Int
  let firstHydrogenBalance: Int

  package init(
    system: EnergySystem, inputs: MarketInputs, network: NetworkModel,
    schedule: DomainSchedule?, slopeEURPerMWh: Double
  ) throws(CouplingError) {
    self.inputs = inputs
    self.network = network
    layout = try NetworkLayout(
      system: system, inputs: inputs, network: network, hubs: schedule?.hubs ?? [])
    union = schedule?.union()
    domainOfUnit = schedule?.domainOfUnit ?? []
    let stepCount = inputs.steps.count
    let storageCount = inputs.storages.count
    firstPath = stepCount
    firstCharge = firstPath + layout.plainPaths.count
    firstDischarge = firstCharge + storageCount
    firstSpill = firstDischarge + storageCount
    firstProcess = firstSpill + storageCount + layout.netPositionLimits.count
    firstProcessState = storageCount + inputs.dailyBudgets.count
    var assembly = ProgramAssembly(
      system: system, inputs: inputs, layout: layout, network: network, union: union,
      domainOfUnit: domainOfUnit, slopeEURPerMWh: slopeEURPerMWh)
    firstHydrogenBalance = assembly.firstHydrogenBalance
    var program = assembly.program()
    let firstState = firstProcessState
    cyclic = CyclicStates(
      inputs.storageRows.indices.filter {
        system.storages[inputs.storageRows[$0]].endRule == .cyclic
      }
        + inputs.processes.states.indices.filter {
          inputs.processes.states[$0].endRule == .cyclic
        }.map { firstState + $0 }, of: &program)
    self.program = program
  }
}

/// Builds the program of a ``CouplingProblem`` part by part.
private struct ProgramAssembly {
  let system: EnergySystem
  let inputs: MarketInputs
  let layout: NetworkLayout
  let network: NetworkModel
  let union: RowUnion?
  let domainOfUnit: [Int]
  let slopeEURPerMWh: Double

  private var hours: Double { inputs.axis.stepHours }
  private var unitCount: Int { inputs.axis.count }
  private var processes: ProcessInputs { inputs.processes }
  private var columnCount: Int { firstProcess + processes.processes.count }
  private var firstProcess: Int { firstLimit + layout.netPositionLimits.count }
  private var firstProcessState: Int { inputs.storages.count + inputs.dailyBudgets.count }
  var firstHydrogenBalance: Int {
    network == .copperplate ? 1 : inputs.nodes.count + layout.netPositionLimits.count
  }
  private var firstLimit: Int {
    inputs.steps.count + layout.plainPaths.count + 3 * inputs.storages.count
  }

  /// In a copperplate all nodes share one balance.
  private func balanceRow(_ node: Int) -> Int { network == .copperplate ? 0 : node }

  private func balanceRow(_ place: BalancePlace) -> Int {
    switch place {
    case .power(let node): balanceRow(node)
    case .hydrogen(let node): firstHydrogenBalance + node
    }
  }

  mutating func program() -> StagedProgram {
    let columns = stageColumns()
    let bounds = columnBounds()
    let networkColumns = layout.networkColumns(names: inputs.nodes.map(\.name))
    let networkBounds = networkColumnBounds()
    let states = stateTables()
    var demand = StageTable(
      stageCount: unitCount, itemCount: balanceNames.count)
    for t in 0..<unitCount {
      for node in inputs.nodes.indices { demand[t, balanceRow(node)] += inputs.loads[t, node] }
      for node in processes.nodes.indices {
        demand[t, firstHydrogenBalance + node] = processes.loads[t, node]
      }
    }
    return StagedProgram(
      stageCount: unitCount,
      balanceNames: balanceNames,
      columns: columns, networkColumns: networkColumns,
      networkRowNames: union?.rows.map(\.id) ?? [], states: states.records,
      cost: StageTable(constant: costs(), stageCount: unitCount),
      curvature: curvature(lower: bounds.lower, upper: bounds.upper), lower: bounds.lower,
      upper: bounds.upper,
      networkCost: StageTable(
        constant: [Double](repeating: 0, count: networkColumns.count), stageCount: unitCount),
      networkCurvature: StageTable(constant: networkBounds.curvature, stageCount: unitCount),
      networkLower: StageTable(constant: networkBounds.lower, stageCount: unitCount),
      networkUpper: StageTable(constant: networkBounds.upper, stageCount: unitCount),
      demand: demand, networkMatrices: union?.matrices.map { layout.columnFactors($0) } ?? [],
      networkMatrixOfStage: domainOfUnit.map { union!.matrixOfDomain[$0] },
      networkLimit: margins(), retention: states.retention, inflow: states.inflow,
      levelLower: states.lower, levelUpper: states.upper)
  }

  private var balanceNames: [String] {
    let hydrogen = processes.nodes.map(\.name)
    if network == .copperplate { return ["all"] + hydrogen }
    let names = inputs.nodes.map(\.name)
    return names + layout.netPositionLimits.map { "borders of \(names[$0.node])" } + hydrogen
  }

  // MARK: - Columns

  private func stageColumns() -> [StageColumn] {
    var columns: [StageColumn] = []
    for (j, step) in inputs.steps.enumerated() {
      let budget = inputs.dailyBudgets.firstIndex { $0.step == j }
      columns.append(
        StageColumn(
          name: step.name,
          balance: [
            Coefficient(row: balanceRow(step.node), value: step.kind == .dumped ? -1 : 1)
          ]
            + processes.draws.filter { $0.step == j }.map {
              Coefficient(row: firstHydrogenBalance + $0.node, value: -$0.factor)
            },
          state: (budget.map {
            [Coefficient(row: inputs.storages.count + $0, value: -hours)]
          } ?? [])
            + processes.uses.filter { $0.step == j }.map {
              Coefficient(row: firstProcessState + $0.state, value: $0.perMWh * hours)
            }))
    }
    for path in layout.plainPaths {
      columns.append(
        StageColumn(name: path.name, balance: layout.plainBalance(of: path)))
    }
    let storages = inputs.storageRows.map { system.storages[$0] }
    for (s, unit) in inputs.storages.enumerated() {
      columns.append(
        StageColumn(
          name: "\(unit.name)_charge",
          balance: [Coefficient(row: balanceRow(unit.node), value: -1)],
          state: [Coefficient(row: s, value: storages[s].chargeEfficiency * hours)]))
    }
    for (s, unit) in inputs.storages.enumerated() {
      columns.append(
        StageColumn(
          name: "\(unit.name)_discharge",
          balance: [Coefficient(row: balanceRow(unit.node), value: 1)],
          state: [Coefficient(row: s, value: -hours / storages[s].dischargeEfficiency)]))
    }
    for (s, unit) in inputs.storages.enumerated() {
      columns.append(
        StageColumn(
          name: "\(unit.name)_spill", balance: [], state: [Coefficient(row: s, value: -hours)]))
    }
    for limit in layout.netPositionLimits {
      columns.append(
        StageColumn(
          name: "net position of \(inputs.nodes[limit.node].name)",
          balance: layout.balance(of: limit)))
    }
    return columns + processes.processes.map(column)
  }

  /// A process may touch a balance twice: in a copperplate, or at both ends of a pipeline.
  private func column(of process: Process) -> StageColumn {
    var balance: [Coefficient] = []
    for entry in process.entries {
      let row = balanceRow(entry.place)
      if let known = balance.firstIndex(where: { $0.row == row }) {
        balance[known].value += entry.factor
      } else {
        balance.append(Coefficient(row: row, value: entry.factor))
      }
    }
    return StageColumn(
      name: process.name, balance: balance,
      state: process.states.map {
        Coefficient(row: firstProcessState + $0.state, value: $0.perHour * hours)
      })
  }

  /// EUR per MW held for one unit of time.
  private func costs() -> [Double] {
    let steps = inputs.steps.map { step in
      hours * (step.kind == .dumped ? -step.costEURPerMWh : step.costEURPerMWh)
    }
    return steps + [Double](repeating: 0, count: firstProcess - steps.count)
      + processes.processes.map { hours * $0.costEURPerMWh }
  }

  private func columnBounds() -> (lower: StageTable, upper: StageTable) {
    var lower = StageTable(stageCount: unitCount, itemCount: columnCount)
    var upper = StageTable(stageCount: unitCount, itemCount: columnCount)
    let firstPath = inputs.steps.count
    let firstCharge = firstPath + layout.plainPaths.count
    let count = inputs.storages.count
    for t in 0..<unitCount {
      for j in inputs.steps.indices {
        lower[t, j] = inputs.mustRun[t, j]
        upper[t, j] = inputs.availability[t, j]
      }
      for (l, path) in layout.plainPaths.enumerated() {
        lower[t, firstPath + l] = path.lowerMW
        upper[t, firstPath + l] = path.upperMW
      }
      for s in 0..<count {
        let storage = system.storages[inputs.storageRows[s]]
        upper[t, firstCharge + s] = storage.chargeMW
        upper[t, firstCharge + count + s] = storage.dischargeMW
        upper[t, firstCharge + 2 * count + s] = inputs.inflow[t, s]
      }
      for (l, limit) in layout.netPositionLimits.enumerated() {
        let far = farNetPositionMW(of: limit.node, at: t)
        lower[t, firstLimit + l] = limit.minimumMW ?? min(-far, limit.maximumMW ?? 0)
        upper[t, firstLimit + l] = limit.maximumMW ?? max(far, limit.minimumMW ?? 0)
      }
      for p in processes.processes.indices {
        lower[t, firstProcess + p] = processes.lower[t, p]
        upper[t, firstProcess + p] = processes.upper[t, p]
      }
    }
    return (lower, upper)
  }

  /// More than the node's supply, load and storages could ever give or take.
  private func farNetPositionMW(of node: Int, at t: Int) -> Double {
    var sum = inputs.loads[t, node]
    for (j, step) in inputs.steps.enumerated() where step.node == node {
      sum += inputs.availability[t, j]
    }
    for (s, unit) in inputs.storages.enumerated() where unit.node == node {
      let storage = system.storages[inputs.storageRows[s]]
      sum += storage.chargeMW + storage.dischargeMW
    }
    for p in processes.processes.indices {
      for entry in processes.powerEntries(of: p) where entry.node == node {
        sum += entry.factor.magnitude * processes.upper[t, p]
      }
    }
    return 2 * sum + 1
  }

  /// `½ (slope / bound) x²` on every column that can move, but for net positions: they follow from
  /// the others.
  private func curvature(lower: StageTable, upper: StageTable) -> StageTable {
    guard slopeEURPerMWh > 0 else {
      return StageTable(
        constant: [Double](repeating: 0, count: columnCount), stageCount: unitCount)
    }
    var result = StageTable(stageCount: unitCount, itemCount: columnCount)
    for t in 0..<unitCount {
      for columns in [0..<firstLimit, firstProcess..<columnCount] {
        for j in columns where upper[t, j] > lower[t, j] {
          result[t, j] = slopeEURPerMWh * hours / max(upper[t, j], -lower[t, j])
        }
      }
    }
    return result
  }

  private func networkColumnBounds() -> (lower: [Double], upper: [Double], curvature: [Double]) {
    let free = layout.referenceHub == nil ? 0 : layout.freeHubs.count
    let paths = layout.hubPaths
    return (
      [Double](repeating: -.infinity, count: free) + paths.map(\.lowerMW),
      [Double](repeating: .infinity, count: free) + paths.map(\.upperMW),
      [Double](repeating: 0, count: free)
        + paths.map { path in
          let bound = max(path.upperMW, -path.lowerMW)
          return bound > 0 ? slopeEURPerMWh * hours / bound : 0
        }
    )
  }

  private func margins() -> StageTable {
    guard let union else { return StageTable(constant: [], stageCount: unitCount) }
    var limits = StageTable(
      stageCount: unitCount, itemCount: union.rows.count, repeating: .infinity)
    for t in 0..<unitCount {
      for (row, ram) in union.rowsOfDomain[domainOfUnit[t]] { limits[t, row] = ram }
    }
    return limits
  }

  // MARK: - States

  private func stateTables() -> (
    records: [StageState], retention: StageTable, inflow: StageTable, lower: StageTable,
    upper: StageTable
  ) {
    let storages = inputs.storageRows.map { system.storages[$0] }
    let count = firstProcessState + processes.states.count
    let records =
      zip(storages, inputs.startLevels).map { storage, level in
        StageState(
          name: storage.name, initialLevel: level,
          endValue: storage.endRule == .valued ? storage.endValueEURPerMWh : 0)
      }
      + inputs.dailyBudgets.map {
        StageState(
          name: "\(inputs.steps[$0.step].name)_daily_budget", initialLevel: $0.energyMWh)
      }
      + processes.states.map {
        StageState(name: $0.name, initialLevel: $0.initialLevel, endValue: $0.endValue)
      }
    var retention = StageTable(stageCount: unitCount, itemCount: count)
    var inflow = StageTable(stageCount: unitCount, itemCount: count)
    var lower = StageTable(stageCount: unitCount, itemCount: count)
    var upper = StageTable(stageCount: unitCount, itemCount: count)
    for t in 0..<unitCount {
      for (s, storage) in storages.enumerated() {
        retention[t, s] = power(1 - storage.standingLossPerHour, hours)
        inflow[t, s] = inputs.inflow[t, s] * hours
        upper[t, s] = storage.energyMWh
        if t == unitCount - 1, storage.endRule == .fixed {
          lower[t, s] = inputs.endLevels[s]
          upper[t, s] = inputs.endLevels[s]
        }
      }
      // A day's budget is handed out in its first unit and what is left is forgotten.
      let isDayStart = t == 0 || inputs.axis.date(at: t) != inputs.axis.date(at: t - 1)
      for (b, budget) in inputs.dailyBudgets.enumerated() {
        let s = storages.count + b
        retention[t, s] = isDayStart ? 0 : 1
        inflow[t, s] = isDayStart ? budget.energyMWh : 0
        upper[t, s] = budget.energyMWh
      }
      for s in processes.states.indices {
        retention[t, firstProcessState + s] = processes.retention[t, s]
        inflow[t, firstProcessState + s] = processes.inflow[t, s]
        lower[t, firstProcessState + s] = processes.levelLower[t, s]
        upper[t, firstProcessState + s] = processes.levelUpper[t, s]
      }
    }
    return (records, retention, inflow, lower, upper)
  }
}

/// `base^exponent` for the share kept over a time unit; exact for whole hours.
private func power(_ base: Double, _ exponent: Double) -> Double {
  base == 1 ? 1 : exponent == 1 ? base : exp2(exponent * log2(base))
}
