// SPDX-License-Identifier: Apache-2.0
import GridModel

extension ClimateFit {
  /// Temperature: month + residual of the day's mean.
  ///
  /// - Returns: daily means by column.
  mutating func fitTemperature() -> [String: [Double]] {
    var rows: [[String]] = []
    var all = ResidualSet()
    var result: [String: [Double]] = [:]
    for (site, values) in columns(of: "temperature_c") {
      let daily = days.map { values[$0..<$0 + 24].mean }
      let monthly = calendar.monthlyMeans(daily, at: days)
      let residuals = days.indices.map { daily[$0] - calendar.between(monthly, days[$0]) }
      all.add(.init(variable: "temperature_c", column: site.column), residuals, at: site.place)
      result[site.column] = daily
      rows.append(
        [site.column] + text(site.place) + [text(residuals.standardDeviation, 2)]
          + texts(monthly, 1))
    }
    add("temperature", ["column", "lat", "lon", "sigma_c"] + Self.months, rows)
    addFactor(
      "temperature", hours: all.timeConstant(lag: 3, stepHours: 24), lengthKM: all.length,
      otherwise: (73, 600))
    return result
  }

  /// Load: month × (working day or weekend) × hour, and heating per degree below the limit.
  mutating func fitLoad(dailyTemperatures: [String: [Double]]) {
    var rows: [[String]] = []
    var shapes: [[String]] = []
    for (site, values) in columns(of: "load_mw") {
      guard let temperatures = dailyTemperatures[site.column] else {
        preconditionFailure("load \(site.column) has no temperature")
      }
      let mean = values.mean
      let relative = values.map { $0 / mean }
      let shape = dayShapes(relative)
      let (slope, noise) = heating(relative, shape: shape, temperatures: temperatures)
      rows.append(
        [site.column] + text(site.place)
          + [text(mean, 1), text(slope, 4), text(min(noise, Self.mostNoise), 4)])
      for month in 0..<12 {
        for kind in DayKind.allCases {
          shapes.append(
            [site.column, "\(month + 1)", kind.rawValue]
              + texts(shape[kind.index * 12 + month], 3))
        }
      }
    }
    add(
      "load", ["column", "lat", "lon", "mean_mw", "heating_share_per_k", "noise_sigma"], rows)
    add("load_shape", ["column", "month", "day"] + Self.hours, shapes)
    addFactor("load", hours: nil, lengthKM: nil, otherwise: (24, 300))
  }

  private enum DayKind: String, CaseIterable {
    case working, weekend

    var index: Int { self == .working ? 0 : 1 }
  }

  /// The least load per degree, where one mild year shows none.
  private static let leastHeatingShare = 0.002
  /// Above this it is not noise but what the shape does not know (holidays).
  private static let mostNoise = 0.03

  private func cell(_ unit: Int) -> Int {
    (calendar.isWeekend[unit] ? DayKind.weekend : .working).index * 12 + calendar.months[unit]
  }

  /// Mean by kind of day and month, then hour.
  private func dayShapes(_ relative: [Double]) -> [[Double]] {
    var cells = [[[Double]]](
      repeating: [[Double]](repeating: [], count: 24), count: 24)
    for t in relative.indices { cells[cell(t)][calendar.hours[t]].append(relative[t]) }
    return cells.map { $0.map(\.mean) }
  }

  /// Within a month and kind of day, daily load against heating degrees.
  private func heating(
    _ relative: [Double], shape: [[Double]], temperatures: [Double]
  ) -> (slope: Double, noise: Double) {
    var cells = [[(heating: Double, load: Double)]](repeating: [], count: 24)
    for (day, start) in days.enumerated() {
      let load = relative[start..<start + 24].mean - shape[cell(start)].mean
      let heating = max(0, ClimateParameters.heatingLimitC - temperatures[day])
      cells[cell(start)].append((heating, load))
    }
    var pairs: [(x: Double, y: Double)] = []
    for cell in cells {
      let centre = cell.map(\.heating).mean
      pairs += cell.map { ($0.heating - centre, $0.load) }
    }
    let square = pairs.map { squared($0.x) }.compensatedSum
    let free = square > 0 ? pairs.map { $0.x * $0.y }.compensatedSum / square : 0
    let slope = max(Self.leastHeatingShare, free)
    return (slope, pairs.map { $0.y - slope * $0.x }.standardDeviation)
  }
}
