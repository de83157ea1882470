// SPDX-License-Identifier: Apache-2.0
import Flexibility
import Foundation
import GridModel
import Quantities

/// Reads hourly forecasts beside what came true, for short-term flexibility needs.
///
/// The folder has `load_forecast_mw.csv` and `load_actual_mw.csv`, for every renewable technology
/// `<technology>_forecast_mw.csv` and `<technology>_actual_mw.csv` (or `.csv.gz`), all with the same
/// unbroken hours (UTC) and a column per bidding zone; and `installed.csv` with the power that stood
/// behind each renewable column: bidding_zone, technology, installed_mw.
///
/// - Throws: everything wrong in all files.
package func readForecasts(folder: String) throws(InputErrors) -> ForecastSeries {
  var reader = ForecastReader(folder: folder)
  reader.readFiles()
  let series = reader.series()
  guard reader.errors.isEmpty, let series else { throw InputErrors(reader.errors) }
  return series
}

private struct ForecastReader {
  let folder: String
  var errors: [InputError] = []
  private var files: [String: SeriesFile] = [:]
  private var installed: CSVTable?

  init(folder: String) { self.folder = folder }

  mutating func readFiles() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
    for name in names {
      guard let suffix = [".csv.gz", ".csv"].first(where: { name.hasSuffix($0) }) else { continue }
      let path = folder + "/" + name
      let variable = String(name.dropLast(suffix.count))
      do {
        let bytes = try readBytes(of: path)
        guard let csv = CSVTable(bytes: bytes, file: path, errors: &errors) else { continue }
        if variable == "installed" {
          installed = csv
          continue
        }
        guard variable.hasSuffix(forecastEnding) || variable.hasSuffix(actualEnding) else {
          report(
            path, "the file is neither a forecast nor what came true",
            fix: "name it <technology>\(forecastEnding).csv or <technology>\(actualEnding).csv")
          continue
        }
        var warnings: [InputWarning] = []
        files[variable] = SeriesFile(
          csv, variable: variable, isNeeded: { _ in true }, errors: &errors, warnings: &warnings)
      } catch {
        errors += error.errors
      }
    }
    for variable in ["load" + forecastEnding, "load" + actualEnding] where files[variable] == nil {
      report("\(folder)/\(variable).csv", "the series is missing", fix: "add the file")
    }
  }

  mutating func series() -> ForecastSeries? {
    checkPairs()
    checkHours()
    guard errors.isEmpty, let load = files["load" + actualEnding], let axis = load.axis else {
      return nil
    }
    var powers = installedPowers()
    let technologies = files.keys.filter { $0.hasSuffix(actualEnding) }
      .map { String($0.dropLast(actualEnding.count)) }.filter { $0 != "load" }.sorted()
    var zones: [ForecastSeries.Zone] = []
    for name in load.csv.header.dropFirst() {
      var fleets: [ForecastSeries.Renewable] = []
      for technology in technologies {
        guard let forecast = values(technology + forecastEnding, name),
          let actual = values(technology + actualEnding, name)
        else { continue }
        let key = InstalledKey(zone: name, technology: technology)
        guard let power = powers.removeValue(forKey: key) else {
          report(
            folder + "/installed.csv", "no power is given for \(technology) of \(name)",
            fix: "add a row \(name),\(technology),<MW>")
          continue
        }
        fleets.append(
          ForecastSeries.Renewable(
            technology: technology, forecast: forecast, actual: actual, installedMW: power))
      }
      guard let forecast = values("load" + forecastEnding, name),
        let actual = values("load" + actualEnding, name)
      else { continue }
      zones.append(
        ForecastSeries.Zone(
          name: name, loadForecast: forecast, loadActual: actual, renewables: fleets))
    }
    return errors.isEmpty ? ForecastSeries(axis: axis, zones: zones) : nil
  }

  private func values(_ variable: String, _ column: String) -> [Double]? {
    guard let file = files[variable], let place = file.csv.header.firstIndex(of: column) else {
      return nil
    }
    return file.columns[place]
  }

  /// Every forecast has what came true, column by column.
  private mutating func checkPairs() {
    for variable in files.keys.sorted() {
      let isForecast = variable.hasSuffix(forecastEnding)
      let stem = variable.dropLast((isForecast ? forecastEnding : actualEnding).count)
      let partner = stem + (isForecast ? actualEnding : forecastEnding)
      guard let file = files[variable] else { continue }
      guard let other = files[String(partner)] else {
        if stem != "load" {
          report(
            "\(folder)/\(partner).csv", "the series is missing, but \(variable) is there",
            fix: "add the file")
        }
        continue
      }
      let known = Set(other.csv.header)
      for column in file.csv.header.dropFirst() where !known.contains(column) {
        report(other.csv.file, "column \(column) is missing", fix: "\(variable) has it; add it")
      }
    }
  }

  private mutating func checkHours() {
    guard
      let first = files.keys.sorted().compactMap({ files[$0] }).first(where: { $0.axis != nil }),
      let axis = first.axis
    else { return }
    for variable in files.keys.sorted() {
      guard let file = files[variable], let other = file.axis, other != axis else { continue }
      report(
        file.csv.file,
        "\(other.count) hours from \(other.timestamp(at: 0)), but \(first.csv.file) has "
          + "\(axis.count) from \(axis.timestamp(at: 0))", fix: "give all series the same hours")
    }
  }

  private struct InstalledKey: Hashable {
    var zone: String
    var technology: String
  }

  private mutating func installedPowers() -> [InstalledKey: Double] {
    guard let table = installed else { return [:] }
    let columns = ["bidding_zone", "technology", "installed_mw"].map {
      table.header.firstIndex(of: $0)
    }
    guard let zone = columns[0], let technology = columns[1], let power = columns[2] else {
      report(
        table.file, "the columns are not bidding_zone, technology and installed_mw",
        fix: "give these three columns")
      return [:]
    }
    var powers: [InstalledKey: Double] = [:]
    for row in 0..<table.rowCount {
      guard let megawatts = table.number(row: row, column: power), megawatts > 0 else {
        let place = table.position(row: row, column: power)
        errors.append(
          InputError(
            file: table.file, line: place.line, column: place.column,
            message:
              "installed_mw is \"\(table.writtenText(row: row, column: power))\", not a power above 0",
            fix: "give the MW that stood behind the hours"))
        continue
      }
      let key = InstalledKey(
        zone: table.text(row: row, column: zone),
        technology: table.text(row: row, column: technology))
      if powers.updateValue(megawatts, forKey: key) != nil {
        let place = table.position(row: row, column: 0)
        errors.append(
          InputError(
            file: table.file, line: place.line, column: place.column,
            message: "\(key.technology) of \(key.zone) is given twice", fix: "keep one of the two"))
      }
    }
    return powers
  }

  private mutating func report(_ file: String, _ message: String, fix: String) {
    errors.append(InputError(file: file, line: 1, column: 1, message: message, fix: fix))
  }
}

private let forecastEnding = "_forecast_mw"
private let actualEnding = "_actual_mw"
