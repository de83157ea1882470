// SPDX-License-Identifier: Apache-2.0
import Adequacy
import CapacityCalculation
import MarketCoupling
import TestSupport
import Testing

@Suite("imports at scarcity")
struct ScarcityImportTests {
  /// A lacks 40 and 10 MW in two of three hours; B can give 15 over a border of 30, C 50 over a
  /// border of 20, so that A is short of 5 in the first hour only.
  @Test("counted by hand")
  func byHand() throws {
    var system = CapacitySystem(hours: 3)
    let a = system.small.addZone("A", loadMW: [140, 110, 90])
    let b = system.small.addZone("B", loadMW: [85])
    let c = system.small.addZone("C", loadMW: [50])
    for zone in [a, b, c] { system.addFleet("gas", in: zone, megawatts: [100]) }
    system.small.addBorder(from: b, to: a, forwardMW: 30, backwardMW: 30)
    system.small.addLink("cable", from: a, to: c, megawatts: 20)
    let imports = try system.study().scarcityImports()
    let zone = imports[0]
    expectClose(zone.scarcityHours.mean, 1, "hours")
    expectClose(try #require(zone.domesticShortageMW).mean, 40, absolute: 1e-3, "domestic")
    expectClose(try #require(zone.energyNotServedMW).mean, 5, absolute: 1e-2, "not served")
    expectClose(try #require(zone.netImportMW).mean, 35, absolute: 1e-2, "net import")
    let borders = zone.borders.map { ($0.neighbour ?? "", $0.limitMW ?? 0, $0.meanImportMW?.mean) }
    #expect(borders.map(\.0) == ["B", "C"] && borders.map(\.1) == [30, 20])
    expectClose(try #require(borders[0].2), 15, absolute: 0.05, "from B")
    expectClose(try #require(borders[1].2), 20, absolute: 0.05, "from C")
    #expect(imports[1].scarcityHours.mean == 0 && imports[1].netImportMW == nil)
  }

  /// 100 MW fit from B to A straight and 100 through C; what is needed spreads by the limits.
  @Test("of many exchanges the one of least squares")
  func leastSquares() throws {
    var system = CapacitySystem(hours: 1)
    let a = system.small.addZone("A", loadMW: [190])
    let b = system.small.addZone("B", loadMW: [10])
    let c = system.small.addZone("C", loadMW: [100])
    for zone in [a, b, c] { system.addFleet("gas", in: zone, megawatts: [100]) }
    system.small.addBorder(from: b, to: a, forwardMW: 60, backwardMW: 60)
    system.small.addBorder(from: b, to: c, forwardMW: 60, backwardMW: 60)
    system.small.addBorder(from: c, to: a, forwardMW: 20, backwardMW: 20)
    let zone = try system.study().scarcityImports()[0]
    expectClose(try #require(zone.netImportMW).mean, 80, absolute: 0.02, "both full")
    expectClose(
      zone.borders.map { $0.meanImportMW?.mean ?? 0 }, [60, 20], absolute: 0.05, "by border")
  }

  /// Imports a and b of A and B: 0.1 a + 0.5 b <= 500, at most 2000 from C.
  @Test("within the flow-based region")
  func flowBased() throws {
    var system = CapacitySystem(hours: 1)
    for (name, load, units) in [
      ("A", 10_000.0, 9000.0), ("B", 20_000, 17_000), ("C", 15_000, 17_000),
    ] {
      let zone = system.small.addZone(name, loadMW: [load])
      system.addFleet("gas", in: zone, megawatts: [units])
    }
    let domain = FlowBasedDomain(
      hubs: ["A", "B", "C"], rows: [DomainRow(id: "element", ptdf: [-0.1, -0.5, 0], ram: 500)])
    var options = system.options
    options.network = .flowBased
    let year = try AdequacyYear(
      climateYear: 1, system: system.small.system, series: system.small.series, domainOfHour: [],
      plansMaintenance: false)
    let study = CapacityStudy(
      system: system.small.system, years: [year],
      schedule: try DomainSchedule(everywhere: domain, unitCount: 1), options: options)
    let imports = try study.scarcityImports()
    // Shared as in the hand case of the sharing rules: 144.737 and 2171.053 stay unserved.
    for (zone, expected) in zip(imports, [1000 - 144.737, 3000 - 2171.053]) {
      #expect(zone.borders.count == 1 && zone.borders[0].border == nil)
      expectClose(try #require(zone.netImportMW).mean, expected, absolute: 0.02, zone.zone)
      expectClose(
        try #require(zone.borders[0].meanImportMW).mean, expected, absolute: 0.05, zone.zone)
    }
  }
}
