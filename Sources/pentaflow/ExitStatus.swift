// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import Reports

/// What the exit status of a command says; thrown to end a command that has said everything.
enum ExitStatus: Int32, Error {
  /// Done, but the run has no optimum or a failed certificate.
  case notOptimal = 1
  /// A benchmark or another check found something worse than it should be.
  case regression = 2
  /// Files do not match their hashes, or parts do not fit together.
  case integrity = 6
  case wrongUsage = 64
  case wrongInput = 65
  case bug = 70
  /// A limit (disk, time) was reached; the same command can be run again.
  case limit = 75
  case interrupted = 130
}

/// Options that do not fit together.
struct UsageError: Error, CustomStringConvertible {
  var message: String
  var fix: String

  var description: String { "error: \(message)\n  fix: \(fix)" }
}

extension OutputError {
  var exitStatus: ExitStatus {
    switch self {
    case .occupied, .study: .wrongUsage
    case .failed(let error): error.isOutOfSpace ? .limit : .wrongInput
    }
  }
}

/// Ends the process with `status`, after a last word on standard error.
func exitNow(_ status: ExitStatus, saying message: String?) -> Never {
  if let message { Talk.say(message) }
  exit(status.rawValue)
}
