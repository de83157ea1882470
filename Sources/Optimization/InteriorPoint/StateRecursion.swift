// SPDX-License-Identifier: Apache-2.0

/// The recursion over time in the duals of the states: a block tridiagonal system whose blocks
/// beside the diagonal are diagonal.
///
///     row t:    S_t π_t + e_t − R_t e_{t−1}             = r_t
///     level t:  Θ_t e_t − π_t + R_{t+1} π_{t+1}         = h_t          X = diag(1/Θ)
///
/// `R` is the share of a level that is kept. Elimination runs from both ends to the stage in the
/// middle, always, so that two threads may share it and one thread gives the same bytes. A level
/// between stages is a link: with `Q` the reduced block on its outer side and `f`, `g` what its
/// outer and inner end multiply it by (1 and `R_{t+1}` on the early half, `R_t` and 1 on the late),
///
///     Y = (Q + f X f)⁻¹        Π = X − X f Y f X        Q_inner = S + g Π g
///
/// with `Π_ij = −X_i f_i Y_ij f_j X_j` and `Π_ii = X_i Σ_j Y_ij Q_ji`, free of cancellation. The
/// level itself comes from the recursion, never from `X (h + π_t − R π_{t+1})`: `X` reaches 10¹⁴
/// for a large reservoir, and that formula would lose every digit.
final class StateRecursion: @unchecked Sendable {
  /// Smallest diagonal entry: a state that nothing can move in some stage.
  static let stateWeight = 1e-9

  let shape: ProgramShape
  let stages: Int
  let states: Int
  /// Leading dimension; whole registers.
  let stride: Int
  /// Registers per row.
  let registers: Int
  let middle: Int

  /// By stage: S, then the inverse belonging to the stage without its diagonal (the middle one with
  /// it).
  let blocks: LanePointer
  /// By stage and state. Vectors of the link at the end of stage t stand at t.
  let links: DoublePointer
  let kept: DoublePointer
  let inverseDiagonal: DoublePointer
  let linkDiagonal: DoublePointer
  let right: DoublePointer
  let pull: DoublePointer
  let partial: DoublePointer
  let level: DoublePointer
  /// S of the last stage, whose level follows from its row where the level's formula would cancel.
  let lastBlock: LanePointer
  let lastRight: DoublePointer
  /// What the late half adds to the right-hand side of the middle stage.
  let lateShare: DoublePointer
  /// Scratch of the two halves.
  let halves: [RecursionScratch]

  private let arena = Arena()

  init(_ program: LaneProgram) {
    let shape = program.shape
    self.shape = shape
    stages = shape.stages
    states = shape.states
    stride = shape.paddedStates
    registers = shape.paddedStates / laneCount
    middle = shape.stages / 2
    blocks = arena.lanes(states > 0 ? stages * states * registers : 0)
    let vector = stages * stride
    links = arena.doubles(vector)
    kept = arena.doubles(vector)
    inverseDiagonal = arena.doubles(vector)
    linkDiagonal = arena.doubles(vector)
    right = arena.doubles(vector)
    pull = arena.doubles(vector)
    partial = arena.doubles(vector)
    level = arena.doubles(vector)
    lastBlock = arena.lanes(states * registers)
    lastRight = arena.doubles(stride)
    lateShare = arena.doubles(stride)
    halves = [RecursionScratch(states: states), RecursionScratch(states: states)]
    for t in 0..<stages {
      for s in 0..<states {
        kept[t * stride + s] =
          program.retention[t / laneCount * states + s][t % laneCount]
      }
    }
  }

  /// Block of stage `t`.
  @inline(__always)
  func block(_ t: Int) -> LanePointer { blocks + t * states * registers }

  // MARK: Exchange with the stage kernels

  /// Takes over S (lower triangle in lanes) and 1/Θ of the levels.
  func store(block source: LanePointer, weights: LanePointer, group g: Int) {
    let lanes = min(laneCount, stages - g * laneCount)
    for lane in 0..<lanes {
      let t = g * laneCount + lane
      let target = block(t).doubles
      let from = source.doubles + lane
      var at = 0
      for s in 0..<states {
        for r in 0...s {
          target[s * stride + r] = from[at * laneCount]
          at += 1
        }
        target[s * stride + s] += Self.stateWeight
        links[t * stride + s] = weights[s][lane]
      }
    }
  }

  func store(rightHandSide: LanePointer, levelPull: LanePointer, group g: Int) {
    let lanes = min(laneCount, stages - g * laneCount)
    for s in 0..<states {
      for lane in 0..<lanes {
        let at = (g * laneCount + lane) * stride + s
        right[at] = rightHandSide[s][lane]
        pull[at] = levelPull[s][lane]
      }
    }
  }

  /// dπ, in lanes.
  func loadDualStep(into target: LanePointer, group g: Int) { load(right, target, g) }

  /// de, in lanes.
  func loadLevelStep(into target: LanePointer, group g: Int) { load(level, target, g) }

  private func load(_ source: DoublePointer, _ target: LanePointer, _ g: Int) {
    let lanes = min(laneCount, stages - g * laneCount)
    for s in 0..<states {
      var value = Lanes.zero
      for lane in 0..<lanes { value[lane] = source[(g * laneCount + lane) * stride + s] }
      target[s] = value
    }
  }

  // MARK: Factorization

  func factor(_ pool: WorkPool) {
    guard states > 0 else { return }
    mirror(stages - 1)
    lastBlock.update(from: block(stages - 1), count: states * registers)
    pool.run(pieces: 2) { _, half in
      if half == 0 { self.factorEarly() } else { self.factorLate() }
    }
    let block = block(middle)
    if middle < stages - 1 { mirror(middle) }
    if middle > 0 { addEarlyLink(to: middle) }
    if middle < stages - 1 { addLateLink(to: middle) } else { addEnd() }
    SymmetricInverse.invert(block, states, registers, halves[0].pivotRow)
  }

  private func factorEarly() {
    for t in 0..<middle {
      mirror(t)
      if t > 0 { addEarlyLink(to: t) }
      reduce(t, link: t, outerShare: nil, halves[0])
    }
  }

  private func factorLate() {
    var t = stages - 1
    while t > middle {
      if t < stages - 1 {
        mirror(t)
        addLateLink(to: t)
      } else {
        addEnd()
      }
      reduce(t, link: t - 1, outerShare: kept + t * stride, halves[1])
      t -= 1
    }
  }

  /// Fills the upper triangle and clears the padding.
  private func mirror(_ t: Int) {
    let matrix = block(t).doubles
    for i in 0..<states {
      for j in i + 1..<states { matrix[i * stride + j] = matrix[j * stride + i] }
      for j in states..<stride { matrix[i * stride + j] = 0 }
    }
  }

  /// S += R Π R with Π of the link before stage t.
  private func addEarlyLink(to t: Int) {
    let x = links + (t - 1) * stride
    addLink(from: t - 1, to: t, link: t - 1, scratch: halves[0]) { s in
      let share = kept[t * stride + s]
      return (x[s] * share, share * share)
    }
  }

  /// S += Π with Π of the link after stage t.
  private func addLateLink(to t: Int) {
    let x = links + t * stride
    addLink(from: t + 1, to: t, link: t, scratch: halves[1]) { s in
      (x[s] * kept[(t + 1) * stride + s], 1)
    }
  }

  @inline(__always)
  private func addLink(
    from outer: Int, to inner: Int, link: Int, scratch: RecursionScratch,
    factors: (Int) -> (side: Double, diagonal: Double)
  ) {
    let y = block(outer)
    let q = block(inner)
    let pd = linkDiagonal + link * stride
    let side = scratch.vector.doubles
    let diagonal = scratch.other.doubles
    for s in 0..<states { (side[s], diagonal[s]) = factors(s) }
    for i in 0..<states {
      let scale = side[i]
      let from = y + i * registers
      let to = q + i * registers
      for r in 0..<registers { to[r] -= scale * from[r] * scratch.vector[r] }
      to.doubles[i] += diagonal[i] * pd[i]
    }
  }

  /// The level after the last stage belongs to no other stage: S += X.
  private func addEnd() {
    let t = stages - 1
    let matrix = block(t).doubles
    for s in 0..<states { matrix[s * stride + s] += links[t * stride + s] }
  }

  /// Replaces Q of stage t by Y without its diagonal, and finds the diagonals of Y and Π.
  private func reduce(
    _ t: Int, link: Int, outerShare: DoublePointer?, _ scratch: RecursionScratch
  ) {
    let q = block(t)
    let y = scratch.matrix
    y.update(from: q, count: states * registers)
    let entries = y.doubles
    let x = links + link * stride
    for s in 0..<states {
      let share = outerShare?[s] ?? 1
      entries[s * stride + s] += share * share * x[s]
    }
    SymmetricInverse.invert(y, states, registers, scratch.pivotRow)
    for i in 0..<states {
      var sum = Lanes.zero
      let a = q + i * registers
      let b = y + i * registers
      for r in 0..<registers { sum += a[r] * b[r] }
      linkDiagonal[link * stride + i] = x[i] * sum.total
      inverseDiagonal[t * stride + i] = entries[i * stride + i]
      entries[i * stride + i] = 0
    }
    q.update(from: y, count: states * registers)
  }
}

/// Scratch memory of one half of the recursion.
final class RecursionScratch: @unchecked Sendable {
  let matrix: LanePointer
  let pivotRow: LanePointer
  let vector: LanePointer
  let other: LanePointer
  private let arena = Arena()

  init(states: Int) {
    let registers = (states + laneCount - 1) / laneCount
    matrix = arena.lanes(states * registers)
    pivotRow = arena.lanes(2 * registers)
    vector = arena.lanes(registers)
    other = arena.lanes(registers)
  }
}
