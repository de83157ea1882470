// SPDX-License-Identifier: Apache-2.0
import Scenarios
import Studies

/// What made the results of a study.
package struct StudyManifest: Sendable {
  package var version: String
  /// Those that made the runs: one, but where a merge was told to accept several.
  package var engines: [Engine]
  package var study: Study
  package var studyFile: FileDigest
  /// Whether the block `quick` of the file was used.
  package var isQuick: Bool
  package var casePath: String
  package var inputs: [FileDigest]
  package var result: StudyResult
  /// Digests over the tables of single runs, by folder.
  package var runDigests: [String: String]

  package init(
    version: String, engines: [Engine], study: Study, studyFile: FileDigest, isQuick: Bool,
    casePath: String, inputs: [FileDigest], result: StudyResult, runDigests: [String: String]
  ) {
    self.version = version
    self.engines = engines
    self.study = study
    self.studyFile = studyFile
    self.isQuick = isQuick
    self.casePath = casePath
    self.inputs = inputs
    self.result = result
    self.runDigests = runDigests
  }

  /// The runs with the figures that prove them.
  package var entries: [RunEntry] {
    result.reports.map { RunEntry($0, resultSha256: runDigests[$0.run.folder]) }
  }

  package func json(files: [FileDigest], execution: Manifest.Execution) -> JSONText {
    let members: [JSONText.Member] = [
      .init("tool", .string("pentaflow")), .init("version", .string(version)),
      .init("command", .string("run")), .init("status", .string("done")),
      .init("engine", engines.count == 1 ? engines[0].json : .array(engines.map(\.json))),
      .init("study", .string(study.name)),
      .init("study_file", studyFile.json),
      .init("quick", .bool(isQuick)), .init("case_path", .string(casePath)),
      .init("kind", .string(study.kind.rawValue)),
      .init("years", .array(study.years.map { .integer($0) })),
      .init("reference", .string(study.reference)),
      .init("scenarios", .array(study.scenarios.map { json(ofScenario: $0) })),
      .init("time_unit", .string(study.timeUnit.rawValue)),
      .init("sampling", study.sampling?.json(of: study.scenarios) ?? .null),
      .init("runs", .array(entries.map(\.json))),
    ]
    return .object(members + manifestEnding(inputs: inputs, files: files, execution: execution))
  }

  private func json(ofScenario name: String) -> JSONText {
    let lineage = study.book.lineage(of: name) ?? []
    return .object([
      .init("name", .string(name)),
      .init("description", .string(lineage.last?.description ?? "")),
      .init("stands_on", .array(lineage.dropLast().map { .string($0.name) })),
      .init("patches", .integer(lineage.reduce(0) { $0 + $1.patches.count })),
      .init(
        "options",
        .object(study.options(of: name).given.map { .init($0.name, .string($0.value)) })),
    ])
  }
}
