// SPDX-License-Identifier: Apache-2.0
import Glibc
import Reports

/// Talk to the person at the terminal: standard error, so that standard output stays data.
enum Talk {
  static let isTerminal = isatty(STDERR_FILENO) == 1

  static func say(_ text: String) { write(text + "\n") }

  /// Without a line end, for a line that is written again. Talk that nobody can hear is no error.
  static func write(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// Data: standard output. A reader that has gone away ends the process quietly.
  static func printData(_ text: String) throws(OutputError) {
    guard let code = write(text, to: STDOUT_FILENO), code != EPIPE else { return }
    throw .failed(FileSystemError(action: "write to", path: "standard output", code: code))
  }

  /// - Returns: the system's error number; nil where all is written.
  private static func write(_ text: String, to file: Int32) -> Int32? {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(file, $0.baseAddress! + done, bytes.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return errno }
      done += count
    }
    return nil
  }
}
