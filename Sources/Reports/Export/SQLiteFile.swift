// SPDX-License-Identifier: Apache-2.0
import CSQLite
import Glibc

/// Why a database was not made.
package struct SQLiteError: Error, Equatable, Sendable, CustomStringConvertible {
  package var reason: String
  package var isOutOfSpace: Bool

  package var description: String {
    "cannot write the database: \(reason)\n  fix: check that the disk has room"
  }
}

/// A database in the making under a temporary name, put in place when it is whole.
package final class SQLiteFile: UnfinishedOutput {
  private let path: String
  package let temporaryPath: String
  private var database: OpaquePointer?

  package init(_ path: String) throws {
    self.path = path
    temporaryPath = try failing { () throws(FileSystemError) in
      let disk = LocalDisk()
      try disk.makeFolder(split(path).parent)
      return try freeTemporaryPath(for: path, on: disk)
    }
    try check(sqlite3_open(temporaryPath, &database))
    // Nobody else sees the file before it is whole, so a journal would guard nothing.
    try run("PRAGMA journal_mode = OFF")
    try run("PRAGMA synchronous = OFF")
    try run("BEGIN")
  }

  /// Without `finish`, nothing is left.
  deinit {
    guard database != nil else { return }
    sqlite3_close(database)
    unlink(temporaryPath)
  }

  func run(_ sql: String) throws(SQLiteError) {
    try check(sqlite3_exec(database, sql, nil, nil, nil))
  }

  /// A statement with `?` for each value.
  func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
    var statement: OpaquePointer?
    try check(sqlite3_prepare_v2(database, sql, -1, &statement, nil))
    return SQLiteStatement(statement: statement)
  }

  /// Runs a statement once with these values.
  func run(_ prepared: SQLiteStatement, _ values: [SQLiteValue]) throws(SQLiteError) {
    for (place, value) in values.enumerated() {
      let place = Int32(place + 1)
      switch value {
      case .null: try check(sqlite3_bind_null(prepared.statement, place))
      case .integer(let integer):
        try check(sqlite3_bind_int64(prepared.statement, place, Int64(integer)))
      case .number(let number): try check(sqlite3_bind_double(prepared.statement, place, number))
      case .text(let text):
        try check(
          pentaflow_bind_text(prepared.statement, place, text, Int32(text.utf8.count)))
      }
    }
    let status = sqlite3_step(prepared.statement)
    try check(status == SQLITE_DONE ? SQLITE_OK : status)
    try check(sqlite3_reset(prepared.statement))
  }

  /// Brings the whole database to the disk and puts it in place of what may be there. All
  /// statements must be gone.
  package func finish() throws {
    try run("COMMIT")
    try check(sqlite3_close(database))
    database = nil
    try failing { () throws(FileSystemError) in try synchronizeFile(temporaryPath) }
    try failing { () throws(FileSystemError) in
      try LocalDisk().move(temporaryPath, to: path)
      try LocalDisk().synchronizeFolder(split(path).parent)
    }
  }

  private func check(_ status: Int32) throws(SQLiteError) {
    guard status != SQLITE_OK else { return }
    let reason = database.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(status)
    throw SQLiteError(
      reason: reason.map { String(cString: $0) } ?? "status \(status)",
      isOutOfSpace: status == SQLITE_FULL || status & 0xFF == SQLITE_IOERR)
  }
}

enum SQLiteValue {
  case null
  case integer(Int)
  case number(Double)
  case text(String)
}

/// A statement that is run many times.
final class SQLiteStatement {
  fileprivate let statement: OpaquePointer?

  fileprivate init(statement: OpaquePointer?) { self.statement = statement }

  deinit { sqlite3_finalize(statement) }
}

private func synchronizeFile(_ path: String) throws(FileSystemError) {
  let file = open(path, O_RDWR | O_CLOEXEC)
  guard file >= 0 else { throw FileSystemError(action: "write", path: path, code: errno) }
  defer { close(file) }
  guard fsync(file) == 0 else {
    throw FileSystemError(action: "write", path: path, code: errno)
  }
}

/// Version of the SQLite library, for example `3.40.1`.
package func sqliteVersion() -> String { String(cString: sqlite3_libversion()) }
