// SPDX-License-Identifier: Apache-2.0

/// What is left for trade on one CNEC in one direction, MW.
///
///     frm          = reliabilityMarginShare · fmax
///     fuaf         = f0Core - f0All
///     minRAMTarget = max(floor, share - fuaf / fmax)
///     amr          = max(0, minRAMTarget · fmax - (fmax - frm - f0Core))
///     ram          = fmax - frm - f0Core + amr
///
/// A flow that exchanges outside the region push in this direction counts towards the minimum;
/// one against it raises what the region must get.
///
/// Source: Core capacity calculation methodology as published per CNEC by the region's publication
/// tool (fields `fuaf`, `minRamTarget`, `amr`, `ram`), without validation reductions and long-term
/// nominations.
package struct RemainingAvailableMargin: Hashable, Sendable {
  package var fmax: Double
  package var frm: Double
  package var fref: Double
  package var f0Core: Double
  package var f0All: Double
  package var fuaf: Double
  /// 0 without a minimum.
  package var minRAMTarget: Double
  package var amr: Double
  package var ram: Double

  /// - Parameters:
  ///   - fref: flow of the base case.
  ///   - f0Core: flow with zero net positions inside the region.
  ///   - f0All: flow with zero net positions everywhere.
  package init(
    fmax: Double, fref: Double, f0Core: Double, f0All: Double, reliabilityMarginShare: Double,
    minimum: MinimumMargin?
  ) {
    self.fmax = fmax
    self.fref = fref
    self.f0Core = f0Core
    self.f0All = f0All
    frm = reliabilityMarginShare * fmax
    fuaf = f0Core - f0All
    let withoutMinimum = fmax - frm - f0Core
    if let minimum {
      minRAMTarget = max(minimum.floor, minimum.share - fuaf / fmax)
      amr = max(0, minRAMTarget * fmax - withoutMinimum)
    } else {
      minRAMTarget = 0
      amr = 0
    }
    ram = withoutMinimum + amr
  }
}
