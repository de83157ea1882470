// SPDX-License-Identifier: Apache-2.0
import CKernels

/// The recursion over time in the duals of the states: a block tridiagonal system whose blocks
/// beside the diagonal are diagonal.
///
///     row t:    S_t π_t + e_t − R_t e_{t−1}             = r_t
///     level t:  Θ_t e_t − π_t + R_{t+1} π_{t+1}         = h_t          X = diag(1/Θ)
///
/// `R` is the share of a level that is kept. Elimination runs from both ends to a stage in the
/// middle, always, so that two threads may share it and one thread gives the same bytes; each half
/// is told group by group when its blocks and right-hand sides are there. A level between stages is
/// a link: with `Q` the reduced block on its outer side and `f`, `g` what its outer and inner end
/// multiply it by (1 and `R_{t+1}` on the early half, `R_t` and 1 on the late),
///
///     Y = (Q + f X f)⁻¹        Π = X − X f Y f X        Q_inner = S + g Π g
///
/// with `Π_ij = −X_i f_i Y_ij f_j X_j` and `Π_ii = X_i Σ_j Y_ij Q_ji`, free of cancellation. The
/// level itself comes from the recursion, never from `X (h + π_t − R π_{t+1})`: `X` reaches 10¹⁴
/// for a large reservoir, and that formula would lose every digit.
final class StateRecursion: @unchecked Sendable {
  /// Smallest diagonal entry: a state that nothing can move in some stage.
  static let stateWeight = 1e-9

  /// The two halves; the middle stage belongs to the late one.
  enum Half: Int, CaseIterable {
    case early, late
  }

  let shape: ProgramShape
  let kernels: ck_kernels
  let stages: Int
  let states: Int
  /// Leading dimension; whole registers.
  let stride: Int
  /// Registers per row and per block.
  let registers: Int
  let size: Int
  /// The group whose first stage is the middle one.
  let middleGroup: Int
  var middle: Int { middleGroup * laneCount }

  /// By stage: the inverse belonging to it without its diagonal (the middle one with it).
  let blocks: LanePointer
  /// By stage and state, in whole registers. Vectors of the link at the end of stage t stand at t.
  let links: LanePointer
  let kept: LanePointer
  let inverseDiagonal: LanePointer
  let linkDiagonal: LanePointer
  let right: LanePointer
  let pull: LanePointer
  let partial: LanePointer
  let level: LanePointer
  /// S of the last stage, whose level follows from its row where the level's formula would cancel.
  let lastBlock: LanePointer
  let lastRight: LanePointer
  /// Scratch of the two halves.
  let halves: [RecursionScratch]

  private let arena = Arena()

  init(_ program: LaneProgram, kernels: Kernels) {
    let shape = program.shape
    self.shape = shape
    self.kernels = kernels.table.pointee
    stages = shape.stages
    states = shape.states
    stride = shape.paddedStates
    registers = shape.paddedStates / laneCount
    // The last level may follow from the one before it, which then belongs to the same half.
    middleGroup = stages > laneCount + 1 ? shape.groups / 2 : 0
    size = shape.blockRegisters
    blocks = arena.lanes(stages * size)
    let vector = stages * registers
    links = arena.lanes(vector)
    kept = arena.lanes(vector)
    inverseDiagonal = arena.lanes(vector)
    linkDiagonal = arena.lanes(vector)
    right = arena.lanes(vector)
    pull = arena.lanes(vector)
    partial = arena.lanes(vector)
    level = arena.lanes(vector)
    lastBlock = arena.lanes(size)
    lastRight = arena.lanes(registers)
    halves = Half.allCases.map { _ in RecursionScratch(shape) }
    for t in 0..<stages {
      for s in 0..<states {
        kept.doubles[t * stride + s] = program.retention[t / laneCount][s][t % laneCount]
      }
    }
  }

  /// Block of stage `t`.
  @inline(__always)
  func block(_ t: Int) -> LanePointer { blocks + t * size }

  /// Groups of a half from its outer end to the middle.
  func inward(_ half: Half) -> StrideTo<Int> {
    switch half {
    case .early: stride(from: 0, to: middleGroup, by: 1)
    case .late: stride(from: shape.groups - 1, to: middleGroup - 1, by: -1)
    }
  }

  /// Groups of a half from the middle to its outer end.
  func outward(_ half: Half) -> StrideTo<Int> {
    switch half {
    case .early: stride(from: middleGroup - 1, to: -1, by: -1)
    case .late: stride(from: middleGroup, to: shape.groups, by: 1)
    }
  }

  private func stride(from: Int, to: Int, by: Int) -> StrideTo<Int> {
    Swift.stride(from: from, to: to, by: by)
  }

  private func stages(of g: Int) -> Range<Int> {
    g * laneCount..<min((g + 1) * laneCount, stages)
  }

  // MARK: Exchange with the stage kernels

  /// Takes over S (lower triangle in lanes) and 1/Θ of the levels.
  func store(block source: LanePointer, weights: LanePointer, group g: Int, worker: StageWorkspace)
  {
    kernels.block_unpack(states, registers, source, worker.stageBlocks)
    let entries = links.doubles
    for t in stages(of: g) {
      for s in 0..<states { entries[t * stride + s] = weights[s][t % laneCount] }
    }
  }

  func store(rightHandSide: LanePointer, levelPull: LanePointer, group g: Int) {
    let rights = right.doubles
    let pulls = pull.doubles
    for t in stages(of: g) {
      for s in 0..<states {
        rights[t * stride + s] = rightHandSide[s][t % laneCount]
        pulls[t * stride + s] = levelPull[s][t % laneCount]
      }
    }
  }

  /// dπ, in lanes.
  func loadDualStep(into target: LanePointer, group g: Int) { load(right, target, g) }

  /// de, in lanes.
  func loadLevelStep(into target: LanePointer, group g: Int) { load(level, target, g) }

  private func load(_ source: LanePointer, _ target: LanePointer, _ g: Int) {
    let entries = source.doubles
    let to = target.doubles
    target.update(repeating: .zero, count: states)
    for t in stages(of: g) {
      for s in 0..<states { to[s * laneCount + t % laneCount] = entries[t * stride + s] }
    }
  }

  // MARK: Factorization

  /// Reduces the blocks that the worker's workspace holds for the stages of one group.
  func factor(group g: Int, half: Half, blocks source: LanePointer) {
    guard states > 0 else { return }
    let scratch = halves[half.rawValue]
    func given(_ t: Int) -> LanePointer { source + t % laneCount * size }
    for t in stages(of: g) {
      for s in 0..<states { given(t).doubles[s * stride + s] += Self.stateWeight }
    }
    switch half {
    case .early:
      for t in stages(of: g) {
        if t > 0 { addEarlyLink(to: t, given(t), scratch) }
        reduce(t, given(t), link: t, outerShare: nil, scratch)
      }
    case .late:
      let ready = stages(of: g)
      for t in waiting(ready.lowerBound, ready.upperBound).reversed() {
        let q = t == ready.upperBound ? scratch.waiting : given(t)
        if t < ready.upperBound { finishLate(t, q, scratch) }
        reduce(t, q, link: t - 1, outerShare: kept + t * registers, scratch)
      }
      scratch.waiting.update(from: given(ready.lowerBound), count: size)
      finishLate(ready.lowerBound, scratch.waiting, scratch)
    }
  }

  /// Stages of the late half that can be reduced, or solved for, once a group is there. The link
  /// before a stage belongs to the stage before: the first stage of a group waits for the next
  /// group inward, and that of the middle group is the middle.
  func waiting(_ first: Int, _ end: Int) -> Range<Int> {
    first + 1..<min(end, stages - 1) + 1
  }

  /// Q of a stage of the late half: S with what comes from outside.
  private func finishLate(_ t: Int, _ q: LanePointer, _ scratch: RecursionScratch) {
    guard t == stages - 1 else { return addLateLink(to: t, q, scratch) }
    kernels.block_mirror(states, registers, q)
    lastBlock.update(from: q, count: size)
    for s in 0..<states { q.doubles[s * stride + s] += links.doubles[t * stride + s] }
  }

  /// Joins the two halves.
  func factorMiddle() {
    guard states > 0 else { return }
    let block = block(middle)
    block.update(from: halves[Half.late.rawValue].waiting, count: size)
    if middle > 0 { addEarlyLink(to: middle, block, halves[0]) }
    kernels.block_invert(states, registers, block, halves[0].pivots)
  }

  /// S += R Π R with Π of the link before stage t.
  private func addEarlyLink(to t: Int, _ q: LanePointer, _ scratch: RecursionScratch) {
    let link = (t - 1) * registers
    let share = kept + t * registers
    for r in 0..<registers {
      scratch.side[r] = links[link + r] * share[r]
      scratch.diagonal[r] = share[r] * share[r] * linkDiagonal[link + r]
    }
    addLink(block(t - 1), q, scratch)
  }

  /// S += Π with Π of the link after stage t.
  private func addLateLink(to t: Int, _ q: LanePointer, _ scratch: RecursionScratch) {
    let link = t * registers
    for r in 0..<registers {
      scratch.side[r] = links[link + r] * kept[link + registers + r]
      scratch.diagonal[r] = linkDiagonal[link + r]
    }
    addLink(block(t + 1), q, scratch)
  }

  private func addLink(_ outer: LanePointer, _ q: LanePointer, _ scratch: RecursionScratch) {
    kernels.block_link(states, registers, outer, scratch.side, q)
    let entries = q.doubles
    let diagonal = scratch.diagonal.doubles
    for s in 0..<states { entries[s * stride + s] += diagonal[s] }
  }

  /// Y of stage t without its diagonal from Q, and the diagonals of Y and Π.
  private func reduce(
    _ t: Int, _ q: LanePointer, link: Int, outerShare: LanePointer?, _ scratch: RecursionScratch
  ) {
    let y = block(t)
    kernels.block_mirror(states, registers, q)
    y.update(from: q, count: size)
    let entries = y.doubles
    let x = links + link * registers
    for r in 0..<registers {
      let share = outerShare?[r] ?? Lanes(all: 1)
      scratch.diagonal[r] = share * share * x[r]
    }
    let added = scratch.diagonal.doubles
    for s in 0..<states { entries[s * stride + s] += added[s] }
    kernels.block_invert(states, registers, y, scratch.pivots)
    kernels.block_row_products(states, registers, q, y, scratch.diagonal.doubles)
    let diagonal = inverseDiagonal.doubles + t * stride
    for s in 0..<states {
      diagonal[s] = entries[s * stride + s]
      entries[s * stride + s] = 0
    }
    for r in 0..<registers {
      linkDiagonal[link * registers + r] = x[r] * scratch.diagonal[r]
    }
  }
}

/// Scratch memory of one half of the recursion; what pads a vector stays 0.
final class RecursionScratch: @unchecked Sendable {
  let pivots: LanePointer
  let side: LanePointer
  let diagonal: LanePointer
  let scaled: LanePointer
  let first: LanePointer
  let second: LanePointer
  /// Q of the stage of the late half that waits for the link before it.
  let waiting: LanePointer
  /// What the stage last done adds to the right-hand side of the next one inward.
  let carry: LanePointer
  private let arena = Arena()

  init(_ shape: ProgramShape) {
    let registers = shape.paddedStates / laneCount
    pivots = arena.lanes(14 * registers + 2)
    side = arena.lanes(registers)
    diagonal = arena.lanes(registers)
    scaled = arena.lanes(registers)
    first = arena.lanes(registers)
    second = arena.lanes(registers)
    waiting = arena.lanes(shape.blockRegisters)
    carry = arena.lanes(registers)
  }
}
