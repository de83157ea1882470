// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import TestSupport
import Testing

/// Stated sums that stand for several steps with budgets.
@Suite("Split of stated sums over budgets")
struct SolutionSplitTests {
  /// Two days of 600 MW, all from a unit at 40 EUR/MWh, and two blocks of demand response that
  /// nobody needs: 10 MW at 50 EUR/MWh for two hours a day, 10 MW at 60 EUR/MWh for three.
  private func solvedCase() throws -> CheckedCase {
    var small = SmallSystem(hours: 48)
    let zone = small.addZone("A", loadMW: [600])
    small.addUnit("one", in: zone, megawatts: 1000, cost: 40)
    small.addDemandResponse("short", in: zone, megawatts: 10, price: 50, hoursPerDay: 2)
    small.addDemandResponse("long", in: zone, megawatts: 10, price: 60, hoursPerDay: 3)
    return try CheckedCase(small, network: .copperplate)
  }

  private func check(_ solved: CheckedCase, with megawatts: Double, in hours: Range<Int>)
    -> SolutionCheck
  {
    var stated = solved.stated
    for t in hours {
      stated.demandResponse[t, 0] += megawatts
      stated.supply[t, 0] -= megawatts
    }
    return solved.check(stated)
  }

  /// Hour by hour the cheapest split takes the block at 50 EUR/MWh each time, 30 MWh of its 20.
  @Test("what breaks a budget hour by hour keeps it over the day")
  func jointSplit() throws {
    let solved = try solvedCase()
    let check = check(solved, with: 10, in: 30..<33)
    #expect(check.rowsHold, "\(check.families)")
    expectClose(
      check.costEUR - check.slopeEUR, 48 * 600 * 40 + 20 * (50 - 40) + 10 * (60 - 40),
      absolute: 0.1, "cost")
    // All of both budgets.
    #expect(self.check(solved, with: 10, in: 30..<35).rowsHold)
  }

  /// 80 MWh of 50: what no split can give stays on the cheapest block.
  @Test("a sum beyond all budgets is named with its size")
  func beyondBudgets() throws {
    let check = try check(solvedCase(), with: 10, in: 30..<38)
    #expect(check.families.filter { !$0.isWithin }.map(\.family) == [.budget])
    let budget = try #require(check.families.first { $0.family == .budget })
    #expect(budget.place.hasPrefix("level of short_daily_budget: -"), "\(budget.place)")
    expectClose(budget.amount, 30, absolute: 0.02, "MWh")
    #expect(budget.time.hasPrefix("2030-01-02T"))
  }

  @Test("our own result with blocks of many budgets", arguments: 0..<6 as Range<UInt64>)
  func ownResult(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var small = SmallSystem(hours: 72)
    let zone = small.addZone("A", loadMW: (0..<72).map { _ in random.uniform(400...700) })
    small.addUnit("one", in: zone, megawatts: 500, cost: 40)
    for block in 0..<6 {
      small.addDemandResponse(
        "block \(block)", in: zone, megawatts: random.uniform(10...60),
        price: [200, 300, 500][Int(random.uniform(0...2.99))],
        hoursPerDay: [2, 3, 5, 8, 24][Int(random.uniform(0...4.99))])
    }
    let solved = try CheckedCase(small, network: .copperplate)
    for prices in [nil, solved.roundedPrices] {
      let check = solved.check(solved.rounded, prices: prices)
      #expect(check.passes, "\(check)")
      let cost = check.costEUR + check.residualEUR
      expectClose(cost, solved.result.objectiveEUR, relative: 1e-6, "cost and rounding")
    }
  }

  /// Two gas units of one technology, cheap and dirty beside dear and clean, under a cap that binds:
  /// whether what is left is stated or follows from the supply.
  @Test("units of one technology under a cap on emissions", arguments: [true, false])
  func emissionCap(isLeftStated: Bool) throws {
    var small = SmallSystem(hours: 48)
    let zone = small.addZone("A", loadMW: (0..<48).map { 60 + 10 * Double($0 * 7 % 11) })
    for (name, price, emissions) in [("dirty", 30.0, 1.0), ("clean", 60, 0.4)] {
      let fuel = small.addFuel(name, price: price, co2TonnesPerMWh: emissions)
      let row = small.addUnit(name, in: zone, megawatts: 170, cost: 0)
      small.modify {
        $0.generatingUnits[row].fuel = fuel
        $0.generatingUnits[row].technology = "gas"
      }
    }
    small.modify {
      $0.emissionCaps = [
        EmissionCap(
          name: "cap", scope: .country("A"), tonnesPerYear: 70 * 8760,
          provenance: SmallSystem.provenance)
      ]
    }
    let solved = try CheckedCase(small, network: .ntc)
    #expect(solved.layout.supply.map(\.steps.count) == [2])
    var stated = solved.rounded
    if !isLeftStated { stated.processLevels = StatedSolution(solved.layout).processLevels }
    let check = solved.check(stated, prices: solved.roundedPrices)
    #expect(check.rowsHold, "\(check.families)")
    #expect(check.passes, "\(check)")
    // More than any split can give.
    var more = stated
    for t in 0..<48 { more.supply[t, 0] *= 2.5 }
    let beyond = solved.check(more)
    #expect(beyond.families.contains { $0.family == .budget && !$0.isWithin }, "\(beyond)")
  }
}
