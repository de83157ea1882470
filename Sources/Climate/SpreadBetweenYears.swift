// SPDX-License-Identifier: Apache-2.0
import Glibc
import GridModel

/// How the levels of whole years differ: one year of hours cannot say, so it comes from a table of
/// other sources.
///
/// A level is drawn for each row from the normal `z` of its factor at its place, keyed by seed,
/// climate year and factor alone: rows that share a factor move together, and two places at distance
/// `d` correlate as `exp(-(d / 2 length)²)`. With `s` the standard deviation between years,
///
///     share of the mean = exp(u z - u²/2),  u² = ln(1 + s²)      (mean 1, standard deviation s)
///     degrees           = s z                                    (winter mean temperature)
///
/// Load goes with the cold as `z = -c z(temperature) + sqrt(1 - c²) z(load)`.
struct SpreadBetweenYears: Sendable {
  private struct Entry: Sendable {
    var key: HourlySeries.Key
    var deviation: Double
    var isInDegrees: Bool
    /// Streams seen, and with which weight.
    var terms: [(stream: Int, weight: Double)]
  }

  private var entries: [Entry] = []
  private var streamNames: [String] = []

  var isEmpty: Bool { entries.isEmpty }

  init(_ parameters: ClimateParameters) {
    var streams: [String: Int] = [:]
    let rows = parameters.betweenYears
    for row in rows {
      guard let place = parameters.place(of: row.key) else { continue }
      var terms: [(stream: Int, weight: Double)] = []
      func add(_ factor: String, _ lengthKM: Double, times scale: Double) {
        for (node, weight) in Lattice.weights(around: place, lengthKM: lengthKM) {
          let name = "between years \(factor)/node \(node)"
          let stream = streams[name] ?? streamNames.count
          if stream == streamNames.count {
            streams[name] = stream
            streamNames.append(name)
          }
          terms.append((stream, scale * weight))
        }
      }
      let cold = rows.first {
        $0.key.variable == "temperature_c" && $0.key.column == row.key.column
      }
      let withCold = cold == nil ? 0 : row.correlationWithCold
      add(row.factor, row.lengthKM, times: sqrt(1 - withCold * withCold))
      if let cold, withCold != 0 { add(cold.factor, cold.lengthKM, times: -withCold) }
      entries.append(
        Entry(
          key: row.key, deviation: row.standardDeviation,
          isInDegrees: row.key.variable == "temperature_c", terms: terms))
    }
  }

  func levels(seed: UInt64, climateYear: Int) -> [HourlySeries.Key: Double] {
    let normals = streamNames.map {
      RandomStream(seed: seed, climateYear: climateYear, name: $0).normals(count: 1)[0]
    }
    var result: [HourlySeries.Key: Double] = [:]
    for entry in entries {
      let z = entry.terms.reduce(0) { $0 + $1.weight * normals[$1.stream] }
      let variance = log(1 + entry.deviation * entry.deviation)
      result[entry.key] =
        entry.isInDegrees ? entry.deviation * z : exp(sqrt(variance) * z - variance / 2)
    }
    return result
  }
}

extension ClimateParameters {
  /// What a year drawn from these parameters holds, sorted.
  package var keys: [HourlySeries.Key] {
    func keys(_ variable: String, _ columns: [String]) -> [HourlySeries.Key] {
      columns.map { HourlySeries.Key(variable: variable, column: $0) }
    }
    let weather =
      wind.map { HourlySeries.Key(variable: $0.variable, column: $0.column) }
      + water.map { HourlySeries.Key(variable: $0.variable, column: $0.column) }
    return
      (weather + keys("cf_solar", solar.map(\.column)) + keys("load_mw", loads.map(\.column))
      + keys("temperature_c", temperatures.map(\.column))).sorted()
  }

  /// Where the series of a variable and column is drawn; nil where there is none.
  func place(of key: HourlySeries.Key) -> Place? {
    switch key.variable {
    case "load_mw": loads.first { $0.column == key.column }?.place
    case "temperature_c": temperatures.first { $0.column == key.column }?.place
    case "cf_solar": solar.first { $0.column == key.column }?.place
    default:
      wind.first { $0.variable == key.variable && $0.column == key.column }?.place
        ?? water.first { $0.variable == key.variable && $0.column == key.column }?.place
    }
  }
}
