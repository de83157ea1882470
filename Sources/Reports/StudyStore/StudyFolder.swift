// SPDX-License-Identifier: Apache-2.0
import Studies

/// The folder of a study: its plan, its runs, and, once all of them are made, what they came to.
///
///     plan.json, study.yaml     what is to be made
///     runs/<run>/               the runs that are made; shards/<shard>/runs/<run>/ while divided
///     earlier/                  runs of an earlier version of the study, until it is finished
///     logs/                     what happened; nothing depends on it
///     results/, certificates.jsonl, SHA256SUMS, manifest.json   only when all is done
package struct StudyFolder: Sendable {
  package enum State: Sendable {
    /// Nothing is there, or an empty folder.
    case absent
    case unfinished(StudyPlan)
    /// Nil for the result of another command.
    case finished(StudyPlan?)
    /// Runs or a result of a study whose plan cannot be read.
    case damaged
    /// Something that pentaflow did not write.
    case foreign
  }

  package let path: String
  private let disk: any FileSystem

  package init(_ path: String, on disk: any FileSystem = LocalDisk()) {
    let (parent, name) = split(path)
    self.path = parent + "/" + name
    self.disk = disk
  }

  package var state: State {
    guard disk.exists(path) else { return .absent }
    let plan = (try? disk.read(path + "/" + StudyPlan.fileName)).flatMap { StudyPlan($0) }
    if plan == nil, disk.exists(path + "/" + StudyPlan.fileName) { return .damaged }
    if disk.exists(path + "/" + OutputFolder.manifestName) { return .finished(plan) }
    if let plan { return .unfinished(plan) }
    let entries = (try? disk.entries(of: path)) ?? ["?"]
    return entries.allSatisfy(isLeftOver) ? .absent : .foreign
  }

  /// The plan that is there; nil where there is none, or none that can be read.
  package var plan: StudyPlan? {
    switch state {
    case .unfinished(let plan): plan
    case .finished(let plan): plan
    case .absent, .damaged, .foreign: nil
    }
  }

  /// Where a shard keeps its runs.
  package func shardPath(_ shard: Int) -> String {
    path + "/shards/" + String(repeating: "0", count: max(0, 4 - "\(shard)".count)) + "\(shard)"
  }

  /// Folders of shards that are there.
  package var shardFolders: [String] {
    ((try? disk.entries(of: path + "/shards")) ?? []).sorted().map { path + "/shards/" + $0 }
      .filter { disk.isFolder($0) }
  }

  /// Folders with runs that may be taken over.
  package var pools: [String] { [path + "/earlier"] }

  /// Where what happens is written, of the whole study or of a shard.
  package func logPath(shard: Int?) -> String {
    (shard.map { shardPath($0) } ?? path) + "/logs/progress.jsonl"
  }

  /// Lays the plan down. Runs of another plan are set aside, to be taken over where they are the
  /// same; so is a finished result, which is kept until the new one is finished.
  ///
  /// - Parameters:
  ///   - isFresh: whether runs that are there are removed instead.
  ///   - step: does what nothing must interrupt; removing runs, which can take long, is none.
  /// - Precondition: the folder holds a study or nothing.
  package func begin(
    _ plan: StudyPlan, studyFile: [UInt8], isFresh: Bool = false,
    step: WritingStep = { try $0() }
  ) throws {
    let before = state
    try step {
      try failing { () throws(FileSystemError) in
        try disk.makeFolder(path + "/logs")
        try disk.synchronizeFolder(split(path).parent)
        if case .finished = before { try setResultAside() }
      }
    }
    try failing { () throws(FileSystemError) in
      if isFresh {
        for name in ["runs", "shards"] { try removeIfThere(name) }
        try removeEarlierRuns()
      }
    }
    try step {
      try failing { () throws(FileSystemError) in
        if isFresh { return }
        if case .unfinished(let old) = before, !old.isSame(as: plan) {
          try setRunsAside()
        } else if case .finished(let old?) = before, !old.isSame(as: plan) {
          try setRunsAside()
        }
      }
      try replaceFiles(
        [
          (path + "/" + StudyPlan.studyFileName, studyFile),
          (path + "/" + StudyPlan.fileName, Array(plan.json.text.utf8)),
        ], on: disk)
      try failing { () throws(FileSystemError) in try disk.synchronizeFolder(path) }
    }
  }

  /// The manifest goes first: without it nothing is a result.
  private func setResultAside() throws(FileSystemError) {
    try disk.makeFolder(path + "/earlier")
    let parts = [
      OutputFolder.manifestName, Seal.fileName, "results", "report.html", "export",
      "notebook.ipynb", certificatesName,
    ]
    let pagesOfRuns = try disk.entries(of: path).filter {
      $0.hasPrefix("report-run-") && $0.hasSuffix(".html")
    }
    for name in parts + pagesOfRuns where disk.exists(path + "/" + name) {
      try removeIfThere("earlier/" + name)
      try disk.move(path + "/" + name, to: path + "/earlier/" + name)
      if name == OutputFolder.manifestName { try disk.synchronizeFolder(path) }
    }
    try disk.synchronizeFolder(path)
  }

  /// Ends a result that is damaged; its runs stay.
  package func withdrawResult() throws(OutputError) {
    try failing { () throws(FileSystemError) in try setResultAside() }
  }

  private func removeIfThere(_ name: String) throws(FileSystemError) {
    if disk.exists(path + "/" + name) { try disk.remove(path + "/" + name) }
  }

  /// An earlier result stays until there is a new one.
  private func removeEarlierRuns() throws(FileSystemError) {
    guard disk.isFolder(path + "/earlier") else { return }
    for name in try disk.entries(of: path + "/earlier")
    where disk.exists(path + "/earlier/\(name)/\(RunRecord.fileName)") {
      try disk.remove(path + "/earlier/" + name)
    }
  }

  private func setRunsAside() throws(FileSystemError) {
    let folders = [path + "/runs"] + shardFolders.map { $0 + "/runs" }
    try disk.makeFolder(path + "/earlier")
    for folder in folders where disk.isFolder(folder) {
      for name in try disk.entries(of: folder) {
        let from = folder + "/" + name
        guard let bytes = try? disk.read(from + "/" + RunRecord.fileName),
          let (key, _) = RunRecord.identity(bytes)
        else {
          try disk.remove(from)
          continue
        }
        // The same key is the same run.
        let place = path + "/earlier/\(key.prefix(32))"
        if disk.exists(place) { try disk.remove(place) }
        try disk.move(from, to: place)
      }
    }
    try disk.synchronizeFolder(path + "/earlier")
    try removeIfThere("shards")
  }

  /// Writes files beside the plan, in place of those that are there.
  package func write(_ files: [(name: String, text: String)]) throws(OutputError) {
    try failing { () throws(FileSystemError) in
      for (name, _) in files { try disk.makeFolder(split(path + "/" + name).parent) }
    }
    try replaceFiles(files.map { (path + "/" + $0.name, Array($0.text.utf8)) }, on: disk)
  }

  /// Moves runs of shards to where those of an undivided study are.
  package func gather(_ plan: StudyPlan) throws(OutputError) {
    try failing { () throws(FileSystemError) in
      try disk.makeFolder(path + "/runs")
      for entry in plan.runs {
        let from = shardPath(entry.shard) + "/runs/" + entry.folder
        if disk.exists(from) { try disk.move(from, to: path + "/runs/" + entry.folder) }
      }
      try disk.synchronizeFolder(path + "/runs")
    }
  }

  /// The digest over a run's tables, as in its manifest; nil where it has none.
  package func tablesDigest(of run: PlannedRun) -> String? {
    tablesDigest(in: path + "/runs/\(run.folder)")
  }

  /// The same over the tables of the study as a whole.
  package var tablesDigest: String? { tablesDigest(in: path) }

  private func tablesDigest(in folder: String) -> String? {
    guard let bytes = try? disk.read(folder + "/" + Seal.fileName),
      let seal = Seal(bytes)
    else { return nil }
    let prefix = "results/"
    let tables = seal.files.filter { $0.name.hasPrefix(prefix) }
    guard !tables.isEmpty else { return nil }
    let lines = tables.map { "\($0.sha256)  \($0.name.dropFirst(prefix.count))\n" }
    return SHA256.hexDigest(of: Array(lines.joined().utf8))
  }

  /// Marks a shard as made, for engines that wait for a file; whether it is made follows from its
  /// runs alone.
  package func sealShard(_ shard: Int, _ plan: StudyPlan) throws(OutputError) {
    let folder = shardPath(shard)
    let seal = try seal(of: sealedNames(shard, plan), in: folder)
    try replaceFiles([(folder + "/" + Seal.fileName, Array(seal.text.utf8))], on: disk)
  }

  /// Takes the mark of a shard away, before its runs are made.
  package func unsealShard(_ shard: Int) throws(OutputError) {
    try failing { () throws(FileSystemError) in
      try disk.remove(shardPath(shard) + "/" + Seal.fileName)
    }
  }

  /// What the seal of a shard names.
  private func sealedNames(_ shard: Int, _ plan: StudyPlan) -> [String] {
    plan.runs.filter { $0.shard == shard }.map { "runs/\($0.folder)/\(Seal.fileName)" }
  }

  /// What is wrong with the seals of shards; those that are not there yet, or no longer, do not
  /// count.
  func faultsOfShards(_ plan: StudyPlan) -> [String] {
    (0..<plan.shards).compactMap { shard in
      faultOfSeal(of: shard, plan).map { "\(shardPath(shard)): \($0)" }
    }
  }

  /// A merge that was ended half-way has moved some of the runs beside those of other shards.
  private func faultOfSeal(of shard: Int, _ plan: StudyPlan) -> String? {
    let folder = shardPath(shard)
    guard disk.exists(folder + "/" + Seal.fileName) else { return nil }
    guard let bytes = try? disk.read(folder + "/" + Seal.fileName) else {
      return "\(Seal.fileName) cannot be read"
    }
    guard let seal = Seal(bytes), seal.files.map(\.name) == sealedNames(shard, plan).sorted() else {
      return "\(Seal.fileName) is damaged"
    }
    for (name, sha256) in seal.files {
      let places = [folder, path].map { $0 + "/" + name }
      guard let place = places.first(where: { disk.exists($0) }) else { continue }
      guard let bytes = try? disk.read(place), SHA256.hexDigest(of: bytes) == sha256 else {
        return "\(name) does not match its hash"
      }
    }
    return nil
  }

  private func seal(of names: [String], in folder: String) throws(OutputError) -> Seal {
    var files: [(name: String, sha256: String)] = []
    for name in names {
      let bytes = try failing { () throws(FileSystemError) in try disk.read(folder + "/" + name) }
      files.append((name, SHA256.hexDigest(of: bytes)))
    }
    return Seal(files)
  }

  // MARK: - Finishing

  /// Begins what stands beside the runs; see ``finish(_:_:manifest:)``.
  package func beginResults() throws(OutputError) -> StudyResultsDraft {
    let draft = StudyResultsDraft(path: path + "/" + draftName, disk: disk)
    try failing { () throws(FileSystemError) in
      try removeIfThere(draftName)
      try disk.makeFolder(draft.path)
    }
    return draft
  }

  /// Puts results in place, removes what is no part of them, seals all and writes the manifest.
  ///
  /// - Parameter step: does what nothing must interrupt; removing and sealing, which can take long
  ///   where runs are many, are none.
  package func finish(
    _ plan: StudyPlan, _ draft: StudyResultsDraft, manifest: [UInt8],
    step: WritingStep = { try $0() }
  ) throws {
    var names: [String] = []
    try step {
      try failing { () throws(FileSystemError) in
        for folder in try folders(in: draft.path, on: disk) { try disk.synchronizeFolder(folder) }
        names = try files(in: draft.path)
        for name in try disk.entries(of: draft.path) {
          try removeIfThere(name)
          try disk.move(draft.path + "/" + name, to: path + "/" + name)
        }
      }
    }
    try failing { () throws(FileSystemError) in
      for name in [draftName, "earlier", "shards"] { try removeIfThere(name) }
      let known = Set(plan.runs.map(\.folder))
      for name in try disk.entries(of: path + "/runs") where !known.contains(name) {
        try disk.remove(path + "/runs/" + name)
      }
      try disk.synchronizeFolder(path)
    }
    let seal = try seal(
      of: names + [StudyPlan.fileName, StudyPlan.studyFileName]
        + plan.runs.map { "runs/\($0.folder)/\(Seal.fileName)" }, in: path)
    let all = Seal(seal.files + [(OutputFolder.manifestName, SHA256.hexDigest(of: manifest))])
    try step {
      for (name, bytes) in [
        (Seal.fileName, Array(all.text.utf8)), (OutputFolder.manifestName, manifest),
      ] {
        try replaceFiles([(path + "/" + name, bytes)], on: disk)
        try failing { () throws(FileSystemError) in try disk.synchronizeFolder(path) }
      }
    }
  }

  private func files(in folder: String) throws(FileSystemError) -> [String] {
    var found: [String] = []
    for name in try disk.entries(of: folder) {
      let path = folder + "/" + name
      if disk.isFolder(path) {
        found += try files(in: path).map { name + "/" + $0 }
      } else {
        found.append(name)
      }
    }
    return found
  }

  /// What is wrong with a finished study's own files; empty where all match.
  package var faultsOfResult: [String] {
    guard let (_, fault) = Seal.check(path, on: disk) else {
      return ["\(path): there is no \(Seal.fileName)"]
    }
    return fault.map { ["\(path): \($0)"] } ?? []
  }
}

/// What stands beside the runs of a study, in the making.
package struct StudyResultsDraft: Sendable {
  let path: String
  let disk: any FileSystem

  /// Writes a file; `name` may have folders in it.
  package func write(_ bytes: [UInt8], to name: String) throws(OutputError) {
    let file = path + "/" + name
    try failing { () throws(FileSystemError) in
      try disk.makeFolder(split(file).parent)
      try disk.write(bytes, to: file)
    }
  }
}

private let draftName = ".results.partial"

/// Whether a killed process may have left an entry in a folder before its plan was laid down.
private func isLeftOver(_ entry: String) -> Bool {
  let names = [StudyPlan.studyFileName, StudyPlan.fileName]
  return ["logs", "earlier", ".lock", StudyPlan.studyFileName].contains(entry)
    || names.contains { entry.hasPrefix(".\($0).partial") }
}
