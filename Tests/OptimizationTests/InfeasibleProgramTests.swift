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
    #expect(
      answer.lines(in: program) == [
        "stage 1, balance A: 30.000 short", "stage 2, balance A: 20.000 short",
      ])
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
    #expect(
      answer.lines(in: program) == [
        "stage 0, network row row 7: 10.000 over its limit",
        "stage 1, network row row 7: 10.000 over its limit",
      ])
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
