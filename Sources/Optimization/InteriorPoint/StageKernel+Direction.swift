// SPDX-License-Identifier: Apache-2.0
import CKernels

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

extension ck_targets {
  /// A right-hand side from its affine part and what a unit of each kind of target adds.
  @inline(__always)
  fileprivate func sum(_ affine: Lanes, _ perCenter: Lanes, _ perSecondOrder: Lanes) -> Lanes {
    affine + center * perCenter + second_order * perSecondOrder
  }
}

extension StageKernel {
  // MARK: Right-hand sides

  /// Right-hand side of the affine direction, from the columns' part, residuals and what `approach`
  /// left in the workspace.
  func prepareAffine(_ g: Int, _ work: StageWorkspace) {
    let right = affineRight.at(g, shape)
    for n in 0..<shape.balances { right.balance[n] += balanceResidual[g * shape.balances + n] }
    for s in 0..<shape.states { right.state[s] += stateResidual[g * shape.states + s] }
    right.level.update(from: work.gradient + shape.levelOffset, count: shape.states)
    let rows = g * shape.items + shape.rowOffset
    for k in 0..<shape.rows {
      let weight = work.weight[shape.rowOffset + k]
      work.row[k] = weight * (point.lowerSlack[rows + k] + rowResidual[g * shape.rows + k])
    }
    right.network.update(from: work.gradient + shape.networkOffset, count: shape.network)
    matrices.multiply(group: g, rows: work.row, sign: 1, into: right.network)
  }

  /// What a unit of a kind of target adds to the right-hand side, beside the columns' part; `pull` by
  /// item from the levels on.
  private func prepare(
    _ right: RightHandSide, _ pull: LanePointer, _ g: Int
  ) {
    right.level.update(from: pull, count: shape.states)
    right.network.update(from: pull + shape.states, count: shape.network)
    matrices.multiply(
      group: g, rows: pull + shape.states + shape.network, sign: -1, into: right.network)
  }

  /// Hands the right-hand side of the direction to `targets` to the recursion; nil is the affine
  /// direction.
  func condense(group g: Int, worker: Int, for targets: ck_targets?) {
    let work = workspaces[worker]
    let affine = affineRight.at(g, shape)
    guard let targets else { return condense(affine, g, work) }
    let center = centerRight.at(g, shape)
    let second = secondOrderRight.at(g, shape)
    let right = work.right
    for n in 0..<shape.balances {
      right.balance[n] = targets.sum(affine.balance[n], center.balance[n], second.balance[n])
    }
    for i in 0..<shape.network {
      right.network[i] = targets.sum(affine.network[i], center.network[i], second.network[i])
    }
    for s in 0..<shape.states {
      right.state[s] = targets.sum(affine.state[s], center.state[s], second.state[s])
      right.level[s] = targets.sum(affine.level[s], center.level[s], second.level[s])
    }
    condense(right, g, work)
  }

  /// Hands what the direction leaves of the equations to the recursion.
  func condenseError(group g: Int, worker: Int) {
    condense(error.at(g, shape), g, workspaces[worker])
  }

  /// Eliminates network columns and balances from a right-hand side.
  private func condense(_ right: RightHandSide, _ g: Int, _ work: StageWorkspace) {
    let network = shape.network
    let balance = balanceRight + g * shape.balances
    balance.update(from: right.balance, count: shape.balances)
    let k = networkRight + g * network
    for i in 0..<network {
      k[i] = right.network[i].kept(where: program.networkMoves[g][i] .> .zero)
    }
    work.network.update(from: k, count: network)
    matrices.solveNetwork(group: g, work.network)
    for i in 0..<network {
      for p in shape.networkBalance.start[i]..<shape.networkBalance.start[i + 1] {
        balance[shape.networkBalance.row[p]] -= shape.networkBalance.value[p] * work.network[i]
      }
    }
    guard shape.states > 0 else { return }
    work.balance.update(from: balance, count: shape.balances)
    matrices.solveBalances(group: g, work.balance)
    let coupling = coupling + g * shape.coupling.count
    for s in 0..<shape.states {
      var sum = right.state[s]
      for p in shape.couplingStart[s]..<shape.couplingStart[s + 1] {
        sum += coupling[p] * work.balance[shape.couplingRow[p]]
      }
      work.state[s] = sum
    }
    recursion.store(rightHandSide: work.state, levelPull: right.level, group: g)
  }

  // MARK: Directions

  /// The affine direction of one group after the recursion, and what targets would add to the
  /// right-hand side.
  func recoverAffine(group g: Int, worker: Int) -> DirectionSums {
    let work = workspaces[worker]
    let items = g * shape.items
    recoverStage(g, work, into: affineStep + items)
    let center = centerRight.at(g, shape)
    let second = secondOrderRight.at(g, shape)
    for right in [center, second] {
      right.balance.update(repeating: .zero, count: shape.balances)
      right.state.update(repeating: .zero, count: shape.states)
    }
    work.sums.update(repeating: .zero, count: 6)
    var pass = pass(g, work, for: ck_targets())
    var columns = ck_affine(
      balance_step: balanceStep + g * shape.balances, state_step: stateStep + g * shape.states,
      center_balance: center.balance, center_state: center.state, second_balance: second.balance,
      second_state: second.state)
    kernels.affine(shape.sparse, &pass, &columns)
    let rows = items + shape.rowOffset
    kernels.aim_rows(
      shape.rows, point.lowerSlack + rows, point.lowerDual + rows, affineStep + rows, ck_targets(),
      Self.rowSoftness, affineStep + rows, rowDualStep + g * shape.rows)
    let others = items + shape.columns
    kernels.measure_affine(
      shape.items - shape.columns, point.items(from: others), affineStep + others, work.sums,
      work.perCenter, work.perSecondOrder)
    softenRows(g, work)
    prepare(center, work.perCenter, g)
    prepare(second, work.perSecondOrder, g)
    let sums = work.sums
    return DirectionSums(
      primalBlock: sums[0].largest, dualBlock: sums[1].largest, product: sums[2].total,
      dualChange: sums[3].total, primalChange: sums[4].total, bilinear: sums[5].total)
  }

  /// Targets of a row act through `slack + softness · multiplier`, not through the slack alone.
  private func softenRows(_ g: Int, _ work: StageWorkspace) {
    for k in 0..<shape.rows {
      let at = g * shape.items + shape.rowOffset + k
      let slack = point.lowerSlack[at]
      let share = slack / (slack + Self.rowSoftness * point.lowerDual[at])
      let other = shape.states + shape.network + k
      work.perCenter[other] *= share
      work.perSecondOrder[other] *= share
    }
  }

  /// The direction of one group to targets after the recursion, and how far it may be followed.
  func recover(group g: Int, worker: Int, for targets: ck_targets) -> DirectionSums {
    let work = workspaces[worker]
    let items = g * shape.items
    let step = step + items
    recoverStage(g, work, into: step)
    work.sums.update(repeating: .zero, count: 3)
    var pass = pass(g, work, for: targets)
    kernels.corrected(
      shape.sparse, &pass, balanceStep + g * shape.balances, stateStep + g * shape.states)
    let rows = items + shape.rowOffset
    kernels.aim_rows(
      shape.rows, point.lowerSlack + rows, point.lowerDual + rows, affineStep + rows, targets,
      Self.rowSoftness, step + shape.rowOffset, rowDualStep + g * shape.rows)
    return measure(g, work, for: targets, from: shape.columns)
  }

  /// How far the direction to targets may be followed in one group.
  func measure(group g: Int, worker: Int, for targets: ck_targets) -> DirectionSums {
    workspaces[worker].sums.update(repeating: .zero, count: 3)
    return measure(g, workspaces[worker], for: targets, from: 0)
  }

  /// The same for the items from `first` on; the workspace has the sums of those before.
  private func measure(
    _ g: Int, _ work: StageWorkspace, for targets: ck_targets, from first: Int
  ) -> DirectionSums {
    let sums = work.sums
    let items = g * shape.items
    kernels.measure(
      shape.rowOffset - first, point.items(from: items + first), affineStep + items + first,
      step + items + first, targets, sums)
    let rows = items + shape.rowOffset
    kernels.measure_rows(
      shape.rows, point.lowerSlack + rows, point.lowerDual + rows, step + rows,
      rowDualStep + g * shape.rows, sums)
    if let curvature = curvature(g) {
      kernels.largest_product(shape.columns, curvature, step + items, sums + 2)
      kernels.largest_product(
        shape.network, program.networkCurvature[g], step + items + shape.networkOffset, sums + 2)
    }
    return DirectionSums(
      primalBlock: sums[0].largest, dualBlock: sums[1].largest, curvatureShift: sums[2].largest)
  }

  /// What the kernels need for a pass over the columns of a group.
  func pass(_ g: Int, _ work: StageWorkspace, for targets: ck_targets) -> ck_pass {
    let items = g * shape.items
    return ck_pass(
      point: point.items(from: items), cost: program.cost[g], curvature: curvature(g),
      balance_dual: point.balanceDual + g * shape.balances,
      state_dual: point.stateDual + g * shape.states, affine: affineStep + items,
      step: step + items, targets: targets, proximal: Self.proximalWeight, sums: work.sums)
  }

  /// Duals of balances and states, levels, network columns and rows of the direction.
  private func recoverStage(_ g: Int, _ work: StageWorkspace, into step: LanePointer) {
    let dy = balanceStep + g * shape.balances
    let dpi = stateStep + g * shape.states
    recursion.loadDualStep(into: dpi, group: g)
    recursion.loadLevelStep(into: step + shape.levelOffset, group: g)
    solveBalances(g, dpi, into: dy)
    solveNetwork(g, dy, into: step + shape.networkOffset)
    let ds = step + shape.rowOffset
    ds.update(from: rowResidual + g * shape.rows, count: shape.rows)
    matrices.multiplyTransposed(
      group: g, columns: step + shape.networkOffset, sign: -1, into: ds)
  }

  /// `M dy = b + C dπ`.
  func solveBalances(_ g: Int, _ dpi: LanePointer, into dy: LanePointer) {
    dy.update(from: balanceRight + g * shape.balances, count: shape.balances)
    let coupling = coupling + g * shape.coupling.count
    for s in 0..<shape.states {
      for p in shape.couplingStart[s]..<shape.couplingStart[s + 1] {
        dy[shape.couplingRow[p]] += coupling[p] * dpi[s]
      }
    }
    matrices.solveBalances(group: g, dy)
  }

  /// `H dq = k + Nᵀ dy`.
  func solveNetwork(_ g: Int, _ dy: LanePointer, into dq: LanePointer) {
    for i in 0..<shape.network {
      var sum = networkRight[g * shape.network + i]
      for p in shape.networkBalance.start[i]..<shape.networkBalance.start[i + 1] {
        sum += shape.networkBalance.value[p] * dy[shape.networkBalance.row[p]]
      }
      dq[i] = sum.kept(where: program.networkMoves[g][i] .> .zero)
    }
    matrices.solveNetwork(group: g, dq)
  }
}
