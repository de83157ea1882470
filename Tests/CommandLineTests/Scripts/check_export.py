# SPDX-License-Identifier: Apache-2.0
"""Reads an export as its users do and holds it against the CSV files of the result.

    check_export.py FORMAT RESULT EXPORT

Ends with an error where a figure differs; prints what was read.
"""
import json
import logging
import re
import sqlite3
import sys
import warnings
from decimal import Decimal
from pathlib import Path

import pandas as pd

KEYS = ["run", "scenario", "year", "climate_year", "sample"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def true_name(cell):
    """As notebooks-export/README.md says."""
    return re.sub(r"^'(?='*[=+\-@\t\r])", "", cell)


def read(path):
    """Every cell as its text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[])


def runs_of(result):
    """Number, scenario, year and folder of every run."""
    manifest = json.loads((result / "manifest.json").read_text(encoding="utf-8"))
    if "runs" in manifest:
        return [
            (r["run"], r["scenario"], r["year"], r["folder"], result / "runs" / r["folder"])
            for r in manifest["runs"]
        ]
    name = f"{manifest['case']}-{manifest['year']}"
    return [(1, manifest["case"], manifest["year"], name, result)]


def tables_of(result, name):
    """A table of every run that has it, with the number, scenario and year of the run."""
    for number, scenario, year, folder, path in runs_of(result):
        file = path / "results" / f"{name}.csv"
        if file.exists():
            yield number, scenario, year, folder, read(file)


def expected(result, name):
    """What a tidy table of all runs is to hold, keyed by the number of the run."""
    parts = []
    for number, _, _, _, table in tables_of(result, name):
        if name == "supply_hourly":
            table = table.melt(["time", "zone", "bidding_zone"], var_name="technology",
                               value_name="supply_mw")
            table["technology"] = table["technology"].str.removesuffix("_mw")
            table = table[table["supply_mw"] != ""]
        if name == "cnecs_hourly":
            table = table[[c for c in table.columns if not c.startswith("ptdf_")]]
        parts.append(table.assign(run=str(number)))
    return pd.concat(parts, ignore_index=True) if parts else None


def same_rows(got, wanted, name):
    """Equal cell by cell, whatever the order of rows."""
    got = got[wanted.columns].sort_values(list(wanted.columns), ignore_index=True)
    wanted = wanted.sort_values(list(wanted.columns), ignore_index=True)
    pd.testing.assert_frame_equal(got, wanted, obj=name)


TABLES = ["zones_hourly", "zones_annual", "supply_hourly", "cnecs_hourly", "generation_annual",
          "welfare", "adequacy_zones", "adequacy_hourly"]


def check_csv(result, export):
    columns = read(export / "tables.csv")
    types = {(row.table, row.column): row.type for row in columns.itertuples()}
    seen = []
    for name in columns["table"].unique():
        table = read(export / f"{name}.csv")
        assert list(table.columns) == list(columns.loc[columns["table"] == name, "column"]), name
        for column in table.columns:
            cells = table[column]
            if types[name, column] == "number":
                pd.to_numeric(cells[cells != ""])
            else:
                # A value is a number or a word.
                if column == "value":
                    cells = cells[pd.to_numeric(cells, errors="coerce").isna()]
                assert not cells.str.startswith(FORMULA).any(), (name, column)
        if name in TABLES:
            same_rows(table, expected(result, name), name)
            seen.append(name)
        if name == "study_runs":
            original = read(result / "results" / "study_runs.csv")
            figures = list(original.columns[7:])
            same_rows(table, original[["run", "scenario", *figures]], name)
        if name == "figures":
            same_rows(table, read(result / "results" / "figures.csv"), name)
    runs = read(export / "runs.csv")
    assert [true_name(cell) for cell in runs["scenario"]] == [run[1] for run in runs_of(result)]
    schema = json.loads((export / "schema.json").read_text(encoding="utf-8"))
    assert [t["table"] for t in schema] == list(columns["table"].unique())
    lines = (export / "certificates.jsonl").read_text(encoding="utf-8").splitlines()
    certificates = [json.loads(line) for line in lines]
    assert [c["scenario"] for c in certificates] == [run[1] for run in runs_of(result)]
    if "zones_hourly" in seen:
        assert all(abs(c["relative_gap"]) < 1e-6 for c in certificates)
    return seen


def check_sqlite(result, export):
    database = sqlite3.connect(f"file:{export}?mode=ro", uri=True)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master ORDER BY name")]
    scenarios = [row[0] for row in database.execute("SELECT scenario FROM runs ORDER BY run")]
    assert scenarios == [run[1] for run in runs_of(result)], "names stand as they are"
    described = {row[0] for row in database.execute('SELECT DISTINCT "table" FROM "columns"')}
    assert described == set(names)
    manifest = json.loads((result / "manifest.json").read_text(encoding="utf-8"))
    origin = dict(database.execute('SELECT key, value FROM result'))
    for key in ["command", "version", "result_sha256"]:
        assert origin[key] == manifest[key], key
    seen = []
    for name in TABLES:
        if name not in names:
            continue
        got = pd.read_sql_query(f'SELECT * FROM "{name}"', database)
        wanted = expected(result, name)
        numbers = {row[0] for row in database.execute(
            'SELECT "column" FROM "columns" WHERE "table" = ? AND type = ?', (name, "number"))}
        for column in wanted.columns:
            if column in numbers:
                wanted[column] = pd.to_numeric(wanted[column]).astype(float)
                got[column] = got[column].astype(float)
            else:
                wanted[column] = wanted[column].map(true_name)
                got[column] = got[column].fillna("")
        same_rows(got, wanted, name)
        seen.append(name)
    return seen


def check_netcdf(result, export):
    import xarray as xr

    warnings.simplefilter("error")
    seen = []
    for _, scenario, year, folder, zones in tables_of(result, "zones_hourly"):
        with xr.open_dataset(export / f"{folder}.nc") as data:
            data.load()
        assert data.attrs["Conventions"] == "CF-1.10"
        prices = data["price_eur_per_mwh"].isel(run=0)
        assert [str(name) for name in data["scenario"].values] == [scenario]
        assert data["scenario"].dims == ("run",) and int(data["year"].values[0]) == year
        assert "bidding_zone" in data["net_position_mw"].dims
        for row in zones.itertuples():
            time = pd.Timestamp(row.time).tz_localize(None)
            value = float(prices.sel(time=time, bidding_zone=true_name(row.bidding_zone)))
            assert value == float(row.price_eur_per_mwh), row
        seen.append(folder)
    if (result / "runs").exists():
        # As notebooks-export/README.md says.
        files = [xr.open_dataset(export / f"{folder}.nc") for folder in seen]
        data = xr.concat(files, "run", data_vars="minimal", coords="minimal",
                         compat="no_conflicts", join="outer")
        assert [str(name) for name in data["run"].values] == seen
        assert data["price_eur_per_mwh"].dims == ("run", "time", "bidding_zone")
    return seen


def check_iamc(result, export):
    import pyam

    data = pyam.IamDataFrame(export)
    frame = data.data
    seen = 0
    columns = {
        "mean_price_eur_per_mwh": ("Price|Secondary Energy|Electricity", Decimal(1)),
        "load_gwh": ("Final Energy|Electricity", Decimal("3.6e-6")),
        "generation_gwh": ("Secondary Energy|Electricity", Decimal("3.6e-6")),
        "net_export_gwh": ("Trade|Secondary Energy|Electricity|Volume", Decimal("3.6e-6")),
    }
    for _, scenario, year, _, zones in tables_of(result, "zones_annual"):
        shown = "'" + scenario if scenario.startswith(FORMULA) else scenario
        for row in zones.to_dict("records"):
            for column, (variable, factor) in columns.items():
                found = frame[(frame.scenario == shown) & (frame.year == year)
                              & (frame.region == row["bidding_zone"])
                              & (frame.variable == variable)]
                wanted = float(Decimal(row[column]) * factor)
                # pandas reads decimals to the last place but one.
                assert len(found) == 1, (row, found)
                assert abs(found.value.iloc[0] - wanted) <= 1e-14 * abs(wanted), (row, found)
                seen += 1
    for column in ["model", "scenario", "region", "variable", "unit"]:
        assert not frame[column].str.startswith(FORMULA).any(), column
    # By technology it is the sum.
    fine = frame[frame.variable.str.match(r"^Secondary Energy\|Electricity\|(?!Curtailment)[^|]+$")]
    by_region = fine.groupby(["scenario", "region", "year"])["value"].sum()
    whole = frame[frame.variable == "Secondary Energy|Electricity"].set_index(
        ["scenario", "region", "year"])["value"]
    for key, value in by_region.items():
        assert abs(value - whole[key]) < 1e-8, (key, value, whole[key])
    return [f"{seen} figures"]


def check_pypsa(result, export):
    import pypsa

    logging.disable(logging.WARNING)
    seen = []
    is_study = (result / "runs").exists()
    for _, _, _, folder, zones in tables_of(result, "zones_hourly"):
        network = pypsa.Network()
        network.import_from_csv_folder(str(export / folder if is_study else export))
        zones["time"] = pd.to_datetime(zones["time"]).dt.tz_localize(None)
        prices = zones.pivot(index="time", columns="bidding_zone", values="price_eur_per_mwh")
        got = network.buses_t.marginal_price
        assert (got.index == prices.index).all()
        for zone in prices.columns:
            assert (got[zone] - prices[zone].astype(float)).abs().max() < 1e-9, zone
        given = -network.links_t.p0 * network.links.efficiency[network.links_t.p0.columns]
        assert (given - network.links_t.p1).abs().max().max() < 0.001
        for bus in network.buses.index:
            balance = sum(
                sign * series[list(names.index[names == bus])].sum(axis=1)
                for sign, series, names in [
                    (1, network.generators_t.p, network.generators.bus),
                    (1, network.storage_units_t.p, network.storage_units.bus),
                    (-1, network.loads_t.p, network.loads.bus),
                    (-1, network.links_t.p0, network.links.bus0),
                    (-1, network.links_t.p1, network.links.bus1),
                ] if len(names))
            assert balance.abs().max() < 0.02, (bus, balance.abs().max())
        seen.append(folder)
    return seen


def check_notebook(result, export):
    import nbclient
    import nbformat

    notebook = nbformat.read(export, as_version=4)
    nbformat.validate(notebook)
    # Errors in cells are raised.
    nbclient.NotebookClient(
        notebook, timeout=300, resources={"metadata": {"path": str(result)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [o for o in outputs if o.output_type in ("error", "stream")], outputs
    return [sum("image/png" in output.get("data", {}) for output in outputs), "plots"]


if __name__ == "__main__":
    form, result, export = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    seen = {
        "csv": check_csv, "sqlite": check_sqlite, "netcdf": check_netcdf, "iamc": check_iamc,
        "pypsa": check_pypsa, "notebook": check_notebook,
    }[form](result, export)
    assert seen, "nothing was compared"
    print(*seen)
