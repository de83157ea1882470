// SPDX-License-Identifier: Apache-2.0

/// One fault of an input file: where it is, what was seen, and the next step.
package struct InputError: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var file: String
  /// First line and first character are 1; faults of a whole file stand at 1:1.
  package var line: Int
  package var column: Int
  package var message: String
  package var fix: String

  package init(file: String, line: Int, column: Int, message: String, fix: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.fix = fix
  }

  package var description: String {
    "\(file):\(line):\(column): error: \(message)\n  fix: \(fix)"
  }

  package static func < (a: Self, b: Self) -> Bool {
    (a.file, a.line, a.column, a.message, a.fix) < (b.file, b.line, b.column, b.message, b.fix)
  }
}

/// Everything wrong with an input, sorted by file, line and column.
package struct InputErrors: Error, Hashable, Sendable, CustomStringConvertible {
  package let errors: [InputError]

  package init(_ errors: [InputError]) {
    precondition(!errors.isEmpty, "no input error to report")
    self.errors = errors.sorted()
  }

  package var description: String { errors.map(\.description).joined(separator: "\n") }
}

/// Something in an input file that is legal but probably not meant.
package struct InputWarning: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var file: String
  package var line: Int
  package var column: Int
  package var message: String

  package init(file: String, line: Int, column: Int, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  package var description: String { "\(file):\(line):\(column): warning: \(message)" }

  package static func < (a: Self, b: Self) -> Bool {
    (a.file, a.line, a.column, a.message) < (b.file, b.line, b.column, b.message)
  }
}
