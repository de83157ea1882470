# SPDX-License-Identifier: Apache-2.0
"""Fits the parameters of the synthetic climate to hourly series of 2016.

    python3 fit_climate.py SERIES_FOLDER [--case CASE_FOLDER]

Standard library only; the same input gives the same bytes. What the parameters mean stands in
Sources/Climate; README.md of the case says what was fitted to what.
"""

import argparse
import csv
import gzip
import math
import statistics
from datetime import datetime
from pathlib import Path

SOURCE, QUALITY = "dispa_set_b30cc1a", "derived"
# Where a country's fleet and load stand on average (degrees); weather is drawn at these points.
PLACES = {
    "AT": (47.8, 15.2), "BE": (50.8, 4.5), "CH": (47.1, 7.9), "DE": (51.5, 9.8),
    "FR": (47.5, 2.6), "LU": (49.7, 6.1), "NL": (52.4, 5.4), "CZ": (49.8, 15.3),
    "DK": (55.9, 9.6), "ES": (40.8, -3.5), "GB": (54.2, -2.4), "HU": (47.2, 19.0),
    "IE": (53.2, -7.9), "IT": (42.5, 13.0), "NO": (60.5, 9.0), "PL": (52.3, 18.8),
    "PT": (39.9, -8.2), "SE": (59.0, 15.5), "SI": (46.1, 14.7), "SK": (48.7, 19.3),
    "HR": (45.3, 16.0),
}
PLACES_OFFSHORE = {
    "BE": (51.6, 2.8), "DE": (54.3, 7.2), "FR": (48.8, -2.0), "NL": (52.9, 4.0),
    "DK": (55.7, 8.6), "GB": (53.8, 0.8), "IE": (53.0, -5.5), "NO": (58.5, 4.5),
    "SE": (56.3, 14.5),
}
PROBABILITIES = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]
# Keeps the logit finite at 0 and 1; the same number stands in Sources/Climate.
MARGIN = 0.005
# Wind is fitted where nothing stands in its way: behind the Alps distance says little.
OPEN_COUNTRY = {"BE", "CZ", "DE", "DK", "FR", "GB", "IE", "LU", "NL", "PL", "SE"}
# Shorter fields would fall between the nodes of the lattice in Sources/Climate.
SHORTEST_LENGTH_KM = 200
HEATING_LIMIT_C = 15.0
# The least load per degree, where one mild year shows none.
LEAST_HEATING_SHARE = 0.002
NORMAL = statistics.NormalDist()


def read(folder, variable):
    """Columns of a variable with the month, hour and day of each row; empty cells become None."""
    with gzip.open(folder / f"{variable}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)[1:]
        times, columns = [], {name: [] for name in header}
        for row in rows:
            times.append(datetime.fromisoformat(row[0]))
            for name, text in zip(header, row[1:]):
                columns[name].append(float(text) if text else None)
    return times, columns


def write(folder, table, header, rows):
    with open(folder / f"{table}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def number(value, digits):
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def months(values, times):
    """Mean per month, with the months beside it (1-2-1): one year's luck is not climate."""
    sums, counts = [0.0] * 12, [0] * 12
    for value, time in zip(values, times):
        sums[time.month - 1] += value
        counts[time.month - 1] += 1
    means = [total / count for total, count in zip(sums, counts)]
    return [(means[m - 1] + 2 * means[m] + means[(m + 1) % 12]) / 4 for m in range(12)]


def month_weights(time):
    """The two months between whose middles a day lies, and the weight of the second."""
    day = time.day - 0.5
    length = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    position = day / length[time.month - 1]
    if position < 0.5:
        return (time.month - 2) % 12, time.month - 1, position + 0.5
    return time.month - 1, time.month % 12, position - 0.5


def between(monthly, time):
    first, second, weight = month_weights(time)
    return monthly[first] * (1 - weight) + monthly[second] * weight


def logit(share):
    inner = (share + MARGIN) / (1 + 2 * MARGIN)
    return math.log(inner / (1 - inner))


def share_of(value):
    return min(1, max(0, (1 + 2 * MARGIN) / (1 + math.exp(-value)) - MARGIN))


def quantiles(values):
    ordered = sorted(values)
    result = []
    for probability in PROBABILITIES:
        position = probability * (len(ordered) - 1)
        low = int(position)
        high = min(low + 1, len(ordered) - 1)
        result.append(ordered[low] + (position - low) * (ordered[high] - ordered[low]))
    return result


def solve(function, target, low, high):
    """The argument at which a rising function meets the target."""
    for _ in range(60):
        middle = (low + high) / 2
        if function(middle) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def correlation(a, b):
    mean_a, mean_b = statistics.fmean(a), statistics.fmean(b)
    product = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b))
    scale = sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)
    return product / math.sqrt(scale) if scale > 0 else 0.0


def kilometres(a, b):
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2)
    return 2 * 6371 * math.asin(math.sqrt(h))


def near(distance, length):
    """Correlation over a distance of a field smoothed by a Gaussian kernel of that length."""
    return math.exp(-((distance / (2 * length)) ** 2))


def distances_and_correlations(residuals, places, farthest):
    names = sorted(residuals)
    pairs = []
    for i, first in enumerate(names):
        for second in names[i + 1:]:
            distance = kilometres(places[first], places[second])
            if distance < farthest:
                pairs.append((distance, correlation(residuals[first], residuals[second])))
    return pairs


def fitted_length(residuals, places):
    """Length of the Gaussian kernel that fits the correlations best."""
    pairs = distances_and_correlations(residuals, places, 1500)
    return min(range(150, 900, 10), key=lambda length: sum(
        (r - near(d, length)) ** 2 for d, r in pairs))


def autocorrelation(residuals, lag):
    return statistics.fmean(
        correlation(values[lag:], values[:-lag]) for values in residuals.values())


def target_means(case):
    """Mean availability of the fleets of the last year of the case, by variable and column."""
    result = {}
    with open(case / "renewables.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["profile"]]
    last = max(int(row["year"]) for row in rows)
    largest = {}
    for row in rows:
        key = row["profile"], row["profile_column"]
        if int(row["year"]) == last and float(row["installed_mw"]) > largest.get(key, 0):
            if row["technology"] != "solar_thermal":
                largest[key] = float(row["installed_mw"])
                result[key] = float(row["capacity_factor"])
    return result


MONTHS = [f"month_{m:02d}" for m in range(1, 13)]
HOURS = [f"hour_{h:02d}" for h in range(24)]


def fit_wind(series, out, targets):
    """Wind: logit of the capacity factor = shift + month + hour + residual quantile."""
    rows, residuals, places = [], {}, {}
    for variable, where in [("cf_wind_onshore", PLACES), ("cf_wind_offshore", PLACES_OFFSHORE)]:
        times, columns = read(series, variable)
        for name, values in columns.items():
            x = [logit(value) for value in values]
            monthly = months(x, times)
            free = [value - between(monthly, time) for value, time in zip(x, times)]
            hourly = [0.0] * 24
            for value, time in zip(free, times):
                hourly[time.hour] += value / (len(free) / 24)
            free = [value - hourly[time.hour] for value, time in zip(free, times)]
            residuals[variable, name] = free
            places[variable, name] = where[name]
            target = targets.get((variable, name), statistics.fmean(values))
            shift = solve(
                lambda s: statistics.fmean(share_of(value + s) for value in x), target, -3, 4)
            rows.append([
                variable, name, number(where[name][0], 2), number(where[name][1], 2),
                number(target, 4), number(shift, 4), *(number(m, 3) for m in monthly),
                *(number(h, 3) for h in hourly), *(number(q, 3) for q in quantiles(free)), SOURCE,
                QUALITY])
    write(out, "wind", [
        "variable", "column", "lat", "lon", "mean", "shift", *MONTHS, *HOURS,
        *(f"quantile_{str(p)[2:]}" for p in PROBABILITIES), "source", "quality"], rows)
    plain = {key: values for key, values in residuals.items() if key[1] in OPEN_COUNTRY}
    lags = {lag: autocorrelation(plain, lag) for lag in (3, 6, 12, 24, 48, 96)}
    pairs = distances_and_correlations(plain, places, 2000)

    def best(error, firsts, seconds):
        return min((error(a, b), a, b) for a in firsts for b in seconds if a < b)

    def fit(share):
        """Error, lengths and time constants where the fast factor has this share."""
        def space(a, b):
            return statistics.fmean(
                (r - share * near(d, a) - (1 - share) * near(d, b)) ** 2 for d, r in pairs)

        def time(a, b):
            return statistics.fmean(
                (r - share * math.exp(-lag / a) - (1 - share) * math.exp(-lag / b)) ** 2
                for lag, r in lags.items())

        in_space = best(space, range(SHORTEST_LENGTH_KM, 450, 30), range(300, 1300, 50))
        in_time = best(time, range(8, 42, 2), range(40, 260, 20))
        return in_space[0] + in_time[0], in_space[1:], in_time[1:]

    share = min((w / 20 for w in range(8, 20)), key=lambda w: fit(w)[0])
    _, lengths, times = fit(share)
    return [
        ["wind_synoptic", number(times[0], 0), number(lengths[0], 0), number(share, 2)],
        ["wind_regime", number(times[1], 0), number(lengths[1], 0), number(1 - share, 2)]]


def fit_solar(series, out, targets):
    """Sun: the clearest hours of each month, times the share that clouds let through."""
    times, columns = read(series, "cf_solar")
    rows, shapes, residuals = [], [], {}
    for name, values in columns.items():
        cells = {}
        for value, time in zip(values, times):
            cells.setdefault((time.month - 1, time.hour), []).append(value)
        clear = [[0.0] * 24 for _ in range(12)]
        for (month, hour), cell in cells.items():
            clear[month][hour] = statistics.fmean(sorted(cell)[-3:])
        by_hour = [[clear[m][h] for m in range(12)] for h in range(24)]
        # One value per day: the share of the day's clear energy.
        daily, days = [], []
        for start in range(0, len(values) - 23, 24):
            possible = sum(
                between(by_hour[times[i].hour], times[i]) for i in range(start, start + 24))
            ratio = sum(values[start:start + 24]) / possible if possible > 0 else 0.5
            daily.append(logit(min(0.99, max(0.01, ratio))))
            days.append(times[start])
        monthly = months(daily, days)
        free = [value - between(monthly, day) for value, day in zip(daily, days)]
        sigma = statistics.pstdev(free)
        residuals[name] = free
        target = targets.get(("cf_solar", name), statistics.fmean(values))
        expected = 0.0
        points = [NORMAL.inv_cdf((k + 0.5) / 15) for k in range(15)]
        for index in range(0, len(times), 24):
            passed = statistics.fmean(
                share_of(between(monthly, times[index]) + sigma * z) for z in points)
            expected += passed * sum(
                between(by_hour[times[i].hour], times[i]) for i in range(index, index + 24))
        level = target * len(times) / expected
        place = PLACES[name]
        rows.append([
            name, number(place[0], 2), number(place[1], 2), number(target, 4), number(level, 4),
            number(sigma, 3), *(number(m, 3) for m in monthly), SOURCE, QUALITY])
        for month in range(12):
            shapes.append([name, month + 1, *(number(c, 3) for c in clear[month]), SOURCE, QUALITY])
    write(out, "solar", [
        "column", "lat", "lon", "mean", "level", "cloud_sigma", *MONTHS, "source", "quality"], rows)
    write(out, "solar_clear", ["column", "month", *HOURS, "source", "quality"], shapes)
    lag = autocorrelation(residuals, 1)
    length = fitted_length(residuals, PLACES)
    return [["cloud", number(-24 / math.log(lag), 0), number(length, 0), "1"]]


def fit_water(series, out, targets):
    """Rivers and inflow: log of the value = month + residual; run of river bends towards 1."""
    rows, residuals = [], {}
    for variable in ["cf_hydro_ror", "inflow_hdam_pu", "inflow_hphs_pu"]:
        times, columns = read(series, variable)
        for name, values in columns.items():
            x = [math.log(max(0.001, value)) for value in values]
            monthly = months(x, times)
            free = [value - between(monthly, time) for value, time in zip(x, times)]
            sigma = statistics.pstdev(free)
            if variable == "inflow_hdam_pu":
                residuals[name] = free[::24]
            mean = statistics.fmean(values)
            target = targets.get((variable, name), mean)
            bends = variable == "cf_hydro_ror"

            def expected(shift):
                total = 0.0
                points = [NORMAL.inv_cdf((k + 0.5) / 15) for k in range(15)]
                for time in times[::24]:
                    for z in points:
                        value = math.exp(shift + between(monthly, time) + sigma * z)
                        total += value / (1 + value) if bends else value
                return total / (len(times[::24]) * len(points))

            shift = solve(expected, target, -6, 6)
            place = PLACES[name]
            rows.append([
                variable, name, number(place[0], 2), number(place[1], 2), number(target, 4),
                number(shift, 4), number(sigma, 3), *(number(m, 3) for m in monthly), SOURCE,
                QUALITY])
    write(out, "water", [
        "variable", "column", "lat", "lon", "mean", "shift", "sigma", *MONTHS, "source",
        "quality"], rows)
    lag = autocorrelation(residuals, 7)
    length = fitted_length(residuals, PLACES)
    return [["water", number(-168 / math.log(lag), 0), number(length, 0), "1"]]


def fit_temperature(series, out):
    times, columns = read(series, "temperature_c")
    rows, residuals, daily_temperature = [], {}, {}
    for name, values in columns.items():
        days = times[::24]
        daily = [statistics.fmean(values[i:i + 24]) for i in range(0, len(values), 24)]
        monthly = months(daily, days)
        free = [value - between(monthly, day) for value, day in zip(daily, days)]
        residuals[name] = free
        daily_temperature[name] = daily
        place = PLACES[name]
        rows.append([
            name, number(place[0], 2), number(place[1], 2), number(statistics.pstdev(free), 2),
            *(number(m, 1) for m in monthly), SOURCE, QUALITY])
    write(out, "temperature", [
        "column", "lat", "lon", "sigma_c", *MONTHS, "source", "quality"], rows)
    lag = autocorrelation(residuals, 3)
    factor = ["temperature", number(-72 / math.log(lag), 0),
              number(fitted_length(residuals, PLACES), 0), "1"]
    return [factor], daily_temperature


def fit_load(series, out, temperatures):
    """Load: month x (working day or weekend) x hour, and heating per degree below the limit."""
    times, columns = read(series, "load_mw")
    rows, shapes = [], []
    for name, values in columns.items():
        mean = statistics.fmean(values)
        relative = [value / mean for value in values]
        cells = {}
        for value, time in zip(relative, times):
            kind = "weekend" if time.weekday() >= 5 else "working"
            cells.setdefault((time.month, kind, time.hour), []).append(value)
        shape = {key: statistics.fmean(cell) for key, cell in cells.items()}
        # Within a month, daily load of working days against heating degrees.
        x, y, noise = [], [], []
        by_month = {}
        for index, temperature in enumerate(temperatures[name]):
            start = times[index * 24]
            kind = "weekend" if start.weekday() >= 5 else "working"
            base = statistics.fmean(shape[start.month, kind, hour] for hour in range(24))
            load = statistics.fmean(relative[index * 24:index * 24 + 24])
            heating = max(0.0, HEATING_LIMIT_C - temperature)
            by_month.setdefault((start.month, kind), []).append((heating, load - base))
        for cell in by_month.values():
            centre = statistics.fmean(heating for heating, _ in cell)
            for heating, load in cell:
                x.append(heating - centre)
                y.append(load)
        square = sum(v * v for v in x)
        slope = sum(a * b for a, b in zip(x, y)) / square if square > 0 else 0
        slope = max(LEAST_HEATING_SHARE, slope)
        noise = statistics.pstdev([b - slope * a for a, b in zip(x, y)])
        place = PLACES[name]
        rows.append([
            name, number(place[0], 2), number(place[1], 2), number(mean, 1), number(slope, 4),
            number(min(noise, 0.03), 4), SOURCE, QUALITY])
        for month in range(1, 13):
            for kind in ["working", "weekend"]:
                shapes.append([
                    name, month, kind, *(number(shape[month, kind, hour], 3) for hour in range(24)),
                    SOURCE, QUALITY])
    write(out, "load", [
        "column", "lat", "lon", "mean_mw", "heating_share_per_k", "noise_sigma", "source",
        "quality"], rows)
    write(out, "load_shape", ["column", "month", "day", *HOURS, "source", "quality"], shapes)
    return [["load", "24", "300", "1"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("series", type=Path, help="folder of the hourly series of 2016")
    parser.add_argument("--case", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--out", type=Path, help="folder of the parameters; CASE/climate if absent")
    arguments = parser.parse_args()
    out = arguments.out or arguments.case / "climate"
    out.mkdir(parents=True, exist_ok=True)
    targets = target_means(arguments.case)
    factors = fit_wind(arguments.series, out, targets)
    factors += fit_solar(arguments.series, out, targets)
    factors += fit_water(arguments.series, out, targets)
    temperature, daily = fit_temperature(arguments.series, out)
    factors += temperature
    factors += fit_load(arguments.series, out, daily)
    assumed = {"load"}
    write(out, "factors", [
        "factor", "time_constant_h", "length_km", "variance_share", "source", "quality"],
        [[*row, "own_assumption" if row[0] in assumed else SOURCE,
          "assumption" if row[0] in assumed else QUALITY] for row in factors])


if __name__ == "__main__":
    main()
