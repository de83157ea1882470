// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import Optimization
import Quantities

/// What a coupled run injects into the grid, by zone and kind of asset, and the net positions that
/// go with it: the base cases of a capacity calculation.
package struct BaseCaseTable: Sendable {
  /// MW by class, one row per time unit.
  package var classes: [InjectionClass]
  package var injections: StageTable
  /// MW of each bidding zone over all its borders, and within the flow-based region.
  package var biddingZones: [String]
  package var totalNetPositions: StageTable
  package var coreNetPositions: StageTable
  /// MW of each DC link at its sending end: positive from `from` to `to`, negative the other way.
  package var linkFlows: StageTable

  /// - Parameter flowBased: whether a node belongs to the flow-based region.
  package init(result: CouplingResult, system: EnergySystem) {
    var classes: [InjectionClass] = []
    func position(_ key: InjectionClass) -> Int {
      if let known = classes.firstIndex(of: key) { return known }
      classes.append(key)
      return classes.count - 1
    }
    let stepClass = result.steps.map {
      position(InjectionClass(injection: $0.injection, zone: $0.zone))
    }
    let storageClass = result.storages.map {
      position(InjectionClass(injection: $0.injection, zone: $0.zone))
    }
    let loadClass = system.zones.rows.map {
      position(InjectionClass(injection: loadInjection, zone: $0))
    }
    // The two directions of a link stand apart in a result; here they are one signed flow.
    let linkOfResult = result.links.map { link in
      system.dcLinks.firstIndex {
        link.kind == .dcCable && (link.name == $0.name || link.name == "\($0.name)_backward")
      }
    }
    let landings = system.dcLinks.map { link in
      (
        from: position(.dcLink(link, at: link.from)), to: position(.dcLink(link, at: link.to))
      )
    }
    let count = result.axis.count
    var injections = StageTable(stageCount: count, itemCount: classes.count)
    var core = StageTable(stageCount: count, itemCount: result.nodes.count)
    var linkFlows = StageTable(stageCount: count, itemCount: system.dcLinks.count)
    for t in 0..<count {
      for (j, step) in result.steps.enumerated() {
        injections[t, stepClass[j]] += (step.kind == .dumped ? -1 : 1) * result.supply[t, j]
      }
      for s in result.storages.indices {
        injections[t, storageClass[s]] += result.discharge[t, s] - result.charge[t, s]
      }
      for zone in system.zones.indices {
        injections[t, loadClass[zone]] -= result.zoneLoads[t, zone]
      }
      for (l, link) in result.links.enumerated() {
        let flow = result.flows[t, l]
        guard let row = linkOfResult[l] else {
          if result.nodes[link.from].isFlowBased, result.nodes[link.to].isFlowBased {
            core[t, link.from] += flow
            core[t, link.to] -= flow
          }
          continue
        }
        let isForward = link.name == system.dcLinks[row].name
        linkFlows[t, row] += isForward ? flow : -flow
        let (sending, receiving) =
          isForward
          ? (landings[row].from, landings[row].to) : (landings[row].to, landings[row].from)
        injections[t, sending] -= flow
        injections[t, receiving] += (1 - link.loss) * flow
      }
    }
    self.classes = classes
    self.injections = injections
    biddingZones = result.nodes.map(\.name)
    totalNetPositions = result.netPositions
    coreNetPositions = core
    self.linkFlows = linkFlows
  }

  /// The mean over some time units.
  package func mean(of units: [Int]) -> MeanBaseCase {
    func average(_ table: StageTable) -> [Double] {
      (0..<table.itemCount).map { item in
        units.reduce(0) { $0 + table[$1, item] } / Double(max(units.count, 1))
      }
    }
    return MeanBaseCase(
      injections: average(injections), totalNetPositions: average(totalNetPositions),
      coreNetPositions: average(coreNetPositions), linkFlows: average(linkFlows))
  }
}

/// One row of a ``BaseCaseTable``, averaged.
package struct MeanBaseCase: Sendable {
  package var injections: [Double]
  package var totalNetPositions: [Double]
  package var coreNetPositions: [Double]
  package var linkFlows: [Double]
}
