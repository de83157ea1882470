// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A single large file written piece by piece under a temporary name, then put in place at once.
package final class StreamedFile {
  private let path: String
  private let temporaryPath: String
  private var file: Int32

  package init(_ path: String) throws(FileSystemError) {
    self.path = path
    temporaryPath = "\(path).partial-\(getpid())"
    file = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else {
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
