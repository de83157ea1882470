// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// A step on the disk that did not work.
package struct FileSystemError: Error, Equatable, Sendable, CustomStringConvertible {
  package var action: String
  package var path: String
  package var code: Int32

  package init(action: String, path: String, code: Int32) {
    self.action = action
    self.path = path
    self.code = code
  }

  /// Whether the disk is full, or a quota or limit on file sizes is reached.
  package var isOutOfSpace: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

  package var description: String {
    "cannot \(action) \(path): \(String(cString: strerror(code)))"
  }
}

/// The few operations that writing a result takes; tests put failing ones in their place.
package protocol FileSystem: Sendable {
  func makeFolder(_ path: String) throws(FileSystemError)
  /// Writes the whole file and brings it to the disk.
  func write(_ bytes: [UInt8], to path: String) throws(FileSystemError)
  /// Brings the folder's list of entries to the disk.
  func synchronizeFolder(_ path: String) throws(FileSystemError)
  func read(_ path: String) throws(FileSystemError) -> [UInt8]
  func exists(_ path: String) -> Bool
  /// Whether a folder is there; a link to one is none.
  func isFolder(_ path: String) -> Bool
  /// Names in a folder, sorted.
  func entries(of folder: String) throws(FileSystemError) -> [String]
  /// Moves a folder to a path where nothing is, or a file in place of one that may be there.
  func move(_ from: String, to: String) throws(FileSystemError)
  /// Exchanges two folders in one step.
  func exchange(_ a: String, _ b: String) throws(FileSystemError)
  /// Removes a file, or a folder with everything in it.
  func remove(_ path: String) throws(FileSystemError)
}

/// The disk of this machine.
package struct LocalDisk: FileSystem {
  package init() {}

  package func makeFolder(_ path: String) throws(FileSystemError) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
      guard mkdir(made, 0o777) == 0 || errno == EEXIST else { throw failure("make folder", path) }
    }
  }

  package func write(_ bytes: [UInt8], to path: String) throws(FileSystemError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure("write", path) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(file, $0.baseAddress! + done, bytes.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let error = failure("write", path)
        close(file)
        throw error
      }
      done += count
    }
    let isSafe = fsync(file) == 0
    let error = failure("write", path)
    guard close(file) == 0 && isSafe else { throw error }
  }

  package func synchronizeFolder(_ path: String) throws(FileSystemError) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure("open", path) }
    defer { close(folder) }
    // Some network file systems cannot do this and say EINVAL; they need no such step.
    guard fsync(folder) == 0 || errno == EINVAL else { throw failure("write", path) }
  }

  package func read(_ path: String) throws(FileSystemError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure("read", path) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress!, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure("read", path) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  package func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  package func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  package func entries(of folder: String) throws(FileSystemError) -> [String] {
    guard let stream = opendir(folder) else { throw failure("list", folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  package func move(_ from: String, to: String) throws(FileSystemError) {
    guard rename(from, to) == 0 else { throw failure("move \(from) to", to) }
  }

  package func exchange(_ a: String, _ b: String) throws(FileSystemError) {
    guard renameat2(AT_FDCWD, a, AT_FDCWD, b, PENTAFLOW_RENAME_EXCHANGE) == 0 else {
      throw failure("exchange \(a) and", b)
    }
  }

  package func remove(_ path: String) throws(FileSystemError) {
    guard exists(path) else { return }
    guard isFolder(path) else {
      guard unlink(path) == 0 else { throw failure("remove", path) }
      return
    }
    for name in try entries(of: path) { try remove(path + "/" + name) }
    guard rmdir(path) == 0 else { throw failure("remove", path) }
  }

  private func failure(_ action: String, _ path: String) -> FileSystemError {
    FileSystemError(action: action, path: path, code: errno)
  }
}
