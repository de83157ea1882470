// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import MarketCoupling
import Optimization
import Quantities

/// Energy that can be kept for later: a storage, or the day's allowance of demand response.
package struct EnergyStore: Sendable {
  package var name: String
  package var node: Int
  package var chargeMW: Double
  package var dischargeMW: Double
  package var energyMWh: Double
  package var chargeEfficiency: Double
  package var dischargeEfficiency: Double
  /// Share of the level kept over an hour.
  package var retention: Double
  /// Filled up at the start of each day (UTC), and nothing else fills it.
  package var isDailyBudget: Bool

  /// Longest charging from empty, h, of stores that are expected to be full again and again. Others
  /// live on their inflow, or are filled over a season.
  static let longestRecharge = 168.0

  /// Whether it is expected to be full again within days of its use.
  var isRechargeable: Bool {
    chargeMW > 0 && energyMWh <= Self.longestRecharge * chargeMW * chargeEfficiency
  }
}

/// The network between the nodes and the programs of least shortage on it, for any hours and any
/// surplus.
///
/// Programs are built by ``CouplingProblem``, so that adequacy and market see one network.
package struct ShortageNetwork: Sendable {
  /// Cost of energy not served in the programs; a unit of account.
  static let shortagePrice = 1000.0

  package let system: EnergySystem
  package let model: NetworkModel
  package let schedule: DomainSchedule?
  /// Of some climate year: nodes, storages and steps are the same in all.
  let reference: MarketInputs
  package let stores: [EnergyStore]
  /// Rows of the daily budgets in ``MarketInputs/dailyBudgets`` follow the storages.
  let storageCount: Int
  /// Networks that differ: the domains of the schedule, or one.
  let kindCount: Int

  package init(
    system: EnergySystem, inputs: MarketInputs, model: NetworkModel, schedule: DomainSchedule?
  ) {
    // Levels are carried from hour to hour and end where they will.
    var system = system
    for s in system.storages.indices {
      system.storages[s].endRule = .fixed
      system.storages[s].endValueEURPerMWh = 0
    }
    self.system = system
    self.model = model
    self.schedule = schedule
    reference = inputs
    kindCount = schedule?.domains.count ?? 1
    let hours = inputs.axis.stepHours
    let storages = zip(inputs.storages, inputs.storageRows).map { unit, row in
      let storage = system.storages[row]
      return EnergyStore(
        name: storage.name, node: unit.node, chargeMW: storage.chargeMW,
        dischargeMW: storage.dischargeMW, energyMWh: storage.energyMWh,
        chargeEfficiency: storage.chargeEfficiency,
        dischargeEfficiency: storage.dischargeEfficiency,
        retention: hours == 1
          ? 1 - storage.standingLossPerHour : pow(1 - storage.standingLossPerHour, hours),
        isDailyBudget: false)
    }
    storageCount = storages.count
    let budgets = inputs.dailyBudgets.map { budget in
      let step = inputs.steps[budget.step]
      return EnergyStore(
        name: step.name, node: step.node, chargeMW: 0,
        dischargeMW: inputs.availability[0, budget.step], energyMWh: budget.energyMWh,
        chargeEfficiency: 1, dischargeEfficiency: 1, retention: 1, isDailyBudget: true)
    }
    stores = storages + budgets
  }

  package var nodeNames: [String] { reference.nodes.map(\.name) }
  package var nodeCount: Int { reference.nodes.count }

  /// Supply of a node in the programs, all at one cost.
  struct Step {
    var name: String
    var node: Int
    var cost: Double
    /// Most it gives in any hour, MW.
    var mostMW: Double
    var dailyBudgetMWh: Double?
  }

  /// The coupling problem of `count` hours with nothing but the given steps, in their order.
  ///
  /// - Parameter kinds: network of each hour. Steps have their largest power in every hour, and there
  ///   is no load: the caller writes bounds and demands of the program.
  func problem(
    kinds: [Int], axis: TimeAxis, steps: [Step], withStorages: Bool, inflow: StageTable? = nil,
    startLevels: [Double] = []
  ) throws(CouplingError) -> CouplingProblem {
    let count = kinds.count
    let zone = reference.nodes.map { $0.zones[0] }
    func none(_ items: Int) -> StageTable {
      StageTable(constant: [Double](repeating: 0, count: items), stageCount: count)
    }
    let inputs = MarketInputs(
      axis: axis, nodes: reference.nodes, nodeOfZone: reference.nodeOfZone,
      steps: steps.map {
        SupplyStep(
          named: $0.name, node: $0.node, zone: zone[$0.node], kind: .renewable, technology: "any",
          costEURPerMWh: $0.cost)
      },
      unitRows: steps.map { _ in [] },
      storages: withStorages ? reference.storages : [],
      storageRows: withStorages ? reference.storageRows : [], loads: none(nodeCount),
      zoneLoads: none(system.zones.count),
      availability: StageTable(constant: steps.map(\.mostMW), stageCount: count),
      mustRun: none(steps.count),
      inflow: inflow ?? none(withStorages ? storageCount : 0),
      startLevels: startLevels, endLevels: startLevels,
      dailyBudgets: steps.enumerated().compactMap { j, step in
        step.dailyBudgetMWh.map { (step: j, energyMWh: $0) }
      },
      priceCap: Self.shortagePrice, priceFloor: 0, notes: [])
    var hours = schedule
    hours?.domainOfUnit = kinds
    return try CouplingProblem(
      system: system, inputs: inputs, network: model, schedule: hours, slopeEURPerMWh: 0)
  }

  /// Row of the direct-current link behind a path; nil for borders.
  func cable(of path: PathColumn) -> Int? { system.cableRow(of: path) }

  /// Any hours, for programs whose hours stand alone.
  func axis(count: Int) -> TimeAxis {
    TimeAxis(startSeconds: 0, stepSeconds: reference.axis.stepSeconds, count: count)
  }

  /// Balance row in which a node's demand stands.
  func row(_ node: Int) -> Int { model == .copperplate ? 0 : node }
}
