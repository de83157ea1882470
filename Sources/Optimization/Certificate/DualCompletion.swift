// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra

/// Which duals of a point are given; the others are free.
package struct KnownDuals: Sendable {
  /// By balance row.
  package var balances: [Bool]
  /// `μ` of all network rows.
  package var network: Bool

  package init(balances: [Bool], network: Bool) {
    self.balances = balances
    self.network = network
  }
}

/// Duals and the lower bound on the optimum that they prove.
package struct ProvenBound: Sendable {
  /// Its primal values mean nothing.
  package var duals: StagedPoint
  /// Of the safe kind: it holds whatever the duals are.
  package var lowerBound: Double
}

extension StagedProgram {
  /// The best lower bound that some given duals allow.
  ///
  /// Rows whose duals are given leave the program for its objective, as in a Lagrangian relaxation;
  /// what is left is solved, and its duals are the best for the rest. State duals are always found
  /// this way. Given duals then move, by as little as it takes, to where no free network column has
  /// a reduced cost, in the stages where the bound gains by it: that takes the rounding out of them.
  package func bestBound(
    from given: StagedPoint, knowing known: KnownDuals, settings: SolverSettings
  ) -> ProvenBound {
    var duals = given
    let relaxation = PartialDual(of: self, at: given, knowing: known)
    if let relaxation, let found = relaxation.solution(settings) {
      relaxation.copyDuals(of: found, to: &duals)
    }
    duals = withoutSlopes(duals)
    return ProvenBound(
      duals: duals, lowerBound: SafeLowerBound(program: self, point: duals).value())
  }

  /// The duals, stage by stage moved to where free network columns have no reduced cost, where the
  /// bound gains by it.
  private func withoutSlopes(_ duals: StagedPoint) -> StagedPoint {
    var moved = duals
    for t in 0..<stageCount { removeSlopes(ofStage: t, &moved) }
    let before = SafeLowerBound(program: self, point: duals)
    let after = SafeLowerBound(program: self, point: moved)
    let gains = (0..<stageCount).map { after.stageValue($0) > before.stageValue($0) }
    var best = duals
    for t in 0..<stageCount where gains[t] {
      for n in balanceNames.indices { best.balanceDuals[t, n] = moved.balanceDuals[t, n] }
      for k in networkRowNames.indices { best.networkDuals[t, k] = moved.networkDuals[t, k] }
    }
    return best
  }

  /// The least change, by the sum of squares, that takes all slopes to zero. `μ` of rows that bind
  /// count little in it: their change costs nothing that a change of prices would not.
  ///
  /// With `M` the change of slopes by that of duals and `W` their freedom it is `−W Mᵀ (M W Mᵀ)⁻¹ σ`.
  private func removeSlopes(ofStage t: Int, _ duals: inout StagedPoint) {
    let free = networkColumns.indices.filter {
      networkLower[t, $0].isInfinite || networkUpper[t, $0].isInfinite
    }
    guard !free.isEmpty else { return }
    let balances = balanceNames.indices.filter { n in
      free.contains { networkColumns[$0].balance.contains { $0.row == n } }
    }
    let rows = networkRowNames.indices.filter {
      networkLimit[t, $0].isFinite && duals.networkDuals[t, $0] > 0
    }
    var change = Matrix(rows: free.count, columns: balances.count + rows.count)
    for (i, column) in free.enumerated() {
      for entry in networkColumns[column].balance {
        if let place = balances.firstIndex(of: entry.row) { change[i, place] -= entry.value }
      }
      for (r, k) in rows.enumerated() { change[i, balances.count + r] = factor(t, k, column) }
    }
    let freedom = balances.map { _ in 1.0 } + rows.map { _ in freedomOfNetworkDuals }
    var normal = Matrix(rows: free.count, columns: free.count)
    for i in free.indices {
      for j in free.indices {
        for r in freedom.indices { normal[i, j] += change[i, r] * freedom[r] * change[j, r] }
      }
    }
    let slopes = free.map {
      linearReducedCost(stage: t, networkColumn: $0, duals, clipped: true)
    }
    guard let weights = try? LUFactor(normal).solve(slopes) else { return }
    func step(_ r: Int) -> Double {
      free.indices.reduce(0) { $0 - freedom[r] * change[$1, r] * weights[$1] }
    }
    for (r, n) in balances.enumerated() { duals.balanceDuals[t, n] += step(r) }
    for (r, k) in rows.enumerated() {
      duals.networkDuals[t, k] = max(0, duals.networkDuals[t, k] + step(balances.count + r))
    }
  }
}

/// By how much more readily shadow prices move than prices.
private let freedomOfNetworkDuals = 1e4

/// The program without the rows whose duals are given: they stand in the costs.
private struct PartialDual {
  let program: StagedProgram
  private let isNetworkKept: Bool
  private let isNetworkKnown: Bool
  /// Of the whole program: balance rows and columns that are kept.
  private let rows: [Int]
  private let columns: [Int]

  /// Nil where nothing is left to find.
  init?(of whole: StagedProgram, at given: StagedPoint, knowing known: KnownDuals) {
    let rows = whole.balanceNames.indices.filter { !known.balances[$0] }
    isNetworkKnown = known.network || whole.networkRowNames.isEmpty
    isNetworkKept =
      !isNetworkKnown
      || whole.networkColumns.contains { $0.balance.contains { !known.balances[$0.row] } }
    guard !rows.isEmpty || !whole.states.isEmpty || isNetworkKept else { return nil }
    let columns = whole.columns.indices.filter { j in
      !whole.columns[j].state.isEmpty
        || whole.columns[j].balance.contains { !known.balances[$0.row] }
    }
    self.rows = rows
    self.columns = columns
    var program = whole
    program.keepBalances(rows, columns: columns, pricing: given)
    if isNetworkKept {
      program.priceNetwork(
        of: whole, keeping: rows, at: given, switchingRowsOff: isNetworkKnown)
    } else {
      program.dropNetwork()
    }
    if rows.isEmpty { program.addEmptyBalance() }
    self.program = program
  }

  /// The solver's best duals; nil where its program is not one that can be solved.
  func solution(_ settings: SolverSettings) -> StagedPoint? {
    guard program.validate().isEmpty else { return nil }
    var settings = settings
    settings.midpointOfDualFace = false
    switch solve(program, settings: settings).outcome {
    case .optimal(let point): return point
    case .stopped(_, let best): return best
    case .infeasible: return nil
    }
  }

  func copyDuals(of found: StagedPoint, to duals: inout StagedPoint) {
    duals.stateDuals = found.stateDuals
    if !isNetworkKnown { duals.networkDuals = found.networkDuals }
    for t in 0..<program.stageCount {
      for (place, row) in rows.enumerated() {
        duals.balanceDuals[t, row] = found.balanceDuals[t, place]
      }
    }
  }
}

extension StagedProgram {
  /// Keeps these balance rows and columns; the other rows are priced in the costs of the columns.
  fileprivate mutating func keepBalances(
    _ rows: [Int], columns kept: [Int], pricing given: StagedPoint
  ) {
    let place = places(of: rows)
    var cost = self.cost.byStage
    for t in 0..<stageCount {
      for j in kept {
        for entry in columns[j].balance where place[entry.row] == nil {
          cost[t, j] -= entry.value * given.balanceDuals[t, entry.row]
        }
      }
    }
    columns = kept.map { j in
      var column = columns[j]
      column.balance = column.balance.compactMap { entry in
        place[entry.row].map { Coefficient(row: $0, value: entry.value) }
      }
      return column
    }
    self.cost = cost.keeping(kept)
    curvature = curvature.keeping(kept)
    lower = lower.keeping(kept)
    upper = upper.keeping(kept)
    balanceNames = rows.map { balanceNames[$0] }
    demand = demand.keeping(rows)
  }

  /// Prices the rows that are gone in the costs of the network columns and bounds those that are
  /// free by what the balances of the whole program imply.
  fileprivate mutating func priceNetwork(
    of whole: StagedProgram, keeping rows: [Int], at given: StagedPoint, switchingRowsOff: Bool
  ) {
    let place = whole.places(of: rows)
    let implied = SafeLowerBound(program: whole, point: given)
    networkCost = networkCost.byStage
    networkLower = networkLower.byStage
    networkUpper = networkUpper.byStage
    for t in 0..<stageCount {
      let bounds = implied.impliedNetworkBounds(t)
      for i in networkColumns.indices {
        networkLower[t, i] = bounds[i].lower
        networkUpper[t, i] = bounds[i].upper
        for entry in whole.networkColumns[i].balance where place[entry.row] == nil {
          networkCost[t, i] -= entry.value * given.balanceDuals[t, entry.row]
        }
        guard switchingRowsOff else { continue }
        for k in networkRowNames.indices where networkLimit[t, k].isFinite {
          networkCost[t, i] += whole.factor(t, k, i) * max(0, given.networkDuals[t, k])
        }
      }
    }
    for i in networkColumns.indices {
      networkColumns[i].balance = whole.networkColumns[i].balance.compactMap { entry in
        place[entry.row].map { Coefficient(row: $0, value: entry.value) }
      }
    }
    guard switchingRowsOff else { return }
    networkLimit = StageTable(
      stageCount: stageCount, itemCount: networkRowNames.count, repeating: .infinity)
  }

  fileprivate mutating func dropNetwork() {
    let none = StageTable(constant: [], stageCount: stageCount)
    networkColumns = []
    networkRowNames = []
    networkMatrices = []
    networkMatrixOfStage = []
    networkCost = none
    networkCurvature = none
    networkLower = none
    networkUpper = none
    networkLimit = none
  }

  /// A balance of nothing, for a program that has states alone.
  fileprivate mutating func addEmptyBalance() {
    balanceNames = ["nothing"]
    demand = StageTable(constant: [0], stageCount: stageCount)
    columns.append(StageColumn(name: "nothing", balance: [Coefficient(row: 0, value: 1)]))
    cost = cost.appending([0])
    curvature = curvature.appending([0])
    lower = lower.appending([-1])
    upper = upper.appending([1])
  }

  private func places(of rows: [Int]) -> [Int: Int] {
    Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($0.element, $0.offset) })
  }
}
