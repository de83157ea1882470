// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import Synchronization

/// Ends the process on SIGINT and SIGTERM without leaving half a result behind.
enum Interruption {
  /// File or folder in the making.
  private static let unfinishedPath = Mutex<String?>(nil)
  /// Clears up after work that can be gone on with, and says how.
  private static let farewell = Mutex<(@Sendable () -> String)?>(nil)
  private static let stepping = Mutex<Void>(())
  /// From the signal to the end at the latest, with room for a busy machine.
  private static let patienceSeconds = 3.0

  /// To be called once, before any work.
  ///
  /// Signals are caught rather than blocked: threads that a library starts before `main` would still
  /// take them. The handler may come in any thread and does nothing but wake the one that waits.
  static func install() {
    // Made before the handler may come.
    guard wakeUp.receiver >= 0 else { return }
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&signals, number)
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in
        let code = errno
        var byte: UInt8 = 0
        _ = write(wakeUp.sender, &byte, 1)
        errno = code
      }
      action.sa_flags = SA_RESTART
      sigaction(number, &action, nil)
    }
    // A parent may have handed its mask down.
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while read(wakeUp.receiver, &byte, 1) != 1 {}
      end(.interrupted, because: "interrupted")
    }
  }

  /// Ends the process without leaving half a result behind, within five seconds.
  static func end(_ status: ExitStatus, because reason: String) -> Never {
    // A step that a slow disk draws out, or a terminal that takes no words, is not waited for: what
    // is there then is what a kill leaves, which every command that comes after can deal with.
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: patienceSeconds)
      _exit(status.rawValue)
    }
    // Holding the lock to the end: the writer takes no further step.
    stepping.withLock { _ -> Never in
      if let path = unfinishedPath.withLock({ $0 }) { try? LocalDisk().remove(path) }
      let words = farewell.withLock { $0 }?() ?? "nothing unfinished was left behind"
      Talk.say((Talk.isTerminal ? "\n" : "") + "\(reason); \(words)")
      _exit(status.rawValue)
    }
  }

  /// Ends the process in so many seconds unless it has ended by then.
  static func end(_ status: ExitStatus, because reason: String, after seconds: Double) {
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: seconds)
      end(status, because: reason)
    }
  }

  /// What is done and said last when an interruption comes; nil for the usual words.
  static func setFarewell(_ words: (@Sendable () -> String)?) { farewell.withLock { $0 = words } }

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
  static func step<Value>(_ body: () throws -> Value) throws -> Value {
    try stepping.withLock { _ in try body() }
  }
}

/// A byte through it wakes the thread that waits for an interruption.
private let wakeUp: (receiver: Int32, sender: Int32) = {
  var ends: [Int32] = [-1, -1]
  return pipe(&ends) == 0 ? (ends[0], ends[1]) : (-1, -1)
}()
