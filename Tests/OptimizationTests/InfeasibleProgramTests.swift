// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

@Suite("Infeasible programs")
struct InfeasibleProgramTests {
  private func infeasibility(_ program: StagedProgram) throws -> Infeasibility {
    let result = solve(program)
    guard case .infeasible(let infeasibility) = result.outcome else {
      throw NotInfeasible(last: result.log.last)
    }
    return infeasibility
  }

  struct NotInfeasible: Error {
    let last: SolverProgress?
  }

  @Test("a load above all supply")
  func shortBalance() throws {
    var builder = ProgramBuilder(stages: 3)
    let zone = builder.balance("A", demand: [50, 130, 120])
    builder.column("supply", balance: [zone: 1], cost: [10], upper: [100])
    let program = builder.build()
    let answer = try infeasibility(program)
    expectClose(answer.totalViolation, 50, relative: 1e-4)
    #expect(answer.violations.map(\.stage) == [1, 2])
    #expect(answer.violations.allSatisfy { $0.row == .balance(0) })
    expectClose(answer.violations.map(\.amount), [-30, -20], absolute: 1e-3)
  }

  @Test("an end level that no inflow can reach")
  func endLevel() throws {
    var builder = ProgramBuilder(stages: 4)
    let zone = builder.balance("A", demand: [10])
    builder.column("supply", balance: [zone: 1], cost: [10], upper: [100])
    let lake = builder.state(
      "lake", initial: 10, inflow: [5], lower: [0, 0, 0, 45], upper: [100, 100, 100, 45])
    builder.column("turbine", balance: [zone: 1], state: [lake: -1], upper: [20])
    let program = builder.build()
    let answer = try infeasibility(program)
    expectClose(answer.totalViolation, 15, relative: 1e-4)
    #expect(answer.violations.allSatisfy { $0.row == .state(0) && $0.amount > 0 })
  }

  /// A must export at least 30 (must-run supply), the row lets 20 out.
  @Test("a network row below what must flow")
  func networkRow() throws {
    var builder = ProgramBuilder(stages: 1)
    let a = builder.balance("A", demand: [10])
    let b = builder.balance("B", demand: [100])
    builder.column("must run", balance: [a: 1], cost: [10], lower: [40], upper: [60])
    builder.column("supply", balance: [b: 1], cost: [20], upper: [200])
    builder.networkColumn("exchange", balance: [a: -1, b: 1])
    builder.networkRow("line", factors: [1], limit: [20])
    let program = builder.build()
    let answer = try infeasibility(program)
    // Taking 10 off the row or adding 10 to A's load cost the same; the sum is what is least.
    expectClose(answer.totalViolation, 10, relative: 1e-4)
  }

  @Test("many rows are relaxed in two steps to the same total")
  func manyRows() throws {
    var builder = ProgramBuilder(stages: 2)
    let a = builder.balance("A", demand: [10])
    let b = builder.balance("B", demand: [100])
    builder.column("supply", balance: [b: 1], cost: [20], upper: [200])
    builder.column("lost", balance: [a: 1], cost: [3000], upper: [10])
    // An exchange of at least 30 that no row allows: only its rows can give way.
    builder.networkColumn("forced", balance: [:], lower: [30], upper: [60])
    builder.networkColumn("exchange", balance: [a: -1, b: 1])
    for k in 0..<40 {
      builder.networkRow("row \(k)", factors: [k == 7 ? 1 : 0.1, 0], limit: [20])
    }
    let program = builder.build()
    let answer = try infeasibility(program)
    expectClose(answer.totalViolation, 20, relative: 1e-4)
    #expect(answer.violations.map(\.stage) == [0, 1])
    #expect(answer.violations.allSatisfy { $0.row == .network(7) })
    expectClose(answer.violations.map(\.amount), [10, 10], absolute: 1e-3)
  }

  /// The reservoir holds a hundred thousand times what the rows miss, and plays no part in it.
  @Test("a small contradiction beside a large reservoir", arguments: [20.0, 2000])
  func besideReservoir(excess: Double) throws {
    var builder = ProgramBuilder(stages: 24)
    let a = builder.balance("A", demand: [60_000])
    let b = builder.balance("B", demand: [40_000])
    for zone in [a, b] {
      builder.column("supply \(zone)", balance: [zone: 1], cost: [20], upper: [90_000])
    }
    let lake = builder.state(
      "lake", initial: 6e7, inflow: [15_000],
      lower: [Double](repeating: 0, count: 23) + [6e7],
      upper: [Double](repeating: 8.7e7, count: 23) + [6e7])
    builder.column("turbine", balance: [a: 1], state: [lake: -1], upper: [27_000])
    builder.column("spill", balance: [:], state: [lake: -1], upper: [15_000])
    builder.networkColumn("exchange", balance: [a: -1, b: 1])
    builder.networkRow("most", factors: [1], limit: [0])
    builder.networkRow("least", factors: [-1], limit: [-excess])
    let answer = try infeasibility(builder.build())
    expectClose(answer.totalViolation, 24 * excess, relative: 1e-4)
    #expect(answer.violations.allSatisfy { $0.row == .network(0) || $0.row == .network(1) })
  }

  @Test("a program at the edge of feasibility is not called infeasible")
  func edge() throws {
    var builder = ProgramBuilder(stages: 2)
    let zone = builder.balance("A", demand: [100, 100])
    builder.column("supply", balance: [zone: 1], cost: [10], upper: [100])
    let program = builder.build()
    let result = solve(program)
    if case .infeasible = result.outcome { Issue.record("called infeasible") }
  }

  // MARK: Contradictions in random weeks

  /// A week with one contradiction on top, by hand: what must be named, and the least violation.
  struct Contradiction: Sendable, CustomTestStringConvertible {
    var name: String
    var seed: UInt64
    /// A sentence begins with one of these.
    var causes: [String]
    /// What the rows must be violated by in all.
    var total: Double
    var add: @Sendable (inout ProgramBuilder, _ hours: Int) -> Void
    var testDescription: String { "\(name), seed \(seed)" }
  }

  private static func contradictions(seed: UInt64) -> [Contradiction] {
    let size = 40 + 13 * Double(seed)
    let hours = Double(RandomWeek(seed: seed, isSmall: true).stages)
    return [
      Contradiction(
        name: "missing supply", seed: seed, causes: ["balance island in stage"],
        total: 2 * size * hours
      ) { builder, _ in
        let island = builder.balance("island", demand: [4 * size])
        builder.column("plant", balance: [island: 1], cost: [30], upper: [size])
        builder.column("cable", balance: [0: -1, island: 1], upper: [size])
      },
      Contradiction(
        name: "contradicting CNECs", seed: seed,
        causes: ["network row most in stage", "network row least in stage"], total: size
      ) { builder, hours in
        let flow = builder.networkColumn("tie", balance: [0: -1, 1: 1])
        let factors = [Double](repeating: 0, count: flow) + [1]
        var least = [Double](repeating: .infinity, count: hours)
        least[3] = -size
        builder.networkRow("most", factors: factors, limit: [0])
        builder.networkRow("least", factors: factors.map { -$0 }, limit: least)
      },
      Contradiction(
        name: "end level out of reach", seed: seed, causes: ["level of lake in stage"], total: size
      ) { builder, hours in
        let end = size * Double(hours)
        let lake = builder.state(
          "lake", initial: 0, inflow: [size / 2],
          lower: [Double](repeating: 0, count: hours - 1) + [end / 2 + size],
          upper: [2 * end])
        builder.column("turbine", balance: [0: 1], state: [lake: -1], upper: [size])
      },
      Contradiction(
        name: "filled faster than it can", seed: seed, causes: ["level of store in stage"],
        total: 2 * size
      ) { builder, hours in
        var lower = [Double](repeating: 0, count: hours)
        lower[4] = 0.9 * 5 * size + 2 * size
        let store = builder.state(
          "store", initial: 0, endValue: 1, lower: lower, upper: [99 * size])
        builder.column("charge", balance: [0: -1], state: [store: 0.9], upper: [size])
        builder.column("discharge", balance: [0: 1], state: [store: -1], upper: [size])
      },
      Contradiction(
        name: "must-run above load without export", seed: seed,
        causes: ["balance island in stage"], total: 2 * size * hours
      ) { builder, _ in
        let island = builder.balance("island", demand: [size])
        builder.column(
          "must run", balance: [island: 1], cost: [5], lower: [3 * size], upper: [4 * size])
      },
      Contradiction(
        name: "budget", seed: seed, causes: ["level of permits in stage"],
        total: 0.25 * size * hours
      ) { builder, hours in
        let island = builder.balance("island", demand: [size])
        let budget = 0.25 * size * Double(hours)
        let permits = builder.state("permits", initial: budget, upper: [budget])
        // Half a permit per MWh: a permit is the cheaper one to add.
        builder.column("plant", balance: [island: 1], state: [permits: -0.5], upper: [2 * size])
      },
      Contradiction(
        name: "fixed flow", seed: seed, causes: ["balance island in stage"],
        total: 1.5 * size * hours
      ) { builder, _ in
        let island = builder.balance("island", demand: [size])
        builder.networkColumn(
          "contract", balance: [0: -1, island: 1], lower: [2.5 * size], upper: [2.5 * size])
      },
    ]
  }

  static let contradictions = (0..<8).flatMap { contradictions(seed: $0) }.prefix(50)

  @Test("random weeks with one contradiction", arguments: contradictions)
  func contradiction(_ contradiction: Contradiction) throws {
    let week = RandomWeek(seed: contradiction.seed, isSmall: true)
    let program = week.program { contradiction.add(&$0, week.stages) }
    let answer = try infeasibility(program)
    let sentence = answer.sentence(for: program)
    #expect(contradiction.causes.contains { sentence.hasPrefix($0) }, "\(sentence)")
    #expect(answer.certificate.isProof)
    let certificate = InfeasibilityCertificate.compute(for: program, weights: answer.relaxed)
    #expect(certificate == answer.certificate)
    // The same proof by other code, and no weaker than the violation: nothing less would do.
    let sum = WeightedRowSum(of: program, weights: answer.relaxed)
    #expect(sum.smallestWeight >= 0)
    #expect(sum.largestWeight <= 1 + 1e-6)
    #expect(sum.largestUnboundedSlope <= 1e-6)
    expectClose(certificate.shortfall, sum.shortfall, relative: 1e-5)
    expectClose(sum.shortfall, contradiction.total, relative: 1e-5)
    expectClose(answer.totalViolation, contradiction.total, relative: 1e-5)
  }

  /// One set of weights, rows that contradict each other by less and less, and at last not at all.
  @Test("a proof holds down to the smallest contradiction and no further", arguments: 0..<4)
  func smallestContradiction(seed: UInt64) throws {
    let contradiction = try #require(
      Self.contradictions(seed: seed).first { $0.name == "contradicting CNECs" })
    let week = RandomWeek(seed: seed, isSmall: true)
    var program = week.program { contradiction.add(&$0, week.stages) }
    let weights = try infeasibility(program).relaxed
    let least = program.networkRowNames.count - 1
    for (excess, isProof) in [(1.0, true), (1e-3, true), (0, false), (-1, false)] {
      program.networkLimit[3, least] = -excess
      let certificate = InfeasibilityCertificate.compute(for: program, weights: weights)
      #expect(certificate.isProof == isProof, "excess \(excess): \(certificate)")
    }
  }

  @Test("the cause in words")
  func words() throws {
    var builder = ProgramBuilder(stages: 3)
    let zone = builder.balance("A", demand: [50, 130, 120])
    builder.column("supply", balance: [zone: 1], cost: [10], upper: [100])
    let short = builder.build()
    #expect(
      try infeasibility(short).sentence(for: short)
        == "balance A in stage 1 lacks 30; with 1 more row 50 in all")
    builder = ProgramBuilder(stages: 1)
    let other = builder.balance("B", demand: [10])
    builder.column("must run", balance: [other: 1], lower: [40], upper: [60])
    let long = builder.build()
    #expect(
      try infeasibility(long).sentence(for: long) == "balance B in stage 0 cannot get rid of 30")
  }

  /// The weights of one infeasible program prove nothing for a feasible one, whatever they are.
  @Test("no weights prove a feasible program infeasible")
  func feasibleHasNoProof() throws {
    for seed in UInt64(0)..<20 {
      let program = RandomWeek(seed: seed, isSmall: true).program()
      var weights = StagedPoint(zeroOf: program)
      var random = SeededGenerator(seed: seed)
      for path in [\StagedPoint.balanceDuals, \.networkDuals, \.stateDuals] {
        for i in weights[keyPath: path].values.indices {
          weights[keyPath: path].values[i] = random.uniform(-1...1)
        }
      }
      let certificate = InfeasibilityCertificate.compute(for: program, weights: weights)
      #expect(!certificate.isProof, "seed \(seed): \(certificate)")
    }
  }
}

/// The weighted sum of all rows, put together row by row: by another way than the solver's.
private struct WeightedRowSum {
  /// Weighted right-hand sides less the largest weighted left-hand sides within the bounds.
  private(set) var shortfall = 0.0
  private(set) var largestWeight = 0.0
  /// Of network rows, whose weights must not be negative.
  private(set) var smallestWeight = Double.infinity
  /// Of network columns with an infinite bound; they must not count.
  private(set) var largestUnboundedSlope = 0.0

  init(of program: StagedProgram, weights: StagedPoint) {
    let states = program.states.indices
    // Of the levels in the stage before: its rows come one stage later.
    var levels = states.map { _ in 0.0 }
    for t in 0..<program.stageCount {
      var columns = program.columns.indices.map { _ in 0.0 }
      var network = program.networkColumns.indices.map { _ in 0.0 }
      for n in program.balanceNames.indices {
        let weight = weights.balanceDuals[t, n]
        weigh(weight, program.demand[t, n])
        for (j, column) in program.columns.enumerated() {
          for entry in column.balance where entry.row == n { columns[j] += weight * entry.value }
        }
        for (i, column) in program.networkColumns.enumerated() {
          for entry in column.balance where entry.row == n { network[i] += weight * entry.value }
        }
      }
      for k in program.networkRowNames.indices where program.networkLimit[t, k].isFinite {
        // −P q ≥ −r.
        let weight = weights.networkDuals[t, k]
        smallestWeight = min(smallestWeight, weight)
        weigh(weight, -program.networkLimit[t, k])
        let matrix = program.networkMatrices[program.networkMatrixOfStage[t]]
        for i in network.indices { network[i] -= weight * matrix[k, i] }
      }
      for s in states {
        let weight = weights.stateDuals[t, s]
        weigh(weight, program.inflow[t, s])
        if t == 0 {
          shortfall += weight * program.retention[t, s] * program.states[s].initialLevel
        } else {
          take(
            levels[s] - weight * program.retention[t, s], program.levelLower[t - 1, s],
            program.levelUpper[t - 1, s])
        }
        levels[s] = weight
        for (j, column) in program.columns.enumerated() {
          for entry in column.state where entry.row == s { columns[j] -= weight * entry.value }
        }
      }
      for j in columns.indices { take(columns[j], program.lower[t, j], program.upper[t, j]) }
      for i in network.indices {
        take(network[i], program.networkLower[t, i], program.networkUpper[t, i])
      }
    }
    let last = program.stageCount - 1
    for s in states { take(levels[s], program.levelLower[last, s], program.levelUpper[last, s]) }
  }

  private mutating func weigh(_ weight: Double, _ rightHandSide: Double) {
    largestWeight = max(largestWeight, abs(weight))
    shortfall += weight * rightHandSide
  }

  /// Takes off the most that a variable can bring.
  private mutating func take(_ slope: Double, _ lower: Double, _ upper: Double) {
    guard lower.isFinite, upper.isFinite else {
      largestUnboundedSlope = max(largestUnboundedSlope, abs(slope))
      return
    }
    shortfall -= max(slope * lower, slope * upper)
  }
}
