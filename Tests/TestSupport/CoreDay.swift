// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import Foundation

/// A day of the Core region: 2022-09-01, 24 hours, 14 hubs, from the data folder.
///
/// The published time is local and only names the hours here.
package enum CoreDay {
  package static let isAvailable = DataFolder.isAvailable

  private static func text(_ name: String) throws -> String {
    try String(
      contentsOfFile: DataFolder.path("core-fb-2022-09-01/" + name), encoding: .utf8)
  }

  /// The domains in the layout that the reader takes: columns renamed, nothing else.
  package static func domains() throws -> String {
    let text = try text("domain.csv")
    let end = text.firstIndex(of: "\n") ?? text.endIndex
    let header = text[..<end].split(separator: ",").map { name in
      switch name {
      case "time": "time"
      case "cne_eic": "CneEic"
      case "ram_mw": "Ram"
      default: "Ptdf_" + name
      }
    }
    return header.joined(separator: ",") + text[end...]
  }

  /// The published net positions of each hour, MW, by the hubs of the header.
  package static func netPositions() throws -> (hubs: [String], hours: [[Double]]) {
    let lines = try text("net_positions.csv").split(separator: "\n")
      .map { $0.split(separator: ",").map(String.init) }
    return (
      Array(lines[0].dropFirst()), lines.dropFirst().map { $0.dropFirst().compactMap(Double.init) }
    )
  }

  /// The domain with the rule that what leaves one end of the ALEGrO cable arrives at the other.
  package static func withCable(_ domain: FlowBasedDomain) -> FlowBasedDomain {
    var result = domain
    let ends = domain.hubs.map { ["ALBE", "ALDE"].contains($0) ? 1.0 : 0 }
    result.rows.append(DomainRow(id: "ALEGrO up", ptdf: ends, ram: 0))
    result.rows.append(DomainRow(id: "ALEGrO down", ptdf: ends.map { -$0 }, ram: 0))
    return result
  }
}
