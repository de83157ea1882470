// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities
import Scenarios

/// A case collected for 2026 and 2030: Aland with a nuclear and two gas units, Beland with wind and
/// a coal unit that closes before 2030, a hub whose cables come in 2028.
enum TwoYears {
  static let collected = Provenance(source: "atlas", quality: .read)
  static let timeline = SystemTimeline(
    collectedYears: [2026, 2030], collected: { system(in: $0, hasTables: true) },
    frame: { system(in: $0, hasTables: false) })

  private static func system(in year: Int, hasTables: Bool) -> EnergySystem {
    var system = EnergySystem(name: "two years", year: year)
    system.sources = [SourceRecord(id: "atlas", title: "Atlas", year: 2025, licence: "CC0")]
    system.zones = [
      Zone(name: "A", country: "Aland", biddingZone: "AA"),
      Zone(name: "B", country: "Beland", biddingZone: "B"),
    ]
    system.grid.buses = [Bus(name: "a1", zone: Row(0)), Bus(name: "b1", zone: Row(1))]
    system.grid.branches = [
      Branch(name: "a1-b1", from: Row(0), to: Row(1), circuits: 2, reactanceOhm: 10, kind: .tie)
    ]
    system.grid.monitoredBranches = [Row(0)]
    system.grid.injectionWeights = [
      InjectionWeight(injection: "load", zone: Row(0), bus: Row(0), weight: 1),
      InjectionWeight(injection: "load", zone: Row(1), bus: Row(1), weight: 1),
    ]
    system.reserves = [Reserve(zone: Row(0), product: "fcr", powerMW: 50, provenance: collected)]
    if year >= 2028 {
      system.zones.append(
        Zone(name: "HUB", country: "Aland", biddingZone: "HUB", kind: .offshoreHub))
      system.dcLinks = [
        cable("HUB-A", to: Row(0)), cable("HUB-B", to: Row(1)),
      ]
      system.grid.injectionWeights.append(
        InjectionWeight(injection: "dc:HUB-A", zone: Row(0), bus: Row(0), weight: 1))
    }
    if hasTables { addTables(to: &system, isLater: year == 2030) }
    return system
  }

  private static func addTables(to system: inout EnergySystem, isLater: Bool) {
    system.fuels = [
      fuel("gas", isLater ? 30 : 20), fuel("coal", 10), fuel("uranium", 2),
    ]
    system.demand = [
      ZoneDemand(
        zone: Row(0), annualTWh: isLater ? 60 : 50, peakMW: 9000, provenance: collected),
      ZoneDemand(zone: Row(1), annualTWh: 20, peakMW: 4000, provenance: collected),
    ]
    system.generatingUnits =
      [
        unit("A_nuclear", Row(0), "nuclear", 1000, Row(2)),
        unit("A_gas_1", Row(0), "ccgt_new", 400, Row(0)),
        unit("A_gas_2", Row(0), "ccgt_old", 200, Row(0)),
      ] + (isLater ? [] : [unit("B_coal", Row(1), "coal", 600, Row(1))])
    system.renewables = [
      fleet("B_wind", Row(1), "wind_onshore", isLater ? 500 : 100, "cf_wind_onshore"),
      fleet("A_solar", Row(0), "solar", 300, "cf_solar"),
    ]
    if isLater {
      system.renewables.append(fleet("HUB_wind", Row(2), "wind_offshore", 2000, "cf_wind_offshore"))
    }
    system.borders = [
      Border(
        from: Row(0), to: Row(1), maximumForwardMW: isLater ? 800 : 600, maximumBackwardMW: 500,
        provenance: collected)
    ]
    system.storages = [
      Storage(
        name: "A_battery", zone: Row(0), kind: "battery", chargeMW: 100, dischargeMW: 100,
        energyMWh: 200, provenance: collected)
    ]
  }

  private static func cable(_ name: String, to zone: Row<Zone>) -> DCLink {
    DCLink(
      name: name, from: Row(2), to: zone, maximumForwardMW: 1000, maximumBackwardMW: 1000,
      provenance: collected)
  }

  private static func fuel(_ name: String, _ price: Double) -> Fuel {
    Fuel(
      name: name, priceEURPerMWh: price, co2TonnesPerMWh: 0.2, co2PriceEURPerTonne: 80,
      provenance: collected)
  }

  private static func unit(
    _ name: String, _ zone: Row<Zone>, _ technology: String, _ megawatts: Double, _ fuel: Row<Fuel>
  ) -> GeneratingUnit {
    GeneratingUnit(
      name: name, zone: zone, technology: technology, injection: "gas", installedMW: megawatts,
      efficiency: 0.5, fuel: fuel, provenance: collected)
  }

  private static func fleet(
    _ name: String, _ zone: Row<Zone>, _ technology: String, _ megawatts: Double, _ profile: String
  ) -> RenewableFleet {
    RenewableFleet(
      name: name, zone: zone, technology: technology, injection: technology,
      installedMW: megawatts, profile: profile, profileColumn: "B", provenance: collected)
  }
}

extension SystemTimeline {
  /// The system of 2030, or another year, with patches of a scenario named `test`.
  func patched(
    _ patches: Patch..., year: Int = 2030
  ) throws(ScenarioFaults) -> PatchedSystem {
    try system(of: [Scenario(name: "test", patches: patches)], in: year)
  }

  /// What is said of the patches.
  func words(_ patches: Patch..., year: Int = 2030) -> String {
    do {
      _ = try system(of: [Scenario(name: "test", patches: patches)], in: year)
      return "no fault"
    } catch {
      return "\(error)"
    }
  }
}

extension EnergySystem {
  func unit(_ name: String) -> GeneratingUnit? { generatingUnits.first { $0.name == name } }

  func fleet(_ name: String) -> RenewableFleet? { renewables.first { $0.name == name } }
}
