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

  var scenarioAxis: VegaChannel {
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
