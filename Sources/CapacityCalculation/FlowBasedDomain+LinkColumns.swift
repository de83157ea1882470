// SPDX-License-Identifier: Apache-2.0

extension FlowBasedDomain {
  /// The same domain with the columns of links in the hub convention.
  ///
  /// A link column `g` belongs to a cable that stands in the balance of its zone, so the import
  /// moves the zone's net position: `g = h − PTDF_zone`. A hub column `h` belongs to a hub of its
  /// own, whose import never enters the zone's net position. Reading one as the other counts the
  /// zone's share twice or not at all.
  ///
  /// - Parameter linkColumns: the zone of each hub that is given as a link column.
  package func hubForm(linkColumns: [String: String]) -> FlowBasedDomain {
    var result = self
    for (h, hub) in hubs.enumerated() {
      guard let zone = linkColumns[hub], let z = hubs.firstIndex(of: zone) else { continue }
      for k in rows.indices { result.rows[k].ptdf[h] += rows[k].ptdf[z] }
    }
    return result
  }
}
