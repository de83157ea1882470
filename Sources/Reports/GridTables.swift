// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation

/// Writes `buses.csv`, `branches.csv` and `injection_weights.csv` of a derived grid into a folder
/// that exists, in place of those that are there.
///
/// All three are on the disk before the first takes its place, so that a full disk changes nothing.
package func writeGridTables(
  _ derived: DerivedGrid, folder: String, on disk: any FileSystem = LocalDisk()
) throws(OutputError) {
  try replaceFiles(
    [
      ("buses.csv", derived.busesCSV), ("branches.csv", derived.branchesCSV),
      ("injection_weights.csv", derived.injectionWeightsCSV),
    ].map { (folder + "/" + $0, Array($1.utf8)) }, on: disk)
}

/// Writes files in place of those that are there, none before all are on the disk.
package func replaceFiles(
  _ files: [(path: String, bytes: [UInt8])], on disk: any FileSystem = LocalDisk()
) throws(OutputError) {
  var written: [(temporaryPath: String, path: String)] = []
  do {
    for (path, bytes) in files {
      let temporaryPath = try freeTemporaryPath(for: path, on: disk)
      written.append((temporaryPath, path))
      try disk.write(bytes, to: temporaryPath)
    }
    for (temporaryPath, path) in written { try disk.move(temporaryPath, to: path) }
  } catch {
    for (temporaryPath, _) in written { try? disk.remove(temporaryPath) }
    throw .failed(error)
  }
}
