// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation

extension DomainRow {
  /// Element, direction and outage in words; the id where there is no element.
  package var label: String {
    guard !element.isEmpty else { return id }
    let side = direction == "opposite" ? " (opposite)" : ""
    return element + side + (contingency.isEmpty ? "" : " / outage of " + contingency)
  }
}
