// SPDX-License-Identifier: Apache-2.0
import Foundation
import Optimization

extension CouplingProblem {
  /// The least relaxation of an infeasible problem in sentences: one for each row that has to give
  /// way and its direction, over all time units, largest first.
  func words(for infeasibility: Infeasibility, limit: Int = 10) -> [String] {
    var groups: [(what: String, violations: [Infeasibility.Violation])] = []
    var groupOfKey: [String: Int] = [:]
    for violation in infeasibility.violations {
      let what = self.what(violation)
      let key = (violation.amount < 0 ? "-" : "+") + what
      if let group = groupOfKey[key] {
        groups[group].violations.append(violation)
      } else {
        groupOfKey[key] = groups.count
        groups.append((what, [violation]))
      }
    }
    groups.sort { total($0.violations) > total($1.violations) }
    var sentences = groups.prefix(limit).map { sentence($0.what, $0.violations) }
    let rest = groups.count - sentences.count
    if rest > 0 { sentences.append("and \(rest) more rows, by less") }
    return sentences
  }

  private func total(_ violations: [Infeasibility.Violation]) -> Double {
    violations.reduce(0) { $0 + $1.amount.magnitude }
  }

  /// What has to give way, and in which direction; the largest violation stands first.
  private func sentence(_ what: String, _ violations: [Infeasibility.Violation]) -> String {
    let largest = violations[0]
    let unit: String
    let direction: String
    switch largest.row {
    case .balance: (unit, direction) = ("MW", largest.amount < 0 ? "less load" : "more load")
    case .network: (unit, direction) = ("MW", "more margin")
    case .state: (unit, direction) = ("MWh", largest.amount > 0 ? "more inflow" : "less inflow")
    }
    let time = inputs.axis.timestamp(at: largest.stage)
    let most = String(format: "%.1f", largest.amount.magnitude)
    if violations.count == 1 { return "\(what) at \(time): \(most) \(unit) \(direction) needed" }
    return "\(what) in \(violations.count) time units: \(direction) needed, "
      + "most at \(time): \(most) \(unit)"
  }

  private func what(_ violation: Infeasibility.Violation) -> String {
    switch violation.row {
    case .balance(let row): "balance of \(program.balanceNames[row])"
    case .network(let row): "CNEC \(rowName(row, at: violation.stage))"
    case .state(let row): "\(kind(ofState: row)) \(program.states[row].name)"
    }
  }

  /// `storage` for electricity and hydrogen, or the kind of budget.
  private func kind(ofState row: Int) -> String {
    let index = row - firstProcessState
    guard inputs.processes.states.indices.contains(index) else { return "storage" }
    let kind = inputs.processes.states[index].kind
    return kind == .store ? "storage" : kind.rawValue.split(separator: "_").joined(separator: " ")
  }

  /// The id that the row has in the domain of that unit.
  func rowName(_ row: Int, at unit: Int) -> String {
    guard let union, !union.namesakes.isEmpty else { return program.networkRowNames[row] }
    return union.namesakes[domainOfUnit[unit]][row].id
  }
}
