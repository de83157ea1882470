// SPDX-License-Identifier: Apache-2.0

extension HourShape {
  /// Adds the balance entries of a link or network column, `factor` times.
  @inline(__always)
  func addEntries(
    of variable: Int, times factor: Double, to vector: DoublePointer, stride: Int = 1
  ) {
    if variable < firstNetworkColumn {
      linkEntries.add(variable - firstLink, times: factor, to: vector, stride: stride)
    } else {
      networkEntries.add(
        variable - firstNetworkColumn, times: factor, to: vector, stride: stride)
    }
  }
}

/// Bounds, costs and right-hand sides of the present hour.
extension HourSimplex {
  // MARK: Curves

  /// Whether the curve's position is a step and not its upper end.
  @inline(__always)
  func hasStep(_ z: Int) -> Bool {
    shape.curveStart[z] + curvePosition[z] < shape.curveStart[z + 1]
  }

  @inline(__always)
  func stepWidthOrZero(ofCurve z: Int) -> Double {
    hasStep(z) ? stepWidth[shape.curveStart[z] + curvePosition[z]] : 0
  }

  // MARK: Links and network columns

  @inline(__always)
  func networkFactor(_ k: Int, _ i: Int) -> Double { matrix[i * shape.paddedNetworkRows + k] }

  /// Bounds of a network column out of the basis; a missing one is far away.
  @inline(__always)
  func networkBound(_ i: Int, upper: Bool) -> Double {
    let bound = upper ? tables.networkUpper.at(stage)[i] : tables.networkLower.at(stage)[i]
    if bound.isFinite { return bound }
    return upper ? tolerances.artificialBound : -tolerances.artificialBound
  }

  @inline(__always)
  func networkValueAtBound(_ i: Int) -> Double {
    networkBound(i, upper: isAtUpper[shape.firstNetworkColumn + i])
  }

  /// Where a link or network column out of the basis stands.
  @inline(__always)
  func valueAtBound(_ variable: Int) -> Double {
    if variable < shape.firstNetworkColumn {
      let j = shape.linkColumn[variable - shape.firstLink]
      return isAtUpper[variable] ? tables.upper.at(stage)[j] : tables.lower.at(stage)[j]
    }
    return networkValueAtBound(variable - shape.firstNetworkColumn)
  }

  /// Distance of the bounds of a link or network column.
  @inline(__always)
  func range(_ variable: Int) -> Double {
    if variable < shape.firstNetworkColumn {
      let j = shape.linkColumn[variable - shape.firstLink]
      return tables.upper.at(stage)[j] - tables.lower.at(stage)[j]
    }
    let i = variable - shape.firstNetworkColumn
    return networkBound(i, upper: true) - networkBound(i, upper: false)
  }

  @inline(__always)
  func cost(_ variable: Int) -> Double {
    if variable < shape.firstLink {
      return hasStep(variable) ? stepPrice[shape.curveStart[variable] + curvePosition[variable]] : 0
    }
    if variable < shape.firstNetworkColumn {
      return tables.cost.at(stage)[shape.linkColumn[variable - shape.firstLink]]
    }
    if variable < shape.firstSlack {
      return tables.networkCost.at(stage)[variable - shape.firstNetworkColumn]
    }
    return 0
  }

  /// `aᵀ vector` of a link or network column.
  @inline(__always)
  func product(_ variable: Int, _ vector: DoublePointer) -> Double {
    if variable < shape.firstNetworkColumn {
      return shape.linkEntries.product(variable - shape.firstLink, vector)
    }
    let i = variable - shape.firstNetworkColumn
    var sum = shape.networkEntries.product(i, vector)
    for r in shape.balances..<max(basis.count, shape.balances) {
      sum += networkFactor(basis.networkRow[r], i) * vector[r]
    }
    return sum
  }

  /// Moves a link or network column out of the basis by `amount`: the basis has less to supply.
  @inline(__always)
  func shift(_ variable: Int, by amount: Double) {
    if amount == 0 { return }
    shape.addEntries(of: variable, times: -amount, to: rightHandSide)
    if variable < shape.firstNetworkColumn { return }
    let i = variable - shape.firstNetworkColumn
    for r in shape.balances..<max(basis.count, shape.balances) {
      rightHandSide[r] -= amount * networkFactor(basis.networkRow[r], i)
    }
  }

  // MARK: Rows

  /// Limit of a network row less the load of the columns out of the basis.
  mutating func networkRightHandSide(_ k: Int) -> Double {
    var result = tables.networkLimit.at(stage)[k]
    for i in 0..<shape.networkColumns where !isBasic[shape.firstNetworkColumn + i] {
      result -= networkFactor(k, i) * networkValueAtBound(i)
    }
    return result
  }

  /// Right-hand sides less all variables out of the basis.
  mutating func findRightHandSide() {
    let demand = tables.demand.at(stage)
    for z in 0..<shape.balances {
      rightHandSide[z] = isBasic[z] ? demand[z] : demand[z] - curveSupply[z]
    }
    for r in shape.balances..<max(basis.count, shape.balances) {
      rightHandSide[r] = tables.networkLimit.at(stage)[basis.networkRow[r]]
    }
    for variable in shape.firstLink..<shape.firstSlack where !isBasic[variable] {
      shift(variable, by: valueAtBound(variable))
    }
  }

  /// Bounds of the variable at a position.
  mutating func setBounds(_ p: Int) {
    let variable = basis.variable[p]
    if variable < shape.firstLink {
      lowest[p] = curveSupply[variable]
      highest[p] = curveSupply[variable] + stepWidthOrZero(ofCurve: variable)
    } else if variable < shape.firstNetworkColumn {
      let j = shape.linkColumn[variable - shape.firstLink]
      lowest[p] = tables.lower.at(stage)[j]
      highest[p] = tables.upper.at(stage)[j]
    } else if variable < shape.firstSlack {
      lowest[p] = tables.networkLower.at(stage)[variable - shape.firstNetworkColumn]
      highest[p] = tables.networkUpper.at(stage)[variable - shape.firstNetworkColumn]
    } else {
      lowest[p] = 0
      highest[p] = .infinity
    }
  }

  /// The duals that give every variable of the basis a reduced cost of 0.
  mutating func findDuals() {
    for p in 0..<basis.count { weight[p] = cost(basis.variable[p]) }
    basis.combineRows(weight, into: dual)
  }
}
