// SPDX-License-Identifier: Apache-2.0

/// A table of texts, for figures that are rounded where they are made.
package struct PlainTable: Sendable {
  package var name: String
  package var header: [String]
  package var rows: [[String]]

  package init(name: String, header: [String], rows: [[String]]) {
    self.name = name
    self.header = header
    self.rows = rows
  }

  package var csv: [UInt8] {
    var text = CSVText(header: header)
    for row in rows {
      for cell in row { text.add(numberOrText: cell) }
      text.endRow()
    }
    return text.bytes
  }

  /// Columns as wide as their widest cell, numbers to the right.
  package var aligned: String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      row.indices.map { column in
        Double(rows.first?[column] ?? "") == nil
          ? leftAligned(row[column], widths[column]) : rightAligned(row[column], widths[column])
      }.joined(separator: "  ").trimmingEnd
    }.joined(separator: "\n") + "\n"
  }

  package var markdown: String {
    let lines = [header, header.map { _ in "---" }] + rows
    return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n") + "\n"
  }

  package var json: JSONText {
    .array(
      rows.map { row in
        .object(
          zip(header, row).map { name, cell in
            .init(name, Double(cell).map { .number($0) } ?? .string(cell))
          })
      })
  }
}

extension String {
  fileprivate var trimmingEnd: String {
    var text = self
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}

/// Writes tables as CSV files of a folder, in place of those that are there; the folder is made
/// where there is none.
package func writeTables(
  _ tables: [PlainTable], folder: String, on disk: any FileSystem = LocalDisk()
) throws(OutputError) {
  if !disk.isFolder(folder) {
    do { try disk.makeFolder(folder) } catch { throw .failed(error) }
  }
  try replaceFiles(tables.map { (folder + "/" + $0.name + ".csv", $0.csv) }, on: disk)
}
