// SPDX-License-Identifier: Apache-2.0

/// What one group says about a direction.
struct DirectionSums {
  /// Largest share of a slack, and of a multiplier, that the full step would use up.
  var primalBlock = 0.0
  var dualBlock = 0.0
  /// Complementarity along the steps a (primal) and b (dual):
  /// `product + b · dualChange + a · primalChange + a b · curvature`.
  var product = 0.0
  var dualChange = 0.0
  var primalChange = 0.0
  var bilinear = 0.0
  /// Largest change of a reduced cost by the curvature term.
  var curvatureShift = 0.0
}

extension StageKernel {
  /// Aim of an item: reduced cost with the part of the complementarity targets.
  @inline(__always)
  private func pull(_ at: Int, _ gradient: Lanes, _ targets: Bool) -> Lanes {
    guard targets else { return gradient }
    return gradient + lowerTarget[at] / point.lowerSlack[at] - upperTarget[at]
      / point.upperSlack[at]
  }

  /// Right-hand side of the recursion; with `targets` false that of the affine direction.
  func condense(group g: Int, worker: Int, targets: Bool) {
    let work = workspaces[worker]
    let items = g * shape.items
    let gradient = gradient + g * shape.priced
    let balance = work.balance
    let state = work.state
    for n in 0..<shape.balances { balance[n] = balanceResidual[g * shape.balances + n] }
    for s in 0..<shape.states { state[s] = stateResidual[g * shape.states + s] }
    for j in 0..<shape.columns {
      let change = weight[items + j] * pull(items + j, gradient[j], targets)
      for p in shape.balanceStart[j]..<shape.balanceStart[j + 1] {
        balance[shape.balanceRow[p]] -= shape.balanceValue[p] * change
      }
      for p in shape.stateStart[j]..<shape.stateStart[j + 1] {
        state[shape.stateRow[p]] += shape.stateValue[p] * change
      }
    }
    condenseNetwork(g, work, targets)

    let right = balanceRight + g * shape.balances
    right.update(from: balance, count: shape.balances)
    guard shape.states > 0 else { return }
    solveBalances(g, balance)
    let coupling = coupling + g * shape.couplingCount
    for s in 0..<shape.states {
      var sum = state[s]
      for p in shape.couplingStart[s]..<shape.couplingStart[s + 1] {
        sum += coupling[p] * balance[shape.couplingRow[p]]
      }
      state[s] = sum
      let at = items + shape.levelOffset + s
      work.level[s] = pull(at, gradient[shape.levelOffset + s], targets)
    }
    recursion.store(rightHandSide: state, levelPull: work.level, group: g)
  }

  /// `k` of the network columns, and `N H⁻¹ k` taken off the balances.
  private func condenseNetwork(_ g: Int, _ work: StageWorkspace, _ targets: Bool) {
    let network = shape.network
    guard network > 0 else { return }
    let items = g * shape.items
    let factors = factors(g)
    let gradient = gradient + g * shape.priced + shape.networkOffset
    for k in 0..<shape.rows {
      let at = items + shape.rowOffset + k
      var value = point.lowerDual[at] + weight[at] * rowResidual[g * shape.rows + k]
      if targets { value -= lowerTarget[at] / point.lowerSlack[at] }
      work.row[k] = value
    }
    let right = networkRight + g * network
    for i in 0..<network {
      var sum = pull(items + shape.networkOffset + i, gradient[i], targets)
      let column = factors + i * shape.rows
      for k in 0..<shape.rows { sum += column[k] * work.row[k] }
      sum = sum.kept(where: program.networkMoves[g * network + i] .> .zero)
      right[i] = sum
      work.network[i] = sum
    }
    solveNetwork(g, work.network)
    for i in 0..<network {
      for p in shape.networkStart[i]..<shape.networkStart[i + 1] {
        work.balance[shape.networkRow[p]] -= shape.networkValue[p] * work.network[i]
      }
    }
  }

  /// The full direction of one group after the recursion, and how far it may be followed.
  func recover(group g: Int, worker: Int, targets: Bool) -> DirectionSums {
    let stateStep = stateStep + g * shape.states
    recursion.loadDualStep(into: stateStep, group: g)
    let dy = balanceStep + g * shape.balances
    dy.update(from: balanceRight + g * shape.balances, count: shape.balances)
    let coupling = coupling + g * shape.couplingCount
    for s in 0..<shape.states {
      for p in shape.couplingStart[s]..<shape.couplingStart[s + 1] {
        dy[shape.couplingRow[p]] += coupling[p] * stateStep[s]
      }
    }
    solveBalances(g, dy)
    recoverNetwork(g, dy)

    let items = g * shape.items
    let gradient = gradient + g * shape.priced
    for j in 0..<shape.columns {
      var change = pull(items + j, gradient[j], targets)
      for p in shape.balanceStart[j]..<shape.balanceStart[j + 1] {
        change += shape.balanceValue[p] * dy[shape.balanceRow[p]]
      }
      for p in shape.stateStart[j]..<shape.stateStart[j + 1] {
        change -= shape.stateValue[p] * stateStep[shape.stateRow[p]]
      }
      step[items + j] = weight[items + j] * change
    }
    recursion.loadLevelStep(into: step + items + shape.levelOffset, group: g)
    return measure(g, targets)
  }

  private func recoverNetwork(_ g: Int, _ dy: LanePointer) {
    let network = shape.network
    let items = g * shape.items
    let dq = step + items + shape.networkOffset
    for i in 0..<network {
      var sum = networkRight[g * network + i]
      for p in shape.networkStart[i]..<shape.networkStart[i + 1] {
        sum += shape.networkValue[p] * dy[shape.networkRow[p]]
      }
      dq[i] = sum.kept(where: program.networkMoves[g * network + i] .> .zero)
    }
    solveNetwork(g, dq)
    let ds = step + items + shape.rowOffset
    for k in 0..<shape.rows { ds[k] = rowResidual[g * shape.rows + k] }
    let factors = factors(g)
    for i in 0..<network {
      let column = factors + i * shape.rows
      for k in 0..<shape.rows { ds[k] -= column[k] * dq[i] }
    }
  }

  /// Changes of both multipliers of an item for a step `d` of its value.
  @inline(__always)
  func dualChanges(_ at: Int, _ d: Lanes, _ targets: Bool) -> (lower: Lanes, upper: Lanes) {
    let lowerDual = point.lowerDual[at]
    let upperDual = point.upperDual[at]
    var lower = -lowerDual * d
    var upper = upperDual * d
    if targets {
      lower += lowerTarget[at]
      upper += upperTarget[at]
    }
    return (lower / point.lowerSlack[at] - lowerDual, upper / point.upperSlack[at] - upperDual)
  }

  private func measure(_ g: Int, _ targets: Bool) -> DirectionSums {
    var primalBlock = Lanes.zero
    var dualBlock = Lanes.zero
    var product = Lanes.zero
    var dualChange = Lanes.zero
    var primalChange = Lanes.zero
    var bilinear = Lanes.zero
    var curvatureShift = Lanes.zero
    for at in g * shape.items..<(g + 1) * shape.items {
      let d = step[at]
      let lowerSlack = point.lowerSlack[at]
      let upperSlack = point.upperSlack[at]
      let lowerDual = point.lowerDual[at]
      let upperDual = point.upperDual[at]
      let hasLower = lowerDual .> .zero
      let hasUpper = upperDual .> .zero
      let change = dualChanges(at, d, targets)
      primalBlock = primalBlock.maximum((-d / lowerSlack).kept(where: hasLower))
      primalBlock = primalBlock.maximum((d / upperSlack).kept(where: hasUpper))
      dualBlock = dualBlock.maximum((-change.lower / lowerDual).kept(where: hasLower))
      dualBlock = dualBlock.maximum((-change.upper / upperDual).kept(where: hasUpper))
      product += lowerSlack * lowerDual + upperSlack * upperDual
      dualChange += lowerSlack * change.lower + upperSlack * change.upper
      primalChange += d * (lowerDual - upperDual)
      bilinear += d * (change.lower - change.upper)
    }
    if program.hasCurvature {
      let curvature = program.curvature + g * shape.priced
      for v in 0..<shape.priced {
        curvatureShift = curvatureShift.maximum(
          (curvature[v] * step[g * shape.items + v]).magnitudes)
      }
    }
    return DirectionSums(
      primalBlock: primalBlock.largest, dualBlock: dualBlock.largest, product: product.total,
      dualChange: dualChange.total, primalChange: primalChange.total, bilinear: bilinear.total,
      curvatureShift: curvatureShift.largest)
  }

  /// Sets the targets to `center` minus `secondOrder` times the product of the changes along the
  /// direction found last, which must be the affine one.
  func aim(group g: Int, center: Double, secondOrder: Double) {
    let center = Lanes(all: center)
    for at in g * shape.items..<(g + 1) * shape.items {
      let d = step[at]
      let change = dualChanges(at, d, false)
      lowerTarget[at] = (center - secondOrder * d * change.lower)
        .kept(where: point.lowerDual[at] .> .zero)
      upperTarget[at] = (center + secondOrder * d * change.upper)
        .kept(where: point.upperDual[at] .> .zero)
    }
  }

  /// Moves the point of one group along the direction.
  func advance(group g: Int, primalStep: Double, dualStep: Double) {
    for at in g * shape.items..<(g + 1) * shape.items {
      let d = step[at]
      let hasLower = point.lowerDual[at] .> .zero
      let hasUpper = point.upperDual[at] .> .zero
      let change = dualChanges(at, d, true)
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
        primalStep * step[g * shape.items + shape.networkOffset + i]
    }
  }

  private func solveBalances(_ g: Int, _ b: LanePointer) {
    let factor = balanceFactor + g * TriangularLanes.size(shape.balances)
    TriangularLanes.solveForward(factor, shape.balances, b)
    TriangularLanes.solveBackward(factor, shape.balances, b)
  }

  private func solveNetwork(_ g: Int, _ b: LanePointer) {
    let factor = networkFactor + g * TriangularLanes.size(shape.network)
    TriangularLanes.solveForward(factor, shape.network, b)
    TriangularLanes.solveBackward(factor, shape.network, b)
  }
}
