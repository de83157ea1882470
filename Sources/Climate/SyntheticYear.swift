// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// The level of a synthetic year.
package enum AnnualLevel: Sendable {
  /// The mean of all years: the reference year of a single run.
  case mean
  /// Drawn from the spread between years, where the parameters have one.
  case drawn
}

/// A synthetic weather-and-load year: wind, sun, rivers, inflow, temperature and load of every
/// column of the parameters, correlated across the map and in time. For many years of one case,
/// prepare a ``SyntheticClimate`` once.
///
/// A sample from fitted distributions, not a forecast and not a weather model. Equal arguments give
/// equal bytes; a column's values do not depend on which other columns there are. Load has its shape
/// and the fitted year's level; coupling scales it to the annual demand.
package func syntheticYear(
  parameters: ClimateParameters, axis: TimeAxis, seed: UInt64, climateYear: Int,
  level: AnnualLevel = .mean
) -> HourlySeries {
  SyntheticClimate(parameters: parameters, axis: axis)
    .year(climateYear, seed: seed, level: level)
}

extension HourlySeries {
  /// What the origin of every synthetic year begins with.
  package static let syntheticLabel = "synthetic climate, not a forecast"

  package var isSynthetic: Bool { origin.hasPrefix(Self.syntheticLabel) }
}
