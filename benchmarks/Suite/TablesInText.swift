// SPDX-License-Identifier: Apache-2.0

/// The tables of `benchmarks/README.md`: what stands between two lines of the text.
package enum TablesInText {
  static let begin = "<!-- tables: written by make bench-table -->\n"
  static let end = "<!-- end of tables -->\n"

  /// The text with `tables` in place of what stood there.
  package static func replacing(in text: String, with tables: String) throws -> String {
    let halves = text.split(separator: begin, omittingEmptySubsequences: false)
    guard halves.count == 2,
      case let rest = halves[1].split(separator: end, omittingEmptySubsequences: false),
      rest.count == 2
    else {
      throw BenchmarkError(
        "the text has no place for tables",
        fix: "put these two lines into it, each once:\n\(begin)\(end)")
    }
    return "\(halves[0])\(begin)\(tables)\(end)\(rest[1])"
  }
}
