# SPDX-License-Identifier: Apache-2.0
"""Makes the series folder of the validation year 2016 from the public hourly series.

    python3 series_2016.py FOLDER OUT

    pentaflow couple grids/penta --year 2016 --series OUT

FOLDER holds the hourly series of 2016 of the Dispa-SET Database (energy-modelling-toolkit,
commit b30cc1a), one file per variable (`load_mw.csv.gz`, `cf_solar.csv.gz` ...), one column per
country, 8,784 hours in UTC. OUT gets the files that `pentaflow couple --series` reads, for the
countries of this case:

- load: where corrections.py states a national consumption, the load of the country is multiplied
  by one number so that its energy is that consumption; it says by which. The shape stays.
- everything else: as it is. The level of a fleet's output is set by its capacity factor in
  renewables.csv, that of an inflow by storages.csv.

Standard library only; the same input gives the same bytes.
"""

import argparse
import csv
import gzip
import math
import sys
from datetime import datetime, timedelta
from pathlib import Path

import corrections as fix

YEAR = 2016
CASE = Path(__file__).resolve().parent.parent
VARIABLES = [
    "load_mw", "cf_solar", "cf_wind_onshore", "cf_wind_offshore", "cf_hydro_ror", "inflow_hdam_pu",
    "inflow_hphs_pu",
]
# The series of the load are given to 0.1 MW.
LOAD_DIGITS = 1


class SeriesError(Exception):
    """A message with its place and the next step."""


def fail(place, message, fix_words):
    raise SeriesError(f"{place}: error: {message}\n  fix: {fix_words}")


def hours_of_year():
    start, end = datetime(YEAR, 1, 1), datetime(YEAR + 1, 1, 1)
    return [start + timedelta(hours=k) for k in range(int((end - start).total_seconds()) // 3600)]


def opened(folder, variable):
    """The file of a variable, packed or not."""
    for name, opener in ((f"{variable}.csv.gz", gzip.open), (f"{variable}.csv", open)):
        path = folder / name
        if path.is_file():
            return path, opener(path, "rt", encoding="utf-8", newline="")
    fail(folder / f"{variable}.csv.gz", "the file is missing",
         "give the folder with the hourly series of 2016 of the Dispa-SET Database")


def read(folder, variable, wanted):
    """Header, times and cells of the wanted columns that the file has."""
    path, file = opened(folder, variable)
    with file:
        try:
            rows = list(csv.reader(file))
        except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
            fail(path, f"the file cannot be read ({error})", "fetch it again")
    if not rows or rows[0][:1] != ["time"]:
        fail(f"{path}:1", "the first column is not time",
             "give the start of each hour (UTC) in a first column called time")
    header, rows = rows[0], rows[1:]
    hours = hours_of_year()
    if len(rows) != len(hours):
        fail(path, f"there are {len(rows)} hours, {YEAR} has {len(hours)}",
             "give every hour of the year once, in order")
    columns = [c for c, name in enumerate(header) if name in wanted]
    for line, (row, hour) in enumerate(zip(rows, hours), start=2):
        if len(row) != len(header):
            fail(f"{path}:{line}", f"{len(row)} cells in a row, {len(header)} in the header",
                 "fetch the file again")
        if row[0].removesuffix("Z")[:16] != hour.isoformat(timespec="minutes"):
            fail(f"{path}:{line}",
                 f"the hour is \"{row[0]}\", expected {hour.isoformat(timespec='minutes')}",
                 "give every hour of the year once, in order, in UTC")
        for c in columns:
            if not is_number(row[c]):
                fail(f"{path}:{line}", f"\"{row[c]}\" in column {header[c]} is not a number",
                     "give a number for every hour")
    return path, [header[c] for c in columns], [row[0] for row in rows], [
        [row[c] for c in columns] for row in rows]


def is_number(text):
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def zones():
    with open(CASE / "zones.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def national_twh(rows):
    """Consumption of 2016 by column, where corrections.py states it.

    A zone that is a part of its country (`series_share`) is scaled up to the whole.
    """
    by_zone = {row["zone"]: row for row in rows}
    result = {}
    for (zone, year), (twh, *_rest) in fix.DEMAND.items():
        if year == YEAR:
            row = by_zone[zone]
            result[row["series_column"]] = twh / float(row["series_share"])
    return result


def scaled_load(path, header, cells, targets):
    """The load of each hour with whole columns scaled, and a line on each of them."""
    for column in targets:
        if column not in header:
            fail(f"{path}:1", f"column {column} is missing", "give the load of that country")
    factors, lines = [], []
    for c, column in enumerate(header):
        found = math.fsum(float(row[c]) for row in cells) / 1e6
        target = targets.get(column)
        if target is not None and found <= 0:
            fail(path, f"the load of {column} sums to {found:.3f} TWh", "give loads above zero")
        factors.append(None if target is None else target / found)
        if target is not None:
            lines.append(
                f"load of {column}: {found:.1f} TWh x {target / found:.4f} = {target:.1f} TWh")
    return [
        [text if factor is None else f"{float(text) * factor:.{LOAD_DIGITS}f}"
         for text, factor in zip(row, factors)]
        for row in cells], lines


def make(folder, out):
    if not folder.is_dir():
        fail(folder, "there is no such folder",
             "give the folder with the hourly series of 2016 of the Dispa-SET Database")
    if out.exists() and (not out.is_dir() or out.resolve() == folder.resolve()):
        fail(out, "the series cannot be written here", "name another folder")
    rows = zones()
    wanted = {row["series_column"] for row in rows}
    made, lines = {}, []
    for variable in VARIABLES:
        path, header, times, cells = read(folder, variable, wanted)
        if variable == "load_mw":
            cells, lines = scaled_load(path, header, cells, national_twh(rows))
        made[variable] = (header, times, cells)
    # Nothing is written before all is read.
    out.mkdir(parents=True, exist_ok=True)
    for variable, (header, times, cells) in made.items():
        with open(out / f"{variable}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["time"] + header)
            writer.writerows([time] + row for time, row in zip(times, cells))
    print("\n".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of the public hourly series of 2016")
    parser.add_argument("out", type=Path, help="folder to write the series to")
    arguments = parser.parse_args()
    try:
        make(arguments.folder, arguments.out)
    except SeriesError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
