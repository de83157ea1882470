// SPDX-License-Identifier: Apache-2.0
import Foundation
import MarketCoupling
import Optimization
import TestSupport

/// What HiGHS says of given prices of a program.
struct HiGHSJudge: Decodable {
  struct Example: Decodable {
    var row: String
    var price: Double
    var dual: Double
    var low: Double?
    var high: Double?
  }
  /// Of HiGHS's vertex, in the program's unit of cost.
  var objective: Double
  var prices: Int
  /// Prices that differ from HiGHS's dual, and were judged by the face of optimal duals.
  var intervals: Int
  /// Prices outside their interval.
  var outside: Int
  var examples: [Example]

  /// Exports a program without curvature, solves it by dual simplex and judges the duals of its
  /// balances, stage × balance, in units of cost per unit.
  ///
  /// - Parameters:
  ///   - relative: a price may differ by this share of itself
  ///   - absolute: and always by this much.
  static func judge(
    prices: StageTable, of program: StagedProgram, relative: Double, absolute: Double
  ) throws -> HiGHSJudge {
    let folder = try TemporaryFolder()
    let problem = folder.path + "/problem.mps"
    try folder.write([], to: "problem.mps")
    let file = try FileHandle(forWritingTo: URL(filePath: problem))
    try mpsText(of: program, name: "program") { try file.write(contentsOf: $0) }
    try file.close()
    var table = "row,price\n"
    for t in 0..<program.stageCount {
      for n in program.balanceNames.indices { table += "B_\(t)_\(n),\(prices[t, n])\n" }
    }
    try folder.write([UInt8](table.utf8), to: "prices.csv")
    let answer = folder.path + "/judgement.json"
    try PythonJudge.run(
      script: ProjectFolder.path("Tests/DifferentialTests/Scripts/judge_with_highs.py"),
      arguments: [problem, folder.path + "/prices.csv", answer, "\(relative)", "\(absolute)"])
    return try JSONDecoder().decode(
      HiGHSJudge.self, from: Data(contentsOf: URL(filePath: answer)))
  }
}

extension CouplingRun {
  /// Prices of all balances, power and hydrogen, in EUR per MW held for a unit, in their order.
  var balanceDuals: StageTable {
    let hours = result.axis.stepHours
    let balances = program.balanceNames.count
    let nodes = balances - result.processes.nodes.count
    precondition(nodes > 0 && nodes <= result.prices.itemCount)
    var table = StageTable(stageCount: result.axis.count, itemCount: balances)
    for t in 0..<result.axis.count {
      for n in 0..<nodes { table[t, n] = result.prices[t, n] * hours }
      for n in result.processes.nodes.indices {
        table[t, nodes + n] = result.processes.prices[t, n] * hours
      }
    }
    return table
  }
}
