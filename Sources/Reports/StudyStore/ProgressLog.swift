// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A log for tools, one JSON object a line, added to by every process that works on the folder.
/// No result depends on it, so what cannot be written to it is passed over.
package final class ProgressLog: Sendable {
  private let file: Int32

  package init(_ path: String) {
    try? LocalDisk().makeFolder(split(path).parent)
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
  }

  /// The line begins with the time; one write, so that lines of several threads do not mix.
  package func add(_ event: String, _ members: [JSONText.Member]) {
    guard file >= 0 else { return }
    let time = Date().formatted(.iso8601)
    let line = JSONText.object(
      [.init("time_utc", .string(time)), .init("event", .string(event))] + members
    ).line
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress!, bytes.count) }
  }

  deinit { if file >= 0 { close(file) } }
}
