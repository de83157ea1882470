// SPDX-License-Identifier: Apache-2.0
import Climate
import Foundation
import TestSupport

/// The climate parameters of the built-in case, read here with the plainest of readers (its tables
/// have no quotes), so that these tests need no other module.
enum ShippedParameters {
  static let folder = URL(fileURLWithPath: ProjectFolder.path("grids/penta/climate"))

  static func tables() throws -> [ClimateTable] {
    try (ClimateParameters.tableNames + ClimateParameters.optionalTableNames).map { name in
      let text = try String(
        contentsOf: folder.appendingPathComponent(name + ".csv"), encoding: .utf8)
      let lines = text.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      return ClimateTable(name: name, header: lines[0], rows: Array(lines.dropFirst()))
    }
  }

  static func parameters() throws -> ClimateParameters {
    try ClimateParameters(tables: tables())
  }
}
