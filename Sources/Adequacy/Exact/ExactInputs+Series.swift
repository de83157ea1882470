// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Quantities

extension ExactInputs {
  /// Load and variable generation of a year of series.
  ///
  /// Load has the shape of the zone's series and the zone's annual demand as its energy over the hours
  /// that the series have: 52 weeks of 8,736 h hold the whole annual demand, as the published test
  /// systems count it. Variable generation is what the market sees as available.
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
    var loads = [[Double]](
      repeating: [Double](repeating: 0, count: hours.count), count: system.zones.count)
    for demand in system.demand where demand.annualTWh > 0 {
      let zone = demand.zone.index
      let shape = hours.map { market.zoneLoads[$0, zone] }
      let energy = shape.reduce(0, +) * series.axis.stepHours
      guard energy > 0 else { continue }
      let scale = demand.annualTWh * 1e6 / energy
      loads[zone] = shape.map { $0 * scale }
    }
    self.init(axis: series.axis, loadMW: loads, variableMW: variable)
  }
}
