// SPDX-License-Identifier: Apache-2.0
import Foundation
import InputFiles
import LinearAlgebra
import Optimization
import Reports
import Scenarios
import Studies

/// A study that was read with its case, and every run of it.
struct StudySession {
  var inputs: StudyInputs
  var isQuick: Bool
  /// Named as the user did.
  var studyFile: FileDigest
  var studyBytes: [UInt8]
  var runs: [PlannedRun]
  /// Digests of what runs are made from; see ``StudyPlan/parts``.
  private var caseFiles: [String: String]
  private var parts: [[String: String]]
  /// Nil where the study has no tariff account.
  var tariffs: TariffSummary?

  var study: Study { inputs.study }
  var columns: [String] { study.kind.columns.map(\.name) }

  /// Reads a study file and its case.
  init(file: String, isQuick: Bool, talk: TalkOptions) throws {
    try self.init(file: file, named: file, isQuick: isQuick, talk: talk)
  }

  /// Reads what a folder's plan says, in the folder that it was laid down in.
  ///
  /// - Throws: where the case is no longer what the runs were planned from.
  init(resuming folder: StudyFolder, _ plan: StudyPlan, talk: TalkOptions) throws {
    try self.init(
      file: folder.path + "/" + StudyPlan.studyFileName, named: plan.studyFile,
      isQuick: plan.isQuick, talk: talk, casePath: plan.casePath)
    guard self.plan(shards: 1).studySHA256 == plan.studySHA256 else {
      let isFinished = if case .finished = folder.state { true } else { false }
      throw UsageError(
        message: "\(plan.casePath) has changed since \(folder.path) was begun",
        fix:
          "pentaflow run \(plan.studyFile)\(plan.isQuick ? " --quick" : "") --out \(folder.path)"
          + "\(isFinished ? " --force" : "") makes the runs that are no longer the same, and takes "
          + "over the others")
    }
  }

  private init(
    file: String, named name: String, isQuick: Bool, talk: TalkOptions,
    casePath found: String? = nil
  ) throws {
    let (study, timeline, casePath) = try readStudyOnCase(
      file, isQuick: isQuick, talk, casePath: found)
    self.isQuick = isQuick
    inputs = try StudyInputs(study: study, timeline: timeline, casePath: casePath)
    tariffs =
      study.tariffAccounts.isEmpty ? nil : try tariffSummary(of: study, on: timeline, file: file)
    do { studyBytes = try LocalDisk().read(file) } catch { throw OutputError.failed(error) }
    studyFile = FileDigest(name: name, bytes: studyBytes)
    let caseFiles = inputs.caseFiles.map { file in
      let isInside = file.name.hasPrefix(casePath + "/")
      return CaseFile(
        name: isInside ? String(file.name.dropFirst(casePath.count + 1)) : file.name,
        sha256: file.sha256)
    }
    self.caseFiles = Dictionary(caseFiles.map { ($0.name, $0.sha256) }) { first, _ in first }
    func digest(_ text: String) -> String { SHA256.hexDigest(of: Array(text.utf8)) }
    let definitions = study.runs.map { study.definition(of: $0, caseFiles: caseFiles) }
    parts = definitions.map { Study.parts(ofDefinition: $0).mapValues(digest) }
    runs = zip(study.runs, definitions).map { PlannedRun(run: $0, key: digest($1)) }
  }

  func plan(shards: Int, loads: [Double]? = nil) -> StudyPlan {
    StudyPlan(
      study: study, runs: runs, studyFile: studyFile.name, isQuick: isQuick,
      casePath: inputs.casePath, workingFolder: FileManager.default.currentDirectoryPath,
      shards: shardRanges(loads: loads ?? runs.map { _ in 1 }, shards: shards),
      caseFiles: caseFiles, parts: parts)
  }

  /// Runs of one shard.
  func runs(of shard: Int, _ plan: StudyPlan) -> [PlannedRun] {
    zip(runs, plan.runs).filter { $1.shard == shard }.map { $0.0 }
  }

  /// What the runs came to, as it is printed.
  func summary(_ reports: [RunReport]) -> StudySummary {
    let result = result(reports)
    return StudySummary(
      title: "\(study.name): \(study.kind.rawValue), \(reports.count) runs"
        + (isQuick ? ", quick" : ""), kind: study.kind, result: result,
      costSharing: study.costSharing.map {
        CostSharingSummary(study.costSharing(of: result), plan: $0)
      },
      tariffs: tariffs)
  }

  func result(_ reports: [RunReport]) -> StudyResult {
    StudyResult(reference: study.reference, columns: study.kind.columns, reports: reports)
  }

  /// Writes the study's tables and its manifest beside its runs.
  ///
  /// - Returns: the digest over the tables.
  func finish(
    _ folder: StudyFolder, _ plan: StudyPlan, _ reports: [RunReport], engines: [Engine],
    clock: inout StageClock, threads: Int
  ) throws -> String {
    let result = result(reports)
    let draft = try Interruption.step { try folder.beginResults() }
    let files = try draft.write(try tables(of: result))
    clock.end("write")
    var digests: [String: String] = [:]
    for run in runs { digests[run.folder] = folder.tablesDigest(of: run) }
    let manifest = StudyManifest(
      version: pentaflowVersion, engines: engines, study: study, studyFile: studyFile,
      isQuick: isQuick, casePath: inputs.casePath, inputs: inputs.caseFiles, result: result,
      runDigests: digests)
    let json = manifest.json(files: files, execution: clock.execution(threads: threads))
    try Interruption.step { try draft.write(manifest.entries.certificates, to: certificatesName) }
    try folder.finish(plan, draft, manifest: Array(json.text.utf8)) {
      try Interruption.step($0)
    }
    return combinedSHA256(files)
  }
}

extension StudySession {
  /// The tables of the study as a whole.
  private func tables(of result: StudyResult) throws -> [OutputTable] {
    let sharing = study.costSharing == nil ? nil : study.costSharing(of: result)
    return StudyTable.allCases.map { $0.output(result, kind: study.kind) }
      + (sharing.map { made in CostSharingTable.allCases.map { $0.output(made) } } ?? [])
      + [tariffs?.table, study.sampling?.table(of: study.scenarios)].compactMap { $0 }
      + [try inputs.figures().output]
  }
}

/// Reads a study and its case, and says the reader's warnings.
///
/// - Parameter casePath: of the case as it was found before; nil to look for the one that is named.
func readStudyOnCase(
  _ path: String, isQuick: Bool, _ talk: TalkOptions, casePath found: String? = nil
) throws -> (study: Study, timeline: SystemTimeline, casePath: String) {
  var casePath = ""
  func refusals(_ name: String) -> [PathRefusal] {
    found == nil ? StudyPaths.refusals(ofCase: name, namedBy: path) : []
  }
  let (study, timeline) = try readStudy(path, isQuick: isQuick, refusals: refusals) {
    name throws(InputErrors) in
    casePath = found ?? ShippedFiles.casePath(name, namedIn: folder(of: path))
    let (timeline, warnings) = try readTimeline(of: casePath)
    for warning in warnings { talk.say("\(warning)") }
    return timeline
  }
  return (study, timeline, casePath)
}

extension Engine {
  /// That of this process.
  static func current() throws -> Engine {
    let program: String
    do { program = try SHA256.hexDigest(ofFile: "/proc/self/exe") } catch {
      throw OutputError.failed(error)
    }
    return Engine(
      version: pentaflowVersion, programSHA256: program,
      solverKernels: Kernels.best.name, blasKernel: BLASRuntime.kernelName,
      blasConfiguration: BLASRuntime.configuration)
  }
}

/// A store whose steps an interruption waits for. Files are written in steps of their own.
struct SteppedStore: ResultStore {
  var store: any ResultStore

  func begin(_ run: PlannedRun) throws { try Interruption.step { try store.begin(run) } }

  func write(_ bytes: [UInt8], to name: String, of run: PlannedRun) throws {
    try store.write(bytes, to: name, of: run)
  }

  func complete(_ run: PlannedRun, with report: RunReport) throws {
    try Interruption.step { try store.complete(run, with: report) }
  }

  func verify(_ run: PlannedRun) throws -> StoredRun { try store.verify(run) }

  func list() throws -> [String] { try store.list() }
}

/// Runs of a study that are made in this process.
struct StudyBatch {
  var session: StudySession
  var runs: [PlannedRun]
  var limits: LimitOptions
  var progress: BatchProgress

  /// Makes what the store does not have.
  func make(in store: any ResultStore, writesTables: Bool) throws -> [RunReport] {
    let (inputs, progress) = (session.inputs, progress)
    let stepped = SteppedStore(store: store)
    defer { progress.end() }
    return try Batch(
      runs: runs, loads: runs.map { session.study.load(of: $0.run) }, store: stepped,
      limits: limits.batchLimits, describe: { words(for: $0) },
      observe: { progress.observe($0) },
      execute: { run, threads in
        try StudyExecutor(
          inputs, threads: threads,
          sink: writesTables ? RunSink(store: stepped, run: run) : nil,
          progress: { share, detail in progress.report(run, share: share, detail: detail) }
        ).execute(run.run)
      }
    ).make()
  }
}
