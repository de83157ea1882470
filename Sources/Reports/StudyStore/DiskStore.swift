// SPDX-License-Identifier: Apache-2.0
import Studies
import Synchronization

/// Keeps runs on the disk, each in a folder of its own below `runs`.
///
/// A run is written into a hidden sibling of its folder, every file brought to the disk, and put in
/// place by one rename. Its file `SHA256SUMS` names all others with their digests; nothing else says
/// that a run is made.
package final class DiskStore: ResultStore {
  /// The folder that `runs` is in.
  package let root: String
  package let engine: Engine
  private let columns: [String]
  let disk: any FileSystem
  private struct Draft {
    var path: String
    var files: [(name: String, sha256: String)] = []
  }
  private let drafts = Mutex<[String: Draft]>([:])

  /// - Parameter columns: names of the study's figures.
  package init(
    root: String, engine: Engine, columns: [String], on disk: any FileSystem = LocalDisk()
  ) {
    self.root = root
    self.engine = engine
    self.columns = columns
    self.disk = disk
  }

  private var runs: String { root + "/runs" }

  package func path(of run: PlannedRun) -> String { runs + "/" + run.folder }

  package func begin(_ run: PlannedRun) throws {
    try failing { () throws(FileSystemError) in
      if !disk.exists(runs) {
        try disk.makeFolder(runs)
        for folder in [root, split(root).parent] { try disk.synchronizeFolder(folder) }
      }
      let temporary = try freeTemporaryPath(for: path(of: run), on: disk)
      if disk.exists(temporary) { try disk.remove(temporary) }
      drafts.withLock { $0[run.folder] = Draft(path: temporary) }
      try disk.makeFolder(temporary)
    }
  }

  package func write(_ bytes: [UInt8], to name: String, of run: PlannedRun) throws {
    guard let draft = drafts.withLock({ $0[run.folder] }) else {
      preconditionFailure("\(run.folder) was not begun")
    }
    let file = draft.path + "/" + name
    try failing { () throws(FileSystemError) in
      try disk.makeFolder(split(file).parent)
      try disk.write(bytes, to: file)
    }
    let entry = (name, SHA256.hexDigest(of: bytes))
    drafts.withLock { $0[run.folder]?.files.append(entry) }
  }

  package func complete(_ run: PlannedRun, with report: RunReport) throws {
    let record = RunRecord(key: run.key, engine: engine, report: report, columns: columns)
    try write(Array(record.json.text.utf8), to: RunRecord.fileName, of: run)
    guard let draft = drafts.withLock({ $0[run.folder] }) else { return }
    try failing { () throws(FileSystemError) in
      try disk.write(
        Array(Seal(draft.files).text.utf8), to: draft.path + "/" + Seal.fileName)
      for folder in try folders(in: draft.path, on: disk) { try disk.synchronizeFolder(folder) }
      if disk.exists(path(of: run)) { try disk.remove(path(of: run)) }
      try disk.move(draft.path, to: path(of: run))
      try disk.synchronizeFolder(runs)
    }
    drafts.withLock { $0[run.folder] = nil }
  }

  package func verify(_ run: PlannedRun) -> StoredRun {
    stored(run, at: path(of: run), needsEngine: true)
  }

  package func list() throws -> [String] {
    try failing { () throws(FileSystemError) in
      guard disk.exists(runs) else { return [] }
      return try disk.entries(of: runs).filter { !$0.hasPrefix(".") }
    }
  }

  /// What a folder holds of a run.
  ///
  /// - Parameter needsEngine: whether a run that another engine made counts as another run.
  package func stored(_ run: PlannedRun, at path: String, needsEngine: Bool) -> StoredRun {
    guard disk.exists(path) else { return .missing }
    guard let (seal, fault) = Seal.check(path, on: disk) else {
      return .damaged("\(path): there is no \(Seal.fileName)")
    }
    if let fault { return .damaged("\(path): \(fault)") }
    guard seal.files.contains(where: { $0.name == RunRecord.fileName }),
      let bytes = try? disk.read(path + "/" + RunRecord.fileName),
      let (key, engine) = RunRecord.identity(bytes)
    else { return .damaged("\(path): \(RunRecord.fileName) is not one of this version") }
    guard key == run.key, !needsEngine || engine == self.engine else { return .other }
    guard let record = RunRecord(bytes, of: run.run, columns: columns) else {
      return .damaged("\(path): \(RunRecord.fileName) is not one of this version")
    }
    return .made(record.report)
  }

  /// Folders of this process that are not finished.
  package var unfinished: [String] { drafts.withLock { $0.values.map(\.path).sorted() } }

  /// Copies those runs that are not here from folders of runs where the same were made by the same
  /// engine.
  ///
  /// - Parameters:
  ///   - pools: folders with run folders in them; those that are not there are passed over.
  ///   - step: does what nothing must interrupt: one file, and putting a run in place.
  /// - Returns: how many were taken.
  package func take(
    _ wanted: [PlannedRun], from pools: [String],
    step: WritingStep = { try $0() }
  ) throws -> Int {
    let found = index(of: pools)
    guard !found.isEmpty else { return 0 }
    var taken = 0
    for run in wanted {
      guard let places = found[run.key] else { continue }
      if case .made = verify(run) { continue }
      for place in places {
        guard case .made(let report) = stored(run, at: place, needsEngine: true) else { continue }
        if try copy(run, report, from: place, step) { taken += 1 }
        if case .made = verify(run) { break }
      }
    }
    return taken
  }

  private func index(of pools: [String]) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for pool in pools where disk.isFolder(pool) {
      for name in (try? disk.entries(of: pool)) ?? [] where !name.hasPrefix(".") {
        let place = pool + "/" + name
        guard let bytes = try? disk.read(place + "/" + RunRecord.fileName),
          let (key, engine) = RunRecord.identity(bytes), engine == self.engine
        else { continue }
        found[key, default: []].append(place)
      }
    }
    return found
  }

  /// - Returns: false where a file is no longer what its seal says.
  private func copy(
    _ run: PlannedRun, _ report: RunReport, from place: String, _ step: WritingStep
  ) throws -> Bool {
    guard let seal = Seal.check(place, on: disk)?.seal else { return false }
    try step { try begin(run) }
    for (name, sha256) in seal.files where name != RunRecord.fileName {
      let bytes = try failing { () throws(FileSystemError) in try disk.read(place + "/" + name) }
      guard SHA256.hexDigest(of: bytes) == sha256 else { return false }
      try step { try write(bytes, to: name, of: run) }
    }
    try step { try complete(run, with: report) }
    return true
  }
}

/// Runs a step on the disk with its error as one of output.
func failing<Value>(_ body: () throws(FileSystemError) -> Value) throws(OutputError) -> Value {
  do { return try body() } catch { throw .failed(error) }
}

/// A folder and all folders in it.
func folders(in folder: String, on disk: any FileSystem) throws(FileSystemError) -> [String] {
  var found = [folder]
  for name in try disk.entries(of: folder) {
    let path = folder + "/" + name
    if disk.isFolder(path) { found += try folders(in: path, on: disk) }
  }
  return found
}
