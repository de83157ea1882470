// SPDX-License-Identifier: Apache-2.0
import Flexibility
import Quantities
import Testing

@Suite("days, weeks and seasons")
struct NeedCalendarTests {
  private func blocks(
    _ axis: TimeAxis, _ timeZone: String, week: NeedCalendar.Week = .iso,
    season: NeedCalendar.Season = .months
  ) throws -> TimeBlocks {
    try TimeBlocks(
      axis: axis, calendar: NeedCalendar(timeZone: timeZone, week: week, season: season))
  }

  /// Hours of each day.
  private func lengths(_ blocks: TimeBlocks) -> [Int] {
    zip(blocks.dayStarts.dropFirst(), blocks.dayStarts).map { $0 - $1 }
  }

  @Test("a year in UTC: 24 hours each day, ISO weeks cut at the ends, twelve months")
  func universalTime() throws {
    let blocks = try blocks(TimeAxis(hoursOfYear: 2030), "UTC")
    #expect(lengths(blocks) == [Int](repeating: 24, count: 365))
    // 1 January 2030 is a Tuesday, 31 December a Tuesday.
    #expect(blocks.weekStarts.prefix(3) == [0, 6, 13])
    #expect(blocks.weekStarts.suffix(2) == [363, 365])
    #expect(
      blocks.seasonStarts == [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365])
    #expect(blocks.monthOfUnit[31 * 24 - 1] == 1 && blocks.monthOfUnit[31 * 24] == 2)
    #expect(Array(blocks.hourOfUnit.prefix(25)) == Array(0..<24) + [0])
  }

  /// Clocks go forward on 31 March and back on 27 October 2030.
  @Test("a year in Brussels: one day of 23 hours and one of 25, and the ends of the UTC year")
  func daylightSaving() throws {
    let blocks = try blocks(TimeAxis(hoursOfYear: 2030), "Europe/Brussels")
    let lengths = lengths(blocks)
    #expect(lengths.count == 365)
    #expect(lengths.indices.filter { lengths[$0] != 24 } == [0, 89, 299, 364])
    #expect([0, 89, 299, 364].map { lengths[$0] } == [23, 23, 25, 25])
    #expect(blocks.hourOfUnit[0] == 1, "midnight in UTC is one o'clock in Brussels")
    let spring = blocks.dayStarts[89]
    #expect(blocks.hourOfUnit[spring..<spring + 4] == [0, 1, 3, 4])
    let autumn = blocks.dayStarts[299]
    #expect(blocks.hourOfUnit[autumn..<autumn + 5] == [0, 1, 2, 2, 3])
    #expect(blocks.monthOfUnit.last == 12, "the first local hour of 2031 belongs to 31 December")
  }

  @Test("a leap year has 29 February, in London and in New York")
  func leapYear() throws {
    let axis = TimeAxis(hoursOfYear: 2028)
    let london = try blocks(axis, "Europe/London")
    #expect(london.dayCount == 366)
    #expect(london.seasonStarts[2] == 60)
    // Five hours of 31 December 2027 belong to 1 January; the last day has 19 hours.
    let newYork = lengths(try blocks(axis, "America/New_York"))
    #expect(newYork.count == 366)
    #expect(newYork[0] == 29 && newYork[365] == 19)
    #expect(newYork.reduce(0, +) == 8784)
  }

  @Test("blocks of whole days: what is left over belongs to the last")
  func blocksOfDays() throws {
    let axis = TimeAxis(hoursOfYear: 2030)
    let blocks = try blocks(axis, "UTC", week: .sevenDays, season: .days(28))
    #expect(blocks.weekStarts.count == 53)
    #expect(blocks.weekStarts.suffix(2) == [357, 365])
    #expect(blocks.seasonStarts.count == 14)
    #expect(blocks.seasonStarts.suffix(2) == [336, 365])
    let short = try self.blocks(axis.slice(0..<72), "UTC", week: .sevenDays, season: .days(28))
    #expect(short.weekStarts == [0, 3] && short.seasonStarts == [0, 3])
  }

  @Test("an unknown time zone is an error that says what was given")
  func unknownTimeZone() {
    let error = #expect(throws: FlexibilityError.self) {
      try blocks(TimeAxis(hoursOfYear: 2030), "Europe/Brussel")
    }
    #expect(
      error?.problems == [
        "time zone Europe/Brussel is not known; give a name such as Europe/Brussels or UTC"
      ])
  }
}
