// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import Foundation
import InputFiles
import TestSupport
import Testing

@Suite(
  "Net-position bounds against HiGHS",
  .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"))
struct NetPositionBoundsTests {
  private struct Rows: Codable {
    var ptdf: [[Double]]
    var ram: [Double]
  }

  /// Per domain and hub: minimum and maximum in MW, nil where unbounded.
  private func judge(_ domains: [FlowBasedDomain]) throws -> [[[Double?]]] {
    let rows = domains.map { domain in
      Rows(ptdf: domain.rows.map(\.ptdf), ram: domain.rows.map(\.ram))
    }
    let folder = try TemporaryFolder()
    try folder.write([UInt8](JSONEncoder().encode(rows)), to: "domains.json")
    let script = ProjectFolder.path("Tests/DifferentialTests/Scripts/net_position_bounds.py")
    let text = try PythonJudge.run(script: script, arguments: [folder.path + "/domains.json"])
    return try JSONDecoder().decode([[[Double?]]].self, from: Data(text.utf8))
  }

  private func expectJudged(_ domains: [FlowBasedDomain]) throws {
    let judged = try judge(domains)
    for (domain, expected) in zip(domains, judged) {
      // With every row, and with only those that presolve keeps.
      let presolved = domain.presolved().domain
      let kept = FlowBasedDomain(
        hubs: domain.hubs, rows: presolved.rows.filter(\.isPresolved))
      for domain in [domain, kept] {
        guard case .ranges(let ranges) = netPositionBounds(of: domain) else {
          Issue.record("no ranges")
          return
        }
        for (range, limits) in zip(ranges, expected) {
          for (found, limit) in [(range.minimumMW, limits[0]), (range.maximumMW, limits[1])] {
            if let limit {
              expectClose(found, limit, absolute: 1e-6, range.hub)
            } else {
              #expect(found.isInfinite, "\(range.hub) has no limit")
            }
          }
        }
      }
    }
  }

  @Test(
    "a day of the Core region",
    .enabled(if: CoreDay.isAvailable, "PENTAFLOW_DATA is not set"))
  func coreDay() throws {
    let series = try readDomains(bytes: [UInt8](CoreDay.domains().utf8), file: "domain.csv").series
    #expect(series.entries.count == 24)
    try expectJudged(series.entries.map { CoreDay.withCable($0.domain) })
  }

  @Test("seeded domains, bounded or not")
  func seededDomains() throws {
    var generator = SeededGenerator(seed: 11)
    let domains = (0..<30).map { k in
      let hubCount = 3 + k % 4
      // Few rows leave some hubs without a limit.
      let rowCount = k % 5 == 0 ? hubCount : 60
      return FlowBasedDomain(
        hubs: (0..<hubCount).map { "H\($0)" },
        rows: (0..<rowCount).map { row in
          let ptdf = (0..<hubCount).map { _ in generator.uniform(-0.5...0.5) }
          // Around a point with zero in no hub, so that some margins are negative.
          let centre = (0..<hubCount).map { $0 == 0 ? 1000.0 : -1000 / Double(hubCount - 1) }
          let flow = zip(ptdf, centre).reduce(0) { $0 + $1.0 * $1.1 }
          return DomainRow(id: "r\(row)", ptdf: ptdf, ram: flow + generator.uniform(10...1000))
        })
    }
    try expectJudged(domains)
  }
}
