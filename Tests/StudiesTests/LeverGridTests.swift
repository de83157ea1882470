// SPDX-License-Identifier: Apache-2.0
import GridModel
import Scenarios
import Studies
import TestSupport
import Testing

@Suite("runs of a study")
struct LeverGridTests {
  private static func patch(_ factor: Double) -> Patch {
    Patch(
      RowSelector("fuels", [.asset: "gas"]),
      .scale(attribute: "price_eur_per_mwh", .number(factor, unit: "")))
  }

  @Test("every combination of settings is a scenario, the last lever changing fastest")
  func combinations() {
    var ntc = RunOptions()
    ntc.network = .ntc
    let grid = LeverGrid(
      base: "reference",
      levers: [
        LeverGrid.Lever(
          name: "gas",
          settings: [
            Scenario(name: "low", patches: [Self.patch(0.7)]), Scenario(name: "as collected"),
          ]),
        LeverGrid.Lever(
          name: "market",
          settings: [
            Scenario(name: "ntc", options: ntc),
            Scenario(name: "tight", patches: [Self.patch(1.1)]),
          ]),
      ])
    #expect(grid.combinations == 4)
    #expect(
      grid.scenarios.map(\.name) == [
        "gas=low market=ntc", "gas=low market=tight", "gas=as collected market=ntc",
        "gas=as collected market=tight",
      ])
    #expect(grid.scenarios.map(\.patches.count) == [1, 2, 0, 1])
    #expect(grid.scenarios.map(\.options.network) == [.ntc, nil, .ntc, nil])
    #expect(grid.scenarios.allSatisfy { $0.base == "reference" })
    #expect(LeverGrid(levers: []).scenarios.isEmpty)
  }

  private func study(_ kind: StudyKind) -> Study {
    var own = RunOptions()
    own.samples = 1
    var options = RunOptions()
    options.climateYears = [4, 9]
    options.samples = 2
    return Study(
      name: "test", casePath: "case", kind: kind, years: [2026, 2030], options: options,
      book: ScenarioBook([
        Scenario(name: "base"), Scenario(name: "Dry year", base: "base", options: own),
      ]), scenarios: ["base", "Dry year"], reference: "base")
  }

  @Test("scenarios by target years by climate years by samples")
  func runs() {
    let runs = study(.coupling).runs
    // Two years x two climate years x two samples, then x one.
    #expect(runs.count == 8 + 4)
    #expect(runs[1].folder == "0002-base-2026-c4-s1")
    #expect(runs[11].folder == "0012-dry-year-2030-c9-s0")
    #expect(runs.map(\.number) == Array(1...12))
    #expect(Set(runs.map(\.folder)).count == 12)
    #expect(
      study(.adequacy).runs.map(\.folder) == [
        "0001-base-2026", "0002-base-2030", "0003-dry-year-2026", "0004-dry-year-2030",
      ])
  }

  @Test("an option of the scenario goes before that of its base and of the study")
  func options() {
    let study = study(.coupling)
    #expect(study.options(of: "Dry year").samples == 1)
    #expect(study.options(of: "Dry year").climateYears == [4, 9])
    #expect(study.options(of: "base").samples == 2)
  }
}
