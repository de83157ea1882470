# SPDX-License-Identifier: Apache-2.0
"""Reading, interpolating and writing of tables, for the scripts of this folder."""

import csv


def number(value, digits=4):
    """A number as text: rounded, without trailing zeros."""
    text = f"{float(value):.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def read(folder, table):
    with open(folder / f"{table}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder, table, header, rows):
    with open(folder / f"{table}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def at_year(rows, key, year, extensive):
    """The rows of one year by key; interpolated linearly where the year was not collected.

    `extensive` columns are interpolated and count as zero in a year without the row; all other
    columns come from the later neighbour, or the earlier one where the row ends. Before the first
    collected year there is nothing (demand response of 2016).
    """
    years = sorted({int(row["year"]) for row in rows})
    if year in years:
        return [dict(row) for row in rows if int(row["year"]) == year]
    before = [y for y in years if y < year]
    after = [y for y in years if y > year]
    if not before:
        return []
    if not after:
        raise SystemExit(f"year {year} lies after the collected years {years}")
    low, high = before[-1], after[0]
    weight = (year - low) / (high - low)
    first = {key(row): row for row in rows if int(row["year"]) == low}
    second = {key(row): row for row in rows if int(row["year"]) == high}
    result = []
    for name in list(first) + [name for name in second if name not in first]:
        row = dict(second.get(name) or first[name])
        for column in extensive:
            a = float(first[name][column] or 0) if name in first else 0.0
            b = float(second[name][column] or 0) if name in second else 0.0
            row[column] = str(a + weight * (b - a))
        row["year"] = str(year)
        if row["quality"] == "read":
            row["quality"] = "derived"
        result.append(row)
    return result


def interpolated(by_year, year):
    """Linear between the given years, constant after the last, zero before the first."""
    years = sorted(by_year)
    if year < years[0]:
        return 0
    if year >= years[-1]:
        return by_year[years[-1]]
    low = max(y for y in years if y <= year)
    high = min(y for y in years if y > year)
    return by_year[low] + (year - low) / (high - low) * (by_year[high] - by_year[low])
