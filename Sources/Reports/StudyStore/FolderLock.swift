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
    while true {
      let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard opened >= 0 else {
        throw .failed(FileSystemError(action: "write", path: path, code: errno))
      }
      if flock(opened, LOCK_EX | LOCK_NB) != 0 {
        let code = errno
        // Where the file system has no locks, nobody can be kept out.
        guard [ENOLCK, ENOTSUP, ENOSYS, EINVAL].contains(code) else {
          close(opened)
          if code == EWOULDBLOCK { return nil }
          throw .failed(FileSystemError(action: "lock", path: path, code: code))
        }
      } else if !isSameFile(opened, path) {
        // Another process has removed the file between the two calls.
        close(opened)
        continue
      }
      file = opened
      return
    }
  }

  package func remove() { unlink(path) }

  deinit { close(file) }
}

private func isSameFile(_ file: Int32, _ path: String) -> Bool {
  var (one, two) = (stat(), stat())
  return fstat(file, &one) == 0 && stat(path, &two) == 0 && one.st_ino == two.st_ino
    && one.st_dev == two.st_dev
}
