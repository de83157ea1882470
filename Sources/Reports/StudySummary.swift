// SPDX-License-Identifier: Apache-2.0
import Studies

/// What a study came to, short enough for a terminal.
package struct StudySummary: Sendable {
  package var title: String
  package var kind: StudyKind
  package var result: StudyResult
  package var costSharing: CostSharingSummary?
  package var tariffs: TariffSummary?

  package init(
    title: String, kind: StudyKind, result: StudyResult, costSharing: CostSharingSummary? = nil,
    tariffs: TariffSummary? = nil
  ) {
    self.title = title
    self.kind = kind
    self.result = result
    self.costSharing = costSharing
    self.tariffs = tariffs
  }

  /// Every run ended with a proven optimum.
  package var isAllOptimal: Bool { result.reports.allSatisfy { $0.ending == .optimal } }

  package var text: String {
    var lines = [title, ""]
    lines += scenarioTable.aligned.split(separator: "\n").map(String.init)
    if let zones = zoneTable {
      lines.append("")
      lines.append("\(zoneHeadline), by bidding zone")
      lines += zones.aligned.split(separator: "\n").map(String.init)
    }
    lines.append("")
    lines.append("in brackets: difference to \(result.reference)")
    lines.append(
      "runs: " + counts.filter { $0.1 > 0 }.map { "\($1) \($0)" }.joined(separator: ", "))
    if let gap = worst(\.relativeGap), let primal = worst(\.primalResidualMW),
      let dual = worst(\.dualResidualEURPerMWh)
    {
      lines.append(
        "worst certificate: relative gap \(scientific(gap)), rows hold within "
          + "\(scientific(primal)) MW, prices within \(scientific(dual)) EUR/MWh")
    }
    for report in result.reports where report.ending != .optimal {
      lines.append(
        "run \(report.run.number), \(report.run.folder): \(report.ending.word): "
          + report.ending.reason)
    }
    let parts = [costSharing?.text, tariffs?.text].compactMap { $0 }
    return ([lines.joined(separator: "\n") + "\n"] + parts).joined(separator: "\n")
  }

  package func json(out: String?, resultSHA256: String?, wallSeconds: Double) -> JSONText {
    let members: [JSONText.Member] = [
      .init("kind", .string(kind.rawValue)), .init("reference", .string(result.reference)),
      .init("runs", .object(counts.map { .init($0, .integer($1)) })),
      .init(
        "worst_certificate",
        worst(\.relativeGap) == nil
          ? .null
          : .object([
            .init("relative_gap", .number(worst(\.relativeGap) ?? .nan)),
            .init("primal_residual_mw", .number(worst(\.primalResidualMW) ?? .nan)),
            .init(
              "dual_residual_eur_per_mwh", .number(worst(\.dualResidualEURPerMWh) ?? .nan)),
          ])),
      .init("scenarios", .array(result.means.map { json(of: $0) })),
      .init("wall_s", .number(wallSeconds)), .init("out", .optional(out)),
      .init("result_sha256", .optional(resultSHA256)),
    ]
    return .object(
      members + [costSharing.map { .init("cost_sharing", $0.json) }].compactMap { $0 }
        + [tariffs.map { .init("tariff_accounts", $0.json) }].compactMap { $0 })
  }

  private func json(of mean: ScenarioMean) -> JSONText {
    let columns = result.columns.indices
    return .object([
      .init("scenario", .string(mean.scenario)), .init("year", .integer(mean.year)),
      .init("runs", .integer(mean.runs)), .init("with_figures", .integer(mean.withFigures)),
      .init(
        "means",
        .object(
          columns.map { k in
            .init(result.columns[k].name, mean.mean(k).map { .number($0) } ?? .null)
          })),
      .init(
        "differences",
        .object(
          columns.filter { result.columns[$0].isCompared }.map { k in
            .init(result.columns[k].name, mean.difference(k).map { .number($0) } ?? .null)
          })),
    ])
  }

  private var counts: [(String, Int)] {
    RunEnding.words.map { ($0, result.count(of: $0)) }
  }

  private func worst(_ figure: KeyPath<RunReport, Double?>) -> Double? {
    result.reports.compactMap { $0[keyPath: figure]?.magnitude }.max()
  }

  // MARK: - Tables

  /// One row for each scenario and target year, means over climate years and samples.
  private var scenarioTable: PlainTable {
    let shown = kind.headline.compactMap { head -> (head: Headline, place: Int)? in
      result.columns.firstIndex { $0.name == head.column }.map { (head, $0) }
    }.filter { shown in
      result.means.contains { $0.mean(shown.place)?.isFinite == true }
    }
    return PlainTable(
      name: "scenarios",
      header: ["scenario", "year", "runs"] + shown.map { "\($0.head.title) \($0.head.unit)" },
      rows: result.means.enumerated().map { place, mean in
        [
          (hasLongNames ? "(\(place + 1)) " : "") + mean.scenario, "\(mean.year)",
          mean.withFigures == mean.runs ? "\(mean.runs)" : "\(mean.withFigures)/\(mean.runs)",
        ] + shown.map { cell(mean, $0.place, $0.head) }
      })
  }

  private var zoneHeadline: String { kind.zoneHeadline.title + " " + kind.zoneHeadline.unit }

  /// Zones that have the figure down, scenarios across; nil where there is one zone or nothing to show.
  private var zoneTable: PlainTable? {
    let means = result.means.enumerated().filter { $0.element.withFigures > 0 }
    let head = kind.zoneHeadline
    guard let place = result.columns.firstIndex(where: { $0.name == head.column }),
      let all = means.first?.element.zones.dropFirst()
    else { return nil }
    // Hubs have no price by load.
    let zones = all.filter { zone in
      means.contains { $0.element.mean(place, zone: zone)?.isFinite == true }
    }
    guard zones.count > 1 else { return nil }
    let years = Set(means.map(\.element.year)).count > 1
    return PlainTable(
      name: "zones",
      header: ["zone"]
        + means.map { number, mean in
          hasLongNames ? "(\(number + 1))" : mean.scenario + (years ? " \(mean.year)" : "")
        },
      rows: zones.map { zone in
        [zone] + means.map { cell($0.element, place, head, zone: zone) }
      })
  }

  /// Whether numbers stand for the scenarios where they are columns.
  private var hasLongNames: Bool {
    result.means.contains { $0.scenario.count > longestColumnName }
  }

  private func cell(
    _ mean: ScenarioMean, _ column: Int, _ head: Headline, zone: String = allZones
  ) -> String {
    guard let value = mean.mean(column, zone: zone) else { return "-" }
    let text = fixed(value / head.divisor, head.decimals)
    guard let difference = mean.difference(column, zone: zone), difference.isFinite else {
      return text
    }
    let change = fixed(difference / head.divisor, head.decimals)
    return text + " (\(change.hasPrefix("-") ? "" : "+")\(change))"
  }
}

/// Letters of a scenario's name that fit above a column.
private let longestColumnName = 24

/// A figure shown on the terminal.
private struct Headline {
  var column: String
  var title: String
  var unit: String
  var divisor = 1.0
  var decimals: Int
}

extension StudyKind {
  fileprivate var headline: [Headline] {
    switch self {
    case .coupling:
      [
        Headline(
          column: "load_weighted_price_eur_per_mwh", title: "price", unit: "EUR/MWh", decimals: 2),
        Headline(column: "objective_meur", title: "cost", unit: "million EUR", decimals: 2),
        Headline(
          column: "congestion_rent_meur", title: "rent", unit: "million EUR", decimals: 2),
        Headline(
          column: "emissions_kt_co2", title: "CO2", unit: "Mt", divisor: 1e3, decimals: 3),
        Headline(
          column: "curtailed_gwh", title: "curtailed", unit: "TWh", divisor: 1e3, decimals: 3),
        Headline(
          column: "energy_not_served_mwh", title: "not served", unit: "GWh", divisor: 1e3,
          decimals: 3),
        Headline(
          column: "hydrogen_price_eur_per_mwh", title: "hydrogen", unit: "EUR/MWh", decimals: 2),
        Headline(
          column: "electrolysis_gwh", title: "electrolysis", unit: "TWh", divisor: 1e3,
          decimals: 3),
      ]
    case .adequacy:
      [
        Headline(column: "lole_h_per_yr", title: "LOLE", unit: "h/yr", decimals: 3),
        Headline(
          column: "lole_standard_error_h_per_yr", title: "LOLE error", unit: "h/yr", decimals: 3),
        Headline(column: "eens_mwh_per_yr", title: "EENS", unit: "MWh/yr", decimals: 1),
        Headline(
          column: "eens_standard_error_mwh_per_yr", title: "EENS error", unit: "MWh/yr",
          decimals: 1),
      ]
    case .flexibility:
      zip(["day", "week", "year"], ["daily need", "weekly need", "seasonal need"]).flatMap {
        period, words in
        [
          Headline(
            column: "need_\(period)_gwh", title: words, unit: "TWh", divisor: 1e3, decimals: 2),
          Headline(
            column: "uncovered_\(period)_gwh", title: "uncovered", unit: "TWh", divisor: 1e3,
            decimals: 2),
        ]
      }
    }
  }

  fileprivate var zoneHeadline: Headline {
    switch self {
    case .coupling:
      Headline(
        column: "load_weighted_price_eur_per_mwh", title: "price", unit: "EUR/MWh", decimals: 2)
    case .adequacy: Headline(column: "lole_h_per_yr", title: "LOLE", unit: "h/yr", decimals: 3)
    case .flexibility:
      Headline(
        column: "storage_day_gwh", title: "daily need met by storages,", unit: "TWh", divisor: 1e3,
        decimals: 2)
    }
  }
}
