# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of the RBTS case from the figures of its two papers, which stand below.

    python3 compile_tables.py [--out CASE_FOLDER]

Standard library only. README.md of the case says which figure comes from where.
"""

import argparse
import csv
import gzip
from datetime import datetime, timedelta
from pathlib import Path

YEAR = 1979  # its first of January is a Monday, as the load model assumes
PEAK_MW = 185
ZONE = "RBTS"

# Unit data of the 1989 paper: plant, MW, units, technology, fuel, failures and repairs per year.
UNITS = [
    ("plant1", 40, 2, "lignite_steam", "lignite", 6, 194),
    ("plant1", 20, 1, "lignite_steam", "lignite", 5, 195),
    ("plant1", 10, 1, "lignite_steam", "lignite", 4, 196),
    ("plant2", 40, 1, "hydro", "water", 3, 147),
    ("plant2", 20, 4, "hydro", "water", 2.4, 157.6),
    ("plant2", 5, 2, "hydro", "water", 2, 198),
]

# Load model of the 1979 paper: weekly peaks in percent of the annual, daily of the weekly (Monday
# first), hourly of the daily (weekday and weekend of winter, summer, spring and fall).
WEEKS = [
    86.2, 90.0, 87.8, 83.4, 88.0, 84.1, 83.2, 80.6, 74.0, 73.7, 71.5, 72.7, 70.4, 75.0, 72.1, 80.0,
    75.4, 83.7, 87.0, 88.0, 85.6, 81.1, 90.0, 88.7, 89.6, 86.1, 75.5, 81.6, 80.1, 88.0, 72.2, 77.6,
    80.0, 72.9, 72.6, 70.5, 78.0, 69.5, 72.4, 72.4, 74.3, 74.4, 80.0, 88.1, 88.5, 90.9, 94.0, 89.0,
    94.2, 97.0, 100.0, 95.2,
]
DAYS = [93, 100, 98, 96, 94, 77, 75]
HOURS = {
    "winter": (
        [67, 63, 60, 59, 59, 60, 74, 86, 95, 96, 96, 95, 95, 95, 93, 94, 99, 100, 100, 96, 91, 83,
         73, 63],
        [78, 72, 68, 66, 64, 65, 66, 70, 80, 88, 90, 91, 90, 88, 87, 87, 91, 100, 99, 97, 94, 92,
         87, 81]),
    "summer": (
        [64, 60, 58, 56, 56, 58, 64, 76, 87, 95, 99, 100, 99, 100, 100, 97, 96, 96, 93, 92, 92, 93,
         87, 72],
        [74, 70, 66, 65, 64, 62, 62, 66, 81, 86, 91, 93, 93, 92, 91, 91, 92, 94, 95, 95, 100, 93,
         88, 80]),
    "spring or fall": (
        [63, 62, 60, 58, 59, 65, 72, 85, 95, 99, 100, 99, 93, 92, 90, 88, 90, 92, 96, 98, 96, 90,
         80, 70],
        [75, 73, 69, 66, 65, 65, 68, 74, 83, 89, 92, 94, 91, 90, 90, 86, 85, 88, 92, 100, 97, 95,
         90, 85]),
}


def season(week):
    """Of week 1 to 52."""
    if week <= 8 or week >= 44:
        return "winter"
    return "summer" if 18 <= week <= 30 else "spring or fall"


def hourly_load():
    return [
        PEAK_MW * (weekly * daily * hourly) / 1e6
        for week, weekly in enumerate(WEEKS, start=1)
        for day, daily in enumerate(DAYS)
        for hourly in HOURS[season(week)][day >= 5]
    ]


def number(value, digits=10):
    return f"{value:.{digits}g}"


def write(folder, name, header, rows):
    with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header.split(","))
        table.writerows(rows)


def fleet(out):
    rows = []
    for plant, size, count, technology, fuel, failures, repairs in UNITS:
        injection = "hydro" if fuel == "water" else "coal"
        rows += [
            [f"{plant}_{size}_{index + 1}", ZONE, technology, injection, YEAR, size, 1, fuel, 0, 0,
             0, failures / (failures + repairs), f"{8760 / repairs:.10g}", 0, "rbts", "derived"]
            for index in range(count)
        ]
    write(
        out, "generating_units",
        "unit,zone,technology,injection,year,installed_mw,efficiency,fuel,vom_eur_per_mwh,"
        "min_stable,must_run,forced_outage_rate,mttr_h,planned_days,source,quality", rows)
    write(
        out, "fuels",
        "fuel,year,price_eur_per_mwh,co2_t_per_mwh,co2_price_eur_per_t,note,source,quality",
        [[fuel, YEAR, 0, 0, 0, "the case has no costs", "own", "assumption"]
         for fuel in ["lignite", "water"]])


def demand(out):
    load = hourly_load()
    write(
        out, "demand", "zone,year,annual_twh,peak_mw,note,source,quality",
        [[ZONE, YEAR, number(sum(load) / 1e6, 15), PEAK_MW, "52 weeks of hours (8,736)", "rts79",
          "derived"]])
    start = datetime(YEAR, 1, 1)
    text = f"time,{ZONE}\n" + "".join(
        f"{start + timedelta(hours=hour):%Y-%m-%dT%H:%MZ},{number(mw, 12)}\n"
        for hour, mw in enumerate(load))
    (out / "series").mkdir(exist_ok=True)
    with open(out / "series" / "load_mw.csv.gz", "wb") as file:
        with gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(text.encode())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent)
    out = parser.parse_args().out
    out.mkdir(exist_ok=True, parents=True)
    fleet(out)
    demand(out)
    write(
        out, "zones",
        "zone,country,bidding_zone,carrier,kind,flow_based,series_column,series_share,time_zone,"
        "voll_eur_per_mwh,price_cap_eur_per_mwh,price_floor_eur_per_mwh,lole_standard_h,lat,lon,"
        "first_year,last_year,note,source,quality",
        [[ZONE, "test system", ZONE, "electricity", "onshore", "no", ZONE, 1, "UTC", 10000, 4000,
          -500, "", 52.1, -106.6, "", "", "one area", "own", "assumption"]])
    write(
        out, "sources", "source,title,year,licence",
        [
            ["rbts", "R. Billinton et al., A Reliability Test System for Educational Purposes - "
             "Basic Data, IEEE Trans. Power Systems 4 (1989), no. 3", 1989, "facts of a publication"],
            ["rts79", "IEEE RTS Task Force, IEEE Reliability Test System, IEEE Trans. Power "
             "Apparatus and Systems 98 (1979), no. 6", 1979, "facts of a publication"],
            ["own", "Choice made for this case", 2026, "Apache-2.0"],
        ])


if __name__ == "__main__":
    main()
