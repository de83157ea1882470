// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import Quantities
import Reports
import Testing

@Suite("report of a capacity calculation, printed")
struct CapacityReportTextTests {
  @Test("outages that are left out because they split the grid are named")
  func islandingOutages() throws {
    var system = EnergySystem(name: "two", year: 2030)
    system.zones = ["A", "B"].map { Zone(name: $0, country: $0, biddingZone: $0) }
    system.grid.buses = [Bus(name: "a", zone: Row(0)), Bus(name: "b", zone: Row(1))]
    system.grid.branches = [
      Branch(
        name: "tie", from: Row(0), to: Row(1), reactanceOhm: 20, maximumCurrentA: 1000, kind: .tie)
    ]
    let report = try CapacityCalculator(system: system, settings: CapacitySettings())
      .result(around: .zero(hubCount: 2)).report
    #expect(report.text(title: "").contains("\n  not considered: outage of tie cuts off b\n"))
    let json = report.json.text.filter { !$0.isWhitespace }
    #expect(json.contains("\"islanding_outages\":[\"outageoftiecutsoffb\"]"))
  }
}
