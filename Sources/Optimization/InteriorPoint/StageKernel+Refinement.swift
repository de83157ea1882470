// SPDX-License-Identifier: Apache-2.0
import CKernels

/// What a direction leaves of the linear equations.
struct DirectionErrors {
  /// Of balances and states, in scaled quantities.
  var primal = 0.0
  /// Of the stationarity of levels and network columns, in scaled prices.
  var dual = 0.0
}

extension StageKernel {
  /// What the direction of one group leaves of the linear equations; the directions of all groups
  /// must be complete.
  func findErrors(group g: Int, worker: Int, for targets: ck_targets) -> DirectionErrors {
    let work = workspaces[worker]
    let items = g * shape.items
    let left = error.at(g, shape)
    left.balance.update(from: balanceResidual + g * shape.balances, count: shape.balances)
    left.state.update(from: stateResidual + g * shape.states, count: shape.states)
    kernels.scatter(shape.sparse, nil, step + items, left.balance, left.state)
    weigh(g, work)
    var dual = Lanes.zero
    for s in 0..<shape.states {
      work.gradient[shape.levelOffset + s] = levelGradient(group: g, state: s)
    }
    networkGradient(g, work)
    let from = items + shape.levelOffset
    kernels.aim(
      shape.states + shape.network, point.items(from: from), affineStep + from,
      work.gradient + shape.levelOffset, targets, work.pull + shape.levelOffset)
    for s in 0..<shape.states {
      let at = items + shape.levelOffset + s
      let before = g > 0 ? step[at - shape.items][laneCount - 1] : 0
      left.state[s] -= step[at] - program.retention[g][s] * Self.earlier(step[at], before)
      let pull = work.pull[shape.levelOffset + s] + levelRevenue(stateStep, group: g, state: s)
      let weight = work.weight[shape.levelOffset + s]
      left.level[s] = (pull - step[at] / weight).kept(where: point.lowerDual[at] .> .zero)
      dual = dual.maximum(left.level[s].magnitudes)
    }
    findNetworkErrors(g, work, left, &dual)
    var primal = Lanes.zero
    for n in 0..<shape.balances { primal = primal.maximum(left.balance[n].magnitudes) }
    for s in 0..<shape.states { primal = primal.maximum(left.state[s].magnitudes) }
    return DirectionErrors(primal: primal.largest, dual: dual.largest)
  }

  private func findNetworkErrors(
    _ g: Int, _ work: StageWorkspace, _ left: RightHandSide, _ dual: inout Lanes
  ) {
    let network = shape.network
    let dq = step + g * shape.items + shape.networkOffset
    let dy = balanceStep + g * shape.balances
    left.network.update(from: work.pull + shape.networkOffset, count: network)
    matrices.multiply(
      group: g, rows: rowDualStep + g * shape.rows, sign: -1, into: left.network)
    for i in 0..<network {
      var error = left.network[i] - work.weight[shape.networkOffset + i] * dq[i]
      for p in shape.networkBalance.start[i]..<shape.networkBalance.start[i + 1] {
        let row = shape.networkBalance.row[p]
        error += shape.networkBalance.value[p] * dy[row]
        left.balance[row] -= shape.networkBalance.value[p] * dq[i]
      }
      left.network[i] = error.kept(where: program.networkMoves[g][i] .> .zero)
      dual = dual.maximum(left.network[i].magnitudes)
    }
  }

  /// Adds to the direction of one group what the recursion found for its errors.
  func refine(group g: Int, worker: Int) {
    let work = workspaces[worker]
    let items = g * shape.items
    recursion.loadDualStep(into: work.state, group: g)
    solveBalances(g, work.state, into: work.balance)
    solveNetwork(g, work.balance, into: work.network)
    work.row.update(repeating: .zero, count: shape.rows)
    matrices.multiplyTransposed(group: g, columns: work.network, sign: -1, into: work.row)
    weigh(g, work)
    kernels.weigh(
      shape.columns, point.items(from: items), curvature(g), Self.proximalWeight, work.weight)
    // Columns first into the scratch of the pulls.
    kernels.gather(shape.sparse, work.weight, nil, work.balance, work.state, work.pull)
    recursion.loadLevelStep(into: work.pull + shape.levelOffset, group: g)
    for j in 0..<shape.networkOffset { step[items + j] += work.pull[j] }
    for i in 0..<shape.network { step[items + shape.networkOffset + i] += work.network[i] }
    for k in 0..<shape.rows {
      let change = -work.weight[shape.rowOffset + k] * work.row[k]
      step[items + shape.rowOffset + k] += work.row[k] + Self.rowSoftness * change
      rowDualStep[g * shape.rows + k] += change
    }
    for n in 0..<shape.balances { balanceStep[g * shape.balances + n] += work.balance[n] }
    for s in 0..<shape.states { stateStep[g * shape.states + s] += work.state[s] }
  }
}
