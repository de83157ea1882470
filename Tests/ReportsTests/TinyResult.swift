// SPDX-License-Identifier: Apache-2.0
import Reports
import TestSupport

/// A table of texts, as one that was read.
struct TableOfTexts: ReadTable {
  var header: [String]
  var rows: [[String]]

  /// Cells stand apart by commas, rows on lines of their own.
  init(_ text: String) {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    header = lines[0]
    rows = Array(lines.dropFirst())
  }

  var rowCount: Int { rows.count }
  func text(row: Int, column: Int) -> String { rows[row][column] }
  func number(row: Int, column: Int) -> Double? { Double(rows[row][column]) }

  /// Cells of that text, and the columns of a hub of that name.
  func renaming(_ old: String, to new: String) -> TableOfTexts {
    var table = self
    for prefix in ["ptdf_", "Ptdf_"] {
      table.header = table.header.map { $0 == prefix + old ? prefix + new : $0 }
    }
    table.rows = rows.map { $0.map { $0 == old ? new : $0 } }
    return table
  }
}

/// ``TinyResultText`` as a result that was read.
enum TinyResult {
  /// - Parameter change: what is done to each table before the report reads it.
  static func make(
    without missing: Set<String> = [], manifest text: String = TinyResultText.manifest,
    change: @escaping (String, TableOfTexts) -> TableOfTexts = { $1 }
  ) throws -> FinishedResult {
    FinishedResult(
      name: "out/tiny", manifest: try ResultManifest(json: Array(text.utf8)),
      table: { name in
        missing.contains(name)
          ? nil : TinyResultText.tables[name].map { change(name, TableOfTexts($0)) }
      },
      domain: { name in
        switch name {
        case "winter": change(name, TableOfTexts(TinyResultText.winter))
        // The same rows with another margin, so not that of the hour.
        case "other": TableOfTexts(TinyResultText.winter.replacing("r1,100.0", with: "r1,90.0"))
        default: nil
        }
      },
      positions: [
        "A": MapPosition(latitude: 50, longitude: 4), "B": MapPosition(latitude: 50, longitude: 8),
        "C": MapPosition(latitude: 48, longitude: 6), "D": MapPosition(latitude: 47, longitude: 6),
      ])
  }
}
