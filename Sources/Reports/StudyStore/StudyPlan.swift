// SPDX-License-Identifier: Apache-2.0
import Foundation
import Studies

/// What is to be made in a study's folder: every run with its key, and which shard makes it.
package struct StudyPlan: Codable, Sendable {
  package static let fileName = "plan.json"
  /// Copy of the study file, so that what was begun can be gone on with.
  package static let studyFileName = "study.yaml"

  package struct Entry: Codable, Hashable, Sendable {
    package var run: Int
    package var scenario: String
    package var year: Int
    package var climateYear: Int?
    package var sample: Int?
    package var folder: String
    package var key: String
    /// From 0 on.
    package var shard: Int

    enum CodingKeys: String, CodingKey {
      case run, scenario, year
      case climateYear = "climate_year"
      case sample, folder, key, shard
    }

    package var planned: PlannedRun {
      PlannedRun(
        run: StudyRun(
          number: run, scenario: scenario, year: year, climateYear: climateYear, sample: sample),
        key: key)
    }
  }

  /// Of the form of the file; other forms are not read.
  package var plan = 1
  package var study: String
  package var kind: String
  /// Digest over folders and keys of all runs.
  package var studySHA256: String
  /// The study file as it was named.
  package var studyFile: String
  package var isQuick: Bool
  /// The case as it was found from ``workingFolder``.
  package var casePath: String
  package var workingFolder: String
  package var shards: Int
  package var runs: [Entry]
  /// Digests of the files of the case by name, and of the other parts of each run's definition by
  /// the words for them, so that a later study can say what has changed. Nil in older folders.
  package var caseFiles: [String: String]?
  package var parts: [[String: String]]?

  enum CodingKeys: String, CodingKey {
    case plan, study, kind
    case studySHA256 = "study_sha256"
    case studyFile = "study_file"
    case isQuick = "quick"
    case casePath = "case_path"
    case workingFolder = "working_folder"
    case shards, runs
    case caseFiles = "case_files"
    case parts
  }

  package init(
    study: Study, runs: [PlannedRun], studyFile: String, isQuick: Bool, casePath: String,
    workingFolder: String, shards: [Range<Int>], caseFiles: [String: String]? = nil,
    parts: [[String: String]]? = nil
  ) {
    self.caseFiles = caseFiles
    self.parts = parts
    self.study = study.name
    kind = study.kind.rawValue
    self.studyFile = studyFile
    self.isQuick = isQuick
    self.casePath = casePath
    self.workingFolder = workingFolder
    self.shards = shards.count
    self.runs = runs.enumerated().map { place, run in
      Entry(
        run: run.run.number, scenario: run.run.scenario, year: run.run.year,
        climateYear: run.run.climateYear, sample: run.run.sample, folder: run.folder, key: run.key,
        shard: shards.firstIndex { $0.contains(place) } ?? 0)
    }
    let lines = ["reference \(study.reference)\n"] + runs.map { "\($0.key) \($0.folder)\n" }
    studySHA256 = SHA256.hexDigest(of: Array(lines.joined().utf8))
  }

  /// Nil where the bytes are no plan of this form.
  package init?(_ bytes: [UInt8]) {
    guard let plan = try? JSONDecoder().decode(Self.self, from: Data(bytes)), plan.plan == 1,
      plan.runs.allSatisfy({ $0.folder == $0.planned.folder })
    else { return nil }
    self = plan
  }

  package var json: JSONText {
    .object([
      .init("plan", .integer(plan)), .init("study", .string(study)), .init("kind", .string(kind)),
      .init("study_sha256", .string(studySHA256)), .init("study_file", .string(studyFile)),
      .init("quick", .bool(isQuick)), .init("case_path", .string(casePath)),
      .init("working_folder", .string(workingFolder)), .init("shards", .integer(shards)),
      .init(
        "runs",
        .array(
          runs.map {
            .object([
              .init("run", .integer($0.run)), .init("scenario", .string($0.scenario)),
              .init("year", .integer($0.year)),
              .init("climate_year", $0.climateYear.map { .integer($0) } ?? .null),
              .init("sample", $0.sample.map { .integer($0) } ?? .null),
              .init("folder", .string($0.folder)),
              .init("key", .string($0.key)), .init("shard", .integer($0.shard)),
            ])
          })),
      .init("case_files", caseFiles.map(object) ?? .null),
      .init("parts", parts.map { .array($0.map(object)) } ?? .null),
    ])
  }

  private func object(_ texts: [String: String]) -> JSONText {
    .object(texts.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
  }

  /// The same runs in the same shards.
  package func isSame(as other: Self) -> Bool {
    studySHA256 == other.studySHA256 && shards == other.shards && runs == other.runs
  }
}
