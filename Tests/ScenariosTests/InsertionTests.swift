// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities
import Scenarios
import TestSupport
import Testing

@Suite("rows that patches insert")
struct InsertionTests {
  private let timeline = TwoYears.timeline

  /// `"from_zone": "A"` and the like; numbers with the unit of the column.
  private func new(
    _ table: String, like: String? = nil, _ columns: KeyValuePairs<String, String>
  ) -> Patch {
    Patch(
      RowSelector(table),
      .insert(
        InsertedRow(
          like: like,
          columns: columns.map { name, text in
            InsertedRow.Column(
              name: name,
              value: Double(text).map { .number($0, unit: "") } ?? .word(text), text: text)
          })))
  }

  @Test("a cable with the defaults of its kind, spread like load where it has no landing")
  func cable() throws {
    let patched = try timeline.patched(
      new(
        "dc_links",
        ["link": "A-B DC", "from_zone": "A", "to_zone": "B", "p_max_mw": "700", "loss": "0.03"]))
    let link = try #require(patched.system.dcLinks.last)
    #expect(link.name == "A-B DC")
    #expect((link.from, link.to) == (Row<Zone>(0), Row<Zone>(1)))
    #expect((link.maximumForwardMW, link.maximumBackwardMW) == (700, 700))
    #expect((link.loss, link.poles, link.model) == (0.03, 1, .ntc))
    #expect(link.provenance == Provenance(source: "scenario test", quality: .assumption))
    #expect(patched.system.sources.map(\.id).contains("scenario test"))
    let weights = patched.system.grid.injectionWeights.filter { $0.injection == "dc:A-B DC" }
    #expect(weights.map(\.zone) == [Row(0), Row(1)])
    #expect(weights.map(\.weight) == [1, 1])
    #expect(
      patched.notes == [
        "link A-B DC enters the grid of A where its load does",
        "link A-B DC enters the grid of B where its load does",
      ])
    let key = FigureKey(table: "dc_links", row: "A-B DC", attribute: "loss")
    #expect(patched.origins[key]?.source == "scenario test")
  }

  @Test("a unit like another one")
  func like() throws {
    let system = try timeline.patched(
      new(
        "generating_units", like: "A_gas_1", ["unit": "B_gas", "zone": "B", "installed_mw": "900"])
    ).system
    let unit = try #require(system.unit("B_gas"))
    #expect((unit.zone, unit.installedMW, unit.technology) == (Row<Zone>(1), 900, "ccgt_new"))
    #expect(system.fuels[unit.fuel].name == "gas")
    #expect(system.unit("A_gas_1")?.installedMW == 400)
  }

  @Test("a hub with its row, wind and cable in four patches, and its levers after that")
  func hub() throws {
    let patches = [
      new(
        "zones",
        [
          "zone": "FAR", "country": "Beland", "bidding_zone": "FAR", "carrier": "electricity",
          "kind": "offshore_hub", "series_column": "B",
        ]),
      new("hubs", ["hub": "FAR", "home_zone": "B", "market": "home_market"]),
      new(
        "renewables", like: "HUB_wind", ["renewable": "FAR_wind", "zone": "FAR"]),
      new(
        "dc_links", like: "HUB-B", ["link": "FAR-B", "from_zone": "FAR", "p_max_mw": "2000"]),
      Patch(
        RowSelector("hubs", [.hub: "FAR"]),
        .set(attribute: "market", .word("offshore_bidding_zone"))),
      Patch(RowSelector("hubs"), .set(attribute: "access_guarantee", .word("yes"))),
      Patch(RowSelector("hubs"), .set(attribute: "area_km2", .number(400, unit: ""))),
      Patch(RowSelector("hubs"), .set(attribute: "overplanting", .number(110, unit: "%"))),
      Patch(RowSelector("hubs"), .set(attribute: "home_zone", .word("A"))),
    ]
    let system = try timeline.system(
      of: [Scenario(name: "test", patches: patches)], in: 2030
    ).system
    let hub = try #require(system.hubs.first)
    #expect(system.zones[hub.zone].name == "FAR")
    #expect(system.zones[hub.homeZone].name == "A")
    #expect(hub.market == .offshoreBiddingZone)
    #expect((hub.hasAccessGuarantee, hub.areaKM2, hub.overplanting) == (true, 400, 1.1))
    #expect(hub.wakeFactor == nil)
    #expect(system.fleet("FAR_wind")?.installedMW == 2000)
    #expect(system.dcLinks.last.map { system.zones[$0.to].name } == "B")
    let difference = SystemDifference(
      from: try #require(timeline.system(in: 2030)), to: system)
    #expect(
      difference.changes.filter { $0.before == .none && $0.attribute == nil }.map(\.row) == [
        "FAR", "FAR_wind", "FAR-B", "FAR",
      ])
  }

  @Test("faults of a new row, all at once")
  func faults() {
    #expect(
      timeline.words(
        new("dc_links", ["link": "x", "from_zone": "C", "loss": "2", "los": "1"])) == """
          scenario test, patch 1: error: a new row of dc_links needs to_zone, p_max_forward_mw, p_max_backward_mw
            fix: add them, or like: the name of a row to copy
          scenario test, patch 1: error: dc_links has no column los
            fix: did you mean loss?
          scenario test, patch 1: error: from_zone C is not in zones
            fix: did you mean A?
          scenario test, patch 1: error: loss is 2
            fix: it must be from 0 to 1
          """)
    #expect(
      timeline.words(
        new("dc_links", like: "HUB-A", ["link": "HUB-B"]),
        new("dc_links", like: "HUB-A", ["link": "ring", "from_zone": "A"])) == """
          scenario test, patch 1: error: dc_links has a row HUB-B already
            fix: give the new row another name, or set the figures of that one
          scenario test, patch 2: error: link ring joins zone A to itself
            fix: give two different zones in columns from_zone and to_zone
          """)
  }

  @Test("hubs keep their zones when other zones go")
  func removal() throws {
    let hub = new("hubs", ["hub": "HUB", "home_zone": "A", "market": "home_market"])
    let without = Patch(
      RowSelector("zones", [.zone: "B"]), .remove(cascade: true))
    let system = try timeline.patched(hub, without).system
    #expect(system.zones.map(\.name) == ["A", "HUB"])
    #expect(system.hubs.map { system.zones[$0.zone].name } == ["HUB"])
    #expect(system.hubs.map { system.zones[$0.homeZone].name } == ["A"])
    let gone = Patch(RowSelector("zones", [.zone: "HUB"]), .remove(cascade: true))
    #expect(try timeline.patched(hub, gone).system.hubs.isEmpty)
  }
}

@Suite("levers of terminals, plants and budgets")
struct ReferenceLeverTests {
  /// A terminal of two bands in 2026 and of three, dearer, in 2030; one more in 2030 alone.
  private var timeline: SystemTimeline {
    @Sendable func system(_ year: Int, hasTables: Bool) -> EnergySystem {
      var system = EnergySystem(name: "bands", year: year)
      system.zones = [
        Zone(name: "A", country: "Aland", biddingZone: "A", isFlowBased: false),
        Zone(
          name: "H2", country: "Aland", biddingZone: "H2", carrier: .hydrogen, kind: .hydrogen,
          isFlowBased: false),
      ]
      guard hasTables else { return system }
      system.fuels = ["gas", "hydrogen"].map {
        Fuel(
          name: $0, priceEURPerMWh: 30, co2TonnesPerMWh: 0, co2PriceEURPerTonne: 0,
          provenance: TwoYears.collected)
      }
      system.generatingUnits = [
        GeneratingUnit(
          name: "plant", zone: Row(0), technology: "ccgt", injection: "gas", installedMW: 100,
          efficiency: 0.6, fuel: Row(0), provenance: TwoYears.collected)
      ]
      system.fuelBudgets = [
        FuelBudget(
          name: "shock", fuel: Row(0), period: .day, energyGWh: 1, provenance: TwoYears.collected)
      ]
      let isLater = year == 2030
      system.terminals = [terminal("Port", isLater ? [140, 150, 160] : [100, 110])]
      if isLater { system.terminals.insert(terminal("Bay", [200]), at: 0) }
      return system
    }
    @Sendable func terminal(_ name: String, _ prices: [Double]) -> Terminal {
      Terminal(
        name: name, hydrogenNode: Row(1),
        bands: prices.enumerated().map {
          Terminal.Band(
            number: $0 + 1, powerMW: 1000, priceEURPerMWh: $1, provenance: TwoYears.collected)
        }, provenance: TwoYears.collected)
    }
    return SystemTimeline(
      collectedYears: [2026, 2030], collected: { system($0, hasTables: true) },
      frame: { system($0, hasTables: false) })
  }

  private func prices(_ system: EnergySystem, _ terminal: String) -> [Double]? {
    system.terminals.first { $0.name == terminal }?.bands.map(\.priceEURPerMWh)
  }

  @Test("prices and power of bands")
  func bands() throws {
    let system = try timeline.patched(
      Patch(
        RowSelector("terminal_bands", [.asset: "Port *"]),
        .scale(attribute: "price_eur_per_mwh", .number(0.5, unit: ""))),
      Patch(
        RowSelector("terminal_bands", [.asset: "Bay 1"]),
        .set(attribute: "mw", .number(3, unit: "GW")))
    ).system
    #expect(prices(system, "Port") == [70, 75, 80])
    #expect(prices(system, "Bay") == [200])
    #expect(system.terminals.first { $0.name == "Bay" }?.bands.map(\.powerMW) == [3000])
  }

  @Test("bands go with their terminal, and new ones come to it")
  func rows() throws {
    let system = try timeline.patched(
      Patch(RowSelector("terminals", [.asset: "Bay"]), .remove(cascade: false)),
      Patch(
        RowSelector("terminal_bands"),
        .insert(
          InsertedRow(
            like: "Port 3",
            columns: [.init(name: "band", value: .number(4, unit: ""), text: "4")])))
    ).system
    #expect(system.terminals.map(\.name) == ["Port"])
    #expect(prices(system, "Port") == [140, 150, 160, 160])
  }

  /// Half way: 120 and 130; the third band has half its power. Bay comes to half of its power.
  @Test("bands between two collected years")
  func between() throws {
    let system = try #require(timeline.system(in: 2028))
    #expect(prices(system, "Port") == [120, 130, 160])
    let powers = system.terminals.map { $0.bands.map(\.powerMW) }
    #expect(system.terminals.map(\.name) == ["Port", "Bay"])
    #expect(powers == [[1000, 1000, 500], [500]])
  }

  @Test("a plant changes its fuel; a budget its days; none empties a figure")
  func references() throws {
    let plant = RowSelector("generating_units", [.asset: "plant"])
    let system = try timeline.patched(
      Patch(plant, .set(attribute: "fuel", .word("hydrogen"))),
      Patch(plant, .set(attribute: "hydrogen_node", .word("H2"))),
      Patch(RowSelector("fuel_budgets"), .set(attribute: "from_date", .word("11-15"))),
      Patch(RowSelector("fuel_budgets"), .set(attribute: "to_date", .word("02-29")))
    ).system
    #expect(system.fuels[system.generatingUnits[0].fuel].name == "hydrogen")
    #expect(system.generatingUnits[0].hydrogenNode == Row(1))
    #expect(system.fuelBudgets[0].firstDay == DayOfYear(month: 11, day: 15))
    #expect(system.fuelBudgets[0].lastDay == DayOfYear(month: 2, day: 29))
    let emptied = try timeline.patched(
      Patch(plant, .set(attribute: "hydrogen_node", .word("H2"))),
      Patch(plant, .set(attribute: "hydrogen_node", .word("none")))
    ).system
    #expect(emptied.generatingUnits[0].hydrogenNode == nil)
    #expect(
      timeline.words(
        Patch(plant, .set(attribute: "hydrogen_node", .word("A"))),
        Patch(plant, .set(attribute: "fuel", .word("gaz"))),
        Patch(RowSelector("fuel_budgets"), .set(attribute: "to_date", .word("02-30")))) == """
          scenario test, patch 1: error: hydrogen_node A is not a zone of hydrogen
            fix: the only one is H2
          scenario test, patch 2: error: fuel gaz is not in fuels
            fix: did you mean gas?
          scenario test, patch 3: error: to_date is "02-30", which is no day of a year
            fix: write month and day as in 10-01
          """)
  }
}
