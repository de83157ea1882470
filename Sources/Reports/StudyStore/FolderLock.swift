// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Keeps a second process out of a folder; the system gives it back when the process ends, however
/// that happens.
package final class FolderLock: Sendable {
  private let file: Int32
  private let path: String

  /// Nil where another process has it.
  package init?(_ folder: String) throws(OutputError) {
    path = folder + "/.lock"
    do { try LocalDisk().makeFolder(folder) } catch { throw .failed(error) }
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      throw .failed(FileSystemError(action: "write", path: path, code: errno))
    }
    guard flock(file, LOCK_EX | LOCK_NB) != 0 else { return }
    let code = errno
    if code == EWOULDBLOCK { return nil }
    // Where the file system has no locks, nobody can be kept out.
    guard [ENOLCK, ENOTSUP, EINVAL].contains(code) else {
      throw .failed(FileSystemError(action: "lock", path: path, code: code))
    }
  }

  package func remove() { unlink(path) }

  deinit { close(file) }
}
