// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

/// Lower bounds from some duals of a point, the others being found.
@Suite("Best bound of given duals")
struct BestBoundTests {
  private static var seeds: Range<UInt64> { 0..<(Tier.isSoak ? 400 : 40) }

  @Test("the duals of the optimum, in part, prove the optimum", arguments: [true, false])
  func optimum(knowsNetwork: Bool) throws {
    for seed in Self.seeds {
      let program = RandomProgram.make(seed: seed)
      guard case .optimal(let point) = solve(program).outcome else {
        Issue.record("seed \(seed) is not solved")
        continue
      }
      var given = point
      given.stateDuals = StagedPoint(zeroOf: program).stateDuals
      if !knowsNetwork { given.networkDuals = StagedPoint(zeroOf: program).networkDuals }
      let bound = program.bestBound(
        from: given,
        knowing: KnownDuals(
          balances: program.balanceNames.map { _ in true }, network: knowsNetwork),
        settings: SolverSettings())
      let objective = program.objective(at: point)
      expectClose(
        (objective - bound.lowerBound) / (1 + abs(objective)), 0, absolute: 1e-6, "seed \(seed)")
    }
  }

  @Test("no duals prove more than the optimum")
  func safe() throws {
    for seed in Self.seeds {
      let program = RandomProgram.make(seed: seed)
      guard case .optimal(let point) = solve(program).outcome else { continue }
      var random = SeededGenerator(seed: seed)
      var given = point
      for t in 0..<program.stageCount {
        for n in program.balanceNames.indices {
          given.balanceDuals[t, n] *= random.uniform(0.5...1.5)
        }
      }
      let bound = program.bestBound(
        from: given,
        knowing: KnownDuals(balances: program.balanceNames.map { _ in true }, network: true),
        settings: SolverSettings())
      let objective = program.objective(at: point)
      #expect(bound.lowerBound <= objective + 1e-6 * (1 + abs(objective)), "seed \(seed)")
    }
  }

  @Test("residuals are those of the certificate")
  func residuals() throws {
    for seed in Self.seeds.prefix(10) {
      let program = RandomProgram.make(seed: seed)
      var point = StagedPoint(zeroOf: program)
      point.columns[0, 0] = 12_345
      let balance = program.balanceResiduals(stage: 0, at: point)
      let state = program.stateResiduals(stage: 0, at: point)
      let overload = program.overloads(stage: 0, at: point).compactMap { $0 }
      let worst = (balance + state).map(abs) + overload
      let certificate = Certificate.compute(for: program, at: point)
      #expect(certificate.primalResidual >= worst.max() ?? 0)
      expectClose(balance[0], 12_345 - program.demand[0, 0], relative: 1e-12, "seed \(seed)")
    }
  }
}
