// SPDX-License-Identifier: Apache-2.0
import Studies

/// Charts of what differs between two results of the same command.
struct ReportComparison {
  let result: FinishedResult
  let other: FinishedResult

  func section() throws -> ReportPage.Section {
    var attempts: [PlotAttempt] = []
    if let mine = try CouplingFigures(result), let theirs = try CouplingFigures(other) {
      attempts.append(priceCurves(mine, theirs))
    }
    attempts.append(try zoneDifferences())
    return .init("Differences from \(other.name)", attempts)
  }

  /// What differs most, in words; nil where the results are no coupled runs.
  func summary() throws -> String? {
    let mine = try CouplingTotals(result)
    let theirs = try CouplingTotals(other)
    guard mine.loadGWh > 0, theirs.loadGWh > 0 else { return nil }
    func words(_ change: Double, _ unit: String, _ decimals: Int) -> String {
      "\(groupedNumber(change.magnitude, decimals)) \(unit) \(change < 0 ? "less" : "more")"
    }
    let missing = mine.notServedMWh - theirs.notServedMWh
    var text =
      "Against \(other.name), load pays \(words(mine.price - theirs.price, "EUR/MWh", 2)) and "
      + (missing.magnitude < 0.5
        ? "as much of it is served" : "\(words(missing, "MWh", 0)) are not served")
    if mine.rentMEUR.isFinite, theirs.rentMEUR.isFinite {
      text +=
        "; congestion earns \(words(mine.rentMEUR - theirs.rentMEUR, "million EUR", 1))"
    }
    return text + "."
  }

  /// Figures by zone, and by scenario where there are several, that both results have.
  private struct Figures {
    var titles: [String] = []
    /// Keys are scenario, zone and title.
    var values: [[String]: Double] = [:]
    var order: [[String]] = []
    var zones: [String] = []
    var scenarios: [String] = []
    /// What is left out; empty where nothing is.
    var note = ""

    mutating func add(_ scenario: String, _ zone: String, _ title: String, _ value: Double) {
      guard value.isFinite else { return }
      let key = [scenario, zone, title]
      if values[key] == nil { order.append(key) }
      values[key] = value
    }
  }

  private func figures(of result: FinishedResult) throws -> Figures {
    var figures = Figures()
    if result.manifest.runs != nil { return try studyFigures(of: result) }
    let columns: [(table: String, zone: String, columns: [(name: String, title: String)])] = [
      (
        "zones_annual", "bidding_zone",
        [
          ("load_weighted_price_eur_per_mwh", "price by load (EUR/MWh)"),
          ("mean_price_eur_per_mwh", "mean price (EUR/MWh)"),
          ("generation_gwh", "generation (GWh)"), ("net_export_gwh", "net export (GWh)"),
          ("curtailed_gwh", "renewable energy not used (GWh)"),
          ("energy_not_served_mwh", "energy not served (MWh)"),
          ("emissions_kt_co2", "carbon dioxide (kt)"), ("load_gwh", "load (GWh)"),
        ]
      ),
      (
        "adequacy_zones", "zone",
        [
          ("lole_h_per_yr", "loss of load expectation (h/yr)"),
          ("eens_mwh_per_yr", "expected energy not served (MWh/yr)"),
        ]
      ),
    ]
    for table in columns {
      guard
        let frame = try result.frame(
          table.table, needed: [table.zone] + table.columns.map(\.name))
      else { continue }
      let zones = frame.texts(table.zone)
      figures.zones = zones
      figures.titles += table.columns.map(\.title)
      for column in table.columns {
        for (row, value) in try frame.numbers(column.name).enumerated() {
          figures.add("", zones[row], column.title, value)
        }
      }
    }
    if let frame = try result.frame(
      "flexibility_needs", "bidding_zone", "need", "need_mwh")
    {
      let (zones, needs) = (frame.texts("bidding_zone"), frame.texts("need"))
      figures.zones = distinct(zones)
      let energies = try frame.numbers("need_mwh")
      var sums: [[String]: (sum: Double, count: Double)] = [:]
      for row in energies.indices {
        let key = [zones[row], needs[row]]
        let old = sums[key] ?? (0, 0)
        sums[key] = (old.sum + energies[row] / 1e6, old.count + 1)
      }
      for need in distinct(needs) {
        let title = "flexibility need, \(need) (TWh)"
        figures.titles.append(title)
        for zone in figures.zones {
          if let sum = sums[[zone, need]] { figures.add("", zone, title, sum.sum / sum.count) }
        }
      }
    }
    return figures
  }

  /// Of the scenarios and years that the charts of this study show.
  private func studyFigures(of result: FinishedResult) throws -> Figures {
    var figures = Figures()
    guard let shown = try StudyFrame(self.result, table: .runs),
      let study = try StudyFrame(result, table: .runs)
    else { return figures }
    figures.note = shown.shownWords
    let labels = Set(study.labels)
    figures.titles = study.figures.filter { !$0.column.contains("standard_error") }.map(\.title)
    figures.zones = [allZones] + study.zones
    for label in shown.shown where labels.contains(label) {
      figures.scenarios.append(shown.text(label))
      for zone in figures.zones {
        for (place, figure) in study.figures.enumerated() {
          guard let mean = study.span(place, label: label, zone: zone)?.mean else { continue }
          figures.add(shown.text(label), zone, figure.title, mean)
        }
      }
    }
    return figures
  }

  private func zoneDifferences() throws -> PlotAttempt {
    let title = "Differences by zone"
    let mine = try figures(of: result)
    let theirs = try figures(of: other)
    let hasScenarios = mine.scenarios.contains { theirs.scenarios.contains($0) }
    var data: [[String: VegaCell]] = []
    var titles: [String] = []
    for key in mine.order {
      guard let value = mine.values[key], let base = theirs.values[key] else { continue }
      if !titles.contains(key[2]) { titles.append(key[2]) }
      data.append([
        "scenario": .text(key[0]), "zone": .text(key[1]), "figure": .text(key[2]),
        "value": .rounded(value, 4), "base": .rounded(base, 4),
        "change": .rounded(value - base, 4), "sign": .text(value < base ? "less" : "more"),
      ])
    }
    guard let first = titles.first else {
      return .omitted(
        title, "The two results have no zone and figure in common.",
        "Compare results of the same case and command.")
    }
    let zones = mine.zones.filter { theirs.zones.contains($0) }
    let height = Double(max(60, zones.count * 22))
    var params: [VegaParameter] = [
      .choice(of: "figure", label: "figure", from: titles, first: first)
    ]
    var transforms: [VegaTransform] = [.chosen("figure")]
    let scenarios = mine.scenarios.filter { theirs.scenarios.contains($0) }
    if hasScenarios {
      params.append(
        .choice(of: "scenario", label: "scenario", from: scenarios, first: scenarios[0]))
      transforms.append(.chosen("scenario"))
    }
    return .drawn(
      Plot(
        id: "zone-differences", title: title,
        look: "Orange is more, blue less than in \(other.name).", note: mine.note,
        columns: (hasScenarios ? [("scenario", "scenario")] : []) + [
          ("figure", "figure"), ("zone", "zone"), ("value", "here"), ("base", "there"),
          ("change", "difference"),
        ], height: height,
        VegaLite(
          data: VegaData(data),
          layer: [
            VegaLite(
              transform: transforms, mark: VegaMark("bar"),
              encoding: VegaEncoding {
                $0.x = .quantity("change", "")
                $0.y = .name("zone", "zone") { $0.sort = .names(zones) }
                $0.color = .name("sign", "than there") {
                  $0.scale = .colors(["more", "less"], [moreColor, lessColor])
                }
                $0.tooltip = [
                  .name("zone", "zone"), .quantity("value", "here"), .quantity("base", "there"),
                  .quantity("change", "difference"),
                ]
              }), chosenFigureTitle(chartHeight: height),
          ], params: params)))
  }

  private func priceCurves(_ mine: CouplingFigures, _ theirs: CouplingFigures) -> PlotAttempt {
    let title = "Price duration curves of both results"
    let both = mine.zonesWithLoad.map { mine.zones[$0] }.filter { theirs.zones.contains($0) }
    guard let first = both.first else {
      return .omitted(
        title, "The two results have no zone in common.", "Compare results of the same case.")
    }
    var data: [[String: VegaCell]] = []
    // Names of folders alone may be the same.
    let labels = ["here", "there"]
    for (figures, label) in zip([mine, theirs], labels) {
      for zone in both {
        guard let place = figures.zones.firstIndex(of: zone) else { continue }
        let sorted = figures.price.series(place).sorted(by: >)
        let places = thinned(sorted.count, to: 241)
        data.append([
          "zone": .text(zone), "result": .text(label),
          "share": .rounded(
            places.map { 100 * Double($0 + 1) / Double(sorted.count) }, 3),
          "price": .rounded(places.map { sorted[$0] }, 2),
        ])
      }
    }
    return .drawn(
      Plot(
        id: "price-comparison", title: title,
        look:
          "Solid is this result, dashed is \(other.name): curves that part only at the left differ in "
          + "few dear hours.",
        note: "Drawn through at most 241 hours of each result.",
        columns: [
          ("zone", "zone"), ("result", "result"), ("share", "share of hours with this price (%)"),
          ("price", "price (EUR/MWh)"),
        ],
        VegaLite(
          data: VegaData(data), transform: [.chosen("zone"), .flatten("share", "price")],
          mark: VegaMark("line") { $0.strokeWidth = 2.2 },
          encoding: VegaEncoding {
            $0.x = .quantity("share", "share of hours with at least this price (%)") {
              $0.scale = VegaScale { $0.domain = .numbers([0, 100]) }
              $0.axis = VegaAxis { $0.grid = false }
            }
            $0.y = .quantity("price", "price (EUR/MWh)")
            $0.color = .name("result", "result") {
              $0.scale = .colors(labels, [lessColor, moreColor])
            }
            $0.strokeDash = .name("result", "result") {
              $0.sort = .names(labels)
              $0.legend = .hidden
            }
            $0.tooltip = [
              .name("result", "result"), .quantity("share", "share (%)"),
              .quantity("price", "price (EUR/MWh)"),
            ]
          },
          params: [.choice(of: "zone", label: "bidding zone", from: both, first: first)])))
  }
}
