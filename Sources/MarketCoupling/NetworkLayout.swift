// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import LinearAlgebra
import Optimization

/// How the network enters the program: links as stage columns, net positions and links with hubs
/// of their own as network columns.
///
/// The hub sum `Σ_h NP_h = 0` is removed exactly by a reference hub: its net position is minus the
/// sum of all others, and every factor becomes a difference to the reference hub's. A link with a
/// virtual hub takes part in that sum with its sending-end value; its loss is drawn from the
/// receiving zone. It does not appear in the balance of its flow-based end: the import leaves the
/// zone's net position instead.
///
/// A limit on a node's net position over all borders splits its balance in two: supply and load
/// stand in the node's own row, everything that crosses a border in a row of its own, and one
/// column between them is the net position, with the limits as its bounds.
struct NetworkLayout {
  /// Two-way where lossless: negative flow is the backward direction.
  struct Path {
    var name: String
    var from: Int
    var to: Int
    var kind: LinkKind
    var loss: Double
    var lowerMW: Double
    var upperMW: Double
    /// Virtual hubs at the ends, rows of `hubs`; nil where the end is an ordinary balance.
    var hubAtFrom: Int?
    var hubAtTo: Int?
    var hasHub: Bool { hubAtFrom != nil || hubAtTo != nil }
  }

  /// Hubs under the names that the case gives them: bidding zones and virtual hubs.
  var hubs: [String]
  /// Node of each hub; nil for virtual hubs.
  var nodeOfHub: [Int?]
  /// Hub that carries the hub sum; nil without a domain.
  var referenceHub: Int?
  /// Paths seen by the market only, then those with virtual hubs.
  var plainPaths: [Path]
  var hubPaths: [Path]
  /// Nodes whose net position over all borders is limited; each has a border row after the nodes'.
  let netPositionLimits: [NetPositionLimit]
  private let borderRows: [Int]

  /// The balance row in which all that crosses the node's borders stands.
  func borderRow(_ node: Int) -> Int { borderRows[node] }

  init(
    system: EnergySystem, inputs: MarketInputs, network: NetworkModel, hubs: [String]
  ) throws(CouplingError) {
    let identified = try Self.identify(hubs, system: system, inputs: inputs, network: network)
    self.hubs = identified.names
    nodeOfHub = identified.nodes
    let limits = Self.netPositionLimits(
      system: system, inputs: inputs, network: network, nodeOfHub: nodeOfHub)
    netPositionLimits = limits
    borderRows = inputs.nodes.indices.map { node in
      limits.firstIndex { $0.node == node }.map { inputs.nodes.count + $0 } ?? node
    }
    referenceHub = nodeOfHub.firstIndex { $0 != nil }
    let hubNodes = Set(nodeOfHub.compactMap { $0 })
    var paths: [Path] = []
    if network != .copperplate {
      for border in system.borders {
        guard let from = inputs.nodeOfZone[border.from.index],
          let to = inputs.nodeOfZone[border.to.index], from != to,
          !(hubNodes.contains(from) && hubNodes.contains(to))
        else { continue }
        paths.append(
          Path(
            name: "\(system.zones[border.from].name)-\(system.zones[border.to].name)", from: from,
            to: to, kind: .border, loss: 0, lowerMW: -border.maximumBackwardMW,
            upperMW: border.maximumForwardMW))
      }
      for link in system.dcLinks {
        guard let from = inputs.nodeOfZone[link.from.index],
          let to = inputs.nodeOfZone[link.to.index], from != to
        else { continue }
        func hub(at node: Int) -> Int? {
          guard link.model != .ntc else { return nil }
          return identified.names.firstIndex(
            of: Hub.virtualName(link: link.name, biddingZone: inputs.nodes[node].name))
        }
        paths += Self.paths(
          of: link, from: from, to: to, hubFrom: hub(at: from), hubTo: hub(at: to))
      }
    }
    plainPaths = paths.filter { !$0.hasHub }
    hubPaths = paths.filter(\.hasHub)
  }

  /// What each hub of a domain stands for in the case: its name there and, but for virtual hubs,
  /// its node.
  private static func identify(
    _ hubs: [String], system: EnergySystem, inputs: MarketInputs, network: NetworkModel
  ) throws(CouplingError) -> (names: [String], nodes: [Int?]) {
    let nodes = inputs.nodes.map(\.name)
    let ends = network == .copperplate ? [] : virtualHubs(of: system, inputs: inputs)
    var problems: [String] = []
    let places = hubs.map { hub -> Int? in
      let place = position(of: hub, among: nodes + ends)
      if place == nil {
        problems.append(
          "the domain has a hub \(hub), but the case has neither a bidding zone of that name nor a "
            + "link with a virtual hub there")
      }
      return place
    }
    for (place, name) in (nodes + ends).enumerated() {
      let namesakes = places.indices.filter { places[$0] == place }.map { hubs[$0] }
      if namesakes.count > 1 {
        problems.append(
          "hubs \(namesakes.joined(separator: " and ")) of the domain are one in the case, \(name); "
            + "keep one of them")
      }
    }
    if problems.isEmpty, !hubs.isEmpty, !places.contains(where: { $0! < nodes.count }) {
      problems.append(
        "the domain has no bidding zone among its hubs (\(hubs.joined(separator: ", "))); give the "
          + "factors of the bidding zones too")
    }
    if !problems.isEmpty { throw CouplingError(problems) }
    return (
      places.map { (nodes + ends)[$0!] }, places.map { $0! < nodes.count ? $0 : nil }
    )
  }

  /// Names of the virtual hubs that a domain may have: the ends of links it can see.
  private static func virtualHubs(of system: EnergySystem, inputs: MarketInputs) -> [String] {
    system.dcLinks.filter { $0.model != .ntc }.flatMap { link -> [String] in
      guard let from = inputs.nodeOfZone[link.from.index],
        let to = inputs.nodeOfZone[link.to.index], from != to
      else { return [] }
      return [from, to].map {
        Hub.virtualName(link: link.name, biddingZone: inputs.nodes[$0].name)
      }
    }
  }

  private static func paths(
    of link: DCLink, from: Int, to: Int, hubFrom: Int?, hubTo: Int?
  ) -> [Path] {
    let forward = Path(
      name: link.name, from: from, to: to, kind: .dcCable, loss: link.loss,
      lowerMW: link.loss == 0 ? -link.maximumBackwardMW : 0, upperMW: link.maximumForwardMW,
      hubAtFrom: hubFrom, hubAtTo: hubTo)
    guard link.loss > 0 else { return [forward] }
    let backward = Path(
      name: "\(link.name)_backward", from: to, to: from, kind: .dcCable, loss: link.loss,
      lowerMW: 0, upperMW: link.maximumBackwardMW, hubAtFrom: hubTo, hubAtTo: hubFrom)
    return [forward, backward]
  }

  /// Balance entries of a path that the market alone sees.
  func plainBalance(of path: Path) -> [Coefficient] {
    [
      Coefficient(row: borderRow(path.from), value: -1),
      Coefficient(row: borderRow(path.to), value: 1 - path.loss),
    ]
  }

  /// Balance entries of a node's net position: out of the node, over its borders.
  func balance(of limit: NetPositionLimit) -> [Coefficient] {
    [
      Coefficient(row: limit.node, value: -1),
      Coefficient(row: borderRow(limit.node), value: 1),
    ]
  }

  /// Real hubs whose net position is a column of its own.
  var freeHubs: [Int] {
    nodeOfHub.indices.filter { nodeOfHub[$0] != nil && $0 != referenceHub }
  }

  /// Coefficients of one network column on the hubs' net positions, before the reference hub takes
  /// up the remainder.
  func hubEntries(of path: Path) -> [(hub: Int, value: Double)] {
    var entries: [(hub: Int, value: Double)] = []
    if let hub = path.hubAtFrom { entries.append((hub, -1)) }
    if let hub = path.hubAtTo { entries.append((hub, 1)) }
    return entries
  }

  /// Balance entries of a path with a virtual hub, but for its part in the hub sum: the import leaves
  /// the net position of its receiving end.
  func ownBalance(of path: Path) -> [Coefficient] {
    (path.hubAtFrom == nil ? [Coefficient(row: borderRow(path.from), value: -1)] : [])
      + [
        Coefficient(
          row: borderRow(path.to), value: path.hubAtTo == nil ? 1 - path.loss : -path.loss)
      ]
  }

  /// Network columns: free hubs, then paths with hubs, with their balance entries.
  func networkColumns(names: [String]) -> [NetworkColumn] {
    guard let referenceHub, let referenceNode = nodeOfHub[referenceHub] else { return [] }
    let referenceRow = borderRow(referenceNode)
    var columns: [NetworkColumn] = freeHubs.map { hub in
      NetworkColumn(
        name: "NP_\(hubs[hub])",
        balance: [
          Coefficient(row: borderRow(nodeOfHub[hub]!), value: -1),
          Coefficient(row: referenceRow, value: 1),
        ])
    }
    for path in hubPaths {
      var balance: [Int: Double] = [:]
      for entry in ownBalance(of: path) { balance[entry.row, default: 0] += entry.value }
      let hubSum = hubEntries(of: path).reduce(0) { $0 + $1.value }
      balance[referenceRow, default: 0] += hubSum
      columns.append(
        NetworkColumn(
          name: path.name,
          balance: balance.sorted { $0.key < $1.key }.filter { $0.value != 0 }.map {
            Coefficient(row: $0.key, value: $0.value)
          }))
    }
    return columns
  }

  /// Turns factors per hub into factors per network column.
  func columnFactors(_ hubFactors: Matrix) -> Matrix {
    guard let referenceHub else { return Matrix(rows: 0, columns: 0) }
    let free = freeHubs
    var result = Matrix(rows: hubFactors.rowCount, columns: free.count + hubPaths.count)
    for k in 0..<hubFactors.rowCount {
      let reference = hubFactors[k, referenceHub]
      for (i, hub) in free.enumerated() { result[k, i] = hubFactors[k, hub] - reference }
      for (p, path) in hubPaths.enumerated() {
        result[k, free.count + p] = hubEntries(of: path).reduce(0) {
          $0 + $1.value * (hubFactors[k, $1.hub] - reference)
        }
      }
    }
    return result
  }
}

/// Where a hub's name stands among those of the case: the same name, or else the first that differs
/// from it by case and punctuation alone (`DE_LU`, `DE-LU`).
private func position(of hub: String, among names: [String]) -> Int? {
  func letters(_ name: String) -> String { name.filter(\.isHubLetter).lowercased() }
  return names.firstIndex(of: hub) ?? names.firstIndex { letters($0) == letters(hub) }
}

extension Character {
  fileprivate var isHubLetter: Bool { isLetter || isNumber || self == "@" }
}
