// SPDX-License-Identifier: Apache-2.0
import Optimization

/// Which rows of a domain shape it.
package struct PresolveResult: Sendable, Equatable {
  /// Indices of the rows to keep, rising. All rows of an empty domain.
  package var keptRows: [Int]
  /// The method used; another one than asked for is explained in `notes`.
  package var method: RedundancyMethod
  package var notes: [String]
  /// Indices, rising, of rows that no balanced net positions meet together; empty unless the
  /// domain is.
  package var conflictingRows: [Int]

  package var isEmpty: Bool { !conflictingRows.isEmpty }
}

/// Finds the rows of a domain that the others do not imply over balanced net positions.
///
/// Rows count whatever they stand for: elements, external constraints, the two halves of an
/// equality. Of rows that say the same (copies, scaled copies, copies up to a constant on all
/// hubs) the one with the smallest id is kept, and nothing depends on the order of the rows. Rows
/// that say nothing over balanced net positions (equal factors for all hubs) go. A row without a
/// limit (infinite `ram`) goes too. An empty domain keeps every row, as none may be left out of
/// the search for the least violation.
package func presolve(
  _ domain: FlowBasedDomain, method: RedundancyMethod = .linearProgramming
) -> PresolveResult {
  let rows = BalancedRows(domain, sortedByID: true)
  let reduction = rows.polyhedron.reduced(by: method)
  var notes = reduction.notes
  if !reduction.conflictingRows.isEmpty {
    let names = reduction.conflictingRows.map { domain.rows[rows.domainRows[$0]].id }
    notes.append("no balanced net positions meet the rows \(names.joined(separator: ", "))")
    return PresolveResult(
      keptRows: Array(domain.rows.indices), method: reduction.method, notes: notes,
      conflictingRows: reduction.conflictingRows.map { rows.domainRows[$0] }.sorted())
  }
  return PresolveResult(
    keptRows: reduction.keptRows.map { rows.domainRows[$0] }.sorted(), method: reduction.method,
    notes: notes, conflictingRows: [])
}

extension FlowBasedDomain {
  /// The same domain with `isPresolved` set on the rows that shape it and only on them.
  package func presolved(
    method: RedundancyMethod = .linearProgramming
  ) -> (domain: FlowBasedDomain, result: PresolveResult) {
    let result = presolve(self, method: method)
    var domain = self
    for index in domain.rows.indices { domain.rows[index].isPresolved = false }
    for index in result.keptRows { domain.rows[index].isPresolved = true }
    return (domain, result)
  }
}
