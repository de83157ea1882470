// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import Optimization
import Quantities

extension BalanceNode {
  package init(named name: String, zones: [Row<Zone>], isFlowBased: Bool) {
    self.init(name: name, zones: zones, isFlowBased: isFlowBased)
  }
}

extension SupplyStep {
  package init(
    named name: String, node: Int, zone: Row<Zone>, kind: SupplyKind, technology: String,
    costEURPerMWh: Double, emissionsTonnesPerMWh: Double = 0
  ) {
    self.init(
      name: name, node: node, zone: zone, kind: kind, technology: technology, injection: "other",
      fuel: nil, costEURPerMWh: costEURPerMWh, emissionsTonnesPerMWh: emissionsTonnesPerMWh)
  }
}

extension MarketLink {
  package init(named name: String, from: Int, to: Int, kind: LinkKind, loss: Double) {
    self.init(
      name: name, from: from, to: to, kind: kind, loss: loss, hubAtFrom: nil, hubAtTo: nil)
  }
}

extension StorageUnit {
  package init(named name: String, node: Int, zone: Row<Zone>, energyMWh: Double) {
    self.init(
      name: name, node: node, zone: zone, kind: "reservoir", injection: "hydro",
      energyMWh: energyMWh)
  }
}

extension CouplingResult {
  /// A result with these sets and all figures at zero, to be filled in; every margin is off.
  package init(
    axis: TimeAxis, network: NetworkModel, nodes: [BalanceNode], steps: [SupplyStep],
    links: [MarketLink], storages: [StorageUnit], hubs: [String], cnecs: [DomainRow],
    certificate: Certificate, statistics: SolveStatistics
  ) {
    func zeros(_ count: Int) -> StageTable { StageTable(stageCount: axis.count, itemCount: count) }
    self.init(
      axis: axis, network: network, nodes: nodes, steps: steps, links: links, storages: storages,
      hubs: hubs, cnecs: cnecs, prices: zeros(nodes.count), hubPrices: zeros(hubs.count),
      loads: zeros(nodes.count), zoneLoads: zeros(nodes.reduce(0) { $0 + $1.zones.count }),
      netPositions: zeros(nodes.count), hubNetPositions: zeros(hubs.count),
      supply: zeros(steps.count), availability: zeros(steps.count), flows: zeros(links.count),
      linkLimits: zeros(links.count), charge: zeros(storages.count),
      discharge: zeros(storages.count), spill: zeros(storages.count),
      levels: zeros(storages.count), storageValues: zeros(storages.count),
      cnecLoads: zeros(cnecs.count),
      cnecMargins: StageTable(
        stageCount: axis.count, itemCount: cnecs.count, repeating: .infinity),
      shadowPrices: zeros(cnecs.count), objectiveEUR: 0, slopeShareOfObjective: 0,
      status: .optimal, certificate: certificate, statistics: statistics, notes: [],
      processes: ProcessResult(stageCount: axis.count))
  }
}
