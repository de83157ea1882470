# SPDX-License-Identifier: Apache-2.0
"""Makes the two-area case from the one-area case beside it: everything twice, and a tie.

    python3 compile_tables.py [--rts79 CASE_FOLDER] [--out CASE_FOLDER]

Standard library only. README.md of the case says what is changed.
"""

import argparse
import csv
import gzip
import shutil
from pathlib import Path

AREAS = ["A", "B"]
TIE_MW = 300


def read(path):
    with open(path, encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return rows[0], [dict(zip(rows[0], row)) for row in rows[1:]]


def write(folder, name, header, rows):
    with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, header, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def series(source, out):
    """The column of the one area under the names of both."""
    with gzip.open(source / "series" / "load_mw.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    lines = ["time," + ",".join(AREAS)]
    lines += [",".join([row[0]] + [row[1]] * len(AREAS)) for row in rows[1:]]
    (out / "series").mkdir(exist_ok=True)
    with open(out / "series" / "load_mw.csv.gz", "wb") as file:
        with gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(("\n".join(lines) + "\n").encode())


def main():
    case = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser()
    parser.add_argument("--rts79", type=Path, default=case.parent / "rts79")
    parser.add_argument("--out", type=Path, default=case)
    arguments = parser.parse_args()
    source, out = arguments.rts79, arguments.out
    out.mkdir(exist_ok=True, parents=True)

    header, zones = read(source / "zones.csv")
    write(
        out, "zones", header,
        [
            {**zone, "zone": area, "bidding_zone": area, "series_column": area,
             "lon": float(zone["lon"]) + index, "note": f"area {area}"}
            for zone in zones for index, area in enumerate(AREAS)
        ])
    header, demand = read(source / "demand.csv")
    write(out, "demand", header, [{**row, "zone": area} for area in AREAS for row in demand])
    header, units = read(source / "generating_units.csv")
    write(
        out, "generating_units", header,
        [
            {**unit, "unit": f"{area}_{unit['unit']}", "zone": area}
            for area in AREAS for unit in units
        ])
    shutil.copyfile(source / "fuels.csv", out / "fuels.csv")
    header, sources = read(source / "sources.csv")
    write(
        out, "sources", header,
        [row for row in sources if row["source"] in ("rts79_reliability", "own")])
    columns = "from_zone,to_zone,year,p_max_forward_mw,p_max_backward_mw,note,source,quality"
    write(
        out, "borders", columns.split(","),
        [dict(zip(columns.split(","), [
            *AREAS, units[0]["year"], TIE_MW, TIE_MW, "never fails", "own", "assumption"]))])
    series(source, out)


if __name__ == "__main__":
    main()
