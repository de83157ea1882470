// SPDX-License-Identifier: Apache-2.0
import Quantities
import Testing

@Suite struct TimeAxisTests {
  @Test("calendar years have their hours", arguments: [(2016, 8784), (2030, 8760), (2100, 8760)])
  func hoursOfYear(year: Int, hours: Int) {
    let axis = TimeAxis(hoursOfYear: year)
    #expect(axis.count == hours)
    #expect(axis.timestamp(at: 0) == "\(year)-01-01T00:00:00Z")
    #expect(axis.timestamp(at: hours - 1) == "\(year)-12-31T23:00:00Z")
  }

  @Test(
    "dates survive the way through day numbers", arguments: [-800_000, -1, 0, 59, 11_016, 47_540])
  func dateRoundTrip(days: Int) {
    #expect(CivilDate(daysSince1970: days).daysSince1970 == days)
  }

  @Test func weekdays() {
    #expect(CivilDate(year: 1970, month: 1, day: 1).isoWeekday == 4)
    #expect(CivilDate(year: 2016, month: 2, day: 29).isoWeekday == 1)
    #expect(CivilDate(year: 2026, month: 11, day: 22).isoWeekday == 7)
  }
}
