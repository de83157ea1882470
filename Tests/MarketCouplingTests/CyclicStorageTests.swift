// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import TestSupport
import Testing

@Suite("Cyclic storage")
struct CyclicStorageTests {
  /// Load 100, 100, 20, 20 with 60 MW at 10 and 100 MW at 50: in the two hours of high load the
  /// battery takes the place of 2 x 30 MW at 50, and is filled in the other two with 2 x 40 MW at
  /// 10, of which a quarter is lost: 80 x 3/4 = 60. An empty battery could not begin with that.
  @Test("a battery that starts as full as it is cheapest")
  func cheapestStart() throws {
    var small = SmallSystem(hours: 4)
    let zone = small.addZone("A", loadMW: [100, 100, 20, 20])
    small.addUnit("cheap", in: zone, megawatts: 60, cost: 10)
    small.addUnit("dear", in: zone, megawatts: 100, cost: 50)
    small.addStorage("battery", in: zone, megawatts: 40, energyMWh: 70, startLevelShare: 0)
    var system = small.system
    system.storages[0].chargeEfficiency = 0.75
    system.storages[0].endRule = .cyclic
    var options = CouplingOptions()
    options.network = .ntc
    let cyclic = try couple(system: system, series: small.series, options: options).result
    // 4 hours of 60 MW at 10, and 2 x 10 MW at 50 for what the battery does not give.
    expectClose(cyclic.objectiveEUR, 2400 + 1000, relative: 1e-4)
    expectClose(cyclic.discharge[0, 0] + cyclic.discharge[1, 0], 60, absolute: 1e-3)
    expectClose(
      cyclic.levels[3, 0], cyclic.levels[0, 0] + cyclic.discharge[0, 0], absolute: 1e-3,
      "level at the end and before the first hour")
    #expect(cyclic.levels[3, 0] >= 60 - 1e-3)
    system.storages[0].endRule = .fixed
    let fixed = try couple(system: system, series: small.series, options: options).result
    expectClose(fixed.objectiveEUR, 2 * (600 + 40 * 50) + 2 * 200, relative: 1e-4)
  }
}
