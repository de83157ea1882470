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
    package var entry: RunEntry
    /// Nil where the study kept no tables of the run.
    package var result: FinishedResult?

    /// Its folder as a name of a file: never a path.
    var fileName: String {
      let name = entry.folder.replacing("/", with: "_")
      return name.hasPrefix(".") ? "_" + name : name
    }

    /// Cells of the columns that every table of a run begins with.
    var key: [String] {
      [
        "\(entry.run)", entry.scenario, "\(entry.year)", optionalText(entry.climateYear),
        optionalText(entry.sample),
      ]
    }

    /// Whether it has all hours of its year, so that its sums are those of a year.
    var isWholeYear: Bool { (entry.durationH ?? 0) >= hoursOfShortestYear }
  }

  package let name: String
  package let result: FinishedResult
  package let runs: [Run]
  package let isStudy: Bool

  /// What the result is and what made it, by key; nil where its manifest does not say.
  package var origin: [(key: String, value: String?)] {
    let manifest = result.manifest
    return [
      ("command", manifest.command), ("name", name), ("version", manifest.version),
      ("result_sha256", manifest.resultSha256),
    ]
  }

  package init(_ result: FinishedResult) throws {
    self.result = result
    let manifest = result.manifest
    isStudy = manifest.runs != nil
    name = manifest.study ?? manifest.case ?? manifest.command
    if let entries = manifest.runs {
      runs = try entries.map { Run(entry: $0, result: try result.run($0.folder)) }
    } else if let entry = RunEntry(only: manifest) {
      runs = [Run(entry: entry, result: result)]
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
