// SPDX-License-Identifier: Apache-2.0
import CKernels

/// The part of one Newton step that concerns single stages, eight at a time.
///
/// For each group, in the order of the calls: ``approach(group:worker:along:)`` (advance, residuals,
/// factors, affine right-hand side), the time recursion, ``recoverAffine(group:worker:)``,
/// ``condense(group:worker:for:)``, the recursion again, and ``recover(group:worker:for:)``.
///
/// Symbols, per stage: `Θ⁻¹` weight of an item, `A` balance coefficients of the stage columns, `G`
/// their state coefficients, `N` balance coefficients of the network columns, `P` network factors,
/// `C = A Θ⁻¹ Gᵀ`, `K = G Θ⁻¹ Gᵀ`, `H = D + Pᵀ Θ P`, `M = A Θ⁻¹ Aᵀ + N H⁻¹ Nᵀ`.
///
///     M dy  = b + C dπ                 b = r_y − A Θ⁻¹ h − N H⁻¹ k
///     H dq  = k + Nᵀ dy
///     (K − Cᵀ M⁻¹ C) dπ + de − ρ de₋₁ = r_s + G Θ⁻¹ h + Cᵀ M⁻¹ b
///
/// Weights and reduced costs are found anew in each pass: reading them back would cost more.
final class StageKernel: @unchecked Sendable {
  /// Proximal weight on columns: stops columns between two bounds from turning the rounding of a
  /// price difference into megawatts. Its effect vanishes with the step.
  static let proximalWeight = 3e-6
  /// Smallest curvature of a free network column.
  static let networkWeight = 1e-7
  /// Proximal weight on multipliers of network rows: keeps `Θ` within digits where rows that
  /// contradict each other leave their slacks no room. Its effect vanishes with the step.
  static let rowSoftness = 1e-9
  /// Smallest diagonal entry of a balance, for stages in which nothing at a balance can move.
  static let balanceWeight = 1e-12

  let program: LaneProgram
  let shape: ProgramShape
  let point: LanePoint
  let recursion: StateRecursion
  let kernels: ck_kernels

  /// By item: the affine step, and the step to the targets. Of a network row, of its slack.
  let affineStep: LanePointer
  let step: LanePointer
  /// Step of the multipliers of network rows. A field of its own: found from the slack's step alone
  /// it would carry that step's rounding times `Θ`.
  let rowDualStep: LanePointer
  let balanceStep: LanePointer
  let stateStep: LanePointer
  let balanceResidual: LanePointer
  let stateResidual: LanePointer
  let rowResidual: LanePointer
  /// `b` and `k` of the last right-hand side.
  let balanceRight: LanePointer
  let networkRight: LanePointer
  /// Right-hand sides of the affine direction, and what a unit of each kind of target adds.
  let affineRight: RightHandSide
  let centerRight: RightHandSide
  let secondOrderRight: RightHandSide
  /// What the direction leaves of the linear equations.
  let error: RightHandSide
  let matrices: any StageMatrices
  /// `C`.
  let coupling: LanePointer
  let workspaces: [StageWorkspace]

  private let arena = Arena()

  init(
    program: LaneProgram, matrices: any StageMatrices, point: LanePoint,
    recursion: StateRecursion, workers: Int, kernels: Kernels
  ) {
    self.program = program
    self.matrices = matrices
    self.point = point
    self.recursion = recursion
    self.kernels = kernels.table.pointee
    let shape = program.shape
    self.shape = shape
    let groups = shape.groups
    affineStep = arena.lanes(groups * shape.items)
    step = arena.lanes(groups * shape.items)
    rowDualStep = arena.lanes(groups * shape.rows)
    balanceStep = arena.lanes(groups * shape.balances)
    stateStep = arena.lanes(groups * shape.states)
    balanceResidual = arena.lanes(groups * shape.balances)
    stateResidual = arena.lanes(groups * shape.states)
    rowResidual = arena.lanes(groups * shape.rows)
    balanceRight = arena.lanes(groups * shape.balances)
    networkRight = arena.lanes(groups * shape.network)
    affineRight = RightHandSide(shape, arena)
    centerRight = RightHandSide(shape, arena)
    secondOrderRight = RightHandSide(shape, arena)
    error = RightHandSide(shape, arena)
    coupling = arena.lanes(groups * shape.coupling.count)
    workspaces = (0..<workers).map { _ in StageWorkspace(shape) }
  }

  /// Curvature of the columns of a group; nil for a linear program.
  @inline(__always)
  func curvature(_ group: Int) -> LanePointer? {
    program.hasCurvature ? program.curvature[group] : nil
  }

  /// The value of a state item one stage earlier: lanes moved up by one, the first filled from the
  /// group before.
  @inline(__always)
  static func earlier(_ value: Lanes, _ previousGroup: Double) -> Lanes {
    Lanes(
      previousGroup, value[0], value[1], value[2], value[3], value[4], value[5], value[6])
  }

  /// The value of a state item one stage later.
  @inline(__always)
  static func later(_ value: Lanes, _ nextGroup: Double) -> Lanes {
    Lanes(value[1], value[2], value[3], value[4], value[5], value[6], value[7], nextGroup)
  }

  /// `π_t − ρ_{t+1} π_{t+1}` from any field of state duals.
  @inline(__always)
  func levelRevenue(_ duals: LanePointer, group g: Int, state s: Int) -> Lanes {
    let at = g * shape.states + s
    let isLast = g + 1 == shape.groups
    let nextDual = isLast ? 0 : duals[at + shape.states][0]
    let nextKept = isLast ? 0 : program.retention[g + 1][s][0]
    return duals[at]
      - Self.later(program.retention[g][s], nextKept) * Self.later(duals[at], nextDual)
  }

  /// Minus the reduced cost of the level of a state.
  @inline(__always)
  func levelGradient(group g: Int, state s: Int) -> Lanes {
    levelRevenue(point.stateDual, group: g, state: s) - program.levelCost(g)[s]
  }
}

/// One right-hand side of the Newton system before the network is eliminated, group by group.
struct RightHandSide {
  /// By balance, state, network column, and the pull of the level of each state.
  let balance: LanePointer
  let state: LanePointer
  let network: LanePointer
  let level: LanePointer

  init(_ shape: ProgramShape, _ arena: Arena) {
    balance = arena.lanes(shape.groups * shape.balances)
    state = arena.lanes(shape.groups * shape.states)
    network = arena.lanes(shape.groups * shape.network)
    level = arena.lanes(shape.groups * shape.states)
  }

  /// Of one group.
  init(oneGroupOf shape: ProgramShape, _ arena: Arena) {
    balance = arena.lanes(shape.balances)
    state = arena.lanes(shape.states)
    network = arena.lanes(shape.network)
    level = arena.lanes(shape.states)
  }

  private init(
    balance: LanePointer, state: LanePointer, network: LanePointer, level: LanePointer
  ) {
    self.balance = balance
    self.state = state
    self.network = network
    self.level = level
  }

  /// The part of group `g`.
  @inline(__always)
  func at(_ g: Int, _ shape: ProgramShape) -> RightHandSide {
    RightHandSide(
      balance: balance + g * shape.balances, state: state + g * shape.states,
      network: network + g * shape.network, level: level + g * shape.states)
  }
}

/// Scratch memory of one worker.
final class StageWorkspace: @unchecked Sendable {
  let balance: LanePointer
  let state: LanePointer
  let network: LanePointer
  let row: LanePointer
  let level: LanePointer
  /// By item: `Θ⁻¹` of columns and levels, `D` of network columns, `Θ` of network rows.
  let weight: LanePointer
  /// By priced item: minus the reduced cost; and with the targets.
  let gradient: LanePointer
  let pull: LanePointer
  /// By item from the levels on: what targets add to the pull, per unit.
  let perCenter: LanePointer
  let perSecondOrder: LanePointer
  let sums: LanePointer
  let right: RightHandSide
  /// `K`, the lower triangle of the recursion's blocks in lanes, and those blocks stage by stage.
  let pairs: LanePointer
  let stateBlock: LanePointer
  let stageBlocks: LanePointer

  private let arena = Arena()

  init(_ shape: ProgramShape) {
    balance = arena.lanes(shape.balances)
    state = arena.lanes(shape.states)
    network = arena.lanes(shape.network)
    row = arena.lanes(shape.rows)
    level = arena.lanes(shape.states)
    weight = arena.lanes(shape.items)
    gradient = arena.lanes(shape.priced)
    pull = arena.lanes(shape.priced)
    perCenter = arena.lanes(shape.items - shape.columns)
    perSecondOrder = arena.lanes(shape.items - shape.columns)
    sums = arena.lanes(8)
    right = RightHandSide(oneGroupOf: shape, arena)
    pairs = arena.lanes(shape.pairs.count)
    stateBlock = arena.lanes(TriangularLanes.size(shape.states))
    stageBlocks = arena.lanes(laneCount * shape.blockRegisters)
  }
}
