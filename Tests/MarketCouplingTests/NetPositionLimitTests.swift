// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import MarketCoupling
import Optimization
import TestSupport
import Testing

/// External constraints of scope `all`: the net position over the flow-based region and every other
/// border together.
@Suite struct NetPositionLimitTests {
  /// A makes power at 20 for B (load 300, own power at 60) over the region and for X (load 50, at
  /// 80) over a border. Unlimited it exports 350 MW. With 200 MW, X gets 50 and B 150: the price
  /// stays 20 in A and is 60 elsewhere, A's borders included.
  @Test(
    "an export limit holds over the region and the border together",
    arguments: [["A", "B"], ["B", "A"]])
  func exports(hubs: [String]) throws {
    let free = try solved(threeZones(), wideDomain(hubs))
    expectClose(row(free.netPositions), [350, -300, -50], absolute: 1e-3, "unlimited")
    let result = try solved(threeZones { $0.maximumMW = 200 }, wideDomain(hubs))
    expectClose(row(result.netPositions), [200, -150, -50], absolute: 1e-3, "net positions")
    expectClose(row(result.prices), [20, 60, 60], absolute: 1e-4, "prices")
    expectClose(result.objectiveEUR, 300 * 20 + 150 * 60, relative: 1e-7, "cost")
    let home = try #require(result.hubs.firstIndex(of: "A"))
    expectClose(result.hubNetPositions[0, home], 150, absolute: 1e-3, "in the region")
    expectClose(result.hubPrices[0, home], 60, absolute: 1e-4, "at the borders of A")
    expectClose(result.flowBasedRentEUR(at: 0), 150 * 40, absolute: 0.1, "rent of the region")
    expectClose(rentOfLinks(result), 50 * 40, absolute: 0.1, "rent of the border")
    expectRentsClose(result)
  }

  @Test("an import limit holds likewise, and leaves the others alone")
  func imports() throws {
    let result = try solved(
      threeZones(limiting: "B") { $0.minimumMW = -100 }, wideDomain(["A", "B"]))
    expectClose(row(result.netPositions), [150, -100, -50], absolute: 1e-3, "net positions")
    expectClose(row(result.prices), [20, 60, 20], absolute: 1e-4, "prices")
    expectRentsClose(result)
  }

  @Test("the same with commercial capacities only")
  func commercial() throws {
    var small = threeZones { $0.maximumMW = 200 }
    small.addBorder(from: .init(0), to: .init(1), forwardMW: 1000, backwardMW: 1000)
    let result = try solved(small)
    expectClose(row(result.netPositions), [200, -150, -50], absolute: 1e-3, "net positions")
    expectClose(row(result.prices), [20, 60, 60], absolute: 1e-4, "prices")
    expectClose(rentOfLinks(result), 200 * 40, absolute: 0.1, "rent of the borders")
  }

  @Test("without network limits there are none of this kind either")
  func copperplate() throws {
    let small = threeZones { $0.maximumMW = 200 }
    var options = CouplingOptions()
    options.network = .copperplate
    let result = try couple(system: small.system, series: small.series, options: options).result
    expectClose(result.netPositions[0, 0], 350, absolute: 1e-3, "export of A")
  }

  /// A cable with a hub of its own and a loss, with A held to 50 MW.
  @Test("rents close where a cable has a hub of its own", arguments: [0.0, 0.05])
  func hybrid(loss: Double) throws {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [100])
    let b = small.addZone("B", loadMW: [300])
    let x = small.addZone("X", loadMW: [50], isFlowBased: false)
    small.addUnit("a", in: a, megawatts: 500, cost: 20)
    small.addUnit("b", in: b, megawatts: 500, cost: 60)
    small.addUnit("x", in: x, megawatts: 500, cost: 10)
    small.addLink("cable", from: x, to: a, megawatts: 150, loss: loss, model: .advancedHybrid)
    small.modify {
      $0.externalConstraints = [
        ExternalConstraint(biddingZone: "A", minimumMW: nil, maximumMW: 50, scope: .all)
      ]
    }
    let domain = FlowBasedDomain(
      hubs: ["A", "B", "cable@A"], rows: [DomainRow(id: "line", ptdf: [0.4, -0.2, 0.25], ram: 60)])
    let result = try solved(small, domain)
    #expect(result.netPositions[0, 0] <= 50 + 1e-3)
    expectRentsClose(result)
  }

  /// The base case of a flow-based run has commercial capacities too: no domain can stand around it.
  @Test(
    "a limit that nothing can meet is named",
    arguments: [
      (NetworkModel.ntc, "balance of"), (.flowBased, "the base case, with commercial capacities"),
    ])
  func infeasible(network: NetworkModel, firstWords: String) throws {
    let small = threeZones { $0.minimumMW = 5000 }
    var options = CouplingOptions()
    options.network = network
    let run = try couple(system: small.system, series: small.series, options: options)
    guard case .infeasible(let words) = run.result.status else {
      Issue.record("\(run.result.status)")
      return
    }
    #expect(words[0].hasPrefix(firstWords))
    #expect(words.contains { $0.hasPrefix("balance of") && $0.contains("A at 2030-01-01") })
    #expect(run.domains.isEmpty)
  }

  private func threeZones(
    limiting zone: String = "A", _ change: ((inout ExternalConstraint) -> Void)? = nil
  ) -> SmallSystem {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [100])
    let b = small.addZone("B", loadMW: [300])
    let x = small.addZone("X", loadMW: [50], isFlowBased: false)
    small.addUnit("a", in: a, megawatts: 1000, cost: 20)
    small.addUnit("b", in: b, megawatts: 500, cost: 60)
    small.addUnit("x", in: x, megawatts: 500, cost: 80)
    small.addBorder(from: a, to: x, forwardMW: 500, backwardMW: 500)
    if let change {
      var limit = ExternalConstraint(
        biddingZone: zone, minimumMW: nil, maximumMW: nil, scope: .all)
      change(&limit)
      small.modify { $0.externalConstraints = [limit] }
    }
    return small
  }

  private func wideDomain(_ hubs: [String]) -> FlowBasedDomain {
    FlowBasedDomain(
      hubs: hubs, rows: [DomainRow(id: "wide", ptdf: hubs.map { $0 == "A" ? 1 : 0 }, ram: 1000)])
  }

  private func rentOfLinks(_ result: CouplingResult) -> Double {
    result.links.indices.reduce(0) { $0 + result.linkRentEUR(at: 0, link: $1) }
  }

  /// What importers pay beyond what exporters get is the rent of the region and of the links.
  private func expectRentsClose(_ result: CouplingResult) {
    let paid = -result.nodes.indices.reduce(0) {
      $0 + result.prices[0, $1] * result.netPositions[0, $1]
    }
    expectClose(
      result.flowBasedRentEUR(at: 0) + rentOfLinks(result), paid, absolute: 0.1, "rents")
  }

  private func row(_ table: StageTable) -> [Double] {
    (0..<table.itemCount).map { table[0, $0] }
  }
}
