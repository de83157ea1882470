// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import LinearAlgebra
import Quantities
import TestSupport
import Testing

@Suite("linear power flow model")
struct DCNetworkTests {
  static func twoBuses(_ branches: [Branch]) -> Grid {
    Grid(
      buses: [Bus(name: "north", zone: Row(0)), Bus(name: "south", zone: Row(0))],
      branches: branches)
  }

  @Test("susceptances of the two conventions")
  func conventions() throws {
    let branch = Branch(
      name: "t", from: Row(0), to: Row(1), resistanceOhm: 3, reactanceOhm: 4, nominalKV: 100,
      tap: 1.25, phaseShiftDegrees: 180)
    let grid = Self.twoBuses([branch])
    let plain = try DCNetwork(grid: grid, convention: .reactanceOnly).circuits[0]
    expectClose(plain.susceptanceMWPerRad, 10_000 / (4 * 1.25), relative: 1e-15)
    expectClose(plain.phaseShiftRadians, .pi, relative: 1e-15)
    let series = try DCNetwork(grid: grid, convention: .seriesImpedance).circuits[0]
    expectClose(series.susceptanceMWPerRad, 10_000.0 * 4 / 25, relative: 1e-15)
    #expect(series.phaseShiftRadians == 0)
  }

  @Test("a branch of three circuits is three equal rows")
  func circuits() throws {
    let network = try DCNetwork(
      grid: Self.twoBuses([
        Branch(name: "a", from: Row(0), to: Row(1), circuits: 3, reactanceOhm: 10),
        Branch(name: "b", from: Row(1), to: Row(0), reactanceOhm: 10),
      ]))
    #expect(network.circuits.map(\.name) == ["a circuit 1", "a circuit 2", "a circuit 3", "b"])
    #expect(network.circuits(of: Row(0)) == 0..<3)
    #expect(network.circuits(of: Row(1)) == 3..<4)
    expectClose(
      try NodalPTDF(network, slack: .bus(Row(1))).factors.column(0), [0.25, 0.25, 0.25, -0.25],
      absolute: 1e-14)
  }

  @Test("branches without reactance are all named")
  func zeroReactance() {
    let error = #expect(throws: DCNetworkError.self) {
      try DCNetwork(
        grid: Self.twoBuses([
          Branch(name: "a", from: Row(0), to: Row(1), reactanceOhm: 0),
          Branch(name: "b", from: Row(0), to: Row(1), reactanceOhm: 10),
          Branch(name: "c", from: Row(0), to: Row(1), reactanceOhm: 0),
        ]))
    }
    #expect(error == .zeroReactance(branches: ["a", "c"]))
    #expect(error?.description == "branches without reactance: a, c")
  }

  @Test("buses outside the largest island are named")
  func islands() {
    let buses = ["a", "b", "c", "d", "e"].map { Bus(name: $0, zone: Row(0)) }
    let branches = [(1, 2), (2, 4), (0, 3)].map { from, to in
      Branch(name: "\(from)\(to)", from: Row(from), to: Row(to), reactanceOhm: 10)
    }
    let error = #expect(throws: DCNetworkError.self) {
      try DCNetwork(grid: Grid(buses: buses, branches: branches))
    }
    #expect(error == .islands(busesOutside: [["a", "d"]]))
    #expect(
      error?.description == "the grid is not connected; islands beside the largest: {a, d}")
  }

  @Test("reactances that cancel name the bus")
  func singular() throws {
    let network = try DCNetwork(
      grid: Self.twoBuses([
        Branch(name: "a", from: Row(0), to: Row(1), reactanceOhm: 10),
        Branch(name: "b", from: Row(0), to: Row(1), reactanceOhm: -10),
      ]))
    let error = #expect(throws: DCNetworkError.self) { try NodalPTDF(network) }
    #expect(error == .singular(bus: "south"))
  }

  @Test("series compensation draws more than all of the flow")
  func negativeReactance() throws {
    // 1/20 and -1/40 per ohm: shares 2 and -1.
    let network = try DCNetwork(
      grid: Self.twoBuses([
        Branch(name: "a", from: Row(0), to: Row(1), reactanceOhm: 20),
        Branch(name: "b", from: Row(0), to: Row(1), reactanceOhm: -40),
      ]))
    expectClose(
      try NodalPTDF(network, slack: .bus(Row(1))).factors.column(0), [2, -1], absolute: 1e-12)
  }

  @Test("a phase shifter drives a loop flow round two equal lines")
  func phaseShift() throws {
    let network = try DCNetwork(
      grid: Self.twoBuses([
        Branch(
          name: "a", from: Row(0), to: Row(1), reactanceOhm: 10, nominalKV: 100,
          phaseShiftDegrees: 18),
        Branch(name: "b", from: Row(0), to: Row(1), reactanceOhm: 10, nominalKV: 100),
      ]))
    let ptdf = try NodalPTDF(network)
    // b φ / 2 with b = 1,000 MW/rad
    let loop = 1000 * Double.pi / 10 / 2
    expectClose(ptdf.phaseShiftFlows(in: network), [-loop, loop], absolute: 1e-9)
    expectClose(
      ptdf.flows(injectionsMW: [60, -60], in: network), [30 - loop, 30 + loop], absolute: 1e-9)
  }

  @Test("one bus has factors without columns that matter; no bus has none")
  func degenerate() throws {
    let lone = try DCNetwork(grid: Grid(buses: [Bus(name: "a", zone: Row(0))], branches: []))
    #expect(try NodalPTDF(lone).factors == Matrix(rows: 0, columns: 1))
    let none = try DCNetwork(grid: Grid())
    #expect(try NodalPTDF(none).factors == Matrix(rows: 0, columns: 0))
  }
}
