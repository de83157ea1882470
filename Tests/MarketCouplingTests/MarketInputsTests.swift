// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Quantities
import TestSupport
import Testing

@Suite struct MarketInputsTests {
  @Test func availabilityIsInstalledTimesOutageAndMaintenance() throws {
    var small = SmallSystem(hours: 8760)
    // Load is high in the first half of the year and low in the second.
    let zone = small.addZone("A", loadMW: (0..<8760).map { $0 < 4368 ? 800 : 400 })
    small.addUnit("u", in: zone, megawatts: 1000, cost: 10)
    small.modify {
      $0.generatingUnits[0].forcedOutageRate = 0.1
      $0.generatingUnits[0].plannedOutageDays = 36.5
    }
    let inputs = try MarketInputs(system: small.system, series: small.series, range: 0..<8760)
    // A tenth of the year, all of it in the 26 weeks of low load: a fifth of the capacity there.
    expectClose(inputs.availability[0, 0], 900, absolute: 1e-6, "in the busy half")
    expectClose(inputs.availability[8000, 0], 900 * 0.8, absolute: 1e-3, "in the quiet half")
  }

  @Test func loadIsScaledToTheAnnualDemandOfTheWholeYear() throws {
    var small = SmallSystem(hours: 8760)
    small.addZone("A", loadMW: (0..<8760).map { Double(100 + $0 % 24) })
    small.modify { $0.demand[0].annualTWh *= 2 }
    let whole = try MarketInputs(system: small.system, series: small.series, range: 0..<8760)
    expectClose(whole.loads[5, 0], 2 * 105, relative: 1e-9, "load")
    let part = try MarketInputs(system: small.system, series: small.series, range: 24..<48)
    expectClose(part.loads[5, 0], 2 * 105, relative: 1e-9, "load of a part")
  }

  @Test func theLevelOfAClimateYearIsKept() throws {
    var small = SmallSystem(hours: 8760)
    let zone = small.addZone("A", loadMW: (0..<8760).map { Double(100 + $0 % 24) })
    small.modify { system in
      system.renewables.append(
        RenewableFleet(
          name: "wind", zone: zone, technology: "wind", injection: "wind", installedMW: 100,
          profile: "cf_wind_onshore", profileColumn: "A", meanCapacityFactor: 0.3,
          provenance: SmallSystem.provenance))
    }
    var series = small.series
    series["cf_wind_onshore", "A"] = (0..<8760).map { $0 % 2 == 0 ? 0.5 : 0.1 }
    func inputs() throws -> (load: Double, wind: Double) {
      let inputs = try MarketInputs(system: small.system, series: series, range: 0..<8760)
      return (inputs.loads[5, 0], inputs.availability[0, 0])
    }
    let plain = try inputs()
    series.annualFactors = [
      .init(variable: "load_mw", column: "A"): 1.02,
      .init(variable: "cf_wind_onshore", column: "A"): 0.9,
    ]
    let drawn = try inputs()
    expectClose(drawn.load, 1.02 * plain.load, relative: 1e-12, "load")
    expectClose(plain.wind, 50, relative: 1e-9, "wind at the mean")
    expectClose(drawn.wind, 45, relative: 1e-9, "wind of a calm year")
  }

  @Test func missingSeriesAreAllNamed() {
    var small = SmallSystem()
    let zone = small.addZone("A", loadMW: [10])
    small.modify { system in
      for (profile, name) in [("cf_solar", "sun"), ("cf_wind_onshore", "wind")] {
        system.renewables.append(
          RenewableFleet(
            name: name, zone: zone, technology: name, injection: name, installedMW: 5,
            profile: profile, profileColumn: "A", provenance: SmallSystem.provenance))
      }
    }
    let error = #expect(throws: CouplingError.self) {
      try MarketInputs(system: small.system, series: small.series, range: 0..<1)
    }
    #expect(
      error?.problems == [
        "sun needs cf_solar of A, which the series do not have",
        "wind needs cf_wind_onshore of A, which the series do not have",
      ])
  }

  /// Four hours, 100 MW, the clipped hours told apart from the others.
  @Test(
    "a profile is scaled to its mean, whatever is clipped",
    arguments: [
      (profile: [0.8, 0.4, 0.2, 0.2], mean: 0.2, power: [40.0, 20, 10, 10]),
      (profile: [0.8, 0.4, 0.2, 0.2], mean: 0.5, power: [100.0, 50, 25, 25]),
      (profile: [0.8, 0.4, 0.2, 0.2], mean: 0.7, power: [100.0, 90, 45, 45]),
      (profile: [0.8, 0.4, 0, -0.2], mean: 0.5, power: [100.0, 100, 0, 0]),
    ])
  func profileMean(profile: [Double], mean: Double, power: [Double]) throws {
    let inputs = try renewable(profile: profile, mean: mean)
    expectClose((0..<4).map { inputs.availability[$0, 0] }, power, absolute: 1e-9)
    #expect(!inputs.notes.contains { $0.contains("sun gives") })
  }

  @Test func aMeanThatCannotBeMetIsSaid() throws {
    let dark = try renewable(profile: [0.8, 0.4, 0, 0], mean: 0.6)
    expectClose((0..<4).map { dark.availability[$0, 0] }, [100, 100, 0, 0], absolute: 1e-9)
    #expect(
      dark.notes.contains(
        "sun gives 50.0 % of its power on average, not 60.0 %: its profile is above 0 in no more "
          + "hours"))
    let nothing = try renewable(profile: [0, 0, 0, 0], mean: 0.6)
    #expect(nothing.notes.contains("sun gives nothing: its profile is 0 in all hours"))
  }

  private func renewable(profile: [Double], mean: Double) throws -> MarketInputs {
    var small = SmallSystem(hours: 4)
    let zone = small.addZone("A", loadMW: [10])
    small.modify {
      $0.renewables.append(
        RenewableFleet(
          name: "sun", zone: zone, technology: "solar", injection: "solar", installedMW: 100,
          profile: "cf_solar", profileColumn: "A", meanCapacityFactor: mean,
          provenance: SmallSystem.provenance))
    }
    var series = small.series
    series["cf_solar", "A"] = profile
    return try MarketInputs(system: small.system, series: series, range: 0..<4)
  }

  @Test("units of equal cost with other fuels or efficiencies stay apart")
  func unitsOfEqualCost() throws {
    var small = SmallSystem()
    let zone = small.addZone("A", loadMW: [150])
    for name in ["gas", "coal", "old gas", "gas"] {
      small.addUnit(name, in: zone, megawatts: 50, cost: 0)
    }
    small.modify { system in
      for (name, price, co2) in [("gas", 20.0, 0.2), ("coal", 15, 0.35)] {
        system.fuels.append(
          Fuel(
            name: name, priceEURPerMWh: price, co2TonnesPerMWh: co2, co2PriceEURPerTonne: 0,
            provenance: SmallSystem.provenance))
      }
      let figures: [(fuel: Int, efficiency: Double, variableCost: Double)] = [
        (1, 0.5, 0), (2, 0.5, 10), (1, 0.25, -40), (1, 0.5, 0),
      ]
      for (unit, figure) in figures.enumerated() {
        system.generatingUnits[unit].technology = "steam"
        system.generatingUnits[unit].fuel = Row(figure.fuel)
        system.generatingUnits[unit].efficiency = figure.efficiency
        system.generatingUnits[unit].variableCostEURPerMWh = figure.variableCost
      }
    }
    let inputs = try MarketInputs(system: small.system, series: small.series, range: 0..<1)
    let steps = inputs.steps.filter { $0.kind == .thermal }
    #expect(steps.map(\.name) == ["A_steam_1", "A_steam_2", "A_steam_3"])
    #expect(steps.map(\.fuel) == ["gas", "coal", "gas"])
    expectClose(steps.map(\.costEURPerMWh), [40, 40, 40], absolute: 1e-12)
    expectClose(steps.map(\.emissionsTonnesPerMWh), [0.4, 0.7, 0.8], absolute: 1e-12)
    expectClose(steps.indices.map { inputs.availability[0, $0] }, [100, 50, 50], absolute: 1e-12)
  }

  @Test func energyBurntInStoragesAndCablesIsSaid() throws {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [50])
    let b = small.addZone("B", loadMW: [50])
    small.addUnit("heat", in: a, megawatts: 100, cost: 30, mustRunShare: 0.8)
    small.addUnit("steam", in: b, megawatts: 100, cost: 30, mustRunShare: 0.8)
    small.addStorage("battery", in: a, megawatts: 20, energyMWh: 100, efficiency: 0.7)
    small.addLink("cable", from: a, to: b, megawatts: 50, loss: 0.1)
    let notes = try solved(small).notes
    #expect(notes.contains("charging and discharging at once, in units of time: battery 1"))
    #expect(notes.contains("flow in both directions at once, in units of time: cable 1"))
  }

  @Test func demandResponseKeepsItsHoursPerDay() throws {
    var small = SmallSystem(hours: 48)
    let zone = small.addZone("A", loadMW: [110])
    small.addUnit("u", in: zone, megawatts: 100, cost: 10)
    small.addDemandResponse("shed", in: zone, megawatts: 10, price: 200, hoursPerDay: 3)
    let result = try solved(small)
    let step = try #require(result.steps.firstIndex { $0.kind == .demandResponse })
    for day in 0..<2 {
      let energy = (0..<24).reduce(0) { $0 + result.supply[day * 24 + $1, step] }
      expectClose(energy, 30, absolute: 1e-3, "energy of day \(day)")
    }
    // With its hours used up the block cannot set the price: load is lost at the cap.
    expectClose(result.prices[0, 0], 4000, absolute: 1e-2, "price")
  }

  @Test func batteryBuysLowAndSellsHigh() throws {
    var small = SmallSystem(hours: 2)
    let zone = small.addZone("A", loadMW: [50, 150])
    small.addUnit("cheap", in: zone, megawatts: 100, cost: 10)
    small.addUnit("dear", in: zone, megawatts: 100, cost: 100)
    small.addStorage("battery", in: zone, megawatts: 20, energyMWh: 100, efficiency: 0.9)
    let result = try solved(small)
    expectClose(result.charge[0, 0], 20, absolute: 1e-4, "charge")
    expectClose(result.discharge[1, 0], 20 * 0.81, absolute: 1e-4, "discharge")
    expectClose(result.levels[0, 0], 18, absolute: 1e-4, "level")
    expectClose(result.storageValues[0, 0], 90, absolute: 1e-3, "value of a stored MWh")
    expectClose(result.objectiveEUR, 70 * 10 + 100 * 10 + (50 - 16.2) * 100, relative: 1e-6, "cost")
  }

  @Test func mustRunBeyondNeedIsDumpedAtTheFloor() throws {
    var small = SmallSystem()
    let zone = small.addZone("A", loadMW: [50])
    small.addUnit("heat", in: zone, megawatts: 100, cost: 30, mustRunShare: 0.8)
    let result = try solved(small)
    expectClose(result.prices[0, 0], -500, absolute: 1e-3, "price")
  }
}
