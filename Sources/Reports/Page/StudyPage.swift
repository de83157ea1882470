// SPDX-License-Identifier: Apache-2.0
import Studies

/// Figures of a study: rows of `study_runs` or `study_differences`.
struct StudyFrame {
  struct Row {
    var run: Int
    var scenario: String
    var year: Int
    var status: String
    var reason: String
    var zone: String
    /// In the order of ``StudyFrame/figures``.
    var values: [Double]
  }

  struct Figure {
    var column: String
    /// With unit.
    var title: String
  }

  let figures: [Figure]
  let rows: [Row]
  /// Whether the study has several target years, which then stand with the scenario.
  private let hasYears: Bool

  init?(_ result: FinishedResult, table: String) throws {
    let fixed = ["run", "scenario", "year", "zone"]
    guard let frame = try result.frame(table, needed: fixed) else { return nil }
    let kind = result.manifest.kind.flatMap { StudyKind(rawValue: $0) }
    let notFigures = fixed + ["climate_year", "sample", "status", "reason", "reference"]
    let known = kind?.columns ?? []
    figures = frame.header.filter { !notFigures.contains($0) }.map { name in
      let column = known.first { $0.name == name }
      return Figure(
        column: name,
        title: column.map { $0.meaning + ($0.unit.isEmpty ? "" : " (\($0.unit))") } ?? name)
    }
    let columns = try figures.map { try frame.numbers($0.column) }
    let (runs, years) = (try frame.numbers("run"), try frame.numbers("year"))
    let (scenarios, zones) = (frame.texts("scenario"), frame.texts("zone"))
    let (status, reasons) = (frame.texts("status"), frame.texts("reason"))
    rows = scenarios.indices.map { row in
      Row(
        run: Int(runs[row]), scenario: scenarios[row], year: Int(years[row]),
        status: status.isEmpty ? "" : status[row], reason: reasons.isEmpty ? "" : reasons[row],
        zone: zones[row], values: columns.map { $0[row] })
    }
    hasYears = Set(rows.map(\.year)).count > 1
  }

  func label(_ row: Row) -> String {
    hasYears ? "\(row.scenario) \(row.year)" : row.scenario
  }

  var labels: [String] { distinct(rows.map(label)) }

  /// Zones with their own rows, without all together.
  var zones: [String] { distinct(rows.map(\.zone)).filter { $0 != allZones && !$0.isEmpty } }

  fileprivate var scenarioAxis: VegaChannel {
    .name("scenario", "scenario") {
      $0.sort = .names(labels)
      $0.axis = VegaAxis { $0.labelLimit = 260 }
    }
  }

  func place(of column: String) -> Int? { figures.firstIndex { $0.column == column } }

  /// Mean, lowest and highest over the runs of one label; nil where none has the figure.
  func span(
    _ figure: Int, label name: String, zone: String
  ) -> (mean: Double, low: Double, high: Double, count: Int)? {
    let values = rows.filter { $0.zone == zone && label($0) == name }.map { $0.values[figure] }
      .filter(\.isFinite)
    guard let low = values.min(), let high = values.max() else { return nil }
    return (values.reduce(0, +) / Double(values.count), low, high, values.count)
  }
}

func distinct(_ names: [String]) -> [String] {
  var seen = Set<String>()
  return names.filter { seen.insert($0).inserted }
}

func studyPage(of result: FinishedResult) throws -> ReportPage {
  let manifest = result.manifest
  guard let runs = try StudyFrame(result, table: "study_runs") else {
    throw ReportError.missingColumns(table: "study_runs", columns: ["run"])
  }
  let differences = try StudyFrame(result, table: "study_differences")
  let health = try StudyHealth(result)
  let kind = manifest.kind ?? "coupling"
  var sections = [
    ReportPage.Section(
      "Scenarios", tables: [runs.scenarioTable(result), runs.failureTable].compactMap { $0 },
      [
        runs.scenarioBars(reference: manifest.reference),
        differences?.differenceBars(reference: manifest.reference)
          ?? .omitted(
            "Differences between scenarios", "There is no table study_differences.",
            "It is written with every study of several scenarios."),
        differences?.zoneMatrix(reference: manifest.reference)
          ?? .omitted(
            "Differences by zone", "There is no table study_differences.",
            "It is written with every study of several scenarios."),
      ])
  ]
  switch kind {
  case "coupling":
    sections[0].attempts.append(
      differences?.waterfall(reference: manifest.reference)
        ?? .omitted(
          "Who pays and who earns", "There is no table study_differences.",
          "It is written with every study of several scenarios."))
    sections.append(.init("Prices", [try scenarioPrices(result, runs)]))
  case "adequacy":
    sections.append(.init("Loss of load", [runs.lossOfLoad()]))
  default:
    sections.append(.init("Flexibility", [runs.providers()]))
  }
  sections.append(.init("Solver", [health.gaps(), result.stageTimes()]))
  return ReportPage(
    title: "Study \(manifest.study ?? "")",
    subtitle: "\(kind), \(manifest.runs?.count ?? 0) runs"
      + (manifest.quick == true ? ", quick settings" : ""),
    summary: runs.summary(result), keyFigures: runs.keyFigures(result, health),
    sections: sections, notes: [], origin: result.origin)
}

/// Certificates of the runs whose folders were kept.
struct StudyHealth {
  var runs: [(label: String, gap: Double, primal: Double, dual: Double, seconds: Double)] = []

  init(_ result: FinishedResult) throws {
    for run in result.manifest.runs ?? [] {
      guard let finished = try result.run(run.folder),
        let certificate = finished.manifest.certificate
      else { continue }
      runs.append(
        (
          "\(run.run) \(run.scenario) \(run.year)", certificate.relativeGap ?? .nan,
          certificate.primalResidualMw ?? .nan, certificate.dualResidualEurPerMwh ?? .nan,
          finished.manifest.execution?.wallS ?? .nan
        ))
    }
  }

  func gaps() -> PlotAttempt {
    let title = "Exactness of the runs"
    let shown = runs.filter { $0.gap.isFinite }.prefix(200)
    guard !shown.isEmpty else {
      return .omitted(
        title, "The result keeps no certificates of its runs.",
        "Runs that couple write them; see the setting outputs of the study file.")
    }
    // A logarithm needs more than zero; what is smaller is shown there.
    let least = 1e-16
    let rows = shown.map { run -> [String: VegaCell] in
      [
        "run": .text(run.label), "gap": .number(max(run.gap, least)), "primal": .exact(run.primal),
        "dual": .exact(run.dual),
      ]
    }
    return .drawn(
      Plot(
        id: "gaps", title: title,
        look:
          "Every dot is a run: how much cheaper, at most, any other dispatch could be; far to the left "
          + "is exact.",
        note: runs.count > shown.count ? "The first \(shown.count) of \(runs.count) runs." : "",
        columns: [
          ("run", "run"), ("gap", "relative gap"), ("primal", "largest violation (MW)"),
          ("dual", "largest violation (EUR/MWh)"),
        ], height: Double(max(60, rows.count * 22)),
        VegaLite(
          data: VegaData(Array(rows)),
          mark: VegaMark("point") {
            $0.filled = true
            $0.size = 80
            $0.color = lessColor
            $0.opacity = 1
          },
          encoding: VegaEncoding {
            $0.x = .quantity("gap", "relative gap to the safe lower bound (share of cost)") {
              $0.scale = VegaScale { $0.type = "log" }
              $0.axis = VegaAxis {
                $0.format = ".0e"
                $0.tickCount = .about(8)
              }
            }
            $0.y = .name("run", "run") { $0.sort = .asGiven }
            $0.tooltip = [
              .name("run", "run"), .quantity("gap", "relative gap") { $0.format = ".1e" },
              .quantity("primal", "MW") { $0.format = ".1e" },
              .quantity("dual", "EUR/MWh") { $0.format = ".1e" },
            ]
          })))
  }
}

extension StudyFrame {
  /// The figure that a study of its kind is about.
  private var mainFigure: Int {
    place(of: "load_weighted_price_eur_per_mwh") ?? place(of: "lole_h_per_yr")
      ?? place(of: "need_day_gwh") ?? 0
  }

  fileprivate func summary(_ result: FinishedResult) -> [String] {
    let manifest = result.manifest
    let runs = manifest.runs ?? []
    let failed = runs.filter { $0.status != "optimal" }
    var paragraphs = [
      failed.isEmpty
        ? "All \(runs.count) runs of the study came to a proven optimum."
        : "\(failed.count) of \(runs.count) runs have no optimum; they are listed below with the "
          + "reason, and stand in no mean."
    ]
    guard let reference = manifest.reference, figures.indices.contains(mainFigure) else {
      return paragraphs
    }
    let title = figures[mainFigure].title
    let means = labels.compactMap { label in
      span(mainFigure, label: label, zone: allZones).map { (label: label, mean: $0.mean) }
    }
    guard let base = means.first(where: { $0.label.hasPrefix(reference) }) else {
      return paragraphs
    }
    var text =
      "In the reference, \(base.label), \(title) is \(groupedNumber(base.mean, 2))."
    let others = means.filter { $0.label != base.label }
    if let most = others.max(by: {
      ($0.mean - base.mean).magnitude < ($1.mean - base.mean).magnitude
    }),
      (most.mean - base.mean).magnitude > 0
    {
      let change = most.mean - base.mean
      text +=
        " It moves most in \(most.label): by \(change > 0 ? "+" : "")"
        + "\(groupedNumber(change, 2)) to \(groupedNumber(most.mean, 2))."
    }
    paragraphs.append(text)
    return paragraphs
  }

  fileprivate func keyFigures(
    _ result: FinishedResult, _ health: StudyHealth
  ) -> [ReportPage.KeyFigure] {
    let runs = result.manifest.runs ?? []
    let optimal = runs.filter { $0.status == "optimal" }.count
    var list: [ReportPage.KeyFigure] = [
      .init(
        name: "Runs with an optimum", value: "\(optimal) of \(runs.count)",
        remark: "\(labels.count) scenarios and years")
    ]
    if figures.indices.contains(mainFigure), let first = labels.first,
      let base = span(mainFigure, label: first, zone: allZones)
    {
      let error =
        figures[mainFigure].column == "lole_h_per_yr"
        ? place(of: "lole_standard_error_h_per_yr").flatMap {
          span($0, label: first, zone: allZones)?.mean
        } : nil
      list.append(
        .init(
          name: figures[mainFigure].title,
          value: groupedNumber(base.mean, 2)
            + (error.map { " ± \(groupedNumber($0, 2))" } ?? ""),
          remark: base.count > 1
            ? "\(first), from \(groupedNumber(base.low, 2)) to \(groupedNumber(base.high, 2)) over "
              + "\(base.count) runs" : first))
    }
    if let worst = health.runs.map(\.gap).filter(\.isFinite).max() {
      list.append(
        .init(
          name: "Worst certificate", value: scientific(worst),
          remark: "relative gap to the safe lower bound"))
    }
    return list
  }

  fileprivate func scenarioTable(_ result: FinishedResult) -> ReportPage.TextTable? {
    let shown = figures.indices.filter { !figures[$0].column.contains("standard_error") }.prefix(8)
    guard !labels.isEmpty else { return nil }
    return ReportPage.TextTable(
      caption: "All zones together, means over the runs of each scenario.",
      header: ["scenario", "runs"] + shown.map { figures[$0].title },
      rows: labels.map { label in
        [label, "\(Set(rows.filter { self.label($0) == label }.map(\.run)).count)"]
          + shown.map { figure in
            groupedNumber(span(figure, label: label, zone: allZones)?.mean ?? .nan, 2)
          }
      })
  }

  fileprivate var failureTable: ReportPage.TextTable? {
    var seen = Set<Int>()
    let failed = rows.filter {
      !$0.status.isEmpty && $0.status != "optimal" && seen.insert($0.run).inserted
    }
    guard !failed.isEmpty else { return nil }
    return ReportPage.TextTable(
      caption: "Runs without an optimum.", header: ["run", "scenario", "year", "status", "reason"],
      rows: failed.map { ["\($0.run)", $0.scenario, "\($0.year)", $0.status, $0.reason] },
      firstFigure: 9)
  }

  /// Figures of all zones by scenario, one figure at a time.
  fileprivate func scenarioBars(reference: String?) -> PlotAttempt {
    bars(
      id: "scenarios", title: "Scenarios side by side",
      look:
        "Choose a figure; bars are means over the runs of a scenario, whiskers the lowest and the "
        + "highest run.",
      isDifference: false)
  }

  fileprivate func differenceBars(reference: String?) -> PlotAttempt {
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
    var titles: [String] = []
    for figure in figures.indices where !figures[figure].column.contains("standard_error") {
      let spans = labels.compactMap { label in
        span(figure, label: label, zone: allZones).map { (label, $0) }
      }
      guard !spans.isEmpty else { continue }
      titles.append(figures[figure].title)
      rows += spans.map { label, span in
        [
          "figure": .text(figures[figure].title), "scenario": .text(label),
          "mean": .rounded(span.mean, 4), "low": .rounded(span.low, 4),
          "high": .rounded(span.high, 4), "runs": .number(Double(span.count)),
          "sign": .text(span.mean < 0 ? "less" : "more"),
        ]
      }
    }
    guard let first = titles.first else {
      return .omitted(title, "No run has figures of all zones.", "See the runs without an optimum.")
    }
    let main = figures.indices.contains(mainFigure) ? figures[mainFigure].title : first
    let y = scenarioAxis
    let tooltip: [VegaChannel] = [
      .name("scenario", "scenario"), .quantity("mean", "mean"), .quantity("low", "lowest run"),
      .quantity("high", "highest run"), .quantity("runs", "runs"),
    ]
    let height = Double(max(60, labels.count * 28))
    let bars = VegaLite(
      transform: [.chosen("figure")],
      mark: VegaMark("bar") { if !isDifference { $0.color = "#56B4E9" } },
      encoding: VegaEncoding {
        $0.x = .quantity("mean", "")
        $0.y = y
        if isDifference {
          $0.color = .name("sign", "than the reference") {
            $0.scale = .colors(["more", "less"], [moreColor, lessColor])
          }
        }
        $0.tooltip = tooltip
      })
    let whiskers = VegaLite(
      transform: [.chosen("figure")],
      mark: VegaMark("rule") { $0.strokeWidth = 1.6 },
      encoding: VegaEncoding {
        $0.x = .quantity("low", "")
        $0.x2 = VegaChannel(field: "high")
        $0.y = y
        $0.tooltip = tooltip
      })
    return .drawn(
      Plot(
        id: id, title: title, look: look,
        columns: [
          ("figure", "figure"), ("scenario", "scenario"), ("mean", "mean"), ("low", "lowest run"),
          ("high", "highest run"), ("runs", "runs"),
        ], height: height,
        VegaLite(
          data: VegaData(rows), layer: [bars, whiskers, chosenFigureTitle(chartHeight: height)],
          params: [
            .choice(
              of: "figure", label: "figure", from: titles,
              first: titles.contains(main) ? main : first)
          ])))
  }

  /// Difference of one figure by scenario and zone.
  fileprivate func zoneMatrix(reference: String?) -> PlotAttempt {
    let title = "Differences to \(reference ?? "the reference") by zone"
    var data: [[String: VegaCell]] = []
    var titles: [String] = []
    for figure in figures.indices where !figures[figure].column.contains("standard") {
      var cells: [[String: VegaCell]] = []
      let means = labels.map { label in
        zones.map { span(figure, label: label, zone: $0)?.mean ?? .nan }
      }
      let largest = means.joined().filter(\.isFinite).map(\.magnitude).max() ?? 0
      for (label, spans) in zip(labels, means) {
        guard spans.contains(where: \.isFinite) else { continue }
        cells.append([
          "figure": .text(figures[figure].title), "scenario": .text(label), "zone": .texts(zones),
          "mean": .rounded(spans, 3),
          "share": .rounded(spans.map { largest > 0 ? 100 * $0 / largest : $0 }, 2),
        ])
      }
      if !cells.isEmpty {
        titles.append(figures[figure].title)
        data += cells
      }
    }
    guard let first = titles.first else {
      return .omitted(title, "No run has figures by zone.", "See the runs without an optimum.")
    }
    let main = figures.indices.contains(mainFigure) ? figures[mainFigure].title : first
    return .drawn(
      Plot(
        id: "zone-matrix", title: title,
        look:
          "White is no change; orange is more, blue less than in the reference, in shares of the "
          + "largest difference of the chosen figure.",
        columns: [
          ("figure", "figure"), ("scenario", "scenario"), ("zone", "zone"), ("mean", "difference"),
          ("share", "share of the largest difference (%)"),
        ], height: Double(max(80, labels.count * 30)),
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
            .choice(
              of: "figure", label: "figure", from: titles,
              first: titles.contains(main) ? main : first)
          ])))
  }

  /// How the change of what load pays divides into cost and earnings.
  ///
  /// Payments of load = cost of supply + earnings of supply, storages and networks + rest.
  fileprivate func waterfall(reference: String?) -> PlotAttempt {
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
    var shown: [String] = []
    for label in labels {
      let values = places.compactMap { span($0, label: label, zone: allZones)?.mean }
      guard values.count == parts.count else { continue }
      shown.append(label)
      // What load pays more, less what each earns more, ends at what supply costs more.
      let rest = values[0] - values[1] - values[2] - values[3] - values[4]
      var level = 0.0
      let changes = [values[0], -values[1], -values[2], -values[3], -rest]
      for (step, change) in zip(steps, changes) {
        data.append([
          "scenario": .text(label), "step": .text(step), "from": .rounded(level, 3),
          "to": .rounded(level + change, 3),
          "change": .rounded(step == steps[0] ? change : -change, 3),
          "kind": .text(step == steps[0] ? "paid" : "earned"),
        ])
        level += change
      }
      data.append([
        "scenario": .text(label), "step": .text(steps[steps.count - 1]), "from": .number(0),
        "to": .rounded(level, 3), "change": .rounded(values[4], 3), "kind": .text("cost"),
      ])
    }
    guard let first = shown.last else {
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
            .choice(of: "scenario", label: "scenario", from: shown, first: first)
          ])))
  }

  /// LOLE by scenario and zone, with intervals.
  fileprivate func lossOfLoad() -> PlotAttempt {
    let title = "Loss of load expectation by scenario"
    guard let lole = place(of: "lole_h_per_yr"),
      let error = place(of: "lole_standard_error_h_per_yr")
    else {
      return .omitted(
        title, "The study has no LOLE.", "Make it again with this version of pentaflow.")
    }
    var data: [[String: VegaCell]] = []
    let all = [allZones] + zones
    for zone in all {
      for label in labels {
        guard let mean = span(lole, label: label, zone: zone)?.mean else { continue }
        let error = span(error, label: label, zone: zone)?.mean ?? 0
        data.append([
          "zone": .text(zone), "scenario": .text(label), "mean": .rounded(mean, 4),
          "low": .rounded(max(0, mean - 1.959964 * error), 4),
          "high": .rounded(mean + 1.959964 * error, 4),
        ])
      }
    }
    guard !data.isEmpty else {
      return .omitted(title, "No run has figures.", "See the runs without an optimum.")
    }
    let y = scenarioAxis
    let tooltip: [VegaChannel] = [
      .name("scenario", "scenario"), .quantity("mean", "LOLE (h/yr)"),
      .quantity("low", "95 % interval, from"), .quantity("high", "to"),
    ]
    return .drawn(
      Plot(
        id: "lole-by-scenario", title: title,
        look: "Whiskers that overlap mean that the draws do not tell the scenarios apart.",
        note: "Whiskers: 95 % interval of the mean.",
        columns: [
          ("zone", "zone"), ("scenario", "scenario"), ("mean", "LOLE (h/yr)"),
          ("low", "95 % interval, from (h/yr)"), ("high", "to (h/yr)"),
        ], height: Double(max(60, labels.count * 30)),
        VegaLite(
          data: VegaData(data), transform: [.chosen("zone")],
          layer: [
            VegaLite(
              mark: VegaMark("bar") { $0.color = "#56B4E9" },
              encoding: VegaEncoding {
                $0.x = .quantity("mean", "loss of load expectation (h/yr)")
                $0.y = y
                $0.tooltip = tooltip
              }),
            VegaLite(
              mark: VegaMark("rule") { $0.strokeWidth = 2 },
              encoding: VegaEncoding {
                $0.x = .quantity("low", "loss of load expectation (h/yr)")
                $0.x2 = VegaChannel(field: "high")
                $0.y = y
                $0.tooltip = tooltip
              }),
          ],
          params: [.choice(of: "zone", label: "zone", from: all, first: allZones)])))
  }

  /// Who meets the needs for flexibility, by scenario.
  fileprivate func providers() -> PlotAttempt {
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
      for label in labels {
        guard let total = span(need, label: label, zone: allZones)?.mean else { continue }
        var rest = total
        for (kind, name, _) in kinds where kind != "generation" {
          guard let place = place(of: "\(kind)_\(period)_gwh"),
            let part = span(place, label: label, zone: allZones)?.mean
          else { continue }
          rest -= part
          data.append([
            "period": .text(words), "scenario": .text(label), "provider": .text(name),
            "energy": .rounded(part / 1000, 4),
          ])
        }
        data.append([
          "period": .text(words), "scenario": .text(label), "provider": .text("generation"),
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
        columns: [
          ("period", "need"), ("scenario", "scenario"), ("provider", "met by"),
          ("energy", "energy (TWh)"),
        ], height: Double(max(60, labels.count * 34)),
        VegaLite(
          data: VegaData(data), transform: [.chosen("period")],
          mark: VegaMark("bar"),
          encoding: VegaEncoding {
            $0.x = .quantity("energy", "energy (TWh)") { $0.stack = .zero }
            $0.y = scenarioAxis
            $0.color = .name("provider", "met by") {
              $0.scale = .colors(kinds.map(\.1), kinds.map(\.2))
            }
            $0.tooltip = [
              .name("scenario", "scenario"), .name("provider", "met by"),
              .quantity("energy", "energy (TWh)"),
            ]
          },
          params: [
            .choice(of: "period", label: "need", from: periods.map(\.1), first: periods[0].1)
          ])))
  }
}

/// Runs whose hours are read for curves.
private let mostCurves = categoryColors.count

/// Price duration curves of the first run of each scenario, for one zone at a time.
private func scenarioPrices(_ result: FinishedResult, _ runs: StudyFrame) throws -> PlotAttempt {
  let title = "Price duration curves by scenario"
  var seen = Set<String>()
  var data: [[String: VegaCell]] = []
  var labels: [String] = []
  var zones: [String] = []
  var thinnedHours = false
  for run in result.manifest.runs ?? [] where run.status == "optimal" {
    let row = runs.rows.first { $0.run == run.run }
    let label = row.map { runs.label($0) } ?? run.scenario
    guard labels.count < mostCurves, !seen.contains(label),
      let finished = try result.run(run.folder), let figures = try CouplingFigures(finished)
    else { continue }
    seen.insert(label)
    labels.append(label)
    if zones.isEmpty { zones = figures.zonesWithLoad.map { figures.zones[$0] } }
    for zone in figures.zonesWithLoad {
      let sorted = figures.price.series(zone).sorted(by: >)
      let places = thinned(sorted.count, to: 121)
      thinnedHours = thinnedHours || places.count < sorted.count
      data.append([
        "zone": .text(figures.zones[zone]), "scenario": .text(label),
        "hours": .rounded(places.map { Double($0 + 1) * figures.stepHours }, 2),
        "price": .rounded(places.map { sorted[$0] }, 2),
      ])
    }
  }
  guard !labels.isEmpty, let first = zones.first else {
    return .omitted(
      title, "The result keeps no hours of its runs.",
      "Set `outputs: hourly` in the study file and run it again.")
  }
  return .drawn(
    Plot(
      id: "scenario-prices", title: title,
      look:
        "Where curves part at the left, scenarios differ in few dear hours; where they part all along, "
        + "in every hour.",
      note: "The first run of each of the first \(labels.count) scenarios"
        + (thinnedHours ? ", drawn through 121 hours of each." : "."),
      columns: [
        ("zone", "zone"), ("scenario", "scenario"), ("hours", "hours with at least this price (h)"),
        ("price", "price (EUR/MWh)"),
      ],
      VegaLite(
        data: VegaData(data), transform: [.chosen("zone"), .flatten("hours", "price")],
        mark: VegaMark("line") { $0.strokeWidth = 2.2 },
        encoding: VegaEncoding {
          $0.x = .quantity("hours", "hours with at least this price (h)") {
            $0.scale = VegaScale { $0.nice = false }
            $0.axis = VegaAxis { $0.grid = false }
          }
          $0.y = .quantity("price", "price (EUR/MWh)")
          $0.color = .name("scenario", "scenario") {
            $0.scale = .colors(labels, categoryColors)
            $0.legend = VegaLegend { $0.labelLimit = 220 }
          }
          $0.tooltip = [
            .name("scenario", "scenario"), .quantity("hours", "hours (h)"),
            .quantity("price", "price (EUR/MWh)"),
          ]
        },
        params: [.choice(of: "zone", label: "bidding zone", from: zones, first: first)])))
}
