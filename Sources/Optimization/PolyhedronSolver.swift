// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Maximises linear functions over a polyhedron, one after the other, by the simplex method on
/// the few columns of its basis.
///
/// The first solve starts from the corner of a box without size and lets violated rows in (dual
/// simplex). Later ones walk from the last vertex along edges (primal simplex), so a function
/// that resembles the one before costs a few pivots. Rows may be added in between. When a run of
/// pivots makes no headway, both choose by the smallest row (R. G. Bland, "New Finite Pivoting
/// Rules for the Simplex Method", Mathematics of Operations Research 2 (1977), pp. 103–107).
///
/// - Complexity: per pivot O(rows × dimension)
package struct PolyhedronSolver {
  package private(set) var polyhedron: Polyhedron
  private var basis: PolyhedronBasis?
  /// The function that the basis is optimal for.
  private var solved: [Double] = []
  private var rowsWhenSolved = 0

  /// The point at the basis: `finite + M far`.
  private var finite: [Double]
  private var far: [Double]
  private var rates: [Double]
  private var products: [Double]
  private var pivots = 0
  private var idlePivots = 0

  /// Distances within rounding of zero, relative to the numbers they come from.
  private static let feasibility = 1e-11
  private static let optimality = 1e-11
  private static let pivotSize = 1e-10
  private static let idlePivotsBeforeBland = 60
  private static let mostPivots = 20_000

  package init(_ polyhedron: Polyhedron) {
    self.polyhedron = polyhedron
    let zeros = [Double](repeating: 0, count: polyhedron.dimension)
    (finite, far, rates, products) = (zeros, zeros, zeros, zeros)
  }

  /// Adds `row · x ≤ bound`.
  package mutating func append(row: some Sequence<Double>, bound: Double) {
    polyhedron.append(row: row, bound: bound)
  }

  /// The largest `objective · x` over the polyhedron.
  package mutating func maximize(_ objective: [Double]) -> PolyhedronOutcome {
    precondition(
      objective.count == polyhedron.dimension,
      "\(objective.count) entries for \(polyhedron.dimension) dimensions")
    pivots = 0
    idlePivots = 0
    if basis != nil, let outcome = continueFromLastVertex(objective) { return outcome }
    basis = PolyhedronBasis(boxCornerFor: objective)
    let outcome = admitViolatedRows(objective)
    rememberVertex(objective, outcome)
    return outcome
  }

  /// Nil where only a cold start can tell.
  private mutating func continueFromLastVertex(_ objective: [Double]) -> PolyhedronOutcome? {
    if polyhedron.rowCount > rowsWhenSolved {
      guard case .optimal = admitViolatedRows(solved), basis?.sideCount == 0 else { return nil }
    }
    idlePivots = 0
    let outcome = walkAlongEdges(objective)
    if case .stopped = outcome { return nil }
    rememberVertex(objective, outcome)
    return outcome
  }

  private mutating func rememberVertex(_ objective: [Double], _ outcome: PolyhedronOutcome) {
    if case .optimal = outcome, basis?.sideCount == 0 {
      solved = objective
      rowsWhenSolved = polyhedron.rowCount
    } else {
      basis = nil
    }
  }

  // MARK: Dual simplex

  /// From a basis that would be optimal if the rows outside it were met: lets in the row that is
  /// violated most, until none is.
  private mutating func admitViolatedRows(_ objective: [Double]) -> PolyhedronOutcome {
    guard var basis else { preconditionFailure("no basis") }
    defer { self.basis = basis }
    let size = length(objective)
    while true {
      basis.locate(polyhedron, finite: &finite, far: &far)
      if basis.sideCount == 0 { for k in far.indices { far[k] = 0 } }
      basis.products(objective, into: &rates)
      guard let entering = violatedRow() else {
        if basis.pivotsSinceRefactoring > 0 {
          if !basis.refactor(polyhedron) { return .stopped(pivots: pivots) }
          continue
        }
        return settledOutcome(objective, basis: basis, objectiveSize: size)
      }
      products(of: entering, basis)
      guard let leaving = leavingPosition(basis) else {
        if basis.pivotsSinceRefactoring > 0 {
          if !basis.refactor(polyhedron) { return .stopped(pivots: pivots) }
          continue
        }
        return .infeasible(certificate: certificate(entering, basis))
      }
      let isIdle = rates[leaving] <= Self.optimality * size
      idlePivots = isIdle ? idlePivots + 1 : 0
      basis.replace(leaving, by: entering, products: products)
      if !countPivot(&basis) { return .stopped(pivots: pivots) }
    }
  }

  private mutating func countPivot(_ basis: inout PolyhedronBasis) -> Bool {
    pivots += 1
    if pivots > Self.mostPivots { return false }
    // Updates of the inverse gather rounding; a fresh one is cheap at this size.
    return basis.pivotsSinceRefactoring < 40 || basis.refactor(polyhedron)
  }

  private var choosesSmallestRow: Bool { idlePivots > Self.idlePivotsBeforeBland }

  /// The row violated most: first those that grow with the size of the box.
  private func violatedRow() -> Int? {
    let n = polyhedron.dimension
    // Without a dimension the only points are the rows' own bounds.
    if n == 0 { return polyhedron.offsets.indices.first { polyhedron.offsets[$0] < 0 } }
    let finiteSize = length(finite)
    let farSize = length(far)
    let isFar = farSize > 0
    let floor = 1e-14 * polyhedron.scale + Self.feasibility * finiteSize
    var farWorst = Self.feasibility * farSize
    var farRow: Int?
    var worst = 0.0
    var worstRow: Int?
    let smallest = choosesSmallestRow
    polyhedron.normals.withUnsafeBufferPointer { normals in
      finite.withUnsafeBufferPointer { finite in
        far.withUnsafeBufferPointer { far in
          guard let normals = normals.baseAddress, let finite = finite.baseAddress,
            let far = far.baseAddress
          else { return }
          for row in 0..<polyhedron.rowCount {
            let normal = normals + row * n
            if isFar {
              let growth = dot(normal, far, n)
              if growth > farWorst {
                farRow = row
                if smallest { return }
                farWorst = growth
              }
              if growth.magnitude > Self.feasibility * farSize { continue }
            }
            let offset = polyhedron.offsets[row]
            let violation = dot(normal, finite, n) - offset
            if violation > worst, violation > floor + Self.feasibility * offset.magnitude {
              if smallest && worstRow != nil { continue }
              worst = violation
              worstRow = row
            }
          }
        }
      }
    }
    return farRow ?? worstRow
  }

  private mutating func products(of row: Int, _ basis: PolyhedronBasis) {
    let n = polyhedron.dimension
    polyhedron.normals.withUnsafeBufferPointer { normals in
      guard let base = normals.baseAddress else { return }
      basis.products(base + row * n, into: &products)
    }
  }

  /// The row of the basis whose rate reaches zero first as the entering row takes over.
  private func leavingPosition(_ basis: PolyhedronBasis) -> Int? {
    var bestRatio = Double.infinity
    for i in products.indices where products[i] > Self.pivotSize * basis.columnLength(i) {
      bestRatio = min(bestRatio, max(0, rates[i]) / products[i])
    }
    guard bestRatio.isFinite else { return nil }
    let slack = 1e-12 * max(bestRatio, 1e-300)
    var best: Int?
    for i in products.indices
    where products[i] > Self.pivotSize * basis.columnLength(i)
      && max(0, rates[i]) / products[i] <= bestRatio + slack
    {
      guard let rival = best else {
        best = i
        continue
      }
      let isBetter =
        choosesSmallestRow
        ? basis.rows[i] < basis.rows[rival] : products[i] > products[rival]
      if isBetter { best = i }
    }
    return best
  }

  private func certificate(_ entering: Int, _ basis: PolyhedronBasis) -> [WeightedRow] {
    var result = [WeightedRow(row: entering, weight: 1 / polyhedron.lengths[entering])]
    for i in products.indices {
      let row = basis.rows[i]
      let weight = -products[i]
      if row >= 0, weight > Self.pivotSize * basis.columnLength(i) {
        result.append(WeightedRow(row: row, weight: weight / polyhedron.lengths[row]))
      }
    }
    return result.sorted { $0.row < $1.row }
  }

  /// All rows are met: an optimum, unless a side of the box holds the value down.
  private func settledOutcome(
    _ objective: [Double], basis: PolyhedronBasis, objectiveSize: Double
  ) -> PolyhedronOutcome {
    for i in rates.indices where basis.rows[i] < 0 {
      if rates[i] > Self.optimality * objectiveSize * max(1, basis.columnLength(i)) {
        let size = length(far)
        return .unbounded(ray: far.map { $0 / size })
      }
    }
    return .optimal(optimum(objective, basis: basis))
  }

  private func optimum(_ objective: [Double], basis: PolyhedronBasis) -> PolyhedronOptimum {
    var point = finite
    if basis.sideCount > 0 {
      let size = boxSize()
      for k in point.indices { point[k] += size * far[k] }
    }
    var multipliers: [WeightedRow] = []
    let rounding = Self.optimality * length(objective)
    for i in rates.indices where basis.rows[i] >= 0 && rates[i] > rounding {
      let row = basis.rows[i]
      multipliers.append(WeightedRow(row: row, weight: rates[i] / polyhedron.lengths[row]))
    }
    multipliers.sort { $0.row < $1.row }
    var value = 0.0
    for k in point.indices { value += objective[k] * point[k] }
    return PolyhedronOptimum(point: point, value: value, multipliers: multipliers)
  }

  /// The least `M` for which `finite + M far` meets every row.
  private func boxSize() -> Double {
    let n = polyhedron.dimension
    var size = 0.0
    for row in 0..<polyhedron.rowCount {
      var growth = 0.0
      var value = -polyhedron.offsets[row]
      for k in 0..<n {
        growth += polyhedron.normals[row * n + k] * far[k]
        value += polyhedron.normals[row * n + k] * finite[k]
      }
      if value > 0, growth < -1e-9 { size = max(size, value / -growth) }
    }
    return size
  }

  // MARK: Primal simplex

  /// From a vertex: follows edges that raise the objective until there is none.
  private mutating func walkAlongEdges(_ objective: [Double]) -> PolyhedronOutcome {
    guard var basis else { preconditionFailure("no basis") }
    defer { self.basis = basis }
    let n = polyhedron.dimension
    let size = length(objective)
    var direction = [Double](repeating: 0, count: n)
    while true {
      basis.locate(polyhedron, finite: &finite, far: &far)
      basis.products(objective, into: &rates)
      guard let leaving = descendingPosition(basis, objectiveSize: size) else {
        if basis.pivotsSinceRefactoring > 0 {
          if !basis.refactor(polyhedron) { return .stopped(pivots: pivots) }
          continue
        }
        // Rounding may have led the walk outside: then start afresh.
        return violatedRow() == nil
          ? .optimal(optimum(objective, basis: basis)) : .stopped(pivots: pivots)
      }
      let columnLength = basis.columnLength(leaving)
      for k in 0..<n { direction[k] = -basis.inverse[leaving * n + k] / columnLength }
      guard let (entering, step) = blockingRow(direction, basis) else {
        return .unbounded(ray: direction)
      }
      idlePivots = step <= 1e-14 * max(polyhedron.scale, length(finite)) ? idlePivots + 1 : 0
      products(of: entering, basis)
      basis.replace(leaving, by: entering, products: products)
      if !countPivot(&basis) { return .stopped(pivots: pivots) }
    }
  }

  /// The row of the basis whose edge rises most steeply.
  private func descendingPosition(_ basis: PolyhedronBasis, objectiveSize: Double) -> Int? {
    var best: Int?
    var steepest = -Self.optimality * objectiveSize
    for i in rates.indices {
      let slope = rates[i] / basis.columnLength(i)
      guard slope < -Self.optimality * objectiveSize else { continue }
      if choosesSmallestRow {
        if let rival = best, basis.rows[rival] < basis.rows[i] { continue }
        best = i
      } else if slope < steepest {
        steepest = slope
        best = i
      }
    }
    return best
  }

  /// The row that a walk from the vertex meets first, and how far off it is.
  private func blockingRow(
    _ direction: [Double], _ basis: PolyhedronBasis
  ) -> (row: Int, step: Double)? {
    let n = polyhedron.dimension
    var best: Int?
    var bestStep = Double.infinity
    var bestApproach = 0.0
    let smallest = choosesSmallestRow
    polyhedron.normals.withUnsafeBufferPointer { normals in
      finite.withUnsafeBufferPointer { finite in
        direction.withUnsafeBufferPointer { direction in
          guard let normals = normals.baseAddress, let finite = finite.baseAddress,
            let direction = direction.baseAddress
          else { return }
          for row in 0..<polyhedron.rowCount {
            let approach = dot(normals + row * n, direction, n)
            if approach <= Self.pivotSize { continue }
            let slack = max(0, polyhedron.offsets[row] - dot(normals + row * n, finite, n))
            if slack > bestStep * approach * (1 + 1e-12) { continue }
            let step = slack / approach
            let isNearer = step < bestStep * (1 - 1e-12)
            if isNearer || (!smallest && approach > bestApproach) {
              if basis.rows.contains(row) { continue }
              best = row
              bestStep = step
              bestApproach = approach
            }
          }
        }
      }
    }
    return best.map { ($0, bestStep) }
  }

  private func length(_ vector: [Double]) -> Double {
    var squares = 0.0
    for value in vector { squares += value * value }
    return squares.squareRoot()
  }
}
