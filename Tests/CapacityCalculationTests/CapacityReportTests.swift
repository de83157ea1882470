// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import LinearAlgebra
import Quantities
import TestSupport
import Testing

@Suite("report of a capacity calculation")
struct CapacityReportTests {
  /// Two zones, one of two buses, joined by two ties of 100 MW each.
  ///
  /// A transit through the first zone, 300 MW in at its bus at one tie and out at the other, is a
  /// loop flow over the second zone.
  static let system: EnergySystem = {
    var system = EnergySystem(name: "loop", year: 2030)
    system.zones = [TestSystem.zone("A"), TestSystem.zone("B")]
    system.grid.buses = [0, 0, 1].enumerated().map {
      Bus(name: "b\($0.offset)", zone: Row($0.element))
    }
    func branch(_ name: String, _ from: Int, _ to: Int, _ kind: BranchKind) -> Branch {
      Branch(
        name: name, from: Row(from), to: Row(to), reactanceOhm: 20, nominalKV: 100,
        maximumCurrentA: kind == .tie ? 1000 / 3.0.squareRoot() : nil, kind: kind)
    }
    system.grid.branches = [
      branch("inside", 0, 1, .line), branch("west", 0, 2, .tie), branch("east", 1, 2, .tie),
    ]
    for (injection, bus) in [("gas", 0), ("load", 1)] {
      system.grid.injectionWeights.append(
        InjectionWeight(injection: injection, zone: Row(0), bus: Row(bus), weight: 1))
    }
    return system
  }()

  static func calculator(minimum: MinimumMargin? = MinimumMargin()) throws -> CapacityCalculator {
    var settings = CapacitySettings()
    settings.considersOutages = false
    settings.shiftKey = .flat
    settings.minimumMargin = minimum
    return try CapacityCalculator(system: system, settings: settings)
  }

  /// A third of the transit takes the way round: 1/3 of `transit` out over west, in over east.
  static func baseCase(transitMW: Double) -> BaseCase {
    BaseCase(
      classes: ["gas", "load"].map { InjectionClass(injection: $0, zone: Row(0)) },
      injectionsMW: [transitMW, -transitMW], netPositionsMW: [0, 0])
  }

  @Test("an empty grid: half of the exchange on either tie")
  func emptyGrid() throws {
    let report = try Self.calculator().result(around: .zero(hubCount: 2)).report
    #expect(report.rows == 4)
    #expect(report.presolvedRows == 2)
    guard case .ranges(let ranges) = report.netPositionBounds else {
      Issue.record("\(report.netPositionBounds)")
      return
    }
    #expect(ranges.map(\.hub) == ["A", "B"])
    expectClose(ranges.map(\.minimumMW), [-180, -180], absolute: 1e-6)
    expectClose(ranges.map(\.maximumMW), [180, 180], absolute: 1e-6)
    #expect(report.minimumMarginShare == 0)
    #expect(report.isEmptyWithoutMinimum == false)
    #expect(report.overloads == [])
    #expect(report.baseCasePosition.overshootMW == 0)
    #expect(report.notes == [])
  }

  @Test("a loop flow of 120 MW: empty without the minimum, 20 MW too much on the ties")
  func loopFlow() throws {
    let result = try Self.calculator().result(around: Self.baseCase(transitMW: 360))
    let report = result.report
    // West direct and east opposite lose 120 MW and are lifted to 70 MW, the others gain 120.
    expectClose(result.domain.ram.sorted(), [70, 70, 210, 210], absolute: 1e-6)
    expectClose(report.minimumMarginShare, 0.5, absolute: 1e-12)
    expectClose(report.negativeShareBeforeMinimum, 0.5, absolute: 1e-12)
    #expect(report.presolvedMinimumMarginShare == 1)
    #expect(report.negativeRows == 0)
    #expect(report.isEmptyWithoutMinimum == true)
    #expect(!report.isEmpty)
    #expect(report.overloads.map(\.circuit) == ["west", "east"])
    expectClose(report.overloads.map(\.flowMW), [120, -120], absolute: 1e-6)
    #expect(report.baseCasePosition.overshootMW == 0)
  }

  @Test("an empty domain is reported with the rows that contradict each other")
  func emptyDomain() throws {
    let result = try Self.calculator(minimum: nil).result(around: Self.baseCase(transitMW: 360))
    #expect(result.report.isEmpty)
    guard case .empty(let rows) = result.report.netPositionBounds else {
      Issue.record("\(result.report.netPositionBounds)")
      return
    }
    #expect(rows.map { result.domain.rows[$0].id } == ["west|N|direct", "east|N|opposite"])
    #expect(result.report.negativeRows == 2)
    expectClose(result.report.baseCasePosition.overshootMW, 30, absolute: 1e-6)
  }

  @Test("fallbacks and an unbalanced base case are told")
  func notes() throws {
    var settings = CapacitySettings()
    settings.shiftKey = .installedCapacity
    let calculator = try CapacityCalculator(system: Self.system, settings: settings)
    let baseCase = BaseCase(
      classes: [InjectionClass(injection: "wind_onshore", zone: Row(0))], injectionsMW: [30],
      netPositionsMW: [0, 0])
    #expect(
      calculator.result(around: baseCase).report.notes == [
        "no basis for the shift key of A, B: all buses alike",
        "no injection weights for wind_onshore in A: placed like the zone's load",
        "the base case injects 30 MW more than it takes out of the grid; the slack takes them",
      ])
  }

  @Test("an imbalance beyond whole numbers is told like any other")
  func hugeImbalance() throws {
    let baseCase = BaseCase(
      classes: [InjectionClass(injection: "gas", zone: Row(0))], injectionsMW: [-1e30],
      netPositionsMW: [0, 0])
    let notes = try Self.calculator().result(around: baseCase).report.notes
    #expect(notes.contains { $0.hasPrefix("the base case injects -100000") })
  }

  /// An exchange a from A to B loads either tie with a/2; f over the link, from b1 to b2, relieves
  /// west by f/3 and east by 2f/3.
  @Test("links stay within their limits in bounds and presolve, but add no rows")
  func linkLimits() throws {
    var system = Self.system
    system.dcLinks = [TestSystem.link("cable", 0, 1, .evolved)]
    system.dcLinks[0].maximumForwardMW = 40
    system.dcLinks[0].maximumBackwardMW = 25
    for (zone, bus) in [(0, 1), (1, 2)] {
      system.grid.injectionWeights.append(
        InjectionWeight(
          injection: "dc:cable", zone: Row(zone), bus: Row(bus), weight: 1))
    }
    var settings = CapacitySettings()
    settings.considersOutages = false
    settings.shiftKey = .flat
    let result = try CapacityCalculator(system: system, settings: settings)
      .result(around: .zero(hubCount: 4))
    #expect(result.domain.rows.count == 4)
    guard case .ranges(let ranges) = result.report.netPositionBounds else {
      Issue.record("\(result.report.netPositionBounds)")
      return
    }
    #expect(ranges.map(\.hub) == ["A", "B", "cable@A", "cable@B"])
    // West binds first: a/2 - f/3 within 90 MW either way, f from -25 to 40 MW.
    let export = 180 + 80.0 / 3
    let entry = 180 + 50.0 / 3
    expectClose(ranges.map(\.maximumMW), [export, entry, 25, 40], absolute: 1e-6)
    expectClose(ranges.map(\.minimumMW), [-entry, -export, -40, -25], absolute: 1e-6)
  }
}
