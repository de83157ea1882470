// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import MarketCoupling
import TestSupport
import Testing

/// How the hubs of a given domain find the bidding zones and links of the case.
@Suite struct DomainHubTests {
  /// Cheap A, dear `DE-LU`, and a cable between them with virtual hubs at both ends.
  private func small() -> SmallSystem {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [100])
    let b = small.addZone("DE", loadMW: [300], biddingZone: "DE-LU")
    small.addUnit("a", in: a, megawatts: 500, cost: 20)
    small.addUnit("b", in: b, megawatts: 500, cost: 60)
    small.addLink("cable", from: a, to: b, megawatts: 50, model: .evolved)
    return small
  }

  private func problems(hubs: [String]) -> [String]? {
    let domain = FlowBasedDomain(
      hubs: hubs, rows: [DomainRow(id: "line", ptdf: hubs.map { _ in 0.5 }, ram: 60)])
    return #expect(throws: CouplingError.self) { try solved(small(), domain) }?.problems
  }

  @Test func hubsCarryTheNamesOfTheCase() throws {
    let domain = FlowBasedDomain(
      hubs: ["de_lu", "a", "Cable@DE_LU", "cable@A"],
      rows: [DomainRow(id: "line", ptdf: [0, 0.5, 0, 0.5], ram: 60)])
    let result = try solved(small(), domain)
    #expect(result.hubs == ["DE-LU", "A", "cable@DE-LU", "cable@A"])
    // 120 MW over the line and 50 MW over the cable, whose hub takes them off the line.
    expectClose(result.hubNetPositions[0, 1], 170, absolute: 1e-3, "net position of A")
    expectClose(result.hubNetPositions[0, 3], -50, absolute: 1e-3, "net position of its end")
  }

  @Test func twoHubsOfOneBiddingZone() {
    #expect(
      problems(hubs: ["A", "DE_LU", "DE-LU", "cable@A", "cable@a"]) == [
        "hubs DE_LU and DE-LU of the domain are one in the case, DE-LU; keep one of them",
        "hubs cable@A and cable@a of the domain are one in the case, cable@A; keep one of them",
      ])
  }

  @Test func virtualHubsAlone() {
    #expect(
      problems(hubs: ["cable@A", "cable@DE-LU"]) == [
        "the domain has no bidding zone among its hubs (cable@A, cable@DE-LU); give the factors of "
          + "the bidding zones too"
      ])
  }

  @Test func unknownHub() {
    #expect(
      problems(hubs: ["A", "B"]) == [
        "the domain has a hub B, but the case has neither a bidding zone of that name nor a link "
          + "with a virtual hub there"
      ])
  }
}
