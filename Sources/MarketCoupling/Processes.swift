// SPDX-License-Identifier: Apache-2.0
import GridModel
import Optimization
import Quantities

/// A balance that a process takes from or gives to.
package enum BalancePlace: Hashable, Sendable {
  /// Row of ``MarketInputs/nodes``.
  case power(Int)
  /// Row of ``ProcessInputs/nodes``.
  case hydrogen(Int)
}

/// The balance of one hydrogen zone.
package struct HydrogenBalance: Hashable, Sendable {
  package var name: String
  package var zone: Row<Zone>
}

package enum ProcessKind: String, CaseIterable, Sendable {
  /// Its power is the electricity drawn; that of all others is hydrogen.
  case electrolyser
  case reformer
  /// Imports from outside the system.
  case terminal
  /// One direction, at the sending end.
  case pipeline
  /// Into and out of a store of hydrogen, at the node.
  case injection
  case withdrawal
  /// Demand that is not met.
  case unserved
  /// Hydrogen that must be made and nobody can use.
  case vented
}

/// A one-way activity that takes at some balances and gives at others.
package struct Process: Hashable, Sendable {
  /// What one MW of the process gives (positive) or takes (negative) at a balance.
  package struct Entry: Hashable, Sendable {
    package var place: BalancePlace
    package var zone: Row<Zone>
    package var factor: Double
  }
  /// What one MW of the process, held for an hour, adds to a state.
  package struct StateEntry: Hashable, Sendable {
    package var state: Int
    package var perHour: Double
  }
  package var name: String
  package var kind: ProcessKind
  /// The asset's name in the case; the node's for what belongs to none.
  package var asset: String
  package var entries: [Entry]
  package var states: [StateEntry] = []
  package var costEURPerMWh = 0.0
  package var emissionsTonnesPerMWh = 0.0
}

package enum ProcessStateKind: String, CaseIterable, Sendable {
  /// Caverns, tanks, linepack: MWh in store.
  case store
  /// What is left: MWh of fuel.
  case fuelBudget = "fuel_budget"
  /// Tonnes of carbon dioxide that may still be emitted.
  case emissionCap = "emission_cap"
  /// Tonnes of captured carbon dioxide that can still be carried away in the hour or the year.
  case captureNetwork = "capture_network"
  /// MWh of hydrogen that a terminal may still send out, or a cavern.
  case throughput
  /// MWh of contracted renewable electricity of the month that are not yet drawn.
  case renewableMatching = "renewable_matching"
}

/// A level that processes and supply steps draw on: a store, or a budget, which is a store that
/// nothing fills.
package struct ProcessState: Hashable, Sendable {
  package var name: String
  package var kind: ProcessStateKind
  package var endRule: EndRule
  package var initialLevel: Double
  package var endValue: Double
}

/// Hydrogen, conversions between the carriers, and budgets over time: what joins the electricity
/// market of ``MarketInputs``.
///
/// Empty for a system that has none of it; the program is then that of electricity alone.
package struct ProcessInputs: Sendable {
  /// A supply step that draws hydrogen: a turbine.
  package struct StepDraw: Hashable, Sendable {
    package var step: Int
    /// Row of ``nodes``.
    package var node: Int
    /// MW of hydrogen per MW of electricity.
    package var factor: Double
  }
  /// A supply step that draws on a budget, per MWh of electricity.
  package struct StepUse: Hashable, Sendable {
    package var step: Int
    package var state: Int
    package var perMWh: Double
  }
  package internal(set) var nodes: [HydrogenBalance]
  /// MW of demand, unit × node.
  package internal(set) var loads: StageTable
  package internal(set) var processes: [Process]
  /// MW, unit × process.
  package internal(set) var lower: StageTable
  package internal(set) var upper: StageTable
  package internal(set) var states: [ProcessState]
  /// Unit × state; what is carried over, added, and the bounds of the level.
  package internal(set) var retention: StageTable
  package internal(set) var inflow: StageTable
  package internal(set) var levelLower: StageTable
  package internal(set) var levelUpper: StageTable
  package internal(set) var draws: [StepDraw]
  package internal(set) var uses: [StepUse]
  /// Electrolysers under a rule of matching.
  package internal(set) var matched: [MatchedElectrolyser]
  /// Electrolysers whose minimum load counts after rounding alone.
  package internal(set) var uncommitted: [UncommittedElectrolyser]

  /// Without any of it.
  package init(stageCount: Int) {
    let none = StageTable(constant: [], stageCount: stageCount)
    nodes = []
    loads = none
    processes = []
    lower = none
    upper = none
    states = []
    retention = none
    inflow = none
    levelLower = none
    levelUpper = none
    draws = []
    uses = []
    matched = []
    uncommitted = []
  }

  package var isEmpty: Bool { nodes.isEmpty && processes.isEmpty && states.isEmpty }

  /// Most that electrolysers (exempt or not), compressors and terminals could draw at a node of
  /// ``MarketInputs``, MW by unit.
  package func largestPowerDraw(at node: Int) -> [Double] {
    var draws = [Double](repeating: 0, count: upper.stageCount)
    for (p, process) in processes.enumerated() {
      let free = matched.first { $0.process == p }?.availableMW
      for entry in process.entries where entry.place == .power(node) {
        for t in draws.indices {
          draws[t] -= entry.factor * (free?[t] ?? upper[t, p])
        }
      }
    }
    return draws
  }

  /// What process `p` adds at each power node, as (node, factor).
  func powerEntries(of p: Int) -> [(node: Int, factor: Double)] {
    processes[p].entries.compactMap {
      guard case .power(let node) = $0.place else { return nil }
      return (node, $0.factor)
    }
  }
}

/// An electrolyser whose electricity must be matched by renewable energy under contract.
package struct MatchedElectrolyser: Sendable {
  /// Row of ``EnergySystem/electrolysers``.
  package var row: Int
  /// Its process, bound by the rule; and the one that counts in exempt hours.
  package var process: Int
  package var exemptProcess: Int
  /// Row of ``MarketInputs/nodes``.
  package var powerNode: Int
  /// MW that it can draw, and MW that its contracts give, by unit.
  package var availableMW: [Double]
  package var minimumMW: [Double]
  package var contractedMW: [Double]
  package var rule: RenewableHydrogenRule
}

extension ProcessInputs {
  /// The same with exempt hours: there an electrolyser may draw what it can.
  ///
  /// - Parameter isExempt: by row of ``matched`` and unit.
  func exempting(_ isExempt: [[Bool]]) -> ProcessInputs {
    var result = self
    for (m, electrolyser) in matched.enumerated() {
      for t in electrolyser.availableMW.indices {
        let available = electrolyser.availableMW[t]
        let bound =
          electrolyser.rule == .hourly
          ? min(available, electrolyser.contractedMW[t]) : available
        let minimum = electrolyser.minimumMW[t]
        let exempt = isExempt[m][t]
        result.upper[t, electrolyser.process] = exempt ? 0 : bound
        result.lower[t, electrolyser.process] = exempt ? 0 : min(minimum, bound)
        result.upper[t, electrolyser.exemptProcess] = exempt ? available : 0
        result.lower[t, electrolyser.exemptProcess] = exempt ? minimum : 0
      }
    }
    return result
  }
}
