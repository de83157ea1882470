// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// The lowest margin that trade gets on every CNEC.
package struct MinimumMargin: Hashable, Sendable {
  /// Share of fmax for all cross-zonal trade, inside the region and outside. Regulation (EU)
  /// 2019/943, article 16(8): 70 %.
  package var share: Double
  /// Share of fmax for trade inside the region, whatever the outside takes.
  package var floor: Double

  package init(share: Double = 0.70, floor: Double = 0.20) {
    self.share = share
    self.floor = floor
  }
}

/// How a flow-based domain is computed; the defaults are those of the Core region where it
/// publishes them.
package struct CapacitySettings: Sendable {
  package var convention = SusceptanceConvention.reactanceOnly
  /// nil: in proportion to annual demand, so that a base case that does not quite balance is
  /// balanced everywhere a little. Balanced flows do not depend on it.
  package var slack: Slack?
  /// nil: the key that the case gives, else installed capacity.
  package var shiftKey: ShiftKeyStrategy?
  /// Flow reliability margin as a share of fmax.
  package var reliabilityMarginShare = 0.10
  /// nil: margins stay as the base case leaves them, even negative.
  package var minimumMargin: MinimumMargin? = MinimumMargin()
  /// A CNEC is kept when an exchange between some two hubs loads it by at least this share.
  package var zoneToZoneThreshold = 0.05
  /// An outage is watched on an element when it moves at least this share of a lost circuit's flow
  /// onto it.
  package var outageFactorThreshold = 0.05
  /// Whether outages are considered at all; without them only the N state is.
  package var considersOutages = true
  /// Whether two circuits of one branch are also lost together.
  package var losesDoubleCircuits = false

  package init() {}
}

/// The voltage that turns a current limit into a power limit, kV.
///
/// Grids of "380 kV" are operated at 400 kV and those of "220 kV" at 225 kV, the nominal voltages
/// of the UCTE format in capacity calculation; other levels keep their own.
package func ratingVoltageKV(nominalKV: Double) -> Double {
  switch nominalKV {
  case 360...420: 400
  case 200..<260: 225
  default: nominalKV
  }
}

/// Permanent limit of one circuit, `√3 U Imax`, MW; nil where it has none.
package func maximumFlowMW(of branch: Branch) -> Double? {
  branch.maximumCurrentA.map {
    3.0.squareRoot() * ratingVoltageKV(nominalKV: branch.nominalKV) * $0 / 1000
  }
}
