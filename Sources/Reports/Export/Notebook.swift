// SPDX-License-Identifier: Apache-2.0

/// A Jupyter notebook (nbformat 4.5) that reads a result folder with pandas and xarray and plots it.
///
/// It holds no name of the result: names are read from `manifest.json` and the tables when it runs,
/// so that none can become code or markup. The same kind of result gives the same bytes.
struct Notebook {
  private enum Cell {
    case words(String)
    case code(String)
  }

  private var cells: [Cell] = []

  /// - Parameters:
  ///   - hasHours: whether runs have hourly tables.
  init(isStudy: Bool, isAdequacy: Bool, hasHours: Bool) {
    cells = [.words(introduction), .code(preamble), .code(isStudy ? studyRuns : singleRun)]
    if isAdequacy {
      cells += [
        .words("## Adequacy\n\nLOLE and EENS with their standard errors."), .code(adequacyBars),
      ]
      if hasHours { cells += [.words(riskWords), .code(riskOfHours)] }
    } else if hasHours {
      cells += [
        .code(hourlyTables), .words("## Prices\n\nEvery hour, by falling price."),
        .code(durationCurves), .words("Mean over the zones, hour of the day (UTC) by day."),
        .code(priceHeatMap), .words("## Net positions\n\nNet export is positive."),
        .code(netPositions), .words("## Generation\n\nSum over all zones."), .code(generationStack),
        .words("## With xarray\n\nThe same figures by run, time and bidding zone."),
        .code(withXarray),
      ]
    }
    if isStudy {
      cells += [
        .words("## Scenarios\n\nAll zones together, mean over the runs of each scenario."),
        .code(scenarioComparison),
      ]
    } else if !isAdequacy {
      cells += [.words("## Totals"), .code(zoneTotals)]
    }
  }

  var json: JSONText {
    .object([
      .init(
        "cells", .array(cells.enumerated().map { Self.json(of: $0.element, number: $0.offset + 1) })
      ),
      .init(
        "metadata",
        .object([
          .init(
            "kernelspec",
            .object([
              .init("display_name", .string("Python 3")), .init("language", .string("python")),
              .init("name", .string("python3")),
            ])),
          .init("language_info", .object([.init("name", .string("python"))])),
        ])),
      .init("nbformat", .integer(4)), .init("nbformat_minor", .integer(5)),
    ])
  }

  private static func json(of cell: Cell, number: Int) -> JSONText {
    let id = JSONText.Member("id", .string("cell-\(number)"))
    switch cell {
    case .words(let text):
      return .object([
        .init("cell_type", .string("markdown")), id, .init("metadata", .object([])),
        .init("source", source(text)),
      ])
    case .code(let text):
      return .object([
        .init("cell_type", .string("code")), .init("execution_count", .null), id,
        .init("metadata", .object([])), .init("outputs", .array([])), .init("source", source(text)),
      ])
    }
  }

  /// Lines, each but the last with its end.
  private static func source(_ text: String) -> JSONText {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return .array(
      lines.enumerated().map { .string($1 + ($0 < lines.count - 1 ? "\n" : "")) })
  }
}

extension ExportSource {
  /// The text of a notebook that stands in the result folder.
  package func notebook() throws -> String {
    let command = result.manifest.command
    guard ["run", "couple", "adequacy"].contains(command) else {
      throw ExportError(
        message: "there is no notebook for a result of pentaflow \(command)",
        fix: "give the folder of a run, a couple or an adequacy result, or export to csv")
    }
    let hourly = command == "adequacy" ? "adequacy_hourly" : "zones_hourly"
    var hasHours = false
    for run in runs where !hasHours { hasHours = try run.result?.table(hourly) != nil }
    return Notebook(
      isStudy: isStudy, isAdequacy: command == "adequacy", hasHours: hasHours
    ).json.text
  }
}

private let introduction = """
  # Results of Pentaflow

  Run this notebook in the result folder (it reads `manifest.json`, `results/` and `runs/`). Times
  are UTC starts, net positions are positive for export, units stand in the names of the columns.
  """

private let preamble = """
  import json
  from pathlib import Path

  import matplotlib.pyplot as plt
  import numpy as np
  import pandas as pd
  import xarray as xr

  # Names are data: no mathematics in labels.
  plt.rcParams.update({"figure.figsize": (9, 4), "text.parse_math": False, "axes.grid": True})
  folder = Path(".")
  manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


  def read(path):
      \"""A table; only empty cells are missing values.\"""
      return pd.read_csv(path, keep_default_na=False, na_values=[""])


  def label(*parts):
      \"""Text for a legend; matplotlib hides what begins with an underscore.\"""
      text = ", ".join(str(part) for part in parts)
      return " " + text if text.startswith("_") else text
  """

private let studyRuns = """
  runs = pd.DataFrame(manifest["runs"])
  runs["path"] = [folder / "runs" / name for name in runs["folder"]]
  runs["label"] = [
      label(run.scenario, run.year, *(int(x) for x in (run.climate_year, run.sample) if pd.notna(x)))
      for run in runs.itertuples()
  ]
  runs[["run", "scenario", "year", "status", "reason"]]
  """

private let singleRun = """
  runs = pd.DataFrame([{"run": 1, "path": folder, "label": label(manifest["case"], manifest["year"])}])
  {key: manifest[key] for key in ("command", "case", "year", "status") if key in manifest}
  """

private let hourlyTables = """
  def hourly(table):
      \"""A table of all runs that have it; times without a time zone are UTC.\"""
      parts = []
      for run in runs.itertuples():
          path = run.path / "results" / f"{table}.csv"
          if path.exists():
              part = read(path)
              part["time"] = pd.to_datetime(part["time"]).dt.tz_localize(None)
              parts.append(part.assign(run=run.label))
      return pd.concat(parts, ignore_index=True)


  zones = hourly("zones_hourly")
  first = zones[zones["run"] == zones["run"].iloc[0]]
  zones.head()
  """

private let durationCurves = """
  fig, ax = plt.subplots()
  for name, group in first.groupby("bidding_zone"):
      prices = np.sort(group["price_eur_per_mwh"].to_numpy())[::-1]
      ax.plot(np.arange(len(prices)), prices, label=label(name))
  ax.set(xlabel="time units", ylabel="price (EUR/MWh)", title=first["run"].iloc[0])
  ax.legend(fontsize="small", ncols=3)
  plt.show()
  """

private let priceHeatMap = """
  mean = first.groupby("time")["price_eur_per_mwh"].mean()
  days = mean.groupby([mean.index.hour, mean.index.normalize()]).mean().unstack()
  fig, ax = plt.subplots()
  image = ax.imshow(days.to_numpy(), aspect="auto", cmap="cividis", interpolation="nearest")
  ax.set(xlabel=f"day from {days.columns[0]:%Y-%m-%d}", ylabel="hour of the day (UTC)")
  ax.grid(False)
  fig.colorbar(image, label="price (EUR/MWh)")
  plt.show()
  """

private let netPositions = """
  positions = first.pivot(index="time", columns="bidding_zone", values="net_position_mw") / 1000
  fig, ax = plt.subplots()
  for name in positions.columns:
      ax.plot(positions.index, positions[name], label=label(name))
  ax.set(ylabel="net position (GW)")
  ax.legend(fontsize="small", ncols=3)
  fig.autofmt_xdate()
  plt.show()
  """

private let generationStack = """
  supply = hourly("supply_hourly")
  supply = supply[supply["run"] == first["run"].iloc[0]]
  technologies = [column for column in supply.columns if column.endswith("_mw")]
  stack = supply.groupby("time")[technologies].sum() / 1000
  stack = stack.loc[:, stack.max() > 0]
  fig, ax = plt.subplots()
  ax.stackplot(
      stack.index, stack.to_numpy().T,
      labels=[label(name.removesuffix("_mw")) for name in stack.columns])
  ax.set(ylabel="generation (GW)")
  ax.legend(fontsize="small", ncols=3)
  fig.autofmt_xdate()
  plt.show()
  """

private let withXarray = """
  data = zones.set_index(["run", "time", "bidding_zone"]).to_xarray()
  mean_prices = data["price_eur_per_mwh"].mean("time")
  fig, ax = plt.subplots()
  places = np.arange(mean_prices.sizes["bidding_zone"])
  width = 0.8 / mean_prices.sizes["run"]
  for number, run in enumerate(mean_prices["run"].values):
      ax.bar(places + number * width, mean_prices.sel(run=run), width, label=label(run))
  ax.set_xticks(places, [str(name) for name in mean_prices["bidding_zone"].values], rotation=45)
  ax.set(ylabel="mean price (EUR/MWh)")
  ax.legend(fontsize="small")
  plt.show()
  """

private let scenarioComparison = """
  figures = read(folder / "results" / "study_runs.csv")
  figures = figures[figures["zone"] == "all"]
  names = [name for name in figures.columns[8:] if figures[name].notna().any()]
  table = figures.groupby(["scenario", "year"], sort=False)[names].mean()
  shown = [name for name in names if table[name].abs().max() > 0][:6]
  fig, axes = plt.subplots(max(len(shown), 1), squeeze=False, figsize=(9, 2.2 * max(len(shown), 1)))
  for ax, name in zip(axes[:, 0], shown):
      ax.barh([label(*key) for key in table.index], table[name])
      ax.set(xlabel=name)
  fig.tight_layout()
  plt.show()
  table.T
  """

private let zoneTotals = """
  totals = read(folder / "results" / "zones_annual.csv").set_index("bidding_zone")
  fig, ax = plt.subplots()
  ax.bar([label(name) for name in totals.index], totals["net_export_gwh"])
  ax.set(ylabel="net export (GWh)")
  plt.show()
  totals
  """

private let adequacyBars = """
  risk = read(folder / "results" / "adequacy_zones.csv").set_index("zone")
  fig, axes = plt.subplots(1, 2)
  for ax, name in zip(axes, ["lole_h_per_yr", "eens_mwh_per_yr"]):
      ax.bar(
          [label(zone) for zone in risk.index], risk[name],
          yerr=risk[f"{name}_standard_error"].fillna(0), capsize=3)
      ax.set(ylabel=name)
      ax.tick_params(axis="x", rotation=45)
  fig.tight_layout()
  plt.show()
  """

private let riskWords =
  "Expected hours short by hour of the day (UTC) and month, all zones together."

private let riskOfHours = """
  hours = read(folder / "results" / "adequacy_hourly.csv")
  hours["time"] = pd.to_datetime(hours["time"])
  sums = hours.groupby([hours["time"].dt.hour, hours["time"].dt.month])["lolp"].sum().unstack()
  fig, ax = plt.subplots()
  image = ax.imshow(sums.to_numpy(), aspect="auto", cmap="cividis", interpolation="nearest")
  ax.set_xticks(range(sums.shape[1]), [str(month) for month in sums.columns])
  ax.set(xlabel="month", ylabel="hour of the day (UTC)")
  ax.grid(False)
  fig.colorbar(image, label="loss of load (h)")
  plt.show()
  """
