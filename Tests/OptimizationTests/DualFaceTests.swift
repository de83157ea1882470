// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

/// Prices where the optimum leaves them open: the middle of their interval, by hand.
@Suite("Midpoint of the dual face")
struct DualFaceTests {
  private func settings(midpoint: Bool = true) -> SolverSettings {
    var settings = SolverSettings()
    settings.midpointOfDualFace = midpoint
    return settings
  }

  /// The prices after the certificate has passed, and whether the stages were found to be open.
  private func prices(_ program: StagedProgram, openStages: Int) throws -> StagedPoint {
    let point = try solved(program)
    let statistics = solve(program).statistics
    #expect(statistics.openStages == openStages)
    #expect(statistics.keptStages == 0)
    return point
  }

  @Test("between two steps, with and without slope", arguments: [0, 1e-6])
  func betweenSteps(slope: Double) throws {
    var builder = ProgramBuilder(stages: 1)
    let zone = builder.balance("A", demand: [100])
    for (name, cost) in [("cheap", 10.0), ("dear", 50)] {
      builder.column(name, balance: [zone: 1], cost: [cost], curvature: [slope], upper: [100])
    }
    // The slope has added 100 times itself to the cost of the cheap supply's last unit.
    let point = try prices(builder.build(), openStages: 1)
    expectClose(point.balanceDuals[0, 0], 30 + 50 * slope, absolute: 1e-8)
  }

  @Test("a scarcity that takes all supply and all lost load has no upper end: the cap")
  func scarcity() throws {
    var builder = ProgramBuilder(stages: 1)
    let zone = builder.balance("A", demand: [130])
    builder.column("supply", balance: [zone: 1], cost: [10], upper: [100])
    builder.column("lost", balance: [zone: 1], cost: [3000], upper: [30])
    let point = try prices(builder.build(), openStages: 1)
    expectClose(point.balanceDuals[0, 0], 3000, absolute: 1e-6)
  }

  @Test("supply that cannot be reduced any further has no lower end: the cheapest offer")
  func surplus() throws {
    var builder = ProgramBuilder(stages: 1)
    let zone = builder.balance("A", demand: [40])
    builder.column("must run", balance: [zone: 1], cost: [70], lower: [40], upper: [80])
    let point = try prices(builder.build(), openStages: 1)
    expectClose(point.balanceDuals[0, 0], 70, absolute: 1e-6)
  }

  @Test("a balance that nothing prices keeps its dual, and passes")
  func nothingPrices() throws {
    var builder = ProgramBuilder(stages: 1)
    let zone = builder.balance("A", demand: [40])
    builder.column("must run", balance: [zone: 1], cost: [70], lower: [40], upper: [40])
    _ = try prices(builder.build(), openStages: 1)
  }

  /// Alone A would have 10 to 40 and B 20 to 90; the link without limit ties them to 20 to 40.
  @Test("two zones without congestion share one interval")
  func tie() throws {
    var builder = ProgramBuilder(stages: 1)
    let a = builder.balance("A", demand: [100])
    let b = builder.balance("B", demand: [50])
    builder.column("cheap A", balance: [a: 1], cost: [10], upper: [100])
    builder.column("dear A", balance: [a: 1], cost: [40], upper: [100])
    builder.column("cheap B", balance: [b: 1], cost: [20], upper: [50])
    builder.column("dear B", balance: [b: 1], cost: [90], upper: [100])
    builder.column("A to B", balance: [a: -1, b: 1], upper: [30])
    builder.column("B to A", balance: [b: -1, a: 1], upper: [30])
    let point = try prices(builder.build(), openStages: 1)
    expectClose(point.balanceDuals.values, [30, 30], absolute: 1e-6)
  }

  /// The water is worth 30; the cheap supply ends where the load does.
  @Test("the value of storage is an end of the interval and stays")
  func storageValue() throws {
    var builder = ProgramBuilder(stages: 1)
    let zone = builder.balance("A", demand: [100])
    let lake = builder.state("lake", initial: 50, endValue: 30, upper: [100])
    builder.column("cheap", balance: [zone: 1], cost: [10], upper: [100])
    builder.column("dear", balance: [zone: 1], cost: [50], upper: [100])
    builder.column("turbine", balance: [zone: 1], state: [lake: -1], upper: [20])
    let point = try prices(builder.build(), openStages: 1)
    expectClose(point.balanceDuals[0, 0], 20, absolute: 1e-6)
    expectClose(point.stateDuals[0, 0], -30, absolute: 1e-6)
  }

  /// 30 MW come from A at 10, the rest is all of B's cheap supply: B's price lies between 20 and
  /// 70. Equal rows share the difference of 35 by their factors: 28 · 1 + 14 · 0.5.
  @Test("behind a network row, whose shadow price moves along")
  func networkRow() throws {
    var builder = ProgramBuilder(stages: 1)
    let a = builder.balance("A", demand: [10])
    let b = builder.balance("B", demand: [90])
    builder.column("A", balance: [a: 1], cost: [10], upper: [200])
    builder.column("cheap B", balance: [b: 1], cost: [20], upper: [60])
    builder.column("dear B", balance: [b: 1], cost: [70], upper: [60])
    builder.networkColumn("exchange", balance: [a: -1, b: 1])
    builder.networkRow("line", factors: [1], limit: [30])
    builder.networkRow("the same line", factors: [0.5], limit: [15])
    let point = try prices(builder.build(), openStages: 1)
    expectClose(point.balanceDuals.values, [10, 45], absolute: 1e-6)
    expectClose(point.networkDuals.values, [28, 14], absolute: 1e-5)
  }

  /// Each price may be anything from 0 to 90, but their sum at most 90: the middles (45 each) are
  /// no optimal prices, and 30 each is nearest to them.
  @Test("where the middles do not go together, the nearest prices that do")
  func jointFace() throws {
    var builder = ProgramBuilder(stages: 1)
    let zones = ["A", "B", "C"].map { builder.balance($0, demand: [100]) }
    for zone in zones {
      builder.column("free \(zone)", balance: [zone: 1], upper: [100])
      builder.column("lost \(zone)", balance: [zone: 1], cost: [3000], upper: [100])
    }
    builder.column(
      "all three", balance: [zones[0]: 1, zones[1]: 1, zones[2]: 1], cost: [90], upper: [50])
    let point = try prices(builder.build(), openStages: 1)
    expectClose(point.balanceDuals.values, [30, 30, 30], absolute: 1e-6)
  }

  @Test("unique stages keep their duals to the bit, beside one that is open")
  func untouched() throws {
    var builder = ProgramBuilder(stages: 3)
    let zone = builder.balance("A", demand: [60, 100, 140])
    builder.column("cheap", balance: [zone: 1], cost: [10], upper: [100])
    builder.column("dear", balance: [zone: 1], cost: [50], upper: [100])
    let program = builder.build()
    let first = try solved(program, settings: settings(midpoint: false))
    let point = try prices(program, openStages: 1)
    #expect(point.balanceDuals[0, 0] == first.balanceDuals[0, 0])
    #expect(point.balanceDuals[2, 0] == first.balanceDuals[2, 0])
    expectClose(point.balanceDuals[1, 0], 30, absolute: 1e-6)
  }

  // MARK: Laws

  private static var seeds: Range<UInt64> { 0..<(Tier.isSoak ? 200 : 30) }

  @Test("only balance and network duals of open stages change, and the proof stays")
  func onlyDuals() throws {
    var open = 0
    for seed in Self.seeds {
      let week = RandomWeek(seed: seed, isSmall: true)
      let program = week.program()
      let first = solve(program, settings: settings(midpoint: false))
      let second = solve(program)
      guard case .optimal(let before) = first.outcome, case .optimal(let after) = second.outcome
      else {
        Issue.record("\(week.name): not optimal")
        continue
      }
      #expect(before.columns == after.columns)
      #expect(before.network == after.network)
      #expect(before.levels == after.levels)
      #expect(before.stateDuals == after.stateDuals)
      let changed = (0..<program.stageCount).count { t in
        program.balanceNames.indices.contains {
          before.balanceDuals[t, $0] != after.balanceDuals[t, $0]
        }
          || program.networkRowNames.indices.contains {
            before.networkDuals[t, $0] != after.networkDuals[t, $0]
          }
      }
      #expect(changed <= second.statistics.openStages - second.statistics.keptStages)
      open += second.statistics.openStages
      let (old, new) = (
        Certificate.compute(for: program, at: before), Certificate.compute(for: program, at: after)
      )
      #expect(new.primalObjective == old.primalObjective)
      #expect(new.relativeGap <= old.relativeGap + 1e-8, "\(week.name)")
      #expect(new.dualResidual <= old.dualResidual + 1e-9, "\(week.name)")
    }
    #expect(open > 0, "no seed has an open stage")
  }

  @Test("the order of zones and columns permutes the prices")
  func permutation() throws {
    for seed in Self.seeds.prefix(20) {
      let week = RandomWeek(seed: seed, isSmall: true)
      let program = week.program()
      var random = SeededGenerator(seed: seed + 1)
      let columns = Array(program.columns.indices).shuffled(using: &random)
      let balances = Array(program.balanceNames.indices).shuffled(using: &random)
      let prices = try solved(program).balanceDuals
      let other = try solved(program.permuted(columns: columns, balances: balances)).balanceDuals
      for t in 0..<program.stageCount {
        for (new, old) in balances.enumerated() {
          expectClose(
            other[t, new], prices[t, old], absolute: 1e-3, relative: 1e-6,
            "\(week.name), hour \(t), \(program.balanceNames[old])")
        }
      }
    }
  }

  @Test("one and two threads give the same bytes")
  func threads() throws {
    let program = RandomWeek(seed: 7, isSmall: true).program()
    var points: [StagedPoint] = []
    for threads in [1, 2] {
      var settings = SolverSettings()
      settings.threads = threads
      let result = solve(program, settings: settings)
      #expect(result.statistics.openStages > 0)
      guard case .optimal(let point) = result.outcome else { continue }
      points.append(point)
    }
    #expect(points.count == 2)
    #expect(points.first?.balanceDuals == points.last?.balanceDuals)
    #expect(points.first?.networkDuals == points.last?.networkDuals)
  }

  // MARK: Nearest point

  @Test("the nearest point of a corner, of an edge and of itself")
  func nearestOfCorner() {
    // x + y ≤ 2, x ≤ 1.5.
    let polyhedron = Polyhedron(dimension: 2, rows: [[1, 1], [1, 0]], bounds: [2, 1.5])
    for (start, expected) in [
      ([3.0, 3], [1.0, 1]), ([5, 1], [1.5, 0.5]), ([9, -4], [1.5, -4]), ([0, 1], [0, 1]),
    ] {
      let found = NearestPoint.find(in: polyhedron, near: start)
      expectClose(found ?? [], expected, absolute: 1e-12)
    }
  }

  @Test("an empty polyhedron has none")
  func nearestOfNothing() {
    let polyhedron = Polyhedron(dimension: 1, rows: [[1], [-1]], bounds: [1, -2])
    #expect(NearestPoint.find(in: polyhedron, near: [0]) == nil)
  }

  /// `p` is the nearest point to `a` exactly where `(a − p) · (x − p) ≤ 0` for every point `x`: the
  /// largest value of `a − p` over the polyhedron is taken at `p`.
  @Test("no point of a random polyhedron lies on the near side")
  func nearestIsNearest() {
    var random = SeededGenerator(seed: 4)
    for _ in 0..<200 {
      let n = Int.random(in: 1...6, using: &random)
      let rows = (0..<Int.random(in: n...40, using: &random)).map { _ in
        (0..<n).map { _ in random.uniform(-1...1) }
      }
      let polyhedron = Polyhedron(
        dimension: n, rows: rows, bounds: rows.map { _ in random.uniform(0...1) })
      let start = (0..<n).map { _ in random.uniform(-5...5) }
      guard let found = NearestPoint.find(in: polyhedron, near: start) else {
        Issue.record("no point")
        continue
      }
      let outward = zip(start, found).map { $0 - $1 }
      guard outward.contains(where: { $0 != 0 }) else { continue }
      guard case .optimal(let best) = polyhedron.maximize(outward) else {
        Issue.record("no bound in the direction of the start")
        continue
      }
      expectClose(zip(outward, found).reduce(0) { $0 + $1.0 * $1.1 }, best.value, absolute: 1e-9)
    }
  }
}
