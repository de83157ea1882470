// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel

/// The tables of a case folder, in the order in which they are documented.
package let caseSchema: [TableSchema] =
  [sourcesSchema] + zoneSchemas + gridSchemas + linkSchemas + fleetSchemas + hydrogenSchemas
  + limitSchemas

private let sourcesSchema = TableSchema(
  "sources", "A public origin of figures.", key: ["source"], provenance: .none,
  [
    ColumnSchema("source", .text, "id that the rows of other tables carry"),
    ColumnSchema("title", .text, "title of the publication or data set"),
    ColumnSchema("year", .integer(1900...2200), "year of publication"),
    ColumnSchema("licence", .text, "licence of the source"),
  ])

private let zoneSchemas = [
  TableSchema(
    "zones", "An area with its own balance; zones of one bidding zone share a price.",
    key: ["zone"], isRequired: true,
    [
      ColumnSchema("zone", .text, "name of the zone"),
      ColumnSchema("country", .text, "country, two letters"),
      ColumnSchema("bidding_zone", .text, "bidding zone that the zone belongs to"),
      ColumnSchema("carrier", .choice(["electricity", "hydrogen"]), "energy carrier"),
      ColumnSchema("kind", .choice(["onshore", "offshore_hub", "hydrogen"]), "kind of zone"),
      ColumnSchema("flow_based", .yesNo, "whether the bidding zone is a flow-based hub"),
      ColumnSchema("series_column", .text, "column of the hourly series"),
      ColumnSchema(
        "series_share", .number(.share), "share of that series that is the zone's"
      ).notUsedByCouple,
      ColumnSchema("time_zone", .text, "time zone, for reports").notUsedByCouple,
      ColumnSchema(
        "voll_eur_per_mwh", .number(.positive), unit: "EUR/MWh",
        "value of lost load, for welfare accounts"
      ).notUsedByCouple,
      ColumnSchema(
        "price_cap_eur_per_mwh", .number(.positive), unit: "EUR/MWh", "highest clearing price"),
      ColumnSchema(
        "price_floor_eur_per_mwh", .number(.any), unit: "EUR/MWh", "lowest clearing price"),
      ColumnSchema(
        "lole_standard_h", .number(.notNegative), unit: "h/yr", "reliability standard"
      ).emptyAllowed.notUsedByCouple,
      ColumnSchema("lat", .number(NumberRange(-90, 90)), unit: "degrees", "latitude"),
      ColumnSchema("lon", .number(NumberRange(-180, 180)), unit: "degrees", "longitude"),
      firstYear, lastYear,
    ]),
  TableSchema(
    "demand", "Annual demand of a zone, without electrolysis.", key: ["zone", "year"],
    [
      zone, targetYear,
      ColumnSchema("annual_twh", .number(.notNegative), unit: "TWh", "energy of the year"),
      ColumnSchema(
        "peak_mw", .number(.notNegative), unit: "MW", "highest hourly load"
      ).notUsedByCouple,
    ]),
]

private let gridSchemas = [
  TableSchema(
    "buses", "A node of the alternating-current network.", key: ["bus"], provenance: .optional,
    [
      ColumnSchema("bus", .text, "name of the bus"),
      zone,
      ColumnSchema("lat", .number(NumberRange(-90, 90)), unit: "degrees", "latitude"),
      ColumnSchema("lon", .number(NumberRange(-180, 180)), unit: "degrees", "longitude"),
      ColumnSchema("v_nom_kv", .number(.positive), unit: "kV", "nominal voltage"),
    ]),
  TableSchema(
    "branches", "A line or transformer, or equal parallel circuits; figures are per circuit.",
    key: ["branch"], provenance: .optional,
    [
      ColumnSchema("branch", .text, "name of the branch"),
      ColumnSchema("from_bus", .reference("buses"), "bus where positive flow enters"),
      ColumnSchema("to_bus", .reference("buses"), "bus where positive flow leaves"),
      ColumnSchema("circuits", .integer(1...100), "equal parallel circuits"),
      ColumnSchema("length_km", .number(.notNegative), unit: "km", "length"),
      ColumnSchema("r_ohm", .number(.any), unit: "ohm", "resistance of one circuit"),
      ColumnSchema("x_ohm", .number(.notZero), unit: "ohm", "reactance of one circuit"),
      ColumnSchema("v_nom_kv", .number(.positive), unit: "kV", "voltage of resistance and rating"),
      ColumnSchema(
        "imax_a", .number(.positive), unit: "A", "permanent current limit of one circuit"
      ).emptyAllowed,
      ColumnSchema("tap", .number(.positive), "off-nominal turns ratio, 1 for lines"),
      ColumnSchema(
        "phase_shift_deg", .number(NumberRange(-180, 180)), unit: "degrees", "phase shift"),
      ColumnSchema(
        "kind", .choice(["line", "tie", "transformer", "equivalent"]), "kind of branch"),
      firstYear, lastYear,
    ]),
  TableSchema(
    "injection_weights", "The share of an injection of a zone that enters the grid at a bus.",
    key: ["injection", "zone", "bus"], provenance: .optional,
    [
      ColumnSchema("injection", .injection, "technology group, or dc: and a link"),
      zone,
      ColumnSchema("bus", .reference("buses"), "bus"),
      ColumnSchema("weight", .number(.any), "share; those of one injection and zone sum to 1"),
    ]),
  TableSchema(
    "gsk", "The share of a change of a zone's net position that a bus takes.",
    key: ["zone", "bus"], provenance: .optional,
    [
      zone,
      ColumnSchema("bus", .reference("buses"), "bus"),
      ColumnSchema("weight", .number(.any), "share; those of one zone sum to 1"),
    ]),
  TableSchema(
    "cnecs", "A branch that is monitored whatever the selection rules say.", key: ["branch"],
    provenance: .optional, [ColumnSchema("branch", .reference("branches"), "monitored branch")]),
  TableSchema(
    "contingencies", "A branch that is lost in an outage; rows of one name are lost together.",
    key: ["contingency", "branch"], provenance: .optional,
    [
      ColumnSchema("contingency", .text, "name of the outage"),
      ColumnSchema("branch", .reference("branches"), "branch that is lost"),
    ]),
]

private let linkSchemas = [
  TableSchema(
    "dc_links", "A controllable direct-current link.", key: ["link"],
    [
      ColumnSchema("link", .text, "name of the link"),
      fromZone, toZone, forward, backward,
      ColumnSchema("loss", .number(.share), "share lost on the way"),
      ColumnSchema("poles", .integer(1...20), "poles that fail on their own").notUsedByCouple,
      forcedOutageRate.notUsedByCouple, meanTimeToRepair,
      ColumnSchema(
        "model", .choice(["ntc", "advanced_hybrid", "evolved"]), "how the domain sees the link"),
      firstYear, lastYear,
    ]),
  TableSchema(
    "borders", "Commercial capacity of an alternating-current border.",
    key: ["from_zone", "to_zone", "year"], [fromZone, toZone, targetYear, forward, backward]),
  TableSchema(
    "external_constraints", "A limit on the net position of a bidding zone.",
    key: ["bidding_zone", "scope"],
    [
      ColumnSchema("bidding_zone", .text, "bidding zone"),
      ColumnSchema("min_mw", .number(.any), unit: "MW", "lowest net position").emptyAllowed,
      ColumnSchema("max_mw", .number(.any), unit: "MW", "highest net position").emptyAllowed,
      ColumnSchema("scope", .choice(["flow_based", "all"]), "borders that count"),
    ]),
]

private let fleetSchemas = [
  TableSchema(
    "generating_units", "A thermal unit of typical size.", key: ["unit", "year"],
    [
      ColumnSchema("unit", .text, "name of the unit"),
      zone,
      ColumnSchema("technology", .text, "technology; groups units into one supply step"),
      injection, targetYear, installed,
      ColumnSchema("efficiency", .number(.positiveShare), "electric energy per unit of fuel"),
      ColumnSchema("fuel", .reference("fuels"), "fuel"),
      ColumnSchema(
        "vom_eur_per_mwh", .number(.any), unit: "EUR/MWh", "variable cost without fuel"),
      ColumnSchema(
        "min_stable", .number(.share), "share of power below which it cannot run"
      ).notUsedByCouple,
      ColumnSchema("must_run", .number(.share), "share of power that always runs"),
      forcedOutageRate, meanTimeToRepair,
      ColumnSchema(
        "planned_days", .number(NumberRange(0, 366)), unit: "days/yr", "planned maintenance"),
      ColumnSchema(
        "out_of_market", .yesNo,
        "strategic reserve: kept out of coupling, used by adequacy after the market"
      ).absentAllowed,
    ] + plantColumns),
  TableSchema(
    "renewables", "Weather-driven or profiled generation that can be curtailed.",
    key: ["renewable", "year"],
    [
      ColumnSchema("renewable", .text, "name of the fleet"),
      zone,
      ColumnSchema("technology", .text, "technology"),
      injection, targetYear, installed,
      ColumnSchema("profile", .text, "hourly variable; empty for a flat profile").emptyAllowed,
      ColumnSchema(
        "profile_column", .text, "column of the profile; empty for the zone's own"
      ).emptyAllowed,
      ColumnSchema(
        "capacity_factor", .number(.share), "mean availability; a flat profile's value"
      ).emptyAllowed,
      ColumnSchema(
        "curtailment_cost_eur_per_mwh", .number(.any), unit: "EUR/MWh", "paid to curtail"),
    ]),
  TableSchema(
    "storages", "A battery, pumped storage or reservoir.", key: ["storage", "year"],
    [
      ColumnSchema("storage", .text, "name of the storage"),
      zone,
      ColumnSchema(
        "kind", .choice(["battery", "pumped_closed", "pumped_open", "reservoir"]), "kind"),
      injection, targetYear,
      ColumnSchema("charge_mw", .number(.notNegative), unit: "MW", "highest charging power"),
      ColumnSchema("discharge_mw", .number(.notNegative), unit: "MW", "highest discharging power"),
      ColumnSchema("energy_mwh", .number(.notNegative), unit: "MWh", "highest level"),
      ColumnSchema(
        "charge_efficiency", .number(.positiveShare), "level gained per energy taken"),
      ColumnSchema(
        "discharge_efficiency", .number(.positiveShare), "energy given per level lost"),
      ColumnSchema("standing_loss_per_h", .number(.share), unit: "1/h", "share lost per hour"),
      ColumnSchema(
        "annual_inflow_twh", .number(.notNegative), unit: "TWh", "natural inflow of the year"),
      ColumnSchema(
        "inflow_profile", .text, "hourly variable; empty for an even inflow"
      ).emptyAllowed,
      ColumnSchema("start_level", .number(.share), "share of energy_mwh before the first hour"),
      ColumnSchema(
        "end_rule", .choice(["fixed", "cyclic", "valued"]),
        "level returns to start_level, returns to the cheapest start, or has a value"),
      ColumnSchema(
        "end_value_eur_per_mwh", .number(.any), unit: "EUR/MWh", "value of the level at the end"
      ).emptyAllowed,
      forcedOutageRate.absentAllowed.notUsedByCouple, meanTimeToRepair.absentAllowed,
    ]),
  TableSchema(
    "demand_response", "Load that stops at a price.", key: ["block", "year"],
    [
      ColumnSchema("block", .text, "name of the block"),
      zone, targetYear,
      ColumnSchema("mw", .number(.notNegative), unit: "MW", "power"),
      ColumnSchema("price_eur_per_mwh", .number(.any), unit: "EUR/MWh", "price at which it stops"),
      ColumnSchema(
        "max_h_per_day", .number(NumberRange(0, 24)), unit: "h", "full-power hours per day"),
    ]),
  TableSchema(
    "reserves", "Capacity that a zone keeps back.", key: ["zone", "product"],
    [
      zone,
      ColumnSchema("product", .text, "reserve product"),
      ColumnSchema("mw", .number(.notNegative), unit: "MW", "power").notUsedByCouple,
    ]),
  TableSchema(
    "fuels", "A fuel, its price and its emission factor.", key: ["fuel", "year"],
    [
      ColumnSchema("fuel", .text, "name of the fuel"),
      targetYear,
      ColumnSchema(
        "price_eur_per_mwh", .number(.notNegative), unit: "EUR/MWh", "price without emissions"),
      ColumnSchema(
        "co2_t_per_mwh", .number(.notNegative), unit: "t/MWh", "carbon dioxide of the fuel"),
      ColumnSchema(
        "co2_price_eur_per_t", .number(.notNegative), unit: "EUR/t", "price of emission rights"),
    ]),
]

/// Technology groups that injection weights spread over the grid.
package let injectionGroups = [loadInjection] + plantInjectionGroups

private let zone = ColumnSchema("zone", .reference("zones"), "zone")
private let fromZone = ColumnSchema("from_zone", .reference("zones"), "zone at the sending end")
private let toZone = ColumnSchema("to_zone", .reference("zones"), "zone at the receiving end")
let targetYear = ColumnSchema("year", .integer(1900...2200), "target year")
let firstYear = ColumnSchema(
  "first_year", .integer(1800...2200), "first year in service"
).emptyAllowed
let lastYear = ColumnSchema(
  "last_year", .integer(1800...2200), "last year in service"
).emptyAllowed
private let injection = ColumnSchema(
  "injection", .choice(injectionGroups), "technology group that enters the grid together")
private let installed = ColumnSchema(
  "installed_mw", .number(.notNegative), unit: "MW", "installed power")
let forcedOutageRate = ColumnSchema(
  "forced_outage_rate", .number(.share), "share of time in forced outage")
private let meanTimeToRepair = ColumnSchema(
  "mttr_h", .number(.notNegative), unit: "h", "mean time to repair"
).notUsedByCouple
private let forward = ColumnSchema(
  "p_max_forward_mw", .number(.notNegative), unit: "MW", "highest flow from from_zone to to_zone")
private let backward = ColumnSchema(
  "p_max_backward_mw", .number(.notNegative), unit: "MW", "highest flow from to_zone to from_zone")
