// SPDX-License-Identifier: Apache-2.0
import Studies

func studyPage(of result: FinishedResult) throws -> ReportPage {
  let manifest = result.manifest
  guard let runs = try StudyFrame(result, table: "study_runs") else {
    throw ReportError.missingColumns(table: "study_runs", columns: ["run"])
  }
  let differences = try StudyFrame(result, table: "study_differences")
  let health = StudyHealth(result)
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

extension StudyFrame {
  /// The figure that a study of its kind is about.
  var mainFigure: Int {
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
}
