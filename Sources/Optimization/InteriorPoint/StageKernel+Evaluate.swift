// SPDX-License-Identifier: Apache-2.0

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
}

extension StageKernel {
  /// Rise of a marginal cost over a column's width above which the gap, which is quadratic in the
  /// error there, says too little about it; in scaled prices.
  static let markedSlope = 0.01 * ProgramScale.typicalPrice

  /// Residuals of every row and reduced cost at the point of one group.
  func evaluate(group g: Int, worker: Int) -> PointSums {
    var sums = LaneSums()
    let work = workspaces[worker]
    let balance = work.balance
    let state = work.state
    for n in 0..<shape.balances {
      let demand = program.demand[g * shape.balances + n]
      balance[n] = demand
      sums.dual += demand * point.balanceDual[g * shape.balances + n]
    }
    for s in 0..<shape.states {
      let inflow = program.inflow[g * shape.states + s]
      state[s] = inflow
      sums.dual += inflow * point.stateDual[g * shape.states + s]
    }
    evaluateColumns(g, balance, state, &sums)
    evaluateLevels(g, state, &sums)
    evaluateNetwork(g, balance, work.row, &sums)
    for n in 0..<shape.balances {
      balanceResidual[g * shape.balances + n] = balance[n]
      sums.primalResidual = sums.primalResidual.maximum(balance[n].magnitudes)
    }
    for s in 0..<shape.states {
      stateResidual[g * shape.states + s] = state[s]
      sums.primalResidual = sums.primalResidual.maximum(state[s].magnitudes)
    }
    return PointSums(
      primalObjective: sums.primal.total, dualObjective: sums.dual.total,
      complementarity: sums.complementarity.total, primalResidual: sums.primalResidual.largest,
      dualResidual: sums.dualResidual.largest)
  }

  private struct LaneSums {
    var primal = Lanes.zero
    var dual = Lanes.zero
    var complementarity = Lanes.zero
    var primalResidual = Lanes.zero
    var dualResidual = Lanes.zero
  }

  private func evaluateColumns(
    _ g: Int, _ balance: LanePointer, _ state: LanePointer, _ sums: inout LaneSums
  ) {
    let items = g * shape.items
    let lowerSlack = point.lowerSlack + items
    let upperSlack = point.upperSlack + items
    let lowerDual = point.lowerDual + items
    let upperDual = point.upperDual + items
    let y = point.balanceDual + g * shape.balances
    let dual = point.stateDual + g * shape.states
    let cost = program.cost + g * shape.priced
    let gradient = gradient + g * shape.priced
    for j in 0..<shape.columns {
      let moves = lowerDual[j] .> .zero
      let value = lowerSlack[j].kept(where: moves)
      var revenue = -cost[j]
      for p in shape.balanceStart[j]..<shape.balanceStart[j + 1] {
        let row = shape.balanceRow[p]
        let entry = shape.balanceValue[p]
        revenue += entry * y[row]
        balance[row] -= entry * value
      }
      for p in shape.stateStart[j]..<shape.stateStart[j + 1] {
        let row = shape.stateRow[p]
        let entry = shape.stateValue[p]
        revenue -= entry * dual[row]
        state[row] += entry * value
      }
      sums.primal += cost[j] * value
      let width = program.width[g * shape.priced + j]
      if program.hasCurvature {
        let curvature = program.curvature[g * shape.priced + j]
        sums.dual += Self.least(-revenue, curvature, .zero, width)
        revenue -= curvature * value
        sums.primal += 0.5 * curvature * value * value
        let isMarked = curvature * width .> Lanes(all: Self.markedSlope)
        let residual = (revenue + lowerDual[j] - upperDual[j]).magnitudes.kept(where: isMarked)
        sums.dualResidual = sums.dualResidual.maximum(residual)
      } else {
        sums.dual -= revenue.maximum(.zero) * width
      }
      gradient[j] = revenue
      sums.complementarity += lowerSlack[j] * lowerDual[j] + upperSlack[j] * upperDual[j]
    }
  }

  private func evaluateLevels(_ g: Int, _ state: LanePointer, _ sums: inout LaneSums) {
    let offset = g * shape.items + shape.levelOffset
    let lowerSlack = point.lowerSlack + offset
    let upperSlack = point.upperSlack + offset
    let lowerDual = point.lowerDual + offset
    let upperDual = point.upperDual + offset
    let cost = program.cost + g * shape.priced + shape.levelOffset
    let gradient = gradient + g * shape.priced + shape.levelOffset
    for s in 0..<shape.states {
      let moves = lowerDual[s] .> .zero
      let value = lowerSlack[s].kept(where: moves)
      var before = 0.0
      if g > 0, lowerDual[s - shape.items][laneCount - 1] > 0 {
        before = lowerSlack[s - shape.items][laneCount - 1]
      }
      let kept = program.retention[g * shape.states + s]
      state[s] -= value - kept * Self.earlier(value, before)
      let revenue = levelRevenue(point.stateDual, group: g, state: s) - cost[s]
      gradient[s] = revenue
      sums.primal += cost[s] * value
      sums.dual -= revenue.maximum(.zero) * program.width[g * shape.priced + shape.levelOffset + s]
      sums.complementarity += lowerSlack[s] * lowerDual[s] + upperSlack[s] * upperDual[s]
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

  private func evaluateNetwork(
    _ g: Int, _ balance: LanePointer, _ row: LanePointer, _ sums: inout LaneSums
  ) {
    let columnItems = g * shape.items + shape.networkOffset
    let rowItems = g * shape.items + shape.rowOffset
    let rowSlack = point.lowerSlack + rowItems
    let rowDual = point.lowerDual + rowItems
    let y = point.balanceDual + g * shape.balances
    let factors = factors(g)
    for k in 0..<shape.rows {
      let isOn = rowDual[k] .> .zero
      let limit = program.limit[g * shape.rows + k]
      row[k] = limit - rowSlack[k].kept(where: isOn)
      sums.dual -= limit * rowDual[k]
      sums.complementarity += rowSlack[k] * rowDual[k]
    }
    for i in 0..<shape.network {
      let item = g * shape.priced + shape.networkOffset + i
      let value = point.network[g * shape.network + i]
      var revenue = -program.cost[item]
      for p in shape.networkStart[i]..<shape.networkStart[i + 1] {
        revenue += shape.networkValue[p] * y[shape.networkRow[p]]
        balance[shape.networkRow[p]] -= shape.networkValue[p] * value
      }
      let column = factors + i * shape.rows
      for k in 0..<shape.rows {
        revenue -= column[k] * rowDual[k]
        row[k] -= column[k] * value
      }
      sums.primal += program.cost[item] * value
      let isBounded = program.width[item] .< Lanes(all: .infinity)
      let curvature = program.hasCurvature ? program.curvature[item] : .zero
      sums.dual += Self.least(
        -revenue, curvature,
        program.networkLower[g * shape.network + i].kept(where: isBounded),
        program.networkUpper[g * shape.network + i].kept(where: isBounded)
      )
      .kept(where: isBounded)
      revenue -= curvature * value
      sums.primal += 0.5 * curvature * value * value
      gradient[item] = revenue
      let lowerSlack = point.lowerSlack[columnItems + i]
      let upperSlack = point.upperSlack[columnItems + i]
      let lowerDual = point.lowerDual[columnItems + i]
      let upperDual = point.upperDual[columnItems + i]
      let residual = revenue + lowerDual - upperDual
      sums.dualResidual = sums.dualResidual.maximum(residual.magnitudes.kept(where: .!isBounded))
      let products = lowerSlack * lowerDual + upperSlack * upperDual
      sums.complementarity += products
      // A single bound is at value − slack or value + slack.
      let single = value * (lowerDual - upperDual) - products - 0.5 * curvature * value * value
      sums.dual += single.kept(where: .!isBounded)
    }
    for k in 0..<shape.rows {
      let isOn = rowDual[k] .> .zero
      let residual = row[k].kept(where: isOn)
      rowResidual[g * shape.rows + k] = residual
      sums.primalResidual = sums.primalResidual.maximum(residual.magnitudes)
    }
  }
}
