// SPDX-License-Identifier: Apache-2.0
import Glibc

/// `{x : A x ≤ b}` in few dimensions (up to some twenty) and any number of rows.
///
/// Rows are stored at unit length, so every distance inside is in the unit of `x`; multipliers
/// and certificates go out for the rows as they were given. A row with no entry is allowed: it
/// says nothing if its bound is not negative, and nothing is feasible otherwise.
package struct Polyhedron: Sendable {
  package let dimension: Int
  /// Row `k` stands at `k * dimension ..< (k + 1) * dimension`.
  private(set) var normals: [Double] = []
  private(set) var offsets: [Double] = []
  /// Length of each row as given; 1 for a row with no entry.
  private(set) var lengths: [Double] = []
  /// The largest absolute offset: what distances are measured against.
  private(set) var scale = 0.0

  package init(dimension: Int) {
    precondition(dimension >= 0, "dimension \(dimension)")
    self.dimension = dimension
  }

  package init(dimension: Int, rows: [[Double]], bounds: [Double]) {
    precondition(rows.count == bounds.count, "\(rows.count) rows, \(bounds.count) bounds")
    self.init(dimension: dimension)
    reserve(rows.count)
    for (row, bound) in zip(rows, bounds) { append(row: row, bound: bound) }
  }

  package var rowCount: Int { offsets.count }

  package mutating func reserve(_ rowCount: Int) {
    normals.reserveCapacity(rowCount * dimension)
    offsets.reserveCapacity(rowCount)
    lengths.reserveCapacity(rowCount)
  }

  /// Adds `row · x ≤ bound`.
  package mutating func append(row: some Sequence<Double>, bound: Double) {
    let start = normals.count
    normals.append(contentsOf: row)
    precondition(
      normals.count == start + dimension, "\(normals.count - start) entries, not \(dimension)")
    precondition(bound.isFinite, "bound \(bound) of row \(rowCount)")
    var squares = 0.0
    for index in start..<normals.count { squares += normals[index] * normals[index] }
    precondition(squares.isFinite, "entries of row \(rowCount)")
    let length = squares > 0 ? squares.squareRoot() : 1
    for index in start..<normals.count { normals[index] /= length }
    offsets.append(bound / length)
    lengths.append(length)
    scale = max(scale, (bound / length).magnitude)
  }

  /// The unit normal of a row (zeros for a row with no entry).
  func normal(_ row: Int) -> ArraySlice<Double> {
    normals[row * dimension..<(row + 1) * dimension]
  }

  /// The largest `objective · x`, from a cold start. See ``PolyhedronSolver``.
  package func maximize(_ objective: [Double]) -> PolyhedronOutcome {
    var solver = PolyhedronSolver(self)
    return solver.maximize(objective)
  }
}

/// A row with a weight that is positive.
package struct WeightedRow: Sendable, Equatable {
  package var row: Int
  package var weight: Double

  package init(row: Int, weight: Double) {
    self.row = row
    self.weight = weight
  }
}

/// What maximising a linear function over a polyhedron comes to.
package enum PolyhedronOutcome: Sendable, Equatable {
  case optimal(PolyhedronOptimum)
  /// `A ray ≤ 0` and `objective · ray > 0`; the ray has unit length.
  case unbounded(ray: [Double])
  /// Weights `y > 0` with `Σ y_k A_k = 0` and `Σ y_k b_k < 0`: no point meets these rows together.
  case infeasible(certificate: [WeightedRow])
  /// Rounding kept the pivots from ending.
  case stopped(pivots: Int)
}

package struct PolyhedronOptimum: Sendable, Equatable {
  /// A vertex, unless the polyhedron has none.
  package var point: [Double]
  package var value: Double
  /// `objective = Σ weight_k A_k`, at most `dimension` rows, all tight at the point: the gain in
  /// value per unit of bound.
  package var multipliers: [WeightedRow]

  package init(point: [Double], value: Double, multipliers: [WeightedRow]) {
    self.point = point
    self.value = value
    self.multipliers = multipliers
  }
}

func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
  var sum = 0.0
  for i in 0..<count { sum += a[i] * b[i] }
  return sum
}
