// SPDX-License-Identifier: Apache-2.0
import GridModel
import Optimization

/// A border or cable, or one direction of it, in the program of a ``CouplingProblem``.
package struct PathColumn: Sendable {
  /// As in the case; one direction of a cable with losses ends in `_backward`.
  package var name: String
  package var from: Int
  package var to: Int
  package var kind: LinkKind
  /// Among the network columns, where the path has a virtual hub, else among the stage columns.
  package var isNetworkColumn: Bool
  package var column: Int
  package var loss: Double
  package var lowerMW: Double
  package var upperMW: Double
}

extension CouplingProblem {
  /// All paths, those without virtual hub first.
  package var pathColumns: [PathColumn] {
    let freeHubs = layout.referenceHub == nil ? 0 : layout.freeHubs.count
    func column(_ path: NetworkLayout.Path, isNetworkColumn: Bool, at column: Int) -> PathColumn {
      PathColumn(
        name: path.name, from: path.from, to: path.to, kind: path.kind,
        isNetworkColumn: isNetworkColumn, column: column, loss: path.loss, lowerMW: path.lowerMW,
        upperMW: path.upperMW)
    }
    return layout.plainPaths.enumerated().map {
      column($0.element, isNetworkColumn: false, at: firstPath + $0.offset)
    }
      + layout.hubPaths.enumerated().map {
        column($0.element, isNetworkColumn: true, at: freeHubs + $0.offset)
      }
  }

  /// Columns of the storages: charging, discharging and spilling of the first.
  package var storageColumns: (charge: Int, discharge: Int, spill: Int) {
    (firstCharge, firstDischarge, firstSpill)
  }
}

extension EnergySystem {
  /// Row of the direct-current link behind a path; nil for borders.
  package func cableRow(of path: PathColumn) -> Int? {
    guard path.kind == .dcCable else { return nil }
    return dcLinks.firstIndex { path.name == $0.name || path.name == "\($0.name)_backward" }
  }
}
