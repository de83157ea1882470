// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import Synchronization

/// Ends the process on SIGINT and SIGTERM without leaving half a result behind.
enum Interruption {
  private static let unfinished = Mutex<OutputFolder?>(nil)
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
        let folder = unfinished.withLock { $0 }
        try? folder?.discard()
        Talk.say("\ninterrupted; nothing was left behind")
        _exit(ExitStatus.interrupted.rawValue)
      }
    }
  }

  /// Begins a folder that is removed when an interruption comes, from its first moment on.
  static func protecting(_ begin: () throws -> OutputFolder) throws -> OutputFolder {
    try stepping.withLock { _ in
      let folder = try begin()
      unfinished.withLock { $0 = folder }
      return folder
    }
  }

  /// To be called when nothing unfinished is left.
  static func release() { unfinished.withLock { $0 = nil } }

  /// Runs one step of writing; an interruption waits for its end.
  static func step(_ body: () throws -> Void) throws { try stepping.withLock { _ in try body() } }
}
