// SPDX-License-Identifier: Apache-2.0

/// The explicit inverse of a small basis that grows and shrinks.
///
/// Rows are all balances, then the network rows that are active; every other network row has its
/// slack in the basis and is left out. Row `p` of the inverse belongs to the variable at position
/// `p`, column `r` to row `r`. Whatever lies beyond ``count`` is 0, so that loops may run over whole
/// registers.
struct WorkingBasis {
  /// Numbers from one row of the inverse to the next, a multiple of the lanes.
  let stride: Int
  let inverse: DoublePointer
  /// The variable at each position.
  let variable: IndexPointer
  /// The network row of each working row; balances have none.
  let networkRow: IndexPointer
  private(set) var count = 0
  private let balances: Int
  private let factor: DoublePointer

  /// Pivots below this share of a column's largest entry make a basis singular.
  static let smallestPivot = 1e-11

  init(balances: Int, mostRows: Int, in arena: Arena) {
    self.balances = balances
    stride = (mostRows + laneCount - 1) / laneCount * laneCount
    inverse = arena.doubles(mostRows * stride)
    factor = arena.doubles(mostRows * stride)
    variable = arena.allocate(Int.self, mostRows, 0)
    networkRow = arena.allocate(Int.self, mostRows, -1)
  }

  /// Registers that hold a row.
  @inline(__always)
  var registers: Int { (count + laneCount - 1) / laneCount }

  @inline(__always)
  func row(_ position: Int) -> DoublePointer { inverse + position * stride }

  /// The identity: position `z` for balance `z`.
  mutating func reset() {
    clear()
    count = balances
    for z in 0..<balances {
      row(z)[z] = 1
      variable[z] = z
    }
  }

  private func clear() {
    for register in 0..<max(count, balances) * stride / laneCount {
      inverse.lanes[register] = .zero
    }
  }

  /// `result = inverse · vector`; `vector` has whole registers.
  @inline(__always)
  func multiply(_ vector: DoublePointer, into result: DoublePointer) {
    let registers = registers
    for p in 0..<count {
      let row = row(p).lanes
      var sum = row[0] * vector.lanes[0]
      for register in 1..<max(registers, 1) { sum += row[register] * vector.lanes[register] }
      result[p] = sum.total
    }
  }

  /// `result = weightsᵀ · inverse`, whole registers.
  func combineRows(_ weights: DoublePointer, into result: DoublePointer) {
    for register in 0..<stride / laneCount { result.lanes[register] = .zero }
    let registers = registers
    for p in 0..<count where weights[p] != 0 {
      let row = row(p).lanes
      let weight = Lanes(all: weights[p])
      for register in 0..<registers { result.lanes[register] += weight * row[register] }
    }
  }

  /// The squared length of a row.
  func squaredLength(_ position: Int) -> Double {
    let row = row(position).lanes
    var sum = Lanes.zero
    for register in 0..<registers { sum += row[register] * row[register] }
    return sum.total
  }

  /// The variable whose column is `inverse⁻¹ · column` takes the place of the one at `position`.
  func pivot(at position: Int, _ column: DoublePointer) {
    let registers = registers
    let pivotRow = row(position).lanes
    let scale = Lanes(all: 1 / column[position])
    for register in 0..<registers { pivotRow[register] *= scale }
    for p in 0..<count where p != position && column[p] != 0 {
      let row = row(p).lanes
      let factor = Lanes(all: column[p])
      for register in 0..<registers { row[register] -= factor * pivotRow[register] }
    }
  }

  /// Takes a network row in, with its slack `variable` in the basis at the last position. `factors`
  /// holds the row's entry in the column of each position.
  ///
  /// The inverse of `[B 0; f 1]` is `[B⁻¹ 0; −f B⁻¹ 1]`.
  mutating func append(networkRow k: Int, slack: Int, factors: DoublePointer) {
    let registers = registers
    let last = row(count).lanes
    for register in 0..<stride / laneCount { last[register] = .zero }
    for p in 0..<count where factors[p] != 0 {
      let row = row(p).lanes
      let factor = Lanes(all: factors[p])
      for register in 0..<registers { last[register] -= factor * row[register] }
    }
    row(count)[count] = 1
    variable[count] = slack
    networkRow[count] = k
    count += 1
  }

  /// Leaves out row `r`, whose own slack is in the basis at `position`. The last row and the last
  /// position take their numbers.
  mutating func remove(row r: Int, position: Int) {
    let last = count - 1
    if position != last {
      for register in 0..<registers { row(position).lanes[register] = row(last).lanes[register] }
      variable[position] = variable[last]
    }
    for register in 0..<registers { row(last).lanes[register] = .zero }
    if r != last {
      for p in 0..<last { row(p)[r] = row(p)[last] }
      networkRow[r] = networkRow[last]
    }
    for p in 0..<last { row(p)[last] = 0 }
    networkRow[last] = -1
    count = last
  }

  /// Computes the inverse afresh from the columns that `writeColumn` puts, position by position,
  /// into zeros (entry by entry at the given stride). Returns whether the basis is regular.
  func invert(_ writeColumn: (_ position: Int, _ column: DoublePointer, _ stride: Int) -> Void)
    -> Bool
  {
    for register in 0..<count * stride / laneCount {
      factor.lanes[register] = .zero
      inverse.lanes[register] = .zero
    }
    for p in 0..<count {
      writeColumn(p, factor + p, stride)
      inverse[p * stride + p] = 1
    }
    for c in 0..<count where !eliminate(c) { return false }
    return true
  }

  /// One step of the Gauss–Jordan method with partial pivoting.
  private func eliminate(_ c: Int) -> Bool {
    var best = c
    var largest = 0.0
    for r in 0..<count { largest = max(largest, abs(factor[r * stride + c])) }
    for r in c..<count where abs(factor[r * stride + c]) > abs(factor[best * stride + c]) {
      best = r
    }
    guard abs(factor[best * stride + c]) > Self.smallestPivot * max(largest, 1e-300) else {
      return false
    }
    let registers = registers
    for matrix in [factor, inverse] where best != c {
      for register in 0..<registers {
        let held = (matrix + best * stride).lanes[register]
        (matrix + best * stride).lanes[register] = (matrix + c * stride).lanes[register]
        (matrix + c * stride).lanes[register] = held
      }
    }
    let scale = Lanes(all: 1 / factor[c * stride + c])
    for matrix in [factor, inverse] {
      for register in 0..<registers { (matrix + c * stride).lanes[register] *= scale }
    }
    for r in 0..<count where r != c && factor[r * stride + c] != 0 {
      let share = Lanes(all: factor[r * stride + c])
      for matrix in [factor, inverse] {
        for register in 0..<registers {
          (matrix + r * stride).lanes[register] -=
            share * (matrix + c * stride).lanes[register]
        }
      }
    }
    return true
  }
}
