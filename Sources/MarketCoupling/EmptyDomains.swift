// SPDX-License-Identifier: Apache-2.0

/// Why no coupling under these domains can have a dispatch, in sentences; empty where all domains
/// hold some net positions.
///
/// The rows named are a proof: together they leave no balanced net positions, whatever the other
/// rows, the load and the plants.
func emptyDomainWords(_ domains: [NamedDomain]) -> [String] {
  domains.compactMap { named in
    guard case .empty(let rows)? = named.report?.netPositionBounds else { return nil }
    let words = rows.map { k in
      let row = named.domain.rows[k]
      return "\(row.label) (RAM \(Int(row.ram.rounded())) MW)"
    }
    return "the flow-based domain of \(named.name) is empty: no net positions meet "
      + words.joined(separator: " and ")
  }
}
