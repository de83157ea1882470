// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel

/// Reads the raw network extract: `buses.csv`, `lines.csv`, `transformers.csv` and `projects/` of
/// `folder`, and the plants of `plantsFile`.
///
/// Only elements in service on the continental alternating-current island are taken.
///
/// - Throws: ``InputErrors`` with everything wrong in the files.
package func readNetworkExtract(
  folder: String, plantsFile: String
) throws(InputErrors) -> NetworkExtract {
  var errors: [InputError] = []
  let buses = readBuses(folder + "/buses.csv", errors: &errors)
  let known = Set(buses.map(\.id))
  let extract = NetworkExtract(
    buses: buses,
    lines: readLines(folder + "/lines.csv", errors: &errors).filter {
      known.contains($0.from) && known.contains($0.to)
    },
    transformers: readTransformers(folder + "/transformers.csv", errors: &errors).filter {
      known.contains($0.from) && known.contains($0.to)
    },
    plants: readPlants(plantsFile, errors: &errors),
    projects: readProjects(folder + "/projects", errors: &errors))
  if !errors.isEmpty { throw InputErrors(errors) }
  return extract
}

/// The island of Continental Europe in the extract's numbering by size.
private let continentalIsland = 0

private func readBuses(_ file: String, errors: inout [InputError]) -> [NetworkExtract.Bus] {
  guard
    let table = NetworkExtractTable(
      file: file,
      columns: [
        "bus_id", "station_id", "country", "v_nom_kv", "symbol", "lon", "lat", "ac_island",
      ], errors: &errors)
  else { return [] }
  var buses: [NetworkExtract.Bus] = []
  for row in table.rows {
    let island = table.optionalNumber(row, "ac_island", errors: &errors)
    let nominalKV = table.number(row, "v_nom_kv", errors: &errors)
    // Buses without a voltage are the far side of converters.
    guard island == Double(continentalIsland), nominalKV > 0 else { continue }
    buses.append(
      NetworkExtract.Bus(
        id: table.integer(row, "bus_id", errors: &errors),
        station: table.integer(row, "station_id", errors: &errors),
        country: table.text(row, "country"), nominalKV: nominalKV,
        symbol: table.text(row, "symbol"),
        latitude: table.number(row, "lat", errors: &errors),
        longitude: table.number(row, "lon", errors: &errors)))
  }
  return buses.sorted { $0.id < $1.id }
}

private func readLines(_ file: String, errors: inout [InputError]) -> [NetworkExtract.Line] {
  guard
    let table = NetworkExtractTable(
      file: file,
      columns: [
        "line_id", "bus0", "bus1", "v_nom_kv", "circuits", "length_km", "under_construction",
      ], errors: &errors)
  else { return [] }
  var lines: [NetworkExtract.Line] = []
  for row in table.rows where table.text(row, "under_construction") == "0" {
    lines.append(
      NetworkExtract.Line(
        id: table.text(row, "line_id"),
        from: table.integer(row, "bus0", errors: &errors),
        to: table.integer(row, "bus1", errors: &errors),
        circuits: table.integer(row, "circuits", errors: &errors),
        lengthKM: table.number(row, "length_km", errors: &errors),
        nominalKV: table.number(row, "v_nom_kv", errors: &errors)))
  }
  return lines
}

private func readTransformers(
  _ file: String, errors: inout [InputError]
) -> [NetworkExtract.Transformer] {
  guard
    let table = NetworkExtractTable(
      file: file, columns: ["transformer_id", "bus0", "bus1", "s_nom_mva", "x_pu"],
      errors: &errors)
  else { return [] }
  var transformers: [NetworkExtract.Transformer] = []
  for row in table.rows {
    transformers.append(
      NetworkExtract.Transformer(
        id: table.integer(row, "transformer_id", errors: &errors),
        from: table.integer(row, "bus0", errors: &errors),
        to: table.integer(row, "bus1", errors: &errors),
        ratedMVA: table.number(row, "s_nom_mva", errors: &errors),
        reactancePerUnit: table.number(row, "x_pu", errors: &errors)))
  }
  return transformers
}

private func readPlants(_ file: String, errors: inout [InputError]) -> [NetworkExtract.Plant] {
  guard
    let table = NetworkExtractTable(
      file: file,
      columns: [
        "name", "fuel", "technology", "country", "capacity_mw", "date_in", "date_out", "lat", "lon",
        "eic",
      ], errors: &errors)
  else { return [] }
  var plants: [NetworkExtract.Plant] = []
  for row in table.rows {
    plants.append(
      NetworkExtract.Plant(
        name: table.text(row, "name"), country: table.text(row, "country"),
        injection: correctedGroups[table.text(row, "eic")]
          ?? injectionGroup(
            fuel: table.text(row, "fuel"), technology: table.text(row, "technology")),
        capacityMW: table.number(row, "capacity_mw", errors: &errors),
        latitude: table.number(row, "lat", errors: &errors),
        longitude: table.number(row, "lon", errors: &errors),
        firstYear: table.optionalInteger(row, "date_in", errors: &errors),
        retirementYear: table.optionalInteger(row, "date_out", errors: &errors)))
  }
  return plants
}

/// Plants that the list gives a wrong fuel, by energy identification code: the nuclear plant of
/// Borssele (485 MW, 1973) is listed as hard coal.
private let correctedGroups = ["49W000000000054X": "nuclear"]

/// The injection group of a plant; waste and geothermal plants count as `other`.
private func injectionGroup(fuel: String, technology: String) -> String {
  switch fuel {
  case "Nuclear": "nuclear"
  case "Hard Coal", "Lignite": "coal"
  case "Natural Gas": "gas"
  case "Oil": "oil"
  case "Hydro": "hydro"
  case "Wind": technology == "Offshore" ? "wind_offshore" : "wind_onshore"
  case "Solar": "solar"
  case "Solid Biomass", "Biogas": "biomass"
  default: "other"
  }
}

private func readProjects(
  _ folder: String, errors: inout [InputError]
) -> [NetworkExtract.Project] {
  let files: [(name: String, isUpgrade: Bool)] = [
    ("tyndp2020_new_lines", false), ("tyndp2020_upgraded_lines", true), ("nep_new_lines", false),
  ]
  var projects: [NetworkExtract.Project] = []
  for file in files {
    guard
      let table = NetworkExtractTable(
        file: "\(folder)/\(file.name).csv",
        columns: [
          "", "project_status", "length", "build_year", "v_nom", "x0", "y0", "x1", "y1",
          "num_parallel", "type",
        ], errors: &errors)
    else { continue }
    for row in table.rows {
      let number = table.text(row, "")
      projects.append(
        NetworkExtract.Project(
          name: projectName(number, isUpgrade: file.isUpgrade), isUpgrade: file.isUpgrade,
          status: table.text(row, "project_status"),
          buildYear: table.integer(row, "build_year", errors: &errors),
          circuits: table.integer(row, "num_parallel", errors: &errors),
          lengthKM: table.optionalNumber(row, "length", errors: &errors) ?? 0,
          nominalKV: table.number(row, "v_nom", errors: &errors),
          conductor: table.text(row, "type"),
          from: Place(
            latitude: table.number(row, "y0", errors: &errors),
            longitude: table.number(row, "x0", errors: &errors)),
          to: Place(
            latitude: table.number(row, "y1", errors: &errors),
            longitude: table.number(row, "x1", errors: &errors))))
    }
  }
  return projects
}

/// `TYNDP2020_24` becomes `TYNDP 2020-24`, `P43` `NEP P43`; upgrades carry the id of a line.
private func projectName(_ id: String, isUpgrade: Bool) -> String {
  if isUpgrade { return "TYNDP 2020 upgrade \(id)" }
  return id.hasPrefix("TYNDP2020_") ? "TYNDP 2020-\(id.dropFirst(10))" : "NEP \(id)"
}
