// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization
import Quantities

/// The least energy not served over consecutive hours with stores carried from hour to hour, as one
/// program.
///
///     min  Σ_t Σ_n (1 + w_t) ENS_nt + small costs that choose among equals
///
/// `w_t` is the ``StorageRule``, at most ``ruleWeight``: a rule may leave up to that share more of a
/// shortage unserved where order costs energy (standing losses, or hours whose network makes more of
/// the same supply), and never more.
struct ShortageWindow {
  /// Largest `w_t` of a rule.
  static let ruleWeight = 0.02
  /// A fixed cost beside the shortages, as if so many MWh were never served: the solver's gap is
  /// relative to the objective, which would be next to nothing where hardly anything is short.
  static let baseShortageMWh = 1000.0
  /// Value of energy left in stores as a share of the shortage price: nothing is used in vain.
  static let endWeight = 0.01
  /// Cost of store use as a share of the shortage price, from the first store to the last: one
  /// outcome where several would do.
  static let orderWeight = 2e-3

  let hours: Range<Int>
  /// MW by hour of the window and node: what stores give less what they take.
  let storeSupply: StageTable
  /// MW by hour and node before any sharing.
  let shortage: StageTable
  /// MWh by hour and store, at the end of the hour, before ``EvenStoreUse``: as much as can be is left
  /// at the end.
  let levels: StageTable
  /// Duality gap of the weighted program, as energy not served, MWh.
  let gapMWh: Double
  /// Whether ``EvenStoreUse`` was found; else the split between nodes is one of several.
  let isSettled: Bool

  /// MWh by store after the last hour.
  var lastLevels: [Double] { levels.row(hours.count - 1) }

  /// - Parameter startLevels: of all stores before the first hour.
  /// - Returns: nil where the program was not solved, which is a fault of the solver.
  init?(
    _ hours: Range<Int>, of sampled: SampledYear, startLevels: [Double], network: ShortageNetwork,
    rule: StorageRule, settings: SolverSettings = .columnsOnly
  ) throws(CouplingError) {
    let builder = WindowProgram(
      hours: hours, sampled: sampled, startLevels: startLevels, network: network, rule: rule)
    let (program, columns) = try builder.build()
    let solved = solve(program, settings: settings)
    guard let least = solved.outcome.accuratePoint(of: program) else { return nil }
    let nodes = network.nodeCount
    let shortageMW = (0..<hours.count).map { t in
      (0..<nodes).reduce(0) { $0 + least.columns[t, columns.shortage + $1] }
    }
    var point = least
    var isSettled = true
    if !network.stores.isEmpty, shortageMW.contains(where: { $0 > YearDispatch.shortMW }) {
      let even = EvenStoreUse(
        program: program, columns: columns, nodes: nodes, storages: network.storageCount,
        budgets: network.stores.count - network.storageCount, shortageMW: shortageMW)
      if let settled = even.solved() { point = settled } else { isSettled = false }
    }
    var supply = StageTable(stageCount: hours.count, itemCount: nodes)
    var shortage = supply
    for t in 0..<hours.count {
      for n in 0..<nodes { shortage[t, n] = point.columns[t, columns.shortage + n] }
      for (s, store) in network.stores.enumerated() {
        if store.isDailyBudget {
          supply[t, store.node] += point.columns[t, columns.budget + s - network.storageCount]
        } else {
          supply[t, store.node] +=
            point.columns[t, columns.discharge + s] - point.columns[t, columns.charge + s]
        }
      }
    }
    self.hours = hours
    storeSupply = supply
    self.shortage = shortage
    self.isSettled = isSettled
    levels = least.levels
    gapMWh =
      (solved.log.last.map { abs($0.primalObjective - $0.dualObjective) } ?? 0)
      / ShortageNetwork.shortagePrice
  }
}

/// Columns of a window's program.
struct WindowColumns {
  var budget: Int
  var shortage: Int
  var charge: Int
  var discharge: Int
}

/// Builds the program of a window.
private struct WindowProgram {
  let hours: Range<Int>
  let sampled: SampledYear
  let startLevels: [Double]
  let network: ShortageNetwork
  let rule: StorageRule

  private var year: AdequacyYear { sampled.year }
  private var nodes: Int { network.nodeCount }

  func build() throws(CouplingError) -> (StagedProgram, WindowColumns) {
    let budgets = network.stores[network.storageCount...]
    let names = network.nodeNames
    var steps = (0..<nodes).map { n in
      ShortageNetwork.Step(
        name: "\(names[n]) supply", node: n, cost: 0,
        mostMW: hours.reduce(0) { max($0, year.load[$1 * nodes + n], surplus($1, n)) })
    }
    steps += budgets.enumerated().map { b, store in
      ShortageNetwork.Step(
        name: store.name, node: store.node, cost: orderCost(network.storageCount + b),
        mostMW: store.dischargeMW, dailyBudgetMWh: store.energyMWh)
    }
    steps += (0..<nodes).map { n in
      ShortageNetwork.Step(
        name: "\(names[n]) shortage", node: n, cost: ShortageNetwork.shortagePrice,
        mostMW: steps[n].mostMW)
    }
    let axis = year.inputs.axis.slice(hours)
    var inflow = StageTable(stageCount: hours.count, itemCount: network.storageCount)
    for (i, t) in hours.enumerated() {
      for s in 0..<network.storageCount { inflow[i, s] = year.inputs.inflow[t, s] }
    }
    let problem = try network.problem(
      kinds: hours.map { year.domainOfHour[$0] }, axis: axis, steps: steps, withStorages: true,
      inflow: inflow, startLevels: Array(startLevels[..<network.storageCount]))
    let columns = WindowColumns(
      budget: nodes, shortage: nodes + budgets.count, charge: problem.storageColumns.charge,
      discharge: problem.storageColumns.discharge)
    var program = problem.program
    program.columns.append(StageColumn(name: "base shortage", balance: []))
    writeBounds(&program, columns)
    writeCables(&program, problem.pathColumns)
    writeCosts(&program, columns)
    writeStates(&program)
    return (program, columns)
  }

  private func surplus(_ t: Int, _ n: Int) -> Double { sampled.surplus[t * nodes + n] }

  /// Cost of using a store, so that of several the same one is used every time.
  private func orderCost(_ store: Int) -> Double {
    ShortageNetwork.shortagePrice * ShortageWindow.orderWeight * Double(store + 1)
      / Double(network.stores.count)
  }

  private func writeBounds(_ program: inout StagedProgram, _ columns: WindowColumns) {
    var upper = StageTable(stageCount: hours.count, itemCount: program.columns.count)
    var lower = upper
    var demand = StageTable(stageCount: hours.count, itemCount: program.balanceNames.count)
    let base = program.columns.count - 1
    for (i, t) in hours.enumerated() {
      for j in 0..<base {
        lower[i, j] = program.lower[i, j]
        upper[i, j] = program.upper[i, j]
      }
      lower[i, base] = 1
      upper[i, base] = 1
      for n in 0..<nodes {
        let surplus = surplus(t, n)
        upper[i, n] = max(0, surplus)
        // Shedding more than is lacking would fill stores, and put many short hours into one.
        upper[i, columns.shortage + n] =
          rule == .fewestHours ? max(0, -surplus) : max(year.load[t * nodes + n], -surplus)
        demand[i, network.row(n)] += max(0, -surplus)
      }
      for (s, share) in sampled.storeShare.enumerated() where !share.isEmpty {
        upper[i, columns.charge + s] *= share[t]
        upper[i, columns.discharge + s] *= share[t]
      }
    }
    program.lower = lower
    program.upper = upper
    program.demand = demand
  }

  private func writeCables(_ program: inout StagedProgram, _ paths: [PathColumn]) {
    for path in paths {
      guard let cable = network.cable(of: path) else { continue }
      let share = sampled.cableShare[cable]
      guard !share.isEmpty else { continue }
      program.limit(path) { share[hours.lowerBound + $0] }
    }
  }

  private func writeCosts(_ program: inout StagedProgram, _ columns: WindowColumns) {
    let price = ShortageNetwork.shortagePrice * year.inputs.axis.stepHours
    var cost = StageTable(stageCount: hours.count, itemCount: program.columns.count)
    let deficits = hours.map { t in
      (0..<nodes).reduce(0) { $0 + max(0, -surplus(t, $1)) }
    }
    let deepest = max(deficits.max() ?? 0, 1)
    let base = program.columns.count - 1
    cost[0, base] = ShortageNetwork.shortagePrice * ShortageWindow.baseShortageMWh
    for i in 0..<hours.count {
      for j in 0..<base { cost[i, j] = program.cost[i, j] }
      let weight: Double =
        switch rule {
        case .earliest: 1 - Double(i) / Double(hours.count)
        // Of equal shortages the first is covered first.
        case .fewestHours: (1 - deficits[i] / deepest) * (1 - 0.1 * Double(i) / Double(hours.count))
        case .perfectForesight: 0
        }
      for n in 0..<nodes {
        cost[i, columns.shortage + n] = price * (1 + ShortageWindow.ruleWeight * weight)
      }
      for s in 0..<network.storageCount { cost[i, columns.discharge + s] = orderCost(s) }
    }
    program.cost = cost
    program.curvature = StageTable(
      constant: [Double](repeating: 0, count: program.columns.count), stageCount: hours.count)
    guard rule == .perfectForesight else { return }
    var curvature = StageTable(stageCount: hours.count, itemCount: program.columns.count)
    for i in 0..<hours.count {
      for n in 0..<nodes {
        let load = program.upper[i, columns.shortage + n]
        if load > 0 {
          curvature[i, columns.shortage + n] = price * ShortageWindow.ruleWeight / load
        }
      }
    }
    program.curvature = curvature
  }

  /// Levels end where they will; the day's allowances begin as they stand.
  private func writeStates(_ program: inout StagedProgram) {
    let last = hours.count - 1
    for s in 0..<network.storageCount {
      program.levelLower[last, s] = 0
      program.levelUpper[last, s] = network.stores[s].energyMWh
      program.states[s].endValue = ShortageNetwork.shortagePrice * ShortageWindow.endWeight
    }
    for s in network.storageCount..<network.stores.count {
      program.states[s].initialLevel = startLevels[s]
      if !year.isDayStart(hours.lowerBound) {
        program.retention[0, s] = 1
        program.inflow[0, s] = 0
      }
    }
  }
}

extension AdequacyYear {
  /// Whether hour `t` is the first of its day (UTC).
  func isDayStart(_ t: Int) -> Bool {
    t == 0 || inputs.axis.date(at: t) != inputs.axis.date(at: t - 1)
  }
}
