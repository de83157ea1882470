// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra

/// Net positions that the grid allows: `Σ_h PTDF[k, h] NP[h] ≤ RAM[k]` with `Σ_h NP[h] = 0`.
///
/// Hubs are bidding zones and virtual hubs (ends of DC links). Rows are directional: the opposite
/// direction of an element is a row of its own. NP > 0 is export; all MW.
package struct FlowBasedDomain: Sendable {
  package var hubs: [String]
  package var rows: [DomainRow]

  package init(hubs: [String], rows: [DomainRow]) {
    self.hubs = hubs
    self.rows = rows
  }

  /// Row × hub.
  package var ptdf: Matrix { Matrix(rowVectors: rows.map(\.ptdf)) }
  package var ram: [Double] { rows.map(\.ram) }
}

/// One direction of one critical network element in one outage state, or an external constraint.
package struct DomainRow: Sendable, Equatable {
  /// Unique within the domain.
  package var id: String
  /// Element, direction (`direct` or `opposite`) and outage; empty for constraints without one.
  package var element: String
  package var direction: String
  package var contingency: String
  /// Zone-to-slack factors, one per hub. Only differences within the row mean something.
  package var ptdf: [Double]
  /// MW, all for this direction.
  package var ram: Double
  package var fmax: Double
  package var frm: Double
  /// Flow of the base case, at zero net positions within the region, and at zero net positions
  /// everywhere; `fuaf = f0Core - f0All` is the part that exchanges outside the region cause.
  package var fref: Double
  package var f0Core: Double
  package var f0All: Double
  package var fuaf: Double
  /// Adjustment that lifts the margin to the minimum.
  package var amr: Double
  /// Minimum margin as a share of fmax after the share used by `fuaf`, floor applied.
  package var minRAMTarget: Double
  /// Whether the row survives the removal of redundant rows.
  package var isPresolved: Bool

  package init(
    id: String, element: String = "", direction: String = "direct", contingency: String = "",
    ptdf: [Double], ram: Double, fmax: Double = .nan, frm: Double = 0, fref: Double = 0,
    f0Core: Double = 0, f0All: Double = 0, fuaf: Double = 0, amr: Double = 0,
    minRAMTarget: Double = 0, isPresolved: Bool = true
  ) {
    self.id = id
    self.element = element
    self.direction = direction
    self.contingency = contingency
    self.ptdf = ptdf
    self.ram = ram
    self.fmax = fmax
    self.frm = frm
    self.fref = fref
    self.f0Core = f0Core
    self.f0All = f0All
    self.fuaf = fuaf
    self.amr = amr
    self.minRAMTarget = minRAMTarget
    self.isPresolved = isPresolved
  }
}
