// SPDX-License-Identifier: Apache-2.0
import Quantities

/// How the hours of one year stand for those of another.
package enum CalendarPolicy: String, CaseIterable, Sendable {
  /// The first hour for the first hour, and so on; the longer year's last hours fall away.
  case keepHours = "keep_hours"
  /// The same date and hour: 29 February falls away where the target year has none, and 28 February
  /// is used twice where only the target year has it.
  case drop29February = "drop_29_feb"
  /// The same weekday and hour, moved by at most three days; at the ends of the year a week is used
  /// twice.
  case alignWeekday = "align_weekday"

  /// For each hour of the target year the hour of the source, both counted from 1 January.
  ///
  /// - Parameter sourceDays: 364 (52 weeks), 365 or 366 whole days from 1 January on. The target is
  ///   no longer than the source allows: 52 weeks stay 52 weeks.
  package func sourceHours(sourceYear: Int, sourceDays: Int, targetYear: Int) -> [Int] {
    let targetDays = TimeAxis(hoursOfYear: targetYear).count / 24
    let days: [Int]
    switch self {
    case .keepHours:
      days = Array(0..<min(sourceDays, targetDays))
    case .drop29February:
      days = (0..<targetDays).map { sameDate($0, from: targetYear, in: sourceYear) }
        .filter { $0 < sourceDays }
    case .alignWeekday:
      let shift = weekdayShift(from: sourceYear, to: targetYear)
      let count = sourceDays == 364 ? 364 : targetDays
      days = (0..<count).map { day in
        let moved = day + shift
        return moved < 0 ? moved + 7 : moved < sourceDays ? moved : moved - 7
      }
    }
    return days.flatMap { day in (0..<24).map { day * 24 + $0 } }
  }

  /// Day of `sourceYear` (from 0) with the date of day `day` of `targetYear`.
  private func sameDate(_ day: Int, from targetYear: Int, in sourceYear: Int) -> Int {
    let leapDay = 31 + 28
    switch (CivilDate.isLeap(targetYear), CivilDate.isLeap(sourceYear)) {
    case (true, false): return day < leapDay ? day : day - 1
    case (false, true): return day < leapDay ? day : day + 1
    default: return day
    }
  }

  /// Days, -3 to 3, from a date of the target year to the same weekday of the source year.
  private func weekdayShift(from sourceYear: Int, to targetYear: Int) -> Int {
    let source = CivilDate(year: sourceYear, month: 1, day: 1).isoWeekday
    let target = CivilDate(year: targetYear, month: 1, day: 1).isoWeekday
    let shift = (target - source + 7) % 7
    return shift > 3 ? shift - 7 : shift
  }
}
