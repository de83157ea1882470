// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra
import Quantities

/// A column of a flow-based domain.
package struct Hub: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case biddingZone
    /// The end of a DC link at a zone of the region: a zone of its own in evolved flow-based
    /// (both ends) and advanced hybrid coupling (one end).
    case virtual(link: Row<DCLink>, zone: Row<Zone>)
  }
  /// Name of the bidding zone, or `<link>@<bidding zone>`.
  package var name: String
  package var kind: Kind

  package var isVirtual: Bool { kind != .biddingZone }

  package static func virtualName(link: String, biddingZone: String) -> String {
    "\(link)@\(biddingZone)"
  }

  /// Flow-based bidding zones in the order of the zone table, then the ends of links in the order
  /// of theirs, `from` first.
  package static func all(of system: EnergySystem) -> [Hub] {
    var zones: [String] = []
    for zone in system.zones
    where zone.isFlowBased && zone.carrier == .electricity && zone.kind == .onshore {
      if !zones.contains(zone.biddingZone) { zones.append(zone.biddingZone) }
    }
    var hubs = zones.map { Hub(name: $0, kind: .biddingZone) }
    for link in system.dcLinks.rows where system.dcLinks[link].model != .ntc {
      let ends = [system.dcLinks[link].from, system.dcLinks[link].to]
      let biddingZones = ends.map { system.zones[$0].biddingZone }
      // Inside one bidding zone a link is no exchange between zones.
      if biddingZones[0] == biddingZones[1] { continue }
      for (end, name) in zip(ends, biddingZones) where zones.contains(name) {
        hubs.append(
          Hub(
            name: virtualName(link: system.dcLinks[link].name, biddingZone: name),
            kind: .virtual(link: link, zone: end)))
      }
    }
    return hubs
  }
}
