// SPDX-License-Identifier: Apache-2.0

extension ResultTable {
  /// What the table holds. `supply_hourly` has one more column per technology, and `cnecs_hourly`
  /// one per hub.
  package var schema: OutputTableSchema { OutputTableSchema(rawValue, meaning, columns) }

  private var meaning: String {
    switch self {
    case .zonesHourly: "Balance and price of each bidding zone in each unit."
    case .supplyHourly:
      "Power of each technology of each zone in each unit: a column <technology>_mw for each, empty "
        + "where the zone has none of it."
    case .linksHourly:
      "Flow of each link in each unit; one that is not listed in a unit carries nothing."
    case .cnecsHourly:
      "Network elements with a shadow price, or loaded to at least 99 % of their margin, in each "
        + "unit; a column ptdf_<hub> for each hub: load in MW per MW of its net position."
    case .storagesHourly: "Each storage in each unit."
    case .zonesAnnual: "Each bidding zone over the whole run."
    case .generationAnnual: "Each technology of each zone over the whole run."
    case .bordersAnnual: "Each link over the whole run."
    case .cnecsAnnual: "Each network element that binds at least once, by falling rent."
    case .welfare:
      "Accounts of each bidding zone and hydrogen zone, rents of the flow-based region, of links and "
        + "of pipelines, and the total, over the whole run."
    case .hubsAnnual: "Each offshore hub over the whole run."
    }
  }

  private var columns: [OutputTableSchema.Column] {
    switch self {
    case .zonesHourly: [time, biddingZone] + balance
    case .supplyHourly: [time, zone, biddingZone]
    case .linksHourly: [time, link] + ends + linkFigures
    case .cnecsHourly: [time, cnec] + cnecFigures
    case .storagesHourly: [time, .init("storage", "name"), biddingZone] + storageFigures
    case .zonesAnnual: [biddingZone] + totals
    case .generationAnnual: [zone, biddingZone] + generation
    case .bordersAnnual:
      [
        link, .init("kind", "ntc, dc_cable and the like"),
      ] + ends + [
        .init("flow_gwh", unit: "GWh", "energy sent, never negative"),
        .init("full_hours_h", unit: "h", "time at its limit"), rent,
        .init("loss_share", "share lost on the way: the other end gets 1 less it"),
      ]
    case .cnecsAnnual:
      [
        cnec, .init("element", "network element"), .init("direction", "direct or opposite"),
        .init("contingency", mayBeEmpty: true, "what is out; empty for the intact grid"),
        .init("binding_hours_h", unit: "h", "time in which it binds"),
        .init(
          "mean_shadow_price_eur_per_mwh", unit: "EUR/MWh", "mean over the time in which it binds"),
        rent,
      ]
    case .welfare: accounts
    case .hubsAnnual: hub
    }
  }
}

private typealias Column = OutputTableSchema.Column

private let time = Column("time", "start of the unit, UTC")
private let zone = Column("zone", "zone of the case")
private let biddingZone = Column("bidding_zone", "bidding zone")
private let link = Column("link", "one-way link")
private let cnec = Column("cnec", "element, contingency and direction")
private let rent = Column("congestion_rent_eur", unit: "EUR", "congestion rent")
private let ends = [
  Column("from_bidding_zone", "where it takes power"),
  Column("to_bidding_zone", "where it gives power"),
]

private let balance = [
  Column("price_eur_per_mwh", unit: "EUR/MWh", "price"),
  Column("net_position_mw", unit: "MW", "net export over all borders; negative: import"),
  Column(
    "flow_based_net_position_mw", unit: "MW", mayBeEmpty: true,
    "net export into the flow-based region; empty outside of it"),
  Column("load_mw", unit: "MW", "load, whether served or not"),
  Column("generation_mw", unit: "MW", "power generated, without storage"),
  Column("curtailed_mw", unit: "MW", "renewable power that could be generated and is not"),
  Column("dumped_mw", unit: "MW", "must-run power that nobody uses"),
  Column("storage_charge_mw", unit: "MW", "power drawn by storage, never negative"),
  Column("storage_discharge_mw", unit: "MW", "power given by storage, never negative"),
  Column("demand_response_mw", unit: "MW", "load reduced for its price"),
  Column("energy_not_served_mw", unit: "MW", "load not served"),
]

private let linkFigures = [
  Column("flow_mw", unit: "MW", "flow at the sending end, never negative"),
  Column("limit_mw", unit: "MW", "highest flow"), rent,
]

private let cnecFigures = [
  Column("load_mw", unit: "MW", "flow caused by the net positions"),
  Column("margin_mw", unit: "MW", "remaining available margin"),
  Column("shadow_price_eur_per_mwh", unit: "EUR/MWh", "welfare gained per MW of margin and hour"),
  rent,
]

private let storageFigures = [
  Column("charge_mw", unit: "MW", "power drawn, never negative"),
  Column("discharge_mw", unit: "MW", "power given, never negative"),
  Column("spill_mw", unit: "MW", "inflow spilled"),
  Column("level_mwh", unit: "MWh", "stored energy at the end of the unit"),
  Column("water_value_eur_per_mwh", unit: "EUR/MWh", "value of one more stored MWh"),
]

private let totals = [
  Column("mean_price_eur_per_mwh", unit: "EUR/MWh", "mean over time"),
  Column(
    "load_weighted_price_eur_per_mwh", unit: "EUR/MWh", mayBeEmpty: true,
    "mean by load; empty without load"),
  Column("lowest_price_eur_per_mwh", unit: "EUR/MWh", "lowest price"),
  Column("highest_price_eur_per_mwh", unit: "EUR/MWh", "highest price"),
  Column("load_gwh", unit: "GWh", "load, whether served or not"),
  Column("generation_gwh", unit: "GWh", "energy generated, without storage"),
  Column("net_export_gwh", unit: "GWh", "net export over all borders; negative: import"),
  Column("curtailed_gwh", unit: "GWh", "renewable energy that could be generated and is not"),
  Column("demand_response_gwh", unit: "GWh", "load reduced for its price"),
  Column("energy_not_served_mwh", unit: "MWh", "load not served"),
  Column("short_hours_h", unit: "h", "time in which more than 1 MW is not served"),
  Column("emissions_kt_co2", unit: "kt", "carbon dioxide emitted"),
]

private let generation = [
  Column("kind", "thermal, renewable, demand_response, lost_load or dumped"),
  Column("technology", "technology"), Column("energy_gwh", unit: "GWh", "energy supplied"),
  Column("available_gwh", unit: "GWh", "energy that could be supplied"),
  Column(
    "captured_price_eur_per_mwh", unit: "EUR/MWh", mayBeEmpty: true,
    "mean price by energy supplied; empty below 1 MWh"),
  Column("cost_eur", unit: "EUR", "variable cost"),
  Column("emissions_kt_co2", unit: "kt", "carbon dioxide emitted"),
]

private let accounts = [
  Column("account", "bidding zone, hydrogen zone, flow_based_region, links, pipelines or total"),
  figure("load_payment_eur", "load times price"),
  figure("supply_cost_eur", "variable cost of supply"),
  figure("supply_surplus_eur", "revenue of supply less its cost"),
  figure("storage_surplus_eur", "revenue of storage"), figure(rent.name, rent.meaning),
  figure("rest_eur", "what the accounts leave of the objective: rounding and the slope"),
  figure("objective_eur", "cost that was minimised"),
  figure("consumer_surplus_eur", "value of load served less what is paid for it"),
  figure("emission_payment_eur", "paid for emissions, part of the cost"),
  figure("unserved_cost_eur", "load not served at its value of lost load"),
  figure("welfare_eur", "sum of the surpluses and rents"),
  figure("conversion_surplus_eur", "revenue of conversions less their cost"),
]

private func figure(_ name: String, _ meaning: String) -> Column {
  Column(name, unit: "EUR", mayBeEmpty: true, meaning)
}

private let hub = [
  Column("hub", "offshore hub"), Column("home_zone", "zone it belongs to"),
  Column("market", "home market or offshore bidding zone"),
  Column("wind_available_gwh", unit: "GWh", "wind energy that could be generated"),
  Column("wind_gwh", unit: "GWh", "wind energy generated"),
  Column("curtailed_gwh", unit: "GWh", "the difference"),
  Column(
    "received_price_eur_per_mwh", unit: "EUR/MWh", mayBeEmpty: true, "mean price by energy"),
  Column("wind_revenue_eur", unit: "EUR", "revenue of wind"),
  Column("storage_revenue_eur", unit: "EUR", "revenue of storage"), rent,
  Column("export_gwh", unit: "GWh", "energy sent"),
  Column("import_gwh", unit: "GWh", "energy received"),
  Column("guarantee_shortfall_h", unit: "h", "time without guaranteed access"),
  Column("guarantee_shortfall_mwh", unit: "MWh", "energy without guaranteed access"),
  Column("guarantee_shortfall_eur", unit: "EUR", "its value"),
  Column("guarantee_payment_eur", unit: "EUR", "paid for it"),
]
