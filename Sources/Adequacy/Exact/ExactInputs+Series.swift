// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Quantities

extension ExactInputs {
  /// Load and variable generation of a year of series.
  ///
  /// Load and variable generation are those of the market: 52 weeks of 8,736 h hold the whole annual
  /// demand, as the published test systems count it, and a climate year has its own level.
  ///
  /// - Throws: series that are missing or sum to nothing.
  package init(system: EnergySystem, series: HourlySeries) throws(CouplingError) {
    let hours = 0..<series.axis.count
    let market = try MarketInputs(system: system, series: series, range: hours)
    var variable = [[Double]](
      repeating: [Double](repeating: 0, count: hours.count), count: system.zones.count)
    for (index, step) in market.steps.enumerated() where step.kind == .renewable {
      for hour in hours { variable[step.zone.index][hour] += market.availability[hour, index] }
    }
    let loads = system.zones.indices.map { zone in hours.map { market.zoneLoads[$0, zone] } }
    self.init(axis: series.axis, loadMW: loads, variableMW: variable)
  }
}
