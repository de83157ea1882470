// SPDX-License-Identifier: Apache-2.0
import Glibc
import GridModel
import Quantities

/// A synthetic climate made ready for a calendar: all that does not depend on the climate year
/// (which place sees which noise, monthly and hourly shapes) is worked out here, once.
///
/// - Complexity: O(lattice nodes × time units) for each year drawn.
package struct SyntheticClimate: Sendable {
  package let axis: TimeAxis
  private let sources: [String]
  private let synoptic: WeatherField
  private let regime: WeatherField
  private let synopticWeight: Double
  private let regimeWeight: Double
  private let cloud: WeatherField
  private let water: WeatherField
  private let temperature: WeatherField
  private let loadNoise: WeatherField
  private let windColumns: [WindColumn]
  private let solarColumns: [SolarColumn]
  private let waterColumns: [WaterColumn]
  private let temperatureColumns: [TemperatureColumn]
  private let loadColumns: [LoadColumn]
  private let spread: SpreadBetweenYears

  /// - Parameter columns: what the years hold; nil for everything there is. A column is the same
  ///   whatever others are asked for.
  package init(
    parameters: ClimateParameters, axis: TimeAxis, columns: Set<HourlySeries.Key>? = nil
  ) {
    func isWanted(_ variable: String, _ column: String) -> Bool {
      columns?.contains(HourlySeries.Key(variable: variable, column: column)) ?? true
    }
    let wind = parameters.wind.filter { isWanted($0.variable, $0.column) }
    let solar = parameters.solar.filter { isWanted("cf_solar", $0.column) }
    let waters = parameters.water.filter { isWanted($0.variable, $0.column) }
    let loads = parameters.loads.filter { isWanted("load_mw", $0.column) }
    let loaded = Set(loads.map(\.column))
    let temperatures = parameters.temperatures.filter {
      isWanted("temperature_c", $0.column) || loaded.contains($0.column)
    }
    let calendar = ClimateCalendar(axis)

    self.axis = axis
    sources = parameters.sources
    let windPlaces = wind.map(\.place)
    synoptic = WeatherField(
      name: "wind synoptic", settings: parameters.windSynoptic, places: windPlaces)
    regime = WeatherField(name: "wind regime", settings: parameters.windRegime, places: windPlaces)
    let shares = (parameters.windSynoptic.varianceShare, parameters.windRegime.varianceShare)
    synopticWeight = sqrt(shares.0 / (shares.0 + shares.1))
    regimeWeight = sqrt(shares.1 / (shares.0 + shares.1))
    cloud = WeatherField(name: "cloud", settings: parameters.cloud, places: solar.map(\.place))
    water = WeatherField(
      name: "water", settings: parameters.waterFactor, places: waters.map(\.place))
    temperature = WeatherField(
      name: "temperature", settings: parameters.temperatureFactor,
      places: temperatures.map(\.place))
    loadNoise = WeatherField(
      name: "load", settings: parameters.loadNoise, places: loads.map(\.place))
    windColumns = wind.map { WindColumn($0, calendar) }
    solarColumns = solar.map { SolarColumn($0, calendar) }
    waterColumns = waters.map { WaterColumn($0, calendar) }
    temperatureColumns = temperatures.map {
      TemperatureColumn($0, calendar, isWanted: isWanted("temperature_c", $0.column))
    }
    loadColumns = loads.map { load in
      LoadColumn(
        load, calendar, temperature: temperatures.first { $0.column == load.column },
        response: parameters.thermosensitivity.first { $0.column == load.column })
    }
    spread = SpreadBetweenYears(parameters)
  }

  /// A climate year, from 1 on. Equal arguments give equal bytes.
  ///
  /// - Precondition: a drawn level needs an axis of at least 52 weeks.
  package func year(
    _ climateYear: Int, seed: UInt64, level: AnnualLevel = .drawn
  ) -> HourlySeries {
    let isDrawn = level == .drawn && !spread.isEmpty
    precondition(
      !isDrawn || Double(axis.count) * axis.stepHours >= 8736,
      "\(axis.count) time units are no year")
    let levels = isDrawn ? spread.levels(seed: seed, climateYear: climateYear) : [:]
    var series = HourlySeries(
      axis: axis,
      origin: "\(HourlySeries.syntheticLabel): climate year \(climateYear), seed \(seed), "
        + (isDrawn ? "level of the year drawn, " : "at the mean level of all years, ")
        + "fitted to \(sources.joined(separator: ", "))")
    let draw = YearDraw(seed: seed, climateYear: climateYear, levels: levels, isDrawn: isDrawn)
    addWind(draw, to: &series)
    addSolar(draw, to: &series)
    addWater(draw, to: &series)
    addTemperatureAndLoad(draw, to: &series)
    return series
  }

  /// The level of each row of the table of levels in a climate year: share of the long-term mean,
  /// or degrees that the winter is away from it.
  package func levels(climateYear: Int, seed: UInt64) -> [HourlySeries.Key: Double] {
    spread.levels(seed: seed, climateYear: climateYear)
  }

  private struct YearDraw {
    var seed: UInt64
    var climateYear: Int
    /// Share of the long-term mean, or degrees away from it, by variable and column.
    var levels: [HourlySeries.Key: Double]
    var isDrawn: Bool
  }

  private func values(of field: WeatherField, _ draw: YearDraw) -> (Place) -> [Double] {
    let rows = field.values(seed: draw.seed, climateYear: draw.climateYear, axis: axis)
    return { place in rows[field.places.firstIndex(of: place)!] }
  }

  /// Stores the values at the level drawn for the year, if one is.
  private func store(
    _ values: [Double], _ variable: String, _ column: String, mean: Double, upTo most: Double,
    _ draw: YearDraw, in series: inout HourlySeries
  ) {
    let key = HourlySeries.Key(variable: variable, column: column)
    guard let share = draw.levels[key], mean > 0 else {
      series[variable, column] = values
      return
    }
    series[variable, column] = values.scaled(toMean: share * mean, most: most)
    series.annualFactors[key] = share
  }

  private func addWind(_ draw: YearDraw, to series: inout HourlySeries) {
    let fast = values(of: synoptic, draw)
    let slow = values(of: regime, draw)
    for wind in windColumns {
      let values = wind.values(fast(wind.place), slow(wind.place), (synopticWeight, regimeWeight))
      store(values, wind.variable, wind.column, mean: wind.mean, upTo: 1, draw, in: &series)
    }
  }

  private func addSolar(_ draw: YearDraw, to series: inout HourlySeries) {
    let clouds = values(of: cloud, draw)
    for solar in solarColumns {
      let values = solar.values(clouds(solar.place))
      store(values, "cf_solar", solar.column, mean: solar.mean, upTo: 1, draw, in: &series)
    }
  }

  private func addWater(_ draw: YearDraw, to series: inout HourlySeries) {
    let field = values(of: water, draw)
    for water in waterColumns {
      let values = water.values(field(water.place))
      store(
        values, water.variable, water.column, mean: water.mean, upTo: water.bends ? 1 : .infinity,
        draw, in: &series)
    }
  }

  private func addTemperatureAndLoad(_ draw: YearDraw, to series: inout HourlySeries) {
    let field = values(of: temperature, draw)
    let wobble = values(of: loadNoise, draw)
    for temperature in temperatureColumns {
      let key = HourlySeries.Key(variable: "temperature_c", column: temperature.column)
      let values = temperature.values(
        field(temperature.place), winterAnomalyC: draw.levels[key])
      if temperature.isWanted { series["temperature_c", temperature.column] = values }
      for load in loadColumns where load.column == temperature.column {
        let loads = load.values(
          values, monthly: temperature.monthly, wobble: wobble(load.place),
          response: draw.isDrawn ? load.published ?? load.fitted : load.fitted)
        store(
          loads, "load_mw", load.column, mean: load.meanMW, upTo: .infinity, draw, in: &series)
      }
    }
  }
}

extension [Double] {
  /// Values scaled so that their mean is `target`, none above `most`.
  fileprivate func scaled(toMean target: Double, most: Double) -> [Double] {
    var result = self
    // Cutting at the top lowers the mean a little; each pass makes up for the last.
    for _ in 0..<12 {
      let mean = result.reduce(0, +) / Double(result.count)
      guard mean > 0, (mean - target).magnitude > 1e-5 * target else { break }
      let scale = target / mean
      for t in result.indices { result[t] = Swift.min(most, result[t] * scale) }
    }
    return result
  }
}
