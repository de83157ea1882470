# SPDX-License-Identifier: Apache-2.0
"""Tables of hydrogen and captured CO2 of the case, from 2030 on.

Demand, electrolysers, caverns, terminals and pipelines come from the collected figures, which know
one node per country. Penta countries with refineries or chemical plants get two: a local one
(demand beside the reformers, a tank) and one on the grid (caverns, terminals, pipelines), the
structure of the TYNDP 2024 scenarios. How demand is split is an assumption of this case, see README.md.

Unit: MW, MWh and TWh of hydrogen at the lower heating value, 33.33 kWh/kg; electrolysers in MW of
electricity.
"""

from tables import at_year, interpolated, number, read, write

MWH_PER_TONNE = 33.33
HOURS_PER_YEAR = 8760
FIRST_YEAR = 2035

# Power zone beside each node; Denmark's stands in the west, Italy's in the north.
ZONE_OF_NODE = {
    "H2_AT": "AT", "H2_BE": "BE", "H2_CH": "CH", "H2_DE": "DE", "H2_FR": "FR", "H2_LU": "LU",
    "H2_NL": "NL", "H2_GB": "GB", "H2_DK": "DKW", "H2_NO": "NO", "H2_SE": "SE", "H2_PL": "PL",
    "H2_CZ": "CZ", "H2_ES": "ES", "H2_IT": "ITN",
}
# Node that the hydrogen turbines of a zone draw from; Ireland has none and buys its fuel.
NODE_OF_ZONE = {
    **{zone: node for node, zone in ZONE_OF_NODE.items()}, "DKE": "H2_DK"}
TWO_NODES = ["H2_AT", "H2_BE", "H2_CH", "H2_DE", "H2_FR", "H2_NL"]

# Share of demand and of electrolysers at the local node, and the connection of local node and grid
# as a share of mean local demand.
LOCAL_DEMAND = {2030: 0.60, 2035: 0.40, 2040: 0.25, 2050: 0.15}
LOCAL_ELECTROLYSERS = {2030: 0.40, 2035: 0.25, 2040: 0.15, 2050: 0.10}
CONNECTION = {2030: 0.25, 2035: 0.50, 2040: 1.00}
CONNECTION_STEP_MW = 50
# TWh a year where the collected path cannot be met: Switzerland has no pipeline before 2038.
DEMAND_TWH = {("H2_CH", 2035): 1.5}
CONNECTION_KM = 50
TANK_HOURS = 24

# Electrolysers at offshore hubs (MW of electricity), taken out of the onshore sum of the same
# country: north of the Wadden Islands (500 MW, announced for 2031, site of hub 0U), and hubs whose
# wind exceeds their cables. An own row of the collection for the first is replaced.
HUB_ELECTROLYSERS = {
    "NL0U_OFF": ("EL_NL", "H2_NL", {2035: 500, 2040: 500, 2050: 500}),
    "NL0K_OFF": ("EL_NL", "H2_NL", {2040: 1000, 2050: 3000}),
    "DKNS_OFF": ("EL_DKW", "H2_DK", {2040: 2000, 2050: 4000}),
}
REPLACED_ELECTROLYSER = "EL_NL_offshore_pilot"
NOT_ADDED_TO = {"NL0U_OFF"}

# Contracts behind the renewable-hydrogen rules: full-load hours of an electrolyser that they cover,
# and the largest share of a fleet under contract.
CONTRACT_HOURS = 4500
LARGEST_CONTRACT_SHARE = 0.5
CONTRACT_PRICE_EXEMPTION = 20

# Hydrogen production capacity of today, million tonnes a year, all ways of making it. First five:
# C. Magazzino, M. Mele, A. Leogrande (2024), figures for 2022 of the European Hydrogen Observatory,
# as quoted in the press; the others are orders of magnitude from general knowledge.
PRODUCTION_TODAY_MT = {
    "H2_DE": (2.1, "magazzino_2024"), "H2_NL": (1.424, "magazzino_2024"),
    "H2_PL": (1.105, "magazzino_2024"), "H2_IT": (0.829, "magazzino_2024"),
    "H2_FR": (0.823, "magazzino_2024"), "H2_BE": (0.5, "own_assumption"),
    "H2_AT": (0.15, "own_assumption"), "H2_CH": (0.03, "own_assumption"),
    "H2_GB": (0.7, "own_assumption"), "H2_ES": (0.7, "own_assumption"),
    "H2_CZ": (0.14, "own_assumption"), "H2_SE": (0.25, "own_assumption"),
    "H2_NO": (0.3, "own_assumption"), "H2_DK": (0.04, "own_assumption"),
}
# Of that by reforming of gas (the rest is by-product or partial oxidation), and the share of it
# still in service; of what is in service, the share with capture where there is a CO2 network.
REFORMED = 0.85
IN_SERVICE = {2030: 1.0, 2035: 0.8, 2040: 0.5, 2050: 0.15}
WITH_CAPTURE = {2030: 0.05, 2035: 0.25, 2040: 0.5, 2050: 1.0}
# TYNDP 2024 (through open-tyndp, custom_costs.csv): efficiency, variable cost in EUR/MWh of
# hydrogen, share of the CO2 captured.
REFORMER_TYPES = {"smr": (0.759, 3.38, 0), "smr_ccs": (0.695, 4.47, 0.9)}

# Transport and storage of captured CO2, million tonnes a year: Porthos 2.5, with Aramis 22 more;
# Antwerp@C 2.5, later 10, and Ghent 6; the others are assumptions.
CO2_NETWORKS = {
    "CO2_NL": ("H2_NL", {2030: 2.5, 2035: 24.5}, "Porthos 2.5; from 2035 with Aramis 22"),
    "CO2_BE": ("H2_BE", {2030: 2.5, 2035: 16}, "Antwerp@C 2.5, later 10; from 2035 with Ghent 6"),
    "CO2_DE": ("H2_DE", {2035: 10, 2040: 20, 2050: 30}, "North Sea coast; no figure read"),
    "CO2_FR": ("H2_FR", {2035: 3, 2040: 5, 2050: 8}, "Dunkirk; no figure read"),
    "CO2_GB": ("H2_GB", {2030: 8, 2035: 20}, "Teesside, Merseyside; no figure read"),
    "CO2_NO": ("H2_NO", {2030: 1.5, 2035: 5}, "Northern Lights; no figure read"),
    "CO2_DK": ("H2_DK", {2030: 0.5, 2035: 4, 2040: 8}, "Greensand; no figure read"),
}
CO2_TRANSPORT_EUR_PER_T = 60

# Pipelines of the collection that are left out: from an offshore node without a source of hydrogen,
# and one that its promoters shelved in 2024.
LEFT_OUT_NODES = {"H2_DE_OFFSHORE"}
LEFT_OUT_PIPELINES = {"NO-DE"}

# Imports by pipeline from outside the case, at 80 % of the price of the first ammonia band (Aurora
# 2023: a fifth below shipping): MW by year.
PIPELINE_IMPORTS = {"SoutH2 import": ("H2_IT", {2035: 2000, 2040: 8000, 2050: 12000})}
PIPELINE_IMPORT_EUR_PER_MWH = 114
CARRIERS = {"NH3": "ammonia", "LH2": "liquid_hydrogen", "LOHC": "lohc"}

PORE_STORAGE = {"CAV_AT"}


def local(node):
    return node + "_LOCAL"


class Hydrogen:
    """Writes the tables of hydrogen for the years of a case."""

    def __init__(self, case, first_year=FIRST_YEAR):
        self.case = case
        self.first_year = first_year
        self.years = [year for year in case.years if year >= first_year]
        self.electrolyser_rows = []

    def at_year(self, name, key, year, extensive):
        rows = [dict(row, quality="assumption") for row in read(self.case.collected, name)]
        return at_year(rows, lambda row: row[key], year, extensive)

    def nodes(self, node):
        return [node, local(node)] if node in TWO_NODES else [node]

    def write(self, table, header, rows):
        write(self.case.out, table, header.split(), rows)

    # Nodes

    def zones(self):
        """Rows of the table `zones`."""
        rows = []
        for node in ZONE_OF_NODE:
            row = self.case.zone_rows[node]
            for name in self.nodes(node):
                kind = "local: beside reformers, with a tank" if name != node else "on the grid"
                rows.append([
                    name, row["country"], name, "hydrogen", "hydrogen", "no", name, "1", "UTC",
                    "3000", "3000", "0", "", number(row["lat"]), number(row["lon"]),
                    self.first_year, "", f"hydrogen node {kind}", "own_assumption", "assumption"])
        return rows

    def demand(self):
        rows = []
        for year in self.years:
            for row in self.at_year("hydrogen_nodes", "h2_node", year, ["demand_twh"]):
                node = row["h2_node"]
                total = DEMAND_TWH.get((node, year), float(row["demand_twh"]))
                if node not in ZONE_OF_NODE:
                    continue
                for name in self.nodes(node):
                    share = self.local_share(name, node, LOCAL_DEMAND, year)
                    rows.append([
                        name, year, number(total * share), "",
                        row["unserved_eur_per_mwh"], "0",
                        "grid" if name == node else "local", row["note"],
                        "hydrogen_demand_views", "assumption"])
        self.write(
            "hydrogen_nodes",
            "node year annual_twh profile unserved_eur_per_mwh linepack_mwh network note source "
            "quality", rows)
        return rows

    def local_share(self, name, node, by_year, year):
        if node not in TWO_NODES:
            return 1
        share = interpolated(by_year, year)
        return 1 - share if name == node else share

    # Electrolysers

    def electrolysers(self):
        rows = []
        for year in self.years:
            collected = {
                row["electrolyser"]: row
                for row in self.at_year("electrolysers", "electrolyser", year, ["installed_mwe"])}
            offshore = self.hub_electrolysers(year)
            for name, row in collected.items():
                if name == REPLACED_ELECTROLYSER:
                    continue
                moved = sum(
                    megawatts for hub, (onshore, _, megawatts) in offshore.items()
                    if onshore == name and hub not in NOT_ADDED_TO)
                total, node = float(row["installed_mwe"]) - moved, row["h2_node"]
                for end in self.nodes(node):
                    share = self.local_share(end, node, LOCAL_ELECTROLYSERS, year)
                    rows.append(self.electrolyser(
                        name if end == node else name + "_LOCAL", row["power_zone"], end, year,
                        total * share, row, row["note"]))
            for hub, (onshore, node, megawatts) in offshore.items():
                note = "at an offshore hub; the pipeline to shore is part of it"
                rows.append(self.electrolyser(
                    f"EL_{hub}", hub, node, year, megawatts, collected[onshore], note))
        self.write(
            "electrolysers",
            "electrolyser power_zone hydrogen_node year installed_mwe efficiency min_load rule "
            "price_exemption_eur_per_mwh capex_eur_per_kwe fom_share life_years note source "
            "quality", rows)
        self.electrolyser_rows = rows

    def hub_electrolysers(self, year):
        """Hub: onshore electrolyser of the country, node, MW."""
        result = {}
        for hub, (onshore, node, by_year) in HUB_ELECTROLYSERS.items():
            megawatts = interpolated(by_year, year) if self.case.exists(hub, year) else 0
            if megawatts > 0 and hub in self.case.hubs:
                result[hub] = (onshore, node, megawatts)
        return result

    def electrolyser(self, name, zone, node, year, megawatts, row, note):
        return [
            name, zone, node, year, number(megawatts, 1), row["efficiency"], row["min_load"],
            "none", CONTRACT_PRICE_EXEMPTION, row["capex_eur_per_kwe"], row["fom_share"],
            row["life_years"], note, "own_assumption", "assumption"]

    def contracts(self):
        """Wind and sun behind each electrolyser, of its own zone, in proportion to their energy."""
        rows = []
        factors = {
            (row["zone"], row["technology"]): float(row["capacity_factor_mean"])
            for row in read(self.case.collected, "renewables")}
        for year in self.years:
            for zone in dict.fromkeys(row[1] for row in self.electrolyser_rows):
                buyers = [row for row in self.electrolyser_rows if row[1:4:2] == [zone, year]]
                fleets = [
                    fleet for fleet in self.case.fleets[zone, year]
                    if fleet[1] in ("solar", "wind_onshore", "wind_offshore")]
                hours = HOURS_PER_YEAR * sum(
                    megawatts * factors[zone, technology] for _, technology, megawatts in fleets)
                total = sum(float(row[4]) for row in buyers)
                if total <= 0 or hours <= 0:
                    continue
                largest = 1 if zone in self.case.hubs else LARGEST_CONTRACT_SHARE
                part = min(largest, total * CONTRACT_HOURS / hours)
                for row in buyers:
                    for fleet, _, megawatts in fleets:
                        contracted = int(part * megawatts * float(row[4]) / total * 10) / 10
                        if contracted > 0:
                            rows.append([
                                row[0], fleet, year, number(contracted, 1), "own_assumption",
                                "assumption"])
        self.write(
            "renewable_contracts",
            "electrolyser renewable year contracted_mw source quality", rows)

    # Transport, storage, imports

    def pipelines(self):
        """Pipes are there once their nodes are; the note keeps an earlier year."""
        rows = []
        for row in read(self.case.collected, "pipelines"):
            ends = [row["from_node"], row["to_node"]]
            if LEFT_OUT_NODES & set(ends) or row["pipeline"] in LEFT_OUT_PIPELINES:
                continue
            year, note = int(row["first_year"]), row["note"]
            if year < self.first_year:
                note = "; ".join(filter(None, [note, f"planned for {year}"]))
            # Borders of electricity have the same names.
            rows.append([
                f"H2 {row['pipeline']}", *ends, row["length_km"], row["diameter_inch"], row["state"],
                row["offshore"], row["p_max_forward_mw"], row["p_max_backward_mw"],
                row["compressor_mwe_per_mw_per_1000km"], ZONE_OF_NODE[ends[0]],
                max(year, self.first_year), "", row["entry_tariff_eur_per_mw_a"],
                row["exit_tariff_eur_per_mw_a"], row["booked_share"], row["capex_eur_per_km"],
                row["life_years"], note, "ehb_2023", "assumption"])
        self.write(
            "pipelines",
            "pipeline from_node to_node length_km diameter_inch state offshore p_max_forward_mw "
            "p_max_backward_mw compressor_mwe_per_mw_per_1000km compressor_zone first_year "
            "last_year entry_tariff_eur_per_mw_a exit_tariff_eur_per_mw_a booked_share "
            "capex_eur_per_km life_years note source quality", rows + self.connections())

    def connections(self):
        """Pipes between the local node and the grid of a country, larger in steps."""
        demand = {
            (row["h2_node"], int(row["year"])): float(row["demand_twh"])
            for row in read(self.case.collected, "hydrogen_nodes")}
        rows = []
        steps = sorted(CONNECTION)
        for node in TWO_NODES:
            for first, following in zip(steps, steps[1:] + [None]):
                if following and following <= self.first_year:
                    continue
                mean = demand[node, first] * LOCAL_DEMAND[first] * 1e6 / HOURS_PER_YEAR
                megawatts = max(1, round(mean * CONNECTION[first] / CONNECTION_STEP_MW))
                megawatts *= CONNECTION_STEP_MW
                rows.append([
                    f"H2 {ZONE_OF_NODE[node]} local {first}", local(node), node, CONNECTION_KM,
                    36 if megawatts > 2000 else 24 if megawatts > 1200 else 20, "repurposed",
                    "no", megawatts, megawatts, "0.019", ZONE_OF_NODE[node], first,
                    following - 1 if following else "", "", "", "", "", "",
                    "local node and grid", "own_assumption", "assumption"])
        return rows

    def caverns(self, demand_rows):
        rows = []
        columns = ["working_mwh", "inject_mw", "withdraw_mw"]
        for year in self.years:
            for row in self.at_year("caverns", "cavern_group", year, columns):
                name = row["cavern_group"]
                rows.append([
                    name, row["h2_node"], year,
                    "pore_storage" if name in PORE_STORAGE else "salt_cavern",
                    *(number(row[column], 1) for column in columns),
                    row["inject_efficiency"], row["withdraw_efficiency"], row["start_level"],
                    "fixed", "", row["note"], "own_assumption", "assumption"])
            for row in demand_rows:
                node, mean = row[0], float(row[2]) * 1e6 / HOURS_PER_YEAR
                if row[1] == year and row[6] == "local":
                    rows.append([
                        node.replace("H2_", "TANK_"), node, year, "tank",
                        number(TANK_HOURS * mean, 1), number(mean, 1),
                        number(mean, 1), "1", "1", "0.5", "fixed", "",
                        "24 h of mean local demand", "open_tyndp", "assumption"])
        self.write(
            "caverns",
            "cavern hydrogen_node year kind working_mwh inject_mw withdraw_mw inject_efficiency "
            "withdraw_efficiency start_level end_rule end_value_eur_per_mwh note source quality",
            rows)

    def terminals(self):
        terminals, bands = [], []
        powers = [f"band{band}_mw" for band in (1, 2, 3)]
        for year in self.years:
            extensive = ["throughput_mwh_per_year", *powers]
            for row in self.at_year("terminals", "terminal", year, extensive):
                terminals.append([
                    row["terminal"], row["h2_node"], year, CARRIERS[row["carrier"]],
                    number(float(row["throughput_mwh_per_year"]) / 1e6),
                    row["electricity_mwh_per_mwh"], ZONE_OF_NODE[row["h2_node"]], row["note"],
                    "own_assumption", "assumption"])
                for band, power in enumerate(powers, start=1):
                    if float(row[power]) > 0:
                        bands.append([
                            row["terminal"], band, year, number(row[power], 1),
                            row[f"band{band}_eur_per_mwh"],
                            "aurora_2023" if band == 1 else "own_assumption", "assumption"])
            for name, (node, by_year) in PIPELINE_IMPORTS.items():
                megawatts = interpolated(by_year, year)
                if megawatts > 0:
                    terminals.append([
                        name, node, year, "pipeline", "", "0", "", "North Africa",
                        "own_assumption", "assumption"])
                    bands.append([
                        name, 1, year, number(megawatts, 1), PIPELINE_IMPORT_EUR_PER_MWH,
                        "aurora_2023", "assumption"])
        self.write(
            "terminals",
            "terminal hydrogen_node year carrier throughput_twh electricity_mwh_per_mwh power_zone "
            "note source quality", terminals)
        self.write(
            "terminal_bands", "terminal band year mw price_eur_per_mwh source quality", bands)

    # Reformers and captured CO2

    def capture(self, node, year):
        """The CO2 network of a node's country and its tonnes a year; none: an empty name."""
        for network, (owner, by_year, _) in CO2_NETWORKS.items():
            if owner == node and interpolated(by_year, year) > 0:
                return network, interpolated(by_year, year) * 1e6
        return "", 0

    def reformers(self):
        rows = []
        for year in self.years:
            for node, (megatonnes, source) in PRODUCTION_TODAY_MT.items():
                today = megatonnes * 1e6 * MWH_PER_TONNE / HOURS_PER_YEAR * REFORMED
                network, _ = self.capture(node, year)
                captured = interpolated(WITH_CAPTURE, year) if network else 0
                name = node.replace("H2_", "")
                for technology, share in (("smr", 1 - captured), ("smr_ccs", captured)):
                    megawatts = today * interpolated(IN_SERVICE, year) * share
                    efficiency, cost, capture_share = REFORMER_TYPES[technology]
                    if megawatts < 1:
                        continue
                    rows.append([
                        f"{name}_{technology}", local(node) if node in TWO_NODES else node, year,
                        technology, number(megawatts, 0), number(efficiency),
                        "natural_gas", number(cost), number(capture_share),
                        network if capture_share else "", source, "assumption"])
        self.write(
            "reformers",
            "reformer hydrogen_node year technology installed_mw efficiency fuel vom_eur_per_mwh "
            "capture_share capture_network source quality", rows)

    def capture_networks(self):
        rows = []
        for year in self.years:
            for network, (node, _, note) in CO2_NETWORKS.items():
                _, tonnes = self.capture(node, year)
                if tonnes > 0:
                    rows.append([
                        network, year, number(tonnes / HOURS_PER_YEAR, 1), "",
                        CO2_TRANSPORT_EUR_PER_T, note, "co2_networks", "assumption"])
        self.write(
            "capture_networks",
            "network year capacity_t_per_h annual_t price_eur_per_t note source quality", rows)

    def write_tables(self):
        demand_rows = self.demand()
        self.electrolysers()
        self.contracts()
        self.pipelines()
        self.caverns(demand_rows)
        self.terminals()
        self.reformers()
        self.capture_networks()
