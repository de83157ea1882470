// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import Synchronization

/// Ends the process on SIGINT and SIGTERM without leaving half a result behind.
enum Interruption {
  /// File or folder in the making.
  private static let unfinishedPath = Mutex<String?>(nil)
  private static let stepping = Mutex<Void>(())

  /// To be called once, before any work and any other thread: all threads inherit the mask, so
  /// that only the one that waits here takes the signals.
  static func install() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    Thread.detachNewThread { [signals] in
      var signals = signals
      var number: Int32 = 0
      while sigwait(&signals, &number) != 0 {}
      // Holding the lock to the end: the writer takes no further step.
      stepping.withLock { _ in
        if let path = unfinishedPath.withLock({ $0 }) { try? LocalDisk().remove(path) }
        Talk.say("\ninterrupted; nothing unfinished was left behind")
        _exit(ExitStatus.interrupted.rawValue)
      }
    }
  }

  /// Begins an output that is removed when an interruption comes, from its first moment on.
  static func protecting<Output: UnfinishedOutput>(_ begin: () throws -> Output) throws -> Output {
    try stepping.withLock { _ in
      let output = try begin()
      unfinishedPath.withLock { $0 = output.temporaryPath }
      return output
    }
  }

  /// To be called when nothing unfinished is left.
  static func release() { unfinishedPath.withLock { $0 = nil } }

  /// Runs one step of writing; an interruption waits for its end.
  static func step(_ body: () throws -> Void) throws { try stepping.withLock { _ in try body() } }
}
