// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import LinearAlgebra
import Quantities
import TestSupport
import Testing

@Suite("selection of CNECs")
struct CNECSelectionTests {
  /// Factor of one of n circuits: 1/n intact and 1/(n-1) after the loss of another, which is also
  /// the outage factor.
  @Test(
    "a factor of exactly 5 % is kept",
    arguments: [(19, ["N", "tie"]), (20, ["N", "tie"]), (21, ["tie"]), (22, [])])
  func thresholdEdge(circuits: Int, states: [String]) throws {
    let calculator = try CapacityCalculator(system: TestSystem.parallelCircuits(circuits))
    let domain = calculator.domain(around: .zero(hubCount: 2))
    #expect(calculator.selection.candidateCount == 2)
    #expect(
      domain.rows.map(\.id)
        == states.flatMap { ["tie|\($0)|direct", "tie|\($0)|opposite"] })
  }

  @Test("the second circuit of a bundle is an outage of its own, two of them on request")
  func ownBundle() throws {
    var settings = CapacitySettings()
    settings.losesDoubleCircuits = true
    let calculator = try CapacityCalculator(
      system: TestSystem.parallelCircuits(3), settings: settings)
    let cnecs = calculator.selection.cnecs
    #expect(calculator.selection.contingencies.map(\.name) == ["tie", "tie two circuits"])
    #expect(cnecs.map(\.contingency) == [nil, 0, 1])
    #expect(cnecs.map(\.lostCircuits) == [[], [2], [1, 2]])
    let spread = cnecs.indices.map {
      calculator.cnecFactors[$0, 0] - calculator.cnecFactors[$0, 1]
    }
    expectClose(spread, [1.0 / 3, 1.0 / 2, 1], absolute: 1e-12)
  }

  /// Two zones in the region, one outside; one branch of each sort between and inside them.
  static let mixed: EnergySystem = {
    var system = EnergySystem(name: "mixed", year: 2030)
    system.zones = [
      TestSystem.zone("A"), TestSystem.zone("B"), TestSystem.zone("C", isFlowBased: false),
    ]
    system.grid.buses = [0, 0, 1, 1, 2].enumerated().map {
      Bus(name: "b\($0.offset)", zone: Row($0.element))
    }
    func branch(
      _ name: String, _ from: Int, _ to: Int, _ kind: BranchKind, kV: Double = 380,
      ampere: Double? = 1000
    ) -> Branch {
      Branch(
        name: name, from: Row(from), to: Row(to), reactanceOhm: 20, nominalKV: kV,
        maximumCurrentA: ampere, kind: kind)
    }
    system.grid.branches = [
      branch("tie380", 0, 2, .tie), branch("tie220", 1, 3, .tie, kV: 220),
      branch("unlimited", 1, 2, .tie, ampere: nil), branch("line380", 0, 1, .line),
      branch("line220", 2, 3, .line, kV: 220), branch("transformer", 2, 3, .transformer),
      branch("equivalent", 0, 3, .equivalent), branch("outside", 0, 4, .tie),
    ]
    return system
  }()

  @Test("ties of any voltage and 380 kV lines inside the region are watched")
  func monitored() throws {
    let calculator = try CapacityCalculator(system: Self.mixed)
    let names = calculator.selection.cnecs.filter { $0.contingency == nil }.map {
      Self.mixed.grid.branches[$0.branch].name
    }
    #expect(names == ["tie380", "tie220", "line380"])
    #expect(calculator.selection.monitoredCount == 3)
    expectClose(
      calculator.selection.cnecs.prefix(2).map(\.fmaxMW),
      [400, 225].map { $0 * 3.0.squareRoot() }, absolute: 1e-9)
  }

  @Test("ties beyond the region are lost too; an outage that cuts the grid is skipped and told")
  func outages() throws {
    let selection = try CapacityCalculator(system: Self.mixed).selection
    #expect(selection.contingencies.map(\.name) == ["tie380", "tie220", "unlimited", "line380"])
    #expect(selection.islandingOutages.map(\.circuits) == [["outside"]])
    #expect(selection.islandingOutages.map(\.separatedBuses) == [["b4"]])
    // 3 in the N state, 4 outages of 3 elements less each watched element's own outage.
    #expect(selection.candidateCount == 3 + 4 * 3 - 3)
  }

  @Test("without outages only the N state is left")
  func intactOnly() throws {
    var settings = CapacitySettings()
    settings.considersOutages = false
    let selection = try CapacityCalculator(system: Self.mixed, settings: settings).selection
    #expect(selection.cnecs.count == 3)
    #expect(selection.contingencies == [])
  }

  @Test("lists of the case replace the rules and need not reach the zone-to-zone threshold")
  func lists() throws {
    var system = Self.mixed
    system.grid.monitoredBranches = [Row(4), Row(3)]
    system.grid.listedOutages = [
      ListedOutage(name: "both ties", branches: [Row(0), Row(1)])
    ]
    var settings = CapacitySettings()
    settings.zoneToZoneThreshold = 2
    settings.outageFactorThreshold = 0
    let calculator = try CapacityCalculator(system: system, settings: settings)
    #expect(
      calculator.domain(around: .zero(hubCount: 2)).rows.map(\.id) == [
        "line220|N|direct", "line220|N|opposite", "line380|N|direct", "line380|N|opposite",
        "line220|both ties|direct", "line220|both ties|opposite", "line380|both ties|direct",
        "line380|both ties|opposite",
      ])
  }

  @Test("a listed branch without a limit is an error")
  func unlimited() {
    var system = Self.mixed
    system.grid.monitoredBranches = [Row(2)]
    let error = #expect(throws: CapacityError.self) { try CapacityCalculator(system: system) }
    #expect(error == .unlimitedMonitoredBranches(["unlimited"]))
    #expect(error?.description == "monitored branches without a current limit: unlimited")
  }
}
