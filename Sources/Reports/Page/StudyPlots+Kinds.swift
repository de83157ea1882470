// SPDX-License-Identifier: Apache-2.0
import Studies

extension StudyFrame {
  /// LOLE by scenario and zone, with intervals.
  func lossOfLoad() -> PlotAttempt {
    estimates(
      id: "lole-by-scenario", of: "Loss of load expectation", "LOLE", unit: "h/yr",
      column: "lole_h_per_yr", error: "lole_standard_error_h_per_yr")
  }

  /// EENS by scenario and zone, with intervals.
  func energyNotServed() -> PlotAttempt {
    estimates(
      id: "eens-by-scenario", of: "Expected energy not served", "EENS", unit: "MWh/yr",
      column: "eens_mwh_per_yr", error: "eens_standard_error_mwh_per_yr")
  }

  private func estimates(
    id: String, of words: String, _ short: String, unit: String, column: String,
    error errorColumn: String
  ) -> PlotAttempt {
    let title = "\(words) by scenario"
    guard let figure = place(of: column), let error = place(of: errorColumn) else {
      return .omitted(
        title, "The study has no \(short).", "Make it again with this version of pentaflow.")
    }
    var data: [[String: VegaCell]] = []
    let all = [allZones] + zones
    for zone in all {
      for label in shown {
        guard let mean = span(figure, label: label, zone: zone)?.mean else { continue }
        let error = span(error, label: label, zone: zone)?.mean ?? 0
        data.append([
          "zone": .text(zone), "scenario": .text(text(label)), "mean": .rounded(mean, 4),
          "low": .rounded(max(0, mean - halfWidth95 * error), 4),
          "high": .rounded(mean + halfWidth95 * error, 4),
        ])
      }
    }
    guard !data.isEmpty else {
      return .omitted(title, "No run has figures.", "See the runs without an optimum.")
    }
    let (bars, whiskers) = VegaLite.barsWithWhiskers(
      "\(words.lowercased()) (\(unit))", along: scenarioAxis,
      tooltip: [
        .name("scenario", "scenario"), .quantity("mean", "\(short) (\(unit))"),
        .quantity("low", "95 % interval, from"), .quantity("high", "to"),
      ])
    return .drawn(
      Plot(
        id: id, title: title,
        look: "Whiskers that overlap mean that the draws do not tell the scenarios apart.",
        note: ["Whiskers: 95 % interval of the mean.", shownWords].filter { !$0.isEmpty }
          .joined(separator: " "),
        columns: [
          ("zone", "zone"), ("scenario", "scenario"), ("mean", "\(short) (\(unit))"),
          ("low", "95 % interval, from (\(unit))"), ("high", "to (\(unit))"),
        ], height: Double(max(60, shown.count * 30)),
        VegaLite(
          data: VegaData(data), transform: [.chosen("zone")],
          layer: [bars, whiskers],
          params: [.choice(of: "zone", label: "zone", from: all, first: allZones)])))
  }

  /// Who meets the needs for flexibility, by scenario.
  func providers() -> PlotAttempt {
    let title = "Who meets the need for flexibility"
    let periods = [("day", "within days"), ("week", "within weeks"), ("year", "over the year")]
    let kinds = [
      ("storage", "storages", "#88CCEE"), ("demand_response", "demand response", "#DDCC77"),
      ("net_import", "trade", "#44AA99"), ("generation", "generation", "#CC6677"),
      ("uncovered", "curtailment and lost load", "#D55E00"),
    ]
    var data: [[String: VegaCell]] = []
    for (period, words) in periods {
      guard let need = place(of: "need_\(period)_gwh") else { continue }
      for label in shown {
        guard let total = span(need, label: label)?.mean else { continue }
        var rest = total
        for (kind, name, _) in kinds where kind != "generation" {
          guard let place = place(of: "\(kind)_\(period)_gwh"),
            let part = span(place, label: label)?.mean
          else { continue }
          rest -= part
          data.append([
            "period": .text(words), "scenario": .text(text(label)), "provider": .text(name),
            "energy": .rounded(part / 1000, 4),
          ])
        }
        data.append([
          "period": .text(words), "scenario": .text(text(label)), "provider": .text("generation"),
          "energy": .rounded(rest / 1000, 4),
        ])
      }
    }
    guard !data.isEmpty else {
      return .omitted(title, "No run has figures.", "See the runs without an optimum.")
    }
    return .drawn(
      Plot(
        id: "flexibility", title: title,
        look:
          "The parts of a bar sum to the need of the whole region; parts below zero make the need of "
          + "the others larger.",
        note: shownWords,
        columns: [
          ("period", "need"), ("scenario", "scenario"), ("provider", "met by"),
          ("energy", "energy (TWh)"),
        ], height: Double(max(60, shown.count * 34)),
        .stackedBars(
          data, choice: ("period", "need", periods.map(\.1)), of: ("energy", "energy (TWh)"),
          along: scenarioAxis,
          parts: .name("provider", "met by") {
            $0.scale = .colors(kinds.map(\.1), kinds.map(\.2))
          },
          tooltip: [
            .name("scenario", "scenario"), .name("provider", "met by"),
            .quantity("energy", "energy (TWh)"),
          ])))
  }
}
