// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

@Suite("indices of Monte Carlo years")
struct AdequacyIndicesTests {
  private func entry(_ climateYear: Int, _ sample: Int, _ hourly: [Double]) -> MonteCarloTable.Entry
  {
    var tally = ShortageTally(threshold: .vertex, hours: hourly.count, loadMWh: 2000)
    for (hour, missing) in hourly.enumerated() { tally.add(hour: hour, energyNotServedMW: missing) }
    return MonteCarloTable.Entry(
      year: MonteCarloYear(climateYear: climateYear, sample: sample), shortage: tally.finished())
  }

  @Test("two climate years of two samples by hand")
  func byHand() throws {
    let table = try MonteCarloTable([
      entry(2, 0, [0, 0, 0, 0, 0, 0, 0, 0]), entry(1, 1, [0, 8, 2, 0, 0, 4, 0, 0]),
      entry(1, 0, [1, 1, 1, 1, 0, 0, 0, 0]), entry(2, 1, [0, 0, 0.002, 0, 0, 0, 0, 0]),
    ])
    #expect(table.climateYears == [0..<2, 2..<4])
    let indices = AdequacyIndices(table)
    #expect(indices.lole.mean == 2)
    #expect(indices.lole.climateYears == 2)
    #expect(indices.loleAtTenTimes.mean == 1.75)
    #expect(indices.hourlyLOLP.mean == 0.25)
    #expect(indices.annualLOLP.mean == 0.75)
    expectClose(indices.eens.mean, 18.002 / 4, relative: 1e-15)
    expectClose(
      try #require(indices.normalisedEENS).mean, 1e6 * 18.002 / 8000, relative: 1e-14)
    #expect(indices.eventsPerYear.mean == 1)
    #expect(indices.eventDurationHours?.mean == 2)
    expectClose(try #require(indices.eventDepthMW).mean, (8 + 4 + 1 + 0.002) / 4, relative: 1e-14)
    #expect(indices.largestShortageMW == 8)
    #expect(indices.longestEventHours == 4)
    #expect(indices.medianShortHours.mean == 1)
    #expect(indices.shortHoursP95.mean == 4)
    #expect(indices.medianEnergyNotServed.mean == 0.002)
    #expect(indices.energyNotServedP95.mean == 14)
    #expect(indices.energyNotServedCVaR.mean == 14)
    #expect(indices.energyBelowThreshold.mean == 0)
    #expect(indices.zeroShortageBound == nil)
  }

  @Test("no shortage gives a bound, not a certainty")
  func zero() throws {
    let years = (0..<20).map { entry($0 / 10, $0 % 10, [0, 0, 0.0001, 0]) }
    let indices = AdequacyIndices(try MonteCarloTable(years))
    #expect(indices.lole.mean == 0)
    #expect(indices.eventDurationHours == nil)
    let bound = try #require(indices.zeroShortageBound)
    #expect(bound.hours == 4)
    expectClose(bound.shortYearProbability, 1 - 0.05.squareRoot(), relative: 1e-14)
  }

  /// (1 - p)^n is what the confidence leaves; 3 / n of the rule of three lies just above p.
  @Test("the bound of a run without shortage", arguments: [1, 35, 350, 100_000])
  func bound(years: Int) {
    let bound = ZeroShortageBound(
      climateYears: 1, monteCarloYears: years, hours: 8760, confidence: 0.95)
    var nothing = 1.0
    for _ in 0..<years { nothing *= 1 - bound.shortYearProbability }
    expectClose(nothing, 0.05, relative: 1e-9)
    #expect(bound.shortYearProbability < 3 / Double(years))
    #expect(bound.lole() == bound.shortYearProbability * 8760)
    #expect(bound.lole(hoursPerShortYear: 10) == bound.shortYearProbability * 10)
    #expect(bound.lole(hoursPerShortYear: 10_000) == bound.lole())
  }

  @Test("samples of one climate year do not sharpen the bound over the climate")
  func climateBound() {
    let bound = ZeroShortageBound(
      climateYears: 35, monteCarloYears: 350, hours: 8760, confidence: 0.95)
    expectClose(bound.shortYearProbability, 0.0820, absolute: 5e-5)
    expectClose(bound.shortYearProbabilityGivenClimate, 0.00852, absolute: 5e-6)
    #expect(
      bound.loleGivenClimate(hoursPerShortYear: 20) == 20 * bound.shortYearProbabilityGivenClimate)
  }

  @Test("any split of the years gives the same table; overlaps are refused")
  func merging() throws {
    let all = (0..<12).map { entry($0 / 4, $0 % 4, [Double($0) / 3, 0, 0.1]) }
    let whole = try MonteCarloTable(all)
    let odd = try MonteCarloTable(all.enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
    let even = try MonteCarloTable(all.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
    #expect(try MonteCarloTable(merging: [odd, even]) == whole)
    #expect(AdequacyIndices(try MonteCarloTable(merging: [odd, even])) == AdequacyIndices(whole))
    let error = #expect(throws: RepeatedMonteCarloYears.self) {
      try MonteCarloTable(merging: [odd, whole])
    }
    #expect(
      error?.description == """
        Monte Carlo years occur more than once: climate year 0 sample 1, climate year 0 sample 3, \
        climate year 1 sample 1 and 3 more; give each part samples of its own
        """)
  }
}
