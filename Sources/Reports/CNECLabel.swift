// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation

/// Element, direction and outage of a CNEC in words; its id where there is no element.
package func cnecLabel(
  id: String, element: String, direction: String, contingency: String
) -> String {
  guard !element.isEmpty else { return id }
  let side = direction == "opposite" ? " (opposite)" : ""
  return element + side + (contingency.isEmpty ? "" : " / outage of " + contingency)
}

extension DomainRow {
  package var label: String {
    cnecLabel(id: id, element: element, direction: direction, contingency: contingency)
  }
}
