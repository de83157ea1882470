// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

extension CapacityCalculator {
  /// What the links' own limits say about their virtual hubs. They hold in every dispatch, so rows
  /// that they make redundant need not be watched; they are no rows of the domain themselves.
  var linkLimitRows: [DomainRow] {
    var rows: [DomainRow] = []
    func add(_ id: String, _ hubs: [Int], factor: Double, limit: Double) {
      var ptdf = [Double](repeating: 0, count: self.hubs.count)
      for hub in hubs { ptdf[hub] = factor }
      rows.append(DomainRow(id: "link|\(id)", ptdf: ptdf, ram: limit))
    }
    for row in system.dcLinks.rows {
      let link = system.dcLinks[row]
      let ends = hubs.indices.filter {
        if case .virtual(row, _) = hubs[$0].kind { true } else { false }
      }
      guard let first = ends.first, case .virtual(_, let zone) = hubs[first].kind else { continue }
      let isReceivingEnd = zone == link.to
      add(
        "\(link.name)|in", [first], factor: 1,
        limit: isReceivingEnd ? link.maximumForwardMW : link.maximumBackwardMW)
      add(
        "\(link.name)|out", [first], factor: -1,
        limit: isReceivingEnd ? link.maximumBackwardMW : link.maximumForwardMW)
      if ends.count == 2 {
        add("\(link.name)|sum", ends, factor: 1, limit: 0)
        add("\(link.name)|minus sum", ends, factor: -1, limit: 0)
      }
    }
    return rows
  }
}
