// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

/// Stages of different length are written in energy per stage: bounds, demand, limits and inflow
/// times the length, prices per energy as they are.
@Suite("Stages of 15, 30 and 60 minutes")
struct StageLengthTests {
  /// Each stage cut into equal parts; what is kept of a level must be all of it.
  private func cut(_ program: StagedProgram, into parts: (Int) -> Int) -> StagedProgram {
    let origin = (0..<program.stageCount).flatMap { t in (0..<parts(t)).map { _ in t } }
    func table(_ source: StageTable, power: Int) -> StageTable {
      var result = StageTable(stageCount: origin.count, itemCount: source.itemCount)
      for (part, t) in origin.enumerated() {
        let length = 1 / Double(parts(t))
        let factor = power == 1 ? length : power == -1 ? 1 / length : 1
        for item in 0..<source.itemCount { result[part, item] = source[t, item] * factor }
      }
      return result
    }
    var result = program
    result.stageCount = origin.count
    result.cost = table(program.cost, power: 0)
    result.curvature = table(program.curvature, power: -1)
    result.lower = table(program.lower, power: 1)
    result.upper = table(program.upper, power: 1)
    result.networkCost = table(program.networkCost, power: 0)
    result.networkCurvature = table(program.networkCurvature, power: -1)
    result.networkLower = table(program.networkLower, power: 1)
    result.networkUpper = table(program.networkUpper, power: 1)
    result.demand = table(program.demand, power: 1)
    result.networkLimit = table(program.networkLimit, power: 1)
    result.retention = table(program.retention, power: 0)
    result.inflow = table(program.inflow, power: 1)
    result.levelLower = table(program.levelLower, power: 0)
    result.levelUpper = table(program.levelUpper, power: 0)
    result.networkMatrixOfStage = origin.map { program.networkMatrixOfStage[$0] }
    // Only the end of the whole range holds the end level.
    for (part, t) in origin.enumerated()
    where t == program.stageCount - 1 && part + 1 < origin.count {
      for s in program.states.indices {
        result.levelLower[part, s] = program.levelLower[0, s]
        result.levelUpper[part, s] = program.levelUpper[0, s]
      }
    }
    return result
  }

  private func day() -> StagedProgram {
    var generator = StagedProgramGenerator()
    generator.stages = 24
    generator.slope = 0.01
    return generator.program()
  }

  @Test("cutting hours into parts with the same data changes neither cost nor prices")
  func cutHours() throws {
    let hourly = day()
    let mixed = cut(hourly) { [1, 2, 4][$0 % 3] }
    guard case .optimal(let whole) = solve(hourly).outcome,
      case .optimal(let parts) = solve(mixed).outcome
    else {
      Issue.record("not optimal")
      return
    }
    let wholeCost = Certificate.compute(for: hourly, at: whole).primalObjective
    let partsCertificate = Certificate.compute(for: mixed, at: parts)
    expectClose(partsCertificate.primalObjective, wholeCost, relative: 1e-8)
    #expect(partsCertificate.relativeGap <= 1e-8, "\(partsCertificate)")
    var part = 0
    for t in 0..<hourly.stageCount {
      for _ in 0..<[1, 2, 4][t % 3] {
        for n in hourly.balanceNames.indices {
          expectClose(
            parts.balanceDuals[part, n], whole.balanceDuals[t, n], relative: 1e-6,
            "stage \(part), balance \(n)")
        }
        part += 1
      }
    }
  }

  @Test("time of a week in quarters of an hour", .enabled(if: Tier.isSoak))
  func quarterHours() throws {
    var generator = StagedProgramGenerator()
    generator.seed = 1
    let program = cut(generator.program()) { _ in 4 }
    var settings = SolverSettings()
    settings.threads = 1
    let result = solve(program, settings: settings)
    guard case .optimal = result.outcome else {
      Issue.record("not optimal")
      return
    }
    let seconds = result.statistics.wallSeconds
    let perStage = seconds / Double(program.stageCount) * 1e6
    report(
      figure: "a week in quarters of an hour: \(seconds) s, \(result.statistics.iterations) "
        + "iterations, \(perStage) microseconds a stage, one thread")
  }
}
