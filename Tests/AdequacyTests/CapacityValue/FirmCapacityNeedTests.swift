// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

@Suite("firm capacity needs")
struct FirmCapacityNeedTests {
  /// Alone, A lacks 10, 20 and 30 MW and B 40 and 10 MW in other hours; a tie of 15 MW. With a
  /// standard of one hour A needs 20 MW and B 10. Joined, A lacks 5 and 15 MW and B 25: A has an hour
  /// too many until it has 5 MW, B none.
  @Test("national and joint need by hand")
  func byHand() throws {
    var system = CapacitySystem(hours: 5)
    let a = system.small.addZone("A", loadMW: [110, 120, 130, 50, 50])
    let b = system.small.addZone("B", loadMW: [80, 80, 80, 140, 110])
    for zone in [a, b] { system.addFleet("gas", in: zone, megawatts: [100]) }
    system.small.addBorder(from: a, to: b, forwardMW: 15, backwardMW: 15)
    system.small.modify { rows in
      rows.zones[0].loleStandardHours = 1
      rows.zones[1].loleStandardHours = 1
    }
    let needs = try system.study().firmCapacityNeeds(toleranceMW: 0.01)
    #expect(needs.map(\.isolatedLOLE.mean) == [3, 2])
    #expect(needs.map(\.joinedLOLE.mean) == [2, 1])
    expectClose(needs.map(\.isolatedEENS.mean), [60, 50], absolute: 1e-3, "isolated EENS")
    expectClose(needs.map(\.joinedEENS.mean), [20, 25], absolute: 1e-2, "EENS joined")
    expectClose(needs.map { $0.nationalMW ?? -1 }, [20, 10], absolute: 0.02, "national")
    let joint = needs.map { $0.jointMW ?? -1 }
    #expect(joint[0] >= 5 - 0.01 && joint[0] <= 5 + 20 * CapacityStudy.jointStep + 0.01, "\(joint)")
    #expect(joint[1] == 0)
    #expect(needs.map(\.loleWithJointPower.mean) == [1, 1])
  }

  @Test("joined zones need no more than on their own, and meet their standards with it")
  func cooperation() throws {
    let study = try CapacityValueLawTests.twoZones().study(climateYears: 1...2)
    let needs = try study.firmCapacityNeeds(toleranceMW: 0.5, standardHours: 1)
    for need in needs {
      let national = try #require(need.nationalMW)
      let joint = try #require(need.jointMW)
      #expect(national > 0, "\(need.zone) needs nothing: the test would show nothing")
      #expect(joint <= national && need.loleWithJointPower.mean <= 1, "\(need.zone)")
      #expect(need.joinedLOLE.mean <= need.isolatedLOLE.mean)
    }
    #expect(needs.contains { $0.jointMW! < $0.nationalMW! - 1 }, "the tie does not help")
    let none = try study.firmCapacityNeeds(toleranceMW: 0.5)
    #expect(none.allSatisfy { $0.nationalMW == nil && $0.jointMW == nil })
  }
}
