// SPDX-License-Identifier: Apache-2.0
import Optimization
import Quantities

extension CouplingResult {
  /// Price of a balance in a unit, EUR/MWh.
  package func price(at place: BalancePlace, unit t: Int) -> Double {
    switch place {
    case .power(let node): prices[t, node]
    case .hydrogen(let node): processes.prices[t, node]
    }
  }

  /// What one MWh of a process gives less what it takes, at the prices of the balances. EUR.
  package func marginEURPerMWh(at t: Int, process p: Int) -> Double {
    processes.processes[p].entries.reduce(0) {
      $0 + $1.factor * price(at: $1.place, unit: t)
    }
  }

  /// What a process earns above its own cost: the rent of a pipeline, the gain of an electrolyser,
  /// revenue less expense of a store. EUR.
  package func processSurplusEUR(at t: Int, process p: Int) -> Double {
    let cost = processes.processes[p].costEURPerMWh
    return processes.activity[t, p] * (marginEURPerMWh(at: t, process: p) - cost)
      * axis.stepHours
  }

  /// EUR per MWh of electricity that a supply step pays for hydrogen; 0 for all but turbines.
  package func hydrogenCostEURPerMWh(at t: Int, step j: Int) -> Double {
    processes.draws.reduce(0) {
      $0 + ($1.step == j ? $1.factor * processes.prices[t, $1.node] : 0)
    }
  }
}
