// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Quantities

/// A moment in UTC as a user writes it: `2030-01-31` or `2030-01-31T05:00` (a `Z` may follow).
struct TimeArgument: ExpressibleByArgument {
  var text: String
  var seconds: Int

  init?(argument: String) {
    text = argument
    var rest = Substring(argument)
    if rest.hasSuffix("Z") { rest = rest.dropLast() }
    let halves = rest.split(separator: "T", omittingEmptySubsequences: false)
    let date = halves[0].split(separator: "-").map { Int($0) ?? -1 }
    guard halves.count <= 2, halves[0].count == 10, date.count == 3, (1...12).contains(date[1])
    else { return nil }
    let day = CivilDate(year: date[0], month: date[1], day: date[2])
    guard CivilDate(daysSince1970: day.daysSince1970) == day else { return nil }
    seconds = day.daysSince1970 * 86_400
    guard halves.count == 2 else { return }
    let clock = halves[1].split(separator: ":").map { Int($0) ?? -1 }
    guard (2...3).contains(clock.count), (0..<24).contains(clock[0]), (0..<60).contains(clock[1]),
      clock.count == 2 || (0..<60).contains(clock[2])
    else { return nil }
    seconds += clock[0] * 3600 + clock[1] * 60 + (clock.count == 3 ? clock[2] : 0)
  }
}

/// The units of `axis` from `first` on and before `end`.
func units(of axis: TimeAxis, from first: TimeArgument?, to end: TimeArgument?) throws -> Range<Int>
{
  func unit(_ time: TimeArgument, _ option: String) throws -> Int {
    let offset = time.seconds - axis.startSeconds
    let index = offset / axis.stepSeconds
    guard offset >= 0, offset % axis.stepSeconds == 0, index <= axis.count else {
      throw UsageError(
        message: "\(option) \(time.text) is not the start of an hour of the series",
        fix: "choose from \(axis.timestamp(at: 0)) to \(axis.timestamp(at: axis.count))")
    }
    return index
  }
  let lower = try first.map { try unit($0, "--from") } ?? 0
  let upper = try end.map { try unit($0, "--to") } ?? axis.count
  guard lower < upper else {
    throw UsageError(
      message: "no hour lies between --from and --to",
      fix: "--to is the first hour that is left out; give a later one")
  }
  return lower..<upper
}
