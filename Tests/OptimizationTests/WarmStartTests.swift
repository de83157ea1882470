// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

@Suite("Warm starts")
struct WarmStartTests {
  /// A neighbour of a week: load and fuel prices moved by up to a few per cent.
  private func neighbour(_ number: Int, of program: StagedProgram) -> StagedProgram {
    var neighbour = program
    let shift = Double(number) - 5.5
    let load = 1 + 0.001 * shift
    let fuel = 1 + 0.005 * shift
    neighbour.demand.values = neighbour.demand.values.map { $0 * load }
    neighbour.cost.values = neighbour.cost.values.map { (20...300).contains($0) ? $0 * fuel : $0 }
    return neighbour
  }

  @Test("ten neighbours of a week need at most 70 % of the iterations")
  func neighbours() throws {
    var generator = StagedProgramGenerator()
    generator.seed = 20
    let program = generator.program()
    var settings = SolverSettings()
    settings.keepsWarmStart = true
    let start = try #require(solve(program, settings: settings).warmStart)
    settings.keepsWarmStart = false
    var shares: [Double] = []
    for number in 1...10 {
      let neighbour = neighbour(number, of: program)
      let cold = solve(neighbour, settings: settings)
      let warm = solve(neighbour, settings: settings, from: start)
      guard case .optimal(let coldPoint) = cold.outcome, case .optimal(let warmPoint) = warm.outcome
      else {
        Issue.record("neighbour \(number): not optimal")
        continue
      }
      shares.append(Double(warm.statistics.iterations) / Double(cold.statistics.iterations))
      let coldCertificate = Certificate.compute(for: neighbour, at: coldPoint)
      let warmCertificate = Certificate.compute(for: neighbour, at: warmPoint)
      expectClose(
        warmCertificate.primalObjective, coldCertificate.primalObjective, relative: 1e-8,
        "neighbour \(number)")
      #expect(warmCertificate.relativeGap <= 1e-8, "neighbour \(number): \(warmCertificate)")
      #expect(warmCertificate.primalResidual <= 1e-3, "neighbour \(number): \(warmCertificate)")
    }
    shares.sort()
    let median = 0.5 * (shares[shares.count / 2] + shares[(shares.count - 1) / 2])
    report(figure: "warm start, ten neighbours of a week: median \(median) of the iterations")
    #expect(median <= 0.7, "\(shares)")
  }

  @Test("a start of another shape does not fit")
  func shape() throws {
    var generator = StagedProgramGenerator()
    generator.stages = 24
    let program = generator.program()
    var settings = SolverSettings()
    settings.keepsWarmStart = true
    let start = try #require(solve(program, settings: settings).warmStart)
    #expect(start.fits(program))
    generator.stages = 48
    #expect(!start.fits(generator.program()))
  }

  @Test("a start far off still leads to the optimum")
  func farOff() throws {
    var generator = StagedProgramGenerator()
    generator.stages = 48
    var settings = SolverSettings()
    settings.keepsWarmStart = true
    let start = try #require(solve(generator.program(), settings: settings).warmStart)
    generator.seed = 9
    generator.firstHour = 4000
    let program = generator.program()
    guard case .optimal(let point) = solve(program, from: start).outcome else {
      Issue.record("not optimal")
      return
    }
    #expect(Certificate.compute(for: program, at: point).relativeGap <= 1e-8)
  }
}
