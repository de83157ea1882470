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
  let violations = answer.elastic.violations(at: answer.attempt.point)
  statistics.wallSeconds = start.secondsSince
  guard answer.attempt.reason == nil, !violations.isEmpty else {
    return Relaxation(infeasibility: nil, statistics: statistics)
  }
  let relaxed = answer.elastic.original(answer.attempt.point)
  let certificate = InfeasibilityCertificate.compute(for: program, weights: relaxed)
  guard certificate.isProof else {
    return Relaxation(infeasibility: nil, statistics: statistics)
  }
  return Relaxation(
    infeasibility: Infeasibility(
      violations: violations,
      totalViolation: violations.reduce(0) { $0 + $1.amount.magnitude },
      relaxed: relaxed, certificate: certificate),
    statistics: statistics)
}

/// A program with its rows made elastic, all costs 0 but those of the violations.
struct ElasticProgram {
  /// With fewer network rows than this, each gets its own column at once.
  static let mostOwnColumns = 24
  /// Violations below this share of what rows miss at the plain point are rounding.
  static let smallestViolationShare = 1e-6

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
    let stages = source.stageCount

    for n in source.balanceNames.indices {
      for sign in [1.0, -1.0] {
        program.columns.append(
          StageColumn(
            name: "elastic balance \(n) \(sign)", balance: [Coefficient(row: n, value: sign)]))
      }
    }
    for s in source.states.indices {
      for sign in [1.0, -1.0] {
        program.columns.append(
          StageColumn(
            name: "elastic state \(s) \(sign)", balance: [],
            state: [Coefficient(row: s, value: sign)]))
      }
      program.states[s].endValue = 0
    }
    let added = program.columns.count - source.columns.count
    let zeros = [Double](repeating: 0, count: source.columns.count)
    program.cost = StageTable(
      constant: zeros + [Double](repeating: 1, count: added), stageCount: stages)
    program.curvature = StageTable(
      constant: zeros + [Double](repeating: 0, count: added), stageCount: stages)
    program.lower = source.lower.appending(added) { _, _ in 0 }
    program.upper = source.upper.appending(added) { t, item in
      let state = (item - 2 * source.balanceNames.count) / 2
      return item < 2 * source.balanceNames.count ? room.power[t] : room.energy[t, state]
    }

    let addedNetwork = ownColumnRows.count + (hasCommonColumn ? 1 : 0)
    for k in ownColumnRows {
      program.networkColumns.append(NetworkColumn(name: "elastic row \(k)", balance: []))
    }
    if hasCommonColumn {
      program.networkColumns.append(NetworkColumn(name: "elastic rows", balance: []))
    }
    let networkZeros = [Double](repeating: 0, count: source.networkColumns.count)
    program.networkCost = StageTable(
      constant: networkZeros + [Double](repeating: 1, count: addedNetwork), stageCount: stages)
    program.networkCurvature = StageTable(
      constant: networkZeros + [Double](repeating: 0, count: addedNetwork), stageCount: stages)
    program.networkLower = source.networkLower.appending(addedNetwork) { _, _ in 0 }
    program.networkUpper = source.networkUpper.appending(addedNetwork) { t, _ in room.power[t] }
    if source.networkMatrices.isEmpty {
      program.networkMatrices = [
        Matrix(rows: source.networkRowNames.count, columns: source.networkColumns.count)
      ]
      program.networkMatrixOfStage = [Int](repeating: 0, count: stages)
    }
    program.networkMatrices = program.networkMatrices.map { matrix in
      var wide = Matrix(rows: matrix.rowCount, columns: matrix.columnCount + addedNetwork)
      wide.values.replaceSubrange(0..<matrix.values.count, with: matrix.values)
      for (i, k) in ownColumnRows.enumerated() { wide[k, matrix.columnCount + i] = -1 }
      if hasCommonColumn {
        for k in 0..<matrix.rowCount { wide[k, wide.columnCount - 1] = -1 }
      }
      return wide
    }
    self.program = program
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

  /// The violations of a point of ``program``, largest first, then by stage.
  func violations(at point: StagedPoint) -> [Infeasibility.Violation] {
    var result: [Infeasibility.Violation] = []
    let first = source.columns.count
    let firstState = first + 2 * source.balanceNames.count
    let powerThreshold = powerThreshold
    let energyThresholds = source.states.indices.map { s in
      let most = (0..<source.stageCount).reduce(0) { max($0, room.energy[$1, s]) }
      return max(powerThreshold, Self.smallestViolationShare * most)
    }
    for t in 0..<source.stageCount {
      func add(_ row: Infeasibility.Violation.Row, _ amount: Double, above threshold: Double) {
        guard abs(amount) > threshold else { return }
        result.append(Infeasibility.Violation(stage: t, row: row, amount: amount))
      }
      for n in source.balanceNames.indices {
        // What the elastic supply covers has to come off the right-hand side.
        add(
          .balance(n), point.columns[t, first + 2 * n + 1] - point.columns[t, first + 2 * n],
          above: powerThreshold)
      }
      for (i, k) in ownColumnRows.enumerated() {
        add(
          .network(k), point.network[t, source.networkColumns.count + i], above: powerThreshold)
      }
      for s in source.states.indices {
        add(
          .state(s),
          point.columns[t, firstState + 2 * s] - point.columns[t, firstState + 2 * s + 1],
          above: energyThresholds[s])
      }
    }
    return result.sorted {
      ($0.amount.magnitude, -$0.stage) > ($1.amount.magnitude, -$1.stage)
    }
  }

  private var powerThreshold: Double {
    Self.smallestViolationShare * (room.power.max() ?? 0)
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
/// stands as near to 0 as its bounds allow and every level as near to the one before.
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
    }
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
