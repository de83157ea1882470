// SPDX-License-Identifier: Apache-2.0

extension StageKernel {
  /// Weights at the point, the factors of `H` and `M`, and the blocks of the time recursion.
  func factor(group g: Int, worker: Int) {
    let work = workspaces[worker]
    updateWeights(g)
    factorNetwork(g, work)
    factorBalances(g, work)
    if shape.states > 0 { eliminateIntoStates(g, work) }
  }

  private func updateWeights(_ g: Int) {
    let offset = g * shape.items
    let lowerSlack = point.lowerSlack + offset
    let upperSlack = point.upperSlack + offset
    let lowerDual = point.lowerDual + offset
    let upperDual = point.upperDual + offset
    let weight = weight + offset
    let proximal = Lanes(all: Self.proximalWeight)
    for j in 0..<shape.columns {
      let product = lowerSlack[j] * upperSlack[j]
      var curvature = proximal
      if program.hasCurvature { curvature += program.curvature[g * shape.priced + j] }
      let inverse =
        lowerDual[j] * upperSlack[j] + upperDual[j] * lowerSlack[j] + curvature * product
      weight[j] = (product / inverse).kept(where: lowerDual[j] .> .zero)
    }
    // Levels without the proximal weight: the recursion needs none.
    for v in shape.levelOffset..<shape.networkOffset {
      let product = lowerSlack[v] * upperSlack[v]
      let inverse = lowerDual[v] * upperSlack[v] + upperDual[v] * lowerSlack[v]
      weight[v] = (product / inverse).kept(where: lowerDual[v] .> .zero)
    }
    for i in 0..<shape.network {
      let v = shape.networkOffset + i
      var diagonal = lowerDual[v] / lowerSlack[v] + upperDual[v] / upperSlack[v]
      diagonal += Lanes(all: Self.networkWeight)
      if program.hasCurvature { diagonal += program.curvature[g * shape.priced + v] }
      weight[v] = diagonal
    }
    for v in shape.rowOffset..<shape.items { weight[v] = lowerDual[v] / lowerSlack[v] }
  }

  /// `H = Rᵀ R` by Householder reflections of `[√D; √Θ P]`: forming `H` itself would lose half of
  /// the digits, and they are needed where a binding row's `Θ` is 10¹⁷ times `D`.
  private func factorNetwork(_ g: Int, _ work: StageWorkspace) {
    let count = shape.network
    let rows = shape.rows
    guard count > 0 else { return }
    let weight = weight + g * shape.items
    let moves = program.networkMoves + g * count
    let factors = factors(g)
    let matrix = work.scaledFactors
    for k in 0..<rows { work.row[k] = weight[shape.rowOffset + k].squareRoots }
    for i in 0..<count {
      // A fixed column drops out: its part of H is 1 on the diagonal.
      for k in 0..<rows {
        matrix[i * rows + k] = moves[i] * factors[i * rows + k] * work.row[k]
      }
    }
    let result = networkFactor + g * TriangularLanes.size(count)
    for i in 0..<count {
      let column = matrix + i * rows
      let top = Lanes(all: 1).replacing(
        with: weight[shape.networkOffset + i].squareRoots, where: moves[i] .> .zero)
      var squares = top * top
      for k in 0..<rows { squares += column[k] * column[k] }
      let norm = squares.squareRoots
      let head = top + norm
      let scale = 1 / (norm * head)
      result[i * (i + 1) / 2 + i] = 1 / norm
      for other in i + 1..<count {
        let target = matrix + other * rows
        var product = Lanes.zero
        for k in 0..<rows { product += column[k] * target[k] }
        product *= scale
        // With the sign of the diagonal made positive.
        result[other * (other + 1) / 2 + i] = product * head
        for k in 0..<rows { target[k] -= product * column[k] }
      }
    }
  }

  private func factorBalances(_ g: Int, _ work: StageWorkspace) {
    let order = shape.balances
    let size = TriangularLanes.size(order)
    let matrix = balanceFactor + g * size
    let weight = weight + g * shape.items
    for p in 0..<size { matrix[p] = .zero }
    for n in 0..<order { matrix[n * (n + 1) / 2 + n] = Lanes(all: Self.balanceWeight) }
    for j in 0..<shape.columns {
      for p in shape.balanceStart[j]..<shape.balanceStart[j + 1] {
        let row = shape.balanceRow[p]
        let scaled = shape.balanceValue[p] * weight[j]
        for q in shape.balanceStart[j]...p {
          matrix[row * (row + 1) / 2 + shape.balanceRow[q]] += shape.balanceValue[q] * scaled
        }
      }
    }
    // N H⁻¹ Nᵀ = W Wᵀ with the rows of W solving Rᵀ w = n.
    let network = shape.network
    let moves = program.networkMoves + g * network
    let triangle = networkFactor + g * TriangularLanes.size(network)
    for a in 0..<shape.touchedCount {
      let w = work.touched + a * network
      for i in 0..<network { w[i] = shape.touchedRows[a * network + i] * moves[i] }
      TriangularLanes.solveForward(triangle, network, w)
      let row = shape.touched[a]
      for b in 0...a {
        let other = work.touched + b * network
        var sum = Lanes.zero
        for i in 0..<network { sum += w[i] * other[i] }
        matrix[row * (row + 1) / 2 + shape.touched[b]] += sum
      }
    }
    TriangularLanes.factor(matrix, order)
  }

  /// `C` and the recursion's diagonal blocks `K − Cᵀ M⁻¹ C`.
  private func eliminateIntoStates(_ g: Int, _ work: StageWorkspace) {
    let weight = weight + g * shape.items
    let coupling = coupling + g * shape.couplingCount
    for p in 0..<shape.couplingCount {
      var sum = Lanes.zero
      for q in shape.couplingTermStart[p]..<shape.couplingTermStart[p + 1] {
        sum += shape.couplingTermValue[q] * weight[shape.couplingTermColumn[q]]
      }
      coupling[p] = sum
    }
    let inverse = work.inverse
    let order = shape.balances
    invertBalances(g, work)
    let block = work.stateBlock
    for s in 0..<shape.states {
      for r in 0...s {
        var sum = Lanes.zero
        for p in shape.couplingStart[s]..<shape.couplingStart[s + 1] {
          let row = inverse + shape.couplingRow[p] * order
          for q in shape.couplingStart[r]..<shape.couplingStart[r + 1] {
            sum -= coupling[p] * coupling[q] * row[shape.couplingRow[q]]
          }
        }
        block[s * (s + 1) / 2 + r] = sum
      }
    }
    for p in 0..<shape.statePairCount {
      var sum = Lanes.zero
      for q in shape.statePairTermStart[p]..<shape.statePairTermStart[p + 1] {
        sum += shape.statePairTermValue[q] * weight[shape.statePairTermColumn[q]]
      }
      let s = shape.statePairFirst[p]
      block[s * (s + 1) / 2 + shape.statePairSecond[p]] += sum
    }
    recursion.store(block: block, weights: weight + shape.levelOffset, group: g)
  }

  /// `M⁻¹`, full, from the factor.
  private func invertBalances(_ g: Int, _ work: StageWorkspace) {
    let order = shape.balances
    let size = TriangularLanes.size(order)
    work.triangle.update(from: balanceFactor + g * size, count: size)
    TriangularLanes.invert(work.triangle, order)
    let inverse = work.inverse
    for i in 0..<order {
      for j in 0...i {
        var sum = Lanes.zero
        for k in i..<order {
          let row = work.triangle + k * (k + 1) / 2
          sum += row[i] * row[j]
        }
        inverse[i * order + j] = sum
        inverse[j * order + i] = sum
      }
    }
  }
}
