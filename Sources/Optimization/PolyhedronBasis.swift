// SPDX-License-Identifier: Apache-2.0
import Glibc

/// As many rows as dimensions, linearly independent, with the inverse of their matrix.
///
/// A row of the basis is a row of the polyhedron or a side of a box without size: `±x_j ≤ M` for
/// an `M` beyond every number, which stands in where the polyhedron has no bound (yet). Points are
/// therefore `x = finite + M far`.
struct PolyhedronBasis {
  let dimension: Int
  /// Row of the polyhedron, or `-1 - 2j` for the side `+x_j`, `-2 - 2j` for the side `-x_j`.
  private(set) var rows: [Int]
  /// Column `i`, at `i * dimension`: the direction along which row `i` rises by one and the other
  /// rows of the basis stay.
  private(set) var inverse: [Double]
  private(set) var sideCount: Int
  private(set) var pivotsSinceRefactoring = 0

  /// The corner of the box where `objective` is largest.
  init(boxCornerFor objective: [Double]) {
    dimension = objective.count
    rows = objective.indices.map { objective[$0] < 0 ? -2 - 2 * $0 : -1 - 2 * $0 }
    inverse = [Double](repeating: 0, count: dimension * dimension)
    for i in 0..<dimension { inverse[i * dimension + i] = objective[i] < 0 ? -1 : 1 }
    sideCount = dimension
  }

  /// Puts `row` in the place of row `position` of the basis.
  ///
  /// - Parameter products: `row` times each column of the inverse.
  mutating func replace(_ position: Int, by row: Int, products: [Double]) {
    if rows[position] < 0 { sideCount -= 1 }
    rows[position] = row
    pivotsSinceRefactoring += 1
    let pivot = 1 / products[position]
    let n = dimension
    inverse.withUnsafeMutableBufferPointer { inverse in
      let changed = position * n
      for k in 0..<n { inverse[changed + k] *= pivot }
      for i in 0..<n where i != position && products[i] != 0 {
        for k in 0..<n { inverse[i * n + k] -= products[i] * inverse[changed + k] }
      }
    }
  }

  /// Computes the inverse afresh from the rows; false if rounding made them dependent.
  ///
  /// - Complexity: O(dimension³)
  mutating func refactor(_ polyhedron: Polyhedron) -> Bool {
    pivotsSinceRefactoring = 0
    let n = dimension
    let width = 2 * n
    // Left half: the rows of the basis. Right half: the identity, turned into the inverse.
    var work = [Double](repeating: 0, count: n * width)
    for i in 0..<n {
      let row = rows[i]
      if row >= 0 {
        for k in 0..<n { work[i * width + k] = polyhedron.normals[row * n + k] }
      } else {
        work[i * width + (-1 - row) / 2] = (-1 - row) % 2 == 0 ? 1 : -1
      }
      work[i * width + n + i] = 1
    }
    for column in 0..<n {
      var best = column
      for i in column..<n
      where work[i * width + column].magnitude > work[best * width + column].magnitude {
        best = i
      }
      let pivot = work[best * width + column]
      if pivot.magnitude < Self.smallestPivot { return false }
      if best != column {
        for k in 0..<width { work.swapAt(best * width + k, column * width + k) }
      }
      for k in column..<width { work[column * width + k] /= pivot }
      for i in 0..<n where i != column {
        let factor = work[i * width + column]
        if factor == 0 { continue }
        for k in column..<width { work[i * width + k] -= factor * work[column * width + k] }
      }
    }
    for i in 0..<n {
      for k in 0..<n { inverse[i * n + k] = work[k * width + n + i] }
    }
    return true
  }

  /// Rows have unit length: a smaller pivot is rounding.
  private static let smallestPivot = 1e-14

  /// The point where all rows of the basis are tight.
  func locate(_ polyhedron: Polyhedron, finite: inout [Double], far: inout [Double]) {
    for k in 0..<dimension {
      finite[k] = 0
      far[k] = 0
    }
    for i in 0..<dimension {
      let row = rows[i]
      if row >= 0 {
        let offset = polyhedron.offsets[row]
        for k in 0..<dimension { finite[k] += offset * inverse[i * dimension + k] }
      } else {
        for k in 0..<dimension { far[k] += inverse[i * dimension + k] }
      }
    }
  }

  /// `vector` times each column of the inverse.
  func products(_ vector: UnsafePointer<Double>, into result: inout [Double]) {
    inverse.withUnsafeBufferPointer { inverse in
      guard let base = inverse.baseAddress else { return }
      for i in 0..<dimension { result[i] = dot(vector, base + i * dimension, dimension) }
    }
  }

  /// Length of column `i` of the inverse.
  func columnLength(_ i: Int) -> Double {
    var squares = 0.0
    for k in 0..<dimension {
      squares += inverse[i * dimension + k] * inverse[i * dimension + k]
    }
    return squares.squareRoot()
  }
}
