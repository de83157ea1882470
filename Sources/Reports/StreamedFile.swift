// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A single large file written piece by piece under a temporary name, then put in place at once.
package final class StreamedFile: UnfinishedOutput {
  private let path: String
  package let temporaryPath: String
  private var file: Int32

  package init(_ path: String) throws(FileSystemError) {
    self.path = path
    do {
      temporaryPath = try freeTemporaryPath(for: path, on: LocalDisk())
    } catch {
      throw FileSystemError(action: "write", path: path, code: error.code)
    }
    file = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      throw FileSystemError(action: "write", path: path, code: errno)
    }
  }

  /// Throws where no file can be put at `path`; to be called before hours of work.
  package static func check(_ path: String) throws(FileSystemError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw FileSystemError(
        action: "replace", path: path, code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : ENOTSUP)
    }
    guard access(split(path).parent, W_OK | X_OK) == 0 else {
      throw FileSystemError(action: "write", path: path, code: errno)
    }
  }

  package func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(FileSystemError) {
    var done = 0
    while done < bytes.count {
      let count = Glibc.write(file, bytes.baseAddress! + done, bytes.count - done)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileSystemError(action: "write", path: path, code: errno) }
      done += count
    }
  }

  package func finish() throws(FileSystemError) {
    guard fsync(file) == 0, rename(temporaryPath, path) == 0 else {
      throw FileSystemError(action: "write", path: path, code: errno)
    }
    close(file)
    file = -1
  }

  /// Without `finish`, nothing is left.
  deinit {
    guard file >= 0 else { return }
    close(file)
    unlink(temporaryPath)
  }
}
