// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import TestSupport
import Testing

/// Solving only what can be short leaves out nothing.
@Suite("screening")
struct ScreeningTests {
  /// Three zones in a row, tight on some evenings, with stores in two of them.
  ///
  /// - Parameter reservoirMWh: of a reservoir in the second zone that its inflow of 0.46 MW fills.
  private func year(
    seed: UInt64, reservoirMWh: Double? = nil
  ) throws -> (ShortageNetwork, SampledYear, AdequacyYear) {
    let hours = 21 * 24
    var random = SeededGenerator(seed: seed)
    var small = SmallSystem(hours: hours)
    let zones = ["A", "B", "C"].map { name in
      let load = (0..<hours).map { t in
        let evening = [17, 18, 19, 20].contains(t % 24) ? 25.0 : 0
        return 80 + evening + random.uniform(-10...10)
      }
      return small.addZone(name, loadMW: load)
    }
    for (zone, megawatts) in zip(zones, [100.0, 92, 96]) {
      for k in 0..<4 {
        small.addUnit("\(zone.index)_\(k)", in: zone, megawatts: megawatts / 4 + 3, cost: 10)
      }
    }
    small.modify { system in
      for k in system.generatingUnits.indices {
        system.generatingUnits[k].forcedOutageRate = 0.06
        system.generatingUnits[k].meanTimeToRepairHours = 20
      }
    }
    small.addBorder(from: zones[0], to: zones[1], forwardMW: 15, backwardMW: 15)
    small.addLink("cable", from: zones[1], to: zones[2], megawatts: 12, loss: 0.03)
    small.modify { $0.dcLinks[0].forcedOutageRate = 0.1 }
    small.addStorage(
      "battery", in: zones[0], megawatts: 15, energyMWh: 30, efficiency: 0.9, startLevelShare: 0.5)
    small.addStorage(
      "pumped", in: zones[2], megawatts: 10, energyMWh: 60, efficiency: 0.85, startLevelShare: 0.5)
    small.addDemandResponse("response", in: zones[1], megawatts: 5, price: 100, hoursPerDay: 2)
    if let reservoirMWh {
      small.addStorage(
        "reservoir", in: zones[1], megawatts: 12, energyMWh: reservoirMWh, startLevelShare: 0.7)
      small.modify {
        $0.storages[2].chargeMW = 0
        $0.storages[2].annualInflowTWh = 0.004
      }
    }
    let year = try AdequacyYear(
      climateYear: Int(seed), system: small.system, series: small.series, domainOfHour: [])
    let network = ShortageNetwork(
      system: small.system, inputs: year.inputs, model: .ntc, schedule: nil)
    let draws = try OutageDraws(seed: 7, system: small.system, year: year, network: network)
    return (network, draws.sampled(year, sample: 0), year)
  }

  @Test("screened and unscreened years lack the same in every hour and zone", arguments: 1...6)
  func sameShortages(seed: UInt64) throws {
    let (network, sampled, year) = try year(seed: seed)
    let screened = try expectScreenedAsWhole(network, sampled, year)
    #expect(screened.windowHours < year.hourCount / 2)
  }

  /// A small reservoir comes to its end in many evenings, and windows reach back to where it was
  /// full; one that holds out for weeks links evenings far apart.
  @Test("so with a reservoir that comes to its end", arguments: 1...6, [12.0, 40, 100])
  func reservoir(seed: UInt64, energyMWh: Double) throws {
    let (network, sampled, year) = try year(seed: seed, reservoirMWh: energyMWh)
    try expectScreenedAsWhole(network, sampled, year)
  }

  @discardableResult
  private func expectScreenedAsWhole(
    _ network: ShortageNetwork, _ sampled: SampledYear, _ year: AdequacyYear
  ) throws -> YearShortages {
    let dispatch = try YearDispatch(
      network, axis: year.inputs.axis, largest: [300, 300, 300], rule: .earliest)
    let screened = try dispatch.screened(sampled)
    let whole = try dispatch.unscreened(sampled)
    #expect(!whole.hours.isEmpty, "the year is never short: the test would show nothing")
    func total(_ shortages: YearShortages) -> Double {
      shortages.hours.reduce(0) { $0 + $1.shortage.reduce(0, +) }
    }
    #expect(abs(total(screened) - total(whole)) <= 1e-3, "\(total(screened)) \(total(whole))")
    func byHour(_ shortages: YearShortages) -> [Double] {
      var result = [Double](repeating: 0, count: year.hourCount)
      for hour in shortages.hours { result[hour.hour] = hour.shortage.reduce(0, +) }
      return result
    }
    for (t, pair) in zip(byHour(screened), byHour(whole)).enumerated() {
      #expect(abs(pair.0 - pair.1) <= 1e-3, "hour \(t): \(pair.0), unscreened \(pair.1)")
    }
    return screened
  }

  /// 10 MWh are needed on the first evening and 40 on the second. A reservoir of 24 MWh without
  /// inflow and a battery of 10 that is full again every morning leave 6 MWh unserved if the battery
  /// alone covers the first evening, and 16 if the reservoir does, which the first pass uses first.
  @Test("a reservoir is kept for the evening that needs it")
  func keptReservoir() throws {
    var small = SmallSystem(hours: 72)
    let load = (0..<72).map { t in
      switch t {
      case 18: 110.0
      case 42, 43: 120.0
      default: 80.0
      }
    }
    let zone = small.addZone("A", loadMW: load)
    small.addUnit("plant", in: zone, megawatts: 100, cost: 10)
    small.addStorage("battery", in: zone, megawatts: 10, energyMWh: 10, startLevelShare: 1)
    small.addStorage("reservoir", in: zone, megawatts: 12, energyMWh: 24, startLevelShare: 1)
    small.modify { $0.storages[1].chargeMW = 0 }
    let year = try AdequacyYear(
      climateYear: 1, system: small.system, series: small.series, domainOfHour: [])
    let network = ShortageNetwork(
      system: small.system, inputs: year.inputs, model: .ntc, schedule: nil)
    let draws = try OutageDraws(seed: 7, system: small.system, year: year, network: network)
    let dispatch = try YearDispatch(
      network, axis: year.inputs.axis, largest: [300], rule: .earliest)
    let sampled = draws.sampled(year, sample: 0)
    for shortages in [try dispatch.screened(sampled), try dispatch.unscreened(sampled)] {
      let energy = shortages.hours.reduce(0) { $0 + $1.shortage.reduce(0, +) }
      expectClose(energy, 6, absolute: 1e-3, "MWh")
    }
  }

  @Test("one and two threads, and samples in two runs, give the same")
  func sameBytes() throws {
    let (network, _, year) = try year(seed: 3)
    var options = MonteCarloOptions()
    options.network = .ntc
    options.samples = 6
    func run(threads: Int, samples: Range<Int>) throws -> MonteCarloResult {
      var own = options
      own.threads = threads
      own.samples = samples.count
      return try monteCarloAdequacy(
        system: network.system, years: [year], schedule: nil, options: own,
        firstSample: samples.lowerBound)
    }
    let one = try run(threads: 1, samples: 0..<6)
    let two = try run(threads: 2, samples: 0..<6)
    let parts = [try run(threads: 1, samples: 0..<2), try run(threads: 2, samples: 2..<6)]
    #expect(one.system.indices.eens.mean > 0)
    for n in one.nodes.indices {
      #expect(one.nodes[n].table == two.nodes[n].table)
      let merged = try MonteCarloTable(merging: parts.map { $0.nodes[n].table })
      #expect(one.nodes[n].table == merged)
    }
  }
}
