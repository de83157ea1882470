// SPDX-License-Identifier: Apache-2.0
import Accounts
import Foundation
import Studies

/// What is kept of a run beside its tables: from what and with what it was made, and its figures,
/// exactly. The same bytes on every machine that makes the run with the same engine.
package struct RunRecord: Sendable {
  package static let fileName = "record.json"

  package var key: String
  package var engine: Engine
  package var report: RunReport
  package var columns: [String]

  package init(key: String, engine: Engine, report: RunReport, columns: [String]) {
    self.key = key
    self.engine = engine
    self.report = report
    self.columns = columns
  }

  package var json: JSONText {
    .object([
      .init("record", .integer(Self.format)), .init("key", .string(key)),
      .init("engine", engine.json), .init("scenario", .string(report.run.scenario)),
      .init("year", .integer(report.run.year)),
      .init("climate_year", .optional(report.run.climateYear)),
      .init("sample", .optional(report.run.sample)),
      .init("status", .string(report.ending.word)), .init("reason", .string(report.ending.reason)),
      .init("duration_h", exact(report.durationHours)),
      .init("objective_eur", exact(report.objectiveEUR)),
      .init("safe_lower_bound_eur", exact(report.safeLowerBoundEUR)),
      .init("relative_gap", exact(report.relativeGap)),
      .init("primal_residual_mw", exact(report.primalResidualMW)),
      .init("dual_residual_eur_per_mwh", exact(report.dualResidualEURPerMWh)),
      .init("iterations", .optional(report.iterations)),
      .init("columns", .array(columns.map { .string($0) })),
      .init(
        "zones",
        .array(
          report.zones.map { zone in
            .object([
              .init("zone", .string(zone.zone)), .init("values", .array(zone.values.map(exact))),
            ])
          })),
      .init("accounts", report.accounts.map(json(of:)) ?? .null),
    ])
  }

  private func json(of yearly: YearlyAccounts) -> JSONText {
    .object([
      .init("runs_per_year", exact(yearly.runsPerYear)),
      .init(
        "benefits",
        .array(
          yearly.accounts.benefits.map { benefit in
            .object([
              .init("country", .string(benefit.country)),
              .init("parts_eur", .array(CountryBenefit.parts.map { exact(benefit[keyPath: $0]) })),
              .init("emissions_t", exact(benefit.emissionsTonnes)),
            ])
          })),
      .init(
        "rents",
        .array(
          yearly.accounts.rents.map { rent in
            .object([
              .init("asset", .string(rent.asset)), .init("kind", .string(rent.kind.rawValue)),
              .init("country", .string(rent.country)), .init("rent_eur", exact(rent.rentEUR)),
            ])
          })),
    ])
  }

  /// Reads a record back; `run` takes the place of its number.
  ///
  /// - Returns: nil where the bytes are no record of this form.
  package init?(_ bytes: [UInt8], of run: StudyRun, columns: [String]) {
    guard let file = try? JSONDecoder().decode(RecordFile.self, from: Data(bytes)),
      file.record == Self.format, file.columns == columns,
      let ending = RunEnding(word: file.status, reason: file.reason)
    else { return nil }
    key = file.key
    engine = file.engine
    self.columns = columns
    report = RunReport(
      run: run, ending: ending,
      zones: file.zones.map { ZoneFigures(zone: $0.zone, values: $0.values.map(\.value)) },
      relativeGap: file.relativeGap?.value, primalResidualMW: file.primalResidualMW?.value,
      dualResidualEURPerMWh: file.dualResidualEURPerMWh?.value)
    report.objectiveEUR = file.objectiveEUR?.value
    report.safeLowerBoundEUR = file.safeLowerBoundEUR?.value
    report.iterations = file.iterations
    report.durationHours = file.durationHours?.value
    report.accounts = file.accounts?.yearly
  }

  /// The key and engine of a record, whatever its figures.
  package static func identity(_ bytes: [UInt8]) -> (key: String, engine: Engine)? {
    guard let head = try? JSONDecoder().decode(RecordHead.self, from: Data(bytes)),
      head.record == format
    else { return nil }
    return (head.key, head.engine)
  }

  /// Of the form of the file; other forms are not read.
  private static let format = 2
}

/// The shortest text that gives the same number again; figures that do not exist are null.
private func exact(_ value: Double?) -> JSONText {
  guard let value, !value.isNaN else { return .null }
  return value.isFinite ? .number(value) : .string("\(value)")
}

private struct RecordHead: Decodable {
  var record: Int
  var key: String
  var engine: Engine
}

private struct RecordFile: Decodable {
  struct Zone: Decodable {
    var zone: String
    var values: [ExactNumber]
  }
  var record: Int
  var key: String
  var engine: Engine
  var status: String
  var reason: String
  var durationHours: ExactNumber?
  var objectiveEUR: ExactNumber?
  var safeLowerBoundEUR: ExactNumber?
  var relativeGap: ExactNumber?
  var primalResidualMW: ExactNumber?
  var dualResidualEURPerMWh: ExactNumber?
  var iterations: Int?
  var columns: [String]
  var zones: [Zone]
  var accounts: AccountsEntry?

  enum CodingKeys: String, CodingKey {
    case record, key, engine, status, reason, columns, zones, accounts, iterations
    case durationHours = "duration_h"
    case objectiveEUR = "objective_eur"
    case safeLowerBoundEUR = "safe_lower_bound_eur"
    case relativeGap = "relative_gap"
    case primalResidualMW = "primal_residual_mw"
    case dualResidualEURPerMWh = "dual_residual_eur_per_mwh"
  }
}

private struct AccountsEntry: Decodable {
  struct Benefit: Decodable {
    var country: String
    var parts: [ExactNumber]
    var emissions: ExactNumber

    enum CodingKeys: String, CodingKey {
      case country
      case parts = "parts_eur"
      case emissions = "emissions_t"
    }
  }
  struct Rent: Decodable {
    var asset: String
    var kind: OwnedRent.Kind
    var country: String
    var rent: ExactNumber

    enum CodingKeys: String, CodingKey {
      case asset, kind, country
      case rent = "rent_eur"
    }
  }
  var runsPerYear: ExactNumber
  var benefits: [Benefit]
  var rents: [Rent]

  enum CodingKeys: String, CodingKey {
    case benefits, rents
    case runsPerYear = "runs_per_year"
  }

  var yearly: YearlyAccounts {
    let benefits = benefits.map { entry in
      var benefit = CountryBenefit(country: entry.country)
      for (part, number) in zip(CountryBenefit.parts, entry.parts) {
        benefit[keyPath: part] = number.value
      }
      benefit.emissionsTonnes = entry.emissions.value
      return benefit
    }
    let rents = rents.map {
      OwnedRent(asset: $0.asset, kind: $0.kind, country: $0.country, rentEUR: $0.rent.value)
    }
    return YearlyAccounts(
      accounts: CountryAccounts(benefits: benefits, rents: rents), runsPerYear: runsPerYear.value)
  }
}

private struct ExactNumber: Decodable {
  var value: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      value = .nan
    } else if let number = try? container.decode(Double.self) {
      value = number
    } else {
      value = Double(try container.decode(String.self)) ?? .nan
    }
  }
}

extension RunEnding {
  init?(word: String, reason: String) {
    switch word {
    case "optimal": self = .optimal
    case "infeasible": self = .infeasible(reason)
    case "inaccurate": self = .inaccurate(reason)
    case "failed": self = .failed(reason)
    default: return nil
    }
  }
}

extension Engine {
  package var json: JSONText {
    .object([
      .init("version", .string(version)), .init("program_sha256", .string(programSHA256)),
      .init("solver_kernels", .string(solverKernels)), .init("blas_kernel", .string(blasKernel)),
      .init("blas_configuration", .string(blasConfiguration)),
    ])
  }

  /// Version and kernels in words.
  package var words: String {
    "pentaflow \(version) (\(programSHA256.prefix(8))), kernels \(solverKernels) and \(blasKernel)"
  }
}
