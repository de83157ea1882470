// SPDX-License-Identifier: Apache-2.0
import GridModel

/// Tables of hydrogen; energies of hydrogen are lower heating values.
let hydrogenSchemas = [
  TableSchema(
    "hydrogen_nodes", "Demand of a hydrogen zone.", key: ["node", "year"],
    [
      ColumnSchema("node", .reference("zones"), "hydrogen zone"),
      targetYear,
      ColumnSchema("annual_twh", .number(.notNegative), unit: "TWh", "energy of the year"),
      ColumnSchema("profile", .text, "hourly variable; empty for an even demand").emptyAllowed,
      ColumnSchema(
        "unserved_eur_per_mwh", .number(.positive), unit: "EUR/MWh", "cost of demand not served"),
      ColumnSchema(
        "linepack_mwh", .number(.notNegative), unit: "MWh",
        "store in the pipes, filled or emptied within an hour"),
      ColumnSchema(
        "network", .choice(["local", "grid"]), "whether the node is part of the backbone"
      ).absentAllowed.notUsedByCouple,
    ]),
  TableSchema(
    "electrolysers", "Makes hydrogen of electricity.", key: ["electrolyser", "year"],
    [
      ColumnSchema("electrolyser", .text, "name of the electrolyser"),
      powerZone,
      hydrogenNode, targetYear,
      ColumnSchema("installed_mwe", .number(.notNegative), unit: "MW", "electricity at full load"),
      ColumnSchema("efficiency", .number(.positiveShare), "hydrogen per electricity"),
      ColumnSchema(
        "min_load", .number(.share), "share of the committed power that it draws at least"),
      forcedOutageRate.absentAllowed,
      ColumnSchema(
        "commitment", .text,
        "hourly variable with the share that is committed; empty: no minimum load"
      ).absentAllowed,
      ColumnSchema(
        "vom_eur_per_mwh", .number(.any), unit: "EUR/MWh", "cost per electricity drawn"
      ).absentAllowed,
      ColumnSchema(
        "rule", .choice(RenewableHydrogenRule.allCases.map(\.rawValue)),
        "matching of its electricity with renewable_contracts"),
      ColumnSchema(
        "price_exemption_eur_per_mwh", .number(.any), unit: "EUR/MWh",
        "price up to which all electricity counts as renewable; empty: "
          + shortest(Electrolyser.regulatedPriceExemptionEURPerMWh)
      ).absentAllowed,
      investment("capex_eur_per_kwe", unit: "EUR/kW", "investment per electric power"),
      investment("fom_share", unit: "1/yr", "fixed cost of a year per investment"),
      lifeYears,
    ]),
  TableSchema(
    "renewable_contracts", "Renewable power under contract of an electrolyser.",
    key: ["electrolyser", "renewable", "year"],
    [
      ColumnSchema("electrolyser", .reference("electrolysers"), "electrolyser"),
      ColumnSchema("renewable", .reference("renewables"), "fleet"),
      targetYear,
      ColumnSchema("contracted_mw", .number(.positive), unit: "MW", "part of installed_mw"),
    ]),
  TableSchema(
    "pipelines", "A hydrogen pipeline between two nodes.", key: ["pipeline"],
    [
      ColumnSchema("pipeline", .text, "name of the pipeline"),
      ColumnSchema("from_node", .reference("zones"), "hydrogen zone at the sending end"),
      ColumnSchema("to_node", .reference("zones"), "hydrogen zone at the receiving end"),
      ColumnSchema("length_km", .number(.notNegative), unit: "km", "length"),
      ColumnSchema(
        "diameter_inch", .number(.positive), unit: "inch", "diameter"
      ).notUsedByCouple,
      ColumnSchema(
        "state", .choice(Pipeline.State.allCases.map(\.rawValue)), "built for hydrogen or for gas"
      ).notUsedByCouple,
      ColumnSchema("offshore", .yesNo, "whether it lies in the sea").notUsedByCouple,
      ColumnSchema(
        "p_max_forward_mw", .number(.notNegative), unit: "MW",
        "highest flow from from_node to to_node"),
      ColumnSchema(
        "p_max_backward_mw", .number(.notNegative), unit: "MW",
        "highest flow from to_node to from_node"),
      ColumnSchema(
        "compressor_mwe_per_mw_per_1000km", .number(.notNegative), unit: "1/1000 km",
        "electricity of the compressors per flow"),
      ColumnSchema(
        "compressor_zone", .reference("zones"), "zone that drives them; empty: not counted"
      ).emptyAllowed,
      firstYear, lastYear,
      investment("entry_tariff_eur_per_mw_a", unit: "EUR/MW/yr", "tariff at the entry"),
      investment("exit_tariff_eur_per_mw_a", unit: "EUR/MW/yr", "tariff at the exit"),
      ColumnSchema(
        "booked_share", .number(.share), "share of its power that is booked"
      ).absentAllowed.notUsedByCouple,
      investment("capex_eur_per_km", unit: "EUR/km", "investment"),
      lifeYears,
    ]),
  TableSchema(
    "caverns", "A store of hydrogen.", key: ["cavern", "year"],
    [
      ColumnSchema("cavern", .text, "name of the store"),
      hydrogenNode, targetYear,
      ColumnSchema(
        "kind", .choice(["salt_cavern", "pore_storage", "tank"]), "kind"
      ).notUsedByCouple,
      ColumnSchema("working_mwh", .number(.notNegative), unit: "MWh", "highest level"),
      ColumnSchema("inject_mw", .number(.notNegative), unit: "MW", "highest injection"),
      ColumnSchema("withdraw_mw", .number(.notNegative), unit: "MW", "highest withdrawal"),
      ColumnSchema(
        "inject_efficiency", .number(.positiveShare), "level gained per hydrogen taken"),
      ColumnSchema(
        "withdraw_efficiency", .number(.positiveShare), "hydrogen given per level lost"),
      ColumnSchema(
        "cycles_per_year", .number(.notNegative), unit: "1/yr",
        "most that is withdrawn in a year, per working_mwh; empty: no limit"
      ).absentAllowed,
      ColumnSchema("start_level", .number(.share), "share of working_mwh before the first hour"),
      ColumnSchema(
        "end_rule", .choice(EndRule.allCases.map(\.rawValue)),
        "level returns to start_level, returns to the cheapest start, or has a value"),
      ColumnSchema(
        "end_value_eur_per_mwh", .number(.any), unit: "EUR/MWh", "value of the level at the end"
      ).emptyAllowed,
    ]),
  TableSchema(
    "terminals", "Imports of hydrogen from outside the system.", key: ["terminal", "year"],
    [
      ColumnSchema("terminal", .text, "name of the terminal"),
      hydrogenNode, targetYear,
      ColumnSchema(
        "carrier", .choice(["ammonia", "liquid_hydrogen", "lohc", "pipeline"]), "what arrives"
      ).notUsedByCouple,
      ColumnSchema(
        "throughput_twh", .number(.notNegative), unit: "TWh/yr",
        "most hydrogen sent out in a year; empty: no limit"
      ).emptyAllowed,
      ColumnSchema(
        "electricity_mwh_per_mwh", .number(.notNegative), "electricity per hydrogen sent out"),
      ColumnSchema(
        "power_zone", .reference("zones"), "zone that gives it; empty: not counted"
      ).emptyAllowed,
    ]),
  TableSchema(
    "terminal_bands", "A block of a terminal's supply at one price.",
    key: ["terminal", "band", "year"],
    [
      ColumnSchema("terminal", .reference("terminals"), "terminal"),
      ColumnSchema("band", .integer(1...20), "number of the band"),
      targetYear,
      ColumnSchema("mw", .number(.notNegative), unit: "MW", "power"),
      ColumnSchema("price_eur_per_mwh", .number(.any), unit: "EUR/MWh", "price"),
    ]),
  TableSchema(
    "reformers", "Makes hydrogen of a bought fuel.", key: ["reformer", "year"],
    [
      ColumnSchema("reformer", .text, "name of the reformer"),
      hydrogenNode, targetYear,
      ColumnSchema("technology", .text, "technology").notUsedByCouple,
      ColumnSchema("installed_mw", .number(.notNegative), unit: "MW", "hydrogen at full load"),
      ColumnSchema("efficiency", .number(.positiveShare), "hydrogen per fuel"),
      ColumnSchema("fuel", .reference("fuels"), "fuel"),
      ColumnSchema(
        "vom_eur_per_mwh", .number(.any), unit: "EUR/MWh", "variable cost without fuel"),
      ColumnSchema(
        "must_run", .number(.share), "share of power that always runs"
      ).absentAllowed,
      ColumnSchema("capture_share", .number(.share), "share of its carbon dioxide captured"),
      captureNetwork,
    ]),
]

/// Limits on fuels and carbon dioxide.
let limitSchemas = [
  TableSchema(
    "fuel_budgets", "Most of a fuel that plants and reformers may burn in each period.",
    key: ["budget", "year"],
    [
      ColumnSchema("budget", .text, "name of the budget"),
      ColumnSchema("fuel", .reference("fuels"), "fuel"),
      targetYear, scopeZone, scopeCountry,
      ColumnSchema(
        "period", .choice(FuelBudget.Period.allCases.map(\.rawValue)),
        "day, month, October to March and April to September, or year"),
      ColumnSchema(
        "energy_gwh", .number(.notNegative), unit: "GWh", "fuel energy of a whole period"),
      ColumnSchema(
        "from_date", .monthAndDay, "first day on which the budget counts; empty: always"
      ).absentAllowed,
      ColumnSchema(
        "to_date", .monthAndDay, "last day on which the budget counts; empty: always"
      ).absentAllowed,
    ]),
  TableSchema(
    "emission_caps", "Most carbon dioxide that may be emitted in the year.", key: ["cap", "year"],
    [
      ColumnSchema("cap", .text, "name of the cap"),
      targetYear, scopeZone, scopeCountry,
      ColumnSchema("emissions_t", .number(.notNegative), unit: "t/yr", "carbon dioxide"),
    ]),
  TableSchema(
    "capture_networks", "Transport and storage of captured carbon dioxide.",
    key: ["network", "year"],
    [
      ColumnSchema("network", .text, "name of the network"),
      targetYear,
      ColumnSchema(
        "capacity_t_per_h", .number(.notNegative), unit: "t/h", "most carried away in an hour"),
      ColumnSchema(
        "annual_t", .number(.notNegative), unit: "t/yr",
        "most carried away in a year; empty: no limit"
      ).emptyAllowed,
      ColumnSchema(
        "price_eur_per_t", .number(.notNegative), unit: "EUR/t", "paid for transport and storage"),
    ]),
]

/// Columns of `generating_units` for plants on hydrogen or with capture.
let plantColumns = [
  ColumnSchema(
    "hydrogen_node", .reference("zones"),
    "hydrogen zone that the fuel is drawn from; empty: the fuel is bought"
  ).absentAllowed,
  ColumnSchema(
    "capture_share", .number(.share), "share of its carbon dioxide captured"
  ).absentAllowed,
  captureNetwork,
]

private let powerZone = ColumnSchema(
  "power_zone", .reference("zones"), "zone that gives the electricity")
private let hydrogenNode = ColumnSchema("hydrogen_node", .reference("zones"), "hydrogen zone")
private let captureNetwork = ColumnSchema(
  "capture_network", .reference("capture_networks"),
  "network that carries it away; empty: no limit and no cost"
).absentAllowed
private let scopeZone = ColumnSchema(
  "zone", .reference("zones"), "zone that counts; empty: that of country, or all"
).emptyAllowed
private let scopeCountry = ColumnSchema(
  "country", .text, "country whose zones count, as in zones"
).absentAllowed
private let lifeYears = investment("life_years", unit: "yr", "life")

/// A figure for accounts of investment and tariffs.
private func investment(_ name: String, unit: String, _ meaning: String) -> ColumnSchema {
  ColumnSchema(
    name, .number(.notNegative), unit: unit, meaning + ", for accounts"
  ).absentAllowed.notUsedByCouple
}
