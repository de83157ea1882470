// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import LinearAlgebra
import Quantities
import TestSupport
import Testing

/// Laws of the linear power flow over seeded random grids.
@Suite("laws of the linear power flow")
struct PowerFlowLawTests {
  struct Sample {
    var grid: Grid
    var network: DCNetwork
    var injections: [Double]
    var generator: SeededGenerator
  }

  static func sample(seed: UInt64, _ shape: RandomGrid = RandomGrid()) throws -> Sample {
    var generator = SeededGenerator(seed: seed)
    let grid = shape.make(using: &generator)
    let injections = RandomGrid.balancedInjections(
      busCount: grid.buses.count, using: &generator)
    return Sample(
      grid: grid, network: try DCNetwork(grid: grid), injections: injections,
      generator: generator)
  }

  /// Flows by the angles of a direct solve, without distribution factors.
  static func directFlows(_ network: DCNetwork, injections: [Double]) throws -> [Double] {
    let last = network.busCount - 1
    var balance = injections
    for circuit in network.circuits {
      let shiftFlow = circuit.susceptanceMWPerRad * circuit.phaseShiftRadians
      balance[circuit.from.index] += shiftFlow
      balance[circuit.to.index] -= shiftFlow
    }
    let full = network.susceptanceMatrix
    var reduced = Matrix(rows: last, columns: last)
    for j in 0..<last { for i in 0..<last { reduced[i, j] = full[i, j] } }
    let angles = try LUFactor(reduced).solve(Array(balance.prefix(last))) + [0]
    return network.circuits.map {
      $0.susceptanceMWPerRad
        * (angles[$0.from.index] - angles[$0.to.index] - $0.phaseShiftRadians)
    }
  }

  @Test("flows do not depend on the slack", arguments: 0..<50 as Range<UInt64>)
  func slackIndependence(seed: UInt64) throws {
    var sample = try Self.sample(seed: seed, RandomGrid(negativeShare: seed % 2 == 0 ? 0 : 0.2))
    let expected = try Self.directFlows(sample.network, injections: sample.injections)
    let scale = 1 + expected.reduce(0) { max($0, abs($1)) }
    let first = try NodalPTDF(sample.network)
    let weights = (0..<sample.network.busCount).map { _ in sample.generator.uniform(0...1) }
    for slack in [.bus(Row(0)), .bus(Row(7)), Slack.distributed(weights)] {
      let ptdf = first.moved(to: slack)
      expectClose(
        ptdf.flows(injectionsMW: sample.injections, in: sample.network), expected,
        absolute: 1e-9 * scale)
      expectClose(
        ptdf.factors.values, try NodalPTDF(sample.network, slack: slack).factors.values,
        absolute: 1e-9 * scale)
    }
  }

  @Test("the flows leaving a bus are what is injected there", arguments: 0..<20 as Range<UInt64>)
  func nodalBalance(seed: UInt64) throws {
    let sample = try Self.sample(seed: seed)
    let flows = try NodalPTDF(sample.network).flows(
      injectionsMW: sample.injections, in: sample.network)
    expectClose(
      sample.network.incidenceMatrix.transposed * flows, sample.injections, absolute: 1e-8)
  }

  @Test("trace and row ranges count the buses", arguments: 0..<20 as Range<UInt64>)
  func invariants(seed: UInt64) throws {
    let sample = try Self.sample(seed: seed)
    let factors = try NodalPTDF(sample.network).factors
    let product = factors * sample.network.incidenceMatrix.transposed
    let trace = (0..<product.rowCount).reduce(0) { $0 + product[$1, $1] }
    expectClose(trace, Double(sample.network.busCount - 1), absolute: 1e-10)
    let ranges = (0..<factors.rowCount).map { factors.row($0).max()! - factors.row($0).min()! }
    expectClose(ranges.reduce(0, +), Double(sample.network.busCount - 1), absolute: 1e-10)
  }

  /// The grid without some circuits, by reducing the number of circuits of their branches.
  static func removing(_ lost: [Int], from sample: Sample) -> Grid {
    var grid = sample.grid
    for circuit in lost { grid.branches[sample.network.circuits[circuit].branch].circuits -= 1 }
    grid.branches.removeAll { $0.circuits == 0 }
    return grid
  }

  @Test(
    "flows after an outage equal a fresh solve", arguments: 0..<50 as Range<UInt64>, [1, 2, 3])
  func outage(seed: UInt64, lostCount: Int) throws {
    var sample = try Self.sample(
      seed: seed,
      RandomGrid(negativeShare: seed % 3 == 0 ? 0.15 : 0, doubleCircuitShare: 0.3))
    let lost = Array(
      Array(sample.network.circuits.indices).shuffled(using: &sample.generator).prefix(lostCount))
    let ptdf = try NodalPTDF(sample.network)
    let before = ptdf.flows(injectionsMW: sample.injections, in: sample.network)
    let outage: LineOutageFactors
    do {
      outage = try LineOutageFactors(losing: lost, ptdf: ptdf, network: sample.network)
    } catch {
      let islanded = #expect(throws: DCNetworkError.self) {
        try DCNetwork(grid: Self.removing(lost, from: sample))
      }
      #expect(islanded == .islands(busesOutside: [error.separatedBuses]))
      return
    }
    let after = try DCNetwork(grid: Self.removing(lost, from: sample))
    let expected = try Self.directFlows(after, injections: sample.injections)
    let scale = 1 + expected.reduce(0) { max($0, abs($1)) }
    let left = sample.network.circuits.indices.filter { !lost.contains($0) }
    let byFactors = outage.afterOutage(before)
    expectClose(left.map { byFactors[$0] }, expected, absolute: 1e-8 * scale)
    expectClose(lost.map { byFactors[$0] }, lost.map { _ in 0 }, absolute: 1e-8 * scale)
    let fresh = try NodalPTDF(after).factors
    let updated = ptdf.afterOutage(outage).factors
    for (row, circuit) in left.enumerated() {
      expectClose(updated.row(circuit), fresh.row(row), absolute: 1e-7)
    }
  }

  @Test("numbering the buses otherwise permutes the factors", arguments: 0..<20 as Range<UInt64>)
  func permutation(seed: UInt64) throws {
    var sample = try Self.sample(seed: seed)
    let count = sample.network.busCount
    let newRow = Array(0..<count).shuffled(using: &sample.generator)
    var permuted = sample.grid
    for bus in 0..<count { permuted.buses[newRow[bus]] = sample.grid.buses[bus] }
    for branch in permuted.branches.indices {
      permuted.branches[branch].from = Row(newRow[sample.grid.branches[branch].from.index])
      permuted.branches[branch].to = Row(newRow[sample.grid.branches[branch].to.index])
    }
    let factors = try NodalPTDF(sample.network, slack: .bus(Row(3))).factors
    let other = try NodalPTDF(
      DCNetwork(grid: permuted), slack: .bus(Row(newRow[3]))
    ).factors
    for bus in 0..<count {
      expectClose(other.column(newRow[bus]), factors.column(bus), absolute: 1e-10)
    }
  }
}
