// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import LinearAlgebra
import Quantities
import TestSupport
import Testing

@Suite("capacity calculation")
struct CapacityCalculatorTests {
  /// Buses 1 to 4 in a ring 1-2-4-3, zones {1, 2}, {3}, {4}.
  static let ring: EnergySystem = {
    var system = EnergySystem(name: "ring", year: 2030)
    system.zones = ["A", "B", "C"].map { TestSystem.zone($0) }
    system.grid.buses = [0, 0, 1, 2].enumerated().map {
      Bus(name: "n\($0.offset + 1)", zone: Row($0.element))
    }
    system.grid.branches = [(0, 1, 500.0), (1, 3, 500), (3, 2, 500), (2, 0, 200)].map {
      from, to, megawatts in
      Branch(
        name: "\(from + 1)-\(to + 1)", from: Row(from), to: Row(to), reactanceOhm: 1600,
        nominalKV: 400, maximumCurrentA: megawatts * 1000 / 400 / 3.0.squareRoot(),
        kind: from == 0 ? .line : .tie)
    }
    return system
  }()

  static var intactSettings: CapacitySettings {
    var settings = CapacitySettings()
    settings.shiftKey = .flat
    settings.considersOutages = false
    return settings
  }

  @Test("zonal factors of the four-node ring")
  func ringFactors() throws {
    let domain = try CapacityCalculator(system: Self.ring, settings: Self.intactSettings)
      .domain(around: .zero(hubCount: 3))
    #expect(domain.hubs == ["A", "B", "C"])
    let direct = domain.rows.enumerated().filter { $0.element.direction == "direct" }
    expectClose(direct.map(\.element.fmax), [500, 500, 500, 200], absolute: 1e-9)
    let toC = try #require(domain.exchangeFactors(from: "A", to: "C"))
    expectClose(direct.map { toC[$0.offset] }, [0.125, 0.625, -0.375, -0.375], absolute: 1e-12)
    let bToC = try #require(domain.exchangeFactors(from: "B", to: "C"))
    expectClose(direct.map { bToC[$0.offset] }, [0.25, 0.25, -0.75, 0.25], absolute: 1e-12)
    #expect(domain.exchangeFactors(from: "A", to: "D") == nil)
  }

  @Test("opposite rows mirror the factors and share the margin of an empty grid")
  func mirrored() throws {
    let rows = try CapacityCalculator(system: Self.ring, settings: Self.intactSettings)
      .domain(around: .zero(hubCount: 3)).rows
    for pair in stride(from: 0, to: rows.count, by: 2) {
      #expect(rows[pair + 1].ptdf == rows[pair].ptdf.map { -$0 })
      expectClose(rows[pair].ram, 0.9 * rows[pair].fmax, absolute: 1e-9)
      #expect(rows[pair + 1].ram == rows[pair].ram)
    }
  }

  @Test("flow-based constraints on net positions become rows, those over all borders do not")
  func externalConstraints() throws {
    var system = Self.ring
    system.externalConstraints = [
      ExternalConstraint(biddingZone: "B", minimumMW: -300, maximumMW: 400, scope: .flowBased),
      ExternalConstraint(biddingZone: "C", minimumMW: nil, maximumMW: 100, scope: .all),
    ]
    let rows = try CapacityCalculator(system: system, settings: Self.intactSettings)
      .domain(around: .zero(hubCount: 3)).rows.suffix(2)
    #expect(rows.map(\.id) == ["external|B|max", "external|B|min"])
    #expect(rows.map(\.ptdf) == [[0, 1, 0], [0, -1, 0]])
    #expect(rows.map(\.ram) == [400, 300])
  }

  @Test("ends of links are hubs at their landing buses")
  func virtualHubs() throws {
    var system = Self.ring
    system.zones.append(TestSystem.zone("X", isFlowBased: false))
    system.dcLinks = [
      TestSystem.link("inside", 0, 2, .evolved), TestSystem.link("sea", 3, 0, .advancedHybrid),
      TestSystem.link("plain", 1, 3, .ntc),
    ]
    system.grid.injectionWeights = [
      InjectionWeight(injection: "dc:inside", zone: Row(0), bus: Row(1), weight: 1),
      InjectionWeight(injection: "dc:inside", zone: Row(2), bus: Row(3), weight: 1),
      InjectionWeight(injection: "dc:sea", zone: Row(0), bus: Row(0), weight: 1),
    ]
    let calculator = try CapacityCalculator(system: system, settings: Self.intactSettings)
    let domain = calculator.domain(around: .zero(hubCount: 6))
    #expect(domain.hubs == ["A", "B", "C", "inside@A", "inside@C", "sea@A"])
    func direct(_ from: String, _ to: String) -> [Double] {
      let factors = domain.exchangeFactors(from: from, to: to)!
      return domain.rows.indices.filter { domain.rows[$0].direction == "direct" }.map {
        factors[$0]
      }
    }
    // Bus 2 to bus 4, bus 1 to bus 4, and bus 1 against the flat key of buses 1 and 2.
    expectClose(direct("inside@A", "inside@C"), [-0.25, 0.75, -0.25, -0.25], absolute: 1e-12)
    expectClose(direct("sea@A", "C"), [0.5, 0.5, -0.5, -0.5], absolute: 1e-12)
    expectClose(direct("sea@A", "A"), [0.375, -0.125, -0.125, -0.125], absolute: 1e-12)

    // 100 MW A to C over AC, 300 MW A to C inside, 50 MW from the sea.
    let netPositions = calculator.netPositionsMW(
      exchangesMW: { ["A": 100, "C": -100][$0] ?? 0 }, linkFlowsMW: [300, 50, 70])
    #expect(netPositions == [350, 0, -400, -300, 300, 50])
  }

  @Test("a link without weights lands where its zone's load is")
  func landingWithoutWeights() throws {
    var system = Self.ring
    system.dcLinks = [TestSystem.link("inside", 0, 2, .evolved)]
    system.grid.injectionWeights = [
      InjectionWeight(injection: "load", zone: Row(0), bus: Row(1), weight: 1)
    ]
    let calculator = try CapacityCalculator(system: system, settings: Self.intactSettings)
    let domain = calculator.domain(around: .zero(hubCount: 5))
    let factors = try #require(domain.exchangeFactors(from: "inside@A", to: "inside@C"))
    expectClose(factors[2], 0.75, absolute: 1e-12)
    let key = InjectionClass(injection: "dc:inside", zone: Row(0))
    let flows = calculator.flows(
      of: BaseCase(classes: [key], injectionsMW: [10], netPositionsMW: [0, 0, 0, 0, 0]))
    #expect(flows.classesWithoutWeights == [key])
    #expect(flows.imbalanceMW == 10)
  }

  @Test("what cannot be computed is named")
  func errors() {
    var noHubs = Self.ring
    for zone in noHubs.zones.indices { noHubs.zones[zone].isFlowBased = false }
    #expect(throws: CapacityError.noHubs) { try CapacityCalculator(system: noHubs) }
    var lacking = Self.ring
    lacking.zones.append(TestSystem.zone("D"))
    #expect(throws: CapacityError.hubsWithoutBuses(["D"])) {
      try CapacityCalculator(system: lacking)
    }
    var broken = Self.ring
    broken.grid.branches[2].reactanceOhm = 0
    #expect(throws: CapacityError.network(.zeroReactance(branches: ["4-3"]))) {
      try CapacityCalculator(system: broken)
    }
  }

  @Test("offshore hubs and hydrogen zones are no columns")
  func otherZones() throws {
    var system = Self.ring
    system.zones.append(
      Zone(name: "wind", country: "A", biddingZone: "wind", kind: .offshoreHub))
    system.zones.append(
      Zone(name: "h2", country: "A", biddingZone: "h2", carrier: .hydrogen, kind: .hydrogen))
    #expect(Hub.all(of: system).map(\.name) == ["A", "B", "C"])
  }
}
