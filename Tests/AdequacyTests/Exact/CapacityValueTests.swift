// SPDX-License-Identifier: Apache-2.0
import Adequacy
import Foundation
import TestSupport
import Testing

@Suite("capacity value")
struct CapacityValueTests {
  private static func area() throws -> ExactArea {
    try ExactArea(
      name: "A", units: (0..<6).map { _ in try ExactIndicesTests.unit(10) },
      loadMW: (0..<200).map { 30 + 15 * sin(Double($0)) })
  }

  @Test("a unit that never fails is worth its size, one that is always out nothing")
  func firmUnit() throws {
    let area = try Self.area()
    for measure in CapacityMeasure.allCases {
      let firm = try OutageUnit(
        name: "firm", installedMW: 7, forcedOutageRate: 0, meanTimeToRepairHours: 0)
      let value = try #require(try area.capacityValue(of: firm, on: measure))
      // LOLE is a step function of the load: the same LOLE holds up to the next state.
      expectClose(value.elccMW, 7, absolute: measure == .eens ? 1e-5 : 0.2, "ELCC")
      expectClose(value.efcMW, 7, absolute: measure == .eens ? 1e-5 : 0.2, "EFC")
      let out = try OutageUnit(
        name: "out", installedMW: 7, forcedOutageRate: 1, meanTimeToRepairHours: 10)
      let nothing = try #require(try area.capacityValue(of: out, on: measure))
      expectClose(nothing.efcMW, 0, absolute: measure == .eens ? 1e-5 : 0.2, "nothing")
    }
  }

  @Test("a real unit is worth less than its size, and EFC is not ELCC")
  func realUnit() throws {
    let value = try #require(
      try Self.area().capacityValue(of: ExactIndicesTests.unit(20), on: .eens))
    #expect(value.elccMW < 20 && value.efcMW < 20)
    #expect((value.elccMW - value.efcMW).magnitude > 0.01)
  }

  @Test("MW to a standard: met there, and not with a little less")
  func standard() throws {
    let area = try Self.area()
    for (measure, target) in [(CapacityMeasure.lole, 0.5), (.eens, 2.0)] {
      let perfect = try #require(area.perfectMW(toReach: target, of: measure))
      func risk(_ added: Double) throws -> Double {
        let indices = try ExactArea(
          name: "A", units: area.units, loadMW: area.loadMW,
          variableMW: area.loadMW.map { _ in added }
        ).indices()
        return measure == .lole ? indices.lole.mean : indices.eens.mean
      }
      #expect(try risk(perfect) <= target)
      #expect(try risk(perfect - 1e-5) > target)
    }
  }

  @Test("nothing to hold level: no value")
  func noValue() throws {
    let area = try ExactArea(name: "A", units: [ExactIndicesTests.unit(10)], loadMW: [0])
    #expect(try area.capacityValue(of: ExactIndicesTests.unit(10), on: .lole) == nil)
    #expect(area.perfectMW(toReach: -1, of: .lole) == nil)
    #expect(area.perfectMW(toReach: 1, of: .lole) == nil)
    #expect(area.garverSlopeMW(spanMW: 100) == nil)
  }

  @Test("Garver's approximation at its ends")
  func garver() {
    #expect(garverELCC(installedMW: 50, forcedOutageRate: 0, slopeMW: 100) == 50)
    expectClose(garverELCC(installedMW: 50, forcedOutageRate: 1, slopeMW: 100), 0, absolute: 1e-12)
    // A slope far above the size: the mean available power.
    expectClose(
      garverELCC(installedMW: 50, forcedOutageRate: 0.1, slopeMW: 1e7), 45, absolute: 1e-3)
  }
}
