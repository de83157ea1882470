// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization

/// Settles which stores give, and where energy is not served, once the hours in which it is not are
/// known: of all ways with the same energy not served in every hour of a window the one with the least
///
///     Σ_t Σ_s d_st² / 2 D_s  +  Σ_t Σ_n ENS_nt² / 2 L_nt  +  Σ_{t short} Σ_s c_st² / 2 C_s
///
/// with `d`, `c` discharging and charging of store `s`, `D`, `C` their largest powers, and `L` the most
/// that may be unserved. So stores give in proportion to their power as far as the network and what
/// they hold let them. It knows nothing of where the window begins and ends, so that a window and the
/// year around it give the same shortages within the accuracy of the solver.
///
/// When stores charge, and what is in them at the end of the window, it leaves open.
struct EvenStoreUse {
  /// Cost of energy not served above that of its hour: more than any use of stores can save.
  static let excessCost = 1000.0

  /// That of least energy not served, under the rule of its stores.
  let program: StagedProgram
  let columns: WindowColumns
  let nodes: Int
  let storages: Int
  let budgets: Int
  /// MW by hour over all nodes.
  let shortageMW: [Double]

  private var hours: Range<Int> { 0..<program.stageCount }
  private var discharging: [Int] {
    (0..<budgets).map { columns.budget + $0 } + (0..<storages).map { columns.discharge + $0 }
  }

  /// - Returns: nil where the solver found no answer.
  func solved() -> StagedPoint? {
    let even = evenProgram()
    return even.accuratePoint()
  }

  private func evenProgram() -> StagedProgram {
    var even = program
    let row = even.balanceNames.count
    even.balanceNames.append("energy not served")
    for n in 0..<nodes {
      even.columns[columns.shortage + n].balance.append(Coefficient(row: row, value: 1))
    }
    let excess = even.columns.count
    even.columns.append(
      StageColumn(name: "excess", balance: [Coefficient(row: row, value: -1)]))
    let count = even.columns.count
    func widened(_ table: StageTable, _ last: Double) -> StageTable {
      var result = StageTable(stageCount: table.stageCount, itemCount: count)
      for t in hours {
        for j in 0..<excess { result[t, j] = table[t, j] }
        result[t, excess] = last
      }
      return result
    }
    even.lower = widened(program.lower, 0)
    even.upper = widened(program.upper, shortageMW.reduce(1, max))
    even.cost = StageTable(
      constant: (0..<count).map { $0 == excess ? Self.excessCost : 0 }, stageCount: hours.count)
    even.curvature = StageTable(stageCount: hours.count, itemCount: count)
    var demand = StageTable(stageCount: hours.count, itemCount: row + 1)
    for t in hours {
      for n in 0..<row { demand[t, n] = program.demand[t, n] }
      let isShort = shortageMW[t] > YearDispatch.shortMW
      demand[t, row] = isShort ? shortageMW[t] : 0
      var bent = discharging + (0..<nodes).map { columns.shortage + $0 }
      if isShort { bent += (0..<storages).map { columns.charge + $0 } }
      for j in bent where even.upper[t, j] > 0 { even.curvature[t, j] = 1 / even.upper[t, j] }
    }
    even.demand = demand
    for s in even.states.indices { even.states[s].endValue = 0 }
    return even
  }
}
