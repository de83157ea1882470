// SPDX-License-Identifier: Apache-2.0
import CKernels

/// A step along the last direction: what it aimed at and how far it is followed.
struct Step {
  var targets = ck_targets()
  var primal = 0.0
  var dual = 0.0
}

/// What one group adds to objective, residuals and complementarity.
struct PointSums {
  var primalObjective = 0.0
  /// Least value of the Lagrangian over the boxes: a bound on the optimum as far as free network
  /// columns are stationary.
  var dualObjective = 0.0
  var complementarity = 0.0
  var primalResidual = 0.0
  /// Stationarity of columns without finite bounds and of those with a marked slope; that of the
  /// others is in the dual objective.
  var dualResidual = 0.0
  /// Largest residual of a balance or state that the last step left beyond the share it should
  /// have: what rounding in the direction cost.
  var drift = 0.0
}

extension StageKernel {
  /// Rise of a marginal cost over a column's width above which the gap, which is quadratic in the
  /// error there, says too little about it; in scaled prices.
  static let markedSlope = 0.01 * ProgramScale.typicalPrice

  /// Moves levels and state duals, which neighbouring groups read, along the last direction.
  func advanceStates(group g: Int, along last: Step) {
    advance(shape.states, from: g * shape.items + shape.levelOffset, last)
    let states = g * shape.states
    for s in states..<states + shape.states { point.stateDual[s] += last.dual * stateStep[s] }
  }

  /// Moves the rest of the point of one group, and finds residuals, factors and the right-hand side
  /// of the affine direction there.
  func approach(group g: Int, worker: Int, along last: Step?) -> PointSums {
    let work = workspaces[worker]
    if let last { advance(g, last) }
    let sums = evaluate(g, work, along: last)
    weigh(g, work)
    matrices.factor(group: g, weight: work.weight, worker: worker)
    if shape.states > 0 { eliminateIntoStates(g, work, worker) }
    prepareAffine(g, work)
    return sums
  }

  /// All but columns and states.
  private func advance(_ g: Int, _ last: Step) {
    let items = g * shape.items
    advance(shape.network, from: items + shape.networkOffset, last)
    let rows = items + shape.rowOffset
    kernels.advance_rows(
      shape.rows, point.lowerSlack + rows, point.lowerDual + rows, step + rows,
      rowDualStep + g * shape.rows, last.primal, last.dual)
    for n in g * shape.balances..<(g + 1) * shape.balances {
      point.balanceDual[n] += last.dual * balanceStep[n]
    }
    for i in 0..<shape.network {
      point.network[g * shape.network + i] +=
        last.primal * step[items + shape.networkOffset + i]
    }
  }

  private func advance(_ count: Int, from at: Int, _ last: Step) {
    kernels.advance(
      count, point.items(from: at), affineStep + at, step + at, last.targets, last.primal,
      last.dual)
  }

  // MARK: Residuals

  /// Residuals of every row; into the workspace minus the reduced cost of levels and network columns,
  /// and the weights of the columns, which move first.
  private func evaluate(_ g: Int, _ work: StageWorkspace, along last: Step?) -> PointSums {
    let balance = work.balance
    let state = work.state
    let sums = work.sums
    sums.update(repeating: .zero, count: 6)
    for n in 0..<shape.balances {
      balance[n] = program.demand[g][n]
      sums[1] += balance[n] * point.balanceDual[g * shape.balances + n]
    }
    for s in 0..<shape.states {
      state[s] = program.inflow[g][s]
      sums[1] += state[s] * point.stateDual[g * shape.states + s]
    }
    let right = affineRight.at(g, shape)
    right.balance.update(repeating: .zero, count: shape.balances)
    right.state.update(repeating: .zero, count: shape.states)
    var pass = pass(g, work, for: last?.targets ?? ck_targets())
    var columns = ck_approach(
      steps: last == nil ? 0 : 1, primal_step: last?.primal ?? 0, dual_step: last?.dual ?? 0,
      width: program.width[g], marked_slope: Self.markedSlope, balance: balance, state: state,
      right_balance: right.balance, right_state: right.state, weight: work.weight,
      triangle: matrices.normalMatrix(group: g))
    kernels.approach(shape.sparse, &pass, &columns)
    evaluateLevels(g, work)
    evaluateNetwork(g, work)
    let share = 1 - (last?.primal ?? 1)
    var drift = Lanes.zero
    replaceResidual(
      balanceResidual + g * shape.balances, by: balance, shape.balances, share, &sums[3], &drift)
    replaceResidual(
      stateResidual + g * shape.states, by: state, shape.states, share, &sums[3], &drift)
    return PointSums(
      primalObjective: sums[0].total, dualObjective: sums[1].total,
      complementarity: sums[2].total, primalResidual: sums[3].largest,
      dualResidual: sums[4].largest, drift: drift.largest)
  }

  private func replaceResidual(
    _ old: LanePointer, by new: LanePointer, _ count: Int, _ share: Double, _ most: inout Lanes,
    _ drift: inout Lanes
  ) {
    for n in 0..<count {
      most = most.maximum(new[n].magnitudes)
      drift = drift.maximum((new[n] - share * old[n]).magnitudes)
      old[n] = new[n]
    }
  }

  private func evaluateLevels(_ g: Int, _ work: StageWorkspace) {
    let offset = g * shape.items + shape.levelOffset
    let lowerSlack = point.lowerSlack + offset
    let upperSlack = point.upperSlack + offset
    let lowerDual = point.lowerDual + offset
    let upperDual = point.upperDual + offset
    let cost = program.levelCost(g)
    let sums = work.sums
    for s in 0..<shape.states {
      let value = lowerSlack[s].kept(where: lowerDual[s] .> .zero)
      var before = 0.0
      if g > 0, lowerDual[s - shape.items][laneCount - 1] > 0 {
        before = lowerSlack[s - shape.items][laneCount - 1]
      }
      work.state[s] -= value - program.retention[g][s] * Self.earlier(value, before)
      let revenue = levelGradient(group: g, state: s)
      work.gradient[shape.levelOffset + s] = revenue
      sums[0] += cost[s] * value
      sums[1] -= revenue.maximum(.zero) * program.levelWidth[g][s]
      sums[2] += lowerSlack[s] * lowerDual[s] + upperSlack[s] * upperDual[s]
    }
  }

  /// The least of `slope · x + ½ curvature · x²` between two bounds.
  @inline(__always)
  private static func least(_ slope: Lanes, _ curvature: Lanes, _ lower: Lanes, _ upper: Lanes)
    -> Lanes
  {
    let end = upper.replacing(with: lower, where: slope .> .zero)
    let inner = (-slope / curvature).maximum(lower).minimum(upper)
    let at = end.replacing(with: inner, where: curvature .> .zero)
    return slope * at + 0.5 * curvature * at * at
  }

  private func evaluateNetwork(_ g: Int, _ work: StageWorkspace) {
    let network = shape.network
    let columnItems = g * shape.items + shape.networkOffset
    let rowItems = g * shape.items + shape.rowOffset
    let rowSlack = point.lowerSlack + rowItems
    let rowDual = point.lowerDual + rowItems
    let values = point.network + g * network
    let sums = work.sums
    let row = work.row
    for k in 0..<shape.rows {
      let limit = program.limit[g][k]
      row[k] = limit - rowSlack[k].kept(where: rowDual[k] .> .zero)
      sums[1] -= limit * rowDual[k]
      sums[2] += rowSlack[k] * rowDual[k]
    }
    matrices.multiplyTransposed(group: g, columns: values, sign: -1, into: row)
    networkGradient(g, work)
    for i in 0..<network {
      let value = values[i]
      let cost = program.networkCost[g][i]
      let revenue = work.gradient[shape.networkOffset + i]
      for p in shape.networkBalance.start[i]..<shape.networkBalance.start[i + 1] {
        work.balance[shape.networkBalance.row[p]] -= shape.networkBalance.value[p] * value
      }
      let lower = program.networkLower[g][i]
      let upper = program.networkUpper[g][i]
      let isBounded = (upper - lower) .< Lanes(all: .infinity)
      let curvature = program.networkCurvature[g][i]
      let slope = curvature * value
      sums[0] += (cost + 0.5 * slope) * value
      sums[1] += Self.least(
        -(revenue + slope), curvature, lower.kept(where: isBounded), upper.kept(where: isBounded)
      ).kept(where: isBounded)
      let lowerDual = point.lowerDual[columnItems + i]
      let upperDual = point.upperDual[columnItems + i]
      let residual = revenue + lowerDual - upperDual
      sums[4] = sums[4].maximum(residual.magnitudes.kept(where: .!isBounded))
      let products =
        point.lowerSlack[columnItems + i] * lowerDual
        + point.upperSlack[columnItems + i] * upperDual
      sums[2] += products
      // A single bound is at value − slack or value + slack.
      let single = value * (lowerDual - upperDual) - products - 0.5 * slope * value
      sums[1] += single.kept(where: .!isBounded)
    }
    for k in 0..<shape.rows {
      let residual = row[k].kept(where: rowDual[k] .> .zero)
      rowResidual[g * shape.rows + k] = residual
      sums[3] = sums[3].maximum(residual.magnitudes)
    }
  }

  /// Minus the reduced cost of the network columns into the workspace.
  func networkGradient(_ g: Int, _ work: StageWorkspace) {
    let network = shape.network
    let y = point.balanceDual + g * shape.balances
    let gradient = work.gradient + shape.networkOffset
    for i in 0..<network {
      let value = point.network[g * network + i]
      var revenue = -program.networkCost[g][i] - program.networkCurvature[g][i] * value
      for p in shape.networkBalance.start[i]..<shape.networkBalance.start[i + 1] {
        revenue += shape.networkBalance.value[p] * y[shape.networkBalance.row[p]]
      }
      gradient[i] = revenue
    }
    matrices.multiply(
      group: g, rows: point.lowerDual + g * shape.items + shape.rowOffset, sign: -1,
      into: gradient)
  }

  // MARK: Factors

  /// Weights of all but the columns into the workspace.
  func weigh(_ g: Int, _ work: StageWorkspace) {
    let items = g * shape.items
    let weight = work.weight
    // Levels without the proximal weight: the recursion needs none.
    kernels.weigh(
      shape.states, point.items(from: items + shape.levelOffset), nil, 0,
      weight + shape.levelOffset)
    for i in 0..<shape.network {
      let at = items + shape.networkOffset + i
      let bounds =
        point.lowerDual[at] / point.lowerSlack[at] + point.upperDual[at] / point.upperSlack[at]
      weight[shape.networkOffset + i] =
        bounds + (Lanes(all: Self.networkWeight) + program.networkCurvature[g][i])
    }
    for k in shape.rowOffset..<shape.items {
      let dual = point.lowerDual[items + k]
      weight[k] = dual / (point.lowerSlack[items + k] + Self.rowSoftness * dual)
    }
  }

  /// `C` and the recursion's diagonal blocks `K − Cᵀ M⁻¹ C`.
  private func eliminateIntoStates(_ g: Int, _ work: StageWorkspace, _ worker: Int) {
    let coupling = coupling + g * shape.coupling.count
    kernels.terms(shape.coupling.terms, work.weight, coupling)
    let inverse = matrices.inverseOfBalances(group: g, worker: worker)
    let block = work.stateBlock
    kernels.eliminate(
      shape.states, shape.balances, shape.couplingStart, shape.couplingRow, coupling, inverse,
      block)
    kernels.terms(shape.pairs.terms, work.weight, work.pairs)
    for p in 0..<shape.pairs.count {
      let s = shape.pairFirst[p]
      block[s * (s + 1) / 2 + shape.pairSecond[p]] += work.pairs[p]
    }
    recursion.store(block: block, weights: work.weight + shape.levelOffset, group: g, worker: work)
  }
}
