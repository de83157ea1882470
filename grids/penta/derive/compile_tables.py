# SPDX-License-Identifier: Apache-2.0
"""Compiles the tables of the Penta case from the folder of collected figures.

    python3 compile_tables.py COLLECTED_FOLDER [--years 2016,2026,...] [--hydrogen-from YEAR]
                              [--out CASE_FOLDER]

Standard library only; the same input gives the same bytes. A year that is not among the
collected ones is interpolated between its neighbours and marked `derived`. Corrections stand in
corrections.py, sources in sources.py, tables of hydrogen in hydrogen.py; README.md of the case
describes them.
"""

import argparse
import collections
import math
from pathlib import Path

import corrections as fix
import hydrogen
from sources import SOURCES, source_id
from tables import at_year, interpolated, number, read, write

PENTA = ["AT", "BE", "CH", "DE", "FR", "LU", "NL"]
NEIGHBOURS = ["GB", "DKW", "DKE", "NO", "SE", "PL", "CZ", "HU", "SI", "ITN", "ES", "IE"]
# Flow-based zones of this case; Core members outside the Penta region couple by NTC.
FLOW_BASED = {"AT", "BE", "DE", "FR", "LU", "NL"}
SMALLEST_STORAGE_MW = 5
SMALLEST_RESPONSE_BLOCK_MW = 100
# Blocks cheaper than this shift load rather than shed it.
LOWEST_RESPONSE_PRICE = 50
SMALLEST_UNIT_MW = 50

INJECTION = {
    "natural_gas": "gas", "natural_gas_gb": "gas", "natural_gas_captured": "gas",
    "hydrogen": "gas", "hard_coal": "coal", "hard_coal_gb": "coal", "lignite": "coal",
    "light_oil": "oil", "heavy_oil": "oil", "uranium": "nuclear", "peat": "other",
    "imported_power": "other",
}
PROFILE = {
    "solar": "cf_solar", "solar_thermal": "cf_solar", "wind_onshore": "cf_wind_onshore",
    "wind_offshore": "cf_wind_offshore", "run_of_river": "cf_hydro_ror",
}
RENEWABLE_INJECTION = {
    "solar": "solar", "solar_thermal": "solar", "wind_onshore": "wind_onshore",
    "wind_offshore": "wind_offshore", "run_of_river": "hydro", "biomass": "biomass",
    "waste": "biomass", "geothermal": "other", "marine": "other",
}


def provenance(row):
    return source_id(row["source"]), row["quality"]


class Case:
    """Reads the collected tables and writes the tables of the case for the years asked for."""

    def __init__(self, collected, years, out, hydrogen_from=None):
        self.collected = collected
        self.years = years
        self.out = out
        self.totals = []
        self.zone_rows = {row["zone"]: row for row in read(collected, "zones")}
        self.hubs = self.hub_years()
        # Wind, sun and the like by (zone, year) as (name, technology, MW), for contracts.
        self.fleets = collections.defaultdict(list)
        self.hydrogen = hydrogen.Hydrogen(self, hydrogen_from) if hydrogen_from else None

    def table(self, name, key, extensive):
        rows = read(self.collected, name)
        return [(year, at_year(rows, key, year, extensive)) for year in self.years]

    def total(self, table, zone, technology, year, megawatts):
        self.totals.append([table, zone, technology, year, megawatts])

    # Zones

    def hub_years(self):
        """First and last year of each hub: it has wind and a cable, or at least two cables."""
        wind_rows = read(self.collected, "renewables")
        collected_years = sorted({int(row["year"]) for row in wind_rows})
        hubs = read(self.collected, "hubs")
        in_year = {
            year: self.connected_hubs({hub["hub"] for hub in hubs}, wind_rows, year)
            for year in collected_years}
        result = {}
        for hub in hubs:
            name = hub["hub"]
            present = [year for year in collected_years if name in in_year[year]]
            if not present:
                continue
            earlier = [year for year in collected_years if year < present[0]]
            first = int(hub["in_service_year"])
            if not (earlier and earlier[-1] < first <= present[0]):
                first = present[0]
            later = [year for year in collected_years if year > present[-1]]
            last = later[0] - 1 if later else None
            if any(first <= year and (last is None or year <= last) for year in self.years):
                result[name] = (first, last, hub)
        return result

    def connected_hubs(self, hubs, wind_rows, year):
        """Hubs that have a use in a year; a cable to a hub that has none does not count."""
        wind = {
            row["zone"] for row in wind_rows
            if int(row["year"]) == year and float(row["installed_mw"]) > 0}
        cables = [
            {row["from_zone"], row["to_zone"]} for row in read(self.collected, "hub_links")
            if int(row["year"]) == year]
        while True:
            def count(hub):
                return sum(
                    hub in ends and all(
                        end in PENTA or end in NEIGHBOURS or end in hubs for end in ends)
                    for ends in cables)

            kept = {hub for hub in hubs if count(hub) > 1 or hub in wind and count(hub) > 0}
            if kept == hubs:
                return kept
            hubs = kept

    def exists(self, zone, year):
        if zone not in self.hubs:
            return zone in PENTA or zone in NEIGHBOURS
        first, last, _ = self.hubs[zone]
        return first <= year and (last is None or year <= last)

    def zones(self):
        rows = []
        for zone in PENTA + NEIGHBOURS + sorted(self.hubs):
            row = self.zone_rows[zone]
            first, last = self.hubs[zone][:2] if zone in self.hubs else ("", "")
            source, quality = provenance(row)
            rows.append([
                zone, row["country"], row["bidding_zone"], row["carrier"], row["kind"],
                "yes" if zone in FLOW_BASED else "no", row["series_column"],
                number(row["series_share"]), row["time_zone"],
                # Hubs have no load: the value of lost load is never used there.
                number(float(row["voll_eur_per_mwh"]) or 12000),
                number(row["price_cap_eur_per_mwh"]), number(row["price_floor_eur_per_mwh"]),
                row["lole_standard_h"], number(row["lat"]), number(row["lon"]), first, last or "",
                row["note"].replace("no load; VoLL 0 means not used; ", "no load; "),
                source, quality,
            ])
        if self.hydrogen:
            rows += self.hydrogen.zones()
        write(self.out, "zones", [
            "zone", "country", "bidding_zone", "carrier", "kind", "flow_based", "series_column",
            "series_share", "time_zone", "voll_eur_per_mwh", "price_cap_eur_per_mwh",
            "price_floor_eur_per_mwh", "lole_standard_h", "lat", "lon", "first_year", "last_year",
            "note", "source", "quality"], rows)

    def hubs_table(self):
        """Market design and area of each hub; the area is that of its largest wind fleet.

        Yields of the fleets stand in `renewables`, so that wakes take nothing more from them.
        """
        rows = []
        for name in sorted(self.hubs):
            hub = self.hubs[name][2]
            wind = max(float(hub[column]) for column in hub if column.startswith("wind_2"))
            rows.append([
                name, hub["home_zone"], hub["market"], hub["access_guarantee"],
                number(wind / fix.HUB_MW_PER_KM2, 0) if wind else "", fix.HUB_WAKE_FACTOR,
                number(hub["overplanting"]), "own_assumption", "assumption"])
        write(self.out, "hubs", [
            "hub", "home_zone", "market", "access_guarantee", "area_km2", "wake_factor",
            "overplanting", "source", "quality"], rows)

    def demand(self):
        rows = []
        tables = self.table("demand", lambda row: row["zone"], ["annual_twh", "peak_gw"])
        for year, demands in tables:
            for row in demands:
                zone = row["zone"]
                energy, peak = float(row["annual_twh"]), float(row["peak_gw"]) * 1000
                source, quality = provenance(row)
                note = row["note"]
                if (zone, year) in fix.DEMAND:
                    corrected, source, quality, note = fix.DEMAND[zone, year]
                    peak *= corrected / energy
                    energy = corrected
                if zone in fix.OUTSIDE_EXPORT_TWH and year > 2016:
                    export = interpolated(fix.OUTSIDE_EXPORT_TWH[zone], year)
                    peak *= 1 + export / energy
                    energy += export
                    note += f"; with {number(export)} TWh net export to countries outside the case"
                if self.exists(zone, year):
                    rows.append([
                        zone, year, number(energy, 3), number(peak, 1), note, source, quality])
        write(self.out, "demand", [
            "zone", "year", "annual_twh", "peak_mw", "note", "source", "quality"], rows)

    # Fleets

    def thermal(self):
        """Aggregates per zone and technology, corrected, split into units of a typical size."""
        header = [
            "unit", "zone", "technology", "injection", "year", "installed_mw", "efficiency", "fuel",
            "vom_eur_per_mwh", "min_stable", "must_run", "forced_outage_rate", "mttr_h",
            "planned_days", "source", "quality"]
        if self.hydrogen:
            header.insert(-2, "hydrogen_node")
        tables = self.table(
            "thermal", lambda row: (row["zone"], row["technology"]), ["installed_mw"])
        rows = []
        for year, aggregates in tables:
            if year == 2016:
                aggregates = self.corrected_fleet_of_2016(aggregates)
            for row in aggregates:
                last = fix.LAST_YEAR.get((row["zone"], row["fuel"]))
                if last and year > last:
                    row["installed_mw"] = "0"
            aggregates = [row for row in aggregates if self.exists(row["zone"], year)]
            for row in aggregates:
                rows += self.units_of(row, year)
            for zone, by_year in fix.OUTSIDE_IMPORT.items():
                megawatts = interpolated(by_year, year)
                if megawatts > 0:
                    rows += self.outside_import(zone, megawatts, year)
        write(self.out, "generating_units", header, rows)

    def corrected_fleet_of_2016(self, aggregates):
        by_key = {(row["zone"], row["technology"]): row for row in aggregates}
        later = {
            (row["zone"], row["technology"]): row for row in read(self.collected, "thermal")
            if int(row["year"]) == 2026}
        for zone, new, old in fix.NEW_CLASS_IN_2016:
            moved = dict(later[zone, new])
            moved["year"] = "2016"
            by_key[zone, old]["installed_mw"] = str(
                float(by_key[zone, old]["installed_mw"]) - float(moved["installed_mw"]))
            by_key[zone, new] = moved
        parameters = {
            row["technology"]: row for row in read(self.collected, "thermal")
            if int(row["year"]) == 2026}
        for (zone, technology), used in fix.RECLASSED_2016.items():
            old = by_key.pop((zone, technology))
            by_key[zone, used] = dict(
                parameters[used], zone=zone, year="2016", installed_mw=old["installed_mw"],
                typical_unit_mw=old["typical_unit_mw"], source=old["source"],
                quality="assumption")
        for (zone, technology), (megawatts, source, quality) in fix.THERMAL_2016.items():
            if (zone, technology) not in by_key:
                by_key[zone, technology] = dict(later[zone, technology], year="2016")
            row = by_key[zone, technology]
            row.update(installed_mw=str(megawatts), quality=quality, fixed_source=source)
        return [by_key[key] for key in sorted(by_key)]

    def units_of(self, row, year):
        """Units of one aggregate: as many as fit the typical size best, equal to 0.1 MW, the last
        one takes the rest."""
        zone, technology, fuel = row["zone"], row["technology"], row["fuel"]
        total = round(float(row["installed_mw"]), 1)
        if total <= 0:
            return []
        typical = float(row["typical_unit_mw"])
        typical = max(typical, min(SMALLEST_UNIT_MW, total))
        forced, planned = row["forced_outage_rate"], row["planned_days"]
        must_run = float(row["must_run_share"])
        if technology == "nuclear":
            must_run = fix.MUST_RUN_NUCLEAR
        if year == 2016:
            forced, planned = fix.OUTAGE_2016.get((zone, technology), (forced, planned))
            must_run = max(must_run, fix.MUST_RUN_2016.get((zone, fuel), 0))
            if zone == "GB":
                fuel = fix.GB_FUELS.get(fuel, fuel)
        if technology == "ccgt_ccs":
            fuel = "natural_gas_captured"
        source, quality = provenance(row)
        source = row.get("fixed_source", source)
        count = max(1, math.floor(total / typical + 0.5))
        size = round(total / count, 1)
        self.total("generating_units", zone, technology, year, total)
        node = []
        if self.hydrogen:
            draws = fuel == "hydrogen" and year >= self.hydrogen.first_year
            node = [hydrogen.NODE_OF_ZONE.get(zone, "") if draws else ""]
        units = []
        for index in range(count):
            megawatts = size if index < count - 1 else round(total - size * (count - 1), 1)
            units.append([
                f"{zone}_{technology}_{index + 1:02d}", zone, technology, INJECTION[fuel], year,
                number(megawatts, 1), number(row["efficiency"]), fuel,
                number(row["vom_eur_per_mwh"]), number(row["min_stable"]), number(must_run),
                number(forced), number(row["mttr_h"]), number(planned), *node, source, quality])
        return units

    def outside_import(self, zone, megawatts, year):
        row = {
            "zone": zone, "technology": "outside_import", "fuel": "imported_power",
            "installed_mw": megawatts, "typical_unit_mw": fix.OUTSIDE_IMPORT_UNIT_MW,
            "efficiency": 1, "vom_eur_per_mwh": 0, "min_stable": 0, "must_run_share": 0,
            "forced_outage_rate": 0, "mttr_h": 24, "planned_days": 0,
            "source": "engineering assumption", "quality": "assumption"}
        return self.units_of(row, year)

    def renewables(self):
        rows = []
        tables = self.table(
            "renewables", lambda row: (row["zone"], row["technology"]),
            ["installed_mw", "of_which_h2_shared_mw"])
        for year, fleets in tables:
            if year == 2016:
                known = {(row["zone"], row["technology"]) for row in fleets}
                template = {row["technology"]: row for row in fleets}
                for zone, technology in sorted(fix.RENEWABLES_2016):
                    if (zone, technology) not in known:
                        fleets.append(dict(template[technology], zone=zone))
            for row in sorted(fleets, key=lambda row: (self.rank(row["zone"]), row["technology"])):
                if self.exists(row["zone"], year):
                    rows += self.renewable(row, year)
        write(self.out, "renewables", [
            "renewable", "zone", "technology", "injection", "year", "installed_mw", "profile",
            "profile_column", "capacity_factor", "curtailment_cost_eur_per_mwh", "source",
            "quality"], rows)

    def rank(self, zone):
        order = PENTA + NEIGHBOURS + sorted(self.hubs)
        return order.index(zone) if zone in order else len(order)

    def renewable(self, row, year):
        zone, technology = row["zone"], row["technology"]
        megawatts, factor = float(row["installed_mw"]), float(row["capacity_factor_mean"])
        source, quality = provenance(row)
        if year == 2016 and (zone, technology) in fix.RENEWABLES_2016:
            megawatts, factor, source, quality = fix.RENEWABLES_2016[zone, technology]
        elif year > 2016:
            factor = fix.CAPACITY_FACTOR.get((zone, technology), factor)
            unused = interpolated(fix.UNUSED_HYDROGEN_SHARE.get(zone, {year: 0}), year)
            unused *= float(row["of_which_h2_shared_mw"] or 0)
            if unused > 0:
                megawatts -= unused
                quality = "assumption"
        megawatts = round(megawatts, 1)
        if megawatts <= 0:
            return []
        profile = PROFILE.get(technology, "")
        column = self.zone_rows[zone]["series_column"] if profile else ""
        if profile == "cf_wind_offshore":
            column = fix.OFFSHORE_COLUMN.get(column, column)
        if profile == "cf_hydro_ror" and column in fix.NO_RIVER_COLUMN:
            profile, column = "", ""
        self.total("renewables", zone, technology, year, megawatts)
        name = f"{zone}_{technology}"
        self.fleets[zone, year].append((name, technology, megawatts))
        return [[
            name, zone, technology, RENEWABLE_INJECTION[technology], year, number(megawatts, 1),
            profile, column, number(factor), number(fix.CURTAILMENT_COST[technology]), source,
            quality]]

    def storages(self):
        rows = []
        power = ["charge_mw", "discharge_mw", "energy_mwh", "annual_inflow_twh"]
        for year, stores in self.table("storages", lambda row: row["storage"], power):
            merged = {}
            for row in stores:
                # Batteries behind the meter have the same efficiency: one battery per zone.
                name = row["storage"].replace("_prosumer", "")
                if name in merged:
                    for column in power:
                        merged[name][column] = str(
                            float(merged[name][column]) + float(row[column]))
                else:
                    merged[name] = row
            for name, row in merged.items():
                if float(row["discharge_mw"]) >= SMALLEST_STORAGE_MW:
                    rows.append(self.storage(name, row, year))
        write(self.out, "storages", [
            "storage", "zone", "kind", "injection", "year", "charge_mw", "discharge_mw",
            "energy_mwh", "charge_efficiency", "discharge_efficiency", "standing_loss_per_h",
            "annual_inflow_twh", "inflow_profile", "start_level", "end_rule",
            "end_value_eur_per_mwh", "source", "quality"], rows)

    def storage(self, name, row, year):
        zone, kind = row["zone"], row["kind"]
        charging, discharging = float(row["charge_efficiency"]), float(row["discharge_efficiency"])
        inflow = float(row["annual_inflow_twh"])
        source, quality = provenance(row)
        if name in fix.INFLOW_2016 and year == 2016:
            inflow, source, quality = fix.INFLOW_2016[name]
        if kind == "pumped_open":
            # Inflow and energy of the origin are electric: the whole loss lies on the pumps.
            charging, discharging = charging * discharging, 1
        profile = ""
        if inflow > 0:
            profile = "inflow_hdam_pu" if kind == "reservoir" else "inflow_hphs_pu"
        level = fix.START_LEVEL_ZONE.get((zone, kind), fix.START_LEVEL[kind])
        discharge = round(float(row["discharge_mw"]), 1)
        self.total("storages", zone, name, year, discharge)
        return [
            name, zone, kind, "load" if kind == "battery" else "hydro", year,
            number(row["charge_mw"], 1), number(discharge, 1), number(row["energy_mwh"], 1),
            number(charging), number(discharging), "0", number(inflow, 3), profile, number(level),
            "fixed", "", source, quality]

    def demand_response(self):
        rows = []
        tables = self.table(
            "demand_response", lambda row: (row["zone"], row["block"]), ["mw"])
        for year, blocks in tables:
            by_zone = {}
            for row in blocks:
                price = float(row["price_eur_per_mwh"])
                if row["kind"] == "shed" and price >= LOWEST_RESPONSE_PRICE:
                    by_zone.setdefault(row["zone"], []).append(row)
            for zone in sorted(by_zone, key=self.rank):
                if self.exists(zone, year):
                    rows += self.blocks_of(zone, by_zone[zone], year)
        write(self.out, "demand_response", [
            "block", "zone", "year", "mw", "price_eur_per_mwh", "max_h_per_day", "source",
            "quality"], rows)

    def blocks_of(self, zone, blocks, year):
        """Blocks of a zone; small ones become one at their mean price and hours."""
        large = [row for row in blocks if float(row["mw"]) >= SMALLEST_RESPONSE_BLOCK_MW]
        small = [row for row in blocks if float(row["mw"]) < SMALLEST_RESPONSE_BLOCK_MW]
        if small:
            total = sum(float(row["mw"]) for row in small)
            mean = dict(small[0])
            mean["mw"] = str(total)
            for column in ["price_eur_per_mwh", "max_h_per_day"]:
                weighted = sum(float(row[column]) * float(row["mw"]) for row in small)
                mean[column] = str(round(weighted / total, 1))
            large.append(mean)
        large.sort(key=lambda row: (float(row["price_eur_per_mwh"]), -float(row["max_h_per_day"])))
        rows = []
        for index, row in enumerate(large):
            source, quality = provenance(row)
            rows.append([
                f"{zone}_shedding_{index + 1:02d}", zone, year, number(row["mw"], 1),
                number(row["price_eur_per_mwh"], 1), number(row["max_h_per_day"], 1), source,
                quality])
        self.total(
            "demand_response", zone, "shedding", year,
            round(sum(float(row["mw"]) for row in large), 1))
        return rows

    def reserves(self):
        rows = []
        for row in read(self.collected, "reserves"):
            source, quality = provenance(row)
            rows.append([row["zone"], row["product"], number(row["mw"]), source, quality])
        write(self.out, "reserves", ["zone", "product", "mw", "source", "quality"], rows)

    def fuels(self):
        """Prices with the carbon price of the year in every row."""
        rows = []
        columns = ["price_eur_per_mwh", "co2_price_eur_per_t"]
        for year, fuels in self.table("fuels", lambda row: row["fuel"], columns):
            carbon = next(
                float(row["co2_price_eur_per_t"]) for row in fuels if row["fuel"] == "co2")
            emission = {row["fuel"]: float(row["co2_t_per_mwh"]) for row in fuels}

            def add(fuel, price, factor, source, quality):
                rows.append([
                    fuel, year, number(price), number(factor), number(carbon), source, quality])

            prices = {}
            for row in fuels:
                fuel = row["fuel"]
                # Biomass is must-take here, no fuel of a unit; oil shale lies outside the region.
                if fuel in ("co2", "biomass", "oil_shale"):
                    continue
                prices[fuel] = (float(row["price_eur_per_mwh"]), *provenance(row))
                if year == 2016:
                    prices[fuel] = fix.FUEL_PRICE_2016.get(fuel, prices[fuel])
                add(fuel, prices[fuel][0], emission[fuel], *prices[fuel][1:])
            if year == 2016:
                for fuel, name in fix.GB_FUELS.items():
                    support = fix.GB_CARBON_PRICE_SUPPORT_2016 * emission[fuel]
                    add(name, prices[fuel][0] + support, emission[fuel], "own_assumption",
                        "assumption")
            gas = prices["natural_gas"]
            # A tenth of the carbon escapes the capture (TYNDP 2024: 5.7 of 57 kg/GJ).
            add("natural_gas_captured", gas[0], emission["natural_gas"] / 10, gas[1], gas[2])
            add("imported_power", fix.OUTSIDE_IMPORT_PRICE, 0, "own_assumption", "assumption")
        write(self.out, "fuels", [
            "fuel", "year", "price_eur_per_mwh", "co2_t_per_mwh", "co2_price_eur_per_t", "source",
            "quality"], rows)

    # Links

    def borders(self):
        rows = []
        collected = [row for row in read(self.collected, "borders") if row["kind"] == "ac"]
        columns = ["p_max_forward_mw", "p_max_backward_mw"]
        for year in self.years:
            key = lambda row: (row["from_zone"], row["to_zone"])
            for row in at_year(collected, key, year, columns):
                forward, backward = (round(float(row[column])) for column in columns)
                if forward == 0 and backward == 0:
                    continue
                source, quality = provenance(row)
                rows.append([
                    row["from_zone"], row["to_zone"], year, forward, backward, row["note"], source,
                    quality])
        write(self.out, "borders", [
            "from_zone", "to_zone", "year", "p_max_forward_mw", "p_max_backward_mw", "note",
            "source", "quality"], rows)

    def dc_links(self):
        rows = []
        for row in read(self.collected, "dc_links"):
            if int(row["first_year"]) > max(self.years):
                continue
            source, quality = provenance(row)
            # The cable inside the flow-based region is a pair of virtual hubs.
            model = "evolved" if row["link"].startswith("ALEGrO") else "ntc"
            rows.append([
                row["link"], row["from_zone"], row["to_zone"], number(row["p_max_forward_mw"]),
                number(row["p_max_backward_mw"]), number(row["loss"]), row["poles"],
                number(row["forced_outage_rate"]), row["mttr_h"], model, row["first_year"], "",
                row["note"], source, quality])
        write(self.out, "dc_links", [
            "link", "from_zone", "to_zone", "p_max_forward_mw", "p_max_backward_mw", "loss",
            "poles", "forced_outage_rate", "mttr_h", "model", "first_year", "last_year", "note",
            "source", "quality"], rows + self.hub_links())

    def hub_links(self):
        """Hub cables: one row per span of years with the same capacity."""
        by_link = {}
        for row in read(self.collected, "hub_links"):
            by_link.setdefault(row["hub_link"], {})[int(row["year"])] = row
        for extra in fix.EXTRA_HUB_LINKS:
            for year in extra["years"]:
                row = dict(extra, source="engineering assumption", quality="assumption")
                row.update(
                    p_max_forward_mw=extra["mw"], p_max_backward_mw=extra["mw"], first_year=2024)
                by_link.setdefault(extra["hub_link"], {})[year] = row
        collected_years = sorted({year for link in by_link.values() for year in link})
        rows = []
        for link in sorted(by_link):
            spans = []
            for year in collected_years:
                row = by_link[link].get(year)
                limits = row and (
                    number(row["p_max_forward_mw"]), number(row["p_max_backward_mw"]))
                if row is None or limits == ("0", "0"):
                    continue
                if spans and spans[-1]["limits"] == limits and spans[-1]["until"] == year:
                    spans[-1]["until"] = following(collected_years, year)
                else:
                    spans.append({
                        "limits": limits, "row": row, "from": year,
                        "until": following(collected_years, year)})
            for index, span in enumerate(spans):
                row, first = span["row"], span["from"]
                ends = [row["from_zone"], row["to_zone"]]
                if any(zone not in PENTA + NEIGHBOURS and zone not in self.hubs for zone in ends):
                    continue
                if index == 0:
                    # In service with the younger of its hubs.
                    first = max(
                        [int(row["first_year"])]
                        + [self.hubs[zone][0] for zone in ends if zone in self.hubs])
                last = span["until"] - 1 if span["until"] else ""
                if not any(first <= year and (last == "" or year <= last) for year in self.years):
                    continue
                source, quality = provenance(row)
                name = link if len(spans) == 1 else f"{link} {span['from']}"
                rows.append([
                    name, *ends, *span["limits"], number(row["loss"]), row["poles"],
                    number(row["forced_outage_rate"]), row["mttr_h"], "ntc", first, last,
                    row.get("note", ""), source, quality])
        return rows

    def sources(self):
        write(self.out, "sources", ["source", "title", "year", "licence"], SOURCES)

    def all(self):
        self.sources()
        self.zones()
        self.demand()
        self.thermal()
        self.renewables()
        self.storages()
        self.demand_response()
        self.reserves()
        self.fuels()
        self.borders()
        self.dc_links()
        self.hubs_table()
        if self.hydrogen:
            self.hydrogen.write_tables()
        write(self.out / "derive", "totals", [
            "table", "zone", "technology", "year", "installed_mw"],
            [[*key, number(megawatts, 1)] for *key, megawatts in self.totals])


def following(years, year):
    return next((later for later in years if later > year), None)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collected", type=Path, help="folder of the collected tables")
    parser.add_argument("--years", default="2016,2026,2030,2035,2040,2050")
    parser.add_argument(
        "--hydrogen-from", type=int, default=hydrogen.FIRST_YEAR, metavar="YEAR",
        help="first year with hydrogen; 0 for a case without its tables")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent)
    arguments = parser.parse_args()
    (arguments.out / "derive").mkdir(parents=True, exist_ok=True)
    years = sorted(int(year) for year in arguments.years.split(","))
    Case(
        arguments.collected, years, arguments.out, hydrogen_from=arguments.hydrogen_from).all()


if __name__ == "__main__":
    main()
