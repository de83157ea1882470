// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

/// Laws of the optimum over seeded random programs.
@Suite("Solver properties")
struct SolverPropertyTests {
  private static var seeds: Range<UInt64> { 0..<(Tier.isSoak ? 2000 : 150) }

  @Test("random programs are solved to the certificate")
  func certificate() throws {
    for seed in Self.seeds { try expectSolved(RandomProgram.make(seed: seed), "seed \(seed)") }
  }

  @Test("any number of stages", arguments: [1, 2, 3, 7, 8, 9, 15, 16, 17, 40])
  func stageCounts(stages: Int) throws {
    for seed in UInt64(500)..<510 {
      try expectSolved(RandomProgram.make(seed: seed, stages: stages), "seed \(seed)")
    }
  }

  @Test("the order of columns and balances does not matter")
  func permutation() throws {
    for seed in Self.seeds.prefix(40) {
      let program = RandomProgram.make(seed: seed)
      var random = SeededGenerator(seed: seed + 1)
      let columns = Array(program.columns.indices).shuffled(using: &random)
      let balances = Array(program.balanceNames.indices).shuffled(using: &random)
      let other = program.permuted(columns: columns, balances: balances)
      let cost = program.objective(at: try solved(program))
      let permutedCost = other.objective(at: try solved(other))
      expectClose(permutedCost, cost, absolute: 1e-4, relative: 2e-8, "seed \(seed)")
    }
  }

  @Test("one more supplier never raises the cost")
  func moreSupply() throws {
    for seed in Self.seeds.prefix(40) {
      let program = RandomProgram.make(seed: seed)
      let more = program.adding(
        StageColumn(name: "new", balance: [Coefficient(row: 0, value: 1)]), cost: 30,
        upper: 0.2 * program.demand[0, 0])
      let before = program.objective(at: try solved(program))
      let after = more.objective(at: try solved(more))
      #expect(after <= before + 2e-8 * abs(before) + 1e-4, "seed \(seed): \(after) > \(before)")
    }
  }

  /// The two halves of the recursion meet in every way, and once in the last stage.
  @Test("so they do over few stages", arguments: [7, 8, 9, 10, 16, 17, 18, 25])
  func threadsOverFewStages(stages: Int) throws {
    var generator = StagedProgramGenerator()
    generator.stages = stages
    generator.waterValue = 40
    let program = generator.program()
    var settings = SolverSettings()
    settings.threads = 1
    let one = try solved(program, settings: settings)
    settings.threads = 2
    for _ in 0..<(Tier.isSoak ? 200 : 10) {
      let two = try solved(program, settings: settings)
      #expect(two.columns == one.columns && two.levels == one.levels)
    }
  }

  @Test("one and two threads give the same bytes")
  func threads() throws {
    var generator = StagedProgramGenerator()
    generator.stages = 100
    generator.slope = 0.01
    let program = generator.program()
    var points: [StagedPoint] = []
    for threads in [1, 2, 2] {
      var settings = SolverSettings()
      settings.threads = threads
      points.append(try solved(program, settings: settings))
    }
    for point in points.dropFirst() {
      #expect(point.columns == points[0].columns)
      #expect(point.levels == points[0].levels)
      #expect(point.network == points[0].network)
      #expect(point.balanceDuals == points[0].balanceDuals)
      #expect(point.networkDuals == points[0].networkDuals)
      #expect(point.stateDuals == points[0].stateDuals)
    }
  }

  @Test("a wider unit of all quantities changes nothing but the unit")
  func units() throws {
    let program = RandomProgram.make(seed: 3)
    var other = program
    let factor = 1024.0
    for path in [
      \StagedProgram.demand, \.lower, \.upper, \.inflow, \.levelLower, \.levelUpper,
      \.networkLimit, \.networkLower, \.networkUpper,
    ] {
      for i in other[keyPath: path].values.indices { other[keyPath: path].values[i] *= factor }
    }
    for i in other.curvature.values.indices { other.curvature.values[i] /= factor }
    for s in other.states.indices { other.states[s].initialLevel *= factor }
    let cost = program.objective(at: try solved(program))
    expectClose(other.objective(at: try solved(other)), factor * cost, relative: 2e-8)
  }

  private func expectSolved(_ program: StagedProgram, _ what: String) throws {
    let result = solve(program)
    guard case .optimal(let point) = result.outcome else {
      Issue.record("\(what): \(result.log.last.map { "\($0)" } ?? "")")
      return
    }
    let certificate = Certificate.compute(for: program, at: point)
    #expect(certificate.relativeGap <= 1e-7, "\(what): \(certificate)")
    #expect(certificate.primalResidual <= 1e-3, "\(what): \(certificate)")
    #expect(certificate.dualResidual <= 1e-6, "\(what): \(certificate)")
  }
}
