// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

@Suite("Infeasible programs")
struct InfeasibleProgramTests {
  private func infeasibility(_ program: StagedProgram) throws -> Infeasibility {
    let result = solve(program)
    guard case .infeasible(let infeasibility) = result.outcome else {
      throw NotInfeasible(last: result.log.last)
    }
    return infeasibility
  }

  struct NotInfeasible: Error {
    let last: SolverProgress?
  }

  @Test("a load above all supply")
  func shortBalance() throws {
    var builder = ProgramBuilder(stages: 3)
    let zone = builder.balance("A", demand: [50, 130, 120])
    builder.column("supply", balance: [zone: 1], cost: [10], upper: [100])
    let program = builder.build()
    let answer = try infeasibility(program)
    expectClose(answer.totalViolation, 50, relative: 1e-4)
    #expect(answer.violations.map(\.stage) == [1, 2])
    #expect(answer.violations.allSatisfy { $0.row == .balance(0) })
    expectClose(answer.violations.map(\.amount), [-30, -20], absolute: 1e-3)
  }

  @Test("an end level that no inflow can reach")
  func endLevel() throws {
    var builder = ProgramBuilder(stages: 4)
    let zone = builder.balance("A", demand: [10])
    builder.column("supply", balance: [zone: 1], cost: [10], upper: [100])
    let lake = builder.state(
      "lake", initial: 10, inflow: [5], lower: [0, 0, 0, 45], upper: [100, 100, 100, 45])
    builder.column("turbine", balance: [zone: 1], state: [lake: -1], upper: [20])
    let program = builder.build()
    let answer = try infeasibility(program)
    expectClose(answer.totalViolation, 15, relative: 1e-4)
    #expect(answer.violations.allSatisfy { $0.row == .state(0) && $0.amount > 0 })
  }

  /// A must export at least 30 (must-run supply), the row lets 20 out.
  @Test("a network row below what must flow")
  func networkRow() throws {
    var builder = ProgramBuilder(stages: 1)
    let a = builder.balance("A", demand: [10])
    let b = builder.balance("B", demand: [100])
    builder.column("must run", balance: [a: 1], cost: [10], lower: [40], upper: [60])
    builder.column("supply", balance: [b: 1], cost: [20], upper: [200])
    builder.networkColumn("exchange", balance: [a: -1, b: 1])
    builder.networkRow("line", factors: [1], limit: [20])
    let program = builder.build()
    let answer = try infeasibility(program)
    // Taking 10 off the row or adding 10 to A's load cost the same; the sum is what is least.
    expectClose(answer.totalViolation, 10, relative: 1e-4)
  }

  @Test("many rows are relaxed in two steps to the same total")
  func manyRows() throws {
    var builder = ProgramBuilder(stages: 2)
    let a = builder.balance("A", demand: [10])
    let b = builder.balance("B", demand: [100])
    builder.column("supply", balance: [b: 1], cost: [20], upper: [200])
    builder.column("lost", balance: [a: 1], cost: [3000], upper: [10])
    // An exchange of at least 30 that no row allows: only its rows can give way.
    builder.networkColumn("forced", balance: [:], lower: [30], upper: [60])
    builder.networkColumn("exchange", balance: [a: -1, b: 1])
    for k in 0..<40 {
      builder.networkRow("row \(k)", factors: [k == 7 ? 1 : 0.1, 0], limit: [20])
    }
    let program = builder.build()
    let answer = try infeasibility(program)
    expectClose(answer.totalViolation, 20, relative: 1e-4)
    #expect(answer.violations.map(\.stage) == [0, 1])
    #expect(answer.violations.allSatisfy { $0.row == .network(7) })
    expectClose(answer.violations.map(\.amount), [10, 10], absolute: 1e-3)
  }

  /// The reservoir holds a hundred thousand times what the rows miss, and plays no part in it.
  @Test("a small contradiction beside a large reservoir", arguments: [20.0, 2000])
  func besideReservoir(excess: Double) throws {
    var builder = ProgramBuilder(stages: 24)
    let a = builder.balance("A", demand: [60_000])
    let b = builder.balance("B", demand: [40_000])
    for zone in [a, b] {
      builder.column("supply \(zone)", balance: [zone: 1], cost: [20], upper: [90_000])
    }
    let lake = builder.state(
      "lake", initial: 6e7, inflow: [15_000],
      lower: [Double](repeating: 0, count: 23) + [6e7],
      upper: [Double](repeating: 8.7e7, count: 23) + [6e7])
    builder.column("turbine", balance: [a: 1], state: [lake: -1], upper: [27_000])
    builder.column("spill", balance: [:], state: [lake: -1], upper: [15_000])
    builder.networkColumn("exchange", balance: [a: -1, b: 1])
    builder.networkRow("most", factors: [1], limit: [0])
    builder.networkRow("least", factors: [-1], limit: [-excess])
    let answer = try infeasibility(builder.build())
    expectClose(answer.totalViolation, 24 * excess, relative: 1e-4)
    #expect(answer.violations.allSatisfy { $0.row == .network(0) || $0.row == .network(1) })
  }

  @Test("a program at the edge of feasibility is not called infeasible")
  func edge() throws {
    var builder = ProgramBuilder(stages: 2)
    let zone = builder.balance("A", demand: [100, 100])
    builder.column("supply", balance: [zone: 1], cost: [10], upper: [100])
    let program = builder.build()
    let result = solve(program)
    if case .infeasible = result.outcome { Issue.record("called infeasible") }
  }
}
