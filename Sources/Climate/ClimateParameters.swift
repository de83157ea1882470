// SPDX-License-Identifier: Apache-2.0
import GridModel

/// What a synthetic weather-and-load year is drawn from; fitted to hourly series of a real year.
///
/// Twelve monthly values stand at the middles of the months and are interpolated in between; hours
/// of the day are UTC.
package struct ClimateParameters: Sendable {
  /// A weather factor's behaviour in time and space.
  package struct Factor: Sendable {
    package var timeConstantHours: Double
    /// Correlation over a distance `d` is `exp(-(d / 2 length)²)`.
    package var lengthKM: Double
    /// Share of the variance where two factors add up (wind); otherwise 1.
    package var varianceShare: Double
  }

  /// `cf = logistic(shift + month + hour + quantile(z))`, with `z` the standard normal factor.
  package struct Wind: Sendable {
    package var variable: String
    package var column: String
    package var place: Place
    /// Mean capacity factor that the shift was set for.
    package var mean: Double
    package var shift: Double
    package var months: [Double]
    package var hours: [Double]
    /// Quantiles of the residual at ``quantileProbabilities``.
    package var quantiles: [Double]
  }

  /// `cf = level × clear[month, hour] × logistic(cloud month + sigma z)`.
  package struct Solar: Sendable {
    package var column: String
    package var place: Place
    package var mean: Double
    package var level: Double
    package var cloudSigma: Double
    package var cloudMonths: [Double]
    /// By hour of the day, then month.
    package var clear: [[Double]]
  }

  /// `value = exp(shift + month + sigma z)`; run of river bends towards 1 as `value / (1 + value)`.
  package struct Water: Sendable {
    package var variable: String
    package var column: String
    package var place: Place
    package var mean: Double
    package var shift: Double
    package var sigma: Double
    package var months: [Double]
  }

  /// `temperature = month + sigma z`, degrees Celsius.
  package struct Temperature: Sendable {
    package var column: String
    package var place: Place
    package var sigmaC: Double
    package var months: [Double]
  }

  /// `load = mean × (shape[day, month, hour] + heating × degrees + noise)`, where `degrees` is how
  /// far heating degrees exceed those of the mean day.
  package struct Load: Sendable {
    package var column: String
    package var place: Place
    package var meanMW: Double
    package var heatingSharePerK: Double
    package var noiseSigma: Double
    /// By hour of the day, then month; working days and weekends.
    package var working: [[Double]]
    package var weekend: [[Double]]
  }

  /// How far whole years differ: standard deviation between years of the annual mean as a share of
  /// it, or of the mean of December to February in degrees for `temperature_c`.
  package struct BetweenYears: Sendable {
    package var key: HourlySeries.Key
    /// Rows that share a factor move together.
    package var factor: String
    /// Correlation over a distance `d` is `exp(-(d / 2 length)²)`.
    package var lengthKM: Double
    package var standardDeviation: Double
    /// Correlation of the level with a cold winter, for load.
    package var correlationWithCold: Double
  }

  /// Published answer of a load to cold: `megawattsPerK` below `limitC` at a mean load of
  /// `meanLoadMW`. Used in drawn years in place of the fitted one.
  package struct Thermosensitivity: Sendable {
    package var column: String
    package var megawattsPerK: Double
    package var limitC: Double
    package var meanLoadMW: Double
  }

  package static let quantileProbabilities: [Double] = [
    0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999,
  ]
  /// Where heating begins, degrees Celsius.
  package static let heatingLimitC = 15.0

  package var windSynoptic: Factor
  package var windRegime: Factor
  package var cloud: Factor
  package var waterFactor: Factor
  package var temperatureFactor: Factor
  package var loadNoise: Factor
  package var wind: [Wind]
  package var solar: [Solar]
  package var water: [Water]
  package var temperatures: [Temperature]
  package var loads: [Load]
  package var betweenYears: [BetweenYears] = []
  package var thermosensitivity: [Thermosensitivity] = []
  /// Ids of the sources of the fitted rows, sorted.
  package var sources: [String]
}
