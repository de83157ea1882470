// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import LinearAlgebra
import Quantities

/// Which flow-based domain holds in which time unit.
package struct DomainSchedule: Sendable {
  /// Hubs, the same in every domain: bidding zones and virtual hubs (`link@zone`).
  package var hubs: [String]
  package var domains: [FlowBasedDomain]
  /// Nil where they have none.
  package var names: [String]?
  /// Row of `domains` for each time unit.
  package var domainOfUnit: [Int]

  package init(
    domains: [FlowBasedDomain], names: [String]? = nil, domainOfUnit: [Int]
  ) throws(CouplingError) {
    guard let first = domains.first else { throw CouplingError(["no flow-based domain given"]) }
    let different = domains.filter { $0.hubs != first.hubs }
    if let other = different.first {
      throw CouplingError([
        "domains name different hubs: \(first.hubs) and \(other.hubs); give all the same columns"
      ])
    }
    hubs = first.hubs
    self.domains = domains
    self.names = names
    self.domainOfUnit = domainOfUnit
  }

  package init(everywhere domain: FlowBasedDomain, unitCount: Int) throws(CouplingError) {
    try self.init(domains: [domain], domainOfUnit: [Int](repeating: 0, count: unitCount))
  }

  /// The domains of a file over the units of an axis: one for all, or each in its own unit.
  package init(_ series: DomainSeries, over axis: TimeAxis) throws(CouplingError) {
    if series.entries.count == 1, series.entries[0].startSeconds == nil {
      try self.init(everywhere: series.entries[0].domain, unitCount: axis.count)
      return
    }
    var entryAt: [Int: Int] = [:]
    for (index, entry) in series.entries.enumerated() {
      if let start = entry.startSeconds { entryAt[start] = index }
    }
    var domainOfUnit: [Int] = []
    var missing: [String] = []
    for t in 0..<axis.count {
      if let index = entryAt[axis.seconds(at: t)] {
        domainOfUnit.append(index)
      } else {
        missing.append(axis.timestamp(at: t))
      }
    }
    if let first = missing.first {
      throw CouplingError([
        "the domain file has no domain for \(missing.count) time units, the first \(first); couple "
          + "only the units it covers (--from, --to)"
      ])
    }
    try self.init(domains: series.entries.map(\.domain), domainOfUnit: domainOfUnit)
  }

  /// The rows of all domains that bound something, each once by its id, and where they stand.
  ///
  /// Rows of one id must have one set of factors to share a row of the program; where factors
  /// differ (a file with its own factors in every hour) rows are matched by position instead, and
  /// each place of the union stands for another row in every domain.
  func union() -> RowUnion {
    var rows: [DomainRow] = []
    var rowOfID: [String: Int] = [:]
    var sharesFactors = true
    for domain in domains {
      for row in domain.rows where row.isPresolved {
        if let known = rowOfID[row.id] {
          if rows[known].ptdf != row.ptdf { sharesFactors = false }
        } else {
          rowOfID[row.id] = rows.count
          rows.append(row)
        }
      }
    }
    if sharesFactors {
      let matrix = Matrix(rowVectors: rows.map(\.ptdf))
      let rowsOfDomain = domains.map { domain in
        domain.rows.filter(\.isPresolved).map { (row: rowOfID[$0.id]!, ram: $0.ram) }
      }
      return RowUnion(
        rows: rows, matrices: [matrix], matrixOfDomain: domains.map { _ in 0 },
        rowsOfDomain: rowsOfDomain, namesakes: [])
    }
    return unionByPosition()
  }

  private func unionByPosition() -> RowUnion {
    let kept = domains.map { $0.rows.filter(\.isPresolved) }
    let count = kept.map(\.count).max() ?? 0
    let longest = kept.first { $0.count == count } ?? []
    let matrices = kept.map { rows in
      var matrix = Matrix(rows: count, columns: hubs.count)
      for (k, row) in rows.enumerated() {
        for (h, factor) in row.ptdf.enumerated() { matrix[k, h] = factor }
      }
      return matrix
    }
    return RowUnion(
      rows: longest.enumerated().map { k, row in
        var named = row
        named.id = "row_\(k + 1)"
        return named
      },
      matrices: matrices, matrixOfDomain: Array(domains.indices),
      rowsOfDomain: kept.map { rows in rows.enumerated().map { (row: $0, ram: $1.ram) } },
      namesakes: kept)
  }
}

/// The rows of several domains in one program.
struct RowUnion {
  var rows: [DomainRow]
  /// Row × hub.
  var matrices: [Matrix]
  var matrixOfDomain: [Int]
  /// For each domain, the rows of the union that are on, with their margins.
  var rowsOfDomain: [[(row: Int, ram: Double)]]
  /// For each domain, what its rows are at each place of `rows`; empty where `rows` says it for all.
  var namesakes: [[DomainRow]]
}
