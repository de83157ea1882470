// SPDX-License-Identifier: Apache-2.0

/// New rows, cost sharing and tariff accounts that are wrong; see ``brokenStudies``.
let brokenAccounts: [BrokenStudy] = [
  BrokenStudy(
    "a new link from a zone to itself",
    insert: "link: Loop, from_zone: DE, to_zone: DE, p_max_mw: 1 GW", into: "dc_links",
    """
    study.yaml:13:41: error: link Loop joins zone DE to itself
      fix: give two different zones in columns from_zone and to_zone
    """),
  BrokenStudy(
    "a pipeline to itself",
    patchOfGoodStudy,
    newPipeline("pipeline: Ring, from_node: H2_DE, to_node: H2_DE"),
    """
    study.yaml:15:45: error: pipeline Ring joins node H2_DE to itself
      fix: give two different nodes in columns from_node and to_node
    """),
  BrokenStudy(
    "a pipeline from a zone of electricity",
    patchOfGoodStudy,
    newPipeline("pipeline: Odd, from_node: DE, to_node: H2_DE"),
    """
    study.yaml:15:44: error: from_node DE is not a zone of hydrogen
      fix: the only one is H2_DE
    """),
  BrokenStudy(
    "a new hub without a cable",
    patchOfGoodStudy,
    """
          - select: {table: zones}
            insert: {zone: FAR, country: DE, bidding_zone: FAR, carrier: electricity, kind: offshore_hub, series_column: DE}

    """,
    """
    study.yaml:9:11: error: hub FAR has no cable
      fix: insert a row of dc_links that joins it to a shore
    """),
  BrokenStudy(
    "a hub row for a zone on land",
    insert: "hub: DE, home_zone: FR, market: home_market", into: "hubs", years: "[2030]",
    """
    study.yaml:13:23: error: hub DE is not a zone of kind offshore_hub
      fix: the only one is HUB
    """),
  BrokenStudy(
    "a new row without what it needs",
    insert: "link: New, from_zone: DE", into: "dc_links",
    """
    study.yaml:13:9: error: a new row of dc_links needs to_zone, p_max_forward_mw, p_max_backward_mw
      fix: add them, or like: the name of a row to copy
    """),
  BrokenStudy(
    "a column that the table does not have",
    insert: "link: New, from_zone: DE, to_zone: FR, p_max_mw: 1 GW, los: 0.03", into: "dc_links",
    """
    study.yaml:13:78: error: dc_links has no column los
      fix: did you mean loss?
    """),
  BrokenStudy(
    "a zone that is not there",
    insert: "link: New, from_zone: DE, to_zone: FRR, p_max_mw: 1 GW", into: "dc_links",
    """
    study.yaml:13:53: error: to_zone FRR is not in zones
      fix: did you mean FR?
    """),
  BrokenStudy(
    "a name that is taken",
    insert: "link: Seabed, from_zone: DE, to_zone: FR, p_max_mw: 1 GW",
    into: "dc_links", years: "[2030]",
    """
    study.yaml:13:9: error: dc_links has a row Seabed already
      fix: give the new row another name, or set the figures of that one
    """),
  BrokenStudy(
    "a row to be like that is not there",
    insert: "link: New, like: Seabad, to_zone: FR", into: "dc_links", years: "[2030]",
    """
    study.yaml:13:35: error: dc_links has no row Seabad to be like in 2030
      fix: did you mean Seabed?
    """),
  BrokenStudy(
    "negative capacity of a new row",
    insert: "link: New, from_zone: DE, to_zone: FR, p_max_mw: -5 MW", into: "dc_links",
    """
    study.yaml:13:67: error: p_max_backward_mw is -5 MW
      fix: it must be at least 0
    study.yaml:13:67: error: p_max_forward_mw is -5 MW
      fix: it must be at least 0
    """),
  BrokenStudy(
    "a unit of a new row that measures something else",
    insert: "link: New, from_zone: DE, to_zone: FR, p_max_mw: 5 TWh", into: "dc_links",
    """
    study.yaml:13:67: error: p_max_backward_mw is in MW, but insert gives 5 TWh
      fix: give it in MW, GW, TW or kW
    study.yaml:13:67: error: p_max_forward_mw is in MW, but insert gives 5 TWh
      fix: give it in MW, GW, TW or kW
    """),
  BrokenStudy(
    "a new row with a choice of rows",
    patchOfGoodStudy,
    """
          - select: {table: dc_links, hub: HUB}
            insert: {link: New, from_zone: DE, to_zone: FR, p_max_mw: 1 GW}

    """,
    """
    study.yaml:12:40: error: insert chooses no rows, but select has hub
      fix: leave it out: select: {table: dc_links}
    """),
  BrokenStudy(
    "a border given the other way round",
    insert: "from_zone: DE, to_zone: FR, p_max_mw: 1 GW", into: "borders",
    """
    study.yaml:13:29: error: the border of DE and FR is there already, the other way round
      fix: set its p_max_forward_mw and p_max_backward_mw instead
    """),
  BrokenStudy(
    "a fleet with neither profile nor capacity factor",
    insert: "renewable: New, zone: DE, technology: solar, injection: solar, installed_mw: 5",
    into: "renewables",
    """
    study.yaml:13:9: error: New has neither a profile nor a capacity factor
      fix: give an hourly variable in profile, or the flat value in capacity_factor
    """),
  BrokenStudy(
    "an outage that takes no time",
    patchOfGoodStudy,
    """
          - select: {table: dc_links}
            insert: {link: New, from_zone: DE, to_zone: FR, p_max_mw: 5, forced_outage_rate: 0.05, mttr_h: 0}

    """,
    """
    study.yaml:13:104: error: New has forced outage rate 0.05 and a mean time to repair of 0 h
      fix: give mttr_h above 0, or a forced outage rate of 0
    """),
  BrokenStudy(
    "an unknown injection",
    patchOfGoodStudy,
    """
          - select: {table: renewables}
            insert: {renewable: New, zone: DE, technology: solar, injection: sollar, installed_mw: 5, capacity_factor: 0.1}

    """,
    """
    study.yaml:13:74: error: injection is sollar, which is not one of load, nuclear, coal, gas, oil, hydro, wind_onshore, wind_offshore, solar, biomass, other
      fix: did you mean solar?
    """),
  BrokenStudy(
    "a new row that is no map",
    patchOfGoodStudy,
    """
          - select: {table: dc_links}
            insert: Seabed

    """,
    """
    study.yaml:13:17: error: insert is "Seabed", not a map of columns
      fix: write insert: {link: ..., from_zone: ..., to_zone: ..., p_max_mw: ...}
    """),
  BrokenStudy(
    "an unknown fuel",
    patchOfGoodStudy,
    """
          - select: {table: generating_units, asset: DE_ccgt_1}
            set: {fuel: gaz}

    """,
    """
    study.yaml:13:21: error: fuel gaz is not in fuels
      fix: did you mean gas?
    """),
  BrokenStudy(
    "a project with no patch",
    """
    scenarios:

    """,
    """
    cost_sharing:
      projects:
        - name: cable
    scenarios:

    """,
    """
    study.yaml:9:13: error: project cable has neither with nor without
      fix: give the patches that build it in with, or those that take it away in without
    """),
  BrokenStudy(
    "a project with a wrong patch, and shares that do not add up",
    """
    scenarios:

    """,
    """
    cost_sharing:
      projects:
        - name: cable
          without:
            - select: {table: dc_links, asset: Seabad}
              remove: yes
          shares: {DE: 0.5, FR: 0.6}
    scenarios:

    """,
    """
    study.yaml:11:44: error: no row of dc_links has asset Seabad
      fix: did you mean Seabed?
    study.yaml:13:15: error: the shares of cable sum to 1.1
      fix: give parts of its cost that sum to 1
    """),
  BrokenStudy(
    "unknown countries and base",
    """
    scenarios:

    """,
    """
    cost_sharing:
      base: bse
      countries: [DE, FRR]
      projects:
        - name: solar
          without:
            - select: {table: renewables, zone: DE}
              remove: yes
    scenarios:

    """,
    """
    study.yaml:7:1: error: cost_sharing has base bse, which is no scenario
      fix: did you mean base?
    study.yaml:9:19: error: no zone is in country FRR
      fix: did you mean FR?
    """),
  BrokenStudy(
    "an unknown country that pays",
    """
    scenarios:

    """,
    """
    cost_sharing:
      projects:
        - name: solar
          without:
            - select: {table: renewables, zone: DE}
              remove: yes
          shares: {DEE: 1}
    scenarios:

    """,
    """
    study.yaml:13:16: error: no zone is in country DEE
      fix: did you mean DE?
    """),
  BrokenStudy(
    "cost sharing with wrong keys and values",
    """
    scenarios:

    """,
    """
    cost_sharing:
      treshold: 10 %
      threshold: 110 %
      interest: dear
      projects:
        - name: solar
          without:
            - select: {table: renewables, zone: DE}
              remove: yes
        - name: solar
          with: []
    scenarios:

    """,
    """
    study.yaml:8:3: error: cost_sharing has no key treshold
      fix: did you mean threshold?
    study.yaml:9:14: error: threshold is 110 %
      fix: it must be from 0 to 1, or from 0 to 100 %
    study.yaml:10:13: error: interest is "dear", which is not a share
      fix: write it as 0.1 or 10 %
    study.yaml:16:13: error: project solar is given twice
      fix: give one another name
    """),
  BrokenStudy(
    "cost sharing of another kind",
    """
    kind: coupling
    years: [2026, 2030]

    """,
    """
    kind: adequacy
    years: [2026, 2030]
    cost_sharing:
      projects:
        - name: solar
          without:
            - select: {table: renewables, zone: DE}
              remove: yes

    """,
    """
    study.yaml:5:1: error: cost_sharing does nothing in a study of kind adequacy
      fix: write kind: coupling, or leave it out
    """),
  BrokenStudy(
    "a tariff account with nothing in it",
    """
    scenarios:

    """,
    """
    tariff_account: {from: 2030}
    scenarios:

    """,
    """
    study.yaml:7:17: error: tariff_account has no interest
      fix: add interest: 4 %
    study.yaml:7:17: error: tariff_account has no network
      fix: add pipelines: {country: Germany}, or investment_meur: {2028: 900} and capacity_mw: {2028: 20000}
    study.yaml:7:17: error: tariff_account has no tariff_eur_per_mw_a
      fix: add tariff_eur_per_mw_a: 25000, or levelised
    """),
  BrokenStudy(
    "a tariff account with wrong keys and values",
    """
    scenarios:

    """,
    """
    tariff_account:
      from: 2030
      to: 2029
      interest: 4
      tarif_eur_per_mw_a: 25000
      tariff_eur_per_mw_a: cheap
      investment_meur: 5
      capacity_mw: 100
      booked_share: {2030: 1.2}
    scenarios:

    """,
    """
    study.yaml:9:7: error: the account ends in 2029, before it begins
      fix: give to: 2030 or a later year
    study.yaml:10:13: error: interest is 4
      fix: it must be from 0 to 1, or from 0 to 100 %
    study.yaml:11:3: error: tariff_account has no key tarif_eur_per_mw_a
      fix: did you mean tariff_eur_per_mw_a?
    study.yaml:12:24: error: tariff_eur_per_mw_a is "cheap"
      fix: write EUR per MW and year, at least 0, or levelised
    study.yaml:13:20: error: investment_meur is "5", not a map of years
      fix: write investment_meur: {2028: ..., 2032: ...}
    study.yaml:15:24: error: booked_share is 1.2
      fix: it must be from 0 to 1, or from 0 to 100 %
    """),
  BrokenStudy(
    "a tariff account with two networks",
    """
    scenarios:

    """,
    """
    tariff_account:
      from: 2030
      interest: 4 %
      tariff_eur_per_mw_a: levelised
      pipelines: all
      capacity_mw: 100
    scenarios:

    """,
    """
    study.yaml:12:16: error: tariff_account has both pipelines and capacity_mw
      fix: give pipelines, or investment_meur with capacity_mw
    """),
  BrokenStudy(
    "a tariff account on pipelines that are not there",
    """
    scenarios:

    """,
    """
    tariff_account:
      from: 2030
      interest: 4 %
      tariff_eur_per_mw_a: levelised
      pipelines: {country: DE}
    scenarios:

    """,
    """
    study.yaml:11:24: error: no row of pipelines has country DE
      fix: there are no names there
    """),
  BrokenStudy(
    "a variant given twice",
    """
    scenarios:

    """,
    """
    tariff_account:
      from: 2030
      interest: 4 %
      tariff_eur_per_mw_a: 5
      investment_meur: {2030: 5}
      capacity_mw: 100
      variants:
        - {name: low, booked_share: 0.1}
        - {name: low, booked_share: 0.2}
    scenarios:

    """,
    """
    study.yaml:15:14: error: variant low is given twice
      fix: give one another name
    """),
]

/// Inserts a zone of hydrogen, H2_DE, and a pipeline between the nodes that are given.
private func newPipeline(_ row: String) -> String {
  """
        - select: {table: zones}
          insert: {zone: H2_DE, country: DE, bidding_zone: H2_DE, carrier: hydrogen, kind: hydrogen, series_column: DE}
        - select: {table: pipelines}
          insert: {\(row), length_km: 10, p_max_mw: 1 GW}

  """
}
