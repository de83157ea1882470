// SPDX-License-Identifier: Apache-2.0

/// Where the pivots of an hour begin.
extension HourSimplex {
  /// Steps of the curves, their widths and their order.
  mutating func takeStage() {
    if isFresh {
      for s in 0..<shape.steps {
        stepColumn[s] = shape.stepColumn[s]
        stepCoefficient[s] = shape.stepCoefficient[s]
      }
    }
    if isFresh || tables.costVaries { sortCurves() }
    let lower = tables.lower.at(stage)
    let upper = tables.upper.at(stage)
    for z in 0..<shape.balances {
      var base = 0.0
      for s in shape.curveStart[z]..<shape.curveStart[z + 1] {
        let a = stepCoefficient[s] * lower[stepColumn[s]]
        let b = stepCoefficient[s] * upper[stepColumn[s]]
        base += a < b ? a : b
        stepWidth[s] = abs(b - a)
      }
      curveBase[z] = base
    }
  }

  /// Sorts the steps by price; from hour to hour few change places.
  private mutating func sortCurves() {
    let cost = tables.cost.at(stage)
    for s in 0..<shape.steps { stepPrice[s] = cost[stepColumn[s]] / stepCoefficient[s] }
    for z in 0..<shape.balances {
      let first = shape.curveStart[z]
      for s in first..<shape.curveStart[z + 1] {
        let (price, column, coefficient) = (stepPrice[s], stepColumn[s], stepCoefficient[s])
        var hole = s
        while hole > first, stepPrice[hole - 1] > price {
          stepPrice[hole] = stepPrice[hole - 1]
          stepColumn[hole] = stepColumn[hole - 1]
          stepCoefficient[hole] = stepCoefficient[hole - 1]
          hole -= 1
        }
        stepPrice[hole] = price
        stepColumn[hole] = column
        stepCoefficient[hole] = coefficient
      }
    }
  }

  /// Makes the last basis dual feasible for this hour. False if it cannot be.
  mutating func adoptLastBasis() -> Bool {
    let index = shape.matrixOfStage[stage]
    if index != matrixIndex {
      takeMatrix(index)
      if basis.count > 0, !invertBasis() { return false }
    }
    findDuals()
    guard dropWrongRows() else { return false }
    placeVariables()
    return true
  }

  private mutating func takeMatrix(_ index: Int) {
    matrixIndex = index
    matrix = shape.matrices + index * shape.networkColumns * shape.paddedNetworkRows
  }

  /// The inverse afresh from the columns of the basis.
  mutating func invertBasis() -> Bool {
    totals.factorizations += 1
    age = 0
    return basis.invert { position, target, stride in
      let variable = basis.variable[position]
      if variable < shape.firstLink {
        target[variable * stride] = 1
        return
      }
      if variable >= shape.firstSlack {
        target[workingRow[variable - shape.firstSlack] * stride] = 1
        return
      }
      shape.addEntries(of: variable, times: 1, to: target, stride: stride)
      if variable < shape.firstNetworkColumn { return }
      for r in shape.balances..<max(basis.count, shape.balances) {
        target[r * stride] = networkFactor(
          basis.networkRow[r], variable - shape.firstNetworkColumn)
      }
    }
  }

  /// Takes network rows out of the basis whose dual has the wrong sign or that are switched off.
  ///
  /// The slack comes in for a curve, link or bounded network column, which can stand at either
  /// bound whatever its reduced cost.
  private mutating func dropWrongRows() -> Bool {
    let limit = tables.networkLimit.at(stage)
    var r = shape.balances
    while r < basis.count {
      let k = basis.networkRow[r]
      if dual[r] <= tolerances.dual, limit[k].isFinite {
        r += 1
        continue
      }
      guard let position = slackPosition(k) else { return false }
      remove(networkRow: k, position: position)
      findDuals()
      r = shape.balances
    }
    return true
  }

  /// Where the slack of a working row stands after it has been brought in if need be.
  private mutating func slackPosition(_ k: Int) -> Int? {
    let slack = shape.firstSlack + k
    if isBasic[slack] { return (0..<basis.count).first { basis.variable[$0] == slack } }
    findColumn(of: slack)
    guard let position = largestBoxed() else { return nil }
    isBasic[basis.variable[position]] = false
    isBasic[slack] = true
    basis.pivot(at: position, column)
    basis.variable[position] = slack
    age += 1
    totals.pivots += 1
    return position
  }

  /// The position of a variable with two bounds and the largest entry in ``column``.
  private mutating func largestBoxed() -> Int? {
    var best: Int?
    var largest = HourTolerances.smallestEntry
    for p in 0..<basis.count where abs(column[p]) > largest && isBoxed(basis.variable[p]) {
      largest = abs(column[p])
      best = p
    }
    return best
  }

  private mutating func isBoxed(_ variable: Int) -> Bool {
    if variable < shape.firstNetworkColumn { return true }
    guard variable < shape.firstSlack else { return false }
    let i = variable - shape.firstNetworkColumn
    return tables.networkLower.at(stage)[i].isFinite && tables.networkUpper.at(stage)[i].isFinite
  }

  /// Puts every variable out of the basis at the bound its reduced cost asks for, and takes stock
  /// of right-hand sides and bounds.
  private mutating func placeVariables() {
    for z in 0..<shape.balances {
      placeCurve(z)
      var supply = curveBase[z]
      let first = shape.curveStart[z]
      for s in first..<first + curvePosition[z] { supply += stepWidth[s] }
      curveSupply[z] = supply
    }
    for variable in shape.firstLink..<shape.firstSlack where !isBasic[variable] {
      let reduced = cost(variable) - product(variable, dual)
      if abs(reduced) > tolerances.dual { isAtUpper[variable] = reduced < 0 }
    }
    findRightHandSide()
    for p in 0..<basis.count { setBounds(p) }
  }

  private mutating func placeCurve(_ z: Int) {
    let first = shape.curveStart[z]
    let count = shape.curveStart[z + 1] - first
    var position = curvePosition[z]
    if isBasic[z] {
      // A variable of the basis stands on a step.
      curvePosition[z] = max(min(position, count - 1), 0)
      return
    }
    while position < count, stepPrice[first + position] < dual[z] - tolerances.dual {
      position += 1
    }
    while position > 0, stepPrice[first + position - 1] > dual[z] + tolerances.dual {
      position -= 1
    }
    curvePosition[z] = position
  }

  // MARK: From nothing

  /// A basis of all free network columns and a curve in every other balance; no network row.
  mutating func startCold() {
    takeMatrix(shape.matrixOfStage[stage])
    for k in 0..<shape.networkRows { workingRow[k] = -1 }
    for variable in 0..<shape.variables {
      isBasic[variable] = variable < shape.balances
      isAtUpper[variable] = false
    }
    basis.reset()
    for register in 0..<basis.stride / laneCount {
      rightHandSide.lanes[register] = .zero
      dual.lanes[register] = .zero
      ray.lanes[register] = .zero
    }
    age = 0
    for z in 0..<shape.balances { placeAtDemand(z) }
    for i in 0..<shape.networkColumns where !isBoxed(shape.firstNetworkColumn + i) {
      bringIn(shape.firstNetworkColumn + i)
    }
    findDuals()
    placeVariables()
  }

  /// The step of a curve that covers the zone's own demand.
  private mutating func placeAtDemand(_ z: Int) {
    let demand = tables.demand.at(stage)[z]
    let first = shape.curveStart[z]
    let count = shape.curveStart[z + 1] - first
    var position = 0
    var supply = curveBase[z]
    while position + 1 < count, supply + stepWidth[first + position] < demand {
      supply += stepWidth[first + position]
      position += 1
    }
    curvePosition[z] = position
  }

  /// Puts a network column without two bounds into the basis, first for a curve without steps. One
  /// that depends on those already there stays out, between bounds that are far away.
  private mutating func bringIn(_ variable: Int) {
    findColumn(of: variable)
    var best: Int?
    var largest = HourTolerances.smallestEntry
    var isEmpty = false
    for p in 0..<basis.count where basis.variable[p] < shape.firstLink {
      let z = basis.variable[p]
      let hasNoSteps = shape.curveStart[z] == shape.curveStart[z + 1]
      let isBetter =
        hasNoSteps == isEmpty ? abs(column[p]) > largest : hasNoSteps && abs(column[p]) > 0.01
      guard isBetter else { continue }
      (best, largest, isEmpty) = (p, abs(column[p]), hasNoSteps)
    }
    guard let position = best else { return }
    isBasic[basis.variable[position]] = false
    isBasic[variable] = true
    basis.pivot(at: position, column)
    basis.variable[position] = variable
  }
}
