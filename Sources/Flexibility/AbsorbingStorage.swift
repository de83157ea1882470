// SPDX-License-Identifier: Apache-2.0

/// The storage that would take up curtailed energy and give it back to the hours after it.
///
/// A storage of power `P` and energy `P × hours`, without losses and empty at the start, charges
/// from curtailed energy as soon as there is some, and discharges into positive residual load as
/// soon as nothing is curtailed:
///
///     charge_t    = min(P, curtailed_t, (P × hours − level) / Δ)
///     discharge_t = min(P, max(0, RL_t), level / Δ)           where curtailed_t = 0
///
/// As it never waits, no other use of the same storage takes up more. What it takes up grows with
/// `P` and is concave in it, so that the least `P` for a share of the curtailed energy is found
/// from below by Newton steps: a tangent lies above the curve, hence no step goes too far, and the
/// curve has finitely many straight pieces.
package struct AbsorbingStorage: Equatable, Sendable {
  package var powerMW: Double
  package var energyMWh: Double
  /// Taken from curtailed energy.
  package var absorbedMWh: Double
  /// Given to later hours; less than taken where the series ends before it is used.
  package var shiftedMWh: Double

  /// Energy-to-power classes, hours at full power.
  package static let classes: [Double] = [2, 4, 8, 20, 50, 100, 200]

  /// The smallest storage of a class that takes up `share` of the curtailed energy.
  ///
  /// - Parameters:
  ///   - curtailed: MW, not negative.
  ///   - share: above 0, at most 1.
  /// - Complexity: O(units × pieces of the curve met), in practice some ten passes.
  package static func smallest(
    absorbing share: Double, curtailed: [Double], residualLoad: [Double], hours: Double,
    stepHours: Double
  ) -> AbsorbingStorage {
    precondition(curtailed.count == residualLoad.count, "\(curtailed.count), \(residualLoad.count)")
    precondition(share > 0 && share <= 1 && hours > 0, "share \(share), \(hours) h")
    let total = curtailed.reduce(0, +) * stepHours
    guard total > 0 else {
      return AbsorbingStorage(powerMW: 0, energyMWh: 0, absorbedMWh: 0, shiftedMWh: 0)
    }
    let wanted = share * total * (1 - roundingShare)
    // The slope at 0 is that of a storage too small to be anything but full or empty.
    var power = total / hours * 1e-9
    var flow = Passage()
    for _ in 0..<mostSteps {
      flow = Passage(
        power: power, hours: hours, curtailed: curtailed, residualLoad: residualLoad,
        stepHours: stepHours)
      if flow.charged >= wanted { break }
      power += (share * total - flow.charged) / flow.chargedPerMW
    }
    precondition(
      flow.charged >= wanted, "\(flow.charged) of \(wanted) MWh after \(mostSteps) steps")
    return AbsorbingStorage(
      powerMW: power, energyMWh: power * hours, absorbedMWh: flow.charged,
      shiftedMWh: flow.discharged)
  }
}

/// Sums of energies are good to this share.
private let roundingShare = 1e-12
/// Each step passes at least one bend of the curve; a year has far fewer that matter.
private let mostSteps = 10_000

/// One run of the storage through the hours, MWh, and how much more each figure would be per MW.
private struct Passage {
  var charged = 0.0
  var chargedPerMW = 0.0
  var discharged = 0.0

  init() {}

  init(
    power: Double, hours: Double, curtailed: [Double], residualLoad: [Double], stepHours: Double
  ) {
    let most = power * stepHours
    let capacity = power * hours
    var level = 0.0
    var levelPerMW = 0.0
    for t in curtailed.indices {
      if curtailed[t] > 0 {
        let offered = curtailed[t] * stepHours
        let room = capacity - level
        var taken = offered
        var takenPerMW = 0.0
        if most < taken { (taken, takenPerMW) = (most, stepHours) }
        if room < taken { (taken, takenPerMW) = (room, hours - levelPerMW) }
        level += taken
        levelPerMW += takenPerMW
        charged += taken
        chargedPerMW += takenPerMW
      } else if residualLoad[t] > 0 && level > 0 {
        let wanted = residualLoad[t] * stepHours
        var given = wanted
        var givenPerMW = 0.0
        if most < given { (given, givenPerMW) = (most, stepHours) }
        if level <= given { (given, givenPerMW) = (level, levelPerMW) }
        level -= given
        levelPerMW -= givenPerMW
        discharged += given
      }
    }
  }
}
