// SPDX-License-Identifier: Apache-2.0

/// A table that the tool writes, with what each column holds: its header and its documentation are
/// one declaration.
package struct OutputTableSchema: Sendable {
  package struct Column: Sendable {
    package var name: String
    /// Empty where the column has none.
    package var unit: String
    /// With sign.
    package var meaning: String
    /// Whether a cell may be empty: the figure does not exist there.
    package var mayBeEmpty: Bool

    package init(
      _ name: String, unit: String = "", mayBeEmpty: Bool = false, _ meaning: String
    ) {
      self.name = name
      self.unit = unit
      self.meaning = meaning
      self.mayBeEmpty = mayBeEmpty
    }

    /// Whether cells hold numbers; the others hold text.
    package var isNumber: Bool { !unit.isEmpty || namesOfPlainNumbers.contains(name) }

    /// Whether a cell that reads as a number is one; in other columns it is a name.
    var mayHoldNumbers: Bool { isNumber || name == "value" }

    var words: String { unit.isEmpty ? meaning : "\(meaning) (\(unit))" }
  }

  package var name: String
  package var meaning: String
  package var columns: [Column]

  package init(_ name: String, _ meaning: String, _ columns: [Column]) {
    self.name = name
    self.meaning = meaning
    self.columns = columns
  }

  package var fileName: String { name + ".csv" }
  var header: [String] { columns.map(\.name) }

  package var text: String {
    let width = (columns.map(\.name.count).max() ?? 0) + 2
    var lines = ["results/\(fileName) (written): \(meaning)"]
    lines += columns.map {
      "  " + leftAligned($0.name, width) + ($0.mayBeEmpty ? "?  " : "   ") + $0.words
    }
    if columns.contains(where: \.mayBeEmpty) { lines.append("  ?  the cell may be empty") }
    return lines.joined(separator: "\n") + "\n"
  }

  package var json: JSONText {
    .object([
      .init("table", .string(name)), .init("meaning", .string(meaning)),
      .init("written", .bool(true)),
      .init(
        "columns",
        .array(
          columns.map {
            .object([
              .init("name", .string($0.name)), .init("meaning", .string($0.meaning)),
              .init("unit", .string($0.unit)),
              .init("type", .string($0.isNumber ? "number" : "text")),
              .init("may_be_empty", .bool($0.mayBeEmpty)),
            ])
          })),
    ])
  }
}

/// Columns of numbers without a unit: counts, years, shares and indices.
private let namesOfPlainNumbers: Set<String> = [
  "run", "year", "climate_year", "sample", "sample_count", "events", "event_count",
  "run_climate_year", "run_sample", "run_run", "run_year",
  "climate_years", "runs", "source_year", "curtailed_share", "target_share_of_load",
  "absorbed_share", "import_share", "p5", "p50", "p95", "share", "index_without",
  "index_without_standard_error", "index_with", "index_with_standard_error", "derating_factor",
  "part_of_gains", "left", "used", "ptdf", "relative_gap", "iterations", "loss_share",
]

/// A table as it is to be written.
package struct OutputTable: Sendable {
  package var schema: OutputTableSchema
  package var bytes: [UInt8]

  package init(_ schema: OutputTableSchema, _ text: CSVText) {
    self.schema = schema
    bytes = text.bytes
  }

  package var digest: FileDigest { FileDigest(name: schema.fileName, bytes: bytes) }
}
