# SPDX-License-Identifier: Apache-2.0
"""Writes one instance of class P, the synthetic coupling year on which solvers are compared.

    python class_p.py OUT --hours 168 [--start 0] [--seed 1]

18 bidding zones, of which the first 11 trade inside a flow-based domain with 60 CNECs and one
evolved flow-based cable; 20 borders between the other zones; 235 supply steps; 27 storages. The
network and the costs are the same for every seed; load, weather, availability, margins, inflows
and link outages are drawn from the seed for a whole year of 8760 hours, of which `--hours` from
`--start` on are written. numpy is all it needs, and the same seed gives the same bytes.

Units: GW, GWh, EUR/MWh. The file is an array file: see benchmarks/README.md.
"""
import argparse
import json

import numpy as np

HOURS_OF_YEAR = 8760
HOURS_OF_WEEK = 168
NETWORK_SEED = 77
CNEC_COUNT = 60

# Per zone: longitude, latitude; peak load, wind, solar, run of river; nuclear, lignite, coal,
# CCGT, OCGT, oil, CHP, biomass (GW); pumped storage (GW, GWh), reservoir (GW, GWh, TWh of inflow a
# year), battery (GW, GWh); value of lost load.
ZONES = {
    "AT": ((13, 47), (10.5, 5, 8, 5.5), (0, 0, 0, 4, .5, 0, .6, .6), (4, 180), (2.5, 1700, 5), (.5, 1), 9000),
    "BE": ((4.5, 50.7), (13.5, 8, 10, .1), (4, 0, 0, 6.5, .6, 0, 1.5, .6), (1.3, 6), None, (1, 2), 13000),
    "DE": ((10, 51), (82, 85, 110, 4), (0, 13, 11, 20, 6, 2, 8, 8), (9, 60), None, (8, 16), 12000),
    "FR": ((2, 47), (88, 28, 30, 9), (61, 0, 0, 6.5, 2, 1.5, 2, 2), (5, 80), (9, 3500, 18), (2, 4), 15000),
    "LU": ((6, 49.6), (1.1, .5, .8, .05), (0, 0, 0, 0, 0, 0, .1, .1), (1.3, 5), None, None, 12000),
    "NL": ((5.5, 52), (19.5, 18, 26, 0), (.5, 0, 3, 13, .5, 0, 3, .5), None, None, (2, 4), 11000),
    "CZ": ((15, 50), (11, .5, 5, .4), (4, 6, .8, 1.4, 0, 0, 1, .6), (1.1, 6), None, None, 8000),
    "PL": ((19, 52), (27, 14, 20, .4), (0, 7, 18, 6, 0, 0, 2, .6), (1.7, 8), None, (1.5, 4), 7000),
    "HU": ((19, 47), (7.4, .4, 7, .05), (2, .5, 0, 3, .4, .3, .5, .3), None, None, None, 6000),
    "SI": ((14.5, 46), (2.4, .05, 1.2, 1.2), (.7, .5, 0, .4, .3, 0, .1, .1), (.18, 1), None, None, 6000),
    "SK": ((19, 48.7), (4.6, .1, .8, 1.5), (2.8, .1, .1, 1, .1, 0, .3, .2), (.9, 4), None, None, 6000),
    "CH": ((8, 47), (10.5, .1, 8, 4), (2.9, 0, 0, 0, 0, 0, .3, .3), (3.7, 200), (8.2, 8800, 17), None, 10000),
    "GB": ((-1, 52), (58, 35, 18, .5), (5, 0, 0, 28, 3, .5, 3, 3.5), (2.8, 26), None, (5, 8), 10000),
    "ES": ((-4, 40), (41, 32, 40, 3), (7, 0, 0, 25, 0, .5, 3, 1), (6, 100), (10, 10000, 20), (1, 3), 7000),
    "IT": ((10, 45), (32, .5, 20, 5), (0, 0, 1, 25, 2, .5, 4, 1.5), (5, 60), (4, 2000, 9), None, 8000),
    "DK": ((9, 56), (3.9, 7, 3, 0), (0, 0, .5, 1, .3, 0, .7, 1), None, None, None, 11000),
    "NO": ((7, 59), (6.5, 1.5, 0, 1), (0, 0, 0, 0, .2, 0, 0, 0), None, (9, 20000, 45), None, 9000),
    "SE": ((14, 56), (4.5, 2.5, 1, .2), (0, 0, 0, 1.5, .5, .6, .3, .5), None, None, None, 8000),
}
NAMES = list(ZONES)
FLOW_BASED = 11
BELGIUM, GERMANY = NAMES.index("BE"), NAMES.index("DE")

# Share of the fleet and EUR/MWh of each tranche, in the order of the fleets above.
TRANCHES = {
    "nuclear": [(1, 12)], "lignite": [(.5, 72), (.5, 84)], "coal": [(.5, 92), (.5, 104)],
    "ccgt": [(.3, 82), (.4, 91), (.3, 103)], "ocgt": [(1, 148)], "oil": [(1, 235)],
    "chp": [(1, 68)], "biomass": [(1, 58)],
}
# From, to, GW forward, GW backward.
LINKS = [
    ("FR", "CH", 3.0, 1.2), ("DE", "CH", 2.0, 4.0), ("AT", "CH", 1.2, 1.2), ("IT", "CH", 1.8, 3.8),
    ("IT", "FR", 1.0, 3.0), ("IT", "AT", .1, .3), ("IT", "SI", .6, .7), ("FR", "ES", 2.8, 2.6),
    ("FR", "GB", 4.0, 4.0), ("BE", "GB", 1, 1), ("NL", "GB", 1, 1), ("NL", "DK", .7, .7),
    ("NL", "NO", .7, .7), ("DE", "DK", 2.5, 2.5), ("DE", "NO", 1.4, 1.4), ("DE", "SE", .6, .6),
    ("GB", "NO", 1.4, 1.4), ("GB", "DK", 1.4, 1.4), ("DK", "NO", 1.6, 1.6), ("PL", "SE", .6, .6),
]
OVERSEAS = {"GB", "NO", "SE", "DK"}
BUSES_OF_ZONE = [3, 3, 9, 7, 1, 4, 3, 5, 2, 1, 2]


class Calendar:
    """Hours of the year and the seasonal waves that the series share."""

    def __init__(self):
        hours = np.arange(HOURS_OF_YEAR)
        self.hour = hours % 24
        self.day = hours // 24

    def wave(self, peak_day):
        """1 on `peak_day`, -1 half a year later."""
        return np.cos(2 * np.pi * (self.day - peak_day) / 365)


def persistent_noise(rng, count, hours_of_memory, correlation=None):
    """Normal noise, hour x item, with unit variance and exponential memory."""
    keep = np.exp(-1 / hours_of_memory)
    fresh = rng.standard_normal((HOURS_OF_YEAR, count))
    if correlation is not None:
        fresh = fresh @ np.linalg.cholesky(correlation).T
    noise = np.empty((HOURS_OF_YEAR, count))
    noise[0] = fresh[0]
    share = np.sqrt(1 - keep * keep)
    for t in range(1, HOURS_OF_YEAR):
        noise[t] = keep * noise[t - 1] + share * fresh[t]
    return noise


def weekly(values):
    """A number a week, hour by hour."""
    return np.repeat(values, HOURS_OF_WEEK)[:HOURS_OF_YEAR]


WEEKS = HOURS_OF_YEAR // HOURS_OF_WEEK + 2


class Weather:
    """Load (GW) and capacity factors, hour x zone."""

    def __init__(self, rng, calendar, positions):
        gaps = np.sqrt(((positions[:, None] - positions[None]) ** 2 * [0.5, 1]).sum(-1))
        correlation = np.exp(-gaps / 6) + 1e-9 * np.eye(len(NAMES))
        self.load = self._load(calendar, persistent_noise(rng, len(NAMES), 60, correlation))
        self.wind = self._wind(calendar, persistent_noise(rng, len(NAMES), 36, correlation))
        clouds = persistent_noise(rng, len(NAMES), 20, correlation)
        self.solar = self._solar(calendar, positions, clouds)
        summer = (0.45 + 0.2 * calendar.wave(150))[:, None]
        self.river = summer + 0.05 * persistent_noise(rng, len(NAMES), 200)

    @staticmethod
    def _load(calendar, noise):
        hour = calendar.hour
        of_day = (
            0.78 + 0.13 * np.exp(-((hour - 11) / 4.) ** 2)
            + 0.20 * np.exp(-((hour - 19) / 2.6) ** 2) - 0.10 * np.exp(-((hour - 4) / 3.) ** 2))
        of_week = np.where((calendar.day % 7) >= 5, 0.88, 1.0)
        load = np.empty(noise.shape)
        for zone, name in enumerate(NAMES):
            heating = {"FR": .16, "ES": -.02, "IT": -.02}.get(name, .10)
            of_year = 1 - heating + heating * calendar.wave(15)
            peak = ZONES[name][1][0]
            load[:, zone] = peak * np.minimum(
                1.04, of_day * of_week * of_year * (1 + 0.03 * noise[:, zone]))
        return load

    @staticmethod
    def _wind(calendar, noise):
        coast = np.where(np.isin(NAMES, ["NL", "BE", "DK", "GB"]), .4, 0)
        season = 0.35 * calendar.wave(10)
        return 1 / (1 + np.exp(-(1.5 * noise + season[:, None] - 1.25 + coast)))

    @staticmethod
    def _solar(calendar, positions, clouds):
        tilt = -23.4 * calendar.wave(-10) * np.pi / 180
        latitude = positions[:, 1] * np.pi / 180
        angle = (calendar.hour - 12.5) * np.pi / 12
        height = (
            np.sin(latitude)[None] * np.sin(tilt)[:, None]
            + np.cos(latitude)[None] * (np.cos(tilt) * np.cos(angle))[:, None])
        return np.maximum(0, height - 0.02) * (0.55 + 0.35 / (1 + np.exp(-1.5 * clouds)))


class Supply:
    """Supply steps: zone, cost (EUR/MWh) and available GW by hour."""

    def __init__(self, rng, network_rng, calendar, weather):
        self.zone, self.cost, available = [], [], []

        def add(zone, cost, series):
            self.zone.append(zone)
            self.cost.append(cost)
            available.append(series)

        for zone, name in enumerate(NAMES):
            _, (peak, wind, solar, river), fleets, _, _, _, lost_load = ZONES[name]
            for technology, capacity in zip(TRANCHES, fleets):
                if capacity <= 0:
                    continue
                tranches = TRANCHES[technology]
                if capacity < .4:
                    tranches = [(1, np.mean([cost for _, cost in tranches]))]
                for share, cost in tranches:
                    factor = self._availability(technology, calendar, rng)
                    spread = 1 + 0.03 * network_rng.uniform(-1, 1)
                    digits = 2 if technology == "nuclear" else 1
                    add(zone, round(cost * spread, digits), capacity * share * factor)
            add(zone, 0.5, wind * weather.wind[:, zone])
            add(zone, 0.2, solar * weather.solar[:, zone])
            if river > 0.3:
                add(zone, 0.1, river * np.clip(weather.river[:, zone], .05, 1))
            flexible = 0.02 * peak * np.ones(HOURS_OF_YEAR)
            add(zone, 300 + 20 * (zone % 5), flexible)
            add(zone, 1000 + 100 * (zone % 7), flexible)
            add(zone, lost_load, weather.load[:, zone])
        self.available = np.array(available).T.copy()
        self.available[self.available < 1e-4] = 0

    @staticmethod
    def _availability(technology, calendar, rng):
        outages = weekly(rng.uniform(-.1, .08, WEEKS))
        if technology == "nuclear":
            level = 0.80 + 0.10 * calendar.wave(20) + outages
        else:
            level = 0.88 + outages
        return np.clip(level, 0, 1)


class Storages:
    """Storages of every zone: pumped, reservoir, battery."""

    def __init__(self, rng, calendar):
        rows, yearly = [], []
        for zone, name in enumerate(NAMES):
            _, _, _, pumped, reservoir, battery, _ = ZONES[name]
            if pumped:
                rows.append((zone, pumped[0] * .95, pumped[0], pumped[1], .87, .90))
                yearly.append(0)
            if reservoir:
                rows.append((zone, 0.0, reservoir[0], reservoir[1], 1.0, .95))
                yearly.append(reservoir[2])
            if battery:
                rows.append((zone, battery[0], battery[0], battery[1], .95, .95))
                yearly.append(0)
        self.zone = [row[0] for row in rows]
        (self.charge, self.discharge, self.energy, self.charge_efficiency,
         self.discharge_efficiency) = np.array([row[1:] for row in rows], float).T
        self.inflow = np.zeros((HOURS_OF_YEAR, len(rows)))
        for item, terawatt_hours in enumerate(yearly):
            if terawatt_hours > 0:
                melt = np.maximum(.15, 1 - .8 * calendar.wave(20))
                rain = np.clip(persistent_noise(rng, 1, 150)[:, 0], -2, 2)
                shape = melt * (1 + .2 * rain)
                share = terawatt_hours * 1000 * shape / shape.sum()
                # The year's length cancels but for the last bit, which the known objectives have.
                self.inflow[:, item] = share * len(shape) / HOURS_OF_YEAR


class Network:
    """A DC grid of 40 buses inside the flow-based zones and the CNECs chosen from it."""

    def __init__(self, rng, network_rng, positions):
        self.zone_of_bus = np.repeat(np.arange(FLOW_BASED), BUSES_OF_ZONE)
        count = len(self.zone_of_bus)
        scatter = np.repeat(np.sqrt(BUSES_OF_ZONE), BUSES_OF_ZONE)[:, None] * 0.9
        places = positions[self.zone_of_bus] + network_rng.normal(0, 1, (count, 2)) * scatter
        self.length = np.sqrt(((places[:, None] - places[None]) ** 2).sum(-1))
        self.branches = self._branches(count)
        flows = self._flows(count)
        key = np.zeros((count, FLOW_BASED))
        for zone in range(FLOW_BASED):
            weights = network_rng.uniform(.3, 1, BUSES_OF_ZONE[zone])
            key[self.zone_of_bus == zone, zone] = weights / weights.sum()
        self._choose(flows, key)
        self._margins(rng, network_rng)

    def _branches(self, count):
        """Each bus to its three nearest, then the shortest bridges until all hang together."""
        branches = set()
        for bus in range(count):
            for other in np.argsort(self.length[bus])[1:4]:
                branches.add((min(bus, other), max(bus, other)))
        while True:
            reached = self._reached(branches, count)
            if reached.all():
                return sorted(branches)
            gap = np.where(reached[:, None] & ~reached[None], self.length, 1e9)
            pair = np.unravel_index(gap.argmin(), gap.shape)
            branches.add((min(pair), max(pair)))

    @staticmethod
    def _reached(branches, count):
        """Which buses hang together with bus 0."""
        reached = np.zeros(count, bool)
        reached[0] = True
        grown = True
        while grown:
            grown = False
            for a, b in branches:
                if reached[a] != reached[b]:
                    reached[a] = reached[b] = grown = True
        return reached

    def _flows(self, count):
        """Flow on each branch per GW injected at a bus and withdrawn at bus 0."""
        incidence = np.zeros((len(self.branches), count))
        for line, (a, b) in enumerate(self.branches):
            incidence[line, a] = 1
            incidence[line, b] = -1
        susceptance = 1 / np.array([self.length[a, b] for a, b in self.branches])
        nodal = incidence.T @ (susceptance[:, None] * incidence)
        inverse = np.zeros((count, count))
        inverse[1:, 1:] = np.linalg.inv(nodal[1:, 1:])
        return (susceptance[:, None] * incidence) @ inverse

    def _choose(self, flows, key):
        """The elements most sensitive to trade, at most two outage states of each."""
        belgian = np.where(self.zone_of_bus == BELGIUM)[0][0]
        german = np.where(self.zone_of_bus == GERMANY)[0][0]
        candidates = []
        for line in range(len(self.branches)):
            for outage in [-1] + list(range(len(self.branches))):
                if outage == line:
                    continue
                flow = flows[line].copy()
                if outage >= 0:
                    a, b = self.branches[outage]
                    rest = 1 - (flows[outage, a] - flows[outage, b])
                    if rest < 1e-6:
                        continue
                    flow = flow + (flows[line, a] - flows[line, b]) / rest * flows[outage]
                zonal = flow @ key
                candidates.append(
                    (zonal.max() - zonal.min(), line, zonal, flow[german] - flow[belgian]))
        candidates.sort(key=lambda candidate: -candidate[0])
        chosen, states = [], {}
        for candidate in candidates:
            if states.get(candidate[1], 0) >= 2:
                continue
            states[candidate[1]] = states.get(candidate[1], 0) + 1
            chosen.append(candidate)
            if len(chosen) >= CNEC_COUNT // 2:
                break
        self.factors = np.zeros((CNEC_COUNT, FLOW_BASED + 1))
        for row, (_, _, zonal, cable) in enumerate(chosen):
            self.factors[2 * row, :FLOW_BASED] = np.round(zonal, 5)
            self.factors[2 * row, FLOW_BASED] = round(cable, 5)
            self.factors[2 * row + 1] = -self.factors[2 * row]

    def _margins(self, rng, network_rng):
        """Margins of both directions of each element, GW, hour x CNEC."""
        self.margin = np.zeros((HOURS_OF_YEAR, CNEC_COUNT))
        for row in range(CNEC_COUNT // 2):
            base = network_rng.uniform(1.2, 3.5)
            drift = 0.25 * base * persistent_noise(rng, 1, 48)[:, 0]
            for side, sign in enumerate((1, -1)):
                self.margin[:, 2 * row + side] = np.clip(
                    base * .75 + sign * drift, .2 * base, 1.6 * base)


class Links:
    """One way of each border as a link of its own; cables overseas lose 3 %."""

    def __init__(self, rng):
        self.source, self.sink, self.cost, self.kept, limits = [], [], [], [], []
        for a, b, forward, backward in LINKS:
            is_cable = a in OVERSEAS or b in OVERSEAS
            for source, sink, limit in ((a, b, forward), (b, a, backward)):
                self.source.append(NAMES.index(source))
                self.sink.append(NAMES.index(sink))
                self.kept.append(.97 if is_cable else 1.0)
                self.cost.append(.1 if is_cable else .05)
                halved = weekly(rng.random(WEEKS) < .03)
                limits.append(limit * np.where(halved, .5, 1))
        self.limit = np.array(limits).T.copy()


def instance(seed, start, hours):
    """Arrays of the instance by name, in the order of the file."""
    rng = np.random.default_rng(seed)
    network_rng = np.random.default_rng(NETWORK_SEED)
    positions = np.array([zone[0] for zone in ZONES.values()], float)
    calendar = Calendar()
    # The order of these draws is what makes the numbers of a seed.
    weather = Weather(rng, calendar, positions)
    supply = Supply(rng, network_rng, calendar, weather)
    storages = Storages(rng, calendar)
    network = Network(rng, network_rng, positions)
    links = Links(rng)
    part = slice(start, start + hours)
    return {
        "supply_zone": np.array(supply.zone), "supply_cost": np.array(supply.cost, float),
        "supply_available": supply.available[part],
        "link_source": np.array(links.source), "link_sink": np.array(links.sink),
        "link_kept": np.array(links.kept), "link_cost": np.array(links.cost),
        "link_limit": links.limit[part],
        "storage_zone": np.array(storages.zone), "storage_charge": storages.charge,
        "storage_discharge": storages.discharge, "storage_energy": storages.energy,
        "storage_charge_efficiency": storages.charge_efficiency,
        "storage_discharge_efficiency": storages.discharge_efficiency,
        "storage_inflow": storages.inflow[part],
        "load": weather.load[part], "factors": network.factors, "margin": network.margin[part],
        "cable_ends": np.array([GERMANY, BELGIUM]), "cable_limit": np.array([1.0]),
    }


def write_arrays(path, facts, arrays):
    """An array file: magic, length of the header, header in JSON, then the arrays."""
    kinds = {"i": "int64", "f": "float64"}
    listed = [
        {"name": name, "type": kinds[array.dtype.kind], "shape": list(array.shape)}
        for name, array in arrays.items()]
    header = json.dumps({"facts": facts, "arrays": listed}).encode()
    header += b" " * (-len(header) % 8)
    with open(path, "wb") as file:
        file.write(b"ARRAYS01")
        file.write(np.array([len(header)], "<i8").tobytes())
        file.write(header)
        for array in arrays.values():
            kind = "<i8" if array.dtype.kind == "i" else "<f8"
            file.write(np.ascontiguousarray(array, kind).tobytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("--hours", type=int, default=HOURS_OF_YEAR)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.hours < 1 or options.start < 0 or options.start + options.hours > HOURS_OF_YEAR:
        parser.error("--start and --hours must stay inside a year of %d hours" % HOURS_OF_YEAR)
    facts = {"seed": options.seed, "start": options.start, "hours": options.hours}
    write_arrays(options.out, facts, instance(**facts))


if __name__ == "__main__":
    main()
