# SPDX-License-Identifier: Apache-2.0
"""Reads every CSV file below a folder, and ends with an error where a spreadsheet would compute a
cell, or where a name is nowhere as it was given.

    check_cells.py FOLDER SCHEMA NAME...

SCHEMA is what `pentaflow schema --results --json` prints: it tells which columns hold text. Prints
how many files were read.
"""
import csv
import json
import re
import sys
from pathlib import Path

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?$")
# Columns of text that the schema does not have: of domains, exports and networks.
TEXT = {
    "Id", "CneName", "Direction", "ContName", "run", "scenario", "folder", "status", "reason",
    "table", "column", "meaning", "model", "region", "variable", "name", "bus", "bus0", "bus1",
    "carrier", "technology", "hub", "snapshot",
}


def true_name(cell):
    """As notebooks-export/README.md says."""
    return re.sub(r"^'(?='*[=+\-@\t\r])", "", cell)


def main(folder, schema, names):
    texts = {
        (table["table"], column["name"])
        for table in json.loads(schema.read_text(encoding="utf-8"))
        for column in table["columns"] if column["type"] == "text" and column["name"] != "value"}
    files = sorted(folder.rglob("*.csv"))
    seen = set()
    for file in files:
        with file.open(encoding="utf-8", newline="") as text:
            delimiter = ";" if file.parent.name == "domains" else ","
            header, *rows = csv.reader(text, delimiter=delimiter, strict=True)
        for name in header:
            assert not name.startswith(FORMULA), (file, name)
            seen.add(true_name(name))
        for row in rows:
            assert len(row) == len(header), (file, row)
            for column, cell in zip(header, row):
                seen.add(true_name(cell))
                if (file.stem, column) in texts or column in TEXT or not NUMBER.match(cell):
                    assert not cell.startswith(FORMULA), (file, column, cell)
    missing = [name for name in names if name not in seen]
    assert not missing, (missing, "of", [str(file) for file in files])
    return len(files)


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
