// SPDX-License-Identifier: Apache-2.0
import Foundation
import Optimization

extension CouplingProblem {
  /// The least relaxation of an infeasible problem in sentences, largest violation first.
  func words(for infeasibility: Infeasibility, limit: Int = 10) -> [String] {
    var sentences = infeasibility.violations.prefix(limit).map { violation in
      let time = inputs.axis.timestamp(at: violation.stage)
      let amount = String(format: "%.1f", violation.amount.magnitude)
      switch violation.row {
      case .balance(let row):
        let direction = violation.amount < 0 ? "less load" : "more load"
        return
          "balance of \(program.balanceNames[row]) at \(time): \(amount) MW \(direction) needed"
      case .network(let row):
        let name = rowName(row, at: violation.stage)
        return "CNEC \(name) at \(time): \(amount) MW more margin needed"
      case .state(let row):
        return "storage \(program.states[row].name) at \(time): \(amount) MWh missing or in excess"
      }
    }
    let rest = infeasibility.violations.count - sentences.count
    if rest > 0 { sentences.append("and \(rest) smaller ones") }
    return sentences
  }

  /// The id that the row has in the domain of that unit.
  private func rowName(_ row: Int, at unit: Int) -> String {
    guard let union, !union.namesakes.isEmpty else { return program.networkRowNames[row] }
    return union.namesakes[domainOfUnit[unit]][row].id
  }
}
