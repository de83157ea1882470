// SPDX-License-Identifier: Apache-2.0

/// Equal, consecutive market time units in UTC.
///
/// A calendar year of hours has 8,760 or 8,784 units; a year of 52 whole weeks 8,736.
public struct TimeAxis: Hashable, Sendable {
  /// Start of the first unit, seconds since 1970-01-01T00:00:00Z.
  public let startSeconds: Int
  /// Length of each unit in seconds (3,600 for an hour, 900 for a quarter of an hour).
  public let stepSeconds: Int
  public let count: Int

  public init(startSeconds: Int, stepSeconds: Int = 3600, count: Int) {
    precondition(stepSeconds > 0 && count >= 0, "step \(stepSeconds) s, count \(count)")
    self.startSeconds = startSeconds
    self.stepSeconds = stepSeconds
    self.count = count
  }

  /// All hours of a calendar year (UTC).
  public init(hoursOfYear year: Int) {
    let days = CivilDate.isLeap(year) ? 366 : 365
    self.init(
      startSeconds: CivilDate(year: year, month: 1, day: 1).daysSince1970 * 86_400,
      count: days * 24)
  }

  /// Length of each unit in hours.
  public var stepHours: Double { Double(stepSeconds) / 3600 }

  /// Start of unit `index`, seconds since 1970-01-01T00:00:00Z.
  public func seconds(at index: Int) -> Int { startSeconds + index * stepSeconds }

  public func date(at index: Int) -> CivilDate {
    CivilDate(daysSince1970: floorDivide(seconds(at: index), 86_400))
  }

  /// Hour of the day (UTC) in which unit `index` starts, 0 to 23.
  public func hourOfDay(at index: Int) -> Int {
    let second = seconds(at: index) - floorDivide(seconds(at: index), 86_400) * 86_400
    return second / 3600
  }

  /// Start of unit `index` as `2030-01-31T05:00:00Z`.
  public func timestamp(at index: Int) -> String {
    let date = date(at: index)
    let second = seconds(at: index) - date.daysSince1970 * 86_400
    return date.description + "T" + twoDigits(second / 3600) + ":"
      + twoDigits(second / 60 % 60) + ":" + twoDigits(second % 60) + "Z"
  }

  /// The units `range` as an axis of their own.
  public func slice(_ range: Range<Int>) -> TimeAxis {
    TimeAxis(
      startSeconds: seconds(at: range.lowerBound), stepSeconds: stepSeconds, count: range.count)
  }
}

/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let year: Int
  public let month: Int
  public let day: Int

  public init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2021), `civil_from_days`.
  public init(daysSince1970 days: Int) {
    let z = days + 719_468
    let era = floorDivide(z, 146_097)
    let dayOfEra = z - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Source: as above, `days_from_civil`.
  public var daysSince1970: Int {
    let y = month <= 2 ? year - 1 : year
    let era = floorDivide(y, 400)
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// 1 for Monday to 7 for Sunday.
  public var isoWeekday: Int { (daysSince1970 + 3 - floorDivide(daysSince1970 + 3, 7) * 7) + 1 }

  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  public static func < (a: Self, b: Self) -> Bool { a.daysSince1970 < b.daysSince1970 }

  public var description: String {
    let digits = String(year)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-"
      + twoDigits(month) + "-" + twoDigits(day)
  }
}

private func floorDivide(_ a: Int, _ b: Int) -> Int {
  let quotient = a / b
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
}

private func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
