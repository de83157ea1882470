// SPDX-License-Identifier: Apache-2.0
import Adequacy
import Climate
import GridModel
import InputFiles
import MarketCoupling
import Quantities
import TestSupport
import Testing

/// Years of the Penta case solved in windows against the same years solved as one program.
///
/// At its own load the case of 2030 is hardly ever short, so it stands here with more.
@Suite("screening on the Penta case")
struct PentaScreeningTests {
  private static let hours = Tier.isSoak ? 8760 : 504
  private static let loadFactor = Tier.isSoak ? 1.08 : 1.2
  private static let climateYears = Tier.isSoak ? 1...5 : 1...1

  @Test("every hour lacks the same, and every zone after sharing, flow-based")
  func sameShortages() throws {
    let folder = ProjectFolder.path("grids/penta")
    var system = try loadCase(at: folder, year: 2030)
    for d in system.demand.indices { system.demand[d].annualTWh *= Self.loadFactor }
    let parameters = try loadClimate(at: folder)
    var capacity: CapacityRun?
    var shortYears = 0
    for climateYear in Self.climateYears {
      let series = syntheticYear(
        parameters: parameters, axis: TimeAxis(hoursOfYear: 2030), seed: 1,
        climateYear: climateYear
      ).slice(0..<Self.hours)
      if capacity == nil {
        capacity = try calculateCapacity(
          system: system, series: series, options: CouplingOptions())
      }
      let domains = try #require(capacity).domains
      let classes = try DomainClasses(system: system, series: series, range: 0..<Self.hours)
      let year = try AdequacyYear(
        climateYear: climateYear, system: system, series: series,
        domainOfHour: try classes.classOfUnit.map { row in
          try #require(domains.firstIndex { $0.name == classes.names[row] })
        })
      let network = ShortageNetwork(
        system: system, inputs: year.inputs, model: .flowBased,
        schedule: try DomainSchedule(
          domains: domains.map(\.domain), names: domains.map(\.name), domainOfUnit: []))
      let draws = try OutageDraws(seed: 1, system: system, year: year, network: network)
      if try compare(network, year, draws.sampled(year, sample: 0)) { shortYears += 1 }
    }
    #expect(2 * shortYears >= Self.climateYears.count, "too few years are short to show anything")
  }

  /// Whether the year is short at all.
  private func compare(
    _ network: ShortageNetwork, _ year: AdequacyYear, _ sampled: SampledYear
  ) throws -> Bool {
    let dispatch = try YearDispatch(
      network, axis: year.inputs.axis,
      largest: [Double](repeating: 400_000, count: network.nodeCount), rule: .earliest)
    let screened = try dispatch.screened(sampled)
    let whole = try dispatch.unscreened(sampled)
    #expect(screened.windowHours < year.hourCount / 2)
    let ours = try outcome(screened, network, sampled)
    let reference = try outcome(whole, network, sampled)
    let ofHours = largestDifference(byHour(ours.before, year), byHour(reference.before, year))
    let ofZones = largestDifference(ours.after, reference.after)
    #expect(ofHours <= 1e-3, "MW in an hour, climate year \(year.climateYear)")
    #expect(ofZones <= 1e-3, "MW in a zone after sharing, climate year \(year.climateYear)")
    report(
      figure: "Penta climate year \(year.climateYear), load x \(Self.loadFactor), flow-based: "
        + "\(screened.hours.count) short hours, \(ours.before.reduce(0, +)) MWh, "
        + "\(screened.windowHours) of \(year.hourCount) hours solved in windows; most that the year "
        + "in one program is away: \(ofHours) MW in an hour, \(ofZones) MW in a zone after "
        + "\(SharingRule.curtailmentSharing.rawValue), "
        + "\(largestDifference(ours.before, reference.before)) MW in a zone before, "
        + "\(largestDifference(ours.storeSupply, reference.storeSupply)) MW of the stores of a zone"
    )
    return !whole.hours.isEmpty
  }

  private func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  private func byHour(_ table: [Double], _ year: AdequacyYear) -> [Double] {
    (0..<year.hourCount).map { t in
      table[t * year.nodeCount..<(t + 1) * year.nodeCount].reduce(0, +)
    }
  }

  /// MW by hour and zone: energy not served before and after sharing, and what stores give.
  private struct Outcome {
    var before: [Double]
    var after: [Double]
    var storeSupply: [Double]
  }

  private func outcome(
    _ shortages: YearShortages, _ network: ShortageNetwork, _ sampled: SampledYear
  ) throws -> Outcome {
    let shared = try #require(
      try share(shortages.sharedHours(sampled), over: network, rule: .curtailmentSharing))
    func table(_ rows: [[Double]]) -> [Double] {
      var result = [Double](repeating: 0, count: Self.hours * network.nodeCount)
      for (hour, row) in zip(shortages.hours, rows) {
        for (n, value) in row.enumerated() { result[hour.hour * network.nodeCount + n] = value }
      }
      return result
    }
    return Outcome(
      before: table(shortages.hours.map(\.shortage)), after: table(shared),
      storeSupply: table(shortages.hours.map(\.storeSupply)))
  }
}
