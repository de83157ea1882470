// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation

/// Reads a raw network extract and reduces it to the grid of a case.
///
/// - Parameters:
///   - extractFolder: `buses.csv`, `lines.csv`, `transformers.csv` and `projects/` of the map.
///   - plantsFile: located plants (`.csv` or `.csv.gz`).
///   - linksFile: `dc_links.csv` of the case; each end in a zone of the grid gets weights.
/// - Throws: ``InputErrors`` or ``CapacityCalculation/NetworkReductionError``
package func deriveGrid(
  extractFolder: String, plantsFile: String, linksFile: String,
  settings: NetworkReductionSettings = NetworkReductionSettings()
) throws -> DerivedGrid {
  let extract = try readNetworkExtract(folder: extractFolder, plantsFile: plantsFile)
  return try reduceNetwork(
    extract, linkEnds: try readLinkEnds(linksFile), settings: settings)
}

private func readLinkEnds(_ file: String) throws(InputErrors) -> [LinkEnd] {
  var errors: [InputError] = []
  var ends: [LinkEnd] = []
  if let table = NetworkExtractTable(
    file: file, columns: ["link", "from_zone", "to_zone"], errors: &errors)
  {
    for row in table.rows {
      for column in ["from_zone", "to_zone"] {
        ends.append(LinkEnd(link: table.text(row, "link"), zone: table.text(row, column)))
      }
    }
  }
  if !errors.isEmpty { throw InputErrors(errors) }
  return ends
}
