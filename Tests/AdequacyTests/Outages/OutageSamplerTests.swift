// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

@Suite("outage draws")
struct OutageSamplerTests {
  private func asset(
    _ name: String, _ capacity: OutageAsset.Capacity = .constant(1), rate: Double = 0.2,
    repair: Double = 5, kind: OutageAsset.Kind = .generatingUnit
  ) -> OutageAsset {
    OutageAsset(
      name: name, kind: kind, capacity: capacity, forcedOutageRate: rate,
      meanTimeToRepairHours: repair)
  }

  private func isOut(_ sampler: OutageSampler, _ asset: Int, _ year: MonteCarloYear) -> [Bool] {
    var result = [Bool](repeating: false, count: sampler.hours)
    sampler.forEachOutage(of: asset, in: year) { from, to in
      for hour in from..<to { result[hour] = true }
    }
    return result
  }

  /// With FOR 0.2 and MTTR 5 h: mu = 0.2, lambda = 0.05 in an hour. Hours are a chain whose state
  /// today says (1 - lambda - mu)^k of the state k hours on.
  @Test("every hour is in steady state, and hours hang together as in the chain")
  func stationaryChain() throws {
    let samples = 40_000
    let sampler = try OutageSampler(seed: 3, hours: 24, groups: [[asset("a")]])
    var out = [Double](repeating: 0, count: 24)
    var both = 0.0
    var failures = 0.0
    var repairs = 0.0
    for sample in 0..<samples {
      let states = isOut(sampler, 0, MonteCarloYear(climateYear: 1, sample: sample))
      for hour in 0..<24 where states[hour] { out[hour] += 1 }
      if states[0], states[3] { both += 1 }
      if !states[10], states[11] { failures += 1 }
      if states[10], !states[11] { repairs += 1 }
    }
    func check(_ count: Double, _ expected: Double, _ what: String) {
      let error = (expected * (1 - expected) / Double(samples)).squareRoot()
      expectClose(count / Double(samples), expected, absolute: 3 * error, what)
    }
    for hour in [0, 1, 2, 5, 23] { check(out[hour], 0.2, "out in hour \(hour)") }
    check(both, 0.2 * (0.2 + 0.8 * 0.75 * 0.75 * 0.75), "out in hours 0 and 3")
    check(failures, 0.8 * 0.05, "failing in hour 11")
    check(repairs, 0.2 * 0.2, "back in hour 11")
  }

  @Test("outages last their mean time to repair, geometrically")
  func durations() throws {
    let sampler = try OutageSampler(seed: 4, hours: 2_000, groups: [[asset("a")]])
    var lengths: [Double] = []
    for sample in 0..<300 {
      let outages = sampler.outages(of: 0, in: MonteCarloYear(climateYear: 1, sample: sample))
      // Those begun early enough to end within the horizon, so that long ones are not lost.
      lengths += outages.filter { $0.lowerBound > 0 && $0.lowerBound < 1_800 }
        .map { Double($0.count) }
    }
    let count = Double(lengths.count)
    #expect(count > 10_000)
    // A geometric duration with p = 0.2 has mean 5 and variance (1 - p) / p² = 20.
    expectClose(lengths.reduce(0, +) / count, 5, absolute: 3 * (20 / count).squareRoot(), "mean")
    let hours = lengths.filter { $0 == 1 }.count
    expectClose(
      Double(hours) / count, 0.2, absolute: 3 * (0.16 / count).squareRoot(), "of one hour")
  }

  @Test("a chain with lambda + mu = 1 has no memory")
  func withoutMemory() throws {
    let samples = 40_000
    let sampler = try OutageSampler(
      seed: 5, hours: 2, groups: [[asset("a", rate: 0.1, repair: 1 / 0.9)]])
    var both = 0.0
    for sample in 0..<samples {
      let states = isOut(sampler, 0, MonteCarloYear(climateYear: 1, sample: sample))
      if states[0], states[1] { both += 1 }
    }
    expectClose(
      both / Double(samples), 0.01, absolute: 3 * (0.01 * 0.99 / Double(samples)).squareRoot())
  }

  @Test("rates 0 and 1 need no draws; a failure in every second hour is allowed")
  func extremes() throws {
    let sampler = try OutageSampler(
      seed: 1, hours: 9,
      groups: [
        [
          asset("never", rate: 0), asset("always", rate: 1),
          asset(
            "half", rate: 0.5,
            repair: 1),
        ]
      ])
    let year = MonteCarloYear(climateYear: 0, sample: 0)
    #expect(sampler.outages(of: 0, in: year) == [])
    #expect(sampler.outages(of: 1, in: year) == [0..<9])
    let alternating = isOut(sampler, 2, year)
    for hour in 1..<9 { #expect(alternating[hour] != alternating[hour - 1]) }
  }

  @Test("other assets, groups and samples leave a draw as it was")
  func drawsAreKeyed() throws {
    let year = MonteCarloYear(climateYear: 7, sample: 3)
    let alone = try OutageSampler(seed: 9, hours: 8760, groups: [[asset("b")]])
    let among = try OutageSampler(
      seed: 9, hours: 8760, groups: [[asset("a"), asset("c")], [asset("d"), asset("b")]])
    let outages = alone.outages(of: 0, in: year)
    #expect(outages.count > 100)
    #expect(among.outages(of: 3, in: year) == outages)
    // A longer horizon begins with the shorter one.
    let longer = try OutageSampler(seed: 9, hours: 9000, groups: [[asset("b")]])
    #expect(longer.outages(of: 0, in: year).prefix(outages.count - 1) == outages.dropLast())
    let others = [
      try OutageSampler(seed: 8, hours: 8760, groups: [[asset("b")]]).outages(of: 0, in: year),
      try OutageSampler(seed: 9 + 1 << 40, hours: 8760, groups: [[asset("b")]])
        .outages(of: 0, in: year),
      try OutageSampler(seed: 9, hours: 8760, groups: [[asset("b", kind: .storage)]])
        .outages(of: 0, in: year),
      among.outages(of: 0, in: year),
      alone.outages(of: 0, in: MonteCarloYear(climateYear: 7, sample: 4)),
      alone.outages(of: 0, in: MonteCarloYear(climateYear: 8, sample: 3)),
    ]
    for other in others { #expect(other != outages) }
    #expect(Set(others.map { "\($0)" }).count == others.count)
  }

  @Test("available power is that of the assets in order, hour by hour")
  func available() throws {
    let rising = (0..<200).map(Double.init)
    let groups = [
      [asset("a", .constant(10)), asset("b", .hourly(rising)), asset("c", .constant(0.5))],
      [asset("d", .constant(3), rate: 0)], [],
    ]
    let sampler = try OutageSampler(seed: 2, hours: 200, groups: groups)
    for sample in 0..<5 {
      let year = MonteCarloYear(climateYear: 1, sample: sample)
      let out = (0..<3).map { isOut(sampler, $0, year) }
      let available = sampler.available(in: year)
      for hour in 0..<200 {
        let expected =
          (out[0][hour] ? 0 : 10) + (out[1][hour] ? 0 : Double(hour)) + (out[2][hour] ? 0 : 0.5)
        #expect(available[0][hour] == expected)
        #expect(available[1][hour] == 3)
        #expect(available[2][hour] == 0)
      }
    }
  }

  @Test("what never fails needs no time to repair")
  func neverFails() throws {
    let sampler = try OutageSampler(
      seed: 1, hours: 100, groups: [[asset("A", rate: 0, repair: 0)]])
    for sample in 0..<50 {
      #expect(sampler.outages(of: 0, in: MonteCarloYear(climateYear: 1, sample: sample)).isEmpty)
    }
  }

  @Test("all faults are told at once, with the values seen and the fix")
  func faults() {
    let groups = [
      [
        asset("A", rate: -0.1, repair: 0), asset("B", rate: 0.75, repair: 2),
        asset("C", .hourly([1])), asset("D", .constant(-1)),
      ],
      [asset("C"), asset("E", repair: 0.5), asset("F", rate: .nan)],
    ]
    let error = #expect(throws: OutageDataError.self) {
      try OutageSampler(seed: 1, hours: 2, groups: groups)
    }
    #expect(
      error?.description == """
        A: forced outage rate -0.1; give a share from 0 to 1
        A: mean time to repair 0.0 h; outages are drawn in steps of 1 h: give at least 1 h
        B: forced outage rate 0.75 with a mean time to repair of 2.0 h implies \
        0.6666666666666666 h between outages, less than the step of 1 h; give at least 3.0 h
        C: 1 hourly capacities for 2 hours; give one per hour
        D: capacity -1.0; give a finite number, 0 or more
        C: the name occurs twice, so both would have the same outages; rename one
        E: mean time to repair 0.5 h; outages are drawn in steps of 1 h: give at least 1 h
        F: forced outage rate nan; give a share from 0 to 1
        """)
  }
}
