// SPDX-License-Identifier: Apache-2.0

/// The range of one hub's net position in a domain, MW; infinite where nothing limits it.
package struct NetPositionRange: Sendable, Equatable {
  package var hub: String
  package var minimumMW: Double
  package var maximumMW: Double

  package init(hub: String, minimumMW: Double, maximumMW: Double) {
    self.hub = hub
    self.minimumMW = minimumMW
    self.maximumMW = maximumMW
  }
}

package enum NetPositionBounds: Sendable, Equatable {
  /// In the order of the hubs.
  case ranges([NetPositionRange])
  /// Rows that no balanced net positions meet together.
  case empty(conflictingRows: [Int])
  case stopped
}

/// The smallest and largest net position of each hub, the other hubs free but balanced.
///
/// - Complexity: two linear programs per hub.
package func netPositionBounds(of domain: FlowBasedDomain) -> NetPositionBounds {
  var search = DomainSearch(domain)
  var ranges: [NetPositionRange] = []
  for (index, hub) in domain.hubs.enumerated() {
    var limits: [Double] = []
    for sign in [-1.0, 1.0] {
      var direction = [Double](repeating: 0, count: domain.hubs.count)
      direction[index] = sign
      switch search.largest(direction) {
      case .finite(let value, _, _): limits.append(sign * value)
      case .unbounded: limits.append(sign * .infinity)
      case .empty(let rows): return .empty(conflictingRows: rows)
      case .stopped: return .stopped
      }
    }
    // -0 reads badly in a table.
    ranges.append(
      NetPositionRange(hub: hub, minimumMW: limits[0] + 0, maximumMW: limits[1] + 0))
  }
  return .ranges(ranges)
}
