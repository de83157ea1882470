// SPDX-License-Identifier: Apache-2.0
import Optimization

/// The rows of a domain over balanced net positions: the last hub's is minus the sum of the
/// others', `Σ_h (PTDF[k, h] - PTDF[k, last]) NP[h] ≤ RAM[k]`.
struct BalancedRows {
  let polyhedron: Polyhedron
  /// The row of the domain behind each row of the polyhedron.
  let domainRows: [Int]

  /// Factors that differ by less than this share of the largest are equal: the difference is
  /// rounding in a constant on all hubs.
  private static let sameFactor = 1e-12

  init(_ domain: FlowBasedDomain, sortedByID: Bool = false) {
    let limited = domain.rows.indices.filter { domain.rows[$0].ram != .infinity }
    domainRows = sortedByID ? Self.sorted(limited, of: domain) : limited
    var polyhedron = Polyhedron(dimension: max(0, domain.hubs.count - 1))
    polyhedron.reserve(domainRows.count)
    for index in domainRows {
      let row = domain.rows[index]
      precondition(
        row.ptdf.count == domain.hubs.count,
        "row \(row.id) has \(row.ptdf.count) factors for \(domain.hubs.count) hubs")
      let last = row.ptdf.last ?? 0
      let largest = row.ptdf.reduce(0) { max($0, $1.magnitude) }
      let entries = row.ptdf.dropLast().map { factor in
        (factor - last).magnitude > Self.sameFactor * largest ? factor - last : 0
      }
      polyhedron.append(row: entries, bound: row.ram)
    }
    self.polyhedron = polyhedron
  }

  /// An order that does not depend on where the rows stand: by id, then by what they say.
  private static func sorted(_ indices: [Int], of domain: FlowBasedDomain) -> [Int] {
    let keyed = indices.map { (id: domain.rows[$0].id, index: $0) }
    return keyed.sorted { a, b in
      if a.id != b.id { return a.id < b.id }
      let (first, second) = (domain.rows[a.index], domain.rows[b.index])
      if first.ram != second.ram { return first.ram < second.ram }
      return first.ptdf.lexicographicallyPrecedes(second.ptdf)
    }.map(\.index)
  }

  /// A function of all net positions as one of all but the last.
  static func objective(_ direction: [Double]) -> [Double] {
    let last = direction.last ?? 0
    return direction.dropLast().map { $0 - last }
  }

  /// All net positions from all but the last.
  static func netPositions(_ point: [Double], hubCount: Int) -> [Double] {
    hubCount == 0 ? [] : point + [-point.reduce(0, +)]
  }
}
