// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// The dispatch around which a domain is computed.
package struct BaseCase: Sendable {
  package var classes: [InjectionClass]
  /// MW by class, generation and imports over a DC link positive, load negative.
  package var injectionsMW: [Double]
  /// MW by hub, within the region; sums to zero.
  package var netPositionsMW: [Double]

  package init(
    classes: [InjectionClass] = [], injectionsMW: [Double] = [], netPositionsMW: [Double]
  ) {
    precondition(classes.count == injectionsMW.count, "\(classes.count) classes")
    self.classes = classes
    self.injectionsMW = injectionsMW
    self.netPositionsMW = netPositionsMW
  }

  /// No injection and no exchange: every margin is that of an empty grid.
  package static func zero(hubCount: Int) -> BaseCase {
    BaseCase(netPositionsMW: [Double](repeating: 0, count: hubCount))
  }
}
