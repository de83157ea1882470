// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Quantities

/// Hourly forecasts and what came true, by bidding zone, with the installed power of their time.
package struct ForecastSeries: Sendable {
  package struct Renewable: Sendable {
    package var technology: String
    /// MW.
    package var forecast: [Double]
    package var actual: [Double]
    /// MW that stood behind these hours.
    package var installedMW: Double

    package init(technology: String, forecast: [Double], actual: [Double], installedMW: Double) {
      self.technology = technology
      self.forecast = forecast
      self.actual = actual
      self.installedMW = installedMW
    }
  }

  package struct Zone: Sendable {
    package var name: String
    package var loadForecast: [Double]
    package var loadActual: [Double]
    package var renewables: [Renewable]

    package init(
      name: String, loadForecast: [Double], loadActual: [Double], renewables: [Renewable]
    ) {
      self.name = name
      self.loadForecast = loadForecast
      self.loadActual = loadActual
      self.renewables = renewables
    }
  }

  package var axis: TimeAxis
  package var zones: [Zone]

  package init(axis: TimeAxis, zones: [Zone]) {
    self.axis = axis
    self.zones = zones
  }
}

/// What the target year has, for scaling forecast errors to it.
package struct ForecastTarget: Sendable {
  package var meanLoadMW: Double
  package var installedMW: [String: Double]
  /// Share by which forecasts get better until then, 0 to 1.
  package var improvement: Double

  package init(meanLoadMW: Double, installedMW: [String: Double], improvement: Double) {
    self.meanLoadMW = meanLoadMW
    self.installedMW = installedMW
    self.improvement = improvement
  }
}

/// Reserve power that forecast errors and the largest outage ask for in one bidding zone.
///
/// The error of a time unit, positive where power is missing, is
///
///     e = (1 − improvement) (load factor (load − forecast) − Σ_i factor_i (RES_i − forecast_i))
///
/// with the load factor target over past mean load and `factor_i` target over past installed MW.
/// Upward need is the 99.9th percentile of `e`, downward the negative 0.1th, not below 0.
///
/// Speeds by the rule of first differences: what the error changes from one time unit to the next
/// must be met fast, so the automatic part (aFRR) is the same percentile of `e_t − e_t−1`, at most
/// the need; the manual part (mFRR) is the rest. Data of a time unit see nothing faster than it, so
/// FCR does not come from forecast errors: it is the requirement of the case's reserves table.
///
/// Source: short-term flexibility needs of ACER Decision 05/2025 as described by its early users.
package struct ShortTermNeeds: Sendable {
  /// Hours of one kind.
  package struct Slice: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
      case all
      /// Local months December to February, March to May, and so on.
      case season
      /// Local hour of the day in which the unit starts.
      case hour
      /// Thirds of the hours by forecast renewable power.
      case renewables
    }
    package var kind: Kind
    package var name: String
    package var hours: Int
    package var upMW: Double
    package var downMW: Double
    package var automaticUpMW: Double
    package var automaticDownMW: Double
    package var manualUpMW: Double { upMW - automaticUpMW }
    package var manualDownMW: Double { downMW - automaticDownMW }
  }

  package var zone: String
  package var errors: [Double]
  package var slices: [Slice]

  package var total: Slice { slices[0] }

  /// - Parameter blocks: of the series' own axis, in the zone's calendar.
  package init(zone: ForecastSeries.Zone, target: ForecastTarget, blocks: TimeBlocks) {
    self.zone = zone.name
    let count = zone.loadActual.count
    let pastLoad = zone.loadActual.reduce(0, +) / Double(count)
    let loadFactor = pastLoad > 0 ? target.meanLoadMW / pastLoad : 0
    let left = 1 - target.improvement
    var errors = (0..<count).map {
      left * loadFactor * (zone.loadActual[$0] - zone.loadForecast[$0])
    }
    var forecast = [Double](repeating: 0, count: count)
    for fleet in zone.renewables {
      let factor = (target.installedMW[fleet.technology] ?? 0) / fleet.installedMW
      for t in errors.indices {
        errors[t] -= left * factor * (fleet.actual[t] - fleet.forecast[t])
        forecast[t] += factor * fleet.forecast[t]
      }
    }
    self.errors = errors
    let changes = [0] + (1..<max(1, count)).map { errors[$0] - errors[$0 - 1] }
    func slice(_ kind: Slice.Kind, _ name: String, _ member: (Int) -> Bool) -> Slice {
      let members = errors.indices.filter(member)
      let error = SortedValues(members.map { errors[$0] })
      // The first unit has nothing before it.
      let change = SortedValues(members.filter { $0 > 0 }.map { changes[$0] })
      let up = max(0, error.percentile(highPercentile))
      let down = max(0, -error.percentile(100 - highPercentile))
      return Slice(
        kind: kind, name: name, hours: members.count, upMW: up, downMW: down,
        automaticUpMW: fast(change.percentile(highPercentile), atMost: up),
        automaticDownMW: fast(-change.percentile(100 - highPercentile), atMost: down))
    }
    slices = [slice(.all, "all") { _ in true }]
    for (season, name) in ["winter", "spring", "summer", "autumn"].enumerated() {
      slices.append(slice(.season, name) { blocks.monthOfUnit[$0] % 12 / 3 == season })
    }
    for hour in 0..<24 {
      slices.append(slice(.hour, "\(hour)") { blocks.hourOfUnit[$0] == hour })
    }
    let levels = SortedValues(forecast)
    let low = levels.percentile(100.0 / 3)
    let high = levels.percentile(200.0 / 3)
    slices.append(slice(.renewables, "low") { forecast[$0] <= low })
    slices.append(slice(.renewables, "middle") { forecast[$0] > low && forecast[$0] <= high })
    slices.append(slice(.renewables, "high") { forecast[$0] > high })
    slices.removeAll { $0.hours == 0 }
  }
}

/// Not beyond the whole need; 0 where there is none, or nothing to tell it from.
private func fast(_ change: Double, atMost need: Double) -> Double {
  change.isNaN ? 0 : min(max(0, change), need)
}

private let highPercentile = 99.9

/// The largest loss of supply (up) and of exports (down) from one cause in a bidding zone, MW: a
/// generating unit, or one pole of a cable.
package func largestOutageMW(
  _ direction: Direction, node: Int, of inputs: MarketInputs, in system: EnergySystem
) -> Double {
  var largest = 0.0
  if direction == .up {
    for unit in system.generatingUnits
    where inputs.nodeOfZone[unit.zone.index] == node && !unit.isOutOfMarket {
      largest = max(largest, unit.installedMW)
    }
  }
  for link in system.dcLinks {
    let from = inputs.nodeOfZone[link.from.index]
    let to = inputs.nodeOfZone[link.to.index]
    guard from != to else { continue }
    let poles = Double(max(1, link.poles))
    if from == node {
      let power = direction == .up ? link.maximumBackwardMW : link.maximumForwardMW
      largest = max(largest, power / poles)
    }
    if to == node {
      let power = direction == .up ? link.maximumForwardMW : link.maximumBackwardMW
      largest = max(largest, power / poles)
    }
  }
  return largest
}
