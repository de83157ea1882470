// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import TestSupport
import Testing

/// Levels that a solution does not state.
@Suite("Levels that follow from the flows")
struct SolutionLevelTests {
  /// A battery of 100 MWh that ends as it begins and loses a thousandth each hour: empty at midnight,
  /// charged for ten hours up to a level, emptied in ten hours from noon on, in three decimals.
  private func check(fullTo levelMWh: Double) throws -> SolutionCheck {
    let kept = 0.999
    var small = SmallSystem(hours: 24)
    let zone = small.addZone("A", loadMW: [600])
    small.addUnit("one", in: zone, megawatts: 1000, cost: 40)
    small.addStorage("battery", in: zone, megawatts: 40, energyMWh: 100)
    small.modify {
      $0.storages[0].standingLossPerHour = 1 - kept
      $0.storages[0].endRule = .cyclic
    }
    let solved = try CheckedCase(small, network: .copperplate)
    // Of ten hours at 1 MW, and what two idle hours and ten of emptying leave of the level.
    let filled = (0..<10).reduce(0.0) { level, _ in kept * level + 1 }
    let left = (0..<12).reduce(levelMWh) { level, _ in kept * level }
    func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
    var stated = solved.stated
    stated.levels = StatedSolution(solved.layout).levels
    for t in 0..<24 {
      stated.charge[t, 0] = t < 10 ? rounded(levelMWh / filled) : 0
      stated.discharge[t, 0] = 12..<22 ~= t ? rounded(left / filled) : 0
      stated.supply[t, 0] = 600 + stated.charge[t, 0] - stated.discharge[t, 0]
    }
    return solved.check(stated)
  }

  @Test("rounding of an honest table breaks no level", arguments: [60, 99.9, 100.0])
  func honest(levelMWh: Double) throws {
    let check = try check(fullTo: levelMWh)
    #expect(check.rowsHold, "\(check.families)")
  }

  /// Ten figures of half a kilowatt explain some 0.01 MWh, and the day before adds nothing: it ends
  /// empty.
  @Test("a battery fuller than it can be is named", arguments: [100.1, 100.5, 103])
  func tooFull(levelMWh: Double) throws {
    let check = try check(fullTo: levelMWh)
    #expect(check.families.filter { !$0.isWithin }.map(\.family) == [.storageLevel])
    let level = try #require(check.families.first { $0.family == .storageLevel })
    expectClose(level.amount, levelMWh - 100, absolute: 0.03, "MWh")
    #expect(level.place.hasPrefix("level of battery: "), "\(level.place)")
    #expect(level.place.hasSuffix(", at most 100.000 MWh"), "\(level.place)")
    #expect(level.time == "2030-01-01T09:00:00Z")
    #expect(!check.passes)
  }

  @Test("a battery that does not end as it begins is named")
  func open() throws {
    var small = SmallSystem(hours: 24)
    let zone = small.addZone("A", loadMW: [600])
    small.addUnit("one", in: zone, megawatts: 1000, cost: 40)
    small.addStorage("battery", in: zone, megawatts: 40, energyMWh: 100)
    small.modify { $0.storages[0].endRule = .cyclic }
    let solved = try CheckedCase(small, network: .copperplate)
    var stated = solved.stated
    stated.levels = StatedSolution(solved.layout).levels
    stated.charge[3, 0] += 5
    stated.supply[3, 0] += 5
    let check = solved.check(stated)
    #expect(check.families.filter { !$0.isWithin }.map(\.family) == [.storageBalance])
    let balance = try #require(check.families.first { $0.family == .storageBalance })
    #expect(balance.place.hasPrefix("battery"), "\(balance.place)")
    expectClose(balance.amount, 5, absolute: 0.1, "MWh")
  }

  /// Two weeks of cheap nights and dear days, the battery empty at the beginning and at the end.
  private func arbitrage(energyMWh: Double, _ endRule: EndRule) throws -> CheckedCase {
    let hours = 14 * 24
    var small = SmallSystem(hours: hours)
    let zone = small.addZone("A", loadMW: (0..<hours).map { $0 % 24 < 12 ? 300 : 600 })
    small.addUnit("cheap", in: zone, megawatts: 400, cost: 20)
    small.addUnit("dear", in: zone, megawatts: 1000, cost: 80)
    small.addStorage(
      "battery", in: zone, megawatts: 40, energyMWh: energyMWh, efficiency: 0.9)
    small.modify { $0.storages[0].endRule = endRule }
    return try CheckedCase(small, network: .copperplate)
  }

  private func withoutLevels(_ solved: CheckedCase) -> StatedSolution {
    var stated = solved.rounded
    stated.levels = StatedSolution(solved.layout).levels
    return stated
  }

  /// Rounding explains 0.0015 MWh an hour, so some 0.02 MWh of the 0.3 MWh between empty and full,
  /// and no more in the second week than in the first.
  @Test("a battery left partly unused is dear, levels or not", arguments: [EndRule.fixed, .cyclic])
  func partlyUsed(endRule: EndRule) throws {
    let solved = try arbitrage(energyMWh: 100, endRule)
    let smaller = try arbitrage(energyMWh: 99.7, endRule)
    let dearerEUR = smaller.result.objectiveEUR - solved.result.objectiveEUR
    // Of each MWh: what it saves by day, less its charging.
    expectClose(dearerEUR, 14 * 0.3 * (80 * 0.9 - 20 / 0.9), relative: 0.02, "EUR")
    let check = solved.check(withoutLevels(smaller))
    #expect(check.rowsHold, "\(check.families)")
    let excessEUR = try #require(check.excessEUR)
    #expect(
      excessEUR > 0.85 * dearerEUR && excessEUR < 1.01 * dearerEUR, "\(excessEUR) of \(dearerEUR)")
    #expect(!check.passes)
    let honest = solved.check(withoutLevels(solved))
    #expect(honest.passes, "\(honest)")
  }
}
