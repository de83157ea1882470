// SPDX-License-Identifier: Apache-2.0

/// The part of one Newton step that concerns single stages, eight at a time.
///
/// For each group, in the order of the calls: ``evaluate(group:worker:)`` (residuals at the point),
/// ``factor(group:worker:)``, then for each right-hand side ``condense(group:worker:for:)``,
/// the time recursion, and ``recover(group:worker:for:)``.
///
/// Symbols, per stage: `Θ⁻¹` weight of an item, `A` balance coefficients of the stage columns, `G`
/// their state coefficients, `N` balance coefficients of the network columns, `P` network factors,
/// `C = A Θ⁻¹ Gᵀ`, `K = G Θ⁻¹ Gᵀ`, `H = D + Pᵀ Θ P`, `M = A Θ⁻¹ Aᵀ + N H⁻¹ Nᵀ`.
///
///     M dy  = b + C dπ                 b = r_y − A Θ⁻¹ h − N H⁻¹ k
///     H dq  = k + Nᵀ dy
///     (K − Cᵀ M⁻¹ C) dπ + de − ρ de₋₁ = r_s + G Θ⁻¹ h + Cᵀ M⁻¹ b
final class StageKernel: @unchecked Sendable {
  /// Proximal weight on columns: stops columns between two bounds from turning the rounding of a
  /// price difference into megawatts. Its effect vanishes with the step.
  static let proximalWeight = 3e-6
  /// Smallest curvature of a free network column.
  static let networkWeight = 1e-7
  /// Smallest diagonal entry of a balance, for stages in which nothing at a balance can move.
  static let balanceWeight = 1e-12

  let program: LaneProgram
  let shape: ProgramShape
  let point: LanePoint
  let recursion: StateRecursion

  /// By item: `Θ⁻¹` of columns and levels, `D` of network columns, `Θ` of network rows.
  let weight: LanePointer
  /// By item: step of the value; of a network row, of its slack.
  let step: LanePointer
  /// Step of the multipliers of network rows. A field of its own: found from the slack's step alone
  /// it would carry that step's rounding times `Θ`.
  let rowDualStep: LanePointer
  /// By item: complementarity products aimed at beyond the present ones.
  let lowerTarget: LanePointer
  let upperTarget: LanePointer
  /// By priced item: minus the reduced cost.
  let gradient: LanePointer
  let balanceResidual: LanePointer
  let stateResidual: LanePointer
  let rowResidual: LanePointer
  /// `b` and `k` of the last right-hand side.
  let balanceRight: LanePointer
  let networkRight: LanePointer
  let balanceStep: LanePointer
  let stateStep: LanePointer
  /// What the direction leaves of the linear equations: balances, states, stationarity of levels
  /// and of network columns.
  let balanceError: LanePointer
  let stateError: LanePointer
  let levelError: LanePointer
  let networkError: LanePointer
  /// Factors of `H` and `M`, and `C`.
  let networkFactor: LanePointer
  let balanceFactor: LanePointer
  let coupling: LanePointer
  let workspaces: [StageWorkspace]

  private let arena = Arena()

  init(program: LaneProgram, point: LanePoint, recursion: StateRecursion, workers: Int) {
    self.program = program
    self.point = point
    self.recursion = recursion
    let shape = program.shape
    self.shape = shape
    let groups = shape.groups
    weight = arena.lanes(groups * shape.items)
    step = arena.lanes(groups * shape.items)
    lowerTarget = arena.lanes(groups * shape.items)
    upperTarget = arena.lanes(groups * shape.items)
    gradient = arena.lanes(groups * shape.priced)
    balanceResidual = arena.lanes(groups * shape.balances)
    stateResidual = arena.lanes(groups * shape.states)
    rowResidual = arena.lanes(groups * shape.rows)
    balanceRight = arena.lanes(groups * shape.balances)
    networkRight = arena.lanes(groups * shape.network)
    balanceStep = arena.lanes(groups * shape.balances)
    stateStep = arena.lanes(groups * shape.states)
    rowDualStep = arena.lanes(groups * shape.rows)
    balanceError = arena.lanes(groups * shape.balances)
    stateError = arena.lanes(groups * shape.states)
    levelError = arena.lanes(groups * shape.states)
    networkError = arena.lanes(groups * shape.network)
    networkFactor = arena.lanes(groups * TriangularLanes.size(shape.network))
    balanceFactor = arena.lanes(groups * TriangularLanes.size(shape.balances))
    coupling = arena.lanes(groups * shape.couplingCount)
    workspaces = (0..<workers).map { _ in StageWorkspace(shape) }
  }

  /// Network factors of a group, column by column.
  @inline(__always)
  func factors(_ group: Int) -> LanePointer {
    program.factors + program.factorsOfGroup[group] * shape.network * shape.rows
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
    let retention = program.retention
    let isLast = g + 1 == shape.groups
    let nextDual = isLast ? 0 : duals[at + shape.states][0]
    let nextKept = isLast ? 0 : retention[at + shape.states][0]
    return duals[at]
      - Self.later(retention[at], nextKept) * Self.later(duals[at], nextDual)
  }
}

/// Scratch memory of one worker.
final class StageWorkspace: @unchecked Sendable {
  let balance: LanePointer
  let state: LanePointer
  let network: LanePointer
  let row: LanePointer
  let level: LanePointer
  /// Matrix of the QR factorization, column by column.
  let scaledFactors: LanePointer
  /// `N R⁻¹`, row by row.
  let touched: LanePointer
  let inverse: LanePointer
  let triangle: LanePointer
  /// Lower triangle of the recursion's blocks.
  let stateBlock: LanePointer

  private let arena = Arena()

  init(_ shape: ProgramShape) {
    balance = arena.lanes(shape.balances)
    state = arena.lanes(shape.states)
    network = arena.lanes(shape.network)
    row = arena.lanes(shape.rows)
    level = arena.lanes(shape.states)
    scaledFactors = arena.lanes(shape.network * shape.rows)
    touched = arena.lanes(shape.touchedCount * shape.network)
    inverse = arena.lanes(shape.balances * shape.balances)
    triangle = arena.lanes(TriangularLanes.size(shape.balances))
    stateBlock = arena.lanes(TriangularLanes.size(shape.states))
  }
}
