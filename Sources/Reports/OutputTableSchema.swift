// SPDX-License-Identifier: Apache-2.0

/// A table that the tool writes, with what each column holds: its header and its documentation are
/// one declaration.
package struct OutputTableSchema: Sendable {
  package struct Column: Sendable {
    package var name: String
    /// With unit and sign.
    package var meaning: String
  }

  package var name: String
  package var meaning: String
  package var columns: [Column]

  /// - Parameter columns: pairs of name and meaning.
  package init(_ name: String, _ meaning: String, _ columns: [(String, String)]) {
    self.name = name
    self.meaning = meaning
    self.columns = columns.map { Column(name: $0.0, meaning: $0.1) }
  }

  package var fileName: String { name + ".csv" }
  var header: [String] { columns.map(\.name) }

  package var text: String {
    let width = (columns.map(\.name.count).max() ?? 0) + 2
    let lines = columns.map { "  " + leftAligned($0.name, width) + $0.meaning }
    return (["results/\(fileName) (written): \(meaning)"] + lines).joined(separator: "\n") + "\n"
  }

  package var json: JSONText {
    .object([
      .init("table", .string(name)), .init("meaning", .string(meaning)),
      .init("written", .bool(true)),
      .init(
        "columns",
        .array(
          columns.map {
            .object([.init("name", .string($0.name)), .init("meaning", .string($0.meaning))])
          })),
    ])
  }
}
