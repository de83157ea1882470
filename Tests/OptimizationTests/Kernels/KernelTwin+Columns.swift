// SPDX-License-Identifier: Apache-2.0

/// Entries of one column in balances and states, rows ascending.
struct TwinColumn {
  struct Entry {
    var row: Int
    var value: Double
  }

  var balance: [Entry] = []
  var state: [Entry] = []
}

extension KernelTwin {
  /// `start + Aᵀ y − Gᵀ π` of one column.
  static func revenue(
    _ column: TwinColumn, balanceDual y: [Double], stateDual pi: [Double], from start: Double
  ) -> Double {
    var sum = start
    for entry in column.balance { sum = fused(entry.value, y[entry.row], sum) }
    for entry in column.state { sum = fused(-entry.value, pi[entry.row], sum) }
    return sum
  }

  /// `balance −= A amount`, `state += G amount` of one column.
  static func supply(
    _ column: TwinColumn, _ amount: Double, _ balance: inout [Double], _ state: inout [Double]
  ) {
    for entry in column.balance {
      balance[entry.row] = fused(-entry.value, amount, balance[entry.row])
    }
    for entry in column.state { state[entry.row] = fused(entry.value, amount, state[entry.row]) }
  }

  /// The least of `slope x + ½ curvature x²` for `0 ≤ x ≤ width`.
  static func least(slope: Double, curvature: Double, width: Double) -> Double {
    let x: Double
    if curvature > 0 {
      x = smaller(larger(-slope / curvature, 0), width)
    } else {
      x = slope > 0 ? 0 : width
    }
    return x * fused(0.5 * curvature, x, slope)
  }

  struct Evaluation {
    var balance: [Double]
    var state: [Double]
    var gradient: [Double] = []
    var sums: [Double]
  }

  /// Residuals less what the columns supply, `−(c + D x − Aᵀ y + Gᵀ π)`, and in sums `cᵀ x + ½ xᵀ D x`,
  /// the least value of the Lagrangian, `lᵀ a + uᵀ b` and, in sums[4], the largest error of
  /// stationarity of the columns with `D · width` beyond `markedSlope`.
  static func evaluate(
    _ columns: [TwinColumn], _ items: [TwinItem], cost: [Double], curvature: [Double]?,
    width: [Double], markedSlope: Double, balanceDual: [Double], stateDual: [Double],
    balance: [Double], state: [Double], sums: [Double]
  ) -> Evaluation {
    var result = Evaluation(balance: balance, state: state, sums: sums)
    for (j, column) in columns.enumerated() {
      let item = items[j]
      let value = item.hasLower ? item.lowerSlack : 0
      var revenue = revenue(
        column, balanceDual: balanceDual, stateDual: stateDual, from: -cost[j])
      supply(column, value, &result.balance, &result.state)
      result.sums[0] = fused(cost[j], value, result.sums[0])
      if let d = curvature?[j] {
        result.sums[1] += least(slope: -revenue, curvature: d, width: width[j])
        revenue = fused(-d, value, revenue)
        result.sums[0] = fused(0.5 * d, value * value, result.sums[0])
        if d * width[j] - markedSlope > 0 {
          let residual = revenue + (item.lowerDual - item.upperDual)
          result.sums[4] = larger(result.sums[4], residual.magnitude)
        }
      } else {
        result.sums[1] = fused(-larger(revenue, 0), width[j], result.sums[1])
      }
      result.gradient.append(revenue)
      result.sums[2] = fused(
        item.lowerSlack, item.lowerDual, fused(item.upperSlack, item.upperDual, result.sums[2]))
    }
    return result
  }

  /// `−(c + D x − Aᵀ y + Gᵀ π)` alone.
  static func gradient(
    _ columns: [TwinColumn], _ items: [TwinItem], cost: [Double], curvature: [Double]?,
    balanceDual: [Double], stateDual: [Double]
  ) -> [Double] {
    columns.indices.map { j in
      let revenue = revenue(
        columns[j], balanceDual: balanceDual, stateDual: stateDual, from: -cost[j])
      guard let d = curvature?[j] else { return revenue }
      return fused(-d, items[j].hasLower ? items[j].lowerSlack : 0, revenue)
    }
  }

  /// `balance −= A (w h)`, `state += G (w h)`; without weights w is 1.
  static func scatter(
    _ columns: [TwinColumn], weight: [Double]?, pull: [Double], balance: inout [Double],
    state: inout [Double]
  ) {
    for (j, column) in columns.enumerated() {
      supply(column, weight.map { $0[j] * pull[j] } ?? pull[j], &balance, &state)
    }
  }

  /// `w (h + Aᵀ dy − Gᵀ dπ)`; without a pull h is 0.
  static func gather(
    _ columns: [TwinColumn], weight: [Double], pull: [Double]?, balanceStep: [Double],
    stateStep: [Double]
  ) -> [Double] {
    columns.indices.map { j in
      weight[j]
        * revenue(
          columns[j], balanceDual: balanceStep, stateDual: stateStep, from: pull?[j] ?? 0)
    }
  }

  /// The lower triangle of `A W Aᵀ`, packed row by row, added to `triangle`.
  static func normal(_ columns: [TwinColumn], weight: [Double], _ triangle: inout [Double]) {
    for (j, column) in columns.enumerated() {
      for (p, first) in column.balance.enumerated() {
        let scaled = first.value * weight[j]
        for second in column.balance[...p] {
          let at = triangleIndex(first.row, second.row)
          triangle[at] = fused(second.value, scaled, triangle[at])
        }
      }
    }
  }

  /// A sum of weights for each list of entries, whose rows are columns.
  static func terms(_ lists: [[TwinColumn.Entry]], weight: [Double]) -> [Double] {
    lists.map { list in list.reduce(0) { fused($1.value, weight[$1.row], $0) } }
  }

  /// Where the entry of row and column stands in a lower triangle packed row by row.
  static func triangleIndex(_ row: Int, _ column: Int) -> Int { row * (row + 1) / 2 + column }
}
