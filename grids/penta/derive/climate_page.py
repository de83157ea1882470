# SPDX-License-Identifier: Apache-2.0
"""Writes the measured tables of CLIMATE.md, between its two marks.

    python3 climate_page.py PENTAFLOW SERIES_FOLDER [--years 20] [--spell-years 100]

PENTAFLOW is the built tool, SERIES_FOLDER holds the hourly series of 2016 that the climate was fitted
to. Real and drawn years are set side by side by `pentaflow climate compare`, cold spells come from
`pentaflow climate show`; nothing is computed here but the layout. Standard library only.
"""

import argparse
import json
import subprocess
from pathlib import Path

CASE = Path(__file__).resolve().parent.parent
BEGIN = "<!-- measured tables: begin -->"
END = "<!-- measured tables: end -->"
TITLES = {
    "load_mw": "Load, MW", "temperature_c": "Temperature, °C (hours; see above for the daily mean)",
    "cf_wind_onshore": "Onshore wind, capacity factor",
    "cf_wind_offshore": "Offshore wind, capacity factor", "cf_solar": "Sun, capacity factor",
    "cf_hydro_ror": "Run of river, capacity factor",
    "inflow_hdam_pu": "Inflow of reservoirs, share of the installed power",
    "inflow_hphs_pu": "Inflow of pumped storages, share of the installed power",
}
LEVELS = ["mean", "standard_deviation", "p1", "p10", "p50", "p90", "p99"]
MOVES = [
    "r_1_h", "r_24_h", "r_168_h", "ramp_1h_p1", "ramp_1h_p99", "ramp_3h_p1", "ramp_3h_p99"]


def run(tool, *arguments):
    done = subprocess.run([tool, "climate", *arguments, "--json"], check=True, text=True,
                          stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def cell(value):
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]


def pairs(statistics, variable, fields):
    """Real / drawn in one cell, a row for each column."""
    rows = {}
    for row in statistics:
        if row["variable"] == variable:
            rows.setdefault(row["column"], {})[row["series"]] = row
    return [
        [column] + [f"{cell(both['real'][f])} / {cell(both['synthetic'][f])}" for f in fields]
        for column, both in rows.items() if len(both) == 2
    ]


def page(compared, spells):
    lines = []
    for variable, title in TITLES.items():
        levels = pairs(compared["statistics"], variable, LEVELS)
        if not levels:
            continue
        lines += [f"### {title}", ""]
        lines += table(["real / drawn", "mean", "std", *LEVELS[2:]], levels) + [""]
        lines += table(
            ["real / drawn", "r 1 h", "r 24 h", "r 168 h", "1 h ramp p1", "1 h ramp p99",
             "3 h ramp p1", "3 h ramp p99"], pairs(compared["statistics"], variable, MOVES)) + [""]
    lines += ["### Correlation between zones, hour by hour", ""]
    found = {}
    for row in compared["correlations"]:
        found.setdefault((row["first"], row["second"]), {})[row["variable"]] = (
            f"{cell(row['real'])} / {cell(row['synthetic'])}")
    variables = sorted({row["variable"] for row in compared["correlations"]})
    lines += table(
        ["real / drawn", *variables],
        [[f"{a}-{b}"] + [cells.get(v, "") for v in variables] for (a, b), cells in found.items()])
    lines += ["", "### Cold spells and peaks of drawn years", ""]
    lines += table(
        ["column", "years", "coldest 3 days, median, °C", "1 in 10", "1 in 20", "peak, median, MW",
         "1 in 10", "1 in 20"], [list(row.values()) for row in spells["cold_spells"]])
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    parser.add_argument("series")
    parser.add_argument("--years", type=int, default=20)
    parser.add_argument("--spell-years", type=int, default=100)
    arguments = parser.parse_args()
    case = str(CASE)
    compared = run(
        arguments.tool, "compare", case, arguments.series, "--years", str(arguments.years))
    spells = run(
        arguments.tool, "show", case, "--year", "2030", "--years", str(arguments.spell_years))
    file = CASE / "CLIMATE.md"
    text = file.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    body = "\n".join(page(compared, spells))
    file.write_text(f"{before}{BEGIN}\n\n{body}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
