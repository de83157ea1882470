// SPDX-License-Identifier: Apache-2.0
import Glibc
import GridModel
import Quantities

/// A synthetic weather-and-load year: wind, sun, rivers, inflow, temperature and load of every
/// column of the parameters, correlated across the map and in time.
///
/// A sample from fitted distributions, not a forecast and not a weather model. Equal arguments give
/// equal bytes; a column's values do not depend on which other columns there are. Load has its shape
/// and the fitted year's level; coupling scales it to the annual demand.
///
/// - Complexity: O(lattice nodes × time units), about a second for a year of hours.
package func syntheticYear(
  parameters: ClimateParameters, axis: TimeAxis, seed: UInt64, climateYear: Int
) -> HourlySeries {
  var sampler = ClimateSampler(
    parameters: parameters, axis: axis, seed: seed, climateYear: climateYear)
  return sampler.series()
}

private struct ClimateSampler {
  let parameters: ClimateParameters
  let axis: TimeAxis
  let seed: UInt64
  let climateYear: Int
  let blends: [MonthBlend]
  let hours: [Int]

  init(parameters: ClimateParameters, axis: TimeAxis, seed: UInt64, climateYear: Int) {
    self.parameters = parameters
    self.axis = axis
    self.seed = seed
    self.climateYear = climateYear
    blends = (0..<axis.count).map { MonthBlend(axis.date(at: $0)) }
    hours = (0..<axis.count).map { axis.hourOfDay(at: $0) }
  }

  mutating func series() -> HourlySeries {
    var series = HourlySeries(
      axis: axis,
      origin: "synthetic climate, not a forecast: climate year \(climateYear), seed \(seed), "
        + "fitted to \(parameters.sources.joined(separator: ", "))")
    addWind(to: &series)
    addSolar(to: &series)
    addWater(to: &series)
    addTemperatureAndLoad(to: &series)
    return series
  }

  private func field(_ name: String, _ factor: ClimateParameters.Factor) -> WeatherField {
    WeatherField(
      name: name, settings: factor, seed: seed, climateYear: climateYear, axis: axis)
  }

  private func addWind(to series: inout HourlySeries) {
    var synoptic = field("wind synoptic", parameters.windSynoptic)
    var regime = field("wind regime", parameters.windRegime)
    let weights = [parameters.windSynoptic.varianceShare, parameters.windRegime.varianceShare]
    let sum = weights[0] + weights[1]
    let synopticWeight = sqrt(weights[0] / sum)
    let regimeWeight = sqrt(weights[1] / sum)
    for wind in parameters.wind {
      let fast = synoptic.values(at: wind.place)
      let slow = regime.values(at: wind.place)
      let marginal = QuantileCurve(wind.quantiles)
      series[wind.variable, wind.column] = (0..<axis.count).map { t in
        let residual = marginal(synopticWeight * fast[t] + regimeWeight * slow[t])
        return capacityFactor(
          logit: wind.shift + blends[t].value(wind.months) + wind.hours[hours[t]] + residual)
      }
    }
  }

  private func addSolar(to series: inout HourlySeries) {
    var cloud = field("cloud", parameters.cloud)
    for solar in parameters.solar {
      let z = cloud.values(at: solar.place)
      series["cf_solar", solar.column] = (0..<axis.count).map { t in
        let clear = blends[t].value(solar.clear[hours[t]])
        guard clear > 0 else { return 0 }
        let passed = capacityFactor(
          logit: blends[t].value(solar.cloudMonths) + solar.cloudSigma * z[t])
        return min(1, solar.level * clear * passed)
      }
    }
  }

  private func addWater(to series: inout HourlySeries) {
    var field = field("water", parameters.waterFactor)
    for water in parameters.water {
      let z = field.values(at: water.place)
      let bends = water.variable == "cf_hydro_ror"
      series[water.variable, water.column] = (0..<axis.count).map { t in
        let value = exp(water.shift + blends[t].value(water.months) + water.sigma * z[t])
        return bends ? value / (1 + value) : value
      }
    }
  }

  private func addTemperatureAndLoad(to series: inout HourlySeries) {
    var field = field("temperature", parameters.temperatureFactor)
    var noise = self.field("load", parameters.loadNoise)
    for temperature in parameters.temperatures {
      let z = field.values(at: temperature.place)
      let values = (0..<axis.count).map {
        blends[$0].value(temperature.months) + temperature.sigmaC * z[$0]
      }
      series["temperature_c", temperature.column] = values
      for load in parameters.loads where load.column == temperature.column {
        let wobble = noise.values(at: load.place)
        series["load_mw", load.column] = (0..<axis.count).map { t in
          let isWeekend = axis.date(at: t).isoWeekday >= 6
          let shape = isWeekend ? load.weekend : load.working
          let mean = blends[t].value(temperature.months)
          let extraDegrees = heatingDegrees(values[t]) - heatingDegrees(mean)
          let relative =
            blends[t].value(shape[hours[t]]) + load.heatingSharePerK * extraDegrees
            + load.noiseSigma * wobble[t]
          return load.meanMW * max(leastRelativeLoad, relative)
        }
      }
    }
  }

  private func heatingDegrees(_ temperatureC: Double) -> Double {
    max(0, ClimateParameters.heatingLimitC - temperatureC)
  }
}

/// Keeps a very warm, very quiet hour from turning the load negative.
private let leastRelativeLoad = 0.2
/// Keeps the logit finite at 0 and 1; the fit uses the same number.
private let logitMargin = 0.005

private func capacityFactor(logit: Double) -> Double {
  min(1, max(0, (1 + 2 * logitMargin) / (1 + exp(-logit)) - logitMargin))
}
