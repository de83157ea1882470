// SPDX-License-Identifier: Apache-2.0
import Studies

extension StudyFrame {
  /// Figures of all zones by scenario, one figure at a time.
  func scenarioBars(reference: String?) -> PlotAttempt {
    bars(
      id: "scenarios", title: "Scenarios side by side",
      look:
        "Choose a figure; bars are means over the runs of a scenario, whiskers the lowest and the "
        + "highest run.",
      isDifference: false)
  }

  func differenceBars(reference: String?) -> PlotAttempt {
    bars(
      id: "differences", title: "Differences to \(reference ?? "the reference")",
      look:
        "Orange is more, blue less than in the reference; a whisker across zero means that the runs "
        + "do not agree on the direction.",
      isDifference: true)
  }

  private func bars(
    id: String, title: String, look: String, isDifference: Bool
  ) -> PlotAttempt {
    var rows: [[String: VegaCell]] = []
    var (titles, moved) = ([String](), Set<String>())
    for figure in figures.indices where !figures[figure].column.contains("standard_error") {
      let spans = shown.compactMap { label in
        span(figure, label: label).map { (label, $0) }
      }
      guard !spans.isEmpty else { continue }
      titles.append(figures[figure].title)
      if spans.contains(where: { $1.low != 0 || $1.high != 0 }) {
        moved.insert(figures[figure].title)
      }
      rows += spans.map { label, span in
        [
          "figure": .text(figures[figure].title), "scenario": .text(text(label)),
          "mean": .rounded(span.mean, 4), "low": .rounded(span.low, 4),
          "high": .rounded(span.high, 4), "runs": .number(Double(span.count)),
          "sign": .text(span.mean < 0 ? "less" : "more"),
        ]
      }
    }
    if isDifference, labels.isEmpty { return loneReference(title) }
    guard let first = chosenFirst(of: titles, moved) else {
      return .omitted(title, "No run has figures of all zones.", "See the runs without an optimum.")
    }
    let height = Double(max(60, shown.count * 28))
    var (bars, whiskers) = VegaLite.barsWithWhiskers(
      "", along: scenarioAxis,
      tooltip: [
        .name("scenario", "scenario"), .quantity("mean", "mean"), .quantity("low", "lowest run"),
        .quantity("high", "highest run"), .quantity("runs", "runs"),
      ], whiskerWidth: 1.6)
    bars.transform = [.chosen("figure")]
    whiskers.transform = [.chosen("figure")]
    if isDifference {
      bars.mark?.color = nil
      bars.encoding?.color = .name("sign", "than the reference") {
        $0.scale = .colors(["more", "less"], [moreColor, lessColor])
      }
    }
    return .drawn(
      Plot(
        id: id, title: title, look: look, note: shownWords,
        columns: [
          ("figure", "figure"), ("scenario", "scenario"), ("mean", "mean"), ("low", "lowest run"),
          ("high", "highest run"), ("runs", "runs"),
        ], height: height,
        VegaLite(
          data: VegaData(rows), layer: [bars, whiskers, chosenFigureTitle(chartHeight: height)],
          params: [
            .choice(of: "figure", label: "figure", from: titles, first: first)
          ])))
  }

  /// The figure that a chart shows before another is chosen: the main one, or the first that moves
  /// where that one stays.
  private func chosenFirst(of titles: [String], _ moved: Set<String>) -> String? {
    let main = figures.indices.contains(mainFigure) ? figures[mainFigure].title : ""
    if moved.contains(main) { return main }
    return titles.first { moved.contains($0) } ?? titles.first { $0 == main } ?? titles.first
  }

  private func loneReference(_ title: String) -> PlotAttempt {
    .omitted(
      title, "No scenario beside the reference has figures.", "Add a scenario to the study file.")
  }

  /// Difference of one figure by scenario and zone.
  func zoneMatrix(reference: String?) -> PlotAttempt {
    let title = "Differences to \(reference ?? "the reference") by zone"
    var data: [[String: VegaCell]] = []
    var (titles, moved) = ([String](), Set<String>())
    for figure in figures.indices where !figures[figure].column.contains("standard") {
      var cells: [[String: VegaCell]] = []
      let means = shown.map { label in
        zones.map { span(figure, label: label, zone: $0)?.mean ?? .nan }
      }
      let largest = means.joined().filter(\.isFinite).map(\.magnitude).max() ?? 0
      for (label, spans) in zip(shown, means) {
        guard spans.contains(where: \.isFinite) else { continue }
        cells.append([
          "figure": .text(figures[figure].title), "scenario": .text(text(label)),
          "zone": .texts(zones),
          "mean": .rounded(spans, 3),
          "share": .rounded(spans.map { largest > 0 ? 100 * $0 / largest : $0 }, 2),
        ])
      }
      if !cells.isEmpty {
        titles.append(figures[figure].title)
        if largest > 0 { moved.insert(figures[figure].title) }
        data += cells
      }
    }
    if labels.isEmpty { return loneReference(title) }
    guard let first = chosenFirst(of: titles, moved) else {
      return .omitted(title, "No run has figures by zone.", "See the runs without an optimum.")
    }
    return .drawn(
      Plot(
        id: "zone-matrix", title: title,
        look:
          "White is no change; orange is more, blue less than in the reference, in shares of the "
          + "largest difference of the chosen figure.",
        note: shownWords,
        columns: [
          ("figure", "figure"), ("scenario", "scenario"), ("zone", "zone"), ("mean", "difference"),
          ("share", "share of the largest difference (%)"),
        ], height: Double(max(80, shown.count * 30)),
        VegaLite(
          data: VegaData(data),
          transform: [
            .chosen("figure"), .flatten("zone", "mean", "share"),
            VegaTransform(filter: "isValid(datum.mean)"),
          ],
          mark: VegaMark("rect"),
          encoding: VegaEncoding {
            $0.x = .name("zone", "bidding zone") { $0.sort = .names(zones) }
            $0.y = scenarioAxis
            $0.color = .quantity("share", "share of the largest (%)") {
              $0.scale = VegaScale {
                $0.domain = .numbers([-100, 0, 100])
                $0.range = .names([lessColor, "#F7F7F7", moreColor])
              }
            }
            $0.tooltip = [
              .name("scenario", "scenario"), .name("zone", "zone"),
              .quantity("mean", "difference"),
            ]
          },
          params: [
            .choice(of: "figure", label: "figure", from: titles, first: first)
          ])))
  }

  /// How the change of what load pays divides into cost and earnings.
  ///
  /// Payments of load = cost of supply + earnings of supply, storages and networks + rest.
  func waterfall(reference: String?) -> PlotAttempt {
    let title = "Who pays and who earns"
    let parts = [
      ("load_payment_meur", "load pays"), ("supply_surplus_meur", "supply earns"),
      ("storage_surplus_meur", "storages earn"), ("congestion_rent_meur", "networks earn"),
      ("supply_cost_meur", "cost of supply"),
    ]
    let places = parts.compactMap { place(of: $0.0) }
    guard places.count == parts.count else {
      return .omitted(
        title, "The study has no accounts.", "Make it again with this version of pentaflow.")
    }
    let steps = parts.dropLast().map(\.1) + ["others earn", "cost of supply"]
    var data: [[String: VegaCell]] = []
    var drawn: [String] = []
    var furthest = (scenario: "", change: -1.0)
    for label in shown {
      let values = places.compactMap { span($0, label: label)?.mean }
      guard values.count == parts.count else { continue }
      drawn.append(text(label))
      // What load pays more, less what each earns more, ends at what supply costs more.
      let rest = values[0] - values[1] - values[2] - values[3] - values[4]
      var level = 0.0
      let changes = [values[0], -values[1], -values[2], -values[3], -rest]
      if let most = changes.map(\.magnitude).max(), most > furthest.change {
        furthest = (text(label), most)
      }
      for (step, change) in zip(steps, changes) {
        data.append([
          "scenario": .text(text(label)), "step": .text(step), "from": .rounded(level, 3),
          "to": .rounded(level + change, 3),
          "change": .rounded(step == steps[0] ? change : -change, 3),
          "kind": .text(step == steps[0] ? "paid" : "earned"),
        ])
        level += change
      }
      data.append([
        "scenario": .text(text(label)), "step": .text(steps[steps.count - 1]), "from": .number(0),
        "to": .rounded(level, 3), "change": .rounded(values[4], 3), "kind": .text("cost"),
      ])
    }
    guard !drawn.isEmpty else {
      return .omitted(title, "There is no difference to show.", "Add a scenario to the study.")
    }
    let tooltip: [VegaChannel] = [
      .name("step", "account"), .quantity("change", "change (million EUR)"),
    ]
    return .drawn(
      Plot(
        id: "waterfall", title: title,
        look:
          "From left to right: what load pays more than in \(reference ?? "the reference"), less what "
          + "others earn more, leaves what supply costs more.",
        note: shownWords,
        columns: [
          ("scenario", "scenario"), ("step", "account"), ("change", "change (million EUR)"),
          ("from", "bar from (million EUR)"), ("to", "bar to (million EUR)"),
        ], height: 300,
        VegaLite(
          data: VegaData(data), transform: [.chosen("scenario")],
          mark: VegaMark("bar"),
          encoding: VegaEncoding {
            $0.x = .name("step", "account") {
              $0.sort = .names(steps)
              $0.axis = VegaAxis { $0.labelAngle = 0 }
            }
            $0.y = .quantity("from", "change (million EUR)")
            $0.y2 = VegaChannel(field: "to")
            $0.color = .name("kind", "bar") {
              $0.scale = .colors(
                ["paid", "earned", "cost"], [moreColor, "#009E73", "#4D4D4D"])
            }
            $0.tooltip = tooltip
          },
          params: [
            .choice(of: "scenario", label: "scenario", from: drawn, first: furthest.scenario)
          ])))
  }
}
