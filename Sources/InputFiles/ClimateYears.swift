// SPDX-License-Identifier: Apache-2.0
import Climate
import Foundation
import GridModel
import Quantities

/// Climate years to choose from: synthetic ones without end, or real ones of a folder.
///
/// A folder has one sub-folder per climate year, with the series files of that year in it:
/// `DIR/1985/load_mw.csv`, `DIR/1985/cf_solar.csv.gz` ... A year's level is kept: what its mean is
/// to that of all years stands in the series' annual factors.
package struct ClimateYears: Sendable {
  private enum Source: Sendable {
    case synthetic(SyntheticClimate, seed: UInt64)
    case folder(Folder)
  }

  private struct Folder: Sendable {
    var path: String
    var targetYear: Int
    var policy: CalendarPolicy?
    var needed: [HourlySeries.Key]
    /// Mean over all years.
    var means: [HourlySeries.Key: Double]
  }

  private let source: Source
  /// The climate years there are, in order; nil where every number from 1 on is one.
  package let years: [Int]?

  /// Synthetic years on the calendar of the target year, levels drawn.
  ///
  /// - Parameter columns: what the years hold; nil for everything.
  package init(
    parameters: ClimateParameters, seed: UInt64, targetYear: Int,
    columns: Set<HourlySeries.Key>? = nil
  ) {
    source = .synthetic(
      SyntheticClimate(
        parameters: parameters, axis: TimeAxis(hoursOfYear: targetYear), columns: columns),
      seed: seed)
    years = nil
  }

  /// The years of a folder, all of which are read once to learn their means.
  ///
  /// - Parameter policy: how hours of other years stand for those of the target year.
  /// - Throws: everything wrong in all years.
  package init(
    folder: String, targetYear: Int, policy: CalendarPolicy?, needed: [HourlySeries.Key]
  ) throws(InputErrors) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let found = names.compactMap { name in name.count == 4 ? Int(name) : nil }.sorted()
    var errors: [InputError] = []
    var sums: [HourlySeries.Key: Double] = [:]
    if found.isEmpty {
      errors.append(
        InputError(
          file: folder, line: 1, column: 1, message: "there are no climate years in this folder",
          fix: "give a sub-folder per year with its series, such as 1985/load_mw.csv"))
    }
    for year in found {
      do {
        let series = try readSeries(
          folder: "\(folder)/\(year)", year: targetYear, policy: policy, needed: needed,
          sourceYear: year
        ).series
        for key in needed {
          guard let values = series[key.variable, key.column] else { continue }
          sums[key, default: 0] += values.reduce(0, +) / Double(values.count)
        }
      } catch {
        errors += error.errors
      }
    }
    guard errors.isEmpty else { throw InputErrors(errors) }
    years = found
    source = .folder(
      Folder(
        path: folder, targetYear: targetYear, policy: policy, needed: needed,
        means: sums.mapValues { $0 / Double(found.count) }))
  }

  /// The hours of a climate year, on the calendar of the target year.
  ///
  /// - Throws: that there is no such year; everything wrong in its files.
  package func series(climateYear: Int) throws(InputErrors) -> HourlySeries {
    switch source {
    case .synthetic(let climate, let seed):
      guard climateYear >= 1 else {
        throw InputErrors([
          InputError(
            file: "climate", line: 1, column: 1, message: "climate year \(climateYear)",
            fix: "synthetic climate years count from 1")
        ])
      }
      return climate.year(climateYear, seed: seed)
    case .folder(let folder):
      return try series(of: folder, climateYear)
    }
  }

  private func series(of folder: Folder, _ climateYear: Int) throws(InputErrors) -> HourlySeries {
    guard let years, years.contains(climateYear) else {
      throw InputErrors([
        InputError(
          file: folder.path, line: 1, column: 1, message: "there is no climate year \(climateYear)",
          fix: "the years are \((years ?? []).map(String.init).joined(separator: ", "))")
      ])
    }
    var series = try readSeries(
      folder: "\(folder.path)/\(climateYear)", year: folder.targetYear, policy: folder.policy,
      needed: folder.needed, sourceYear: climateYear
    ).series
    for key in folder.needed {
      guard let mean = folder.means[key], mean > 0,
        let values = series[key.variable, key.column]
      else { continue }
      series.annualFactors[key] = values.reduce(0, +) / Double(values.count) / mean
    }
    return series
  }
}
