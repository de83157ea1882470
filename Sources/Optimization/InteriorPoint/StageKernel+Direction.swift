// SPDX-License-Identifier: Apache-2.0

/// What one group says about a direction.
struct DirectionSums {
  /// Largest share of a slack, and of a multiplier, that the full step would use up.
  var primalBlock = 0.0
  var dualBlock = 0.0
  /// Complementarity along the steps a (primal) and b (dual):
  /// `product + b · dualChange + a · primalChange + a b · bilinear`.
  var product = 0.0
  var dualChange = 0.0
  var primalChange = 0.0
  var bilinear = 0.0
  /// Largest change of a reduced cost by the curvature term.
  var curvatureShift = 0.0
}

/// What a direction leaves of the linear equations.
struct DirectionErrors {
  /// Of balances and states, in scaled quantities.
  var primal = 0.0
  /// Of the stationarity of levels and network columns, in scaled prices.
  var dual = 0.0
}

extension StageKernel {
  /// How far the direction of one group may be followed, and what becomes of complementarity.
  func measure(group g: Int, for aim: Aim) -> DirectionSums {
    var sums = LaneSums()
    let items = g * shape.items
    for at in items..<items + shape.rowOffset {
      sums.add(point, at, step[at], dualChanges(at, step[at], aim))
    }
    for k in 0..<shape.rows {
      let at = items + shape.rowOffset + k
      sums.add(point, at, step[at], (rowDualStep[g * shape.rows + k], .zero))
    }
    var curvatureShift = Lanes.zero
    if program.hasCurvature {
      let curvature = program.curvature + g * shape.priced
      for v in 0..<shape.priced {
        curvatureShift = curvatureShift.maximum((curvature[v] * step[items + v]).magnitudes)
      }
    }
    return DirectionSums(
      primalBlock: sums.primalBlock.largest, dualBlock: sums.dualBlock.largest,
      product: sums.product.total, dualChange: sums.dualChange.total,
      primalChange: sums.primalChange.total, bilinear: sums.bilinear.total,
      curvatureShift: curvatureShift.largest)
  }

  private struct LaneSums {
    var primalBlock = Lanes.zero
    var dualBlock = Lanes.zero
    var product = Lanes.zero
    var dualChange = Lanes.zero
    var primalChange = Lanes.zero
    var bilinear = Lanes.zero

    @inline(__always)
    mutating func add(
      _ point: LanePoint, _ at: Int, _ d: Lanes, _ change: (lower: Lanes, upper: Lanes)
    ) {
      let lowerSlack = point.lowerSlack[at]
      let upperSlack = point.upperSlack[at]
      let lowerDual = point.lowerDual[at]
      let upperDual = point.upperDual[at]
      let hasLower = lowerDual .> .zero
      let hasUpper = upperDual .> .zero
      primalBlock = primalBlock.maximum((-d / lowerSlack).kept(where: hasLower))
      primalBlock = primalBlock.maximum((d / upperSlack).kept(where: hasUpper))
      dualBlock = dualBlock.maximum((-change.lower / lowerDual).kept(where: hasLower))
      dualBlock = dualBlock.maximum((-change.upper / upperDual).kept(where: hasUpper))
      product += lowerSlack * lowerDual + upperSlack * upperDual
      dualChange += lowerSlack * change.lower + upperSlack * change.upper
      primalChange += d * (lowerDual - upperDual)
      bilinear += d * (change.lower - change.upper)
    }
  }

  /// Sets the targets to `center` minus `secondOrder` times the product of the changes along the
  /// direction found last, which must be the affine one.
  func aim(group g: Int, center: Double, secondOrder: Double) {
    let center = Lanes(all: center)
    for at in g * shape.items..<(g + 1) * shape.items {
      let d = step[at]
      let change = dualChanges(at, d, .affine)
      lowerTarget[at] = (center - secondOrder * d * change.lower)
        .kept(where: point.lowerDual[at] .> .zero)
      upperTarget[at] = (center + secondOrder * d * change.upper)
        .kept(where: point.upperDual[at] .> .zero)
    }
  }

  /// What the direction of one group leaves of the linear equations; the directions of all groups
  /// must be complete.
  func findErrors(group g: Int, for aim: Aim) -> DirectionErrors {
    let items = g * shape.items
    let balance = balanceError + g * shape.balances
    let state = stateError + g * shape.states
    balance.update(from: balanceResidual + g * shape.balances, count: shape.balances)
    state.update(from: stateResidual + g * shape.states, count: shape.states)
    for j in 0..<shape.columns {
      let d = step[items + j]
      for p in shape.balanceStart[j]..<shape.balanceStart[j + 1] {
        balance[shape.balanceRow[p]] -= shape.balanceValue[p] * d
      }
      for p in shape.stateStart[j]..<shape.stateStart[j + 1] {
        state[shape.stateRow[p]] += shape.stateValue[p] * d
      }
    }
    var dual = Lanes.zero
    for s in 0..<shape.states {
      let at = items + shape.levelOffset + s
      let before = g > 0 ? step[at - shape.items][laneCount - 1] : 0
      let kept = program.retention[g * shape.states + s]
      state[s] -= step[at] - kept * Self.earlier(step[at], before)
      let moves = point.lowerDual[at] .> .zero
      var error = pull(at, gradient[g * shape.priced + shape.levelOffset + s], aim)
      error += levelRevenue(stateStep, group: g, state: s)
      error = (error - step[at] / weight[at]).kept(where: moves)
      levelError[g * shape.states + s] = error
      dual = dual.maximum(error.magnitudes)
    }
    findNetworkErrors(g, aim, &dual)
    var primal = Lanes.zero
    for n in 0..<shape.balances { primal = primal.maximum(balance[n].magnitudes) }
    for s in 0..<shape.states { primal = primal.maximum(state[s].magnitudes) }
    return DirectionErrors(primal: primal.largest, dual: dual.largest)
  }

  private func findNetworkErrors(_ g: Int, _ aim: Aim, _ dual: inout Lanes) {
    let items = g * shape.items
    let balance = balanceError + g * shape.balances
    let dy = balanceStep + g * shape.balances
    let multiplierStep = rowDualStep + g * shape.rows
    let factors = factors(g)
    for i in 0..<shape.network {
      let at = items + shape.networkOffset + i
      let dq = step[at]
      var error = pull(at, gradient[g * shape.priced + shape.networkOffset + i], aim)
      for p in shape.networkStart[i]..<shape.networkStart[i + 1] {
        let row = shape.networkRow[p]
        error += shape.networkValue[p] * dy[row]
        balance[row] -= shape.networkValue[p] * dq
      }
      let column = factors + i * shape.rows
      for k in 0..<shape.rows { error -= column[k] * multiplierStep[k] }
      error -= weight[at] * dq
      error = error.kept(where: program.networkMoves[g * shape.network + i] .> .zero)
      networkError[g * shape.network + i] = error
      dual = dual.maximum(error.magnitudes)
    }
  }

  /// Moves the point of one group along the direction.
  func advance(group g: Int, primalStep: Double, dualStep: Double) {
    let items = g * shape.items
    for at in items..<items + shape.items {
      let d = step[at]
      let hasLower = point.lowerDual[at] .> .zero
      let hasUpper = point.upperDual[at] .> .zero
      let row = at - items - shape.rowOffset
      let change =
        row < 0 ? dualChanges(at, d, .targets) : (rowDualStep[g * shape.rows + row], .zero)
      point.lowerSlack[at] += (primalStep * d).kept(where: hasLower)
      point.upperSlack[at] -= (primalStep * d).kept(where: hasUpper)
      point.lowerDual[at] += (dualStep * change.lower).kept(where: hasLower)
      point.upperDual[at] += (dualStep * change.upper).kept(where: hasUpper)
    }
    for n in g * shape.balances..<(g + 1) * shape.balances {
      point.balanceDual[n] += dualStep * balanceStep[n]
    }
    for s in g * shape.states..<(g + 1) * shape.states {
      point.stateDual[s] += dualStep * stateStep[s]
    }
    for i in 0..<shape.network {
      point.network[g * shape.network + i] +=
        primalStep * step[items + shape.networkOffset + i]
    }
  }
}
