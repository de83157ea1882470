// SPDX-License-Identifier: Apache-2.0
import Optimization

/// Seeded programs without states, from three zones to sixty, that always have a feasible point: any
/// load can be shed, any supply dumped, and zero network columns meet every row.
///
/// Half of them have round numbers, so that costs, capacities and limits tie; others have columns in
/// many balances, network columns with all kinds of bounds, repeated rows, or data that changes
/// from hour to hour in every table.
package enum RandomHours {
  package static func make(seed: UInt64, stages: Int? = nil) -> StagedProgram {
    var draft = Draft(seed: seed, stages: stages)
    draft.addZones()
    draft.addLinks()
    if draft.zones > 2, draft.chance(0.8) { draft.addNetwork() }
    return draft.finished()
  }

  private struct Draft {
    var random: SeededGenerator
    let stages: Int
    let zones: Int
    let isRound: Bool
    let costVaries: Bool
    let size: Double
    var builder: ProgramBuilder

    init(seed: UInt64, stages: Int?) {
      random = SeededGenerator(seed: seed &* 104_729 &+ 71)
      let largest = [5, 12, 25, 60][Int(seed % 4)]
      zones = Int.random(in: 3...largest, using: &random)
      self.stages = stages ?? Int.random(in: 1...12, using: &random)
      isRound = Bool.random(using: &random)
      costVaries = Int.random(in: 0..<3, using: &random) == 0
      size = [1.0, 100, 10_000][Int.random(in: 0..<3, using: &random)]
      builder = ProgramBuilder(stages: self.stages)
    }

    mutating func chance(_ share: Double) -> Bool { random.uniform(0...1) < share }

    /// A quantity, in tenths of the size where numbers are round.
    mutating func amount(_ range: ClosedRange<Double>) -> Double {
      let share = random.uniform(range)
      return size * (isRound ? (10 * share).rounded() / 10 : share)
    }

    mutating func price() -> Double {
      let price = random.uniform(-20...120)
      return isRound ? (price / 20).rounded() * 20 : price
    }

    mutating func prices() -> [Double] {
      let base = price()
      guard costVaries else { return [base] }
      return (0..<stages).map { _ in base + (isRound ? 0 : random.uniform(-3...3)) }
    }

    mutating func amounts(_ range: ClosedRange<Double>, offShare: Double = 0) -> [Double] {
      (0..<stages).map { _ in chance(offShare) ? 0 : amount(range) }
    }

    mutating func addZones() {
      for z in 0..<zones {
        let load = amounts(0.3...1)
        builder.balance("zone \(z)", demand: load)
        for k in 0..<Int.random(in: 0...6, using: &random) {
          let upper = amounts(0...0.6, offShare: 0.1)
          let isMustRun = chance(0.15)
          builder.column(
            "supply \(z) \(k)", balance: [z: chance(0.1) ? 0.8 : 1], cost: prices(),
            lower: isMustRun ? upper.map { 0.5 * $0 } : [0], upper: upper)
        }
        builder.column("lost \(z)", balance: [z: 1], cost: [3000], upper: load.map { $0 + size })
        builder.column(
          "dump \(z)", balance: [z: -1], cost: [isRound ? 20 : 20.5], upper: [9 * size])
        if chance(0.1) { builder.column("idle \(z)", cost: prices(), lower: [-1], upper: [2]) }
      }
    }

    mutating func addLinks() {
      for k in 0..<Int.random(in: 0...2 * zones, using: &random) {
        let from = Int.random(in: 0..<zones, using: &random)
        let to = (from + Int.random(in: 1..<zones, using: &random)) % zones
        var entries = [from: -1.0, to: chance(0.5) ? 1 : random.uniform(0.9...1)]
        let third = Int.random(in: 0..<zones, using: &random)
        if chance(0.1), entries[third] == nil { entries[third] = -0.2 }
        builder.column(
          "link \(k)", balance: entries, cost: [chance(0.5) ? 0 : 0.1],
          lower: [chance(0.2) ? -0.1 * size : 0], upper: amounts(0...0.5, offShare: 0.1))
      }
    }

    mutating func addNetwork() {
      let core = Int.random(in: 3...min(zones, 25), using: &random)
      let hasSum = chance(0.5)
      let sum = hasSum ? builder.balance("sum of positions", demand: [0]) : 0
      for z in (hasSum ? 0 : 1)..<core {
        let bound = 0.5 * size
        let kind = Int.random(in: 0..<8, using: &random)
        builder.networkColumn(
          "position \(z)", balance: hasSum ? [z: -1, sum: 1] : [0: 1, z: -1],
          lower: [kind == 0 || kind == 1 ? -bound : -.infinity],
          upper: [kind == 1 || kind == 2 ? bound : .infinity])
      }
      let cables = Int.random(in: 0...2, using: &random)
      for k in 0..<cables {
        builder.networkColumn(
          "cable \(k)", balance: [k: -1, k + 1: 1], cost: [chance(0.3) ? 0.1 : 0],
          lower: [-0.1 * size], upper: amounts(0...0.2))
      }
      let columns = core - (hasSum ? 0 : 1) + cables
      let rows = Int.random(
        in: 0...[6, 40, 300][Int.random(in: 0..<3, using: &random)], using: &random)
      var last: [Double] = []
      for k in 0..<rows {
        var factors = (0..<columns).map { _ in
          isRound ? (4 * random.uniform(-1...1)).rounded() / 4 : random.uniform(-1...1)
        }
        if k > 0, chance(0.15) { factors = last }
        if k > 0, chance(0.15) { factors = last.map { -$0 } }
        last = factors
        let limit = (0..<stages).map { _ in
          chance(0.1) ? .infinity : amount(0...0.6)
        }
        builder.networkRow("row \(k)", factors: factors, limit: limit)
      }
    }

    /// With a second matrix in every third hour of some.
    mutating func finished() -> StagedProgram {
      var program = builder.build()
      guard stages > 1, !program.networkRowNames.isEmpty, chance(0.4) else { return program }
      var other = program.networkMatrices[0]
      for at in other.values.indices { other.values[at] *= random.uniform(0.9...1.1) }
      program.networkMatrices.append(other)
      for t in 0..<stages where t % 3 == 2 { program.networkMatrixOfStage[t] = 1 }
      return program
    }
  }
}

extension StagedProgram {
  /// The same program with its stages in another order, or some of them alone; without states.
  package func withStages(_ order: [Int]) -> StagedProgram {
    precondition(states.isEmpty, "\(states.count) states link the stages")
    func table(_ source: StageTable) -> StageTable {
      var result = StageTable(stageCount: order.count, itemCount: source.itemCount)
      for (new, old) in order.enumerated() {
        for item in 0..<source.itemCount { result[new, item] = source[old, item] }
      }
      return result
    }
    var result = self
    result.stageCount = order.count
    for path in [
      \StagedProgram.cost, \.curvature, \.lower, \.upper, \.networkCost, \.networkCurvature,
      \.networkLower, \.networkUpper, \.demand, \.networkLimit, \.retention, \.inflow,
      \.levelLower, \.levelUpper,
    ] {
      result[keyPath: path] = table(self[keyPath: path])
    }
    result.networkMatrixOfStage = order.map { networkMatrixOfStage[$0] }
    return result
  }
}
