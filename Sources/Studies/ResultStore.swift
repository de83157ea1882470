// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What computed a result: equal engines give equal bytes for equal inputs.
package struct Engine: Hashable, Codable, Sendable {
  package var version: String
  /// Digest of the program file, which tells builds of one version apart.
  package var programSHA256: String
  package var solverKernels: String
  package var blasKernel: String
  package var blasConfiguration: String

  package init(
    version: String, programSHA256: String, solverKernels: String, blasKernel: String,
    blasConfiguration: String
  ) {
    self.version = version
    self.programSHA256 = programSHA256
    self.solverKernels = solverKernels
    self.blasKernel = blasKernel
    self.blasConfiguration = blasConfiguration
  }

  enum CodingKeys: String, CodingKey {
    case version
    case programSHA256 = "program_sha256"
    case solverKernels = "solver_kernels"
    case blasKernel = "blas_kernel"
    case blasConfiguration = "blas_configuration"
  }
}

/// A run with the digest of everything that its result depends on but for the engine.
package struct PlannedRun: Hashable, Sendable {
  package var run: StudyRun
  package var key: String

  package init(run: StudyRun, key: String) {
    self.run = run
    self.key = key
  }

  /// Name of its folder.
  package var folder: String { run.folder }
}

/// What a store holds of a run.
package enum StoredRun: Sendable {
  case missing
  /// Something is there that does not match its own hashes, with the words for it.
  case damaged(String)
  /// A whole run of other inputs or another engine.
  case other
  case made(RunReport)
}

/// Where the runs of a study are kept.
///
/// Whether a run is made follows from what was written for it alone: all of it is there and matches
/// the hashes that were taken when it was completed.
package protocol ResultStore: Sendable {
  /// Makes room for the output of a run; what an attempt of this process left is removed.
  func begin(_ run: PlannedRun) throws
  /// Writes a file of a run that was begun; `name` may have folders in it.
  func write(_ bytes: [UInt8], to name: String, of run: PlannedRun) throws
  /// Makes a run that was begun count, all of it at once.
  func complete(_ run: PlannedRun, with report: RunReport) throws
  /// Holds what is there of a run against its hashes.
  func verify(_ run: PlannedRun) throws -> StoredRun
  /// Folders of the runs that something is there of, sorted.
  func list() throws -> [String]
}

/// Keeps what runs came to for as long as the process lives, and no files.
package final class MemoryStore: ResultStore {
  private let reports = Mutex<[String: (key: String, report: RunReport)]>([:])

  package init() {}

  package func begin(_ run: PlannedRun) {}

  package func write(_ bytes: [UInt8], to name: String, of run: PlannedRun) {}

  package func complete(_ run: PlannedRun, with report: RunReport) {
    reports.withLock { $0[run.folder] = (run.key, report) }
  }

  package func verify(_ run: PlannedRun) -> StoredRun {
    guard let found = reports.withLock({ $0[run.folder] }) else { return .missing }
    return found.key == run.key ? .made(found.report) : .other
  }

  package func list() -> [String] { reports.withLock { $0.keys.sorted() } }
}
