// SPDX-License-Identifier: Apache-2.0

/// What a MATPOWER case file (format version 2) says about the linear power flow and its costs.
///
/// Source: R. Zimmerman, C. Murillo-Sánchez, "MATPOWER User's Manual", version 7.1 (2020),
/// appendix B.
package struct MatpowerCase: Sendable, Equatable {
  package var name: String
  package var baseMVA: Double
  package var buses: [MatpowerBus] = []
  package var generators: [MatpowerGenerator] = []
  package var branches: [MatpowerBranch] = []
  package var directCurrentLines: [MatpowerDCLine] = []

  package init(name: String, baseMVA: Double) {
    self.name = name
    self.baseMVA = baseMVA
  }
}

package struct MatpowerBus: Sendable, Equatable {
  package var number: Int
  /// Type 4: outside the network.
  package var isIsolated: Bool
  package var loadMW: Double
  /// Power drawn by the shunt conductance at nominal voltage.
  package var shuntMW: Double
  package var nominalKV: Double
}

package struct MatpowerGenerator: Sendable, Equatable {
  package var bus: Int
  package var isInService: Bool
  package var minimumMW: Double
  package var maximumMW: Double
  /// Nil where the file gives no costs.
  package var cost: MatpowerCost?
}

/// Cost per hour as a function of output in MW.
package enum MatpowerCost: Sendable, Equatable {
  /// `quadratic · p² + linear · p + constant`.
  case polynomial(quadratic: Double, linear: Double, constant: Double)
  /// Straight between points of rising output.
  case piecewise([MatpowerCostPoint])
}

package struct MatpowerCostPoint: Sendable, Equatable {
  package var outputMW: Double
  package var costPerHour: Double

  package init(outputMW: Double, costPerHour: Double) {
    self.outputMW = outputMW
    self.costPerHour = costPerHour
  }
}

package struct MatpowerBranch: Sendable, Equatable {
  package var from: Int
  package var to: Int
  package var resistancePerUnit: Double
  package var reactancePerUnit: Double
  /// Long-term rating; 0 for none.
  package var ratingMVA: Double
  /// Off-nominal turns ratio; the file's 0 (a line) is 1 here.
  package var tap: Double
  package var phaseShiftDegrees: Double
  package var isInService: Bool
  /// Limits of the angle difference; infinite where the file gives none.
  package var minimumAngleDegrees: Double
  package var maximumAngleDegrees: Double
}

package struct MatpowerDCLine: Sendable, Equatable {
  package var from: Int
  package var to: Int
  package var isInService: Bool
  package var minimumMW: Double
  package var maximumMW: Double
}
