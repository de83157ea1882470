// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import TestSupport
import Testing

/// Hydrogen, fuel budgets and carbon dioxide in stated solutions.
@Suite("Check of hydrogen, fuel and emissions")
struct SolutionHydrogenTests {
  /// The system that is counted by hand, with carbon dioxide from coal under a cap and a budget of
  /// gas, none of which binds.
  private func solvedCase() throws -> CheckedCase {
    var small = HandCountedHydrogen.system()
    let gas = small.addFuel("natural gas", price: 60)
    let coal = small.addFuel("hard coal", price: 40, co2TonnesPerMWh: 1)
    small.modify {
      for row in $0.generatingUnits.indices {
        $0.generatingUnits[row].fuel = $0.generatingUnits[row].name == "gas" ? gas : coal
        $0.generatingUnits[row].variableCostEURPerMWh = 0
      }
      $0.emissionCaps = [
        EmissionCap(
          name: "cap", scope: .country("B"), tonnesPerYear: 160 * 8760,
          provenance: SmallSystem.provenance)
      ]
      $0.fuelBudgets = [
        FuelBudget(
          name: "winter", fuel: gas, period: .day, energyGWh: 24 * 0.15,
          provenance: SmallSystem.provenance)
      ]
    }
    return try CheckedCase(small, network: .ntc)
  }

  @Test("our own result passes, with its levels and without them", arguments: [true, false])
  func ownResult(areLevelsStated: Bool) throws {
    let solved = try solvedCase()
    for (solution, prices) in [(solved.stated, nil), (solved.rounded, solved.roundedPrices)] {
      var stated = solution
      if !areLevelsStated { stated.processLevels = StatedSolution(solved.layout).processLevels }
      let check = solved.check(stated, prices: prices)
      #expect(check.rowsHold, "\(check.families)")
      let families = Set(check.families.map(\.family))
      #expect(
        families.isSuperset(of: [.budget, .hydrogenBalance, .hydrogenProcess, .hydrogenStorage]))
      // The digits of five-decimal prices count on a problem of a few thousand EUR.
      #expect(abs(try #require(check.relativeGap)) < (prices == nil ? 1e-7 : 1e-5), "\(check)")
    }
  }

  @Test("every family of hydrogen and budgets names what breaks it")
  func brokenFamilies() throws {
    let solved = try solvedCase()
    func process(_ name: String) throws -> Int {
      try #require(solved.layout.processes.firstIndex(of: name), "\(solved.layout.processes)")
    }
    func level(_ name: String) throws -> Int {
      try #require(solved.layout.levels.firstIndex(of: name), "\(solved.layout.levels)")
    }
    let electrolyser = try process("electrolyser")
    let pipeline = try process("pipeline")
    let (cavern, cap, winter) = try (level("cavern"), level("cap"), level("winter"))
    let changes: [(ConstraintFamily, [String], (inout StatedSolution) -> Void)] = [
      (
        .hydrogenProcess, ["electrolyser: 120.000 MW, at most 100.000 MW"],
        { $0.activity[1, electrolyser] = 120 }
      ),
      (
        .hydrogenBalance, ["H1: more is supplied than used"], { $0.activity[1, electrolyser] += 5 }
      ),
      (
        .hydrogenBalance, ["H1: more is supplied than used", "H2: less is supplied than used"],
        { $0.activity[1, pipeline] -= 3 }
      ),
      (
        .hydrogenStorage,
        ["cavern: +40.000 of the level is not", "cavern: -40.000 of the level is not"],
        { $0.processLevels[0, cavern] += 40 }
      ),
      (
        .hydrogenStorage, ["level of cavern: 1040.000 MWh, at most 1000.000 MWh", "cavern: "],
        { $0.processLevels[0, cavern] = 1040 }
      ),
      (.budget, ["cap: -7.000 of the level"], { $0.processLevels[1, cap] -= 7 }),
      (.budget, ["winter: +7.000 of the level"], { $0.processLevels[1, winter] += 7 }),
    ]
    for (family, places, change) in changes {
      var stated = solved.rounded
      change(&stated)
      let check = solved.check(stated)
      let residual = try #require(check.families.first { $0.family == family })
      #expect(!residual.isWithin && residual.unit != nil, "\(residual)")
      #expect(places.contains { residual.place.hasPrefix($0) }, "\(residual.place)")
      #expect(!check.passes)
    }
  }

  @Test("emissions beyond the cap are named without levels too")
  func beyondCap() throws {
    let solved = try solvedCase()
    var stated = solved.rounded
    stated.processLevels = StatedSolution(solved.layout).processLevels
    let coal = try #require(solved.layout.supply.firstIndex { $0.technology == "coal" })
    let most = 2 * 160.0
    stated.supply[1, coal] = most + 25 - stated.supply[0, coal]
    let budget = try #require(solved.check(stated).families.first { $0.family == .budget })
    #expect(budget.place.hasPrefix("level of cap: -"), "\(budget.place)")
    expectClose(budget.amount, 25, absolute: 0.01, "t")
  }
}
