// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

/// Electricity and hydrogen in one problem, on a system that can be counted by hand.
///
/// Two hours. Power in MW, prices in EUR/MWh.
///
///     A    load 100, gas at 60                     W─A cable 80, W─B cable 50, both ways
///     B    load 100, coal at 40                    electrolyser 100 at W, gives 0.7 to H1
///     W    hub, wind 300 and then 60               pipeline H1→H2 30
///     H1   cavern, 25 in (0.8 arrive) or 30 out,   reformer at H2 at 90
///     H2   demand 35                               from 0 to 0 MWh
///
/// Hour 1. There is wind for all that can be taken: both cables are full (80, 50) and the rest of A
/// and B is made there, gas 20 and coal 50. The pipeline is full (30) and so is the cavern's
/// injection (25), which takes 55 / 0.7 = 78.57 at the hub; the other 91.43 of wind are curtailed, so
/// that the hub's price is 0 and H1's 0 / 0.7 = 0. H2 lacks 5, made by the reformer: its price is 90.
/// Prices A 60, B 40, W 0, H1 0, H2 90. Rents: cables 80 × 60 and 50 × 40, pipeline 30 × 90.
///
/// Hour 2. Hydrogen at H2 is worth 90, and coal through the hub makes it at 40 / 0.7 = 57.14, so the
/// pipeline is full again: 20 from the cavern, 10 from the electrolyser with 14.29 of power. The
/// cable to A is full (80), for coal is cheaper than gas. Wind 60 and 34.29 from B make 80 + 14.29.
/// The cable to B has room, so W has B's price. Prices A 60, B 40, W 40, H1 57.14, H2 90. Rents:
/// 80 × (60 − 40) on the cable to A, none on that to B, pipeline 30 × (90 − 57.14).
///
/// A MWh in the cavern between the hours is worth 57.14, for 20 are drawn of 30 that could be. Cost:
/// gas 20 and 20 at 60, coal 50 and 134.29 at 40, reformer 5 and 5 at 90.
@Suite struct HydrogenSystemTests {
  private static func coupled(slope: Double = 0) throws -> CouplingResult {
    let small = HandCountedHydrogen.system()
    var options = CouplingOptions()
    options.network = .ntc
    options.slopeEURPerMWh = slope
    return try couple(system: small.system, series: small.series, options: options).result
  }

  private let hydrogenPrice = 40 / 0.7

  @Test("prices of both carriers") func prices() throws {
    let result = try Self.coupled()
    #expect(result.status == .optimal)
    #expect(result.nodes.map(\.name) == ["A", "B", "W"])
    #expect(result.processes.nodes.map(\.name) == ["H1", "H2"])
    let power: [[Double]] = [[60, 40, 0], [60, 40, 40]]
    for (t, expected) in power.enumerated() {
      for (n, price) in expected.enumerated() {
        expectClose(result.prices[t, n], price, absolute: 1e-6, "price of \(n) in \(t)")
      }
    }
    let hydrogen: [[Double]] = [[0, 90], [hydrogenPrice, 90]]
    for (t, expected) in hydrogen.enumerated() {
      for (n, price) in expected.enumerated() {
        expectClose(result.processes.prices[t, n], price, absolute: 1e-6, "hydrogen \(n) in \(t)")
      }
    }
    expectClose(result.processes.values[0, 0], hydrogenPrice, absolute: 1e-6, "stored")
  }

  @Test("what every process and plant does") func quantities() throws {
    let result = try Self.coupled()
    let expected: [String: [Double]] = [
      "electrolyser": [55 / 0.7, 10 / 0.7], "pipeline": [30, 30], "cavern_injection": [25, 0],
      "cavern_withdrawal": [0, 20], "reformer": [5, 5], "H2_unserved": [0, 0],
    ]
    #expect(Set(result.processes.processes.map(\.name)) == Set(expected.keys))
    for (p, process) in result.processes.processes.enumerated() {
      for (t, megawatts) in (expected[process.name] ?? []).enumerated() {
        expectClose(
          result.processes.activity[t, p], megawatts, absolute: 1e-5, "\(process.name) in \(t)")
      }
    }
    let plants: [(name: String, megawatts: [Double])] = [
      ("wind", [130 + 55 / 0.7, 60]), ("A_gas", [20, 20]), ("B_coal", [50, 120 + 10 / 0.7]),
    ]
    for (name, megawatts) in plants {
      let step = try #require(result.steps.firstIndex { $0.name == name })
      for t in 0..<2 { expectClose(result.supply[t, step], megawatts[t], absolute: 1e-5, name) }
    }
    expectClose(result.processes.levels[0, 0], 20, absolute: 1e-5, "level")
    expectClose(result.processes.levels[1, 0], 0, absolute: 1e-5, "level")
    expectClose(
      result.objectiveEUR, 40 * 60 + (170 + 10 / 0.7) * 40 + 10 * 90, relative: 1e-9, "cost")
  }

  @Test("rents of cables and pipeline") func rents() throws {
    let result = try Self.coupled()
    let cables: [(name: String, rents: [Double])] = [("W-A", [4800, 1600]), ("W-B", [2000, 0])]
    for (name, rents) in cables {
      let link = try #require(result.links.firstIndex { $0.name == name })
      for t in 0..<2 {
        expectClose(result.linkRentEUR(at: t, link: link), rents[t], absolute: 1e-3, name)
      }
    }
    let pipeline = try #require(
      result.processes.processes.firstIndex { $0.kind == .pipeline })
    let rents: [Double] = [2700, 30 * (90 - hydrogenPrice)]
    for (t, rent) in rents.enumerated() {
      expectClose(result.processSurplusEUR(at: t, process: pipeline), rent, absolute: 1e-3, "pipe")
    }
  }

  @Test("balances of both carriers close", arguments: [0, 1e-4])
  func balances(slope: Double) throws {
    let result = try Self.coupled(slope: slope)
    for t in 0..<2 {
      for n in result.processes.nodes.indices {
        var sum = -result.processes.loads[t, n]
        for p in result.processes.processes.indices {
          sum += result.processes.power(of: p, at: .hydrogen(n), unit: t)
        }
        expectClose(sum, 0, absolute: 1e-6, "hydrogen node \(n) in \(t)")
      }
      for n in result.nodes.indices {
        var imports = 0.0
        for (l, link) in result.links.enumerated() {
          if link.to == n { imports += (1 - link.loss) * result.flows[t, l] }
          if link.from == n { imports -= result.flows[t, l] }
        }
        expectClose(result.netPositions[t, n] + imports, 0, absolute: 1e-6, "zone \(n) in \(t)")
      }
    }
  }
}
