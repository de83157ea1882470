// SPDX-License-Identifier: Apache-2.0

extension StagedProgram {
  /// `Σ_j a_nj x_j + Σ_i a_ni q_i − b_n` by balance row of a stage: what is given more than taken.
  package func balanceResiduals(stage t: Int, at point: StagedPoint) -> [Double] {
    var residuals = balanceNames.indices.map { -demand[t, $0] }
    for (j, column) in columns.enumerated() {
      let x = point.columns[t, j]
      for entry in column.balance { residuals[entry.row] += entry.value * x }
    }
    for (i, column) in networkColumns.enumerated() {
      let q = point.network[t, i]
      for entry in column.balance { residuals[entry.row] += entry.value * q }
    }
    return residuals
  }

  /// `e_st − ρ_st e_s,t−1 − Σ_j g_sj x_j − w_st` by state of a stage: level that nothing explains.
  package func stateResiduals(stage t: Int, at point: StagedPoint) -> [Double] {
    var residuals = states.indices.map { s in
      let before = t == 0 ? states[s].initialLevel : point.levels[t - 1, s]
      return point.levels[t, s] - retention[t, s] * before - inflow[t, s]
    }
    for (j, column) in columns.enumerated() {
      let x = point.columns[t, j]
      for entry in column.state { residuals[entry.row] -= entry.value * x }
    }
    return residuals
  }

  /// `Σ_i P_ki q_i − r_k` by network row of a stage: the overload; nil where the row is off.
  package func overloads(stage t: Int, at point: StagedPoint) -> [Double?] {
    networkRowNames.indices.map { k in
      let limit = networkLimit[t, k]
      return limit.isFinite ? load(stage: t, row: k, point) - limit : nil
    }
  }
}
