// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization

/// What a coupled run did, MW by time unit, as far as flexibility asks.
package struct Dispatch: Sendable {
  package struct Node: Sendable {
    /// Generation by technology, renewables and thermal alike, after curtailment.
    package var supply: [String: [Double]]
    package var demandResponse: [Double]
    package var energyNotServed: [Double]
    /// Must-run power that nobody could use.
    package var dumped: [Double]
    /// Export over all borders.
    package var netPosition: [Double]
    /// Export within the flow-based region; nil outside of it.
    package var flowBasedNetPosition: [Double]?

    package init(
      supply: [String: [Double]], demandResponse: [Double], energyNotServed: [Double],
      dumped: [Double], netPosition: [Double], flowBasedNetPosition: [Double]?
    ) {
      self.supply = supply
      self.demandResponse = demandResponse
      self.energyNotServed = energyNotServed
      self.dumped = dumped
      self.netPosition = netPosition
      self.flowBasedNetPosition = flowBasedNetPosition
    }
  }

  /// In the order of ``MarketInputs/nodes``.
  package var nodes: [Node]
  /// In the order of ``MarketInputs/storages``; levels are those at the end of each unit, MWh.
  package var charge: [[Double]]
  package var discharge: [[Double]]
  package var levels: [[Double]]
  /// Whether borders limited exchange: false under copperplate.
  package var hasLinks: Bool

  package init(
    nodes: [Node], charge: [[Double]], discharge: [[Double]], levels: [[Double]], hasLinks: Bool
  ) {
    self.nodes = nodes
    self.charge = charge
    self.discharge = discharge
    self.levels = levels
    self.hasLinks = hasLinks
  }

  package init(_ result: CouplingResult) {
    let units = 0..<result.axis.count
    func column(_ table: StageTable, _ item: Int) -> [Double] { units.map { table[$0, item] } }
    nodes = result.nodes.enumerated().map { n, node in
      func total(_ kind: SupplyKind) -> [Double] {
        sum(
          result.steps.indices.filter {
            result.steps[$0].node == n && result.steps[$0].kind == kind
          }
          .map { column(result.supply, $0) }, count: units.count)
      }
      var supply: [String: [Double]] = [:]
      for (j, step) in result.steps.enumerated()
      where step.node == n && step.kind.isGeneration {
        add(column(result.supply, j), to: &supply[step.technology])
      }
      return Node(
        supply: supply, demandResponse: total(.demandResponse),
        energyNotServed: total(.lostLoad), dumped: total(.dumped),
        netPosition: column(result.netPositions, n),
        flowBasedNetPosition: result.hubs.firstIndex(of: node.name).map {
          column(result.hubNetPositions, $0)
        })
    }
    charge = result.storages.indices.map { column(result.charge, $0) }
    discharge = result.storages.indices.map { column(result.discharge, $0) }
    levels = result.storages.indices.map { column(result.levels, $0) }
    hasLinks = !result.links.isEmpty || !result.hubs.isEmpty
  }
}

extension SupplyKind {
  /// Thermal and renewable supply.
  var isGeneration: Bool { self == .thermal || self == .renewable }
}

/// Hour by hour; `count` zeros of no series.
func sum(_ series: [[Double]], count: Int) -> [Double] {
  var total = [Double](repeating: 0, count: count)
  for values in series {
    for t in total.indices { total[t] += values[t] }
  }
  return total
}

func add(_ values: [Double], to total: inout [Double]?) {
  guard var sum = total else {
    total = values
    return
  }
  total = nil  // so that the sum is changed in place
  for t in sum.indices { sum[t] += values[t] }
  total = sum
}
