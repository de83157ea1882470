// SPDX-License-Identifier: Apache-2.0

/// Lower triangular factors of eight matrices at once, packed row by row: entry (i, j) stands at
/// `i (i + 1) / 2 + j`, and the diagonal holds reciprocals.
enum TriangularLanes {
  static func size(_ order: Int) -> Int { order * (order + 1) / 2 }
}
