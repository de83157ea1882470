# SPDX-License-Identifier: Apache-2.0
"""Prints the totals of the case as the tables of README.md.

    python3 totals_page.py [--year 2040] [CASE_FOLDER]

Peak and fleets in GW, demand and inflow in TWh, from the tables of the case alone.
"""

import argparse
import collections
from pathlib import Path

from tables import read

# Column of the page by fuel of units and by technology of fleets.
FUEL_COLUMN = {
    "uranium": "nuclear", "lignite": "lignite", "hard_coal": "coal", "hard_coal_gb": "coal",
    "natural_gas": "gas", "natural_gas_gb": "gas", "natural_gas_captured": "gas",
    "hydrogen": "hydrogen", "imported_power": "outside",
}
FLEET_COLUMN = {
    "solar": "sun", "solar_thermal": "sun", "wind_onshore": "onshore",
    "wind_offshore": "offshore", "run_of_river": "river",
}
COLUMNS = [
    "nuclear", "lignite", "coal", "gas", "hydrogen", "oil, other", "sun", "onshore", "offshore",
    "bio, waste", "river", "hydro storage", "TWh inflow", "battery", "response", "outside"]
# More hubs than this are one row; they have a table of their own.
MOST_HUB_ROWS = 2


def totals(case, year):
    """Sums by zone and column, and demand by zone as (TWh, GW)."""
    sums = collections.defaultdict(float)

    def rows(table):
        return [row for row in read(case, table) if int(row["year"]) == year]

    for row in rows("generating_units"):
        column = FUEL_COLUMN.get(row["fuel"], "oil, other")
        sums[row["zone"], column] += float(row["installed_mw"]) / 1000
    for row in rows("renewables"):
        column = FLEET_COLUMN.get(row["technology"], "bio, waste")
        sums[row["zone"], column] += float(row["installed_mw"]) / 1000
    for row in rows("storages"):
        column = "battery" if row["kind"] == "battery" else "hydro storage"
        sums[row["zone"], column] += float(row["discharge_mw"]) / 1000
        if float(row["annual_inflow_twh"]) > 0:
            sums[row["zone"], "TWh inflow"] += float(row["annual_inflow_twh"])
    for row in rows("demand_response"):
        sums[row["zone"], "response"] += float(row["mw"]) / 1000
    demand = {
        row["zone"]: (float(row["annual_twh"]), float(row["peak_mw"]) / 1000)
        for row in rows("demand")}
    return sums, demand


def page(case, year):
    sums, demand = totals(case, year)
    zones = [
        row["zone"] for row in read(case, "zones")
        if row["carrier"] == "electricity" and int(row["first_year"] or 0) <= year
        and year <= int(row["last_year"] or year)]
    columns = [column for column in COLUMNS if any(key[1] == column for key in sums)]
    lines = [f"### {year}", "", f"| zone | TWh | peak | {' | '.join(columns)} |"]
    lines.append("|---" * (len(columns) + 3) + "|")
    hubs = [zone for zone in zones if zone not in demand]
    if len(hubs) > MOST_HUB_ROWS:
        zones = [zone for zone in zones if zone in demand] + ["hubs"]
        for column in columns:
            if any((hub, column) in sums for hub in hubs):
                sums["hubs", column] = sum(sums.get((hub, column), 0) for hub in hubs)
    for zone in zones:
        head = [f"{value:.1f}" for value in demand[zone]] if zone in demand else ["-", "-"]
        cells = [
            f"{sums[zone, column]:.1f}" if (zone, column) in sums else "" for column in columns]
        lines.append("| " + " | ".join([zone, *head, *cells]) + " |")
    return "\n".join(lines) + "\n"


def hubs_page(case):
    """Wind and cables of each hub by year; a cable between two hubs counts at both."""
    zones = read(case, "zones")
    hubs = [row for row in zones if row["kind"] == "offshore_hub"]
    names = {row["zone"] for row in hubs}
    wind = {
        (row["zone"], int(row["year"])): float(row["installed_mw"]) / 1000
        for row in read(case, "renewables") if row["zone"] in names}
    links = read(case, "dc_links")
    lines = []
    for hub in hubs:
        cells = [hub["zone"], hub["first_year"]]
        for year in years(case)[1:]:
            shore, other = 0.0, 0.0
            for row in links:
                ends = [row["from_zone"], row["to_zone"]]
                in_service = int(row["first_year"] or 0) <= year <= int(row["last_year"] or year)
                if hub["zone"] in ends and in_service:
                    power = float(row["p_max_forward_mw"]) / 1000
                    if set(ends) <= names:
                        other += power
                    else:
                        shore += power
            exists = int(hub["first_year"]) <= year <= int(hub["last_year"] or year)
            cells.append(
                f"{wind.get((hub['zone'], year), 0):.1f} / {shore:.1f} + {other:.1f}"
                if exists else "")
        lines.append("| " + " | ".join(cells) + " |")
    head = ["hub", "from", *(str(year) for year in years(case)[1:])]
    return "\n".join(["| " + " | ".join(head) + " |", "|---" * len(head) + "|", *lines]) + "\n"


def years(case):
    return sorted({int(row["year"]) for row in read(case, "demand")})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("case", type=Path, nargs="?", default=Path(__file__).parent.parent)
    parser.add_argument("--year", type=int)
    arguments = parser.parse_args()
    for year in [arguments.year] if arguments.year else years(arguments.case):
        print(page(arguments.case, year))
    if not arguments.year:
        print(hubs_page(arguments.case))


if __name__ == "__main__":
    main()
