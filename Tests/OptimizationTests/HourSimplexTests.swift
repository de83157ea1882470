// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

/// Programs without states, which the hour simplex solves.
@Suite("Hour simplex")
struct HourSimplexTests {
  // MARK: Counted by hand

  /// 40 MW at 10, 30 at 25, 50 at 60: each hour's load ends inside one of the steps.
  @Test("the marginal supplier of each hour sets its price")
  func meritOrder() throws {
    var builder = ProgramBuilder(stages: 5)
    let zone = builder.balance("A", demand: [20, 50, 110, 65, 5])
    builder.column("dear", balance: [zone: 1], cost: [60], upper: [50])
    builder.column("cheap", balance: [zone: 1], cost: [10], upper: [40])
    builder.column("middle", balance: [zone: 1], cost: [25], upper: [30])
    let program = builder.build()
    let point = try solvedByHours(program)
    expectClose(point.balanceDuals.values, [10, 25, 60, 25, 10], absolute: 1e-12)
    expectClose(
      point.columns.values,
      [
        0, 20, 0, 0, 40, 10, 40, 40, 30, 0, 40, 25, 0, 5, 0,
      ], absolute: 1e-12)
    expectClose(program.objective(at: point), 200 + 650 + 3550 + 1025 + 50, absolute: 1e-9)
  }

  /// A sells 30 to B, which the row allows; B makes the other 50 at 40. The row's dual is the
  /// difference of prices: one more MW of limit saves 40 − 10.
  @Test("a binding network row parts two prices")
  func congestion() throws {
    let program = twoZones(limit: [30, 100])
    let point = try solvedByHours(program)
    expectClose(point.balanceDuals.values, [10, 40, 10, 10], absolute: 1e-12)
    expectClose(point.networkDuals.values, [30, 0], absolute: 1e-12)
    expectClose(point.network.values, [30, 80], absolute: 1e-12)
    expectClose(point.columns.values, [50, 50, 100, 0], absolute: 1e-12)
  }

  @Test("a row switched off does not bind")
  func switchedOff() throws {
    let point = try solvedByHours(twoZones(limit: [30, .infinity, 10]))
    expectClose(point.networkDuals.values, [30, 0, 30], absolute: 1e-12)
    expectClose(point.network.values, [30, 80, 10], absolute: 1e-12)
  }

  private func twoZones(limit: [Double]) -> StagedProgram {
    var builder = ProgramBuilder(stages: limit.count)
    let a = builder.balance("A", demand: [20])
    let b = builder.balance("B", demand: [80])
    builder.column("in A", balance: [a: 1], cost: [10], upper: [200])
    builder.column("in B", balance: [b: 1], cost: [40], upper: [200])
    builder.networkColumn("exchange", balance: [a: -1, b: 1])
    builder.networkRow("line", factors: [1], limit: limit)
    return builder.build()
  }

  /// Load ends where one step does: any price from 10 to 25 is right, and the answer is an end.
  @Test("load that ends at a step has a price between the two")
  func step() throws {
    var builder = ProgramBuilder(stages: 1)
    let zone = builder.balance("A", demand: [40])
    builder.column("cheap", balance: [zone: 1], cost: [10], upper: [40])
    builder.column("dear", balance: [zone: 1], cost: [25], upper: [30])
    let point = try solvedByHours(builder.build())
    expectClose(point.columns.values, [40, 0], absolute: 1e-12)
    #expect(point.balanceDuals[0, 0] >= 10 && point.balanceDuals[0, 0] <= 25)
  }

  @Test("surplus is priced below zero, scarcity at the cap")
  func extremes() throws {
    var builder = ProgramBuilder(stages: 2)
    let zone = builder.balance("A", demand: [30, 120])
    builder.column("wind", balance: [zone: 1], cost: [-15], upper: [60])
    builder.column("thermal", balance: [zone: 1], cost: [50], upper: [40])
    builder.column("lost", balance: [zone: 1], cost: [4000], upper: [30, 120])
    let point = try solvedByHours(builder.build())
    expectClose(point.balanceDuals.values, [-15, 4000], absolute: 1e-12)
    expectClose(point.columns.values, [30, 0, 0, 60, 40, 20], absolute: 1e-12)
  }

  /// The second supplier is fixed in every hour, the first between equal bounds in the second.
  @Test("columns of no width stay where they are")
  func fixedColumns() throws {
    var builder = ProgramBuilder(stages: 3)
    let zone = builder.balance("A", demand: [50])
    builder.column("solar", balance: [zone: 1], cost: [1], upper: [35, 0, 35])
    builder.column("must run", balance: [zone: 1], cost: [90], lower: [10], upper: [10])
    builder.column("thermal", balance: [zone: 1], cost: [30], upper: [100])
    let point = try solvedByHours(builder.build())
    expectClose(point.columns.values, [35, 10, 5, 0, 10, 40, 35, 10, 5], absolute: 1e-12)
    expectClose(point.balanceDuals.values, [30, 30, 30], absolute: 1e-12)
  }

  /// 100 MW sent through the cable arrive as 90: the price behind it is 10 / 0.9.
  @Test("a link with losses raises the price behind it")
  func losses() throws {
    var builder = ProgramBuilder(stages: 2)
    let a = builder.balance("A", demand: [0])
    let b = builder.balance("B", demand: [45, 100])
    builder.column("in A", balance: [a: 1], cost: [10], upper: [200])
    builder.column("in B", balance: [b: 1], cost: [40], upper: [200])
    builder.column("cable", balance: [a: -1, b: 0.9], upper: [100])
    let point = try solvedByHours(builder.build())
    expectClose(point.columns.values, [50, 0, 50, 100, 10, 100], absolute: 1e-12)
    expectClose(point.balanceDuals.values, [10, 10 / 0.9, 10, 40], absolute: 1e-12)
  }

  /// `q ≥ 3` by a row, at a cost of 2 per unit, in no balance at all.
  @Test("a free network column without a balance")
  func looseColumn() throws {
    var builder = ProgramBuilder(stages: 2)
    let zone = builder.balance("A", demand: [5])
    builder.column("supply", balance: [zone: 1], cost: [10], upper: [9])
    builder.networkColumn("loose", balance: [:], cost: [2])
    builder.networkRow("least", factors: [-1], limit: [-3, -4])
    let point = try solvedByHours(builder.build())
    expectClose(point.network.values, [3, 4], absolute: 1e-9)
    expectClose(point.networkDuals.values, [2, 2], absolute: 1e-9)
  }

  @Test("costs that change the order of suppliers from hour to hour")
  func changingOrder() throws {
    var builder = ProgramBuilder(stages: 3)
    let zone = builder.balance("A", demand: [50, 50, 50])
    builder.column("gas", balance: [zone: 1], cost: [30, 60, 30], upper: [40])
    builder.column("coal", balance: [zone: 1], cost: [45, 40, 20], upper: [40])
    let point = try solvedByHours(builder.build())
    expectClose(point.balanceDuals.values, [45, 60, 30], absolute: 1e-12)
    expectClose(point.columns.values, [40, 10, 10, 40, 10, 40], absolute: 1e-12)
  }

  // MARK: Laws

  /// The last three have network duals whose midpoints hang on digits far behind the prices'.
  private static var seeds: [UInt64] { Array(0..<(Tier.isSoak ? 4000 : 240)) + [1882, 3499, 3796] }

  /// The interior point method does not come to its tolerances on some of the degenerate ones.
  @Test("the same cost as the interior point method, and a certificate")
  func certificate() throws {
    var unanswered = 0
    for seed in Self.seeds {
      let program = RandomHours.make(seed: seed)
      let point = try solvedByHours(program)
      guard let inner = interiorPoint(program) else {
        unanswered += 1
        continue
      }
      expectClose(
        program.objective(at: point), program.objective(at: inner), absolute: 1e-6, relative: 1e-7,
        "seed \(seed)")
    }
    #expect(50 * unanswered <= Self.seeds.count)
  }

  @Test("the order of hours does not matter, nor whether they are solved alone")
  func order() throws {
    for seed in Self.seeds.prefix(40) {
      let program = RandomHours.make(seed: seed, stages: 24)
      var random = SeededGenerator(seed: seed)
      let cost = program.objective(at: try solvedByHours(program))
      let shuffled = program.withStages(Array(0..<24).shuffled(using: &random))
      expectClose(
        shuffled.objective(at: try solvedByHours(shuffled)), cost, absolute: 1e-9, relative: 1e-11,
        "seed \(seed)")
      let alone = try (0..<24).reduce(0.0) { sum, t in
        let hour = program.withStages([t])
        return sum + hour.objective(at: try solvedByHours(hour))
      }
      expectClose(alone, cost, absolute: 1e-9, relative: 1e-11, "seed \(seed)")
    }
  }

  @Test("one and two threads give the same bytes")
  func threads() throws {
    let program = market(stages: 3 * 168 + 50)
    var settings = SolverSettings()
    settings.threads = 1
    let one = try solvedByHours(program, settings: settings)
    settings.threads = 2
    for _ in 0..<2 {
      let two = try solvedByHours(program, settings: settings)
      #expect(two.columns == one.columns)
      #expect(two.network == one.network)
      #expect(two.balanceDuals == one.balanceDuals)
      #expect(two.networkDuals == one.networkDuals)
    }
  }

  @Test("an hour takes few pivots from the one before")
  func warmStart() {
    let program = market(stages: 336)
    let warm = solve(program).statistics.iterations
    let cold = (0..<336).reduce(0) { sum, t in
      sum + solve(program.withStages([t])).statistics.iterations
    }
    report(figure: "hour simplex: \(warm) pivots in 336 hours, \(cold) with every start cold")
    #expect(2 * warm < cold)
  }

  private func market(stages: Int) -> StagedProgram {
    var generator = StagedProgramGenerator()
    generator.stages = stages
    generator.pumpedStores = 0
    generator.reservoirs = 0
    generator.batteries = 0
    return generator.program()
  }

  // MARK: Other outcomes

  @Test("hours without a feasible point are explained as before")
  func infeasible() throws {
    for seed in UInt64(0)..<12 {
      var program = RandomHours.make(seed: seed, stages: 6)
      // More load in one zone and hour than all supply and lost load together.
      let size = program.demand.values.reduce(0, max)
      program.demand[4, 0] += 100 * Double(program.balanceNames.count) * size
      var settings = SolverSettings()
      guard case .infeasible(let found) = solve(program, settings: settings).outcome else {
        Issue.record("seed \(seed) is not called infeasible")
        continue
      }
      settings.method = .interiorPoint
      guard case .infeasible(let before) = solve(program, settings: settings).outcome else {
        Issue.record("seed \(seed) is not infeasible for the interior point method")
        continue
      }
      #expect(found.violations == before.violations, "seed \(seed)")
      #expect(found.totalViolation == before.totalViolation, "seed \(seed)")
    }
  }

  /// Nothing but a far-away bound holds the free column in hour 1; the others are solved as usual.
  @Test("an hour the simplex does not trust goes through the interior point method")
  func handedOver() throws {
    var builder = ProgramBuilder(stages: 3)
    let zone = builder.balance("A", demand: [5, 6, 7])
    builder.column("supply", balance: [zone: 1], cost: [10], upper: [9])
    builder.networkColumn("loose", balance: [:])
    builder.networkRow("most", factors: [1], limit: [3, .infinity, 3])
    builder.networkRow("least", factors: [-1], limit: [3, .infinity, 3])
    let program = builder.build()
    let result = solve(program)
    guard case .optimal(let point) = result.outcome else {
      throw NotOptimal(outcome: "\(result.outcome)", last: result.log.last)
    }
    #expect(result.log.count == 1 && result.log[0].complementarity > 0)
    expectClose(point.columns.values, [5, 6, 7], absolute: 1e-5)
    expectClose(program.objective(at: point), 180, relative: 1e-7)
    #expect(abs(point.network[1, 0]) < 1e3)
  }

  @Test("the time limit is kept")
  func timeLimit() {
    var settings = SolverSettings()
    settings.timeLimitSeconds = -1
    let outcome = solve(RandomHours.make(seed: 1), settings: settings).outcome
    guard case .stopped(.timeLimit, _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test("states and slopes go through the interior point method")
  func choice() throws {
    var generator = StagedProgramGenerator()
    generator.stages = 24
    #expect(solve(generator.program()).log.count > 1)
    var program = market(stages: 24)
    #expect(solve(program).log.count == 1)
    program.curvature[3, 0] = 1e-3
    #expect(solve(program).log.count > 1)
  }

  private func solvedByHours(
    _ program: StagedProgram, settings: SolverSettings = SolverSettings()
  ) throws -> StagedPoint {
    let result = solve(program, settings: settings)
    guard case .optimal(let point) = result.outcome else {
      throw NotOptimal(outcome: "\(result.outcome)", last: result.log.last)
    }
    // What the interior point method leaves of complementarity is never 0.
    #expect(
      result.log.count == 1 && result.log[0].complementarity == 0,
      "hours went through the interior point method")
    let certificate = Certificate.compute(for: program, at: point)
    #expect(
      abs(certificate.relativeGap) <= 1e-9 && certificate.dualResidual <= 1e-6
        && certificate.primalResidual <= 1e-9 * max(1, program.demand.values.reduce(0, max)),
      "\(certificate)")
    return point
  }

  private func interiorPoint(_ program: StagedProgram) -> StagedPoint? {
    var settings = SolverSettings()
    settings.method = .interiorPoint
    guard case .optimal(let point) = solve(program, settings: settings).outcome else { return nil }
    return point
  }
}
