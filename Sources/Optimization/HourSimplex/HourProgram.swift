// SPDX-License-Identifier: Apache-2.0

/// Hours of one structure that are solved one after the other, each with numbers that the caller
/// writes, and each started from the basis of the hour before.
///
/// Stages of the template are kinds of hours: they differ in network matrix and network limits.
/// Bounds and demand are those of the present hour and are written in place. An answer depends on
/// the hours solved since ``restart()`` was last called, within the tolerances of a vertex.
///
/// Not thread-safe: one for each worker.
package final class HourProgram {
  /// By column, network column and balance row; the caller's to change between solves.
  package let lower: UnsafeMutablePointer<Double>
  package let upper: UnsafeMutablePointer<Double>
  package let networkLower: UnsafeMutablePointer<Double>
  package let networkUpper: UnsafeMutablePointer<Double>
  package let demand: UnsafeMutablePointer<Double>

  private let template: StagedProgram
  private let arena = Arena()
  private var simplex: HourSimplex
  private let columnCount: Int
  private let columnValues: DoublePointer

  /// - Parameter template: a linear program without states. Its bounds and demands in the first stage
  ///   are the first hour's; their size sets the tolerances, so they should be the largest to come.
  package init(_ template: StagedProgram, settings: SolverSettings = SolverSettings()) {
    precondition(HourSolve.suits(template), "quadratic, with states or too large for the simplex")
    self.template = template
    let kinds = template.stageCount
    let count = template.columns.count
    columnCount = count
    let arena = arena
    func firstRow(_ table: StageTable) -> DoublePointer {
      arena.values((0..<table.itemCount).map { table[0, $0] })
    }
    lower = firstRow(template.lower)
    upper = firstRow(template.upper)
    networkLower = firstRow(template.networkLower)
    networkUpper = firstRow(template.networkUpper)
    demand = firstRow(template.demand)
    columnValues = arena.doubles(kinds * count)
    let limits = arena.values(
      (0..<kinds).flatMap { kind in
        (0..<template.networkRowNames.count).map { template.networkLimit[kind, $0] }
      })
    func shared(_ pointer: DoublePointer) -> HourTable { HourTable(first: pointer, stride: 0) }
    let tables = HourTables(
      cost: shared(firstRow(template.cost)), lower: shared(lower), upper: shared(upper),
      networkCost: shared(firstRow(template.networkCost)), networkLower: shared(networkLower),
      networkUpper: shared(networkUpper), demand: shared(demand),
      networkLimit: HourTable(first: limits, stride: template.networkRowNames.count),
      costVaries: false, columns: columnValues,
      network: arena.doubles(kinds * template.networkColumns.count),
      balanceDuals: arena.doubles(kinds * template.balanceNames.count),
      networkDuals: arena.doubles(kinds * template.networkRowNames.count))
    simplex = HourSimplex(
      HourShape(template, in: arena), tables: tables,
      tolerances: HourTolerances(for: template, settings: settings), in: arena)
  }

  /// The next hour starts from nothing.
  package func restart() { simplex.isFresh = true }

  /// Solves an hour of a kind. The values of the columns, valid until the next call; nil where no
  /// accurate point was found, most likely because none meets the rows.
  package func solve(kind: Int) -> UnsafePointer<Double>? {
    let values = columnValues + kind * columnCount
    switch simplex.solve(stage: kind) {
    case .optimal: return UnsafePointer(values)
    case .infeasible: return nil
    case .failed: return solveByInteriorPoint(kind, into: values)
    }
  }

  /// Rounding spoiled the pivots: the other method, from the same numbers.
  private func solveByInteriorPoint(_ kind: Int, into values: DoublePointer)
    -> UnsafePointer<Double>?
  {
    var hour = template.picking(stages: [kind])
    func row(_ pointer: DoublePointer, _ count: Int) -> StageTable {
      StageTable(
        constant: Array(UnsafeBufferPointer(start: pointer, count: count)), stageCount: 1)
    }
    hour.lower = row(lower, columnCount)
    hour.upper = row(upper, columnCount)
    hour.networkLower = row(networkLower, template.networkColumns.count)
    hour.networkUpper = row(networkUpper, template.networkColumns.count)
    hour.demand = row(demand, template.balanceNames.count)
    var settings = SolverSettings.columnsOnly
    settings.method = .interiorPoint
    let outcome = Optimization.solve(hour, settings: settings).outcome
    guard let point = outcome.accuratePoint(of: hour) else { return nil }
    for j in 0..<columnCount { values[j] = point.columns[0, j] }
    return UnsafePointer(values)
  }
}
