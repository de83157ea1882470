# SPDX-License-Identifier: Apache-2.0
"""Makes the two-area case from the one-area case beside it: everything twice, and a tie.

    python3 compile_tables.py [--rts79 CASE_FOLDER] [--out CASE_FOLDER]

Standard library only. README.md of the case says what is changed.
"""

import argparse
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "rts79" / "derive"))
from reliability_tables import read, write, write_load  # noqa: E402 (the folder above comes first)

AREAS = ["A", "B"]
TIE_MW = 300


def write_rows(folder, name, rows):
    """Rows of a table that was read, changed."""
    write(folder, name, ",".join(rows[0]), [row.values() for row in rows])


def main():
    case = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser()
    parser.add_argument("--rts79", type=Path, default=case.parent / "rts79")
    parser.add_argument("--out", type=Path, default=case)
    arguments = parser.parse_args()
    source, out = arguments.rts79, arguments.out
    out.mkdir(exist_ok=True, parents=True)

    zones = read(source / "zones.csv")
    write_rows(
        out, "zones",
        [
            {**zone, "zone": area, "bidding_zone": area, "series_column": area,
             "lon": float(zone["lon"]) + index, "note": f"area {area}"}
            for zone in zones for index, area in enumerate(AREAS)
        ])
    units = read(source / "generating_units.csv")
    write_rows(
        out, "generating_units",
        [
            {**unit, "unit": f"{area}_{unit['unit']}", "zone": area}
            for area in AREAS for unit in units
        ])
    shutil.copyfile(source / "fuels.csv", out / "fuels.csv")
    used = ("rts79", "rts79_reliability", "own")
    write_rows(
        out, "sources", [row for row in read(source / "sources.csv") if row["source"] in used])
    write(
        out, "borders",
        "from_zone,to_zone,year,p_max_forward_mw,p_max_backward_mw,note,source,quality",
        [[*AREAS, units[0]["year"], TIE_MW, TIE_MW, "never fails", "own", "assumption"]])
    peak = float(read(source / "demand.csv")[0]["peak_mw"])
    write_load(out, AREAS, int(peak) if peak.is_integer() else peak)


if __name__ == "__main__":
    main()
