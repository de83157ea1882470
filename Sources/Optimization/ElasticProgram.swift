// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra

/// What the search for a least relaxation found: nil where the rows can be met after all.
struct Relaxation {
  var infeasibility: Infeasibility?
  var statistics: SolveStatistics
}

/// Minimises the violations of balances, network rows and state rows alone, all bounds kept.
///
/// A relaxation counts only with its proof, ``InfeasibilityCertificate``.
///
/// Costs play no part: with priced violations an overload could be cheaper than a price cap. Network
/// rows are relaxed in two solves, because one elastic column per row and stage would be dear: the
/// first gives every stage one column that widens all its rows, and shows which rows matter; the
/// second gives each of those a column of its own.
func leastRelaxation(
  of program: StagedProgram, settings: SolverSettings, since start: ContinuousClock.Instant
) -> Relaxation {
  var settings = settings
  settings.relativeGap = max(settings.relativeGap, 1e-6)
  settings.aimedGap = settings.relativeGap
  var statistics = SolveStatistics(iterations: 0, factorizations: 0, wallSeconds: 0)

  func run(_ rows: [Int], common: Bool) -> (elastic: ElasticProgram, attempt: Attempt) {
    let elastic = ElasticProgram(program, ownColumnRows: rows, hasCommonColumn: common)
    let attempt = Attempt(elastic.program, settings: settings, since: start)
    statistics.iterations += attempt.statistics.iterations
    statistics.factorizations += attempt.statistics.factorizations
    return (elastic, attempt)
  }

  let rows = Array(program.networkRowNames.indices)
  var answer: (elastic: ElasticProgram, attempt: Attempt)
  if rows.count <= ElasticProgram.mostOwnColumns {
    answer = run(rows, common: false)
  } else {
    let first = run([], common: true)
    let wide = first.elastic.widenedRows(at: first.attempt.point)
    answer = run(wide, common: false)
  }
  statistics.wallSeconds = start.secondsSince
  var relaxed = answer.elastic.original(answer.attempt.point)
  if answer.attempt.reason == nil { relaxed = relaxed.asWeights(for: program) }
  let certificate = InfeasibilityCertificate.compute(for: program, weights: relaxed)
  guard answer.attempt.reason == nil, certificate.isProof else {
    return Relaxation(infeasibility: nil, statistics: statistics)
  }
  let violations = answer.elastic.violations(at: answer.attempt.point)
  return Relaxation(
    infeasibility: Infeasibility(
      violations: violations.listed, totalViolation: violations.total, relaxed: relaxed,
      certificate: certificate),
    statistics: statistics)
}

/// A program with its rows made elastic, all costs 0 but those of the violations.
struct ElasticProgram {
  /// With fewer network rows than this, each gets its own column at once.
  static let mostOwnColumns = 24
  /// Violations below this share of the largest are not listed.
  static let smallestListedShare = 1e-3
  /// A common column below this share of the largest room is 0.
  static let smallestWideningShare = 1e-6

  let source: StagedProgram
  let program: StagedProgram
  let ownColumnRows: [Int]
  let hasCommonColumn: Bool
  private let room: ElasticRoom

  init(_ source: StagedProgram, ownColumnRows: [Int], hasCommonColumn: Bool) {
    self.source = source
    self.ownColumnRows = ownColumnRows
    self.hasCommonColumn = hasCommonColumn
    let room = ElasticRoom(of: source)
    self.room = room
    var program = source
    Self.relaxBalancesAndStates(of: &program, room)
    Self.relaxNetworkRows(of: &program, ownColumnRows, hasCommonColumn, room)
    self.program = program
  }

  /// Supply and demand for each balance, inflow and outflow for each state, at a cost of 1 a unit.
  private static func relaxBalancesAndStates(of program: inout StagedProgram, _ room: ElasticRoom) {
    let (stages, count) = (program.stageCount, program.columns.count)
    let balances = program.balanceNames.indices
    for n in balances {
      for sign in [1.0, -1.0] {
        program.columns.append(
          StageColumn(
            name: "elastic balance \(n) \(sign)", balance: [Coefficient(row: n, value: sign)]))
      }
    }
    for s in program.states.indices {
      for sign in [1.0, -1.0] {
        program.columns.append(
          StageColumn(
            name: "elastic state \(s) \(sign)", balance: [],
            state: [Coefficient(row: s, value: sign)]))
      }
      program.states[s].endValue = 0
    }
    let added = program.columns.count - count
    program.cost = .costs(0, count, then: 1, added, stages)
    program.curvature = .costs(0, count, then: 0, added, stages)
    program.lower = program.lower.appending(added) { _, _ in 0 }
    program.upper = program.upper.appending(added) { t, item in
      let state = (item - 2 * balances.count) / 2
      return item < 2 * balances.count ? room.power[t] : room.energy[t, state]
    }
  }

  /// More margin for each of some rows, or for all rows of a stage together.
  private static func relaxNetworkRows(
    of program: inout StagedProgram, _ ownColumnRows: [Int], _ hasCommonColumn: Bool,
    _ room: ElasticRoom
  ) {
    let (stages, count) = (program.stageCount, program.networkColumns.count)
    let added = ownColumnRows.count + (hasCommonColumn ? 1 : 0)
    for k in ownColumnRows {
      program.networkColumns.append(NetworkColumn(name: "elastic row \(k)", balance: []))
    }
    if hasCommonColumn {
      program.networkColumns.append(NetworkColumn(name: "elastic rows", balance: []))
    }
    program.networkCost = .costs(0, count, then: 1, added, stages)
    program.networkCurvature = .costs(0, count, then: 0, added, stages)
    program.networkLower = program.networkLower.appending(added) { _, _ in 0 }
    program.networkUpper = program.networkUpper.appending(added) { t, _ in room.power[t] }
    if program.networkMatrices.isEmpty {
      program.networkMatrices = [Matrix(rows: program.networkRowNames.count, columns: count)]
      program.networkMatrixOfStage = [Int](repeating: 0, count: stages)
    }
    program.networkMatrices = program.networkMatrices.map { matrix in
      var wide = Matrix(rows: matrix.rowCount, columns: count + added)
      wide.values.replaceSubrange(0..<matrix.values.count, with: matrix.values)
      for (i, k) in ownColumnRows.enumerated() { wide[k, count + i] = -1 }
      if hasCommonColumn {
        for k in 0..<matrix.rowCount { wide[k, wide.columnCount - 1] = -1 }
      }
      return wide
    }
  }

  /// Rows that bind in a stage whose common column is above 0.
  func widenedRows(at point: StagedPoint) -> [Int] {
    let common = program.networkColumns.count - 1
    let threshold = powerThreshold
    var isWide = [Bool](repeating: false, count: source.networkRowNames.count)
    for t in 0..<source.stageCount where point.network[t, common] > threshold {
      let matrix = source.networkMatrices[source.networkMatrixOfStage[t]]
      for k in isWide.indices where source.networkLimit[t, k].isFinite {
        var load = 0.0
        for i in source.networkColumns.indices { load += matrix[k, i] * point.network[t, i] }
        if load > source.networkLimit[t, k] - threshold { isWide[k] = true }
      }
    }
    return isWide.indices.filter { isWide[$0] }
  }

  /// The violations of a point of ``program``, largest first, then by stage. The list leaves out
  /// those that are small beside the largest; the total does not.
  func violations(at point: StagedPoint) -> (listed: [Infeasibility.Violation], total: Double) {
    var all: [Infeasibility.Violation] = []
    let first = source.columns.count
    let firstState = first + 2 * source.balanceNames.count
    /// What the second of two elastic columns takes less what the first gives.
    func difference(_ t: Int, _ column: Int) -> Double {
      point.columns[t, column + 1] - point.columns[t, column]
    }
    for t in 0..<source.stageCount {
      func add(_ row: Infeasibility.Violation.Row, _ amount: Double) {
        all.append(Infeasibility.Violation(stage: t, row: row, amount: amount))
      }
      // What the elastic supply covers has to come off the right-hand side.
      for n in source.balanceNames.indices { add(.balance(n), difference(t, first + 2 * n)) }
      for (i, k) in ownColumnRows.enumerated() {
        add(.network(k), point.network[t, source.networkColumns.count + i])
      }
      for s in source.states.indices { add(.state(s), -difference(t, firstState + 2 * s)) }
    }
    let total = all.reduce(0) { $0 + $1.amount.magnitude }
    let largest = all.reduce(0) { max($0, $1.amount.magnitude) }
    let listed = all.filter { $0.amount.magnitude > Self.smallestListedShare * largest }
    return (
      listed.sorted { ($0.amount.magnitude, -$0.stage) > ($1.amount.magnitude, -$1.stage) }, total
    )
  }

  private var powerThreshold: Double {
    Self.smallestWideningShare * (room.power.max() ?? 0)
  }

  /// The point without the elastic columns.
  func original(_ point: StagedPoint) -> StagedPoint {
    var result = point
    result.columns = point.columns.prefix(source.columns.count)
    result.network = point.network.prefix(source.networkColumns.count)
    return result
  }
}

/// Bounds of the elastic columns: twice what the rows miss at the plain point, where every column
/// stands as near to 0 as its bounds allow and every level as near to the one before; for states
/// also what they would have to give for their columns to make up for the balances.
///
/// The plain point then fits, so that the relaxed program has a solution, and no box is larger than
/// its stage needs: boxes of the size of a reservoir would drown the violations.
private struct ElasticRoom {
  static let factor = 2.0

  /// Balances and network rows of each stage, together.
  private(set) var power: [Double] = []
  /// Stage × state.
  private(set) var energy: StageTable

  init(of program: StagedProgram) {
    energy = StageTable(stageCount: program.stageCount, itemCount: program.states.count)
    let energyPerPower = Self.energyPerPower(of: program)
    var levels = program.states.map(\.initialLevel)
    for t in 0..<program.stageCount {
      var balances = program.balanceNames.indices.map { program.demand[t, $0] }
      var changes = program.states.indices.map {
        program.inflow[t, $0] + (program.retention[t, $0] - 1) * levels[$0]
      }
      for (j, column) in program.columns.enumerated() {
        let value = Self.nearestToZero(program.lower[t, j], program.upper[t, j])
        guard value != 0 else { continue }
        for entry in column.balance { balances[entry.row] -= entry.value * value }
        for entry in column.state { changes[entry.row] += entry.value * value }
      }
      let flows = program.networkColumns.indices.map {
        Self.nearestToZero(program.networkLower[t, $0], program.networkUpper[t, $0])
      }
      for (i, column) in program.networkColumns.enumerated() where flows[i] != 0 {
        for entry in column.balance { balances[entry.row] -= entry.value * flows[i] }
      }
      for s in program.states.indices {
        let next = min(max(levels[s], program.levelLower[t, s]), program.levelUpper[t, s])
        energy[t, s] = Self.factor * abs(next - levels[s] - changes[s])
        levels[s] = next
      }
      let missing = balances.reduce(0) { $0 + abs($1) } + Self.overload(program, t, flows)
      power.append(Self.factor * missing)
      for s in program.states.indices { energy[t, s] += energyPerPower[s] * power[t] }
    }
  }

  /// By state: the most that a column takes from it for a unit in its balances.
  private static func energyPerPower(of program: StagedProgram) -> [Double] {
    var result = program.states.map { _ in 0.0 }
    for column in program.columns {
      let power = column.balance.reduce(0) { max($0, abs($1.value)) }
      guard power > 0 else { continue }
      for entry in column.state {
        result[entry.row] = max(result[entry.row], abs(entry.value) / power)
      }
    }
    return result
  }

  /// The largest overload of a network row.
  private static func overload(_ program: StagedProgram, _ t: Int, _ flows: [Double]) -> Double {
    guard !program.networkMatrices.isEmpty else { return 0 }
    let matrix = program.networkMatrices[program.networkMatrixOfStage[t]]
    var largest = 0.0
    for k in program.networkRowNames.indices where program.networkLimit[t, k].isFinite {
      var load = 0.0
      for i in flows.indices { load += matrix[k, i] * flows[i] }
      largest = max(largest, load - program.networkLimit[t, k])
    }
    return largest
  }

  private static func nearestToZero(_ lower: Double, _ upper: Double) -> Double {
    min(max(0, lower), upper)
  }
}

extension StageTable {
  /// Two constants, one after the other.
  fileprivate static func costs(
    _ first: Double, _ firstCount: Int, then second: Double, _ secondCount: Int, _ stages: Int
  ) -> StageTable {
    StageTable(
      constant: [Double](repeating: first, count: firstCount)
        + [Double](repeating: second, count: secondCount), stageCount: stages)
  }

  /// The same numbers with further items.
  fileprivate func appending(
    _ count: Int, _ value: (_ stage: Int, _ item: Int) -> Double
  ) -> StageTable {
    var result = StageTable(stageCount: stageCount, itemCount: itemCount + count)
    for t in 0..<stageCount {
      for i in 0..<itemCount { result[t, i] = self[t, i] }
      for i in 0..<count { result[t, itemCount + i] = value(t, i) }
    }
    return result
  }

  /// The first items.
  func prefix(_ count: Int) -> StageTable {
    guard varies else {
      return StageTable(constant: Array(values.prefix(count)), stageCount: stageCount)
    }
    var result = StageTable(stageCount: stageCount, itemCount: count)
    for t in 0..<stageCount {
      for i in 0..<count { result[t, i] = self[t, i] }
    }
    return result
  }
}
