// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization
import Quantities

extension ReportedRun {
  /// Every hourly figure of the run, rows that the CSV tables leave out included, as a NetCDF-4
  /// file after the CF conventions: time × item, UTC, means over each time unit.
  ///
  /// Not from two threads at once: the HDF5 library beneath may not be built for that.
  ///
  /// - Parameter seriesOrigin: where load and weather come from, in words.
  package func hourlyNetCDF(
    title: String, seriesOrigin: String? = nil
  ) throws(NetCDFError) -> [UInt8] {
    let file = try NetCDFFile.titled(title)
    if let seriesOrigin {
      try file.setAttribute("comment", to: "load and weather: " + seriesOrigin)
    }
    let axis = result.axis
    let time = try file.addTime(
      from: axis.timestamp(at: 0), count: axis.count, stepHours: axis.stepHours)

    let zone = try file.addDimension("bidding_zone", length: result.nodes.count)
    try file.addLabels("bidding_zone", zone, result.nodes.map(\.name))
    try file.add("price", [time, zone], "EUR/MWh", "price of the bidding zone", result.prices)
    try file.add("load", [time, zone], "MW", "load", result.loads)
    try file.add(
      "net_position", [time, zone], "MW", "net export over all borders", result.netPositions)

    let supply = try file.addDimension("supply_step", length: result.steps.count)
    try file.addLabels("supply_step", supply, result.steps.map(\.name))
    try file.addLabels("supply_zone", supply, result.steps.map { zones[$0.zone].name })
    try file.addLabels("supply_technology", supply, result.steps.map(\.technology))
    try file.addLabels("supply_kind", supply, result.steps.map(\.kind.rawValue))
    try file.add("supply", [time, supply], "MW", "power supplied", result.supply)
    try file.add(
      "availability", [time, supply], "MW", "power that could be supplied", result.availability)

    let link = try file.addDimension("link", length: result.links.count)
    try file.addLabels("link", link, result.links.map(\.name))
    try file.addLabels("link_from", link, result.links.map { result.nodes[$0.from].name })
    try file.addLabels("link_to", link, result.links.map { result.nodes[$0.to].name })
    try file.add("link_flow", [time, link], "MW", "flow at the sending end", result.flows)
    try file.add("link_limit", [time, link], "MW", "highest flow", result.linkLimits)

    let storage = try file.addDimension("storage", length: result.storages.count)
    try file.addLabels("storage", storage, result.storages.map(\.name))
    try file.addLabels("storage_zone", storage, result.storages.map { zones[$0.zone].name })
    try file.add("storage_charge", [time, storage], "MW", "charging", result.charge)
    try file.add("storage_discharge", [time, storage], "MW", "discharging", result.discharge)
    try file.add("storage_spill", [time, storage], "MW", "inflow spilled", result.spill)
    try file.add(
      "storage_level", [time, storage], "MWh", "stored energy", result.levels, isLevel: true)
    try file.add(
      "storage_value", [time, storage], "EUR/MWh", "value of one more stored MWh",
      result.storageValues)

    let hub = try file.addDimension("hub", length: result.hubs.count)
    try file.addLabels("hub", hub, result.hubs)
    try file.add(
      "hub_net_position", [time, hub], "MW", "net position in the flow-based region",
      result.hubNetPositions)
    try addBindingCNECs(to: file, time: time)
    return try file.finish()
  }

  /// Rows of the domain that bind at least once; the others have no shadow price anywhere.
  private func addBindingCNECs(
    to file: borrowing NetCDFFile, time: NetCDFFile.Dimension
  ) throws(NetCDFError) {
    let binding = cnecTotalsInOrder().map(\.cnec.id)
    let places = places(of: binding)
    let cnec = try file.addDimension("cnec", length: binding.count)
    try file.addLabels("cnec", cnec, binding)
    func values(of table: StageTable, absent: Double) -> [Double] {
      units.flatMap { t in places(t).map { $0.map { table[t, $0] } ?? absent } }
    }
    try file.addNumbers(
      "cnec_load", [time, cnec], units: "MW", meaning: "flow caused by the net positions",
      values(of: result.cnecLoads, absent: .nan))
    try file.addNumbers(
      "cnec_margin", [time, cnec], units: "MW",
      meaning: "remaining available margin; infinite where the row is off",
      values(of: result.cnecMargins, absent: .infinity))
    try file.addNumbers(
      "cnec_shadow_price", [time, cnec], units: "EUR/MWh",
      meaning: "welfare gained per MW of margin", values(of: result.shadowPrices, absent: 0))
  }
}

extension ReportedRun {
  /// Where CNECs stand among the rows of a unit; nil where that unit's domain has no such row.
  private func places(of ids: [String]) -> (_ unit: Int) -> [Int?] {
    let tables = result.cnecsOfDomain.isEmpty ? [result.cnecs] : result.cnecsOfDomain
    let placesOfTable = tables.map { rows in
      let placeOfID = Dictionary(
        rows.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
      return ids.map { placeOfID[$0] }
    }
    return { placesOfTable[tables.count == 1 ? 0 : result.domainOfUnit[$0]] }
  }
}

extension NetCDFFile {
  /// Adds a figure of every time unit: its mean, or a level at the end of the unit.
  fileprivate func add(
    _ name: String, _ dimensions: [Dimension], _ units: String, _ meaning: String,
    _ table: StageTable, isLevel: Bool = false
  ) throws(NetCDFError) {
    let method = isLevel ? "time: point (at the end of the unit)" : "time: mean"
    try addNumbers(
      name, dimensions, units: units, meaning: meaning, attributes: [("cell_methods", method)],
      table.allStages)
  }
}

extension StageTable {
  /// Stage by stage, with the row of a constant table repeated.
  var allStages: [Double] {
    varies ? values : (0..<stageCount).flatMap { _ in values }
  }
}
