// SPDX-License-Identifier: Apache-2.0

/// An optimal point with its balance duals made unique.
///
/// Where the balance duals of a stage are not unique, they go to the middle of their intervals. The
/// primal values and the state duals (water values) stay; with them fixed the stages are
/// independent of each other. In each, ``StageFace`` finds how the duals may move and
/// ``FaceMidpoint`` where to. A stage with unique balance duals keeps all its duals to the bit.
struct UniquePoint {
  private(set) var point: StagedPoint
  /// Stages whose balance duals were not unique.
  private(set) var openStages = 0
  /// Those of them that keep the first duals: the new ones could not be found, or would have
  /// weakened the lower bound that the duals prove.
  private(set) var keptStages = 0

  /// Finds the duals of all stages.
  ///
  /// The new duals of a stage must not lower its share of ``SafeLowerBound`` by more than its share
  /// of the gap that the settings allow; otherwise the stage keeps its first ones.
  ///
  /// - Parameter first: optimal for the program; from an interior point method what is not unique
  ///   stands well inside its interval.
  /// - Parameter isVertex: whether `first` is a vertex, on one side of its intervals, rather than an
  ///   interior point's answer.
  /// - Complexity: O(columns) per stage, and for those not unique two small linear programs for
  ///   each balance that can move. The result has the same bytes for any number of threads.
  init(
    _ program: StagedProgram, at first: StagedPoint, isVertex: Bool, settings: SolverSettings
  ) {
    point = first
    let pool = WorkPool(threads: settings.threads)
    let midpoints = Self.midpoints(program, first, isVertex: isVertex, pool)
    var moved: [Int] = []
    for (t, midpoint) in midpoints.enumerated() {
      switch midpoint {
      case .unique: continue
      case .unsettled: keptStages += 1
      case .duals(let duals):
        duals.write(to: &point, stage: t)
        moved.append(t)
      }
      openStages += 1
    }
    let allowedLoss =
      settings.relativeGap * (1 + abs(program.objective(at: first))) / Double(program.stageCount)
    let losses = Self.losses(of: moved, from: first, to: point, program, pool)
    for (t, loss) in zip(moved, losses) where !(loss <= allowedLoss) {
      StageDuals(of: first, stage: t).write(to: &point, stage: t)
      keptStages += 1
    }
  }

  private static func midpoints(
    _ program: StagedProgram, _ first: StagedPoint, isVertex: Bool, _ pool: WorkPool
  ) -> [StageMidpoint] {
    let scale = ProgramScale(of: program)
    var faces = [StageFace](
      repeating: StageFace(program, first, scale: scale, isVertex: isVertex), count: pool.threads)
    var result = [StageMidpoint](repeating: .unique, count: program.stageCount)
    faces.withUnsafeMutableBufferPointer { faces in
      result.withUnsafeMutableBufferPointer { result in
        nonisolated(unsafe) let faces = faces
        nonisolated(unsafe) let result = result
        pool.run(pieces: program.stageCount) { worker, t in
          guard faces[worker].find(stage: t) else { return }
          result[t] = StageMidpoint(first, stage: t, of: &faces[worker], scale: scale)
        }
      }
    }
    return result
  }

  /// By how much the lower bound falls in each stage; 0 where both are without bound.
  private static func losses(
    of stages: [Int], from first: StagedPoint, to point: StagedPoint, _ program: StagedProgram,
    _ pool: WorkPool
  ) -> [Double] {
    let before = SafeLowerBound(program: program, point: first)
    let after = SafeLowerBound(program: program, point: point)
    var result = [Double](repeating: 0, count: stages.count)
    result.withUnsafeMutableBufferPointer { result in
      nonisolated(unsafe) let result = result
      pool.run(pieces: stages.count) { _, piece in
        let old = before.stageValue(stages[piece])
        let new = after.stageValue(stages[piece])
        result[piece] = old == new ? 0 : old - new
      }
    }
    return result
  }
}

/// The balance and network duals of one stage.
private struct StageDuals {
  private var balance: [Double]
  private var row: [Double]

  init(of point: StagedPoint, stage t: Int) {
    balance = (0..<point.balanceDuals.itemCount).map { point.balanceDuals[t, $0] }
    row = (0..<point.networkDuals.itemCount).map { point.networkDuals[t, $0] }
  }

  mutating func add(_ change: [Double], along face: StageFace) {
    for (n, unknown) in face.unknownOfBalance.enumerated() where unknown >= 0 {
      balance[n] += change[unknown]
    }
    for (k, unknown) in face.unknownOfRow.enumerated() where unknown >= 0 {
      row[k] = max(0, row[k] + change[unknown])
    }
  }

  func write(to point: inout StagedPoint, stage t: Int) {
    for n in balance.indices { point.balanceDuals[t, n] = balance[n] }
    for k in row.indices { point.networkDuals[t, k] = row[k] }
  }
}

private enum StageMidpoint {
  case unique
  case unsettled
  case duals(StageDuals)

  init(_ first: StagedPoint, stage t: Int, of face: inout StageFace, scale: ProgramScale) {
    let midpoint = FaceMidpoint(
      of: &face, rowDuals: { first.networkDuals[t, $0] },
      typicalPrice: scale.price * ProgramScale.typicalPrice)
    switch midpoint {
    case .unique: self = .unique
    case .unsettled: self = .unsettled
    case .change(let change):
      var duals = StageDuals(of: first, stage: t)
      duals.add(change, along: face)
      self = .duals(duals)
    }
  }
}
