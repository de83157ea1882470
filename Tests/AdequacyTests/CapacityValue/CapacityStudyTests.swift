// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import Quantities
import TestSupport
import Testing

/// A system of any zones as a study of its capacity values.
struct CapacitySystem {
  var small: SmallSystem
  var options = MonteCarloOptions()
  /// Hourly variables beside the load, of a zone.
  var profiles: [(variable: String, zone: String, values: [Double])] = []

  init(hours: Int) {
    small = SmallSystem(hours: hours)
    options.network = .ntc
    options.threshold = .vertex
  }

  /// Units of one technology.
  mutating func addFleet(
    _ technology: String, in zone: Row<Zone>, megawatts: [Double], outageRate: Double = 0,
    repairHours: Double = 20
  ) {
    for (k, size) in megawatts.enumerated() {
      let row = small.addUnit(
        "\(zone.index) \(technology) \(k)", in: zone, megawatts: size, cost: 10)
      small.modify { system in
        system.generatingUnits[row.index].technology = technology
        system.generatingUnits[row.index].forcedOutageRate = outageRate
        system.generatingUnits[row.index].meanTimeToRepairHours = repairHours
      }
    }
  }

  func study(climateYears: ClosedRange<Int> = 1...1) throws -> CapacityStudy {
    var series = small.series
    for profile in profiles { series[profile.variable, profile.zone] = profile.values }
    let years = try climateYears.map {
      try AdequacyYear(
        climateYear: $0, system: small.system, series: series, domainOfHour: [],
        plansMaintenance: false)
    }
    return CapacityStudy(
      system: small.system, years: years, schedule: nil, options: options)
  }
}

extension CapacityStudy {
  func resource(_ technology: String, of zone: String) throws -> CapacityResource {
    try #require(resources.first { $0.technology == technology && $0.zone == zone })
  }

  func value(
    of technology: String, in zone: String, _ share: CapacityShare, incrementMW: Double = 100,
    measure: CapacityMeasure = .eens, scope: CapacityScope = .allZones, toleranceMW: Double = 0.01
  ) throws -> ResourceCapacityValue {
    var options = CapacityValueOptions()
    options.shares = [share]
    options.incrementMW = incrementMW
    options.measure = measure
    options.scope = scope
    options.toleranceMW = toleranceMW
    return try capacityValues(of: [try resource(technology, of: zone)], options: options)[0]
  }
}

@Suite("capacity values without outages, by hand")
struct CapacityValueByHandTests {
  /// Load 80, 110, 130 and 150 MW; 100 MW that never fail; 30 MW of sun at 1, 1, 0.5 and 0.
  private func sunny() throws -> CapacitySystem {
    var system = CapacitySystem(hours: 4)
    let zone = system.small.addZone("A", loadMW: [80, 110, 130, 150])
    system.addFleet("gas", in: zone, megawatts: [60, 40])
    system.small.modify { rows in
      rows.renewables.append(
        RenewableFleet(
          name: "sun", zone: zone, technology: "solar", injection: "solar", installedMW: 30,
          profile: "cf_solar", profileColumn: "A", provenance: SmallSystem.provenance))
    }
    system.profiles = [("cf_solar", "A", [1, 1, 0.5, 0])]
    return system
  }

  /// Without the sun 10, 30 and 50 MW are lacking, 90 MWh; with it 0, 15 and 50, 65 MWh. A firm block
  /// x below 10 MW takes 3 x of the 90, so that x = 25 / 3. Load y below 20 MW adds 2 y to the 65, as
  /// the second hour has 20 MW to spare: y = 12.5.
  @Test("all of a technology")
  func average() throws {
    let value = try sunny().study().value(of: "solar", in: "A", .average)
    expectClose(value.without.mean, 90, absolute: 1e-3, "without")
    expectClose(value.with.mean, 65, absolute: 1e-3, "with")
    let efc = try #require(value.efc)
    expectClose(efc.megawatts, 25.0 / 3, absolute: 0.01, "EFC")
    let elcc = try #require(value.elcc)
    expectClose(elcc.megawatts, 12.5, absolute: 0.01, "ELCC")
    expectClose(try #require(value.deratingFactor), 25.0 / 90, absolute: 0.01 / 30, "de-rating")
    #expect(value.reason == nil)
  }
}

@Suite("capacity values with outages")
struct CapacityValueLawTests {
  /// Two zones over some days, short on some evenings, with a battery in the second.
  static func twoZones(
    newOutageRate: Double = 0.1, newMW: Double = 15, tieMW: Double = 10, days: Int = 14,
    seed: UInt64 = 5
  ) -> CapacitySystem {
    let hours = days * 24
    var system = CapacitySystem(hours: hours)
    var random = SeededGenerator(seed: seed)
    let zones = ["A", "B"].map { name in
      system.small.addZone(
        name,
        loadMW: (0..<hours).map { t in
          75 + ((17...20).contains(t % 24) ? 25 : 0) + random.uniform(-8...8)
        })
    }
    for zone in zones {
      system.addFleet(
        "old", in: zone, megawatts: [25, 25, 20, 20, 15], outageRate: 0.06, repairHours: 15)
    }
    system.addFleet("new", in: zones[0], megawatts: [newMW], outageRate: newOutageRate)
    system.small.addBorder(from: zones[0], to: zones[1], forwardMW: tieMW, backwardMW: tieMW)
    system.small.addStorage(
      "battery", in: zones[1], megawatts: 6, energyMWh: 12, efficiency: 0.9, startLevelShare: 0.5)
    system.options.samples = 8
    return system
  }

  @Test("a block that never fails is worth its power, whatever is measured")
  func firmBlock() throws {
    let study = try Self.twoZones(newOutageRate: 0).study(climateYears: 1...2)
    for (share, power) in [(CapacityShare.average, 15.0), (.marginal, 4)] {
      for scope in CapacityScope.allCases {
        let value = try study.value(of: "new", in: "A", share, incrementMW: power, scope: scope)
        #expect(value.without.mean > 1, "nothing is short: the test would show nothing")
        expectClose(try #require(value.efc).megawatts, power, absolute: 0.02, "EFC, \(scope)")
        expectClose(try #require(value.elcc).megawatts, power, absolute: 0.02, "ELCC, \(scope)")
        expectClose(try #require(value.efc?.standardErrorMW), 0, absolute: 1e-3, "no error")
      }
      let hours = try study.value(
        of: "new", in: "A", share, incrementMW: power, measure: .lole, toleranceMW: 0.1)
      let efc = try #require(hours.efc)
      #expect(efc.lowMW - 0.1 <= power && power <= efc.highMW + 0.1, "\(efc)")
      #expect(efc.standardErrorMW == nil)
    }
  }

  @Test("the more often a unit fails the less it is worth, and never more than its power")
  func outageRate() throws {
    let values = try [0.02, 0.15, 0.4].map { rate in
      let study = try Self.twoZones(newOutageRate: rate).study(climateYears: 1...4)
      return try #require(try study.value(of: "new", in: "A", .average).efc).megawatts
    }
    #expect(values[0] <= 15 && values[2] >= 0)
    #expect(values[0] > values[1] + 0.2 && values[1] > values[2] + 0.2, "\(values)")
    let study = try Self.twoZones().study(climateYears: 1...2)
    for technology in ["old", "new"] {
      let value = try study.value(of: technology, in: "A", .marginal, incrementMW: 5)
      let efc = try #require(value.efc).megawatts
      #expect(efc > 0 && efc <= 5 && value.with.mean < value.without.mean, "\(technology) \(efc)")
    }
  }

  @Test("a battery is worth less than its power, and more if it lasts longer")
  func battery() throws {
    func value(_ share: CapacityShare, energyMWh: Double) throws -> Double {
      var system = Self.twoZones()
      system.small.modify { $0.storages[0].energyMWh = energyMWh }
      let value = try system.study().value(of: "battery", in: "B", share, incrementMW: 1)
      return try #require(value.deratingFactor)
    }
    let short = try value(.average, energyMWh: 6)
    let long = try value(.average, energyMWh: 24)
    #expect(short > 0 && short < long - 0.05 && long <= 1, "\(short) \(long)")
    let marginal = try value(.marginal, energyMWh: 6)
    #expect(marginal > 0 && marginal < short, "the second battery finds longer shortages")
  }

  @Test("one and two threads give the same bytes", arguments: Tier.isSoak ? 1...10 : 7...8)
  func threads(seed: UInt64) throws {
    func run(_ threads: Int) throws -> [Double] {
      var system = Self.twoZones(days: 14, seed: seed)
      system.options.threads = threads
      let study = try system.study(climateYears: 1...2)
      let values = try ["new", "old"].map { try study.value(of: $0, in: "A", .average) }
      let needs = try study.firmCapacityNeeds(toleranceMW: 1, standardHours: 2)
      let imports = try study.scarcityImports()
      return values.flatMap { [$0.efc!.megawatts, $0.elcc!.megawatts, $0.efc!.standardErrorMW!] }
        + needs.flatMap { [$0.nationalMW!, $0.jointMW!, $0.joinedEENS.mean] }
        + imports.flatMap { zone in
          [zone.netImportMW!.mean] + zone.borders.map { $0.meanImportMW!.mean }
        }
    }
    let one = try run(1)
    let two = try run(2)
    #expect(one == two, "\(zip(one, two).map { $0 - $1 })")
    #expect(one.allSatisfy { $0.isFinite })
  }

  @Test("nothing short, or firm power that cannot help: no value, and why")
  func noValue() throws {
    var idle = CapacitySystem(hours: 24)
    let zone = idle.small.addZone("A", loadMW: [10])
    idle.addFleet("gas", in: zone, megawatts: [20])
    let nothing = try idle.study().value(of: "gas", in: "A", .marginal)
    #expect(nothing.efc == nil && nothing.reason == "nothing is short without it")

    var apart = CapacitySystem(hours: 24)
    let rich = apart.small.addZone("A", loadMW: [10])
    let poor = apart.small.addZone("B", loadMW: [30])
    apart.addFleet("gas", in: rich, megawatts: [40])
    apart.small.addBorder(from: rich, to: poor, forwardMW: 5, backwardMW: 5)
    let useless = try apart.study().value(of: "gas", in: "A", .marginal, incrementMW: 1)
    expectClose(useless.without.mean, 24 * 25, absolute: 1e-2, "EENS")
    #expect(useless.efc == nil && useless.reason == "firm power in A does not move the index")
  }
}

/// Against exact convolution of the same systems.
@Suite("capacity values beside exact ones")
struct CapacityValueExactTests {
  private static let loadMW = (0..<168).map { t in
    60 + ((8...20).contains(t % 24) ? 25.0 : 0) + Double(t % 7)
  }
  private static let sizes = [30.0, 25, 20, 20, 15, 10]

  private func units(_ name: String) throws -> [OutageUnit] {
    try Self.sizes.enumerated().map {
      try OutageUnit(
        name: "\(name)\($0.offset)", installedMW: $0.element, forcedOutageRate: 0.08,
        meanTimeToRepairHours: 20)
    }
  }

  private func extra() throws -> OutageUnit {
    try OutageUnit(
      name: "extra", installedMW: 20, forcedOutageRate: 0.08, meanTimeToRepairHours: 20)
  }

  private func system(zones: Int, tieMW: Double = 0) -> CapacitySystem {
    var system = CapacitySystem(hours: 168)
    let rows = (0..<zones).map { system.small.addZone(["A", "B"][$0], loadMW: Self.loadMW) }
    for row in rows {
      system.addFleet("gas", in: row, megawatts: Self.sizes, outageRate: 0.08, repairHours: 20)
    }
    if zones == 2 {
      system.small.addBorder(from: rows[0], to: rows[1], forwardMW: tieMW, backwardMW: tieMW)
    }
    system.options.samples = Tier.isSoak ? 20_000 : 1500
    return system
  }

  private func check(
    _ value: CapacityValueEstimate?, _ exact: Double, _ what: String,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let value = try #require(value)
    let error = try #require(value.standardErrorMW)
    report(figure: "\(what) \(value.megawatts) ± \(error) MW, exact \(exact)")
    #expect(error > 0 && error < 0.1 * exact, "an error of \(error)", sourceLocation: location)
    expectClose(
      value.megawatts, exact, absolute: 3 * error + 0.01, what, sourceLocation: location)
  }

  @Test("one unit more in one zone")
  func oneZone() throws {
    let area = try ExactArea(name: "A", units: try units("A"), loadMW: Self.loadMW)
    let exact = try #require(try area.capacityValue(of: try extra(), on: .eens))
    let found = try system(zones: 1).study().value(of: "gas", in: "A", .marginal, incrementMW: 20)
    try check(found.efc, exact.efcMW, "EFC")
    try check(found.elcc, exact.elccMW, "ELCC")
  }

  /// EENS of both areas of a pair with so much more in the first, by convolution.
  private func pairEENS(_ units: [OutageUnit], firmMW: Double) throws -> Double {
    let first = try ExactArea(
      name: "A", units: units, loadMW: Self.loadMW, variableMW: Self.loadMW.map { _ in firmMW })
    let second = try ExactArea(name: "B", units: try self.units("B"), loadMW: Self.loadMW)
    return try ExactAreaPair(
      first, second, tie: try ExactTie(forwardMW: 10, backwardMW: 10)
    ).indices().system.eens.mean
  }

  private func firm(_ units: [OutageUnit], reaching aim: Double) throws -> Double {
    var (low, high) = (-40.0, 40.0)
    while high - low > 1e-4 {
      let middle = (low + high) / 2
      if try pairEENS(units, firmMW: middle) > aim { low = middle } else { high = middle }
    }
    return high
  }

  @Test("one unit more in one of two zones with a tie")
  func twoZones() throws {
    let own = try units("A")
    let more = own + [try extra()]
    let efc = try firm(own, reaching: pairEENS(more, firmMW: 0))
    let elcc = -(try firm(more, reaching: pairEENS(own, firmMW: 0)))
    let found = try system(zones: 2, tieMW: 10).study().value(
      of: "gas", in: "A", .marginal, incrementMW: 20)
    try check(found.efc, efc, "EFC")
    try check(found.elcc, elcc, "ELCC")
    // The tie makes neighbours share: less is left to do for the unit at home.
    let alone = try #require(
      try ExactArea(name: "A", units: own, loadMW: Self.loadMW)
        .capacityValue(of: try extra(), on: .eens))
    #expect((efc - alone.efcMW).magnitude > 0.05)
  }
}
