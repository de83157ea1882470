// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import Quantities
import TestSupport
import Testing

/// Zones alone and all as one, without a program, are what the dispatch makes of the same draws.
@Suite("coarse models")
struct CoarseModelTests {
  /// Two zones of ten 12 MW units and loads of up to 110 MW, a tie between them.
  private func system(withStore: Bool = false) -> SmallSystem {
    let hours = 7 * 24
    var random = SeededGenerator(seed: 9)
    var small = SmallSystem(hours: hours)
    for name in ["A", "B"] {
      let zone = small.addZone(
        name,
        loadMW: (0..<hours).map { t in
          85 + ([17, 18, 19].contains(t % 24) ? 15.0 : 0) + random.uniform(-10...10)
        })
      for k in 0..<10 { small.addUnit("\(name)\(k)", in: zone, megawatts: 12, cost: 10) }
      if withStore {
        small.addStorage(
          "store \(name)", in: zone, megawatts: 10, energyMWh: 25, efficiency: 0.9,
          startLevelShare: 1)
      }
    }
    small.modify { system in
      for k in system.generatingUnits.indices {
        system.generatingUnits[k].forcedOutageRate = 0.08
        system.generatingUnits[k].meanTimeToRepairHours = 15
      }
    }
    small.addBorder(from: Row(0), to: Row(1), forwardMW: 10, backwardMW: 10)
    return small
  }

  private func study(
    _ small: SmallSystem, network: NetworkModel = .ntc, samples: Int = 20, threads: Int = 2,
    plansMaintenance: Bool = true
  ) throws -> SampledStudy {
    var options = MonteCarloOptions()
    options.network = network
    options.samples = samples
    options.threads = threads
    options.threshold = .vertex
    let year = try AdequacyYear(
      climateYear: 1, system: small.system, series: small.series, domainOfHour: [],
      plansMaintenance: plansMaintenance)
    return SampledStudy(
      system: small.system, years: [year], schedule: nil, options: options)
  }

  private func compare(
    _ coarse: [CoarseShortage], _ dispatched: NodeAdequacy, withHours: Bool = true
  ) {
    #expect(dispatched.indices.eens.mean > 1, "never short: the test would show nothing")
    for (coarse, entry) in zip(coarse, dispatched.table.entries) {
      let year = entry.shortage
      expectClose(
        coarse.energyNotServedMWh, year.energyNotServedMWh, absolute: 1e-3, "\(entry.year)")
      if withHours { #expect(coarse.shortHours == Double(year.shortHours), "\(entry.year)") }
    }
  }

  @Test("without stores: energy and hours of every year")
  func withoutStores() throws {
    var small = system()
    let coarse = try coarseShortages(study(small), firstSample: 0, samples: 20)
    let one = try study(small, network: .copperplate)
    compare(
      coarse.copperplate,
      try monteCarloAdequacy(
        system: one.system, years: one.years, schedule: nil, options: one.options
      ).system)
    small.modify { $0.borders = [] }
    let apart = try study(small)
    let dispatched = try monteCarloAdequacy(
      system: apart.system, years: apart.years, schedule: nil, options: apart.options)
    for (n, node) in dispatched.nodes.enumerated() { compare(coarse.isolated[n], node) }
    compare(coarse.isolatedTogether, dispatched.system)
  }

  /// Which hours are short depends on the rule for stores, how much is missing does not.
  @Test("a zone with a store: energy of every year")
  func withStore() throws {
    var small = system(withStore: true)
    let coarse = try coarseShortages(study(small), firstSample: 0, samples: 20)
    small.modify { $0.borders = [] }
    let apart = try study(small)
    let dispatched = try monteCarloAdequacy(
      system: apart.system, years: apart.years, schedule: nil, options: apart.options)
    for (n, node) in dispatched.nodes.enumerated() {
      compare(coarse.isolated[n], node, withHours: false)
    }
  }

  @Test("the same for one thread and two, and for samples in two runs")
  func sameBytes() throws {
    let one = try coarseShortages(study(system(), threads: 1), firstSample: 0, samples: 8)
    let two = try coarseShortages(study(system(), threads: 2), firstSample: 0, samples: 8)
    let part = try coarseShortages(study(system()), firstSample: 5, samples: 3)
    #expect(one.copperplate == two.copperplate && one.isolated == two.isolated)
    #expect(one.copperplate[5...] == part.copperplate[...])
    #expect(one.isolatedTogether[5...] == part.isolatedTogether[...])
    #expect(part.years.map(\.sample) == [5, 6, 7])
  }

  @Test("controls leave the mean, exact or sampled")
  func controlled() throws {
    let study = try study(system(), samples: 200)
    let exact = try PairedYears(study, means: .exact)
    let sampled = try PairedYears(study, means: .sampled(perClimateYear: 2_000))
    for index in SharpenedIndex.allCases {
      let (first, second) = (exact.controlled(index), sampled.controlled(index))
      for (a, b) in zip(first.zones + [first.system], second.zones + [second.system]) {
        #expect(a.meanError == 0 && b.meanError > 0)
        #expect(a.varianceRatio.value > 1, "\(a.name)")
        #expect(a.varianceRatio.value > b.varianceRatio.value, "\(a.name)")
        expectClose(
          a.estimate.mean, b.estimate.mean, absolute: 3 * b.meanError, "\(index) of \(a.name)")
        let plain = a.variates.plain.estimate
        expectClose(a.estimate.mean, plain.mean, absolute: 3 * plain.standardError, a.name)
      }
    }
  }

  @Test("levels add up to the controlled mean")
  func multilevel() throws {
    let study = try study(system(), samples: 200)
    let controlled = try PairedYears(study, means: .exact).controlled(.eens).system
    for coarse in [nil, 2_000] {
      let found = try multilevelAdequacy(
        study, index: .eens,
        plan: MultilevelPlan(
          pilot: 50, coarse: coarse, network: 200, coarseCost: 0.1, networkCost: 1))
      let own = found.estimate.estimate
      let other = controlled.estimate
      expectClose(
        own.mean, other.mean,
        absolute: 3
          * (own.standardError * own.standardError + other.standardError * other.standardError)
          .squareRoot())
      #expect(found.estimate.levels.count == (coarse == nil ? 1 : 2))
      #expect((found.estimate.exact > 0) == (coarse == nil))
      #expect(found.varianceRatio.value > 1)
    }
  }

  @Test("exact means of stores and of planned outages are refused, with the way out")
  func refused() throws {
    var small = system(withStore: true)
    small.modify { $0.generatingUnits[0].plannedOutageDays = 30 }
    let study = try study(small)
    let error = #expect(throws: ExactAdequacyError.self) {
      try PairedYears(study, means: .exact)
    }
    #expect(
      error?.problems == [
        "exact means of controls know no stores, and the system has 2: store A, store B; sample the "
          + "means",
        "exact means of controls know no planned outages, and climate year 1 has them; sample the "
          + "means or leave maintenance out",
      ])
  }
}
