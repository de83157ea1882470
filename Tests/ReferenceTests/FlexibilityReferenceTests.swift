// SPDX-License-Identifier: Apache-2.0
import Flexibility
import Quantities
import TestSupport
import Testing

/// Flexibility needs of the load of the IEEE Reliability Test System of 1979, taken as residual
/// load: figures worked out anew from its published weekly, daily and hourly percentages.
@Suite("flexibility needs of the RTS-79 load")
struct FlexibilityReferenceTests {
  private let load = RTS79Load.hourlyMW
  private let axis = TimeAxis(
    startSeconds: TimeAxis(hoursOfYear: 1979).startSeconds, count: 8736)

  private func need(_ period: NeedPeriod, season: NeedCalendar.Season) throws -> Double {
    let calendar = NeedCalendar(timeZone: "UTC", week: .sevenDays, season: season)
    let blocks = try TimeBlocks(axis: axis, calendar: calendar)
    return NeedFunctional(residualLoad: load, period: period, blocks: blocks)(load)
  }

  @Test("days of 24 hours UTC, weeks of 7 days, 13 blocks of 4 weeks, 52 weeks")
  func needs() throws {
    #expect(load.count == 8736)
    expectClose(load.reduce(0, +), 15_297_074.714, absolute: 0.0005, "energy, MWh")
    let blocks = NeedCalendar.Season.days(28)
    expectClose(try need(.day, season: blocks), 1_205_520.712, absolute: 0.0005, "day, MWh")
    expectClose(try need(.week, season: blocks), 694_673.569, absolute: 0.0005, "week, MWh")
    expectClose(try need(.year, season: blocks), 541_365.325, absolute: 0.0005, "13 blocks, MWh")
    expectClose(
      try need(.year, season: .days(7)), 640_712.417, absolute: 0.0005, "52 weeks, MWh")
  }

  @Test("ramps over one and three hours")
  func ramps() {
    let one = RampingNeeds(residualLoad: load, units: 1)
    expectClose(one.largestUp, 399, absolute: 1e-6, "1 h up, MW")
    expectClose(one.largestDown, -384.75, absolute: 1e-6, "1 h down, MW")
    expectClose(one.percentiles[6], 373.0, absolute: 0.05, "P99.9 of 1 h, MW")
    let three = RampingNeeds(residualLoad: load, units: 3)
    expectClose(three.largestUp, 997.5, absolute: 1e-6, "3 h up, MW")
    expectClose(three.largestDown, -798, absolute: 1e-6, "3 h down, MW")
  }
}
