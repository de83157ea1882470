// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import InputFiles
import Optimization
import TestSupport
import Testing

/// Source: JAO Publication Tool, pre-final domain and net positions of 1 September 2022, as
/// collected by K. Bruninx, FBMC. The published net positions overshoot the published domain by up
/// to 17 MW, as its margins are not the final ones.
@Suite(
  "Core region, 1 September 2022",
  .enabled(if: CoreDay.isAvailable, "PENTAFLOW_DATA is not set"))
struct CoreDomainTests {
  private func series() throws -> DomainSeries {
    try readDomains(bytes: [UInt8](CoreDay.domains().utf8), file: "domain.csv").series
  }

  @Test("published net positions lie in the domain")
  func netPositionsInside() throws {
    let series = try series()
    let (hubs, hours) = try CoreDay.netPositions()
    #expect(series.hubs == hubs)
    #expect(series.entries.count == 24 && hours.count == 24)
    #expect(series.entries.map(\.domain.rows.count).reduce(0, +) == 2686)
    var worst = 0.0
    for (entry, netPositions) in zip(series.entries, hours) {
      let position = CoreDay.withCable(entry.domain).position(of: netPositions)
      expectClose(position.imbalanceMW, 0, absolute: 1e-6, "imbalance")
      worst = max(worst, position.overshootMW)
    }
    #expect(worst <= 17, "overshoot \(worst) MW")
  }

  @Test("presolve changes no bound")
  func presolveKeepsBounds() throws {
    for entry in try series().entries.prefix(Tier.isSoak ? 24 : 4) {
      let domain = CoreDay.withCable(entry.domain)
      let (presolved, result) = domain.presolved()
      #expect(result.keptRows.suffix(2) == [domain.rows.count - 2, domain.rows.count - 1])
      let kept = FlowBasedDomain(hubs: domain.hubs, rows: presolved.rows.filter(\.isPresolved))
      guard case .ranges(let before) = netPositionBounds(of: domain),
        case .ranges(let after) = netPositionBounds(of: kept)
      else {
        Issue.record("no ranges")
        return
      }
      for (a, b) in zip(before, after) {
        expectClose(a.minimumMW, b.minimumMW, relative: 1e-9, a.hub)
        expectClose(a.maximumMW, b.maximumMW, relative: 1e-9, a.hub)
      }
    }
  }

  @Test("the day written and read again is the same day")
  func roundTrip() throws {
    let series = try series()
    let again = try readDomains(bytes: [UInt8](series.text().utf8), file: "again.csv")
    #expect(again.warnings.isEmpty)
    #expect(again.series.hubs == series.hubs)
    #expect(again.series.entries.map(\.startSeconds) == series.entries.map(\.startSeconds))
    for (a, b) in zip(series.entries, again.series.entries) {
      // Without fmax in the file it is no number, which equals nothing.
      #expect(a.domain.rows.map(\.ptdf) == b.domain.rows.map(\.ptdf))
      #expect(a.domain.rows.map(\.ram) == b.domain.rows.map(\.ram))
      #expect(a.domain.rows.map(\.element) == b.domain.rows.map(\.element))
    }
  }
}
