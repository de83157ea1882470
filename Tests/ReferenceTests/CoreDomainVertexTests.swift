// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import InputFiles
import Optimization
import TestSupport
import Testing

/// Source: RTE, R package flowBasedClustering, `inst/dataset`: domains of 14 days of 2016 in the
/// region of BE, DE (with AT and LU), FR and NL with their vertices, given to 0.001 MW.
@Suite(
  "Vertices of domains of 2016",
  .enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"))
struct CoreDomainVertexTests {
  private struct Hour {
    var domain: FlowBasedDomain
    /// Net positions BE, DE, FR, NL.
    var vertices: [[Double]] = []
  }

  /// Every `stride`-th hour.
  private func hours(stride: Int) throws -> [Hour] {
    func table(_ name: String) throws -> CSVTable {
      let file = DataFolder.path("cwe-fb-2016/" + name)
      var errors: [InputError] = []
      let table = try CSVTable(bytes: readBytes(of: file), file: file, errors: &errors)
      #expect(errors.isEmpty)
      return try #require(table)
    }
    func numbers(_ table: CSVTable, _ row: Int) -> [Double] {
      (2..<table.header.count).compactMap { table.number(row: row, column: $0) }
    }
    func key(_ table: CSVTable, _ row: Int) -> String {
      table.text(row: row, column: 0) + " " + table.text(row: row, column: 1)
    }
    var hours: [Hour] = []
    var hourOfKey: [String: Int] = [:]
    let domains = try table("domain.csv")
    for row in 0..<domains.rowCount {
      let values = numbers(domains, row)
      let hour = hourOfKey[key(domains, row), default: hours.count]
      if hour == hours.count {
        hourOfKey[key(domains, row)] = hour
        hours.append(Hour(domain: FlowBasedDomain(hubs: ["BE", "DE", "FR", "NL"], rows: [])))
      }
      hours[hour].domain.rows.append(
        DomainRow(id: "row \(row)", ptdf: Array(values.dropLast()), ram: values.last ?? .nan))
    }
    let vertices = try table("reference_vertices.csv")
    for row in 0..<vertices.rowCount {
      let values = numbers(vertices, row)
      let hour = try #require(hourOfKey[key(vertices, row)])
      hours[hour].vertices.append(values + [-values.reduce(0, +)])
    }
    #expect(hours.count == 14 * 24)
    return hours.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
  }

  private let roundingMW = 0.002

  @Test("every vertex lies in the domain, on three rows")
  func verticesAreTight() throws {
    for hour in try hours(stride: 1) {
      for vertex in hour.vertices {
        #expect(hour.domain.position(of: vertex).overshootMW <= roundingMW)
        let tight = hour.domain.rows.count { row in
          let flow = zip(row.ptdf, vertex).reduce(0) { $0 + $1.0 * $1.1 }
          return (row.ram - flow).magnitude <= roundingMW
        }
        #expect(tight >= 3)
      }
    }
  }

  @Test("the rows kept by either method have a face and bound the domain as the vertices do")
  func keptRowsHaveFaces() throws {
    var generator = SeededGenerator(seed: 2016)
    for hour in try hours(stride: Tier.isSoak ? 1 : 8) {
      let result = presolve(hour.domain, method: .convexHull)
      #expect(result.method == .convexHull)
      #expect(result.keptRows == presolve(hour.domain, method: .linearProgramming).keptRows)
      for index in result.keptRows {
        let row = hour.domain.rows[index]
        let corners = hour.vertices.count { vertex in
          let flow = zip(row.ptdf, vertex).reduce(0) { $0 + $1.0 * $1.1 }
          return (row.ram - flow).magnitude <= roundingMW
        }
        #expect(corners >= 3, "\(row.id)")
      }
      var search = DomainSearch(
        FlowBasedDomain(
          hubs: hour.domain.hubs, rows: result.keptRows.map { hour.domain.rows[$0] }))
      for _ in 0..<20 {
        let direction = (0..<4).map { _ in generator.uniform(-1...1) }
        guard case .finite(let value, _, _) = search.largest(direction) else {
          Issue.record("not finite")
          return
        }
        let reached = hour.vertices.map { zip($0, direction).reduce(0) { $0 + $1.0 * $1.1 } }.max()
        expectClose(value, reached ?? .nan, absolute: 0.01, "support")
      }
    }
  }
}
