// SPDX-License-Identifier: Apache-2.0

/// How much room a polyhedron has.
package enum PolyhedronInterior: Sendable, Equatable {
  /// A point at least `radius > 0` away from every row: the centre of a largest ball inside (of a
  /// ball as large as the largest bound where there is no largest).
  case open(center: [Double], radius: Double)
  /// Feasible, but without interior: the rows of `weights` hold with equality in every feasible
  /// point (`Σ weight_k A_k = 0` and `Σ weight_k b_k = 0`).
  case flat(point: [Double], weights: [WeightedRow])
  /// No feasible point; the weights are a certificate as in ``PolyhedronOutcome/infeasible``.
  case empty(certificate: [WeightedRow])
  case stopped(pivots: Int)
}

extension Polyhedron {
  /// Distances below this share of the numbers they come from count as none.
  package static let flatness = 1e-9

  /// Whether there is a feasible point, and the centre of a largest ball inside.
  ///
  /// Solves `max r` over `a_k · x + r ≤ b_k` with rows of unit length: a negative `r` proves that
  /// no point is feasible, with the multipliers as certificate.
  package func interior() -> PolyhedronInterior {
    var lifted = Polyhedron(dimension: dimension + 1)
    lifted.reserve(rowCount + 1)
    for row in 0..<rowCount {
      let normal = self.normal(row)
      if normal.allSatisfy({ $0 == 0 }) {
        if offsets[row] < -Self.flatness * scale {
          return .empty(certificate: [WeightedRow(row: row, weight: 1 / lengths[row])])
        }
        // Keeps rows and numbers in step; it bounds nothing that the last row does not.
        lifted.append(row: [Double](repeating: 0, count: dimension) + [1], bound: largestRadius)
      } else {
        lifted.append(row: normal + [1], bound: offsets[row])
      }
    }
    lifted.append(row: [Double](repeating: 0, count: dimension) + [1], bound: largestRadius)

    var objective = [Double](repeating: 0, count: dimension + 1)
    objective[dimension] = 1
    switch lifted.maximize(objective) {
    case .optimal(let optimum):
      let center = Array(optimum.point.prefix(dimension))
      // The weights of unit rows sum to one: much smaller ones are rounding.
      let active = optimum.multipliers.filter { $0.row < rowCount && $0.weight > Self.flatness }
      // Multipliers refer to unit rows here; those of the rows as given are smaller by the length.
      let weights = active.map { WeightedRow(row: $0.row, weight: $0.weight / lengths[$0.row]) }
      let reach = active.reduce(0) { max($0, offsets[$1.row].magnitude) }
      let size = max(reach, center.reduce(0) { max($0, $1.magnitude) }, 1e-4 * scale)
      let threshold = Self.flatness * size
      if optimum.value > threshold { return .open(center: center, radius: optimum.value) }
      if optimum.value < -threshold { return .empty(certificate: weights) }
      return .flat(point: center, weights: weights)
    case .stopped(let pivots): return .stopped(pivots: pivots)
    case .unbounded, .infeasible:
      preconditionFailure("the largest ball of a polyhedron is neither unbounded nor infeasible")
    }
  }

  private var largestRadius: Double { scale > 0 ? scale : 1 }
}
