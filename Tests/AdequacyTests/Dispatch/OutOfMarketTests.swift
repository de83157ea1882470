// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import Quantities
import TestSupport
import Testing

/// Strategic reserves, reserves held back, and outages of stores, each counted by hand.
@Suite("what the market may not use")
struct OutOfMarketTests {
  /// A plant of 100 MW against deficits of 40, 60, 100, 60 and 40 MW; beside it a zone with 20 MW to
  /// spare and 10 MW of exchange.
  private func small() -> SmallSystem {
    var small = SmallSystem(hours: 7)
    let a = small.addZone("A", loadMW: [100, 140, 160, 200, 160, 140, 100])
    let b = small.addZone("B", loadMW: [80])
    small.addUnit("a", in: a, megawatts: 100, cost: 10)
    small.addUnit("b", in: b, megawatts: 100, cost: 10)
    small.addBorder(from: a, to: b, forwardMW: 10, backwardMW: 10)
    return small
  }

  private func run(
    _ small: SmallSystem, holdsReserves: Bool = true, samples: Int = 1
  ) throws -> (result: MonteCarloResult, year: AdequacyYear) {
    let year = try AdequacyYear(
      climateYear: 1, system: small.system, series: small.series, domainOfHour: [],
      holdsReserves: holdsReserves)
    var options = MonteCarloOptions()
    options.network = .ntc
    options.samples = samples
    let result = try monteCarloAdequacy(
      system: small.system, years: [year], schedule: nil, options: options)
    return (result, year)
  }

  private func addReserveUnit(
    to small: inout SmallSystem, zone: Int, megawatts: Double, plannedDays: Double = 0,
    forcedOutageRate: Double = 0
  ) {
    let row = small.addUnit("reserve", in: Row(zone), megawatts: megawatts, cost: 10)
    small.modify {
      $0.generatingUnits[row.index].isOutOfMarket = true
      $0.generatingUnits[row.index].plannedOutageDays = plannedDays
      $0.generatingUnits[row.index].forcedOutageRate = forcedOutageRate
    }
  }

  @Test("units out of the market serve what the market leaves, in their own zone")
  func afterTheMarket() throws {
    var small = small()
    addReserveUnit(to: &small, zone: 0, megawatts: 50)
    let (result, year) = try run(small)
    #expect(
      !year.inputs.steps.contains { $0.technology == "reserve" }, "the market must not see it")
    // Imports leave 30, 50, 90, 50 and 30 MW; the reserve all but 40 MW of the third.
    let node = result.nodes[0]
    expectClose(node.indices.eens.mean, 250, absolute: 1e-2, "before")
    #expect(node.indices.lole.mean == 5)
    let after = try #require(node.withOutOfMarket)
    expectClose(after.eens.mean, 40, absolute: 1e-2, "after")
    #expect(after.lole.mean == 1)
    expectClose(try #require(result.system.withOutOfMarket).eens.mean, 40, absolute: 1e-2)
  }

  @Test("a neighbour's reserve does not help, and a system without has nothing to report")
  func neighbour() throws {
    #expect(try run(small()).result.nodes[0].withOutOfMarket == nil)
    var small = small()
    addReserveUnit(to: &small, zone: 1, megawatts: 50)
    let node = try run(small).result.nodes[0]
    expectClose(try #require(node.withOutOfMarket).eens.mean, 250, absolute: 1e-2)
  }

  @Test("their planned outages are spread over the year, their forced outages are drawn")
  func outages() throws {
    var planned = small()
    addReserveUnit(to: &planned, zone: 0, megawatts: 100, plannedDays: 73)
    // 80 MW against 30, 50, 90, 50 and 30.
    expectClose(
      try #require(run(planned).result.nodes[0].withOutOfMarket).eens.mean, 10, absolute: 1e-2)
    var forced = small()
    addReserveUnit(to: &forced, zone: 0, megawatts: 100, forcedOutageRate: 0.4)
    let after = try #require(run(forced, samples: 400).result.nodes[0].withOutOfMarket).eens
    // Out 40 % of the time, so that 100 MW are missing: 0.4 x 250 MWh.
    #expect(
      (after.mean - 100).magnitude <= 3 * after.estimate.standardError, "\(after.estimate)")
    #expect(after.estimate.standardError < 10)
  }

  @Test("reserves are held back in every hour, unless they may be used")
  func reserves() throws {
    var small = small()
    small.modify {
      $0.reserves = [
        Reserve(zone: Row(0), product: "fcr", powerMW: 15, provenance: SmallSystem.provenance),
        Reserve(zone: Row(1), product: "fcr", powerMW: 15, provenance: SmallSystem.provenance),
      ]
    }
    // B has 5 MW left for A, which lacks 15 MW more in all seven hours.
    let held = try run(small).result.nodes[0].indices
    expectClose(held.eens.mean, 300 + 7 * 15 - 7 * 5, absolute: 1e-2, "held back")
    #expect(held.lole.mean == 7)
    let used = try run(small, holdsReserves: false).result.nodes[0].indices
    expectClose(used.eens.mean, 250, absolute: 1e-2, "used")
  }

  /// Deficits of 50 MW in every hour; the store would serve all of the first three.
  @Test("a store on outage gives nothing", arguments: [0, 1, 0.5])
  func storeOutages(rate: Double) throws {
    var small = SmallSystem(hours: 3)
    let zone = small.addZone("A", loadMW: [150])
    small.addUnit("a", in: zone, megawatts: 100, cost: 10)
    small.addStorage("store", in: zone, megawatts: 50, energyMWh: 150, startLevelShare: 1)
    small.modify {
      $0.storages[0].forcedOutageRate = rate
      $0.storages[0].meanTimeToRepairHours = 2
    }
    let eens = try run(small, samples: 300).result.nodes[0].indices.eens
    // What an outage keeps in the store is too late for any other hour: power, not energy, binds.
    let error = rate == 0.5 ? 3 * eens.estimate.standardError : 1e-2
    #expect((eens.mean - rate * 150).magnitude <= error, "\(eens.estimate)")
    if rate == 0.5 { #expect(eens.estimate.standardError > 1) }
  }
}
