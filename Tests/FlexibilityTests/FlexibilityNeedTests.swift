// SPDX-License-Identifier: Apache-2.0
import Flexibility
import Quantities
import TestSupport
import Testing

@Suite("flexibility needs")
struct FlexibilityNeedTests {
  private let calendars = [
    NeedCalendar(timeZone: "Europe/Brussels"),
    NeedCalendar(timeZone: "UTC", week: .sevenDays, season: .days(28)),
    NeedCalendar(timeZone: "Asia/Kolkata", week: .iso, season: .days(7)),
  ]

  private func need(
    _ residualLoad: [Double], _ period: NeedPeriod, axis: TimeAxis? = nil,
    _ calendar: NeedCalendar = NeedCalendar(timeZone: "UTC", week: .sevenDays)
  ) throws -> NeedFunctional {
    let start = TimeAxis(hoursOfYear: 2030).startSeconds
    let axis = axis ?? TimeAxis(startSeconds: start, count: residualLoad.count)
    return NeedFunctional(
      residualLoad: residualLoad, period: period,
      blocks: try TimeBlocks(axis: axis, calendar: calendar))
  }

  /// Days of 12 hours at 0 and 12 at 10 MW: 12 h × 5 MW each. Seven days at 10 and seven at 30 MW,
  /// in weeks of seven days: nothing within a week; January alone has one mean.
  @Test("counted by hand")
  func byHand() throws {
    let day = [Double](repeating: 0, count: 12) + [Double](repeating: 10, count: 12)
    let twoDays = day + day
    #expect(try need(twoDays, .day)(twoDays) == 120)
    #expect(try need(twoDays, .week)(twoDays) == 0)
    let weeks = (0..<336).map { $0 < 168 ? 10.0 : 30 }
    #expect(try need(weeks, .week)(weeks) == 0)
    #expect(try need(weeks, .year)(weeks) == 0)
    // One day in seven is 70 MW higher: 24 h × 60 MW above the mean.
    let week = (0..<168).map { $0 < 24 ? 70.0 : 0 }
    expectClose(try need(week, .week)(week), 24 * 60, relative: 1e-12, "week")
    // January at 100 MW, the rest at 0: 744 h × (100 − 100 × 744 / 8760).
    let year = (0..<8760).map { $0 < 744 ? 100.0 : 0 }
    expectClose(
      try need(year, .year)(year), 744 * (100 - 74_400 / 8760.0), relative: 1e-12, "year")
  }

  /// 27 October 2030 has 25 hours in Brussels: one hour at 25 MW, the others at 0, mean 1 MW.
  @Test("a day of 25 hours counts 25")
  func longDay() throws {
    let start = CivilDate(year: 2030, month: 10, day: 26).daysSince1970 * 86_400 + 22 * 3600
    let axis = TimeAxis(startSeconds: start, count: 25)
    let load = [Double](repeating: 0, count: 24) + [25]
    let brussels = NeedCalendar(timeZone: "Europe/Brussels")
    expectClose(
      try need(load, .day, axis: axis, brussels)(load), 24, relative: 1e-12, "one local day")
    let utc = NeedCalendar(timeZone: "UTC")
    // In UTC the first two hours are the day before, less than half, thus of the same day.
    expectClose(try need(load, .day, axis: axis, utc)(load), 24, relative: 1e-12, "one UTC day")
  }

  @Test("half-hours count half")
  func halfHours() throws {
    let start = TimeAxis(hoursOfYear: 2030).startSeconds
    let load = (0..<48).map { $0 < 24 ? 0.0 : 10 }
    let axis = TimeAxis(startSeconds: start, stepSeconds: 1800, count: 48)
    #expect(try need(load, .day, axis: axis)(load) == 60)
  }

  @Test("the need is half the absolute deviation", arguments: 0..<4 as Range<UInt64>)
  func halfDeviation(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let axis = TimeAxis(hoursOfYear: seed % 2 == 0 ? 2030 : 2028)
    let load = (0..<axis.count).map { _ in Double.random(in: -500...1500, using: &random) }
    for calendar in calendars {
      let blocks = try TimeBlocks(axis: axis, calendar: calendar)
      var deviation = 0.0
      for day in 0..<blocks.dayCount {
        let units = blocks.dayStarts[day]..<blocks.dayStarts[day + 1]
        let mean = load[units].reduce(0, +) / Double(units.count)
        deviation += load[units].reduce(0) { $0 + ($1 - mean).magnitude }
      }
      expectClose(
        NeedFunctional(residualLoad: load, period: .day, blocks: blocks)(load), deviation / 2,
        relative: 1e-11, "day")
      for period in NeedPeriod.allCases {
        let functional = NeedFunctional(residualLoad: load, period: period, blocks: blocks)
        expectClose(functional.weights.reduce(0, +), 0, absolute: 1e-8, "\(period) weights")
        #expect(functional(load) > 0)
        // A constant on top changes nothing.
        let raised = load.map { $0 + 12_345 }
        expectClose(
          NeedFunctional(residualLoad: raised, period: period, blocks: blocks)(raised),
          functional(load), relative: 1e-9, "\(period) raised")
      }
    }
  }

  @Test("contributions of any balanced system sum to the need", arguments: 0..<8 as Range<UInt64>)
  func additive(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let axis = TimeAxis(hoursOfYear: 2030)
    let outputs = (0..<Int.random(in: 1...9, using: &random)).map { _ in
      let level = Double.random(in: -2000...2000, using: &random)
      return (0..<axis.count).map { _ in level * Double.random(in: 0...1, using: &random) }
    }
    let residual = (0..<axis.count).map { t in outputs.reduce(0) { $0 + $1[t] } }
    for calendar in calendars {
      let blocks = try TimeBlocks(axis: axis, calendar: calendar)
      for period in NeedPeriod.allCases {
        let need = NeedFunctional(residualLoad: residual, period: period, blocks: blocks)
        expectClose(
          outputs.reduce(0) { $0 + need($1) }, need(residual), relative: 1e-9, "\(period)")
      }
    }
  }

  /// Load 10 and 30 MW in turn; a unit runs at 20 MW, a battery moves 10 MW: all of the need.
  @Test("who follows the load has the need")
  func contributionByHand() throws {
    let load = (0..<24).map { $0 % 2 == 0 ? 10.0 : 30 }
    let functional = try need(load, .day)
    #expect(functional(load) == 120)
    #expect(functional([Double](repeating: 20, count: 24)) == 0)
    #expect(functional(load.map { $0 - 20 }) == 120)
    #expect(functional(load.map { 20 - $0 }) == -120)
  }

  @Test("an hour at the mean belongs to no contribution, whatever rounding makes of the mean")
  func equality() throws {
    let flat = [Double](repeating: 0.1 + 0.2, count: 240)
    let swing = (0..<240).map { $0 % 3 == 0 ? 1000.0 : -500 }
    for period in NeedPeriod.allCases {
      #expect(try need(flat, period)(flat) == 0)
      #expect(try need(flat, period)(swing) == 0)
    }
  }

  @Test(
    "netting: the need of a sum is at most the sum of the needs", arguments: 0..<4 as Range<UInt64>
  )
  func netting(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let axis = TimeAxis(hoursOfYear: 2030)
    let loads = (0..<4).map { _ in
      (0..<axis.count).map { _ in Double.random(in: -500...1500, using: &random) }
    }
    let together = (0..<axis.count).map { t in loads.reduce(0) { $0 + $1[t] } }
    let blocks = try TimeBlocks(axis: axis, calendar: calendars[0])
    for period in NeedPeriod.allCases {
      func need(_ load: [Double]) -> Double {
        NeedFunctional(residualLoad: load, period: period, blocks: blocks)(load)
      }
      #expect(need(together) <= loads.reduce(0) { $0 + need($1) })
    }
  }
}
