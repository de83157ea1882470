// SPDX-License-Identifier: Apache-2.0
import Glibc
import GridModel
import Quantities

/// Months, hours and kinds of day of every time unit.
struct ClimateCalendar {
  let blends: [MonthBlend]
  let hours: [Int]
  let isWeekend: [Bool]

  init(_ axis: TimeAxis) {
    let dates = (0..<axis.count).map { axis.date(at: $0) }
    blends = dates.map { MonthBlend($0) }
    hours = (0..<axis.count).map { axis.hourOfDay(at: $0) }
    isWeekend = dates.map { $0.isoWeekday >= 6 }
  }

  /// Monthly values in every time unit.
  func monthly(_ months: [Double]) -> [Double] { blends.map { $0.value(months) } }

  /// Values by hour of the day and month in every time unit.
  func shaped(_ shape: [[Double]]) -> [Double] {
    blends.indices.map { blends[$0].value(shape[hours[$0]]) }
  }
}

/// Keeps the logit finite at 0 and 1; the fit uses the same number.
let logitMargin = 0.005

/// The share whose logit, taken between the margins, is the argument.
func share(ofLogit logit: Double) -> Double {
  min(1, max(0, (1 + 2 * logitMargin) / (1 + exp(-logit)) - logitMargin))
}

/// Wind of a column: shift, month and hour of each time unit are one number.
struct WindColumn: Sendable {
  let variable: String
  let column: String
  let place: Place
  let mean: Double
  private let base: [Double]
  private let marginal: QuantileCurve

  init(_ wind: ClimateParameters.Wind, _ calendar: ClimateCalendar) {
    variable = wind.variable
    column = wind.column
    place = wind.place
    mean = wind.mean
    base = calendar.blends.indices.map {
      wind.shift + calendar.blends[$0].value(wind.months) + wind.hours[calendar.hours[$0]]
    }
    marginal = QuantileCurve(wind.quantiles)
  }

  func values(_ fast: [Double], _ slow: [Double], _ weights: (Double, Double)) -> [Double] {
    base.indices.map { t in
      share(ofLogit: base[t] + marginal(weights.0 * fast[t] + weights.1 * slow[t]))
    }
  }
}

struct SolarColumn: Sendable {
  let column: String
  let place: Place
  let mean: Double
  private let sigma: Double
  /// What a cloudless sky gives; 0 at night.
  private let clear: [Double]
  private let cloud: [Double]

  init(_ solar: ClimateParameters.Solar, _ calendar: ClimateCalendar) {
    column = solar.column
    place = solar.place
    mean = solar.mean
    sigma = solar.cloudSigma
    clear = calendar.shaped(solar.clear).map { solar.level * max(0, $0) }
    cloud = calendar.monthly(solar.cloudMonths)
  }

  func values(_ z: [Double]) -> [Double] {
    clear.indices.map { t in
      clear[t] > 0 ? min(1, clear[t] * share(ofLogit: cloud[t] + sigma * z[t])) : 0
    }
  }
}

struct WaterColumn: Sendable {
  let variable: String
  let column: String
  let place: Place
  let mean: Double
  /// Run of river cannot give more than its power.
  let bends: Bool
  private let sigma: Double
  private let base: [Double]

  init(_ water: ClimateParameters.Water, _ calendar: ClimateCalendar) {
    variable = water.variable
    column = water.column
    place = water.place
    mean = water.mean
    bends = water.variable == "cf_hydro_ror"
    sigma = water.sigma
    base = calendar.blends.map { water.shift + $0.value(water.months) }
  }

  func values(_ z: [Double]) -> [Double] {
    base.indices.map { t in
      let value = exp(base[t] + sigma * z[t])
      return bends ? value / (1 + value) : value
    }
  }
}

struct TemperatureColumn: Sendable {
  let column: String
  let place: Place
  let isWanted: Bool
  let monthly: [Double]
  private let sigmaC: Double
  /// How much of a winter's anomaly each time unit has: 1 on average from December to February, 0
  /// from May to September.
  private let winter: [Double]
  private let isWinter: [Bool]

  /// November and March have half of a winter's anomaly.
  private static let winterMonths: [Double] = [1, 1, 0.5, 0, 0, 0, 0, 0, 0, 0, 0.5, 1]

  init(
    _ temperature: ClimateParameters.Temperature, _ calendar: ClimateCalendar, isWanted: Bool
  ) {
    column = temperature.column
    place = temperature.place
    sigmaC = temperature.sigmaC
    self.isWanted = isWanted
    monthly = calendar.monthly(temperature.months)
    isWinter = calendar.blends.map(\.isWinter)
    let weights = calendar.monthly(Self.winterMonths)
    let mean = zip(weights, isWinter).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    let count = isWinter.reduce(0) { $0 + ($1 ? 1 : 0) }
    winter = count == 0 ? weights : weights.map { $0 * Double(count) / mean }
  }

  /// - Parameter winterAnomalyC: what December to February are above their long-term mean; nil
  ///   leaves the year as its hours fall.
  func values(_ z: [Double], winterAnomalyC: Double?) -> [Double] {
    var values = monthly.indices.map { monthly[$0] + sigmaC * z[$0] }
    guard let winterAnomalyC else { return values }
    var own = 0.0
    var count = 0.0
    for t in values.indices where isWinter[t] {
      own += values[t] - monthly[t]
      count += 1
    }
    guard count > 0 else { return values }
    let shift = winterAnomalyC - own / count
    for t in values.indices { values[t] += shift * winter[t] }
    return values
  }
}

struct LoadColumn: Sendable {
  /// How load answers to cold: share of the mean load per degree below the limit.
  struct Response: Sendable {
    var sharePerK: Double
    var limitC: Double

    func degrees(_ temperatureC: Double) -> Double { max(0, limitC - temperatureC) }
  }

  let column: String
  let place: Place
  let meanMW: Double
  /// As in the fitted year, and as published, where that is known.
  let fitted: Response
  let published: Response?
  private let noiseSigma: Double
  private let shape: [Double]

  /// Keeps a very warm, very quiet hour from turning the load negative.
  private static let leastRelativeLoad = 0.2

  init(
    _ load: ClimateParameters.Load, _ calendar: ClimateCalendar,
    temperature: ClimateParameters.Temperature?, response: ClimateParameters.Thermosensitivity?
  ) {
    column = load.column
    place = load.place
    meanMW = load.meanMW
    noiseSigma = load.noiseSigma
    fitted = Response(
      sharePerK: load.heatingSharePerK, limitC: ClimateParameters.heatingLimitC)
    published = response.map {
      Response(sharePerK: $0.megawattsPerK / $0.meanLoadMW, limitC: $0.limitC)
    }
    shape = calendar.blends.indices.map { t in
      let shape = calendar.isWeekend[t] ? load.weekend : load.working
      return calendar.blends[t].value(shape[calendar.hours[t]])
    }
  }

  func values(
    _ temperatureC: [Double], monthly: [Double], wobble: [Double], response: Response
  ) -> [Double] {
    shape.indices.map { t in
      let extraDegrees = response.degrees(temperatureC[t]) - response.degrees(monthly[t])
      let relative = shape[t] + response.sharePerK * extraDegrees + noiseSigma * wobble[t]
      return meanMW * max(Self.leastRelativeLoad, relative)
    }
  }
}
