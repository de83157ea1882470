// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation

extension FlowBasedDomain {
  /// Flow on each row per MW exchanged from one hub to another.
  ///
  /// Between the ends of a link (`from: "link@B", to: "link@A"` for the flow A to B, which enters
  /// the grid at B) these are its factors in evolved flow-based. From a virtual hub to the zone that
  /// receives (`from: "link@A", to: "A"`) they are the factors of an import in the form that keeps
  /// the link in the zone's balance; the hub's own column must then not be used as well.
  ///
  /// Returns nil for a name that is no hub.
  func exchangeFactors(from exporter: String, to importer: String) -> [Double]? {
    guard let from = hubs.firstIndex(of: exporter), let to = hubs.firstIndex(of: importer) else {
      return nil
    }
    return rows.map { $0.ptdf[from] - $0.ptdf[to] }
  }
}
