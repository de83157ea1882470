// SPDX-License-Identifier: Apache-2.0
import Studies

/// Why a result cannot be exported.
package struct ExportError: Error, Equatable, Sendable, CustomStringConvertible {
  package var message: String
  package var fix: String

  package var description: String { message + "\n  fix: " + fix }
}

/// A finished result as exports see it: its runs, of which a single coupling or assessment is one.
package struct ExportSource {
  package struct Run {
    package var number: Int
    /// Name of its folder in a study; case and year of a run that stands alone.
    package var label: String
    package var scenario: String
    package var year: Int
    package var climateYear: Int?
    package var sample: Int?
    package var status: String
    package var reason: String
    package var resultSHA256: String?
    /// Nil where the study kept no tables of the run.
    package var result: FinishedResult?

    /// The label as a name of a file: never a path.
    var fileName: String {
      let name = label.replacing("/", with: "_")
      return name.hasPrefix(".") ? "_" + name : name
    }

    /// Cells of the columns that every table of a run begins with.
    var key: [String] {
      ["\(number)", scenario, "\(year)", optionalText(climateYear), optionalText(sample)]
    }

    /// Whether it has all hours of its year, so that its sums are those of a year.
    var isWholeYear: Bool {
      guard let manifest = result?.manifest else { return false }
      return Double(manifest.unitCount ?? 0) * (manifest.unitHours ?? 1) >= hoursOfShortestYear
    }
  }

  package let name: String
  package let result: FinishedResult
  package let runs: [Run]
  package let isStudy: Bool

  /// Over the tables of the result.
  package var digest: String? { result.manifest.resultSha256 }

  package init(_ result: FinishedResult) throws {
    self.result = result
    let manifest = result.manifest
    isStudy = manifest.runs != nil
    name = manifest.study ?? manifest.case ?? manifest.command
    if let entries = manifest.runs {
      runs = try entries.map { entry in
        Run(
          number: entry.run, label: entry.folder, scenario: entry.scenario, year: entry.year,
          climateYear: entry.climateYear, sample: entry.sample, status: entry.status,
          reason: entry.reason ?? "", resultSHA256: entry.resultSha256,
          result: try result.run(entry.folder))
      }
    } else if let year = manifest.year {
      runs = [
        Run(
          number: 1, label: "\(manifest.case ?? manifest.command)-\(year)",
          scenario: manifest.case ?? manifest.command, year: year,
          climateYear: manifest.options?.climateYear, sample: manifest.options?.outageSample,
          status: manifest.status ?? "",
          reason: (manifest.explanation ?? []).joined(separator: "; "),
          resultSHA256: manifest.resultSha256, result: result)
      ]
    } else {
      throw ExportError(
        message: "a result of pentaflow \(manifest.command) has no runs to export",
        fix: "give the folder of a run, a couple, an adequacy or a flexibility result")
    }
  }

  /// Runs with a table, and the table; each is read when it is reached.
  func forEachRun(
    with table: String, _ body: (Run, any ReadTable) throws -> Void
  ) throws {
    for run in runs {
      if let table = try run.result?.table(table) { try body(run, table) }
    }
  }

  /// - Throws: where no run has the table.
  func needTable(_ table: String, for format: String) throws {
    for run in runs where try run.result?.table(table) != nil { return }
    throw ExportError(
      message: "no run has results/\(table).csv, which \(format) is made of",
      fix: isStudy
        ? "add `outputs: hourly` to the study and run it again"
        : "make the result with couple --out")
  }
}

/// 52 weeks: some test systems have no more.
private let hoursOfShortestYear = 8736.0

/// Columns that every table of a run begins with.
let runKeyColumns: [OutputTableSchema.Column] = [
  .init("run", "number of the run"), .init("scenario", "scenario, or the case of a single run"),
  .init("year", "target year"),
  .init(
    "climate_year", mayBeEmpty: true, "climate year; empty for the mean level, or several together"),
  .init(
    "sample", mayBeEmpty: true, "outage sample; empty for mean availability, or several together"),
]

func optionalText(_ value: Int?) -> String { value.map { "\($0)" } ?? "" }
