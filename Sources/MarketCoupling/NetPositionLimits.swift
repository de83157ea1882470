// SPDX-License-Identifier: Apache-2.0
import GridModel

/// A limit on the net position of a node over all its borders: flow-based region, borders and
/// cables together.
package struct NetPositionLimit: Hashable, Sendable {
  package var node: Int
  /// Hub of the domain that stands for the node; nil without one.
  package var hub: Int?
  package var minimumMW: Double?
  package var maximumMW: Double?
}

extension NetworkLayout {
  /// The external constraints of scope `all`, by node; where a copperplate asks for no limits there
  /// are none, nor are there for zones without an electricity balance.
  static func netPositionLimits(
    system: EnergySystem, inputs: MarketInputs, network: NetworkModel, nodeOfHub: [Int?]
  ) -> [NetPositionLimit] {
    guard network != .copperplate else { return [] }
    return system.externalConstraints.compactMap { constraint in
      guard constraint.scope == .all,
        constraint.minimumMW != nil || constraint.maximumMW != nil,
        let node = inputs.nodes.firstIndex(where: { $0.name == constraint.biddingZone })
      else { return nil }
      return NetPositionLimit(
        node: node, hub: nodeOfHub.firstIndex(of: node), minimumMW: constraint.minimumMW,
        maximumMW: constraint.maximumMW)
    }
  }
}
