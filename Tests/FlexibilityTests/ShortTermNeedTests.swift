// SPDX-License-Identifier: Apache-2.0
import Flexibility
import Quantities
import TestSupport
import Testing

@Suite("short-term needs")
struct ShortTermNeedTests {
  private let axis = TimeAxis(hoursOfYear: 2030)

  private func needs(
    _ zone: ForecastSeries.Zone, load: Double = 100, installed: [String: Double] = [:],
    improvement: Double = 0
  ) throws -> ShortTermNeeds {
    ShortTermNeeds(
      zone: zone,
      target: ForecastTarget(
        meanLoadMW: load, installedMW: installed, improvement: improvement),
      blocks: try TimeBlocks(
        axis: axis.slice(0..<zone.loadActual.count), calendar: NeedCalendar(timeZone: "UTC")))
  }

  /// Load 2 MW above its forecast, wind 3 MW below: 5 MW are missing. Twice the load and four times
  /// the wind later: 4 + 12 MW, a quarter less by better forecasts: 12 MW.
  @Test("the sign, the scaling and the improvement of the error")
  func error() throws {
    let zone = ForecastSeries.Zone(
      name: "A", loadForecast: [48, 52], loadActual: [50, 50],
      renewables: [
        .init(technology: "wind", forecast: [10, 10], actual: [7, 10], installedMW: 20)
      ])
    expectClose(
      try needs(zone, load: 50, installed: ["wind": 20]).errors, [5, -2], absolute: 1e-12)
    let later = try needs(zone, load: 100, installed: ["wind": 80], improvement: 0.25)
    expectClose(later.errors, [12, -3], absolute: 1e-12)
    // Percentiles of two values lie between them.
    expectClose(later.total.upMW, -3 + 0.999 * 15, relative: 1e-12)
    expectClose(later.total.downMW, -(-3 + 0.001 * 15), relative: 1e-12)
  }

  /// Errors of 0, 1, ..., 1000 MW in a slow climb: the 99.9th percentile is 999 MW, one MW of which
  /// comes from one hour to the next.
  @Test("the fast part is that of first differences, the rest is manual")
  func speeds() throws {
    let climb = ForecastSeries.Zone(
      name: "A", loadForecast: [Double](repeating: 100, count: 1001),
      loadActual: (0...1000).map { 100 + Double($0) }, renewables: [])
    let slow = try needs(climb, load: 600).total
    expectClose(slow.upMW, 999, relative: 1e-9)
    expectClose(slow.automaticUpMW, 1, relative: 1e-9)
    expectClose(slow.manualUpMW, 998, relative: 1e-9)
    #expect(slow.downMW == 0 && slow.automaticDownMW == 0, "power is never in excess")
    let jumps = ForecastSeries.Zone(
      name: "A", loadForecast: [Double](repeating: 100, count: 1001),
      loadActual: (0...1000).map { $0 % 2 == 0 ? 100 : 110 }, renewables: [])
    let fast = try needs(jumps, load: 104.995004995005).total
    expectClose(fast.upMW, 10, relative: 1e-9)
    expectClose(fast.automaticUpMW, 10, relative: 1e-9)
    expectClose(fast.manualUpMW, 0, absolute: 1e-9)
  }

  @Test("slices by season, hour and renewable power cover all hours once each")
  func slices() throws {
    var random = SeededGenerator(seed: 1)
    let count = axis.count
    let actual = (0..<count).map { _ in Double.random(in: 90...110, using: &random) }
    let wind = (0..<count).map { _ in Double.random(in: 0...50, using: &random) }
    let zone = ForecastSeries.Zone(
      name: "A", loadForecast: [Double](repeating: 100, count: count), loadActual: actual,
      renewables: [.init(technology: "wind", forecast: wind, actual: wind, installedMW: 50)])
    let needs = try needs(zone, installed: ["wind": 50])
    for kind in ShortTermNeeds.Slice.Kind.allCases {
      let slices = needs.slices.filter { $0.kind == kind }
      #expect(slices.reduce(0) { $0 + $1.hours } == count, "\(kind)")
      #expect(slices.count == [.all: 1, .season: 4, .hour: 24, .renewables: 3][kind])
      for slice in slices { #expect(slice.upMW > 0 && slice.downMW > 0, "\(slice)") }
    }
    #expect(needs.slices.first { $0.name == "winter" }?.hours == 90 * 24)
  }
}
