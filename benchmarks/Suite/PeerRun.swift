// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Gives the exported problem of an item to another solver.
package struct PeerRun {
  package static let script = "benchmarks/compare/peer.py"
  package static let limitSeconds = 3600.0

  let scratch: ScratchFolder

  package init(scratch: ScratchFolder) { self.scratch = scratch }

  private struct Answer: Codable {
    var version: String
    var status: String
    var seconds: Seconds
    var iterations: Int
    var objectiveEUR: Double
    var primalInfeasibility: Double?
    var dualInfeasibility: Double?
    var options: String

    enum CodingKeys: String, CodingKey {
      case version, status, seconds, iterations, options
      case objectiveEUR = "objective_eur"
      case primalInfeasibility = "primal_infeasibility"
      case dualInfeasibility = "dual_infeasibility"
    }
  }

  /// - Precondition: the item was sampled with this scratch folder, which exports its problem.
  package func sample(of item: BenchmarkItem, by solver: PeerSolver) throws -> PeerSample {
    let text = try PythonTool().run(
      Self.script,
      [
        MeasuredRun.problemPath(of: item, in: scratch), solver.rawValue, "--limit",
        "\(Self.limitSeconds)",
      ])
    let answer = try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
    return PeerSample(
      item: item, solver: solver, version: answer.version, status: answer.status,
      seconds: answer.seconds, iterations: answer.iterations, objectiveEUR: answer.objectiveEUR,
      primalInfeasibility: answer.primalInfeasibility,
      dualInfeasibility: answer.dualInfeasibility, options: answer.options)
  }
}

extension BenchmarkItem {
  /// Solvers it is given to. Separate hours are compared with the fastest way of a general solver.
  package var peers: [PeerSolver] {
    switch name {
    case .classP, .penta: [.highsSimplex, .highsInteriorPoint, .clpSimplex]
    case .classPHours: [.highsHotStart]
    }
  }
}
