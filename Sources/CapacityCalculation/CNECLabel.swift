// SPDX-License-Identifier: Apache-2.0

/// Element, direction and outage of a CNEC in words; its id where there is no element.
package func cnecLabel(
  id: String, element: String, direction: String, contingency: String
) -> String {
  guard !element.isEmpty else { return id }
  let side = direction == "opposite" ? " (opposite)" : ""
  // The outage of one of its own parallel circuits has the element's name.
  let lost = contingency == element ? "a parallel circuit" : contingency
  return element + side + (lost.isEmpty ? "" : " / outage of " + lost)
}

extension DomainRow {
  package var label: String {
    cnecLabel(id: id, element: element, direction: direction, contingency: contingency)
  }
}
