// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import LinearAlgebra
import Quantities
import TestSupport
import Testing

@Suite("generation shift keys")
struct GenerationShiftKeyTests {
  static let provenance = Provenance(source: "hand", quality: .assumption)

  /// Bidding zone X of the zones x1 (buses 0, 1) and x2 (bus 2), zone Y (bus 3), zone Z without bus.
  static let system: EnergySystem = {
    var system = EnergySystem(name: "keys", year: 2030)
    system.zones = [
      Zone(name: "x1", country: "X", biddingZone: "X"),
      Zone(name: "y", country: "Y", biddingZone: "Y"),
      Zone(name: "z", country: "Z", biddingZone: "Z"),
      Zone(name: "x2", country: "W", biddingZone: "X"),
    ]
    system.grid.buses = [
      Bus(name: "b0", zone: Row(0)), Bus(name: "b1", zone: Row(0)),
      Bus(name: "b2", zone: Row(3)), Bus(name: "b3", zone: Row(1)),
    ]
    system.grid.injectionWeights = [
      InjectionWeight(injection: "gas", zone: Row(0), bus: Row(0), weight: 0.25),
      InjectionWeight(injection: "gas", zone: Row(0), bus: Row(1), weight: 0.75),
      InjectionWeight(injection: "hydro", zone: Row(3), bus: Row(2), weight: 1),
      InjectionWeight(injection: "load", zone: Row(0), bus: Row(1), weight: 1),
      InjectionWeight(injection: "load", zone: Row(3), bus: Row(2), weight: 1),
      InjectionWeight(injection: "dc:cable", zone: Row(0), bus: Row(0), weight: 1),
    ]
    system.fuels = [
      Fuel(
        name: "gas", priceEURPerMWh: 30, co2TonnesPerMWh: 0.2, co2PriceEURPerTonne: 80,
        provenance: provenance)
    ]
    for megawatts in [300.0, 100] {
      system.generatingUnits.append(
        GeneratingUnit(
          name: "u\(megawatts)", zone: Row(0), technology: "ccgt", injection: "gas",
          installedMW: megawatts, efficiency: 0.5, fuel: Row(0), provenance: provenance))
    }
    system.storages = [
      Storage(
        name: "pump", zone: Row(3), kind: "pumped_closed", chargeMW: 500, dischargeMW: 600,
        energyMWh: 5000, provenance: provenance)
    ]
    system.demand = [
      ZoneDemand(zone: Row(0), annualTWh: 30, peakMW: 5000, provenance: provenance),
      ZoneDemand(zone: Row(3), annualTWh: 10, peakMW: 2000, provenance: provenance),
    ]
    return system
  }()

  static func key(_ strategy: ShiftKeyStrategy) -> GenerationShiftKey {
    GenerationShiftKey(
      system: system, map: InjectionMap(grid: system.grid), strategy: strategy)
  }

  @Test("bidding zones with buses, in the order of the zone table")
  func zones() {
    #expect(Self.key(.flat).biddingZones == ["X", "Y"])
  }

  @Test("flat: one share per bus, no fallback to report")
  func flat() {
    let key = Self.key(.flat)
    expectClose(key.weights.column(0), [1.0 / 3, 1.0 / 3, 1.0 / 3, 0], absolute: 1e-15)
    #expect(key.weights.column(1) == [0, 0, 0, 1])
    #expect(key.flatFallbacks == [])
  }

  @Test("installed capacity: 400 MW of gas and 600 MW of storage")
  func installedCapacity() {
    let key = Self.key(.installedCapacity)
    expectClose(key.weights.column(0), [0.1, 0.3, 0.6, 0], absolute: 1e-15)
    #expect(key.weights.column(1) == [0, 0, 0, 1])
    #expect(key.flatFallbacks == ["Y"])
  }

  @Test("load: 30 and 10 TWh")
  func load() {
    expectClose(Self.key(.load).weights.column(0), [0, 0.75, 0.25, 0], absolute: 1e-15)
  }

  @Test("base case: generation only, negative generation counts as none")
  func baseCase() {
    func entry(_ injection: String, _ zone: Int, _ megawatts: Double) -> ClassGeneration {
      ClassGeneration(
        injectionClass: InjectionClass(injection: injection, zone: Row(zone)),
        megawatts: megawatts)
    }
    let key = Self.key(
      .baseCaseGeneration([
        entry("gas", 0, 80), entry("hydro", 3, -50), entry("load", 0, 900),
        entry("dc:cable", 0, 700),
      ]))
    expectClose(key.weights.column(0), [0.25, 0.75, 0, 0], absolute: 1e-15)
  }

  @Test("a given key is normalised; zones it leaves out fall back and are reported")
  func given() {
    let key = Self.key(
      .given([
        ShiftKeyWeight(zone: Row(0), bus: Row(1), weight: 3),
        ShiftKeyWeight(zone: Row(3), bus: Row(2), weight: 1),
      ]))
    expectClose(key.weights.column(0), [0, 0.75, 0.25, 0], absolute: 1e-15)
    #expect(key.flatFallbacks == ["Y"])
  }
}
