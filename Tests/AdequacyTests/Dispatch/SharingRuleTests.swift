// SPDX-License-Identifier: Apache-2.0
import Adequacy
import CapacityCalculation
import MarketCoupling
import TestSupport
import Testing

/// Cases with figures that can be checked by hand.
@Suite("sharing rules")
struct SharingRuleTests {
  /// Zones whose domestic balance is given, joined as `join` says.
  private func shared(
    _ zones: [(name: String, balance: Double, load: Double)], rule: SharingRule,
    model: NetworkModel = .ntc, schedule: DomainSchedule? = nil,
    join: (inout SmallSystem) -> Void = { _ in }
  ) throws -> [Double] {
    var small = SmallSystem()
    for zone in zones { small.addZone(zone.name, loadMW: [zone.load]) }
    join(&small)
    let inputs = try MarketInputs(system: small.system, series: small.series, range: 0..<1)
    let network = ShortageNetwork(
      system: small.system, inputs: inputs, model: model, schedule: schedule)
    let hour = SharedHour(
      kind: 0, balance: zones.map(\.balance), load: zones.map(\.load),
      cableShare: [Double](repeating: 1, count: small.system.dcLinks.count))
    return try #require(try share([hour], over: network, rule: rule))[0]
  }

  private func expect(
    _ found: [Double], _ expected: [Double], within tolerance: Double,
    _ location: SourceLocation = #_sourceLocation
  ) {
    for (a, b) in zip(found, expected) {
      #expect(abs(a - b) <= tolerance, "\(found) instead of \(expected)", sourceLocation: location)
    }
  }

  private static let three: [(name: String, balance: Double, load: Double)] = [
    ("A", -1000, 10_000), ("B", -3000, 20_000), ("C", 2000, 15_000),
  ]

  private func joinAll(_ small: inout SmallSystem) {
    let zones = small.system.zones.rows
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
      small.addBorder(from: zones[a], to: zones[b], forwardMW: 1e5, backwardMW: 1e5)
    }
  }

  @Test("a surplus of 2000 MW for needs of 1000 and 3000 MW")
  func openNetwork() throws {
    let quadratic = try shared(Self.three, rule: .curtailmentSharing, join: joinAll)
    expect(quadratic, [500, 1500, 0], within: 1e-3)
    let byLoad = try shared(Self.three, rule: .curtailmentSharingByLoad, join: joinAll)
    expect(byLoad, [666.6667, 1333.3333, 0], within: 1e-3)
    let equal = try shared(Self.three, rule: .equalRatio, join: joinAll)
    expect(equal, [500, 1500, 0], within: 1e-3)
    for rule in SharingRule.allCases {
      let total = try shared(Self.three, rule: rule, join: joinAll).reduce(0, +)
      #expect(abs(total - 2000) <= 1e-3, "\(rule): \(total)")
    }
  }

  @Test("the surplus reaches one of them through the other")
  func narrowTie() throws {
    let found = try shared(Self.three, rule: .curtailmentSharing) { small in
      let zones = small.system.zones.rows
      small.addBorder(from: zones[2], to: zones[0], forwardMW: 1e5, backwardMW: 1e5)
      small.addBorder(from: zones[0], to: zones[1], forwardMW: 1200, backwardMW: 1200)
    }
    expect(found, [200, 1800, 0], within: 1e-3)
  }

  @Test("fair sharing costs energy where a critical network element binds")
  func fairnessCosts() throws {
    // Imports a and b of A and B: 0.1 a + 0.5 b <= 500, with C as slack.
    let domain = FlowBasedDomain(
      hubs: ["A", "B", "C"], rows: [DomainRow(id: "element", ptdf: [-0.1, -0.5, 0], ram: 500)])
    let schedule = try DomainSchedule(everywhere: domain, unitCount: 1)
    let least = try shared(
      Self.three, rule: .leastCost, model: .flowBased, schedule: schedule)
    #expect(abs(least.reduce(0, +) - 2200) <= 1e-3, "\(least)")
    let local = try shared(
      Self.three, rule: .localMatching, model: .flowBased, schedule: schedule)
    expect(local, [0, 2200, 0], within: 1e-3)
    let fair = try shared(
      Self.three, rule: .curtailmentSharing, model: .flowBased, schedule: schedule)
    expect(fair, [144.737, 2171.053, 0], within: 1e-3)
  }

  /// Factors, margins and needs of one hour of the typical days published with the R package
  /// antaresFlowbased; answers computed independently.
  @Test("a flow-based hour of four zones under all rules")
  func publishedHour() throws {
    let zones: [(name: String, balance: Double, load: Double)] = [
      ("BE", -1431, 13_000), ("DE", 16_947, 70_000), ("FR", -11_626, 90_000), ("NL", -1601, 18_000),
    ]
    let domain = FlowBasedDomain(
      hubs: ["BE", "DE", "FR", "NL"],
      rows: [
        DomainRow(id: "FB14", ptdf: [-0.30, 0.48, 0, -0.42], ram: 2249),
        DomainRow(id: "FB26", ptdf: [0.03, 0.97, 0, 0.69], ram: 2829),
      ])
    let schedule = try DomainSchedule(everywhere: domain, unitCount: 1)
    func found(_ rule: SharingRule) throws -> [Double] {
      try shared(zones, rule: rule, model: .flowBased, schedule: schedule)
    }
    expect(try found(.leastCost), [2606.1, 0, 8032.9, 0], within: 0.1)
    expect(try found(.localMatching), [1431, 0, 9031.4, 485.9], within: 0.1)
    expect(try found(.curtailmentSharing), [1183.88, 0, 9241.37, 588.08], within: 0.01)
    let equal = try found(.equalRatio)
    let served = 1 - equal[0] / 1431
    #expect(abs(served - 0.21644) <= 1e-5, "\(equal)")
    for (shortage, need) in zip(equal, [1431.0, 0, 11_626, 1601]) {
      #expect(abs(shortage - (1 - served) * need) <= 1e-3)
    }
  }
}
