// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Quantities
import TestSupport
import Testing

@Suite("quarter hours")
struct QuarterHourTests {
  private func cost(_ small: SmallSystem, _ series: HourlySeries) throws -> CouplingResult {
    var options = CouplingOptions()
    options.network = .ntc
    return try couple(system: small.system, series: series, options: options).result
  }

  /// Two zones of 100 and 50 MW, the cable full in one hour: 2 x 150 MW at 10 but for what the 30 MW
  /// cable leaves to the unit at 50.
  @Test("without stores, hours and quarter hours cost the same and have the same prices")
  func withoutStores() throws {
    var small = SmallSystem(hours: 2)
    let (a, b) = (
      small.addZone("A", loadMW: [100, 80]), small.addZone("B", loadMW: [50, 20])
    )
    small.addUnit("cheap", in: a, megawatts: 200, cost: 10)
    small.addUnit("dear", in: b, megawatts: 100, cost: 50)
    small.addBorder(from: a, to: b, forwardMW: 30, backwardMW: 30)
    let hours = try cost(small, small.series)
    let quarters = try cost(small, small.series.divided(into: 4))
    // Hour 1: 130 MW at 10 and 20 MW at 50; hour 2: 100 MW at 10.
    expectClose(hours.objectiveEUR, 1300 + 1000 + 1000, relative: 1e-4)
    expectClose(quarters.objectiveEUR, hours.objectiveEUR, relative: 1e-6)
    #expect(quarters.axis.count == 8)
    #expect(quarters.axis.timestamp(at: 5).hasSuffix("T01:15:00Z"))
    for unit in 0..<8 {
      for node in 0..<2 {
        expectClose(
          quarters.prices[unit, node], hours.prices[unit / 4, node], absolute: 1e-3,
          "price at quarter \(unit)")
      }
    }
  }

  /// As in ``CyclicStorageTests``: 60 MWh move from two hours to two others.
  @Test("a store moves energy, not power: in quarter hours it costs what it does in hours")
  func withStore() throws {
    var small = SmallSystem(hours: 4)
    let zone = small.addZone("A", loadMW: [100, 100, 20, 20])
    small.addUnit("cheap", in: zone, megawatts: 60, cost: 10)
    small.addUnit("dear", in: zone, megawatts: 100, cost: 50)
    small.addStorage("battery", in: zone, megawatts: 40, energyMWh: 70)
    small.modify {
      $0.storages[0].chargeEfficiency = 0.75
      $0.storages[0].endRule = .cyclic
    }
    let quarters = try cost(small, small.series.divided(into: 4))
    expectClose(quarters.objectiveEUR, 2400 + 1000, relative: 1e-4)
    let discharged = (0..<16).reduce(0) { $0 + quarters.discharge[$1, 0] } / 4
    expectClose(discharged, 60, absolute: 1e-3, "MWh")
  }

  /// One hour whose quarters differ: 2 x 25 MWh and 2 x 5 MWh, 60 MW at 10 and the rest at 50. A
  /// battery of 40 MW evens it out; without it two quarters take 10 MWh each at 50.
  @Test("load that changes within the hour")
  func withinTheHour() throws {
    var small = SmallSystem(hours: 4)
    let zone = small.addZone("A", loadMW: [100, 100, 20, 20])
    small.addUnit("cheap", in: zone, megawatts: 60, cost: 10)
    small.addUnit("dear", in: zone, megawatts: 100, cost: 50)
    var quarters = HourlySeries(
      axis: TimeAxis(
        startSeconds: small.series.axis.startSeconds, stepSeconds: 900, count: 4),
      origin: "test")
    quarters["load_mw", "A"] = [100, 100, 20, 20]
    let without = try cost(small, quarters)
    expectClose(without.objectiveEUR, 2 * (15 * 10 + 10 * 50) + 2 * 5 * 10, relative: 1e-4)
    small.addStorage("battery", in: zone, megawatts: 40, energyMWh: 70)
    small.modify { $0.storages[0].endRule = .cyclic }
    expectClose(try cost(small, quarters).objectiveEUR, 60 * 10, relative: 1e-4)
  }
}
