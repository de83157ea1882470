// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Why a result was not written.
package enum OutputError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Something is there already, and replacing it was not asked for or would lose something else.
  case occupied(path: String, isResult: Bool)
  /// A study with its runs is there, which only `run` replaces.
  case study(path: String)
  case failed(FileSystemError)

  package var description: String {
    switch self {
    case .occupied(let path, true):
      "\(path) holds a result already\n  fix: give another --out, or --force to replace it"
    case .occupied(let path, false):
      "\(path) exists and is not a result of pentaflow, so it is never replaced\n"
        + "  fix: give another --out"
    case .study(let path):
      "\(path) holds a study with its runs, which no other command replaces\n"
        + "  fix: give another --out, or remove the folder"
    case .failed(let error):
      "\(error)\n  fix: check that the folder can be written and the disk has room"
    }
  }
}

/// Something in the making under a name of its own.
package protocol UnfinishedOutput {
  /// The file or folder to remove where it is not finished.
  var temporaryPath: String { get }
}

/// A result folder in the making.
///
/// Everything is written into a hidden sibling of the folder asked for. Only when all of it is on
/// the disk does one rename (or, for a replaced result, one exchange of two names) put it in
/// place. Whoever looks at the path sees the old result, the new one or none, never a part.
package struct OutputFolder: UnfinishedOutput, Sendable {
  /// Marks a finished result; written last.
  package static let manifestName = "manifest.json"

  package let path: String
  package let temporaryPath: String
  private let replacesResult: Bool
  private let disk: any FileSystem

  /// Prepares a folder beside `path`, and removes what killed runs of this machine left there.
  ///
  /// - Parameter replacing: whether a finished result at `path` may be replaced.
  package init(
    at path: String, replacing: Bool, on disk: any FileSystem = LocalDisk()
  ) throws(OutputError) {
    try Self.check(path, replacing: replacing, on: disk)
    let (parent, name) = split(path)
    self.path = parent + "/" + name
    self.disk = disk
    replacesResult = disk.exists(self.path)
    do {
      try disk.makeFolder(parent)
      temporaryPath = try freeTemporaryPath(for: self.path, on: disk)
      try disk.makeFolder(temporaryPath)
    } catch {
      throw .failed(error)
    }
  }

  /// Throws where a result cannot be put at `path`; to be called before hours of work.
  package static func check(
    _ path: String, replacing: Bool, on disk: any FileSystem = LocalDisk()
  ) throws(OutputError) {
    let (parent, name) = split(path)
    let target = parent + "/" + name
    guard disk.exists(target) else { return }
    if replacing, disk.exists(target + "/" + StudyPlan.fileName) { throw .study(path: path) }
    let isResult = disk.exists(target + "/" + manifestName)
    guard isResult && replacing else { throw .occupied(path: path, isResult: isResult) }
  }

  /// Writes a file; `name` may have folders in it.
  package func write(_ bytes: [UInt8], to name: String) throws(OutputError) {
    let file = temporaryPath + "/" + name
    do {
      try disk.makeFolder(split(file).parent)
      try disk.write(bytes, to: file)
    } catch {
      throw .failed(error)
    }
  }

  /// Writes the manifest and puts the whole result in place.
  package func finish(manifest: [UInt8]) throws(OutputError) {
    try write(manifest, to: Self.manifestName)
    let parent = split(path).parent
    do {
      for folder in try folders(in: temporaryPath) { try disk.synchronizeFolder(folder) }
      if replacesResult {
        try replace()
      } else {
        try disk.move(temporaryPath, to: path)
      }
      try disk.synchronizeFolder(parent)
    } catch {
      throw .failed(error)
    }
  }

  /// Removes what has been written; for runs that fail or are interrupted.
  package func discard() throws(OutputError) {
    do { try disk.remove(temporaryPath) } catch { throw .failed(error) }
  }

  private func replace() throws(FileSystemError) {
    do {
      try disk.exchange(temporaryPath, path)
      try disk.remove(temporaryPath)
    } catch  where error.code == EINVAL || error.code == ENOSYS {
      // A file system without the exchange: for a moment the old result has another name.
      let old = temporaryPath + "-replaced"
      try disk.move(path, to: old)
      do { try disk.move(temporaryPath, to: path) } catch {
        try disk.move(old, to: path)
        throw error
      }
      try disk.remove(old)
    }
  }

  private func folders(in folder: String) throws(FileSystemError) -> [String] {
    var found = [folder]
    for name in try disk.entries(of: folder) {
      let path = folder + "/" + name
      if disk.isFolder(path) { found += try folders(in: path) }
    }
    return found
  }
}

/// A hidden name beside `path` for what this process writes; what killed runs of this machine left
/// under such names is removed first.
func freeTemporaryPath(
  for path: String, on disk: any FileSystem
) throws(FileSystemError) -> String {
  let (parent, name) = split(path)
  let prefix = ".\(name).partial-\(hostName())-"
  for entry in try disk.entries(of: parent) where entry.hasPrefix(prefix) {
    guard let process = Int32(entry.dropFirst(prefix.count)) else { continue }
    let isAlive = kill(process, 0) == 0 || errno == EPERM
    if process == getpid() || !isAlive { try disk.remove(parent + "/" + entry) }
  }
  return "\(parent)/\(prefix)\(getpid())"
}

/// Folder and last name of a path: `a/b/` gives `a` and `b`, `b` gives `.` and `b`.
func split(_ path: String) -> (parent: String, name: String) {
  let parts = path.split(separator: "/")
  let root = path.hasPrefix("/") ? "/" : ""
  let parent = root + parts.dropLast().joined(separator: "/")
  return (parent.isEmpty ? "." : parent, parts.last.map(String.init) ?? ".")
}

/// Name of this machine; processes of other machines on a shared disk are left alone.
func hostName() -> String {
  var name = [CChar](repeating: 0, count: 256)
  guard gethostname(&name, 255) == 0 else { return "unknown" }
  return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Makes the folder that a file is to stand in.
package func makeFolder(of file: String) throws(OutputError) {
  try failing { () throws(FileSystemError) in try LocalDisk().makeFolder(split(file).parent) }
}
