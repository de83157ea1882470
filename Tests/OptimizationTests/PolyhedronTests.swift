// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

@Suite struct PolyhedronTests {
  /// 0 ≤ x ≤ 4, 0 ≤ y ≤ 3, x + y ≤ 5; the last row is given at twice its size.
  static let pentagon = Polyhedron(
    dimension: 2, rows: [[1, 0], [0, 1], [-1, 0], [0, -1], [2, 2]], bounds: [4, 3, 0, 0, 10])

  @Test("the best corner, with the gain per unit of bound")
  func optimum() {
    guard case .optimal(let optimum) = Self.pentagon.maximize([3, 1]) else {
      Issue.record("no optimum")
      return
    }
    expectClose(optimum.point, [4, 1], absolute: 1e-12)
    expectClose(optimum.value, 13, absolute: 1e-12)
    #expect(optimum.multipliers.map(\.row) == [0, 4])
    expectClose(optimum.multipliers.map(\.weight), [2, 0.5], absolute: 1e-12)
  }

  @Test("without a bound there is a ray")
  func unbounded() {
    let cone = Polyhedron(dimension: 2, rows: [[1, -1], [-1, 0]], bounds: [1, 0])
    guard case .unbounded(let ray) = cone.maximize([1, 0]) else {
      Issue.record("bounded")
      return
    }
    #expect(ray[0] > 0 && ray[0] - ray[1] <= 1e-12)
    guard case .optimal(let optimum) = cone.maximize([-1, 0]) else {
      Issue.record("no optimum")
      return
    }
    expectClose(optimum.value, 0, absolute: 1e-12)
    // A function that some direction leaves alone: the point need not be a vertex.
    let slab = Polyhedron(dimension: 3, rows: [[1, 1, 0]], bounds: [2])
    guard case .optimal(let top) = slab.maximize([3, 3, 0]) else {
      Issue.record("no optimum")
      return
    }
    expectClose(top.value, 6, absolute: 1e-12)
    expectClose(top.point[0] + top.point[1], 2, absolute: 1e-12)
  }

  @Test("rows that conflict are named with their weights")
  func infeasible() {
    let rows: [[Double]] = [[1, 0], [0, 1], [-2, -2], [5, 1]]
    let bounds: [Double] = [1, 1, -6, 40]
    guard
      case .infeasible(let certificate) = Polyhedron(dimension: 2, rows: rows, bounds: bounds)
        .maximize([1, 0])
    else {
      Issue.record("feasible")
      return
    }
    #expect(certificate.map(\.row) == [0, 1, 2])
    for k in 0..<2 {
      expectClose(
        certificate.reduce(0) { $0 + $1.weight * rows[$1.row][k] }, 0, absolute: 1e-12, "column")
    }
    #expect(certificate.reduce(0) { $0 + $1.weight * bounds[$1.row] } < 0)
    let impossible = Polyhedron(dimension: 2, rows: [[1, 0], [0, 0]], bounds: [1, -1])
    #expect(
      impossible.maximize([1, 0]) == .infeasible(certificate: [WeightedRow(row: 1, weight: 1)]))
  }

  @Test("no dimensions: the rows are their bounds")
  func noDimensions() {
    let empty = Polyhedron(dimension: 0, rows: [[], []], bounds: [1, 0])
    #expect(
      empty.maximize([]) == .optimal(PolyhedronOptimum(point: [], value: 0, multipliers: [])))
    let conflict = Polyhedron(dimension: 0, rows: [[], []], bounds: [1, -1])
    #expect(conflict.maximize([]) == .infeasible(certificate: [WeightedRow(row: 1, weight: 1)]))
  }

  @Test("the centre of the largest ball")
  func interior() {
    guard case .open(let center, let radius) = Self.pentagon.interior() else {
      Issue.record("no interior")
      return
    }
    // Touches both axes and x + y = 5.
    let expected = 5 / (2 + 2.0.squareRoot())
    expectClose(center, [expected, expected], absolute: 1e-12)
    expectClose(radius, expected, absolute: 1e-12)
  }

  @Test("a flat polyhedron and an empty one")
  func flatAndEmpty() {
    var flat = Self.pentagon
    flat.append(row: [-1, -1], bound: -5)
    guard case .flat(let point, let weights) = flat.interior() else {
      Issue.record("not flat")
      return
    }
    expectClose(point[0] + point[1], 5, absolute: 1e-9)
    #expect(weights.map(\.row) == [4, 5])
    var empty = Self.pentagon
    empty.append(row: [-1, -1], bound: -5.001)
    guard case .empty(let certificate) = empty.interior() else {
      Issue.record("not empty")
      return
    }
    #expect(certificate.map(\.row) == [4, 5])
  }

  /// A ball-like polyhedron around a point, some rows of it through one corner.
  private func seeded(_ seed: UInt64, dimension: Int) -> (rows: [[Double]], bounds: [Double]) {
    var generator = SeededGenerator(seed: seed)
    let centre = (0..<dimension).map { _ in generator.uniform(-500...500) }
    let corner = (0..<dimension).map { centre[$0] + generator.uniform(10...60) }
    var rows: [[Double]] = []
    var bounds: [Double] = []
    for k in 0..<(20 * dimension) {
      let row = (0..<dimension).map { _ in generator.uniform(-1...1) }
      let atCentre = zip(row, centre).reduce(0) { $0 + $1.0 * $1.1 }
      let atCorner = zip(row, corner).reduce(0) { $0 + $1.0 * $1.1 }
      rows.append(row)
      // Every third row passes through the corner, if it has the centre on its inner side.
      bounds.append(
        k % 3 == 0 && atCorner > atCentre ? atCorner : atCentre + generator.uniform(50...300))
    }
    return (rows, bounds)
  }

  @Test("the multipliers prove each optimum, warm or cold", arguments: 2...14)
  func proof(dimension: Int) {
    for seed in UInt64(0)..<(Tier.isSoak ? 100 : 8) {
      let (rows, bounds) = seeded(seed, dimension: dimension)
      let polyhedron = Polyhedron(dimension: dimension, rows: rows, bounds: bounds)
      // Half of the rows come in later.
      var solver = PolyhedronSolver(
        Polyhedron(
          dimension: dimension, rows: Array(rows.prefix(rows.count / 2)),
          bounds: Array(bounds.prefix(rows.count / 2))))
      var generator = SeededGenerator(seed: seed &+ 1000)
      for step in 0..<12 {
        if step == 4 {
          for k in (rows.count / 2)..<rows.count { solver.append(row: rows[k], bound: bounds[k]) }
        }
        let objective = (0..<dimension).map { _ in generator.uniform(-1...1) }
        let outcome = solver.maximize(objective)
        if step < 4 { continue }
        guard case .optimal(let warm) = outcome,
          case .optimal(let cold) = polyhedron.maximize(objective)
        else {
          Issue.record("no optimum")
          return
        }
        expectClose(warm.value, cold.value, relative: 1e-9, "value")
        for (row, bound) in zip(rows, bounds) {
          let flow = zip(row, warm.point).reduce(0) { $0 + $1.0 * $1.1 }
          #expect(flow <= bound + 1e-7)
        }
        for k in 0..<dimension {
          expectClose(
            warm.multipliers.reduce(0) { $0 + $1.weight * rows[$1.row][k] }, objective[k],
            absolute: 1e-9, "objective")
        }
        #expect(warm.multipliers.allSatisfy { $0.weight > 0 })
        expectClose(
          warm.multipliers.reduce(0) { $0 + $1.weight * bounds[$1.row] }, warm.value,
          absolute: 1e-9
            * max(1, warm.multipliers.reduce(0) { $0 + ($1.weight * bounds[$1.row]).magnitude }),
          "bound")
      }
    }
  }

  @Test("many rows through one vertex do not make the pivots go round")
  func degenerate() {
    // The cone of all rows with entries -1, 0, 1 in five dimensions, tight at the origin.
    var polyhedron = Polyhedron(dimension: 5)
    for code in 1..<243 {
      var rest = code
      let row = (0..<5).map { _ -> Double in
        defer { rest /= 3 }
        return Double(rest % 3 - 1)
      }
      if row.reduce(0, +) > 0 { polyhedron.append(row: row, bound: 0) }
    }
    guard case .optimal(let optimum) = polyhedron.maximize([1, 2, 3, 4, 5]) else {
      Issue.record("no optimum")
      return
    }
    expectClose(optimum.value, 0, absolute: 1e-12)
    guard case .unbounded(let ray) = polyhedron.maximize([-1, -1, -1, -1, -1]) else {
      Issue.record("bounded")
      return
    }
    #expect(ray.reduce(0, +) < -0.1)
    // Each axis by itself is a row of the cone.
    #expect(ray.allSatisfy { $0 <= 1e-12 })
  }
}
