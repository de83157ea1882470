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
  private static let loadFactor = Tier.isSoak ? 1.12 : 1.2
  private static let climateYears = Tier.isSoak ? 1...5 : 1...1

  /// Which of two zones goes short is open before sharing where the network lets either: the hours
  /// are compared, and what zones differ by is reported.
  @Test("every hour lacks the same, flow-based")
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
    let (ours, reference) = (table(screened, year), table(whole, year))
    let ofZones = largestDifference(ours, reference)
    let worst = largestDifference(byHour(ours, year), byHour(reference, year))
    #expect(worst <= 1e-3, "MW, climate year \(year.climateYear)")
    report(
      figure: "Penta climate year \(year.climateYear), load x \(Self.loadFactor), flow-based: "
        + "\(screened.hours.count) short hours, \(ours.reduce(0, +)) MWh, "
        + "\(screened.windowHours) of \(year.hourCount) hours solved in windows, "
        + "\(worst) MW from the year in one program in any hour, \(ofZones) MW in any zone")
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

  /// MW by hour and zone.
  private func table(_ shortages: YearShortages, _ year: AdequacyYear) -> [Double] {
    var result = [Double](repeating: 0, count: year.hourCount * year.nodeCount)
    for hour in shortages.hours {
      for (n, shortage) in hour.shortage.enumerated() {
        result[hour.hour * year.nodeCount + n] = shortage
      }
    }
    return result
  }
}
