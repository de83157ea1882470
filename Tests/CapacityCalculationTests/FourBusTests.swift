// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import LinearAlgebra
import Quantities
import TestSupport
import Testing

/// Five equal lines between four buses. Numbers: PowSyBl open-loadflow, DC sensitivity tests on its
/// four-bus network.
@Suite("four buses")
struct FourBusTests {
  /// Lines in the order 1-4, 1-2, 2-3, 3-4, 1-3.
  static let grid = Grid(
    buses: (1...4).map { Bus(name: "b\($0)", zone: Row(0)) },
    branches: [(1, 4), (1, 2), (2, 3), (3, 4), (1, 3)].map { from, to in
      Branch(
        name: "l\(from)\(to)", from: Row(from - 1), to: Row(to - 1), reactanceOhm: 0.1,
        nominalKV: 1)
    })

  func network() throws -> DCNetwork { try DCNetwork(grid: Self.grid) }

  @Test("withdrawn at bus 3")
  func slackAtBusThree() throws {
    let factors = try NodalPTDF(network(), slack: .bus(Row(2))).factors
    expectClose(factors.column(0), [0.25, 0.25, 0.25, -0.25, 0.5], absolute: 1e-12)
    expectClose(factors.column(1), [0.125, -0.375, 0.625, -0.125, 0.25], absolute: 1e-12)
    expectClose(factors.column(2), [0, 0, 0, 0, 0], absolute: 1e-12)
    expectClose(factors.column(3), [-0.375, 0.125, 0.125, -0.625, 0.25], absolute: 1e-12)
  }

  @Test("a shift key over generation and loads, withdrawn at bus 1")
  func shiftKey() throws {
    let factors = try NodalPTDF(network(), slack: .bus(Row(0))).factors
    expectClose(
      factors * [0.1, 0.4, 0.5, 0], [-7.0 / 40, -3.0 / 8, 1.0 / 40, 7.0 / 40, -7.0 / 20],
      absolute: 1e-12)
  }

  /// Shares of the three generators in the sum of their maximum outputs.
  static let maximumOutputs = Slack.distributed([2, 2, 0, 1])

  @Test("withdrawn in proportion to maximum output")
  func distributedSlack() throws {
    let factors = try NodalPTDF(network(), slack: Self.maximumOutputs).factors
    expectClose(factors.column(1), [0.05, -0.35, 0.25, 0.15, -0.1], absolute: 1e-12)
  }

  static let outageCases: [(lost: Int, factors: [Double])] = [
    (2, [2.0 / 15, -0.6, 0, 1.0 / 15, 1.0 / 15]),
    (1, [-1.0 / 15, 0, 0.6, 4.0 / 15, -1.0 / 3]),
  ]

  @Test("distributed slack after an outage", arguments: Self.outageCases)
  func afterOutage(lost: Int, expected: [Double]) throws {
    let network = try network()
    let ptdf = try NodalPTDF(network, slack: Self.maximumOutputs)
    let outage = try LineOutageFactors(losing: [lost], ptdf: ptdf, network: network)
    expectClose(ptdf.afterOutage(outage).factors.column(1), expected, absolute: 1e-12)
  }

  @Test("losing two lines that leave a chain")
  func doubleOutage() throws {
    let network = try network()
    let ptdf = try NodalPTDF(network, slack: .bus(Row(2)))
    // Without 1-2 and 3-4 the grid is the chain 2-3-1-4.
    let outage = try LineOutageFactors(losing: [1, 3], ptdf: ptdf, network: network)
    let factors = ptdf.afterOutage(outage).factors
    expectClose(factors.column(0), [0, 0, 0, 0, 1], absolute: 1e-12)
    expectClose(factors.column(1), [0, 0, 1, 0, 0], absolute: 1e-12)
    expectClose(factors.column(3), [-1, 0, 0, 0, 1], absolute: 1e-12)
  }

  @Test("an outage that cuts a bus off names circuits and buses")
  func islanding() throws {
    let network = try network()
    let ptdf = try NodalPTDF(network)
    let error = #expect(throws: IslandingOutage.self) {
      try LineOutageFactors(losing: [0, 3], ptdf: ptdf, network: network)
    }
    #expect(error?.circuits == ["l14", "l34"])
    #expect(error?.separatedBuses == ["b4"])
    #expect(error?.description == "outage of l14 and l34 cuts off b4")
  }
}
