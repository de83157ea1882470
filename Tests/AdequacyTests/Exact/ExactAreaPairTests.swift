// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

@Suite("exact indices of two areas")
struct ExactAreaPairTests {
  /// Source: PRAS (github.com/NREL/PRAS, MIT), test system `test1`; figures by enumeration.
  @Test("test system 1 of PRAS: a tie that fails")
  func tieThatFails() throws {
    let a = try ExactArea(name: "A", units: [ExactIndicesTests.unit(15)], loadMW: [8])
    let b = try ExactArea(name: "B", units: [ExactIndicesTests.unit(15)], loadMW: [9])
    let tie = try ExactTie(
      forwardMW: 8, backwardMW: 8, loss: 0, poles: 1, forcedOutageRate: 0.1,
      meanTimeToRepairHours: 10.0 / 9)
    let indices = try ExactAreaPair(a, b, tie: tie).indices()
    expectClose(indices.first.lole.mean, 0.1, absolute: 1e-12)
    expectClose(indices.second.lole.mean, 0.1, absolute: 1e-12)
    expectClose(indices.system.lole.mean, 0.19, absolute: 1e-12)
    expectClose(indices.first.eens.mean, 0.314, absolute: 1e-12)
    expectClose(indices.second.eens.mean, 0.333, absolute: 1e-12)
    expectClose(indices.system.eens.mean, 0.647, absolute: 1e-12)
    #expect(indices.system.lolf == nil)
  }

  @Test(
    "random areas: every state of units and poles counted one by one", arguments: 0..<12)
  func enumeration(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let perArea = 3
    var units = Enumeration.random(count: 2 * perArea, step: 5, using: &generator)
    let poles = Int(seed % 3)  // none: a tie that does not fail
    let pole = Enumeration.Unit(megawatts: 1, outageRate: 0.15, repairHours: 30)
    units += [Enumeration.Unit](repeating: pole, count: poles)
    let loss = seed % 2 == 0 ? 0.0 : 0.1
    let limits = [generator.uniform(10...120), generator.uniform(10...120)]
    let hours = 5
    let cases = Enumeration(units: units)
    let needs = (0..<2).map { _ in (0..<hours).map { _ in generator.uniform(150...350) } }
    let areas = try (0..<2).map { area in
      try ExactArea(
        name: "area \(area)",
        units: (0..<perArea).map { try units[area * perArea + $0].outageUnit("unit \($0)") },
        loadMW: needs[area])
    }
    let tie =
      poles == 0
      ? try ExactTie(forwardMW: limits[0], backwardMW: limits[1], loss: loss)
      : try ExactTie(
        forwardMW: limits[0], backwardMW: limits[1], loss: loss, poles: poles,
        forcedOutageRate: pole.outageRate, meanTimeToRepairHours: pole.repairHours)
    let indices = try ExactAreaPair(areas[0], areas[1], tie: tie).indices()

    func shortage(_ area: Int, _ hour: Int, _ state: [Int]) -> Double {
      let available = (0..<2).map { cases.available(state, $0 * perArea..<($0 + 1) * perArea) }
      let helper = 1 - area
      let inService =
        poles == 0
        ? 1 : cases.available(state, 2 * perArea..<2 * perArea + poles) / Double(poles)
      let sent = min(limits[helper] * inService, max(0, available[helper] - needs[helper][hour]))
      return max(0, needs[area][hour] - available[area] - (1 - loss) * sent)
    }
    let threshold = 1e-3
    var anyShort = 0.0
    for hour in 0..<hours {
      anyShort +=
        cases.risk {
          max(shortage(0, hour, $0), shortage(1, hour, $0)) > threshold
        }.probability
    }
    expectClose(indices.system.lole.mean, anyShort, relative: 1e-10, "system LOLE")
    for (area, found) in [indices.first, indices.second].enumerated() {
      var lole = 0.0
      var eens = 0.0
      var byOutages = 0.0
      var byLoad = 0.0
      for hour in 0..<hours {
        let risk = cases.risk { shortage(area, hour, $0) > threshold }
        lole += risk.probability
        byOutages += risk.perHour
        eens += cases.mean { shortage(area, hour, $0) }
        if hour > 0 {
          byLoad += cases.mean {
            shortage(area, hour - 1, $0) <= threshold && shortage(area, hour, $0) > threshold
              ? 1 : 0
          }
        }
      }
      expectClose(found.lole.mean, lole, relative: 1e-10, "LOLE")
      expectClose(found.eens.mean, eens, relative: 1e-10, "EENS")
      let lolf = try #require(found.lolf)
      expectClose(lolf.byOutages, byOutages, relative: 1e-9, "LOLF by outages")
      expectClose(lolf.byLoad, byLoad, relative: 1e-9, "LOLF by load")
    }
  }

  @Test("no tie is two areas alone, a wide one a copperplate", arguments: 0..<5)
  func limits(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let areas = try (0..<2).map { area in
      try ExactArea(
        name: "area \(area)",
        units: Enumeration.random(count: 8, step: 1, using: &generator).enumerated().map {
          try $1.outageUnit("unit \($0)")
        }, loadMW: (0..<48).map { _ in generator.uniform(300...800) },
        variableMW: (0..<48).map { _ in generator.uniform(0...50) })
    }
    func pair(_ limit: Double) throws -> ExactPairIndices {
      try ExactAreaPair(
        areas[0], areas[1], tie: ExactTie(forwardMW: limit, backwardMW: limit)
      ).indices()
    }
    let none = try pair(0)
    expectClose(none.first.lole.mean, areas[0].indices().lole.mean, relative: 1e-12)
    expectClose(none.second.eens.mean, areas[1].indices().eens.mean, relative: 1e-12)
    expectClose(
      try #require(none.first.lolf).total.mean, try #require(areas[0].indices().lolf).total.mean,
      relative: 1e-9, "LOLF")
    let whole = try ExactArea.copperplate(areas, name: "both").indices()
    let wide = try pair(1e5)
    expectClose(wide.system.eens.mean, whole.eens.mean, relative: 1e-10, "EENS")
    let some = try pair(60)
    #expect(some.first.eens.mean < none.first.eens.mean)
    #expect(wide.first.eens.mean < some.first.eens.mean)
    // Uncertain load: the mean over its classes.
    let classes = try LoadUncertainty(sigma: 0.1)
    let uncertain = try ExactAreaPair(
      areas[0], areas[1], tie: ExactTie(forwardMW: 1e5, backwardMW: 1e5)
    ).indices(ExactSettings(loadUncertainty: classes))
    let uncertainWhole = try ExactArea.copperplate(areas, name: "both").indices(
      ExactSettings(loadUncertainty: classes))
    expectClose(uncertain.system.eens.mean, uncertainWhole.eens.mean, relative: 1e-10)
    #expect(uncertain.system.eens.mean > wide.system.eens.mean)
  }

  @Test("maintenance and reserves count on both sides")
  func maintenance() throws {
    let units = try [ExactIndicesTests.unit(50), ExactIndicesTests.unit(30)]
    func area(_ name: String, _ load: [Double], out: [ExactArea.PlannedOutage]) throws -> ExactArea
    {
      try ExactArea(
        name: name, units: units, loadMW: load, reserveMW: 5, plannedOutages: out)
    }
    let tie = try ExactTie(forwardMW: 20, backwardMW: 20)
    let whole = try ExactAreaPair(
      area("A", [40, 45], out: [.init(unit: 1, hours: 1..<2)]),
      area("B", [30, 35], out: [.init(unit: 0, hours: 0..<1)]), tie: tie
    ).indices()
    func hour(_ a: [OutageUnit], _ b: [OutageUnit], _ loads: [Double]) throws -> ExactPairIndices {
      try ExactAreaPair(
        ExactArea(name: "A", units: a, loadMW: [loads[0]], reserveMW: 5),
        ExactArea(name: "B", units: b, loadMW: [loads[1]], reserveMW: 5), tie: tie
      ).indices()
    }
    let parts = [
      try hour(units, [units[1]], [40, 30]), try hour([units[0]], units, [45, 35]),
    ]
    expectClose(
      whole.first.eens.mean, parts.reduce(0) { $0 + $1.first.eens.mean }, relative: 1e-12)
    expectClose(
      whole.second.eens.mean, parts.reduce(0) { $0 + $1.second.eens.mean }, relative: 1e-12)
    expectClose(
      whole.system.lole.mean, parts.reduce(0) { $0 + $1.system.lole.mean }, relative: 1e-12)
  }

  @Test("areas of different hours and ties that cannot be are refused")
  func wrongInput() throws {
    let a = try ExactArea(name: "A", units: [], loadMW: [8])
    let b = try ExactArea(name: "B", units: [], loadMW: [9, 9])
    let tie = try ExactTie(forwardMW: 1, backwardMW: 1)
    #expect(throws: ExactAdequacyError.self) { try ExactAreaPair(a, b, tie: tie) }
    #expect(throws: ExactAdequacyError.self) { try ExactArea.copperplate([a, b], name: "both") }
    let error = #expect(throws: ExactAdequacyError.self) {
      try ExactTie(
        forwardMW: -1, backwardMW: 1, loss: 2, poles: 0, forcedOutageRate: 0.1,
        meanTimeToRepairHours: 0)
    }
    #expect(error?.problems.count == 4)
  }
}
