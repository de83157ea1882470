// SPDX-License-Identifier: Apache-2.0

/// What a direction is looked for.
enum Aim {
  /// Complementarity 0.
  case affine
  /// The targets set by ``StageKernel/aim(group:center:secondOrder:)``.
  case targets
  /// What the direction found last leaves of the linear equations, to be added to it.
  case refinement
}

extension StageKernel {
  /// Aim of an item: reduced cost with the part of the complementarity targets.
  @inline(__always)
  func pull(_ at: Int, _ gradient: Lanes, _ aim: Aim) -> Lanes {
    guard aim == .targets else { return gradient }
    return gradient + lowerTarget[at] / point.lowerSlack[at] - upperTarget[at]
      / point.upperSlack[at]
  }

  /// Right-hand side of the recursion.
  func condense(group g: Int, worker: Int, for aim: Aim) {
    let work = workspaces[worker]
    let balance = work.balance
    let state = work.state
    let balances = g * shape.balances
    let states = g * shape.states
    if aim == .refinement {
      balance.update(from: balanceError + balances, count: shape.balances)
      state.update(from: stateError + states, count: shape.states)
    } else {
      balance.update(from: balanceResidual + balances, count: shape.balances)
      state.update(from: stateResidual + states, count: shape.states)
      condenseColumns(g, work, aim)
    }
    condenseNetwork(g, work, aim)

    let right = balanceRight + balances
    right.update(from: balance, count: shape.balances)
    guard shape.states > 0 else { return }
    solveBalances(g, balance)
    let coupling = coupling + g * shape.couplingCount
    let gradient = gradient + g * shape.priced + shape.levelOffset
    for s in 0..<shape.states {
      var sum = state[s]
      for p in shape.couplingStart[s]..<shape.couplingStart[s + 1] {
        sum += coupling[p] * balance[shape.couplingRow[p]]
      }
      state[s] = sum
      work.level[s] =
        aim == .refinement
        ? levelError[states + s] : pull(g * shape.items + shape.levelOffset + s, gradient[s], aim)
    }
    recursion.store(rightHandSide: state, levelPull: work.level, group: g)
  }

  private func condenseColumns(_ g: Int, _ work: StageWorkspace, _ aim: Aim) {
    let items = g * shape.items
    let gradient = gradient + g * shape.priced
    for j in 0..<shape.columns {
      let change = weight[items + j] * pull(items + j, gradient[j], aim)
      for p in shape.balanceStart[j]..<shape.balanceStart[j + 1] {
        work.balance[shape.balanceRow[p]] -= shape.balanceValue[p] * change
      }
      for p in shape.stateStart[j]..<shape.stateStart[j + 1] {
        work.state[shape.stateRow[p]] += shape.stateValue[p] * change
      }
    }
  }

  /// `k` of the network columns, and `N H⁻¹ k` taken off the balances.
  private func condenseNetwork(_ g: Int, _ work: StageWorkspace, _ aim: Aim) {
    let network = shape.network
    guard network > 0 else { return }
    let right = networkRight + g * network
    if aim == .refinement {
      right.update(from: networkError + g * network, count: network)
    } else {
      let items = g * shape.items
      let factors = factors(g)
      let gradient = gradient + g * shape.priced + shape.networkOffset
      for k in 0..<shape.rows {
        let at = items + shape.rowOffset + k
        var value = point.lowerDual[at] + weight[at] * rowResidual[g * shape.rows + k]
        if aim == .targets { value -= lowerTarget[at] / point.lowerSlack[at] }
        work.row[k] = value
      }
      for i in 0..<network {
        var sum = pull(items + shape.networkOffset + i, gradient[i], aim)
        let column = factors + i * shape.rows
        for k in 0..<shape.rows { sum += column[k] * work.row[k] }
        right[i] = sum.kept(where: program.networkMoves[g * network + i] .> .zero)
      }
    }
    work.network.update(from: right, count: network)
    solveNetwork(g, work.network)
    for i in 0..<network {
      for p in shape.networkStart[i]..<shape.networkStart[i + 1] {
        work.balance[shape.networkRow[p]] -= shape.networkValue[p] * work.network[i]
      }
    }
  }

  /// The direction of one group after the recursion, or what refines it.
  func recover(group g: Int, worker: Int, for aim: Aim) {
    let work = workspaces[worker]
    let isRefinement = aim == .refinement
    let levelDualStep = isRefinement ? work.state : stateStep + g * shape.states
    let dy = isRefinement ? work.balance : balanceStep + g * shape.balances
    recursion.loadDualStep(into: levelDualStep, group: g)
    dy.update(from: balanceRight + g * shape.balances, count: shape.balances)
    let coupling = coupling + g * shape.couplingCount
    for s in 0..<shape.states {
      for p in shape.couplingStart[s]..<shape.couplingStart[s + 1] {
        dy[shape.couplingRow[p]] += coupling[p] * levelDualStep[s]
      }
    }
    solveBalances(g, dy)
    recoverNetwork(g, work, dy, aim)

    let items = g * shape.items
    let gradient = gradient + g * shape.priced
    for j in 0..<shape.columns {
      var change = isRefinement ? .zero : pull(items + j, gradient[j], aim)
      for p in shape.balanceStart[j]..<shape.balanceStart[j + 1] {
        change += shape.balanceValue[p] * dy[shape.balanceRow[p]]
      }
      for p in shape.stateStart[j]..<shape.stateStart[j + 1] {
        change -= shape.stateValue[p] * levelDualStep[shape.stateRow[p]]
      }
      let d = weight[items + j] * change
      step[items + j] = isRefinement ? step[items + j] + d : d
    }
    let levels = step + items + shape.levelOffset
    if isRefinement {
      for n in 0..<shape.balances { balanceStep[g * shape.balances + n] += dy[n] }
      for s in 0..<shape.states { stateStep[g * shape.states + s] += levelDualStep[s] }
      recursion.loadLevelStep(into: work.level, group: g)
      for s in 0..<shape.states { levels[s] += work.level[s] }
    } else {
      recursion.loadLevelStep(into: levels, group: g)
    }
  }

  private func recoverNetwork(_ g: Int, _ work: StageWorkspace, _ dy: LanePointer, _ aim: Aim) {
    let network = shape.network
    let items = g * shape.items
    let isRefinement = aim == .refinement
    let dq = isRefinement ? work.network : step + items + shape.networkOffset
    for i in 0..<network {
      var sum = networkRight[g * network + i]
      for p in shape.networkStart[i]..<shape.networkStart[i + 1] {
        sum += shape.networkValue[p] * dy[shape.networkRow[p]]
      }
      dq[i] = sum.kept(where: program.networkMoves[g * network + i] .> .zero)
    }
    solveNetwork(g, dq)
    let factors = factors(g)
    let ds = isRefinement ? work.row : step + items + shape.rowOffset
    for k in 0..<shape.rows { ds[k] = isRefinement ? .zero : rowResidual[g * shape.rows + k] }
    for i in 0..<network {
      let column = factors + i * shape.rows
      for k in 0..<shape.rows { ds[k] -= column[k] * dq[i] }
    }
    let multiplierStep = rowDualStep + g * shape.rows
    if isRefinement {
      for i in 0..<network { step[items + shape.networkOffset + i] += dq[i] }
      for k in 0..<shape.rows {
        let at = items + shape.rowOffset + k
        step[at] += ds[k]
        multiplierStep[k] -= weight[at] * ds[k]
      }
    } else {
      for k in 0..<shape.rows {
        let at = items + shape.rowOffset + k
        multiplierStep[k] = dualChanges(at, ds[k], aim).lower
      }
    }
  }

  /// Changes of both multipliers of an item for a step `d` of its value.
  @inline(__always)
  func dualChanges(_ at: Int, _ d: Lanes, _ aim: Aim) -> (lower: Lanes, upper: Lanes) {
    let lowerDual = point.lowerDual[at]
    let upperDual = point.upperDual[at]
    var lower = -lowerDual * d
    var upper = upperDual * d
    if aim == .targets {
      lower += lowerTarget[at]
      upper += upperTarget[at]
    }
    return (lower / point.lowerSlack[at] - lowerDual, upper / point.upperSlack[at] - upperDual)
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
