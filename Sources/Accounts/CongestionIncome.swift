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
  /// The rent of one border, cable or pipeline, or of the flow-based region, by the zones that get
  /// it. A zone may be there twice.
  package struct Asset: Sendable, Equatable {
    package var name: String
    package var kind: OwnedRent.Kind
    package var shares: [(zone: Row<Zone>, rentEUR: Double)]

    package var rentEUR: Double { shares.reduce(0) { $0 + $1.rentEUR } }

    package static func == (a: Self, b: Self) -> Bool {
      a.name == b.name && a.kind == b.kind
        && a.shares.elementsEqual(b.shares) { $0.zone == $1.zone && $0.rentEUR == $1.rentEUR }
    }
  }

  /// By zone of the system, in its order.
  package var zones: [Double]
  /// By link of the result.
  package var links: [Double]
  /// Both directions of a border or cable are one asset.
  package var assets: [Asset]

  package init(of result: CouplingResult, in system: EnergySystem) {
    let prices = result.settlementPrices(in: system)
    let owners = result.zonesOfNodes
    links = result.links.indices.map { l in
      (0..<result.axis.count).reduce(0) {
        $0 + result.linkRentEUR(at: $1, link: l, settledAt: prices)
      }
    }
    assets = []
    for (link, rent) in zip(result.links, links) {
      let name = link.assetName
      let known = assets.firstIndex { $0.name == name }
      if known == nil {
        assets.append(Asset(name: name, kind: .init(link.kind), shares: []))
      }
      for end in [link.from, link.to] {
        assets[known ?? assets.count - 1].shares += owners[end].map {
          ($0.zone, rent / 2 * $0.share)
        }
      }
    }
    var region = [Double](repeating: 0, count: result.nodes.count)
    for t in 0..<result.axis.count { result.shareFlowBasedRent(at: t, among: &region) }
    if !result.hubs.isEmpty {
      assets.append(
        Asset(
          name: "flow-based region", kind: .flowBasedRegion,
          shares: region.indices.flatMap { n in
            owners[n].map { ($0.zone, region[n] * $0.share) }
          }))
    }
    assets += result.pipelineAssets(settledAt: prices)
    zones = [Double](repeating: 0, count: system.zones.count)
    for asset in assets {
      for (zone, rent) in asset.shares { zones[zone.index] += rent }
    }
  }
}

extension MarketLink {
  /// Name of the border or cable that the link is one direction of.
  fileprivate var assetName: String {
    name.hasSuffix(Self.backwardSuffix) ? String(name.dropLast(Self.backwardSuffix.count)) : name
  }
}

extension OwnedRent.Kind {
  fileprivate init(_ kind: LinkKind) {
    switch kind {
    case .border: self = .border
    case .dcCable: self = .dcCable
    }
  }
}

extension CouplingResult {
  /// Zones of each node and their parts of what it earns.
  fileprivate var zonesOfNodes: [[(zone: Row<Zone>, share: Double)]] {
    nodes.map { node in
      let loads = node.zones.map { zone in
        (0..<axis.count).reduce(0) { $0 + zoneLoads[$1, zone.index] }
      }
      let total = loads.reduce(0, +)
      return zip(node.zones, loads).map { zone, load in
        (zone, total > 0 ? load / total : 1 / Double(node.zones.count))
      }
    }
  }

  /// Rents of pipelines, the power of their compressors paid, half to each hydrogen zone they join.
  fileprivate func pipelineAssets(settledAt prices: StageTable) -> [CongestionIncome.Asset] {
    var assets: [CongestionIncome.Asset] = []
    for (p, process) in processes.processes.enumerated() where process.kind == .pipeline {
      let ends = process.entries.filter { if case .hydrogen = $0.place { true } else { false } }
      var rent = 0.0
      for t in 0..<axis.count {
        rent +=
          processes.activity[t, p] * marginEURPerMWh(at: t, process, settledAt: prices)
          * axis.stepHours
      }
      let known = assets.firstIndex { $0.name == process.asset }
      if known == nil {
        assets.append(.init(name: process.asset, kind: .pipeline, shares: []))
      }
      assets[known ?? assets.count - 1].shares += ends.map { ($0.zone, rent / Double(ends.count)) }
    }
    return assets
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
