// SPDX-License-Identifier: Apache-2.0
import Testing

/// A study that is right, on ``SmallCase``.
let goodStudy = """
  study: test
  case: case
  kind: coupling
  years: [2026, 2030]
  sources:
    - {id: plan, title: Wind plan, year: 2026, licence: CC0}
  scenarios:
    - name: base
    - name: more sun
      base: base
      patches:
        - select: {table: renewables, zone: DE, technology: solar}
          scale: {installed_mw: 1.2}

  """

/// The one patch of ``goodStudy``, as it stands there.
let patchOfGoodStudy = """
        - select: {table: renewables, zone: DE, technology: solar}
          scale: {installed_mw: 1.2}

  """

/// One way to break it, and everything that is then said. The file is `study.yaml`.
struct BrokenStudy: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let old: String
  let new: String
  let expected: String

  init(_ what: String, _ old: String, _ new: String, _ expected: String) {
    testDescription = what
    self.old = old
    self.new = new
    self.expected = expected
  }

  /// A row that is added to a table instead of the patch of ``goodStudy``.
  ///
  /// - Parameter years: those of the patch, as it writes them.
  init(
    _ what: String, insert row: String, into table: String, years: String? = nil,
    _ expected: String
  ) {
    let lines =
      ["- select: {table: \(table)}", "  insert: {\(row)}"]
      + (years.map { ["  years: \($0)"] } ?? [])
    self.init(what, patchOfGoodStudy, lines.map { "      \($0)\n" }.joined(), expected)
  }
}

let brokenStudies: [BrokenStudy] = [
  BrokenStudy(
    "an unknown key",
    "kind: coupling",
    "knd: coupling",
    """
    study.yaml:1:1: error: the file has no kind
      fix: add kind: coupling
    study.yaml:3:1: error: a study has no key knd
      fix: did you mean kind?
    """),
  BrokenStudy(
    "an unknown kind",
    "kind: coupling",
    "kind: couplin",
    """
    study.yaml:3:7: error: kind is couplin
      fix: did you mean coupling?
    """),
  BrokenStudy(
    "an unknown table",
    patchOfGoodStudy,
    """
          - select: {table: renewable, zone: DE}
            scale: {installed_mw: 1.2}

    """,
    """
    study.yaml:12:25: error: there is no table renewable
      fix: did you mean renewables?
    """),
  BrokenStudy(
    "an unknown figure",
    "scale: {installed_mw: 1.2}",
    "scale: {instaled_mw: 1.2}",
    """
    study.yaml:13:17: error: renewables has no figure instaled_mw to change
      fix: did you mean installed_mw?
    """),
  BrokenStudy(
    "an unknown zone",
    patchOfGoodStudy,
    """
          - select: {table: generating_units, zone: De}
            scale: {installed_mw: 1.2}

    """,
    """
    study.yaml:12:49: error: no row of generating_units has zone De
      fix: did you mean DE?
    """),
  BrokenStudy(
    "a choice that the table does not have",
    patchOfGoodStudy,
    """
          - select: {table: renewables, fuel: gas}
            scale: {installed_mw: 1.2}

    """,
    """
    study.yaml:12:43: error: rows of renewables have no fuel
      fix: choose them by asset, zone, bidding_zone, country, hub, carrier, technology
    """),
  BrokenStudy(
    "an unknown choice",
    patchOfGoodStudy,
    """
          - select: {table: renewables, zon: DE}
            scale: {installed_mw: 1.2}

    """,
    """
    study.yaml:12:37: error: select has no key zon
      fix: did you mean zone?
    """),
  BrokenStudy(
    "a unit that measures something else",
    "scale: {installed_mw: 1.2}",
    "set: {installed_mw: 3 TWh}",
    """
    study.yaml:13:29: error: installed_mw is in MW, but set gives 3 TWh
      fix: give it in MW, GW, TW or kW
    """),
  BrokenStudy(
    "a word for a number",
    "scale: {installed_mw: 1.2}",
    "add: {installed_mw: more}",
    """
    study.yaml:13:29: error: installed_mw is more, which is not a number
      fix: write a number of MW
    """),
  BrokenStudy(
    "negative capacity",
    "scale: {installed_mw: 1.2}",
    "add: {installed_mw: -300 GW}",
    """
    study.yaml:13:29: error: installed_mw of DE_solar would be -100000 MW
      fix: it must be at least 0
    study.yaml:13:29: error: installed_mw of DE_solar would be -200000 MW
      fix: it must be at least 0
    """),
  BrokenStudy(
    "a value outside its range",
    patchOfGoodStudy,
    """
          - select: {table: generating_units, asset: DE_ccgt_1}
            set: {efficiency: 1.4}

    """,
    """
    study.yaml:13:27: error: efficiency of DE_ccgt_1 would be 1.4
      fix: it must be above 0 up to 1
    """),
  BrokenStudy(
    "a patch that matches nothing",
    patchOfGoodStudy,
    """
          - select: {table: generating_units, zone: FR, technology: ccgt_new}
            scale: {installed_mw: 1.2}

    """,
    """
    study.yaml:12:9: error: the patch matches no row of generating_units
      fix: each of its terms has rows, but none has them all; take one away
    """),
  BrokenStudy(
    "a patch without effect",
    "1.2}",
    "1}",
    """
    study.yaml:12:9: error: the patch changes nothing: every figure is so already
      fix: leave it out, or check its value
    """),
  BrokenStudy(
    "two operations",
    "scale: {installed_mw: 1.2}",
    """
    scale: {installed_mw: 1.2}
            add: {installed_mw: 5}
    """,
    """
    study.yaml:12:9: error: the patch does add and scale
      fix: give it one of set, add, scale, cap, swap, delay, remove, insert
    """),
  BrokenStudy(
    "no operation",
    """
            scale: {installed_mw: 1.2}

    """,
    """
            years: [2030]

    """,
    """
    study.yaml:12:9: error: the patch does nothing
      fix: give it one of set, add, scale, cap, swap, delay, remove, insert
    """),
  BrokenStudy(
    "a circle of bases",
    """
      - name: base

    """,
    """
      - name: base
        base: more sun

    """,
    """
    study.yaml:9:11: error: scenario base stands on itself: base on more sun on base
      fix: take away one base, so that the chain ends at the case
    study.yaml:11:11: error: scenario more sun stands on itself: more sun on base on more sun
      fix: take away one base, so that the chain ends at the case
    """),
  BrokenStudy(
    "an unknown base",
    "base: base",
    "base: bse",
    """
    study.yaml:10:11: error: there is no scenario bse to stand on
      fix: did you mean base?
    """),
  BrokenStudy(
    "a name given twice",
    """
    name: more sun
        base: base
    """,
    "name: base",
    """
    study.yaml:9:11: error: scenario base is given twice
      fix: give one another name
    """),
  BrokenStudy(
    "a target year outside the case",
    "[2026, 2030]",
    "[2030, 2040]",
    """
    study.yaml:4:15: error: the case has no figures for 2040
      fix: its years are 2026, 2030, and those between them
    """),
  BrokenStudy(
    "a patch in a year outside the case",
    "scale: {installed_mw: 1.2}",
    """
    scale: {installed_mw: 1.2}
            years: [2030, 2041]
    """,
    """
    study.yaml:14:16: error: year 2041 is outside the case
      fix: its years are 2026, 2030
    """),
  BrokenStudy(
    "a hub without a cable",
    patchOfGoodStudy,
    """
          - select: {table: dc_links, hub: HUB}
            remove: yes

    """,
    """
    study.yaml:9:11: error: hub HUB has no cable left
      fix: keep one of its links, or remove the hub: select {table: zones, asset: HUB}, remove: cascade
    """),
  BrokenStudy(
    "rows that others refer to",
    patchOfGoodStudy,
    """
          - select: {table: zones, asset: HUB}
            remove: yes

    """,
    """
    study.yaml:13:9: error: 1 row of dc_links (Seabed) refer to what the patch removes
      fix: write remove: cascade to take them out too
    """),
  BrokenStudy(
    "a delay before the first year",
    "scale: {installed_mw: 1.2}",
    "delay: 5",
    """
    study.yaml:13:16: error: a delay of 5 years needs the system of 2021
      fix: the case begins in 2026: give a shorter delay, or years in which the patch counts
    study.yaml:13:16: error: a delay of 5 years needs the system of 2025
      fix: the case begins in 2026: give a shorter delay, or years in which the patch counts
    """),
  BrokenStudy(
    "a profile that is set",
    "scale: {installed_mw: 1.2}",
    "set: {profile: cf_solar}",
    """
    study.yaml:13:9: error: profile is a profile, which is not set
      fix: write swap: {profile: cf_solar}
    """),
  BrokenStudy(
    "an unknown profile",
    "scale: {installed_mw: 1.2}",
    "swap: {profile: cf_sola}",
    """
    study.yaml:13:25: error: no row of renewables has profile cf_sola
      fix: did you mean cf_solar?
    """),
  BrokenStudy(
    "an unknown source",
    "scale: {installed_mw: 1.2}",
    """
    scale: {installed_mw: 1.2}
            source: plans
    """,
    """
    study.yaml:14:17: error: there is no source plans
      fix: did you mean plan?
    """),
  BrokenStudy(
    "an option of another kind",
    "sources:",
    """
    options: {sharing_rule: least_cost}
    sources:
    """,
    """
    study.yaml:5:11: error: sharing_rule does nothing in a study of kind coupling
      fix: leave it out
    """),
  BrokenStudy(
    "a factor with a unit",
    "1.2}",
    "1.2 GW}",
    """
    study.yaml:13:31: error: a factor is a number without unit, but scale gives 1.2 GW
      fix: write a factor such as 1.2, or 120 %
    """),
  BrokenStudy(
    "a figure for several rows",
    patchOfGoodStudy,
    """
          - select: {table: borders}
            set: {p_max_mw: 3 GW}
          - select: {table: generating_units}
            set: {installed_mw: 3 GW}

    """,
    """
    study.yaml:15:9: error: set gives installed_mw for 2 rows of generating_units
      fix: write over: each where every row is meant, over: total where all together are
    """),
  BrokenStudy(
    "a day that is none",
    "sources:",
    """
    horizon: {from: 02-30}
    sources:
    """,
    """
    study.yaml:5:17: error: from is "02-30", which is no day
      fix: write month and day as in 01-14
    """),
  BrokenStudy(
    "a key given twice",
    "kind: coupling",
    """
    kind: coupling
    kind: adequacy
    """,
    """
    study.yaml:3:1: error: kind given twice in one map
      fix: keep one of them; the first stands here
    """),
  BrokenStudy(
    "an unknown network",
    "sources:",
    """
    options: {network: flow-based}
    sources:
    """,
    """
    study.yaml:5:20: error: network is flow-based
      fix: did you mean flow_based?
    """),
  BrokenStudy(
    "climate years that fall",
    "sources:",
    """
    options: {climate_years: 5...3}
    sources:
    """,
    """
    study.yaml:5:26: error: climate_years is 5...3
      fix: give a rising range from 1 to 1000000
    """),
  BrokenStudy(
    "an unknown scenario in quick",
    "sources:",
    """
    quick: {scenarios: [bas]}
    sources:
    """,
    """
    study.yaml:5:21: error: there is no scenario bas
      fix: did you mean base?
    """),
  BrokenStudy(
    "a figure that is no amount",
    patchOfGoodStudy,
    """
          - select: {table: branches, asset: F1-F2}
            scale: {circuits: 2}

    """,
    """
    study.yaml:13:9: error: circuits is no amount, so scale means nothing for it
      fix: use set
    """),
  BrokenStudy(
    "a list that is none",
    """
    scenarios:
      - name: base

    """,
    """
    scenarios: base
    x:
      - name: base

    """,
    """
    study.yaml:7:12: error: scenarios is "base", not a list
      fix: begin each with - name: ...
    study.yaml:8:1: error: a study has no key x
      fix: the keys are study, description, case, kind, years, horizon, time_unit, outputs, options, quick, reference, sources and 5 more
    """),
  BrokenStudy(
    "nothing to run",
    """
    scenarios:
      - name: base
      - name: more sun
        base: base
        patches:
          - select: {table: renewables, zone: DE, technology: solar}
            scale: {installed_mw: 1.2}

    """,
    """
    reference: base

    """,
    """
    study.yaml:1:1: error: the file has neither scenarios nor a grid
      fix: add scenarios: [{name: base}]
    study.yaml:7:12: error: there is no scenario base
      fix: there are no scenarios
    """),
  BrokenStudy(
    "no year",
    "[2026, 2030]",
    "[]",
    """
    study.yaml:4:8: error: years is empty
      fix: give at least one
    """),
  BrokenStudy(
    "an empty list of scenarios",
    """
    scenarios:
      - name: base
      - name: more sun
        base: base
        patches:
          - select: {table: renewables, zone: DE, technology: solar}
            scale: {installed_mw: 1.2}

    """,
    """
    scenarios: []

    """,
    """
    study.yaml:7:12: error: the file has neither scenarios nor a grid
      fix: add scenarios: [{name: base}]
    """),
  BrokenStudy(
    "no scenario in quick",
    "sources:",
    """
    quick: {scenarios: []}
    sources:
    """,
    """
    study.yaml:5:20: error: scenarios is empty
      fix: give at least one
    """),
]
