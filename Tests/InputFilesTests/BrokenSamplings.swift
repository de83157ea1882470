// SPDX-License-Identifier: Apache-2.0

/// Samples of levers and time units that are wrong; see ``brokenStudies``.
let brokenSamplings: [BrokenStudy] = [
  BrokenStudy(
    "levers whose ranges and patches are wrong, all said at once",
    "sources:",
    """
    sampling:
      samples: 0
      levers:
        - {name: a, from: 2, to: 1, patches: [{select: {table: fuels}, scale: {price_eur_per_mwh: sampled}}]}
        - name: b
          from: 0
          to: 1
          distribution: log_uniform
          patches: [{select: {table: fuels}, scale: {price_eur_per_mwh: sampled}}]
        - {name: c, from: 1 GW, to: 2 MW, mode: 1, patches: [{select: {table: fuels}, remove: yes}]}
        - name: d
          from: 1 x
          to: 2
          patches: []
        - name: e
          from: 1
          to: 2
          distribution: triangular
          patches: [{select: {table: fuels}, scale: {price_eur_per_mwh: sampled}}]
    sources:
    """,
    """
    study.yaml:6:12: error: samples is 0
      fix: it must be from 1 to 10000
    study.yaml:8:30: error: the range ends at 1, not above from
      fix: give a larger to
    study.yaml:10:13: error: from is 0, which has no logarithm
      fix: give one above 0, or distribution: uniform
    study.yaml:14:33: error: to is in MW, but from is in GW
      fix: give both the same unit
    study.yaml:14:45: error: mode does nothing in a lever that is uniform
      fix: leave it out, or write distribution: triangular
    study.yaml:14:45: error: mode is in no unit, but from is in GW
      fix: give both the same unit
    study.yaml:14:57: error: no patch of lever c takes its value
      fix: write the word sampled in place of a value: {installed_mw: sampled}
    study.yaml:17:11: error: to is in no unit, but from is in x
      fix: give both the same unit
    study.yaml:18:16: error: patches is empty
      fix: give at least one
    study.yaml:19:7: error: a triangular lever has no mode
      fix: add mode: its most likely value
    """),
  BrokenStudy(
    "quarter hours of a study that goes by the hour",
    "kind: coupling",
    """
    kind: flexibility
    time_unit: 15 min
    """,
    """
    study.yaml:4:1: error: time_unit is 15 min, but a study of kind flexibility goes by the hour
      fix: write 1 h, or kind: coupling
    """),
  BrokenStudy(
    "outages drawn by the hour, in quarter hours",
    "kind: coupling",
    """
    kind: coupling
    time_unit: 15 min
    options: {samples: 2}
    """,
    """
    study.yaml:5:11: error: samples draws outages by the hour, but time_unit is 15 min
      fix: leave samples out, or write time_unit: 1 h
    """),
]
