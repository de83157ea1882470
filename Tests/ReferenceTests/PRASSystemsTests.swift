// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import TestSupport
import Testing

/// The small systems of PRAS with the figures that it holds itself against.
///
/// Its system `test4` is left out, the only one: its demand response owes back what it took within
/// two hours, which neither stores nor demand response of this project do, so that no figure of it
/// could be held against ours.
@Suite("PRAS systems")
struct PRASSystemsTests {
  /// Samples of one system of a few hours.
  private static let samples = Tier.isSoak ? 1_000_000 : 4_000

  private func check(
    _ parts: [RunningMean], _ expected: Double, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = parts.reduce(0) { $0 + $1.variance }.squareRoot()
    let mean = parts.reduce(0) { $0 + $1.mean }
    if Tier.isSoak { report(figure: "PRAS \(what): \(mean) +- \(error), published \(expected)") }
    // Besides chance, only the accuracy of programs in which everything may be short.
    expectClose(
      mean, expected, absolute: 3 * error + 1e-6, what, sourceLocation: sourceLocation)
  }

  /// LOLE and EENS by zone and of all over hours that were drawn on their own.
  private func check(
    _ name: String, _ byHour: [[PRASIndices]], zone: Int, lole: [Double], eens: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (hour, found) in byHour.map({ $0[zone] }).enumerated() {
      check(
        [found.lole], lole[hour], "\(name) LOLP of hour \(hour)", sourceLocation: sourceLocation)
      check(
        [found.eens], eens[hour], "\(name) EENS of hour \(hour)", sourceLocation: sourceLocation)
    }
    check(
      byHour.map { $0[zone].lole }, lole.reduce(0, +), "\(name) LOLE",
      sourceLocation: sourceLocation)
    check(
      byHour.map { $0[zone].eens }, eens.reduce(0, +), "\(name) EENS",
      sourceLocation: sourceLocation)
    check(
      byHour.map { $0[zone].loleAtTenTimes }, lole.reduce(0, +), "\(name) LOLE at ten times",
      sourceLocation: sourceLocation)
  }

  private struct Published {
    static let singleNodeA = (
      lole: [0.028, 0.271, 0.028, 0.028], eens: [0.29, 0.832, 0.29, 0.178]
    )
    static let singleNodeB = (
      lole: [0.19, 0.19, 0.19, 0.1, 0.1, 0.19], eens: [1.29, 1.29, 1.29, 0.85, 1.05, 1.34]
    )
    static let threeNode = (
      lole: [0.14707, 0.40951, 0.40951, 0.40951], eens: [1.75783, 3.13343, 2.87563, 4.36196]
    )
    static let threeNodeAsOne = (
      lole: [0.14707, 0.40951, 0.21268, 0.40951], eens: [1.75783, 3.13343, 2.47954, 4.36196]
    )
  }

  // MARK: Exact

  @Test("one zone, and three as one, by convolution")
  func convolution() throws {
    for (system, published) in [
      (PRASSystem.singleNodeA, Published.singleNodeA),
      (.singleNodeB, Published.singleNodeB), (.threeNode, Published.threeNodeAsOne),
    ] {
      let indices = try system.exactAreas().map { $0.indices() }
      expectClose(indices.map(\.lole.mean), published.lole, absolute: 1e-12, "LOLP")
      expectClose(indices.map(\.eens.mean), published.eens, absolute: 1e-12, "EENS")
    }
  }

  @Test("three zones: every state of the units served through the network")
  func threeNodeEnumerated() throws {
    for (network, published) in [
      (NetworkModel.ntc, Published.threeNode), (.copperplate, Published.threeNodeAsOne),
    ] {
      let hours = try PRASSystem.threeNode.enumerated(network: network)
      expectClose(hours.map(\.lolp), published.lole, absolute: 1e-12, "LOLP")
      expectClose(hours.map(\.eens), published.eens, absolute: 1e-5, "EENS")
    }
  }

  @Test("two zones and a tie that fails: every state")
  func test1Enumerated() throws {
    let hour = try PRASSystem.test1.enumerated(network: .ntc)[0]
    expectClose(hour.lolp, 0.19, absolute: 1e-12, "LOLE")
    expectClose(hour.eens, 0.647, absolute: 1e-6, "EENS")
  }

  /// PRAS brackets the capacity value on energy not served between whole megawatts.
  @Test("a fourth unit of the one zone: EFC between 8 and 9 MW, ELCC between 7 and 8")
  func capacityValueOfOneZone() throws {
    let system = PRASSystem.singleNodeA
    let area = try ExactArea(
      name: "A",
      units: (0..<3).map {
        try OutageUnit(
          name: "unit \($0)", installedMW: 10, forcedOutageRate: PRASSystem.forcedOutageRate,
          meanTimeToRepairHours: PRASSystem.meanTimeToRepairHours)
      }, loadMW: system.load[0], variableMW: system.units[3].megawatts)
    let fourth = try OutageUnit(
      name: "fourth", installedMW: 10, forcedOutageRate: PRASSystem.forcedOutageRate,
      meanTimeToRepairHours: PRASSystem.meanTimeToRepairHours)
    let value = try #require(try area.capacityValue(of: fourth, on: .eens))
    #expect(value.efcMW > 8 && value.efcMW < 9, "EFC \(value.efcMW) MW")
    #expect(value.elccMW > 7 && value.elccMW < 8, "ELCC \(value.elccMW) MW")
  }

  @Test("5 MW more of the unit in A of three zones: EFC and ELCC in A between 3 and 4 MW")
  func capacityValueOfThreeZones() throws {
    let before = PRASSystem.threeNode
    var after = before
    after.units[0].megawatts = after.units[0].megawatts.map { $0 + 5 }
    func eens(_ system: PRASSystem) throws -> Double {
      try system.enumerated(network: .ntc).reduce(0) { $0 + $1.eens }
    }
    func with(_ system: PRASSystem, _ firmMW: Double) throws -> Double {
      try eens(system.adding(firmMW: firmMW, to: 0))
    }
    let improved = try eens(after)
    let least = try (three: with(before, 3), four: with(before, 4))
    #expect(least.three > improved + 1e-3 && improved > least.four + 1e-3, "\(improved) \(least)")
    let plain = try eens(before)
    let loaded = try (three: with(after, -3), four: with(after, -4))
    #expect(loaded.three < plain - 1e-3 && plain < loaded.four - 1e-3, "\(plain) \(loaded)")
  }

  // MARK: Monte Carlo

  @Test("one zone, one hour after the other")
  func singleNodes() throws {
    for (name, system, published) in [
      ("singlenode_a", PRASSystem.singleNodeA, Published.singleNodeA),
      ("singlenode_b", .singleNodeB, Published.singleNodeB),
    ] {
      let byHour = try system.monteCarloByHour(samples: Self.samples, seed: 100)
      check(name, byHour, zone: 0, lole: published.lole, eens: published.eens)
    }
  }

  @Test("three zones in the network, and as one")
  func threeNode() throws {
    for (name, network, published) in [
      ("threenode", NetworkModel.ntc, Published.threeNode),
      ("threenode copperplate", .copperplate, Published.threeNodeAsOne),
    ] {
      let byHour = try PRASSystem.threeNode.monteCarloByHour(
        network: network, samples: Self.samples, seed: 200)
      check(name, byHour, zone: 3, lole: published.lole, eens: published.eens)
    }
  }

  @Test("two zones and a tie that fails")
  func test1() throws {
    let byHour = try PRASSystem.test1.monteCarloByHour(samples: Self.samples, seed: 300)
    for (zone, lole, eens) in [(0, 0.1, 0.314), (1, 0.1, 0.333), (2, 0.19, 0.647)] {
      check("test1 zone \(zone)", byHour, zone: zone, lole: [lole], eens: [eens])
    }
  }

  @Test("a unit and a store that fails")
  func test2() throws {
    let found = try PRASSystem.test2.monteCarlo(
      hours: 0..<2, network: .ntc, samples: Self.samples, seed: 400)
    check([found[1].lole], 0.2, "test2 LOLE")
    check([found[1].eens], 1.5542, "test2 EENS")
  }

  @Test("a unit, a store elsewhere and a tie, all of which fail")
  func test3() throws {
    let found = try PRASSystem.test3.monteCarlo(
      hours: 0..<2, network: .ntc, samples: Self.samples, seed: 500)
    for (zone, lole, eens) in [
      (0, 0.2, 1.581902), (1, 0.255341, 1.597387), (2, 0.320951, 3.179289),
    ] {
      check([found[zone].lole], lole, "test3 LOLE of zone \(zone)")
      check([found[zone].loleAtTenTimes], lole, "test3 LOLE of zone \(zone) at ten times")
      check([found[zone].eens], eens, "test3 EENS of zone \(zone)")
    }
  }
}
