// SPDX-License-Identifier: Apache-2.0

/// Weighted right-hand sides less the most that the weighted left-hand sides can come to, stage by
/// stage, and a bound on its rounding.
///
/// Rounding, with the unit roundoff `u = 2⁻⁵³`: a slope of `m` products is off by at most
/// `(m + 2) u` times the sum of their sizes, which counts with the far end of its box; the running
/// sum of `n` terms by at most `n u` times the sum of their sizes.
///
/// The slope of a network column that nothing bounds has to vanish, which rounding prevents. There
/// are weights nearby for which it does, if as many rows as there are such columns are independent:
/// the allowance holds what the change can cost at most. See ``WeightCorrection``.
///
/// Source: A. Neumaier, O. Shcherbina, "Safe bounds in linear and mixed-integer linear
/// programming", Mathematical Programming 99 (2004), pp. 283–296; the treatment of unbounded columns
/// is ours.
struct FarkasSum {
  /// The slope of a network column, and how far rounding may have put it off.
  struct Slope {
    var column: Int
    var value: Double
    var error: Double
  }

  static let unitRoundoff = Double.ulpOfOne / 2
  /// Implied bounds are widened by this share of all numbers of their stage: many times what
  /// rounding can do to them.
  static let boundMargin = 1e-10

  let program: StagedProgram
  let weights: StagedPoint
  private var total = 0.0
  private var sizes = 0.0
  private var slopeErrors = 0.0
  private var termCount = 0.0
  /// Of the stage seen last.
  private(set) var unboundedSlopes: [Slope] = []
  /// By network column, of the stage seen last: the far end of the box; 0 where unbounded.
  private var reach: [Double] = []

  init(program: StagedProgram, weights: StagedPoint) {
    self.program = program
    self.weights = weights
  }

  var value: Double { total }

  /// Bound on what ``value`` is too large by; +∞ where there is none. Twice the first-order bound,
  /// which covers the terms of higher order and the rounding of the bound itself.
  var allowance: Double { 2 * (slopeErrors + termCount * Self.unitRoundoff * sizes) }

  mutating func addStage(_ t: Int) {
    addRightHandSides(t)
    addColumns(t)
    addLevels(t)
    addNetworkColumns(t)
    guard unboundedSlopes.contains(where: { $0.value != 0 || $0.error != 0 }) else { return }
    slopeErrors += costOfCorrection(t)
  }

  private mutating func add(_ value: Double) {
    total += value
    sizes += abs(value)
    termCount += 1
  }

  private mutating func add(slope: Double, error: Double, lower: Double, upper: Double) {
    slopeErrors += error * max(abs(lower), abs(upper))
    if slope != 0 { add(slope * (slope > 0 ? lower : upper)) }
  }

  private mutating func addRightHandSides(_ t: Int) {
    for n in program.balanceNames.indices {
      add(program.demand[t, n] * weights.balanceDuals[t, n])
    }
    for k in program.networkRowNames.indices where program.networkLimit[t, k].isFinite {
      add(-program.networkLimit[t, k] * max(weights.networkDuals[t, k], 0))
    }
    for s in program.states.indices {
      let dual = weights.stateDuals[t, s]
      add(program.inflow[t, s] * dual)
      if t == 0 {
        // Two products: the second rounding is one more term's.
        add(program.retention[t, s] * program.states[s].initialLevel * dual)
        termCount += 1
      }
    }
  }

  private mutating func addColumns(_ t: Int) {
    for (j, column) in program.columns.enumerated() {
      var slope = Products()
      for entry in column.balance { slope.add(-entry.value, weights.balanceDuals[t, entry.row]) }
      for entry in column.state { slope.add(entry.value, weights.stateDuals[t, entry.row]) }
      add(
        slope: slope.sum, error: slope.error, lower: program.lower[t, j],
        upper: program.upper[t, j])
    }
  }

  private mutating func addLevels(_ t: Int) {
    for s in program.states.indices {
      var slope = Products()
      slope.add(-1, weights.stateDuals[t, s])
      if t + 1 < program.stageCount {
        slope.add(program.retention[t + 1, s], weights.stateDuals[t + 1, s])
      }
      add(
        slope: slope.sum, error: slope.error, lower: program.levelLower[t, s],
        upper: program.levelUpper[t, s])
    }
  }

  /// Adds those that something bounds on both sides, and keeps the slopes of the others.
  mutating func addNetworkColumns(_ t: Int) {
    unboundedSlopes = []
    let bounds = SafeLowerBound(program: program, point: weights).impliedNetworkBounds(t)
    let margin = Self.boundMargin * program.sumOfSizes(t)
    reach = [Double](repeating: 0, count: bounds.count)
    for (i, column) in program.networkColumns.enumerated() {
      var slope = Products()
      for entry in column.balance { slope.add(-entry.value, weights.balanceDuals[t, entry.row]) }
      for k in program.networkRowNames.indices where program.networkLimit[t, k].isFinite {
        slope.add(program.factor(t, k, i), max(weights.networkDuals[t, k], 0))
      }
      guard bounds[i].lower.isFinite, bounds[i].upper.isFinite else {
        unboundedSlopes.append(Slope(column: i, value: slope.sum, error: slope.error))
        continue
      }
      let isImplied =
        program.networkLower[t, i].isInfinite || program.networkUpper[t, i].isInfinite
      let smallest = column.balance.reduce(1) { $1.value == 0 ? $0 : min($0, abs($1.value)) }
      let lower = bounds[i].lower - (isImplied ? margin / smallest : 0)
      let upper = bounds[i].upper + (isImplied ? margin / smallest : 0)
      reach[i] = max(abs(lower), abs(upper))
      add(slope: slope.sum, error: slope.error, lower: lower, upper: upper)
    }
  }

  /// The most that weights with vanishing slopes of the unbounded columns lose against these.
  private func costOfCorrection(_ t: Int) -> Double {
    let columns = unboundedSlopes.map(\.column)
    guard let correction = WeightCorrection(program, t, columns, weights) else { return .infinity }
    let change = correction.largestChange(
      undoing: unboundedSlopes.map { abs($0.value) + $0.error })
    var cost = 0.0
    for row in correction.rows {
      switch row {
      case .balance(let n): cost += change * mostOfBalance(t, n)
      case .network(let k):
        // A weight must not turn negative.
        guard weights.networkDuals[t, k] >= change else { return .infinity }
        cost += change * mostOfNetworkRow(t, k)
      }
    }
    return cost
  }

  /// Sizes of the right-hand side and of all that the bounded columns can bring, together.
  private func mostOfBalance(_ t: Int, _ n: Int) -> Double {
    var most = abs(program.demand[t, n])
    for (j, column) in program.columns.enumerated() {
      for entry in column.balance where entry.row == n {
        most += abs(entry.value) * max(abs(program.lower[t, j]), abs(program.upper[t, j]))
      }
    }
    for (i, column) in program.networkColumns.enumerated() {
      for entry in column.balance where entry.row == n { most += abs(entry.value) * reach[i] }
    }
    return most
  }

  private func mostOfNetworkRow(_ t: Int, _ k: Int) -> Double {
    program.networkColumns.indices.reduce(abs(program.networkLimit[t, k])) {
      $0 + abs(program.factor(t, k, $1)) * reach[$1]
    }
  }
}

/// A sum of products with the bound on its rounding.
private struct Products {
  private(set) var sum = 0.0
  private var sizes = 0.0
  private var count = 0.0

  mutating func add(_ a: Double, _ b: Double) {
    let product = a * b
    guard product != 0 else { return }
    sum += product
    sizes += abs(product)
    count += 1
  }

  var error: Double { count > 0 ? (count + 2) * FarkasSum.unitRoundoff * sizes : 0 }
}

extension StagedProgram {
  /// `P_ki` of a stage.
  func factor(_ t: Int, _ k: Int, _ i: Int) -> Double {
    networkMatrices[networkMatrixOfStage[t]][k, i]
  }

  /// Sizes of the demands and of what the stage columns can bring, over all balances of a stage.
  fileprivate func sumOfSizes(_ t: Int) -> Double {
    var sum = balanceNames.indices.reduce(0) { $0 + abs(demand[t, $1]) }
    for (j, column) in columns.enumerated() {
      let most = max(abs(lower[t, j]), abs(upper[t, j]))
      for entry in column.balance { sum += abs(entry.value) * most }
    }
    return sum
  }
}
