// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import Quantities

/// What an hourly series is like: level, spread, duration curve, memory and ramps.
package struct SeriesStatistics: Sendable {
  package static let probabilities = [0.01, 0.1, 0.5, 0.9, 0.99]
  /// Hours between the values whose correlation is taken.
  package static let lags = [1, 24, 168]

  package var mean: Double
  package var standardDeviation: Double
  /// At ``probabilities``.
  package var quantiles: [Double]
  /// At ``lags``.
  package var autocorrelations: [Double]
  /// The 1 % and 99 % quantiles of what the series rises within one and within three hours.
  package var ramps: [Double]

  package init(_ values: [Double]) {
    mean = values.mean
    standardDeviation = values.standardDeviation
    quantiles = values.quantiles(Self.probabilities)
    autocorrelations = Self.lags.map { autocorrelation(values, lag: $0) }
    ramps = [1, 3].flatMap { hours in
      zip(values.dropFirst(hours), values).map { $0 - $1 }.quantiles([0.01, 0.99])
    }
  }

  /// Statistic by statistic the mean over several years.
  package init(meanOf years: [SeriesStatistics]) {
    mean = years.map(\.mean).mean
    standardDeviation = years.map(\.standardDeviation).mean
    quantiles = Self.probabilities.indices.map { i in years.map { $0.quantiles[i] }.mean }
    autocorrelations = Self.lags.indices.map { i in years.map { $0.autocorrelations[i] }.mean }
    ramps = (0..<4).map { i in years.map { $0.ramps[i] }.mean }
  }

  fileprivate static let names: [String] = {
    let shares = SeriesStatistics.probabilities.map { (share: Double) -> String in
      "p\(Int((share * 100).rounded()))"
    }
    let apart = SeriesStatistics.lags.map { (hours: Int) -> String in "r_\(hours)_h" }
    let ramps = ["ramp_1h_p1", "ramp_1h_p99", "ramp_3h_p1", "ramp_3h_p99"]
    return ["mean", "standard_deviation"] + shares + apart + ramps
  }()

  /// Numbers with the decimals that suit the variable's unit.
  fileprivate func texts(of variable: String) -> [String] {
    let format = ["load_mw": "%.0f", "temperature_c": "%.1f"][variable] ?? "%.3f"
    let levels = [mean, standardDeviation] + quantiles
    return levels.map { String(format: format, $0) }
      + autocorrelations.map { String(format: "%.2f", $0) }
      + ramps.map { String(format: format, $0) }
  }
}

/// Statistics of each column, a row each; `series` names where they come from.
package func statisticsTable(
  of years: [(series: String, years: [HourlySeries])], keys: [HourlySeries.Key]
) -> ClimateTable {
  var rows: [[String]] = []
  for key in keys {
    for (name, years) in years {
      let all = years.compactMap { $0[key.variable, key.column] }.map { SeriesStatistics($0) }
      guard !all.isEmpty else { continue }
      rows.append(
        [key.variable, key.column, name]
          + SeriesStatistics(meanOf: all).texts(of: key.variable))
    }
  }
  return ClimateTable(
    name: "statistics", header: ["variable", "column", "series"] + SeriesStatistics.names,
    rows: rows)
}

/// Correlation between the columns of each variable, hour by hour, a row for each pair.
package func correlationTable(
  of years: [(series: String, years: [HourlySeries])], variables: [String], columns: [String]
) -> ClimateTable {
  var rows: [[String]] = []
  for variable in variables {
    for (index, first) in columns.enumerated() {
      for second in columns.dropFirst(index + 1) {
        let found = years.map { _, years in
          years.compactMap { year -> Double? in
            guard let a = year[variable, first], let b = year[variable, second] else { return nil }
            return correlation(a, b)
          }
        }
        if found.contains(where: \.isEmpty) { continue }
        rows.append([variable, first, second] + found.map { String(format: "%.2f", $0.mean) })
      }
    }
  }
  return ClimateTable(
    name: "correlations", header: ["variable", "first", "second"] + years.map(\.series),
    rows: rows)
}

/// The coldest spells and highest loads of a column that drawn years give: temperature of the
/// coldest three days and highest hourly load, in the middle year and in the one of ten and of
/// twenty.
package func coldSpellTable(
  parameters: ClimateParameters, columns: [String], years: Int, seed: UInt64, axis: TimeAxis
) -> ClimateTable {
  let keys = columns.flatMap { column in
    ["temperature_c", "load_mw"].map { HourlySeries.Key(variable: $0, column: column) }
  }
  let climate = SyntheticClimate(parameters: parameters, axis: axis, columns: Set(keys))
  var coldest = [[Double]](repeating: [], count: columns.count)
  var peaks = coldest
  for year in 1...max(1, years) {
    let series = climate.year(year, seed: seed)
    for (index, column) in columns.enumerated() {
      if let values = series["temperature_c", column] {
        coldest[index].append(coldestMean(of: values, units: 72))
      }
      if let values = series["load_mw", column] { peaks[index].append(values.max() ?? 0) }
    }
  }
  var rows: [[String]] = []
  for (index, column) in columns.enumerated() where !coldest[index].isEmpty {
    let degrees = coldest[index].quantiles([0.5, 0.1, 0.05]).map { String(format: "%.1f", $0) }
    let megawatts = peaks[index].quantiles([0.5, 0.9, 0.95]).map { String(format: "%.0f", $0) }
    rows.append([column, "\(years)"] + degrees + megawatts)
  }
  return ClimateTable(
    name: "cold_spells",
    header: [
      "column", "years", "coldest_3_days_c_median", "coldest_3_days_c_1_in_10",
      "coldest_3_days_c_1_in_20", "peak_mw_median", "peak_mw_1_in_10", "peak_mw_1_in_20",
    ], rows: rows)
}

/// The lowest mean of as many consecutive values.
package func coldestMean(of values: [Double], units: Int) -> Double {
  guard values.count >= units else { return values.mean }
  var sum = values[..<units].reduce(0, +)
  var least = sum
  for t in units..<values.count {
    sum += values[t] - values[t - units]
    least = min(least, sum)
  }
  return least / Double(units)
}
