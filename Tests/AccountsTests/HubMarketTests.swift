// SPDX-License-Identifier: Apache-2.0
import Accounts
import GridModel
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

@Suite struct HubMarketTests {
  /// Two shores at 30 and 60 EUR/MWh, cables of 1,000 MW each. Wind of 1,500 MW fills the cable to
  /// B; the rest goes to A, so the hub has A's price. Wind of 2,500 MW fills both, and one more MWh
  /// is worth nothing. With 400 MW the cable to B is filled by imports from A, at A's price.
  @Test(
    "the price of an offshore bidding zone with two cables",
    arguments: [(wind: 1500.0, price: 30.0), (2500, 0), (400, 30)])
  func twoCables(wind: Double, price: Double) throws {
    let hub = HubSystem(costs: [30, 60], windMW: wind)
    let (result, system) = try hub.run(market: .offshoreBiddingZone, home: 1)
    expectClose(result.prices[0, 2], price, absolute: 1e-4, "price of the hub")
    let accounts = HubAccounts.all(of: result, in: system)[0]
    let sold = min(wind, 2000)
    expectClose(accounts.producedMWh, sold, absolute: 1e-3, "wind sold")
    expectClose(accounts.curtailedMWh, wind - sold, absolute: 1e-3, "curtailed")
    expectClose(accounts.windRevenueEUR, sold * price, relative: 1e-5, "revenue of the wind")
    // What the shores pay for 1,000 MWh at 60 and what goes to A at 30 (or comes from there).
    let paid = 60 * 1000 + 30 * (sold - 1000)
    expectClose(accounts.congestionRentEUR, paid - sold * price, relative: 1e-5, "rent")
  }

  /// 400 MW of wind and home zone B: A fills the cable to B in both designs, but the wind is paid
  /// 60 instead of 30, out of the congestion rent.
  @Test("a home market pays the wind the home price, out of the rent")
  func homePrice() throws {
    let hub = HubSystem(costs: [30, 60], windMW: 400)
    let home = try hub.run(market: .homeMarket, home: 1)
    let own = try hub.run(market: .offshoreBiddingZone, home: 1)
    expectClose(home.result.objectiveEUR, own.result.objectiveEUR, relative: 1e-7, "cost")
    let inHome = HubAccounts.all(of: home.result, in: home.system)[0]
    let inOwn = HubAccounts.all(of: own.result, in: own.system)[0]
    expectClose(inHome.receivedPriceEURPerMWh, 60, absolute: 1e-4, "price in the home market")
    expectClose(inOwn.receivedPriceEURPerMWh, 30, absolute: 1e-4, "price in its own zone")
    expectClose(
      inOwn.congestionRentEUR - inHome.congestionRentEUR, 400 * 30, relative: 1e-5,
      "what moves from owners of cables to owners of wind")
  }

  /// Three shores at 20, 60 (home) and 80 with 1,000 MW of wind. In its own zone the wind goes on to
  /// C and 1,000 MWh from A to B. The home market keeps the cable to B free for the wind: nothing
  /// may come from A, and all wind goes to C. That costs 1,000 × (60 − 20) more.
  @Test("a home market keeps its home cable free")
  func keptFree() throws {
    let hub = HubSystem(costs: [20, 60, 80], windMW: 1000)
    let home = try hub.run(market: .homeMarket, home: 1)
    let own = try hub.run(market: .offshoreBiddingZone, home: 1)
    expectClose(
      home.result.objectiveEUR - own.result.objectiveEUR, 40_000, relative: 1e-5, "dearer by")
    let fromA = home.result.links.firstIndex { $0.name == "H-A_backward" }
    #expect(try home.result.linkLimits[0, #require(fromA)] == 0)
  }

  @Test("a home market is never cheaper on the same cables")
  func neverCheaper() throws {
    var random = SeededGenerator(seed: 5)
    var dearer = 0
    for _ in 0..<30 {
      let hub = HubSystem(
        costs: (0..<3).map { _ in random.uniform(5...100) }, windMW: random.uniform(0...3500),
        cableMW: random.uniform(300...1500))
      for home in 0..<3 {
        let inHome = try hub.run(market: .homeMarket, home: home).result
        let inOwn = try hub.run(market: .offshoreBiddingZone, home: home).result
        let least = inOwn.certificate.safeLowerBound
        #expect(inHome.objectiveEUR >= least - 1e-7 * least.magnitude)
        if inHome.objectiveEUR > inOwn.objectiveEUR * (1 + 1e-6) { dearer += 1 }
      }
    }
    #expect(dearer > 10, "the limit binds in \(dearer) of 90 cases")
  }

  /// Wind of 1,800 MW, cables of 1,000 MW to A (30) and B (60, home). With the cable to A lost, 800
  /// of the MW that could have left as built are shut in: 800 × 60 EUR from congestion income.
  @Test("the access guarantee pays what lost cables shut in")
  func guarantee() throws {
    let hub = HubSystem(costs: [30, 60], windMW: 1800)
    let lost = DrawnOutages(thermalMW: [:], cableShare: [0: [0]], storageShare: [:])
    let (result, system) = try hub.run(
      market: .offshoreBiddingZone, home: 1, guarantee: true, outages: lost)
    let accounts = HubAccounts.all(of: result, in: system)[0]
    #expect(accounts.shortfallHours == 1)
    expectClose(accounts.shortfallMWh, 800, absolute: 1e-2, "shut in")
    expectClose(accounts.guaranteePaymentEUR, 48_000, relative: 1e-4, "payment")
    let whole = try hub.run(market: .offshoreBiddingZone, home: 1, guarantee: true)
    #expect(HubAccounts.all(of: whole.result, in: whole.system)[0].shortfallHours == 0)
    let none = try hub.run(market: .offshoreBiddingZone, home: 1, outages: lost)
    #expect(HubAccounts.all(of: none.result, in: none.system)[0].guaranteePaymentEUR == 0)
  }

  @Test("yield by density: 0.8855 at 5 MW/km2, twice the loss at twice the density")
  func density() {
    func yield(_ megawatts: Double, area: Double?, wake: Double?, overplanting: Double = 1)
      -> Double
    {
      OffshoreHub(
        zone: Row(0), homeZone: Row(1), market: .homeMarket, areaKM2: area, wakeFactor: wake,
        overplanting: overplanting, provenance: SmallSystem.provenance
      ).yieldFactor(installedMW: megawatts)
    }
    expectClose(yield(1000, area: 200, wake: nil), 0.8855, absolute: 1e-12, "at 5 MW/km2")
    expectClose(yield(2000, area: 200, wake: nil), 0.771, absolute: 1e-12, "at 10 MW/km2")
    expectClose(
      yield(1000, area: 200, wake: 0.9, overplanting: 1.2), 0.88, absolute: 1e-12, "at 6 MW/km2")
    #expect(yield(1000, area: nil, wake: 0.9) == 0.9)
    #expect(yield(1000, area: nil, wake: nil) == 1)
    #expect(yield(1e6, area: 1, wake: nil) == 0)
  }

  /// 1,000 MW on 200 km2, built 1.1 times: density 5.5, yield 1 − 0.1145 × 1.1 = 0.87405, so that
  /// 961.455 MW could be given.
  @Test("wakes and overplanting enter what the wind could give")
  func availableWind() throws {
    var hub = HubSystem(costs: [30, 60], windMW: 1000)
    hub.small.modify { [row = hub.hub, home = hub.shores[0]] system in
      system.hubs = [
        OffshoreHub(
          zone: row, homeZone: home, market: .offshoreBiddingZone, areaKM2: 200,
          overplanting: 1.1, provenance: SmallSystem.provenance)
      ]
    }
    let inputs = try MarketInputs(
      system: hub.small.system, series: hub.small.series, range: 0..<1)
    let wind = inputs.steps.firstIndex { $0.kind == .renewable }
    expectClose(
      try inputs.availability[0, #require(wind)], 1000 * 1.1 * 0.87405, relative: 1e-12, "wind")
  }
}
