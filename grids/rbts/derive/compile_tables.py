# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of the RBTS case: units from the figures of its paper, which stand below, load
from the model that it shares with the case rts79.

    python3 compile_tables.py [--out CASE_FOLDER]

Standard library only. README.md of the case says which figure comes from where.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "rts79" / "derive"))
from reliability_tables import (  # noqa: E402 (the folder above comes first)
    SOURCES, YEAR, write_fuels, write_load, write_sources, write_units, write_zone)

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


def fleet(out):
    rows = []
    for plant, size, count, technology, fuel, failures, repairs in UNITS:
        injection = "hydro" if fuel == "water" else "coal"
        rows += [
            [f"{plant}_{size}_{index + 1}", ZONE, technology, injection, YEAR, size, 1, fuel, 0, 0,
             0, failures / (failures + repairs), f"{8760 / repairs:.10g}", 0, "rbts", "derived"]
            for index in range(count)
        ]
    write_units(out, rows)
    write_fuels(out, ["lignite", "water"], "the case has no costs")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent)
    out = parser.parse_args().out
    out.mkdir(exist_ok=True, parents=True)
    fleet(out)
    write_load(out, [ZONE], PEAK_MW)
    write_zone(out, ZONE, 52.1, -106.6)
    write_sources(
        out,
        [
            ["rbts", "R. Billinton et al., A Reliability Test System for Educational Purposes - "
             "Basic Data, IEEE Trans. Power Systems 4 (1989), no. 3", 1989, "facts of a publication"],
            SOURCES["rts79"], SOURCES["own"],
        ])


if __name__ == "__main__":
    main()
