// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities
import TestSupport
import Testing

@Suite("energy system")
struct EnergySystemTests {
  private func system() -> EnergySystem {
    var system = EnergySystem(name: "two zones", year: 2030)
    system.zones = [
      Zone(name: "N", country: "A", biddingZone: "A", seriesColumn: "A"),
      Zone(name: "S", country: "A", biddingZone: "A", seriesColumn: "A"),
      Zone(
        name: "H", country: "A", biddingZone: "H", carrier: .hydrogen, kind: .hydrogen,
        isFlowBased: false),
    ]
    let read = Provenance(source: "s", quality: .read)
    let assumed = Provenance(source: "s", quality: .assumption)
    system.demand = [
      ZoneDemand(zone: Row(0), annualTWh: 30, peakMW: 5000, provenance: read),
      ZoneDemand(zone: Row(1), annualTWh: 10, peakMW: 2000, provenance: assumed),
      ZoneDemand(zone: Row(2), annualTWh: 5, peakMW: 1000, provenance: assumed),
    ]
    system.renewables = [
      RenewableFleet(
        name: "wind", zone: Row(0), technology: "wind_onshore", injection: "wind_onshore",
        installedMW: 100, profile: "cf_wind_onshore", profileColumn: "A", provenance: read),
      RenewableFleet(
        name: "biomass", zone: Row(0), technology: "biomass", injection: "biomass",
        installedMW: 300, profile: nil, profileColumn: "A", provenance: assumed),
    ]
    system.storages = [
      Storage(
        name: "lake", zone: Row(1), kind: "reservoir", chargeMW: 0, dischargeMW: 100,
        energyMWh: 1e6, annualInflowTWh: 1, inflowProfile: "inflow_hdam_pu", provenance: read)
    ]
    system.borders = [
      Border(
        from: Row(0), to: Row(1), maximumForwardMW: 500, maximumBackwardMW: 700, provenance: read)
    ]
    return system
  }

  @Test("needs each series once: loads of electricity, profiles, inflows")
  func neededSeries() {
    #expect(
      system().neededSeries.map { "\($0.variable) \($0.column)" } == [
        "cf_wind_onshore A", "inflow_hdam_pu A", "load_mw A",
      ])
  }

  @Test("shares by quality add up table by table, tables without rows are left out")
  func provenanceShares() {
    let shares = system().provenanceShares
    #expect(
      shares.map { "\($0.table) \($0.unit)" } == [
        "demand GW", "demand TWh", "renewables GW", "storages GW", "storages TWh", "borders GW",
      ])
    expectClose(shares.map(\.total), [8, 45, 0.4, 0.1, 1, 0.7], relative: 1e-12)
    expectClose(shares[0].share(of: .read), 5.0 / 8, relative: 1e-12)
    expectClose(shares[1].share(of: .assumption), 15.0 / 45, relative: 1e-12)
    expectClose(shares[2].shares, [0.25, 0, 0.75], relative: 1e-12)
  }

  @Test("zones are found by name")
  func zoneByName() {
    #expect(system().zone(named: "S") == Row(1))
    #expect(system().zone(named: "X") == nil)
  }
}
