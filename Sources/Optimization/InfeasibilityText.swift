// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Infeasibility {
  /// The largest violations in words, one line each, in the program's own names and units.
  package func lines(in program: StagedProgram, limit: Int = 10) -> [String] {
    var lines = violations.prefix(limit).map { $0.line(in: program) }
    if violations.count > limit { lines.append("and \(violations.count - limit) smaller ones") }
    return lines
  }
}

extension Infeasibility.Violation {
  /// What has to give way, where and by how much.
  package func line(in program: StagedProgram) -> String {
    let size = String(format: "%.3f", abs(amount))
    switch row {
    case .balance(let n):
      let name = program.balanceNames[n]
      return amount < 0
        ? "stage \(stage), balance \(name): \(size) short"
        : "stage \(stage), balance \(name): \(size) too much"
    case .network(let k):
      return "stage \(stage), network row \(program.networkRowNames[k]): \(size) over its limit"
    case .state(let s):
      let name = program.states[s].name
      return amount > 0
        ? "stage \(stage), level of \(name): \(size) missing"
        : "stage \(stage), level of \(name): \(size) too much"
    }
  }
}
