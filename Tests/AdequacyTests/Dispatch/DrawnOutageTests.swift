// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
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

  private func coupled(_ small: SmallSystem, _ outages: DrawnOutages?) throws -> CouplingResult {
    var options = CouplingOptions()
    options.network = .ntc
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

  /// Lost load is dearer than anything, so the market leaves no more unserved than adequacy does.
  @Test("the market lacks as much as adequacy alone", arguments: 0..<6)
  func sameShortage(sample: Int) throws {
    let small = system()
    let result = try coupled(small, try outages(small, sample: sample))
    let lost = result.steps.indices.filter { result.steps[$0].kind == .lostLoad }
    let market = (0..<168).reduce(0) { sum, t in
      lost.reduce(sum) { $0 + result.supply[t, $1] }
    }
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
