// SPDX-License-Identifier: Apache-2.0

/// The directions in which the balance and network duals of one stage may move and stay optimal.
///
/// The primal values, and the state duals with them, stay as they are. Each column then says
/// something about a change `Δ` of the stage's duals `(y, μ)`:
///
/// - strictly between its bounds, its reduced cost may not move: `aᵀ Δy − Pᵀ Δμ = 0`;
/// - at one bound, its reduced cost may not change sign: `± (aᵀ Δy − Pᵀ Δμ) ≤ |reduced cost|`;
/// - with equal bounds, nothing;
///
/// and each network row that binds asks for `μ + Δμ ≥ 0`, while the others keep `Δμ = 0`. The
/// equalities leave `Δ = N w`; ``directions`` is `N`. What the point misses of an equality stays
/// missed by as much.
///
/// A column stands at a bound where its distance from it, over the program's typical quantity, is
/// far less than its reduced cost, over the typical price (``boundShare``): an interior point leaves
/// the one or the other near zero. Where neither is clearly so, the column counts as between its
/// bounds, and the duals stay: an interval that is missed leaves a dual inside it, one that is seen
/// in error would not. A vertex stands at its bounds exactly, and its distances alone decide: duals
/// are optimal where they complement one optimal point.
struct StageFace {
  /// The ratio of scaled distance and reduced cost below which a column stands at its bound.
  private static let boundShare = 1e-3
  /// A vertex stands at its bounds to within this distance, over the typical quantity.
  private static let vertexDistance = 1e-9
  /// Entries of an equality below this share of its largest are rounding.
  private static let smallestPivot = 1e-9
  /// So are entries of ``directions``, which are at most about 1.
  static let smallestMove = 1e-9
  private static let rounding = 1e-13

  private let program: StagedProgram
  private let point: StagedPoint
  private let quantity: Double
  private let price: Double
  private let isVertex: Bool
  private let balanceEntries: SparseRows
  private let stateEntries: SparseRows

  /// Unknown of each balance, of each network row; −1 where the dual cannot move.
  private(set) var unknownOfBalance: [Int]
  private(set) var unknownOfRow: [Int]
  private(set) var unknownCount = 0
  /// `N`, unknown by unknown; ``directionCount`` entries each.
  private(set) var directions: [Double] = []
  private(set) var directionCount = 0

  private var stage = 0
  /// Equalities over more than one unknown: columns by number, network columns after them.
  private var links: [Int] = []
  /// Equalities in reduced echelon form: row `i`, at `i * unknownCount`, is 1 at `pivots[i]`.
  private var echelon: [Double] = []
  private var pivots: [Int] = []
  private var equation: [Double] = []
  private var loads: [Double]

  init(_ program: StagedProgram, _ point: StagedPoint, scale: ProgramScale, isVertex: Bool) {
    self.isVertex = isVertex
    self.program = program
    self.point = point
    quantity = scale.quantity
    price = scale.price
    balanceEntries = SparseRows(program.columns.map(\.balance))
    stateEntries = SparseRows(program.columns.map(\.state))
    unknownOfBalance = [Int](repeating: 0, count: program.balanceNames.count)
    unknownOfRow = [Int](repeating: -1, count: program.networkRowNames.count)
    loads = [Double](repeating: 0, count: program.networkRowNames.count)
    links.reserveCapacity(program.columns.count + program.networkColumns.count)
    let most = program.balanceNames.count + program.networkRowNames.count
    pivots.reserveCapacity(most)
    equation.reserveCapacity(most)
  }

  /// Looks at a stage; false where no balance dual can move.
  ///
  /// - Complexity: O(columns) where every balance has a column of its own between its bounds, which
  ///   is the rule; otherwise the equalities that are left are eliminated.
  mutating func find(stage t: Int) -> Bool {
    stage = t
    guard pinBalances() else { return false }
    findBindingRows()
    eliminate()
    return findDirections()
  }

  // MARK: Equalities

  enum Place {
    case fixed, between, lower, upper
  }

  private func place(_ value: Double, _ lower: Double, _ upper: Double, reduced: Double) -> Place {
    if lower == upper { return .fixed }
    if isVertex {
      if (value - lower) / quantity < Self.vertexDistance { return .lower }
      return (upper - value) / quantity < Self.vertexDistance ? .upper : .between
    }
    let size = Self.boundShare * abs(reduced) / price
    if reduced > 0, (value - lower) / quantity < size { return .lower }
    if reduced < 0, (upper - value) / quantity < size { return .upper }
    return .between
  }

  private func reducedCost(column j: Int) -> Double {
    var result =
      program.cost[stage, j] + program.curvature[stage, j] * point.columns[stage, j]
    for at in balanceEntries.range(j) {
      result -= balanceEntries.values[at] * point.balanceDuals[stage, balanceEntries.items[at]]
    }
    for at in stateEntries.range(j) {
      result += stateEntries.values[at] * point.stateDuals[stage, stateEntries.items[at]]
    }
    return result
  }

  private func reducedCost(networkColumn i: Int) -> Double {
    var result =
      program.networkCost[stage, i]
      + program.networkCurvature[stage, i] * point.network[stage, i]
    for entry in program.networkColumns[i].balance {
      result -= entry.value * point.balanceDuals[stage, entry.row]
    }
    guard !program.networkMatrices.isEmpty else { return result }
    let matrix = program.networkMatrixOfStage[stage]
    let rows = unknownOfRow.count
    let duals = stage * rows
    program.networkMatrices[matrix].values.withUnsafeBufferPointer { factors in
      point.networkDuals.values.withUnsafeBufferPointer { values in
        for k in 0..<rows { result += factors[i * rows + k] * values[duals + k] }
      }
    }
    return result
  }

  /// `P q` of all network rows.
  private mutating func setLoads() {
    let rows = loads.count
    for k in 0..<rows { loads[k] = 0 }
    guard !program.networkMatrices.isEmpty else { return }
    let matrix = program.networkMatrixOfStage[stage]
    program.networkMatrices[matrix].values.withUnsafeBufferPointer { factors in
      loads.withUnsafeMutableBufferPointer { loads in
        for i in program.networkColumns.indices {
          let flow = point.network[stage, i]
          for k in 0..<rows { loads[k] += factors[i * rows + k] * flow }
        }
      }
    }
  }

  private func place(column j: Int, reduced: Double) -> Place {
    place(
      point.columns[stage, j], program.lower[stage, j], program.upper[stage, j], reduced: reduced)
  }

  private func place(networkColumn i: Int, reduced: Double) -> Place {
    place(
      point.network[stage, i], program.networkLower[stage, i], program.networkUpper[stage, i],
      reduced: reduced)
  }

  /// Takes out the balances that a column of their own holds; false where none is left.
  private mutating func pinBalances() -> Bool {
    var left = unknownOfBalance.count
    for n in unknownOfBalance.indices { unknownOfBalance[n] = 0 }
    links.removeAll(keepingCapacity: true)
    for j in program.columns.indices {
      let range = balanceEntries.range(j)
      guard let first = range.first else { continue }
      let own = balanceEntries.items[first]
      if range.count == 1, unknownOfBalance[own] < 0 { continue }
      guard case .between = place(column: j, reduced: reducedCost(column: j)) else { continue }
      if range.count > 1 {
        links.append(j)
      } else {
        unknownOfBalance[own] = -1
        left -= 1
        if left == 0 { return false }
      }
    }
    unknownCount = 0
    for n in unknownOfBalance.indices where unknownOfBalance[n] >= 0 {
      unknownOfBalance[n] = unknownCount
      unknownCount += 1
    }
    return unknownCount > 0
  }

  private mutating func findBindingRows() {
    setLoads()
    for k in unknownOfRow.indices {
      unknownOfRow[k] = -1
      let limit = program.networkLimit[stage, k]
      guard limit.isFinite else { continue }
      let margin = limit - loads[k]
      let most =
        isVertex ? Self.vertexDistance : Self.boundShare * point.networkDuals[stage, k] / price
      if margin / quantity < most {
        unknownOfRow[k] = unknownCount
        unknownCount += 1
      }
    }
    let columnCount = program.columns.count
    for i in program.networkColumns.indices {
      let place = place(networkColumn: i, reduced: reducedCost(networkColumn: i))
      if case .between = place { links.append(columnCount + i) }
    }
  }

  /// `aᵀ Δy − Pᵀ Δμ` by unknown; false where nothing is left of it.
  private mutating func setEquation(_ column: Int) -> Bool {
    equation.removeAll(keepingCapacity: true)
    for _ in 0..<unknownCount { equation.append(0) }
    var isEmpty = true
    let i = column - program.columns.count
    let balance = i < 0 ? program.columns[column].balance : program.networkColumns[i].balance
    for entry in balance where unknownOfBalance[entry.row] >= 0 {
      equation[unknownOfBalance[entry.row]] += entry.value
      isEmpty = false
    }
    guard i >= 0, !program.networkMatrices.isEmpty else { return !isEmpty }
    let matrix = program.networkMatrixOfStage[stage]
    for k in unknownOfRow.indices where unknownOfRow[k] >= 0 {
      equation[unknownOfRow[k]] -= program.networkMatrices[matrix][k, i]
      isEmpty = false
    }
    return !isEmpty
  }

  private mutating func eliminate() {
    let n = unknownCount
    echelon.removeAll(keepingCapacity: true)
    pivots.removeAll(keepingCapacity: true)
    for link in links where pivots.count < n {
      guard setEquation(link) else { continue }
      let size = equation.reduce(0) { max($0, abs($1)) }
      for (row, pivot) in pivots.enumerated() {
        let factor = equation[pivot]
        guard factor != 0 else { continue }
        for u in 0..<n { equation[u] -= factor * echelon[row * n + u] }
        equation[pivot] = 0
      }
      var pivot = -1
      var largest = Self.smallestPivot * size
      for u in 0..<n where abs(equation[u]) > largest { (pivot, largest) = (u, abs(equation[u])) }
      guard pivot >= 0 else { continue }
      let scale = 1 / equation[pivot]
      for u in 0..<n { equation[u] *= scale }
      equation[pivot] = 1
      for row in pivots.indices {
        let factor = echelon[row * n + pivot]
        guard factor != 0 else { continue }
        for u in 0..<n { echelon[row * n + u] -= factor * equation[u] }
        echelon[row * n + pivot] = 0
      }
      echelon.append(contentsOf: equation)
      pivots.append(pivot)
    }
  }

  // MARK: Directions

  /// One direction per unknown without pivot, scaled so that the balance dual that moves most
  /// moves by 1; false where no balance dual moves.
  private mutating func findDirections() -> Bool {
    let n = unknownCount
    directionCount = n - pivots.count
    guard directionCount > 0 else { return false }
    directions = [Double](repeating: 0, count: n * directionCount)
    let balances = unknownOfBalance.reduce(0) { $0 + ($1 >= 0 ? 1 : 0) }
    var moves = false
    var d = 0
    for free in 0..<n where !pivots.contains(free) {
      directions[free * directionCount + d] = 1
      for (row, pivot) in pivots.enumerated() {
        directions[pivot * directionCount + d] = -echelon[row * n + free]
      }
      var most = 0.0
      for u in 0..<balances { most = max(most, abs(directions[u * directionCount + d])) }
      if most > Self.smallestMove {
        moves = true
        for u in 0..<n { directions[u * directionCount + d] /= most }
      }
      d += 1
    }
    return moves
  }

  /// How the dual of an unknown moves along the directions.
  func move(of unknown: Int) -> ArraySlice<Double> {
    directions[unknown * directionCount..<(unknown + 1) * directionCount]
  }

  /// The inequalities of the stage, over the directions: `{w : G w ≤ h}`. It holds 0, the point as
  /// it is.
  mutating func polyhedron() -> Polyhedron {
    var result = Polyhedron(dimension: directionCount)
    for j in program.columns.indices where !program.columns[j].balance.isEmpty {
      let reduced = reducedCost(column: j)
      append(j, place(column: j, reduced: reduced), reduced, to: &result)
    }
    for i in program.networkColumns.indices {
      let reduced = reducedCost(networkColumn: i)
      append(
        program.columns.count + i, place(networkColumn: i, reduced: reduced), reduced, to: &result)
    }
    for k in unknownOfRow.indices where unknownOfRow[k] >= 0 {
      result.append(
        row: move(of: unknownOfRow[k]).map { -$0 }, bound: max(0, point.networkDuals[stage, k]))
    }
    return result
  }

  private mutating func append(
    _ column: Int, _ place: Place, _ reduced: Double, to polyhedron: inout Polyhedron
  ) {
    let sign: Double
    switch place {
    case .fixed, .between: return
    case .lower: sign = 1
    case .upper: sign = -1
    }
    guard setEquation(column) else { return }
    var row = [Double](repeating: 0, count: directionCount)
    var size = 0.0
    for u in 0..<unknownCount where equation[u] != 0 {
      size = max(size, abs(equation[u]))
      for d in row.indices { row[d] += sign * equation[u] * directions[u * directionCount + d] }
    }
    guard row.contains(where: { abs($0) > Self.smallestMove * size }) else { return }
    for d in row.indices where abs(row[d]) < Self.rounding * size { row[d] = 0 }
    polyhedron.append(row: row, bound: abs(reduced))
  }
}

/// Sparse rows one after the other, for loops that must not chase pointers.
private struct SparseRows {
  private var starts = [0]
  private(set) var items: [Int] = []
  private(set) var values: [Double] = []

  /// Entries of 0 are left out.
  init(_ rows: [[Coefficient]]) {
    for row in rows {
      for entry in row where entry.value != 0 {
        items.append(entry.row)
        values.append(entry.value)
      }
      starts.append(items.count)
    }
  }

  func range(_ row: Int) -> Range<Int> { starts[row]..<starts[row + 1] }
}
