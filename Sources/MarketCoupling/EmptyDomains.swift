// SPDX-License-Identifier: Apache-2.0
import Quantities

/// Why no coupling under these domains can have a dispatch, in sentences; empty where all domains
/// hold some net positions.
///
/// The rows named are a proof: together they leave no balanced net positions, whatever the other
/// rows, the load and the plants.
///
/// - Parameters:
///   - domainOfUnit: row of `domains` for each time unit.
///   - axis: of these time units.
func emptyDomainWords(
  _ domains: [NamedDomain], domainOfUnit: [Int], axis: TimeAxis
) -> [String] {
  domains.enumerated().compactMap { place, named in
    guard case .empty(let rows)? = named.report?.netPositionBounds else { return nil }
    let words = rows.map { k in
      let row = named.domain.rows[k]
      return "\(row.label) (RAM \(Int(row.ram.rounded())) MW)"
    }
    let units = domainOfUnit.indices.filter { domainOfUnit[$0] == place }
    let hours = units.first.map {
      " (\(units.count) of \(domainOfUnit.count) time units from \(axis.timestamp(at: $0)) on)"
    }
    return "the flow-based domain of \(named.name)\(hours ?? "") is empty: no net positions meet "
      + words.joined(separator: " and ")
  }
}
