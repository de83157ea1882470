// SPDX-License-Identifier: Apache-2.0
import Studies

/// A run with the figures that prove it: an entry of a study's manifest, and a line of
/// `certificates.jsonl`. Names and units are those of the file; figures that do not exist are null.
package struct RunEntry: Decodable, Equatable, Sendable {
  package var run: Int
  /// Of the run in its study; case and year of a run that stands alone.
  package var folder: String
  package var scenario: String
  package var year: Int
  package var climateYear: Int?
  package var sample: Int?
  package var status: String
  package var reason: String?
  /// Hours that it covers, of each climate year.
  package var durationH: Double?
  package var objectiveEur: Double?
  package var safeLowerBoundEur: Double?
  package var relativeGap: Double?
  package var primalResidualMw: Double?
  package var dualResidualEurPerMwh: Double?
  package var iterations: Int?
  /// Over its tables; nil where it has none.
  package var resultSha256: String?

  package init(_ report: RunReport, resultSha256: String?) {
    run = report.run.number
    folder = report.run.folder
    scenario = report.run.scenario
    year = report.run.year
    climateYear = report.run.climateYear
    sample = report.run.sample
    status = report.ending.word
    reason = report.ending.reason
    durationH = report.durationHours
    objectiveEur = report.objectiveEUR
    safeLowerBoundEur = report.safeLowerBoundEUR
    relativeGap = report.relativeGap
    primalResidualMw = report.primalResidualMW
    dualResidualEurPerMwh = report.dualResidualEURPerMWh
    iterations = report.iterations
    self.resultSha256 = resultSha256
  }

  /// The only run of a result that is no study; nil where the result is of no year.
  init?(only manifest: ResultManifest) {
    guard let year = manifest.year else { return nil }
    let name = manifest.case ?? manifest.command
    run = 1
    folder = "\(name)-\(year)"
    scenario = name
    self.year = year
    climateYear = manifest.options?.climateYear
    sample = manifest.options?.outageSample
    status = manifest.status ?? ""
    reason = (manifest.explanation ?? []).joined(separator: "; ")
    durationH = manifest.unitCount.map { Double($0) * (manifest.unitHours ?? 1) }
    objectiveEur = manifest.objectiveEur
    safeLowerBoundEur = manifest.certificate?.safeLowerBoundEur
    relativeGap = manifest.certificate?.relativeGap
    primalResidualMw = manifest.certificate?.primalResidualMw
    dualResidualEurPerMwh = manifest.certificate?.dualResidualEurPerMwh
    iterations = manifest.iterations
    resultSha256 = manifest.resultSha256
  }

  package var json: JSONText {
    .object([
      .init("run", .integer(run)), .init("folder", .string(folder)),
      .init("scenario", .string(scenario)), .init("year", .integer(year)),
      .init("climate_year", .optional(climateYear)), .init("sample", .optional(sample)),
      .init("status", .string(status)), .init("reason", .string(reason ?? "")),
      .init("duration_h", .optional(durationH)),
      .init("objective_eur", .optional(objectiveEur)),
      .init("safe_lower_bound_eur", .optional(safeLowerBoundEur)),
      .init("relative_gap", .optional(relativeGap)),
      .init("primal_residual_mw", .optional(primalResidualMw)),
      .init("dual_residual_eur_per_mwh", .optional(dualResidualEurPerMwh)),
      .init("iterations", .optional(iterations)),
      .init("result_sha256", .optional(resultSha256)),
    ])
  }
}

/// Name of the file with a line for each run.
package let certificatesName = "certificates.jsonl"

extension [RunEntry] {
  /// The bytes of `certificates.jsonl`.
  package var certificates: [UInt8] { [UInt8](map { $0.json.line + "\n" }.joined().utf8) }
}

extension ResultManifest {
  /// The runs of a study, or the only run of another result.
  package var entries: [RunEntry] { runs ?? RunEntry(only: self).map { [$0] } ?? [] }
}
