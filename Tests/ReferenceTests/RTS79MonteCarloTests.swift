// SPDX-License-Identifier: Apache-2.0
import Adequacy
import InputFiles
import TestSupport
import Testing

/// Units and load of the shipped IEEE Reliability Test System of 1979.
enum RTS79Fleet {
  static func assets() throws -> [OutageAsset] {
    try loadCase(at: ProjectFolder.path("grids/rts79")).generatingUnits.map {
      OutageAsset(
        name: $0.name, capacity: .constant($0.installedMW), forcedOutageRate: $0.forcedOutageRate,
        meanTimeToRepairHours: $0.meanTimeToRepairHours)
    }
  }

  static func load() throws -> [Double] {
    try #require(
      loadSeries(folder: ProjectFolder.path("grids/rts79/series"), year: 1979)["load_mw", "RTS"])
  }

  /// Exact figures by convolution of the units' outages, hour by hour.
  static let lole = 9.394175
  static let eens = 1176.2985
}

/// Sequential Monte Carlo beside the exact figures of the same system.
@Suite("RTS-79 by sequential Monte Carlo")
struct RTS79MonteCarloTests {
  private static let years = Tier.isSoak ? 100_000 : 4_000

  private func table(samples: Range<Int>) throws -> MonteCarloTable {
    try SingleZoneSimulation(
      assets: RTS79Fleet.assets(), residualLoadMW: RTS79Fleet.load(), seed: 1
    )
    .run(samples: samples)
  }

  private func check(_ estimate: Estimate, _ exact: Double, _ what: String) {
    expectClose(estimate.mean, exact, absolute: 3 * estimate.standardError, what)
  }

  /// The event frequency and the spread of annual values are themselves of 100,000 simulated years
  /// of the same hourly chain, by an independent program: 1.906 ± 0.008 events a year, a standard
  /// deviation of 16.1 h and 2,897 MWh, 43.6 % of years without a short hour.
  @Test("LOLE, EENS, events and spread")
  func indices() throws {
    let table = try table(samples: 0..<Self.years)
    let indices = AdequacyIndices(table)
    check(indices.lole.estimate, RTS79Fleet.lole, "LOLE h/yr")
    check(indices.loleAtTenTimes.estimate, RTS79Fleet.lole, "LOLE at ten times the threshold")
    check(indices.eens.estimate, RTS79Fleet.eens, "EENS MWh/yr")
    check(indices.hourlyLOLP, RTS79Fleet.lole / 8736, "LOLP per hour")
    check(try #require(indices.normalisedEENS), 76.897, "normalised EENS, millionths")
    let events = indices.eventsPerYear
    let error = (0.008 * 0.008 + events.estimate.standardError * events.estimate.standardError)
      .squareRoot()
    expectClose(events.mean, 1.906, absolute: 3 * error, "events per year")
    let idle = 1 - indices.annualLOLP.mean
    // Two runs, and what the printed digits leave out.
    let share = (0.436 * 0.564 * (1 / Double(Self.years) + 1e-5)).squareRoot()
    expectClose(idle, 0.436, absolute: 3 * share + 0.0005, "years without a short hour")
    checkDeviation(table, 16.1, printed: 0.05) { Double($0.shortHours) }
    checkDeviation(table, 2897, printed: 0.5) { $0.energyNotServedMWh }
    let mean = try #require(indices.eventDurationHours)
    expectClose(
      mean.mean, RTS79Fleet.lole / 1.906, absolute: 3 * mean.standardError + 0.06, "duration")
  }

  /// The variance is a mean of squares with an error of its own; both runs have it.
  private func checkDeviation(
    _ table: MonteCarloTable, _ expected: Double, printed: Double,
    _ value: (AnnualShortage) -> Double
  ) {
    let values = table.entries.map { value($0.shortage) }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = TwoLevelEstimate(
      values.map { ($0 - mean) * ($0 - mean) }, climateYears: [values.indices]
    ).estimate
    let own = squares.standardError / (2 * squares.mean.squareRoot())
    let other = own * (Double(values.count) / 1e5).squareRoot()
    expectClose(
      squares.mean.squareRoot(), expected,
      absolute: 3 * (own * own + other * other).squareRoot() + printed, "standard deviation")
  }

  @Test("years split over runs give the same table and figures")
  func sharding() throws {
    let whole = try table(samples: 0..<60)
    let parts = [
      try table(samples: 41..<60), try table(samples: 0..<17), try table(samples: 17..<41),
    ]
    let merged = try MonteCarloTable(merging: parts)
    #expect(merged == whole)
    #expect(AdequacyIndices(merged) == AdequacyIndices(whole))
  }
}
