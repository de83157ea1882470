// SPDX-License-Identifier: Apache-2.0
import Studies

func studyPage(of result: FinishedResult) throws -> ReportPage {
  let manifest = result.manifest
  guard let runs = try StudyFrame(result, table: .runs) else {
    throw ReportError.missingColumns(table: "study_runs", columns: ["run"])
  }
  let differences = try StudyFrame(result, table: .differences)
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
    sections.append(.init("Supply", [try scenarioSupply(result, runs)]))
    sections.append(.init("Prices", [try scenarioPrices(result, runs)]))
    sections.append(.init("Storages", [try scenarioStorages(result, runs)]))
  case "adequacy":
    sections.append(.init("Loss of load", [runs.lossOfLoad(), runs.energyNotServed()]))
  default:
    sections.append(.init("Flexibility", [runs.providers()]))
  }
  sections += [try result.costSharingSection(), try result.tariffSection()].compactMap { $0 }
  sections.append(.init("Solver", [health.gaps(), result.stageTimes()]))
  return ReportPage(
    title: "Study \(manifest.study ?? "")",
    subtitle: "\(kind), \(manifest.runs?.count ?? 0) runs"
      + (manifest.quick == true ? ", quick settings" : ""),
    summary: runs.summary(result), keyFigures: runs.keyFigures(result, health),
    sections: sections, notes: try result.singleRunWords.map { [$0] } ?? [], origin: result.origin)
}

extension FinishedResult {
  /// How to see one run in full; nil where no run keeps its tables.
  fileprivate var singleRunWords: String? {
    get throws {
      guard let first = try manifest.runs?.first(where: { try run($0.folder) != nil }) else {
        return nil
      }
      return "Every run has a page of its own, with its hours where the study keeps them "
        + "(outputs: hourly): pentaflow report \(name) --run \(first.run), with the number of the run "
        + "as in results/study_runs.csv."
    }
  }
}

/// Whether the runs of a study draw samples, so that there is no optimum to be proven.
private func isSampled(_ manifest: ResultManifest) -> Bool { manifest.kind == "adequacy" }

/// A smaller part of a figure is rounding of its mean.
private let leastMove = 1e-9

extension StudyFrame {
  fileprivate func summary(_ result: FinishedResult) -> [String] {
    let manifest = result.manifest
    let runs = manifest.runs ?? []
    let failed = runs.filter { $0.status != "optimal" }
    var paragraphs = [
      failed.isEmpty
        ? "All \(runs.count) runs of the study "
          + (isSampled(manifest) ? "are done." : "came to a proven optimum.")
        : "\(failed.count) of \(runs.count) runs have no optimum; they are listed below with the "
          + "reason, and stand in no mean."
    ]
    paragraphs += referenceWords
    return paragraphs
  }

  /// The main figure of the reference, and the scenario that moves it most in the same year: a
  /// sentence for each year, or for the first and the last of many.
  private var referenceWords: [String] {
    guard let reference, figures.indices.contains(mainFigure) else { return [] }
    let all = years.filter {
      span(mainFigure, label: Label(scenario: reference, year: $0)) != nil
    }
    let told = all.count > 4 ? [all[0], all[all.count - 1]] : all
    return told.compactMap { year in
      span(mainFigure, label: Label(scenario: reference, year: year)).map {
        yearWords(year, reference: reference, base: $0.mean)
      }
    }
  }

  private func yearWords(_ year: Int, reference: String, base: Double) -> String {
    let text =
      "In the reference, \(reference), \(figures[mainFigure].title) is \(groupedNumber(base, 2)) in "
      + "\(year)."
    if let words = moveWords(mainFigure, year) { return text + " It \(words)" }
    let hasOthers = labels.contains { $0.year == year && $0.scenario != reference }
    guard hasOthers else { return text }
    // What the scenarios are for, then, is another figure.
    for figure in figures.indices where !figures[figure].column.contains("standard_error") {
      if let words = moveWords(figure, year) {
        return text + " No scenario moves it; \(figures[figure].title) \(words)"
      }
    }
    return text + " No scenario moves it."
  }

  /// Which scenario moves a figure most; nil where none does.
  private func moveWords(_ figure: Int, _ year: Int) -> String? {
    let others = labels.filter { $0.year == year && $0.scenario != reference }
    let moves = others.compactMap { label in
      move(label, of: figure).map { (label: label, change: $0) }
    }
    guard let most = moves.max(by: { $0.change.magnitude < $1.change.magnitude }),
      let mean = span(figure, label: most.label)?.mean,
      most.change.magnitude > leastMove * max(1, mean.magnitude)
    else { return nil }
    return "moves most in \(most.label.scenario): by \(most.change > 0 ? "+" : "")"
      + "\(groupedNumber(most.change, 2)) to \(groupedNumber(mean, 2))."
  }

  fileprivate func keyFigures(
    _ result: FinishedResult, _ health: StudyHealth
  ) -> [ReportPage.KeyFigure] {
    let runs = result.manifest.runs ?? []
    let optimal = runs.filter { $0.status == "optimal" }.count
    var list: [ReportPage.KeyFigure] = [
      .init(
        name: isSampled(result.manifest) ? "Runs done" : "Runs with an optimum",
        value: "\(optimal) of \(runs.count)",
        remark: "\(labels.count) scenarios and years")
    ]
    let first = labels.first { $0.scenario == reference } ?? labels.first
    if figures.indices.contains(mainFigure), let first, let base = span(mainFigure, label: first) {
      let error =
        figures[mainFigure].column == "lole_h_per_yr"
        ? place(of: "lole_standard_error_h_per_yr").flatMap {
          span($0, label: first)?.mean
        } : nil
      list.append(
        .init(
          name: figures[mainFigure].title,
          value: groupedNumber(base.mean, 2)
            + (error.map { " ± \(groupedNumber($0, 2))" } ?? ""),
          remark: base.count > 1
            ? "\(first.scenario) \(first.year), from \(groupedNumber(base.low, 2)) to "
              + "\(groupedNumber(base.high, 2)) over \(base.count) runs"
            : "\(first.scenario) \(first.year)"))
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
        [text(label), "\(runCount(label))"]
          + shown.map { groupedNumber(span($0, label: label)?.mean ?? .nan, 2) }
      })
  }

  fileprivate var failureTable: ReportPage.TextTable? {
    let most = 100
    guard !failures.isEmpty else { return nil }
    return ReportPage.TextTable(
      caption: failures.count > most
        ? "The first \(most) of \(failures.count) runs without an optimum; all are in "
          + "results/study_runs.csv." : "Runs without an optimum.",
      header: ["run", "scenario", "year", "status", "reason"],
      rows: failures.prefix(most).map {
        ["\($0.run)", $0.label.scenario, "\($0.label.year)", $0.status, $0.reason]
      },
      firstFigure: 9)
  }
}
