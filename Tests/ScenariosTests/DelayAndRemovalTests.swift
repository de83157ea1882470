// SPDX-License-Identifier: Apache-2.0
import GridModel
import Scenarios
import TestSupport
import Testing

@Suite("delay and removal")
struct DelayAndRemovalTests {
  private let timeline = TwoYears.timeline

  @Test("figures between collected years lie on the line between them, as derived")
  func interpolation() throws {
    let system = try #require(timeline.system(in: 2029))
    // 100 MW in 2026, 500 MW in 2030.
    #expect(system.fleet("B_wind")?.installedMW == 400)
    #expect(system.fleet("B_wind")?.provenance == Provenance(source: "atlas", quality: .derived))
    // Closes: 600 MW to 0. Comes: 0 to 2000 MW.
    #expect(system.unit("B_coal")?.installedMW == 150)
    #expect(system.unit("B_coal").map { system.fuels[$0.fuel].name } == "coal")
    #expect(system.fleet("HUB_wind")?.installedMW == 1500)
    #expect(system.fuels.map(\.priceEURPerMWh) == [27.5, 10, 2])
    #expect(system.demand.map(\.annualTWh) == [57.5, 20])
    #expect(system.zones.map(\.name) == ["A", "B", "HUB"])
    #expect(system.reserves.count == 1)
    // No hub yet: its wind has nowhere to stand.
    let early = try #require(timeline.system(in: 2027))
    #expect(early.renewables.map(\.name) == ["B_wind", "A_solar"])
    #expect(timeline.system(in: 2025) == nil)
    #expect(timeline.system(in: 2031) == nil)
  }

  @Test("a delay takes the figures of the year before")
  func delayedFigures() throws {
    let wind = RowSelector("renewables", [.technology: "wind_onshore"])
    let patched = try timeline.patched(Patch(wind, .delay(years: 2, attribute: nil)))
    #expect(patched.system.fleet("B_wind")?.installedMW == 300)
    #expect(
      patched.system.fleet("B_wind")?.provenance
        == Provenance(source: "scenario test", quality: .assumption))
    #expect(patched.system.fleet("A_solar")?.installedMW == 300)
    let price = try timeline.patched(
      Patch(
        RowSelector("fuels", [.asset: "gas"]), .delay(years: 4, attribute: "price_eur_per_mwh")))
    #expect(price.system.fuels.map(\.priceEURPerMWh) == [20, 10, 2])
  }

  @Test("what has retired since is still there")
  func delayedRetirement() throws {
    let coal = RowSelector("generating_units", [.technology: "coal"])
    let system = try timeline.patched(Patch(coal, .delay(years: 1, attribute: nil))).system
    #expect(system.unit("B_coal")?.installedMW == 150)
    #expect(system.unit("B_coal").map { system.zones[$0.zone].name } == "B")
    #expect(system.unit("B_coal")?.provenance.source == "scenario test")
  }

  @Test("what was not in service is not there, nor what needs it")
  func delayedService() throws {
    let patched = try timeline.patched(
      Patch(RowSelector("zones", [.hub: "HUB"]), .delay(years: 3, attribute: nil)))
    #expect(patched.system.zones.map(\.name) == ["A", "B"])
    #expect(patched.system.dcLinks.isEmpty)
    #expect(patched.system.fleet("HUB_wind") == nil)
    #expect(patched.system.grid.injectionWeights.map(\.injection) == ["load", "load"])
    #expect(
      patched.notes == [
        "patch 1 of test also removes 1 row of renewables (HUB_wind), "
          + "2 rows of dc_links (HUB-A, HUB-B), not there without them"
      ])
  }

  @Test("in a year without what a patch changes, the system is there as it is")
  func idlePatches() throws {
    let scenario = Scenario(
      name: "test",
      patches: [
        Patch(RowSelector("zones", [.hub: "HUB"]), .remove(cascade: true)),
        Patch(
          RowSelector("renewables", [.technology: "wind_onshore"]),
          .scale(attribute: "installed_mw", .number(2, unit: ""))),
      ])
    // There is no hub before 2028; the second patch counts all the same.
    #expect(throws: ScenarioFaults.self) { try timeline.system(of: [scenario], in: 2026) }
    let early = try timeline.systemOfAnyYear(of: [scenario], in: 2026)
    #expect(early.system.zones.map(\.name) == ["A", "B"])
    #expect(early.system.fleet("B_wind")?.installedMW == 200)
    #expect(early.origins.count == 1)
    let late = try timeline.systemOfAnyYear(of: [scenario], in: 2030)
    #expect(late.system.dcLinks.isEmpty)
    #expect(late.system.fleet("B_wind")?.installedMW == 1000)
  }

  @Test("what is wrong in every year is said for a year of any kind too")
  func wrongInAnyYear() {
    let hub = Scenario(
      name: "test", patches: [Patch(RowSelector("zones", [.hub: "HUB"]), .remove(cascade: false))])
    #expect(throws: ScenarioFaults.self) { try timeline.systemOfAnyYear(of: [hub], in: 2030) }
    #expect(throws: Never.self) { try timeline.systemOfAnyYear(of: [hub], in: 2026) }
  }

  @Test("rows that others refer to are not removed unless those may go too")
  func removal() throws {
    let hub = RowSelector("zones", [.asset: "HUB"])
    #expect(
      timeline.words(Patch(hub, .remove(cascade: false))) == """
        scenario test, patch 1: error: 1 row of renewables (HUB_wind), 2 rows of dc_links \
        (HUB-A, HUB-B) refer to what the patch removes
          fix: write remove: cascade to take them out too
        """)
    let without = try timeline.patched(Patch(hub, .remove(cascade: true)))
    #expect(without.system.zones.count == 2)
    #expect(without.system.dcLinks.isEmpty)
    #expect(without.notes.count == 1)
    // Rows that stay still refer to the same names.
    let units = try timeline.patched(
      Patch(RowSelector("fuels", [.asset: "gas"]), .remove(cascade: true))
    ).system
    #expect(units.generatingUnits.map(\.name) == ["A_nuclear"])
    #expect(units.generatingUnits.map { units.fuels[$0.fuel].name } == ["uranium"])
    let tie = try timeline.patched(Patch(RowSelector("branches"), .remove(cascade: false))).system
    #expect(tie.grid.branches.isEmpty)
    #expect(tie.grid.monitoredBranches.isEmpty)
  }

  @Test("a hub keeps a cable, or goes")
  func hubWithoutCable() throws {
    let cables = Patch(RowSelector("dc_links", [.hub: "HUB"]), .remove(cascade: false))
    #expect(
      timeline.words(cables) == """
        scenario test: error: hub HUB has no cable left
          fix: keep one of its links, or remove the hub: select {table: zones, asset: HUB}, \
        remove: cascade
        """)
    let one = Patch(RowSelector("dc_links", [.asset: "HUB-B"]), .remove(cascade: false))
    #expect(try timeline.patched(one).system.dcLinks.map(\.name) == ["HUB-A"])
  }

  @Test("a delay before the first year, of no years, of nothing")
  func faultyDelays() {
    let wind = RowSelector("renewables", [.technology: "wind_onshore"])
    #expect(
      timeline.words(Patch(wind, .delay(years: 5, attribute: nil))) == """
        scenario test, patch 1: error: a delay of 5 years needs the system of 2025
          fix: the case begins in 2026: give a shorter delay, or years in which the patch counts
        """)
    #expect(
      timeline.words(Patch(wind, .delay(years: 0, attribute: nil))) == """
        scenario test, patch 1: error: delay is 0 years
          fix: give a whole number of years above 0
        """)
    let solar = RowSelector("renewables", [.technology: "solar"])
    #expect(
      timeline.words(Patch(solar, .delay(years: 4, attribute: nil))) == """
        scenario test, patch 1: error: the patch changes nothing: every figure is so already
          fix: leave it out, or check its value
        """)
  }
}
