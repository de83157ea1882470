// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import TestSupport

/// Seeded domains of the kinds that capacity calculation meets.
enum PresolveDomains {
  enum Kind: CaseIterable {
    /// Zero net positions inside.
    case centred
    /// Zero net positions outside: some RAM negative.
    case shifted
    /// Too few rows to bound every direction.
    case unbounded
    /// A hub that no row tells from the last.
    case unseenHub
    /// Two hubs whose net positions sum to zero, as the ends of a DC link do.
    case pairSumsToZero
    /// Small whole factors: many rows through one corner.
    case degenerate
  }

  static func hubs(_ count: Int) -> [String] { (0..<count).map { "H\($0)" } }

  static func make(_ kind: Kind, hubCount: Int, rowCount: Int, seed: UInt64) -> FlowBasedDomain {
    var generator = SeededGenerator(seed: seed &* 7919 &+ UInt64(hubCount))
    var rows: [DomainRow] = []
    var centre = (0..<hubCount).map { _ in generator.uniform(-3000...3000) }
    let mean = centre.reduce(0, +) / Double(hubCount)
    for h in centre.indices { centre[h] -= mean }
    for k in 0..<(kind == .unbounded ? hubCount : rowCount) {
      var ptdf = (0..<hubCount).map { _ in generator.uniform(-0.5...0.5) }
      var ram = generator.uniform(50...2000)
      switch kind {
      case .centred, .unbounded: break
      case .shifted, .pairSumsToZero:
        for h in ptdf.indices { ram += ptdf[h] * centre[h] }
      case .unseenHub: ptdf[0] = ptdf[hubCount - 1]
      case .degenerate:
        for h in ptdf.indices { ptdf[h] = Double(Int.random(in: -1...1, using: &generator)) }
        ram = Double(Int.random(in: 1...3, using: &generator)) * 100
      }
      rows.append(DomainRow(id: "R\(k)", ptdf: ptdf, ram: ram))
    }
    if kind == .pairSumsToZero {
      // Through the centre, which stays inside.
      let sum = centre[0] + centre[1]
      let pair = (0..<hubCount).map { $0 < 2 ? 1.0 : 0 }
      rows.append(DomainRow(id: "pair up", ptdf: pair, ram: sum))
      rows.append(DomainRow(id: "pair down", ptdf: pair.map { -$0 }, ram: -sum))
    }
    return FlowBasedDomain(hubs: hubs(hubCount), rows: rows)
  }

  /// The domain with only these rows.
  static func keeping(_ rows: [Int], of domain: FlowBasedDomain) -> FlowBasedDomain {
    FlowBasedDomain(hubs: domain.hubs, rows: rows.map { domain.rows[$0] })
  }
}
