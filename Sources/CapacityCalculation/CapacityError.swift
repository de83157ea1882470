// SPDX-License-Identifier: Apache-2.0

/// A system for which no domain can be computed.
package enum CapacityError: Error, Equatable, Sendable {
  case network(DCNetworkError)
  /// Flow-based bidding zones without a bus in the grid.
  case hubsWithoutBuses([String])
  /// No bidding zone is flow-based.
  case noHubs
  /// Monitored branches of the case without a current limit.
  case unlimitedMonitoredBranches([String])
}

extension CapacityError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .network(let error):
      error.description
    case .hubsWithoutBuses(let zones):
      "flow-based bidding zones without a bus: \(zones.joined(separator: ", "))"
    case .noHubs:
      "no bidding zone is flow-based"
    case .unlimitedMonitoredBranches(let branches):
      "monitored branches without a current limit: \(branches.joined(separator: ", "))"
    }
  }
}
