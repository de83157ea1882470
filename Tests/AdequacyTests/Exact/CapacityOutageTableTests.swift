// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

@Suite("capacity outage table")
struct CapacityOutageTableTests {
  private static func threeUnits() throws -> CapacityOutageTable {
    let unit = try OutageUnit(
      name: "unit", installedMW: 10, forcedOutageRate: 0.1, meanTimeToRepairHours: 20)
    return try CapacityOutageTable(units: [unit, unit, unit])
  }

  @Test("three units of 10 MW, each out 10 % of the time, counted by hand")
  func threeUnitsByHand() throws {
    let table = try Self.threeUnits()
    #expect(table.availableMW == [0, 10, 20, 30])
    expectClose(table.probability, [0.001, 0.027, 0.243, 0.729], absolute: 1e-15, "states")
    expectClose(table.lossOfLoadProbability(ofLoad: 20), 0.028, absolute: 1e-15, "LOLP")
    expectClose(table.expectedShortageMW(ofLoad: 20), 0.29, absolute: 1e-14, "shortage")
    expectClose(table.expectedShortageMW(ofLoad: 35), 5 + 3, absolute: 1e-13, "above all units")
    #expect(table.installedMW == 30)
    expectClose(table.meanAvailableMW, 27, absolute: 1e-13, "mean")
    // Two units up (0.243), either fails: once in 20 * 0.9 / 0.1 = 180 h.
    expectClose(table.descentsPerHour(below: 20), 0.243 * 2 / 180, absolute: 1e-17, "frequency")
  }

  @Test("load equal to the available power is served; the threshold decides near a tie")
  func ties() throws {
    let table = try Self.threeUnits()
    expectClose(table.lossOfLoadProbability(ofLoad: 20), 0.028, absolute: 1e-15)
    expectClose(table.lossOfLoadProbability(ofLoad: 20.0009), 0.028, absolute: 1e-15)
    expectClose(table.lossOfLoadProbability(ofLoad: 20.0011), 0.271, absolute: 1e-15)
    expectClose(
      table.lossOfLoadProbability(ofLoad: 20.0009, threshold: 0), 0.271, absolute: 1e-15)
    expectClose(table.probability(availableBelow: 20), 0.028, absolute: 1e-15)
    #expect(table.lossOfLoadProbability(ofLoad: 0) == 0)
    #expect(table.lossOfLoadProbability(ofLoad: -5) == 0)
    #expect(table.expectedShortageMW(ofLoad: -5) == 0)
  }

  @Test("no unit: every load is lost")
  func empty() throws {
    let table = try CapacityOutageTable(units: [])
    #expect(table.lossOfLoadProbability(ofLoad: 1) == 1)
    #expect(table.expectedShortageMW(ofLoad: 7) == 7)
    #expect(table.descentsPerHour(below: 1) == 0)
  }

  @Test(
    "random units with derated states: every state counted one by one",
    arguments: 0..<6, [1, 0.1, 1e-9])
  func enumeration(seed: UInt64, step: Double) throws {
    var generator = SeededGenerator(seed: seed)
    let cases = Enumeration(
      units: Enumeration.random(count: 6, step: step, using: &generator))
    let table = try CapacityOutageTable(
      units: cases.units.enumerated().map { try $1.outageUnit("unit \($0)") })
    let all = 0..<cases.units.count
    for _ in 0..<4 {
      let load = generator.uniform(0...800)
      let expected = cases.risk { cases.available($0, all) < load }
      expectClose(
        table.probability(availableBelow: load), expected.probability, relative: 1e-10, "LOLP")
      expectClose(
        table.descentsPerHour(below: load), expected.perHour, absolute: 1e-15, relative: 1e-9,
        "frequency")
      expectClose(
        table.expectedShortageMW(ofLoad: load),
        cases.mean { max(0, load - cases.available($0, all)) }, absolute: 1e-9, relative: 1e-9,
        "shortage")
    }
  }

  @Test("equal sums are one state, whatever the step")
  func merging() throws {
    let sizes = [0.1, 0.2, 0.3, 0.3]
    let table = try CapacityOutageTable(
      units: sizes.map {
        try OutageUnit(
          name: "small", installedMW: $0, forcedOutageRate: 0.5, meanTimeToRepairHours: 1)
      })
    expectClose(table.availableMW, (0...9).map { Double($0) / 10 }, absolute: 1e-15, "states")
    // 0.3 MW: both small units and neither large one, or one of the large ones alone.
    expectClose(table.probability[3], 3.0 / 16, absolute: 1e-15, "probability")
  }

  @Test("sizes with so many digits that no table can hold them are refused")
  func tooManyStates() throws {
    var generator = SeededGenerator(seed: 1)
    let units = try (0..<40).map {
      try OutageUnit(
        name: "unit \($0)", installedMW: generator.uniform(100...200), forcedOutageRate: 0.1,
        meanTimeToRepairHours: 10)
    }
    let error = #expect(throws: ExactAdequacyError.self) { try CapacityOutageTable(units: units) }
    #expect(
      error?.description
        == "the 40 units have more than 4000000 states of power together; "
        + "give their sizes in whole multiples of 0.1 MW, or use Monte Carlo")
  }

  @Test("everything wrong with a unit is said at once")
  func wrongUnit() throws {
    let error = #expect(throws: ExactAdequacyError.self) {
      try OutageUnit(
        name: "U", installedMW: -5, forcedOutageRate: -0.1, meanTimeToRepairHours: 0)
    }
    #expect(
      error?.problems == [
        "U has -5.0 MW installed; give 0 to 10000000.0 MW",
        "U has a forced outage rate of -0.1; give a share from 0 to 1",
      ])
    let repair = #expect(throws: ExactAdequacyError.self) {
      try OutageUnit(name: "U", installedMW: 5, forcedOutageRate: 0.1, meanTimeToRepairHours: 0)
    }
    #expect(
      repair?.problems == [
        "U has a forced outage rate of 0.1 and a mean time to repair of 0.0 h; give more than 0 h"
      ])
    let derated = #expect(throws: ExactAdequacyError.self) {
      try OutageUnit(
        name: "U", installedMW: 5, forcedOutageRate: 0.6, meanTimeToRepairHours: 1, deratedMW: 6,
        deratedRate: 0.6, meanTimeDeratedHours: 0)
    }
    #expect(derated?.problems.count == 3)
    let states = #expect(throws: ExactAdequacyError.self) {
      try OutageUnit(
        name: "U",
        states: [.init(availableMW: 5, probability: 0.4), .init(availableMW: 0, probability: 0.5)])
    }
    #expect(
      states?.problems == ["the states of U have probabilities that sum to 0.9, not to 1"])
  }
}
