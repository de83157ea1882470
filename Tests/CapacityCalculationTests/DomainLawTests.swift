// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import LinearAlgebra
import Quantities
import TestSupport
import Testing

/// Laws of the domain over seeded random grids with a base case.
@Suite("laws of the flow-based domain")
struct DomainLawTests {
  static func sample(
    _ seed: UInt64, settings: CapacitySettings = CapacitySettings()
  ) throws -> (system: EnergySystem, calculator: CapacityCalculator, baseCase: BaseCase) {
    let system = TestSystem.random(seed: seed)
    let calculator = try CapacityCalculator(system: system, settings: settings)
    return (
      system, calculator, TestSystem.randomBaseCase(of: system, calculator: calculator, seed: seed)
    )
  }

  static func nodalInjections(_ baseCase: BaseCase, _ system: EnergySystem) -> [Double] {
    var injections = [Double](repeating: 0, count: system.grid.buses.count)
    for weight in system.grid.injectionWeights {
      let index = baseCase.classes.firstIndex {
        $0.injection == weight.injection && $0.zone == weight.zone
      }
      if let index {
        injections[weight.bus.index] += weight.weight * baseCase.injectionsMW[index]
      }
    }
    return injections
  }

  @Test("reference flows equal a fresh solve after the outage", arguments: 0..<12 as Range<UInt64>)
  func referenceFlows(seed: UInt64) throws {
    let (system, calculator, baseCase) = try Self.sample(seed)
    let rows = calculator.domain(around: baseCase).rows
    let injections = Self.nodalInjections(baseCase, system)
    expectClose(injections.reduce(0, +), 0, absolute: 1e-8)
    for (index, cnec) in calculator.selection.cnecs.enumerated() {
      var grid = system.grid
      for loss in cnec.contingency.map({ calculator.selection.contingencies[$0].losses }) ?? [] {
        grid.branches[loss.branch].circuits -= loss.circuits
      }
      let name = grid.branches[cnec.branch].name
      grid.branches.removeAll { $0.circuits == 0 }
      let network = try DCNetwork(grid: grid)
      let flows = try PowerFlowLawTests.directFlows(network, injections: injections)
      let branch = grid.branches.firstIndex { $0.name == name }!
      let circuit = network.circuits(of: Row(branch)).lowerBound
      expectClose(rows[2 * index].fref, flows[circuit], absolute: 1e-5)
      expectClose(rows[2 * index + 1].fref, -flows[circuit], absolute: 1e-5)
    }
  }

  @Test("factors times net positions lead from F0 to the flow", arguments: 0..<12 as Range<UInt64>)
  func identity(seed: UInt64) throws {
    let (_, calculator, baseCase) = try Self.sample(seed)
    expectClose(baseCase.netPositionsMW.reduce(0, +), 0, absolute: 1e-8)
    for row in calculator.domain(around: baseCase).rows {
      var flow = row.f0Core
      for (factor, netPosition) in zip(row.ptdf, baseCase.netPositionsMW) {
        flow += factor * netPosition
      }
      expectClose(flow, row.fref, absolute: 1e-6)
      expectClose(row.ram, row.fmax - row.frm - row.f0Core + row.amr, absolute: 1e-6)
      expectClose(row.f0Core, row.f0All + row.fuaf, absolute: 1e-6)
      #expect(row.ram >= row.minRAMTarget * row.fmax - 1e-6)
    }
  }

  @Test("the slack changes no margin and no exchange", arguments: 0..<12 as Range<UInt64>)
  func slackIndependence(seed: UInt64) throws {
    let (_, calculator, baseCase) = try Self.sample(seed)
    var settings = CapacitySettings()
    settings.slack = .bus(Row(5))
    let other = try Self.sample(seed, settings: settings).calculator
    let first = calculator.domain(around: baseCase)
    let second = other.domain(around: baseCase)
    #expect(first.rows.map(\.id) == second.rows.map(\.id))
    expectClose(first.ram, second.ram, absolute: 1e-6)
    for hub in first.hubs.dropFirst() {
      expectClose(
        try #require(first.exchangeFactors(from: hub, to: first.hubs[0])),
        try #require(second.exchangeFactors(from: hub, to: first.hubs[0])), absolute: 1e-9)
    }
  }

  @Test("without exchanges outside the region nothing flows from outside")
  func insideOnly() throws {
    var system = TestSystem.random(seed: 3)
    for zone in system.zones.indices { system.zones[zone].isFlowBased = zone < 4 }
    system.dcLinks = []
    let calculator = try CapacityCalculator(system: system)
    let baseCase = BaseCase(
      classes: (0..<4).map { InjectionClass(injection: "gas", zone: Row($0)) },
      injectionsMW: [700, -200, -900, 400], netPositionsMW: [700, -200, -900, 400])
    for row in calculator.domain(around: baseCase).rows {
      expectClose(row.fuaf, 0, absolute: 1e-8)
    }
  }

  @Test(
    "a flow without exchanges shrinks the margin it goes along with and widens the other",
    arguments: 0..<12 as Range<UInt64>)
  func marginsMove(seed: UInt64) throws {
    var settings = CapacitySettings()
    settings.minimumMargin = nil
    let (_, calculator, baseCase) = try Self.sample(seed, settings: settings)
    let bare = calculator.domain(around: baseCase).rows
    let lifted = try Self.sample(seed).calculator.domain(around: baseCase).rows
    #expect(bare.contains { abs($0.f0Core) > 50 })
    for index in stride(from: 0, to: bare.count, by: 2) {
      let isDirect = bare[index].f0Core > 0
      let with = isDirect ? index : index + 1
      let against = isDirect ? index + 1 : index
      #expect(bare[with].f0Core > 0)
      #expect(bare[with].ram < 0.9 * bare[with].fmax)
      #expect(bare[against].ram > 0.9 * bare[with].fmax)
      expectClose(
        bare[with].ram + bare[against].ram, 1.8 * bare[with].fmax, absolute: 1e-6)
      // The minimum lifts either direction and lowers none.
      for row in [with, against] {
        expectClose(lifted[row].ram, bare[row].ram + lifted[row].amr, absolute: 1e-6)
        #expect(lifted[row].amr >= 0)
      }
    }
  }

  @Test("numbering the zones otherwise permutes the columns", arguments: 0..<6 as Range<UInt64>)
  func permutation(seed: UInt64) throws {
    let (system, calculator, baseCase) = try Self.sample(seed)
    let newRow = [2, 0, 1, 3, 4]
    var permuted = system
    for zone in newRow.indices { permuted.zones[newRow[zone]] = system.zones[zone] }
    func moved(_ zone: Row<Zone>) -> Row<Zone> { Row(newRow[zone.index]) }
    for bus in permuted.grid.buses.indices {
      permuted.grid.buses[bus].zone = moved(system.grid.buses[bus].zone)
    }
    for weight in permuted.grid.injectionWeights.indices {
      permuted.grid.injectionWeights[weight].zone =
        moved(system.grid.injectionWeights[weight].zone)
    }
    permuted.dcLinks[0].from = moved(system.dcLinks[0].from)
    permuted.dcLinks[0].to = moved(system.dcLinks[0].to)
    let other = try CapacityCalculator(system: permuted)
    #expect(other.hubs.map(\.name) == ["Z1", "Z2", "Z0", "sea@Z0"])
    let otherCase = BaseCase(
      classes: baseCase.classes.map {
        InjectionClass(injection: $0.injection, zone: moved($0.zone))
      }, injectionsMW: baseCase.injectionsMW,
      netPositionsMW: [1, 2, 0, 3].map { baseCase.netPositionsMW[$0] })
    let first = calculator.domain(around: baseCase)
    let second = other.domain(around: otherCase)
    #expect(first.rows.map(\.id) == second.rows.map(\.id))
    expectClose(second.ram, first.ram, absolute: 1e-6)
    for (a, b) in zip(first.rows, second.rows) {
      expectClose(b.ptdf, [1, 2, 0, 3].map { a.ptdf[$0] }, absolute: 1e-9)
    }
  }
}
