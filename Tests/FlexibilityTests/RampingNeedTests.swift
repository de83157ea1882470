// SPDX-License-Identifier: Apache-2.0
import Flexibility
import TestSupport
import Testing

@Suite("ramping needs and percentiles")
struct RampingNeedTests {
  @Test("ramps counted by hand")
  func byHand() {
    let one = RampingNeeds(residualLoad: [0, 5, 3, 10, 10], units: 1)
    #expect(one.ramps == [5, -2, 7, 0])
    #expect(one.largestUp == 7 && one.largestDown == -2)
    let three = RampingNeeds(residualLoad: [0, 5, 3, 10, 10], units: 3)
    #expect(three.ramps == [10, 5])
    #expect(three.largestDown == 5)
    #expect(three.eventsDown.count == 0, "no fall is no event")
    #expect(three.eventsUp.count == 1)
  }

  /// Definition 7 of Hyndman and Fan: 1, 2, 3, 4 have the quartiles 1.75, 2.5 and 3.25.
  @Test("percentiles")
  func percentiles() {
    let values = SortedValues([4, 1, 3, 2])
    #expect([0, 25, 50, 75, 100].map(values.percentile) == [1, 1.75, 2.5, 3.25, 4])
    #expect(SortedValues([7]).percentile(99.9) == 7)
    #expect(SortedValues([]).percentile(50).isNaN)
  }

  @Test("events: number, duration, interval")
  func events() {
    let none = EventStatistics([false, false])
    #expect(none.count == 0 && none.meanDuration.isNaN && none.meanInterval.isNaN)
    let marks = [false, true, true, false, false, false, true, false, true, false]
    let events = EventStatistics(marks)
    #expect(events.count == 3 && events.longest == 2 && events.markedUnits == 4)
    expectClose(events.meanDuration, 4.0 / 3, relative: 1e-15)
    #expect(events.meanInterval == 2, "three hours and one hour between them")
    #expect(EventStatistics([true]).meanInterval.isNaN)
  }

  @Test("what margins leave open stands beside the need, never in it")
  func uncovered() throws {
    let margins = Margins(
      units: [10, 20, 30, 5], storageAndResponse: [0, 0, 5, 0], interconnectors: [5, 0, 0, 20])
    let open = Uncovered(need: [20, 10, 40, -50], margins: margins)
    #expect(open.largestOwn == 10 && open.largest == 5)
    #expect(open.eventsOwn.count == 2 && open.eventsOwn.markedUnits == 2)
    #expect(open.events?.count == 2)
    #expect(open.smallestOwnMargin == 5)
    let alone = Uncovered(
      need: [20], margins: Margins(units: [10], storageAndResponse: [0], interconnectors: nil))
    #expect(alone.largestOwn == 10 && alone.largest == nil && alone.events == nil)
  }
}
