// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import Quantities
import TestSupport
import Testing

/// Market runs with drawn outages.
@Suite("drawn outages in the market")
struct DrawnOutageTests {
  /// Two zones with a cable and a battery; everything but the backup may fail.
  private func system() -> SmallSystem {
    var small = SmallSystem(hours: 168)
    let a = small.addZone("A", loadMW: [60])
    let b = small.addZone("B", loadMW: (0..<168).map { $0 % 24 < 12 ? 30 : 70 })
    small.addUnit("cheap", in: a, megawatts: 80, cost: 10)
    small.addUnit("middle", in: a, megawatts: 50, cost: 30)
    small.addUnit("dear", in: b, megawatts: 60, cost: 80)
    small.addLink("cable", from: a, to: b, megawatts: 25)
    small.addStorage("battery", in: b, megawatts: 10, energyMWh: 40, startLevelShare: 0.5)
    small.modify { system in
      for k in system.generatingUnits.indices {
        system.generatingUnits[k].forcedOutageRate = 0.2
        system.generatingUnits[k].meanTimeToRepairHours = 10
      }
      system.dcLinks[0].forcedOutageRate = 0.2
      system.dcLinks[0].meanTimeToRepairHours = 10
      system.storages[0].forcedOutageRate = 0.2
      system.storages[0].meanTimeToRepairHours = 10
    }
    return small
  }

  private func outages(_ small: SmallSystem, sample: Int) throws -> DrawnOutages {
    try drawnOutages(
      system: small.system, series: small.series, climateYear: 1, sample: sample, seed: 5)
  }

  private func coupled(
    _ small: SmallSystem, _ outages: DrawnOutages?, holdsReserves: Bool = false
  ) throws -> CouplingResult {
    var options = CouplingOptions()
    options.network = .ntc
    options.holdsReserves = holdsReserves
    return try couple(
      system: small.system, series: small.series, options: options, outages: outages
    ).result
  }

  @Test("units, cable and battery give nothing while they are out")
  func bounds() throws {
    let small = system()
    let drawn = try outages(small, sample: 0)
    let result = try coupled(small, drawn)
    #expect(result.status == .optimal)
    var hoursOut = [0, 0, 0]
    for t in 0..<168 {
      for (j, megawatts) in drawn.thermalMW {
        expectClose(result.availability[t, j], megawatts[t], absolute: 1e-9)
        #expect(result.supply[t, j] <= megawatts[t] + 1e-5)
        if megawatts[t] == 0 { hoursOut[0] += 1 }
      }
      let cable = try #require(drawn.cableShare[0])[t]
      #expect(abs(result.flows[t, 0]) <= 25 * cable + 1e-5)
      if cable == 0 { hoursOut[1] += 1 }
      let battery = try #require(drawn.storageShare[0])[t]
      #expect(result.discharge[t, 0] + result.charge[t, 0] <= 20 * battery + 1e-5)
      if battery == 0 { hoursOut[2] += 1 }
    }
    #expect(hoursOut.allSatisfy { $0 > 0 }, "nothing was out: the test shows nothing")
  }

  @Test("nothing changes where nothing fails")
  func withoutOutages() throws {
    var small = system()
    small.modify { system in
      for k in system.generatingUnits.indices { system.generatingUnits[k].forcedOutageRate = 0 }
      system.dcLinks[0].forcedOutageRate = 0
      system.storages[0].forcedOutageRate = 0
    }
    let plain = try coupled(small, nil)
    let drawn = try coupled(small, try outages(small, sample: 0))
    #expect(plain.prices == drawn.prices && plain.supply == drawn.supply)
  }

  /// MWh by hour that the market leaves unserved.
  private func unserved(_ result: CouplingResult) -> [Double] {
    let lost = result.steps.indices.filter { result.steps[$0].kind == .lostLoad }
    return (0..<result.axis.count).map { t in lost.reduce(0) { $0 + result.supply[t, $1] } }
  }

  /// A reserve in one of the zones, MW.
  private func addReserve(_ megawatts: Double, in zone: Int, of small: inout SmallSystem) {
    small.modify {
      $0.reserves.append(
        Reserve(
          zone: Row(zone), product: "frr", powerMW: megawatts, provenance: SmallSystem.provenance))
    }
  }

  /// 130 MW for a load of 112: a reserve of 15 leaves 115, one of 25 leaves 105 and 7 MW unserved.
  /// The dear plant gives its 20 MW first, then the middle one 2 above its must-run, then the cheap.
  @Test(
    "the dearest power above must-run is held back first",
    arguments: [
      (reserve: 15.0, cheap: 80.0, middle: 30.0, dear: 5.0),
      (reserve: 25.0, cheap: 77.0, middle: 28.0, dear: 0.0),
    ])
  func heldReserve(reserve: Double, cheap: Double, middle: Double, dear: Double) throws {
    var small = SmallSystem(hours: 2)
    let zone = small.addZone("A", loadMW: [112])
    small.addUnit("cheap", in: zone, megawatts: 80, cost: 10)
    small.addUnit("middle", in: zone, megawatts: 30, cost: 30, mustRunShare: 28.0 / 30)
    small.addUnit("dear", in: zone, megawatts: 20, cost: 80)
    addReserve(reserve - 5, in: 0, of: &small)
    addReserve(5, in: 0, of: &small)
    let result = try coupled(small, try outages(small, sample: 0), holdsReserves: true)
    #expect(result.status == .optimal)
    for t in 0..<2 {
      for (name, left) in [("A_cheap", cheap), ("A_middle", middle), ("A_dear", dear)] {
        let step = try #require(result.steps.firstIndex { $0.name == name })
        expectClose(result.availability[t, step], left, absolute: 1e-9, "\(name)")
      }
      expectClose(unserved(result)[t], max(0, 112 - 130 + reserve), absolute: 1e-5)
      #expect(result.loads[t, 0] == 112)
    }
    #expect(result.notes.contains { $0.hasPrefix("reserves of \(Int(reserve)) MW are held back") })
    let plain = try coupled(small, try outages(small, sample: 0))
    #expect(unserved(plain).allSatisfy { $0 < 1e-5 }, "nothing is held back unless asked for")
    #expect(!plain.notes.contains { $0.contains("reserves") })
  }

  /// 10 MW of plants hold 10 of 15 MW of reserve; the other 5 stand in the load, and the plants of
  /// the other zone serve them with the 60 MW of load.
  @Test("what plants cannot hold stands in the load")
  func reserveAsLoad() throws {
    var small = SmallSystem(hours: 1)
    let a = small.addZone("A", loadMW: [60])
    let b = small.addZone("B", loadMW: [10])
    small.addUnit("own", in: a, megawatts: 10, cost: 10)
    small.addUnit("far", in: b, megawatts: 200, cost: 20)
    small.addBorder(from: a, to: b, forwardMW: 62, backwardMW: 62)
    addReserve(15, in: 0, of: &small)
    let result = try coupled(small, try outages(small, sample: 0), holdsReserves: true)
    #expect(result.status == .optimal)
    expectClose(result.loads[0, 0], 65, absolute: 1e-9)
    expectClose(unserved(result)[0], 3, absolute: 1e-5, "65 less the 62 of the border")
    #expect(result.notes.contains { $0.contains("and 5 MWh that it could not hold as load") })
  }

  /// Lost load is dearer than anything, so the market leaves no more unserved than adequacy does,
  /// and both hold the same reserves.
  @Test("the market lacks as much as adequacy alone", arguments: 0..<6, [0.0, 12])
  func sameShortage(sample: Int, reserve: Double) throws {
    var small = system()
    addReserve(reserve, in: 0, of: &small)
    addReserve(2 * reserve, in: 1, of: &small)
    let result = try coupled(small, try outages(small, sample: sample), holdsReserves: true)
    let market = unserved(result).reduce(0, +)
    let year = try AdequacyYear(
      climateYear: 1, system: small.system, series: small.series, domainOfHour: [])
    let network = ShortageNetwork(
      system: small.system, inputs: year.inputs, model: .ntc, schedule: nil)
    let draws = try OutageDraws(seed: 5, system: small.system, year: year, network: network)
    let dispatch = try YearDispatch(
      network, axis: year.inputs.axis, largest: [300, 300], rule: .earliest)
    let shortages = try dispatch.screened(draws.sampled(year, sample: sample))
    let least = shortages.hours.reduce(0) { $0 + $1.shortage.reduce(0, +) }
    // The market has to leave the battery as it found it, which adequacy need not: 20 MWh.
    #expect(market >= least - 1e-3 && market <= least + 20 + 1e-3, "\(market) \(least)")
    #expect(market > 0)
  }
}
