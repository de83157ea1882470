// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

/// States whose level returns to a start that is free.
@Suite("Cyclic states")
struct CyclicStateTests {
  /// Load of 11 then 0, supply of at most 6 at 20, then 30, and lost load at 1000: 5 stored MWh are needed
  /// in the first hour, before anything could have been stored, and put back in the second.
  @Test("a level may be used before it is filled")
  func usedFirst() throws {
    var program = twoHours(retention: 1)
    let cyclic = CyclicStates([0], of: &program)
    let point = try solved(program)
    expectClose(program.objective(at: point), 120 + 150, relative: 1e-7)
    expectClose(net(0, point), 5, absolute: 1e-5)
    expectClose(net(1, point), -5, absolute: 1e-5)
    let start = cyclic.startLevel(0, at: point)
    #expect(start > 5 - 1e-5 && start < 8 + 1e-5)
    expectClose(cyclic.level(0, stage: 0, at: point), start - 5, absolute: 1e-5)
    expectClose(cyclic.level(0, stage: 1, at: point), start, absolute: 1e-5)
    expectClose(point.stateDuals[0, 0], -30, absolute: 1e-4, "minus the water value")
  }

  /// Half of the level is lost in each hour: u/2 − d is left after the first, half of it and the 6
  /// that are charged after the second: u = u/4 − d/2 + 6, so that d = 12 − 3u/2 with d ≤ u/2
  /// gives u = 6, d = 3; the other 2 are lost load.
  @Test("with self-discharge")
  func selfDischarge() throws {
    var program = twoHours(retention: 0.5)
    let cyclic = CyclicStates([0], of: &program)
    let point = try solved(program)
    expectClose(cyclic.startLevel(0, at: point), 6, absolute: 1e-5)
    expectClose(net(0, point), 3, absolute: 1e-5)
    expectClose(program.objective(at: point), 120 + 180 + 2000, relative: 1e-7)
  }

  /// Discharge less charge.
  private func net(_ t: Int, _ point: StagedPoint) -> Double {
    point.columns[t, 1] - point.columns[t, 2]
  }

  private func twoHours(retention: Double) -> StagedProgram {
    var builder = ProgramBuilder(stages: 2)
    let zone = builder.balance("A", demand: [11, 0])
    let store = builder.state("store", initial: 0, retention: [retention], upper: [8])
    builder.column("supply", balance: [zone: 1], cost: [20, 30], upper: [6])
    builder.column("discharge", balance: [zone: 1], state: [store: -1], upper: [6])
    builder.column("charge", balance: [zone: -1], state: [store: 1], upper: [6])
    builder.column("lost", balance: [zone: 1], cost: [1000], upper: [11])
    return builder.build()
  }

  /// The free start is the best of all starts: fixing both ends at it costs the same, at any other
  /// level no less.
  @Test("no fixed start is better", arguments: 0..<6 as Range<UInt64>)
  func bestStart(seed: UInt64) throws {
    var generator = StagedProgramGenerator()
    generator.seed = seed
    generator.stages = 24
    let fixed = generator.program()
    var program = fixed
    let states = Array(fixed.states.indices)
    for s in states {
      program.levelLower[23, s] = program.levelLower[22, s]
      program.levelUpper[23, s] = program.levelUpper[22, s]
    }
    let open = program
    let cyclic = CyclicStates(states, of: &program)
    let point = try solved(program)
    let cost = program.objective(at: point)
    for share in [0.2, 0.5, 0.8] {
      let other = try self.cost(of: open) { s in
        open.levelLower[23, s] + share * (open.levelUpper[23, s] - open.levelLower[23, s])
      }
      if let other { #expect(other >= cost - 1e-7 * abs(cost), "\(share)") }
    }
    let same = try #require(try self.cost(of: open) { cyclic.startLevel($0, at: point) })
    expectClose(same, cost, relative: 1e-6)
    for s in states {
      expectClose(
        cyclic.level(s, stage: 23, at: point), cyclic.startLevel(s, at: point), absolute: 1e-4)
    }
  }

  /// Cost with both ends fixed; nil where no point is feasible.
  private func cost(of open: StagedProgram, level: (Int) -> Double) throws -> Double? {
    var program = open
    for s in program.states.indices {
      program.states[s].initialLevel = level(s)
      program.states[s].endValue = 0
      program.levelLower[program.stageCount - 1, s] = level(s)
      program.levelUpper[program.stageCount - 1, s] = level(s)
    }
    let outcome = solve(program).outcome
    if case .infeasible = outcome { return nil }
    guard case .optimal(let point) = outcome else {
      throw NotOptimal(outcome: "\(outcome)", last: nil)
    }
    return program.objective(at: point)
  }

  private func solved(_ program: StagedProgram) throws -> StagedPoint {
    let result = solve(program)
    guard case .optimal(let point) = result.outcome else {
      throw NotOptimal(outcome: "\(result.outcome)", last: result.log.last)
    }
    let certificate = Certificate.compute(for: program, at: point)
    #expect(abs(certificate.relativeGap) <= 1e-8 && certificate.dualResidual <= 1e-6)
    return point
  }
}
