// SPDX-License-Identifier: Apache-2.0
import InputFiles
import Quantities
import Testing

/// 2015 began on a Thursday, 2016 (leap) on a Friday, 2018 on a Monday, 2024 (leap) on a Monday.
@Suite("series of one year for another")
struct CalendarPolicyTests {
  private func days(
    _ policy: CalendarPolicy, _ source: Int, _ sourceDays: Int, _ target: Int
  ) -> [Int] {
    let hours = policy.sourceHours(
      sourceYear: source, sourceDays: sourceDays, targetYear: target)
    #expect(hours.enumerated().allSatisfy { $0.offset % 24 == $0.element % 24 })
    return stride(from: 0, to: hours.count, by: 24).map { hours[$0] / 24 }
  }

  @Test("keep_hours takes the hours in order, as many as both years have")
  func keepHours() {
    #expect(days(.keepHours, 2016, 366, 2015) == Array(0..<365))
    #expect(days(.keepHours, 2015, 365, 2016) == Array(0..<365))
    #expect(days(.keepHours, 2015, 364, 2016) == Array(0..<364))
  }

  @Test("drop_29_feb keeps the date")
  func drop29February() {
    #expect(days(.drop29February, 2016, 366, 2015) == Array(0..<59) + Array(60..<366))
    #expect(days(.drop29February, 2015, 365, 2016) == Array(0..<59) + [58] + Array(59..<365))
    #expect(days(.drop29February, 2016, 366, 2024) == Array(0..<366))
    #expect(days(.drop29February, 2015, 364, 2018) == Array(0..<364))
  }

  @Test("align_weekday moves by whole days to the same weekday")
  func alignWeekday() {
    // Friday 1 January 2016 to Thursday 1 January 2015: day 0 takes Thursday 7 January 2016.
    let from2016 = days(.alignWeekday, 2016, 366, 2015)
    #expect(from2016 == [6] + Array(0..<364))
    // Monday 1 January 2018 from the Thursday of 2015: three days earlier, so the first three days
    // come from a week later.
    let from2015 = days(.alignWeekday, 2015, 365, 2018)
    #expect(from2015 == [4, 5, 6] + Array(0..<362))
    // Fifty-two weeks stay fifty-two weeks.
    #expect(days(.alignWeekday, 2018, 364, 2024).count == 364)
  }

  @Test("weekdays agree for any two years", arguments: 2010..<2040)
  func weekdays(target: Int) {
    for source in [2015, 2016, 2018] {
      let sourceDays = CivilDate.isLeap(source) ? 366 : 365
      let mapped = days(.alignWeekday, source, sourceDays, target)
      #expect(mapped.count == (CivilDate.isLeap(target) ? 366 : 365))
      let first = CivilDate(year: target, month: 1, day: 1).daysSince1970
      let sourceFirst = CivilDate(year: source, month: 1, day: 1).daysSince1970
      for (day, sourceDay) in mapped.enumerated() {
        let weekday = CivilDate(daysSince1970: first + day).isoWeekday
        #expect(CivilDate(daysSince1970: sourceFirst + sourceDay).isoWeekday == weekday)
        #expect((0..<sourceDays).contains(sourceDay))
      }
    }
  }
}
