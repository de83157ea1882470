// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel

/// All tables of a case folder, read against the schema, with every fault found on the way.
struct CaseTables {
  let folder: String
  private var tables: [String: CaseTable] = [:]
  var errors: [InputError] = []
  var warnings: [InputWarning] = []

  /// Reads what is there; faults are collected, not thrown.
  init(folder: String) {
    self.folder = folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted()
    guard let names else {
      errors.append(
        InputError(
          file: folder, line: 1, column: 1, message: "there is no such case folder",
          fix: "give a folder with at least zones.csv"))
      return
    }
    reportUnknownTables(names)
    for schema in caseSchema {
      guard names.contains(schema.name + ".csv") else {
        if schema.isRequired {
          errors.append(
            InputError(
              file: path(schema.name), line: 1, column: 1, message: "the table is missing",
              fix: "add \(schema.name).csv with the columns "
                + schema.columns.map(\.name).joined(separator: ",")))
        }
        continue
      }
      do {
        let bytes = try readBytes(of: path(schema.name))
        guard let csv = CSVTable(bytes: bytes, file: path(schema.name), errors: &errors) else {
          continue
        }
        tables[schema.name] = CaseTable(csv, schema: schema, errors: &errors)
      } catch {
        errors += error.errors
      }
    }
  }

  /// The table of that name; nil where the case has no such file.
  subscript(name: String) -> CaseTable? { tables[name] }

  func path(_ table: String) -> String { folder + "/" + table + ".csv" }

  private mutating func reportUnknownTables(_ names: [String]) {
    let known = caseSchema.map { $0.name + ".csv" }
    for name in names where name.hasSuffix(".csv") || name.hasSuffix(".csv.gz") {
      guard !known.contains(name) else { continue }
      errors.append(
        InputError(
          file: folder + "/" + name, line: 1, column: 1,
          message: "a case has no table of this name",
          fix: suggestion(for: name, among: known, called: "tables")))
    }
  }
}
