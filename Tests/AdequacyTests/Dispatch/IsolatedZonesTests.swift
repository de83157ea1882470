// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import Quantities
import TestSupport
import Testing

/// Bidding zones on their own.
@Suite("isolated zones")
struct IsolatedZonesTests {
  private static let hours = 14 * 24
  private static let names = ["A", "B", "C"]

  /// The named zones with their own plants and batteries, and what joins them.
  private func system(_ zones: [String]) -> SmallSystem {
    var small = SmallSystem(hours: Self.hours)
    var rows: [Row<Zone>] = []
    for name in zones {
      let place = Double(Self.names.firstIndex(of: name)!)
      let zone = small.addZone(
        name,
        loadMW: (0..<Self.hours).map {
          70 + 5 * place + ([17, 18, 19, 20].contains($0 % 24) ? 20 : 0)
        })
      for k in 0..<4 {
        small.addUnit("\(name)_\(k)", in: zone, megawatts: 27, cost: 10)
      }
      small.addStorage(
        "\(name)_battery", in: zone, megawatts: 10, energyMWh: 20, startLevelShare: 1)
      rows.append(zone)
    }
    if rows.count > 2 {
      small.addBorder(from: rows[0], to: rows[1], forwardMW: 30, backwardMW: 30)
      small.addLink("cable", from: rows[1], to: rows[2], megawatts: 30)
      small.modify { $0.dcLinks[0].forcedOutageRate = 0.1 }
    }
    small.modify { system in
      for k in system.generatingUnits.indices {
        system.generatingUnits[k].forcedOutageRate = 0.08
        system.generatingUnits[k].meanTimeToRepairHours = 20
      }
    }
    return small
  }

  private func result(
    _ zones: [String], network: NetworkModel = .ntc, isolatesZones: Bool = false
  ) throws -> MonteCarloResult {
    let small = system(zones)
    let year = try AdequacyYear(
      climateYear: 1, system: small.system, series: small.series, domainOfHour: [])
    var options = MonteCarloOptions()
    options.network = network
    options.isolatesZones = isolatesZones
    options.samples = 6
    return try monteCarloAdequacy(
      system: small.system, years: [year], schedule: nil, options: options)
  }

  /// Draws are keyed by name, so a zone has the same outages in a system of its own.
  @Test(
    "each zone lacks what it lacks in a system of its own, whatever network is named",
    arguments: [NetworkModel.ntc, .copperplate])
  func alone(network: NetworkModel) throws {
    let isolated = try result(Self.names, network: network, isolatesZones: true)
    var sum = 0.0
    for (n, name) in Self.names.enumerated() {
      let own = try result([name]).nodes[0].indices
      let found = isolated.nodes[n].indices
      #expect(own.eens.mean > 0, "\(name) is never short: the test would show nothing")
      expectClose(found.eens.mean, own.eens.mean, absolute: 1e-3, "EENS of \(name), MWh/yr")
      #expect(found.lole.mean == own.lole.mean)
      sum += own.eens.mean
    }
    expectClose(isolated.system.indices.eens.mean, sum, absolute: 3e-3, "EENS, MWh/yr")
    let joined = try result(Self.names)
    #expect(joined.system.indices.eens.mean < 0.9 * sum, "the network helps: the test has teeth")
  }

  /// 40 MW of load and 20 of reserve for a plant of 10: all load is shed, and no more than that.
  @Test("a reserve that nothing covers is given up", arguments: SharingRule.allCases)
  func uncoveredReserve(rule: SharingRule) throws {
    var small = SmallSystem(hours: 3)
    let zone = small.addZone("A", loadMW: [40])
    small.addUnit("plant", in: zone, megawatts: 10, cost: 1)
    small.modify {
      $0.reserves.append(
        Reserve(zone: zone, product: "frr", powerMW: 20, provenance: SmallSystem.provenance))
    }
    let year = try AdequacyYear(
      climateYear: 1, system: small.system, series: small.series, domainOfHour: [])
    var options = MonteCarloOptions()
    options.network = .ntc
    options.samples = 1
    options.sharing = rule
    let result = try monteCarloAdequacy(
      system: small.system, years: [year], schedule: nil, options: options)
    expectClose(result.system.indices.eens.mean, 3 * 40, absolute: 1e-3, "EENS, MWh")
  }

  @Test("results name the network")
  func name() {
    var options = MonteCarloOptions()
    #expect(options.networkName == "flow_based")
    options.isolatesZones = true
    #expect(options.networkName == "isolated")
  }
}
