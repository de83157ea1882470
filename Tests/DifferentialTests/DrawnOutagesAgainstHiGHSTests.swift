// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import Quantities
import TestSupport
import Testing

/// Weeks of Monte Carlo years in the economic mode, outages drawn and reserves held back, exported as
/// pure linear programs and solved by HiGHS dual simplex: the same cost.
@Suite(
  "Drawn outages against HiGHS",
  .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"), .serialized)
struct DrawnOutagesAgainstHiGHSTests {
  struct Week: Sendable, CustomTestStringConvertible {
    var sample: Int
    var firstDay: Int
    var testDescription: String { "sample \(sample), day \(firstDay)" }
    var hours: Range<Int> { firstDay * 24..<(firstDay + 7) * 24 }
  }

  /// Three zones in a row with a cable that has losses, a battery, a reservoir and demand response;
  /// all of it may fail, and load is above what is left in some evenings.
  private static func smallSystem() -> SmallSystem {
    let hours = 28 * 24
    var small = SmallSystem(hours: hours)
    var random = SeededGenerator(seed: 11)
    let zones = ["A", "B", "C"].map { name in
      small.addZone(
        name,
        loadMW: (0..<hours).map { t in
          80 + ([17, 18, 19, 20].contains(t % 24) ? 25 : 0) + random.uniform(-10...10)
        })
    }
    for (zone, costs) in zip(zones, [[10.0, 40, 90], [20, 45, 120], [15, 60, 150]]) {
      for (k, cost) in costs.enumerated() {
        small.addUnit(
          "unit_\(zone.index)_\(k)", in: zone, megawatts: 40, cost: cost,
          mustRunShare: k == 0 ? 0.4 : 0)
      }
      small.modify {
        $0.reserves.append(
          Reserve(zone: zone, product: "frr", powerMW: 6, provenance: SmallSystem.provenance))
      }
    }
    small.addBorder(from: zones[0], to: zones[1], forwardMW: 15, backwardMW: 15)
    small.addLink("cable", from: zones[1], to: zones[2], megawatts: 12, loss: 0.03)
    small.addStorage(
      "battery", in: zones[0], megawatts: 15, energyMWh: 30, efficiency: 0.9, startLevelShare: 0.5)
    small.addStorage("reservoir", in: zones[1], megawatts: 12, energyMWh: 100, startLevelShare: 0.7)
    small.addDemandResponse("response", in: zones[1], megawatts: 5, price: 100, hoursPerDay: 2)
    small.modify { system in
      system.storages[1].chargeMW = 0
      system.storages[1].annualInflowTWh = 0.004
      for k in system.generatingUnits.indices {
        system.generatingUnits[k].forcedOutageRate = 0.08
        system.generatingUnits[k].meanTimeToRepairHours = 20
      }
      for s in system.storages.indices {
        system.storages[s].forcedOutageRate = 0.05
        system.storages[s].meanTimeToRepairHours = 30
      }
      system.dcLinks[0].forcedOutageRate = 0.1
      system.dcLinks[0].meanTimeToRepairHours = 30
    }
    return small
  }

  @Test(
    "weeks of a small system",
    arguments: (0..<3).map { Week(sample: $0, firstDay: 7 * $0) })
  func smallWeek(week: Week) throws {
    let small = Self.smallSystem()
    try judge(week, system: small.system, series: small.series, network: .ntc)
  }

  @Test(
    "weeks of the Penta case, flow-based", .enabled(if: Tier.isSoak, "only at full size"),
    arguments: zip(0..<4, [14, 105, 196, 287]).map { Week(sample: $0, firstDay: $1) })
  func pentaWeek(week: Week) throws {
    let year = try PentaYear(2030)
    try judge(week, system: year.system, series: year.series, network: .flowBased)
  }

  private func judge(
    _ week: Week, system: EnergySystem, series: HourlySeries, network: NetworkModel
  ) throws {
    var options = CouplingOptions()
    options.network = network
    options.range = week.hours
    options.slopeEURPerMWh = 0
    options.holdsReserves = true
    let outages = try drawnOutages(
      system: system, series: series, climateYear: 1, sample: week.sample, seed: 3)
    let run = try couple(system: system, series: series, options: options, outages: outages)
    #expect(run.result.status == .optimal)
    let isOut = outages.thermalMW.values.contains { megawatts in
      Set(megawatts[week.hours]).count > 1
    }
    #expect(isOut, "nothing fails in this week: the test would show nothing")
    let judgement = try HiGHSJudge.judge(
      prices: run.result.prices, of: run.program, relative: 1e-5, absolute: 1e-3)
    let away = abs(run.result.objectiveEUR / judgement.objective - 1)
    report(
      figure: "drawn outages against HiGHS, \(network.rawValue), \(week), "
        + "\(week.hours.count) h: cost \(judgement.objective) EUR, \(away) relative, "
        + "\(judgement.outside) of \(judgement.prices) prices outside")
    expectClose(run.result.objectiveEUR, judgement.objective, relative: 1e-6, "objective, EUR")
    #expect(
      Double(judgement.outside) <= 0.001 * Double(judgement.prices), "\(judgement.examples)")
  }
}
