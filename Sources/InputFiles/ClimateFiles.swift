// SPDX-License-Identifier: Apache-2.0
import Climate
import Foundation

/// Name of the folder with climate parameters within a case folder.
package let climateFolderName = "climate"

/// Whether a case folder has climate parameters.
package func hasClimate(at caseFolder: String) -> Bool {
  FileManager.default.fileExists(atPath: caseFolder + "/" + climateFolderName + "/factors.csv")
}

/// Reads the climate parameters of a case folder.
///
/// - Throws: everything wrong in the tables of its `climate` folder.
package func loadClimate(at caseFolder: String) throws(InputErrors) -> ClimateParameters {
  var errors: [InputError] = []
  var files: [(table: String, csv: CSVTable)] = []
  for table in ClimateParameters.tableNames + ClimateParameters.optionalTableNames {
    let file = caseFolder + "/" + climateFolderName + "/" + table + ".csv"
    if ClimateParameters.optionalTableNames.contains(table),
      !FileManager.default.fileExists(atPath: file)
    {
      continue
    }
    do {
      if let csv = CSVTable(bytes: try readBytes(of: file), file: file, errors: &errors) {
        files.append((table, csv))
      }
    } catch {
      errors += error.errors
    }
  }
  guard errors.isEmpty else { throw InputErrors(errors) }
  let tables = files.map { table, csv in
    ClimateTable(
      name: table, header: csv.header,
      rows: (0..<csv.rowCount).map { row in
        csv.header.indices.map { csv.text(row: row, column: $0) }
      })
  }
  do {
    return try ClimateParameters(tables: tables)
  } catch {
    throw InputErrors(
      error.errors.map { fault in
        inputError(fault, folder: caseFolder, csv: files.first { $0.table == fault.table }?.csv)
      })
  }
}

private func inputError(_ fault: ClimateTableError, folder: String, csv: CSVTable?) -> InputError {
  var place = (line: 1, column: 1)
  if let csv, let row = fault.row {
    let column = fault.column.flatMap { csv.header.firstIndex(of: $0) } ?? 0
    place = csv.position(row: row, column: column)
  }
  return InputError(
    file: folder + "/" + climateFolderName + "/" + fault.table + ".csv", line: place.line,
    column: place.column, message: fault.message, fix: fault.fix)
}
