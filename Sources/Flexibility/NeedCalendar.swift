// SPDX-License-Identifier: Apache-2.0
import Foundation
import Quantities

/// How time units are gathered into days, weeks and seasons.
///
/// Days are local days of `timeZone`: 23 hours where the clock goes forward, 25 where it goes back.
package struct NeedCalendar: Hashable, Sendable {
  package enum Week: String, CaseIterable, Sendable {
    /// Monday to Sunday. Weeks that the ends of the series cut keep the days they have.
    case iso
    /// Seven days from the first day on; days left over at the end belong to the last whole week.
    case sevenDays = "seven_days"
  }

  /// The blocks whose means are compared with the mean of the year.
  package enum Season: Hashable, Sendable {
    case months
    /// So many days from the first day on; days left over belong to the last whole block.
    case days(Int)
  }

  /// IANA name, `Europe/Brussels`.
  package var timeZone: String
  package var week: Week
  package var season: Season

  package init(timeZone: String, week: Week = .iso, season: Season = .months) {
    self.timeZone = timeZone
    self.week = week
    self.season = season
  }

  package var seasonWords: String {
    switch season {
    case .months: "months"
    case .days(let count): "\(count) days"
    }
  }
}

/// What cannot be computed from the input given, all of it.
package struct FlexibilityError: Error, Equatable, Sendable {
  package var problems: [String]

  package init(_ problems: [String]) { self.problems = problems }
}

/// Time units of a series by local day, days by week and by season; all blocks are unbroken.
///
/// A local day of which the ends of the series leave less than half belongs to the day beside it: a
/// year in UTC seen from Brussels begins with a day of 23 hours and ends with one of 25.
package struct TimeBlocks: Sendable {
  package let stepHours: Double
  /// First unit of each day, and the end of the last.
  package private(set) var dayStarts: [Int] = [0]
  /// First day of each week and of each season, and the end of the last.
  package private(set) var weekStarts: [Int] = [0]
  package private(set) var seasonStarts: [Int] = [0]
  /// Local month (1 to 12) of the day that each unit belongs to.
  package private(set) var monthOfUnit: [Int] = []
  /// Local hour of the day in which each unit starts, 0 to 23.
  package private(set) var hourOfUnit: [Int] = []

  package var unitCount: Int { dayStarts[dayStarts.count - 1] }
  package var dayCount: Int { dayStarts.count - 1 }

  /// - Throws: ``FlexibilityError`` where the time zone is not known.
  /// - Complexity: O(units)
  package init(axis: TimeAxis, calendar: NeedCalendar) throws(FlexibilityError) {
    guard let zone = TimeZone(identifier: calendar.timeZone) else {
      throw FlexibilityError([
        "time zone \(calendar.timeZone) is not known; give a name such as Europe/Brussels or UTC"
      ])
    }
    precondition(axis.count > 0, "no time unit to gather")
    stepHours = axis.stepHours
    var dates: [CivilDate] = []
    var dateNumber = Int.min
    hourOfUnit.reserveCapacity(axis.count)
    for unit in 0..<axis.count {
      let local = Self.localSeconds(axis.seconds(at: unit), in: zone)
      let number = floorDivide(local, secondsPerDay)
      hourOfUnit.append((local - number * secondsPerDay) / 3600)
      if number != dateNumber {
        if unit > 0 { dayStarts.append(unit) }
        dates.append(CivilDate(daysSince1970: number))
        dateNumber = number
      }
    }
    dayStarts.append(axis.count)
    joinCutDays(&dates, axis: axis)
    weekStarts = blockStarts(of: dates, calendar.week)
    seasonStarts = blockStarts(of: dates, calendar.season)
    for day in dates.indices {
      let units = dayStarts[day + 1] - dayStarts[day]
      monthOfUnit += [Int](repeating: dates[day].month, count: units)
    }
  }

  private static func localSeconds(_ seconds: Int, in zone: TimeZone) -> Int {
    seconds + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
  }

  private mutating func joinCutDays(_ dates: inout [CivilDate], axis: TimeAxis) {
    let half = secondsPerDay / 2 / axis.stepSeconds
    if dates.count > 1, dayStarts[1] < half {
      dayStarts.remove(at: 1)
      dates.removeFirst()
    }
    if dates.count > 1, axis.count - dayStarts[dates.count - 1] < half {
      dayStarts.remove(at: dates.count - 1)
      dates.removeLast()
    }
  }

  private func blockStarts(of dates: [CivilDate], _ week: NeedCalendar.Week) -> [Int] {
    switch week {
    case .iso:
      [0] + dates.indices.dropFirst().filter { dates[$0].isoWeekday == 1 } + [dates.count]
    case .sevenDays: wholeBlocks(of: 7, days: dates.count)
    }
  }

  private func blockStarts(of dates: [CivilDate], _ season: NeedCalendar.Season) -> [Int] {
    switch season {
    case .months:
      [0] + dates.indices.dropFirst().filter { dates[$0].month != dates[$0 - 1].month }
        + [dates.count]
    case .days(let length): wholeBlocks(of: length, days: dates.count)
    }
  }

  private func wholeBlocks(of length: Int, days: Int) -> [Int] {
    precondition(length > 0, "blocks of \(length) days")
    let count = max(1, days / length)
    return (0..<count).map { $0 * length } + [days]
  }
}

private let secondsPerDay = 86_400

private func floorDivide(_ a: Int, _ b: Int) -> Int {
  let quotient = a / b
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
}
