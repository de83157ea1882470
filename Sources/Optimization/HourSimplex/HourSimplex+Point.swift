// SPDX-License-Identifier: Apache-2.0

/// From an optimal basis to a point, and the check of it.
extension HourSimplex {
  /// Writes values and duals of the hour. False if they are not optimal within the tolerances: rows
  /// are computed from the written values, and the objective is compared with the least value of
  /// the Lagrangian at the written duals.
  mutating func writePoint() -> Bool {
    findDuals()
    var check = HourCheck(residual: entering)
    let demand = tables.demand.at(stage)
    for register in 0..<basis.stride / laneCount { entering.lanes[register] = .zero }
    for z in 0..<shape.balances {
      entering[z] = demand[z]
      check.bound += demand[z] * dual[z]
      tables.balanceDuals[stage * shape.balances + z] = dual[z]
    }
    // Bounds of the basis by variable are read from its positions.
    for p in 0..<basis.count { place(p) }
    for z in 0..<shape.balances { writeCurve(z, &check) }
    writeLinks(&check)
    writeIdleColumns(&check)
    writeNetworkColumns(&check)
    writeNetworkRows(&check)
    for z in 0..<shape.balances { check.see(residual: abs(entering[z])) }
    guard check.passes(tolerances) else { return false }
    totals.objective += check.objective
    totals.bound += check.bound
    totals.largestResidual = max(totals.largestResidual, check.largestResidual)
    return true
  }

  /// Values of basic variables where the writers look for them: of a curve in `weight`, of a
  /// link in the program's own row.
  private mutating func place(_ p: Int) {
    let variable = basis.variable[p]
    if variable < shape.firstLink {
      weight[variable] = value[p] - curveSupply[variable]
    } else if variable < shape.firstNetworkColumn {
      writeColumn(shape.linkColumn[variable - shape.firstLink], value[p])
    }
  }

  @inline(__always)
  private var columns: DoublePointer {
    tables.columns + stage * columnCount
  }

  @inline(__always)
  private var columnCount: Int { shape.steps + shape.links + shape.idleColumns }

  /// Writes a value, kept within its bounds.
  @inline(__always)
  @discardableResult
  private mutating func writeColumn(_ j: Int, _ value: Double) -> Double {
    let kept = min(max(value, tables.lower.at(stage)[j]), tables.upper.at(stage)[j])
    columns[j] = kept
    return kept
  }

  private mutating func writeCurve(_ z: Int, _ check: inout HourCheck) {
    let cost = tables.cost.at(stage)
    let lower = tables.lower.at(stage)
    let upper = tables.upper.at(stage)
    let columns = columns
    let first = shape.curveStart[z]
    let price = dual[z]
    let position = first + curvePosition[z]
    var supply = 0.0
    for s in first..<shape.curveStart[z + 1] {
      let j = stepColumn[s]
      let a = stepCoefficient[s]
      var x = (s < position) == (a > 0) ? upper[j] : lower[j]
      if s == position, isBasic[z] { x = min(max(x + weight[z] / a, lower[j]), upper[j]) }
      columns[j] = x
      supply += a * x
      let reduced = cost[j] - a * price
      check.objective += cost[j] * x
      check.bound += reduced * (reduced > 0 ? lower[j] : upper[j])
    }
    entering[z] -= supply
  }

  private mutating func writeLinks(_ check: inout HourCheck) {
    let cost = tables.cost.at(stage)
    let lower = tables.lower.at(stage)
    let upper = tables.upper.at(stage)
    let columns = columns
    for link in 0..<shape.links {
      let j = shape.linkColumn[link]
      let variable = shape.firstLink + link
      if !isBasic[variable] { columns[j] = isAtUpper[variable] ? upper[j] : lower[j] }
      let x = columns[j]
      shape.linkEntries.add(link, times: -x, to: entering)
      let reduced = cost[j] - shape.linkEntries.product(link, dual)
      check.objective += cost[j] * x
      check.bound += reduced * (reduced > 0 ? lower[j] : upper[j])
    }
  }

  /// Each stands where its cost is least, as near to 0 as it can where it costs nothing.
  private mutating func writeIdleColumns(_ check: inout HourCheck) {
    for idle in 0..<shape.idleColumns {
      let j = shape.idleColumn[idle]
      let cost = tables.cost.at(stage)[j]
      let aim = cost == 0 ? 0 : cost > 0 ? -Double.infinity : .infinity
      let x = writeColumn(j, aim)
      check.objective += cost * x
      check.bound += cost * x
    }
  }

  private mutating func writeNetworkColumns(_ check: inout HourCheck) {
    findLoads()
    let cost = tables.networkCost.at(stage)
    let lower = tables.networkLower.at(stage)
    let upper = tables.networkUpper.at(stage)
    for i in 0..<shape.networkColumns {
      let x = min(max(flow[i], lower[i]), upper[i])
      // Beyond all measure: one of the bounds that were made up.
      if abs(x) >= tolerances.artificialBound { check.isTrusted = false }
      flow[i] = x
      tables.network[stage * shape.networkColumns + i] = x
      shape.networkEntries.add(i, times: -x, to: entering)
      let reduced = cost[i] - product(shape.firstNetworkColumn + i, dual)
      check.objective += cost[i] * x
      let bound = reduced > 0 ? lower[i] : upper[i]
      if bound.isFinite {
        check.bound += reduced * bound
      } else {
        check.bound += reduced * x
        if abs(reduced) > HourCheck.dualRoom * tolerances.dual { check.isTrusted = false }
      }
    }
  }

  private mutating func writeNetworkRows(_ check: inout HourCheck) {
    let duals = tables.networkDuals + stage * shape.networkRows
    let limit = tables.networkLimit.at(stage)
    for k in 0..<shape.networkRows {
      duals[k] = 0
      check.see(residual: load[k] - limit[k])
    }
    for r in shape.balances..<max(basis.count, shape.balances) {
      let k = basis.networkRow[r]
      let multiplier = -dual[r]
      if multiplier < -HourCheck.dualRoom * tolerances.dual { check.isTrusted = false }
      duals[k] = max(multiplier, 0)
      check.bound -= limit[k] * duals[k]
    }
  }
}

/// What is known of an hour's point.
struct HourCheck {
  /// Reduced costs without a bound may be this many tolerances away from 0.
  static let dualRoom = 10.0

  let residual: DoublePointer
  var objective = 0.0
  /// The least value of the Lagrangian at the duals.
  var bound = 0.0
  var largestResidual = 0.0
  var isTrusted = true

  init(residual: DoublePointer) { self.residual = residual }

  @inline(__always)
  mutating func see(residual: Double) {
    if residual > largestResidual { largestResidual = residual }
    if residual.isNaN { isTrusted = false }
  }

  func passes(_ tolerances: HourTolerances) -> Bool {
    isTrusted && largestResidual <= tolerances.residual
      && abs(objective - bound) <= tolerances.relativeGap * (1 + abs(objective))
  }
}
