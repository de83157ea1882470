// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

@Suite("exact indices of one area")
struct ExactIndicesTests {
  /// Two states, available 90 % of the time, failing once in 10 h.
  static func unit(_ megawatts: Double) throws -> OutageUnit {
    try OutageUnit(
      name: "\(megawatts) MW", installedMW: megawatts, forcedOutageRate: 0.1,
      meanTimeToRepairHours: 10.0 / 9)
  }

  /// Source: PRAS (github.com/NREL/PRAS, MIT), test system `singlenode_a`; figures by enumeration.
  @Test("single node A of PRAS")
  func singleNodeA() throws {
    let area = try ExactArea(
      name: "A", units: [Self.unit(10), Self.unit(10), Self.unit(10)],
      loadMW: [25, 28, 27, 24], variableMW: [5, 6, 7, 8])
    let (indices, hours) = area.indicesAndHours()
    expectClose(indices.lole.mean, 0.355, absolute: 1e-12, "LOLE")
    expectClose(indices.eens.mean, 1.59, absolute: 1e-12, "EENS")
    expectClose(
      hours.lossOfLoadProbability, [0.028, 0.271, 0.028, 0.028], absolute: 1e-12, "LOLP")
    expectClose(hours.shortageMW, [0.29, 0.832, 0.29, 0.178], absolute: 1e-12, "shortage")
    expectClose(indices.loleDays.mean, 0.271, absolute: 1e-12, "days")
    expectClose(indices.normalisedEENS.mean, 1.59 / 104 * 1e6, absolute: 1e-6, "ppm")
    #expect(indices.lole.isExact && indices.hours == 4 && indices.loadMWh == 104)
  }

  /// Sizes change after three hours: the other sizes are units in maintenance.
  ///
  /// Source: as above, `singlenode_b`.
  @Test("single node B of PRAS")
  func singleNodeB() throws {
    let area = try ExactArea(
      name: "B", units: [Self.unit(10), Self.unit(20), Self.unit(15), Self.unit(25)],
      loadMW: [28, 29, 30, 31, 32, 33], variableMW: [7, 8, 9, 9, 8, 7],
      plannedOutages: [
        .init(unit: 2, hours: 0..<3), .init(unit: 3, hours: 0..<3),
        .init(unit: 0, hours: 3..<6), .init(unit: 1, hours: 3..<6),
      ])
    let (indices, hours) = area.indicesAndHours()
    expectClose(indices.lole.mean, 0.96, absolute: 1e-12, "LOLE")
    expectClose(indices.eens.mean, 7.11, absolute: 1e-12, "EENS")
    expectClose(
      hours.lossOfLoadProbability, [0.19, 0.19, 0.19, 0.1, 0.1, 0.19], absolute: 1e-12, "LOLP")
  }

  @Test("events are begun by outages and by load, counted by hand")
  func frequency() throws {
    let unit = try OutageUnit(
      name: "one", installedMW: 10, forcedOutageRate: 0.1, meanTimeToRepairHours: 4)
    let area = try ExactArea(name: "one", units: [unit], loadMW: [5, 15, 5, 5])
    let lolf = try #require(area.indices().lolf)
    // Three hours in which the unit decides: it fails 0.1 / 4 times per hour. The load of 15 MW finds
    // it up 90 % of the time.
    expectClose(lolf.byOutages, 3 * 0.025, absolute: 1e-15, "by outages")
    expectClose(lolf.byLoad, 0.9, absolute: 1e-15, "by load")
    expectClose(
      try #require(area.indices().meanDuration).mean, 1.3 / 0.975, absolute: 1e-12, "duration")
    let quarters = try ExactArea(
      name: "one", units: [unit], loadMW: [5, 15, 5, 5], stepHours: 0.25)
    expectClose(try #require(quarters.indices().lolf).byOutages, 0.75 * 0.025, absolute: 1e-15)
    expectClose(quarters.indices().lole.mean, 1.3 / 4, absolute: 1e-15, "quarters")
    #expect(quarters.indices().hours == 1)
  }

  @Test("nothing lost: no duration, no events")
  func adequate() throws {
    let area = try ExactArea(name: "rich", units: [Self.unit(10)], loadMW: [0, 0])
    #expect(area.indices().meanDuration == nil)
    #expect(area.indices().lolf?.total.mean == 0)
    #expect(area.indices().normalisedEENS.mean == 0)
  }

  @Test("a day counts once, with its worst hour")
  func days() throws {
    var load = [Double](repeating: 5, count: 49)
    load[30] = 15
    let area = try ExactArea(name: "days", units: [Self.unit(10)], loadMW: load)
    // 24 h at 0.1, a day with an hour that is always short, one hour of a third day.
    expectClose(area.indices().loleDays.mean, 0.1 + 1 + 0.1, absolute: 1e-12)
  }

  @Test("seven classes of the load, as in the literature")
  func loadUncertainty() throws {
    let classes = try LoadUncertainty(sigma: 0.05)
    expectClose(
      classes.factors.map(\.factor), [0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15], absolute: 1e-15)
    expectClose(
      classes.factors.map(\.probability), [0.006, 0.061, 0.242, 0.382, 0.242, 0.061, 0.006],
      absolute: 0.001, "probabilities to the digits printed")
    let many = try LoadUncertainty(sigma: 0.05, steps: 99)
    expectClose(many.factors.reduce(0) { $0 + $1.probability }, 1, absolute: 1e-12)
    let variance = many.factors.reduce(0) {
      $0 + $1.probability * ($1.factor - 1) * ($1.factor - 1)
    }
    expectClose(variance.squareRoot(), 0.05, relative: 0.005, "deviation")

    let units = try (0..<5).map { _ in try Self.unit(10) }
    let load = [22.0, 31, 38, 41]
    func area(_ factor: Double) throws -> ExactIndices {
      try ExactArea(name: "A", units: units, loadMW: load.map { $0 * factor }).indices()
    }
    let uncertain = try ExactArea(name: "A", units: units, loadMW: load).indices(
      ExactSettings(loadUncertainty: classes))
    var lole = 0.0
    var eens = 0.0
    var events = 0.0
    for (factor, probability) in classes.factors {
      lole += try probability * area(factor).lole.mean
      eens += try probability * area(factor).eens.mean
      events += try probability * (area(factor).lolf?.total.mean ?? 0)
    }
    expectClose(uncertain.lole.mean, lole, relative: 1e-12, "LOLE")
    expectClose(uncertain.eens.mean, eens, relative: 1e-12, "EENS")
    expectClose(try #require(uncertain.lolf).total.mean, events, relative: 1e-12, "LOLF")
    let known = try ExactArea(name: "A", units: units, loadMW: load).indices()
    #expect(uncertain.lole.mean != known.lole.mean)
  }

  @Test("maintenance of a unit is a year without it in those hours")
  func maintenance() throws {
    let units = try (0..<4).map { try Self.unit(Double(10 + 5 * $0)) }
    let load = (0..<96).map { 25 + 10 * Double($0 % 24) / 24 }
    func area(_ units: [OutageUnit], _ hours: Range<Int>) throws -> ExactIndices {
      try ExactArea(name: "part", units: units, loadMW: Array(load[hours])).indices()
    }
    let whole = try ExactArea(
      name: "A", units: units, loadMW: load,
      plannedOutages: [.init(unit: 1, hours: 24..<72), .init(unit: 3, hours: 48..<96)]
    ).indices()
    let parts = [
      try area(units, 0..<24), try area([units[0], units[2], units[3]], 24..<48),
      try area([units[0], units[2]], 48..<72), try area(Array(units[0..<3]), 72..<96),
    ]
    expectClose(whole.lole.mean, parts.reduce(0) { $0 + $1.lole.mean }, relative: 1e-12)
    expectClose(whole.eens.mean, parts.reduce(0) { $0 + $1.eens.mean }, relative: 1e-12)
    expectClose(whole.loleDays.mean, parts.reduce(0) { $0 + $1.loleDays.mean }, relative: 1e-12)
  }

  @Test("reserves are held back, and no more than the load is lost")
  func reserves() throws {
    let area = try ExactArea(name: "A", units: [Self.unit(10)], loadMW: [4], reserveMW: 7)
    // 11 MW wanted: 1 short with the unit; without it, all 4 of load, not 11.
    expectClose(area.indices().eens.mean, 0.9 * 1 + 0.1 * 4, absolute: 1e-12)
    #expect(area.indices().lole.mean == 1)
  }

  @Test("LOLE never rises with a unit more, and its order does not matter", arguments: 0..<20)
  func laws(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let units = try Enumeration.random(count: 12, step: 0.5, using: &generator).enumerated().map {
      try $1.outageUnit("unit \($0)")
    }
    let load = (0..<100).map { _ in generator.uniform(300...1100) }
    let few = try ExactArea(name: "A", units: Array(units.dropLast()), loadMW: load)
    let all = try ExactArea(name: "A", units: units, loadMW: load)
    #expect(all.indices().lole.mean < few.indices().lole.mean)
    #expect(all.indices().eens.mean < few.indices().eens.mean)
    let turned = try ExactArea(name: "A", units: units.reversed(), loadMW: load).indices()
    expectClose(turned.lole.mean, all.indices().lole.mean, relative: 1e-12)
    expectClose(turned.eens.mean, all.indices().eens.mean, relative: 1e-12)
    expectClose(
      try #require(turned.lolf).total.mean, try #require(all.indices().lolf).total.mean,
      relative: 1e-9)
    #expect(all.indices().loleAtTenTimesThreshold.mean <= all.indices().lole.mean)
  }

  @Test("everything wrong with an area is said at once")
  func wrongArea() throws {
    let error = #expect(throws: ExactAdequacyError.self) {
      try ExactArea(
        name: "A", units: [], loadMW: [5, .nan], variableMW: [1], reserveMW: -1,
        plannedOutages: [.init(unit: 0, hours: 0..<1)])
    }
    #expect(
      error?.problems == [
        "A has 2 hours of load and 1 of variable generation; give the same hours of both",
        "A has a load of nan MW in hour 1; give 0 or more",
        "A holds back -1.0 MW; give 0 or more",
        "A has a planned outage of unit 0 in hours 0..<1, but 0 units and 2 hours",
      ])
    #expect(throws: ExactAdequacyError.self) { try LoadUncertainty(sigma: 0.4, steps: 4) }
  }

  @Test("levelised maintenance lies where load is low, in one piece, largest unit first")
  func levelised() throws {
    // Four weeks with peaks 40, 20, 30, 10 MW.
    let load = [40.0, 20, 30, 10].flatMap { [Double](repeating: $0, count: 168) }
    let area = try ExactArea(
      name: "A", units: [Self.unit(5), Self.unit(15), Self.unit(12)], loadMW: load)
    let outages = area.levelisedMaintenance([
      .init(unit: 0, days: 7), .init(unit: 1, days: 7), .init(unit: 2, days: 7),
    ])
    // 15 MW into the week of 10; 12 MW on 20, 30, or 25: into the week of 20; 5 MW into 25.
    #expect(
      outages == [
        .init(unit: 1, hours: 504..<672), .init(unit: 2, hours: 168..<336),
        .init(unit: 0, hours: 504..<672),
      ])
    let long = area.levelisedMaintenance([.init(unit: 0, days: 14)])
    #expect(long == [.init(unit: 0, hours: 336..<672)])
  }
}
