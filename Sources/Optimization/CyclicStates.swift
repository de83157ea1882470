// SPDX-License-Identifier: Apache-2.0

/// States that end at the level they begin with, which is free, said with what a program has.
///
/// Beside each level `x` a second one, `z`, carries the level before the first stage through to the
/// last. A column of the first stage begins both with `u`, one of the last takes `v` from both, and
/// nothing may be left:
///
///     x_0 = ρ_0 u + flows,   z_0 = u,   z_t = z_{t−1},   x_T − v = 0,   z_T − v = 0   ⇒   v = u
///
/// so that `u` is the common level, within the bounds of the level of the last stage. Cost: one more
/// state for each that is cyclic.
package struct CyclicStates: Sendable {
  /// Rows of the cyclic states among the states.
  package let states: [Int]
  private let firstColumn: Int
  private let lastStage: Int

  /// Makes the given states of the program cyclic; their initial levels and end values go. New
  /// columns and states stand behind the old ones.
  ///
  /// - Precondition: the bounds of their last level are finite, and it does not keep a value.
  package init(_ states: [Int], of program: inout StagedProgram) {
    self.states = states
    firstColumn = program.columns.count
    lastStage = program.stageCount - 1
    guard !states.isEmpty else { return }
    let bounds = states.map {
      program.levelLower[lastStage, $0]...program.levelUpper[lastStage, $0]
    }
    let kept = states.map { program.retention[0, $0] }
    addStates(bounds, to: &program)
    addColumns(bounds, kept: kept, to: &program)
  }

  /// The level before the first stage, of state number `index` of ``states``.
  package func startLevel(_ index: Int, at point: StagedPoint) -> Double {
    point.columns[0, firstColumn + index]
  }

  /// The level after each stage; in the program the last one has been taken out.
  package func level(_ index: Int, stage t: Int, at point: StagedPoint) -> Double {
    t < lastStage
      ? point.levels[t, states[index]]
      : point.columns[lastStage, firstColumn + states.count + index]
  }

  /// Writes the levels before the first and after the last stage where the program has them.
  ///
  /// - Parameter index: of ``states``.
  package func set(
    start: Double, end: Double, of index: Int, at point: inout StagedPoint
  ) {
    point.columns[0, firstColumn + index] = start
    point.columns[lastStage, firstColumn + states.count + index] = end
    point.levels[lastStage, states[index]] = 0
    let carried = point.levels.itemCount - states.count + index
    for t in 0..<lastStage { point.levels[t, carried] = start }
  }

  /// The state whose beginning this one carries through the stages; nil for any other.
  package func stateCarried(by state: Int, of program: StagedProgram) -> Int? {
    let index = state - (program.states.count - states.count)
    return states.indices.contains(index) ? states[index] : nil
  }

  private func addStates(_ bounds: [ClosedRange<Double>], to program: inout StagedProgram) {
    let first = program.states.count
    for s in states {
      program.states[s].initialLevel = 0
      program.states[s].endValue = 0
      program.states.append(
        StageState(name: "\(program.states[s].name)_at_the_start", initialLevel: 0))
    }
    program.retention = program.retention.appending(states.map { _ in 1 })
    program.inflow = program.inflow.appending(states.map { _ in 0 })
    program.levelLower = program.levelLower.appending(bounds.map(\.lowerBound))
    program.levelUpper = program.levelUpper.appending(bounds.map(\.upperBound))
    for row in states + Array(first..<first + states.count) {
      program.levelLower[lastStage, row] = 0
      program.levelUpper[lastStage, row] = 0
    }
  }

  private func addColumns(
    _ bounds: [ClosedRange<Double>], kept: [Double], to program: inout StagedProgram
  ) {
    let firstCarried = program.states.count - states.count
    for (index, s) in states.enumerated() {
      program.columns.append(
        StageColumn(
          name: "\(program.states[s].name)_begins", balance: [],
          state: [
            Coefficient(row: s, value: kept[index]),
            Coefficient(row: firstCarried + index, value: 1),
          ]))
    }
    for (index, s) in states.enumerated() {
      program.columns.append(
        StageColumn(
          name: "\(program.states[s].name)_ends", balance: [],
          state: [
            Coefficient(row: s, value: -1), Coefficient(row: firstCarried + index, value: -1),
          ]))
    }
    let none = [Double](repeating: 0, count: 2 * states.count)
    program.cost = program.cost.appending(none)
    program.curvature = program.curvature.appending(none)
    program.lower = program.lower.appending(none)
    program.upper = program.upper.appending(none)
    for (index, range) in bounds.enumerated() {
      let begins = firstColumn + index
      for (t, column) in [(0, begins), (lastStage, begins + states.count)] {
        program.lower[t, column] = range.lowerBound
        program.upper[t, column] = range.upperBound
      }
    }
  }
}
