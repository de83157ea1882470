// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import Quantities
import TestSupport
import Testing

@Suite("exact adequacy of a system")
struct ExactAdequacyTests {
  /// Zones named by letters, with units of 10 MW that are out 10 % of the time.
  private static func system(
    loads: [[Double]], unitsPerZone: Int, biddingZones: [String]? = nil
  ) -> (EnergySystem, ExactInputs) {
    var small = SmallSystem(hours: loads[0].count)
    for (index, load) in loads.enumerated() {
      let name = ["A", "B", "C"][index]
      let zone = small.addZone(name, loadMW: load, biddingZone: biddingZones?[index])
      for unit in 0..<unitsPerZone {
        small.addUnit("\(name)\(unit)", in: zone, megawatts: 10, cost: 1)
      }
    }
    small.modify { system in
      for row in system.generatingUnits.indices {
        system.generatingUnits[row].forcedOutageRate = 0.1
        system.generatingUnits[row].meanTimeToRepairHours = 20
      }
    }
    let zero = loads.map { $0.map { _ in 0.0 } }
    return (
      small.system, ExactInputs(axis: small.series.axis, loadMW: loads, variableMW: zero)
    )
  }

  @Test("one zone: three units of 10 MW and a load of 20 MW")
  func oneZone() throws {
    let (system, inputs) = Self.system(loads: [[20, 20]], unitsPerZone: 3)
    let result = try exactAdequacy(of: system, inputs: inputs)
    #expect(result.network == .isolated && result.areas.map(\.name) == ["A"])
    expectClose(result.areas[0].indices.lole.mean, 0.056, absolute: 1e-15)
    expectClose(result.areas[0].hours.lossOfLoadProbability, [0.028, 0.028], absolute: 1e-15)
    #expect(result.notes.isEmpty && result.system == nil)
  }

  @Test("variable generation counts hour by hour, reserves are held back")
  func variable() throws {
    var (system, inputs) = Self.system(loads: [[25, 20]], unitsPerZone: 3)
    inputs.variableMW = [[5, 0]]
    let result = try exactAdequacy(of: system, inputs: inputs)
    expectClose(result.areas[0].indices.lole.mean, 0.056, absolute: 1e-15)
    system.reserves = [
      Reserve(
        zone: Row(0), product: "fcr", powerMW: 10, provenance: SmallSystem.provenance)
    ]
    let held = try exactAdequacy(of: system, inputs: inputs)
    expectClose(held.areas[0].indices.lole.mean, 2 * 0.271, absolute: 1e-12)
    #expect(held.notes == ["reserves of 10.0 MW are held back: load is shed first"])
    var options = ExactOptions()
    options.holdsReserves = false
    let used = try exactAdequacy(of: system, inputs: inputs, options: options)
    expectClose(used.areas[0].indices.lole.mean, 0.056, absolute: 1e-15)
  }

  @Test("two zones with a border or a link are joined, three are not")
  func networks() throws {
    var (system, inputs) = Self.system(loads: [[20], [20]], unitsPerZone: 3)
    #expect(try exactAdequacy(of: system, inputs: inputs).network == .isolated)
    system.borders = [
      Border(
        from: Row(1), to: Row(0), maximumForwardMW: 10, maximumBackwardMW: 0,
        provenance: SmallSystem.provenance)
    ]
    let joined = try exactAdequacy(of: system, inputs: inputs)
    #expect(joined.network == .ntc)
    // B can help A with 10 MW when all of its units run; nothing flows the other way.
    expectClose(joined.areas[1].indices.lole.mean, 0.028, absolute: 1e-15)
    expectClose(
      joined.areas[0].indices.lole.mean, 0.729 * 0.001 + 0.271 * 0.028, absolute: 1e-15)
    system.borders = []
    system.dcLinks = [
      DCLink(
        name: "cable", from: Row(0), to: Row(1), maximumForwardMW: 0, maximumBackwardMW: 20,
        poles: 2, forcedOutageRate: 0.1, meanTimeToRepairHours: 500,
        provenance: SmallSystem.provenance)
    ]
    let cable = try exactAdequacy(of: system, inputs: inputs)
    // One of two poles is enough for the 10 MW.
    expectClose(
      cable.areas[0].indices.lole.mean,
      0.729 * (0.99 * 0.001 + 0.01 * 0.028) + 0.271 * 0.028, absolute: 1e-15)
    var options = ExactOptions()
    options.network = .copperplate
    let plate = try exactAdequacy(of: system, inputs: inputs, options: options)
    #expect(plate.areas.map(\.name) == ["all zones"])
    // Six units for 40 MW: short with four or more of them lacking two.
    let threeOrMore = 1 - (0.531441 + 6 * 0.059049 + 15 * 0.006561)
    expectClose(plate.areas[0].indices.lole.mean, threeOrMore, absolute: 1e-12)

    let (three, threeInputs) = Self.system(loads: [[20], [20], [20]], unitsPerZone: 3)
    let alone = try exactAdequacy(of: three, inputs: threeInputs)
    #expect(alone.network == .isolated && alone.areas.count == 3)
    #expect(alone.notes == ["each bidding zone is on its own: no imports"])
    options.network = .ntc
    let error = #expect(throws: ExactAdequacyError.self) {
      try exactAdequacy(of: three, inputs: threeInputs, options: options)
    }
    #expect(error?.description.hasPrefix("exact indices with limits between zones are") == true)
  }

  @Test("zones of one bidding zone are one area")
  func biddingZones() throws {
    let (system, inputs) = Self.system(
      loads: [[20], [20], [20]], unitsPerZone: 2, biddingZones: ["X", "Y", "X"])
    let result = try exactAdequacy(of: system, inputs: inputs)
    #expect(result.areas.map(\.name) == ["X", "Y"])
    #expect(result.areas[0].indices.loadMWh == 40)
    expectClose(result.areas[1].indices.lole.mean, 0.19, absolute: 1e-15)
  }

  @Test("storages and demand response are refused by name, or left out with a note")
  func storages() throws {
    var (system, inputs) = Self.system(loads: [[20]], unitsPerZone: 3)
    system.storages = [
      Storage(
        name: "battery", zone: Row(0), kind: "battery", chargeMW: 5, dischargeMW: 5, energyMWh: 20,
        provenance: SmallSystem.provenance)
    ]
    system.demandResponse = (1...6).map {
      DemandResponseBlock(
        name: "dr\($0)", zone: Row(0), powerMW: 1, priceEURPerMWh: 100,
        provenance: SmallSystem.provenance)
    }
    let error = #expect(throws: ExactAdequacyError.self) {
      try exactAdequacy(of: system, inputs: inputs)
    }
    #expect(
      error?.problems == [
        "1 storages depend on the hours before, which no capacity outage table knows: battery; "
          + "use Monte Carlo, or leave them out (more load is then lost)",
        "6 blocks of demand response depend on the hours before, which no capacity outage table "
          + "knows: dr1, dr2, dr3, dr4, dr5 and 1 more; use Monte Carlo, or leave them out (more "
          + "load is then lost)",
      ])
    let result = try exactAdequacy(
      of: system, inputs: inputs, options: ExactOptions(leavesOutStorage: true))
    expectClose(result.areas[0].indices.lole.mean, 0.028, absolute: 1e-15)
    #expect(
      result.notes.first
        == "1 storages are left out, so that indices are upper bounds: battery")
  }

  @Test("planned days are left out unless asked for; a standard is told in MW")
  func maintenanceAndStandard() throws {
    var (system, inputs) = Self.system(
      loads: [[Double](repeating: 10, count: 168) + [Double](repeating: 20, count: 168)],
      unitsPerZone: 3)
    system.generatingUnits[0].plannedOutageDays = 7
    system.zones[0].loleStandardHours = 0.2
    let without = try exactAdequacy(of: system, inputs: inputs)
    #expect(without.notes == ["planned maintenance of 1 units is left out"])
    expectClose(without.areas[0].indices.lole.mean, 168 * (0.001 + 0.028), absolute: 1e-12)
    // With 10 MW more all units must fail, or all but none: 168 * 0.001 h in the second week.
    expectClose(try #require(without.areas[0].perfectMWToStandard), 10, absolute: 0.002)
    let with = try exactAdequacy(
      of: system, inputs: inputs, options: ExactOptions(plansMaintenance: true))
    #expect(with.notes.isEmpty)
    expectClose(with.areas[0].indices.lole.mean, 168 * (0.01 + 0.028), absolute: 1e-12)
  }

  @Test("everything wrong with a system is said at once")
  func wrongSystem() throws {
    var (system, inputs) = Self.system(loads: [[20]], unitsPerZone: 2)
    system.generatingUnits[0].forcedOutageRate = -0.1
    system.generatingUnits[1].meanTimeToRepairHours = 0
    let error = #expect(throws: ExactAdequacyError.self) {
      try exactAdequacy(of: system, inputs: inputs)
    }
    #expect(error?.problems.count == 2)
    inputs.loadMW = []
    #expect(throws: ExactAdequacyError.self) { try exactAdequacy(of: system, inputs: inputs) }
  }
}
