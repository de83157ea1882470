// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities
import Testing

@Suite("hourly series")
struct HourlySeriesTests {
  @Test("keys are sorted, a slice keeps every column")
  func slice() {
    var series = HourlySeries(axis: TimeAxis(hoursOfYear: 2030), origin: "test")
    let count = series.axis.count
    series["load_mw", "FR"] = (0..<count).map(Double.init)
    series["cf_solar", "DE"] = [Double](repeating: 0.5, count: count)
    series["load_mw", "DE"] = [Double](repeating: 1, count: count)
    #expect(
      series.keys.map { "\($0.variable) \($0.column)" } == [
        "cf_solar DE", "load_mw DE", "load_mw FR",
      ])
    let day = series.slice(24..<48)
    #expect(day.axis.timestamp(at: 0) == "2030-01-02T00:00:00Z")
    #expect(day["load_mw", "FR"] == (24..<48).map(Double.init))
    #expect(day.keys == series.keys)
    #expect(series["load_mw", "NL"] == nil)
  }

  @Test("parts of an hour hold its value and begin where it does")
  func divided() {
    var series = HourlySeries(
      axis: TimeAxis(startSeconds: TimeAxis(hoursOfYear: 2030).startSeconds, count: 2),
      origin: "test")
    series["load_mw", "FR"] = [10, 20]
    series.annualFactors = [HourlySeries.Key(variable: "load_mw", column: "FR"): 1.1]
    let quarters = series.divided(into: 4)
    #expect(quarters["load_mw", "FR"] == [10, 10, 10, 10, 20, 20, 20, 20])
    #expect(quarters.axis.stepHours == 0.25)
    #expect(quarters.axis.count == 8)
    #expect(quarters.axis.timestamp(at: 7) == "2030-01-01T01:45:00Z")
    #expect(quarters.annualFactor("load_mw", "FR") == 1.1)
    #expect(series.divided(into: 1).axis == series.axis)
  }
}
