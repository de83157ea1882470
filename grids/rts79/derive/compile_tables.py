# SPDX-License-Identifier: Apache-2.0
"""Compiles the tables of the RTS-79 case from three public data sets.

    python3 compile_tables.py RELIABILITY_FOLDER RTS_GMLC_FOLDER CASE24_FILE [--out CASE_FOLDER]

RELIABILITY_FOLDER holds generators.csv and hourly_load_pu.csv of the 1979 system, RTS_GMLC_FOLDER
gen.csv, bus.csv and branch.csv, CASE24_FILE is pglib_opf_case24_ieee_rts.m. The load is that of the
1979 paper; hourly_load_pu.csv, which moves its hours by daylight saving, must have the same values in
some order. Standard library only. README.md of the case says which figure comes from where.
"""

import argparse
import math
import re
from pathlib import Path

from reliability_tables import (
    SOURCES, YEAR, hourly_load, number, read, write, write_fuels, write_load, write_sources,
    write_units, write_zone)

PEAK_MW = 2850
# hourly_load_pu.csv has eight decimals of products that were rounded before.
LOAD_ROUNDING = 3e-7
BASE_MVA = 100
ZONE = "RTS"
# Voltage at which a rating in MVA becomes amperes and back: the tool rates 230 kV at 225 kV.
RATING_KV = {138: 138, 230: 225}

# Unit groups by size: technology, injection group, fuel.
GROUPS = {
    12: ("oil_steam", "oil", "oil"), 20: ("combustion_turbine", "oil", "oil"),
    50: ("hydro", "hydro", "water"), 76: ("coal_steam", "coal", "coal"),
    100: ("oil_steam", "oil", "oil"), 155: ("coal_steam", "coal", "coal"),
    197: ("oil_steam", "oil", "oil"), 350: ("coal_steam", "coal", "coal"),
    400: ("nuclear", "nuclear", "uranium"),
}
# Repair hours and maintenance weeks of the two groups that RTS-GMLC no longer has, from the unit
# table of the 1979 paper. Outage rates repair / (failure + repair) with its 1,200 h and 950 h to
# failure are the 0.04 and 0.05 of the reliability data.
PAPER = {100: (50, 3), 197: (50, 4)}


def matrix(text, field):
    body = re.search(r"mpc\." + field + r" = \[\n(.*?)\];", text, re.S).group(1)
    return [[float(x) for x in line.rstrip(";").split()] for line in body.splitlines() if line]


def network(out, gmlc, buses, branches):
    places = {int(r["Bus ID"]) - 100: r for r in read(gmlc / "bus.csv") if r["Area"] == "1"}
    write(
        out, "buses", "bus,zone,lat,lon,v_nom_kv,note,source,quality",
        [
            [int(b[0]), ZONE, number(float(places[int(b[0])]["lat"]), 6),
             number(float(places[int(b[0])]["lng"]), 6), number(b[9]),
             places[int(b[0])]["Bus Name"], "rts_gmlc", "read"]
            for b in buses
        ])
    lengths = {}
    names = {}
    for row in read(gmlc / "branch.csv"):
        ends = int(row["From Bus"]) - 100, int(row["To Bus"]) - 100
        if row["UID"].startswith(("AB", "CA", "CB", "B", "C")) or max(ends) > 99:
            continue
        lengths[ends] = float(row["Length"]) * 1.609344
        names.setdefault(ends, []).append(row["UID"])
    voltage = {int(b[0]): b[9] for b in buses}
    rows = []
    for branch in branches:
        ends = int(branch[0]), int(branch[1])
        is_transformer = voltage[ends[0]] != voltage[ends[1]]
        kv = max(voltage[ends[0]], voltage[ends[1]])
        ohm = kv * kv / BASE_MVA
        rows.append([
            names[ends].pop(0), *ends, 1, number(lengths[ends], 5), number(branch[2] * ohm),
            number(branch[3] * ohm), number(kv),
            number(branch[5] * 1000 / (math.sqrt(3) * RATING_KV[int(kv)]), 12),
            number(branch[8] or 1), number(branch[9]),
            "transformer" if is_transformer else "line", "", "", f"{branch[5]:g} MVA", "pglib",
            "derived",
        ])
    write(
        out, "branches",
        "branch,from_bus,to_bus,circuits,length_km,r_ohm,x_ohm,v_nom_kv,imax_a,tap,"
        "phase_shift_deg,kind,first_year,last_year,note,source,quality", rows)


def costs(generators, gencost):
    """Cost of one more MWh at full output and smallest output, by (bus, size)."""
    result = {}
    for generator, cost in zip(generators, gencost):
        bus, size, smallest = int(generator[0]), int(generator[8]), generator[9]
        if size:
            result[bus, size] = cost[5] + 2 * cost[4] * size, smallest / size
    return result


def fleet(out, reliability, gmlc, marginal):
    repair = {}
    for row in read(gmlc / "gen.csv"):
        if row["Unit Group"].startswith("U"):
            repair[int(row["Unit Group"][1:])] = (
                float(row["MTTR Hr"]), float(row["Scheduled Maint Weeks"]))
    repair = {**{size: repair[size] for size in GROUPS if size in repair}, **PAPER}
    units, installed, count = [], {}, {}
    for row in read(reliability / "generators.csv"):
        bus, size = int(row["bus"]) - 100, int(float(row["pmax_mw"]))
        technology, injection, fuel = GROUPS[size]
        count[bus, size] = count.get((bus, size), 0) + 1
        cost, smallest = marginal[bus, size]
        hours, weeks = repair[size]
        units.append([
            f"bus{bus}_U{size}_{count[bus, size]}", ZONE, technology, injection, YEAR, size, 1,
            fuel, number(cost, 8), number(smallest, 6), 0, row["for"], number(hours),
            number(weeks * 7), "rts79_reliability", "derived",
        ])
        installed.setdefault(injection, {}).setdefault(bus, 0)
        installed[injection][bus] += size
    write_units(out, units)
    write_fuels(
        out, ["coal", "oil", "uranium", "water"], "the cost of fuel stands in vom_eur_per_mwh")
    return installed


def weights(out, buses, installed):
    rows = []
    for injection, shares in [("load", {int(b[0]): b[2] for b in buses}), *installed.items()]:
        total = sum(shares.values())
        rows += [
            [injection, ZONE, bus, number(share / total, 12)]
            for bus, share in sorted(shares.items()) if share
        ]
    write(out, "injection_weights", "injection,zone,bus,weight", rows)


def check_load(reliability):
    """Stops unless the values of the reliability data are those of the load model."""
    given = sorted(float(row["load_pu"]) for row in read(reliability / "hourly_load_pu.csv"))
    model = sorted(hourly_load(1))
    if len(given) != len(model):
        raise SystemExit(f"hourly_load_pu.csv has {len(given)} hours, the load model {len(model)}")
    worst = max(abs(a - b) for a, b in zip(given, model))
    if worst > LOAD_ROUNDING:
        raise SystemExit(f"hourly_load_pu.csv is off the load model by up to {worst} of the peak")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("reliability", type=Path)
    parser.add_argument("gmlc", type=Path)
    parser.add_argument("case24", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent)
    arguments = parser.parse_args()
    out = arguments.out
    out.mkdir(exist_ok=True, parents=True)
    text = arguments.case24.read_text()
    buses, branches = matrix(text, "bus"), matrix(text, "branch")
    network(out, arguments.gmlc, buses, branches)
    marginal = costs(matrix(text, "gen"), matrix(text, "gencost"))
    weights(out, buses, fleet(out, arguments.reliability, arguments.gmlc, marginal))
    check_load(arguments.reliability)
    write_load(out, [ZONE], PEAK_MW)
    write_zone(out, ZONE, 33.9, -114.5)
    write_sources(
        out,
        [
            SOURCES["rts79"],
            ["rts79_reliability",
             "RTS1979 reliability data (1979 one-area system) in GridMod/RTS-GMLC at commit bbadcf8",
             2020, "NREL data use agreement (see LICENSE)"],
            ["rts_gmlc", "RTS-GMLC source data at commit bbadcf8", 2020,
             "NREL data use agreement (see LICENSE)"],
            ["pglib", "PGLib-OPF v23.07, case24_ieee_rts", 2023, "CC-BY-4.0"],
            SOURCES["own"],
        ])


if __name__ == "__main__":
    main()
