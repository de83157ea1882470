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

  package init(result: CouplingResult, system: EnergySystem) {
    let count = result.axis.count
    classes = []
    injections = StageTable(stageCount: count, itemCount: 0)
    biddingZones = result.nodes.map(\.name)
    totalNetPositions = result.netPositions
    coreNetPositions = StageTable(stageCount: count, itemCount: result.nodes.count)
    linkFlows = StageTable(stageCount: count, itemCount: system.dcLinks.count)

    let steps = result.steps.map {
      row(of: InjectionClass(injection: $0.injection, zone: $0.zone))
    }
    let storages = result.storages.map {
      row(of: InjectionClass(injection: $0.injection, zone: $0.zone))
    }
    let loads = system.zones.rows.map {
      row(of: InjectionClass(injection: loadInjection, zone: $0))
    }
    let links = result.links.map { landing(of: $0, in: system) }
    // What electrolysers, compressors and terminals draw stands where the zone's load does.
    let draws = result.processes.processes.enumerated().flatMap { p, process in
      process.entries.compactMap { entry -> (process: Int, load: Int, factor: Double)? in
        guard case .power = entry.place else { return nil }
        return (p, loads[entry.zone.index], entry.factor)
      }
    }
    injections = StageTable(stageCount: count, itemCount: classes.count)
    for t in 0..<count {
      for (j, step) in result.steps.enumerated() {
        injections[t, steps[j]] += (step.kind == .dumped ? -1 : 1) * result.supply[t, j]
      }
      for s in result.storages.indices {
        injections[t, storages[s]] += result.discharge[t, s] - result.charge[t, s]
      }
      for zone in system.zones.indices { injections[t, loads[zone]] -= result.zoneLoads[t, zone] }
      for draw in draws {
        injections[t, draw.load] += draw.factor * result.processes.activity[t, draw.process]
      }
      for (l, link) in result.links.enumerated() {
        let flow = result.flows[t, l]
        if let landing = links[l] {
          linkFlows[t, landing.link] += landing.isForward ? flow : -flow
          injections[t, landing.sending] -= flow
          injections[t, landing.receiving] += (1 - link.loss) * flow
        } else if result.nodes[link.from].isFlowBased, result.nodes[link.to].isFlowBased {
          coreNetPositions[t, link.from] += flow
          coreNetPositions[t, link.to] -= flow
        }
      }
    }
  }

  /// Row of a class in `classes`, which gets it where it has none.
  private mutating func row(of key: InjectionClass) -> Int {
    if let known = classes.firstIndex(of: key) { return known }
    classes.append(key)
    return classes.count - 1
  }

  /// Where one direction of a DC link enters and leaves the grid.
  private struct Landing {
    var link: Int
    var isForward: Bool
    /// Rows of `classes`.
    var sending: Int
    var receiving: Int
  }

  /// The two directions of a link stand apart in a result; here they are one signed flow. Nil for
  /// borders.
  private mutating func landing(of market: MarketLink, in system: EnergySystem) -> Landing? {
    guard market.kind == .dcCable,
      let index = system.dcLinks.firstIndex(where: {
        market.name == $0.name || market.name == "\($0.name)_backward"
      })
    else { return nil }
    let link = system.dcLinks[index]
    let from = row(of: .dcLink(link, at: link.from))
    let to = row(of: .dcLink(link, at: link.to))
    let isForward = market.name == link.name
    return Landing(
      link: index, isForward: isForward, sending: isForward ? from : to,
      receiving: isForward ? to : from)
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
