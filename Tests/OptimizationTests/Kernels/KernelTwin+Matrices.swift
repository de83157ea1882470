// SPDX-License-Identifier: Apache-2.0

/// Matrices of one stage: `matrix[i * rows + k]` is row k of column i; triangles are packed row by
/// row with reciprocals on the diagonal of factors.
extension KernelTwin {
  /// `out_i += sign Σ_k P_ki x_k`, for `columns` entries of out, in two chains.
  static func multiply(
    _ matrix: [Double], rows: Int, by x: [Double], sign: Double, into out: [Double]
  ) -> [Double] {
    out.indices.map { i in
      var chains = [0.0, 0.0]
      for k in 0..<rows {
        chains[k % 2] = fused(matrix[i * rows + k], x[k], chains[k % 2])
      }
      return fused(sign, chains[0] + chains[1], out[i])
    }
  }

  /// `out_k += sign Σ_i P_ki x_i`, for `rows` entries of out.
  static func multiplyTransposed(
    _ matrix: [Double], rows: Int, by x: [Double], sign: Double, into out: [Double]
  ) -> [Double] {
    out.indices.map { k in
      x.indices.reduce(out[k]) { fused(matrix[$1 * rows + k], sign * x[$1], $0) }
    }
  }

  /// Σ first_k second_k in four chains; what is left over goes to the first.
  static func dot(_ first: ArraySlice<Double>, _ second: ArraySlice<Double>) -> Double {
    var chains = [0.0, 0.0, 0.0, 0.0]
    let whole = first.count / 4 * 4
    for (k, pair) in zip(first, second).enumerated() {
      let chain = k < whole ? k % 4 : 0
      chains[chain] = fused(pair.0, pair.1, chains[chain])
    }
    return (chains[0] + chains[1]) + (chains[2] + chains[3])
  }

  /// R of `Rᵀ R = D + Pᵀ Θ P` by Householder reflections of `[√D; √Θ P]`, by rows of `Rᵀ`, with the
  /// signs that make its diagonal positive. A column that does not move is a unit column.
  ///
  /// The reflection of column i changes only its own entry of `√D` and the rows of `√Θ P`:
  /// `v = (top + norm, column)`, `H x = x − v (vᵀ x) / (norm (top + norm))`.
  static func factorNetwork(
    _ factors: [Double], rows: Int, rowWeight: [Double], diagonal: [Double], moves: [Double]
  ) -> [Double] {
    let columns = diagonal.count
    let roots = rowWeight.map { $0.squareRoot() }
    var matrix = factors.indices.map { moves[$0 / rows] * factors[$0] * roots[$0 % rows] }
    var triangle = [Double](repeating: 0, count: columns * (columns + 1) / 2)
    func column(_ i: Int) -> ArraySlice<Double> { matrix[i * rows..<(i + 1) * rows] }
    for i in 0..<columns {
      let top = moves[i] > 0 ? diagonal[i].squareRoot() : 1
      let norm = fused(top, top, dot(column(i), column(i))).squareRoot()
      let head = top + norm
      let scale = 1 / (norm * head)
      triangle[triangleIndex(i, i)] = 1 / norm
      for other in (i + 1)..<max(columns, i + 1) {
        let product = dot(column(i), column(other)) * scale
        triangle[triangleIndex(other, i)] = product * head
        for k in 0..<rows {
          matrix[other * rows + k] = fused(
            -product, matrix[i * rows + k], matrix[other * rows + k])
        }
      }
    }
    return triangle
  }

  /// L of `L Lᵀ`, with reciprocals on the diagonal. A pivot keeps 1e-15 of what it was.
  static func factor(order: Int, _ matrix: [Double]) -> [Double] {
    var l = matrix
    for j in 0..<order {
      let own = l[triangleIndex(j, j)]
      var pivot = own
      for k in 0..<j {
        pivot = fused(-l[triangleIndex(j, k)], l[triangleIndex(j, k)], pivot)
      }
      let reciprocal = 1 / larger(pivot, own * 1e-15).squareRoot()
      for i in (j + 1)..<max(order, j + 1) {
        var entry = l[triangleIndex(i, j)]
        for k in 0..<j {
          entry = fused(-l[triangleIndex(j, k)], l[triangleIndex(i, k)], entry)
        }
        l[triangleIndex(i, j)] = entry * reciprocal
      }
      l[triangleIndex(j, j)] = reciprocal
    }
    return l
  }

  /// `L⁻¹ x`, each entry in two chains.
  static func solveForward(_ triangle: [Double], _ vector: [Double]) -> [Double] {
    var x = vector
    for i in x.indices {
      var chains = [x[i], 0.0]
      for k in 0..<i {
        chains[k % 2] = fused(-triangle[triangleIndex(i, k)], x[k], chains[k % 2])
      }
      x[i] = (chains[0] + chains[1]) * triangle[triangleIndex(i, i)]
    }
    return x
  }

  /// `L⁻ᵀ x`.
  static func solveBackward(_ triangle: [Double], _ vector: [Double]) -> [Double] {
    var x = vector
    for i in x.indices.reversed() {
      x[i] *= triangle[triangleIndex(i, i)]
      for k in 0..<i { x[k] = fused(-x[i], triangle[triangleIndex(i, k)], x[k]) }
    }
    return x
  }

  /// `(L Lᵀ)⁻¹ = L⁻ᵀ L⁻¹` in full, row by row.
  static func invert(order: Int, _ triangle: [Double]) -> [Double] {
    // T = L⁻¹.
    var t = [Double](repeating: 0, count: order * order)
    for i in 0..<order {
      let reciprocal = triangle[triangleIndex(i, i)]
      for j in 0..<i {
        var sum = 0.0
        for k in j..<i { sum = fused(triangle[triangleIndex(i, k)], t[k * order + j], sum) }
        t[i * order + j] = -(sum * reciprocal)
      }
      t[i * order + i] = reciprocal
    }
    var inverse = t
    for i in 0..<order {
      for j in 0...i {
        var sum = 0.0
        for k in i..<order { sum = fused(t[k * order + i], t[k * order + j], sum) }
        inverse[i * order + j] = sum
        inverse[j * order + i] = sum
      }
    }
    return inverse
  }

  /// `triangle[row_a, row_b] += Σ_k W_ak W_bk`.
  static func addGram(
    _ matrix: [Double], length: Int, rows: [Int], _ triangle: inout [Double]
  ) {
    for a in rows.indices {
      for b in 0...a {
        var sum = 0.0
        for k in 0..<length { sum = fused(matrix[a * length + k], matrix[b * length + k], sum) }
        triangle[triangleIndex(rows[a], rows[b])] += sum
      }
    }
  }

  /// The lower triangle of `−Cᵀ M⁻¹ C`; column s of C has the entries `coupling[s]`.
  static func eliminate(order: Int, coupling: [[TwinColumn.Entry]], inverse: [Double]) -> [Double] {
    var block: [Double] = []
    for (s, own) in coupling.enumerated() {
      for other in coupling[...s] {
        block.append(
          own.reduce(0) { sum, p in
            let inner = other.reduce(0) { fused($1.value, inverse[p.row * order + $1.row], $0) }
            return fused(-p.value, inner, sum)
          })
      }
    }
    return block
  }
}
