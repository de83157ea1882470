// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

/// Programs of the size the solver is made for: weeks by default, quarters and a year in the soak
/// tier.
@Suite("Market programs of realistic size")
struct MarketProgramTests {
  /// Solved, within the limits of the independent certificate, in as many iterations as recorded.
  @discardableResult
  private func expectCertified(_ generator: StagedProgramGenerator, gap: Double = 1e-7) throws
    -> Int
  {
    let program = generator.program()
    let result = solve(program)
    guard case .optimal(let point) = result.outcome else {
      Issue.record("seed \(generator.seed): \(result.log.last.map { "\($0)" } ?? "")")
      return 0
    }
    let certificate = Certificate.compute(for: program, at: point)
    #expect(certificate.relativeGap <= gap, "seed \(generator.seed): \(certificate)")
    #expect(certificate.primalResidual <= 1e-3, "seed \(generator.seed): \(certificate)")
    #expect(certificate.dualResidual <= 1e-6, "seed \(generator.seed): \(certificate)")
    return result.statistics.iterations
  }

  private func expectRecorded(_ family: String, _ seed: UInt64, _ iterations: Int) throws {
    try IterationBaseline.shared.expect("\(family) \(seed)", iterations)
  }

  @Test("weeks of several seasons", arguments: Array(UInt64(1)...(Tier.isSoak ? 100 : 6)))
  func weeks(seed: UInt64) throws {
    var generator = StagedProgramGenerator()
    generator.seed = seed
    generator.firstHour = Int(seed) * 997 % 8000
    try expectRecorded("week", seed, expectCertified(generator, gap: 1e-8))
  }

  @Test("a week with slopes, losses and water values")
  func slopedWeek() throws {
    var generator = StagedProgramGenerator()
    generator.slope = 0.02
    generator.batteryLoss = 0.002
    generator.waterValue = 60
    try expectCertified(generator)
  }

  @Test("a week without network")
  func copperplate() throws {
    var generator = StagedProgramGenerator()
    generator.rows = 0
    try expectCertified(generator)
  }

  @Test("a week without stores")
  func withoutStores() throws {
    var generator = StagedProgramGenerator()
    generator.pumpedStores = 0
    generator.reservoirs = 0
    generator.batteries = 0
    try expectCertified(generator)
  }

  @Test("a day with many stores and rows")
  func wide() throws {
    var generator = StagedProgramGenerator()
    generator.stages = 24
    generator.pumpedStores = 30
    generator.batteries = 30
    generator.rows = 100
    try expectCertified(generator)
  }

  @Test("quarters", .enabled(if: Tier.isSoak), arguments: Array(UInt64(1)...100))
  func quarters(seed: UInt64) throws {
    var generator = StagedProgramGenerator()
    generator.seed = seed
    generator.stages = 2184
    generator.firstHour = Int(seed % 4) * 2184
    try expectRecorded("quarter", seed, expectCertified(generator, gap: 1e-8))
  }

  @Test("years", .enabled(if: Tier.isSoak), arguments: Array(UInt64(1)...12))
  func years(seed: UInt64) throws {
    var generator = StagedProgramGenerator()
    generator.seed = seed
    generator.stages = 8760
    try expectRecorded("year", seed, expectCertified(generator, gap: 1e-8))
  }
}
