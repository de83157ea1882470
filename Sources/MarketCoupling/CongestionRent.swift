// SPDX-License-Identifier: Apache-2.0
import Optimization

extension CouplingResult {
  /// What the flow-based region earns in market time unit `t`: minus the value of its net
  /// positions, which equals `Σ_k μ_k RAM_k`, and for a node with a limit on its net position over
  /// all borders the part of that limit's worth that its net position in the region makes. EUR.
  package func flowBasedRentEUR(at t: Int) -> Double {
    var rent = 0.0
    for k in cnecs.indices where shadowPrices[t, k] != 0 {
      rent += shadowPrices[t, k] * cnecMargins[t, k]
    }
    for limit in netPositionLimits {
      guard let hub = limit.hub else { continue }
      rent += (hubPrices[t, hub] - prices[t, limit.node]) * hubNetPositions[t, hub]
    }
    return rent * axis.stepHours
  }

  /// What one direction of a border or cable earns: the value it delivers less the value it takes,
  /// at the prices of its virtual hubs where it has some. EUR.
  ///
  /// - Parameter settled: prices of the nodes, where they settle at other than their own.
  package func linkRentEUR(at t: Int, link l: Int, settledAt settled: StageTable? = nil) -> Double {
    let prices = settled ?? self.prices
    let link = links[l]
    let taken = link.hubAtFrom.map { hubPrices[t, $0] } ?? prices[t, link.from]
    let given = link.hubAtTo.map { hubPrices[t, $0] } ?? prices[t, link.to]
    let spread = given - link.loss * prices[t, link.to] - taken
    return flows[t, l] * spread * axis.stepHours
  }
}
