// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Infeasibility {
  /// The cause in one sentence: the row that has to give way most over all stages, where most, by
  /// how much and in which direction, in the program's own names and units.
  package func sentence(for program: StagedProgram) -> String {
    guard let largest = mainViolation else { return "no row has to give way" }
    let amount = String(format: "%.6g", largest.amount.magnitude)
    let cause: String
    switch largest.row {
    case .balance(let n):
      cause =
        "balance \(program.balanceNames[n]) in stage \(largest.stage) "
        + (largest.amount < 0 ? "lacks \(amount)" : "cannot get rid of \(amount)")
    case .network(let k):
      cause =
        "network row \(program.networkRowNames[k]) in stage \(largest.stage) "
        + "is overloaded by at least \(amount)"
    case .state(let s):
      cause =
        "level of \(program.states[s].name) in stage \(largest.stage) "
        + (largest.amount > 0 ? "lacks \(amount)" : "has \(amount) too much")
    }
    let others = violations.count - 1
    guard others > 0 else { return cause }
    let total = String(format: "%.6g", totalViolation)
    return cause + "; with \(others) more " + (others == 1 ? "row" : "rows") + " \(total) in all"
  }

  /// The largest violation of the row whose violations come to most; the first of equals.
  private var mainViolation: Violation? {
    var groups: [(first: Violation, sum: Double)] = []
    var groupOfRow: [Violation.Row: Int] = [:]
    for violation in violations {
      if let group = groupOfRow[violation.row] {
        groups[group].sum += violation.amount.magnitude
      } else {
        groupOfRow[violation.row] = groups.count
        groups.append((violation, violation.amount.magnitude))
      }
    }
    let most = groups.reduce(0) { max($0, $1.sum) }
    return groups.first { $0.sum == most }?.first
  }
}
