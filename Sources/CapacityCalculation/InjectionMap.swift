// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra
import Quantities

/// What is injected by one kind of asset of one zone: the unit in which a zonal dispatch enters
/// the grid.
package struct InjectionClass: Hashable, Sendable {
  /// As in ``GridModel/InjectionWeight/injection``.
  package var injection: String
  package var zone: Row<Zone>

  package init(injection: String, zone: Row<Zone>) {
    self.injection = injection
    self.zone = zone
  }

  /// Whether this is the landing of a DC link.
  package var isDCLink: Bool { injection.hasPrefix(dcLinkPrefix) }

  package static func dcLink(_ link: DCLink, at zone: Row<Zone>) -> InjectionClass {
    InjectionClass(injection: dcLinkPrefix + link.name, zone: zone)
  }
}

private let dcLinkPrefix = "dc:"

/// How the injection classes of all zones spread over the buses.
package struct InjectionMap: Sendable {
  /// In the order of their first weight in the grid's table; a column of ``weights`` each.
  package let classes: [InjectionClass]
  /// Bus × class; each column sums to 1.
  package let weights: Matrix
  private let position: [InjectionClass: Int]

  package init(grid: Grid) {
    var classes: [InjectionClass] = []
    var position: [InjectionClass: Int] = [:]
    for weight in grid.injectionWeights {
      let key = InjectionClass(injection: weight.injection, zone: weight.zone)
      if position[key] == nil {
        position[key] = classes.count
        classes.append(key)
      }
    }
    var weights = Matrix(rows: grid.buses.count, columns: classes.count)
    for weight in grid.injectionWeights {
      let key = InjectionClass(injection: weight.injection, zone: weight.zone)
      weights[weight.bus.index, position[key]!] += weight.weight
    }
    self.classes = classes
    self.weights = weights
    self.position = position
  }

  /// Position of a class in ``classes``; nil where the grid has no weights for it.
  package func index(of injectionClass: InjectionClass) -> Int? { position[injectionClass] }
}
