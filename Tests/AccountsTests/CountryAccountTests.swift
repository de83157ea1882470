// SPDX-License-Identifier: Apache-2.0
import Accounts
import GridModel
import MarketCoupling
import TestSupport
import Testing

@Suite("accounts by country") struct CountryAccountTests {
  private func accounts(
    _ system: EnergySystem, _ series: HourlySeries
  ) throws -> (CountryAccounts, Welfare) {
    var options = CouplingOptions()
    options.network = .ntc
    options.slopeEURPerMWh = 0
    let result = try couple(system: system, series: series, options: options).result
    #expect(result.status == .optimal)
    return (CountryAccounts(of: result, in: system), Welfare(of: result, in: system))
  }

  /// Zones of two countries: A1 (10 EUR/MWh) feeds A2 (30) over a border of 50 MW and B (60) over a
  /// cable of 20 MW. Rents: 50 × 20 = 1,000, both halves to country A; 20 × 50 = 1,000, half to each.
  @Test("who owns the rent of a border and of a cable, by hand")
  func owners() throws {
    var small = SmallSystem()
    let zones = [("A1", 10.0), ("A2", 30), ("B", 60)].map { name, cost in
      let zone = small.addZone(name, loadMW: [100], isFlowBased: false)
      small.addUnit("\(name)_plants", in: zone, megawatts: 1000, cost: cost)
      return zone
    }
    small.modify { system in
      for (zone, country) in zip(zones, ["A", "A", "B"]) {
        system.zones[zone.index].country = country
      }
    }
    small.addBorder(from: zones[0], to: zones[1], forwardMW: 50, backwardMW: 50)
    small.addLink("cable", from: zones[2], to: zones[0], megawatts: 20)
    let (accounts, _) = try accounts(small.system, small.series)
    #expect(accounts.rents.map(\.asset) == ["A1-A2", "cable", "cable"])
    #expect(accounts.rents.map(\.kind) == [.border, .dcCable, .dcCable])
    #expect(accounts.rents.map(\.country) == ["A", "B", "A"])
    expectClose(accounts.rents.map(\.rentEUR), [1000, 500, 500], absolute: 0.1, "rents")
    #expect(accounts.benefits.map(\.country) == ["A", "B"])
    expectClose(
      accounts.benefits.map(\.congestionRentEUR), [1500, 500], absolute: 0.1, "rents by country")
  }

  @Test("benefits of countries add up to welfare, rents of assets to those of countries")
  func addUp() throws {
    for seed: UInt64 in 0..<6 {
      let random = RandomHydrogenSystem(seed: seed, hours: 24)
      let (accounts, welfare) = try accounts(random.system, random.series)
      expectClose(
        accounts.benefits.reduce(0) { $0 + $1.benefitEUR }, welfare.welfareEUR, relative: 1e-6,
        "benefits")
      for benefit in accounts.benefits {
        let owned = accounts.rents.filter { $0.country == benefit.country }
        expectClose(
          owned.reduce(0) { $0 + $1.rentEUR }, benefit.congestionRentEUR, absolute: 1e-6,
          "rents of \(benefit.country)")
      }
      #expect(accounts.rents.contains { $0.kind == .pipeline })
    }
  }
}
