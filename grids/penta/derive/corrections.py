# SPDX-License-Identifier: Apache-2.0
"""What this case changes in the compiled tables, as data. Each entry says why.

Everything here is either a published figure (source named) or a judgement of this case
(source `own_assumption`, quality `assumption`).
"""

# Country consumption of 2016 where the hourly series covers only a part of it: (TWh, source,
# quality, note). The series keep their shape, the annual energy is scaled.
DEMAND = {
    ("DE", 2016): (
        548, "entsoe_statistics_2016", "assumption",
        "national consumption incl. industry and railway supply; the hourly series holds 481 TWh"),
    ("FR", 2016): (483.2, "rte_2016", "read", "gross consumption; the hourly series holds 478 TWh"),
    ("AT", 2016): (
        69.9, "entsoe_statistics_2016", "assumption", "the hourly series holds 63 TWh"),
    ("CH", 2016): (
        62.6, "entsoe_statistics_2016", "assumption", "the hourly series holds 60 TWh"),
    ("ITN", 2016): (
        174, "entsoe_statistics_2016", "assumption",
        "0.554 of 314 TWh; the hourly series of Italy holds 283 TWh"),
}

# Installed MW of 2016 where the cluster file misses a part of the fleet.
# (zone, technology): (MW, source, quality)
THERMAL_2016 = {
    # RTE: gas 11,712 MW at the end of 2016, of which combined cycles about 6.2 GW; the cluster
    # file has 4.9 GW. The rest is cogeneration, taken as steam plants.
    ("FR", "ccgt_present1"): (6200, "rte_2016", "assumption"),
    ("FR", "gas_steam_old1"): (3760, "rte_2016", "assumption"),
}
RENEWABLES_2016 = {
    # RTE: bioenergy 1,918 MW at the end of 2016, 8.5 TWh; the cluster file has 151 MW.
    ("FR", "biomass"): (971, 0.504, "rte_2016", "assumption"),
    ("FR", "waste"): (947, 0.504, "rte_2016", "assumption"),
    # AGEE-Stat: about 38 TWh of photovoltaic power from 40 GW, 38.5 TWh from solid biomass and
    # biogas: the series mean of the sun and the default share of biomass are off.
    ("DE", "solar"): (40020, 0.1084, "agee_stat_2016", "assumption"),
    ("DE", "biomass"): (5929.6, 0.75, "agee_stat_2016", "assumption"),
}
# Mean availability after 2016 where the default is far from today's output: Swedish bioenergy
# gives about 11 TWh from 3.7 GW (fuel use follows the heat load), Swedish wind about 0.30.
CAPACITY_FACTOR = {("SE", "biomass"): 0.35, ("SE", "wind_onshore"): 0.30}
# NVE: 143.4 TWh of Norwegian hydro power in 2016, 6.1 of them run of river in this case; the
# inflow series (2012 profile) gives 162 TWh.
INFLOW_2016 = {"NO_hydro_2016": (137.3, "entsoe_statistics_2016", "assumption")}

# Plants of the newest class that stand in the collection of 2026 were in service in 2016: the
# same MW are taken out of the old class. (zone, new class, old class)
NEW_CLASS_IN_2016 = [
    ("DE", "hard_coal_new", "hard_coal_old2"),
    ("DE", "lignite_new", "lignite_old2"),
    ("NL", "hard_coal_new", "hard_coal_old2"),
]
# Plants of 2016 that are older than the class the cluster file suggests: the French coal units
# date from the 1980s. (zone, class in the tables): class used
RECLASSED_2016 = {("FR", "hard_coal_old2"): "hard_coal_old1"}

# Forced outage rate and planned days of 2016 that differ from the defaults:
# FR: load factor of 2016 was 69 % (steel checks in the autumn); CH: 68 % (Beznau 1 and Leibstadt).
OUTAGE_2016 = {("FR", "nuclear"): (0.09, 80), ("CH", "nuclear"): (0.15, 70)}

# Heat-bound share of the available power in 2016, by zone and fuel: cogeneration.
MUST_RUN_2016 = {
    ("DE", "natural_gas"): 0.40,
    ("NL", "natural_gas"): 0.35,
    ("BE", "natural_gas"): 0.38,
    ("FR", "natural_gas"): 0.30,
    ("AT", "natural_gas"): 0.20,
    ("ITN", "natural_gas"): 0.20,
    ("DE", "hard_coal"): 0.10,
    ("SE", "natural_gas"): 0.05,
}
# A nuclear unit runs at its minimum stable power at least, in every year.
MUST_RUN_NUCLEAR = 0.4

# Fuel prices of 2016 (EUR/MWh of fuel): border prices of that year; TYNDP 2018 for lignite and
# uranium. The later years keep the compiled figures.
FUEL_PRICE_2016 = {
    "natural_gas": (15.2, "bafa_2016", "assumption"),
    "hard_coal": (8.3, "bafa_2016", "assumption"),
    "lignite": (4.0, "tyndp_2018", "assumption"),
    "uranium": (1.7, "tyndp_2018", "assumption"),
    "light_oil": (35.0, "own_assumption", "assumption"),
    "heavy_oil": (22.0, "own_assumption", "assumption"),
}
# Great Britain paid a carbon price support of GBP 18 (about EUR 22) per tonne on top in 2016.
GB_CARBON_PRICE_SUPPORT_2016 = 22.0
GB_FUELS = {"natural_gas": "natural_gas_gb", "hard_coal": "hard_coal_gb"}

# Last year in which a zone's plants burn a fuel. NL: no coal for electricity from 2030 on (act of
# 11 December 2019); the collection keeps 1.6 to 2.2 GW to 2050 without saying what they burn. The
# rows of 2030 keep them.
LAST_YEAR = {("NL", "hard_coal"): 2030}

# Spanish wind and sun "shared with hydrogen" (76 GW in 2040, 129 GW in 2050) are meant for far more
# electrolysers than this case has (18 and 40 GW). Two GW of them per GW of electrolysers stay;
# this share of them is left out.
UNUSED_HYDROGEN_SHARE = {"ES": {2035: 0, 2040: 0.526, 2050: 0.38}}

# Density of hub wind farms (MW/km2) behind the areas of the table `hubs`.
HUB_MW_PER_KM2 = 5.0

# What wakes leave of the yields in the table `renewables`, which are those of whole fleets.
HUB_WAKE_FACTOR = 1

# Neighbours at the edge of the case have other neighbours that are not in it. An equivalent
# import (MW) stands for them: the summed cross-border capacity towards the missing countries
# (SK, LT, UA for PL; SK, RO, HR, RS, UA for HU; HR for SI; central Italy for ITN; PT for ES; FI, LT
# for SE), and in PL 2026 also for units the collection does not show.
OUTSIDE_IMPORT = {
    "PL": {2026: 6000, 2030: 2400},
    "HU": {2026: 4000, 2030: 3000},
    "SI": {2026: 1500, 2030: 1500},
    "ITN": {2026: 3000, 2030: 3000},
    "ES": {2026: 3000, 2030: 3000},
    "SE": {2026: 2600, 2030: 2600},
}
# Sweden sends more to Finland and Lithuania than it gets: that net export (TWh) is booked as
# demand. Without it the Nordic zones drown in free power.
OUTSIDE_EXPORT_TWH = {"SE": {2026: 10, 2030: 17}}
OUTSIDE_IMPORT_PRICE = 200.0
OUTSIDE_IMPORT_UNIT_MW = 500.0

# The German side of Kriegers Flak has been connected to the German coast since 2011; the
# collection has the link only from 2028.
EXTRA_HUB_LINKS = [
    {
        "hub_link": "DEKF-DE", "from_zone": "DEKF_OFF", "to_zone": "DE", "mw": 400, "loss": 0.01,
        "forced_outage_rate": 0.02, "mttr_h": 24, "poles": 2, "years": (2026,),
    }
]

# Offshore wind columns of zones that have none in the series of 2016.
OFFSHORE_COLUMN = {"PL": "SE", "ES": "FR", "IT": "FR"}
# Run of river is flat where the series have no column.
NO_RIVER_COLUMN = {"NL", "HU"}

# Share of a full store before the first hour of January.
START_LEVEL = {"battery": 0.5, "pumped_closed": 0.5, "pumped_open": 0.55, "reservoir": 0.6}
START_LEVEL_ZONE = {("NO", "reservoir"): 0.7, ("NO", "pumped_open"): 0.7, ("SE", "reservoir"): 0.65}

# Paid to curtail one MWh: all but zero, distinct, so that spilling has one stated order.
CURTAILMENT_COST = {
    "solar": 0.01, "solar_thermal": 0.015, "wind_onshore": 0.02, "wind_offshore": 0.03,
    "run_of_river": 0.04, "marine": 0.05, "geothermal": 0.06, "biomass": 0.07, "waste": 0.08,
}
