// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The index that a capacity value holds level.
public enum CapacityMeasure: String, CaseIterable, Sendable {
  /// Loss of load expectation: a step function of the load, so that values are good to about the
  /// distance between states (0.1 MW).
  case lole
  /// Expected energy not served: continuous and strictly monotone wherever load is lost at all.
  case eens
}

/// What an added unit is worth to an area, MW.
public struct CapacityValue: Hashable, Sendable {
  /// Effective load-carrying capability: the load that may be added in every hour with the unit there.
  public var elccMW: Double
  /// Equivalent firm capacity: the power that never fails and is worth as much. Not the ELCC.
  public var efcMW: Double

  public init(elccMW: Double, efcMW: Double) {
    self.elccMW = elccMW
    self.efcMW = efcMW
  }
}

extension ExactArea {
  /// The measure with `shift` MW more load in every hour.
  ///
  /// Energy of the shift that is not served counts in full: a load added to find a capability is load.
  func risk(
    _ measure: CapacityMeasure, shiftMW shift: Double, settings: ExactSettings = ExactSettings()
  ) -> Double {
    var sum = 0.0
    for (factor, probability) in settings.loadFactors {
      var year = 0.0
      for hour in loadMW.indices {
        let need = needMW(atHour: hour, factor: factor) + shift
        switch measure {
        case .lole:
          year += table(atHour: hour).lossOfLoadProbability(
            ofLoad: need, threshold: settings.thresholdMW)
        case .eens: year += table(atHour: hour).expectedShortageMW(ofLoad: need)
        }
      }
      sum += probability * year * stepHours
    }
    return sum
  }

  /// The least power that never fails, in every hour, with which `measure` is no more than `target`.
  ///
  /// - Returns: MW, within 1e-6 above the exact value; negative where as much load could be added. Nil
  ///   for a target below 0, and for one that holds even with every hour short.
  public func perfectMW(
    toReach target: Double, of measure: CapacityMeasure, settings: ExactSettings = ExactSettings()
  ) -> Double? {
    func holds(_ perfect: Double) -> Bool {
      risk(measure, shiftMW: -perfect, settings: settings) <= target
    }
    guard target >= 0 else { return nil }
    let highestFactor = settings.loadFactors.map(\.factor).max() ?? 1
    let needs = loadMW.indices.map { needMW(atHour: $0, factor: highestFactor) }
    var high = max(0, needs.max() ?? 0)
    let installed = tables.map(\.installedMW).max() ?? 0
    // With so much load added every hour is short.
    var low = -(installed + (variableMW.max() ?? 0).magnitude + 1)
    if measure == .eens {
      // Energy not served grows without limit.
      low -= target / (Double(loadMW.count) * stepHours)
    }
    guard !holds(low) else { return nil }
    while high - low > Self.perfectToleranceMW {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle }
    }
    return high
  }

  static let perfectToleranceMW = 1e-6

  /// The area with one unit more.
  public func adding(_ unit: OutageUnit) throws(ExactAdequacyError) -> ExactArea {
    try ExactArea(
      name: name, units: units + [unit], loadMW: loadMW, variableMW: variableMW,
      reserveMW: reserveMW, plannedOutages: plannedOutages, stepHours: stepHours)
  }

  /// What a unit is worth if added, measured on `measure`; nil where the measure is level anyway (no
  /// load is lost, or every hour is short).
  public func capacityValue(
    of unit: OutageUnit, on measure: CapacityMeasure, settings: ExactSettings = ExactSettings()
  ) throws(ExactAdequacyError) -> CapacityValue? {
    let with = try adding(unit)
    let before = risk(measure, shiftMW: 0, settings: settings)
    let after = with.risk(measure, shiftMW: 0, settings: settings)
    guard before > 0,
      let room = with.perfectMW(toReach: before, of: measure, settings: settings),
      let firm = perfectMW(toReach: after, of: measure, settings: settings)
    else { return nil }
    return CapacityValue(elccMW: -room, efcMW: firm)
  }

  /// Garver's slope: the load increase that multiplies the LOLE by e, from the LOLE at loads `spanMW`
  /// lower and higher. MW; nil where no load is lost.
  public func garverSlopeMW(
    spanMW: Double = 100, settings: ExactSettings = ExactSettings()
  ) -> Double? {
    let lower = risk(.lole, shiftMW: -spanMW, settings: settings)
    let higher = risk(.lole, shiftMW: spanMW, settings: settings)
    return lower > 0 && higher > lower ? 2 * spanMW / log(higher / lower) : nil
  }
}

/// Garver's approximation of the effective load-carrying capability of a two-state unit, MW:
///
///     C − m ln((1 − r) + r exp(C / m))
///
/// with installed power `C`, forced outage rate `r` and slope `m`
/// (``ExactArea/garverSlopeMW(spanMW:settings:)``). Exact where LOLE is exponential in the load.
///
/// Source: L. L. Garver, "Effective Load Carrying Capability of Generating Units", IEEE Trans. Power
/// Apparatus and Systems 85 (1966), no. 8, pp. 910-919.
public func garverELCC(
  installedMW: Double, forcedOutageRate: Double, slopeMW: Double
) -> Double {
  installedMW
    - slopeMW * log(1 - forcedOutageRate + forcedOutageRate * exp(installedMW / slopeMW))
}
