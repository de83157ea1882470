// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

@Suite("shortages of a year")
struct ShortageTallyTests {
  private func tally(_ hourly: [Double], threshold: ShortageThreshold = .vertex) -> AnnualShortage {
    var tally = ShortageTally(threshold: threshold, hours: hourly.count, loadMWh: 1000)
    for (hour, missing) in hourly.enumerated() { tally.add(hour: hour, energyNotServedMW: missing) }
    return tally.finished()
  }

  @Test("hours, energy and events by hand")
  func byHand() {
    let year = tally([5, 3, 0, 0.0005, 20, 0.005, 30, -7, 0, 1])
    #expect(year.hours == 10)
    #expect(year.loadMWh == 1000)
    #expect(year.shortHours == 6)
    // 0.005 MW is above 0.001 but not above 0.01.
    #expect(year.shortHoursAtTenTimes == 5)
    expectClose(year.energyNotServedMWh, 59.0055, relative: 1e-15)
    #expect(year.energyBelowThresholdMWh == 0.0005)
    // Hours 0-1, 4-6 and 9.
    #expect(year.events == 3)
    #expect(year.eventDepthsMW == 5 + 30 + 1)
    #expect(year.largestShortageMW == 30)
    #expect(year.longestEventHours == 3)
  }

  @Test("the threshold itself is not short, and decides over hours but not over energy")
  func threshold() {
    let year = tally([1, 1.5, 1, 10, 10.5], threshold: .interiorPoint)
    #expect(year.shortHours == 3)
    #expect(year.shortHoursAtTenTimes == 1)
    #expect(year.energyNotServedMWh == 24)
    #expect(year.energyBelowThresholdMWh == 2)
    #expect(year.events == 2)
    #expect(tally([1, 1.5, 1, 10, 10.5]).shortHours == 5)
  }

  @Test("hours without shortage may be left out")
  func sparse() {
    var sparse = ShortageTally(threshold: .vertex, hours: 9, loadMWh: 1000)
    for (hour, missing) in [(1, 4.0), (2, 2.0), (4, 1.0)] {
      sparse.add(hour: hour, energyNotServedMW: missing)
    }
    #expect(sparse.finished() == tally([0, 4, 2, 0, 1, 0, 0, 0, 0]))
  }
}
