// SPDX-License-Identifier: Apache-2.0
import Climate
import GridModel
import Quantities

/// Variables that a climate is fitted to.
private let fittedVariables = [
  "load_mw", "temperature_c", "cf_wind_onshore", "cf_wind_offshore", "cf_solar", "cf_hydro_ror",
  "inflow_hdam_pu", "inflow_hphs_pu",
]

/// Reads what `pentaflow climate fit` starts from: a year of hourly series and the places of their
/// columns, `climate/places.csv` of the case.
///
/// Every load needs a temperature, every column of a fitted variable a place. Other variables of the
/// folder are not looked at.
///
/// - Throws: everything wrong in the files.
package func readClimateFitInputs(
  seriesFolder: String, caseFolder: String, needed: [HourlySeries.Key]
) throws(InputErrors) -> (
  series: HourlySeries, sites: [ClimateFitSettings.Site], warnings: [InputWarning]
) {
  var errors: [InputError] = []
  var sites: [ClimateFitSettings.Site] = []
  let placesFile = caseFolder + "/" + climateFolderName + "/places.csv"
  do { sites = try readSites(placesFile) } catch { errors += error.errors }
  let loads = needed.filter { $0.variable == "load_mw" }
  let temperatures = loads.map {
    HourlySeries.Key(variable: "temperature_c", column: $0.column)
  }
  let wanted = (needed + temperatures).filter { fittedVariables.contains($0.variable) }
  var read: (series: HourlySeries, warnings: [InputWarning])?
  do {
    read = try readSeries(folder: seriesFolder, year: nil, needed: wanted)
  } catch {
    errors += error.errors
  }
  if let series = read?.series {
    if !sites.isEmpty { errors += missingPlaces(series, sites, placesFile, seriesFolder) }
    errors += missingTemperatures(series, seriesFolder)
  }
  guard errors.isEmpty, let read else { throw InputErrors(errors) }
  return (read.series, sites, read.warnings)
}

private func missingPlaces(
  _ series: HourlySeries, _ sites: [ClimateFitSettings.Site], _ placesFile: String,
  _ seriesFolder: String
) -> [InputError] {
  let names = sites.map(\.column)
  return series.keys.filter { fittedVariables.contains($0.variable) }.compactMap { key in
    let site = sites.first { $0.column == key.column }
    let isOffshore = key.variable == "cf_wind_offshore"
    if let site, !isOffshore || site.offshore != nil { return nil }
    let what = site == nil ? "place" : "place at sea"
    return InputError(
      file: seriesFolder + "/" + key.variable + ".csv", line: 1, column: 1,
      message: "column \(key.column) has no \(what) in \(placesFile)",
      fix: nearestName(to: key.column, in: names).flatMap { site == nil ? $0 : nil }
        .map { "did you mean \($0)? Or add its row" } ?? "add it there, in degrees")
  }
}

private func missingTemperatures(_ series: HourlySeries, _ folder: String) -> [InputError] {
  series.keys.filter {
    $0.variable == "load_mw" && series["temperature_c", $0.column] == nil
  }.map {
    InputError(
      file: folder + "/temperature_c.csv", line: 1, column: 1,
      message: "load \($0.column) has no temperature", fix: "add a column \($0.column)")
  }
}

private func readSites(_ file: String) throws(InputErrors) -> [ClimateFitSettings.Site] {
  var errors: [InputError] = []
  guard let csv = CSVTable(bytes: try readBytes(of: file), file: file, errors: &errors) else {
    throw InputErrors(errors)
  }
  let columns = ["column", "lat", "lon", "offshore_lat", "offshore_lon", "open_country"]
  var position: [String: Int] = [:]
  for name in columns {
    position[name] = csv.header.firstIndex(of: name)
    if position[name] == nil {
      errors.append(
        InputError(
          file: file, line: 1, column: 1, message: "column \(name) is missing",
          fix: "the columns are \(columns.joined(separator: ", "))"))
    }
  }
  guard errors.isEmpty else { throw InputErrors(errors) }
  func degrees(_ row: Int, _ name: String, _ most: Double) -> Double {
    let column = position[name]!
    if let value = csv.number(row: row, column: column), value.magnitude <= most { return value }
    let place = csv.position(row: row, column: column)
    errors.append(
      InputError(
        file: file, line: place.line, column: place.column,
        message: "\(name) is \"\(csv.text(row: row, column: column))\"",
        fix: "give degrees from -\(Int(most)) to \(Int(most))"))
    return 0
  }
  var sites: [ClimateFitSettings.Site] = []
  for row in 0..<csv.rowCount {
    let name = csv.text(row: row, column: position["column"]!)
    let place = csv.position(row: row, column: position["column"]!)
    if name.isEmpty || sites.contains(where: { $0.column == name }) {
      errors.append(
        InputError(
          file: file, line: place.line, column: place.column,
          message: name.isEmpty ? "the column has no name" : "column \(name) is given twice",
          fix: "give each column of the series once"))
    }
    let hasSea = !csv.isEmpty(row: row, column: position["offshore_lat"]!)
    let open = csv.text(row: row, column: position["open_country"]!)
    if open != "yes" && open != "no" {
      let place = csv.position(row: row, column: position["open_country"]!)
      errors.append(
        InputError(
          file: file, line: place.line, column: place.column,
          message: "open_country is \"\(open)\"", fix: "write yes or no"))
    }
    sites.append(
      ClimateFitSettings.Site(
        column: name,
        place: Place(latitude: degrees(row, "lat", 90), longitude: degrees(row, "lon", 180)),
        offshore: hasSea
          ? Place(
            latitude: degrees(row, "offshore_lat", 90),
            longitude: degrees(row, "offshore_lon", 180)) : nil,
        isOpenCountry: open == "yes"))
  }
  guard errors.isEmpty else { throw InputErrors(errors) }
  return sites
}
