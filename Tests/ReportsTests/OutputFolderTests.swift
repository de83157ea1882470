// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Reports
import Synchronization
import TestSupport
import Testing

@Suite("output folder")
struct OutputFolderTests {
  private let bytes = Array("x".utf8)

  @Test("a result appears whole, and only when it is finished")
  func appearsWhole() throws {
    let disk = FaultyDisk()
    let folder = try OutputFolder(at: "out/run", replacing: false, on: disk)
    try folder.write(bytes, to: "results/a.csv")
    #expect(!disk.exists("out/run"))
    try folder.finish(manifest: bytes)
    #expect(disk.exists("out/run/results/a.csv"))
    #expect(disk.exists("out/run/manifest.json"))
    #expect(try disk.entries(of: "out") == ["run"])
  }

  @Test("the manifest is written last")
  func manifestLast() throws {
    let disk = FaultyDisk()
    let folder = try OutputFolder(at: "out/run", replacing: false, on: disk)
    try folder.write(bytes, to: "results/a.csv")
    try folder.finish(manifest: bytes)
    #expect(disk.writes.last?.hasSuffix("/manifest.json") == true)
    #expect(disk.writes.count == 2)
  }

  @Test("whatever step fails, the path holds the old result or the new one", arguments: 0..<30)
  func anyStepMayFail(failing: Int) throws {
    let disk = FaultyDisk()
    let old = try OutputFolder(at: "out/run", replacing: false, on: disk)
    try old.write(Array("old".utf8), to: "results/a.csv")
    try old.finish(manifest: Array("old".utf8))

    disk.fail(afterSteps: failing)
    var hasFailed = false
    do {
      let folder = try OutputFolder(at: "out/run", replacing: true, on: disk)
      try folder.write(Array("new".utf8), to: "results/a.csv")
      try folder.write(Array("new".utf8), to: "results/b.csv")
      try folder.finish(manifest: Array("new".utf8))
    } catch {
      hasFailed = true
    }
    disk.fail(afterSteps: nil)
    let table = String(decoding: try disk.read("out/run/results/a.csv"), as: UTF8.self)
    let manifest = String(decoding: try disk.read("out/run/manifest.json"), as: UTF8.self)
    #expect(table == manifest)
    #expect(disk.exists("out/run/results/b.csv") == (manifest == "new"))
    if !hasFailed { #expect(manifest == "new") }
    #expect(hasFailed == (failing < disk.stepsOfTheLastRun))
  }

  @Test("what is there is replaced only when asked, and only if it is a result")
  func occupied() throws {
    let disk = FaultyDisk()
    try disk.makeFolder("out/notes")
    #expect(throws: OutputError.occupied(path: "out/notes", isResult: false)) {
      try OutputFolder(at: "out/notes", replacing: true, on: disk)
    }
    let folder = try OutputFolder(at: "out/run", replacing: false, on: disk)
    try folder.finish(manifest: bytes)
    #expect(throws: OutputError.occupied(path: "out/run", isResult: true)) {
      try OutputFolder(at: "out/run", replacing: false, on: disk)
    }
    #expect(
      "\(OutputError.occupied(path: "out/run", isResult: true))"
        == "out/run holds a result already\n"
        + "  fix: give another --out, or --force to replace it")
  }

  @Test("what a killed run left is removed by the next one; other machines' is not")
  func leftovers() throws {
    let disk = FaultyDisk()
    let host = Host.name
    // No process has this number: Linux numbers end at 4,194,304.
    try disk.makeFolder("out/.run.partial-\(host)-99999999/results")
    try disk.makeFolder("out/.run.partial-elsewhere-99999999")
    let folder = try OutputFolder(at: "out/run", replacing: false, on: disk)
    try folder.finish(manifest: bytes)
    #expect(try disk.entries(of: "out") == [".run.partial-elsewhere-99999999", "run"])
  }

  @Test("on the real disk a replaced result leaves nothing of the old one")
  func realDisk() throws {
    let root = NSTemporaryDirectory() + "pentaflow-output-\(UUID().uuidString)"
    defer { try? LocalDisk().remove(root) }
    for (replacing, name) in [(false, "a"), (true, "b")] {
      let folder = try OutputFolder(at: root + "/run/", replacing: replacing)
      try folder.write(bytes, to: "results/\(name).csv")
      try folder.finish(manifest: bytes)
    }
    let disk = LocalDisk()
    #expect(try disk.entries(of: root) == ["run"])
    #expect(try disk.entries(of: root + "/run/results") == ["b.csv"])
    #expect(try disk.read(root + "/run/manifest.json") == bytes)
  }

  @Test("files replaced together are all old where one cannot be written", arguments: 0..<3)
  func filesTogether(failing: Int) throws {
    let disk = FaultyDisk()
    try disk.makeFolder("case")
    let names = ["case/a.csv", "case/b.csv", "case/c.csv"]
    func replace(by text: String) throws {
      try replaceFiles(names.map { ($0, Array(text.utf8)) }, on: disk)
    }
    try replace(by: "old")
    disk.fail(afterSteps: failing)
    #expect(throws: OutputError.self) { try replace(by: "new") }
    disk.fail(afterSteps: nil)
    for name in names { #expect(try disk.read(name) == Array("old".utf8)) }
    try replace(by: "new")
    for name in names { #expect(try disk.read(name) == Array("new".utf8)) }
    #expect(try disk.entries(of: "case") == ["a.csv", "b.csv", "c.csv"])
  }

  @Test("a full disk is told apart from other failures")
  func fullDisk() {
    for code in [ENOSPC, EDQUOT, EFBIG] {
      #expect(FileSystemError(action: "write", path: "a", code: code).isOutOfSpace)
    }
    #expect(!FileSystemError(action: "write", path: "a", code: EACCES).isOutOfSpace)
    #expect(
      "\(OutputError.failed(FileSystemError(action: "write", path: "a", code: EACCES)))"
        == "cannot write a: Permission denied\n"
        + "  fix: check that the folder can be written and the disk has room")
  }
}

/// A disk in memory on which every step after a given number fails; a write that fails leaves half
/// of the file.
final class FaultyDisk: FileSystem {
  fileprivate struct State {
    var files: [String: [UInt8]] = [:]
    var folders: Set<String> = []
    var stepsLeft: Int?
    var code = EIO
    var steps = 0
    var writes: [String] = []
    var unreadable: Set<String> = []
  }
  private let state = Mutex(State())

  var writes: [String] { state.withLock { $0.writes } }
  /// Steps tried since the last call of `fail` with a number.
  var stepsOfTheLastRun: Int { state.withLock { $0.steps } }

  func fail(afterSteps count: Int?, code: Int32 = EIO) {
    state.withLock {
      $0.stepsLeft = count
      $0.code = code
      if count != nil { $0.steps = 0 }
    }
  }

  private func step(
    _ action: String, _ path: String, leaving half: [UInt8]? = nil,
    _ change: (inout State) -> Void
  ) throws(FileSystemError) {
    let code: Int32? = state.withLock { state in
      state.steps += 1
      guard let left = state.stepsLeft else { return nil }
      state.stepsLeft = left - 1
      return left <= 0 ? state.code : nil
    }
    if let code {
      if let half { state.withLock { $0.files[path] = half } }
      throw FileSystemError(action: action, path: path, code: code)
    }
    state.withLock { change(&$0) }
  }

  /// All files with their bytes.
  var files: [String: [UInt8]] { state.withLock { $0.files } }

  /// Changes a file behind everyone's back; nil takes it away.
  func set(_ path: String, to bytes: [UInt8]?) { state.withLock { $0.files[path] = bytes } }

  /// Makes the reading of a file fail, or work again.
  func setReadable(_ path: String, to isReadable: Bool) {
    state.withLock {
      if isReadable { $0.unreadable.remove(path) } else { $0.unreadable.insert(path) }
    }
  }

  func makeFolder(_ path: String) throws(FileSystemError) {
    try step("make folder", path) { state in
      var made = ""
      for part in path.split(separator: "/") {
        made += (made.isEmpty ? "" : "/") + part
        state.folders.insert(made)
      }
    }
  }

  func write(_ bytes: [UInt8], to path: String) throws(FileSystemError) {
    let half = Array(bytes.prefix(bytes.count / 2))
    try step("write", path, leaving: half) { state in
      state.files[path] = bytes
      state.writes.append(path)
    }
  }

  func synchronizeFolder(_ path: String) throws(FileSystemError) {
    try step("write", path) { _ in }
  }

  func read(_ path: String) throws(FileSystemError) -> [UInt8] {
    let (bytes, isUnreadable) = state.withLock { ($0.files[path], $0.unreadable.contains(path)) }
    guard let bytes, !isUnreadable else {
      throw FileSystemError(action: "read", path: path, code: bytes == nil ? ENOENT : EIO)
    }
    return bytes
  }

  func exists(_ path: String) -> Bool {
    state.withLock { $0.files[path] != nil || $0.folders.contains(path) }
  }

  func isFolder(_ path: String) -> Bool { state.withLock { $0.folders.contains(path) } }

  func entries(of folder: String) throws(FileSystemError) -> [String] {
    state.withLock { state in
      let prefix = folder + "/"
      let below = (Array(state.files.keys) + state.folders).filter { $0.hasPrefix(prefix) }
      return below.map { String($0.dropFirst(prefix.count)) }.filter { !$0.contains("/") }.sorted()
    }
  }

  func move(_ from: String, to: String) throws(FileSystemError) {
    try step("move", to) { $0.rename(from, to) }
  }

  func exchange(_ a: String, _ b: String) throws(FileSystemError) {
    try step("exchange", a) {
      $0.rename(a, "exchanged")
      $0.rename(b, a)
      $0.rename("exchanged", b)
    }
  }

  func remove(_ path: String) throws(FileSystemError) {
    try step("remove", path) { state in
      state.files = state.files.filter { $0.key != path && !$0.key.hasPrefix(path + "/") }
      state.folders = state.folders.filter { $0 != path && !$0.hasPrefix(path + "/") }
    }
  }
}

extension FaultyDisk.State {
  fileprivate mutating func rename(_ from: String, _ to: String) {
    func moved(_ path: String) -> String {
      path == from || path.hasPrefix(from + "/") ? to + path.dropFirst(from.count) : path
    }
    if files[from] != nil { files[to] = nil }  // a file takes the place of another
    files = Dictionary(uniqueKeysWithValues: files.map { (moved($0.key), $0.value) })
    folders = Set(folders.map(moved))
  }
}
