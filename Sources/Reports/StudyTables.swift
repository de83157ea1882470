// SPDX-License-Identifier: Apache-2.0
import Studies

/// The tables of `pentaflow run`.
package enum StudyTable: String, CaseIterable, Sendable {
  /// What every run came to, all zones together and each.
  case runs = "study_runs"
  /// The same less the run of the reference scenario.
  case differences = "study_differences"

  package func schema(of kind: StudyKind) -> OutputTableSchema {
    let figures = kind.columns.map {
      OutputTableSchema.Column($0.name, unit: $0.unit, mayBeEmpty: true, $0.meaning)
    }
    switch self {
    case .runs:
      return OutputTableSchema(
        rawValue, "A zone in a run of a study of kind \(kind.rawValue).",
        runColumns + [
          .init("status", "optimal, infeasible, inaccurate or failed"),
          .init("reason", mayBeEmpty: true, "why it is not optimal"), zoneColumn,
        ] + figures)
    case .differences:
      return OutputTableSchema(
        rawValue,
        "A zone in a run of a study of kind \(kind.rawValue), less the same in the run of the "
          + "reference scenario of the same year, climate year and sample.",
        runColumns + [.init("reference", "scenario compared with"), zoneColumn] + figures)
    }
  }

  package func output(_ result: StudyResult, kind: StudyKind) -> OutputTable {
    let schema = schema(of: kind)
    var table = CSVText(header: schema.header)
    for report in result.reports {
      switch self {
      case .runs: add(report, columns: result.columns, to: &table)
      case .differences:
        for zone in result.differences(of: report) ?? [] {
          add(report.run, to: &table)
          table.add(result.reference)
          add(zone, columns: result.columns, to: &table)
        }
      }
    }
    return OutputTable(schema, table)
  }

  /// A run without figures is one row that says why.
  private func add(_ report: RunReport, columns: [StudyColumn], to table: inout CSVText) {
    let empty = ZoneFigures(zone: allZones, values: columns.map { _ in .nan })
    for zone in report.zones.isEmpty ? [empty] : report.zones {
      add(report.run, to: &table)
      table.add(report.ending.word)
      table.add(report.ending.reason)
      add(zone, columns: columns, to: &table)
    }
  }

  private func add(_ run: StudyRun, to table: inout CSVText) {
    table.add(run.number)
    table.add(run.scenario)
    table.add(run.year)
    if let climateYear = run.climateYear { table.add(climateYear) } else { table.addEmpty() }
    if let sample = run.sample { table.add(sample) } else { table.addEmpty() }
  }

  private func add(_ zone: ZoneFigures, columns: [StudyColumn], to table: inout CSVText) {
    table.add(zone.zone)
    for (column, value) in zip(columns, zone.values) {
      table.add(value, decimals: column.decimals)
    }
    table.endRow()
  }
}

private let runColumns: [OutputTableSchema.Column] = [
  .init("run", "number of the run"), .init("scenario", "scenario"),
  .init("year", "target year"),
  .init(
    "climate_year", mayBeEmpty: true, "climate year; empty for the mean level, or several together"),
  .init(
    "sample", mayBeEmpty: true, "outage sample; empty for mean availability, or several together"),
]

private let zoneColumn = OutputTableSchema.Column(
  "zone", "bidding zone, or \(allZones) for all together")
