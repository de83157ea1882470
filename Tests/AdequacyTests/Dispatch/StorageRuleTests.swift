// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import TestSupport
import Testing

/// When stored energy is used decides how many hours are short, never how much is missing.
@Suite("storage rules")
struct StorageRuleTests {
  /// Deficits of 40, 60, 100, 60 and 40 MW after an hour in which the store is full, 150 MWh in it.
  private func shortages(_ rule: StorageRule) throws -> NodeAdequacy {
    var small = SmallSystem(hours: 7)
    let zone = small.addZone("Z", loadMW: [100, 140, 160, 200, 160, 140, 100])
    small.addUnit("plant", in: zone, megawatts: 100, cost: 10)
    small.addStorage("store", in: zone, megawatts: 200, energyMWh: 150, startLevelShare: 1)
    let year = try AdequacyYear(
      climateYear: 1, system: small.system, series: small.series, domainOfHour: [])
    var options = MonteCarloOptions()
    options.network = .ntc
    options.storage = rule
    options.samples = 1
    return try monteCarloAdequacy(
      system: small.system, years: [year], schedule: nil, options: options
    ).nodes[0]
  }

  @Test("deficits of 40, 60, 100, 60 and 40 MW with 150 MWh", arguments: StorageRule.allCases)
  func fiveHours(rule: StorageRule) throws {
    let found = try shortages(rule).indices
    #expect(abs(found.eens.mean - 150) <= 1e-3, "\(found.eens.mean)")
    let hours: [StorageRule: Double] = [.earliest: 3, .fewestHours: 2, .perfectForesight: 5]
    #expect(found.lole.mean == hours[rule])
    let deepest: [StorageRule: Double] = [
      .earliest: 60, .fewestHours: 100, .perfectForesight: 37.5,
    ]
    #expect(abs(found.largestShortageMW - deepest[rule]!) <= 0.1, "\(found.largestShortageMW)")
  }
}
