// SPDX-License-Identifier: Apache-2.0

extension Certificate {
  /// Judges a point of a program from the program's own numbers.
  ///
  /// - The primal residual covers balances, network rows, state rows and all bounds.
  /// - A reduced cost `c + d x − (columns of the rows)ᵀ duals` is explained by the lower bound where
  ///   it is positive and by the upper one where it is negative; without such a bound it is a dual
  ///   residual. So is a negative `μ`.
  /// - Complementarity is the reduced cost times the distance from the bound that explains it, and
  ///   `μ` times the margin of its row.
  /// - The lower bound on the optimum is ``SafeLowerBound``'s.
  ///
  /// - Complexity: one pass over the tables and, for the bound, over the network's columns.
  package static func compute(for program: StagedProgram, at point: StagedPoint) -> Certificate {
    var audit = Audit(program, point)
    for t in 0..<program.stageCount {
      audit.checkRows(t)
      audit.checkColumns(t)
      audit.checkNetworkColumns(t)
      audit.checkLevels(t)
    }
    let bound = SafeLowerBound(program: program, point: point).value()
    let objective = program.objective(at: point)
    return Certificate(
      primalObjective: objective, safeLowerBound: bound,
      relativeGap: (objective - bound) / (1 + abs(objective)),
      primalResidual: audit.primal.size, worstPrimal: audit.primal.place,
      dualResidual: audit.dual.size, worstDual: audit.dual.place,
      complementarity: audit.products.size, worstComplementarity: audit.products.place)
  }
}

extension StagedProgram {
  /// `Σ c x + ½ d x²` of all columns less the value of the levels left at the end.
  package func objective(at point: StagedPoint) -> Double {
    var total = 0.0
    for t in 0..<stageCount {
      var stage = 0.0
      for j in columns.indices {
        let x = point.columns[t, j]
        stage += cost[t, j] * x + 0.5 * curvature[t, j] * x * x
      }
      for i in networkColumns.indices {
        let q = point.network[t, i]
        stage += networkCost[t, i] * q + 0.5 * networkCurvature[t, i] * q * q
      }
      total += stage
    }
    for s in states.indices { total -= states[s].endValue * point.levels[stageCount - 1, s] }
    return total
  }

  /// Cost of one more unit of a stage column, rows priced by the duals, without its curvature.
  func linearReducedCost(stage t: Int, column j: Int, _ point: StagedPoint) -> Double {
    var result = cost[t, j]
    for entry in columns[j].balance { result -= entry.value * point.balanceDuals[t, entry.row] }
    for entry in columns[j].state { result += entry.value * point.stateDuals[t, entry.row] }
    return result
  }

  /// The same for a network column; negative `μ` count as 0 where `clipped`.
  func linearReducedCost(
    stage t: Int, networkColumn i: Int, _ point: StagedPoint, clipped: Bool = false
  ) -> Double {
    var result = networkCost[t, i]
    for entry in networkColumns[i].balance {
      result -= entry.value * point.balanceDuals[t, entry.row]
    }
    guard !networkMatrices.isEmpty else { return result }
    let matrix = networkMatrices[networkMatrixOfStage[t]]
    for k in networkRowNames.indices where networkLimit[t, k].isFinite {
      let dual = point.networkDuals[t, k]
      result += matrix[k, i] * (clipped ? max(dual, 0) : dual)
    }
    return result
  }

  /// The same for a level.
  package func linearReducedCost(stage t: Int, level s: Int, _ point: StagedPoint) -> Double {
    let dual = point.stateDuals[t, s]
    guard t + 1 < stageCount else { return -dual - states[s].endValue }
    return retention[t + 1, s] * point.stateDuals[t + 1, s] - dual
  }

  /// Load of a network row.
  func load(stage t: Int, row k: Int, _ point: StagedPoint) -> Double {
    guard !networkMatrices.isEmpty else { return 0 }
    let matrix = networkMatrices[networkMatrixOfStage[t]]
    var sum = 0.0
    for i in networkColumns.indices { sum += matrix[k, i] * point.network[t, i] }
    return sum
  }
}

/// The running worst of each kind.
private struct Audit {
  struct Worst {
    var size = 0.0
    var place = ""

    /// Keeps the larger; a value that is not a number is the worst of all.
    mutating func see(_ value: Double, _ place: @autoclosure () -> String) {
      guard value > size || (value.isNaN && !size.isNaN) else { return }
      size = value
      self.place = place()
    }
  }

  let program: StagedProgram
  let point: StagedPoint
  var primal = Worst()
  var dual = Worst()
  var products = Worst()

  init(_ program: StagedProgram, _ point: StagedPoint) {
    self.program = program
    self.point = point
  }

  mutating func checkRows(_ t: Int) {
    for (n, violation) in program.balanceResiduals(stage: t, at: point).enumerated() {
      primal.see(abs(violation), "stage \(t), balance \(program.balanceNames[n])")
    }
    for (s, violation) in program.stateResiduals(stage: t, at: point).enumerated() {
      primal.see(abs(violation), "stage \(t), level of \(program.states[s].name)")
    }
    for k in program.networkRowNames.indices {
      let limit = program.networkLimit[t, k]
      guard limit.isFinite else { continue }
      let margin = limit - program.load(stage: t, row: k, point)
      let multiplier = point.networkDuals[t, k]
      let name = program.networkRowNames[k]
      primal.see(-margin, "stage \(t), network row \(name)")
      dual.see(-multiplier, "stage \(t), network row \(name)")
      products.see(abs(multiplier * margin), "stage \(t), network row \(name)")
    }
  }

  mutating func checkColumns(_ t: Int) {
    let program = program
    for j in program.columns.indices {
      let x = point.columns[t, j]
      check(
        value: x, lower: program.lower[t, j], upper: program.upper[t, j],
        reduced: program.linearReducedCost(stage: t, column: j, point)
          + program.curvature[t, j] * x,
        "stage \(t), column \(program.columns[j].name)")
    }
  }

  mutating func checkNetworkColumns(_ t: Int) {
    let program = program
    for i in program.networkColumns.indices {
      let q = point.network[t, i]
      check(
        value: q, lower: program.networkLower[t, i], upper: program.networkUpper[t, i],
        reduced: program.linearReducedCost(stage: t, networkColumn: i, point)
          + program.networkCurvature[t, i] * q,
        "stage \(t), network column \(program.networkColumns[i].name)")
    }
  }

  mutating func checkLevels(_ t: Int) {
    let program = program
    for s in program.states.indices {
      check(
        value: point.levels[t, s], lower: program.levelLower[t, s],
        upper: program.levelUpper[t, s],
        reduced: program.linearReducedCost(stage: t, level: s, point),
        "stage \(t), level of \(program.states[s].name)")
    }
  }

  private mutating func check(
    value: Double, lower: Double, upper: Double, reduced: Double, _ place: @autoclosure () -> String
  ) {
    primal.see(max(lower - value, value - upper), place())
    let bound = reduced > 0 ? lower : upper
    if reduced.isNaN || (bound.isInfinite && reduced != 0) {
      dual.see(abs(reduced), place())
    } else if reduced != 0 {
      products.see(abs(reduced * (value - bound)), place())
    }
  }
}
