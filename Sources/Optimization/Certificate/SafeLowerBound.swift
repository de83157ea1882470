// SPDX-License-Identifier: Apache-2.0

/// A lower bound on a program's optimum that holds for any duals whatever.
///
/// The Lagrangian at the duals, negative `μ` set to 0, is minimised over the box of every variable
/// on its own, exactly, with its curvature. A free network column first gets the finite bounds that
/// the balances imply; where no balance bounds it, a reduced cost other than 0 gives −∞.
struct SafeLowerBound {
  let program: StagedProgram
  let point: StagedPoint

  func value() -> Double {
    var total = 0.0
    for t in 0..<program.stageCount { total += stageValue(t) }
    return total
  }

  /// Lagrangian of the columns, levels and right-hand sides of one stage.
  func stageValue(_ t: Int) -> Double {
    var sum = 0.0
    for n in program.balanceNames.indices {
      sum += program.demand[t, n] * point.balanceDuals[t, n]
    }
    for k in program.networkRowNames.indices where program.networkLimit[t, k].isFinite {
      sum -= program.networkLimit[t, k] * max(point.networkDuals[t, k], 0)
    }
    for s in program.states.indices {
      var right = program.inflow[t, s]
      if t == 0 { right += program.retention[t, s] * program.states[s].initialLevel }
      sum += right * point.stateDuals[t, s]
      sum += Self.smallest(
        slope: program.linearReducedCost(stage: t, level: s, point), curvature: 0,
        lower: program.levelLower[t, s], upper: program.levelUpper[t, s])
    }
    for j in program.columns.indices {
      sum += Self.smallest(
        slope: program.linearReducedCost(stage: t, column: j, point),
        curvature: program.curvature[t, j], lower: program.lower[t, j], upper: program.upper[t, j])
    }
    let bounds = impliedNetworkBounds(t)
    for i in program.networkColumns.indices {
      sum += Self.smallest(
        slope: program.linearReducedCost(stage: t, networkColumn: i, point, clipped: true),
        curvature: program.networkCurvature[t, i], lower: bounds[i].lower, upper: bounds[i].upper)
    }
    return sum
  }

  /// The least of `slope · x + ½ curvature · x²` between two bounds.
  static func smallest(slope: Double, curvature: Double, lower: Double, upper: Double) -> Double {
    if slope == 0 && curvature == 0 { return 0 }
    guard curvature > 0 else { return slope * (slope > 0 ? lower : upper) }
    let at = min(max(-slope / curvature, lower), upper)
    return slope * at + 0.5 * curvature * at * at
  }

  /// An interval of numbers, possibly unbounded.
  struct Interval {
    var lower: Double
    var upper: Double

    /// `factor ·` this interval.
    func scaled(by factor: Double) -> Interval {
      factor >= 0
        ? Interval(lower: factor * lower, upper: factor * upper)
        : Interval(lower: factor * upper, upper: factor * lower)
    }
  }

  /// Own bounds of the network columns of a stage, narrowed where they are infinite by what the
  /// other columns of a balance can supply at most and at least; repeated while a narrowed column
  /// helps to bound another.
  func impliedNetworkBounds(_ t: Int) -> [Interval] {
    var bounds = program.networkColumns.indices.map {
      Interval(lower: program.networkLower[t, $0], upper: program.networkUpper[t, $0])
    }
    guard bounds.contains(where: { $0.lower.isInfinite || $0.upper.isInfinite }) else {
      return bounds
    }
    var supply = program.balanceNames.map { _ in Interval(lower: 0, upper: 0) }
    for (j, column) in program.columns.enumerated() {
      let box = Interval(lower: program.lower[t, j], upper: program.upper[t, j])
      for entry in column.balance {
        let part = box.scaled(by: entry.value)
        supply[entry.row].lower += part.lower
        supply[entry.row].upper += part.upper
      }
    }
    var entries = program.balanceNames.map { _ in [(column: Int, value: Double)]() }
    for (i, column) in program.networkColumns.enumerated() {
      for entry in column.balance where entry.value != 0 {
        entries[entry.row].append((i, entry.value))
      }
    }
    var narrowed = true
    while narrowed {
      narrowed = false
      for n in entries.indices {
        for (i, value) in entries[n]
        where bounds[i].lower.isInfinite || bounds[i].upper.isInfinite {
          // value · q_i = demand − supply − the other network columns.
          var rest = Interval(
            lower: program.demand[t, n] - supply[n].upper,
            upper: program.demand[t, n] - supply[n].lower)
          for (other, factor) in entries[n] where other != i {
            let part = bounds[other].scaled(by: factor)
            rest.lower -= part.upper
            rest.upper -= part.lower
          }
          let implied = rest.scaled(by: 1 / value)
          if bounds[i].lower.isInfinite, implied.lower.isFinite {
            bounds[i].lower = implied.lower
            narrowed = true
          }
          if bounds[i].upper.isInfinite, implied.upper.isFinite {
            bounds[i].upper = implied.upper
            narrowed = true
          }
        }
      }
    }
    return bounds
  }
}
