// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra
import Optimization

/// Small seeded programs that touch every feature of ``StagedProgram`` and always have a feasible
/// point: any load can be shed, any supply left unused, stores may spill, and zero network columns
/// meet every row.
package enum RandomProgram {
  package static func make(seed: UInt64, stages: Int? = nil) -> StagedProgram {
    var random = SeededGenerator(seed: seed)
    let stages = stages ?? count(1...21, &random)
    let zones = count(1...5, &random)
    var builder = ProgramBuilder(stages: stages)
    let size = [1.0, 100, 10_000][count(0...2, &random)]

    for z in 0..<zones {
      let load = series(stages) { size * random.uniform(0.3...1) }
      builder.balance("zone \(z)", demand: load)
      for k in 0..<count(1...4, &random) {
        let capacity = size * random.uniform(0.1...0.7)
        let isQuadratic = random.uniform(0...1) < 0.4
        builder.column(
          "supply \(z) \(k)", balance: [z: 1], cost: [random.uniform(-5...120)],
          curvature: [isQuadratic ? random.uniform(0...30) / capacity : 0],
          lower: [random.uniform(0...1) < 0.2 ? 0.1 * capacity : 0],
          upper: series(stages) {
            random.uniform(0...1) < 0.1 ? 0.1 * capacity : capacity * random.uniform(0.5...1)
          })
      }
      builder.column("lost \(z)", balance: [z: 1], cost: [3000], upper: load)
      // What must run in every stage can be dumped.
      builder.column("dump \(z)", balance: [z: -1], cost: [20], upper: [3 * size])
    }
    for k in 0..<count(0...zones, &random) where zones > 1 {
      let from = count(0...(zones - 1), &random)
      let to = (from + 1) % zones
      builder.column(
        "link \(k)", balance: [from: -1, to: random.uniform(0.9...1)], cost: [0.1],
        upper: [size * random.uniform(0.05...0.5)])
    }
    for s in 0..<count(0...4, &random) {
      addStore(s, zone: s % zones, stages, size, &builder, &random)
    }
    if zones > 2, random.uniform(0...1) < 0.7 { addNetwork(zones, stages, size, &builder, &random) }
    return builder.build()
  }

  private static func addStore(
    _ s: Int, zone: Int, _ stages: Int, _ size: Double, _ builder: inout ProgramBuilder,
    _ random: inout SeededGenerator
  ) {
    let energy = size * random.uniform(0.2...3)
    let kept = [1.0, 1, random.uniform(0.8...1), 0][count(0...3, &random)]
    let isValued = kept < 1 || random.uniform(0...1) < 0.5
    let inflow = series(stages) { random.uniform(0...0.1) * energy }
    var lower = [Double](repeating: 0, count: stages)
    let upper = [Double](repeating: energy, count: stages)
    if !isValued { lower[stages - 1] = 0.3 * energy }
    let store = builder.state(
      "store \(s)", initial: 0.3 * energy, endValue: isValued ? random.uniform(0...60) : 0,
      retention: [kept], inflow: inflow, lower: lower, upper: upper)
    builder.column(
      "charge \(s)", balance: [zone: -1], state: [store: 0.9], upper: [energy * 0.4])
    builder.column(
      "discharge \(s)", balance: [zone: 1], state: [store: -1 / 0.9], upper: [energy * 0.4])
    builder.column("spill \(s)", state: [store: -1], upper: [2 * energy])
  }

  private static func addNetwork(
    _ zones: Int, _ stages: Int, _ size: Double, _ builder: inout ProgramBuilder,
    _ random: inout SeededGenerator
  ) {
    for z in 1..<zones {
      let isBounded = random.uniform(0...1) < 0.3
      builder.networkColumn(
        "position \(z)", balance: [0: 1, z: -1],
        lower: [isBounded ? -0.2 * size : -.infinity],
        upper: [isBounded ? 0.3 * size : .infinity])
    }
    for k in 0..<count(1...6, &random) {
      builder.networkRow(
        "row \(k)", factors: (1..<zones).map { _ in random.uniform(-1...1) },
        limit: series(stages) {
          random.uniform(0...1) < 0.1 ? .infinity : size * random.uniform(0...0.4)
        })
    }
  }

  private static func count(_ range: ClosedRange<Int>, _ random: inout SeededGenerator) -> Int {
    Int.random(in: range, using: &random)
  }

  private static func series(_ stages: Int, _ value: () -> Double) -> [Double] {
    (0..<stages).map { _ in value() }
  }
}

extension StagedProgram {
  /// The same program with columns and balances in another order: item `i` of the result is item
  /// `order[i]` of this one.
  package func permuted(columns columnOrder: [Int], balances balanceOrder: [Int]) -> StagedProgram {
    var result = self
    var newRow = [Int](repeating: 0, count: balanceOrder.count)
    for (new, old) in balanceOrder.enumerated() { newRow[old] = new }
    func moved(_ entries: [Coefficient]) -> [Coefficient] {
      entries.map { Coefficient(row: newRow[$0.row], value: $0.value) }
    }
    func table(_ source: StageTable, _ order: [Int]) -> StageTable {
      var table = StageTable(stageCount: source.stageCount, itemCount: order.count)
      for t in 0..<source.stageCount {
        for (new, old) in order.enumerated() { table[t, new] = source[t, old] }
      }
      return table
    }
    result.columns = columnOrder.map {
      StageColumn(
        name: columns[$0].name, balance: moved(columns[$0].balance), state: columns[$0].state)
    }
    result.networkColumns = networkColumns.map {
      NetworkColumn(name: $0.name, balance: moved($0.balance))
    }
    result.balanceNames = balanceOrder.map { balanceNames[$0] }
    result.cost = table(cost, columnOrder)
    result.curvature = table(curvature, columnOrder)
    result.lower = table(lower, columnOrder)
    result.upper = table(upper, columnOrder)
    result.demand = table(demand, balanceOrder)
    return result
  }

  /// The same program with one more column, the same in all stages.
  package func adding(_ column: StageColumn, cost price: Double, upper bound: Double)
    -> StagedProgram
  {
    var result = self
    func table(_ source: StageTable, _ value: Double) -> StageTable {
      var table = StageTable(stageCount: source.stageCount, itemCount: source.itemCount + 1)
      for t in 0..<source.stageCount {
        for i in 0..<source.itemCount { table[t, i] = source[t, i] }
        table[t, source.itemCount] = value
      }
      return table
    }
    result.columns.append(column)
    result.cost = table(cost, price)
    result.curvature = table(curvature, 0)
    result.lower = table(lower, 0)
    result.upper = table(upper, bound)
    return result
  }
}
