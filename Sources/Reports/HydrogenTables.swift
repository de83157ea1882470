// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization

/// The tables of `results/` about hydrogen, conversions and limits over time; written where a system
/// has any of them.
package enum HydrogenTable: String, CaseIterable, Sendable {
  case nodesHourly = "hydrogen_hourly"
  case nodesAnnual = "hydrogen_annual"
  case processesHourly = "processes_hourly"
  case processesAnnual = "processes_annual"
  case levelsHourly = "levels_hourly"
  case limitsAnnual = "limits_annual"

  package var schema: OutputTableSchema {
    OutputTableSchema(rawValue, meaning, columns)
  }

  /// Whether it sums up the run.
  package var isAnnual: Bool {
    switch self {
    case .nodesHourly, .processesHourly, .levelsHourly: false
    case .nodesAnnual, .processesAnnual, .limitsAnnual: true
    }
  }

  /// The tables of a run; none without hydrogen and limits.
  package static func tables(
    of run: ReportedRun, _ tables: [HydrogenTable] = allCases
  ) -> [OutputTable] {
    run.result.processes.isEmpty ? [] : tables.map { OutputTable($0.schema, $0.csv(of: run)) }
  }

  package func csv(of run: ReportedRun) -> CSVText {
    let flows = HydrogenFlows(run.result)
    var table = CSVText(header: schema.header)
    switch self {
    case .nodesHourly: run.addNodesHourly(to: &table, flows)
    case .nodesAnnual: run.addNodesAnnual(to: &table, flows)
    case .processesHourly: run.addProcessesHourly(to: &table)
    case .processesAnnual: run.addProcessesAnnual(to: &table)
    case .levelsHourly: run.addLevelsHourly(to: &table)
    case .limitsAnnual: run.addLimitsAnnual(to: &table)
    }
    return table
  }

  private var meaning: String {
    switch self {
    case .nodesHourly:
      "Balance of each hydrogen zone in each unit: demand and turbines are met by the rest. "
        + "Energies of hydrogen are lower heating values."
    case .nodesAnnual: "The same over the whole run."
    case .processesHourly:
      "Conversions, pipelines, stores, terminals and reformers of hydrogen; one that is not listed "
        + "in a unit stands still."
    case .processesAnnual: "The same over the whole run, every process."
    case .levelsHourly:
      "Level of each store of hydrogen and what is left of each budget at the end of each unit."
    case .limitsAnnual: "Each budget of fuel, carbon dioxide or energy over the whole run."
    }
  }

  private var columns: [OutputTableSchema.Column] {
    let time = OutputTableSchema.Column("time", "start of the unit, UTC")
    let node = OutputTableSchema.Column("node", "hydrogen zone")
    switch self {
    case .nodesHourly:
      return [
        time, node, .init("price_eur_per_mwh", unit: "EUR/MWh", "cost of one more MWh of demand"),
        .init("demand_mw", unit: "MW", "demand, whether met or not"),
      ] + HydrogenFlow.allCases.map { .init($0.rawValue + "_mw", unit: "MW", $0.meaning) }
    case .nodesAnnual:
      return [
        node, .init("mean_price_eur_per_mwh", unit: "EUR/MWh", "mean over time"),
        .init(
          "load_weighted_price_eur_per_mwh", unit: "EUR/MWh", mayBeEmpty: true,
          "mean by demand; empty without demand"),
        .init("demand_gwh", unit: "GWh", "demand, whether met or not"),
      ] + HydrogenFlow.allCases.map { .init($0.rawValue + "_gwh", unit: "GWh", $0.meaning) }
    case .processesHourly:
      return [time] + processColumns + [
        .init("activity_mw", unit: "MW", activityMeaning),
        .init("limit_mw", unit: "MW", "highest activity"),
        .init("electricity_mw", unit: "MW", "electricity given; negative: drawn"),
        .init("surplus_eur", unit: "EUR", surplusMeaning),
      ]
    case .processesAnnual:
      return processColumns + [
        .init("activity_gwh", unit: "GWh", activityMeaning),
        .init("full_load_h", unit: "h", mayBeEmpty: true, "activity over its highest"),
        .init("electricity_gwh", unit: "GWh", "electricity given; negative: drawn"),
        .init("hydrogen_gwh", unit: "GWh", "hydrogen given; negative: drawn"),
        .init("cost_eur", unit: "EUR", "variable cost, beside what it takes from balances"),
        .init("surplus_eur", unit: "EUR", surplusMeaning),
        .init("emissions_kt_co2", unit: "kt", "carbon dioxide emitted"),
      ]
    case .levelsHourly:
      return [
        time, .init("level", "name of the store or budget"),
        .init("kind", kindMeaning), .init("unit", "MWh, or t of carbon dioxide"),
        .init("left", "level, or what is left of the budget, in that unit"),
        .init("value_eur_per_unit", unit: "EUR/MWh or EUR/t", "saved by one more of it"),
      ]
    case .limitsAnnual:
      return [
        .init("limit", "name of the budget"), .init("kind", kindMeaning),
        .init("unit", "MWh, or t of carbon dioxide"),
        .init("used", "drawn over the run, in that unit"),
        .init(
          "mean_shadow_price_eur_per_unit", unit: "EUR/MWh or EUR/t", mayBeEmpty: true,
          "mean by use of what one more of it would save; empty without use"),
        .init(
          "highest_shadow_price_eur_per_unit", unit: "EUR/MWh or EUR/t", "highest of any unit"),
      ]
    }
  }

  private var processColumns: [OutputTableSchema.Column] {
    [
      .init("process", "name; one direction of a pipeline, one band of a terminal"),
      .init("kind", ProcessKind.allCases.map(\.rawValue).joined(separator: " | ")),
      .init("asset", "row of the case; the node for what belongs to none"),
    ]
  }

  private var activityMeaning: String {
    "electricity drawn by an electrolyser; of all others hydrogen given, or taken at the sending end"
  }
  private var surplusMeaning: String {
    "what it gives less what it takes at the prices of the balances, less its cost: the rent of a "
      + "pipeline"
  }
  private var kindMeaning: String {
    ProcessStateKind.allCases.map(\.rawValue).joined(separator: " | ")
  }
}

/// What meets demand at a node, by kind; the sum of all with their sign is the demand.
enum HydrogenFlow: String, CaseIterable {
  case electrolysis
  case reforming
  case terminal = "terminal_import"
  case pipeline = "pipeline_import"
  case withdrawal
  case unserved
  case injection
  case turbines
  case vented

  var meaning: String {
    switch self {
    case .electrolysis: "made of electricity"
    case .reforming: "made of bought fuel"
    case .terminal: "from outside the system"
    case .pipeline: "net import through pipelines; negative: export"
    case .withdrawal: "from stores"
    case .unserved: "demand that is not met"
    case .injection: "into stores"
    case .turbines: "drawn by generating units"
    case .vented: "made and not used"
    }
  }

  /// Whether the figure counts against demand.
  var isDrawn: Bool { [.injection, .turbines, .vented].contains(self) }

  init(_ kind: ProcessKind) {
    switch kind {
    case .electrolyser: self = .electrolysis
    case .reformer: self = .reforming
    case .terminal: self = .terminal
    case .pipeline: self = .pipeline
    case .injection: self = .injection
    case .withdrawal: self = .withdrawal
    case .unserved: self = .unserved
    case .vented: self = .vented
    }
  }
}

/// Who gives or takes at each node: (flow, is a supply step, row, factor).
struct HydrogenFlows {
  struct Part {
    var flow: HydrogenFlow
    /// Row of the processes, or of the supply steps.
    var process: Int?
    var step: Int?
    /// MW of the flow per MW.
    var factor: Double
  }
  private(set) var parts: [[Part]]

  init(_ result: CouplingResult) {
    parts = result.processes.nodes.map { _ in [] }
    for (p, process) in result.processes.processes.enumerated() {
      let flow = HydrogenFlow(process.kind)
      for entry in process.entries {
        guard case .hydrogen(let node) = entry.place else { continue }
        parts[node].append(
          Part(flow: flow, process: p, factor: flow.isDrawn ? -entry.factor : entry.factor))
      }
    }
    for draw in result.processes.draws {
      parts[draw.node].append(Part(flow: .turbines, step: draw.step, factor: draw.factor))
    }
  }

  /// MW by flow at a node in a unit, in the order of ``HydrogenFlow/allCases``.
  func megawatts(_ result: CouplingResult, node: Int, unit t: Int) -> [Double] {
    HydrogenFlow.allCases.map { flow in
      var sum = 0.0
      for part in parts[node] where part.flow == flow {
        if let process = part.process {
          sum += part.factor * result.processes.activity[t, process]
        }
        if let step = part.step { sum += part.factor * result.supply[t, step] }
      }
      return sum
    }
  }
}

extension ReportedRun {
  fileprivate func addNodesHourly(to table: inout CSVText, _ flows: HydrogenFlows) {
    let times = timestamps
    for t in units {
      for (n, node) in result.processes.nodes.enumerated() {
        table.add(times[t])
        table.add(node.name)
        table.add(result.processes.prices[t, n], decimals: Decimals.price)
        table.add(result.processes.loads[t, n], decimals: Decimals.power)
        for power in flows.megawatts(result, node: n, unit: t) {
          table.add(power, decimals: Decimals.power)
        }
        table.endRow()
      }
    }
  }

  /// Sums of one node over the run; energies in MWh.
  package struct HydrogenTotals: Sendable {
    package var node: String
    package var meanPriceEURPerMWh: Double
    package var loadWeightedPriceEURPerMWh: Double
    package var demandMWh: Double
    /// In the order of the table's columns.
    var flowsMWh: [Double]
    package var unservedMWh: Double
    package var electrolysisMWh: Double
  }

  package func hydrogenTotals() -> [HydrogenTotals] { hydrogenTotals(HydrogenFlows(result)) }

  private func hydrogenTotals(_ flows: HydrogenFlows) -> [HydrogenTotals] {
    result.processes.nodes.enumerated().map { n, node in
      var price = 0.0
      var paid = 0.0
      var demand = 0.0
      var energies = [Double](repeating: 0, count: HydrogenFlow.allCases.count)
      for t in units {
        let megawatts = result.processes.loads[t, n]
        price += result.processes.prices[t, n] / Double(units.count)
        paid += result.processes.prices[t, n] * megawatts * hours
        demand += megawatts * hours
        for (f, power) in flows.megawatts(result, node: n, unit: t).enumerated() {
          energies[f] += power * hours
        }
      }
      func energy(_ flow: HydrogenFlow) -> Double {
        zip(HydrogenFlow.allCases, energies).first { $0.0 == flow }?.1 ?? 0
      }
      return HydrogenTotals(
        node: node.name, meanPriceEURPerMWh: price,
        loadWeightedPriceEURPerMWh: demand > 0 ? paid / demand : .nan, demandMWh: demand,
        flowsMWh: energies, unservedMWh: energy(.unserved),
        electrolysisMWh: energy(.electrolysis))
    }
  }

  fileprivate func addNodesAnnual(to table: inout CSVText, _ flows: HydrogenFlows) {
    for totals in hydrogenTotals(flows) {
      table.add(totals.node)
      table.add(totals.meanPriceEURPerMWh, decimals: Decimals.price)
      table.add(totals.loadWeightedPriceEURPerMWh, decimals: Decimals.price)
      table.add(totals.demandMWh / 1000, decimals: Decimals.energyMWh)
      for energy in totals.flowsMWh { table.add(energy / 1000, decimals: Decimals.energyMWh) }
      table.endRow()
    }
  }

  private func addNames(_ process: Process, to table: inout CSVText) {
    table.add(process.name)
    table.add(process.kind.rawValue)
    table.add(process.asset)
  }

  /// MW given to the balances of one carrier per MW of a process.
  private func factor(_ process: Process, electricity: Bool) -> Double {
    process.entries.reduce(0) { sum, entry in
      switch entry.place {
      case .power: sum + (electricity ? entry.factor : 0)
      case .hydrogen: sum + (electricity ? 0 : entry.factor)
      }
    }
  }

  fileprivate func addProcessesHourly(to table: inout CSVText) {
    let joined = result.processes
    let times = timestamps
    let electricity = joined.processes.map { factor($0, electricity: true) }
    for t in units {
      for (p, process) in joined.processes.enumerated() {
        let activity = joined.activity[t, p]
        guard activity >= listedFlowMW else { continue }
        table.add(times[t])
        addNames(process, to: &table)
        table.add(activity, decimals: Decimals.power)
        table.add(joined.limits[t, p], decimals: Decimals.power)
        table.add(electricity[p] * activity, decimals: Decimals.power)
        table.add(result.processSurplusEUR(at: t, process: p), decimals: Decimals.euros)
        table.endRow()
      }
    }
  }

  fileprivate func addProcessesAnnual(to table: inout CSVText) {
    let joined = result.processes
    for (p, process) in joined.processes.enumerated() {
      var energy = 0.0
      var surplus = 0.0
      var highest = 0.0
      for t in units {
        energy += joined.activity[t, p] * hours
        surplus += result.processSurplusEUR(at: t, process: p)
        highest = max(highest, joined.limits[t, p])
      }
      addNames(process, to: &table)
      table.add(energy / 1000, decimals: Decimals.energyMWh)
      table.add(highest > 0 ? energy / highest : .nan, decimals: Decimals.hours)
      for electricity in [true, false] {
        table.add(
          energy * factor(process, electricity: electricity) / 1000, decimals: Decimals.energyMWh)
      }
      table.add(energy * process.costEURPerMWh, decimals: Decimals.euros)
      table.add(surplus, decimals: Decimals.euros)
      table.add(energy * process.emissionsTonnesPerMWh / 1000, decimals: Decimals.energyMWh)
      table.endRow()
    }
  }

  fileprivate func addLevelsHourly(to table: inout CSVText) {
    let joined = result.processes
    let times = timestamps
    for t in units {
      for (s, state) in joined.states.enumerated() {
        table.add(times[t])
        table.add(state.name)
        table.add(state.kind.rawValue)
        table.add(state.kind.unit)
        table.add(joined.levels[t, s], decimals: Decimals.energyMWh)
        table.add(joined.values[t, s], decimals: Decimals.price)
        table.endRow()
      }
    }
  }

  /// A budget over the run, in MWh or tonnes and EUR per MWh or tonne.
  package struct LimitTotals: Sendable {
    package var name: String
    package var kind: ProcessStateKind
    package var used: Double
    package var meanShadowPrice: Double
    package var highestShadowPrice: Double
  }

  package func limitTotals() -> [LimitTotals] {
    let joined = result.processes
    return joined.states.indices.filter { joined.states[$0].kind != .store }.map { s in
      var used = 0.0
      var paid = 0.0
      var highest = 0.0
      for t in units {
        var use = 0.0
        for entry in joined.uses where entry.state == s {
          use -= entry.perMWh * result.supply[t, entry.step] * hours
        }
        for (p, process) in joined.processes.enumerated() {
          for entry in process.states where entry.state == s {
            use -= entry.perHour * joined.activity[t, p] * hours
          }
        }
        used += use
        paid += use * joined.values[t, s]
        highest = max(highest, joined.values[t, s])
      }
      return LimitTotals(
        name: joined.states[s].name, kind: joined.states[s].kind, used: used,
        meanShadowPrice: used > 0 ? paid / used : .nan, highestShadowPrice: highest)
    }
  }

  fileprivate func addLimitsAnnual(to table: inout CSVText) {
    for limit in limitTotals() {
      table.add(limit.name)
      table.add(limit.kind.rawValue)
      table.add(limit.kind.unit)
      table.add(limit.used, decimals: Decimals.energyMWh)
      table.add(limit.meanShadowPrice, decimals: Decimals.price)
      table.add(limit.highestShadowPrice, decimals: Decimals.price)
      table.endRow()
    }
  }
}

extension ProcessStateKind {
  /// Of the level.
  var unit: String {
    switch self {
    case .emissionCap, .captureNetwork: "t"
    case .store, .fuelBudget, .throughput, .renewableMatching: "MWh"
    }
  }
}
