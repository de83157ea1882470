// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport
import Testing

@Suite("shortage events")
struct ShortageEventTests {
  private func tally(_ hourly: [Double], threshold: Double = 1) -> ShortageTally {
    var tally = ShortageTally(
      threshold: ShortageThreshold(megawatts: threshold), hours: hourly.count, loadMWh: 1000,
      listsEvents: true)
    for (hour, missing) in hourly.enumerated() where missing > 0 {
      tally.add(hour: hour, energyNotServedMW: missing)
    }
    return tally
  }

  @Test("runs of short hours with start, length, energy and depth, counted by hand")
  func byHand() {
    // 0.5 MW does not count as short and parts two events; the last runs to the end of the year.
    let found = tally([0, 5, 7, 0.5, 3, 0, 0, 2, 9, 4]).events()
    #expect(
      found == [
        ShortageEvent(firstHour: 1, hours: 2, energyMWh: 12, depthMW: 7),
        ShortageEvent(firstHour: 4, hours: 1, energyMWh: 3, depthMW: 3),
        ShortageEvent(firstHour: 7, hours: 3, energyMWh: 15, depthMW: 9),
      ])
    #expect(tally([0, 0]).events().isEmpty)
  }

  @Test("events add up to the year", arguments: 0..<20 as Range<UInt64>)
  func addUp(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let tally = tally((0..<300).map { _ in max(0, random.uniform(-10...10)) })
    let year = tally.finished()
    let events = tally.events()
    #expect(year.events == events.count && year.events > 10)
    #expect(year.shortHours == events.reduce(0) { $0 + $1.hours })
    #expect(year.largestShortageMW == events.map(\.depthMW).max())
    #expect(year.longestEventHours == events.map(\.hours).max())
    expectClose(year.eventDepthsMW, events.reduce(0) { $0 + $1.depthMW }, relative: 1e-12)
    expectClose(
      year.energyNotServedMWh - year.energyBelowThresholdMWh,
      events.reduce(0) { $0 + $1.energyMWh }, relative: 1e-12)
  }
}
