// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities

/// Congestion rents by who receives them. EUR over the run.
///
/// A border, cable or pipeline belongs in equal parts to both its ends. The rent of the flow-based
/// region of a time unit, `Σ_h NP_h (P̄ − P_h)` for any `P̄` since net positions sum to zero, is shared in
/// proportion to `|NP_h (P̄ − P_h)|` of its bidding zones with the mean price for `P̄`, a convention
/// of this tool. A bidding zone of several zones shares its part by their load, or evenly without.
package struct CongestionIncome: Sendable, Equatable {
  /// By zone of the system, in its order.
  package var zones: [Double]
  /// By link of the result.
  package var links: [Double]

  package init(of result: CouplingResult, in system: EnergySystem) {
    let prices = result.settlementPrices(in: system)
    var nodes = [Double](repeating: 0, count: result.nodes.count)
    links = [Double](repeating: 0, count: result.links.count)
    for t in 0..<result.axis.count {
      for (l, link) in result.links.enumerated() {
        let rent = result.linkRentEUR(at: t, link: l, settledAt: prices)
        links[l] += rent
        nodes[link.from] += rent / 2
        nodes[link.to] += rent / 2
      }
      result.shareFlowBasedRent(at: t, among: &nodes)
    }
    zones = result.pipelineRents(zoneCount: system.zones.count)
    for (n, node) in result.nodes.enumerated() {
      let loads = node.zones.map { zone in
        (0..<result.axis.count).reduce(0) { $0 + result.zoneLoads[$1, zone.index] }
      }
      let total = loads.reduce(0, +)
      for (zone, load) in zip(node.zones, loads) {
        zones[zone.index] += nodes[n] * (total > 0 ? load / total : 1 / Double(node.zones.count))
      }
    }
  }
}

extension CouplingResult {
  /// Rents of pipelines, half to each hydrogen zone they join. EUR by zone.
  fileprivate func pipelineRents(zoneCount: Int) -> [Double] {
    var zones = [Double](repeating: 0, count: zoneCount)
    for (p, process) in processes.processes.enumerated() where process.kind == .pipeline {
      let ends = process.entries.filter { if case .hydrogen = $0.place { true } else { false } }
      var rent = 0.0
      for t in 0..<axis.count { rent += processSurplusEUR(at: t, process: p) }
      for end in ends { zones[end.zone.index] += rent / Double(ends.count) }
    }
    return zones
  }

  fileprivate func shareFlowBasedRent(at t: Int, among nodes: inout [Double]) {
    let rent = flowBasedRentEUR(at: t)
    guard rent != 0 else { return }
    let members = hubs.indices.compactMap { hub -> (node: Int, hub: Int)? in
      self.nodes.firstIndex { $0.name == hubs[hub] }.map { ($0, hub) }
    }
    guard !members.isEmpty else { return }
    let mean = members.reduce(0) { $0 + hubPrices[t, $1.hub] } / Double(members.count)
    let weights = members.map {
      (hubNetPositions[t, $0.hub] * (mean - hubPrices[t, $0.hub])).magnitude
    }
    let total = weights.reduce(0, +)
    for (member, weight) in zip(members, weights) {
      nodes[member.node] += rent * (total > 0 ? weight / total : 1 / Double(members.count))
    }
  }
}
