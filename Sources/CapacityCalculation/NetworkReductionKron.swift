// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra

/// The elimination of buses from a grid, exact for flows on branches between the buses that stay.
///
/// With the susceptance matrix `B` split into retained `r` and eliminated buses `e`, built without
/// the branches between retained buses,
///
///     S = B_rr - B_re B_ee⁻¹ B_er        equivalent branches: -S_ij
///     W = -B_ee⁻¹ B_er                   share of an injection at e that enters at r
///
/// Source: G. Kron, "Tensor Analysis of Networks", Wiley 1939; J. B. Ward, "Equivalent Circuits
/// for Power-Flow Studies", Trans. AIEE 68 (1949), pp. 373–382.
package struct KronReduction: Sendable {
  /// Bus positions of the original grid, ascending.
  package let retained: [Int]
  package let eliminated: [Int]
  /// `S`, retained × retained.
  package let schurComplement: Matrix
  /// `W`, eliminated × retained; each row sums to 1.
  package let weights: Matrix

  /// - Parameter branches: all branches; those between two retained buses are left out here.
  /// - Throws: ``FactorizationError`` if some eliminated buses connect to no retained bus.
  /// - Complexity: O(eliminated³ / 3 + eliminated² · retained)
  package init(
    busCount: Int, branches: [(from: Int, to: Int, susceptance: Double)], retaining: [Int]
  ) throws(FactorizationError) {
    retained = retaining.sorted()
    var isRetained = [Bool](repeating: false, count: busCount)
    for bus in retained { isRetained[bus] = true }
    eliminated = (0..<busCount).filter { !isRetained[$0] }
    var row = [Int](repeating: 0, count: busCount)
    for (position, bus) in retained.enumerated() { row[bus] = position }
    for (position, bus) in eliminated.enumerated() { row[bus] = position }
    var inner = Matrix(rows: eliminated.count, columns: eliminated.count)
    var coupling = Matrix(rows: eliminated.count, columns: retained.count)
    var outer = Matrix(rows: retained.count, columns: retained.count)
    for (from, to, b) in branches {
      switch (isRetained[from], isRetained[to]) {
      case (true, true): break
      case (false, false):
        inner[row[from], row[from]] += b
        inner[row[to], row[to]] += b
        inner[row[from], row[to]] -= b
        inner[row[to], row[from]] -= b
      case (true, false), (false, true):
        let kept = isRetained[from] ? from : to
        let gone = isRetained[from] ? to : from
        inner[row[gone], row[gone]] += b
        outer[row[kept], row[kept]] += b
        coupling[row[gone], row[kept]] += b
      }
    }
    weights = try CholeskyFactor(inner).solve(coupling)
    schurComplement = outer - coupling.transposed * weights
  }

  /// Susceptance of the equivalent branch between two retained buses, by position in ``retained``.
  package func equivalentSusceptance(_ i: Int, _ j: Int) -> Double {
    -(schurComplement[i, j] + schurComplement[j, i]) / 2
  }
}
