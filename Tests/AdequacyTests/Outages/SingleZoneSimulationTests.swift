// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

@Suite("sequential simulation of one zone")
struct SingleZoneSimulationTests {
  private static let samples = Tier.isSoak ? 1_000_000 : 100_000

  /// Units of the PRAS test systems: lambda 0.1 and mu 0.9 per hour, so a forced outage rate of 0.1.
  private func unit(_ name: String, _ capacity: OutageAsset.Capacity) -> OutageAsset {
    OutageAsset(
      name: name, capacity: capacity, forcedOutageRate: 0.1, meanTimeToRepairHours: 1 / 0.9)
  }

  private func expect(
    _ estimate: Estimate, _ exact: Double, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(estimate.standardError < 0.02 * exact, sourceLocation: sourceLocation)
    expectClose(
      estimate.mean, exact, absolute: 3 * estimate.standardError, what,
      sourceLocation: sourceLocation)
  }

  private func shortHourShares(_ zone: SingleZoneSimulation, hours: Int) -> [Double] {
    var count = [Double](repeating: 0, count: hours)
    for sample in 0..<Self.samples {
      let missing = zone.energyNotServedMW(in: MonteCarloYear(climateYear: 0, sample: sample))
      for hour in 0..<hours where missing[hour] > 0 { count[hour] += 1 }
    }
    return count.map { $0 / Double(Self.samples) }
  }

  /// Source: PRAS, PRASCore.jl/src/Systems/TestData.jl, system singlenode_a: three 10 MW units,
  /// variable generation 5, 6, 7, 8 and load 25, 28, 27, 24 MW. Enumerated: short by 0, 2, 0, 0 MW
  /// of 20 with three units, and so on.
  @Test("PRAS singlenode_a within three standard errors")
  func singlenodeA() throws {
    let zone = try SingleZoneSimulation(
      assets: (1...3).map { unit("Gen\($0)", .constant(10)) }, residualLoadMW: [20, 22, 20, 16],
      loadMWh: 104, seed: 1)
    let indices = AdequacyIndices(zone.run(samples: 0..<Self.samples))
    expect(indices.lole.estimate, 0.355, "LOLE")
    expect(indices.eens.estimate, 1.59, "EUE")
    expect(try #require(indices.normalisedEENS), 1e6 * 1.59 / 104, "NEUE")
    expect(indices.hourlyLOLP, 0.355 / 4, "LOLP")
    let shares = shortHourShares(zone, hours: 4)
    for (share, exact) in zip(shares, [0.028, 0.271, 0.028, 0.028]) {
      let error = (exact * (1 - exact) / Double(Self.samples)).squareRoot()
      expectClose(share, exact, absolute: 3 * error)
    }
  }

  /// Source: as above, singlenode_b, whose units change their capacity after three hours.
  @Test("PRAS singlenode_b within three standard errors")
  func singlenodeB() throws {
    let variable = [7.0, 8, 9, 9, 8, 7]
    let zone = try SingleZoneSimulation(
      assets: [
        unit("Gen1", .hourly([10, 10, 10, 15, 15, 15])),
        unit("Gen2", .hourly([20, 20, 20, 25, 25, 25])),
      ], residualLoadMW: (0..<6).map { 28 + Double($0) - variable[$0] }, seed: 1)
    let indices = AdequacyIndices(zone.run(samples: 0..<Self.samples))
    expect(indices.lole.estimate, 0.96, "LOLE")
    expect(indices.eens.estimate, 7.11, "EUE")
  }

  /// One unit of 10 MW for a load of 4 MW: every outage is an event, as long and 4 MW deep. With
  /// FOR 0.2 and MTTR 5 h, in steady state, events begin in 0.8 lambda = 0.04 of the hours, and in
  /// the first one with the probability 0.2.
  @Test("one unit: events are its outages")
  func oneUnit() throws {
    let asset = OutageAsset(
      name: "a", capacity: .constant(10), forcedOutageRate: 0.2, meanTimeToRepairHours: 5)
    let zone = try SingleZoneSimulation(
      assets: [asset], residualLoadMW: [Double](repeating: 4, count: 1001), seed: 3)
    let indices = AdequacyIndices(zone.run(samples: 0..<2_000))
    expect(indices.eventsPerYear.estimate, 0.2 + 0.04 * 1000, "events")
    expect(indices.lole.estimate, 200.2, "LOLE")
    expect(try #require(indices.eventDurationHours), 200.2 / 40.2, "duration")
    #expect(indices.eventDepthMW?.mean == 4)
    #expect(indices.largestShortageMW == 4)
  }

  @Test("blocks that are passed over have nothing in them", arguments: 0..<20)
  func againstAllHours(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let hours = Int.random(in: 1...400, using: &generator)
    let assets = (0..<8).map { number in
      let size = Double(Int.random(in: 1...20, using: &generator))
      let profile = (0..<hours).map { _ in Double(Int.random(in: 0...9, using: &generator)) }
      return OutageAsset(
        name: "G\(number)", capacity: number % 4 == 0 ? .hourly(profile) : .constant(size),
        forcedOutageRate: generator.uniform(0...0.4),
        meanTimeToRepairHours: generator.uniform(2...60))
    }
    let load = (0..<hours).map { _ in Double(Int.random(in: 10...70, using: &generator)) }
    let zone = try SingleZoneSimulation(assets: assets, residualLoadMW: load, seed: seed)
    let sampler = try OutageSampler(seed: seed, hours: hours, groups: [assets])
    for entry in zone.run(climateYear: 4, samples: 3..<13).entries {
      let available = sampler.available(in: entry.year)[0]
      var tally = ShortageTally(threshold: .vertex, hours: hours, loadMWh: load.reduce(0, +))
      for hour in 0..<hours {
        tally.add(hour: hour, energyNotServedMW: load[hour] - available[hour])
      }
      #expect(entry.shortage == tally.finished())
    }
  }
}
