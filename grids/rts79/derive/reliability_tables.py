# SPDX-License-Identifier: Apache-2.0
"""What the scripts of the cases rts79, rts79-two-area and rbts share: the load model of the 1979
paper, and tables as the cases have them. Standard library only.

Load model: "IEEE Reliability Test System", IEEE Trans. Power Apparatus and Systems 98 (1979), no. 6,
pp. 2047-2054, tables 1 to 3. 52 weeks from a Monday on, hours as they follow one another in the
tables: no day has 23 or 25 hours.
"""

import csv
import gzip
from datetime import datetime, timedelta

YEAR = 1979  # its first of January is a Monday, as the load model assumes

# Weekly peaks in percent of the annual, daily of the weekly (Monday first), hourly of the daily
# (weekday and weekend of winter, summer, spring and fall).
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
SOURCES = {
    "rts79": [
        "rts79", "IEEE RTS Task Force, IEEE Reliability Test System, IEEE Trans. Power Apparatus and "
        "Systems 98 (1979), no. 6", 1979, "facts of a publication"],
    "own": ["own", "Choice made for this case", 2026, "Apache-2.0"],
}


def season(week):
    """Of week 1 to 52."""
    if week <= 8 or week >= 44:
        return "winter"
    return "summer" if 18 <= week <= 30 else "spring or fall"


def hourly_load(peak_mw):
    """MW in each of the 8,736 hours."""
    return [
        peak_mw * (weekly * daily * hourly) / 1e6
        for week, weekly in enumerate(WEEKS, start=1)
        for day, daily in enumerate(DAYS)
        for hourly in HOURS[season(week)][day >= 5]
    ]


def number(value, digits=10):
    return f"{value:.{digits}g}"


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder, name, header, rows):
    with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header.split(","))
        table.writerows(rows)


def write_fuels(folder, fuels, note):
    write(
        folder, "fuels",
        "fuel,year,price_eur_per_mwh,co2_t_per_mwh,co2_price_eur_per_t,note,source,quality",
        [[fuel, YEAR, 0, 0, 0, note, "own", "assumption"] for fuel in fuels])


def write_units(folder, rows):
    write(
        folder, "generating_units",
        "unit,zone,technology,injection,year,installed_mw,efficiency,fuel,vom_eur_per_mwh,"
        "min_stable,must_run,forced_outage_rate,mttr_h,planned_days,source,quality", rows)


def write_zone(folder, zone, latitude, longitude):
    write(
        folder, "zones",
        "zone,country,bidding_zone,carrier,kind,flow_based,series_column,series_share,time_zone,"
        "voll_eur_per_mwh,price_cap_eur_per_mwh,price_floor_eur_per_mwh,lole_standard_h,lat,lon,"
        "first_year,last_year,note,source,quality",
        [[zone, "test system", zone, "electricity", "onshore", "no", zone, 1, "UTC", 10000, 4000,
          -500, "", latitude, longitude, "", "", "one area", "own", "assumption"]])


def write_sources(folder, rows):
    write(folder, "sources", "source,title,year,licence", rows)


def write_load(folder, zones, peak_mw):
    """Demand and load series of zones that all have the load of the model."""
    load = hourly_load(peak_mw)
    write(
        folder, "demand", "zone,year,annual_twh,peak_mw,note,source,quality",
        [[zone, YEAR, number(sum(load) / 1e6, 15), peak_mw, "52 weeks of hours (8,736)", "rts79",
          "derived"] for zone in zones])
    start = datetime(YEAR, 1, 1)
    lines = ["time," + ",".join(zones)]
    lines += [
        f"{start + timedelta(hours=hour):%Y-%m-%dT%H:%MZ}" + f",{number(mw, 12)}" * len(zones)
        for hour, mw in enumerate(load)
    ]
    (folder / "series").mkdir(exist_ok=True)
    with open(folder / "series" / "load_mw.csv.gz", "wb") as file:
        with gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(("\n".join(lines) + "\n").encode())
