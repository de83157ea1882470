// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import MarketCoupling
import Optimization
import Quantities

/// Reads a solution from the tables of a folder, which may be a result of `pentaflow couple`.
///
/// The tables stand in `folder/results`, or in `folder` where it has no such folder. Rows may come
/// in any order.
///
/// - Throws: everything wrong in all tables.
package func readSolution(
  folder: String, layout: SolutionLayout
) throws(InputErrors) -> StatedSolution {
  try checkSolutionFolder(folder)
  var reader = SolutionReader(folder: folder, layout: layout)
  let solution = reader.solution()
  guard reader.errors.isEmpty else { throw InputErrors(reader.errors) }
  return solution
}

/// - Throws: where there is no such folder, in which all tables would be missing.
package func checkSolutionFolder(_ folder: String) throws(InputErrors) {
  var isFolder: ObjCBool = false
  let exists = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
  guard !exists || !isFolder.boolValue else { return }
  throw InputErrors([
    InputError(
      file: folder, line: 1, column: 1,
      message: exists ? "\(folder) is a file, not a folder" : "there is no folder \(folder)",
      fix: "give the folder of the solution: one with zones_hourly.csv and the other tables, or "
        + "what `pentaflow couple --out` wrote")
  ])
}

/// Greatest magnitude of a price in EUR/MWh: far above any price cap, and far below where sums of
/// costs lose their digits.
private let greatestPrice = 1e9

/// The tables of a solution and their known columns: those of a result.
private enum SolutionTables {
  static let zones = SolutionTableRules(
    name: "zones_hourly", item: "bidding_zone",
    columns: [
      "price_eur_per_mwh", "net_position_mw", "flow_based_net_position_mw", "load_mw",
      "generation_mw", "curtailed_mw", "dumped_mw", "storage_charge_mw", "storage_discharge_mw",
      "demand_response_mw", "energy_not_served_mw",
    ])
  static let supply = SolutionTableRules(
    name: "supply_hourly", item: "zone", columns: ["bidding_zone"])
  static let links = SolutionTableRules(
    name: "links_hourly", item: "link",
    columns: [
      "from_bidding_zone", "to_bidding_zone", "flow_mw", "limit_mw", "congestion_rent_eur",
    ])
  static let cnecs = SolutionTableRules(
    name: "cnecs_hourly", item: "cnec",
    columns: ["load_mw", "margin_mw", "shadow_price_eur_per_mwh", "congestion_rent_eur"])
  static let storages = SolutionTableRules(
    name: "storages_hourly", item: "storage",
    columns: [
      "bidding_zone", "charge_mw", "discharge_mw", "spill_mw", "level_mwh",
      "water_value_eur_per_mwh",
    ])
  static let hydrogen = SolutionTableRules(
    name: "hydrogen_hourly", item: "node", columns: ["price_eur_per_mwh", "demand_mw"])
  static let processes = SolutionTableRules(
    name: "processes_hourly", item: "process",
    columns: ["kind", "asset", "activity_mw", "limit_mw", "electricity_mw", "surplus_eur"])
  static let levels = SolutionTableRules(
    name: "levels_hourly", item: "level",
    columns: ["kind", "unit", "left", "value_eur_per_unit"])
}

struct SolutionTableRules {
  var name: String
  /// Column that names what a row is about, beside its time.
  var item: String
  /// All others that are known; more are passed over.
  var columns: [String]
}

private struct SolutionReader {
  let folder: String
  let layout: SolutionLayout
  var errors: [InputError] = []

  init(folder: String, layout: SolutionLayout) {
    var isFolder: ObjCBool = false
    let results = folder + "/results"
    let hasResults =
      FileManager.default.fileExists(atPath: results, isDirectory: &isFolder)
      && isFolder.boolValue
    self.folder = hasResults ? results : folder
    self.layout = layout
  }

  mutating func solution() -> StatedSolution {
    var solution = StatedSolution(layout)
    let zonePrices = readZones(into: &solution)
    readSupply(into: &solution)
    readLinks(into: &solution)
    readStorages(into: &solution)
    readProcesses(into: &solution)
    let hydrogenPrices = readHydrogenPrices()
    let shadowPrices = readShadowPrices(notes: &solution.notes)
    if let zonePrices {
      solution.prices = StatedPrices(
        zones: zonePrices, hydrogen: hydrogenPrices, shadowPrices: shadowPrices)
    }
    return solution
  }

  // MARK: - Tables

  /// - Returns: prices where the table has them.
  private mutating func readZones(into solution: inout StatedSolution) -> StageTable? {
    guard var table = table(SolutionTables.zones, layout.nodes, isWhole: true) else { return nil }
    solution.netPositions = table.values("net_position_mw", &errors) ?? solution.netPositions
    solution.flowBasedNetPositions =
      table.values("flow_based_net_position_mw", absent: .nan, empty: .nan, &errors)
      ?? solution.flowBasedNetPositions
    let nonNegative = 0...Double.infinity
    solution.demandResponse =
      table.values("demand_response_mw", absent: 0, in: nonNegative, &errors)
      ?? solution.demandResponse
    solution.energyNotServed =
      table.values("energy_not_served_mw", absent: 0, in: nonNegative, &errors)
      ?? solution.energyNotServed
    solution.dumped =
      table.values("dumped_mw", absent: 0, in: nonNegative, &errors) ?? solution.dumped
    guard table.has("price_eur_per_mwh") else { return nil }
    return table.values("price_eur_per_mwh", limit: greatestPrice, &errors)
  }

  private mutating func readSupply(into solution: inout StatedSolution) {
    guard !layout.supply.isEmpty else { return }
    var zones: [String] = []
    var technologies: [String] = []
    for group in layout.supply {
      if !zones.contains(group.zone) { zones.append(group.zone) }
      if !technologies.contains(group.technology) { technologies.append(group.technology) }
    }
    var rules = SolutionTables.supply
    rules.columns += technologies.map { $0 + "_mw" }
    guard var table = table(rules, zones, isWhole: true) else { return }
    table.refuseUnknown(endingIn: "_mw", among: rules.columns, called: "technologies", &errors)
    for technology in technologies.sorted() {
      let owners = Set(
        layout.supply.filter { $0.technology == technology }.map(\.zone))
      guard
        let values = table.values(
          technology + "_mw", empty: 0,
          refusing: { owners.contains(zones[$0]) ? .empty : .nonzero }, &errors)
      else { continue }
      for (g, group) in layout.supply.enumerated() where group.technology == technology {
        guard let zone = zones.firstIndex(of: group.zone) else { continue }
        for t in 0..<layout.axis.count { solution.supply[t, g] = values[t, zone] }
      }
    }
  }

  private mutating func readLinks(into solution: inout StatedSolution) {
    guard !layout.links.isEmpty,
      var table = table(SolutionTables.links, layout.links.map(\.name), isWhole: false)
    else { return }
    solution.flows =
      table.values("flow_mw", in: 0...Double.infinity, &errors) ?? solution.flows
  }

  private mutating func readStorages(into solution: inout StatedSolution) {
    guard !layout.storages.isEmpty,
      var table = table(SolutionTables.storages, layout.storages, isWhole: true)
    else { return }
    solution.charge = table.values("charge_mw", &errors) ?? solution.charge
    solution.discharge = table.values("discharge_mw", &errors) ?? solution.discharge
    solution.spill = table.values("spill_mw", absent: 0, &errors) ?? solution.spill
    solution.levels =
      table.values("level_mwh", absent: .nan, empty: .nan, &errors) ?? solution.levels
    table.refuseGaps(in: solution.levels, column: "level_mwh", &errors)
  }

  private mutating func readProcesses(into solution: inout StatedSolution) {
    if !layout.processes.isEmpty,
      var table = table(SolutionTables.processes, layout.processes, isWhole: false)
    {
      solution.activity = table.values("activity_mw", &errors) ?? solution.activity
    }
    if !layout.levels.isEmpty,
      var table = table(SolutionTables.levels, layout.levels, isWhole: true, isRequired: false)
    {
      solution.processLevels = table.values("left", &errors) ?? solution.processLevels
    }
  }

  private mutating func readHydrogenPrices() -> StageTable? {
    guard !layout.hydrogenNodes.isEmpty,
      var table = table(
        SolutionTables.hydrogen, layout.hydrogenNodes, isWhole: true, isRequired: false)
    else { return nil }
    return table.values("price_eur_per_mwh", limit: greatestPrice, &errors)
  }

  /// Of network rows: all zero where there is none, nil where the table is missing.
  ///
  /// CNECs that are not rows of the presolved domain play no part: without their shadow prices the
  /// bound still holds.
  private mutating func readShadowPrices(notes: inout [String]) -> StageTable? {
    let zeros = StageTable(stageCount: layout.axis.count, itemCount: layout.cnecCount)
    guard layout.cnecCount > 0 else { return zeros }
    var names: [String] = []
    var known = Set<String>()
    for rows in layout.cnecs {
      for (name, _) in rows.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) })
      where known.insert(name).inserted { names.append(name) }
    }
    guard
      var table = table(
        SolutionTables.cnecs, names, isWhole: false, isRequired: false, passesOver: true),
      let prices = table.values(
        "shadow_price_eur_per_mwh", limit: greatestPrice, &errors)
    else { return nil }
    if let first = table.passedOver.first {
      notes.append(
        "shadow prices of \(table.passedOver.count) CNECs that are no rows of the presolved domain "
          + "play no part in the bound, such as \(first)")
    }
    var result = zeros
    for t in 0..<layout.axis.count {
      let rows = layout.cnecs[layout.domainOfUnit[t]]
      for (item, name) in names.enumerated() {
        if let row = rows[name] { result[t, row] = prices[t, item] }
      }
    }
    return result
  }

  private mutating func table(
    _ rules: SolutionTableRules, _ items: [String], isWhole: Bool, isRequired: Bool = true,
    passesOver: Bool = false
  ) -> HourlyTable? {
    let file = "\(folder)/\(rules.name).csv"
    guard FileManager.default.fileExists(atPath: file) else {
      if isRequired {
        errors.append(
          InputError(
            file: file, line: 1, column: 1, message: "the table is missing",
            fix: "give a folder with \(rules.name).csv, as `pentaflow couple --out` writes it"))
      }
      return nil
    }
    do {
      let bytes = try readBytes(of: file)
      guard let cells = CSVTable(bytes: bytes, file: file, errors: &errors) else { return nil }
      return HourlyTable(
        cells, rules: rules, items: items, axis: layout.axis, isWhole: isWhole,
        passesOver: passesOver, errors: &errors)
    } catch {
      errors += error.errors
      return nil
    }
  }
}
