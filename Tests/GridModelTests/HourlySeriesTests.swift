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
}
