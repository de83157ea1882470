// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import Foundation

/// Writes `buses.csv`, `branches.csv` and `injection_weights.csv` of a derived grid into a folder
/// that exists, each file whole or not at all.
package func writeGridTables(_ derived: DerivedGrid, folder: String) throws {
  let tables = [
    ("buses.csv", derived.busesCSV), ("branches.csv", derived.branchesCSV),
    ("injection_weights.csv", derived.injectionWeightsCSV),
  ]
  for (name, text) in tables {
    try Data(text.utf8).write(
      to: URL(fileURLWithPath: folder).appendingPathComponent(name), options: .atomic)
  }
}
