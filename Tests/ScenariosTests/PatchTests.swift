// SPDX-License-Identifier: Apache-2.0
import GridModel
import Scenarios
import TestSupport
import Testing

@Suite("patches")
struct PatchTests {
  private let timeline = TwoYears.timeline

  @Test("set, add, scale and cap change the figure of one row")
  func oneRow() throws {
    let wind = RowSelector("renewables", [.asset: "B_wind"])
    let results: [(PatchOperation, Double)] = [
      (.set(attribute: "installed_mw", .number(0.7, unit: "GW")), 700),
      (.add(attribute: "installed_mw", .number(-100, unit: "")), 400),
      (.scale(attribute: "installed_mw", .number(120, unit: "%")), 600),
      (.cap(attribute: "installed_mw", .number(450, unit: "MW")), 450),
    ]
    for (operation, expected) in results {
      let system = try timeline.patched(Patch(wind, operation)).system
      #expect(system.fleet("B_wind")?.installedMW == expected, "\(operation.name)")
      #expect(system.fleet("A_solar")?.installedMW == 300)
    }
  }

  @Test("a figure that adds up is for each row, or for all in proportion")
  func scopes() throws {
    let gas = RowSelector("generating_units", [.fuel: "gas"])
    func powers(_ operation: PatchOperation, _ scope: PatchScope) throws -> [Double?] {
      let system = try timeline.patched(Patch(gas, operation, over: scope)).system
      return [system.unit("A_gas_1")?.installedMW, system.unit("A_gas_2")?.installedMW]
    }
    // 400 + 200 MW.
    let add = PatchOperation.add(attribute: "installed_mw", .number(-150, unit: ""))
    #expect(try powers(add, .each) == [250, 50])
    #expect(try powers(add, .total) == [300, 150])
    let cap = PatchOperation.cap(attribute: "installed_mw", .number(300, unit: ""))
    #expect(try powers(cap, .each) == [300, 200])
    #expect(try powers(cap, .total) == [200, 100])
    let set = PatchOperation.set(attribute: "installed_mw", .number(0.9, unit: "GW"))
    #expect(try powers(set, .each) == [900, 900])
    #expect(try powers(set, .total) == [600, 300])
  }

  @Test("a price is the same for every row without saying so")
  func prices() throws {
    let patch = Patch(
      RowSelector("fuels"), .set(attribute: "co2_price_eur_per_t", .number(150, unit: "EUR/t")))
    let system = try timeline.patched(patch).system
    #expect(system.fuels.map(\.co2PriceEURPerTonne) == [150, 150, 150])
    #expect(
      system.fuels.map(\.provenance.source) == ["scenario test", "scenario test", "scenario test"])
  }

  @Test("p_max_mw is both directions")
  func bothDirections() throws {
    let patch = Patch(
      RowSelector("borders", [.border: "B-AA"]),
      .scale(attribute: "p_max_mw", .number(0.5, unit: "")))
    let border = try timeline.patched(patch).system.borders[0]
    #expect(border.maximumForwardMW == 400)
    #expect(border.maximumBackwardMW == 250)
  }

  @Test("words: flags, choices and profiles")
  func words() throws {
    let system = try timeline.patched(
      Patch(
        RowSelector("dc_links", [.hub: "HUB"]), .set(attribute: "model", .word("evolved"))),
      Patch(
        RowSelector("generating_units", [.technology: "ccgt_old"]),
        .set(attribute: "out_of_market", .word("yes"))),
      Patch(
        RowSelector("renewables", [.asset: "HUB_wind"]),
        .swap(attribute: "profile", "cf_wind_onshore"))
    ).system
    #expect(system.dcLinks.map(\.model) == [.evolved, .evolved])
    #expect(system.generatingUnits.map(\.isOutOfMarket) == [false, false, true])
    #expect(system.fleet("HUB_wind")?.profile == "cf_wind_onshore")
  }

  @Test(
    "rows are chosen by what they are",
    arguments: [
      (SelectorKey.asset, "A_*", 3), (.zone, "A", 3), (.biddingZone, "AA", 3),
      (.country, "Ala*", 3), (.technology, "ccgt*", 2), (.fuel, "uranium", 1),
      (.carrier, "electricity", 3),
    ])
  func selectors(key: SelectorKey, name: String, count: Int) throws {
    let selector = RowSelector("generating_units", [key: name])
    let table = try #require(assetTables.first { $0.name == "generating_units" })
    let system = try #require(timeline.system(in: 2030))
    #expect(table.rows(selector, in: system).count == count)
  }

  @Test("links are chosen by either end, and by both")
  func links() throws {
    let table = try #require(assetTables.first { $0.name == "dc_links" })
    let system = try #require(timeline.system(in: 2030))
    #expect(table.rows(RowSelector("dc_links", [.zone: "A"]), in: system) == [0])
    #expect(table.rows(RowSelector("dc_links", [.hub: "HUB"]), in: system) == [0, 1])
    #expect(table.rows(RowSelector("dc_links", [.border: "B-HUB"]), in: system) == [1])
    #expect(table.rows(RowSelector("dc_links", [.zone: "A", .hub: "HUB"]), in: system) == [0])
  }

  @Test(
    "a star stands for any letters",
    arguments: [
      ("ccgt_new", "ccgt*", true), ("ccgt_new", "*new", true), ("ccgt_new", "c*t*w", true),
      ("ccgt_new", "*", true), ("", "*", true), ("ccgt", "ccgt_*", false), ("ab", "a", false),
      ("aXbXb", "a*b", true), ("aXbXc", "a*b", false),
    ])
  func wildcards(name: String, pattern: String, fits: Bool) {
    #expect(matches(name, pattern: pattern) == fits)
  }

  @Test("a table of any name is every table that has what the patch names")
  func everyTable() throws {
    let system = try timeline.patched(
      Patch(
        RowSelector("*", [.zone: "A"]),
        .scale(attribute: "installed_mw", .number(2, unit: "")))
    ).system
    #expect(system.generatingUnits.map(\.installedMW) == [2000, 800, 400])
    #expect(system.renewables.map(\.installedMW) == [500, 600, 2000])
  }

  @Test("patches count in their years, in their order")
  func yearsAndOrder() throws {
    let wind = RowSelector("renewables", [.asset: "B_wind"])
    let scale = Patch(wind, .scale(attribute: "installed_mw", .number(2, unit: "")))
    let add = Patch(wind, .add(attribute: "installed_mw", .number(50, unit: "")), years: [2030])
    #expect(try timeline.patched(scale, add).system.fleet("B_wind")?.installedMW == 1050)
    #expect(try timeline.patched(add, scale).system.fleet("B_wind")?.installedMW == 1100)
    #expect(try timeline.patched(scale, add, year: 2026).system.fleet("B_wind")?.installedMW == 200)
  }

  @Test("a name counts in the years that have it, and is at fault where no year has it")
  func namesOfSomeYears() throws {
    func faults(_ names: [String], years: [Int] = [2026, 2030]) -> [String] {
      let half = Patch(
        RowSelector("generating_units", [SelectorTerm(key: .asset, names: names)]),
        .scale(attribute: "installed_mw", .number(0.5, unit: "")))
      return timeline.faults(of: [Scenario(name: "test", patches: [half])], in: years)
        .map(\.message)
    }
    #expect(faults(["A_gas_1", "B_coal"]).isEmpty)
    #expect(faults(["B_coal"]).isEmpty)
    #expect(faults(["B_coal"], years: [2030]) == ["no row of generating_units has asset B_coal"])
    #expect(
      Set(faults(["A_gas_1", "A_gas_8", "A_gas_9"])) == [
        "no row of generating_units has asset A_gas_8",
        "no row of generating_units has asset A_gas_9",
      ])
    let later = try timeline.patched(
      Patch(
        RowSelector(
          "generating_units", [SelectorTerm(key: .asset, names: ["A_gas_1", "B_coal"])]),
        .scale(attribute: "installed_mw", .number(0.5, unit: ""))), year: 2026)
    #expect(later.system.generatingUnits.map(\.installedMW) == [1000, 200, 200, 300])
  }

  @Test("a changed figure has the scenario as its source, or the one stated")
  func provenance() throws {
    let wind = RowSelector("renewables", [.asset: "B_wind"])
    let operation = PatchOperation.set(attribute: "installed_mw", .number(700, unit: ""))
    let plain = try timeline.patched(Patch(wind, operation)).system
    #expect(
      plain.fleet("B_wind")?.provenance
        == Provenance(source: "scenario test", quality: .assumption))
    #expect(plain.fleet("A_solar")?.provenance == TwoYears.collected)
    #expect(plain.sources.map(\.id) == ["atlas", "scenario test"])
    let plan = SourceRecord(id: "plan", title: "Wind plan", year: 2026, licence: "CC BY 4.0")
    let stated = try timeline.patched(Patch(wind, operation, source: plan)).system
    #expect(stated.fleet("B_wind")?.provenance == Provenance(source: "plan", quality: .read))
    #expect(stated.sources.last == plan)
    // A cost is not what a row's GW are weighed by: its provenance stands with the figure alone.
    let cost = try timeline.patched(
      Patch(
        RowSelector("generating_units", [.asset: "A_gas_1"]),
        .set(attribute: "vom_eur_per_mwh", .number(3, unit: ""))))
    #expect(cost.system.unit("A_gas_1")?.provenance == TwoYears.collected)
    #expect(
      cost.origins == [
        FigureKey(table: "generating_units", row: "A_gas_1", attribute: "vom_eur_per_mwh"):
          Provenance(source: "scenario test", quality: .assumption)
      ])
  }

  @Test("a scenario stands on its base, and an option lowers every price cap")
  func lineage() throws {
    var options = RunOptions()
    options.priceCapEURPerMWh = 3000
    let wind = RowSelector("renewables", [.asset: "B_wind"])
    let book = ScenarioBook([
      Scenario(
        name: "more",
        patches: [Patch(wind, .add(attribute: "installed_mw", .number(100, unit: "")))],
        options: options),
      Scenario(
        name: "double", base: "more",
        patches: [Patch(wind, .scale(attribute: "installed_mw", .number(2, unit: "")))]),
    ])
    #expect(book.faults.isEmpty)
    let lineage = try #require(book.lineage(of: "double"))
    let system = try timeline.system(of: lineage, in: 2030).system
    #expect(system.fleet("B_wind")?.installedMW == 1200)
    #expect(system.zones.map(\.priceCapEURPerMWh) == [3000, 3000, 3000])
  }

  @Test("a patch may find nothing in some years of a study, but not in all")
  func idleYears() {
    let coal = Patch(
      RowSelector("generating_units", [.asset: "B_coal"]),
      .scale(attribute: "installed_mw", .number(0.5, unit: "")))
    let scenario = Scenario(name: "test", patches: [coal])
    #expect(timeline.faults(of: [scenario], in: [2026, 2030]).isEmpty)
    #expect(timeline.faults(of: [scenario], in: [2030]).count == 1)
  }
}
