// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

/// Flow-based cases that can be counted by hand or were published with numbers.
@Suite struct FlowBasedCaseTests {
  /// Three zones 1 = {n1, n2}, 2 = {n3}, 3 = {n4}; flat keys.
  ///
  /// Source: B. Callaerts, "fbmc" (public repository), basic data; the figures were
  /// recomputed with an independent solver.
  @Test(
    "the four-node case: at half the rating the dearest zone exports",
    arguments: [
      (
        factor: 0.5, cost: 3800.0, netPositions: [320.0, 80, -400], prices: [5.0, 15, 11],
        shadow: ["3-1 opposite": 16.0]
      ),
      (
        factor: 0.3, cost: 7500.0, netPositions: [200.0, 100, -300], prices: [5.0, 15, 40],
        shadow: ["2-4 direct": 45.0, "4-3 opposite": 55.0 / 3]
      ),
    ])
  func fourNodes(
    factor: Double, cost: Double, netPositions: [Double], prices: [Double],
    shadow: [String: Double]
  ) throws {
    var small = SmallSystem()
    let one = small.addZone("1", loadMW: [200])
    let two = small.addZone("2", loadMW: [0])
    let three = small.addZone("3", loadMW: [400])
    small.addUnit("n1", in: one, megawatts: 1000, cost: 5)
    small.addUnit("n2", in: one, megawatts: 500, cost: 70)
    small.addUnit("n3", in: two, megawatts: 700, cost: 15)
    small.addUnit("n4", in: three, megawatts: 800, cost: 40)
    // Square n1-n2-n4-n3-n1 of equal lines, slack at n4: one MW from a neighbour of n4 sends 3/4 the
    // short way, from n1 half each way; zone 1 is the mean of n1 and n2.
    let hubs = ["1", "2", "3"]
    let elements: [(name: String, ptdf: [Double], rating: Double)] = [
      ("1-2", [0.125, 0.25, 0], 500), ("2-4", [0.625, 0.25, 0], 500),
      ("4-3", [-0.375, -0.75, 0], 500), ("3-1", [-0.375, 0.25, 0], 200),
    ]
    let domain = twoDirections(elements, hubs: hubs, factor: factor)
    let result = try solved(small, domain)
    expectClose(result.objectiveEUR, cost, relative: 1e-6, "cost")
    expectClose(row(result.hubNetPositions), netPositions, absolute: 1e-3, "net positions")
    expectClose(row(result.prices), prices, absolute: 1e-4, "prices")
    for (k, cnec) in result.cnecs.enumerated() {
      expectClose(result.shadowPrices[0, k], shadow[cnec.id] ?? 0, absolute: 1e-4, cnec.id)
    }
  }

  /// Three buses, equal lines of 10 MW; shift key of B 0.8 and 0.2.
  ///
  /// Source: pypsa-fbmc, `tests/test_basic_results.py` (two hours of the same).
  @Test func triangleWithAKey() throws {
    var small = SmallSystem(hours: 2)
    let a = small.addZone("A", loadMW: [18])
    let b = small.addZone("B", loadMW: [0])
    small.addUnit("a", in: a, megawatts: 12, cost: 400)
    small.addUnit("b1", in: b, megawatts: 12, cost: 100)
    small.addUnit("b2", in: b, megawatts: 12, cost: 200)
    // Per MW from B to A: 0.8 at b1 and 0.2 at b2 over three equal lines.
    let elements: [(name: String, ptdf: [Double], rating: Double)] = [
      ("b1-a", [0, 0.8 * 2 / 3 + 0.2 / 3], 10), ("b2-a", [0, 0.2 * 2 / 3 + 0.8 / 3], 10),
      ("b1-b2", [0, 0.8 / 3 - 0.2 / 3], 10),
    ]
    let result = try solved(small, twoDirections(elements, hubs: ["A", "B"], factor: 1))
    expectClose(result.objectiveEUR, 5333.333333, relative: 1e-6, "cost of two hours")
    for t in 0..<2 {
      expectClose(result.prices[t, 0], 400, absolute: 1e-3, "price of A")
      expectClose(result.prices[t, 1], 200, absolute: 1e-3, "price of B")
      expectClose(result.hubNetPositions[t, 1], 16.666667, absolute: 1e-4, "export of B")
      let binding = result.cnecs.firstIndex { $0.id == "b1-a direct" }
      expectClose(
        result.shadowPrices[t, try #require(binding)], 333.333333, absolute: 1e-2, "shadow price")
    }
  }

  /// One row A 0.4, B −0.2 and a cable from X with hub column 0.25, margin 60 MW.
  @Test func advancedHybridCoupling() throws {
    let (small, _) = hybridSystem()
    let result = try solved(small, hybridDomain(hubColumn: 0.25))
    expectClose(result.objectiveEUR, 13_500, relative: 1e-6, "cost")
    expectClose(row(result.prices), [20, 60, 10], absolute: 1e-3, "prices")
    expectClose(result.hubPrices[0, 2], 30, absolute: 1e-3, "price of the hub")
    expectClose(result.shadowPrices[0, 0], 66.666667, absolute: 1e-3, "shadow price")
    expectClose(result.flows[0, 0], 150, absolute: 1e-3, "flow")
    expectClose(result.linkRentEUR(at: 0, link: 0), 150 * 20, relative: 1e-6, "rent of the cable")
  }

  /// The other convention writes the cable's own column less the zone's (0.25 − 0.4): read as such
  /// it gives the same answer, read as a hub column the zone's share is counted twice.
  @Test func linkColumnConvention() throws {
    let (small, zone) = hybridSystem()
    let linkForm = hybridDomain(hubColumn: -0.15)
    let result = try solved(
      small, linkForm.hubForm(linkColumns: ["cable@A": small.system.zones[zone].name]))
    expectClose(result.objectiveEUR, 13_500, relative: 1e-6, "cost")
    let twice = try solved(small, hybridDomain(hubColumn: 0.25 + 0.4))
    expectClose(twice.objectiveEUR, 16_166.666667, relative: 1e-6, "cost when counted twice")
  }

  @Test func outagesThatSplitTheGridAreNamed() throws {
    var small = SmallSystem()
    let zones = ["A", "B"].map { small.addZone($0, loadMW: [100]) }
    small.addUnit("a", in: zones[0], megawatts: 300, cost: 20)
    small.modify {
      $0.grid.buses = zones.enumerated().map { Bus(name: "bus \($0)", zone: $1) }
      $0.grid.branches = [
        Branch(
          name: "tie", from: Row(0), to: Row(1), reactanceOhm: 20, maximumCurrentA: 1000,
          kind: .tie)
      ]
    }
    let result = try couple(
      system: small.system, series: small.series, options: CouplingOptions()
    ).result
    #expect(result.notes.contains("outages not considered, for they split the grid: tie"))
  }

  private func hybridSystem() -> (SmallSystem, Row<Zone>) {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [100])
    let b = small.addZone("B", loadMW: [300])
    let x = small.addZone("X", loadMW: [50], isFlowBased: false)
    small.addUnit("a", in: a, megawatts: 500, cost: 20)
    small.addUnit("b", in: b, megawatts: 500, cost: 60)
    small.addUnit("x", in: x, megawatts: 500, cost: 10)
    small.addLink("cable", from: x, to: a, megawatts: 150, model: .advancedHybrid)
    return (small, a)
  }

  private func hybridDomain(hubColumn: Double) -> FlowBasedDomain {
    FlowBasedDomain(
      hubs: ["A", "B", "cable@A"],
      rows: [DomainRow(id: "line", ptdf: [0.4, -0.2, hubColumn], ram: 60)])
  }

  private func twoDirections(
    _ elements: [(name: String, ptdf: [Double], rating: Double)], hubs: [String], factor: Double
  ) -> FlowBasedDomain {
    FlowBasedDomain(
      hubs: hubs,
      rows: elements.flatMap { element in
        [
          DomainRow(
            id: "\(element.name) direct", ptdf: element.ptdf, ram: factor * element.rating),
          DomainRow(
            id: "\(element.name) opposite", ptdf: element.ptdf.map { -$0 },
            ram: factor * element.rating),
        ]
      })
  }

  private func row(_ table: StageTable) -> [Double] {
    (0..<table.itemCount).map { table[0, $0] }
  }
}

extension FlowBasedDomain {
  /// The same domain with the columns of links in the hub convention.
  ///
  /// A link column `g` belongs to a cable that stands in the balance of its zone, so the import
  /// moves the zone's net position: `g = h − PTDF_zone`. A hub column `h` belongs to a hub of its
  /// own, whose import never enters the zone's net position. Reading one as the other counts the
  /// zone's share twice or not at all.
  ///
  /// - Parameter linkColumns: the zone of each hub that is given as a link column.
  fileprivate func hubForm(linkColumns: [String: String]) -> FlowBasedDomain {
    var result = self
    for (h, hub) in hubs.enumerated() {
      guard let zone = linkColumns[hub], let z = hubs.firstIndex(of: zone) else { continue }
      for k in rows.indices { result.rows[k].ptdf[h] += rows[k].ptdf[z] }
    }
    return result
  }
}

/// Couples a small system under one domain, as a pure linear program, and checks its certificate.
func solved(_ small: SmallSystem, _ domain: FlowBasedDomain? = nil) throws -> CouplingResult {
  var options = CouplingOptions()
  options.slopeEURPerMWh = 0
  options.network = domain == nil ? .ntc : .flowBased
  let run = try couple(
    system: small.system, series: small.series, options: options,
    schedule: domain.map {
      try DomainSchedule(everywhere: $0, unitCount: small.series.axis.count)
    })
  #expect(run.result.status == .optimal)
  return run.result
}
