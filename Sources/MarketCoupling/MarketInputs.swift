// SPDX-License-Identifier: Apache-2.0
import GridModel
import Optimization
import Quantities

/// What a system brings to the market in each time unit: load, supply steps and storages with
/// their availability, and what joins electricity to hydrogen, before any network.
///
/// Built on the whole year of the series, so that scaling and maintenance do not depend on which
/// part of the year is coupled; `range` then cuts out the units.
package struct MarketInputs: Sendable {
  package var axis: TimeAxis
  package var nodes: [BalanceNode]
  /// Row of the node of each zone; nil for zones without electricity balance.
  package var nodeOfZone: [Int?]
  package var steps: [SupplyStep]
  /// Rows of ``EnergySystem/generatingUnits`` behind each step; none but for thermal steps.
  package var unitRows: [[Int]]
  package var storages: [StorageUnit]
  /// Row of ``EnergySystem/storages`` behind each storage unit.
  package var storageRows: [Int]
  /// MW, unit × node and unit × zone.
  package var loads: StageTable
  package var zoneLoads: StageTable
  /// MW, unit × step: most and least it can give.
  package var availability: StageTable
  package var mustRun: StageTable
  /// MW of natural inflow at the level, unit × storage.
  package var inflow: StageTable
  /// MWh in each storage before the first unit and, where its end is fixed, after the last.
  ///
  /// Over a whole year both are the storage's start level. A part of the year begins and ends where
  /// an even use of the year's natural inflow would leave the level, within what the storage holds.
  package var startLevels: [Double]
  package var endLevels: [Double]
  /// Day-limited supply: (step, MWh per day).
  package var dailyBudgets: [(step: Int, energyMWh: Double)]
  /// Cap and floor of the clearing price, EUR/MWh.
  package var priceCap: Double
  package var priceFloor: Double
  package var notes: [String]
  /// Hydrogen, conversions and budgets; empty where the system has none.
  package internal(set) var processes: ProcessInputs

  package init(
    system: EnergySystem, series: HourlySeries, range: Range<Int>
  ) throws(CouplingError) {
    var builder = MarketInputsBuilder(system: system, series: series)
    self = try builder.build(range: range)
  }

  package init(
    axis: TimeAxis, nodes: [BalanceNode], nodeOfZone: [Int?], steps: [SupplyStep],
    unitRows: [[Int]],
    storages: [StorageUnit], storageRows: [Int], loads: StageTable, zoneLoads: StageTable,
    availability: StageTable, mustRun: StageTable, inflow: StageTable,
    startLevels: [Double], endLevels: [Double], dailyBudgets: [(step: Int, energyMWh: Double)],
    priceCap: Double, priceFloor: Double,
    notes: [String], processes: ProcessInputs? = nil
  ) {
    self.axis = axis
    self.nodes = nodes
    self.nodeOfZone = nodeOfZone
    self.steps = steps
    self.unitRows = unitRows
    self.storages = storages
    self.storageRows = storageRows
    self.loads = loads
    self.zoneLoads = zoneLoads
    self.availability = availability
    self.mustRun = mustRun
    self.inflow = inflow
    self.startLevels = startLevels
    self.endLevels = endLevels
    self.dailyBudgets = dailyBudgets
    self.priceCap = priceCap
    self.priceFloor = priceFloor
    self.notes = notes
    self.processes = processes ?? ProcessInputs(stageCount: axis.count)
  }
}
