// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra
import Quantities

/// A critical network element in one outage state. Both directions are limited.
package struct CNEC: Hashable, Sendable {
  /// First circuit of the branch, as a position in the network.
  package var circuit: Int
  package var branch: Row<Branch>
  /// Position in ``CNECSelection/contingencies``; nil in the N state.
  package var contingency: Int?
  /// Lost circuits and the shares of their flows that come onto the element; empty in the N state.
  package var lostCircuits: [Int]
  package var outageFactors: [Double]
  package var fmaxMW: Double

  /// The value on this element after the outage of anything that is linear in the flows of the
  /// intact grid: `v_l + Σ_c LODF[l, c] v_c`.
  package func afterOutage(_ values: (Int) -> Double) -> Double {
    var result = values(circuit)
    for (lost, factor) in zip(lostCircuits, outageFactors) { result += factor * values(lost) }
    return result
  }
}

/// The CNECs of a grid, and what was left out and why.
package struct CNECSelection: Sendable {
  package var cnecs: [CNEC] = []
  package var contingencies: [Contingency] = []
  /// Elements looked at, and pairs of element and outage state before the thresholds.
  package var monitoredCount = 0
  package var candidateCount = 0
  /// Outages that cut the grid apart; they are skipped.
  package var islandingOutages: [IslandingOutage] = []
}
