// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("Program validation")
struct ProgramValidationTests {
  private func small() -> StagedProgram {
    var builder = ProgramBuilder(stages: 2)
    let a = builder.balance("A", demand: [10])
    let store = builder.state("store", initial: 5, upper: [10])
    builder.column("supply", balance: [a: 1], cost: [10], upper: [100])
    builder.column("charge", balance: [a: -1], state: [store: 1], upper: [5])
    builder.networkColumn("exchange", balance: [a: 1])
    builder.networkRow("line", factors: [1], limit: [20])
    return builder.build()
  }

  @Test("a good program has no problems")
  func good() { #expect(small().validate() == []) }

  @Test("every fault is reported at once, with column and stage")
  func complete() {
    var program = small()
    program.upper[1, 0] = .infinity
    program.lower[0, 1] = 7
    program.cost[1, 1] = .nan
    program.curvature[0, 0] = -1
    program.networkLower[0, 0] = 30
    program.networkUpper[0, 0] = 20
    program.networkLimit[1, 0] = .nan
    program.retention[1, 0] = -0.5
    program.levelLower[0, 0] = 11
    program.networkMatrices[0][0, 0] = .infinity
    #expect(
      program.validate().map(\.description) == [
        "network matrix 0 has no finite number at row line, column exchange",
        "cost of charge in stage 1 is not a finite number",
        "networkLimit of line in stage 1 is not a finite number",
        "column supply in stage 0: curvature -1.0 is negative",
        "column charge in stage 0: lower bound 7.0 above upper bound 5.0",
        "column supply has an infinite bound in stage 1",
        "column exchange in stage 0: lower bound 30.0 above upper bound 20.0",
        "column store in stage 0: lower bound 11.0 above upper bound 10.0",
        "state store in stage 1: retention -0.5 is negative",
      ])
  }

  @Test("an infinite bound that its cost rewards is refused unless a row limits it")
  func reward() {
    var builder = ProgramBuilder(stages: 1)
    let a = builder.balance("A", demand: [10])
    builder.column("supply", balance: [a: 1], cost: [10], upper: [100])
    builder.networkColumn("loose", balance: [:], cost: [-1])
    builder.networkColumn("held", balance: [:], cost: [-1])
    builder.networkRow("line", factors: [-1, 1], limit: [20])
    #expect(
      builder.build().validate().map(\.description) == [
        "column loose in stage 0: cost -1.0 rewards an infinite bound, and neither balance nor "
          + "network row limits it"
      ])
  }

  @Test("sizes are checked before values")
  func sizes() {
    var program = small()
    program.cost = StageTable(stageCount: 3, itemCount: 2)
    program.networkMatrixOfStage = [0, 1]
    program.columns[0].balance = [Coefficient(row: 4, value: 1)]
    program.balanceNames = ["A"]
    program.columns[1].name = "supply"
    #expect(
      program.validate().map(\.description) == [
        "table cost has 2 items and 3 stages, not 2 and 2",
        "stage 1 uses network matrix 1 of 1",
        "name supply is used twice",
        "column supply has a coefficient in row 4 that is not a finite number, or there is no "
          + "such row",
      ])
  }

  struct Reward: Sendable, CustomTestStringConvertible {
    var cost: Double
    var stage: Int
    var testDescription: String { "cost \(cost) in stage \(stage)" }
  }

  static let rewards = [
    Reward(cost: -1, stage: 0), Reward(cost: -1, stage: 2), Reward(cost: -250, stage: 1),
    Reward(cost: -0.001, stage: 2), Reward(cost: -4000, stage: 0), Reward(cost: 1, stage: 0),
    Reward(cost: 1, stage: 1), Reward(cost: 250, stage: 2), Reward(cost: 0.001, stage: 0),
    Reward(cost: 4000, stage: 1),
  ]

  /// The bound is infinite in all stages, the cost rewards it in one: that one is named.
  @Test("a stage column whose cost rewards an infinite bound", arguments: rewards)
  func rewardedColumn(_ reward: Reward) {
    var builder = ProgramBuilder(stages: 3)
    let a = builder.balance("A", demand: [10])
    builder.column("supply", balance: [a: 1], cost: [10], upper: [100])
    builder.column("loose", balance: [a: 1], upper: [5])
    var program = builder.build()
    program.cost[reward.stage, 1] = reward.cost
    let isUpper = reward.cost < 0
    if isUpper { program.upper[reward.stage, 1] = .infinity }
    if !isUpper { program.lower[reward.stage, 1] = -.infinity }
    #expect(
      program.validate().map(\.description) == [
        "column loose in stage \(reward.stage): cost \(reward.cost) rewards its infinite "
          + "\(isUpper ? "upper" : "lower") bound"
      ])
  }

  @Test("a network column whose cost rewards an infinite bound", arguments: rewards)
  func rewardedNetworkColumn(_ reward: Reward) {
    var builder = ProgramBuilder(stages: 3)
    let a = builder.balance("A", demand: [10])
    builder.column("supply", balance: [a: 1], cost: [10], upper: [100])
    builder.networkColumn("loose", balance: [:])
    // It limits the other direction alone.
    builder.networkRow("line", factors: [reward.cost < 0 ? -1 : 1], limit: [20])
    var program = builder.build()
    program.networkCost[reward.stage, 0] = reward.cost
    #expect(
      program.validate().map(\.description) == [
        "column loose in stage \(reward.stage): cost \(reward.cost) rewards an infinite bound, "
          + "and neither balance nor network row limits it"
      ])
  }
}
