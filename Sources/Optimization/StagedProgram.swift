// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra

/// A convex program over equal stages that are linked only by states.
///
/// Sets: stages `t`, balance rows `n`, stage columns `j`, network columns `i`, network rows `k`,
/// states `s`.
///
///     min   Σ_t [ Σ_j c_jt x_jt + ½ d_jt x_jt²  +  Σ_i c_it q_it + ½ d_it q_it² ]  −  Σ_s v_s e_sT
///     s.t.  balance  n,t :  Σ_j a_nj x_jt + Σ_i a_ni q_it                 = b_nt   dual y_nt
///           network  k,t :  Σ_i P_kit q_it                               ≤ r_kt   dual μ_kt ≥ 0
///           state    s,t :  e_st − ρ_st e_s,t−1 − Σ_j g_sj x_jt           = w_st   dual π_st
///           l_jt ≤ x_jt ≤ u_jt,  l_it ≤ q_it ≤ u_it (or free),  l_st ≤ e_st ≤ u_st
///           e_s,−1 given; e_sT−1 given (as equal bounds) or valued at v_s
///
/// Every stage has the same structure: which column touches which row, with which coefficient.
/// Numbers that may change from stage to stage are ``StageTable``s. `x` columns and states must
/// have finite bounds; network columns may be free. `r_kt = +∞` switches a row off in a stage.
///
/// The units are the caller's (the market uses MW, MWh and EUR). Duals are those of the
/// Lagrangian `objective − yᵀ(rows − b) + μᵀ(P q − r) − πᵀ(state rows − w)`: `y` is the cost of one
/// more unit of right-hand side, `μ` the saving per unit of `r`, `π` the cost of one more unit of
/// `w`, which is minus the value of one more unit of stored energy.
package struct StagedProgram: Sendable {
  package var stageCount: Int
  /// Names for messages and for exported files; unique within each list.
  package var balanceNames: [String]
  package var columns: [StageColumn]
  package var networkColumns: [NetworkColumn]
  package var networkRowNames: [String]
  package var states: [StageState]

  /// `c_jt`, stage × column.
  package var cost: StageTable
  /// `d_jt ≥ 0`, stage × column.
  package var curvature: StageTable
  package var lower: StageTable
  package var upper: StageTable

  /// The same four for network columns; bounds may be infinite.
  package var networkCost: StageTable
  package var networkCurvature: StageTable
  package var networkLower: StageTable
  package var networkUpper: StageTable

  /// `b_nt`, stage × balance row.
  package var demand: StageTable

  /// Distinct matrices `P` (network row × network column) and the one used in each stage.
  package var networkMatrices: [Matrix]
  package var networkMatrixOfStage: [Int]
  /// `r_kt`, stage × network row; `+∞` switches the row off.
  package var networkLimit: StageTable

  /// `ρ_st`, stage × state (1 keeps everything, 0 forgets the previous level).
  package var retention: StageTable
  /// `w_st`, stage × state.
  package var inflow: StageTable
  /// Bounds of the level at the end of the stage, stage × state.
  package var levelLower: StageTable
  package var levelUpper: StageTable

  package init(
    stageCount: Int, balanceNames: [String], columns: [StageColumn],
    networkColumns: [NetworkColumn], networkRowNames: [String], states: [StageState],
    cost: StageTable, curvature: StageTable, lower: StageTable, upper: StageTable,
    networkCost: StageTable, networkCurvature: StageTable, networkLower: StageTable,
    networkUpper: StageTable, demand: StageTable, networkMatrices: [Matrix],
    networkMatrixOfStage: [Int], networkLimit: StageTable, retention: StageTable,
    inflow: StageTable, levelLower: StageTable, levelUpper: StageTable
  ) {
    self.stageCount = stageCount
    self.balanceNames = balanceNames
    self.columns = columns
    self.networkColumns = networkColumns
    self.networkRowNames = networkRowNames
    self.states = states
    self.cost = cost
    self.curvature = curvature
    self.lower = lower
    self.upper = upper
    self.networkCost = networkCost
    self.networkCurvature = networkCurvature
    self.networkLower = networkLower
    self.networkUpper = networkUpper
    self.demand = demand
    self.networkMatrices = networkMatrices
    self.networkMatrixOfStage = networkMatrixOfStage
    self.networkLimit = networkLimit
    self.retention = retention
    self.inflow = inflow
    self.levelLower = levelLower
    self.levelUpper = levelUpper
  }
}

/// One coefficient of a sparse column.
package struct Coefficient: Hashable, Sendable {
  package var row: Int
  package var value: Double

  package init(row: Int, value: Double) {
    self.row = row
    self.value = value
  }
}

/// A bounded column of every stage: supply, link, charge, discharge, spill.
package struct StageColumn: Hashable, Sendable {
  package var name: String
  /// `a_nj` by balance row.
  package var balance: [Coefficient]
  /// `g_sj` by state: what one unit adds to the level.
  package var state: [Coefficient]

  package init(name: String, balance: [Coefficient], state: [Coefficient] = []) {
    self.name = name
    self.balance = balance
    self.state = state
  }
}

/// A column that loads network rows: a net position or a link with its own distribution factors.
package struct NetworkColumn: Hashable, Sendable {
  package var name: String
  /// `a_ni` by balance row.
  package var balance: [Coefficient]

  package init(name: String, balance: [Coefficient]) {
    self.name = name
    self.balance = balance
  }
}

/// A level carried from stage to stage.
package struct StageState: Hashable, Sendable {
  package var name: String
  /// Level before the first stage.
  package var initialLevel: Double
  /// `v_s`, objective units earned per unit left at the end; 0 where the end level is fixed.
  package var endValue: Double

  package init(name: String, initialLevel: Double, endValue: Double = 0) {
    self.name = name
    self.initialLevel = initialLevel
    self.endValue = endValue
  }
}

/// Numbers by stage and item; one shared row where they do not change over the stages.
package struct StageTable: Equatable, Sendable {
  package let itemCount: Int
  package let stageCount: Int
  /// Whether each stage has its own row.
  package let varies: Bool
  /// Item by item within a stage, stage after stage (or one row for all).
  package var values: [Double]

  /// The same row in every stage.
  package init(constant row: [Double], stageCount: Int) {
    itemCount = row.count
    self.stageCount = stageCount
    varies = false
    values = row
  }

  /// A row for each stage, all set to `value`.
  package init(stageCount: Int, itemCount: Int, repeating value: Double = 0) {
    self.itemCount = itemCount
    self.stageCount = stageCount
    varies = true
    values = [Double](repeating: value, count: stageCount * itemCount)
  }

  @inlinable
  package subscript(stage: Int, item: Int) -> Double {
    get { values[varies ? stage * itemCount + item : item] }
    set {
      precondition(varies, "a constant table has no row for stage \(stage)")
      values[stage * itemCount + item] = newValue
    }
  }
}
