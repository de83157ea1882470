# SPDX-License-Identifier: Apache-2.0
"""The sources of the case: id, title, year and licence, and the wording that maps to each."""

SOURCES = [
    ("antares_data_collection_e76d458",
     "Test resources of AntaresSimulatorTeam/antares_data_collection at commit e76d458: TSO "
     "submissions in PEMMDB format; used here as sums per zone and technology only",
     2026, "MPL-2.0 (repository); figures are TSO submissions; aggregates with attribution"),
    ("dispa_set_b30cc1a",
     "Dispa-SET Database (energy-modelling-toolkit/Dispa-SET at commit b30cc1a; initiated by the "
     "Joint Research Centre): clustered fleet; load; capacity factors and inflow of 2016; fuel "
     "prices of 2015", 2016, "EUPL-1.2"),
    ("tyndp_2020",
     "ENTSO-E and ENTSOG: TYNDP 2020 scenario data file (National Trends) and TYNDP 2020/2022 "
     "reference grid", 2020, "ENTSO-E terms of use: reuse with attribution"),
    ("tyndp_2018", "ENTSO-E and ENTSOG: TYNDP 2018 scenario report; fuel prices", 2018,
     "ENTSO-E terms of use: reuse with attribution"),
    ("tyndp_2024",
     "ENTSO-E and ENTSOG: TYNDP 2024 scenarios methodology report pages 31-32 (through "
     "open-energy-transition/open-tyndp; custom_costs.csv)", 2024, "CC-BY-4.0"),
    ("open_tyndp",
     "open-energy-transition/open-tyndp: links_p_nom.csv and custom CBA projects (TYNDP 2024 "
     "data)", 2026, "CC-BY-4.0"),
    ("pecd_hydro_3985078",
     "ENTSO-E hydropower modelling data (PECD) in CSV format; Zenodo record 3985078", 2020,
     "CC-BY-4.0"),
    ("pecd_hydro_tyndp_2020",
     "MW of TYNDP 2020 (National Trends) with energy and pump ratio of the PECD hydro data "
     "(Zenodo 3985078)", 2020, "CC-BY-4.0; ENTSO-E terms of use: reuse with attribution"),
    ("acm_2022",
     "Autoriteit Consument en Markt: decision on the value of lost load of 19 July 2022", 2022,
     "public decision"),
    ("rte_2016", "RTE: Bilan électrique 2016", 2017, "published figures; Licence Ouverte"),
    ("entsoe_statistics_2016",
     "Yearly national consumption and generation of 2016 as published by ENTSO-E and the national "
     "statistics; quoted from general knowledge", 2017, "published figures"),
    ("agee_stat_2016",
     "AGEE-Stat: renewable electricity in Germany 2016; quoted from general knowledge", 2017,
     "published figures"),
    ("bafa_2016",
     "Border prices of natural gas and steam coal in Germany in 2016 (BAFA); quoted from general "
     "knowledge", 2017, "published figures"),
    ("demand_reconciliation",
     "Own reconciliation of TYNDP 2020 demand with newer national views (Elia; RTE; the German "
     "monitoring report; ÖNIP; CBS); see README", 2026, "CC0-1.0"),
    ("own_assumption", "Engineering assumption of this case; see README", 2026, "CC0-1.0"),
    ("pecd_averages",
     "ENTSO-E: Pan-European Climate Database; mean availability of wind and sun in "
     "the climate years 1995; 2007 and 2008 (through "
     "rogierhans/TYNDP2040ScenarioData; averages.csv)",
     2020, "ENTSO-E terms of use: reuse with attribution"),
    ("rte_2020",
     "RTE: Bilan électrique 2020; consumption and its sensitivity to temperature",
     2021, "published figures; Licence Ouverte"),
    ("thermosensitivity_memory",
     "Load per degree of cold as stated by transmission system operators; quoted "
     "from general knowledge",
     2026, "published figures"),
    ("winter_means_1991_2020",
     "Winter mean temperatures of 1991 to 2020 (Deutscher Wetterdienst; "
     "Météo-France); quoted from general knowledge",
     2021, "published figures"),
    ("hydrogen_demand_views",
     "National views on hydrogen demand (German import strategy of July 2024; ICIS for the "
     "Netherlands; Argus for Belgium) lowered for slower growth; a placeholder path elsewhere",
     2026, "CC0-1.0; published figures"),
    ("ehb_2023",
     "European Hydrogen Backbone: capacities and unit costs of pipelines; November 2023 (through "
     "PyPSA/technology-data); route and year of each pipe are assumptions", 2023,
     "published figures"),
    ("aurora_2023",
     "Aurora Energy Research: cost of hydrogen delivered to Germany in 2030; 2023", 2023,
     "published figures"),
    ("magazzino_2024",
     "C. Magazzino; M. Mele; A. Leogrande: Regional Disparities and Strategic Implications of "
     "Hydrogen Production in 27 European Countries; 2024 (capacity figures as quoted in the press)",
     2024, "published figures"),
    ("co2_networks",
     "Announced capacities of Porthos; Aramis; Antwerp@C and Ghent (press); other networks assumed",
     2026, "CC0-1.0; published figures"),
]

# First match decides; texts as they stand in the compiled tables.
PATTERNS = [
    ("sum of dc_links", "own_assumption"),
    ("Borssele", "own_assumption"),
    ("PECD hydro database, Zenodo 3985078", "pecd_hydro_3985078"),
    ("Dispa-SET", "dispa_set_b30cc1a"),
    ("antares_data_collection", "antares_data_collection_e76d458"),
    ("link table of the same repository", "antares_data_collection_e76d458"),
    ("TYNDP 2024 methodology", "tyndp_2024"),
    ("open-energy-transition/open-tyndp", "open_tyndp"),
    ("TYNDP 2020", "tyndp_2020"),
    ("ACM 19 July 2022", "acm_2022"),
    ("draft reconciliation", "demand_reconciliation"),
    ("engineering assumption", "own_assumption"),
    ("general knowledge", "own_assumption"),
    ("average EUA", "own_assumption"),
    ("hubs.csv", "antares_data_collection_e76d458"),
]


def source_id(text):
    """The id of the source a compiled row names."""
    if "TYNDP 2020" in text and "PECD hydro" in text:
        return "pecd_hydro_tyndp_2020"
    for pattern, identifier in PATTERNS:
        if pattern in text:
            return identifier
    raise SystemExit(f"unknown source: {text}")
