// SPDX-License-Identifier: Apache-2.0
import Foundation
import Optimization
import TestSupport
import Testing

/// Programs without states by the hour simplex and by HiGHS dual simplex: the same cost, and prices
/// equal or inside the interval of optimal duals.
@Suite(
  "Hour simplex against HiGHS",
  .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"), .serialized)
struct HourSimplexAgainstHiGHSTests {
  @Test("random hours, degenerate and round ones among them")
  func randomHours() throws {
    for seed in UInt64(5000)..<(Tier.isSoak ? 5200 : 5012) {
      try judge(RandomHours.make(seed: seed, stages: 3), "seed \(seed)")
    }
  }

  @Test("days of a flow-based market")
  func market() throws {
    var generator = StagedProgramGenerator()
    generator.stages = Tier.isSoak ? 24 * 28 : 24 * 3
    generator.pumpedStores = 0
    generator.reservoirs = 0
    generator.batteries = 0
    try judge(generator.program(), "market")
  }

  private func judge(_ program: StagedProgram, _ what: String) throws {
    let result = solve(program)
    guard case .optimal(let point) = result.outcome, result.log.count == 1 else {
      Issue.record("\(what) is not solved by the hour simplex: \(result.outcome)")
      return
    }
    let folder = try TemporaryFolder()
    let problem = folder.path + "/problem.mps"
    try folder.write([], to: "problem.mps")
    let file = try FileHandle(forWritingTo: URL(filePath: problem))
    try mpsText(of: program, name: "hours") { try file.write(contentsOf: $0) }
    try file.close()
    var prices = "row,price\n"
    for t in 0..<program.stageCount {
      for n in program.balanceNames.indices {
        prices += "B_\(t)_\(n),\(point.balanceDuals[t, n])\n"
      }
    }
    try folder.write([UInt8](prices.utf8), to: "prices.csv")
    let answer = folder.path + "/judgement.json"
    try PythonJudge.run(
      script: ProjectFolder.path("Tests/DifferentialTests/Scripts/judge_with_highs.py"),
      arguments: [problem, folder.path + "/prices.csv", answer])
    let judgement = try JSONDecoder().decode(
      Judgement.self, from: Data(contentsOf: URL(filePath: answer)))
    expectClose(
      program.objective(at: point), judgement.objective, absolute: 1e-6, relative: 1e-9, what)
    #expect(judgement.prices == program.stageCount * program.balanceNames.count)
    #expect(judgement.outside == 0, "\(what): \(judgement.outside) of \(judgement.prices) prices")
  }
}

private struct Judgement: Decodable {
  var objective: Double
  var prices: Int
  /// Prices outside the interval of optimal duals.
  var outside: Int
}
