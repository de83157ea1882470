// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

/// Programs whose optimum and duals can be counted by hand.
@Suite("Hand-counted programs")
struct HandCountedProgramTests {
  @Test("the marginal supplier sets the price")
  func meritOrder() throws {
    var builder = ProgramBuilder(stages: 1)
    let zone = builder.balance("A", demand: [120])
    builder.column("cheap", balance: [zone: 1], cost: [10], upper: [100])
    builder.column("dear", balance: [zone: 1], cost: [50], upper: [100])
    let program = builder.build()
    let point = try solved(program)
    expectClose(point.columns[0, 0], 100, absolute: 1e-5)
    expectClose(point.columns[0, 1], 20, absolute: 1e-5)
    expectClose(point.balanceDuals[0, 0], 50, absolute: 1e-6)
    expectClose(program.objective(at: point), 2000, relative: 1e-7)
  }

  /// Hour 1 has 100 MW at 10 and hour 2 only supply at 50. A store that loses 20 % of what it takes
  /// in and gives out all it holds is worth 0.8 · 50 = 40 per MWh bought: it fills up.
  /// One more MWh of inflow saves 50 in hour 2, so π = −50 (a right-hand side that lowers cost)
  /// as long as the store is not full; full, the value of hour 1 is what charging costs: 10 / 0.8.
  @Test("storage moves energy from the cheap to the dear hour")
  func storageArbitrage() throws {
    func program(energy: Double) -> StagedProgram {
      var builder = ProgramBuilder(stages: 2)
      let zone = builder.balance("A", demand: [20, 90])
      let store = builder.state("store", initial: 0, lower: [0, 0], upper: [energy, 0])
      builder.column("cheap", balance: [zone: 1], cost: [10], upper: [100, 0])
      builder.column("dear", balance: [zone: 1], cost: [50], upper: [200])
      builder.column("charge", balance: [zone: -1], state: [store: 0.8], upper: [60])
      builder.column("discharge", balance: [zone: 1], state: [store: -1], upper: [60])
      return builder.build()
    }
    // Charging power (60 MW) is the limit, 48 MWh stored: both stages share π = −50.
    let wide = try solved(program(energy: 100))
    expectClose(wide.levels[0, 0], 48, absolute: 1e-5)
    expectClose(wide.columns[0, 2], 60, absolute: 1e-5)
    expectClose(wide.columns[1, 3], 48, absolute: 1e-5)
    expectClose(wide.balanceDuals.values, [10, 50], absolute: 1e-5)
    expectClose(wide.stateDuals.values, [-50, -50], absolute: 1e-5)
    // A store of 40 MWh is full: π of the first hour is the cost of one more unit stored.
    let full = try solved(program(energy: 40))
    expectClose(full.levels[0, 0], 40, absolute: 1e-5)
    expectClose(full.balanceDuals.values, [10, 50], absolute: 1e-5)
    expectClose(full.stateDuals.values, [-12.5, -50], absolute: 1e-5)
  }

  @Test("a store that loses half of its level each stage is worth half as much")
  func retention() throws {
    var builder = ProgramBuilder(stages: 2)
    let zone = builder.balance("A", demand: [20, 90])
    let store = builder.state(
      "store", initial: 0, retention: [0.5], lower: [0, 0], upper: [100, 0])
    builder.column("cheap", balance: [zone: 1], cost: [10], upper: [100, 0])
    builder.column("dear", balance: [zone: 1], cost: [50], upper: [200])
    builder.column("charge", balance: [zone: -1], state: [store: 1], upper: [60, 0])
    builder.column("discharge", balance: [zone: 1], state: [store: -1], upper: [60])
    let point = try solved(builder.build())
    expectClose(point.levels[0, 0], 60, absolute: 1e-5)
    expectClose(point.columns[1, 3], 30, absolute: 1e-5)
    expectClose(point.stateDuals.values, [-25, -50], absolute: 1e-5)
  }

  @Test("with nothing kept the stages do not see each other")
  func noRetention() throws {
    var builder = ProgramBuilder(stages: 3)
    let zone = builder.balance("A", demand: [20, 90, 20])
    let daily = builder.state(
      "budget", initial: 1000, retention: [0], inflow: [30], lower: [0], upper: [30])
    builder.column("limited", balance: [zone: 1], state: [daily: -1], cost: [5], upper: [80])
    builder.column("dear", balance: [zone: 1], cost: [50], upper: [200])
    let point = try solved(builder.build())
    expectClose((0..<3).map { point.columns[$0, 0] }, [20, 30, 20], absolute: 1e-5)
    expectClose(point.balanceDuals.values, [5, 50, 5], absolute: 1e-5)
    expectClose(point.stateDuals.values, [0, -45, 0], absolute: 1e-5)
  }

  @Test("a level left at the end earns its value")
  func endValue() throws {
    func point(value: Double) throws -> StagedPoint {
      var builder = ProgramBuilder(stages: 1)
      let zone = builder.balance("A", demand: [50])
      let store = builder.state("store", initial: 30, endValue: value, upper: [100])
      builder.column("thermal", balance: [zone: 1], cost: [40], upper: [200])
      builder.column("discharge", balance: [zone: 1], state: [store: -1], upper: [60])
      return try solved(builder.build())
    }
    let kept = try point(value: 45)
    expectClose(kept.levels[0, 0], 30, absolute: 1e-5)
    expectClose(kept.stateDuals[0, 0], -45, absolute: 1e-5)
    let used = try point(value: 35)
    expectClose(used.levels[0, 0], 0, absolute: 1e-5)
    expectClose(used.stateDuals[0, 0], -40, absolute: 1e-5)
  }

  @Test("a slope in proportion to size shares a tie pro rata")
  func proRata() throws {
    var builder = ProgramBuilder(stages: 1)
    let zone = builder.balance("A", demand: [60])
    for (name, size) in [("small", 20.0), ("middle", 40), ("large", 140)] {
      builder.column(
        name, balance: [zone: 1], cost: [30], curvature: [0.01 / size], upper: [size])
    }
    // A slope of 0.01 EUR/MWh is worth 1e-6 of the cost; the gap must be far below that.
    var settings = SolverSettings()
    settings.aimedGap = 1e-13
    let point = try solved(builder.build(), settings: settings)
    expectClose(point.columns.values, [6, 12, 42], absolute: 1e-3)
    expectClose(point.balanceDuals[0, 0], 30.003, absolute: 1e-6)
  }

  @Test("two sloped suppliers meet at one marginal cost")
  func slopedSupply() throws {
    // 10 + 0.5 a = 20 + 0.25 b with a + b = 100: a = 46.667, price 33.333.
    var builder = ProgramBuilder(stages: 1)
    let zone = builder.balance("A", demand: [100])
    builder.column("a", balance: [zone: 1], cost: [10], curvature: [0.5], upper: [100])
    builder.column("b", balance: [zone: 1], cost: [20], curvature: [0.25], upper: [100])
    let point = try solved(builder.build())
    expectClose(point.columns.values, [140.0 / 3, 160.0 / 3], absolute: 1e-4)
    expectClose(point.balanceDuals[0, 0], 100.0 / 3, absolute: 1e-6)
  }

  /// Three zones on four lines; data and answer of the benchmark set cited below. Line 3-1 limits
  /// at X = 0.5, lines 2-4 and 4-3 at X = 0.3.
  ///
  /// Source: B. Lambin et al., data-basic of github.com/bencallaerts/fbmc with RAM = X · capacity.
  @Test(
    "flow-based case of four nodes in three zones",
    arguments: [
      (0.5, 3800.0, [320.0, 80, -400], [5.0, 15, 11], [0.0, 16]),
      (0.3, 7500.0, [200.0, 100, -300], [5.0, 15, 40], [45.0, 55.0 / 3]),
    ])
  func flowBased(
    share: Double, cost: Double, positions: [Double], prices: [Double], shadows: [Double]
  ) throws {
    let program = FourNodeCase.program(share: share)
    let point = try solved(program)
    expectClose(program.objective(at: point), cost, relative: 1e-7)
    let first = point.network[0, 0]
    let second = point.network[0, 1]
    expectClose([first, second, -first - second], positions, absolute: 1e-4)
    expectClose(point.balanceDuals.values, prices, absolute: 1e-5)
    let binding = point.networkDuals.values.filter { $0 > 1e-4 }.sorted()
    expectClose(binding, shadows.filter { $0 > 0 }.sorted(), absolute: 1e-4)
  }

  @Test("a stage in which nothing can move is solved")
  func everythingFixed() throws {
    var builder = ProgramBuilder(stages: 2)
    let zone = builder.balance("A", demand: [30])
    builder.column("must run", balance: [zone: 1], cost: [7], lower: [30], upper: [30])
    let program = builder.build()
    let point = try solved(program)
    expectClose(program.objective(at: point), 420, absolute: 1e-9)
  }
}

/// The optimal point, after its certificate has passed.
func solved(
  _ program: StagedProgram, settings: SolverSettings = SolverSettings(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> StagedPoint {
  let result = solve(program, settings: settings)
  guard case .optimal(let point) = result.outcome else {
    throw NotOptimal(outcome: "\(result.outcome)", last: result.log.last)
  }
  let certificate = Certificate.compute(for: program, at: point)
  #expect(
    certificate.relativeGap <= 1e-7 && certificate.primalResidual <= 1e-3
      && certificate.dualResidual <= 1e-6,
    "\(certificate)", sourceLocation: sourceLocation)
  return point
}

struct NotOptimal: Error {
  let outcome: String
  let last: SolverProgress?
}
