// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import Quantities

/// What a climate is fitted from besides the series.
package struct ClimateFitSettings: Sendable {
  /// Where the weather of a column is drawn.
  package struct Site: Sendable {
    package var column: String
    package var place: Place
    package var offshore: Place?
    /// Wind here tells how wind correlates with distance: nothing stands in its way.
    package var isOpenCountry: Bool

    package init(column: String, place: Place, offshore: Place?, isOpenCountry: Bool) {
      self.column = column
      self.place = place
      self.offshore = offshore
      self.isOpenCountry = isOpenCountry
    }
  }

  package var sites: [Site]
  /// Mean availability that wind, sun and rivers are set to; the fitted year's own where absent.
  package var targetMeans: [HourlySeries.Key: Double]
  /// Id of the source of the series, as in the case's `sources.csv`.
  package var source: String

  package init(sites: [Site], targetMeans: [HourlySeries.Key: Double], source: String) {
    self.sites = sites
    self.targetMeans = targetMeans
    self.source = source
  }
}

/// Mean availability of the fleets of a system by profile and column, that of the largest fleet
/// where several share one.
package func meanAvailabilities(of system: EnergySystem) -> [HourlySeries.Key: Double] {
  var largest: [HourlySeries.Key: Double] = [:]
  var result: [HourlySeries.Key: Double] = [:]
  for fleet in system.renewables where fleet.technology != "solar_thermal" {
    guard let profile = fleet.profile, let mean = fleet.meanCapacityFactor else { continue }
    let key = HourlySeries.Key(variable: profile, column: fleet.profileColumn)
    guard fleet.installedMW > largest[key, default: 0] else { continue }
    largest[key] = fleet.installedMW
    result[key] = mean
  }
  return result
}

/// Fits the parameters of the synthetic climate to the hourly series of one year, as the tables of a
/// climate folder.
///
/// What each parameter means stands at ``ClimateParameters``. Columns without a site are left out.
///
/// - Precondition: an hourly axis of whole days; a temperature for every load.
package func fitClimate(
  _ series: HourlySeries, settings: ClimateFitSettings
) -> [ClimateTable] {
  var fit = ClimateFit(series, settings)
  return fit.tables()
}

struct ClimateFit {
  let series: HourlySeries
  let settings: ClimateFitSettings
  let calendar: FitCalendar
  private var result: [ClimateTable] = []
  private var factors: [[String]] = []

  static let months = (1...12).map { String(format: "month_%02d", $0) }
  static let hours = (0..<24).map { String(format: "hour_%02d", $0) }
  /// Shorter fields would fall between the nodes of the lattice.
  static let shortestLengthKM = 200

  init(_ series: HourlySeries, _ settings: ClimateFitSettings) {
    precondition(
      series.axis.stepSeconds == 3600 && series.axis.count % 24 == 0,
      "\(series.axis.count) steps of \(series.axis.stepSeconds) s")
    self.series = series
    self.settings = settings
    calendar = FitCalendar(series.axis)
  }

  mutating func tables() -> [ClimateTable] {
    fitWind()
    fitSolar()
    fitWater()
    let daily = fitTemperature()
    fitLoad(dailyTemperatures: daily)
    result.insert(
      ClimateTable(
        name: "factors",
        header: [
          "factor", "time_constant_h", "length_km", "variance_share", "source", "quality",
        ], rows: factors), at: 0)
    return result
  }

  // MARK: - Tables

  private var origin: [String] { [settings.source, Quality.derived.rawValue] }

  mutating func add(_ name: String, _ header: [String], _ rows: [[String]]) {
    result.append(
      ClimateTable(
        name: name, header: header + ["source", "quality"], rows: rows.map { $0 + origin }))
  }

  /// A factor as fitted; where the series cannot say, an assumption.
  mutating func addFactor(
    _ name: String, hours: Double?, lengthKM: Double?, share: String = "1",
    otherwise: (hours: Double, lengthKM: Double)
  ) {
    let isFitted = hours != nil && lengthKM != nil
    factors.append(
      [
        name, text(hours ?? otherwise.hours, 0), text(lengthKM ?? otherwise.lengthKM, 0), share,
      ] + (isFitted ? origin : ["own_assumption", Quality.assumption.rawValue]))
  }

  func text(_ place: Place) -> [String] { [text(place.latitude, 2), text(place.longitude, 2)] }

  /// Rounded, without zeros at the end.
  func text(_ value: Double, _ decimals: Int) -> String {
    var text = String(format: "%.\(decimals)f", value)
    if decimals > 0 {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text == "-0" ? "0" : text
  }

  func texts(_ values: [Double], _ decimals: Int) -> [String] { values.map { text($0, decimals) } }

  /// The columns of a variable that have a site, in the order of the sites.
  func columns(of variable: String) -> [(site: ClimateFitSettings.Site, values: [Double])] {
    settings.sites.compactMap { site in
      series[variable, site.column].map { (site, $0) }
    }
  }

  func target(_ variable: String, _ column: String, _ values: [Double]) -> Double {
    settings.targetMeans[HourlySeries.Key(variable: variable, column: column)] ?? values.mean
  }

  /// Index of the first hour of each day.
  var days: [Int] { Array(stride(from: 0, to: calendar.count, by: 24)) }
}
